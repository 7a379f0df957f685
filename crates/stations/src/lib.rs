//! Stations where couriers, drivers and everybody else rest, eat, charge and
//! are helped: who keeps them, what is there, which services are given and when.
//!
//! Owns the nouns organisation, service, station, facility and station service
//! as a city writes them in `stations/` of its pack, and quick reports. Must not
//! know another capability, and keeps nothing about who was where.

pub mod app;
pub mod domain;
pub mod store;
pub mod web;

/// Declares a dictionary: closed lists of words are made alike everywhere.
pub(crate) use db::words;

pub use app::read::{PackFault, StationsPack};
pub use app::{Changes, Stations, apply_in, plan};

/// Schema steps of this crate.
pub const MIGRATIONS: &[db::Migration] = db::migrations![
    "20261126_2230_stations"
    "20261127_0020_changed_at"
    "20261127_0030_quick"
    "20261127_0040_posts"
    "20261127_0041_appeals"
    "20261127_0110_rider_needs"
    "20261127_0115_register"
    "20261127_0120_holders"
    "20261127_0125_codes"
    "20261127_0125_keeping"
    "20261127_0130_appointments"
    "20261127_0130_benefits"
    "20261128_0100_compounds"
    "20261128_0105_post_kinds"
    "20261128_0110_passes"
    "20261128_0200_live_codes"
    "20261128_0210_appointment_feeds"
    "20261128_0300_benefit_photos"
];

/// Every statement of this crate, for the test that prepares them.
pub fn statements() -> Vec<&'static db::Statement> {
    [
        store::STATEMENTS,
        store::appeal::STATEMENTS,
        store::benefit::STATEMENTS,
        store::benefit_photo::STATEMENTS,
        store::code::STATEMENTS,
        store::compound::STATEMENTS,
        store::holder::STATEMENTS,
        store::facility::STATEMENTS,
        store::freshness::STATEMENTS,
        store::keeping::STATEMENTS,
        store::live_code::STATEMENTS,
        store::appointment::STATEMENTS,
        store::appointment_feed::STATEMENTS,
        store::pass::STATEMENTS,
        store::suspension::STATEMENTS,
        store::post::STATEMENTS,
        store::register::STATEMENTS,
        store::quick::STATEMENTS,
        store::rider_need::STATEMENTS,
        store::rules::STATEMENTS,
    ]
    .concat()
}

/// Messages of this crate.
pub const LOCALES: &[ui::Source] = ui::catalogues![
    "appeal"
    "benefit"
    "benefit-words"
    "code"
    "compound"
    "pass"
    "suspension"
    "holder"
    "appointment"
    "hsds"
    "keeping"
    "kept"
    "post"
    "quick"
    "rider-need"
    "register"
    "station"
    "station-words"
    "stations"
    "voice"
];
