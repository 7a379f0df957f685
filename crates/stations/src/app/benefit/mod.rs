//! Benefits: applied for without an account, decided by two persons, given in
//! order, paid by double entry.

mod act;
mod apply;
mod book;
mod give;

use db::{StoreError, Tx};
use jiff::civil::Date;
use kernel::calendar::WorkCalendar;
use kernel::event::Actor;
use kernel::time::Instant;
use people::Staff;
use people::codes::QueryCodes;
use people::record::{Happened, happened};
use people::store::units;

pub use act::BenefitStep;
pub use apply::Applied;
pub use give::ProgrammeStep;

use super::Stations;
use super::error::ActError;
use crate::domain::benefit::money::Balances;
use crate::domain::benefit::programme::{BenefitRules, Programme};
use crate::domain::benefit::{self, Benefit, BenefitId, BenefitState};
use crate::store::benefit::{self as store, Draw};

/// A bed and what it costs a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bed {
    /// Room, its number, the bed in it.
    pub name: String,
    /// Rent of a month, in fen.
    pub rent_fen: i64,
}

/// How a programme stands.
#[derive(Debug, Clone)]
pub struct Standing {
    /// How many are in which state.
    pub counts: Vec<(BenefitState, i64)>,
    /// What stands on its accounts.
    pub balances: Balances,
    /// Its lot, once sealed.
    pub draw: Option<Draw>,
}

impl Standing {
    /// How many are in a state.
    pub fn count(&self, state: BenefitState) -> i64 {
        self.counts.iter().filter(|(is, _)| *is == state).map(|(_, count)| count).sum()
    }

    /// How many have a place.
    pub fn placed(&self) -> i64 {
        self.counts.iter().filter(|(is, _)| is.has_place()).map(|(_, count)| count).sum()
    }

    /// How many applied, whatever came of it.
    pub fn applied(&self) -> i64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }
}

impl Stations {
    fn benefit_codes(&self) -> QueryCodes {
        QueryCodes::new(self.app.vault.purpose_key("benefit codes"))
    }

    fn work_calendar(&self) -> WorkCalendar {
        self.directory.current().calendar().clone()
    }

    /// The city's programmes; none where it has none.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn benefit_rules(&self) -> Result<BenefitRules, StoreError> {
        self.rules_in(BenefitRules::FILE, BenefitRules::read).await
    }

    /// A programme by its short name.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn programme(&self, id: &str) -> Result<Programme, ActError> {
        let rules = self.benefit_rules().await?;
        rules.get(id).cloned().ok_or(ActError::NotFound)
    }

    /// Programmes on which a member of staff decides or which they watch.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn programmes_of(&self, staff: &Staff) -> Result<Vec<Programme>, StoreError> {
        let all = self.benefit_rules().await?.programme;
        let read = self.app.db.read((staff.clone(), all), |tx, (staff, all)| {
            Box::pin(async move {
                let mut theirs = Vec::new();
                for programme in all {
                    let unit = units::by_slug(tx, &programme.unit).await?.map(|unit| unit.id);
                    if benefit::is_theirs(staff, unit) {
                        theirs.push(programme.clone());
                    }
                }
                Ok::<_, StoreError>(theirs)
            })
        });
        read.await
    }

    /// One of [`Self::programmes_of`]; another is not found.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn programme_for(&self, staff: &Staff, id: &str) -> Result<Programme, ActError> {
        let theirs = self.programmes_of(staff).await?;
        theirs.into_iter().find(|programme| programme.id == id).ok_or(ActError::NotFound)
    }

    /// How a programme stands.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn benefit_standing(&self, programme: &str) -> Result<Standing, StoreError> {
        let read = self.app.db.read(programme.to_owned(), |tx, id| {
            Box::pin(async move {
                Ok::<_, StoreError>(Standing {
                    counts: store::counts(tx, id).await?,
                    balances: store::balances(tx, id).await?,
                    draw: store::draw(tx, id).await?,
                })
            })
        });
        read.await
    }

    /// The beds of a programme, in their order; none where it is not housing.
    pub fn benefit_beds(&self, programme: &Programme) -> Vec<Bed> {
        let register = self.register.current();
        let rooms = register.rows().rooms.iter().filter(|room| room.house == programme.house);
        let beds = rooms.flat_map(|room| {
            let each =
                (1..=room.number).flat_map(|number| (1..=room.beds).map(move |bed| (number, bed)));
            each.map(|(number, bed)| Bed {
                name: format!("{}-{number:02}-{bed}", room.id),
                rent_fen: room.rent_cents,
            })
        });
        beds.collect()
    }

    /// The application of a number and its code, and how many stand before it.
    /// A wrong number is as wrong as a wrong code.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn benefit_by_code(&self, no: &str, code: &str) -> Result<(Benefit, i64), ActError> {
        let read = self.app.db.read(no.to_owned(), |tx, no| {
            Box::pin(async move {
                let Some(found) = store::get_by_no(tx, no).await? else { return Ok(None) };
                let ahead = store::ahead(tx, &found).await?;
                Ok::<_, StoreError>(Some((found, ahead)))
            })
        });
        let (found, ahead) = read.await?.ok_or(ActError::NotFound)?;
        let fits = self.benefit_codes().matches(&found.submission_key, code, &found.code_tag);
        if fits { Ok((found, ahead)) } else { Err(ActError::NotFound) }
    }

    /// An application for a member of staff; what they may not see is not found.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn benefit_for(&self, staff: &Staff, id: BenefitId) -> Result<Benefit, ActError> {
        let read = self.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
        let found: Result<Option<Benefit>, StoreError> = read.await;
        let seen = found?.filter(|found| benefit::is_theirs(staff, found.unit_id));
        seen.ok_or(ActError::NotFound)
    }
}

/// Who does something, and when.
#[derive(Clone)]
struct Doer {
    actor: Actor,
    account: Option<people::AccountId>,
    at: Instant,
}

impl Doer {
    fn staff(staff: &Staff, at: Instant) -> Self {
        Self { actor: staff.actor_of(benefit::ACTS), account: Some(staff.account), at }
    }

    fn requester(at: Instant) -> Self {
        Self { actor: Actor::Requester, account: None, at }
    }

    fn day(&self) -> Date {
        self.at.day()
    }
}

/// Writes a change and what it is called.
async fn change(
    tx: &mut Tx<'_>,
    before: &Benefit,
    after: &mut Benefit,
    (kind, doer): (&'static str, &Doer),
    body: serde_json::Value,
) -> Result<(), StoreError> {
    store::save(tx, after).await?;
    after.version += 1;
    record(tx, (Some(before.state), after), (kind, doer), body).await
}

async fn record(
    tx: &mut Tx<'_>,
    (from, after): (Option<BenefitState>, &Benefit),
    (kind, doer): (&'static str, &Doer),
    body: serde_json::Value,
) -> Result<(), StoreError> {
    let what = Happened {
        noun: "benefit",
        id: after.id.0,
        kind,
        actor: &doer.actor,
        at: doer.at,
        from: from.map(BenefitState::as_str),
        to: Some(after.state.as_str()),
        body,
    };
    happened(tx, what).await
}
