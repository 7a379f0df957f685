//! The desk's part of a city pack, as the lines of its files.

/// One table of the pack as plain cells, ready to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeskPack {
    /// Scheme of the category codes.
    pub scheme: String,
    /// `categories.csv`
    pub categories: Vec<CategoryLine>,
    /// `catalogue.csv`
    pub catalogue: Vec<CatalogueLine>,
    /// `duty_lists.csv`
    pub duty_items: Vec<DutyLine>,
    /// `channels.csv`
    pub channels: Vec<ChannelLine>,
    /// `city.toml`, `policy.toml`, `policies/*.toml` as (name, text).
    pub files: Vec<(String, String)>,
}

/// A line of `categories.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the file, see city/README.md")]
pub struct CategoryLine {
    pub code: String,
    pub parent: Option<String>,
    pub name: String,
    pub name_en: Option<String>,
    pub keywords: String,
    pub valid_from: String,
    pub valid_to: Option<String>,
}

/// A line of `catalogue.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the file, see city/README.md")]
pub struct CatalogueLine {
    pub id: String,
    pub category_code: String,
    pub region_scope: String,
    pub lead_unit: String,
    pub co_units: String,
    pub basis: String,
    pub valid_from: String,
    pub valid_to: Option<String>,
}

/// A line of `duty_lists.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the file, see city/README.md")]
pub struct DutyLine {
    pub id: String,
    pub list: String,
    pub seq: i64,
    pub category_code: String,
    pub name: String,
    pub basis: String,
    pub lead_dept: String,
    pub township_duties: String,
    pub taken_back_by: String,
    pub valid_from: String,
    pub valid_to: Option<String>,
}

/// A line of `channels.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the columns of the file, see city/README.md")]
pub struct ChannelLine {
    pub code: String,
    pub class: String,
    pub name: String,
    pub kind: String,
}
