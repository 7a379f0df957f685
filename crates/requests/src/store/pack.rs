//! The city pack's part that requests need, as tables.

use db::{FromRow, Row, StoreError, Tx, params};
use jiff::civil::Date;

use crate::domain::category::{CatalogueItem, Category, DutyItem, DutyList, Validity};
use crate::domain::pack::{CatalogueLine, CategoryLine, ChannelLine, DeskPack, DutyLine};
use crate::domain::rules::{Channel, UnitInfo};

db::statements! {
    /// Every category of a scheme.
    CATEGORIES = "SELECT scheme, code, parent, name, name_en, keywords, valid_from, valid_to
        FROM categories WHERE scheme = $1 ORDER BY code";
    /// Adds or changes a category; a code keeps its meaning.
    PUT_CATEGORY = "INSERT INTO categories (scheme, code, parent, name, name_en, keywords, valid_from, valid_to)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (scheme, code) DO UPDATE SET parent = excluded.parent, name = excluded.name,
        name_en = excluded.name_en, keywords = excluded.keywords, valid_from = excluded.valid_from, valid_to = excluded.valid_to";
    /// The dispatch catalogue.
    CATALOGUE = "SELECT id, category_code, lead_unit, co_units, basis, valid_from, valid_to
        FROM catalogue ORDER BY id";
    /// Adds or changes a catalogue line.
    PUT_CATALOGUE = "INSERT INTO catalogue (id, category_code, region_scope, lead_unit, co_units, basis, valid_from, valid_to)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (id) DO UPDATE SET category_code = excluded.category_code,
        region_scope = excluded.region_scope, lead_unit = excluded.lead_unit, co_units = excluded.co_units,
        basis = excluded.basis, valid_from = excluded.valid_from, valid_to = excluded.valid_to";
    /// The duty lists.
    DUTY_ITEMS = "SELECT id, list, category_code, name, basis, lead_dept, valid_from, valid_to
        FROM duty_items ORDER BY id";
    /// Adds or changes a duty item.
    PUT_DUTY_ITEM = "INSERT INTO duty_items (id, list, seq, category_code, name, basis, lead_dept, township_duties,
        taken_back_by, valid_from, valid_to)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (id) DO UPDATE SET list = excluded.list, seq = excluded.seq,
        category_code = excluded.category_code, name = excluded.name, basis = excluded.basis,
        lead_dept = excluded.lead_dept, township_duties = excluded.township_duties,
        taken_back_by = excluded.taken_back_by, valid_from = excluded.valid_from, valid_to = excluded.valid_to";
    /// The channels.
    CHANNELS = "SELECT code, class, name, kind FROM channels ORDER BY class, code";
    /// Adds or changes a channel.
    PUT_CHANNEL = "INSERT INTO channels (code, class, name, kind) VALUES ($1, $2, $3, $4)
        ON CONFLICT (code) DO UPDATE SET class = excluded.class, name = excluded.name, kind = excluded.kind";
    /// The loaded text files of the pack.
    FILES = "SELECT name, body, sha256 FROM pack_files ORDER BY name";
    /// Names and digests only: to see whether anything changed.
    FILE_DIGESTS = "SELECT name, sha256 FROM pack_files ORDER BY name";
    /// One text file.
    FILE = "SELECT body FROM pack_files WHERE name = $1";
    /// Keeps a text file.
    PUT_FILE = "INSERT INTO pack_files (name, body, sha256, loaded_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (name) DO UPDATE SET body = excluded.body, sha256 = excluded.sha256,
        loaded_at = excluded.loaded_at";
    /// Units as the rules see them, ended ones too: old orders name them.
    UNITS = "SELECT id, slug, name, kind, parent_id, region_code, phone, valid_to FROM units ORDER BY slug";
    /// How often units were changed.
    UNITS_VERSION = "SELECT count(*), CAST(coalesce(sum(version), 0) AS BIGINT) FROM units";
    /// The lines of each table as they were loaded, to see what a pack changes.
    CATEGORY_LINES = "SELECT code, parent, name, name_en, keywords, valid_from, valid_to FROM categories
        WHERE scheme = $1 ORDER BY code";
    /// Catalogue lines.
    CATALOGUE_LINES = "SELECT id, category_code, region_scope, lead_unit, co_units, basis, valid_from, valid_to
        FROM catalogue ORDER BY id";
    /// Duty list lines.
    DUTY_LINES = "SELECT id, list, seq, category_code, name, basis, lead_dept, township_duties, taken_back_by,
        valid_from, valid_to FROM duty_items ORDER BY id";
    /// Working days and days off that came after the program.
    CALENDAR_DAYS = "SELECT day, kind, name, source FROM calendar_days ORDER BY day";
    /// Adds or changes such a day.
    PUT_CALENDAR_DAY = "INSERT INTO calendar_days (day, kind, name, source) VALUES ($1, $2, $3, $4)
        ON CONFLICT (day) DO UPDATE SET kind = excluded.kind, name = excluded.name, source = excluded.source";
}

fn date(row: &mut Row<'_>) -> Result<Date, StoreError> {
    let text: String = row.take()?;
    text.parse().map_err(|_| StoreError::Corrupt { column: 0, expected: "a date" })
}

fn validity(row: &mut Row<'_>) -> Result<Validity, StoreError> {
    let from = date(row)?;
    let to: Option<String> = row.take()?;
    let to = to
        .map(|text| text.parse().map_err(|_| StoreError::Corrupt { column: 0, expected: "a date" }))
        .transpose()?;
    Ok(Validity { from, to })
}

/// Lists of words are stored with `;` between them.
fn words(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

impl FromRow for Category {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (scheme, code, parent, name) = (row.take()?, row.take()?, row.take()?, row.take()?);
        let name_en = row.take()?;
        let keywords = words(&row.take::<String>()?);
        Ok(Self { scheme, code, parent, name, name_en, keywords, valid: validity(row)? })
    }
}

impl FromRow for CatalogueItem {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (id, category_code, lead_unit) = (row.take()?, row.take()?, row.take()?);
        let co_units = words(&row.take::<String>()?);
        Ok(Self {
            id,
            category_code,
            lead_unit,
            co_units,
            basis: row.take()?,
            valid: validity(row)?,
        })
    }
}

impl FromRow for DutyItem {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let id = row.take()?;
        let list = match row.take::<String>()?.as_str() {
            "basic" => DutyList::Basic,
            "cooperate" => DutyList::Cooperate,
            "taken_back" => DutyList::TakenBack,
            _ => return Err(StoreError::Corrupt { column: 1, expected: "a duty list" }),
        };
        Ok(Self {
            id,
            list,
            category_code: row.take()?,
            name: row.take()?,
            basis: row.take()?,
            lead_dept: row.take()?,
            valid: validity(row)?,
        })
    }
}

db::from_row!(ChannelRow { code, class, name, kind });

struct ChannelRow {
    code: String,
    class: String,
    name: String,
    kind: String,
}

/// Everything the rules are made of, as read in one snapshot.
#[derive(Debug)]
pub struct PackRows {
    /// Categories of the scheme.
    pub categories: Vec<Category>,
    /// Catalogue.
    pub catalogue: Vec<CatalogueItem>,
    /// Duty lists.
    pub duty_items: Vec<DutyItem>,
    /// Channels.
    pub channels: Vec<Channel>,
    /// (name, text, digest) of each text file.
    pub files: Vec<(String, String, String)>,
    /// (day, kind, name, source).
    pub calendar_days: Vec<(String, String, String, String)>,
}

/// Reads all of it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn read(tx: &mut Tx<'_>, scheme: &str) -> Result<PackRows, StoreError> {
    let channels: Vec<ChannelRow> = tx.all(&CHANNELS, &[]).await?;
    let channels = channels
        .into_iter()
        .map(|row| Channel { code: row.code, class: row.class, name: row.name, kind: row.kind })
        .collect();
    Ok(PackRows {
        categories: tx.all(&CATEGORIES, params![scheme]).await?,
        catalogue: tx.all(&CATALOGUE, &[]).await?,
        duty_items: tx.all(&DUTY_ITEMS, &[]).await?,
        channels,
        files: tx.all(&FILES, &[]).await?,
        calendar_days: tx.all(&CALENDAR_DAYS, &[]).await?,
    })
}

impl FromRow for UnitInfo {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            slug: row.take()?,
            name: row.take()?,
            kind: row.take()?,
            parent: row.take()?,
            region_code: row.take()?,
            phone: row.take()?,
            valid_to: row.take()?,
            jurisdictions: Vec::new(),
        })
    }
}

/// Units as the rules see them.
///
/// # Errors
/// Any [`StoreError`].
pub async fn units(tx: &mut Tx<'_>) -> Result<Vec<UnitInfo>, StoreError> {
    let mut units: Vec<UnitInfo> = tx.all(&UNITS, &[]).await?;
    let mut regions = people::store::units::all_jurisdictions(tx).await?;
    for unit in &mut units {
        unit.jurisdictions = regions.remove(&unit.id).unwrap_or_default().into_iter().collect();
    }
    Ok(units)
}

/// One loaded text file.
///
/// # Errors
/// Any [`StoreError`].
pub async fn file(tx: &mut Tx<'_>, name: &str) -> Result<Option<String>, StoreError> {
    let found: Option<(String,)> = tx.opt(&FILE, params![name]).await?;
    Ok(found.map(|(body,)| body))
}

/// Names and digests of the loaded files and the newest change of packs, as one
/// text: changes when the rules do.
///
/// # Errors
/// Any [`StoreError`].
pub async fn version(tx: &mut Tx<'_>) -> Result<String, StoreError> {
    let digests: Vec<(String, String)> = tx.all(&FILE_DIGESTS, &[]).await?;
    let (units, changes): (i64, i64) = tx.one(&UNITS_VERSION, &[]).await?;
    let files: String =
        digests.into_iter().map(|(name, digest)| format!("{name}={digest};")).collect();
    let switches = super::policy_switch::version(tx).await?;
    Ok(format!("{files}units={units}.{changes};{switches}"))
}

db::from_row!(CategoryLine { code, parent, name, name_en, keywords, valid_from, valid_to });
db::from_row!(CatalogueLine {
    id,
    category_code,
    region_scope,
    lead_unit,
    co_units,
    basis,
    valid_from,
    valid_to,
});
db::from_row!(DutyLine {
    id,
    list,
    seq,
    category_code,
    name,
    basis,
    lead_dept,
    township_duties,
    taken_back_by,
    valid_from,
    valid_to,
});
db::from_row!(ChannelLine { code, class, name, kind });

/// The dispatch catalogue as lines.
///
/// # Errors
/// Any [`StoreError`].
pub async fn catalogue_lines(tx: &mut Tx<'_>) -> Result<Vec<CatalogueLine>, StoreError> {
    tx.all(&CATALOGUE_LINES, &[]).await
}

/// Everything that was loaded, as lines.
///
/// # Errors
/// Any [`StoreError`].
pub async fn lines(tx: &mut Tx<'_>, scheme: &str) -> Result<DeskPack, StoreError> {
    let files: Vec<(String, String, String)> = tx.all(&FILES, &[]).await?;
    Ok(DeskPack {
        scheme: scheme.to_owned(),
        categories: tx.all(&CATEGORY_LINES, params![scheme]).await?,
        catalogue: tx.all(&CATALOGUE_LINES, &[]).await?,
        duty_items: tx.all(&DUTY_LINES, &[]).await?,
        channels: tx.all(&CHANNELS, &[]).await?,
        files: files.into_iter().map(|(name, text, _)| (name, text)).collect(),
    })
}
