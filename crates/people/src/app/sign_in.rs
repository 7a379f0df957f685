//! Signing in, signing out, and the password one signs in with.

use db::{StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use zeroize::Zeroizing;

use crate::access::Role;
use crate::app::password::{self, PasswordError};
use crate::app::secret;
use crate::domain::account::{PasswordFault, PasswordPolicy};
use crate::ids::{AccountId, SessionId};
use crate::state::App;
use crate::store::accounts::{self, Account};
use crate::store::sessions;
use crate::viewer::Staff;

/// Signing in did not work.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Name or password is wrong, or the account is locked or closed. Which
    /// of them is not told, so that nobody learns what accounts there are.
    #[error("the sign-in name or the password is wrong")]
    Wrong,
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An attempt.
pub struct Attempt {
    /// Sign-in name as typed.
    pub username: String,
    /// Password as typed.
    pub password: Zeroizing<String>,
    /// What the browser calls itself, shortened.
    pub client: String,
    /// The session the browser had before, which ends.
    pub before: Option<(SessionId, AccountId)>,
}

struct Verdict {
    account: AccountId,
    fits: bool,
    session: SessionId,
    digest: Vec<u8>,
    client: String,
    before: Option<(SessionId, AccountId)>,
    policy: PasswordPolicy,
}

/// Signs in: checks the password, counts wrong ones, opens a fresh session.
/// Gives the token for the cookie.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(app: &App, attempt: Attempt) -> Result<Zeroizing<String>, SignInError> {
    let username = attempt.username.trim().to_lowercase();
    let found = app.db.read(username, |tx, username| Box::pin(candidate(tx, username))).await?;
    let now = app.now();
    let tried = found.filter(|(account, _)| account.state.may_try(now));
    let hash = tried.as_ref().map(|(_, hash)| hash.clone());
    let fits = password::verify(attempt.password, hash).await;
    let Some((account, _)) = tried else { return Err(SignInError::Wrong) };
    let token = secret::fresh(app.ids.as_ref());
    let verdict = Verdict {
        account: account.id,
        fits,
        session: SessionId(app.ids.mint(now)),
        digest: secret::digest(&token),
        client: attempt.client,
        before: attempt.before,
        policy: app.settings.password.clone(),
    };
    let opened: Result<bool, StoreError> =
        app.db.write(verdict, |tx, verdict| Box::pin(settle(tx, verdict))).await;
    if opened? { Ok(token) } else { Err(SignInError::Wrong) }
}

async fn candidate(
    tx: &mut Tx<'_>,
    username: &str,
) -> Result<Option<(Account, String)>, StoreError> {
    let Some(account) = accounts::by_username(tx, username).await? else { return Ok(None) };
    let password = accounts::password(tx, account.id).await?;
    Ok(password.map(|password| (account, password.hash)))
}

/// Whether a session was opened.
async fn settle(tx: &mut Tx<'_>, verdict: &Verdict) -> Result<bool, StoreError> {
    let Some(account) = accounts::get(tx, verdict.account).await? else { return Ok(false) };
    let now = tx.recorded_at();
    if !account.state.may_try(now) {
        return Ok(false);
    }
    if !verdict.fits {
        let state = account.state.fail(now, &verdict.policy);
        accounts::save_state(tx, &account, state).await?;
        let event = NewEvent {
            from: Some(account.state.as_str()),
            to: Some(state.as_str()),
            ..event(tx, account.id, "account.sign_in_failed", Actor::Job("sign-in"))
        };
        ledger::append(tx, &event).await?;
        return Ok(false);
    }
    let Ok(state) = account.state.clear() else { return Ok(false) };
    if state != account.state {
        accounts::save_state(tx, &account, state).await?;
    }
    if let Some((session, owner)) = verdict.before {
        sessions::end(tx, session, owner).await?;
    }
    sessions::insert(tx, verdict.session, &verdict.digest, account.id, &verdict.client).await?;
    let actor = actor_of(tx, &account).await?;
    ledger::append(tx, &event(tx, account.id, "account.signed_in", actor)).await?;
    Ok(true)
}

async fn actor_of(tx: &mut Tx<'_>, account: &Account) -> Result<Actor, StoreError> {
    let roles = sessions::roles(tx, account.id).await?;
    let role = roles.first().map_or("none", |role: &Role| role.as_str());
    Ok(Actor::Staff { account: account.id.0, role, unit: account.unit.0 })
}

/// An event of an account, without a transition.
pub(super) fn event(tx: &Tx<'_>, account: AccountId, kind: &'static str, actor: Actor) -> NewEvent {
    NewEvent {
        stream: format!("account:{account}"),
        kind,
        actor,
        at: tx.recorded_at(),
        from: None,
        to: None,
        body: serde_json::json!({}),
    }
}

/// Signs out: the session ends on the server, not only in the browser.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sign_out(app: &App, staff: &Staff) -> Result<(), StoreError> {
    let input = (staff.session, staff.account, staff.actor_of(&[]));
    app.db
        .write(input, |tx, (session, account, actor)| {
            Box::pin(async move {
                if sessions::end(tx, *session, *account).await? {
                    let event = event(tx, *account, "account.signed_out", actor.clone());
                    ledger::append(tx, &event).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Ends all of one's other sessions; gives how many there were.
///
/// # Errors
/// Any [`StoreError`].
pub async fn sign_out_elsewhere(app: &App, staff: &Staff) -> Result<u64, StoreError> {
    let input = (staff.session, staff.account, staff.actor_of(&[]));
    app.db
        .write(input, |tx, (session, account, actor)| {
            Box::pin(async move {
                let ended = sessions::end_others(tx, *account, Some(*session)).await?;
                let event = event(tx, *account, "account.signed_out_elsewhere", actor.clone());
                ledger::append(tx, &event).await?;
                Ok(ended)
            })
        })
        .await
}

/// The password stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The present password is wrong.
    #[error("the present password is wrong")]
    WrongPresent,
    /// The new one does not fit the policy.
    #[error(transparent)]
    Unfit(#[from] PasswordFault),
    /// It is the present one or one of the last ones.
    #[error("the password was used before")]
    UsedBefore,
    /// It could not be hashed.
    #[error(transparent)]
    Hash(#[from] PasswordError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes one's own password and ends the other sessions.
///
/// # Errors
/// [`ChangePasswordError`].
pub async fn change_password(
    app: &App,
    staff: &Staff,
    present: Zeroizing<String>,
    new: Zeroizing<String>,
) -> Result<(), ChangePasswordError> {
    let policy = &app.settings.password;
    let input = (staff.account, policy.history);
    let read: Result<Vec<String>, StoreError> =
        app.db.read(input, |tx, (id, last)| Box::pin(hashes(tx, *id, *last))).await;
    let hashes = read?;
    if !password::verify(present, hashes.first().cloned()).await {
        return Err(ChangePasswordError::WrongPresent);
    }
    policy.check(&new, &staff.username)?;
    for hash in hashes {
        if password::verify(new.clone(), Some(hash)).await {
            return Err(ChangePasswordError::UsedBefore);
        }
    }
    let hash = password::hash(new).await?;
    let input = (staff.account, staff.session, hash, staff.actor_of(&[]));
    let written: Result<(), StoreError> = app
        .db
        .write(input, |tx, (id, session, hash, actor)| {
            Box::pin(async move {
                accounts::set_password(tx, *id, hash, false).await?;
                sessions::end_others(tx, *id, Some(*session)).await?;
                let event = event(tx, *id, "account.password_changed", actor.clone());
                ledger::append(tx, &event).await.map(drop)
            })
        })
        .await;
    Ok(written?)
}

/// The present password first, then the earlier ones.
async fn hashes(tx: &mut Tx<'_>, id: AccountId, last: i64) -> Result<Vec<String>, StoreError> {
    let present = accounts::password(tx, id).await?.map(|password| password.hash);
    let old = accounts::old_passwords(tx, id, last.saturating_sub(1)).await?;
    Ok(present.into_iter().chain(old.into_iter().map(|password| password.hash)).collect())
}
