//! Stations where couriers, drivers and everybody else rest, eat, charge and
//! are helped: who keeps them, what is there, which services are given and when.
//!
//! Owns the nouns organisation, service, station, facility and station service
//! as a city writes them in `stations/` of its pack. Must not know another
//! capability, and keeps nothing about who was where.

pub mod app;
pub mod domain;
pub mod store;
pub mod web;

pub use app::read::{PackFault, StationsPack};
pub use app::{Changes, Stations, apply_in, plan};

/// Schema steps of this crate.
pub const MIGRATIONS: &[db::Migration] = &[db::Migration {
    name: "20261126_2230_stations",
    sql: include_str!("../migrations/20261126_2230_stations.sql"),
}];

/// Every statement of this crate, for the test that prepares them.
pub fn statements() -> Vec<&'static db::Statement> {
    store::STATEMENTS.to_vec()
}

/// Messages of this crate.
pub const LOCALES: &[ui::Source] = &[
    ui::Source {
        lang: ui::Lang::ZhCn,
        name: "stations",
        text: include_str!("../locales/zh-CN/stations.ftl"),
    },
    ui::Source {
        lang: ui::Lang::En,
        name: "stations",
        text: include_str!("../locales/en/stations.ftl"),
    },
];
