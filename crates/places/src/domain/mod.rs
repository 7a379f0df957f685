//! The nouns of place: region, grid, compound, road, landmark, address, and
//! the points and areas they are drawn with. Pure.

mod address;
mod area;
mod feature;
mod grid;
mod point;
mod region;

pub use address::{Address, PrivateAddress, PublicAddress};
pub use area::{Area, AreaError, Bounds};
pub use feature::{Compound, Landmark, Road, Water};
pub use grid::{Grid, GridCode, InvalidGridCode};
pub use point::{InvalidPoint, Point};
pub use region::{
    InvalidRegionCode, Region, RegionCode, RegionKind, RegionLevel, UnknownRegionKind,
};
