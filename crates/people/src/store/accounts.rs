//! Accounts of staff, their roles and their earlier passwords.

use db::{StoreError, Tx, params};
use kernel::time::Instant;

use crate::access::Role;
use crate::domain::account::AccountState;
use crate::ids::{AccountId, UnitId};

/// An account as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Sign-in name.
    pub username: String,
    /// Name for colleagues.
    pub display_name: String,
    /// Whether they can sign in.
    pub state: AccountState,
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub unit_name: String,
    /// Prefix of the regions they may act in; empty for everywhere.
    pub region_scope: String,
    /// When it was made.
    pub created_at: Instant,
    /// Changes with every write: the guard of transitions.
    pub version: i64,
}

impl db::FromRow for Account {
    fn from_row(row: &mut db::Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            username: row.take()?,
            display_name: row.take()?,
            state: take_state(row)?,
            unit: row.take()?,
            unit_name: row.take()?,
            region_scope: row.take()?,
            created_at: row.take()?,
            version: row.take()?,
        })
    }
}

/// Four columns make the state: `state`, `failed_attempts`, `locked_until`,
/// `closed_at`.
fn take_state(row: &mut db::Row<'_>) -> Result<AccountState, StoreError> {
    let state: String = row.take()?;
    let failed_attempts: i64 = row.take()?;
    let locked_until: Option<Instant> = row.take()?;
    let closed_at: Option<Instant> = row.take()?;
    match (state.as_str(), locked_until, closed_at) {
        ("active", _, _) => Ok(AccountState::Active { failed_attempts }),
        ("locked", Some(until), _) => Ok(AccountState::Locked { until }),
        ("closed", _, Some(at)) => Ok(AccountState::Closed { at }),
        _ => Err(StoreError::Corrupt { column: 3, expected: "the state of an account" }),
    }
}

/// A password as stored.
#[derive(Debug, Clone)]
pub struct Password {
    /// Argon2id in the PHC form.
    pub hash: String,
    /// When it was set.
    pub changed_at: Instant,
}

db::from_row!(Password { hash, changed_at });

db::statements! {
    /// One account.
    GET = "SELECT a.id, a.username, a.display_name, a.state, a.failed_attempts, a.locked_until, a.closed_at,
        a.unit_id, u.name, a.region_scope, a.created_at, a.version
        FROM accounts a JOIN units u ON u.id = a.unit_id WHERE a.id = $1";
    /// One account by its sign-in name.
    BY_USERNAME = "SELECT a.id, a.username, a.display_name, a.state, a.failed_attempts, a.locked_until, a.closed_at,
        a.unit_id, u.name, a.region_scope, a.created_at, a.version
        FROM accounts a JOIN units u ON u.id = a.unit_id WHERE a.username = $1";
    /// A page by sign-in name. Empty texts do not filter.
    PAGE_BY_NAME = "SELECT a.id, a.username, a.display_name, a.state, a.failed_attempts, a.locked_until, a.closed_at,
        a.unit_id, u.name, a.region_scope, a.created_at, a.version
        FROM accounts a JOIN units u ON u.id = a.unit_id
        WHERE ($1 = '' OR a.username LIKE $1 ESCAPE '!' OR a.display_name LIKE $1 ESCAPE '!'
            OR u.name LIKE $1 ESCAPE '!')
        AND ($2 = '' OR a.state = $2)
        AND ($3 = '' OR EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = a.id AND r.role = $3))
        AND ($4 = '' OR a.username > $4)
        ORDER BY a.username LIMIT $5";
    /// The same, the newest first.
    PAGE_BY_AGE = "SELECT a.id, a.username, a.display_name, a.state, a.failed_attempts, a.locked_until, a.closed_at,
        a.unit_id, u.name, a.region_scope, a.created_at, a.version
        FROM accounts a JOIN units u ON u.id = a.unit_id
        WHERE ($1 = '' OR a.username LIKE $1 ESCAPE '!' OR a.display_name LIKE $1 ESCAPE '!'
            OR u.name LIKE $1 ESCAPE '!')
        AND ($2 = '' OR a.state = $2)
        AND ($3 = '' OR EXISTS (SELECT 1 FROM account_roles r WHERE r.account_id = a.id AND r.role = $3))
        AND ($4 = '' OR a.id < $4)
        ORDER BY a.id DESC LIMIT $5";
    /// Adds an account.
    INSERT = "INSERT INTO accounts (id, username, display_name, password_hash, password_changed_at,
        must_change_password, unit_id, region_scope, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $5)";
    /// Changes who somebody is.
    SET_PROFILE = "UPDATE accounts SET display_name = $2, unit_id = $3, region_scope = $4, version = version + 1
        WHERE id = $1";
    /// A transition.
    SET_STATE = "UPDATE accounts SET state = $3, failed_attempts = $4, locked_until = $5, closed_at = $6,
        version = version + 1 WHERE id = $1 AND version = $2";
    /// The present password.
    PASSWORD = "SELECT password_hash, password_changed_at FROM accounts WHERE id = $1";
    /// Earlier passwords, newest first.
    OLD_PASSWORDS = "SELECT password_hash, changed_at FROM old_passwords WHERE account_id = $1
        ORDER BY changed_at DESC LIMIT $2";
    /// Keeps the present password among the earlier ones.
    KEEP_PASSWORD = "INSERT INTO old_passwords (account_id, changed_at, password_hash)
        SELECT id, password_changed_at, password_hash FROM accounts WHERE id = $1
        ON CONFLICT (account_id, changed_at) DO NOTHING";
    /// Sets a password.
    SET_PASSWORD = "UPDATE accounts SET password_hash = $2, password_changed_at = $3, must_change_password = $4,
        version = version + 1 WHERE id = $1";
    /// Grants a role.
    GRANT = "INSERT INTO account_roles (account_id, role, granted_at) VALUES ($1, $2, $3)
        ON CONFLICT (account_id, role) DO NOTHING";
    /// Withdraws a role.
    WITHDRAW = "DELETE FROM account_roles WHERE account_id = $1 AND role = $2";
    /// Counts a change of roles as a change of the account.
    BUMP = "UPDATE accounts SET version = version + 1 WHERE id = $1 AND version = $2";
    /// How many open accounts have a role.
    COUNT_WITH_ROLE = "SELECT count(*) FROM account_roles r JOIN accounts a ON a.id = r.account_id
        WHERE r.role = $1 AND a.state <> 'closed'";
}

/// One account.
///
/// # Errors
/// Any [`StoreError`].
pub async fn get(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Account>, StoreError> {
    tx.opt(&GET, params![id]).await
}

/// One account by its sign-in name.
///
/// # Errors
/// Any [`StoreError`].
pub async fn by_username(tx: &mut Tx<'_>, username: &str) -> Result<Option<Account>, StoreError> {
    tx.opt(&BY_USERNAME, params![username]).await
}

/// What a list of accounts shows. Empty means no filter.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Words in the names or the unit's name.
    pub words: String,
    /// `active`, `locked` or `closed`.
    pub state: String,
    /// Role.
    pub role: Option<Role>,
    /// The newest first, instead of by sign-in name.
    pub newest_first: bool,
    /// After this key in the order of the list: sign-in name or id.
    pub after: String,
}

/// A page of accounts.
///
/// # Errors
/// Any [`StoreError`].
pub async fn page(
    tx: &mut Tx<'_>,
    filter: &AccountFilter,
    limit: i64,
) -> Result<Vec<Account>, StoreError> {
    let statement = if filter.newest_first { &PAGE_BY_AGE } else { &PAGE_BY_NAME };
    let params = params![
        super::like(&filter.words),
        &filter.state,
        filter.role.map(|role| role.to_string()).unwrap_or_default(),
        &filter.after,
        limit,
    ];
    tx.all(statement, params).await
}

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its id.
    pub id: AccountId,
    /// Sign-in name.
    pub username: String,
    /// Name for colleagues.
    pub display_name: String,
    /// Argon2id in the PHC form.
    pub password_hash: String,
    /// Whether the password must be changed at the first sign-in.
    pub must_change_password: bool,
    /// The unit.
    pub unit: UnitId,
    /// Region scope.
    pub region_scope: String,
}

/// Adds an account.
///
/// # Errors
/// [`StoreError::Constraint`] when the sign-in name is taken.
pub async fn insert(tx: &mut Tx<'_>, account: &NewAccount) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    let params = params![
        account.id,
        &account.username,
        &account.display_name,
        &account.password_hash,
        at,
        account.must_change_password,
        account.unit,
        &account.region_scope,
    ];
    tx.exec(&INSERT, params).await.map(drop)
}

/// Changes who somebody is.
///
/// # Errors
/// [`StoreError::Conflict`] when there is no such account.
pub async fn set_profile(
    tx: &mut Tx<'_>,
    id: AccountId,
    display_name: &str,
    unit: UnitId,
    region_scope: &str,
) -> Result<(), StoreError> {
    tx.exec_one(&SET_PROFILE, params![id, display_name, unit, region_scope]).await
}

/// Writes a transition, guarded by the version that was read.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else was quicker.
pub async fn save_state(
    tx: &mut Tx<'_>,
    account: &Account,
    state: AccountState,
) -> Result<(), StoreError> {
    let (failed, until, closed) = match state {
        AccountState::Active { failed_attempts } => (failed_attempts, None, None),
        AccountState::Locked { until } => (0, Some(until), None),
        AccountState::Closed { at } => (0, None, Some(at)),
    };
    let params = params![account.id, account.version, state.as_str(), failed, until, closed];
    tx.exec_one(&SET_STATE, params).await
}

/// The present password.
///
/// # Errors
/// Any [`StoreError`].
pub async fn password(tx: &mut Tx<'_>, id: AccountId) -> Result<Option<Password>, StoreError> {
    tx.opt(&PASSWORD, params![id]).await
}

/// Earlier passwords, newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn old_passwords(
    tx: &mut Tx<'_>,
    id: AccountId,
    limit: i64,
) -> Result<Vec<Password>, StoreError> {
    tx.all(&OLD_PASSWORDS, params![id, limit]).await
}

/// Sets a password and keeps the present one among the earlier ones.
///
/// # Errors
/// [`StoreError::Conflict`] when there is no such account.
pub async fn set_password(
    tx: &mut Tx<'_>,
    id: AccountId,
    hash: &str,
    must_change: bool,
) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    tx.exec(&KEEP_PASSWORD, params![id]).await?;
    tx.exec_one(&SET_PASSWORD, params![id, hash, at, must_change]).await
}

/// Grants a role; granting it twice changes nothing.
///
/// # Errors
/// Any [`StoreError`].
pub async fn grant(tx: &mut Tx<'_>, id: AccountId, role: Role) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    tx.exec(&GRANT, params![id, role, at]).await.map(drop)
}

/// Withdraws a role.
///
/// # Errors
/// Any [`StoreError`].
pub async fn withdraw(tx: &mut Tx<'_>, id: AccountId, role: Role) -> Result<(), StoreError> {
    tx.exec(&WITHDRAW, params![id, role]).await.map(drop)
}

/// Counts a change of roles as a change of the account.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else was quicker.
pub async fn bump(tx: &mut Tx<'_>, account: &Account) -> Result<(), StoreError> {
    tx.exec_one(&BUMP, params![account.id, account.version]).await
}

/// How many open accounts have a role.
///
/// # Errors
/// Any [`StoreError`].
pub async fn count_with_role(tx: &mut Tx<'_>, role: Role) -> Result<i64, StoreError> {
    let (count,) = tx.one::<(i64,)>(&COUNT_WITH_ROLE, params![role]).await?;
    Ok(count)
}
