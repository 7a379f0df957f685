//! Administrative regions: the statistical 12-digit code, kinds, validity and
//! successors.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// How deep in the tree a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegionLevel {
    /// Province, or a city directly under the State.
    Province,
    /// City (prefecture).
    City,
    /// District or county.
    District,
    /// Street, town or township.
    Street,
    /// Community or village.
    Community,
}

/// What a region is called in law. Several kinds share a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegionKind {
    /// 市
    City,
    /// 区
    District,
    /// 县、县级市
    County,
    /// 街道; also the general word for any of its level
    Street,
    /// 镇
    Town,
    /// 乡
    Township,
    /// 社区（居民委员会）
    Community,
    /// 村（村民委员会）
    Village,
}

/// The word is not a kind of region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of region")]
pub struct UnknownRegionKind;

impl RegionKind {
    /// Every kind, from city to village.
    pub const ALL: [Self; 8] = [
        Self::City,
        Self::District,
        Self::County,
        Self::Street,
        Self::Town,
        Self::Township,
        Self::Community,
        Self::Village,
    ];

    /// The word used in data files and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::City => "city",
            Self::District => "district",
            Self::County => "county",
            Self::Street => "street",
            Self::Town => "town",
            Self::Township => "township",
            Self::Community => "community",
            Self::Village => "village",
        }
    }

    /// Whether a code can belong to a region of this kind. GB/T 10114 gives
    /// 001–099 to streets, 100–199 to towns, 200–399 to townships; 400–599 are
    /// bodies like a township. `street` is also the general word for that
    /// level, so it fits all of it.
    pub fn fits(self, code: RegionCode) -> bool {
        let serial = code.township_serial();
        let is_like_township = serial >= 400;
        match self {
            Self::City => matches!(code.level(), RegionLevel::Province | RegionLevel::City),
            Self::District | Self::County => code.level() == RegionLevel::District,
            Self::Street => code.level() == RegionLevel::Street,
            Self::Town | Self::Township if code.level() != RegionLevel::Street => false,
            Self::Town => is_like_township || (100..=199).contains(&serial),
            Self::Township => is_like_township || (200..=399).contains(&serial),
            Self::Community | Self::Village => code.level() == RegionLevel::Community,
        }
    }
}

impl fmt::Display for RegionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RegionKind {
    type Err = UnknownRegionKind;
    fn from_str(text: &str) -> Result<Self, UnknownRegionKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(UnknownRegionKind)
    }
}

/// A 12-digit statistical region code: province 2, city 2, county 2 (GB/T
/// 2260), township 3 (GB/T 10114), village 3. Zeros fill up what is not there.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(u64);

/// The text is not a region code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a 12-digit region code")]
pub struct InvalidRegionCode;

/// What one unit of each level is worth in the number.
const CITY: u64 = 100_000_000;
const DISTRICT: u64 = 1_000_000;
const STREET: u64 = 1_000;

impl RegionCode {
    /// From the number the digits make.
    ///
    /// # Errors
    /// Not twelve digits, or no province.
    pub fn from_number(number: u64) -> Result<Self, InvalidRegionCode> {
        let has_province = (100_000_000_000..1_000_000_000_000).contains(&number);
        if has_province { Ok(Self(number)) } else { Err(InvalidRegionCode) }
    }

    /// The digits as a number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// How deep the code stands, read from its zeros.
    pub fn level(self) -> RegionLevel {
        if !self.0.is_multiple_of(STREET) {
            RegionLevel::Community
        } else if !self.0.is_multiple_of(DISTRICT) {
            RegionLevel::Street
        } else if !self.0.is_multiple_of(CITY) {
            RegionLevel::District
        } else if !self.0.is_multiple_of(100 * CITY) {
            RegionLevel::City
        } else {
            RegionLevel::Province
        }
    }

    /// The code one level that exists above this one. A street of a city
    /// without districts has the city as its parent.
    pub fn parent(self) -> Option<Self> {
        [STREET, DISTRICT, CITY, 100 * CITY]
            .into_iter()
            .map(|unit| Self(self.0 - self.0 % unit))
            .find(|shorter| *shorter != self)
    }

    /// Whether this code is `other` or lies below it by its digits.
    pub fn is_within(self, other: Self) -> bool {
        std::iter::successors(Some(self), |code| code.parent()).any(|code| code == other)
    }

    /// Digits 7–9.
    fn township_serial(self) -> u64 {
        self.0 / STREET % 1_000
    }
}

impl FromStr for RegionCode {
    type Err = InvalidRegionCode;
    fn from_str(text: &str) -> Result<Self, InvalidRegionCode> {
        if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(InvalidRegionCode);
        }
        text.parse().map_err(|_| InvalidRegionCode).and_then(Self::from_number)
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for RegionCode {
    type Error = InvalidRegionCode;
    fn try_from(text: String) -> Result<Self, InvalidRegionCode> {
        text.parse()
    }
}

impl From<RegionCode> for String {
    fn from(code: RegionCode) -> Self {
        code.to_string()
    }
}

/// A region over the time it exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its code. Codes are not used again for another region.
    pub code: RegionCode,
    /// The region it belongs to; none for the city itself.
    pub parent: Option<RegionCode>,
    /// Full name, such as 中山街道.
    pub name: String,
    /// What it is.
    pub kind: RegionKind,
    /// First day it exists.
    pub valid_from: Date,
    /// First day it exists no more.
    pub valid_to: Option<Date>,
    /// The region that took over when it ended.
    pub successor: Option<RegionCode>,
    /// People living there.
    pub population: i64,
}

impl Region {
    /// Whether the region exists on a day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|end| day < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn code(text: &str) -> RegionCode {
        text.parse().expect("a code")
    }

    #[test]
    fn the_level_is_read_from_the_zeros() {
        for (text, level, parent) in [
            ("430000000000", RegionLevel::Province, None),
            ("439900000000", RegionLevel::City, Some("430000000000")),
            ("439902000000", RegionLevel::District, Some("439900000000")),
            ("439902001000", RegionLevel::Street, Some("439902000000")),
            ("439902001003", RegionLevel::Community, Some("439902001000")),
            ("441900003000", RegionLevel::Street, Some("441900000000")),
        ] {
            assert_eq!(code(text).level(), level, "{text}");
            assert_eq!(code(text).parent(), parent.map(code), "{text}");
            assert_eq!(code(text).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for text in [
            "",
            "43990200100",
            "4399020010030",
            "43990200100a",
            "039902001003",
            "+39902001003",
            "４３９９０２００１００３",
        ] {
            assert_eq!(text.parse::<RegionCode>(), Err(InvalidRegionCode), "{text}");
        }
    }

    #[test]
    fn a_code_lies_within_its_ancestors_and_itself() {
        let community = code("439902001003");
        assert!(community.is_within(community));
        assert!(community.is_within(code("439902000000")));
        assert!(!community.is_within(code("439901000000")));
        assert!(!code("439902000000").is_within(community));
    }

    #[test]
    fn kinds_fit_the_number_ranges_of_the_standard() {
        for (kind, text, fits) in [
            (RegionKind::Street, "439902001000", true),
            (RegionKind::Street, "439902100000", true),
            (RegionKind::Town, "439902001000", false),
            (RegionKind::Township, "439902001201", false),
            (RegionKind::Town, "439902100000", true),
            (RegionKind::Township, "439902200000", true),
            (RegionKind::Street, "439902400000", true),
            (RegionKind::Street, "439902001003", false),
            (RegionKind::Community, "439902001003", true),
            (RegionKind::District, "439902000000", true),
            (RegionKind::City, "439900000000", true),
            (RegionKind::City, "110000000000", true),
        ] {
            assert_eq!(kind.fits(code(text)), fits, "{kind:?} {text}");
        }
        for kind in RegionKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
    }

    #[test]
    fn a_region_ends_the_day_its_successor_begins() {
        let region = Region {
            code: code("439902001003"),
            parent: Some(code("439902001000")),
            name: "柳叶村".into(),
            kind: RegionKind::Village,
            valid_from: date(2010, 1, 1),
            valid_to: Some(date(2024, 7, 1)),
            successor: Some(code("439902001009")),
            population: 3_000,
        };
        assert!(!region.is_valid_on(date(2009, 12, 31)));
        assert!(region.is_valid_on(date(2010, 1, 1)));
        assert!(region.is_valid_on(date(2024, 6, 30)));
        assert!(!region.is_valid_on(date(2024, 7, 1)));
    }
}
