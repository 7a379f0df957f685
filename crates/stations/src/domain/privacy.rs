//! How few people are never told apart: what `city.toml` decides for the whole
//! city under `[privacy]`.

use serde::Deserialize;

/// Counts of fewer people are not shown (domain rule P5) where a city decides nothing.
const SMALL_CELL: i64 = 5;

/// `[privacy]` of `city.toml`, as far as counts go.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Privacy {
    /// Counts below this are not shown.
    pub small_cell: i64,
}

impl Default for Privacy {
    fn default() -> Self {
        Self { small_cell: SMALL_CELL }
    }
}

/// The part of `city.toml` that is read here.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CityFile {
    privacy: Privacy,
}

impl Privacy {
    /// Under which name the rule is kept with the rules of stations.
    pub const FILE: &'static str = "privacy";
    /// The city's own file, beside the folder of stations.
    pub const CITY_FILE: &'static str = "city.toml";

    /// Reads `city.toml`.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn of_city(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str::<CityFile>(text).map(|file| file.privacy)
    }

    /// Reads what [`Self::text`] wrote.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn read(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// As it is kept.
    pub fn text(&self) -> String {
        format!("small_cell = {}\n", self.small_cell)
    }

    /// The bound of a count: the city's, or a higher one that rules of their
    /// own ask for.
    pub fn least(&self, own: i64) -> i64 {
        self.small_cell.max(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_decides_and_others_may_only_ask_for_more() {
        let city = Privacy::of_city("[queue]\na = 1\n[privacy]\nsmall_cell = 7\ndoors = true");
        let city = city.expect("sound");
        assert_eq!((city.least(0), city.least(5), city.least(10)), (7, 7, 10));
        assert_eq!(Privacy::read(&city.text()).expect("sound"), city);
        assert_eq!(Privacy::of_city("").expect("nothing is fine").small_cell, 5);
        assert!(Privacy::of_city("[privacy]\nsmall_cell = \"few\"").is_err());
    }
}
