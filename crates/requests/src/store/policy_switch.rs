//! Decided changes of the leading policy pack.

use db::{StoreError, Tx, params};
use jiff::civil::Date;
use kernel::id::Id;
use kernel::time::Instant;
use people::{AccountId, UnitId};

db::statements! {
    /// Adds one.
    INSERT = "INSERT INTO policy_switches (id, from_day, pack, pack_version, reason, account_id, unit_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// All of them, in the order they were decided.
    ALL = "SELECT id, from_day, pack, pack_version, reason, account_id, unit_id, at FROM policy_switches
        ORDER BY at, id";
    /// The newest, to see whether there is a new one.
    NEWEST = "SELECT max(id) FROM policy_switches";
}

/// A change as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchRow {
    /// Its id.
    pub id: Id,
    /// First day, `YYYY-MM-DD`.
    pub from_day: String,
    /// The pack.
    pub pack: String,
    /// Its version when it was chosen.
    pub pack_version: String,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub account_id: Option<AccountId>,
    /// For which unit.
    pub unit_id: Option<UnitId>,
    /// When.
    pub at: Instant,
}

db::from_row!(SwitchRow { id, from_day, pack, pack_version, reason, account_id, unit_id, at });

impl SwitchRow {
    /// The first day.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is none.
    pub fn from(&self) -> Result<Date, StoreError> {
        let corrupt = StoreError::Corrupt { column: 1, expected: "a date" };
        self.from_day.parse().map_err(|_| corrupt)
    }
}

/// Adds one.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, switch: &SwitchRow) -> Result<(), StoreError> {
    let params = params![
        switch.id,
        &switch.from_day,
        &switch.pack,
        &switch.pack_version,
        &switch.reason,
        switch.account_id,
        switch.unit_id,
        switch.at,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// All of them, in the order they were decided.
///
/// # Errors
/// Any [`StoreError`].
pub async fn all(tx: &mut Tx<'_>) -> Result<Vec<SwitchRow>, StoreError> {
    tx.all(&ALL, &[]).await
}

/// A text that changes when a switch is added.
///
/// # Errors
/// Any [`StoreError`].
pub async fn version(tx: &mut Tx<'_>) -> Result<String, StoreError> {
    let (newest,): (Option<String>,) = tx.one(&NEWEST, &[]).await?;
    Ok(newest.unwrap_or_default())
}
