//! `GET /stations`: what is near, open and has what is needed, as a list and on a map.

use std::collections::{BTreeSet, HashMap};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kernel::time::Instant;
use people::record::{Asked, PAGE_ROWS, any_of};
use people::{PageError, Viewer};
use places::{Atlas, RegionLevel};
use ui::map::MapFigure;
use ui::{Choice, EmptyState, Field, FormState, Pager, Prefs, Shell, Tag, Tone, Tr, key};

use super::near::Near;
use super::query::Query;
use super::show::live_tag;
use crate::app::Stations;
use crate::domain::directory::{Directory, Match};
use crate::domain::live::LiveState;
use crate::domain::words::{Need, StationStatus, StationType};
use crate::web::hours::Said;
use crate::web::map::{self, Spot};
use crate::web::words;

const PATH: &str = "/stations";
/// Needs that stand in the first row; the others unfold.
const FIRST_NEEDS: [Need; 8] = [
    Need::Power,
    Need::Water,
    Need::Meal,
    Need::Toilet,
    Need::Rest,
    Need::Repair,
    Need::Phone,
    Need::Legal,
];

#[derive(Template)]
#[template(path = "station/list.html")]
struct ListPage {
    shell: Shell,
    form: FormState,
    chips: Vec<Chip>,
    more_chips: Vec<Chip>,
    is_more_open: bool,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    is_fields_open: bool,
    near: Near,
    clear: String,
    found: String,
    rows: Vec<Row>,
    figure: MapFigure,
    empty: Option<EmptyState>,
    pager: Pager,
}

/// A filter that one tap puts on or takes off.
struct Chip {
    label: String,
    href: String,
    is_on: bool,
}

/// A station of the list.
struct Row {
    code: String,
    number: usize,
    name: String,
    status: Tag,
    until: String,
    why: String,
    distance: String,
    address: String,
    has: String,
    /// What is known now of what is looked for.
    live: Vec<(Tag, String)>,
    is_open: bool,
}

/// `GET /stations`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("station-list-title"));
    let (t, now) = (shell.t, stations.app.now());
    let (directory, atlas) = (stations.directory.current(), stations.atlas.current());
    let query = Query::of(&asked.form);
    let near = Near::of(t, &atlas, &query, PATH);
    let found = ordered(&directory, &query, &near, now);
    let open = found.iter().filter(|found| directory.is_open(found.place, now)).count();
    let from = begin(&found, &query.after);
    let shown = found.get(from..).unwrap_or_default();
    let next = shown.len() > PAGE_ROWS;
    let shown = shown.get(..PAGE_ROWS.min(shown.len())).unwrap_or_default();
    let states = stations.live.all();
    let rows: Vec<Row> = shown
        .iter()
        .enumerate()
        .map(|(index, found)| Row {
            live: live(t, &states, found, &query.needs, now),
            ..Row::of(t, &directory, found, from + index + 1, now)
        })
        .collect();
    let page = ListPage {
        chips: chips(t, &query, FIRST_NEEDS.iter().copied(), true),
        more_chips: chips(t, &query, other_needs(), false),
        is_more_open: query.needs.iter().any(|need| !FIRST_NEEDS.contains(need)),
        hidden: hidden(&query),
        fields: fields(t, &asked.form, &directory, &atlas),
        is_fields_open: query.region.is_some()
            || query.kind.is_some()
            || !(query.brand.is_empty() && query.words.is_empty()),
        clear: Query { place: query.place.clone(), here: query.here, ..Query::default() }
            .href(PATH),
        found: t.a("station-found", &[("n", found.len().into()), ("open", open.into())]),
        figure: map::of_stations(&shell, &atlas, spots(&rows, shown), near.pin()),
        empty: rows.is_empty().then(|| empty(t, &query)),
        pager: pager(t, &query, shown, next),
        form: asked.form,
        rows,
        near,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// Nearest first where a place is known; else what is open first, then by name. Stations that are
/// only planned are left out.
fn ordered<'a>(
    directory: &'a Directory,
    query: &Query,
    near: &Near,
    now: Instant,
) -> Vec<Match<'a>> {
    let mut found = directory.find(&query.wanted(now), near.point);
    found.retain(|found| found.place.station.status != StationStatus::Planned);
    if near.point.is_none() {
        found.sort_by_cached_key(|found| {
            let station = &found.place.station;
            (!directory.is_open(found.place, now), station.name.clone(), station.code.clone())
        });
    }
    found
}

/// Where the page begins: behind the station the last one ended with.
fn begin(found: &[Match<'_>], after: &str) -> usize {
    let last = found.iter().position(|found| found.place.station.code == after);
    last.map_or(0, |last| last + 1)
}

fn pager(t: Tr, query: &Query, shown: &[Match<'_>], next: bool) -> Pager {
    let first = (!query.after.is_empty()).then(|| query.first().href(PATH));
    let last = shown.last().filter(|_| next);
    let next = last
        .map(|last| Query { after: last.place.station.code.clone(), ..query.clone() }.href(PATH));
    Pager::new(t, first, next)
}

fn other_needs() -> impl Iterator<Item = Need> {
    Need::ALL.iter().copied().filter(|need| !FIRST_NEEDS.contains(need))
}

fn chips(t: Tr, query: &Query, needs: impl Iterator<Item = Need>, with_open: bool) -> Vec<Chip> {
    let open = Chip {
        label: t.s("station-open-now").into_owned(),
        href: Query { open: !query.open, ..query.first() }.href(PATH),
        is_on: query.open,
    };
    let needs = needs.map(|need| Chip {
        label: t.s(words::need(need)).into_owned(),
        href: query.toggled(need).href(PATH),
        is_on: query.needs.contains(&need),
    });
    with_open.then_some(open).into_iter().chain(needs).collect()
}

/// What goes along with the form: the filters that are chips or come from elsewhere. The fields
/// for the device's position are always there, for script to fill.
fn hidden(query: &Query) -> Vec<(&'static str, String)> {
    let along = ["need", "open", "service"];
    query.pairs().into_iter().filter(|(name, _)| along.contains(name)).collect()
}

fn fields(t: Tr, form: &FormState, directory: &Directory, atlas: &Atlas) -> Vec<Field> {
    let brands: BTreeSet<&str> =
        directory.stations().iter().map(|place| place.station.brand.as_str()).collect();
    let brands = brands.into_iter().filter(|brand| !brand.is_empty());
    let kinds = StationType::ALL.iter();
    let kinds = kinds.map(|kind| Choice::new(kind.as_str(), t.s(words::kind(*kind))));
    let streets = atlas.regions().filter(|region| region.code.level() == RegionLevel::Street);
    let streets =
        streets.map(|street| Choice::new(street.code.to_string(), atlas.path_name(street.code)));
    vec![
        Field::search(t, form, "q", t.s("station-search")).hint(t.s("station-search-hint")),
        Field::select(t, form, "region", t.s("station-region")).choices(any_of(t, streets)),
        Field::select(t, form, "brand", t.s("station-brand"))
            .choices(any_of(t, brands.map(|brand| Choice::new(brand, brand)))),
        Field::select(t, form, "type", t.s("station-type")).choices(any_of(t, kinds)),
    ]
}

fn empty(t: Tr, query: &Query) -> EmptyState {
    let empty = EmptyState::new("pin", t.s("station-none"));
    if !query.is_filtered() {
        return empty;
    }
    let wider = Query { open: false, ..query.first() };
    let empty = empty.text(t.s("station-none-text"));
    if query.open {
        empty.link(t.s("station-none-closed-too"), wider.href(PATH))
    } else {
        empty.link(t.s("station-none-all"), PATH)
    }
}

/// What is known now of facilities that answer the needs, each with its name and age.
fn live(
    t: Tr,
    states: &HashMap<String, Vec<LiveState>>,
    found: &Match<'_>,
    needs: &[Need],
    now: Instant,
) -> Vec<(Tag, String)> {
    let own = states.get(&found.place.station.code).map(Vec::as_slice).unwrap_or_default();
    let wanted =
        own.iter().filter(|state| needs.iter().any(|need| need.facilities().contains(&state.kind)));
    let told = wanted.map(|state| {
        let name = t.s(words::facility(state.kind));
        let age = t.ago(state.reported_at, now);
        (live_tag(t, state, now), [name.as_ref(), &age].join(" · "))
    });
    told.collect()
}

/// The rows of the list on the map, by their numbers.
fn spots(rows: &[Row], shown: &[Match<'_>]) -> Vec<Spot> {
    let spot = |(row, found): (&Row, &Match<'_>)| Spot {
        at: found.place.station.point,
        label: row.number.to_string(),
        title: row.name.clone(),
        href: format!("#s-{}", row.code),
        tone: if row.is_open { Tone::Ok } else { Tone::Neutral },
    };
    rows.iter().zip(shown).map(spot).collect()
}

impl Row {
    fn of(t: Tr, directory: &Directory, found: &Match<'_>, number: usize, now: Instant) -> Self {
        let (place, station) = (found.place, &found.place.station);
        let standing = directory.standing(place, now);
        let said = Said::of(t, standing.as_ref(), now);
        let status = match station.status {
            StationStatus::Open => said.tag(t),
            other @ (StationStatus::Planned | StationStatus::Suspended) => {
                Tag::new(t.s(words::status(other))).tone(Tone::Warn)
            }
        };
        let has = place.facilities.iter().map(|facility| t.s(words::facility(facility.kind)));
        Self {
            code: station.code.clone(),
            number,
            name: station.name.clone(),
            status,
            until: said.until,
            why: said.why,
            distance: found.metres.map(|metres| map::distance(t, metres)).unwrap_or_default(),
            address: station.address.clone(),
            live: Vec::new(),
            is_open: standing.is_some_and(|standing| standing.is_open()),
            has: has.collect::<Vec<_>>().join(&t.s("station-list-pause")),
        }
    }
}
