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
pub const MIGRATIONS: &[db::Migration] = &[
    db::Migration {
        name: "20261126_2230_stations",
        sql: include_str!("../migrations/20261126_2230_stations.sql"),
    },
    db::Migration {
        name: "20261127_0020_changed_at",
        sql: include_str!("../migrations/20261127_0020_changed_at.sql"),
    },
    db::Migration {
        name: "20261127_0040_posts",
        sql: include_str!("../migrations/20261127_0040_posts.sql"),
    },
];

/// Every statement of this crate, for the test that prepares them.
pub fn statements() -> Vec<&'static db::Statement> {
    [store::STATEMENTS, store::post::STATEMENTS].concat()
}

/// Both languages of each catalogue.
macro_rules! catalogues {
    ($($name:literal)*) => {
        &[$(
            ui::Source {
                lang: ui::Lang::ZhCn,
                name: $name,
                text: include_str!(concat!("../locales/zh-CN/", $name, ".ftl")),
            },
            ui::Source {
                lang: ui::Lang::En,
                name: $name,
                text: include_str!(concat!("../locales/en/", $name, ".ftl")),
            },
        )*]
    };
}

/// Messages of this crate.
pub const LOCALES: &[ui::Source] = catalogues![
    "hsds"
    "post"
    "station"
    "station-words"
    "stations"
];
