//! Classes of cases (一类事): which orders belong, why they keep coming, what
//! is done about it, and whether fewer came afterwards. By subject and place
//! only.

use jiff::civil::Date;
use kernel::time::{DAY_US, Instant};
use people::{Role, Staff, UnitId};

use super::CaseClassId;
use crate::words;
use people::record::{Fault, text};

/// Longest name.
pub const NAME_MAX: usize = 60;
/// Longest text.
pub const TEXT_MAX: usize = 1_000;
/// Days before and after the action that are compared.
pub const SPAN_DAYS: i64 = 30;

words! {
    /// Where a class stands.
    pub enum CaseState: "a state of a class" {
        /// Watched.
        Watched = "watched",
        /// Acted on.
        Acting = "acting",
        /// Settled.
        Settled = "settled",
    }
}

/// A class of cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseClass {
    /// Its id.
    pub id: CaseClassId,
    /// Counts changes; guards each one.
    pub version: i64,
    /// Where it stands.
    pub state: CaseState,
    /// Its name.
    pub name: String,
    /// Category or the beginning of one.
    pub category_code: String,
    /// Region; the whole city when empty.
    pub region_code: Option<String>,
    /// A word of the title; every one when empty.
    pub words: String,
    /// Why they keep coming.
    pub root_cause: String,
    /// What is done.
    pub action: String,
    /// Who does it.
    pub unit_id: UnitId,
    /// From which day it works.
    pub acted_on: Option<String>,
}

impl CaseClass {
    /// Checks the texts.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        self.name = text("name", &self.name, NAME_MAX)?;
        self.category_code = text("category", &self.category_code, 6)?;
        self.root_cause = text("root_cause", &self.root_cause, TEXT_MAX)?;
        self.action = text("action", &self.action, TEXT_MAX)?;
        Ok(self)
    }

    /// The days before the action, and those after it that have passed: the
    /// last ones while nothing was done yet.
    pub fn spans(&self, now: Instant) -> [(Instant, Instant); 2] {
        let today = Instant::end_of(now.day());
        let acted: Option<Date> = self.acted_on.as_deref().and_then(|day| day.parse().ok());
        let middle = acted.map_or(today, Instant::start_of);
        let before = (middle.plus(-SPAN_DAYS * DAY_US), middle);
        [before, (middle, middle.plus(SPAN_DAYS * DAY_US).min(today).max(middle))]
    }
}

/// Who keeps classes of cases.
pub fn can_keep(staff: &Staff) -> bool {
    staff.has_any(&[Role::Dispatcher, Role::Supervisor])
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::id::Id;

    #[test]
    fn the_same_number_of_days_is_compared_and_none_to_come() {
        let at = |text| Instant::parse(text).unwrap();
        let id = |n| Id::from_parts(Instant::from_millis(1_000), n);
        let class = |acted_on: Option<&str>| CaseClass {
            id: CaseClassId(id(1)),
            version: 1,
            state: CaseState::Acting,
            name: "路灯不亮".into(),
            category_code: "0206".into(),
            region_code: None,
            words: String::new(),
            root_cause: "灯具老化".into(),
            action: "成批更换".into(),
            unit_id: UnitId(id(2)),
            acted_on: acted_on.map(Into::into),
        };
        let now = at("2026-06-11 10:00");
        let [before, after] = class(Some("2026-06-01")).spans(now);
        assert_eq!(before, (at("2026-05-02 00:00"), at("2026-06-01 00:00")));
        assert_eq!(after, (at("2026-06-01 00:00"), at("2026-06-12 00:00")));
        let [before, after] = class(None).spans(now);
        assert_eq!(before.1, at("2026-06-12 00:00"));
        assert_eq!(after.0, after.1);
    }
}
