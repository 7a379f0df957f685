//! SQL. Plain functions that take a transaction.

pub mod sessions;
pub mod tokens;
