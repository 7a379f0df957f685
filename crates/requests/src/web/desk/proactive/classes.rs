//! Classes of cases: the list, a new one, one with its counts before and
//! after.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::{PageError, Staff, see_other};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, EmptyState, Field, FormState, Prefs, Tag,
    Tr, key,
};

use super::super::hot_topics;
use super::{orders, tabs, words};
use crate::app::Desk;
use crate::app::proactive::ACTS;
use crate::domain::CaseClassId;
use crate::domain::case_class::{CaseClass, CaseState, NAME_MAX, SPAN_DAYS, TEXT_MAX, can_keep};
use crate::domain::order::Order;
use crate::store::case_class as store;
use crate::web::category;
use crate::web::record::{
    Action, Asked, Cell, FormPage, Group, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, blame,
    categories, course, day, filled, one_of, place, regions, unit_name, units,
};

type Pairs = Vec<(String, String)>;
const PATH: &str = "/desk/case-classes";

async fn read(desk: &Desk, asked: &Asked, limit: usize) -> Result<Vec<CaseClass>, StoreError> {
    let input = (
        (asked.after(), asked.get("state").to_owned(), asked.pattern("q")),
        i64::try_from(limit).unwrap_or(i64::MAX),
    );
    let read = desk.app.db.read(input, |tx, ((before, state, words), limit)| {
        Box::pin(store::page(tx, (before, state, words), *limit))
    });
    read.await
}

/// `GET /desk/case-classes`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("classes-title"));
    let t = shell.t;
    let mut rows = read(&desk, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let states = words::choices(t, CaseState::ALL, CaseState::as_str, words::case_key);
    let table = table(&desk, t, &rows).await?;
    let page = List::new(t, PATH, &asked)
        .lead(t.s("classes-lead"))
        .tabs(tabs(t, &staff, PATH))
        .adds(can_keep(&staff), t.s("classes-new"))
        .filters(vec![asked.search_field(t), asked.state_field(t, states)])
        .rows((table, pager), EmptyState::new("layers", t.s("classes-empty")));
    Ok(page.desk(shell))
}

/// `GET /desk/case-classes.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &asked, SHEET_ROWS).await?;
    Ok(table(&desk, Tr::new(prefs.lang), &rows)
        .await?
        .csv("case-classes.csv", |text| desk.covered(text)))
}

async fn table(desk: &Desk, t: Tr, rows: &[CaseClass]) -> Result<Table, PageError> {
    let rules = desk.rules();
    let mut cells = Vec::new();
    for row in rows {
        let [before, after] = desk.class_counts(row).await?;
        cells.push(vec![
            Cell::Link(row.name.clone(), format!("{PATH}/{}", row.id)),
            Cell::tag(t.s(words::case_key(row.state)), words::case_tone(row.state)),
            Cell::Text(category::path(t, &rules, &row.category_code)),
            Cell::Text(place(desk, row.region_code.as_deref())),
            Cell::Text(unit_name(desk, Some(row.unit_id))),
            Cell::Num(before),
            Cell::Num(after),
        ]);
    }
    let head = [
        t.s("class-name"),
        t.s("record-state"),
        t.s("class-category"),
        t.s("class-place"),
        t.s("class-unit"),
        t.s("class-before"),
        t.s("class-after"),
    ];
    Ok(Table::new(head).rows(cells))
}

/// `GET /desk/case-classes/new`
pub(super) async fn new(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Response {
    form_page(&desk, &staff, prefs, FormState::from_pairs(pairs))
}

fn form_page(desk: &Desk, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("classes-new"));
    let t = shell.t;
    let rule = vec![
        Field::text(t, &form, "name", t.s("class-name")).counted(NAME_MAX).required(),
        Field::select(t, &form, "category", t.s("class-category"))
            .choices(one_of(t, categories(desk, t))),
        Field::select(t, &form, "region", t.s("class-place"))
            .choices(one_of(t, regions(desk, true)))
            .optional(),
        Field::text(t, &form, "words", t.s("class-words")).hint(t.s("class-words-hint")).optional(),
    ];
    let what = vec![
        Field::textarea(t, &form, "root_cause", t.s("class-root-cause"))
            .counted(TEXT_MAX)
            .required(),
        Field::textarea(t, &form, "action", t.s("class-action")).counted(TEXT_MAX).required(),
        Field::select(t, &form, "unit", t.s("class-unit")).choices(one_of(t, units(desk))),
    ];
    let submit = Button::submit(t.s("class-save")).primary();
    let carried = hot_topics::carried(&form);
    let mut page = FormPage::new(PATH, submit, form);
    page.hidden = carried;
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s("classes-title"), PATH)]));
    page.lead = t.s("classes-new-lead").into_owned();
    page.groups = vec![
        Group::new("rule", t.s("class-rule"), rule),
        Group::new("what", t.s("class-what"), what),
    ];
    page.desk(shell)
}

/// `POST /desk/case-classes`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    match form.value("unit").parse() {
        Err(_) => {
            form.error("unit", key("record-fault-missing"));
        }
        Ok(unit_id) => {
            let now = desk.app.now();
            let class = CaseClass {
                id: CaseClassId(desk.app.ids.mint(now)),
                version: 1,
                state: CaseState::Watched,
                name: form.value("name").to_owned(),
                category_code: form.value("category").to_owned(),
                region_code: filled(&form, "region"),
                words: form.value("words").to_owned(),
                root_cause: form.value("root_cause").to_owned(),
                action: form.value("action").to_owned(),
                unit_id,
                acted_on: None,
            };
            match desk.add_class((staff.actor_of(ACTS), now), class).await {
                Ok(class) => {
                    let what = ("class", class.id.0, class.name.as_str());
                    hot_topics::opened(&desk, &staff, &form, what).await?;
                    return Ok(see_other(&format!("{PATH}/{}?done=added", class.id)));
                }
                Err(error) => blame(&mut form, error)?,
            }
        }
    }
    Ok(form_page(&desk, &staff, prefs, form))
}

async fn find(desk: &Desk, id: &str) -> Result<CaseClass, PageError> {
    let id: CaseClassId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
    let found: Result<_, StoreError> = read.await;
    found?.ok_or(PageError::NotFound)
}

/// `GET /desk/case-classes/{id}`
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let class = find(&desk, &id).await?;
    page(&desk, &staff, prefs, class, FormState::from_pairs(pairs)).await
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    class: CaseClass,
    form: FormState,
) -> Result<Response, PageError> {
    let shell = desk.app.desk_titled(staff, prefs, class.name.clone());
    let t = shell.t;
    let course = course(&desk.app, t, "class", class.id.0, words::event).await?;
    let [before, after] = desk.class_counts(&class).await?;
    let spans = class.spans(desk.app.now());
    let input = (class.clone(), (spans[0].0, spans[1].1));
    let read = desk.app.db.read(input, |tx, (class, span)| {
        Box::pin(async move {
            let ids = store::orders(tx, class, *span).await?;
            orders::read(tx, ids).await
        })
    });
    let known: Result<Vec<Order>, StoreError> = read.await;
    let table = orders::table(desk, t, staff, &known?);
    let mut counts = Section::new("counts", t.s("class-counts"));
    counts.facts = Some(Definitions::new(vec![
        Definition::new(t.a("class-before-days", &[("n", SPAN_DAYS.into())]), before.to_string()),
        Definition::new(t.a("class-after-days", &[("n", SPAN_DAYS.into())]), after.to_string()),
    ]));
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("classes-title"), PATH)])),
        tags: vec![Tag::new(t.s(words::case_key(class.state))).tone(words::case_tone(class.state))],
        facts: facts(desk, t, &class),
        sections: vec![
            Section::new("cause", t.s("class-root-cause")).text(&class.root_cause),
            Section::new("action", t.s("class-action")).text(&class.action),
            counts,
            Section::new("orders", t.s("class-orders")).table(table),
        ],
        actions: if can_keep(staff) { actions(t, &class, &form) } else { Vec::new() },
        course_title: t.s("record-course").into_owned(),
        course: Some(course),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn facts(desk: &Desk, t: Tr, class: &CaseClass) -> Definitions {
    let everywhere = || t.s("class-everywhere").into_owned();
    let place = match class.region_code.as_deref() {
        Some(code) => place(desk, Some(code)),
        None => everywhere(),
    };
    let mut facts = vec![
        Definition::new(
            t.s("class-category"),
            category::path(t, &desk.rules(), &class.category_code),
        ),
        Definition::new(t.s("class-place"), place),
        Definition::new(t.s("class-unit"), unit_name(desk, Some(class.unit_id))),
    ];
    if !class.words.is_empty() {
        facts.push(Definition::new(t.s("class-words"), &class.words));
    }
    if let Some(acted_on) = &class.acted_on {
        facts.push(Definition::new(t.s("class-acted-on"), acted_on));
    }
    Definitions::new(facts).columns()
}

fn actions(t: Tr, class: &CaseClass, form: &FormState) -> Vec<Action> {
    let href = format!("{PATH}/{}/steps", class.id);
    let mut actions = Vec::new();
    if class.state != CaseState::Settled {
        let act = Action::new(t.s("class-act-acted"), href.clone())
            .hint(t.s("class-act-acted-hint"))
            .hide("seen", class.version)
            .hide("step", "acted")
            .field(Field::date(t, form, "acted_on", t.s("class-acted-on")).required());
        actions.push(act.main());
    }
    if class.state == CaseState::Acting {
        let settle = Action::new(t.s("class-act-settle"), href)
            .hide("seen", class.version)
            .hide("step", "settled");
        actions.push(settle);
    }
    actions
}

/// `POST /desk/case-classes/{id}/steps`
pub(super) async fn step(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let class = find(&desk, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let acted_on = day(&form, "acted_on");
    let is_settled = form.value("step") == "settled";
    if !is_settled && acted_on.is_none() {
        form.error("acted_on", key("record-fault-missing"));
    } else {
        let seen = form.value("seen").parse().unwrap_or(0);
        let acted_on = acted_on.filter(|_| !is_settled);
        match desk.step_class(&staff, (class.id, seen), acted_on).await {
            Ok(_) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    let fresh = find(&desk, &id).await?;
    page(&desk, &staff, prefs, fresh, form).await
}
