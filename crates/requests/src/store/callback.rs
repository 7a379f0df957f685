//! Callback attempts and the requester's word.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::AccountId;

use crate::domain::callback::{CallbackChannel, Contacted};
use crate::domain::words::{Satisfied, Solved};
use crate::domain::{CallbackId, OrderId};

/// An attempt as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallbackRow {
    /// Its id.
    pub id: CallbackId,
    /// Its order.
    pub order_id: OrderId,
    /// When.
    pub at: Instant,
    /// The requester judged on the tracking page.
    pub by_requester: bool,
    /// Who called, otherwise.
    pub officer_id: Option<AccountId>,
    /// How.
    pub channel: CallbackChannel,
    /// Reached?
    pub contacted: Contacted,
    /// The unit had contacted them.
    pub unit_contacted: Option<bool>,
    /// Their word on the matter.
    pub solved: Option<Solved>,
    /// Their word on the work.
    pub satisfied: Option<Satisfied>,
    /// What they added.
    pub comment: String,
    /// Counts for the rates (the last answered one of a round does).
    pub is_valid: bool,
}

db::from_row!(CallbackRow {
    id,
    order_id,
    at,
    by_requester,
    officer_id,
    channel,
    contacted,
    unit_contacted,
    solved,
    satisfied,
    comment,
    is_valid,
});

db::statements! {
    /// Adds an attempt.
    INSERT = "INSERT INTO callbacks (id, order_id, at, by_requester, officer_id, channel, contacted, unit_contacted,
        solved, satisfied, comment, is_valid)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// Attempts of an order, oldest first.
    OF_ORDER = "SELECT id, order_id, at, by_requester, officer_id, channel, contacted, unit_contacted, solved,
        satisfied, comment, is_valid
        FROM callbacks WHERE order_id = $1 ORDER BY at, id";
    /// A newer answer takes the place of older ones.
    SUPERSEDE = "UPDATE callbacks SET is_valid = 0 WHERE order_id = $1 AND is_valid = 1";
}

/// Adds an attempt; an answered one takes the place of earlier answers.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, row: &CallbackRow) -> Result<(), StoreError> {
    if row.is_valid {
        tx.exec(&SUPERSEDE, params![row.order_id]).await?;
    }
    let params = params![
        row.id,
        row.order_id,
        row.at,
        row.by_requester,
        row.officer_id,
        row.channel,
        row.contacted,
        row.unit_contacted,
        row.solved,
        row.satisfied,
        &row.comment,
        row.is_valid,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Attempts of an order, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<CallbackRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
