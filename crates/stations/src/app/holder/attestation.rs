//! Lists of workers that employers uphold. A list is matched inside the vault
//! and never shown: nobody learns from it who has registered, or who has not.

use csv::ReaderBuilder;
use db::{StoreError, Tx};
use kernel::event::Actor;
use kernel::time::{DAY_US, Instant};
use people::domain::disclosure::IdentityField;
use people::domain::identity::SealedIdentity;
use people::domain::phone::Phone;
use people::record::{Fault, FaultKind, Happened, happened};
use people::vault::{self, NewIdentity};
use people::{Role, Staff, UnitId};
use serde_json::json;

use super::super::error::ActError;
use super::super::state::Stations;
use crate::domain::holder::{Employer, VALID_DAYS_MAX};
use crate::domain::ids::AttestationId;
use crate::store::holder::{self as store, AttestationList};

/// Most rows of a list.
pub const ROWS_MAX: usize = 5_000;
/// Who uploads lists, each for the brands of their unit.
pub const UPLOADS: &[Role] = &[Role::UnitHandler, Role::UnitReviewer];

/// A row that does not count, by its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub kind: FaultKind,
}

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploaded {
    /// The list as kept.
    pub list: AttestationList,
    /// The rows that do not count.
    pub rejected: Vec<RejectedRow>,
}

struct UploadJob {
    list: AttestationList,
    workers: Vec<SealedIdentity>,
    actor: Actor,
}

impl Stations {
    /// The brands somebody may upload lists for.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn own_employers(&self, staff: &Staff) -> Result<Vec<Employer>, StoreError> {
        let unit = self.unit_slug(staff.unit).await?;
        let all = self.employers().await?;
        Ok(all.into_iter().filter(|one| !one.unit.is_empty() && one.unit == unit).collect())
    }

    async fn unit_slug(&self, unit: UnitId) -> Result<String, StoreError> {
        let read = self.app.db.read(unit, |tx, id| Box::pin(people::store::units::get(tx, *id)));
        let found: Option<people::domain::unit::Unit> = read.await?;
        Ok(found.map(|unit| unit.slug).unwrap_or_default())
    }

    /// Takes a list: a CSV with the columns `phone` and, if wished, `name`.
    /// Rows are turned away one by one.
    ///
    /// # Errors
    /// [`ActError::Forbidden`] for a brand of another unit, [`ActError::Fault`]
    /// when the file holds no row that counts.
    pub async fn upload_list(
        &self,
        staff: &Staff,
        employer: i64,
        file: &[u8],
    ) -> Result<Uploaded, ActError> {
        let own = self.own_employers(staff).await?;
        if !staff.has_any(UPLOADS) || !own.iter().any(|one| one.number == employer) {
            return Err(ActError::Forbidden);
        }
        let (people, rejected) = read_rows(file)?;
        if people.is_empty() {
            return Err(Fault::new("file", FaultKind::Missing).into());
        }
        let at = self.app.now();
        let workers: Result<Vec<SealedIdentity>, _> =
            people.iter().map(|identity| self.app.vault.seal(identity)).collect();
        let list = AttestationList {
            id: AttestationId(self.app.ids.mint(at)),
            employer,
            unit: staff.unit,
            workers: people.len() as i64,
            rejected: rejected.len() as i64,
            uploaded_at: at,
            valid_until: Instant::start_of(at.day()).plus(VALID_DAYS_MAX * DAY_US),
        };
        let actor = staff.actor_of(UPLOADS);
        let job = UploadJob { list: list.clone(), workers: workers?, actor };
        let written: Result<(), ActError> =
            self.app.db.write(job, |tx, job| Box::pin(write_list(tx, job))).await;
        written?;
        Ok(Uploaded { list, rejected })
    }
}

/// The rows of a file. The same number twice counts once.
fn read_rows(file: &[u8]) -> Result<(Vec<NewIdentity>, Vec<RejectedRow>), Fault> {
    let file = file.strip_prefix("\u{feff}".as_bytes()).unwrap_or(file);
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(file);
    let head = reader.headers().map_err(|_| Fault::new("file", FaultKind::NotAllowed))?.clone();
    let column = |names: &[&str]| head.iter().position(|name| names.contains(&name.trim()));
    let Some(phone) = column(&["phone", "手机号", "电话", "手机"]) else {
        return Err(Fault::new("file", FaultKind::NotAllowed));
    };
    let name = column(&["name", "姓名"]);
    let mut seen = std::collections::HashSet::new();
    let (mut people, mut rejected) = (Vec::new(), Vec::new());
    for (at, row) in reader.records().enumerate() {
        let line = at as u64 + 2;
        if at >= ROWS_MAX {
            return Err(Fault::new("file", FaultKind::TooMany));
        }
        let told = row.ok().and_then(|row| {
            let phone = row.get(phone)?.trim().to_owned();
            let name = name.and_then(|name| row.get(name)).unwrap_or_default().to_owned();
            Some((phone, name))
        });
        let fault = match &told {
            None => Some(FaultKind::Unknown),
            Some((phone, _)) if phone.is_empty() => Some(FaultKind::Missing),
            Some((phone, _)) => match Phone::parse(phone) {
                Err(_) => Some(FaultKind::Unknown),
                Ok(phone) => (!seen.insert(phone)).then_some(FaultKind::Taken),
            },
        };
        match (fault, told) {
            (None, Some((phone, name))) => people.push(
                NewIdentity::default()
                    .with(IdentityField::Name, &name)
                    .with(IdentityField::Phone, &phone),
            ),
            (fault, _) => {
                rejected.push(RejectedRow { line, kind: fault.unwrap_or(FaultKind::Unknown) });
            }
        }
    }
    Ok((people, rejected))
}

async fn write_list(tx: &mut Tx<'_>, job: &UploadJob) -> Result<(), ActError> {
    let list = &job.list;
    let mut references = Vec::with_capacity(job.workers.len());
    for worker in &job.workers {
        vault::store_identity(tx, worker).await?;
        vault::set_delete_after(tx, worker.reference, Some(list.valid_until)).await?;
        references.push(worker.reference);
    }
    store::insert_list(tx, list, &references).await?;
    // Who has registered already is upheld at once.
    for reference in &references {
        let same = vault::refs_of_same_person(tx, *reference, 50).await?;
        store::uphold(tx, &same, list.employer).await?;
    }
    let what = Happened {
        noun: "attestation",
        id: list.id.0,
        kind: "attestation.uploaded",
        actor: &job.actor,
        at: list.uploaded_at,
        from: None,
        to: None,
        body: json!({
            "employer": list.employer,
            "workers": list.workers,
            "rejected": list.rejected,
            "valid_until": list.valid_until,
        }),
    };
    Ok(happened(tx, what).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_list_are_turned_away_one_by_one() {
        let file = "\u{feff}姓名,手机号\n李明,13812344528\n王芳,\n赵强,123\n李明,138-1234-4528\n陈洁,13912344529\n";
        let (people, rejected) = read_rows(file.as_bytes()).unwrap();
        assert_eq!(people.len(), 2);
        let rejected: Vec<_> = rejected.iter().map(|row| (row.line, row.kind)).collect();
        let wanted = [(3, FaultKind::Missing), (4, FaultKind::Unknown), (5, FaultKind::Taken)];
        assert_eq!(rejected, wanted);
        assert!(read_rows(b"a,b\n1,2\n").is_err(), "no column of numbers");
    }
}
