//! The money's book: each change of a place writes its entries in the same
//! transaction.

use db::{StoreError, Tx};
use kernel::id::Ids;

use super::give::Round;
use crate::domain::benefit::money::{Movement, Posting};
use crate::domain::benefit::{Benefit, BenefitId};
use crate::store::benefit::{self as store, Entry};

/// What is written for: a programme, who does it, and fresh ids.
pub(super) struct Book<'a> {
    pub(super) round: &'a Round,
    pub(super) ids: &'a dyn Ids,
}

impl Book<'_> {
    fn entry(&self, posting: Posting, application_id: Option<BenefitId>) -> Entry {
        let doer = &self.round.doer;
        Entry {
            id: self.ids.mint(doer.at).to_string(),
            programme: self.round.programme.id.clone(),
            movement: posting.movement,
            debit: posting.debit,
            credit: posting.credit,
            amount_fen: posting.amount_fen,
            application_id,
            reverses_id: None,
            account_id: doer.account,
            posted_at: doer.at,
        }
    }
}

/// Writes the budget down as the pack has it.
pub(super) async fn fund(tx: &mut Tx<'_>, book: &Book<'_>) -> Result<(), StoreError> {
    let programme = &book.round.programme;
    let balances = store::balances(tx, &programme.id).await?;
    match balances.fund(programme.budget_fen) {
        Some(posting) => store::post(tx, &book.entry(posting, None)).await,
        None => Ok(()),
    }
}

/// Promises an amount to an application; `false` when there is no money.
pub(super) async fn commit(
    tx: &mut Tx<'_>,
    book: &Book<'_>,
    id: BenefitId,
) -> Result<bool, StoreError> {
    let programme = &book.round.programme;
    if programme.amount_fen == 0 {
        return Ok(true);
    }
    let balances = store::balances(tx, &programme.id).await?;
    let Some(postings) = balances.commit(programme.amount_fen) else { return Ok(false) };
    for posting in postings {
        store::post(tx, &book.entry(posting, Some(id))).await?;
    }
    Ok(true)
}

/// The money goes out, as much as was promised.
pub(super) async fn pay(
    tx: &mut Tx<'_>,
    book: &Book<'_>,
    before: &Benefit,
) -> Result<(), StoreError> {
    move_as(tx, book, before, (Movement::Commit, Movement::Pay)).await
}

/// A payment that was none is reversed.
pub(super) async fn correct(
    tx: &mut Tx<'_>,
    book: &Book<'_>,
    before: &Benefit,
) -> Result<(), StoreError> {
    reverse(tx, book, before.id, Movement::Pay).await
}

/// What was paid comes back; what was only promised is promised no more.
pub(super) async fn give_back(
    tx: &mut Tx<'_>,
    book: &Book<'_>,
    before: &Benefit,
) -> Result<(), StoreError> {
    if store::last_entry(tx, before.id, Movement::Pay).await?.is_some() {
        move_as(tx, book, before, (Movement::Pay, Movement::Return)).await
    } else {
        reverse(tx, book, before.id, Movement::Commit).await
    }
}

/// Moves what an earlier entry of the application moved.
async fn move_as(
    tx: &mut Tx<'_>,
    book: &Book<'_>,
    before: &Benefit,
    (earlier, movement): (Movement, Movement),
) -> Result<(), StoreError> {
    let Some(entry) = store::last_entry(tx, before.id, earlier).await? else { return Ok(()) };
    match Posting::of(movement, entry.amount_fen) {
        Some(posting) => store::post(tx, &book.entry(posting, Some(before.id))).await,
        None => Ok(()),
    }
}

async fn reverse(
    tx: &mut Tx<'_>,
    book: &Book<'_>,
    id: BenefitId,
    movement: Movement,
) -> Result<(), StoreError> {
    let Some(wrong) = store::last_entry(tx, id, movement).await? else { return Ok(()) };
    let entry = book.entry(wrong.posting().reversed(), Some(id));
    store::post(tx, &Entry { reverses_id: Some(wrong.id), ..entry }).await
}
