//! Nouns and rules. Pure: no clock, no store, no pages.

pub mod account;
pub mod disclosure;
pub mod identity;
pub mod phone;
pub mod unit;
