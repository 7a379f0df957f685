//! The people of a city pack: `units.csv` and `staff.csv`. Read with every
//! fault named by file and line; what is the same is not touched, and loading
//! the same pack again changes nothing.

mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use db::{Db, StoreError, TableChanges, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use kernel::id::Ids;
use serde_json::json;
use zeroize::Zeroizing;

use crate::access::Role;
use crate::app::password::{self, PasswordError};
use crate::domain::unit::{Unit, UnitKind};
use crate::ids::{AccountId, UnitId};
use crate::store::accounts::Account;
use crate::store::{accounts, units};

/// A line of `units.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitLine {
    /// Short name, the key within the pack.
    pub slug: String,
    /// Full name.
    pub name: String,
    /// Kind.
    pub kind: UnitKind,
    /// Short name of the unit above; empty for none.
    pub parent: String,
    /// Where it is responsible.
    pub region_code: String,
    /// 统一社会信用代码, with a valid check character.
    pub uscc: Option<String>,
    /// Telephone.
    pub phone: String,
    /// Regions it answers for besides its own.
    pub jurisdictions: BTreeSet<String>,
}

/// A line of `staff.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffLine {
    /// Sign-in name.
    pub username: String,
    /// Name for colleagues.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Short name of the unit.
    pub unit: String,
    /// Region code they may act in.
    pub region_code: String,
}

/// The people of a pack.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeoplePack {
    /// `units.csv`
    pub units: Vec<UnitLine>,
    /// `staff.csv`
    pub staff: Vec<StaffLine>,
}

/// A fault whose words come from the message catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFault {
    /// File name inside the pack's directory.
    pub file: String,
    /// Line, counted from 1; 0 when the file as a whole is meant.
    pub line: u64,
    /// Message key.
    pub key: &'static str,
    /// Named values for the message.
    pub args: Vec<(&'static str, String)>,
}

/// What loading the pack does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Units.
    pub units: TableChanges,
    /// Accounts. One that the pack no longer names is left alone: closing an
    /// account is an administrator's act. Roles and passwords of an account
    /// that exists are left alone too.
    pub staff: TableChanges,
}

impl Changes {
    /// Each table with its name.
    pub fn tables(&self) -> [(&'static str, &TableChanges); 2] {
        [("units", &self.units), ("staff", &self.staff)]
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.tables().iter().all(|(_, table)| table.is_empty())
    }
}

/// First passwords of the accounts that are new.
#[derive(Clone, Default)]
pub struct FirstPasswords(BTreeMap<String, (Zeroizing<String>, String)>);

impl PeoplePack {
    /// Reads and checks the files of a directory. `regions` are the codes the
    /// city has.
    pub fn read(dir: &Path, regions: &BTreeSet<String>) -> (Self, Vec<PackFault>) {
        read::read(dir, regions)
    }
}

/// What loading the pack would change.
///
/// # Errors
/// Any [`StoreError`].
pub async fn plan(db: &Db, pack: &PeoplePack) -> Result<Changes, StoreError> {
    db.read(pack.clone(), |tx, pack| Box::pin(plan_in(tx, pack))).await
}

async fn plan_in(tx: &mut Tx<'_>, pack: &PeoplePack) -> Result<Changes, StoreError> {
    let mut changes = Changes::default();
    let stored = units::list_all(tx).await?;
    let regions = units::all_jurisdictions(tx).await?;
    let slug_of = |id: UnitId| stored.iter().find(|unit| unit.id == id).map(|unit| &unit.slug);
    for line in &pack.units {
        let key = line.slug.clone();
        match stored.iter().find(|unit| unit.slug == line.slug) {
            None => _ = changes.units.added.insert(key),
            Some(unit)
                if is_same(unit, unit.parent.and_then(slug_of), line)
                    && regions.get(&unit.id).cloned().unwrap_or_default() == line.jurisdictions =>
            {
                changes.units.unchanged += 1;
            }
            Some(_) => _ = changes.units.changed.insert(key),
        }
    }
    for unit in stored.iter().filter(|unit| unit.valid_to.is_none()) {
        if !pack.units.iter().any(|line| line.slug == unit.slug) {
            changes.units.closed.insert(unit.slug.clone());
        }
    }
    for line in &pack.staff {
        let key = line.username.clone();
        match accounts::by_username(tx, &line.username).await? {
            None => _ = changes.staff.added.insert(key),
            Some(account) if is_same_person(&account, slug_of(account.unit), line) => {
                changes.staff.unchanged += 1;
            }
            Some(_) => _ = changes.staff.changed.insert(key),
        }
    }
    Ok(changes)
}

fn is_same(unit: &Unit, parent: Option<&String>, line: &UnitLine) -> bool {
    unit.name == line.name
        && unit.kind == line.kind
        && parent.map_or("", String::as_str) == line.parent
        && unit.region_code == line.region_code
        && unit.uscc == line.uscc
        && unit.phone == line.phone
        && unit.valid_to.is_none()
}

fn is_same_person(account: &Account, unit: Option<&String>, line: &StaffLine) -> bool {
    account.display_name == line.name
        && unit == Some(&line.unit)
        && account.region_scope == scope_of(&line.region_code)
}

/// Makes and hashes a first password for each account that is new.
///
/// # Errors
/// When the system gives no randomness.
pub async fn first_passwords(
    changes: &Changes,
    ids: &dyn Ids,
) -> Result<FirstPasswords, PasswordError> {
    let mut made = BTreeMap::new();
    for username in &changes.staff.added {
        let secret = password::first(ids);
        let hash = password::hash(secret.clone()).await?;
        made.insert(username.clone(), (secret, hash));
    }
    Ok(FirstPasswords(made))
}

/// Writes the pack, as part of the transaction that loads a whole city.
///
/// # Errors
/// Any [`StoreError`].
pub async fn apply_in(
    tx: &mut Tx<'_>,
    ids: &dyn Ids,
    pack: &PeoplePack,
    changes: &Changes,
    passwords: &FirstPasswords,
) -> Result<(), StoreError> {
    let touched =
        |slug: &String| changes.units.added.contains(slug) || changes.units.changed.contains(slug);
    for line in pack.units.iter().filter(|line| touched(&line.slug)) {
        put_unit(tx, ids, line).await?;
    }
    for line in pack.units.iter().filter(|line| touched(&line.slug)) {
        units::set_parent(tx, &line.slug, &line.parent).await?;
    }
    let at = tx.recorded_at();
    for slug in &changes.units.closed {
        units::close(tx, slug, at).await?;
        if let Some(unit) = units::by_slug(tx, slug).await? {
            record(tx, format!("unit:{}", unit.id), "unit.closed", json!({})).await?;
        }
    }
    for line in &pack.staff {
        if let Some((_, hash)) = passwords.0.get(&line.username) {
            add_account(tx, ids, line, hash).await?;
        } else if changes.staff.changed.contains(&line.username) {
            change_account(tx, line).await?;
        }
    }
    Ok(())
}

async fn put_unit(tx: &mut Tx<'_>, ids: &dyn Ids, line: &UnitLine) -> Result<(), StoreError> {
    let known = units::by_slug(tx, &line.slug).await?;
    let kind = if known.is_some() { "unit.changed" } else { "unit.created" };
    let id = known.map_or_else(|| UnitId(ids.mint(tx.recorded_at())), |unit| unit.id);
    units::upsert(tx, &unit_of(id, line)).await?;
    units::set_jurisdictions(tx, id, &line.jurisdictions).await?;
    let body = json!({
        "kind": line.kind.to_string(),
        "region": line.region_code,
        "jurisdictions": line.jurisdictions,
    });
    record(tx, format!("unit:{id}"), kind, body).await
}

/// What loading a pack did to one thing.
async fn record(
    tx: &mut Tx<'_>,
    stream: String,
    kind: &'static str,
    body: serde_json::Value,
) -> Result<(), StoreError> {
    let at = tx.recorded_at();
    let actor = Actor::Job("city load");
    let event = NewEvent { stream, kind, actor, at, from: None, to: None, body };
    ledger::append(tx, &event).await.map(drop)
}

fn unit_of(id: UnitId, line: &UnitLine) -> Unit {
    Unit {
        id,
        slug: line.slug.clone(),
        name: line.name.clone(),
        kind: line.kind,
        parent: None,
        region_code: line.region_code.clone(),
        uscc: line.uscc.clone(),
        phone: line.phone.clone(),
        valid_from: None,
        valid_to: None,
    }
}

async fn add_account(
    tx: &mut Tx<'_>,
    ids: &dyn Ids,
    line: &StaffLine,
    hash: &str,
) -> Result<(), StoreError> {
    let unit = units::by_slug(tx, &line.unit).await?.ok_or(StoreError::Conflict)?;
    let id = AccountId(ids.mint(tx.recorded_at()));
    let account = accounts::NewAccount {
        id,
        username: line.username.clone(),
        display_name: line.name.clone(),
        password_hash: hash.to_owned(),
        must_change_password: false,
        unit: unit.id,
        region_scope: scope_of(&line.region_code).to_owned(),
    };
    accounts::insert(tx, &account).await?;
    for role in &line.roles {
        accounts::grant(tx, id, *role).await?;
    }
    let roles: Vec<&str> = line.roles.iter().map(|role| role.as_str()).collect();
    let event = NewEvent {
        stream: format!("account:{id}"),
        kind: "account.created",
        actor: Actor::Job("city load"),
        at: tx.recorded_at(),
        from: None,
        to: Some("active"),
        body: json!({ "unit": unit.id, "roles": roles }),
    };
    ledger::append_first(tx, &event).await.map(drop)
}

async fn change_account(tx: &mut Tx<'_>, line: &StaffLine) -> Result<(), StoreError> {
    let account = accounts::by_username(tx, &line.username).await?.ok_or(StoreError::Conflict)?;
    let unit = units::by_slug(tx, &line.unit).await?.ok_or(StoreError::Conflict)?;
    let scope = scope_of(&line.region_code);
    accounts::set_profile(tx, account.id, &line.name, unit.id, scope).await?;
    let body = json!({ "unit": unit.id, "region": scope });
    record(tx, format!("account:{}", account.id), "account.changed", body).await
}

/// The part of a region code that the regions inside share.
fn scope_of(code: &str) -> &str {
    let Some(street) = code.strip_suffix("000") else { return code };
    let Some(district) = street.strip_suffix("000") else { return street };
    district.strip_suffix("00").unwrap_or(district)
}

/// Writes `role username password`, one account a line, readable by its owner
/// only. For demonstrations; on a real installation hand each to its person.
///
/// # Errors
/// When the file cannot be written.
pub fn write_sign_ins(
    path: &Path,
    pack: &PeoplePack,
    passwords: &FirstPasswords,
) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    for line in &pack.staff {
        if let Some((secret, _)) = passwords.0.get(&line.username) {
            for role in &line.roles {
                writeln!(file, "{role} {} {}", line.username, secret.as_str())?;
            }
        }
    }
    file.sync_all()
}
