//! Finding references by telephone, for the desk. Limited for each member of
//! staff, and each look-up is written down without the number.

use db::{StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use serde_json::json;

use crate::domain::phone::{InvalidPhone, Phone};
use crate::ids::{AccountId, RequesterRef};
use crate::limits::{Limit, TooMany};
use crate::state::App;
use crate::store::identities::{self, UseKind};
use crate::viewer::Staff;

/// References given at most.
const REFS_MAX: i64 = 200;
/// Digits of a tail.
const TAIL_DIGITS: usize = 4;

/// The look-up was not made.
#[derive(Debug, thiserror::Error)]
pub enum LookUpError {
    /// Not a telephone number, or not four digits.
    #[error(transparent)]
    Invalid(#[from] InvalidPhone),
    /// Too many in a minute.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// References with this telephone, newest first.
///
/// # Errors
/// [`LookUpError`].
pub async fn find_refs_by_phone(
    app: &App,
    staff: &Staff,
    phone: &str,
) -> Result<Vec<RequesterRef>, LookUpError> {
    let tag = app.vault.phone_tag(&Phone::parse(phone)?);
    look_up(app, staff, By::Phone, tag).await
}

/// References whose telephone ends in these four digits, newest first.
///
/// # Errors
/// [`LookUpError`].
pub async fn find_refs_by_phone_tail(
    app: &App,
    staff: &Staff,
    tail: &str,
) -> Result<Vec<RequesterRef>, LookUpError> {
    let tail = tail.trim();
    if tail.len() != TAIL_DIGITS || !tail.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidPhone.into());
    }
    let tag = app.vault.phone_tail_tag(tail);
    look_up(app, staff, By::Tail, tag).await
}

#[derive(Clone, Copy)]
enum By {
    Phone,
    Tail,
}

struct Question {
    by: By,
    tag: Vec<u8>,
    account: AccountId,
    actor: Actor,
}

async fn look_up(
    app: &App,
    staff: &Staff,
    by: By,
    tag: Vec<u8>,
) -> Result<Vec<RequesterRef>, LookUpError> {
    app.limits.check(Limit::LookUp, &staff.account.to_string())?;
    let question = Question { by, tag, account: staff.account, actor: staff.actor_of(&[]) };
    let found: Result<_, StoreError> =
        app.db.write(question, |tx, question| Box::pin(answer(tx, question))).await;
    Ok(found?)
}

async fn answer(tx: &mut Tx<'_>, question: &Question) -> Result<Vec<RequesterRef>, StoreError> {
    let (refs, by) = match question.by {
        By::Phone => (identities::refs_by_phone_tag(tx, &question.tag, REFS_MAX).await?, "phone"),
        By::Tail => {
            (identities::refs_by_phone_tail_tag(tx, &question.tag, REFS_MAX).await?, "phone_tail")
        }
    };
    identities::count_use(tx, UseKind::LookUp, Some(question.account)).await?;
    let event = NewEvent {
        stream: format!("vault:{}", question.account),
        kind: "vault.looked_up",
        actor: question.actor.clone(),
        at: tx.recorded_at(),
        from: None,
        to: None,
        body: json!({ "by": by, "found": refs.len() }),
    };
    ledger::append(tx, &event).await?;
    Ok(refs)
}
