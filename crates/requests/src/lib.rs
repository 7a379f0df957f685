//! The desk: a request comes in, gets an order, goes to the unit that must
//! act, is answered inside its limits and judged by whoever asked.
//!
//! Owns the nouns request, order, clock, reply, callback and attachment from
//! the rule to the page. Must not know another capability, and must not join
//! two matters by person: only the identity vault may say "same person".

pub mod app;
pub mod domain;
pub mod store;
pub mod web;

/// Declares a dictionary: closed lists of words are made alike everywhere.
pub(crate) use db::words;

/// Schema steps of this crate.
pub const MIGRATIONS: &[db::Migration] = db::migrations![
    "20261123_0300_requests"
    "20261126_1740_joint"
    "20261126_1740_undos"
    "20261126_1741_objections"
    "20261126_1742_whistles"
    "20261126_1743_repeats"
    "20261126_1744_protection"
    "20261126_1800_line_transfers"
    "20261126_1810_board"
    "20261126_1810_knowledge"
    "20261126_1820_petitions"
    "20261126_1820_visits"
    "20261126_1830_receptions"
    "20261126_1840_proactive"
    "20261126_1855_procedures"
    "20261126_1910_order_lists"
    "20261126_2100_lean_lists"
    "20261126_2130_reports"
    "20261126_2131_hot_topics"
    "20261126_2132_category_models"
    "20261127_0010_place_corrections"
    "20261128_0410_category_names"
    "20261128_0500_three_way_calls"
];

/// Every statement of this crate, for the test that prepares them.
pub fn statements() -> Vec<&'static db::Statement> {
    store::statements()
}

/// Messages of this crate.
pub const LOCALES: &[ui::Source] = ui::catalogues![
    "api"
    "board"
    "desk"
    "export"
    "field"
    "hot-topic"
    "import"
    "joint"
    "knowledge"
    "match"
    "model"
    "objection"
    "operator"
    "pack"
    "petition"
    "place"
    "proactive"
    "procedure"
    "protection"
    "reception"
    "repeats"
    "resident"
    "transfer"
    "unit-basis"
    "where"
    "whistle"
    "words"
];
