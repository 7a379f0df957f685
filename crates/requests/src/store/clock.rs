//! The clocks of an order: the history, and what it says now.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::UnitId;

use crate::domain::OrderId;

/// A clock as stored. `history` is the truth; the other columns follow from it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ClockRow {
    /// Its order.
    pub order_id: OrderId,
    /// Which clock (a [`kernel::policy::ClockKind`] word).
    pub kind: String,
    /// The unit that answers for it.
    pub unit_id: Option<UnitId>,
    /// Pack, version and counting switches it runs under, as JSON.
    pub policy: String,
    /// The document its limit rests on.
    pub basis: String,
    /// JSON list of clock events.
    pub history: String,
    /// `running`, `paused` or `stopped`.
    pub state: String,
    /// Start of the present count.
    pub started_at: Instant,
    /// End of the limit.
    pub due_at: Instant,
    /// From when it is yellow.
    pub yellow_at: Instant,
    /// From when it is red.
    pub red_at: Instant,
    /// When it ended.
    pub stopped_at: Option<Instant>,
    /// The due time crosses a year whose working days are not announced yet.
    pub provisional: bool,
    /// The calendar it was counted with.
    pub calendar_version: String,
}

db::from_row!(ClockRow {
    order_id,
    kind,
    unit_id,
    policy,
    basis,
    history,
    state,
    started_at,
    due_at,
    yellow_at,
    red_at,
    stopped_at,
    provisional,
    calendar_version,
});

db::statements! {
    /// Writes a clock as it now stands.
    UPSERT = "INSERT INTO clocks (order_id, kind, unit_id, policy, basis, history, state, started_at, due_at,
        yellow_at, red_at, stopped_at, provisional, calendar_version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        ON CONFLICT (order_id, kind) DO UPDATE SET unit_id = excluded.unit_id, policy = excluded.policy,
        basis = excluded.basis, history = excluded.history, state = excluded.state,
        started_at = excluded.started_at, due_at = excluded.due_at, yellow_at = excluded.yellow_at,
        red_at = excluded.red_at, stopped_at = excluded.stopped_at, provisional = excluded.provisional,
        calendar_version = excluded.calendar_version";
    /// All clocks of an order.
    OF_ORDER = "SELECT order_id, kind, unit_id, policy, basis, history, state, started_at, due_at, yellow_at,
        red_at, stopped_at, provisional, calendar_version
        FROM clocks WHERE order_id = $1 ORDER BY started_at, kind";
    /// All clocks, by key.
    PAGE = "SELECT order_id, kind, unit_id, policy, basis, history, state, started_at, due_at, yellow_at,
        red_at, stopped_at, provisional, calendar_version
        FROM clocks WHERE (order_id, kind) > ($1, $2) ORDER BY order_id, kind LIMIT $3";
    /// Open clocks counted across a provisional year, by key.
    PROVISIONAL_PAGE = "SELECT order_id, kind, unit_id, policy, basis, history, state, started_at, due_at, yellow_at,
        red_at, stopped_at, provisional, calendar_version
        FROM clocks WHERE provisional = 1 AND state <> 'stopped' AND (order_id, kind) > ($1, $2)
        ORDER BY order_id, kind LIMIT $3";
}

/// Writes a clock.
///
/// # Errors
/// Any [`StoreError`].
pub async fn upsert(tx: &mut Tx<'_>, clock: &ClockRow) -> Result<(), StoreError> {
    let params = params![
        clock.order_id,
        &clock.kind,
        clock.unit_id,
        &clock.policy,
        &clock.basis,
        &clock.history,
        &clock.state,
        clock.started_at,
        clock.due_at,
        clock.yellow_at,
        clock.red_at,
        clock.stopped_at,
        clock.provisional,
        &clock.calendar_version,
    ];
    tx.exec(&UPSERT, params).await.map(drop)
}

/// All clocks of an order, in the order they started.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<ClockRow>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}
