//! Use cases: load, decide, write, record, in one transaction.

pub(crate) mod secret;
pub mod sessions;
pub mod tokens;
