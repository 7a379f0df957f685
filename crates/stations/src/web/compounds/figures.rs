//! How many compounds are friendly, street by street, and how many passages
//! there were at which hour of the day. Few people are not told.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::response::Response;
use jiff::ToSpan;
use people::record::{Cell, Section, Show, Table, csv_button};
use people::{PageError, Staff};
use places::RegionLevel;
use ui::{Breadcrumb, Crumb, Definition, Definitions, Notice, Prefs, Tone, Tr, key};

use super::desk::PATH;
use super::record::count_cell;
use crate::app::Stations;
use crate::domain::compound::{CompoundStatus, FriendlyCompound};
use crate::domain::keeping::can_overlook;
use crate::domain::keeping::cells::guard;
use crate::store::compound as store;
use crate::store::pass;

/// Days that are counted, today included.
const DAYS: i64 = 28;
/// Hours of the day, in four parts that deliveries come in.
pub(super) const PARTS: [(u8, u8); 4] = [(0, 10), (10, 14), (14, 17), (17, 24)];

/// A street's friendly compounds, and passages in the parts of its days.
#[derive(Default)]
struct Street {
    name: String,
    open: i64,
    planned: i64,
    passages: [i64; PARTS.len()],
}

/// The streets somebody may look over.
async fn read(stations: &Stations, staff: &Staff) -> Result<Vec<Street>, PageError> {
    let from = stations.app.now().day().saturating_sub((DAYS - 1).days());
    let read = stations.app.db.read(format!("{from} 00"), |tx, from| {
        Box::pin(async move {
            let all = store::all(tx).await?;
            Ok::<_, db::StoreError>((all, pass::counts_since(tx, from).await?))
        })
    });
    let (all, counts): (Vec<FriendlyCompound>, Vec<(String, String, i64)>) = read.await?;
    let (atlas, rules) = (stations.atlas.current(), stations.rules());
    let sees = |region: &str| can_overlook(staff, &rules, region);
    if !atlas.regions().any(|region| sees(&region.code.to_string())) {
        return Err(PageError::NotFound);
    }
    let mut streets: BTreeMap<String, Street> = BTreeMap::new();
    for one in &all {
        let Some(place) = atlas.compound(&one.id) else { continue };
        let Some(region) = atlas.at_level(place.community, RegionLevel::Street) else { continue };
        if !sees(&place.community.to_string()) {
            continue;
        }
        let street = streets.entry(region.code.to_string()).or_default();
        street.name = atlas.path_name(region.code);
        match one.status {
            CompoundStatus::Open | CompoundStatus::Suspended => street.open += 1,
            CompoundStatus::Planned => street.planned += 1,
            CompoundStatus::Closed => {}
        }
        let own = counts.iter().filter(|(compound, _, _)| *compound == one.id);
        for (_, hour, passages) in own {
            if let Some(at) = part_of(hour) {
                street.passages[at] += passages;
            }
        }
    }
    Ok(streets.into_values().collect())
}

/// In which part of the day an hour lies.
pub(super) fn part_of(hour: &str) -> Option<usize> {
    let hour: u8 = hour.get(11..13)?.parse().ok()?;
    PARTS.iter().position(|(from, to)| (*from..*to).contains(&hour))
}

/// `GET /desk/compounds/figures`
pub(super) async fn show(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let streets = read(&stations, &staff).await?;
    let least = stations.pass_rules().await?.privacy.small_cell;
    let shell = stations.app.desk(&staff, prefs, key("compounds-figures"));
    let t = shell.t;
    let open: i64 = streets.iter().map(|street| street.open).sum();
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("compounds-desk"), PATH)])),
        lead: t.s("compounds-figures-lead").into_owned(),
        notices: vec![Notice::new(Tone::Info, t.n("compounds-figures-small", least))],
        facts: Definitions::new(vec![Definition::new(
            t.s("compounds-figures-open"),
            open.to_string(),
        )]),
        sections: vec![Section {
            buttons: vec![csv_button(t, "/desk/compounds/figures.csv")],
            ..Section::new("streets", t.s("compounds-figures-streets"))
                .table(table(t, &streets, least))
        }],
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/compounds/figures.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let streets = read(&stations, &staff).await?;
    let least = stations.pass_rules().await?.privacy.small_cell;
    let t = Tr::new(prefs.lang);
    Ok(table(t, &streets, least).csv("compound-figures.csv", str::to_owned))
}

/// Heads of the parts of a day, and of the whole of it.
pub(super) fn part_names(t: Tr) -> Vec<String> {
    let parts = PARTS.iter().map(|(from, to)| format!("{from:02}:00–{to:02}:00"));
    parts.chain([t.s("compound-passages").into_owned()]).collect()
}

fn table(t: Tr, streets: &[Street], least: i64) -> Table {
    let mut head = vec![
        t.s("compound-street").into_owned(),
        t.s("compounds-figures-open").into_owned(),
        t.s("compounds-figures-planned").into_owned(),
    ];
    head.extend(part_names(t));
    let counts: Vec<Vec<i64>> = streets.iter().map(|street| street.passages.to_vec()).collect();
    let guarded = guard(&counts, least);
    let rows = streets.iter().zip(guarded.cells).zip(guarded.rows);
    Table::new(head).rows(rows.map(|((street, cells), total)| {
        let mut row = vec![
            Cell::Text(street.name.clone()),
            Cell::Num(street.open),
            Cell::Num(street.planned),
        ];
        row.extend(cells.into_iter().map(|count| count_cell(t, count)));
        row.push(count_cell(t, total));
        row
    }))
}
