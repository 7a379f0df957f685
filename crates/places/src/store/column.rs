//! How the types of this crate stand in columns.

use std::fmt;
use std::str::FromStr;

use db::{Column, Row, StoreError, Value};
use jiff::civil::Date;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::domain::{GridCode, RegionCode, RegionKind};

db::text_column!(RegionCode, "a region code");
db::text_column!(GridCode, "a grid code");
db::text_column!(RegionKind, "a kind of region");
db::text_column!(Day, "a date");

/// A civil date as `2026-11-23`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day(pub(super) Date);

impl FromStr for Day {
    type Err = jiff::Error;
    fn from_str(text: &str) -> Result<Self, jiff::Error> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A value kept as JSON that SQL never looks into.
#[derive(Debug)]
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned> Column for Json<T> {
    const EXPECTED: &'static str = "JSON of the right shape";
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        let Some(text) = String::read_opt(row, column)? else { return Ok(None) };
        let value = serde_json::from_str(&text)
            .map_err(|_| StoreError::Corrupt { column, expected: Self::EXPECTED })?;
        Ok(Some(Self(value)))
    }
}

impl<T: Serialize> From<Json<T>> for Value {
    fn from(json: Json<T>) -> Self {
        Self::Text(
            serde_json::to_string(&json.0).expect("points are numbers, which always serialise"),
        )
    }
}
