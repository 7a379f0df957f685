//! A step of a procedure that stands in the order's course without moving the
//! order itself.

use db::Tx;
use serde_json::Value;

use super::OrderError;
use super::apply::{Scene, apply};
use crate::domain::change::{Audience, Change};
use crate::domain::order::Order;

/// What is written down.
pub(crate) struct Entry<'a> {
    /// Name of the event.
    pub(crate) event: &'static str,
    /// References for the ledger.
    pub(crate) body: Value,
    /// Words for staff kept with it.
    pub(crate) words: Option<&'a str>,
}

/// Writes it into the order's course. Gives the order with its new version.
pub(crate) async fn note(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    entry: Entry<'_>,
) -> Result<Order, OrderError> {
    let change = Change {
        order: order.clone(),
        event: entry.event,
        body: entry.body,
        clocks: Vec::new(),
        note: entry.words.map(|words| (Audience::Staff, words.trim().to_owned())),
        notify: None,
    };
    apply(tx, scene, order, change).await
}
