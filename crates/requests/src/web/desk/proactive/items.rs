//! Problem lists and need lists: the list, one item.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::{PageError, Staff};
use ui::{Breadcrumb, Crumb, Definition, Definitions, EmptyState, FormState, Prefs, Tag, Tr, key};

use super::{items_form, tabs, words};
use crate::app::Desk;
use crate::domain::PlaceItemId;
use crate::domain::place_item::{Call, ItemKind, ItemState, KEEPERS, PlaceItem, PlaceList};
use crate::store::place_item::{self as store, Filter};
use crate::web::record::{
    Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, course, place, regions,
    unit_name,
};

const PATH: &str = "/desk/place-items";

async fn read(desk: &Desk, asked: &Asked, limit: usize) -> Result<Vec<PlaceItem>, StoreError> {
    let region = asked.get("region").trim_end_matches('0');
    let region: String = region.chars().filter(char::is_ascii_digit).collect();
    let filter = Filter {
        before: asked.after(),
        list: asked.get("list").to_owned(),
        state: asked.get("state").to_owned(),
        kind: asked.get("kind").to_owned(),
        region: if region.is_empty() { region } else { format!("{region}%") },
        words: asked.pattern("q"),
        public_only: false,
    };
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    desk.app.db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

/// `GET /desk/place-items`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("place-items-title"));
    let t = shell.t;
    let mut rows = read(&desk, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let lists = words::choices(t, PlaceList::ALL, PlaceList::as_str, words::list_key);
    let states = words::choices(t, ItemState::ALL, ItemState::as_str, words::item_state_key);
    let kinds = words::choices(t, ItemKind::ALL, ItemKind::as_str, words::kind_key);
    let page = List::new(t, PATH, &asked)
        .lead(t.s("place-items-lead"))
        .tabs(tabs(t, &staff, PATH))
        .adds(staff.has_any(KEEPERS), t.s("place-items-new"))
        .filters(vec![
            asked.search_field(t),
            asked.choice(t, "list", t.s("item-list"), lists),
            asked.state_field(t, states),
            asked.choice(t, "kind", t.s("item-kind"), kinds),
            asked.choice(t, "region", t.s("item-place"), regions(&desk, false)),
        ])
        .rows((table(&desk, t, &rows), pager), EmptyState::new("list", t.s("place-items-empty")));
    Ok(page.desk(shell))
}

/// `GET /desk/place-items.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &asked, SHEET_ROWS).await?;
    Ok(table(&desk, Tr::new(prefs.lang), &rows).csv("place-items.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[PlaceItem]) -> Table {
    Table::new([
        t.s("item-title"),
        t.s("record-state"),
        t.s("item-list"),
        t.s("item-kind"),
        t.s("item-place"),
        t.s("item-unit"),
        t.s("item-due"),
    ])
    .rows(rows.iter().map(|row| {
        vec![
            Cell::Link(row.title.clone(), format!("{PATH}/{}", row.id)),
            Cell::tag(t.s(words::item_state_key(row.state)), words::item_tone(row.state)),
            Cell::Text(t.s(words::list_key(row.list)).into_owned()),
            Cell::Text(t.s(words::kind_key(row.kind)).into_owned()),
            Cell::Text(place(desk, Some(&row.region_code))),
            Cell::Text(unit_name(desk, row.unit_id)),
            Cell::Text(row.due_on.clone().unwrap_or_default()),
        ]
    }))
}

/// The item of an address, with the units called to it.
pub(super) async fn find(desk: &Desk, id: &str) -> Result<(PlaceItem, Vec<Call>), PageError> {
    let id: PlaceItemId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let Some(item) = store::get(tx, *id).await? else { return Ok(None) };
            Ok::<_, StoreError>(Some((item, store::calls(tx, *id).await?)))
        })
    });
    read.await?.ok_or(PageError::NotFound)
}

/// `GET /desk/place-items/{id}`
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let found = find(&desk, &id).await?;
    page(&desk, &staff, prefs, found, FormState::from_pairs(pairs)).await
}

/// The page, with what was typed.
pub(super) async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    (item, calls): (PlaceItem, Vec<Call>),
    form: FormState,
) -> Result<Response, PageError> {
    let shell = desk.app.desk_titled(staff, prefs, item.title.clone());
    let t = shell.t;
    let course = course(&desk.app, t, "item", item.id.0, words::event).await?;
    let mut sections = vec![Section::new("detail", t.s("item-detail")).text(&item.detail)];
    if let Some(result) = &item.result {
        sections.push(Section::new("result", t.s("item-result")).text(result));
    }
    if item.list == PlaceList::Problem {
        let came = |call: &Call| call.arrived_at.map(|at| t.date_time(at)).unwrap_or_default();
        let head =
            [t.s("item-unit"), t.s("item-called-at"), t.s("item-came-at"), t.s("item-call-result")];
        let table = Table::new(head).rows(calls.iter().map(|call| {
            vec![
                Cell::Text(unit_name(desk, Some(call.unit_id))),
                Cell::Text(t.date_time(call.called_at)),
                Cell::Text(came(call)),
                Cell::Wide(call.result.clone().unwrap_or_default()),
            ]
        }));
        sections.push(Section::new("calls", t.s("item-calls")).table(table));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("place-items-title"), PATH)])),
        tags: vec![
            Tag::new(t.s(words::item_state_key(item.state))).tone(words::item_tone(item.state)),
            Tag::new(t.s(words::list_key(item.list))),
        ],
        facts: facts(desk, t, &item),
        sections,
        actions: items_form::actions(desk, staff, t, &item, &calls, &form),
        course_title: t.s("record-course").into_owned(),
        course: Some(course),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn facts(desk: &Desk, t: Tr, item: &PlaceItem) -> Definitions {
    let mut facts = vec![
        Definition::new(t.s("item-kind"), t.s(words::kind_key(item.kind))),
        Definition::new(t.s("item-place"), place(desk, Some(&item.region_code))),
        Definition::new(t.s("item-listed-at"), t.date(item.listed_at)),
    ];
    let mut add = |name: &'static str, value: String| {
        if !value.is_empty() {
            facts.push(Definition::new(t.s(name), value));
        }
    };
    add(key("item-unit"), unit_name(desk, item.unit_id));
    add(key("item-due"), item.due_on.clone().unwrap_or_default());
    add(key("item-households"), item.households.map(|n| n.to_string()).unwrap_or_default());
    let public = if item.is_public { key("item-public-yes") } else { key("item-public-no") };
    add(key("item-public"), t.s(public).into_owned());
    Definitions::new(facts).columns()
}
