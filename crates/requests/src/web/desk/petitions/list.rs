//! The list of petitions, inside what the viewer may see.

use axum::extract::State;
use axum::response::Response;
use people::{PageError, Role, Staff, UnitId};
use ui::{EmptyState, Prefs, Tag, Tone, Tr, key};

use super::{clock, words};
use crate::app::Desk;
use crate::domain::petition::Petition;
use crate::domain::petition::permission::is_office;
use crate::store::listing::units_text;
use crate::store::petition::{self as store, Filter};
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, place, unit_name};

const PATH: &str = "/desk/petitions";

fn filter(desk: &Desk, staff: &Staff, office: Option<UnitId>, asked: &Asked) -> Filter {
    let at_office = is_office(staff, office);
    let reads = [Role::Supervisor, Role::Leader, Role::Operator, Role::Dispatcher];
    Filter {
        before: asked.after(),
        state: asked.get("state").to_owned(),
        kind: asked.get("kind").to_owned(),
        channel: asked.get("channel").to_owned(),
        words: asked.pattern("q"),
        overdue_at: (asked.get("overdue") == "1").then(|| desk.app.now()),
        sees_confidential: at_office,
        sees_all: at_office || staff.has_any(&reads),
        viewer: staff.unit.to_string(),
        hidden_from: units_text(staff.own_units()),
    }
}

async fn read(
    desk: &Desk,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<(Vec<Petition>, bool), PageError> {
    let office = desk.petition_office().await?;
    let input = (filter(desk, staff, office, asked), i64::try_from(limit).unwrap_or(i64::MAX));
    let read =
        desk.app.db.read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit)));
    let rows: Result<_, db::StoreError> = read.await;
    Ok((rows?, is_office(staff, office)))
}

/// `GET /desk/petitions`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("petitions-title"));
    let t = shell.t;
    let (mut rows, at_office) = read(&desk, &staff, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let page = List::new(t, PATH, &asked)
        .lead(t.s("petitions-lead"))
        .adds(at_office, t.s("petitions-new"))
        .filters(vec![
            asked.search_field(t),
            asked.state_field(t, words::states(t)),
            asked.choice(t, "kind", t.s("petition-kind"), words::kinds(t)),
            asked.choice(t, "channel", t.s("petition-channel"), words::channels(t)),
            asked.only(t, "overdue", t.s("petition-overdue-only")),
        ])
        .rows((table(&desk, t, &rows), pager), EmptyState::new("mail", t.s("petitions-empty")));
    Ok(page.desk(shell))
}

/// `GET /desk/petitions.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let (mut rows, _) = read(&desk, &staff, &asked, SHEET_ROWS).await?;
    // What is confidential leaves the house in no file, whoever asks.
    rows.retain(|petition| !petition.confidential);
    Ok(table(&desk, Tr::new(prefs.lang), &rows).csv("petitions.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[Petition]) -> Table {
    let now = desk.app.now();
    Table::new([
        t.s("petition-no"),
        t.s("petition-name"),
        t.s("record-state"),
        t.s("petition-due"),
        t.s("petition-kind"),
        t.s("petition-channel"),
        t.s("petition-unit"),
        t.s("petition-place"),
        t.s("petition-received"),
    ])
    .rows(rows.iter().map(|row| {
        let (due, tone) = clock::of_row(t, row, now);
        let due = if due.is_empty() { Cell::Text(due) } else { Cell::tag(due, tone) };
        vec![
            Cell::Link(row.petition_no.clone(), format!("{PATH}/{}", row.id)),
            Cell::Wide(row.title.clone()),
            Cell::Tags(tags(t, row)),
            due,
            Cell::Text(t.s(words::kind_key(row.kind)).into_owned()),
            Cell::Text(t.s(words::channel_key(row.channel)).into_owned()),
            Cell::Text(unit_name(desk, row.unit_id)),
            Cell::Text(place(desk, row.region_code.as_deref())),
            Cell::Text(t.date(row.received_at)),
        ]
    }))
}

/// State, and what must be seen first.
pub(super) fn tags(t: Tr, row: &Petition) -> Vec<(String, Tag)> {
    let mut tags = Vec::new();
    let mut add = |name: &'static str, tone: Tone, icon: &'static str| {
        let label = t.s(name).into_owned();
        let tag = Tag::new(&label).tone(tone);
        tags.push((label, if icon.is_empty() { tag } else { tag.icon(icon) }));
    };
    add(words::state_key(row.state), words::state_tone(row.state), "");
    if row.confidential {
        add(key("desk-confidential"), Tone::Warn, "lock");
    }
    if let Some(outcome) = row.outcome {
        add(words::outcome_key(outcome), Tone::Neutral, "");
    }
    tags
}
