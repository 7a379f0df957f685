//! Who keeps which station and gives services for which organisation: from the
//! city pack by sign-in name, or given by the system's administrator.

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use people::domain::account::AccountState;
use people::record::{Fault, FaultKind};
use people::store::accounts;
use people::{App, Role, Staff};
use places::TableChanges;
use serde_json::json;

use crate::domain::post::{Post, Posts};
use crate::store::post as store;

/// The posts of a member of staff; every page that is for keepers or providers asks this.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of(db: &Db, staff: &Staff) -> Result<Posts, StoreError> {
    let username = staff.username.clone();
    let read = db.read(username, |tx, username| Box::pin(store::list_of(tx, username)));
    let posts: Vec<Post> = read.await?;
    Ok(posts.into_iter().collect())
}

/// Why a post was not given or ended.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// It is not held.
    #[error("no such post")]
    NotFound,
    /// A field is wrong.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives somebody a post.
///
/// # Errors
/// [`PostError::Fault`] when there is no such account or place.
pub async fn give(app: &App, staff: &Staff, post: Post) -> Result<(), PostError> {
    let actor = staff.actor(Role::SystemAdmin);
    app.db
        .write((post, actor), |tx, (post, actor)| {
            Box::pin(async move {
                let account = accounts::by_username(tx, &post.username).await?;
                let open = account.filter(|one| !matches!(one.state, AccountState::Closed { .. }));
                let account = open.ok_or(Fault::new("username", FaultKind::Unknown))?;
                if !store::has_place(tx, post.kind, &post.place).await? {
                    return Err(Fault::new("place", FaultKind::Unknown).into());
                }
                let held = store::list_of(tx, &post.username).await?;
                if held.contains(post) {
                    return Err(Fault::new("place", FaultKind::Taken).into());
                }
                store::put(tx, post, false).await?;
                let stream = format!("account:{}", account.id);
                Ok(record(tx, stream, "account.post_given", post, actor).await?)
            })
        })
        .await
}

/// Ends a post.
///
/// # Errors
/// [`PostError::NotFound`] when it is not held.
pub async fn end(app: &App, staff: &Staff, post: Post) -> Result<(), PostError> {
    let actor = staff.actor(Role::SystemAdmin);
    app.db
        .write((post, actor), |tx, (post, actor)| {
            Box::pin(async move {
                let today = tx.recorded_at().day();
                if !store::close(tx, &post.id(), today).await? {
                    return Err(PostError::NotFound);
                }
                let account = accounts::by_username(tx, &post.username).await?;
                // The pack may name somebody who has no account yet.
                if let Some(account) = account {
                    let stream = format!("account:{}", account.id);
                    record(tx, stream, "account.post_ended", post, actor).await?;
                }
                Ok(())
            })
        })
        .await
}

async fn record(
    tx: &mut Tx<'_>,
    stream: String,
    kind: &'static str,
    post: &Post,
    actor: &Actor,
) -> Result<(), StoreError> {
    let event = NewEvent {
        stream,
        kind,
        actor: actor.clone(),
        at: tx.recorded_at(),
        from: None,
        to: None,
        body: json!({ "kind": post.kind.as_str(), "place": post.place }),
    };
    ledger::append(tx, &event).await.map(drop)
}

/// What a pack changes among the posts it gave.
///
/// # Errors
/// Any [`StoreError`].
pub(super) async fn plan_in(tx: &mut Tx<'_>, pack: &[Post]) -> Result<TableChanges, StoreError> {
    let stored = store::list_of_pack(tx).await?;
    let before: BTreeMap<String, bool> =
        stored.into_iter().map(|row| (row.post.id(), row.is_closed)).collect();
    let mut changes = TableChanges::default();
    let mut kept = BTreeSet::new();
    for post in pack {
        let id = post.id();
        match before.get(&id) {
            Some(false) => changes.unchanged += 1,
            Some(true) => _ = changes.changed.insert(id.clone()),
            None => _ = changes.added.insert(id.clone()),
        }
        kept.insert(id);
    }
    let gone = before.into_iter().filter(|(id, is_closed)| !is_closed && !kept.contains(id));
    changes.closed = gone.map(|(id, _)| id).collect();
    Ok(changes)
}

/// Makes the planned changes.
///
/// # Errors
/// Any [`StoreError`].
pub(super) async fn apply_in(
    tx: &mut Tx<'_>,
    pack: &[Post],
    changes: &TableChanges,
) -> Result<(), StoreError> {
    for post in pack {
        let id = post.id();
        if changes.added.contains(&id) || changes.changed.contains(&id) {
            store::put(tx, post, true).await?;
        }
    }
    let today = tx.recorded_at().day();
    for id in &changes.closed {
        store::close(tx, id, today).await?;
    }
    Ok(())
}
