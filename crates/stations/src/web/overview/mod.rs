//! The overview of the district: who is too far from a station, how fresh the
//! directory is, what is used and what is missed. Each figure leads to what it
//! counts; few people are never told apart.

mod needs;

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::time::Instant;
use people::record::{Asked, Cell, List, PAGE_ROWS, Section, Show, Table, csv_button};
use people::{Access, PageError, Routes, Staff, roles};
use places::{Atlas, Point, RegionCode, RegionLevel};
use ui::{Button, Definition, Definitions, EmptyState, Html, Notice, Prefs, Tone, Tr, key};

use super::keeping::visit_name;
use crate::app::Stations;
use crate::domain::directory::{Directory, Place};
use crate::domain::keeping::cells::{self, Guarded};
use crate::domain::keeping::{can_overlook, days_since};
use crate::domain::rules::Rules;
use crate::domain::words::{StationStatus, VisitKind};
use crate::store::keeping::{self as store, Visits};
use needs::by_topic;

const PATH: &str = "/desk/stations/overview";
const GAPS: &str = "/desk/stations/overview/gaps";
const WEEKS_PATH: &str = "/desk/stations/overview/weeks";
/// Who sees the overview; of which region is asked of each.
const READS: Access = roles![Supervisor, Leader, UnitHandler, UnitReviewer];
/// Weeks looked back.
const WEEKS: i64 = 8;

pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get(PATH, READS, show)
        .get("/desk/stations/overview/uses.csv", READS, uses_sheet)
        .get("/desk/stations/overview/missing.csv", READS, missing_sheet)
        .get(needs::SHEET, READS, needs::sheet)
        .get(GAPS, READS, gaps)
        .get("/desk/stations/overview/gaps.csv", READS, gaps_sheet)
        .get(WEEKS_PATH, READS, weeks)
        .get("/desk/stations/overview/weeks.csv", READS, weeks_sheet)
}

/// The part of the directory somebody may look over.
struct Scope<'a> {
    rules: &'a Rules,
    atlas: &'a Atlas,
    directory: &'a Directory,
    staff: &'a Staff,
    now: Instant,
    /// Figures below this are not told (domain rule P5).
    least: i64,
}

impl Scope<'_> {
    /// Whether anything is theirs to look over: others have no such page.
    fn check(&self) -> Result<(), PageError> {
        let theirs = self.atlas.regions().any(|region| self.sees(region.code));
        if theirs { Ok(()) } else { Err(PageError::NotFound) }
    }

    fn sees(&self, region: RegionCode) -> bool {
        can_overlook(self.staff, self.rules, &region.to_string())
    }

    fn places(&self) -> impl Iterator<Item = &Place> {
        self.directory.stations().iter().filter(|place| self.sees(place.station.region))
    }
}

macro_rules! scope {
    ($stations:ident, $staff:ident => $scope:ident) => {
        let (rules, atlas, directory) =
            ($stations.rules(), $stations.atlas.current(), $stations.directory.current());
        let $scope = Scope {
            rules: &rules,
            atlas: &atlas,
            directory: &directory,
            staff: &$staff,
            now: $stations.app.now(),
            least: $stations.least_shown(0).await?,
        };
        $scope.check()?;
    };
}
use scope;

async fn read_visits(stations: &Stations, from: Date) -> Result<Vec<Visits>, PageError> {
    let days = (from.to_string(), stations.app.now().day().to_string());
    let read = stations.app.db.read(days, |tx, (from, to)| Box::pin(store::visits(tx, from, to)));
    Ok(read.await?)
}

/// The Monday some weeks ago.
fn monday(now: Instant, back: i64) -> Date {
    let today = now.day();
    let days = i64::from(today.weekday().to_monday_zero_offset()) + 7 * back;
    today.checked_sub(days.days()).unwrap_or(today)
}

/// `GET /desk/stations/overview`
async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    scope!(stations, staff => scope);
    let shell = stations.app.desk(&staff, prefs, key("overview-title"));
    let t = shell.t;
    let visits = read_visits(&stations, monday(scope.now, WEEKS - 1)).await?;
    let far = grids(&scope).into_iter().filter(|grid| grid.is_gap(scope.rules)).count();
    let uses = Section {
        buttons: vec![
            csv_button(t, "/desk/stations/overview/uses.csv"),
            Button::link(t.s("overview-weeks"), WEEKS_PATH).small(),
        ],
        ..Section::new("uses", t.s("overview-uses")).table(by_street(&scope, t, &visits, false))
    };
    let missing = Section {
        buttons: vec![csv_button(t, "/desk/stations/overview/missing.csv")],
        ..Section::new("missing", t.s("overview-missing"))
            .table(by_street(&scope, t, &visits, true))
    };
    let told = needs::read(&stations, &scope).await?;
    let needed = Section {
        links: vec![(t.s("overview-needs-all").into_owned(), "/desk/rider-needs".to_owned())],
        buttons: vec![csv_button(t, needs::SHEET)],
        ..Section::new("needs", t.s("overview-needs")).table(by_topic(&scope, t, &told))
    };
    let page = Show {
        lead: t.s("overview-lead").into_owned(),
        notices: vec![Notice::new(
            Tone::Info,
            t.a("overview-small-cells", &[("least", scope.least.into())]),
        )],
        facts: figures(&scope, t, far),
        sections: vec![uses, missing, needed],
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// Figures that lead to what they count.
fn figures(scope: &Scope<'_>, t: Tr, far: usize) -> Definitions {
    let (now, rules) = (scope.now, scope.rules);
    let count = |fits: &dyn Fn(&Place) -> bool| scope.places().filter(|place| fits(place)).count();
    let of_status = |status: StationStatus| count(&|place| place.station.status == status);
    let is_old = |place: &Place| {
        let days = days_since(&place.station.assured_on, now);
        days.is_none_or(|days| days > i64::from(rules.freshness.unconfirmed_after_days))
    };
    let is_open = |place: &Place| scope.directory.is_open(place, now);
    let figure = |name: &'static str, number: usize, href: &str| {
        let link = FigureLink { number: t.number(number as i64), href: href.to_owned() };
        Definition::html(t.s(name), Html::of(&link))
    };
    let all = count(&|_| true);
    Definitions::new(vec![
        figure(key("overview-stations"), all, "/desk/stations"),
        figure(key("overview-open"), count(&is_open), "/stations?open=1"),
        figure(
            key("overview-suspended"),
            of_status(StationStatus::Suspended),
            "/desk/stations?status=suspended",
        ),
        figure(
            key("overview-planned"),
            of_status(StationStatus::Planned),
            "/desk/stations?status=planned",
        ),
        figure(key("overview-unconfirmed"), count(&is_old), "/desk/stations?sort=assured"),
        figure(key("overview-gaps"), far, "/desk/stations/overview/gaps?far=1"),
    ])
    .columns()
}

#[derive(askama::Template)]
#[template(source = "<a href=\"{{ href }}\">{{ number }}</a>", ext = "html")]
struct FigureLink {
    number: String,
    href: String,
}

/// Visits by street and kind, small cells withheld.
fn by_street(scope: &Scope<'_>, t: Tr, visits: &[Visits], missing: bool) -> Table {
    let kinds: Vec<VisitKind> = VisitKind::ALL
        .iter()
        .copied()
        .filter(|kind| (*kind == VisitKind::Missing) == missing)
        .collect();
    let mut streets: BTreeMap<RegionCode, Vec<i64>> = BTreeMap::new();
    for place in scope.places() {
        let street = scope.atlas.at_level(place.station.region, RegionLevel::Street);
        let code = street.map_or(place.station.region, |street| street.code);
        let counts = streets.entry(code).or_insert_with(|| vec![0; kinds.len()]);
        for visit in visits.iter().filter(|visit| visit.station == place.station.code) {
            let column = kinds.iter().position(|kind| *kind == visit.kind);
            if let Some(count) = column.and_then(|column| counts.get_mut(column)) {
                *count += visit.number;
            }
        }
    }
    let figures: Vec<Vec<i64>> = streets.values().cloned().collect();
    let guarded = cells::guard(&figures, scope.least);
    let names = streets.keys().map(|code| scope.atlas.path_name(*code));
    let head = kinds.iter().map(|kind| t.s(visit_name(*kind)).into_owned());
    guarded_table(t, t.s("overview-street").as_ref(), head.collect(), names.collect(), &guarded)
}

fn guarded_table(
    t: Tr,
    first: &str,
    head: Vec<String>,
    names: Vec<String>,
    guarded: &Guarded,
) -> Table {
    let shown = |cell: Option<i64>| match cell {
        Some(figure) => Cell::Num(figure),
        None => Cell::Text(t.s("overview-withheld").into_owned()),
    };
    let total = t.s("overview-total").into_owned();
    let columns = std::iter::once(first.to_owned()).chain(head).chain([total.clone()]);
    let rows =
        names.into_iter().zip(&guarded.cells).zip(&guarded.rows).map(|((name, cells), sum)| {
            let figures = cells.iter().copied().chain([*sum]).map(shown);
            std::iter::once(Cell::Text(name)).chain(figures).collect()
        });
    let sums = guarded.columns.iter().copied().chain([guarded.total]).map(shown);
    let last: Vec<Cell> = std::iter::once(Cell::Text(total)).chain(sums).collect();
    Table::new(columns).rows(rows.chain([last]))
}

async fn street_sheet(
    stations: Stations,
    staff: Staff,
    prefs: Prefs,
    missing: bool,
) -> Result<Response, PageError> {
    scope!(stations, staff => scope);
    let visits = read_visits(&stations, monday(scope.now, WEEKS - 1)).await?;
    let name = if missing { "stations-missing.csv" } else { "stations-uses.csv" };
    Ok(by_street(&scope, Tr::new(prefs.lang), &visits, missing).csv(name, str::to_owned))
}

/// `GET …/uses.csv`
async fn uses_sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    street_sheet(stations, staff, prefs, false).await
}

/// `GET …/missing.csv`
async fn missing_sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    street_sheet(stations, staff, prefs, true).await
}

/// A grid with the way to its nearest station in use.
struct GridWay {
    code: String,
    name: String,
    community: RegionCode,
    station: Option<(String, String)>,
    minutes: i64,
}

impl GridWay {
    fn is_gap(&self, rules: &Rules) -> bool {
        self.station.is_none() || self.minutes > i64::from(rules.walking.gap_minutes)
    }
}

/// The grids of a scope, the furthest first. A neighbour's station counts too.
fn grids(scope: &Scope<'_>) -> Vec<GridWay> {
    let in_use: Vec<&Place> = scope
        .directory
        .stations()
        .iter()
        .filter(|place| place.station.status == StationStatus::Open)
        .collect();
    let seen = scope.atlas.grids().filter(|grid| scope.sees(grid.code.community()));
    let mut ways: Vec<GridWay> = seen
        .filter_map(|grid| {
            let bounds = grid.area.bounds();
            let lon = i64::midpoint(bounds.min.lon_e7(), bounds.max.lon_e7());
            let lat = i64::midpoint(bounds.min.lat_e7(), bounds.max.lat_e7());
            let middle = Point::new(lon, lat).ok()?;
            let nearest = in_use
                .iter()
                .map(|place| (place, place.station.point.metres_to(middle)))
                .min_by(|(_, a), (_, b)| a.total_cmp(b));
            Some(GridWay {
                code: grid.code.to_string(),
                name: grid.name.clone(),
                community: grid.code.community(),
                station: nearest
                    .map(|(place, _)| (place.station.code.clone(), place.station.name.clone())),
                minutes: nearest.map_or(0, |(_, metres)| scope.rules.walking.minutes(metres)),
            })
        })
        .collect();
    ways.sort_by(|a, b| b.minutes.cmp(&a.minutes).then(a.code.cmp(&b.code)));
    ways
}

fn wanted_grids(scope: &Scope<'_>, asked: &Asked) -> Vec<GridWay> {
    let mut all = grids(scope);
    let words = asked.get("q");
    all.retain(|grid| {
        (asked.get("far") != "1" || grid.is_gap(scope.rules))
            && (words.is_empty()
                || grid.name.contains(words)
                || scope.atlas.path_name(grid.community).contains(words))
    });
    all
}

/// `GET …/gaps`
async fn gaps(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    scope!(stations, staff => scope);
    let shell = stations.app.desk(&staff, prefs, key("overview-gaps-title"));
    let t = shell.t;
    let all = wanted_grids(&scope, &asked);
    let after = all.iter().position(|grid| grid.code == asked.get("after"));
    let mut rows: Vec<GridWay> =
        all.into_iter().skip(after.map_or(0, |at| at + 1)).take(PAGE_ROWS + 1).collect();
    let pager = asked.pager(t, GAPS, &mut rows, |grid| grid.code.clone());
    let walking = &scope.rules.walking;
    let lead = t.a(
        "overview-gaps-lead",
        &[
            ("minutes", i64::from(walking.gap_minutes).into()),
            ("detour", format!("{:.1}", f64::from(walking.detour_permille) / 1_000.0).into()),
            ("speed", i64::from(walking.metres_per_minute).into()),
        ],
    );
    let page = List::new(t, GAPS, &asked)
        .lead(lead)
        .action(Button::link(t.s("overview-title"), PATH).small())
        .filters(vec![asked.search_field(t), asked.only(t, "far", t.s("overview-far-only"))])
        .rows(
            (gaps_table(&scope, t, &rows), pager),
            EmptyState::new("check-circle", t.s("overview-no-gaps")),
        );
    Ok(page.desk(shell))
}

/// `GET …/gaps.csv`
async fn gaps_sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    scope!(stations, staff => scope);
    let rows = wanted_grids(&scope, &asked);
    Ok(gaps_table(&scope, Tr::new(prefs.lang), &rows).csv("station-gaps.csv", str::to_owned))
}

fn gaps_table(scope: &Scope<'_>, t: Tr, rows: &[GridWay]) -> Table {
    let head = [
        t.s("overview-grid"),
        t.s("overview-community"),
        t.s("overview-nearest"),
        t.s("overview-minutes"),
        t.s("record-state"),
    ];
    Table::new(head).rows(rows.iter().map(|grid| {
        let (word, tone) = if grid.is_gap(scope.rules) {
            (key("overview-far"), Tone::Warn)
        } else {
            (key("overview-near"), Tone::Ok)
        };
        let station = match &grid.station {
            Some((code, name)) => Cell::Link(name.clone(), format!("/stations/{code}")),
            None => Cell::Text(String::new()),
        };
        vec![
            Cell::Text(format!("{} {}", grid.name, grid.code)),
            Cell::Text(scope.atlas.path_name(grid.community)),
            station,
            Cell::Num(grid.minutes),
            Cell::tag(t.s(word), tone),
        ]
    }))
}

/// `GET …/weeks`: visits by station and week.
async fn weeks(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    scope!(stations, staff => scope);
    let shell = stations.app.desk(&staff, prefs, key("overview-weeks"));
    let t = shell.t;
    let visits = read_visits(&stations, monday(scope.now, WEEKS - 1)).await?;
    let table = weeks_table(&scope, t, &visits, asked.get("q"));
    let page = List::new(t, WEEKS_PATH, &asked)
        .lead(t.a("overview-small-cells", &[("least", scope.least.into())]))
        .action(Button::link(t.s("overview-title"), PATH).small())
        .filters(vec![asked.search_field(t)]);
    // The sums alone are no rows.
    let empty = (table.rows.len() < 2).then(|| EmptyState::new("chart", t.s("overview-no-visits")));
    let page = List { empty, table, ..page };
    Ok(page.desk(shell))
}

/// `GET …/weeks.csv`
async fn weeks_sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    scope!(stations, staff => scope);
    let visits = read_visits(&stations, monday(scope.now, WEEKS - 1)).await?;
    let table = weeks_table(&scope, Tr::new(prefs.lang), &visits, asked.get("q"));
    Ok(table.csv("station-weeks.csv", str::to_owned))
}

/// The stations with visits, each week's sum. What a search leaves out is
/// withheld or not by the whole table, so that no search gives a figure away.
fn weeks_table(scope: &Scope<'_>, t: Tr, visits: &[Visits], words: &str) -> Table {
    let mondays: Vec<Date> = (0..WEEKS).rev().map(|back| monday(scope.now, back)).collect();
    let mut rows: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    let seen: BTreeMap<&str, &Place> =
        scope.places().map(|place| (place.station.code.as_str(), place)).collect();
    for visit in visits {
        let Some((code, _)) = seen.get_key_value(visit.station.as_str()) else { continue };
        let Ok(day) = visit.day.parse::<Date>() else { continue };
        let week = mondays.iter().rposition(|monday| *monday <= day);
        let counts = rows.entry(code).or_insert_with(|| vec![0; mondays.len()]);
        if let Some(count) = week.and_then(|week| counts.get_mut(week)) {
            *count += visit.number;
        }
    }
    let figures: Vec<Vec<i64>> = rows.values().cloned().collect();
    let guarded = cells::guard(&figures, scope.least);
    let name = |code: &&str| {
        let place = seen.get(*code);
        place.map_or((*code).to_owned(), |place| format!("{code} {}", place.station.name))
    };
    let names: Vec<String> = rows.keys().map(name).collect();
    let head = mondays.iter().map(ToString::to_string).collect();
    let mut table = guarded_table(t, t.s("station-name").as_ref(), head, names, &guarded);
    if !words.is_empty() {
        table.rows.retain(|row| match row.first() {
            Some(Cell::Text(name)) => name.contains(words),
            _ => false,
        });
    }
    table
}
