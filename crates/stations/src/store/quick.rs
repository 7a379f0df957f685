//! Quick reports and quick helps: keys, kinds and days, and nothing of who.

use db::{StoreError, Tx, params};
use jiff::civil::Date;
use kernel::id::Id;

use crate::domain::quick::{NewQuickHelp, NewQuickReport};
use crate::domain::said::{HelpKind, Reporter};

db::statements! {
    /// Adds a report unless its key is known.
    INSERT_REPORT = "INSERT INTO quick_reports (id, submission_key, order_id, kind, reporter, region_code, thanked, on_day)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";
    /// Adds a help unless its key is known.
    INSERT_HELP = "INSERT INTO quick_helps (id, submission_key, kind, reporter, on_day)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    /// Reports of some days.
    REPORTS = "SELECT count(*) FROM quick_reports WHERE on_day >= $1 AND on_day < $2";
    /// Those who want the thanks counted, by what they are.
    THANKS = "SELECT reporter, count(*) FROM quick_reports WHERE on_day >= $1 AND on_day < $2 AND thanked = 1
        GROUP BY reporter ORDER BY reporter";
    /// Helps of some days by kind.
    HELPS = "SELECT kind, count(*) FROM quick_helps WHERE on_day >= $1 AND on_day < $2 GROUP BY kind ORDER BY kind";
}

/// Where a report went.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Its own id.
    pub id: Id,
    /// The order it became.
    pub order: Id,
    /// Code of the district; empty where that is not known.
    pub region_code: String,
    /// The day.
    pub on: Date,
}

/// Adds a report; `false` when its key is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_report(
    tx: &mut Tx<'_>,
    new: &NewQuickReport,
    sent: &Sent,
) -> Result<bool, StoreError> {
    let params = params![
        sent.id,
        new.key.trim(),
        sent.order,
        new.kind,
        new.reporter,
        &sent.region_code,
        new.thanked,
        sent.on.to_string(),
    ];
    Ok(tx.exec(&INSERT_REPORT, params).await? == 1)
}

/// Adds a help; `false` when its key is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert_help(
    tx: &mut Tx<'_>,
    id: Id,
    new: &NewQuickHelp,
    on: Date,
) -> Result<bool, StoreError> {
    let params = params![id, new.key.trim(), new.kind, new.reporter, on.to_string()];
    Ok(tx.exec(&INSERT_HELP, params).await? == 1)
}

/// What was sent and given in some days.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Reports.
    pub reports: i64,
    /// Thanks, by what people are.
    pub thanks: Vec<(Reporter, i64)>,
    /// Helps by kind.
    pub helps: Vec<(HelpKind, i64)>,
}

/// Counts of the days from one to before another.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(tx: &mut Tx<'_>, from: Date, until: Date) -> Result<Counts, StoreError> {
    let (from, until) = (from.to_string(), until.to_string());
    let (reports,): (i64,) = tx.one(&REPORTS, params![&from, &until]).await?;
    let thanks = tx.all(&THANKS, params![&from, &until]).await?;
    let helps = tx.all(&HELPS, params![&from, &until]).await?;
    Ok(Counts { reports, thanks, helps })
}
