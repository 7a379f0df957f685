//! `GET /compounds`: friendly compounds near somebody or by name, one's own first.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use kernel::time::Instant;
use people::record::{Asked, PAGE_ROWS};
use people::{PageError, Viewer};
use places::{Atlas, Compound, Point};
use ui::map::MapFigure;
use ui::{EmptyState, FormState, Pager, Prefs, Shell, Tag, Tone, Tr, key};

use super::super::holder::SignedHolder;
use super::super::map::{self, Spot};
use super::super::station::near::Near;
use super::super::station::query::Query;
use super::words;
use crate::app::Stations;
use crate::domain::compound::{CompoundStatus, FriendlyCompound, Gate};
use crate::domain::directory::Directory;
use crate::domain::ids::HolderId;
use crate::store::{compound as store, pass};

const PATH: &str = "/compounds";

#[derive(Template)]
#[template(path = "compounds/list.html")]
struct ListPage {
    shell: Shell,
    form: FormState,
    near: Near,
    found: String,
    rows: Vec<Row>,
    figure: MapFigure,
    empty: Option<EmptyState>,
    pager: Pager,
}

/// A compound of the list.
struct Row {
    id: String,
    number: usize,
    name: String,
    tags: Vec<Tag>,
    gates: String,
    distance: String,
    address: String,
    point: Point,
    is_open: bool,
}

/// What the list is made of.
struct Read {
    compounds: Vec<FriendlyCompound>,
    gates: Vec<Gate>,
    mine: BTreeSet<String>,
}

async fn read(stations: &Stations, holder: Option<HolderId>) -> Result<Read, PageError> {
    let read = stations.app.db.read(holder, |tx, holder| {
        Box::pin(async move {
            let mine = match holder {
                Some(holder) => pass::of_holder(tx, *holder).await?,
                None => Vec::new(),
            };
            Ok::<_, db::StoreError>(Read {
                compounds: store::all(tx).await?,
                gates: store::all_gates(tx).await?,
                mine: mine.into_iter().map(|pass| pass.compound).collect(),
            })
        })
    });
    Ok(read.await?)
}

/// A compound that is looked at, with how far it is.
struct Found<'a> {
    one: &'a FriendlyCompound,
    place: &'a Compound,
    metres: Option<f64>,
    is_mine: bool,
}

/// Nearest first where a place is known; else one's own first, then by name.
fn found<'a>(read: &'a Read, atlas: &'a Atlas, query: &Query, near: &Near) -> Vec<Found<'a>> {
    let is_shown = |one: &&FriendlyCompound| {
        matches!(one.status, CompoundStatus::Open | CompoundStatus::Suspended)
    };
    let fits = |place: &Compound, one: &FriendlyCompound| {
        let all = [&place.name, &place.address, &one.property, &one.id];
        query.words.is_empty() || all.iter().any(|text| text.contains(&query.words))
    };
    let mut found: Vec<Found<'_>> = read
        .compounds
        .iter()
        .filter(is_shown)
        .filter_map(|one| {
            let place = atlas.compound(&one.id).filter(|place| fits(place, one))?;
            let metres = near.point.map(|point| place.point.metres_to(point));
            Some(Found { one, place, metres, is_mine: read.mine.contains(&one.id) })
        })
        .collect();
    found.sort_by(|a, b| {
        let far = |one: &Found<'_>| one.metres.unwrap_or(0.0);
        let own = |one: &Found<'_>| one.metres.is_none() && !one.is_mine;
        far(a)
            .total_cmp(&far(b))
            .then_with(|| own(a).cmp(&own(b)))
            .then_with(|| (&a.place.name, &a.one.id).cmp(&(&b.place.name, &b.one.id)))
    });
    found
}

/// `GET /compounds`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: Option<SignedHolder>,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("compounds-title"));
    let (t, now) = (shell.t, stations.app.now());
    let atlas = stations.atlas.current();
    let directory = stations.directory.current();
    let query = Query::of(&asked.form);
    let near = Near::of(t, &atlas, &query, PATH);
    let read = read(&stations, signed.map(|signed| signed.holder.id)).await?;
    let found = found(&read, &atlas, &query, &near);
    let begin = found.iter().position(|one| one.one.id == query.after).map_or(0, |at| at + 1);
    let rest = found.get(begin..).unwrap_or_default();
    let shown = rest.get(..PAGE_ROWS.min(rest.len())).unwrap_or_default();
    let mut gates: BTreeMap<&str, Vec<&Gate>> = BTreeMap::new();
    for gate in &read.gates {
        gates.entry(&gate.compound).or_default().push(gate);
    }
    let own = |one: &Found<'_>| gates.get(one.one.id.as_str()).map_or(&[][..], Vec::as_slice);
    let rows: Vec<Row> = shown
        .iter()
        .enumerate()
        .map(|(at, one)| row(t, &directory, (one, own(one)), (begin + at + 1, now)))
        .collect();
    let next = shown.last().filter(|_| rest.len() > shown.len());
    let next = next.map(|one| Query { after: one.one.id.clone(), ..query.clone() }.href(PATH));
    let first = (!query.after.is_empty()).then(|| query.first().href(PATH));
    let page = ListPage {
        found: t.n("compounds-found", found.len() as i64),
        figure: figure(&shell, &atlas, &rows, &near),
        empty: rows.is_empty().then(|| {
            EmptyState::new("building", t.s("compounds-none")).text(t.s("compounds-none-text"))
        }),
        pager: Pager::new(t, first, next),
        form: asked.form,
        rows,
        near,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn figure(shell: &Shell, atlas: &Atlas, rows: &[Row], near: &Near) -> MapFigure {
    let spots = rows.iter().map(|row| Spot {
        at: row.point,
        label: row.number.to_string(),
        title: row.name.clone(),
        href: format!("#c-{}", row.id),
        tone: if row.is_open { Tone::Ok } else { Tone::Neutral },
    });
    let named = ("compounds-map", shell.t.s("compounds-map").into_owned());
    map::of_spots(shell, atlas, named, (spots.collect(), near.pin()))
}

fn row(
    t: Tr,
    directory: &Directory,
    (found, gates): (&Found<'_>, &[&Gate]),
    (number, now): (usize, Instant),
) -> Row {
    let is_open = |gate: &&&Gate| {
        directory.standing_of(&gate.hours, now).is_some_and(|standing| standing.is_open())
    };
    let open = gates.iter().filter(is_open).count();
    let mut tags = vec![words::status_tag(t, found.one.status)];
    if found.is_mine {
        tags.push(Tag::new(t.s("compound-mine")).tone(Tone::Info));
    }
    Row {
        id: found.one.id.clone(),
        number,
        name: found.place.name.clone(),
        tags,
        gates: t.a("compound-gates-open", &[("n", gates.len().into()), ("open", open.into())]),
        distance: found.metres.map(|metres| map::distance(t, metres)).unwrap_or_default(),
        address: found.place.address.clone(),
        point: found.place.point,
        is_open: found.one.status == CompoundStatus::Open && open > 0,
    }
}
