//! Where things are: regions, grids, compounds, roads, addresses, coordinates.
//!
//! The rules are pure ([`domain`], [`datum`]); the [`Atlas`] is a snapshot of
//! the tables in memory that answers "what does this point lie in" without the
//! database. This crate knows nothing of people, units or requests, and it
//! keeps no trace of who asked about which place.

pub mod atlas;
pub mod datum;
pub mod domain;
pub mod gazetteer;

pub use atlas::{Atlas, AtlasRows, LiveAtlas, Located, NearCompound};
pub use datum::{Datum, LonLat};
pub use domain::{
    Address, Area, Compound, Grid, GridCode, Landmark, Point, PrivateAddress, PublicAddress,
    Region, RegionCode, RegionKind, RegionLevel, Road,
};
pub use gazetteer::{Gazetteer, PlaceGuess, PlaceKind};
