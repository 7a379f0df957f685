//! What the engine says about its own tables.

use super::{BackupError, Column, Kind};
use crate::{Statement, StoreError, Tx, params};

// Not part of the register: each is for one engine only.
static LITE_TABLES: Statement = Statement::new(
    "backup::LITE_TABLES",
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
    ORDER BY name",
);
static LITE_COLUMNS: Statement = Statement::new(
    "backup::LITE_COLUMNS",
    "SELECT name, lower(type), pk FROM pragma_table_info($1) ORDER BY cid",
);
static PG_TABLES: Statement = Statement::new(
    "backup::PG_TABLES",
    "SELECT table_name::text FROM information_schema.tables
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
    ORDER BY table_name::text COLLATE \"C\"",
);
static PG_COLUMNS: Statement = Statement::new(
    "backup::PG_COLUMNS",
    "SELECT c.column_name::text, c.data_type::text, coalesce(k.ordinal_position, 0)::bigint
    FROM information_schema.columns c
    LEFT JOIN information_schema.table_constraints t
        ON t.table_schema = c.table_schema AND t.table_name = c.table_name
        AND t.constraint_type = 'PRIMARY KEY'
    LEFT JOIN information_schema.key_column_usage k
        ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name
        AND k.table_name = c.table_name AND k.column_name = c.column_name
    WHERE c.table_schema = current_schema() AND c.table_name = $1
    ORDER BY c.ordinal_position",
);
static PG_FOREIGN_KEYS: Statement = Statement::new(
    "backup::PG_FOREIGN_KEYS",
    "SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
    FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
    WHERE c.contype = 'f' AND n.nspname = current_schema()
    ORDER BY c.oid",
);

/// A table as the engine knows it.
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Names of the primary key's columns, in its order; all when it has none.
    key: Vec<String>,
}

impl Shape {
    /// All rows, in an order that is the same each time.
    pub(super) fn select(&self) -> Statement {
        let columns = quoted(self.columns.iter().map(|column| &column.name));
        let sql =
            format!("SELECT {columns} FROM \"{}\" ORDER BY {}", self.name, quoted(self.key.iter()));
        Statement::built("backup::select", sql)
    }

    /// Stores so many rows at once.
    pub(super) fn insert(&self, rows: usize) -> Statement {
        let width = self.columns.len();
        let row = |n: usize| {
            let places: Vec<String> = (1..=width).map(|i| format!("${}", n * width + i)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        let columns = quoted(self.columns.iter().map(|column| &column.name));
        let sql = format!("INSERT INTO \"{}\" ({columns}) VALUES {}", self.name, rows.join(", "));
        Statement::built("backup::insert", sql)
    }

    /// Forgets all rows.
    pub(super) fn clear(&self) -> Statement {
        Statement::built("backup::clear", format!("DELETE FROM \"{}\"", self.name))
    }
}

/// Names come from the engine's catalogue; our migrations use no quotes.
fn quoted<'n>(names: impl Iterator<Item = &'n String>) -> String {
    names.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// The names of all tables, sorted.
pub(super) async fn table_names(tx: &mut Tx<'_>) -> Result<Vec<String>, StoreError> {
    let statement = if tx.is_lite() { &LITE_TABLES } else { &PG_TABLES };
    let names: Vec<(String,)> = tx.all(statement, &[]).await?;
    Ok(names.into_iter().map(|(name,)| name).collect())
}

/// All tables, sorted by name.
pub(super) async fn tables(tx: &mut Tx<'_>) -> Result<Vec<Shape>, BackupError> {
    let mut shapes = Vec::new();
    for name in table_names(tx).await? {
        shapes.push(shape(tx, name).await?);
    }
    Ok(shapes)
}

async fn shape(tx: &mut Tx<'_>, name: String) -> Result<Shape, BackupError> {
    let statement = if tx.is_lite() { &LITE_COLUMNS } else { &PG_COLUMNS };
    let found: Vec<(String, String, i64)> = tx.all(statement, params![&name]).await?;
    let mut key: Vec<(i64, String)> = found
        .iter()
        .filter(|(.., key)| *key > 0)
        .map(|(name, _, key)| (*key, name.clone()))
        .collect();
    key.sort();
    let mut key: Vec<String> = key.into_iter().map(|(_, name)| name).collect();
    if key.is_empty() {
        key = found.iter().map(|(name, ..)| name.clone()).collect();
    }
    let columns = found
        .into_iter()
        .map(|(column, type_name, _)| match kind_of(&type_name) {
            Some(kind) => Ok(Column { name: column, kind }),
            None => Err(BackupError::Schema(format!(
                "the column {column} of the table {name} is of the type {type_name}"
            ))),
        })
        .collect::<Result<_, _>>()?;
    Ok(Shape { name, columns, key })
}

fn kind_of(type_name: &str) -> Option<Kind> {
    match type_name {
        "bigint" | "integer" => Some(Kind::Int),
        "text" => Some(Kind::Text),
        "blob" | "bytea" => Some(Kind::Bytes),
        _ => None,
    }
}

/// The foreign keys that were set aside, as the statements that bring them
/// back.
pub(super) struct ForeignKeys(Vec<String>);

/// Sets the foreign keys aside, so that rows can come in any order: a table
/// may refer to itself or to one that comes later. SQLite looks at the COMMIT;
/// on PostgreSQL they are dropped and brought back, which checks every row.
pub(super) async fn set_foreign_keys_aside(tx: &mut Tx<'_>) -> Result<ForeignKeys, StoreError> {
    if tx.is_lite() {
        tx.batch("PRAGMA defer_foreign_keys = ON").await?;
        return Ok(ForeignKeys(Vec::new()));
    }
    let mut back = Vec::new();
    for (table, name, definition) in
        tx.all::<(String, String, String)>(&PG_FOREIGN_KEYS, &[]).await?
    {
        tx.batch(&format!("ALTER TABLE {table} DROP CONSTRAINT {name}")).await?;
        back.push(format!("ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"));
    }
    Ok(ForeignKeys(back))
}

impl ForeignKeys {
    pub(super) async fn bring_back(self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        for sql in self.0 {
            tx.batch(&sql).await?;
        }
        Ok(())
    }
}
