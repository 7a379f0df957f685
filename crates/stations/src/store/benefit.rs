//! Applications for benefits, their lots and their money; nobody's name.

use db::{StoreError, Tx, params};
use kernel::time::Instant;
use people::{AccountId, RequesterRef, UnitId};

use crate::domain::benefit::money::{Account, Balances, Movement, Posting};
use crate::domain::benefit::{Benefit, BenefitId, BenefitState};

macro_rules! columns {
    () => {
        "id, submission_key, application_no, code_tag, version, programme, unit_id, state, seq, lot_rank,
        requester_ref, rule_version, statements, attestor, first_by, second_by, reason, noticed_until, objection,
        answer, bed, contract_from, contract_to, rent_fen, applied_at"
    };
}

macro_rules! entry_columns {
    () => {
        "id, programme, movement, debit, credit, amount_fen, application_id, reverses_id, account_id, posted_at"
    };
}

db::statements! {
    /// Holds a programme until the transaction ends.
    HOLD = "INSERT INTO benefit_counters (programme, applied) VALUES ($1, 0)
        ON CONFLICT (programme) DO UPDATE SET applied = benefit_counters.applied";
    /// The next place in the order of application.
    NEXT = "UPDATE benefit_counters SET applied = applied + 1 WHERE programme = $1 RETURNING applied";
    /// Adds an application.
    INSERT = "INSERT INTO benefit_applications (id, submission_key, application_no, code_tag, version, programme,
        unit_id, state, seq, requester_ref, rule_version, statements, attestor, reason, objection, answer, applied_at)
        VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $11, $12, '', '', '', $13)";
    /// Writes a change, if the version is the one that was read.
    SAVE = "UPDATE benefit_applications SET version = version + 1, state = $3, lot_rank = $4, first_by = $5,
        second_by = $6, reason = $7, noticed_until = $8, objection = $9, answer = $10, bed = $11, contract_from = $12,
        contract_to = $13, rent_fen = $14 WHERE id = $1 AND version = $2";
    /// One application.
    GET = concat!("SELECT ", columns!(), " FROM benefit_applications WHERE id = $1");
    /// One by its number.
    GET_BY_NO = concat!("SELECT ", columns!(), " FROM benefit_applications WHERE application_no = $1");
    /// One by the key it came with.
    GET_BY_KEY = concat!("SELECT ", columns!(), " FROM benefit_applications WHERE submission_key = $1");
    /// Whether a reference has an application that stands in a programme.
    STANDS = "SELECT count(*) FROM benefit_applications WHERE requester_ref = $1 AND programme = $2
        AND state NOT IN ('withdrawn', 'refused', 'returned')";
    /// Everything of a programme that stands, in its order: of the lot where it was drawn, else of application.
    IN_ORDER = concat!("SELECT ", columns!(), " FROM benefit_applications WHERE programme = $1
        AND state NOT IN ('withdrawn', 'refused', 'returned') ORDER BY coalesce(lot_rank, seq), seq");
    /// What is public of a programme, behind a place in the order.
    PUBLIC_PAGE = concat!("SELECT ", columns!(), " FROM benefit_applications WHERE programme = $1
        AND state IN ('noticed', 'objected', 'waiting', 'awarded', 'paid') AND ($3 = '' OR application_no = $3)
        AND coalesce(lot_rank, seq) > $2 ORDER BY coalesce(lot_rank, seq) LIMIT $4");
    /// Numbers of a lot in their order.
    DRAWN = "SELECT lot_rank, application_no FROM benefit_applications WHERE programme = $1 AND lot_rank IS NOT NULL
        ORDER BY lot_rank";
    /// A page for the desk, newest first. Empty texts do not filter; `$2` is the viewer's unit, empty for who sees all.
    PAGE = concat!("SELECT ", columns!(), " FROM benefit_applications WHERE id < $1 AND ($2 = '' OR unit_id = $2)
        AND ($3 = '' OR state = $3) AND ($4 = '' OR programme = $4) AND ($5 = '' OR application_no LIKE $5)
        ORDER BY id DESC LIMIT $6");
    /// The same, first in the order first.
    PAGE_IN_ORDER = concat!("SELECT ", columns!(), " FROM benefit_applications WHERE id > $1
        AND ($2 = '' OR unit_id = $2) AND ($3 = '' OR state = $3) AND ($4 = '' OR programme = $4)
        AND ($5 = '' OR application_no LIKE $5) ORDER BY id LIMIT $6");
    /// How many of a programme are in which state.
    COUNTS = "SELECT state, count(*) FROM benefit_applications WHERE programme = $1 GROUP BY state ORDER BY state";
    /// How many stand before a place in the order.
    AHEAD = "SELECT count(*) FROM benefit_applications WHERE programme = $1 AND coalesce(lot_rank, seq) < $2
        AND state NOT IN ('withdrawn', 'refused', 'returned')";
    /// Beds of a programme that somebody has.
    BEDS = "SELECT bed, state FROM benefit_applications WHERE programme = $1 AND bed IS NOT NULL";
    /// Seals a seed, unless one is sealed.
    SEAL = "INSERT INTO benefit_draws (programme, seed, seal, sealed_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    /// The lot of a programme.
    DRAW = "SELECT programme, seed, seal, sealed_at, drawn_at FROM benefit_draws WHERE programme = $1";
    /// The lot is drawn, once.
    SET_DRAWN = "UPDATE benefit_draws SET drawn_at = $2 WHERE programme = $1 AND drawn_at IS NULL";
    /// Adds an entry.
    POST = "INSERT INTO benefit_entries (id, programme, movement, debit, credit, amount_fen, application_id,
        reverses_id, account_id, posted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// The newest entry of an application of a kind that was not reversed.
    LAST_ENTRY = concat!("SELECT ", entry_columns!(), " FROM benefit_entries WHERE application_id = $1 AND movement = $2
        AND NOT EXISTS (SELECT 1 FROM benefit_entries later WHERE later.reverses_id = benefit_entries.id)
        ORDER BY id DESC LIMIT 1");
    /// What each account of a programme got and gave.
    SUMS = "SELECT debit, credit, CAST(sum(amount_fen) AS BIGINT) FROM benefit_entries WHERE programme = $1
        GROUP BY debit, credit";
    /// Entries of a programme, newest first.
    ENTRIES = concat!("SELECT ", entry_columns!(), " FROM benefit_entries WHERE programme = $1 AND id < $2
        AND ($3 = '' OR movement = $3) ORDER BY id DESC LIMIT $4");
}

/// The lot of a programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Of which programme.
    pub programme: String,
    /// The seed; nobody sees it before the lot is drawn.
    pub seed: String,
    /// Its digest, public at once.
    pub seal: String,
    /// When it was sealed.
    pub sealed_at: Instant,
    /// When the lot was drawn.
    pub drawn_at: Option<Instant>,
}

/// An entry of the money's book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Of which programme.
    pub programme: String,
    /// Why.
    pub movement: Movement,
    /// The account that gains.
    pub debit: Account,
    /// The account that gives.
    pub credit: Account,
    /// How much.
    pub amount_fen: i64,
    /// For which application.
    pub application_id: Option<BenefitId>,
    /// Which entry it undoes.
    pub reverses_id: Option<String>,
    /// Who did it; nobody for what the applicant or the pack caused.
    pub account_id: Option<AccountId>,
    /// When.
    pub posted_at: Instant,
}

impl Entry {
    /// As it is posted.
    pub fn posting(&self) -> Posting {
        Posting {
            movement: self.movement,
            debit: self.debit,
            credit: self.credit,
            amount_fen: self.amount_fen,
        }
    }
}

db::from_row!(Draw { programme, seed, seal, sealed_at, drawn_at });
db::from_row!(Entry {
    id,
    programme,
    movement,
    debit,
    credit,
    amount_fen,
    application_id,
    reverses_id,
    account_id,
    posted_at,
});
db::from_row!(Benefit {
    id,
    submission_key,
    application_no,
    code_tag,
    version,
    programme,
    unit_id,
    state,
    seq,
    lot_rank,
    requester,
    rule_version,
    statements,
    attestor,
    first_by,
    second_by,
    reason,
    noticed_until,
    objection,
    answer,
    bed,
    contract_from,
    contract_to,
    rent_fen,
    applied_at,
});

/// Holds a programme: whoever else wants its places waits for this
/// transaction's end.
///
/// # Errors
/// Any [`StoreError`].
pub async fn hold(tx: &mut Tx<'_>, programme: &str) -> Result<(), StoreError> {
    tx.exec_one(&HOLD, params![programme]).await
}

/// The next place in the order of application; the programme is held.
///
/// # Errors
/// Any [`StoreError`].
pub async fn next(tx: &mut Tx<'_>, programme: &str) -> Result<i64, StoreError> {
    let (seq,): (i64,) = tx.one(&NEXT, params![programme]).await?;
    Ok(seq)
}

/// Adds an application.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(tx: &mut Tx<'_>, new: &Benefit) -> Result<(), StoreError> {
    let values = params![
        new.id,
        &new.submission_key,
        &new.application_no,
        &new.code_tag,
        &new.programme,
        new.unit_id,
        new.state,
        new.seq,
        new.requester,
        &new.rule_version,
        &new.statements,
        &new.attestor,
        new.applied_at,
    ];
    tx.exec_one(&INSERT, values).await
}

/// Writes a change; the version is the one that was read.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save(tx: &mut Tx<'_>, after: &Benefit) -> Result<(), StoreError> {
    let values = params![
        after.id,
        after.version,
        after.state,
        after.lot_rank,
        after.first_by,
        after.second_by,
        &after.reason,
        after.noticed_until.as_deref(),
        &after.objection,
        &after.answer,
        after.bed.as_deref(),
        after.contract_from.as_deref(),
        after.contract_to.as_deref(),
        after.rent_fen,
    ];
    tx.exec_one(&SAVE, values).await
}

/// One application.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: BenefitId) -> Result<Option<Benefit>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// One by its number.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_no(tx: &mut Tx<'_>, no: &str) -> Result<Option<Benefit>, StoreError> {
    tx.opt(&GET_BY_NO, params![no]).await
}

/// One by the key it came with.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get_by_key(tx: &mut Tx<'_>, key: &str) -> Result<Option<Benefit>, StoreError> {
    tx.opt(&GET_BY_KEY, params![key]).await
}

/// Whether a reference has an application that stands in a programme.
///
/// # Errors
/// Any [`StoreError`].
pub async fn stands(
    tx: &mut Tx<'_>,
    requester: RequesterRef,
    programme: &str,
) -> Result<bool, StoreError> {
    let (count,): (i64,) = tx.one(&STANDS, params![requester, programme]).await?;
    Ok(count > 0)
}

/// Everything of a programme that stands, in its order.
///
/// # Errors
/// Any [`StoreError`].
pub async fn in_order(tx: &mut Tx<'_>, programme: &str) -> Result<Vec<Benefit>, StoreError> {
    tx.all(&IN_ORDER, params![programme]).await
}

/// What is public of a programme behind a place in the order; one number where
/// one is named.
///
/// # Errors
/// Any [`StoreError`].
pub async fn public_page(
    tx: &mut Tx<'_>,
    programme: &str,
    (after, number): (i64, &str),
    limit: i64,
) -> Result<Vec<Benefit>, StoreError> {
    tx.all(&PUBLIC_PAGE, params![programme, after, number, limit]).await
}

/// Numbers of a lot with their places.
///
/// # Errors
/// Any [`StoreError`].
pub async fn drawn(tx: &mut Tx<'_>, programme: &str) -> Result<Vec<(i64, String)>, StoreError> {
    tx.all(&DRAWN, params![programme]).await
}

/// What a list of the desk asks for. Empty texts do not filter.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Ids behind this one.
    pub after: String,
    /// Of this unit only; everybody's for none.
    pub unit: Option<UnitId>,
    /// State.
    pub state: String,
    /// Programme.
    pub programme: String,
    /// Pattern of the number.
    pub words: String,
    /// Oldest first.
    pub is_oldest_first: bool,
}

/// One page.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Benefit>, StoreError> {
    let values = params![
        &filter.after,
        filter.unit.map(|unit| unit.to_string()).unwrap_or_default(),
        &filter.state,
        &filter.programme,
        &filter.words,
        limit,
    ];
    tx.all(if filter.is_oldest_first { &PAGE_IN_ORDER } else { &PAGE }, values).await
}

/// How many of a programme are in which state.
///
/// # Errors
/// Any [`StoreError`].
pub async fn counts(
    tx: &mut Tx<'_>,
    programme: &str,
) -> Result<Vec<(BenefitState, i64)>, StoreError> {
    tx.all(&COUNTS, params![programme]).await
}

/// How many stand before an application.
///
/// # Errors
/// Any [`StoreError`].
pub async fn ahead(tx: &mut Tx<'_>, benefit: &Benefit) -> Result<i64, StoreError> {
    let place = benefit.lot_rank.unwrap_or(benefit.seq);
    let (count,): (i64,) = tx.one(&AHEAD, params![&benefit.programme, place]).await?;
    Ok(count)
}

/// Beds that somebody has.
///
/// # Errors
/// Any [`StoreError`].
pub async fn beds(tx: &mut Tx<'_>, programme: &str) -> Result<Vec<String>, StoreError> {
    let rows: Vec<(String, BenefitState)> = tx.all(&BEDS, params![programme]).await?;
    Ok(rows.into_iter().filter(|(_, state)| state.has_place()).map(|(bed, _)| bed).collect())
}

/// Seals a seed; `false` when one is sealed already.
///
/// # Errors
/// Any [`StoreError`].
pub async fn seal(tx: &mut Tx<'_>, draw: &Draw) -> Result<bool, StoreError> {
    let values = params![&draw.programme, &draw.seed, &draw.seal, draw.sealed_at];
    Ok(tx.exec(&SEAL, values).await? == 1)
}

/// The lot of a programme.
///
/// # Errors
/// Any [`StoreError`].
pub async fn draw(tx: &mut Tx<'_>, programme: &str) -> Result<Option<Draw>, StoreError> {
    tx.opt(&DRAW, params![programme]).await
}

/// The lot is drawn.
///
/// # Errors
/// [`StoreError::Conflict`] when it was before.
pub async fn set_drawn(tx: &mut Tx<'_>, programme: &str, at: Instant) -> Result<(), StoreError> {
    tx.exec_one(&SET_DRAWN, params![programme, at]).await
}

/// Adds an entry.
///
/// # Errors
/// Any [`StoreError`].
pub async fn post(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), StoreError> {
    let values = params![
        &entry.id,
        &entry.programme,
        entry.movement,
        entry.debit,
        entry.credit,
        entry.amount_fen,
        entry.application_id,
        entry.reverses_id.as_deref(),
        entry.account_id,
        entry.posted_at,
    ];
    tx.exec_one(&POST, values).await
}

/// The newest entry of an application of a kind that was not reversed.
///
/// # Errors
/// Any [`StoreError`].
pub async fn last_entry(
    tx: &mut Tx<'_>,
    id: BenefitId,
    movement: Movement,
) -> Result<Option<Entry>, StoreError> {
    tx.opt(&LAST_ENTRY, params![id, movement]).await
}

/// What stands on each account of a programme.
///
/// # Errors
/// Any [`StoreError`].
pub async fn balances(tx: &mut Tx<'_>, programme: &str) -> Result<Balances, StoreError> {
    let rows: Vec<(Account, Account, i64)> = tx.all(&SUMS, params![programme]).await?;
    let mut balances = Balances::default();
    for (debit, credit, amount_fen) in rows {
        balances.post(Posting { movement: Movement::Reverse, debit, credit, amount_fen });
    }
    Ok(balances)
}

/// Entries of a programme, newest first; of one movement where it is named.
///
/// # Errors
/// Any [`StoreError`].
pub async fn entries(
    tx: &mut Tx<'_>,
    programme: &str,
    (before, movement): (&str, &str),
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    tx.all(&ENTRIES, params![programme, before, movement, limit]).await
}
