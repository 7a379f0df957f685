//! Opening one field of one person's identity, for a purpose, about an order.

use db::{Db, StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::domain::disclosure::{
    Disclosure, DisclosureRefusal, DisclosureRequest, IdentityField, Purpose,
};
use crate::ids::{DisclosureId, RequesterRef, UnitId};
use crate::limits::{Limit, TooMany};
use crate::state::{App, OrderParty};
use crate::store::disclosures::{self as store, OpenKey};
use crate::vault::VaultError;
use crate::viewer::Staff;

/// The field stays closed.
#[derive(Debug, thiserror::Error)]
pub enum DisclosureError {
    /// No such order, for this viewer.
    #[error("there is no such order")]
    NotFound,
    /// The order is anonymous, or the field was not told.
    #[error("the field was not told")]
    NotTold,
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] DisclosureRefusal),
    /// Too many in a minute.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The vault.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens a field: decides, checks that it was told, writes the opening down.
/// The same opening within its time gives the one before. The value is read
/// afterwards with [`look`].
///
/// # Errors
/// [`DisclosureError`].
pub async fn disclose(
    app: &App,
    staff: &Staff,
    order: kernel::id::Id,
    wish: DisclosureRequest,
) -> Result<DisclosureId, DisclosureError> {
    let party = app.orders.party(&app.db, staff, order).await?.ok_or(DisclosureError::NotFound)?;
    let role = wish.decide(&staff.roles, party.is_confidential)?;
    app.limits.check(Limit::LookUp, &staff.account.to_string())?;
    let holder = holder(app, &party, wish.field).await?;
    let disclosure = record(app, staff, order, &party, holder, wish);
    let input = (disclosure, staff.unit, staff.actor(role));
    let written: Result<DisclosureId, StoreError> = app
        .db
        .write(input, |tx, (disclosure, unit, actor)| Box::pin(write(tx, disclosure, *unit, actor)))
        .await;
    Ok(written?)
}

/// Whose field is opened: the requester's, or where they left none that of
/// whoever speaks for them. Sealed fields that were not told cannot be opened,
/// and nothing is written down about them. The plain text is dropped here.
async fn holder(
    app: &App,
    party: &OrderParty,
    field: IdentityField,
) -> Result<RequesterRef, DisclosureError> {
    for who in [party.requester, party.speaker].into_iter().flatten() {
        if app.vault.open_field(who, field).await?.is_some() {
            return Ok(who);
        }
    }
    Err(DisclosureError::NotTold)
}

fn record(
    app: &App,
    staff: &Staff,
    order: kernel::id::Id,
    party: &OrderParty,
    requester: RequesterRef,
    wish: DisclosureRequest,
) -> Disclosure {
    let now = app.now();
    Disclosure {
        id: DisclosureId(app.ids.mint(now)),
        requester,
        field: wish.field,
        purpose: wish.purpose,
        reason: wish.reason.trim().to_owned(),
        document_no: wish.document_no.trim().to_owned(),
        order,
        order_no: party.order_no.clone(),
        account: staff.account,
        account_name: staff.display_name.clone(),
        unit_name: staff.unit_name.clone(),
        at: now,
        expires_at: now.plus(app.settings.disclosure_us),
    }
}

async fn write(
    tx: &mut Tx<'_>,
    disclosure: &Disclosure,
    unit: UnitId,
    actor: &Actor,
) -> Result<DisclosureId, StoreError> {
    let key = OpenKey {
        account: disclosure.account,
        order: disclosure.order,
        field: disclosure.field,
        purpose: disclosure.purpose,
    };
    if let Some(open) = store::find_open(tx, &key, disclosure.at).await? {
        return Ok(open.id);
    }
    store::insert(tx, disclosure, unit).await?;
    let reason = Sha256::digest(disclosure.reason.as_bytes());
    let event = NewEvent {
        stream: format!("identity:{}", disclosure.requester),
        kind: "identity.disclosed",
        actor: actor.clone(),
        at: disclosure.at,
        from: None,
        to: None,
        body: json!({
            "disclosure": disclosure.id,
            "order": disclosure.order,
            "field": disclosure.field.as_str(),
            "purpose": disclosure.purpose.as_str(),
            "reason_sha256": kernel::hex::hex(&reason),
            "expires_at": disclosure.expires_at,
        }),
    };
    ledger::append(tx, &event).await?;
    Ok(disclosure.id)
}

/// What the opener sees: the value while the opening lasts, nothing after.
pub struct Look {
    /// What was written down.
    pub disclosure: Disclosure,
    /// The field; `None` once the time has run out.
    pub value: Option<Zeroizing<String>>,
}

/// Looks at an opened field. Only who opened it finds it.
///
/// # Errors
/// [`DisclosureError::NotFound`] for everyone else.
pub async fn look(app: &App, staff: &Staff, id: DisclosureId) -> Result<Look, DisclosureError> {
    let found: Result<Option<Disclosure>, StoreError> =
        app.db.read(id, |tx, id| Box::pin(store::get(tx, *id))).await;
    let own = found?.filter(|disclosure| disclosure.account == staff.account);
    let disclosure = own.ok_or(DisclosureError::NotFound)?;
    if disclosure.expires_at <= app.now() {
        return Ok(Look { disclosure, value: None });
    }
    let value = app.vault.open_field(disclosure.requester, disclosure.field).await?;
    Ok(Look { disclosure, value })
}

/// What the vault holds of a person, told to that person alone (Personal
/// Information Protection Law, art. 45). Written down as any other opening.
///
/// # Errors
/// [`DisclosureError::Vault`], [`DisclosureError::Store`].
pub async fn told_to_owner(
    app: &App,
    requester: RequesterRef,
) -> Result<Vec<(IdentityField, Zeroizing<String>)>, DisclosureError> {
    let input = (requester, app.now());
    let written: Result<(), StoreError> = app
        .db
        .write(input, |tx, (requester, at)| {
            Box::pin(async move {
                let event = NewEvent {
                    stream: format!("identity:{requester}"),
                    kind: "identity.told_to_owner",
                    actor: Actor::Requester,
                    at: *at,
                    from: None,
                    to: None,
                    body: json!({ "purpose": Purpose::OwnRequest.as_str() }),
                };
                ledger::append(tx, &event).await.map(drop)
            })
        })
        .await;
    written?;
    let mut told = Vec::new();
    for field in IdentityField::ALL {
        if let Some(value) = app.vault.open_field(requester, *field).await? {
            told.push((*field, value));
        }
    }
    Ok(told)
}

/// Who has looked at a person's data, for that person: newest first.
///
/// # Errors
/// Any [`StoreError`].
pub async fn disclosures_of(
    db: &Db,
    requester: RequesterRef,
) -> Result<Vec<Disclosure>, StoreError> {
    db.read(requester, |tx, requester| Box::pin(store::of_requester(tx, *requester))).await
}
