//! Which column of a file is what: a small TOML file that the city writes
//! once for each source.

use serde::Deserialize;

use crate::domain::words::OrderType;

/// The map of a source.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportMap {
    /// Channel code the rows belong to.
    pub channel: String,
    /// Type of every row, where no column says otherwise.
    #[serde(default = "complaint")]
    pub order_type: OrderType,
    /// Unit for answered rows where no column says otherwise, by short name.
    pub unit: Option<String>,
    /// Category for answered rows where no column says otherwise.
    pub category: Option<String>,
    /// Where answered rows go.
    #[serde(default)]
    pub after_reply: AfterReply,
    /// Sheet of an XLSX file; the first one otherwise.
    pub sheet: Option<String>,
    /// Column names of the file.
    pub columns: Columns,
}

/// What becomes of a row that brings its reply.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterReply {
    /// It waits for the requester's judgement.
    #[default]
    Callback,
    /// It counts as answered directly and is closed.
    Close,
}

/// Names of the columns; only `content` must be there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// Number in the other system: makes the import idempotent.
    pub channel_ref: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// The person's words.
    pub content: String,
    /// When it was received.
    pub received_at: Option<String>,
    /// When it happened.
    pub occurred_at: Option<String>,
    /// Place as told.
    pub address: Option<String>,
    /// Type, as a word of the dictionary or its Chinese name.
    pub order_type: Option<String>,
    /// Category code.
    pub category: Option<String>,
    /// Unit, by short name.
    pub unit: Option<String>,
    /// Name of the requester: goes into the vault.
    pub name: Option<String>,
    /// Phone of the requester: goes into the vault.
    pub phone: Option<String>,
    /// The reply.
    pub reply: Option<String>,
    /// When it was given.
    pub replied_at: Option<String>,
}

/// The map cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum MapFault {
    /// Not TOML, or a name that is none.
    #[error("the map is not well written: {0}")]
    Toml(#[from] toml::de::Error),
    /// It names something the city does not have.
    #[error("the map names {what} {value:?}, which this city does not have")]
    Unknown {
        /// `channel`, `unit` or `category`.
        what: &'static str,
        /// The name.
        value: String,
    },
    /// Rows with replies need a unit and a category.
    #[error("rows with replies need `unit` and `category`, as a value or as a column")]
    ReplyIncomplete,
}

fn complaint() -> OrderType {
    OrderType::Complaint
}

impl ImportMap {
    /// Reads a map and holds it against the city.
    ///
    /// # Errors
    /// [`MapFault`].
    pub fn parse(text: &str, rules: &crate::domain::rules::Rules) -> Result<Self, MapFault> {
        let map: Self = toml::from_str(text)?;
        if rules.channel(&map.channel).is_none() {
            return Err(MapFault::Unknown { what: "channel", value: map.channel });
        }
        if let Some(unit) = map.unit.clone().filter(|unit| rules.unit_by_slug(unit).is_none()) {
            return Err(MapFault::Unknown { what: "unit", value: unit });
        }
        if let Some(code) = map.category.clone().filter(|code| rules.category(code).is_none()) {
            return Err(MapFault::Unknown { what: "category", value: code });
        }
        let unit_known = map.unit.is_some() || map.columns.unit.is_some();
        let category_known = map.category.is_some() || map.columns.category.is_some();
        let replies = map.columns.reply.is_some() && map.after_reply == AfterReply::Callback;
        if replies && !(unit_known && category_known) {
            return Err(MapFault::ReplyIncomplete);
        }
        Ok(map)
    }
}
