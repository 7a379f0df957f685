//! Entries of the knowledge base, their texts, what they are found by.

use std::collections::BTreeMap;

use db::{FromRow, Row, Statement, StoreError, Tx, Value, params};
use jiff::civil::Date;
use kernel::id::Id;
use kernel::time::Instant;
use people::AccountId;

use crate::domain::KnowledgeId;
use crate::domain::knowledge::{Entry, EntryText};

macro_rules! columns {
    () => {
        "e.id, e.code, e.version, e.state, e.revision, e.question, e.answer, e.basis, e.source, e.keywords,
        e.category_code, e.owner_unit, e.region_code, e.audience, e.valid_from, e.valid_to, e.review_months,
        e.reviewed_on, e.flagged_on, e.right_count, e.wrong_count, e.updated_at"
    };
}

db::statements! {
    /// Adds an entry unless its code is known.
    INSERT = "INSERT INTO knowledge_entries (id, code, version, state, revision, question, answer, basis, source, keywords,
        category_code, owner_unit, region_code, audience, valid_from, valid_to, review_months, reviewed_on,
        review_due_on, updated_at)
        VALUES ($1, $2, 1, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
        ON CONFLICT DO NOTHING";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE knowledge_entries SET version = version + 1, state = $3, revision = $4, question = $5, answer = $6,
        basis = $7, source = $8, keywords = $9, category_code = $10, owner_unit = $11, region_code = $12,
        audience = $13, valid_from = $14, valid_to = $15, review_months = $16, reviewed_on = $17,
        review_due_on = $18, flagged_on = $19, updated_at = $20 WHERE id = $1 AND version = $2";
    /// One entry.
    GET = concat!("SELECT ", columns!(), " FROM knowledge_entries e WHERE e.id = $1");
    /// The entry of a code.
    GET_BY_CODE = concat!("SELECT ", columns!(), " FROM knowledge_entries e WHERE e.code = $1");
    /// A page of the list, newest first. `$6` is today; `$7` names a standing.
    PAGE = concat!("SELECT ", columns!(), " FROM knowledge_entries e WHERE e.id < $1
        AND ($2 = '' OR e.question LIKE $2 OR e.keywords LIKE $2) AND ($3 = '' OR e.state = $3)
        AND ($4 = '' OR e.owner_unit = $4) AND ($5 = '' OR e.audience = $5)
        AND ($7 = '' OR ($7 = 'expired' AND e.valid_to < $6)
            OR ($7 = 'overdue' AND e.review_due_on < $6 AND (e.valid_to IS NULL OR e.valid_to >= $6))
            OR ($7 = 'sound' AND e.review_due_on >= $6 AND e.valid_from <= $6 AND (e.valid_to IS NULL OR e.valid_to >= $6))
            OR ($7 = 'not_yet' AND e.valid_from > $6))
        ORDER BY e.id DESC LIMIT $8");
    /// Entries in use that may not be relied on, of one unit or of all.
    WARNED = "SELECT count(*) FROM knowledge_entries e WHERE e.state = 'published'
        AND (e.valid_to < $1 OR e.review_due_on < $1) AND ($2 = '' OR e.owner_unit = $2)";
    /// Such entries, the longest overdue first.
    STALE = concat!("SELECT ", columns!(), " FROM knowledge_entries e WHERE e.state = 'published'
        AND (e.valid_to < $1 OR e.review_due_on < $1) ORDER BY e.review_due_on, e.id LIMIT $2");
    /// Such entries nobody has reported yet.
    UNFLAGGED = concat!("SELECT ", columns!(), " FROM knowledge_entries e WHERE e.state = 'published'
        AND (e.valid_to < $1 OR e.review_due_on < $1) AND e.flagged_on IS NULL ORDER BY e.id LIMIT 200");
    /// Adds a text.
    INSERT_REVISION = "INSERT INTO knowledge_revisions (entry_id, revision, at, author_id, note, question, answer, basis,
        valid_from, valid_to) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// The texts of an entry, newest first.
    REVISIONS = "SELECT revision, at, author_id, note, question, answer, basis, valid_from, valid_to
        FROM knowledge_revisions WHERE entry_id = $1 ORDER BY revision DESC";
    /// Forgets what an entry was found by.
    DELETE_TERMS = "DELETE FROM knowledge_terms WHERE entry_id = $1";
    /// Adds a term.
    INSERT_TERM = "INSERT INTO knowledge_terms (term, entry_id, weight) VALUES ($1, $2, $3)";
    /// Counts a reader who found the answer right.
    COUNT_RIGHT = "UPDATE knowledge_entries SET right_count = right_count + 1 WHERE id = $1";
    /// Counts a reader who did not.
    COUNT_WRONG = "UPDATE knowledge_entries SET wrong_count = wrong_count + 1 WHERE id = $1";
    /// Adds what a reader said.
    INSERT_FEEDBACK = "INSERT INTO knowledge_feedback (id, entry_id, revision, at, is_right, comment)
        VALUES ($1, $2, $3, $4, $5, $6)";
    /// What readers said of an entry, newest first.
    FEEDBACK = "SELECT at, is_right, comment, revision FROM knowledge_feedback
        WHERE entry_id = $1 AND comment <> '' ORDER BY at DESC, id DESC LIMIT 50";
}

impl FromRow for Entry {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let (id, code, version, state, revision) =
            (row.take()?, row.take()?, row.take()?, row.take()?, row.take()?);
        let text = EntryText {
            question: row.take()?,
            answer: row.take()?,
            basis: row.take()?,
            source: row.take()?,
            keywords: row.take()?,
            category_code: row.take()?,
            owner_unit: row.take()?,
            region_code: row.take()?,
            audience: row.take()?,
            valid_from: date(row)?,
            valid_to: date_or_none(row)?,
            review_months: row.take()?,
        };
        Ok(Self {
            id,
            code,
            version,
            state,
            revision,
            text,
            reviewed_on: date(row)?,
            flagged_on: date_or_none(row)?,
            right_count: row.take()?,
            wrong_count: row.take()?,
            updated_at: row.take()?,
        })
    }
}

fn date(row: &mut Row<'_>) -> Result<Date, StoreError> {
    date_or_none(row)?.ok_or(StoreError::Corrupt { column: 0, expected: "a date" })
}

fn date_or_none(row: &mut Row<'_>) -> Result<Option<Date>, StoreError> {
    let text: Option<String> = row.take()?;
    let parse = |text: String| {
        text.parse().map_err(|_| StoreError::Corrupt { column: 0, expected: "a date" })
    };
    text.map(parse).transpose()
}

/// Filters of the list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Before this id.
    pub before: String,
    /// Pattern of words, or empty.
    pub words: String,
    /// State, or empty.
    pub state: String,
    /// Owner, or empty.
    pub owner: String,
    /// Audience, or empty.
    pub audience: String,
    /// Standing, or empty.
    pub standing: String,
    /// Today.
    pub today: String,
}

/// A text an entry had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its number.
    pub revision: i64,
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub author_id: Option<AccountId>,
    /// Why.
    pub note: String,
    /// Question.
    pub question: String,
    /// Answer.
    pub answer: String,
    /// Basis.
    pub basis: String,
    /// First day.
    pub valid_from: String,
    /// Last day.
    pub valid_to: Option<String>,
}

db::from_row!(Revision {
    revision,
    at,
    author_id,
    note,
    question,
    answer,
    basis,
    valid_from,
    valid_to
});

/// What a reader said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Instant,
    /// Whether the answer was right.
    pub is_right: bool,
    /// In words.
    pub comment: String,
    /// Of which text.
    pub revision: i64,
}

db::from_row!(Said { at, is_right, comment, revision });

/// Adds an entry; `false` when its code is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Entry) -> Result<bool, StoreError> {
    let text = &new.text;
    let params = params![
        new.id,
        &new.code,
        new.state,
        &text.question,
        &text.answer,
        &text.basis,
        &text.source,
        &text.keywords,
        text.category_code.as_deref(),
        text.owner_unit,
        text.region_code.as_deref(),
        text.audience,
        text.valid_from.to_string(),
        text.valid_to.map(|day| day.to_string()),
        text.review_months,
        new.reviewed_on.to_string(),
        new.review_due_on().to_string(),
        new.updated_at,
    ];
    Ok(tx.exec(&INSERT, params).await? == 1)
}

/// Writes a change; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &Entry) -> Result<u64, StoreError> {
    let text = &after.text;
    let params = params![
        after.id,
        after.version,
        after.state,
        after.revision,
        &text.question,
        &text.answer,
        &text.basis,
        &text.source,
        &text.keywords,
        text.category_code.as_deref(),
        text.owner_unit,
        text.region_code.as_deref(),
        text.audience,
        text.valid_from.to_string(),
        text.valid_to.map(|day| day.to_string()),
        text.review_months,
        after.reviewed_on.to_string(),
        after.review_due_on().to_string(),
        after.flagged_on.map(|day| day.to_string()),
        after.updated_at,
    ];
    tx.exec(&SAVE, params).await
}

/// One entry.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: KnowledgeId) -> Result<Option<Entry>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// The entry of a code.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_code(tx: &mut Tx<'_>, code: &str) -> Result<Option<Entry>, StoreError> {
    tx.opt(&GET_BY_CODE, params![code]).await
}

/// A page of the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(tx: &mut Tx<'_>, filter: &Filter, limit: i64) -> Result<Vec<Entry>, StoreError> {
    let params = params![
        &filter.before,
        &filter.words,
        &filter.state,
        &filter.owner,
        &filter.audience,
        &filter.today,
        &filter.standing,
        limit,
    ];
    tx.all(&PAGE, params).await
}

/// How many entries in use may not be relied on, of a unit or (empty) of all.
///
/// # Errors
/// Any [`StoreError`].
pub async fn warned(tx: &mut Tx<'_>, today: Date, owner: &str) -> Result<i64, StoreError> {
    let (n,): (i64,) = tx.one(&WARNED, params![today.to_string(), owner]).await?;
    Ok(n)
}

/// Entries in use that may not be relied on, the longest overdue first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stale(tx: &mut Tx<'_>, today: Date, limit: i64) -> Result<Vec<Entry>, StoreError> {
    tx.all(&STALE, params![today.to_string(), limit]).await
}

/// Entries whose standing nobody has reported yet.
///
/// # Errors
/// Any [`StoreError`].
pub async fn unflagged(tx: &mut Tx<'_>, today: Date) -> Result<Vec<Entry>, StoreError> {
    tx.all(&UNFLAGGED, params![today.to_string()]).await
}

/// Who wrote a text and why.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// When.
    pub at: Instant,
    /// By whom.
    pub author: Option<AccountId>,
    /// Why.
    pub note: &'a str,
}

/// Keeps the text an entry has now, and what it is found by.
///
/// # Errors
/// Any [`StoreError`].
pub async fn keep_text(
    tx: &mut Tx<'_>,
    entry: &Entry,
    written: Written<'_>,
) -> Result<(), StoreError> {
    let text = &entry.text;
    let params = params![
        entry.id,
        entry.revision,
        written.at,
        written.author,
        written.note,
        &text.question,
        &text.answer,
        &text.basis,
        text.valid_from.to_string(),
        text.valid_to.map(|day| day.to_string()),
    ];
    tx.exec(&INSERT_REVISION, params).await?;
    put_terms(tx, entry.id, &text.terms()).await
}

async fn put_terms(
    tx: &mut Tx<'_>,
    id: KnowledgeId,
    terms: &BTreeMap<String, i64>,
) -> Result<(), StoreError> {
    tx.exec(&DELETE_TERMS, params![id]).await?;
    for (term, weight) in terms {
        tx.exec(&INSERT_TERM, params![term, id, *weight]).await?;
    }
    Ok(())
}

/// The texts of an entry, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revisions(tx: &mut Tx<'_>, id: KnowledgeId) -> Result<Vec<Revision>, StoreError> {
    tx.all(&REVISIONS, params![id]).await
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Search {
    /// Terms; at least one.
    pub terms: Vec<String>,
    /// Only what residents may read and what holds today.
    pub public_on: Option<Date>,
    /// Most entries.
    pub limit: i64,
}

/// Entries in use that share terms with a question: those that share most
/// first. A third of the terms must be shared.
///
/// # Errors
/// Any [`StoreError`].
pub async fn search(tx: &mut Tx<'_>, search: &Search) -> Result<Vec<Entry>, StoreError> {
    if search.terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut params: Vec<Value> = Vec::new();
    let mut param = |value: Value| {
        params.push(value);
        format!("${}", params.len())
    };
    let names: Vec<String> = search.terms.iter().map(|term| param(term.as_str().into())).collect();
    let least = param(i64::try_from(search.terms.len().div_ceil(3)).unwrap_or(1).into());
    let mut only = String::new();
    if let Some(day) = search.public_on {
        let day = param(day.to_string().into());
        only = format!(
            " AND e.audience = 'public' AND e.valid_from <= {day} AND (e.valid_to IS NULL OR e.valid_to >= {day})"
        );
    }
    let limit = param(search.limit.into());
    let sql = format!(
        "SELECT {} FROM knowledge_entries e JOIN (SELECT entry_id, count(*) AS shared, sum(weight) AS total
        FROM knowledge_terms WHERE term IN ({}) GROUP BY entry_id HAVING count(*) >= {least}) s ON s.entry_id = e.id
        WHERE e.state = 'published'{only} ORDER BY s.shared DESC, s.total DESC, e.id LIMIT {limit}",
        columns!(),
        names.join(", "),
    );
    tx.all(&Statement::built("requests::store::knowledge::search", sql), &params).await
}

/// Adds what a reader said and counts it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_feedback(
    tx: &mut Tx<'_>,
    id: Id,
    entry: &Entry,
    said: &Said,
) -> Result<(), StoreError> {
    let params =
        params![id, entry.id, said.revision, said.at, said.is_right, said.comment.as_str()];
    tx.exec(&INSERT_FEEDBACK, params).await?;
    let count = if said.is_right { &COUNT_RIGHT } else { &COUNT_WRONG };
    tx.exec(count, params![entry.id]).await.map(drop)
}

/// What readers said in words, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn feedback(tx: &mut Tx<'_>, id: KnowledgeId) -> Result<Vec<Said>, StoreError> {
    tx.all(&FEEDBACK, params![id]).await
}
