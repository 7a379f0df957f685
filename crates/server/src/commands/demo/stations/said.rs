//! What riders and drivers said: appeals, needs, quick reports, help on the way.

use std::collections::HashMap;

use kernel::event::Actor;
use kernel::time::{DAY_US, HOUR_US};
use people::Role;
use stations::app::appeal::{AppealBy, AppealStep};
use stations::domain::appeal::NewAppeal;
use stations::domain::quick::{NewQuickHelp, NewQuickReport};
use stations::domain::rider_need::{NeedStep, NewRiderNeed, RiderNeed, RiderNeedId};
use stations::domain::said::Reporter;

use super::file::{Appeal, Need, Quick, StationRecords};
use super::{Fault, Stage};

impl Stage<'_> {
    pub(super) async fn said(&self, records: &StationRecords) -> Result<usize, Fault> {
        for one in &records.appeal {
            self.appeal(one).await.map_err(|error| format!("appeal {}: {error}", one.key))?;
        }
        let mut needs = HashMap::new();
        for one in &records.need {
            let need = self.need(one, &needs).await;
            let need = need.map_err(|error| format!("need {}: {error}", one.key))?;
            needs.insert(one.key.as_str(), need);
        }
        for one in &records.quick {
            self.quick(one).await.map_err(|error| format!("quick report {}: {error}", one.key))?;
        }
        let mut helps = 0;
        for one in &records.help {
            for n in 0..one.number {
                let new = NewQuickHelp {
                    key: format!("demo:help:{}:{}:{n}", one.kind, one.reporter),
                    kind: one.kind.parse()?,
                    reporter: one.reporter.parse()?,
                };
                self.house.stations.count_quick_help(new).await?;
                helps += 1;
            }
        }
        Ok(records.appeal.len() + needs.len() + records.quick.len() + helps)
    }

    async fn appeal(&self, one: &Appeal) -> Result<(), Fault> {
        let at = self.at(one.days_ago, 10);
        let new = NewAppeal {
            key: format!("demo:{}", one.key),
            kind: one.kind.parse()?,
            company: one.company.parse()?,
            against: one.against.clone(),
            facts: one.facts.clone(),
            wanted: one.wanted.clone(),
            phone: one.phone.clone(),
            photos: Vec::new(),
        };
        let content = format!("{}希望：{}", one.facts, one.wanted);
        let mut appeal = self.stations_at(at).appeal(new, content).await?.appeal;
        if one.withdrawn {
            let step = AppealStep::Withdraw;
            let stations = self.stations_at(self.at(one.days_ago - 1, 9));
            stations.step_appeal(AppealBy::Appellant, (appeal.id, appeal.version), step).await?;
        }
        if one.by.is_empty() {
            return Ok(());
        }
        let by = AppealBy::Staff(Box::new(self.someone(&one.by)?.clone()));
        let answer = Some(&one.answer).filter(|answer| !answer.is_empty());
        let steps = [
            Some((one.taken_after, AppealStep::Take)),
            answer.map(|answer| (one.answered_after, AppealStep::Answer(answer.clone()))),
        ];
        for (after, step) in steps.into_iter().flatten() {
            let stations = self.stations_at(self.at(one.days_ago - after, 15));
            let seen = (appeal.id, appeal.version);
            appeal = stations.step_appeal(by.clone(), seen, step).await?;
        }
        Ok(())
    }

    async fn need(
        &self,
        one: &Need,
        known: &HashMap<&str, RiderNeedId>,
    ) -> Result<RiderNeedId, Fault> {
        let new = NewRiderNeed {
            key: format!("demo:{}", one.key),
            topic: one.topic.parse()?,
            text: one.text.clone(),
            region_code: Some(one.region.clone()).filter(|region| !region.is_empty()),
            source: one.source.parse()?,
            source_ref: one.source_ref.clone(),
            reporter: one.reporter.parse().unwrap_or(Reporter::Unsaid),
        };
        let collected = self.stations_at(self.at(one.days_ago, 9));
        let mut need = collected.add_rider_need(Actor::Requester, new).await?;
        let dispatcher = self.any_of(Role::Dispatcher)?;
        if !one.same_as.is_empty() {
            let lead = known.get(one.same_as.as_str()).ok_or("the need it joins comes later")?;
            self.step(one.days_ago, dispatcher, &need, NeedStep::Join(*lead)).await?;
            return Ok(need.id);
        }
        if !one.unit.is_empty() {
            let due = self.now.plus(one.due_in * DAY_US).day();
            let step = NeedStep::Coordinate {
                unit: self.unit(&one.unit)?,
                plan: one.plan.clone(),
                due_on: Some(due),
            };
            need = self.step(one.days_ago - 2, dispatcher, &need, step).await?;
        }
        if !one.result.is_empty() {
            let step = NeedStep::Solve(one.result.clone());
            need = self.step(one.days_ago / 3, &one.by, &need, step).await?;
        }
        let ends = [
            (&one.told, NeedStep::FeedBack as fn(String) -> NeedStep),
            (&one.declined, NeedStep::Decline as fn(String) -> NeedStep),
        ];
        for (words, step) in ends {
            if !words.is_empty() {
                need = self.step(one.days_ago / 5, dispatcher, &need, step(words.clone())).await?;
            }
        }
        Ok(need.id)
    }

    async fn step(
        &self,
        days_ago: i64,
        by: &str,
        need: &RiderNeed,
        step: NeedStep,
    ) -> Result<RiderNeed, Fault> {
        let stations = self.stations_at(self.at(days_ago.max(0), 16));
        let seen = (need.id, need.version);
        Ok(stations.step_rider_need(self.someone(by)?, seen, step).await?)
    }

    fn any_of(&self, role: Role) -> Result<&str, Fault> {
        let with = self.staff.values().filter(|one| one.has(role));
        let name = with.map(|one| one.username.as_str()).min();
        Ok(name.ok_or_else(|| format!("nobody is {}", role.as_str()))?)
    }

    async fn quick(&self, one: &Quick) -> Result<(), Fault> {
        let at = self.now.plus(-one.hours_ago * HOUR_US);
        let new = NewQuickReport {
            key: format!("demo:{}", one.key),
            kind: one.kind.parse()?,
            words: one.words.clone(),
            address: one.address.clone(),
            point_e7: (one.lon != 0).then_some((one.lon, one.lat)),
            reporter: one.reporter.parse().unwrap_or(Reporter::Unsaid),
            thanked: one.thanked,
            phone: String::new(),
            photos: Vec::new(),
            seen_at: at,
        };
        self.stations_at(at).send_quick_report(new, one.words.clone()).await?;
        Ok(())
    }
}
