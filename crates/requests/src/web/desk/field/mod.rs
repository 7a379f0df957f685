//! For who works outside with a telephone, in the rain and with one hand:
//! what waits in their area, on-site records, and events reported in three
//! taps. Every form works without script; with it, what is sent without a
//! network waits on the telephone and is sent once.

pub(super) mod report;
mod sent;
pub(super) mod visit;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use people::{PageError, Staff};
use ui::{EmptyState, Flash, FormState, Prefs, Queue, Shell, Tone, key};

use super::{queue, scope};
use crate::app::Desk;
use crate::domain::order;
use crate::store::list::{self, ListRow};

/// Orders shown at most; all others are in the list of orders.
const SHOWN: u32 = 30;

#[derive(Template)]
#[template(path = "desk/field.html")]
struct FieldPage {
    shell: Shell,
    rows: Queue,
    empty: Option<EmptyState>,
    area: String,
    day: String,
    count: String,
}

/// `GET /desk/field`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let mut filter = scope::filter(&staff);
    filter.queue = Some(order::Queue::Unit);
    let read = desk.app.db.read(filter, |tx, filter| Box::pin(list::page(tx, filter, None, SHOWN)));
    let rows: Result<Vec<ListRow>, StoreError> = read.await;
    let rows = rows?;
    let mut shell = desk.app.desk(&staff, prefs, key("field-title"));
    let (t, now) = (shell.t, desk.app.now());
    shell.flash = flash(t, form.value("sent"));
    let draw = |row: &ListRow| {
        queue::draw_row(&desk, t, row, format!("/desk/field/orders/{}", row.id), now)
    };
    let page = FieldPage {
        empty: rows.is_empty().then(|| {
            EmptyState::new("check-circle", t.s("field-none")).text(t.s("field-none-text"))
        }),
        count: t.n("board-orders", rows.len() as i64),
        rows: Queue::new(t.s("field-today"), rows.iter().map(draw).collect()),
        area: area(&desk, &staff),
        day: t.date(now),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// The names of the region somebody works in; their unit's where it is all.
fn area(desk: &Desk, staff: &Staff) -> String {
    let place = queue::place_name(desk, Some(staff.region_scope.as_str()));
    if place.is_empty() { staff.unit_name.clone() } else { place }
}

fn flash(t: ui::Tr, sent: &str) -> Option<Flash> {
    let text = match sent {
        "report" => t.s("field-sent-report"),
        "visit" => t.s("field-sent-visit"),
        _ => return None,
    };
    Some(Flash { tone: Tone::Ok, text: text.into_owned(), undo_action: None })
}
