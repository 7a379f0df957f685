//! Objections of all orders this person may know of: who objected to what,
//! on what ground, and how it was ruled.

use axum::extract::State;
use axum::response::Response;
use db::StoreError;
use kernel::time::Instant;
use people::{PageError, Role, Staff, UnitId};
use ui::{Button, Choice, EmptyState, Prefs, Tr, key};

use crate::app::Desk;
use crate::domain::objection::{Objection, ObjectionState};
use crate::domain::order::Order;
use crate::domain::permission;
use crate::domain::words::ObjectionGround;
use crate::store::{objection, order};
use crate::web::category;
use crate::web::record::{Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Table, time_key, unit_name};
use crate::web::words::{ground_key, objection_word};

const PATH: &str = "/desk/objections";

/// Everyone at the desk reads all; a unit reads its own.
fn own_unit(staff: &Staff) -> Option<UnitId> {
    staff.unit_unless(&[Role::Dispatcher, Role::Operator, Role::Supervisor])
}

struct Ask {
    filter: objection::Filter,
    before: (Instant, String),
    limit: u32,
}

/// Rows with the orders they are about, as far as this person may see them.
async fn read(
    desk: &Desk,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<(Objection, Order)>, PageError> {
    let filter = objection::Filter {
        state: asked.parse::<ObjectionState>("state").map_or("", ObjectionState::as_str).to_owned(),
        ground: asked
            .parse::<ObjectionGround>("ground")
            .map_or("", ObjectionGround::as_str)
            .to_owned(),
        unit: own_unit(staff).map(|unit| unit.to_string()).unwrap_or_default(),
    };
    let limit = u32::try_from(limit).unwrap_or(u32::MAX);
    let ask = Ask { filter, before: asked.before(), limit };
    let read = desk.app.db.read(ask, |tx, ask| {
        Box::pin(async move {
            let before = (ask.before.0, ask.before.1.as_str());
            let mut rows = Vec::new();
            for row in objection::page(tx, &ask.filter, before, ask.limit).await? {
                if let Some(order) = order::get(tx, row.order_id).await? {
                    rows.push((row, order));
                }
            }
            Ok::<_, StoreError>(rows)
        })
    });
    Ok(read.await?)
}

/// A unit still reads that it objected to what another unit has now.
fn is_shown(staff: &Staff, row: &Objection, order: &Order) -> bool {
    let is_own = own_unit(staff) == Some(row.unit_id) && !order.confidential;
    !permission::is_reported(staff, order) && (is_own || permission::can_see(staff, order))
}

/// `GET /desk/objections`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("objections-title"));
    let t = shell.t;
    let mut rows = read(&desk, &staff, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |(row, _)| time_key(row.filed_at, row.id));
    rows.retain(|(row, order)| is_shown(&staff, row, order));
    let states = ObjectionState::ALL.iter();
    let states = states.map(|state| Choice::new(state.as_str(), t.s(objection_word(*state).0)));
    let grounds = ObjectionGround::ALL.iter();
    let grounds = grounds.map(|word| Choice::new(word.as_str(), t.s(ground_key(*word))));
    let mut page = List::new(t, PATH, &asked).lead(t.s("objections-lead"));
    page = page.action(Button::link(t.s("objection-gatherings"), "/desk/gatherings").small());
    if staff.has_any(&[Role::Dispatcher, Role::Supervisor]) {
        page = page.action(Button::link(t.s("gaps-title"), "/desk/catalogue-gaps").small());
    }
    let empty = EmptyState::new("check-circle", t.s("objections-none"));
    let page = page
        .filters(vec![
            asked.state_field(t, states),
            asked.choice(t, "ground", t.s("desk-objection-ground"), grounds),
        ])
        .rows((table(&desk, t, &rows), pager), empty);
    Ok(page.desk(shell))
}

/// `GET /desk/objections.csv`
pub(super) async fn csv(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let mut rows = read(&desk, &staff, &asked, SHEET_ROWS).await?;
    // Confidential reports leave the house in no file.
    rows.retain(|(row, order)| is_shown(&staff, row, order) && !order.confidential);
    let t = Tr::new(prefs.lang).at(desk.app.now());
    Ok(table(&desk, t, &rows).csv("objections.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[(Objection, Order)]) -> Table {
    Table::new([
        t.s("desk-col-no"),
        t.s("desk-col-title"),
        t.s("desk-fact-unit"),
        t.s("desk-filter-category"),
        t.s("desk-objection-ground"),
        t.s("record-state"),
        t.s("objections-filed"),
        t.s("objections-ruled"),
    ])
    .rows(rows.iter().map(|(row, order)| {
        let (word, tone) = objection_word(row.state);
        vec![
            Cell::Link(order.order_no.to_string(), format!("/desk/orders/{}", order.id)),
            Cell::Wide(order.title.clone()),
            Cell::Text(unit_name(desk, Some(row.unit_id))),
            Cell::Text(category::path(t, &desk.rules(), &row.category_code)),
            Cell::Text(t.s(ground_key(row.ground)).into_owned()),
            Cell::tag(t.s(word), tone),
            Cell::Text(t.date_time(row.filed_at)),
            Cell::Text(unit_name(desk, row.ruled_unit_id)),
        ]
    }))
}
