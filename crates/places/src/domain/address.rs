//! Addresses in parts and as told.
//!
//! What says where a street light is broken may be shown to whoever handles
//! it; what says behind which door a person lives is personal data (Personal
//! Information Protection Law art. 28) and belongs in the identity vault. The
//! two are two types, so that neither ends up where only the other may be.

use std::fmt;

use super::point::Point;
use super::region::RegionCode;

/// An address as it is taken down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// Down to the building.
    pub public: PublicAddress,
    /// From the building to the door, and the words of the person.
    pub private: PrivateAddress,
}

/// The part that locates a matter, down to the building. Empty text where a
/// part is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct PublicAddress {
    /// The smallest region that is known.
    pub region: Option<RegionCode>,
    /// Road or lane.
    pub road: String,
    /// Number on the road, such as 18号.
    pub number: String,
    /// Compound.
    pub compound: String,
    /// Building, such as 3栋.
    pub building: String,
    /// Where it is, when the map or the phone said so.
    pub point: Option<Point>,
}

/// The part that leads to a door. Goes into the vault, never into a log.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct PrivateAddress {
    /// Unit (单元) of the building.
    pub unit: String,
    /// Floor.
    pub floor: String,
    /// Room.
    pub room: String,
    /// The address in the words of the person, which may hold any of these.
    pub as_told: String,
}

impl Address {
    /// What may be shown to whoever handles the matter.
    pub fn public_part(&self) -> &PublicAddress {
        &self.public
    }

    /// Both parts, each to go its own way.
    pub fn into_parts(self) -> (PublicAddress, PrivateAddress) {
        (self.public, self.private)
    }
}

impl PrivateAddress {
    /// Whether nothing in it leads to a door.
    pub fn is_empty(&self) -> bool {
        [&self.unit, &self.floor, &self.room, &self.as_told].iter().all(|part| part.is_empty())
    }
}

impl fmt::Debug for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateAddress(..)")
    }
}

/// The usual Chinese order, large to small, without the region.
impl fmt::Display for PublicAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [&self.road, &self.number, &self.compound, &self.building] {
            f.write_str(part)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone_at_home() -> Address {
        Address {
            public: PublicAddress {
                road: "兰溪路".into(),
                number: "18号".into(),
                compound: "兰溪花园".into(),
                building: "3栋".into(),
                ..PublicAddress::default()
            },
            private: PrivateAddress {
                unit: "2单元".into(),
                floor: "7楼".into(),
                room: "702".into(),
                as_told: "兰溪花园3栋2单元702".into(),
            },
        }
    }

    #[test]
    fn the_public_part_ends_at_the_building() {
        let address = someone_at_home();
        assert_eq!(address.public_part().to_string(), "兰溪路18号兰溪花园3栋");
        let shown = serde_json::to_string(address.public_part()).expect("serialises");
        assert!(!shown.contains("702") && !shown.contains("单元"), "{shown}");
    }

    #[test]
    fn the_private_part_does_not_get_into_a_log() {
        let logged = format!("{:?}", someone_at_home());
        assert!(!logged.contains("702") && !logged.contains("7楼"), "{logged}");
    }
}
