//! Where things are: regions, grids, compounds, roads, addresses, coordinates.
//!
//! The rules are pure ([`domain`], [`datum`]); the [`Atlas`] is a snapshot of
//! the tables in memory that answers "what does this point lie in" without the
//! database. This crate knows nothing of people, units or requests, and it
//! keeps no trace of who asked about which place.

pub mod app;
pub mod atlas;
pub mod datum;
pub mod domain;
pub mod locate;
pub mod pack;
pub mod store;

pub use app::{Changes, TableChanges, apply, apply_in, load, plan};
pub use atlas::{Atlas, AtlasRows, LiveAtlas, Located, NearCompound};
pub use datum::{Datum, LonLat};
pub use domain::{
    Address, Area, Compound, Grid, GridCode, Landmark, Point, PrivateAddress, PublicAddress,
    Region, RegionCode, RegionKind, RegionLevel, Road, Water,
};
pub use locate::{Gazetteer, PlaceAnswer, PlaceAsked, PlaceGuess, PlaceKind, PlaceReason};
pub use pack::{Fault, PlacesPack, Problem};
pub use store::{MIGRATIONS, statements};

/// The words of this crate's faults in Chinese, as a Fluent file.
pub const MESSAGES_ZH_CN: &str = include_str!("../locales/zh-CN/places.ftl");
/// The same in English.
pub const MESSAGES_EN: &str = include_str!("../locales/en/places.ftl");
