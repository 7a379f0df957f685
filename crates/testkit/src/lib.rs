//! What the tests of all crates share: a browser that checks every page it
//! fetches, and members of staff who use it.
//!
//! Only ever a dev-dependency. Nothing of the product may live here.

#![expect(clippy::missing_panics_doc, reason = "helpers of tests fail by panicking")]

pub mod browser;
mod page;
pub mod staff;

pub use page::page_check;
