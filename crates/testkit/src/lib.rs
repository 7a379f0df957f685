//! What the tests of all crates share: the check every fetched page goes through.
//!
//! Only ever a dev-dependency. Nothing of the product may live here.

mod page;

pub use page::page_check;
