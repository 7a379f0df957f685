//! Monthly topics: the list, one topic with its parts and what came in.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::{PageError, Staff};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, EmptyState, FormState, Prefs, Tag, Tr, key,
};

use super::{orders, tabs, topics_act, words};
use crate::app::Desk;
use crate::domain::TopicId;
use crate::domain::monthly_topic::{Topic, TopicItem, TopicMode, TopicState, can_prepare};
use crate::domain::order::Order;
use crate::store::monthly_topic::{self as store, Filter};
use crate::web::record::{
    Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, course, unit_name,
};

const PATH: &str = "/desk/topics";

async fn read(desk: &Desk, asked: &Asked, limit: usize) -> Result<Vec<Topic>, StoreError> {
    let filter = Filter {
        before: asked.after(),
        state: asked.get("state").to_owned(),
        mode: asked.get("mode").to_owned(),
        words: asked.pattern("q"),
        public_only: false,
    };
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    desk.app.db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

/// `GET /desk/topics`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("topics-title"));
    let t = shell.t;
    let mut rows = read(&desk, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let modes = words::choices(t, TopicMode::ALL, TopicMode::as_str, words::mode_key);
    let states = words::choices(t, TopicState::ALL, TopicState::as_str, words::topic_state_key);
    let page = List::new(t, PATH, &asked)
        .lead(t.s("topics-lead"))
        .tabs(tabs(t, &staff, PATH))
        .adds(can_prepare(&staff, None), t.s("topics-new"))
        .filters(vec![
            asked.search_field(t),
            asked.choice(t, "mode", t.s("topic-mode"), modes),
            asked.state_field(t, states),
        ])
        .rows((table(&desk, t, &rows), pager), EmptyState::new("calendar", t.s("topics-empty")));
    Ok(page.desk(shell))
}

/// `GET /desk/topics.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &asked, SHEET_ROWS).await?;
    Ok(table(&desk, Tr::new(prefs.lang), &rows).csv("topics.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[Topic]) -> Table {
    Table::new([
        t.s("topic-theme"),
        t.s("record-state"),
        t.s("topic-month"),
        t.s("topic-mode"),
        t.s("topic-unit"),
        t.s("topic-closes-on"),
    ])
    .rows(rows.iter().map(|row| {
        vec![
            Cell::Link(row.theme.clone(), format!("{PATH}/{}", row.id)),
            Cell::tag(t.s(words::topic_state_key(row.state)), words::topic_tone(row.state)),
            Cell::Text(row.month.clone()),
            Cell::Text(t.s(words::mode_key(row.mode)).into_owned()),
            Cell::Text(unit_name(desk, Some(row.unit_id))),
            Cell::Text(row.closes_on.clone()),
        ]
    }))
}

/// A topic with its parts and what people sent in.
pub(super) type Found = (Topic, Vec<TopicItem>, Vec<Order>);

/// The topic of an address.
pub(super) async fn find(desk: &Desk, id: &str) -> Result<Found, PageError> {
    let id: TopicId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let Some(topic) = store::get(tx, *id).await? else { return Ok(None) };
            let items = store::items(tx, *id).await?;
            let sent = store::requests(tx, *id).await?;
            Ok::<_, StoreError>(Some((topic, items, orders::read(tx, sent).await?)))
        })
    });
    read.await?.ok_or(PageError::NotFound)
}

/// `GET /desk/topics/{id}`
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

/// The parts of a topic as a table.
pub(in crate::web) fn parts(desk: &Desk, t: Tr, items: &[TopicItem]) -> Table {
    let head = [
        t.s("topic-part"),
        t.s("topic-part-text"),
        t.s("topic-part-unit"),
        t.s("topic-part-due"),
        t.s("record-state"),
    ];
    Table::new(head).rows(items.iter().map(|item| {
        let done = if item.done_at.is_some() {
            Cell::tag(t.s(key("topic-part-done")), ui::Tone::Ok)
        } else {
            Cell::Text(String::new())
        };
        vec![
            Cell::Text(t.s(words::part_key(item.kind)).into_owned()),
            Cell::Wide(item.text.clone()),
            Cell::Text(unit_name(desk, item.unit_id)),
            Cell::Text(item.due_on.clone().unwrap_or_default()),
            done,
        ]
    }))
}

/// The page, with what was typed.
pub(super) async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    (topic, items, sent): Found,
    form: FormState,
) -> Result<Response, PageError> {
    let shell = desk.app.desk_titled(staff, prefs, topic.theme.clone());
    let t = shell.t;
    let course = course(&desk.app, t, "topic", topic.id.0, words::event).await?;
    let mut sections = vec![
        Section::new("intro", t.s("topic-intro")).text(&topic.intro),
        Section::new("parts", t.s("topic-parts")).table(parts(desk, t, &items)),
    ];
    if topic.mode == TopicMode::Solicitation {
        let table = orders::table(desk, t, staff, &sent);
        let mut section = Section::new("sent", t.s("topic-sent")).table(table);
        section.aside = t.n("topic-sent-count", sent.len());
        sections.push(section);
    }
    if let Some(report) = &topic.report {
        sections.push(Section::new("report", t.s("topic-report")).text(report));
    }
    let mut links = Vec::new();
    if topic.is_public() {
        let public = Button::link(t.s("topic-public"), format!("/topics/{}", topic.id));
        links.push(public.small().icon("external"));
    }
    let actions = if can_prepare(staff, Some(topic.unit_id)) {
        topics_act::actions(desk, t, &topic, &items, &form)
    } else {
        Vec::new()
    };
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("topics-title"), PATH)])),
        tags: vec![
            Tag::new(t.s(words::topic_state_key(topic.state))).tone(words::topic_tone(topic.state)),
            Tag::new(t.s(words::mode_key(topic.mode))),
        ],
        links,
        facts: Definitions::new(vec![
            Definition::new(t.s("topic-month"), &topic.month),
            Definition::new(t.s("topic-unit"), unit_name(desk, Some(topic.unit_id))),
            Definition::new(t.s("topic-closes-on"), &topic.closes_on),
        ])
        .columns(),
        sections,
        actions,
        course_title: t.s("record-course").into_owned(),
        course: Some(course),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}
