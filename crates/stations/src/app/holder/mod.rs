//! Registering as a holder, signing in, renewing, and what a holder does with
//! their own devices and declarations.

pub mod attestation;
pub mod own_data;

use db::{StoreError, Tx};
use kernel::event::Actor;
use kernel::hex::hex;
use kernel::id::Ids;
use kernel::time::Instant;
use people::RequesterRef;
use people::domain::disclosure::IdentityField;
use people::domain::identity::SealedIdentity;
use people::domain::phone::Phone;
use people::record::{Fault, FaultKind, Happened, happened, optional, text};
use people::vault::{self, NewIdentity};
use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::error::ActError;
use super::state::Stations;
use crate::domain::holder::{
    DeclarationKind, Employer, Ground, Holder, HolderCodes, HolderDevice, NewHolder, OWN_WORK,
    digits_of, valid_until,
};
use crate::domain::ids::{HolderDeviceId, HolderId};
use crate::store::holder::{self as store, SealedDeclaration};
use crate::store::live_code;

/// Longest name.
pub const NAME_MAX: usize = 40;
/// Longest words of a declaration.
pub const DECLARATION_MAX: usize = 100;
/// Names of devices are cut to so many characters.
const DEVICE_CHARS_MAX: usize = 60;
/// So many numbers of a submission are tried before giving up.
const NUMBER_TURNS: u8 = 4;
/// What seals declarations apart from everything else.
const DECLARATIONS: &str = "declarations";

/// A registration as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Registration {
    /// Name.
    pub name: String,
    /// Telephone.
    pub phone: String,
    /// Kind of work.
    pub kind: String,
    /// Number of the employer's brand.
    pub employer: String,
    /// The same key sent again makes no second holder.
    pub submission_key: String,
    /// What the browser calls itself.
    pub client: String,
}

/// A holder who has just registered or signed in.
pub struct SignedIn {
    /// The holder.
    pub holder: Holder,
    /// What the cookie holds from now on.
    pub token: Zeroizing<String>,
}

struct RegisterJob {
    id: HolderId,
    new: NewHolder,
    identity: SealedIdentity,
    submission_key: String,
    device: HolderDevice,
    digest: Vec<u8>,
    codes: HolderCodes,
    at: Instant,
}

struct RenewJob {
    id: HolderId,
    seen: i64,
    new: NewHolder,
    at: Instant,
}

impl Stations {
    /// Brands that can be chosen.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn employers(&self) -> Result<Vec<Employer>, StoreError> {
        self.app.db.read((), |tx, ()| Box::pin(store::employers(tx))).await
    }

    /// Registers a holder and signs them in. The same submission again gives
    /// the holder it made, on one more device.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field.
    pub async fn register(&self, typed: Registration) -> Result<SignedIn, ActError> {
        let name = text("name", &typed.name, NAME_MAX)?;
        if Phone::parse(&typed.phone).is_err() {
            let kind =
                if typed.phone.trim().is_empty() { FaultKind::Missing } else { FaultKind::Unknown };
            return Err(Fault::new("phone", kind).into());
        }
        let new = NewHolder::check(&typed.kind, &typed.employer, &self.employers().await?)?;
        let identity = NewIdentity::default()
            .with(IdentityField::Name, &name)
            .with(IdentityField::Phone, &typed.phone);
        let at = self.app.now();
        let id = HolderId(self.app.ids.mint(at));
        let submission_key = optional("key", &typed.submission_key, 64)?;
        let key = if submission_key.is_empty() { id.to_string() } else { submission_key };
        let token = fresh_token(&*self.app.ids);
        let job = RegisterJob {
            id,
            new,
            identity: self.app.vault.seal(&identity)?,
            submission_key: key,
            device: self.new_device(id, &typed.client, at),
            digest: digest(&token),
            codes: self.codes.clone(),
            at,
        };
        let holder = self.app.db.write(job, |tx, job| Box::pin(write_new(tx, job))).await?;
        Ok(SignedIn { holder, token })
    }

    /// The code that goes with a holder's number.
    pub fn recovery_code(&self, holder: &Holder) -> String {
        self.codes.code(&holder.submission_key)
    }

    /// Signs in on a new device with number and code. A wrong number is as
    /// wrong as a wrong code.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn sign_in_holder(
        &self,
        number: &str,
        code: &str,
        client: &str,
    ) -> Result<SignedIn, ActError> {
        let number = digits_of(number);
        let read = self.app.db.read(number, |tx, number| Box::pin(store::by_number(tx, number)));
        let found: Result<Option<Holder>, StoreError> = read.await;
        let holder = found?.ok_or(ActError::NotFound)?;
        if !self.codes.matches(&holder.number, code, &holder.code_tag) {
            return Err(ActError::NotFound);
        }
        let at = self.app.now();
        let token = fresh_token(&*self.app.ids);
        let device = self.new_device(holder.id, client, at);
        let job = (device, digest(&token), at);
        let written: Result<(), ActError> = self
            .app
            .db
            .write(job, |tx, (device, digest, at)| Box::pin(write_device(tx, device, digest, *at)))
            .await;
        written?;
        Ok(SignedIn { holder, token })
    }

    fn new_device(&self, holder: HolderId, client: &str, at: Instant) -> HolderDevice {
        HolderDevice {
            id: HolderDeviceId(self.app.ids.mint(at)),
            holder,
            name: client.chars().take(DEVICE_CHARS_MAX).collect(),
            made_at: at,
            revoked_at: None,
        }
    }

    /// Who is signed in with a cookie's token.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn holder_of_token(
        &self,
        token: &str,
    ) -> Result<Option<(Holder, HolderDevice)>, StoreError> {
        let digest = digest(token);
        self.app.db.read(digest, |tx, digest| Box::pin(store::signed_in(tx, digest))).await
    }

    /// Renews a registration, or changes the work it is about.
    ///
    /// # Errors
    /// [`ActError::Stale`] when it was changed since `seen`.
    pub async fn renew(
        &self,
        (id, seen): (HolderId, i64),
        kind: &str,
        employer: &str,
    ) -> Result<Holder, ActError> {
        let new = NewHolder::check(kind, employer, &self.employers().await?)?;
        let job = RenewJob { id, seen, new, at: self.app.now() };
        self.app.db.write(job, |tx, job| Box::pin(write_renewal(tx, job))).await
    }

    /// Takes one of a holder's devices out: a lost telephone, or signing out.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for a device of somebody else.
    pub async fn revoke_device(
        &self,
        holder: HolderId,
        device: HolderDeviceId,
    ) -> Result<(), ActError> {
        let job = (holder, device, self.app.now());
        self.app
            .db
            .write(job, |tx, (holder, device, at)| {
                Box::pin(write_revocation(tx, *holder, *device, *at))
            })
            .await
    }

    /// Says something of oneself, of one's own accord.
    ///
    /// # Errors
    /// [`ActError::Fault`] names the field.
    pub async fn declare(
        &self,
        holder: HolderId,
        kind: DeclarationKind,
        words: &str,
    ) -> Result<(), ActError> {
        let words = optional("words", words, DECLARATION_MAX)?;
        let bound = format!("{holder} {kind}");
        let sealed = self.app.vault.seal_text(DECLARATIONS, &bound, &words)?;
        let new = SealedDeclaration { kind, sealed, declared_at: self.app.now() };
        let job = (holder, new);
        self.app
            .db
            .write(job, |tx, (holder, new)| Box::pin(write_declaration(tx, *holder, new)))
            .await
    }

    /// Takes a declaration back. Nothing of it is left.
    ///
    /// # Errors
    /// [`ActError::NotFound`] when there is none.
    pub async fn withdraw_declaration(
        &self,
        holder: HolderId,
        kind: DeclarationKind,
    ) -> Result<(), ActError> {
        let job = (holder, kind, self.app.now());
        self.app
            .db
            .write(job, |tx, (holder, kind, at)| {
                Box::pin(write_withdrawal(tx, *holder, *kind, *at))
            })
            .await
    }

    /// What a holder declared, opened for the holder alone.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn declarations_of(
        &self,
        holder: HolderId,
    ) -> Result<Vec<(DeclarationKind, Zeroizing<String>, Instant)>, ActError> {
        let read = self.app.db.read(holder, |tx, id| Box::pin(store::declarations(tx, *id)));
        let rows: Result<Vec<SealedDeclaration>, StoreError> = read.await;
        rows?
            .into_iter()
            .map(|row| {
                let bound = format!("{holder} {}", row.kind);
                let words = self.app.vault.open_text(DECLARATIONS, &bound, &row.sealed)?;
                Ok((row.kind, words, row.declared_at))
            })
            .collect()
    }
}

async fn write_new(tx: &mut Tx<'_>, job: &RegisterJob) -> Result<Holder, ActError> {
    if let Some(known) = store::by_key(tx, &job.submission_key).await? {
        let device = HolderDevice { holder: known.id, ..job.device.clone() };
        write_device(tx, &device, &job.digest, job.at).await?;
        return Ok(known);
    }
    vault::store_identity(tx, &job.identity).await?;
    let number = free_number(tx, job).await?;
    let code = job.codes.code(&job.submission_key);
    let holder = Holder {
        id: job.id,
        version: 1,
        code_tag: job.codes.tag(&number, &code),
        number,
        submission_key: job.submission_key.clone(),
        requester: job.identity.reference,
        kind: job.new.kind,
        employer: job.new.employer,
        ground: ground(tx, job.identity.reference, job.new.employer, job.at).await?,
        registered_at: job.at,
        valid_until: valid_until(job.at),
    };
    store::insert(tx, &holder).await?;
    tell(tx, &holder, "holder.registered", &Actor::Requester, job.at).await?;
    write_device(tx, &job.device, &job.digest, job.at).await?;
    Ok(holder)
}

async fn free_number(tx: &mut Tx<'_>, job: &RegisterJob) -> Result<String, ActError> {
    for turn in 0..NUMBER_TURNS {
        let number = job.codes.number(&job.submission_key, turn);
        if store::by_number(tx, &number).await?.is_none() {
            return Ok(number);
        }
    }
    Err(ActError::Stale)
}

/// Whether the employer upholds it: only the vault says who stands on a list.
async fn ground(
    tx: &mut Tx<'_>,
    requester: RequesterRef,
    employer: i64,
    now: Instant,
) -> Result<Ground, ActError> {
    if employer == OWN_WORK {
        return Ok(Ground::Own);
    }
    let same = vault::refs_of_same_person(tx, requester, 50).await?;
    let upheld = store::is_attested(tx, &same, employer, now).await?;
    Ok(if upheld { Ground::Employer } else { Ground::Own })
}

async fn write_device(
    tx: &mut Tx<'_>,
    device: &HolderDevice,
    digest: &[u8],
    at: Instant,
) -> Result<(), ActError> {
    store::insert_device(tx, device, digest).await?;
    let body = json!({ "device": device.id });
    tell_with(tx, device.holder, "holder.signed_in", &Actor::Requester, (at, body)).await
}

async fn write_renewal(tx: &mut Tx<'_>, job: &RenewJob) -> Result<Holder, ActError> {
    let before = store::get(tx, job.id).await?.ok_or(ActError::NotFound)?;
    if before.version != job.seen {
        return Err(ActError::Stale);
    }
    let NewHolder { kind, employer } = job.new;
    let ground = ground(tx, before.requester, employer, job.at).await?;
    let mut after =
        Holder { kind, employer, ground, valid_until: valid_until(job.at), ..before.clone() };
    store::save(tx, &after).await?;
    if after.employer != before.employer {
        // They still name the brand of before; devices fetch others by themselves.
        live_code::revoke_of_holder(tx, after.id, job.at).await?;
    }
    tell(tx, &after, "holder.renewed", &Actor::Requester, job.at).await?;
    after.version += 1;
    Ok(after)
}

async fn write_revocation(
    tx: &mut Tx<'_>,
    holder: HolderId,
    device: HolderDeviceId,
    at: Instant,
) -> Result<(), ActError> {
    if !store::revoke_device(tx, device, holder, at).await? {
        return Err(ActError::NotFound);
    }
    // What the device shows without a network ends with the next list.
    live_code::revoke_of_device(tx, device, at).await?;
    let body = json!({ "device": device });
    tell_with(tx, holder, "holder.device_revoked", &Actor::Requester, (at, body)).await
}

async fn write_declaration(
    tx: &mut Tx<'_>,
    holder: HolderId,
    new: &SealedDeclaration,
) -> Result<(), ActError> {
    store::put_declaration(tx, holder, new).await?;
    // What was declared is nobody's business but the holder's.
    let at = new.declared_at;
    tell_with(tx, holder, "holder.declared", &Actor::Requester, (at, json!({}))).await
}

async fn write_withdrawal(
    tx: &mut Tx<'_>,
    holder: HolderId,
    kind: DeclarationKind,
    at: Instant,
) -> Result<(), ActError> {
    if !store::delete_declaration(tx, holder, kind).await? {
        return Err(ActError::NotFound);
    }
    tell_with(tx, holder, "holder.declaration_withdrawn", &Actor::Requester, (at, json!({}))).await
}

async fn tell(
    tx: &mut Tx<'_>,
    holder: &Holder,
    kind: &'static str,
    actor: &Actor,
    at: Instant,
) -> Result<(), ActError> {
    let body = json!({
        "kind": holder.kind.as_str(),
        "employer": holder.employer,
        "ground": holder.ground.as_str(),
        "valid_until": holder.valid_until,
    });
    tell_with(tx, holder.id, kind, actor, (at, body)).await
}

pub(crate) async fn tell_with(
    tx: &mut Tx<'_>,
    holder: HolderId,
    kind: &'static str,
    actor: &Actor,
    (at, body): (Instant, serde_json::Value),
) -> Result<(), ActError> {
    let what =
        Happened { noun: "holder", id: holder.0, kind, actor, at, from: None, to: None, body };
    Ok(happened(tx, what).await?)
}

/// 256 random bits that are handed out once.
pub(crate) fn fresh_token(ids: &dyn Ids) -> Zeroizing<String> {
    let mut text = Zeroizing::new(hex(&ids.random()));
    text.push_str(&hex(&ids.random()));
    text
}

/// What is kept of a token.
pub(crate) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
