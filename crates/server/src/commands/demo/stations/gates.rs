//! What happened at the gates of friendly compounds: riders with passes, gates
//! with verifiers, how many came in, what was suspended and what was opened.

use std::collections::HashMap;

use db::StoreError;
use kernel::time::{DAY_US, HOUR_US, Instant};
use stations::app::compound::CompoundEdit;
use stations::app::holder::Registration;
use stations::app::suspension::SuspensionStep;
use stations::domain::code::Use;
use stations::domain::holder::Holder;
use stations::domain::ids::SuspensionId;
use stations::domain::pass::{GateVerifier, LineWish, hour_of};
use stations::domain::suspension::NewSuspension;
use stations::store::code::{self, CodeVerifier};
use stations::store::pass as store;

use super::file::{Gate, Opening, Rider, StationRecords, Suspension};
use super::{Fault, Stage};

/// Days of passages before the load: as far as the figures look back.
const PASSAGE_DAYS: i64 = 28;
/// Of a hundred who come in on a day, how many in each hour: before meals most.
const SHARES: [i64; 24] =
    [0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 6, 14, 14, 7, 4, 3, 4, 9, 13, 9, 5, 2, 1, 0];

/// For so many who come in, one code is refused.
const REFUSED_OF: i64 = 8;

/// How the riders with something to read sign in: number and code.
type SignIns = Vec<(String, String)>;

/// A gate's verifier, by compound and gate.
type Devices = HashMap<(String, String), CodeVerifier>;

impl Stage<'_> {
    pub(super) async fn gates(&self, records: &StationRecords) -> Result<(usize, SignIns), Fault> {
        let mut devices = Devices::new();
        for one in &records.gate {
            let place = (one.compound.clone(), one.gate.clone());
            let device = self.gate(one).await;
            let device = device.map_err(|error| format!("gate {}: {error}", one.name))?;
            self.passages(one, device.number).await?;
            devices.insert(place, device);
        }
        let mut riders = HashMap::new();
        for one in &records.rider {
            let rider = self.rider(one).await;
            let rider = rider.map_err(|error| format!("rider {}: {error}", one.key))?;
            riders.insert(one.key.as_str(), rider);
        }
        let mut sign_ins = SignIns::new();
        for one in &records.suspension {
            let rider = riders.get(one.rider.as_str()).ok_or("no such rider")?;
            let made = self.suspension(one, rider).await;
            made.map_err(|error| format!("suspension of {}: {error}", one.rider))?;
            sign_ins.push((rider.number.clone(), self.house.stations.recovery_code(rider)));
        }
        for one in &records.opening {
            let rider = riders.get(one.rider.as_str()).ok_or("no such rider")?;
            let opened = self.opening(one, rider, &devices).await;
            opened.map_err(|error| format!("opening of {}: {error}", one.rider))?;
        }
        let played = records.gate.len() + riders.len() + records.suspension.len();
        Ok((played + records.opening.len(), sign_ins))
    }

    async fn rider(&self, one: &Rider) -> Result<Holder, Fault> {
        let typed = Registration {
            name: one.name.clone(),
            phone: one.phone.clone(),
            kind: one.kind.clone(),
            employer: one.employer.clone(),
            submission_key: format!("demo:{}", one.key),
            client: "Android".to_owned(),
        };
        let rider = self.stations_at(self.at(one.days_ago, 9)).register(typed).await?.holder;
        let stations = self.stations_at(self.at(one.days_ago - 1, 11));
        for compound in &one.compounds {
            let (whole, _) = stations.friendly_compound(compound).await?;
            let today = stations.app.now().day();
            let rules = stations::domain::compound::in_force(&whole.rules, today);
            let rules = rules.ok_or("the compound has no rules")?;
            stations.accept_rules(&rider, compound, &rules.version).await?;
        }
        Ok(rider)
    }

    async fn gate(&self, one: &Gate) -> Result<CodeVerifier, Fault> {
        let stations = self.stations_at(self.at(one.days_ago, 15));
        let new = (Use::Gate.as_str(), one.name.as_str(), true);
        let (number, token) = stations.add_verifier(self.someone(&one.made_by)?, new).await?;
        let by = self.someone(&one.bound_by)?;
        let seen = stations.compound_for(by, &one.compound).await?;
        let at = GateVerifier {
            verifier: number,
            compound: one.compound.clone(),
            gate: one.gate.clone(),
        };
        let edit = (seen.whole.version, CompoundEdit::Bind(at));
        stations.edit_compound(by, &seen, edit).await?;
        Ok(stations.verifier_of_token(&token).await?.ok_or("the verifier is not there")?)
    }

    /// Counts of the weeks before, hour by hour, as the gate would have made
    /// them; the same pack makes the same figures.
    async fn passages(&self, one: &Gate, verifier: i64) -> Result<(), Fault> {
        let mut counts = Vec::new();
        for ago in (0..PASSAGE_DAYS.min(one.days_ago)).rev() {
            let day = Instant::start_of(self.now.day()).plus(-ago * DAY_US);
            for (hour, share) in (0_i64..).zip(SHARES) {
                let at = day.plus(hour * HOUR_US);
                let number = passages(one.usual * share, ago * 5 + hour * 3 + one.usual);
                let is_over = at.plus(HOUR_US) <= self.now;
                counts.extend((number > 0 && is_over).then(|| (hour_of(at), number)));
            }
        }
        let job = (one.compound.clone(), verifier, counts);
        let db = &self.house.desk.app.db;
        let written: Result<(), StoreError> = db
            .write(job, |tx, (compound, verifier, counts)| {
                Box::pin(async move {
                    for (hour, number) in counts {
                        store::count_passages(tx, (compound, hour), *number).await?;
                        let looks = (hour.as_str(), *number, *number / REFUSED_OF);
                        code::count_looks(tx, *verifier, looks).await?;
                    }
                    Ok(())
                })
            })
            .await;
        Ok(written?)
    }

    async fn suspension(&self, one: &Suspension, rider: &Holder) -> Result<(), Fault> {
        let at = self.at(one.days_ago, 9);
        let stations = self.stations_at(at);
        let by = self.someone(&one.by)?;
        let seen = stations.compound_for(by, &one.compound).await?;
        let new = NewSuspension {
            number: rider.number.clone(),
            fact: one.fact.clone(),
            happened_on: at.plus(-DAY_US).day().to_string(),
            days: one.days.to_string(),
        };
        let id = stations.suspend_pass(by, &seen, new).await?;
        if !one.facts.is_empty() {
            let stations = self.stations_at(self.at(one.days_ago - 1, 8));
            let (facts, wanted) = (one.facts.as_str(), one.wanted.as_str());
            stations.appeal_suspension(rider, (id, 1), (facts, wanted)).await?;
        }
        if !one.answer.is_empty() {
            self.answer(one, id).await?;
        }
        let end = at.plus(one.days * DAY_US);
        if end <= self.now {
            self.stations_at(end).tend_passes().await?;
        }
        Ok(())
    }

    async fn answer(&self, one: &Suspension, id: SuspensionId) -> Result<(), Fault> {
        let stations = self.stations_at(self.at(one.days_ago - 2, 16));
        let by = self.someone(&one.answered_by)?;
        let (suspension, seen) = stations.suspension_for(by, id).await?;
        let answer = one.answer.clone();
        let step = match one.granted {
            true => SuspensionStep::Grant(answer),
            false => SuspensionStep::Uphold(answer),
        };
        let seen = ((&suspension, &seen), (suspension.version, step));
        Ok(stations.step_suspension(by, seen.0, seen.1).await?)
    }

    /// Somebody comes in, and hours later the line of it is opened.
    async fn opening(&self, one: &Opening, rider: &Holder, devices: &Devices) -> Result<(), Fault> {
        let device = devices.get(&(one.compound.clone(), one.gate.clone()));
        let device = device.ok_or("the gate has no verifier")?;
        let stations = self.stations_at(self.at(one.days_ago, 12));
        let code = stations.fresh_code(rider, Use::Gate, u16::try_from(device.number)?).await?;
        let seen = stations.look_at_code(device, &code.text()).await??;
        let gate = GateVerifier {
            verifier: device.number,
            compound: one.compound.clone(),
            gate: one.gate.clone(),
        };
        stations.enter(gate, &seen).await??;
        let wish = LineWish {
            hour: hour_of(stations.app.now()),
            tail: seen.tail,
            purpose: one.purpose.parse()?,
            incident: one.incident.clone(),
            reason: one.reason.clone(),
        };
        let stations = self.stations_at(self.at(one.days_ago, 16));
        let by = self.someone(&one.by)?;
        let compound = stations.compound_for(by, &one.compound).await?;
        let found = stations.open_lines(by, &compound, wish).await?;
        if found.is_empty() { Err("no line was found".into()) } else { Ok(()) }
    }
}

/// Passages of an hour: about a hundredth of the share, never below none.
fn passages(share: i64, turn: i64) -> i64 {
    let swing = turn * 37 % 9 - 4;
    (share + share * swing / 9 + 50) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_near_its_share_and_never_below_none() {
        assert_eq!(SHARES.iter().sum::<i64>(), 100);
        for turn in 0..400 {
            assert!((5..=15).contains(&passages(10 * 100, turn)), "{turn}");
            assert_eq!(passages(0, turn), 0);
        }
    }
}
