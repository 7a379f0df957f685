//! Co-units: what each did in a month, and which leads wait for whom. A late
//! co-unit shows as late itself, never through its lead's figures.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::{PageError, Role, Staff, UnitId};
use ui::{EmptyState, FormState, Pager, Prefs, Shell, Tr, key};

use super::{clock, paging};
use crate::app::Desk;
use crate::store::joint::{JointFigures, Waiting, figures, waiting};
use people::sheet;

#[derive(Template)]
#[template(path = "desk/joint.html")]
struct JointPage {
    shell: Shell,
    form: FormState,
    rows: Vec<Row>,
    waits: Vec<Wait>,
    pager: Pager,
    empty: Option<EmptyState>,
}

struct Row {
    unit: String,
    parts: i64,
    in_time: i64,
    late: i64,
    waived: i64,
}

struct Wait {
    href: String,
    no: String,
    title: String,
    lead: String,
    unit: String,
    over: String,
}

type Found = (Vec<JointFigures>, Vec<Waiting>);

/// The month asked for; this month when the address says nothing.
fn month(form: &FormState, now: Instant) -> (Instant, Instant) {
    let first = format!("{}-01", form.value("month")).parse::<jiff::civil::Date>().ok();
    let first = first.unwrap_or_else(|| now.day().first_of_month());
    (Instant::start_of(first), Instant::end_of(first.last_of_month()))
}

async fn read(
    desk: &Desk,
    staff: &Staff,
    form: &FormState,
    limit: u32,
) -> Result<Found, PageError> {
    let now = desk.app.now();
    let sees_all = staff.has_any(&[Role::Dispatcher, Role::Supervisor, Role::Leader]);
    let own = (!sees_all).then_some(staff.unit);
    let after = form.value("after").split_once('.').and_then(|(at, id)| {
        let at = at.parse::<i64>().ok()?;
        id.parse::<crate::domain::OrderId>().ok().map(|id| (at, id.to_string()))
    });
    let (at, id) = after.unwrap_or((i64::MIN, String::new()));
    let ask = (month(form, now), own, now, (Instant::from_micros(at), id), limit);
    let read = desk.app.db.read(ask, |tx, (month, own, now, after, limit)| {
        Box::pin(async move {
            let figures = figures(tx, month.0, month.1, *own).await?;
            let waits = waiting(tx, *now, (after.0, after.1.as_str()), *limit).await?;
            Ok::<_, StoreError>((figures, waits))
        })
    });
    let (figures, mut waits) = read.await?;
    let is_theirs = |unit: Option<UnitId>| own.is_none() || unit == own;
    waits.retain(|row| is_theirs(row.lead_unit_id) || is_theirs(row.part_unit_id));
    Ok((figures, waits))
}

/// `GET /desk/joint`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let (figures, waits) = read(&desk, &staff, &form, paging::PAGE).await?;
    let shell = desk.app.desk(&staff, prefs, key("joint-title"));
    let (t, now) = (shell.t, desk.app.now());
    let last = waits.last().filter(|_| waits.len() == paging::PAGE as usize);
    let next = last.map(|row| format!("/desk/joint?after={}.{}", row.due_at.micros(), row.part_id));
    let name = |id: Option<UnitId>| unit_name(&desk, id);
    let page = JointPage {
        empty: (figures.is_empty() && waits.is_empty())
            .then(|| EmptyState::new("check-circle", t.s("joint-none"))),
        rows: figures.iter().map(|row| figures_row(&desk, row)).collect(),
        waits: waits
            .iter()
            .map(|row| Wait {
                href: format!("/desk/orders/{}", row.lead_id),
                no: row.part_no.to_string(),
                title: row.title.clone(),
                lead: name(row.lead_unit_id),
                unit: name(row.part_unit_id),
                over: clock::left(t, row.due_at, now),
            })
            .collect(),
        pager: Pager::new(t, form.has("after").then(|| "/desk/joint".to_owned()), next),
        form,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn unit_name(desk: &Desk, id: Option<UnitId>) -> String {
    let rules = desk.rules();
    id.and_then(|id| rules.units.get(&id)).map(|unit| unit.name.clone()).unwrap_or_default()
}

fn figures_row(desk: &Desk, row: &JointFigures) -> Row {
    Row {
        unit: unit_name(desk, Some(row.unit_id)),
        parts: row.parts,
        in_time: row.in_time,
        late: row.late,
        waived: row.waived,
    }
}

/// `GET /desk/joint.csv`
pub(super) async fn csv(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let t = Tr::new(prefs.lang).at(desk.app.now());
    let (figures, _) = read(&desk, &staff, &form, 1).await?;
    let head = [
        key("desk-fact-unit"),
        key("joint-parts"),
        key("joint-in-time"),
        key("joint-late"),
        key("joint-not-waited"),
    ];
    let mut rows = vec![head.iter().map(|name| t.s(name).into_owned()).collect::<Vec<_>>()];
    rows.extend(figures.iter().map(|row| {
        let row = figures_row(&desk, row);
        let numbers = [row.parts, row.in_time, row.late, row.waived].map(|n| n.to_string());
        std::iter::once(row.unit).chain(numbers).collect()
    }));
    Ok(sheet::csv("joint.csv", rows))
}
