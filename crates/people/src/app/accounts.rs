//! Accounts as the administrators keep them. The system administrator makes,
//! closes and resets them; the security administrator grants roles; neither
//! can do the other's part, nor change their own account.

use db::{StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use serde_json::json;
use zeroize::Zeroizing;

use crate::access::{Role, RoleConflict, RoleKind};
use crate::app::password::{self, PasswordError};
use crate::app::sign_in::event;
use crate::domain::account::is_username;
use crate::ids::{AccountId, UnitId};
use crate::state::App;
use crate::store::accounts::{self as store, Account, NewAccount};
use crate::store::{sessions, units};
use crate::viewer::Staff;

/// The account stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// There is no such account.
    #[error("there is no such account")]
    NotFound,
    /// There is no such unit, or it has ended.
    #[error("there is no such unit")]
    UnitUnknown,
    /// The sign-in name has another form.
    #[error("not a sign-in name")]
    UsernameInvalid,
    /// Somebody has the sign-in name.
    #[error("the sign-in name is taken")]
    UsernameTaken,
    /// It is closed.
    #[error("the account is closed")]
    Closed,
    /// Nobody administers their own account.
    #[error("nobody administers their own account")]
    OwnAccount,
    /// Roles that may not meet.
    #[error(transparent)]
    Roles(#[from] RoleConflict),
    /// Nobody would be left with an administrator's role.
    #[error("the last account with this role must keep it")]
    LastAdministrator,
    /// The password could not be hashed.
    #[error(transparent)]
    Hash(#[from] PasswordError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Who the new account is for.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Sign-in name.
    pub username: String,
    /// Name for colleagues.
    pub display_name: String,
    /// The unit.
    pub unit: UnitId,
    /// Region scope: the beginning of the region codes, or empty.
    pub region_scope: String,
}

/// Makes an account without any role. Gives its first password, which must
/// be changed at the first sign-in.
///
/// # Errors
/// [`AccountError`].
pub async fn create(
    app: &App,
    staff: &Staff,
    profile: Profile,
) -> Result<(AccountId, Zeroizing<String>), AccountError> {
    if !is_username(&profile.username) {
        return Err(AccountError::UsernameInvalid);
    }
    let first = password::first(app.ids.as_ref());
    let account = NewAccount {
        id: AccountId(app.ids.mint(app.now())),
        username: profile.username,
        display_name: profile.display_name,
        password_hash: password::hash(first.clone()).await?,
        must_change_password: true,
        unit: profile.unit,
        region_scope: profile.region_scope,
    };
    let id = account.id;
    let input = (account, staff.actor(Role::SystemAdmin));
    app.db.write(input, |tx, (account, actor)| Box::pin(add(tx, account, actor))).await?;
    Ok((id, first))
}

pub(super) async fn add(
    tx: &mut Tx<'_>,
    account: &NewAccount,
    actor: &Actor,
) -> Result<(), AccountError> {
    let now = tx.recorded_at();
    let unit = units::get(tx, account.unit).await?;
    unit.filter(|unit| unit.exists_at(now)).ok_or(AccountError::UnitUnknown)?;
    if store::by_username(tx, &account.username).await?.is_some() {
        return Err(AccountError::UsernameTaken);
    }
    store::insert(tx, account).await?;
    let event = NewEvent {
        to: Some("active"),
        body: json!({ "unit": account.unit }),
        ..event(tx, account.id, "account.created", actor.clone())
    };
    ledger::append_first(tx, &event).await?;
    Ok(())
}

/// Sets a new first password, unlocks the account and ends its sessions.
///
/// # Errors
/// [`AccountError`].
pub async fn reset_password(
    app: &App,
    staff: &Staff,
    id: AccountId,
) -> Result<Zeroizing<String>, AccountError> {
    not_own(staff, id)?;
    let first = password::first(app.ids.as_ref());
    let hash = password::hash(first.clone()).await?;
    let input = (id, hash, staff.actor(Role::SystemAdmin));
    app.db.write(input, |tx, (id, hash, actor)| Box::pin(reset(tx, *id, hash, actor))).await?;
    Ok(first)
}

pub(super) async fn reset(
    tx: &mut Tx<'_>,
    id: AccountId,
    hash: &str,
    actor: &Actor,
) -> Result<(), AccountError> {
    let account = existing(tx, id).await?;
    let state = account.state.clear().map_err(|_| AccountError::Closed)?;
    store::save_state(tx, &account, state).await?;
    store::set_password(tx, id, hash, true).await?;
    sessions::end_others(tx, id, None).await?;
    let event = NewEvent {
        from: Some(account.state.as_str()),
        to: Some(state.as_str()),
        ..event(tx, id, "account.password_reset", actor.clone())
    };
    ledger::append(tx, &event).await?;
    Ok(())
}

/// Closes an account for good and ends its sessions.
///
/// # Errors
/// [`AccountError`].
pub async fn close(app: &App, staff: &Staff, id: AccountId) -> Result<(), AccountError> {
    not_own(staff, id)?;
    let input = (id, staff.actor(Role::SystemAdmin));
    app.db.write(input, |tx, (id, actor)| Box::pin(close_in(tx, *id, actor))).await
}

pub(super) async fn close_in(
    tx: &mut Tx<'_>,
    id: AccountId,
    actor: &Actor,
) -> Result<(), AccountError> {
    let account = existing(tx, id).await?;
    let at = tx.recorded_at();
    let state = account.state.close(at).map_err(|_| AccountError::Closed)?;
    let roles = sessions::roles(tx, id).await?;
    keep_an_administrator(tx, &roles, &[]).await?;
    store::save_state(tx, &account, state).await?;
    sessions::end_others(tx, id, None).await?;
    let event = NewEvent {
        from: Some(account.state.as_str()),
        to: Some(state.as_str()),
        ..event(tx, id, "account.closed", actor.clone())
    };
    ledger::append(tx, &event).await?;
    Ok(())
}

/// A wish to give an account exactly these roles.
#[derive(Debug, Clone)]
pub struct RoleWish {
    /// The account.
    pub id: AccountId,
    /// Its version when the form was shown.
    pub version: i64,
    /// The roles it shall have.
    pub roles: Vec<Role>,
}

/// Grants and withdraws roles.
///
/// # Errors
/// [`AccountError`]; [`StoreError::Conflict`] inside when the account changed
/// since the form was shown.
pub async fn set_roles(app: &App, staff: &Staff, wish: RoleWish) -> Result<(), AccountError> {
    not_own(staff, wish.id)?;
    if let Some(conflict) = Role::conflict_in(&wish.roles) {
        return Err(conflict.into());
    }
    let input = (wish, staff.actor(Role::SecurityAdmin));
    app.db.write(input, |tx, (wish, actor)| Box::pin(set_roles_in(tx, wish, actor))).await
}

async fn set_roles_in(tx: &mut Tx<'_>, wish: &RoleWish, actor: &Actor) -> Result<(), AccountError> {
    let account = existing(tx, wish.id).await?;
    account.state.clear().map_err(|_| AccountError::Closed)?;
    let before = sessions::roles(tx, wish.id).await?;
    keep_an_administrator(tx, &before, &wish.roles).await?;
    store::bump(tx, &Account { version: wish.version, ..account }).await?;
    for role in wish.roles.iter().filter(|role| !before.contains(role)) {
        grant(tx, wish.id, *role, actor).await?;
    }
    for role in before.iter().filter(|role| !wish.roles.contains(role)) {
        store::withdraw(tx, wish.id, *role).await?;
        append(tx, wish.id, "account.role_withdrawn", actor, *role).await?;
    }
    Ok(())
}

pub(super) async fn grant(
    tx: &mut Tx<'_>,
    id: AccountId,
    role: Role,
    actor: &Actor,
) -> Result<(), StoreError> {
    store::grant(tx, id, role).await?;
    append(tx, id, "account.role_granted", actor, role).await
}

async fn append(
    tx: &mut Tx<'_>,
    id: AccountId,
    kind: &'static str,
    actor: &Actor,
    role: Role,
) -> Result<(), StoreError> {
    let body = json!({ "role": role.as_str() });
    let event = NewEvent { body, ..event(tx, id, kind, actor.clone()) };
    ledger::append(tx, &event).await.map(drop)
}

/// Each administrator's role keeps at least one open account.
async fn keep_an_administrator(
    tx: &mut Tx<'_>,
    before: &[Role],
    after: &[Role],
) -> Result<(), AccountError> {
    for role in before.iter().filter(|role| !after.contains(role)) {
        let administers = role.kind() == RoleKind::Administration;
        if administers && store::count_with_role(tx, *role).await? <= 1 {
            return Err(AccountError::LastAdministrator);
        }
    }
    Ok(())
}

fn not_own(staff: &Staff, id: AccountId) -> Result<(), AccountError> {
    if staff.account == id { Err(AccountError::OwnAccount) } else { Ok(()) }
}

async fn existing(tx: &mut Tx<'_>, id: AccountId) -> Result<Account, AccountError> {
    store::get(tx, id).await?.ok_or(AccountError::NotFound)
}
