//! Orders under a topic, a class of cases or a hot topic: those the viewer may
//! see, with where each stands.

use db::{StoreError, Tx};
use people::Staff;
use ui::Tr;

use crate::app::Desk;
use crate::domain::order::Order;
use crate::domain::{OrderId, permission};
use crate::store::order;
use crate::web::record::{Cell, Table, unit_name};
use crate::web::words::{state_key, state_tone};

/// The orders of a list of ids.
pub(in super::super) async fn read(
    tx: &mut Tx<'_>,
    ids: Vec<OrderId>,
) -> Result<Vec<Order>, StoreError> {
    let mut orders = Vec::new();
    for id in ids {
        orders.extend(order::get(tx, id).await?);
    }
    Ok(orders)
}

/// Those that are there for the viewer, as a table; numbers of people's
/// telephones and the like are covered in the titles.
pub(in super::super) fn table(desk: &Desk, t: Tr, staff: &Staff, orders: &[Order]) -> Table {
    let seen = orders.iter().filter(|order| permission::can_see(staff, order));
    let rows = seen.map(|order| {
        vec![
            Cell::Link(order.order_no.to_string(), format!("/desk/orders/{}", order.id)),
            Cell::Wide(desk.matches.mask(&order.title)),
            Cell::tag(t.s(state_key(order.state)), state_tone(order.state)),
            Cell::Text(unit_name(desk, order.unit_id)),
            Cell::Text(t.date_time(order.received_at)),
        ]
    });
    let head = [
        t.s("topic-sent-no"),
        t.s("topic-sent-title"),
        t.s("record-state"),
        t.s("topic-unit"),
        t.s("hot-received"),
    ];
    Table::new(head).rows(rows)
}
