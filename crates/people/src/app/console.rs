//! Accounts from the machine's console: the same checks and the same events as
//! the pages, told apart in the ledger by who did it. Whoever can run commands
//! on the machine can do this, so it asks for no role.

use db::{Db, Tx};
use kernel::event::Actor;
use kernel::id::Ids;
use zeroize::Zeroizing;

use crate::access::Role;
use crate::app::accounts::{self, AccountError};
use crate::app::password;
use crate::domain::account::is_username;
use crate::ids::AccountId;
use crate::store::accounts::{self as store, NewAccount};
use crate::store::units;

/// Who stands in the ledger.
const CONSOLE: Actor = Actor::Job("console");

/// An account that is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Sign-in name.
    pub username: String,
    /// Name for colleagues.
    pub display_name: String,
    /// Short name of the unit.
    pub unit: String,
    /// Its roles.
    pub roles: Vec<Role>,
}

struct Job {
    id: AccountId,
    wanted: Wanted,
    hash: String,
}

/// Makes an account with its roles. Gives its first password, which must be
/// changed at the first sign-in.
///
/// # Errors
/// [`AccountError`].
pub async fn create(
    db: &Db,
    ids: &dyn Ids,
    wanted: Wanted,
) -> Result<Zeroizing<String>, AccountError> {
    if !is_username(&wanted.username) {
        return Err(AccountError::UsernameInvalid);
    }
    if let Some(conflict) = Role::conflict_in(&wanted.roles) {
        return Err(conflict.into());
    }
    let first = password::first(ids);
    let hash = password::hash(first.clone()).await?;
    let job = Job { id: AccountId(ids.mint(db.clock().now())), wanted, hash };
    db.write(job, |tx, job| Box::pin(add(tx, job))).await?;
    Ok(first)
}

async fn add(tx: &mut Tx<'_>, job: &Job) -> Result<(), AccountError> {
    let unit = units::by_slug(tx, &job.wanted.unit).await?.ok_or(AccountError::UnitUnknown)?;
    let account = NewAccount {
        id: job.id,
        username: job.wanted.username.clone(),
        display_name: job.wanted.display_name.clone(),
        password_hash: job.hash.clone(),
        must_change_password: true,
        unit: unit.id,
        region_scope: String::new(),
    };
    accounts::add(tx, &account, &CONSOLE).await?;
    for role in &job.wanted.roles {
        accounts::grant(tx, job.id, *role, &CONSOLE).await?;
    }
    Ok(())
}

/// Sets a new first password, unlocks the account and ends its sessions.
///
/// # Errors
/// [`AccountError`].
pub async fn reset_password(
    db: &Db,
    ids: &dyn Ids,
    username: &str,
) -> Result<Zeroizing<String>, AccountError> {
    let first = password::first(ids);
    let input = (username.to_owned(), password::hash(first.clone()).await?);
    let set = db.write(input, |tx, (username, hash)| {
        Box::pin(async move {
            let id = found(tx, username).await?;
            accounts::reset(tx, id, hash, &CONSOLE).await
        })
    });
    set.await?;
    Ok(first)
}

/// Closes an account for good and ends its sessions.
///
/// # Errors
/// [`AccountError`].
pub async fn close(db: &Db, username: &str) -> Result<(), AccountError> {
    let closed = db.write(username.to_owned(), |tx, username| {
        Box::pin(async move {
            let id = found(tx, username).await?;
            accounts::close_in(tx, id, &CONSOLE).await
        })
    });
    closed.await
}

async fn found(tx: &mut Tx<'_>, username: &str) -> Result<AccountId, AccountError> {
    let account = store::by_username(tx, username).await?;
    account.map(|account| account.id).ok_or(AccountError::NotFound)
}
