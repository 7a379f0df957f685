//! `huying user`

use db::{Db, StoreError, SystemIds, Tx};
use kernel::id::Ids;
use people::app::password;
use people::domain::account::is_username;
use people::store::accounts::{self, AccountFilter, NewAccount};
use people::store::units;
use people::{AccountId, Role};

use super::Fault;
use crate::cli::User;
use crate::console::say;
use crate::settings::Settings;
use crate::wiring;

pub(crate) async fn run(settings: &Settings, action: User) -> Result<(), Fault> {
    let db = wiring::open_store(settings, false).await?;
    match action {
        User::Create { username, name, role, unit } => {
            create(&db, username, name, &role, unit).await
        }
        User::ResetPassword { username } => reset(&db, username).await,
        User::Close { username } => close(&db, username).await,
        User::List => list(&db).await,
    }
}

struct Create {
    account: NewAccount,
    unit: String,
    roles: Vec<Role>,
}

async fn create(
    db: &Db,
    username: String,
    name: String,
    roles: &[String],
    unit: String,
) -> Result<(), Fault> {
    if !is_username(&username) {
        return Err(format!(
            "{username:?} cannot be a sign-in name: 3 to 32 small letters, digits, . _ -"
        )
        .into());
    }
    let roles: Vec<Role> = roles
        .iter()
        .map(|role| role.parse().map_err(|_| format!("{role:?} is no role")))
        .collect::<Result<_, _>>()?;
    if let Some(conflict) = Role::conflict_in(&roles) {
        return Err(conflict.to_string().into());
    }
    let secret = password::first(&SystemIds);
    let account = NewAccount {
        id: AccountId(SystemIds.mint(db.clock().now())),
        username: username.clone(),
        display_name: name,
        password_hash: password::hash(secret.clone()).await?,
        must_change_password: true,
        unit: people::UnitId(SystemIds.mint(db.clock().now())),
        region_scope: String::new(),
    };
    let job = Create { account, unit, roles };
    let made = db.write(job, |tx, job| Box::pin(add(tx, job))).await;
    made.map_err(|error: StoreError| match error {
        StoreError::Conflict => "there is no unit of that short name".to_owned(),
        StoreError::Constraint(_) => format!("the sign-in name {username:?} is taken"),
        other => other.to_string(),
    })?;
    say(format!("first password of {username}, to be changed at the first sign-in:"));
    say(secret.as_str());
    Ok(())
}

async fn add(tx: &mut Tx<'_>, job: &Create) -> Result<(), StoreError> {
    let unit = units::by_slug(tx, &job.unit).await?.ok_or(StoreError::Conflict)?;
    let account = NewAccount { unit: unit.id, ..job.account.clone() };
    accounts::insert(tx, &account).await?;
    for role in &job.roles {
        accounts::grant(tx, account.id, *role).await?;
    }
    Ok(())
}

async fn reset(db: &Db, username: String) -> Result<(), Fault> {
    let secret = password::first(&SystemIds);
    let hash = password::hash(secret.clone()).await?;
    let set = db.write((username.clone(), hash), |tx, (username, hash)| {
        Box::pin(async move {
            let account = accounts::by_username(tx, username).await?.ok_or(StoreError::Conflict)?;
            accounts::set_password(tx, account.id, hash, true).await
        })
    });
    set.await.map_err(|error: StoreError| named(&username, error))?;
    say(format!("new first password of {username}:"));
    say(secret.as_str());
    Ok(())
}

async fn close(db: &Db, username: String) -> Result<(), Fault> {
    let done = db.write(username.clone(), |tx, username| {
        Box::pin(async move {
            let account = accounts::by_username(tx, username).await?.ok_or(StoreError::Conflict)?;
            let at = tx.recorded_at();
            let state = account.state.close(at).map_err(|_| StoreError::Conflict)?;
            accounts::save_state(tx, &account, state).await
        })
    });
    done.await.map_err(|error: StoreError| named(&username, error))?;
    say(format!("{username} is closed; what they did stays in the ledger"));
    Ok(())
}

fn named(username: &str, error: StoreError) -> String {
    match error {
        StoreError::Conflict => format!("there is no open account {username:?}"),
        other => other.to_string(),
    }
}

async fn list(db: &Db) -> Result<(), Fault> {
    let mut filter = AccountFilter::default();
    loop {
        let page = db
            .read(filter.clone(), |tx, filter| Box::pin(accounts::page(tx, filter, 200)))
            .await
            .map_err(|error: StoreError| error.to_string())?;
        let Some(last) = page.last() else { return Ok(()) };
        filter.after.clone_from(&last.username);
        for account in page {
            say(format!(
                "{:<16} {:<8} {}  {}",
                account.username,
                account.state.as_str(),
                account.display_name,
                account.unit_name
            ));
        }
    }
}
