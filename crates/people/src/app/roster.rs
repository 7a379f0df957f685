//! Who plays which part: open accounts with their roles.

use db::{Db, StoreError, Tx};

use crate::access::Role;
use crate::ids::{AccountId, UnitId};
use crate::store::accounts::{self, AccountFilter};
use crate::store::sessions;

/// An open account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The account.
    pub id: AccountId,
    /// Its unit.
    pub unit: UnitId,
    /// Its roles.
    pub roles: Vec<Role>,
}

/// All open accounts, by sign-in name.
///
/// # Errors
/// Any [`StoreError`].
pub async fn open_accounts(db: &Db) -> Result<Vec<Member>, StoreError> {
    db.read((), |tx, ()| Box::pin(read(tx))).await
}

async fn read(tx: &mut Tx<'_>) -> Result<Vec<Member>, StoreError> {
    const PAGE: i64 = 500;
    let mut members = Vec::new();
    let mut filter = AccountFilter { state: "active".into(), ..AccountFilter::default() };
    loop {
        let page = accounts::page(tx, &filter, PAGE).await?;
        let Some(last) = page.last() else { return Ok(members) };
        filter.after.clone_from(&last.username);
        for account in page {
            let roles = sessions::roles(tx, account.id).await?;
            members.push(Member { id: account.id, unit: account.unit, roles });
        }
    }
}
