//! Access tokens of other programs.

use db::{Db, StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use kernel::id::Ids;
use kernel::time::Instant;
use serde_json::json;
use zeroize::Zeroizing;

use crate::app::secret;
use crate::ids::TokenId;
use crate::store::tokens::{self, TokenRow};
use crate::viewer::TokenInfo;

/// The token behind an `Authorization: Bearer` header, while it holds.
///
/// # Errors
/// Any [`StoreError`].
pub async fn resolve(db: &Db, token: &str, now: Instant) -> Result<Option<TokenInfo>, StoreError> {
    let digest = secret::digest(token);
    let found = db.read(digest, |tx, digest| Box::pin(tokens::find(tx, digest))).await?;
    let Some(row) = found else { return Ok(None) };
    let today = now.day().to_string();
    if row.last_used_day.as_deref() != Some(today.as_str()) {
        db.write((row.id, today), |tx, (id, day)| Box::pin(tokens::note_used(tx, *id, day)))
            .await?;
    }
    let scopes = row.scopes.split(' ').map(str::to_owned).collect();
    Ok(Some(TokenInfo { id: row.id, name: row.name, scopes }))
}

/// Makes a token and gives it, for the only time.
///
/// # Errors
/// Any [`StoreError`].
pub async fn create(
    db: &Db,
    ids: &dyn Ids,
    name: &str,
    scopes: &[String],
) -> Result<(TokenId, Zeroizing<String>), StoreError> {
    let id = TokenId(ids.mint(db.clock().now()));
    let token = Zeroizing::new(format!("hy_{}", *secret::fresh(ids)));
    let input = (id, name.to_owned(), secret::digest(&token), scopes.join(" "));
    db.write(input, |tx, (id, name, digest, scopes)| {
        Box::pin(async move {
            tokens::insert(tx, *id, name, digest, scopes).await?;
            ledger::append_first(tx, &event(tx, *id, "token.created", scopes)).await.map(drop)
        })
    })
    .await
    .map_err(|error: StoreError| error)?;
    Ok((id, token))
}

/// Withdraws a token; `false` when there is none of this id that still holds.
///
/// # Errors
/// Any [`StoreError`].
pub async fn revoke(db: &Db, id: TokenId) -> Result<bool, StoreError> {
    db.write(id, |tx, id| {
        Box::pin(async move {
            let revoked = tokens::revoke(tx, *id).await?;
            if revoked {
                ledger::append(tx, &event(tx, *id, "token.revoked", "")).await?;
            }
            Ok(revoked)
        })
    })
    .await
}

/// The newest 200 tokens.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list(db: &Db) -> Result<Vec<TokenRow>, StoreError> {
    db.read((), |tx, ()| Box::pin(tokens::list(tx))).await
}

fn event(tx: &Tx<'_>, id: TokenId, kind: &'static str, scopes: &str) -> NewEvent {
    NewEvent {
        stream: format!("token:{id}"),
        kind,
        actor: Actor::Job("token"),
        at: tx.recorded_at(),
        from: None,
        to: None,
        body: json!({ "scopes": scopes }),
    }
}
