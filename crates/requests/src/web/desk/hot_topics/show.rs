//! One hot topic: what it is, how its heat comes about, how it grew, what it
//! grew out of, its requests.

use std::collections::BTreeMap;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::{StoreError, Tx};
use jiff::ToSpan;
use jiff::civil::Date;
use people::{PageError, Staff};
use ui::chart::{Figure, LineChart};
use ui::{Breadcrumb, Crumb, Definition, Definitions, FormState, Prefs, Tag, Tr, key};

use super::super::proactive::orders;
use super::{PATH, act, words};
use crate::app::Desk;
use crate::app::hot_topics::decide::can_see;
use crate::domain::hot_topic::heat::HotTopicRule;
use crate::domain::hot_topic::{HotTopic, HotTopicId, withheld_below};
use crate::domain::order::Order;
use crate::store::hot_topic::{self as store, HotDay, Turn, Window};
use crate::web::category;
use crate::web::record::{Cell, Section, Show, Table, course};

/// Requests shown.
const SHOWN: i64 = 100;

/// Everything a page is drawn from.
pub(super) struct Found {
    pub(super) topic: HotTopic,
    windows: Vec<Window>,
    days: Vec<HotDay>,
    intake: BTreeMap<Date, i64>,
    turns: Vec<(Turn, Option<HotTopic>)>,
    orders: Vec<Order>,
    records: Vec<(String, String, String)>,
}

async fn read(tx: &mut Tx<'_>, id: HotTopicId) -> Result<Option<Found>, StoreError> {
    let Some(topic) = store::get(tx, id).await? else { return Ok(None) };
    let mut turns = Vec::new();
    for turn in store::turns(tx, id).await? {
        let other = if turn.topic_id == id { turn.other_id } else { Some(turn.topic_id) };
        let other = match other {
            Some(other) => store::get(tx, other).await?,
            None => None,
        };
        turns.push((turn, other));
    }
    let members = store::orders(tx, id, SHOWN).await?;
    Ok(Some(Found {
        windows: store::windows(tx, id).await?,
        days: store::days(tx, id).await?,
        intake: store::intake(tx, id).await?,
        records: store::records(tx, id).await?,
        topic,
        turns,
        orders: orders::read(tx, members).await?,
    }))
}

/// The topic of an address; what they may not see, and what is too small for
/// who is not of the desk, is not found.
pub(super) async fn find(desk: &Desk, staff: &Staff, id: &str) -> Result<Found, PageError> {
    let id: HotTopicId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = desk.app.db.read(id, |tx, id| Box::pin(read(tx, *id))).await?;
    let least = withheld_below(staff, desk.hot_topic_rule().outside_min);
    let holders = |found: &Found| found.windows.last().map_or(0, |w| w.figures.holders);
    let found = found.filter(|found| can_see(staff, &found.topic) && holders(found) >= least);
    found.ok_or(PageError::NotFound)
}

/// `GET /desk/hot-topics/{id}`
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let found = find(&desk, &staff, &id).await?;
    page(&desk, &staff, prefs, found, FormState::from_pairs(pairs)).await
}

/// The page, with what was typed.
pub(super) async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    found: Found,
    form: FormState,
) -> Result<Response, PageError> {
    let topic = &found.topic;
    let shell = desk.app.desk_titled(staff, prefs, topic.title().to_owned());
    let t = shell.t;
    let rule = desk.hot_topic_rule();
    let least = withheld_below(staff, rule.outside_min);
    let course = course(&desk.app, t, "hot_topic", topic.id.0, words::event).await?;
    let mut growth = Section::new("growth", t.s("hot-course"));
    growth.figure = Some(chart(desk, t, &found, least));
    let mut sections = vec![heat(t, &rule, &found.windows, least), growth, turns(t, &found)];
    if least == 0 {
        sections.push(members(desk, t, staff, &found));
    }
    if !found.records.is_empty() {
        let mut opened = Section::new("opened", t.s("hot-opened"));
        opened.links = found.records.iter().filter_map(act::record_link).collect();
        sections.push(opened);
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("hot-topics-title"), PATH)])),
        tags: vec![
            Tag::new(t.s(words::state_key(topic.state))).tone(words::state_tone(topic.state)),
        ],
        links: act::links(t, staff, topic),
        facts: facts(desk, t, topic, least),
        sections,
        actions: act::actions(t, staff, topic, &form),
        course_title: t.s("record-course").into_owned(),
        // Before anybody decided anything there is nothing to tell.
        course: (topic.version > 1).then_some(course),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn facts(desk: &Desk, t: Tr, topic: &HotTopic, least: i64) -> Definitions {
    let mut facts = Vec::new();
    if least == 0 {
        facts.push(Definition::new(t.s("hot-sentence"), &topic.sentence));
    }
    if topic.given_name.is_some() {
        facts.push(Definition::new(t.s("hot-found-as"), &topic.name));
    }
    let class = category::path(t, &desk.rules(), &topic.category_code);
    let named = |text: String, other: &'static str| {
        if text.is_empty() { t.s(other).into_owned() } else { text }
    };
    facts.extend([
        Definition::new(t.s("hot-class"), named(class, key("hot-class-none"))),
        Definition::new(
            t.s("hot-place"),
            named(desk.region_name(&topic.region), key("hot-place-city")),
        ),
        Definition::new(t.s("hot-began"), t.date_time(topic.began_at)),
        Definition::new(t.s("hot-last"), t.date_time(topic.last_at)),
    ]);
    if let Some(at) = topic.ended_at {
        facts.push(Definition::new(t.s("hot-ended"), t.date_time(at)));
    }
    if let Some(reason) = &topic.reason {
        facts.push(Definition::new(t.s("hot-reason"), reason));
    }
    Definitions::new(facts)
}

/// A count that is not told below a threshold.
fn told(t: Tr, count: i64, least: i64) -> String {
    if count < least { t.n("hot-few", least) } else { t.number(count) }
}

/// The parts of the formula, window by window, so that anybody can work the
/// heat out again.
fn heat(t: Tr, rule: &HotTopicRule, windows: &[Window], least: i64) -> Section {
    let head = [
        t.s("hot-window"),
        t.s("hot-persons"),
        t.s("hot-requests"),
        t.s("hot-severe"),
        t.s("hot-observed"),
        t.s("hot-usual"),
        t.s("hot-surprise"),
        t.s("hot-heat"),
    ];
    let milli = |value: f64| words::decimal((value * 1000.0).round() as i64);
    let shown: Vec<&Window> =
        windows.iter().filter(|window| window.figures.holders >= least).collect();
    let rows = shown.iter().map(|window| {
        let figures = window.figures;
        vec![
            Cell::Text(t.n("board-days", figures.days)),
            Cell::Num(figures.holders),
            Cell::Text(told(t, figures.requests, least)),
            Cell::Text(told(t, figures.severe, least)),
            Cell::Text(told(t, figures.observed, least)),
            Cell::Text(words::usual(t, figures.usual_milli)),
            Cell::Text(milli(figures.heat(rule).surprise)),
            Cell::Text(words::decimal(window.heat_milli)),
        ]
    });
    let mut section = Section::new("heat", t.s("hot-heat-how")).table(Table::new(head).rows(rows));
    section.text.push(t.s("hot-formula").into_owned());
    if least == 0 {
        section.text.extend(shown.iter().map(|window| {
            let parts = window.figures.heat(rule);
            t.a(
                "hot-formula-numbers",
                &[
                    ("days", window.figures.days.into()),
                    ("persons", window.figures.holders.into()),
                    ("base", milli(parts.persons).into()),
                    ("growth", milli(parts.growth).into()),
                    ("severity", milli(parts.severity).into()),
                    ("heat", words::decimal(window.heat_milli).into()),
                ],
            )
        }));
    }
    section
}

/// What came in each day, and how many persons the longest window held.
fn chart(desk: &Desk, t: Tr, found: &Found, least: i64) -> Figure {
    let today = desk.app.now().day();
    let length = desk.hot_topic_rule().longest();
    let days: Vec<Date> = (0..length).rev().map(|back| today.saturating_sub(back.days())).collect();
    let came: Vec<i64> =
        days.iter().map(|day| found.intake.get(day).copied().unwrap_or(0)).collect();
    let holders: Vec<i64> = days
        .iter()
        .map(|day| {
            let day = day.to_string();
            let known = found.days.iter().find(|known| known.day == day);
            known.map_or(0, |known| known.holders)
        })
        .map(|count| if count < least { 0 } else { count })
        .collect();
    let label = |day: &Date| format!("{}/{}", day.month(), day.day());
    let all: i64 = came.iter().sum();
    let mut chart = LineChart::new("course", t.s("hot-by-day"), days.iter().map(label).collect())
        .description(t.a("hot-by-day-told", &[("n", all.into()), ("days", length.into())]));
    if least == 0 {
        chart = chart.series(t.s("hot-came"), came);
    }
    // Of days before it was found nobody counted the persons.
    if least > 0 || found.days.len() > 1 {
        chart = chart.series(t.s("hot-persons-window"), holders);
    }
    chart.wide().figure(t, t.s("board-day"))
}

fn turns(t: Tr, found: &Found) -> Section {
    let rows = found.turns.iter().map(|(turn, other)| {
        let other = match other {
            Some(other) => Cell::Link(other.title().to_owned(), format!("{PATH}/{}", other.id)),
            None => Cell::Text(String::new()),
        };
        let own = turn.topic_id == found.topic.id;
        let what = match (turn.kind, own) {
            (crate::domain::hot_topic::TurnKind::Merged, false) => key("hot-turn-went-into"),
            (crate::domain::hot_topic::TurnKind::Split, false) => key("hot-turn-split-off"),
            (kind, _) => words::turn_key(kind),
        };
        vec![
            Cell::Text(t.date_time(turn.at)),
            Cell::Text(t.s(what).into_owned()),
            other,
            Cell::Num(turn.requests),
        ]
    });
    let head = [t.s("hot-when"), t.s("hot-turn"), t.s("hot-other"), t.s("hot-requests")];
    Section::new("turns", t.s("hot-turns")).table(Table::new(head).rows(rows))
}

fn members(desk: &Desk, t: Tr, staff: &Staff, found: &Found) -> Section {
    let table = orders::table(desk, t, staff, &found.orders);
    let mut section = Section::new("requests", t.s("hot-members")).table(table);
    section.aside = t.n("board-orders", found.intake.values().sum::<i64>());
    section
}
