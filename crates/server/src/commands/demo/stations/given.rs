//! What was booked and given: appointments and applications for benefits.

use std::collections::HashMap;

use kernel::time::{DAY_US, HOUR_US, Instant, MINUTE_US};
use people::domain::disclosure::IdentityField;
use people::domain::identity::{NewIdentity, SealedIdentity};
use stations::Stations;
use stations::app::appointment::{NewHold, Told};
use stations::app::benefit::{BenefitStep, ProgrammeStep};
use stations::domain::appointment::AppointmentStep;
use stations::domain::benefit::programme::Window;
use stations::domain::benefit::{Benefit as DoneBenefit, BenefitState, BenefitVerb, NewBenefit};

use super::file::{Appointment, Benefit, Later, Publish, StationRecords};
use super::{Fault, Stage};

/// Days that are looked through for one with free times.
const DAYS_LOOKED: i64 = 10;

/// Applications that were made, by their keys in the file.
type Applied = HashMap<String, DoneBenefit>;

/// What happens to a programme as a whole or to one application.
enum Happens<'a> {
    Programme(&'a Publish),
    Benefit(&'a Later),
}

impl Stage<'_> {
    pub(super) async fn given(&self, records: &StationRecords) -> Result<usize, Fault> {
        for one in &records.appointment {
            let made = self.appointment(one).await;
            made.map_err(|error| format!("appointment {}: {error}", one.key))?;
        }
        let mut applied = Applied::new();
        for one in &records.benefit {
            let made = self.benefit(one).await;
            let made = made.map_err(|error| format!("benefit {}: {error}", one.key))?;
            applied.extend(made.map(|benefit| (one.key.clone(), benefit)));
        }
        // What is told of a later day finds what was told of an earlier one.
        let mut told: Vec<(Instant, Happens<'_>)> = Vec::new();
        for one in &records.publish {
            told.push((self.on(&one.on, one.days_ago, 17)?, Happens::Programme(one)));
        }
        for one in &records.later {
            told.push((self.on(&one.on, 0, 10)?, Happens::Benefit(one)));
        }
        told.sort_by_key(|(at, _)| *at);
        for (at, one) in &told {
            match one {
                Happens::Programme(one) => self.publish(*at, one, &applied).await?,
                Happens::Benefit(one) => self.later(*at, one, &mut applied).await?,
            }
        }
        Ok(records.appointment.len() + applied.len() + told.len())
    }

    /// A day of its own, or so many days before the load.
    fn on(&self, day: &str, days_ago: i64, hour: i64) -> Result<Instant, Fault> {
        if day.is_empty() {
            return Ok(self.at(days_ago, hour));
        }
        let day = day.parse().map_err(|error| format!("{day}: {error}"))?;
        Ok(Instant::start_of(day).plus(hour * HOUR_US))
    }

    /// A step of a programme; left out where the load is earlier, or nobody could apply.
    async fn publish(&self, at: Instant, one: &Publish, applied: &Applied) -> Result<(), Fault> {
        let step = if one.step.is_empty() { ProgrammeStep::Publish } else { one.step.parse()? };
        let is_to_tell = |benefit: &DoneBenefit| {
            let fits = step != ProgrammeStep::Publish || benefit.state == BenefitState::Confirmed;
            benefit.programme == one.programme && fits
        };
        if at > self.now || !applied.values().any(is_to_tell) {
            return Ok(());
        }
        let stations = self.stations_at(at);
        let told = stations.step_programme(self.someone(&one.by)?, &one.programme, step).await;
        told.map_err(|error| format!("{step} {}: {error}", one.programme))?;
        Ok(())
    }

    async fn later(&self, at: Instant, one: &Later, applied: &mut Applied) -> Result<(), Fault> {
        let Some(known) = applied.get(&one.key).filter(|_| at <= self.now) else { return Ok(()) };
        let stations = self.stations_at(at);
        if !one.objection.is_empty() {
            let (programme, no) = (&known.programme, &known.application_no);
            stations.object_to_benefit(programme, no, &one.objection).await?;
        }
        let by = one.steps.iter().filter_map(|step| step.split_once('@')).next();
        let by = by.map(|(_, by)| by.split(':').next().unwrap_or_default());
        let Some(by) = by else { return Ok(()) };
        let mut benefit = stations.benefit_for(self.someone(by)?, known.id).await?;
        for written in &one.steps {
            // Who a lot gave no place to is not paid.
            let verb: BenefitVerb = written.split('@').next().unwrap_or_default().parse()?;
            if benefit.state.after(verb).is_none() {
                break;
            }
            benefit = self.benefit_step(&stations, benefit, written).await?;
        }
        applied.insert(one.key.clone(), benefit);
        Ok(())
    }

    /// `VERB@USERNAME` or `VERB@USERNAME:reason`.
    async fn benefit_step(
        &self,
        stations: &Stations,
        benefit: DoneBenefit,
        written: &str,
    ) -> Result<DoneBenefit, Fault> {
        let (verb, by) = written.split_once('@').ok_or("a step is VERB@USERNAME")?;
        let (by, reason) = by.split_once(':').unwrap_or((by, ""));
        let step = BenefitStep { verb: verb.parse()?, reason: reason.to_owned() };
        let seen = (benefit.id, benefit.version);
        let done = stations.step_benefit(self.someone(by)?, seen, step).await;
        Ok(done.map_err(|error| format!("{written}: {error}"))?)
    }

    fn sealed(&self, name: &str, phone: &str) -> Result<Option<SealedIdentity>, Fault> {
        let identity = NewIdentity::default()
            .with(IdentityField::Name, name)
            .with(IdentityField::Phone, phone);
        let sealed = (!identity.is_empty()).then(|| self.house.desk.app.vault.seal(&identity));
        Ok(sealed.transpose()?)
    }

    /// The first day from one on with so many times, and when it was booked: at
    /// the load, or two days before a day that has passed.
    async fn time(&self, one: &Appointment) -> Result<(Instant, Instant), Fault> {
        let stations = &self.house.stations;
        let rules = stations.appointment_rules().await?;
        let calendar = rules.find(&one.calendar).ok_or("no such calendar")?;
        let directory = stations.directory.current();
        let first = self.now.plus(one.in_days * DAY_US);
        let days = (0..DAYS_LOOKED).map(|n| {
            let back = one.in_days < 0;
            first.plus((if back { -n } else { n }) * DAY_US).day()
        });
        let times = |day| {
            let booked_at = if one.in_days < 0 {
                Instant::start_of(day).plus(-2 * DAY_US + 10 * HOUR_US)
            } else {
                self.now
            };
            let slots = calendar.bookable_on(day, booked_at, (directory.calendars(), &[]));
            slots.get(one.nth).map(|slot| (slot.starts_at, booked_at))
        };
        Ok(days.filter_map(times).next().ok_or("no time is free")?)
    }

    async fn appointment(&self, one: &Appointment) -> Result<(), Fault> {
        let (starts_at, booked_at) = self.time(one).await?;
        let booking = self.stations_at(booked_at);
        let new = NewHold {
            calendar: one.calendar.clone(),
            starts_at,
            key: format!("demo:{}", one.key),
            waits: true,
        };
        let (held, _) = booking.hold_seat(new).await?;
        let told = Told {
            identity: self.sealed(&one.name, &one.phone)?,
            topic: one.topic.clone(),
            adverse: one.adverse.clone(),
        };
        let mut known = booking.confirm_appointment(&held, Some(told)).await?;
        if one.outcome == "cancelled" {
            booking.give_up_appointment(&known, "临时有单，改天再来".into()).await?;
            return Ok(());
        }
        if one.cleared {
            let by = self.someone(&one.by)?;
            let seen = (known.id, known.version);
            known = booking.step_appointment(by, seen, AppointmentStep::Clear).await?;
        }
        let step = match one.outcome.as_str() {
            "kept" => AppointmentStep::Keep,
            "missed" => AppointmentStep::Miss,
            _ => return Ok(()),
        };
        let after = self.stations_at(known.ends_at.plus(HOUR_US).min(self.now));
        after.step_appointment(self.someone(&one.by)?, (known.id, known.version), step).await?;
        Ok(())
    }

    /// An application; nothing where its programme is not open on that day.
    async fn benefit(&self, one: &Benefit) -> Result<Option<DoneBenefit>, Fault> {
        let at = self.on(&one.on, one.days_ago, 11)?;
        let applying = self.stations_at(at);
        let programme = applying.programme(&one.programme).await?;
        if at > self.now || programme.window(at.day()) != Window::Open {
            return Ok(None);
        }
        let new = NewBenefit {
            key: format!("demo:{}", one.key),
            programme: one.programme.clone(),
            name: one.name.clone(),
            phone: one.phone.clone(),
            ticked: (0..programme.statements.len()).collect(),
            attestor: one.attestor.clone(),
            photos: Vec::new(),
        };
        let mut benefit = applying.apply_for_benefit(new).await?.benefit;
        for (n, written) in (1_i64..).zip(&one.steps) {
            let later = at.plus(n * DAY_US + 4 * HOUR_US).min(self.now.plus(-MINUTE_US));
            benefit = self.benefit_step(&self.stations_at(later), benefit, written).await?;
        }
        Ok(Some(benefit))
    }
}
