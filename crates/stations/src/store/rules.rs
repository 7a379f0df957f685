//! Rules of a city that are files of their own.

use db::{StoreError, Tx, Value, params};

use super::{Record, TableStatements};
use crate::domain::voice::RuleFile;

db::statements! {
    /// All, closed ones too.
    RULES = "SELECT name, text, closed_on, changed_at FROM station_rules ORDER BY name";
    /// Adds or changes one.
    PUT_RULE = "INSERT INTO station_rules (name, text, changed_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at, closed_on = NULL";
    /// The pack holds it no longer.
    CLOSE_RULE = "UPDATE station_rules SET closed_on = $1, changed_at = $2 WHERE name = $3";
    /// The text of one in force.
    TEXT = "SELECT text FROM station_rules WHERE name = $1 AND closed_on IS NULL";
    /// All in force.
    TEXTS = "SELECT name, text FROM station_rules WHERE closed_on IS NULL ORDER BY name";
}

db::from_row!(RuleFile { name, text });

impl Record for RuleFile {
    const STATEMENTS: TableStatements =
        TableStatements { list: &RULES, put: &PUT_RULE, close: &CLOSE_RULE };

    fn key(&self) -> Vec<&str> {
        vec![&self.name]
    }

    fn values(&self) -> Vec<Value> {
        params![&self.name, &self.text].to_vec()
    }
}

/// The text of a file in force.
///
/// # Errors
/// Any [`StoreError`].
pub async fn text(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    let row: Option<(String,)> = tx.opt(&TEXT, params![name]).await?;
    Ok(row.map(|(text,)| text))
}

/// Every file in force with its text.
///
/// # Errors
/// Any [`StoreError`].
pub async fn texts(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, StoreError> {
    tx.all(&TEXTS, params![]).await
}
