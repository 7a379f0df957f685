//! What was booked and given: appointments and applications for benefits.

use kernel::time::{DAY_US, HOUR_US, Instant};
use people::domain::disclosure::IdentityField;
use people::domain::identity::{NewIdentity, SealedIdentity};
use stations::app::appointment::{NewHold, Told};
use stations::app::benefit::{BenefitStep, ProgrammeStep};
use stations::domain::appointment::AppointmentStep;
use stations::domain::benefit::NewBenefit;

use super::file::{Appointment, Benefit, StationRecords};
use super::{Fault, Stage};

/// Days that are looked through for one with free times.
const DAYS_LOOKED: i64 = 10;

impl Stage<'_> {
    pub(super) async fn given(&self, records: &StationRecords) -> Result<usize, Fault> {
        for one in &records.appointment {
            let made = self.appointment(one).await;
            made.map_err(|error| format!("appointment {}: {error}", one.key))?;
        }
        for one in &records.benefit {
            self.benefit(one).await.map_err(|error| format!("benefit {}: {error}", one.key))?;
        }
        for one in &records.publish {
            let stations = self.stations_at(self.at(one.days_ago, 17));
            let by = self.someone(&one.by)?;
            let step = ProgrammeStep::Publish;
            let told = stations.step_programme(by, &one.programme, step).await;
            told.map_err(|error| format!("publish {}: {error}", one.programme))?;
        }
        Ok(records.appointment.len() + records.benefit.len() + records.publish.len())
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

    async fn benefit(&self, one: &Benefit) -> Result<(), Fault> {
        let applying = self.stations_at(self.at(one.days_ago, 11));
        let programme = applying.programme(&one.programme).await?;
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
            let (verb, by) = written.split_once('@').ok_or("a step is VERB@USERNAME")?;
            let (by, reason) = by.split_once(':').unwrap_or((by, ""));
            let stations = self.stations_at(self.at((one.days_ago - n).max(0), 15));
            let step = BenefitStep { verb: verb.parse()?, reason: reason.to_owned() };
            let seen = (benefit.id, benefit.version);
            benefit = stations.step_benefit(self.someone(by)?, seen, step).await?;
        }
        Ok(())
    }
}
