//! Petitions, their representatives, clocks, letters and notes.

use db::{StoreError, Tx, params};
use kernel::id::Id;
use kernel::time::Instant;
use people::{AccountId, RequesterRef, UnitId};

use crate::domain::PetitionId;
use crate::domain::petition::letter::LetterKind;
use crate::domain::petition::{NewPetition, Petition};

macro_rules! columns {
    () => {
        "id, petition_no, version, state, channel, kind, title, content, region_code, requester_ref, people_count,
        confidential, accused_unit_id, unit_id, review_unit_id, order_id, route, outcome, received_at, next_due_at,
        extended, closed_at"
    };
}

db::from_row!(Petition {
    id,
    petition_no,
    version,
    state,
    channel,
    kind,
    title,
    content,
    region_code,
    requester_ref,
    people_count,
    confidential,
    accused_unit_id,
    unit_id,
    review_unit_id,
    order_id,
    route,
    outcome,
    received_at,
    next_due_at,
    extended,
    closed_at,
});

db::statements! {
    /// Adds a petition unless its key is known.
    INSERT = "INSERT INTO petitions (id, petition_no, submission_key, version, state, channel, kind, title, content, region_code,
        requester_ref, people_count, confidential, accused_unit_id, order_id, received_at, next_due_at)
        VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE petitions SET version = version + 1, state = $3, unit_id = $4, review_unit_id = $5, order_id = $6,
        route = $7, outcome = $8, next_due_at = $9, extended = $10, closed_at = $11 WHERE id = $1 AND version = $2";
    /// Keeps those linked to an order from the unit the order is about.
    PROTECT = "UPDATE petitions SET version = version + 1, confidential = 1, accused_unit_id = $2
        WHERE order_id = $1 AND accused_unit_id IS NULL";
    /// One petition.
    GET = concat!("SELECT ", columns!(), " FROM petitions WHERE id = $1");
    /// The petition of a key.
    GET_BY_KEY = concat!("SELECT ", columns!(), " FROM petitions WHERE submission_key = $1");
    /// Petitions linked to an order.
    OF_ORDER = concat!("SELECT ", columns!(), " FROM petitions WHERE order_id = $1 ORDER BY id");
    /// A page of the list, newest first. `$7` says whether confidential ones may be seen, `$8` is the viewer's
    /// unit: a unit's own are seen. `$9` is `1` for who sees every unit's, `$11` names the units whose accusations are
    /// not there.
    PAGE = concat!("SELECT ", columns!(), " FROM petitions WHERE id < $1 AND ($2 = '' OR state = $2)
        AND ($3 = '' OR kind = $3) AND ($4 = '' OR channel = $4) AND ($5 = '' OR title LIKE $5 OR petition_no LIKE $5)
        AND (next_due_at <= $6 OR $6 = 0)
        AND ($7 = 1 OR confidential = 0 OR unit_id = $8 OR review_unit_id = $8)
        AND (accused_unit_id IS NULL OR $11 NOT LIKE '%' || accused_unit_id || '%')
        AND ($9 = 1 OR unit_id = $8 OR review_unit_id = $8)
        ORDER BY id DESC LIMIT $10");
    /// Adds somebody who speaks for many.
    INSERT_REPRESENTATIVE = "INSERT INTO petition_representatives (petition_id, seq, requester_ref) VALUES ($1, $2, $3)";
    /// Who speaks for many.
    REPRESENTATIVES = "SELECT requester_ref FROM petition_representatives WHERE petition_id = $1 ORDER BY seq";
    /// The clocks of a petition.
    CLOCKS = "SELECT petition_id, kind, policy, basis, history, state, due_at, stopped_at
        FROM petition_clocks WHERE petition_id = $1 ORDER BY kind";
    /// Writes a clock.
    PUT_CLOCK = "INSERT INTO petition_clocks (petition_id, kind, policy, basis, history, state, due_at, stopped_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (petition_id, kind) DO UPDATE SET policy = excluded.policy,
        basis = excluded.basis, history = excluded.history, state = excluded.state, due_at = excluded.due_at,
        stopped_at = excluded.stopped_at";
    /// Adds a letter.
    INSERT_LETTER = "INSERT INTO petition_letters (id, petition_id, kind, letter_no, issued_at, unit_id, author_id, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// The letters of a petition, oldest first.
    LETTERS = "SELECT id, petition_id, kind, letter_no, issued_at, unit_id, author_id, body
        FROM petition_letters WHERE petition_id = $1 ORDER BY issued_at, id";
    /// Adds a note.
    INSERT_NOTE = "INSERT INTO petition_notes (id, petition_id, at, kind, author_id, text) VALUES ($1, $2, $3, $4, $5, $6)";
    /// The notes of a petition, oldest first.
    NOTES = "SELECT at, kind, text FROM petition_notes WHERE petition_id = $1 ORDER BY at, id";
}

/// A clock as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRow {
    /// Its petition.
    pub petition_id: PetitionId,
    /// Which clock.
    pub kind: String,
    /// The policy it runs under.
    pub policy: String,
    /// The rule it rests on.
    pub basis: String,
    /// What happened to it.
    pub history: String,
    /// `running`, `paused` or `stopped`.
    pub state: String,
    /// Its end.
    pub due_at: Instant,
    /// When it ended.
    pub stopped_at: Option<Instant>,
}

db::from_row!(ClockRow { petition_id, kind, policy, basis, history, state, due_at, stopped_at });

/// A letter as issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Its id.
    pub id: Id,
    /// Its petition.
    pub petition_id: PetitionId,
    /// What kind.
    pub kind: LetterKind,
    /// Its number.
    pub letter_no: String,
    /// When it was issued.
    pub issued_at: Instant,
    /// By which unit.
    pub unit_id: UnitId,
    /// By whom.
    pub author_id: Option<AccountId>,
    /// Its parts, as JSON.
    pub body: String,
}

db::from_row!(LetterRow { id, petition_id, kind, letter_no, issued_at, unit_id, author_id, body });

/// Words that go with a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// When.
    pub at: Instant,
    /// Name of the event.
    pub kind: String,
    /// The words.
    pub text: String,
}

db::from_row!(NoteRow { at, kind, text });

/// Filters of the list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Before this id.
    pub before: String,
    /// State, or empty.
    pub state: String,
    /// Kind, or empty.
    pub kind: String,
    /// Channel, or empty.
    pub channel: String,
    /// Pattern of words, or empty.
    pub words: String,
    /// Only those with a limit that has passed at this time.
    pub overdue_at: Option<Instant>,
    /// Confidential ones of other units may be seen.
    pub sees_confidential: bool,
    /// Those of other units may be seen.
    pub sees_all: bool,
    /// The viewer's unit.
    pub viewer: String,
    /// Units: accusations against them are not there.
    pub hidden_from: String,
}

/// Adds a petition; `false` when its key is known.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    petition: &Petition,
    new: &NewPetition,
) -> Result<bool, StoreError> {
    let params = params![
        petition.id,
        &petition.petition_no,
        &new.submission_key,
        petition.state,
        petition.channel,
        petition.kind,
        &petition.title,
        &petition.content,
        petition.region_code.as_deref(),
        petition.requester_ref,
        petition.people_count,
        petition.confidential,
        petition.accused_unit_id,
        petition.order_id,
        petition.received_at,
        petition.next_due_at,
    ];
    Ok(tx.exec(&INSERT, params).await? == 1)
}

/// Writes a change; gives how many rows it met.
///
/// # Errors
/// Any [`StoreError`].
pub async fn save(tx: &mut Tx<'_>, after: &Petition) -> Result<u64, StoreError> {
    let params = params![
        after.id,
        after.version,
        after.state,
        after.unit_id,
        after.review_unit_id,
        after.order_id,
        after.route,
        after.outcome,
        after.next_due_at,
        after.extended,
        after.closed_at,
    ];
    tx.exec(&SAVE, params).await
}

/// One petition.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: PetitionId) -> Result<Option<Petition>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// The petition of a key.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Petition>, StoreError> {
    tx.opt(&GET_BY_KEY, params![key]).await
}

/// Keeps petitions linked to an order from the unit the order is about.
///
/// # Errors
/// Any [`StoreError`].
pub async fn protect(
    tx: &mut Tx<'_>,
    order: crate::domain::OrderId,
    unit: people::UnitId,
) -> Result<(), StoreError> {
    tx.exec(&PROTECT, params![order, unit]).await.map(drop)
}

/// Petitions linked to an order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of_order(
    tx: &mut Tx<'_>,
    order: crate::domain::OrderId,
) -> Result<Vec<Petition>, StoreError> {
    tx.all(&OF_ORDER, params![order]).await
}

/// A page of the list.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Petition>, StoreError> {
    let params = params![
        &filter.before,
        &filter.state,
        &filter.kind,
        &filter.channel,
        &filter.words,
        filter.overdue_at.map_or(0, Instant::micros),
        i64::from(filter.sees_confidential),
        &filter.viewer,
        i64::from(filter.sees_all),
        limit,
        &filter.hidden_from,
    ];
    tx.all(&PAGE, params).await
}

/// Adds somebody who speaks for many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_representative(
    tx: &mut Tx<'_>,
    id: PetitionId,
    seq: i64,
    who: RequesterRef,
) -> Result<(), StoreError> {
    tx.exec(&INSERT_REPRESENTATIVE, params![id, seq, who]).await.map(drop)
}

/// Who speaks for many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn representatives(
    tx: &mut Tx<'_>,
    id: PetitionId,
) -> Result<Vec<RequesterRef>, StoreError> {
    let rows: Vec<(RequesterRef,)> = tx.all(&REPRESENTATIVES, params![id]).await?;
    Ok(rows.into_iter().map(|(who,)| who).collect())
}

/// The clocks of a petition.
///
/// # Errors
/// Any [`StoreError`].
pub async fn clocks(tx: &mut Tx<'_>, id: PetitionId) -> Result<Vec<ClockRow>, StoreError> {
    tx.all(&CLOCKS, params![id]).await
}

/// Writes a clock.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put_clock(tx: &mut Tx<'_>, row: &ClockRow) -> Result<(), StoreError> {
    let params = params![
        row.petition_id,
        &row.kind,
        &row.policy,
        &row.basis,
        &row.history,
        &row.state,
        row.due_at,
        row.stopped_at,
    ];
    tx.exec(&PUT_CLOCK, params).await.map(drop)
}

/// Adds a letter.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_letter(tx: &mut Tx<'_>, row: &LetterRow) -> Result<(), StoreError> {
    let params = params![
        row.id,
        row.petition_id,
        row.kind,
        &row.letter_no,
        row.issued_at,
        row.unit_id,
        row.author_id,
        &row.body,
    ];
    tx.exec(&INSERT_LETTER, params).await.map(drop)
}

/// The letters of a petition, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn letters(tx: &mut Tx<'_>, id: PetitionId) -> Result<Vec<LetterRow>, StoreError> {
    tx.all(&LETTERS, params![id]).await
}

/// Adds a note.
///
/// # Errors
/// Any [`StoreError`].
pub async fn add_note(
    tx: &mut Tx<'_>,
    id: Id,
    petition: PetitionId,
    author: Option<AccountId>,
    note: &NoteRow,
) -> Result<(), StoreError> {
    let params = params![id, petition, note.at, &note.kind, author, &note.text];
    tx.exec(&INSERT_NOTE, params).await.map(drop)
}

/// The notes of a petition, oldest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn notes(tx: &mut Tx<'_>, id: PetitionId) -> Result<Vec<NoteRow>, StoreError> {
    tx.all(&NOTES, params![id]).await
}
