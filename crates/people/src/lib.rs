//! Who people are: units, accounts, roles, sessions, access tokens, and the
//! identity vault with its disclosures.
//!
//! Every route of every capability is registered through [`Routes`], with its
//! [`Access`] as data. Who a requester is stands in the vault alone,
//! encrypted; everything else holds a [`RequesterRef`]. This crate never
//! joins two matters by person and keeps no score of anyone.

pub mod access;
pub mod app;
pub mod codes;
pub mod domain;
pub mod fault;
pub mod files;
mod guard;
pub mod ids;
pub mod limits;
pub mod pack;
pub mod record;
pub mod routes;
pub mod settings;
pub mod sheet;
pub mod source;
pub mod state;
pub mod store;
pub mod vault;
pub mod viewer;
mod web;

pub use access::{Access, Role};
pub use fault::{ApiError, PageError};
pub use guard::{percent_encoded, see_other};
pub use ids::{AccountId, DisclosureId, RequesterRef, SessionId, TokenId, UnitId};
pub use limits::{Limit, TooMany};
pub use routes::{RouteInfo, Routes};
pub use settings::Settings;
pub use source::Source;
pub use state::{App, HomeEntry, Matters, NavEntry, OrderParties, OrderParty, Tools};
pub use vault::Vault;
pub use viewer::{Staff, TokenInfo, Viewer};
pub use web::routes;

/// The tables of this crate.
pub const MIGRATIONS: &[db::Migration] =
    db::migrations!["20261123_0100_units_and_accounts" "20261123_0200_identity_vault"];

/// Every statement of this crate, for the register's test.
pub fn statements() -> Vec<&'static db::Statement> {
    [
        store::accounts::STATEMENTS,
        store::disclosures::STATEMENTS,
        store::identities::STATEMENTS,
        store::sessions::STATEMENTS,
        store::tokens::STATEMENTS,
        store::units::STATEMENTS,
        store::vault_keys::STATEMENTS,
    ]
    .concat()
}

/// Messages of this crate.
pub const LOCALES: &[ui::Source] = ui::catalogues!["people" "pack" "record"];
