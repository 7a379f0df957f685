//! The list of hot topics, as a page, as a file, and its head for the board.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use people::{PageError, Staff};
use ui::{Choice, EmptyState, Field, Notice, Prefs, Tone, Tr, key};

use super::super::proactive::tabs;
use super::{PATH, words};
use crate::app::Desk;
use crate::domain::hot_topic::{HotState, withheld_below};
use crate::store::hot_topic::{self as store, HotFilter, HotRow, HotSort};
use crate::web::category;
use crate::web::record::{
    Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, any_of, categories, regions,
};

/// What they may see at all, unfiltered.
fn all_of(desk: &Desk, staff: &Staff) -> HotFilter {
    let rule = desk.hot_topic_rule();
    HotFilter {
        days: rule.windows_days.first().copied().unwrap_or(7),
        sort: HotSort::Heat,
        state: String::new(),
        words: String::new(),
        category: String::new(),
        region: String::new(),
        viewer_region: staff.region_scope.trim_end_matches('0').to_owned(),
        holders_min: withheld_below(staff, rule.outside_min),
        requests_min: i64::try_from(rule.requests_min).unwrap_or(i64::MAX),
        after: (i64::MAX, "~".to_owned()),
    }
}

fn filter(desk: &Desk, staff: &Staff, asked: &Asked) -> HotFilter {
    let all = all_of(desk, staff);
    let windows = desk.hot_topic_rule().windows_days;
    let days = asked.get("days").parse().ok().filter(|days| windows.contains(days));
    let state = asked.get("state").parse::<HotState>().map_or("", HotState::as_str);
    let after = asked.get("after").split_once('.');
    let after = after.and_then(|(key, id)| Some((key.parse().ok()?, id.to_owned())));
    HotFilter {
        days: days.unwrap_or(all.days),
        sort: asked.get("sort").parse().unwrap_or(all.sort),
        state: state.to_owned(),
        words: asked.pattern("q"),
        category: asked.get("category").to_owned(),
        region: asked.get("region").trim_end_matches('0').to_owned(),
        after: after.unwrap_or(all.after),
        ..all
    }
}

async fn read(desk: &Desk, filter: HotFilter, limit: usize) -> Result<Vec<HotRow>, StoreError> {
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    desk.app.db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit))).await
}

/// The hottest few, for the board: name, address, persons, heat.
pub(in super::super) async fn hottest(
    desk: &Desk,
    staff: &Staff,
    most: usize,
) -> Result<Vec<(String, String, i64, String)>, PageError> {
    let rows = read(desk, all_of(desk, staff), most).await?;
    let line = |row: &HotRow| {
        let (topic, window) = (&row.topic, row.window);
        let href = format!("{PATH}/{}", topic.id);
        (topic.title().to_owned(), href, window.figures.holders, words::decimal(window.heat_milli))
    };
    Ok(rows.iter().map(line).collect())
}

/// `GET /desk/hot-topics`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("hot-topics-title"));
    let t = shell.t;
    let filter = filter(&desk, &staff, &asked);
    let least = filter.holders_min;
    let mut rows = read(&desk, filter, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| format!("{}.{}", row.key, row.topic.id));
    let empty = EmptyState::new("layers", t.s("hot-empty")).text(t.s("hot-empty-why"));
    let notice = (least > 0).then(|| Notice::new(Tone::Info, t.n("hot-withheld", least)));
    let mut page = List::new(t, PATH, &asked)
        .lead(t.s("hot-lead"))
        .tabs(tabs(t, &staff, PATH))
        .filters(fields(&desk, t, &asked))
        .rows((table(&desk, t, &rows), pager), empty);
    page.notices.extend(notice);
    Ok(page.desk(shell))
}

fn fields(desk: &Desk, t: Tr, asked: &Asked) -> Vec<Field> {
    let form = &asked.form;
    let windows = desk.hot_topic_rule().windows_days;
    let window = |days: &i64| Choice::new(days.to_string(), t.n("board-days", *days));
    let sort = |sort: &HotSort| Choice::new(sort.as_str(), t.s(words::sort_key(*sort)));
    let state = |state: &HotState| Choice::new(state.as_str(), t.s(words::state_key(*state)));
    let mut states = vec![Choice::new("", t.s("hot-state-current"))];
    states.extend(HotState::ALL.iter().map(state));
    vec![
        Field::search(t, form, "q", t.s("record-search")),
        Field::select(t, form, "days", t.s("hot-window")).choices(windows.iter().map(window)),
        Field::select(t, form, "category", t.s("hot-class"))
            .choices(any_of(t, categories(desk, t))),
        Field::select(t, form, "region", t.s("hot-place")).choices(any_of(t, regions(desk, true))),
        Field::select(t, form, "state", t.s("record-state")).choices(states),
        Field::select(t, form, "sort", t.s("hot-sort")).choices(HotSort::ALL.iter().map(sort)),
    ]
}

fn table(desk: &Desk, t: Tr, rows: &[HotRow]) -> Table {
    let rules = desk.rules();
    let head = [
        t.s("hot-name"),
        t.s("record-state"),
        t.s("hot-class"),
        t.s("hot-persons"),
        t.s("hot-requests"),
        t.s("hot-against-usual"),
        t.s("hot-heat"),
        t.s("hot-last"),
    ];
    Table::new(head).rows(rows.iter().map(|row| {
        let (topic, figures) = (&row.topic, row.window.figures);
        let against = [
            ("observed", figures.observed.into()),
            ("usual", words::usual(t, figures.usual_milli).into()),
        ];
        vec![
            Cell::Link(topic.title().to_owned(), format!("{PATH}/{}", topic.id)),
            Cell::tag(t.s(words::state_key(topic.state)), words::state_tone(topic.state)),
            Cell::Text(category::path(t, &rules, &topic.category_code)),
            Cell::Num(figures.holders),
            Cell::Num(figures.requests),
            Cell::Text(t.a("hot-against", &against)),
            Cell::Text(words::decimal(row.window.heat_milli)),
            Cell::Text(t.date_time(topic.last_at)),
        ]
    }))
}

/// `GET /desk/hot-topics.csv`: with every part of the heat.
pub(super) async fn sheet(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, filter(&desk, &staff, &asked), SHEET_ROWS).await?;
    let (t, rules, rule) = (Tr::new(prefs.lang), desk.rules(), desk.hot_topic_rule());
    let head = [
        t.s("hot-name"),
        t.s("record-state"),
        t.s("hot-class"),
        t.s("hot-place"),
        t.s("hot-window"),
        t.s("hot-persons"),
        t.s("hot-requests"),
        t.s("hot-severe"),
        t.s("hot-observed"),
        t.s("hot-usual"),
        t.s("hot-surprise"),
        t.s("hot-heat"),
        t.s("hot-began"),
        t.s("hot-last"),
    ];
    let table = Table::new(head).rows(rows.iter().map(|row| {
        let (topic, figures) = (&row.topic, row.window.figures);
        let surprise = figures.heat(&rule).surprise;
        vec![
            Cell::Text(topic.title().to_owned()),
            Cell::Text(t.s(words::state_key(topic.state)).into_owned()),
            Cell::Text(category::path(t, &rules, &topic.category_code)),
            Cell::Text(desk.region_name(&topic.region)),
            Cell::Num(figures.days),
            Cell::Num(figures.holders),
            Cell::Num(figures.requests),
            Cell::Num(figures.severe),
            Cell::Num(figures.observed),
            Cell::Text(words::usual(t, figures.usual_milli)),
            Cell::Text(words::decimal((surprise * 1000.0).round() as i64)),
            Cell::Text(words::decimal(row.window.heat_milli)),
            Cell::Text(t.date_time(topic.began_at)),
            Cell::Text(t.date_time(topic.last_at)),
        ]
    }));
    Ok(table.csv("hot-topics.csv", |text| desk.covered(text)))
}
