//! The desk's list of friendly compounds, and beginning with another one.

use std::collections::BTreeMap;

use axum::extract::{Form, State};
use axum::response::Response;
use people::record::{
    Asked, Cell, FormPage, Group, List, PAGE_ROWS, SHEET_ROWS, Table, any_of, flash,
};
use people::{PageError, Staff, see_other};
use places::{Atlas, Compound, RegionLevel};
use ui::{Breadcrumb, Button, Choice, Crumb, EmptyState, Field, FormState, Prefs, Tag, Tr, key};

use super::words;
use crate::app::{Stations, posts};
use crate::domain::compound::{self as domain, FriendlyCompound, Gate, HouseRules, in_force};
use crate::store::compound as store;
use crate::web::blame;

pub(super) const PATH: &str = "/desk/compounds";

/// A row, with what is counted of it.
struct Row {
    one: FriendlyCompound,
    place: Compound,
    gates: usize,
    rules: Option<String>,
}

type Tables = (Vec<FriendlyCompound>, Vec<Gate>, Vec<HouseRules>);

/// The compounds somebody may see that answer what is asked.
async fn read(stations: &Stations, staff: &Staff, asked: &Asked) -> Result<Vec<Row>, PageError> {
    let read = stations.app.db.read((), |tx, ()| {
        Box::pin(async move {
            let (all, gates) = (store::all(tx).await?, store::all_gates(tx).await?);
            Ok::<_, db::StoreError>((all, gates, store::all_rules(tx).await?))
        })
    });
    let (all, gates, rules): Tables = read.await?;
    let own = posts::of(&stations.app.db, staff).await?;
    let (atlas, keeping) = (stations.atlas.current(), stations.rules());
    let today = stations.app.now().day();
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for gate in &gates {
        *count.entry(&gate.compound).or_default() += 1;
    }
    let words = asked.get("q");
    let (state, street) = (asked.get("state"), asked.get("street"));
    let rows = all.into_iter().filter_map(|one| {
        let place = atlas.compound(&one.id)?.clone();
        let region = place.community.to_string();
        let sees = domain::can_see(staff, &own, &keeping, (&one.id, &region));
        let fits = (words.is_empty()
            || [&place.name, &one.property, &one.id].iter().any(|text| text.contains(words)))
            && (state.is_empty() || one.status.as_str() == state)
            && (street.is_empty() || region.starts_with(street.trim_end_matches('0')));
        let own: Vec<HouseRules> =
            rules.iter().filter(|rules| rules.compound == one.id).cloned().collect();
        (sees && fits).then(|| Row {
            gates: count.get(one.id.as_str()).copied().unwrap_or_default(),
            rules: in_force(&own, today).map(|rules| rules.version.clone()),
            place,
            one,
        })
    });
    Ok(rows.collect())
}

/// `GET /desk/compounds`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk(&staff, prefs, key("compounds-desk"));
    let t = shell.t;
    shell.flash = flash(t, &asked.form);
    let mut rows = read(&stations, &staff, &asked).await?;
    let after = asked.get("after").to_owned();
    rows.retain(|row| row.one.id > after);
    rows.truncate(PAGE_ROWS + 1);
    let pager = asked.pager(t, PATH, &mut rows, |row| row.one.id.clone());
    let mut actions = vec![
        asked.csv_button(t, "/desk/compounds.csv"),
        Button::link(t.s("compounds-figures"), "/desk/compounds/figures").small().icon("chart"),
        Button::link(t.s("suspensions-title"), "/desk/suspensions").small(),
    ];
    if super::BEGINS.admits(&staff.roles) {
        let new = Button::link(t.s("compound-new"), "/desk/compounds/new");
        actions.push(new.small().primary().icon("plus"));
    }
    let atlas = stations.atlas.current();
    let page = List {
        lead: t.s("compounds-desk-lead").into_owned(),
        actions,
        path: PATH,
        filters: vec![
            asked.search_field(t),
            asked.state_field(t, words::statuses(t)),
            Field::select(t, &asked.form, "street", t.s("compound-street"))
                .choices(any_of(t, streets(&atlas))),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("building", t.s("compounds-desk-none"))),
        table: table(t, &atlas, &rows),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// Streets to choose from.
fn streets(atlas: &Atlas) -> Vec<Choice> {
    let streets = atlas.regions().filter(|region| region.code.level() == RegionLevel::Street);
    let choice = |code| Choice::new(format!("{code}"), atlas.path_name(code));
    streets.map(|street| choice(street.code)).collect()
}

/// `GET /desk/compounds.csv`
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut rows = read(&stations, &staff, &asked).await?;
    rows.truncate(SHEET_ROWS);
    let atlas = stations.atlas.current();
    let t = Tr::new(prefs.lang);
    Ok(table(t, &atlas, &rows).csv("compounds.csv", str::to_owned))
}

fn table(t: Tr, atlas: &Atlas, rows: &[Row]) -> Table {
    let head = [
        t.s("compound-name"),
        t.s("record-state"),
        t.s("compound-street"),
        t.s("compound-property"),
        t.s("compound-gates"),
        t.s("compound-rules"),
        t.s("compound-opened"),
    ];
    Table::new(head).rows(rows.iter().map(|row| {
        let (state, tone) = words::status_word(row.one.status);
        let rules = match &row.rules {
            Some(version) => Cell::Text(version.clone()),
            None => {
                let none = t.s("compound-rules-none");
                Cell::Tags(vec![(none.clone().into_owned(), Tag::new(none).tone(ui::Tone::Warn))])
            }
        };
        vec![
            Cell::Link(row.place.name.clone(), format!("{PATH}/{}", row.one.id)),
            Cell::tag(t.s(state), tone),
            Cell::Text(atlas.path_name(row.place.community)),
            Cell::Wide(row.one.property.clone()),
            Cell::Num(row.gates as i64),
            rules,
            Cell::Text(row.one.opened_on.clone()),
        ]
    }))
}

fn form_page(t: Tr, form: FormState) -> FormPage {
    let fields = vec![
        Field::text(t, &form, "compound", t.s("compound-id"))
            .hint(t.s("compound-id-hint"))
            .required(),
        Field::text(t, &form, "property", t.s("compound-property"))
            .counted(domain::NAME_MAX)
            .required(),
        Field::tel(t, &form, "phone", t.s("compound-phone")).optional(),
    ];
    let submit = Button::submit(t.s("compound-new")).primary();
    let mut page = FormPage::new(PATH, submit, form);
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s("compounds-desk"), PATH)]));
    page.lead = t.s("compound-new-lead").into_owned();
    page.groups = vec![Group::new("compound", t.s("compound-about"), fields)];
    page
}

/// `GET /desk/compounds/new`
pub(super) async fn new(State(stations): State<Stations>, staff: Staff, prefs: Prefs) -> Response {
    let shell = stations.app.desk(&staff, prefs, key("compound-new"));
    form_page(shell.t, FormState::new()).desk(shell)
}

/// `POST /desk/compounds`
pub(super) async fn begin(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let typed = form.value("compound").trim().to_owned();
    let id = by_name(&stations.atlas.current(), &typed);
    let new = (id.as_str(), form.value("property"), form.value("phone"));
    match stations.begin_compound(&staff, new).await {
        Ok(()) => Ok(see_other(&format!("{PATH}/{id}?done=added"))),
        Err(error) => {
            blame(&mut form, error, words::told)?;
            let shell = stations.app.desk(&staff, prefs, key("compound-new"));
            Ok(form_page(shell.t, form).desk(shell))
        }
    }
}

/// A compound's id, where its whole name was typed and only one is called so.
pub(crate) fn by_name(atlas: &Atlas, typed: &str) -> String {
    let mut called = atlas.compounds().iter().filter(|one| one.name == typed);
    match (called.next(), called.next()) {
        (Some(one), None) => one.id.clone(),
        _ => typed.to_owned(),
    }
}
