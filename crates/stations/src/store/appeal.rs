//! Appeals: facts and answers; nobody's name.

use db::{FromRow, Row, StoreError, Tx, params};
use jiff::civil::Date;
use kernel::ports::StoredPhoto;
use people::UnitId;

use crate::domain::appeal::{Appeal, AppealId};
use crate::domain::said::{AppealKind, CompanyClass};

macro_rules! columns {
    () => {
        "id, submission_key, appeal_no, code_tag, version, state, kind, company_class, against, facts, wanted, route,
        unit_id, notice, basis, time_limit, order_no, answer, answered_at, received_at"
    };
}

db::statements! {
    /// Adds an appeal unless its key is known.
    INSERT = "INSERT INTO appeals (id, submission_key, appeal_no, code_tag, version, state, kind, company_class,
        against, facts, wanted, route, unit_id, notice, basis, time_limit, order_no, received_at, on_day)
        VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        ON CONFLICT DO NOTHING";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE appeals SET version = version + 1, state = $3, order_no = $4, answer = $5, answered_at = $6
        WHERE id = $1 AND version = $2";
    /// One appeal.
    GET = concat!("SELECT ", columns!(), " FROM appeals WHERE id = $1");
    /// One by its number.
    GET_BY_NO = concat!("SELECT ", columns!(), " FROM appeals WHERE appeal_no = $1");
    /// One by the key it came with.
    GET_BY_KEY = concat!("SELECT ", columns!(), " FROM appeals WHERE submission_key = $1");
    /// Appeals of a day.
    OF_DAY = "SELECT count(*) FROM appeals WHERE on_day = $1";
    /// A page, newest first. Empty texts do not filter; `$2` is the viewer's unit, empty for who sees all.
    PAGE = concat!("SELECT ", columns!(), " FROM appeals WHERE id < $1 AND ($2 = '' OR unit_id = $2)
        AND ($3 = '' OR state = $3) AND ($4 = '' OR kind = $4) AND ($5 = '' OR company_class = $5)
        AND ($6 = '' OR appeal_no LIKE $6 OR against LIKE $6) ORDER BY id DESC LIMIT $7");
    /// Adds a picture.
    INSERT_PHOTO = "INSERT INTO appeal_photos (appeal_id, seq, digest, thumb_digest, width, height, size_bytes)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Pictures of an appeal.
    PHOTOS = "SELECT digest, thumb_digest, width, height, size_bytes FROM appeal_photos WHERE appeal_id = $1 ORDER BY seq";
    /// How many of which kind against which class of company, in some days.
    COUNTS = "SELECT kind, company_class, count(*) FROM appeals WHERE on_day >= $1 AND on_day < $2
        GROUP BY kind, company_class ORDER BY kind, company_class";
}

impl FromRow for Appeal {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            submission_key: row.take()?,
            appeal_no: row.take()?,
            code_tag: row.take()?,
            version: row.take()?,
            state: row.take()?,
            kind: row.take()?,
            company: row.take()?,
            against: row.take()?,
            facts: row.take()?,
            wanted: row.take()?,
            route: row.take()?,
            unit_id: row.take()?,
            notice: row.take()?,
            basis: row.take()?,
            time_limit: row.take()?,
            order_no: row.take()?,
            answer: row.take()?,
            answered_at: row.take()?,
            received_at: row.take()?,
        })
    }
}

/// Adds an appeal with its pictures; `false` when its key is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    new: &Appeal,
    photos: &[StoredPhoto],
) -> Result<bool, StoreError> {
    let values = params![
        new.id,
        &new.submission_key,
        &new.appeal_no,
        &new.code_tag,
        new.state,
        new.kind,
        new.company,
        &new.against,
        &new.facts,
        &new.wanted,
        new.route,
        new.unit_id,
        &new.notice,
        &new.basis,
        &new.time_limit,
        new.order_no.as_deref(),
        new.received_at,
        new.received_at.day().to_string(),
    ];
    if tx.exec(&INSERT, values).await? == 0 {
        return Ok(false);
    }
    for (seq, photo) in (1_i64..).zip(photos) {
        let values = params![
            new.id,
            seq,
            &photo.digest,
            &photo.thumb_digest,
            photo.width,
            photo.height,
            photo.size_bytes,
        ];
        tx.exec(&INSERT_PHOTO, values).await?;
    }
    Ok(true)
}

/// Writes a change; the appeal's version is the one that was read.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save(tx: &mut Tx<'_>, after: &Appeal) -> Result<(), StoreError> {
    let values = params![
        after.id,
        after.version,
        after.state,
        after.order_no.as_deref(),
        after.answer.as_deref(),
        after.answered_at,
    ];
    tx.exec_one(&SAVE, values).await
}

/// One appeal.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: AppealId) -> Result<Option<Appeal>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// One by its number.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_no(tx: &mut Tx<'_>, no: &str) -> Result<Option<Appeal>, StoreError> {
    tx.opt(&GET_BY_NO, params![no]).await
}

/// One by the key it came with.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Appeal>, StoreError> {
    tx.opt(&GET_BY_KEY, params![key]).await
}

/// How many came on a day.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_day(tx: &mut Tx<'_>, on: Date) -> Result<i64, StoreError> {
    let (count,): (i64,) = tx.one(&OF_DAY, params![on.to_string()]).await?;
    Ok(count)
}

/// Pictures of an appeal.
///
/// # Errors
/// Any [`StoreError`].
pub async fn photos(tx: &mut Tx<'_>, id: AppealId) -> Result<Vec<StoredPhoto>, StoreError> {
    tx.all(&PHOTOS, params![id]).await
}

/// What a list asks for. Empty texts do not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Ids before this one.
    pub before: String,
    /// Of this unit only; everybody's for none.
    pub unit: Option<UnitId>,
    /// State.
    pub state: String,
    /// Kind.
    pub kind: String,
    /// Class of company.
    pub company: String,
    /// Pattern of words in number or company.
    pub words: String,
}

/// One page.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(tx: &mut Tx<'_>, filter: &Filter, limit: i64) -> Result<Vec<Appeal>, StoreError> {
    let values = params![
        &filter.before,
        filter.unit.map(|unit| unit.to_string()).unwrap_or_default(),
        &filter.state,
        &filter.kind,
        &filter.company,
        &filter.words,
        limit,
    ];
    tx.all(&PAGE, values).await
}

/// How many of which kind against which class of company, from a day to before
/// another.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(
    tx: &mut Tx<'_>,
    from: Date,
    until: Date,
) -> Result<Vec<(AppealKind, CompanyClass, i64)>, StoreError> {
    tx.all(&COUNTS, params![from.to_string(), until.to_string()]).await
}
