//! What keepers and the district do at a station: count visits, count stock,
//! report and mend faults, write to one another, inspect, open or close for a
//! while.

use db::StoreError;
use kernel::event::Actor;
use kernel::time::{DAY_US, Instant, MINUTE_US};
use people::record::{Fault, FaultKind, optional, text};
use people::{Role, Staff};
use serde_json::json;

use super::error::ActError;
use super::facility::note;
use super::{Stations, posts};
use crate::domain::Station;
use crate::domain::ids::{FaultId, InspectionId, SpecialHoursId, StockId};
use crate::domain::keeping::{FaultVerb, can_direct, can_keep, can_see};
use crate::domain::special_hours::SpecialHours;
use crate::domain::words::{FaultState, VisitKind};
use crate::store::keeping::{
    self as store, Inspection, KeeperMessage, StationFault, StockItem, VisitTap,
};

/// A tap can be taken back for so long.
pub const UNDO_US: i64 = 30 * MINUTE_US;
/// Longest text of a fault, a message or an inspection.
pub const TEXT_MAX: usize = 300;
/// Taps are forgotten after so long; the counts stay.
const TAPS_KEPT_US: i64 = 3 * DAY_US;
/// Most of one thing in stock.
const STOCK_MAX: i64 = 9_999;

/// What somebody may do at a station.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The station.
    pub station: Station,
    /// They keep it.
    pub keeps: bool,
    /// They decide about it for the district.
    pub directs: bool,
}

impl Seen {
    /// In which role they act here.
    pub fn role(&self, staff: &Staff) -> Role {
        let district = [Role::Supervisor, Role::UnitReviewer, Role::UnitHandler];
        let own = district.into_iter().find(|role| staff.has(*role));
        if self.keeps { Role::StationKeeper } else { own.unwrap_or(Role::Leader) }
    }
}

/// An inspection as it is written down.
#[derive(Debug, Clone, Default)]
pub struct Inspected {
    /// Short names of what is as it should be.
    pub sound: Vec<String>,
    /// What was seen.
    pub note: String,
    /// The day by which the rest is to be put right.
    pub follow_up_by: String,
}

impl Stations {
    /// A station's book, for whoever may see it.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for everybody else.
    pub async fn seen(&self, staff: &Staff, code: &str) -> Result<Seen, ActError> {
        let own = posts::of(&self.app.db, staff).await?;
        let directory = self.directory.current();
        let place = directory.station(code).ok_or(ActError::NotFound)?;
        let station = place.station.clone();
        let region = station.region.to_string();
        let rules = self.rules();
        if !can_see(staff, &own, &rules, (code, &region)) {
            return Err(ActError::NotFound);
        }
        let keeps = can_keep(staff, &own, code);
        Ok(Seen { station, keeps, directs: can_direct(staff, &rules, &region) })
    }

    async fn kept(&self, staff: &Staff, code: &str) -> Result<Actor, ActError> {
        let seen = self.seen(staff, code).await?;
        if seen.keeps { Ok(staff.actor(Role::StationKeeper)) } else { Err(ActError::NotFound) }
    }

    async fn directed(&self, staff: &Staff, code: &str) -> Result<Actor, ActError> {
        let seen = self.seen(staff, code).await?;
        if seen.directs { Ok(staff.actor(seen.role(staff))) } else { Err(ActError::NotFound) }
    }

    /// Counts a visit. The same key counts once.
    ///
    /// # Errors
    /// [`ActError::NotFound`] at a station they do not keep.
    pub async fn count_visit(
        &self,
        staff: &Staff,
        code: &str,
        kind: VisitKind,
        key: &str,
    ) -> Result<bool, ActError> {
        self.kept(staff, code).await?;
        let key: kernel::id::Id = key.parse().map_err(|_| Fault::new("", FaultKind::Unknown))?;
        let tap = VisitTap { id: key.to_string(), kind, tapped_at: self.app.now() };
        let job = (code.to_owned(), tap);
        let write = self.app.db.write(job, |tx, (code, tap)| {
            Box::pin(async move {
                store::forget_taps(tx, tap.tapped_at.plus(-TAPS_KEPT_US)).await?;
                store::add_tap(tx, code, tap).await
            })
        });
        let counted: Result<bool, StoreError> = write.await;
        Ok(counted?)
    }

    /// Takes the last visit back.
    ///
    /// # Errors
    /// [`ActError::NotFound`] when there is none of late.
    pub async fn uncount_visit(&self, staff: &Staff, code: &str) -> Result<(), ActError> {
        self.kept(staff, code).await?;
        let job = (code.to_owned(), self.app.now().plus(-UNDO_US));
        let write = self.app.db.write(job, |tx, (code, since)| {
            Box::pin(async move {
                let tap = store::last_tap(tx, code, *since).await?.ok_or(ActError::NotFound)?;
                if store::undo_tap(tx, code, &tap).await? {
                    Ok(())
                } else {
                    Err(ActError::NotFound)
                }
            })
        });
        write.await
    }

    /// Adds something to what is kept in stock.
    ///
    /// # Errors
    /// [`ActError::Fault`] for what no rule knows or a number that cannot be.
    pub async fn add_stock(
        &self,
        staff: &Staff,
        code: &str,
        (item, number, expires_on): (&str, Option<i64>, &str),
    ) -> Result<(), ActError> {
        let actor = self.kept(staff, code).await?;
        let rules = self.rules();
        let rule = rules.stock_rule(item).ok_or(Fault::new("item", FaultKind::Unknown))?;
        let now = self.app.now();
        let day: Option<jiff::civil::Date> = expires_on.parse().ok();
        if rule.expires && day.is_none() {
            return Err(Fault::new("expires_on", FaultKind::Missing).into());
        }
        let one = StockItem {
            id: StockId(self.app.ids.mint(now)),
            version: 1,
            station: code.to_owned(),
            item: item.to_owned(),
            number: stock_number(number)?,
            expires_on: day.map(|day| day.to_string()).unwrap_or_default(),
            changed_at: now,
        };
        self.app
            .db
            .write((one, actor), |tx, (one, actor)| {
                Box::pin(async move {
                    store::add_stock(tx, one).await?;
                    let body = json!({ "item": one.item, "number": one.number });
                    note(tx, &one.station, "stock.added", actor, body).await
                })
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// Counts something in stock anew.
    ///
    /// # Errors
    /// [`ActError::Stale`] when somebody counted it meanwhile.
    pub async fn set_stock(
        &self,
        staff: &Staff,
        code: &str,
        at: (StockId, i64),
        number: Option<i64>,
    ) -> Result<(), ActError> {
        let actor = self.kept(staff, code).await?;
        let job = (code.to_owned(), at, stock_number(number)?, actor);
        self.app
            .db
            .write(job, |tx, (code, at, number, actor)| {
                Box::pin(async move {
                    store::set_stock(tx, code, *at, *number).await?;
                    let body = json!({ "stock": at.0, "number": number });
                    note(tx, code, "stock.counted", actor, body).await
                })
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// Reports a fault.
    ///
    /// # Errors
    /// [`ActError::Fault`] when nothing is said.
    pub async fn report_fault(
        &self,
        staff: &Staff,
        code: &str,
        what: &str,
    ) -> Result<(), ActError> {
        let actor = self.kept(staff, code).await?;
        let now = self.app.now();
        let fault = StationFault {
            id: FaultId(self.app.ids.mint(now)),
            version: 1,
            station: code.to_owned(),
            what: text("what", what, TEXT_MAX)?,
            state: FaultState::Reported,
            reported_by: staff.display_name.clone(),
            reported_at: now,
            note: String::new(),
            closed_at: None,
        };
        self.app
            .db
            .write((fault, actor), |tx, (fault, actor)| {
                Box::pin(async move {
                    store::add_fault(tx, fault).await?;
                    let body = json!({ "fault": fault.id });
                    note(tx, &fault.station, "fault.reported", actor, body).await
                })
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// Moves a fault on. The keeper fixes and takes back; the district takes up as well.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for somebody else's, [`ActError::Stale`] when it was changed.
    pub async fn move_fault(
        &self,
        staff: &Staff,
        (id, version): (FaultId, i64),
        verb: FaultVerb,
        said: &str,
    ) -> Result<String, ActError> {
        let read = self.app.db.read(id, |tx, id| Box::pin(store::fault(tx, *id)));
        let found: Option<StationFault> = read.await?;
        let fault = found.ok_or(ActError::NotFound)?;
        let seen = self.seen(staff, &fault.station).await?;
        let may = match verb {
            FaultVerb::TakeUp => seen.directs,
            FaultVerb::Withdraw => seen.keeps,
            FaultVerb::Fix | FaultVerb::Reopen => seen.keeps || seen.directs,
        };
        if !may {
            return Err(ActError::NotFound);
        }
        if fault.version != version {
            return Err(ActError::Stale);
        }
        let now = self.app.now();
        let from = fault.state;
        let state = from.after(verb)?;
        let is_over = matches!(state, FaultState::Fixed | FaultState::Withdrawn);
        let note_text = optional("note", said, TEXT_MAX)?;
        let fault = StationFault {
            state,
            note: if note_text.is_empty() { fault.note } else { note_text },
            closed_at: is_over.then_some(now),
            ..fault
        };
        let (station, actor) = (fault.station.clone(), staff.actor(seen.role(staff)));
        let write = self.app.db.write((fault, actor), |tx, (fault, actor)| {
            Box::pin(async move {
                store::set_fault(tx, fault).await?;
                let body = json!({ "fault": fault.id, "state": fault.state.as_str() });
                note(tx, &fault.station, "fault.moved", actor, body).await
            })
        });
        let moved: Result<(), StoreError> = write.await;
        moved?;
        Ok(station)
    }

    /// Writes to the district, or to the keeper. The same key is one message.
    ///
    /// # Errors
    /// [`ActError::Fault`] when nothing is said.
    pub async fn write_message(
        &self,
        staff: &Staff,
        code: &str,
        key: &str,
        body: &str,
    ) -> Result<(), ActError> {
        let seen = self.seen(staff, code).await?;
        if !seen.keeps && !seen.directs {
            return Err(ActError::NotFound);
        }
        let key: kernel::id::Id = key.parse().map_err(|_| Fault::new("", FaultKind::Unknown))?;
        let message = KeeperMessage {
            station: code.to_owned(),
            from_district: !seen.keeps,
            author: staff.display_name.clone(),
            body: text("body", body, TEXT_MAX)?,
            sent_at: self.app.now(),
        };
        let job = (key.to_string(), message, staff.actor(seen.role(staff)));
        self.app
            .db
            .write(job, |tx, (key, message, actor)| {
                Box::pin(async move {
                    if store::add_message(tx, key, message).await? {
                        let body = json!({ "message": key });
                        note(tx, &message.station, "message.sent", actor, body).await?;
                    }
                    Ok(())
                })
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// Writes an inspection down, with the name of whoever looked.
    ///
    /// # Errors
    /// [`ActError::Fault`] when something failed and no day is set for it.
    pub async fn inspect(
        &self,
        staff: &Staff,
        code: &str,
        inspected: Inspected,
    ) -> Result<(), ActError> {
        let actor = self.directed(staff, code).await?;
        let seen = self.seen(staff, code).await?;
        let (now, rules) = (self.app.now(), self.rules());
        let checks = rules.checks(seen.station.kind, now.day());
        let failed: Vec<&str> = checks
            .iter()
            .map(|check| check.id.as_str())
            .filter(|id| !inspected.sound.iter().any(|sound| sound == id))
            .collect();
        let by: Option<jiff::civil::Date> = inspected.follow_up_by.parse().ok();
        if !failed.is_empty() && by.is_none() {
            return Err(Fault::new("follow_up_by", FaultKind::Missing).into());
        }
        if by.is_some_and(|by| by < now.day()) {
            return Err(Fault::new("follow_up_by", FaultKind::TooLate).into());
        }
        let one = Inspection {
            id: InspectionId(self.app.ids.mint(now)),
            version: 1,
            station: code.to_owned(),
            done_on: now.day().to_string(),
            inspector: staff.display_name.clone(),
            failed: failed.join(" "),
            checked: checks.len() as i64,
            note: optional("note", &inspected.note, TEXT_MAX)?,
            follow_up_by: by
                .filter(|_| !failed.is_empty())
                .map(|by| by.to_string())
                .unwrap_or_default(),
            followed_up_at: None,
        };
        self.app
            .db
            .write((one, actor), |tx, (one, actor)| {
                Box::pin(async move {
                    store::add_inspection(tx, one).await?;
                    let body = json!({ "inspection": one.id, "failed": one.failed });
                    note(tx, &one.station, "station.inspected", actor, body).await
                })
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// What an inspection found is put right.
    ///
    /// # Errors
    /// [`ActError::Stale`] when it was already.
    pub async fn follow_up(
        &self,
        staff: &Staff,
        code: &str,
        at: (InspectionId, i64),
    ) -> Result<(), ActError> {
        let actor = self.directed(staff, code).await?;
        self.app
            .db
            .write((code.to_owned(), at, actor), |tx, (code, at, actor)| {
                Box::pin(async move {
                    store::follow_up(tx, code, *at).await?;
                    let body = json!({ "inspection": at.0 });
                    note(tx, code, "inspection.followed_up", actor, body).await
                })
            })
            .await
            .map_err(|error: StoreError| error.into())
    }

    /// Opens or closes a station or a region for a while.
    ///
    /// # Errors
    /// [`ActError::Fault`] for a reason or an end that is missing, [`ActError::NotFound`] elsewhere.
    pub async fn decide_hours(&self, staff: &Staff, wished: SpecialHours) -> Result<(), ActError> {
        let now = self.app.now();
        let actor = if wished.station.is_empty() {
            let region = wished.region.parse().ok();
            let known = region.and_then(|code| self.atlas.current().region(code).map(drop));
            known.ok_or(Fault::new("region", FaultKind::Unknown))?;
            if !can_direct(staff, &self.rules(), &wished.region) {
                return Err(ActError::NotFound);
            }
            staff.actor_of(&[Role::Supervisor, Role::UnitReviewer, Role::UnitHandler])
        } else {
            let seen = self.seen(staff, &wished.station).await?;
            if !seen.keeps && !seen.directs {
                return Err(ActError::NotFound);
            }
            staff.actor(seen.role(staff))
        };
        let id = SpecialHoursId(self.app.ids.mint(now));
        let made_by = staff.display_name.clone();
        let one = SpecialHours { id, version: 1, made_by, ..wished }.check(now)?;
        let write = self.app.db.write((one, actor), |tx, (one, actor)| {
            Box::pin(async move {
                store::add_special(tx, one).await?;
                let place = if one.station.is_empty() { &one.region } else { &one.station };
                let body = json!({ "special": one.id, "state": one.state.as_str() });
                note(tx, place, "hours.special", actor, body).await
            })
        });
        let added: Result<(), StoreError> = write.await;
        added?;
        self.reload().await
    }

    /// Ends special hours before their time.
    ///
    /// # Errors
    /// [`ActError::NotFound`] for somebody else's, [`ActError::Stale`] when it was changed.
    pub async fn end_hours(
        &self,
        staff: &Staff,
        (id, version): (SpecialHoursId, i64),
    ) -> Result<String, ActError> {
        let read = self.app.db.read(id, |tx, id| Box::pin(store::special(tx, *id)));
        let found: Option<SpecialHours> = read.await?;
        let one = found.ok_or(ActError::NotFound)?;
        let may = if one.station.is_empty() {
            can_direct(staff, &self.rules(), &one.region)
        } else {
            let seen = self.seen(staff, &one.station).await?;
            seen.keeps || seen.directs
        };
        if !may {
            return Err(ActError::NotFound);
        }
        if one.version != version {
            return Err(ActError::Stale);
        }
        let one = one.end(self.app.now())?;
        let place = if one.station.is_empty() { one.region.clone() } else { one.station.clone() };
        let actor = staff.actor_of(&[
            Role::StationKeeper,
            Role::Supervisor,
            Role::UnitReviewer,
            Role::UnitHandler,
        ]);
        let write = self.app.db.write((one, place.clone(), actor), |tx, (one, place, actor)| {
            Box::pin(async move {
                store::end_special(tx, one).await?;
                note(tx, place, "hours.special_ended", actor, json!({ "special": one.id })).await
            })
        });
        let ended: Result<(), StoreError> = write.await;
        ended?;
        self.reload().await?;
        Ok(place)
    }

    /// Reads the directory anew under the calendar it has.
    pub(super) async fn reload(&self) -> Result<(), ActError> {
        let calendar = self.directory.current().calendar().clone();
        Ok(self.refresh(calendar).await?)
    }
}

fn stock_number(number: Option<i64>) -> Result<i64, Fault> {
    let number = number.ok_or(Fault::new("number", FaultKind::Missing))?;
    let fits = (0..=STOCK_MAX).contains(&number);
    fits.then_some(number).ok_or(Fault::new("number", FaultKind::TooMany))
}

/// An instant as a form's field of day and minute writes it.
pub fn minute(text: &str) -> Option<Instant> {
    let at: jiff::civil::DateTime = text.parse().ok()?;
    Some(Instant::from_beijing(at))
}
