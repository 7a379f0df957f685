//! Organisations that act on requests.

use std::fmt;
use std::str::FromStr;

use kernel::time::Instant;
use ui::key;

use crate::ids::UnitId;

/// What sort of organisation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// A department of the city.
    Department,
    /// A district's government.
    DistrictGovernment,
    /// A sub-district office.
    Street,
    /// A residents' committee.
    Community,
    /// Water, power, gas, heat, transport.
    Utility,
    /// The hotline body itself.
    Hotline,
    /// A property management company.
    Property,
}

/// A text that names no kind of unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of unit")]
pub struct UnknownUnitKind;

impl UnitKind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Department,
        Self::DistrictGovernment,
        Self::Street,
        Self::Community,
        Self::Utility,
        Self::Hotline,
        Self::Property,
    ];

    /// The identifier used in tables and files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Department => "department",
            Self::DistrictGovernment => "district_government",
            Self::Street => "street",
            Self::Community => "community",
            Self::Utility => "utility",
            Self::Hotline => "hotline",
            Self::Property => "property",
        }
    }

    /// The message key of its name.
    pub const fn label_key(self) -> &'static str {
        match self {
            Self::Department => key("unit-kind-department"),
            Self::DistrictGovernment => key("unit-kind-district-government"),
            Self::Street => key("unit-kind-street"),
            Self::Community => key("unit-kind-community"),
            Self::Utility => key("unit-kind-utility"),
            Self::Hotline => key("unit-kind-hotline"),
            Self::Property => key("unit-kind-property"),
        }
    }
}

impl fmt::Display for UnitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for UnitKind {
    type Err = UnknownUnitKind;
    fn from_str(text: &str) -> Result<Self, UnknownUnitKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownUnitKind)
    }
}

db::text_column!(UnitKind, "a kind of unit");

/// An organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Short name in files and addresses, such as `water-company`.
    pub slug: String,
    /// Name.
    pub name: String,
    /// What sort.
    pub kind: UnitKind,
    /// The unit above it.
    pub parent: Option<UnitId>,
    /// Region it belongs to, 12 digits.
    pub region_code: String,
    /// Unified social credit code (统一社会信用代码), where it has one.
    pub uscc: Option<String>,
    /// Telephone.
    pub phone: String,
    /// Exists from.
    pub valid_from: Option<Instant>,
    /// Exists until.
    pub valid_to: Option<Instant>,
}

impl Unit {
    /// Whether the unit exists at an instant.
    pub fn exists_at(&self, at: Instant) -> bool {
        self.valid_from.is_none_or(|from| from <= at) && self.valid_to.is_none_or(|to| at < to)
    }
}
