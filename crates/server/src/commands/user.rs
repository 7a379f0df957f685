//! `huying user`

use db::{Db, StoreError, SystemIds};
use people::Role;
use people::app::accounts::AccountError;
use people::app::console::{self, Wanted};
use people::store::accounts::{self, AccountFilter};

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

async fn create(
    db: &Db,
    username: String,
    name: String,
    roles: &[String],
    unit: String,
) -> Result<(), Fault> {
    let roles: Vec<Role> = roles
        .iter()
        .map(|role| role.parse().map_err(|_| format!("{role:?} is no role")))
        .collect::<Result<_, _>>()?;
    let wanted = Wanted { username: username.clone(), display_name: name, unit, roles };
    let made = console::create(db, &SystemIds, wanted).await;
    let secret = made.map_err(|error| told(&username, error))?;
    say(format!("first password of {username}, to be changed at the first sign-in:"));
    say(secret.as_str());
    Ok(())
}

async fn reset(db: &Db, username: String) -> Result<(), Fault> {
    let set = console::reset_password(db, &SystemIds, &username).await;
    let secret = set.map_err(|error| told(&username, error))?;
    say(format!("new first password of {username}:"));
    say(secret.as_str());
    Ok(())
}

async fn close(db: &Db, username: String) -> Result<(), Fault> {
    console::close(db, &username).await.map_err(|error| told(&username, error))?;
    say(format!("{username} is closed; what they did stays in the ledger"));
    Ok(())
}

fn told(username: &str, error: AccountError) -> String {
    match error {
        AccountError::NotFound | AccountError::Closed => {
            format!("there is no open account {username:?}")
        }
        AccountError::UnitUnknown => "there is no unit of that short name".to_owned(),
        AccountError::UsernameTaken => format!("the sign-in name {username:?} is taken"),
        AccountError::UsernameInvalid => {
            format!("{username:?} cannot be a sign-in name: 3 to 32 small letters, digits, . _ -")
        }
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
