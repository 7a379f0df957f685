//! The orders behind a unit's rates: one line an order with the fact it
//! brings, so that anyone can work the rates out again.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, Staff, UnitId};
use ui::{FormState, Prefs, Shell, Tr, key};

use super::{Period, sees_all};
use crate::app::Desk;
use crate::store::rates::{self, RateLine};
use crate::web::words::{satisfied_key, solved_key};
use people::sheet;

#[derive(Template)]
#[template(path = "desk/rate_lines.html")]
struct LinesPage {
    shell: Shell,
    rows: Vec<Row>,
    csv: String,
    back: String,
    period: String,
}

struct Row {
    href: String,
    no: String,
    title: String,
    cells: [String; 6],
}

/// `GET /desk/rates/{unit}`
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    Path(unit): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let period = Period::of(&FormState::from_pairs(pairs), desk.app.now());
    let (unit, lines) = read(&desk, &staff, &unit, period).await?;
    let name = desk.rules().units.get(&unit).map(|unit| unit.name.clone()).unwrap_or_default();
    let shell = desk.app.desk_titled(&staff, prefs, name);
    let t = shell.t;
    let row = |line: &RateLine| Row {
        href: format!("/desk/orders/{}", line.order_id),
        no: named(t, line).0,
        title: named(t, line).1,
        cells: cells(t, line),
    };
    let page = LinesPage {
        rows: lines.iter().map(row).collect(),
        csv: format!("/desk/rates/{unit}/lines.csv{}", period.query()),
        back: format!("/desk/rates{}", period.query()),
        period: format!("{} – {}", period.from, period.to),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// `GET /desk/rates/{unit}/lines.csv`
pub(in super::super) async fn csv(
    State(desk): State<Desk>,
    Path(unit): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let period = Period::of(&FormState::from_pairs(pairs), desk.app.now());
    let (_, lines) = read(&desk, &staff, &unit, period).await?;
    let t = Tr::new(prefs.lang);
    let names = [
        key("desk-col-no"),
        key("desk-col-title"),
        key("desk-rates-due"),
        key("desk-rates-responded"),
        key("desk-callback-solved"),
        key("desk-callback-satisfied"),
        key("desk-rates-excluded"),
        key("desk-rates-deferred"),
    ];
    let head = names.map(|name| t.s(name).into_owned()).to_vec();
    let rows = lines.iter().map(|line| {
        let (no, title) = named(t, line);
        [no, desk.covered(&title)].into_iter().chain(cells(t, line)).collect()
    });
    Ok(sheet::csv("rates.csv", std::iter::once(head).chain(rows)))
}

/// The lines of a unit whose rates they may see; others are not found.
async fn read(
    desk: &Desk,
    staff: &Staff,
    unit: &str,
    period: Period,
) -> Result<(UnitId, Vec<RateLine>), PageError> {
    let unit: UnitId = unit.parse().map_err(|_| PageError::NotFound)?;
    let is_known = desk.rules().units.contains_key(&unit);
    if !is_known || !sees_all(staff) && unit != staff.unit {
        return Err(PageError::NotFound);
    }
    let read = desk.app.db.read((unit, period), |tx, (unit, period)| {
        Box::pin(rates::lines(tx, *unit, period.start(), period.end()))
    });
    let lines: Result<Vec<RateLine>, db::StoreError> = read.await;
    Ok((unit, lines?))
}

/// Number and title; a confidential report counts without being named.
fn named(t: Tr, line: &RateLine) -> (String, String) {
    if line.confidential {
        return ("—".to_owned(), t.s("desk-confidential").into_owned());
    }
    (line.order_no.to_string(), line.title.clone())
}

/// Due, responded, solved, satisfied, taken out as excluded, as deferred.
fn cells(t: Tr, line: &RateLine) -> [String; 6] {
    let yes = |is: bool| t.s(if is { key("desk-yes") } else { key("desk-no") }).into_owned();
    let fact = &line.fact;
    [
        t.date_time(line.handle_due_at),
        yes(fact.responded),
        fact.solved.map(|word| t.s(solved_key(word)).into_owned()).unwrap_or_default(),
        fact.satisfied.map(|word| t.s(satisfied_key(word)).into_owned()).unwrap_or_default(),
        yes(fact.excluded),
        yes(fact.deferred),
    ]
}
