//! How things stand at the stations: states with their age, visits, faults,
//! stock, messages, inspections, and the days on which somebody assured them.

use db::StoreError;
use kernel::event::Actor;
use kernel::time::{DAY_US, HOUR_US, Instant, MINUTE_US};
use stations::app::facility::Tap;
use stations::app::keeping::Inspected;
use stations::domain::Station;
use stations::domain::facility::{FacilityState, Report};
use stations::domain::ids::SpecialHoursId;
use stations::domain::keeping::FaultVerb;
use stations::domain::special_hours::SpecialHours;
use stations::domain::words::{
    FacilityKind, LiveWord, ReportSource, StationStatus, StationType, VisitKind,
};
use stations::store::{facility, freshness, keeping};

use super::file::{Hours, Inspection, State, StationFault, StationRecords, Stock, VisitDay};
use super::{Fault, Stage};

/// Days of visits before the load: as far as the overview looks back.
const VISIT_DAYS: i64 = 56;
/// Stations are assured every so many days, each on another day.
const ASSURED_WITHIN: i64 = 75;

impl Stage<'_> {
    pub(super) async fn kept(&self, records: &StationRecords) -> Result<usize, Fault> {
        for one in &records.state {
            let state = self.state(one).await;
            state.map_err(|error| format!("state {} {}: {error}", one.station, one.facility))?;
        }
        self.visits(&records.visits).await?;
        let assured = self.assure(&records.unassured).await?;
        for one in &records.fault {
            self.fault(one).await.map_err(|error| format!("fault {}: {error}", one.what))?;
        }
        for one in &records.stock {
            self.stock(one).await.map_err(|error| format!("stock {}: {error}", one.item))?;
        }
        for (n, one) in records.message.iter().enumerate() {
            let stations = self.stations_at(self.at(one.days_ago, 11));
            let key = stations.app.ids.mint(self.at(one.days_ago, 11)).to_string();
            let by = self.someone(&one.by)?;
            let sent = stations.write_message(by, &one.station, &key, &one.body).await;
            sent.map_err(|error| format!("message {n}: {error}"))?;
        }
        for one in &records.inspection {
            self.inspection(one).await.map_err(|error| format!("{}: {error}", one.station))?;
        }
        for one in &records.hours {
            self.hours(one).await.map_err(|error| format!("hours {}: {error}", one.why))?;
        }
        Ok(records.state.len()
            + assured
            + records.fault.len()
            + records.stock.len()
            + records.message.len()
            + records.inspection.len()
            + records.hours.len())
    }

    /// A fresh word of a keeper goes its own way; what was said earlier, or by
    /// devices and visitors, is written as it stood then.
    async fn state(&self, one: &State) -> Result<(), Fault> {
        let at = self.now.plus(-one.minutes_ago * MINUTE_US);
        let kind: FacilityKind = one.facility.parse()?;
        let said: LiveWord = one.said.parse()?;
        let source: ReportSource = one.source.parse().unwrap_or(ReportSource::Keeper);
        let keeper = self.staff.get(&one.source);
        if let Some(keeper) = keeper {
            let tap = Tap { kind, said, free: one.free };
            return Ok(self.stations_at(at).tap(keeper, &one.station, tap).await?);
        }
        let report = Report {
            station: one.station.clone(),
            kind,
            said,
            free: one.free,
            working: None,
            broken: None,
            source,
            reported_at: at,
        };
        let ttl = self.house.stations.rules().ttl_us(kind, source, at.day());
        let state = FacilityState { report, until: at.plus(ttl) };
        let db = &self.house.desk.app.db;
        let written: Result<(), StoreError> =
            db.write(state, |tx, state| Box::pin(facility::put_state(tx, state, ""))).await;
        Ok(written?)
    }

    /// Visits of the weeks before, by the type of station and the day of the
    /// week; the same pack makes the same figures.
    async fn visits(&self, usual: &[VisitDay]) -> Result<(), Fault> {
        let directory = self.house.stations.directory.current();
        let open = directory.stations().iter().map(|place| &place.station);
        let open: Vec<Station> =
            open.filter(|station| station.status == StationStatus::Open).cloned().collect();
        let mut kinds: Vec<(VisitKind, [i64; 3])> = Vec::new();
        for one in usual {
            kinds.push((one.kind.parse()?, [one.model, one.standard, one.other]));
        }
        for ago in (0..VISIT_DAYS).rev() {
            let noon = self.at(ago, 12);
            let mut counts = Vec::new();
            for (n, station) in (0_i64..).zip(&open) {
                for (m, (kind, figures)) in (0_i64..).zip(&kinds) {
                    let usual = figures.map(|usual| usual * (60 + n * 29 % 80) / 100);
                    let number = visits(station.kind, usual, n * 7 + m * 3 + ago);
                    counts.extend((number > 0).then(|| (station.code.clone(), *kind, number)));
                }
            }
            let job = (noon, counts);
            let written: Result<(), StoreError> = self
                .house
                .desk
                .app
                .db
                .write(job, |tx, (noon, counts)| {
                    Box::pin(async move {
                        for (station, kind, number) in counts {
                            keeping::add_visits(tx, station, (*kind, *noon), *number).await?;
                        }
                        Ok(())
                    })
                })
                .await;
            written?;
        }
        Ok(())
    }

    /// Everybody but a few assured their station within the time; gives how many did.
    async fn assure(&self, not: &[String]) -> Result<usize, Fault> {
        let directory = self.house.stations.directory.current();
        let codes = directory.stations().iter().map(|place| place.station.code.clone());
        let codes: Vec<String> = codes.filter(|code| !not.contains(code)).collect();
        let days = (0_i64..).zip(&codes).map(|(n, code)| {
            let at = self.now.plus(-(1 + n * 13 % ASSURED_WITHIN) * DAY_US);
            (code.clone(), at)
        });
        let days: Vec<(String, Instant)> = days.collect();
        let written: Result<(), StoreError> = self
            .house
            .desk
            .app
            .db
            .write(days, |tx, days| {
                Box::pin(async move {
                    for (station, at) in days {
                        freshness::assure(tx, station, &at.day().to_string(), "link").await?;
                        let actor = Actor::Job("keeper's link");
                        let body = serde_json::json!({});
                        let told = (station.as_str(), "station.assured");
                        stations::app::facility::note(tx, told.0, told.1, &actor, body).await?;
                    }
                    Ok(())
                })
            })
            .await;
        written?;
        Ok(codes.len())
    }

    async fn fault(&self, one: &StationFault) -> Result<(), Fault> {
        let keeper = self.someone(&one.by)?;
        let reported = self.stations_at(self.at(one.days_ago, 9));
        reported.report_fault(keeper, &one.station, &one.what).await?;
        let mut steps = Vec::new();
        if !one.taken_up_by.is_empty() {
            steps.push((FaultVerb::TakeUp, self.someone(&one.taken_up_by)?, String::new()));
        }
        if !one.fixed.is_empty() {
            steps.push((FaultVerb::Fix, keeper, one.fixed.clone()));
        }
        for (n, (verb, by, words)) in (1_i64..).zip(steps) {
            let code = one.station.clone();
            let read =
                self.house.desk.app.db.read(code, |tx, code| Box::pin(keeping::faults(tx, code)));
            let known: Result<Vec<_>, StoreError> = read.await;
            let known = known?.into_iter().find(|fault| fault.what == one.what);
            let known = known.ok_or("the fault is not there")?;
            let stations = self.stations_at(self.at((one.days_ago - n).max(0), 14));
            stations.move_fault(by, (known.id, known.version), verb, &words).await?;
        }
        Ok(())
    }

    async fn stock(&self, one: &Stock) -> Result<(), Fault> {
        let day = self.now.plus(one.expires_in * DAY_US).day();
        let day = if one.expires_in == 0 { String::new() } else { day.to_string() };
        let what = (one.item.as_str(), Some(one.number), day.as_str());
        Ok(self.house.stations.add_stock(self.someone(&one.by)?, &one.station, what).await?)
    }

    async fn inspection(&self, one: &Inspection) -> Result<(), Fault> {
        let at = self.at(one.days_ago, 10);
        let by = at.plus(one.follow_up_in * DAY_US).day();
        let inspected = Inspected {
            sound: one.sound.clone(),
            note: one.note.clone(),
            follow_up_by: if one.follow_up_in == 0 { String::new() } else { by.to_string() },
        };
        Ok(self.stations_at(at).inspect(self.someone(&one.by)?, &one.station, inspected).await?)
    }

    async fn hours(&self, one: &Hours) -> Result<(), Fault> {
        // Whole hours, as people say them.
        let hour = self.now.plus(-self.now.micros().rem_euclid(HOUR_US));
        let from = hour.plus(one.from_in_hours * HOUR_US);
        let wished = SpecialHours {
            id: SpecialHoursId(self.house.stations.app.ids.mint(self.now)),
            version: 1,
            station: one.station.clone(),
            region: String::new(),
            state: one.state.parse()?,
            why: one.why.clone(),
            from,
            until: from.plus(one.hours * HOUR_US),
            made_by: String::new(),
        };
        Ok(self.house.stations.decide_hours(self.someone(&one.by)?, wished).await?)
    }
}

/// Visits of one day: about the usual number, fewer at weekends, never below none.
fn visits(kind: StationType, [model, standard, other]: [i64; 3], turn: i64) -> i64 {
    let usual = match kind {
        StationType::Model => model,
        StationType::Standard | StationType::DriverHome => standard,
        StationType::Distributed | StationType::Other => other,
    };
    // No two weeks are alike: up to three tenths more or less.
    let swing = (turn * 7919 + turn * turn * 31) % 61 - 30;
    let number = usual + usual * swing / 100;
    if turn % 7 > 4 { number / 2 } else { number }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use stations::domain::rules::Rules;

    use super::*;

    /// 95 of 100 stations are assured within the city's time (bar B8), whenever the demo is loaded.
    #[test]
    fn nearly_every_station_is_assured_in_time() {
        let city = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../city/demo"));
        let read = |file: &str| std::fs::read_to_string(city.join(file)).unwrap();
        let records = StationRecords::read(city).unwrap().unwrap();
        let stations = read("stations/stations.csv").lines().count() - 1;
        let rules = Rules::parse(&read("stations/keeping.toml")).unwrap();
        assert!(ASSURED_WITHIN < i64::from(rules.freshness.unconfirmed_after_days));
        assert_eq!(rules.freshness.unconfirmed_after_days, 90);
        assert!(
            records.unassured.len() * 20 <= stations,
            "{} of {stations}",
            records.unassured.len()
        );
    }

    #[test]
    fn a_day_is_near_the_usual_and_never_below_none() {
        for turn in 0..200 {
            let number = visits(StationType::Model, [24, 9, 3], turn);
            assert!((7..=33).contains(&number), "{turn}: {number}");
            assert!(visits(StationType::Other, [24, 9, 0], turn) == 0);
        }
    }
}
