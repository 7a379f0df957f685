//! Use cases: load, decide, write, record, in one transaction.

pub mod password;
pub mod roster;
pub(crate) mod secret;
pub mod sessions;
pub mod tokens;
