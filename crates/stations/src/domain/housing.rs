//! Housing for riders and drivers: houses, their rooms, what they cost.

use places::{Point, RegionCode};

use super::words::{Audience, RoomKind};

/// A house with rooms to let.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// Short name.
    pub id: String,
    /// Name.
    pub name: String,
    /// The organisation that lets it.
    pub organisation: String,
    /// The community it lies in.
    pub region: RegionCode,
    /// Where it is.
    pub point: Point,
    /// Its address.
    pub address: String,
    /// Whom to call.
    pub phone: String,
    /// What it is, in a sentence.
    pub about: String,
    /// For whom.
    pub audience: Audience,
}

/// Rooms of a house that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// The house.
    pub house: String,
    /// Short name inside the house.
    pub id: String,
    /// How it is shared.
    pub kind: RoomKind,
    /// How many there are.
    pub number: i64,
    /// Beds in each.
    pub beds: i64,
    /// What a bed costs a month, in hundredths of a yuan.
    pub rent_cents: i64,
    /// What is in it, in a sentence.
    pub about: String,
}
