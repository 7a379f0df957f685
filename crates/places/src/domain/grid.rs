//! Grids: the smallest units of service inside a community.

use std::fmt;
use std::str::FromStr;

use super::area::Area;
use super::region::{RegionCode, RegionLevel};

/// Fifteen digits: the community's twelve and a serial of three.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub struct GridCode(u64);

/// The text is not a grid code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a 15-digit grid code of a community")]
pub struct InvalidGridCode;

impl GridCode {
    /// The community the digits name.
    pub fn community(self) -> RegionCode {
        RegionCode::from_number(self.0 / 1_000).expect("checked when the code was read")
    }
}

impl FromStr for GridCode {
    type Err = InvalidGridCode;

    fn from_str(text: &str) -> Result<Self, InvalidGridCode> {
        let (Some(community), Some(serial)) = (text.get(..12), text.get(12..)) else {
            return Err(InvalidGridCode);
        };
        let community: RegionCode = community.parse().map_err(|_| InvalidGridCode)?;
        let is_serial = serial.len() == 3
            && serial.bytes().all(|byte| byte.is_ascii_digit())
            && serial != "000";
        if community.level() != RegionLevel::Community || !is_serial {
            return Err(InvalidGridCode);
        }
        text.parse().map(Self).map_err(|_| InvalidGridCode)
    }
}

impl fmt::Display for GridCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl fmt::Debug for GridCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for GridCode {
    type Error = InvalidGridCode;
    fn try_from(text: String) -> Result<Self, InvalidGridCode> {
        text.parse()
    }
}

impl From<GridCode> for String {
    fn from(code: GridCode) -> Self {
        code.to_string()
    }
}

/// A grid with its ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Its code, which names its community.
    pub code: GridCode,
    /// Its name, such as 第三网格.
    pub name: String,
    /// Its ground.
    pub area: Area,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_code_names_its_community() {
        let code: GridCode = "439902001003012".parse().expect("a code");
        assert_eq!(code.community().to_string(), "439902001003");
        assert_eq!(code.to_string(), "439902001003012");
    }

    #[test]
    fn only_a_community_has_grids() {
        for text in [
            "439902001000001",
            "439902001003",
            "439902001003000",
            "4399020010030012",
            "43990200100301x",
            "四三九九〇",
        ] {
            assert_eq!(text.parse::<GridCode>(), Err(InvalidGridCode), "{text}");
        }
    }
}
