//! Lists of a place: problems that units solve together, and needs that a unit
//! claims and carries out.

use jiff::civil::Date;
use kernel::time::Instant;
use people::{Role, Staff, UnitId};

use super::PlaceItemId;
use crate::words;
use people::record::{Fault, FaultKind, text};

/// Longest title.
pub const TITLE_MAX: usize = 60;
/// Longest text.
pub const TEXT_MAX: usize = 1_000;

words! {
    /// Which list.
    pub enum PlaceList: "a list of a place" {
        /// 问题清单
        Problem = "problem",
        /// 需求清单
        Need = "need",
    }
}

words! {
    /// Where an item stands.
    pub enum ItemState: "a state of an item" {
        /// On the list.
        Listed = "listed",
        /// A unit leads it, or has claimed it.
        Taken = "taken",
        /// Done, says the unit.
        Done = "done",
        /// Done, says the community.
        Confirmed = "confirmed",
        /// Off the list, with the reason.
        Dropped = "dropped",
    }
}

words! {
    /// What can happen to an item.
    pub enum ItemVerb: "a verb of an item" {
        /// A unit takes it up.
        Take = "take",
        /// The unit says it is done.
        Finish = "finish",
        /// The community agrees.
        Confirm = "confirm",
        /// The community does not agree.
        Reject = "reject",
        /// Taken off the list.
        Drop = "drop",
    }
}

words! {
    /// What an item is about.
    pub enum ItemKind: "a kind of item" {
        /// 停车秩序
        Parking = "parking",
        /// 设施老化
        Facilities = "facilities",
        /// 环境卫生
        Environment = "environment",
        /// 物业服务
        Property = "property",
        /// 安全隐患
        Safety = "safety",
        /// 养老托育
        Care = "care",
        /// 加装电梯
        Lift = "lift",
        /// 文体活动
        Culture = "culture",
        /// 便民服务
        Convenience = "convenience",
        /// 就业帮扶
        Employment = "employment",
    }
}

impl ItemState {
    /// The state after a verb; nothing when the verb does not fit.
    pub fn after(self, verb: ItemVerb) -> Option<Self> {
        use ItemVerb::{Confirm, Drop, Finish, Reject, Take};
        match (self, verb) {
            (Self::Listed, Take) | (Self::Done, Reject) => Some(Self::Taken),
            (Self::Taken, Finish) => Some(Self::Done),
            (Self::Done, Confirm) => Some(Self::Confirmed),
            (Self::Listed | Self::Taken, Drop) => Some(Self::Dropped),
            (Self::Listed, Finish | Confirm | Reject)
            | (Self::Taken, Take | Confirm | Reject)
            | (Self::Done, Take | Finish | Drop)
            | (Self::Confirmed | Self::Dropped, Take | Finish | Confirm | Reject | Drop) => None,
        }
    }
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceItem {
    /// Its id.
    pub id: PlaceItemId,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Which list.
    pub list: PlaceList,
    /// Where it stands.
    pub state: ItemState,
    /// The community or street.
    pub region_code: String,
    /// What it is about.
    pub kind: ItemKind,
    /// Title.
    pub title: String,
    /// More.
    pub detail: String,
    /// Households it concerns, as counted for the whole place.
    pub households: Option<i64>,
    /// The unit that leads or has claimed it.
    pub unit_id: Option<UnitId>,
    /// Until when.
    pub due_on: Option<String>,
    /// What came of it.
    pub result: Option<String>,
    /// Residents may read it.
    pub is_public: bool,
    /// When it was listed.
    pub listed_at: Instant,
}

/// A unit called to a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The unit.
    pub unit_id: UnitId,
    /// When it was called.
    pub called_at: Instant,
    /// When it came.
    pub arrived_at: Option<Instant>,
    /// What it did.
    pub result: Option<String>,
}

/// An item about to be listed.
#[derive(Debug, Clone)]
pub struct NewItem {
    /// Which list.
    pub list: PlaceList,
    /// The community or street.
    pub region_code: String,
    /// What it is about.
    pub kind: ItemKind,
    /// Title.
    pub title: String,
    /// More.
    pub detail: String,
    /// Households.
    pub households: Option<i64>,
    /// Residents may read it.
    pub is_public: bool,
}

impl NewItem {
    /// Checks the texts.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        self.title = text("title", &self.title, TITLE_MAX)?;
        self.detail = text("detail", &self.detail, TEXT_MAX)?;
        if self.households.is_some_and(|count| count < 1) {
            return Err(Fault::new("households", FaultKind::NotAllowed));
        }
        Ok(self)
    }
}

/// What is done to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemStep {
    /// A unit takes it up until a day.
    Take {
        /// The unit.
        unit: UnitId,
        /// Until when.
        due_on: Date,
    },
    /// Done.
    Finish {
        /// What was done.
        result: String,
    },
    /// The community agrees.
    Confirm,
    /// The community does not.
    Reject {
        /// Why.
        result: String,
    },
    /// Off the list.
    Drop {
        /// Why.
        result: String,
    },
}

impl ItemStep {
    /// The verb it stands for.
    pub fn verb(&self) -> ItemVerb {
        match self {
            Self::Take { .. } => ItemVerb::Take,
            Self::Finish { .. } => ItemVerb::Finish,
            Self::Confirm => ItemVerb::Confirm,
            Self::Reject { .. } => ItemVerb::Reject,
            Self::Drop { .. } => ItemVerb::Drop,
        }
    }
}

impl PlaceItem {
    /// Decides a step.
    ///
    /// # Errors
    /// What is wrong.
    pub fn step(&self, step: &ItemStep, today: Date) -> Result<Self, Fault> {
        let state = self.state.after(step.verb()).ok_or(Fault::not_now())?;
        let mut after = Self { state, ..self.clone() };
        match step {
            ItemStep::Take { unit, due_on } => {
                if *due_on < today {
                    return Err(Fault::new("due_on", FaultKind::TooLate));
                }
                after.unit_id = Some(*unit);
                after.due_on = Some(due_on.to_string());
            }
            ItemStep::Finish { result } => after.result = Some(text("result", result, TEXT_MAX)?),
            ItemStep::Reject { result } => {
                after.result = Some(text("reject_reason", result, TEXT_MAX)?);
            }
            ItemStep::Drop { result } => {
                after.result = Some(text("drop_reason", result, TEXT_MAX)?)
            }
            ItemStep::Confirm => {}
        }
        Ok(after)
    }

    /// Whether they may do this to it: the place's own people keep the list;
    /// a need is claimed by whoever takes it, a problem given to a leader.
    pub fn can(&self, staff: &Staff, verb: ItemVerb) -> bool {
        let keeps = can_list(staff, &self.region_code);
        let works = staff.has_any(&[Role::UnitHandler, Role::UnitReviewer]);
        let theirs = works && self.unit_id == Some(staff.unit);
        self.state.after(verb).is_some()
            && match verb {
                ItemVerb::Take => keeps || (self.list == PlaceList::Need && works),
                ItemVerb::Finish => theirs || keeps,
                ItemVerb::Confirm | ItemVerb::Reject | ItemVerb::Drop => keeps,
            }
    }
}

/// Who keeps the lists of the places they cover.
pub const KEEPERS: &[Role] =
    &[Role::GridWorker, Role::Dispatcher, Role::Supervisor, Role::UnitReviewer];

/// Whether they keep the lists of a place.
pub fn can_list(staff: &Staff, region: &str) -> bool {
    staff.has_any(KEEPERS) && staff.covers(region)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::id::Id;

    fn item(state: ItemState) -> PlaceItem {
        PlaceItem {
            id: PlaceItemId(Id::from_parts(Instant::from_millis(1_000), 1)),
            version: 1,
            list: PlaceList::Problem,
            state,
            region_code: "439902001001".into(),
            kind: ItemKind::Parking,
            title: "停车乱".into(),
            detail: "消防通道被占".into(),
            households: None,
            unit_id: None,
            due_on: None,
            result: None,
            is_public: true,
            listed_at: Instant::from_millis(1_000),
        }
    }

    #[test]
    fn every_state_takes_the_verbs_of_the_table_and_no_other() {
        // take, finish, confirm, reject, drop
        let table = [
            (ItemState::Listed, ["taken", "-", "-", "-", "dropped"]),
            (ItemState::Taken, ["-", "done", "-", "-", "dropped"]),
            (ItemState::Done, ["-", "-", "confirmed", "taken", "-"]),
            (ItemState::Confirmed, ["-", "-", "-", "-", "-"]),
            (ItemState::Dropped, ["-", "-", "-", "-", "-"]),
        ];
        let words = || "因为如此".to_owned();
        let unit = UnitId(Id::from_parts(Instant::from_millis(1_000), 2));
        let today = jiff::civil::date(2026, 6, 1);
        let steps = [
            ItemStep::Take { unit, due_on: today },
            ItemStep::Finish { result: words() },
            ItemStep::Confirm,
            ItemStep::Reject { result: words() },
            ItemStep::Drop { result: words() },
        ];
        for (state, row) in table {
            for (step, wanted) in steps.iter().zip(row) {
                let got = item(state).step(step, today);
                let got = got.as_ref().map_or("-", |after| after.state.as_str());
                assert_eq!(got, wanted, "{state} {step:?}");
            }
        }
        let late = ItemStep::Take { unit, due_on: jiff::civil::date(2026, 5, 31) };
        let fault = item(ItemState::Listed).step(&late, today).unwrap_err();
        assert_eq!(fault, Fault::new("due_on", FaultKind::TooLate));
    }
}
