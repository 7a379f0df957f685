//! Rows: read column by column, in the order of the statement.

use kernel::id::Id;
use kernel::time::Instant;

use crate::StoreError;

/// One row of a result. [`Row::take`] reads the next column, so a mapping
/// lists its fields in the order of the statement and nothing else.
pub struct Row<'r> {
    inner: Inner<'r>,
    next: usize,
}

enum Inner<'r> {
    Lite(&'r rusqlite::Row<'r>),
    Pg(&'r tokio_postgres::Row),
}

impl<'r> Row<'r> {
    pub(crate) fn lite(row: &'r rusqlite::Row<'r>) -> Self {
        Self { inner: Inner::Lite(row), next: 0 }
    }

    pub(crate) fn pg(row: &'r tokio_postgres::Row) -> Self {
        Self { inner: Inner::Pg(row), next: 0 }
    }

    /// Reads the next column.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the value is of another kind.
    pub fn take<T: Column>(&mut self) -> Result<T, StoreError> {
        let column = self.next;
        self.next += 1;
        T::read(self, column)
    }

    fn int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        let value = match self.inner {
            Inner::Lite(row) => row.get(column).map_err(drop),
            Inner::Pg(row) => row.try_get(column).map_err(drop),
        };
        value.map_err(|()| StoreError::Corrupt { column, expected: "an integer" })
    }

    fn text(&self, column: usize) -> Result<Option<String>, StoreError> {
        let value = match self.inner {
            Inner::Lite(row) => row.get(column).map_err(drop),
            Inner::Pg(row) => row.try_get(column).map_err(drop),
        };
        value.map_err(|()| StoreError::Corrupt { column, expected: "text" })
    }

    fn blob(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        let value = match self.inner {
            Inner::Lite(row) => row.get(column).map_err(drop),
            Inner::Pg(row) => row.try_get(column).map_err(drop),
        };
        value.map_err(|()| StoreError::Corrupt { column, expected: "bytes" })
    }
}

/// A type that one column holds.
pub trait Column: Sized {
    /// What a message says was expected.
    const EXPECTED: &'static str;
    /// Reads it, `None` for NULL.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError>;
    /// Reads it; NULL is corrupt unless the type is an `Option`.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    fn read(row: &Row<'_>, column: usize) -> Result<Self, StoreError> {
        Self::read_opt(row, column)?.ok_or(StoreError::Corrupt { column, expected: Self::EXPECTED })
    }
}

impl<T: Column> Column for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        T::read_opt(row, column).map(Some)
    }
}

impl Column for i64 {
    const EXPECTED: &'static str = "an integer";
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        row.int(column)
    }
}

impl Column for u32 {
    const EXPECTED: &'static str = "a small positive integer";
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        let Some(value) = row.int(column)? else { return Ok(None) };
        let value = Self::try_from(value)
            .map_err(|_| StoreError::Corrupt { column, expected: Self::EXPECTED })?;
        Ok(Some(value))
    }
}

impl Column for bool {
    const EXPECTED: &'static str = "0 or 1";
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        Ok(row.int(column)?.map(|value| value != 0))
    }
}

impl Column for String {
    const EXPECTED: &'static str = "text";
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        row.text(column)
    }
}

impl Column for Vec<u8> {
    const EXPECTED: &'static str = "bytes";
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        row.blob(column)
    }
}

impl Column for Instant {
    const EXPECTED: &'static str = "a time in microseconds";
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        Ok(row.int(column)?.map(Instant::from_micros))
    }
}

impl Column for Id {
    const EXPECTED: &'static str = "an identifier";
    fn read_opt(row: &Row<'_>, column: usize) -> Result<Option<Self>, StoreError> {
        parse_text(row, column)
    }
}

/// Reads a text column through `FromStr`: what [`crate::text_column`] uses.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn parse_text<T: std::str::FromStr + Column>(
    row: &Row<'_>,
    column: usize,
) -> Result<Option<T>, StoreError> {
    let Some(text) = row.text(column)? else { return Ok(None) };
    let value = text.parse().map_err(|_| StoreError::Corrupt { column, expected: T::EXPECTED })?;
    Ok(Some(value))
}

/// Makes a type with `FromStr` and `Display` usable as a TEXT column and as a
/// parameter: `db::text_column!(OrderId, "an order id");`
#[macro_export]
macro_rules! text_column {
    ($type:ty, $expected:literal) => {
        impl $crate::Column for $type {
            const EXPECTED: &'static str = $expected;
            fn read_opt(
                row: &$crate::Row<'_>,
                column: usize,
            ) -> Result<Option<Self>, $crate::StoreError> {
                $crate::column::parse_text(row, column)
            }
        }
        impl From<$type> for $crate::Value {
            fn from(value: $type) -> Self {
                $crate::Value::Text(value.to_string())
            }
        }
    };
}

/// A type read from a whole row.
pub trait FromRow: Sized {
    /// Reads the fields in the order of the statement's columns.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError>;
}

/// Implements [`FromRow`] for a struct whose fields stand in the order of the
/// statement's columns: `db::from_row!(OrderRow { id, order_no, state });`
#[macro_export]
macro_rules! from_row {
    ($type:ident { $($field:ident),* $(,)? }) => {
        impl $crate::FromRow for $type {
            fn from_row(row: &mut $crate::Row<'_>) -> Result<Self, $crate::StoreError> {
                Ok(Self { $($field: row.take()?),* })
            }
        }
    };
}

impl<A: Column> FromRow for (A,) {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok((row.take()?,))
    }
}
impl<A: Column, B: Column> FromRow for (A, B) {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok((row.take()?, row.take()?))
    }
}
impl<A: Column, B: Column, C: Column> FromRow for (A, B, C) {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok((row.take()?, row.take()?, row.take()?))
    }
}
impl<A: Column, B: Column, C: Column, D: Column> FromRow for (A, B, C, D) {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok((row.take()?, row.take()?, row.take()?, row.take()?))
    }
}
