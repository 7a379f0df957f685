//! Use cases: load, decide, write, record, in one transaction.

pub mod accounts;
pub mod console;
pub mod disclosures;
pub mod look_up;
pub mod password;
pub mod retention;
pub mod roster;
pub(crate) mod secret;
pub mod sessions;
pub mod sign_in;
pub mod tokens;
