//! What riders and drivers need, as a chain: collected, coordinated with an
//! owner and a plan, solved, fed back in public.

use jiff::civil::Date;
use kernel::time::Instant;
use people::record::{Fault, FaultKind, optional, text};
use people::{Role, Staff, UnitId};

use super::said::Reporter;
use crate::words;

/// Longest need, plan, result or public text, in characters.
pub const TEXT_MAX: usize = 500;
/// Longest name of where it was heard.
pub const SOURCE_MAX: usize = 80;

kernel::id_type! {
    /// A need.
    pub struct RiderNeedId;
}
db::text_column!(RiderNeedId, "a need id");

words! {
    /// What is needed.
    pub enum NeedTopic: "a topic of needs" {
        /// 充换电
        Power = "power",
        /// 停车
        Parking = "parking",
        /// 进门
        Gate = "gate",
        /// 歇脚
        Rest = "rest",
        /// 吃饭
        Meals = "meals",
        /// 如厕
        Toilet = "toilet",
        /// 健康
        Health = "health",
        /// 学习
        Learning = "learning",
        /// 子女
        Children = "children",
        /// 住房
        Housing = "housing",
        /// 权益
        Rights = "rights",
        /// Any other.
        Other = "other",
    }
}

words! {
    /// Where it was heard.
    pub enum NeedSource: "a source of needs" {
        /// Written by whoever has it.
        Form = "form",
        /// Heard on a visit or at a station.
        Visit = "visit",
        /// A hot topic of the riders' channels.
        HotTopic = "hot_topic",
    }
}

words! {
    /// Where a need stands.
    pub enum NeedState: "a state of a need" {
        /// Written down.
        Collected = "collected",
        /// A unit has it, with a plan.
        Coordinating = "coordinating",
        /// The unit says it is done.
        Solved = "solved",
        /// What was done is public.
        FedBack = "fed_back",
        /// It cannot be done, and why is public.
        Declined = "declined",
        /// The same as another one.
        Joined = "joined",
    }
}

words! {
    /// What can happen to a need.
    pub enum NeedVerb: "a verb of a need" {
        /// A unit gets it, with a plan.
        Coordinate = "coordinate",
        /// The unit says what was done.
        Solve = "solve",
        /// It is told in public.
        FeedBack = "feed_back",
        /// It cannot be done.
        Decline = "decline",
        /// It is the same as another one.
        Join = "join",
    }
}

impl NeedState {
    /// The state after a verb; nothing when the verb does not fit. What was not
    /// solved after all goes back to a plan.
    pub fn after(self, verb: NeedVerb) -> Option<Self> {
        use NeedVerb::{Coordinate, Decline, FeedBack, Join, Solve};
        match (self, verb) {
            (Self::Collected | Self::Coordinating | Self::Solved, Coordinate) => {
                Some(Self::Coordinating)
            }
            (Self::Coordinating, Solve) => Some(Self::Solved),
            (Self::Solved, FeedBack) => Some(Self::FedBack),
            (Self::Collected | Self::Coordinating, Decline) => Some(Self::Declined),
            (Self::Collected, Join) => Some(Self::Joined),
            (Self::Collected, Solve | FeedBack)
            | (Self::Coordinating, FeedBack | Join)
            | (Self::Solved, Solve | Decline | Join)
            | (
                Self::FedBack | Self::Declined | Self::Joined,
                Coordinate | Solve | FeedBack | Decline | Join,
            ) => None,
        }
    }

    /// Whether a line of it stands on the public page.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Coordinating | Self::Solved | Self::FedBack | Self::Declined)
    }
}

/// A need on its way in.
#[derive(Debug, Clone)]
pub struct NewRiderNeed {
    /// The same key sent again is the same need.
    pub key: String,
    /// What about.
    pub topic: NeedTopic,
    /// In words.
    pub text: String,
    /// Where, if it is about a place.
    pub region_code: Option<String>,
    /// Where it was heard.
    pub source: NeedSource,
    /// Which visit or topic, in words.
    pub source_ref: String,
    /// What they are, if they say.
    pub reporter: Reporter,
}

impl NewRiderNeed {
    /// Checks what was written.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        if self.key.trim().is_empty() {
            return Err(Fault::new("", FaultKind::Missing));
        }
        self.text = text("text", &self.text, TEXT_MAX)?;
        self.source_ref = optional("source_ref", &self.source_ref, SOURCE_MAX)?;
        if self.source == NeedSource::HotTopic && self.source_ref.is_empty() {
            return Err(Fault::new("source_ref", FaultKind::Missing));
        }
        Ok(self)
    }
}

/// A need as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiderNeed {
    /// Its id.
    pub id: RiderNeedId,
    /// The key it came with.
    pub submission_key: String,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Where it stands.
    pub state: NeedState,
    /// What about.
    pub topic: NeedTopic,
    /// In the words of who has it, or heard it.
    pub text: String,
    /// Where.
    pub region_code: Option<String>,
    /// Where it was heard.
    pub source: NeedSource,
    /// Which visit or topic.
    pub source_ref: String,
    /// What they are.
    pub reporter: Reporter,
    /// The unit that works on it.
    pub owner_unit_id: Option<UnitId>,
    /// What it will do.
    pub plan: String,
    /// By when.
    pub due_on: Option<String>,
    /// What it did.
    pub result: String,
    /// What is told in public.
    pub public_text: String,
    /// The one it is the same as.
    pub lead_id: Option<RiderNeedId>,
    /// When it was written down.
    pub collected_at: Instant,
}

/// What is done to a need.
#[derive(Debug, Clone)]
pub enum NeedStep {
    /// A unit gets it.
    Coordinate {
        /// Which.
        unit: UnitId,
        /// What it will do.
        plan: String,
        /// By when.
        due_on: Option<Date>,
    },
    /// What was done.
    Solve(String),
    /// What is told in public.
    FeedBack(String),
    /// Why it cannot be done; told in public.
    Decline(String),
    /// The one it is the same as.
    Join(RiderNeedId),
}

impl NeedStep {
    /// Its verb.
    pub fn verb(&self) -> NeedVerb {
        match self {
            Self::Coordinate { .. } => NeedVerb::Coordinate,
            Self::Solve(_) => NeedVerb::Solve,
            Self::FeedBack(_) => NeedVerb::FeedBack,
            Self::Decline(_) => NeedVerb::Decline,
            Self::Join(_) => NeedVerb::Join,
        }
    }
}

/// Decides what a step does to a need on a day.
///
/// # Errors
/// The first fault found; nothing happens then.
pub fn decide(before: &RiderNeed, step: &NeedStep, on: Date) -> Result<RiderNeed, Fault> {
    let state = before.state.after(step.verb()).ok_or(Fault::not_now())?;
    let mut after = RiderNeed { state, ..before.clone() };
    match step {
        NeedStep::Coordinate { unit, plan, due_on } => {
            if due_on.is_some_and(|due| due < on) {
                return Err(Fault::new("due_on", FaultKind::TooLate));
            }
            after.owner_unit_id = Some(*unit);
            after.plan = text("plan", plan, TEXT_MAX)?;
            after.due_on = due_on.map(|due| due.to_string());
        }
        NeedStep::Solve(result) => after.result = text("result", result, TEXT_MAX)?,
        NeedStep::FeedBack(words) => after.public_text = text("public_text", words, TEXT_MAX)?,
        NeedStep::Decline(words) => after.public_text = text("reason", words, TEXT_MAX)?,
        NeedStep::Join(lead) if *lead == before.id => {
            return Err(Fault::new("lead", FaultKind::NotAllowed));
        }
        NeedStep::Join(lead) => after.lead_id = Some(*lead),
    }
    Ok(after)
}

/// Roles that lead the chain.
pub const LEADS: &[Role] = &[Role::Dispatcher, Role::Supervisor];
/// Roles that work on needs for their unit.
pub const WORKS: &[Role] = &[Role::UnitHandler, Role::UnitReviewer];

fn is_owner(staff: &Staff, need: &RiderNeed) -> bool {
    need.owner_unit_id == Some(staff.unit) && staff.has_any(WORKS)
}

/// Whether they may see it; what they may not see is not found.
pub fn can_see(staff: &Staff, need: &RiderNeed) -> bool {
    staff.has_any(LEADS) || staff.has(Role::Leader) || is_owner(staff, need)
}

/// Whether they may do this to it now.
pub fn can(staff: &Staff, verb: NeedVerb, need: &RiderNeed) -> bool {
    let theirs = match verb {
        NeedVerb::Solve => is_owner(staff, need),
        NeedVerb::Coordinate | NeedVerb::FeedBack | NeedVerb::Decline | NeedVerb::Join => {
            staff.has_any(LEADS)
        }
    };
    theirs && need.state.after(verb).is_some()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::id::Id;

    use super::*;

    fn id(n: u128) -> Id {
        Id::from_parts(Instant::from_millis(1_000), n)
    }

    fn need(state: NeedState) -> RiderNeed {
        RiderNeed {
            id: RiderNeedId(id(1)),
            submission_key: "k".into(),
            version: 1,
            state,
            topic: NeedTopic::Power,
            text: "地铁口没有换电柜".into(),
            region_code: None,
            source: NeedSource::Form,
            source_ref: String::new(),
            reporter: Reporter::Rider,
            owner_unit_id: None,
            plan: String::new(),
            due_on: None,
            result: String::new(),
            public_text: String::new(),
            lead_id: None,
            collected_at: Instant::from_millis(1_000),
        }
    }

    fn steps() -> Vec<NeedStep> {
        let unit = UnitId(id(2));
        vec![
            NeedStep::Coordinate { unit, plan: "增设".into(), due_on: None },
            NeedStep::Solve("已增设".into()),
            NeedStep::FeedBack("地铁口增设两组换电柜".into()),
            NeedStep::Decline("消防不允许".into()),
            NeedStep::Join(RiderNeedId(id(9))),
        ]
    }

    #[test]
    fn every_state_meets_every_verb_as_the_table_says() {
        use NeedState as S;
        use NeedVerb as V;
        let table = [
            (S::Collected, V::Coordinate, S::Coordinating),
            (S::Collected, V::Decline, S::Declined),
            (S::Collected, V::Join, S::Joined),
            (S::Coordinating, V::Coordinate, S::Coordinating),
            (S::Coordinating, V::Solve, S::Solved),
            (S::Coordinating, V::Decline, S::Declined),
            (S::Solved, V::Coordinate, S::Coordinating),
            (S::Solved, V::FeedBack, S::FedBack),
        ];
        let on = date(2026, 6, 1);
        for &state in S::ALL {
            for step in steps() {
                let verb = step.verb();
                let row = table.iter().find(|(from, by, _)| (*from, *by) == (state, verb));
                let want = row.map(|(_, _, to)| *to).ok_or(Fault::not_now());
                let got = decide(&need(state), &step, on).map(|after| after.state);
                assert_eq!(got, want, "{state} {verb}");
            }
        }
    }

    #[test]
    fn a_plan_names_its_unit_and_no_day_that_is_gone() {
        let on = date(2026, 6, 1);
        let plan = |plan: &str, due_on| NeedStep::Coordinate {
            unit: UnitId(id(2)),
            plan: plan.into(),
            due_on,
        };
        let fault = |field, kind| Some(Fault::new(field, kind));
        let cases = [
            (plan("增设", Some(on)), None),
            (plan(" ", Some(on)), fault("plan", FaultKind::Missing)),
            (plan("增设", Some(date(2026, 5, 31))), fault("due_on", FaultKind::TooLate)),
            (NeedStep::Join(RiderNeedId(id(1))), fault("lead", FaultKind::NotAllowed)),
        ];
        for (step, want) in cases {
            assert_eq!(decide(&need(NeedState::Collected), &step, on).err(), want, "{step:?}");
        }
    }
}
