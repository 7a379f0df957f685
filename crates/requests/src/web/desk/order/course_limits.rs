//! What each step of an order's course did to its limits, in words: begun,
//! stopped in time or late, paused, run on, extended, corrected, handed on.

use std::collections::BTreeMap;

use kernel::clock::{ClockEvent, ClockState, ClockView, PauseReason};
use kernel::time::Instant;
use people::PageError;
use ui::{Tr, key};

use super::super::clock;
use crate::app::view::OrderView;
use crate::app::{Desk, clock_course};
use crate::store::clock::ClockRow;
use crate::web::words::clock_key;

/// The words, by the version of the event they belong to. A clock and the step
/// that moved it are written at one instant.
pub(super) fn by_event(
    desk: &Desk,
    t: Tr,
    view: &OrderView,
) -> Result<BTreeMap<i64, Vec<String>>, PageError> {
    let rules = desk.rules();
    let mut said: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (row, _) in &view.clocks {
        let course = clock_course(&rules.calendar, row);
        for (what, shown) in course.map_err(|error| PageError::internal(&error))? {
            let step = view.events.iter().rev().find(|event| event.at == what.at());
            if let Some(step) = step {
                said.entry(step.version).or_default().push(words(desk, t, row, what, &shown));
            }
        }
    }
    Ok(said)
}

fn words(desk: &Desk, t: Tr, row: &ClockRow, what: ClockEvent, shown: &ClockView) -> String {
    let name = t.s(clock_key(&row.kind));
    let due = t.date_time(shown.due.at);
    let told = |key: &'static str, detail: String| {
        let args = [
            ("clock", name.as_ref().into()),
            ("detail", detail.into()),
            ("due", due.as_str().into()),
        ];
        t.a(key, &args)
    };
    match what {
        ClockEvent::Started { limit, .. } | ClockEvent::Reopened { limit, .. } => {
            told(key("course-limit-begun"), clock::limit(t, limit))
        }
        ClockEvent::Relimited { limit, .. } => {
            told(key("course-limit-corrected"), clock::limit(t, limit))
        }
        ClockEvent::Extended { by, .. } => told(key("course-limit-extended"), clock::limit(t, by)),
        ClockEvent::Paused { reason, .. } => {
            told(key("course-limit-paused"), t.s(pause_key(reason)).into_owned())
        }
        ClockEvent::Resumed { .. } => told(key("course-limit-resumed"), String::new()),
        ClockEvent::Reassigned { unit, .. } => {
            let unit = desk.rules().units.get(&people::UnitId(unit)).map(|unit| unit.name.clone());
            told(key("course-limit-handed"), unit.unwrap_or_default())
        }
        ClockEvent::Stopped { at } => stopped(t, shown, at, &told),
    }
}

fn stopped(
    t: Tr,
    shown: &ClockView,
    at: Instant,
    told: &dyn Fn(&'static str, String) -> String,
) -> String {
    match shown.state {
        ClockState::Stopped { met: false, .. } => {
            told(key("course-limit-missed"), t.duration(at.since(shown.due.at)))
        }
        _ => told(key("course-limit-met"), String::new()),
    }
}

/// Why a clock stands still, in words.
pub(super) fn pause_key(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::NeedInfo => key("procedure-pause-info"),
        PauseReason::Deferral => key("procedure-pause-deferral"),
        PauseReason::Hearing => key("procedure-pause-hearing"),
    }
}
