//! Limits and due dates in words a resident understands.

use kernel::calendar::WorkCalendar;
use kernel::clock::{ClockState, ClockView, PauseReason};
use kernel::counting::{Due, Limit, LimitUnit, Remaining, remaining};
use kernel::time::Instant;
use ui::{Tone, Tr, key};

/// `5 个工作日`, `2 小时`.
pub(super) fn length(t: Tr, limit: Limit) -> String {
    let key = match limit.unit {
        LimitUnit::Minute => key("limit-minutes"),
        LimitUnit::Hour => key("limit-hours"),
        LimitUnit::NaturalDay => key("limit-days"),
        LimitUnit::WorkingDay => key("limit-working-days"),
        LimitUnit::Month => key("limit-months"),
    };
    t.n(key, i64::from(limit.amount))
}

/// The day, and for hours and minutes also the time, until which something is
/// to be done.
pub(super) fn until(t: Tr, due: &Due, unit: LimitUnit) -> String {
    match unit {
        LimitUnit::Minute | LimitUnit::Hour => t.date_time(due.at),
        LimitUnit::NaturalDay | LimitUnit::WorkingDay | LimitUnit::Month => {
            t.date(Instant::start_of(due.last_day))
        }
    }
}

/// A clock as the person who waits sees it.
pub(super) struct Wait {
    /// "最迟 11月30日（还有 5 个工作日）"
    pub(super) text: String,
    /// How it is meant.
    pub(super) tone: Tone,
    /// What more must be said: more time was given, a day may still move.
    pub(super) note: Option<&'static str>,
}

/// Says what a clock shows, without making it look better than it is.
pub(super) fn wait(t: Tr, view: &ClockView, calendar: &WorkCalendar, now: Instant) -> Wait {
    let unit = view.limit.unit;
    let date = until(t, &view.due, unit);
    let with_date = |key, n: i64| t.a(key, &[("date", date.as_str().into()), ("n", n.into())]);
    let (text, tone) = match view.state {
        ClockState::Stopped { met: true, .. } => (t.s(key("wait-met")).into_owned(), Tone::Ok),
        ClockState::Stopped { met: false, .. } => {
            (t.named(key("wait-missed"), date.as_str()), Tone::Warn)
        }
        ClockState::Paused { reason, .. } => (t.s(pause_key(reason)).into_owned(), Tone::Warn),
        ClockState::Running => match remaining(now, &view.due, unit, calendar) {
            Remaining::Days { working, natural } => {
                let (key, n) = if unit == LimitUnit::WorkingDay {
                    (key("wait-working-days"), working)
                } else {
                    (key("wait-days"), natural)
                };
                (with_date(key, n.into()), Tone::Info)
            }
            Remaining::Time { micros } => {
                let left = t.duration(micros);
                let args = [("date", date.as_str().into()), ("left", left.as_str().into())];
                (t.a(key("wait-time"), &args), Tone::Info)
            }
            Remaining::Overdue { micros, working, .. } => {
                let late = if unit == LimitUnit::WorkingDay {
                    t.n(key("limit-working-days"), i64::from(working))
                } else {
                    t.duration(micros)
                };
                let args = [("date", date.as_str().into()), ("late", late.as_str().into())];
                (t.a(key("wait-overdue"), &args), Tone::Bad)
            }
        },
    };
    let is_open = !matches!(view.state, ClockState::Stopped { .. });
    let note = (is_open && view.due.crosses_provisional).then_some(key("wait-provisional"));
    Wait { text, tone, note }
}

/// Why a limit stands or stood still.
pub(super) fn pause_name(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::NeedInfo => key("track-pause-info"),
        PauseReason::Deferral => key("track-pause-deferral"),
        PauseReason::Hearing => key("track-pause-hearing"),
    }
}

fn pause_key(reason: PauseReason) -> &'static str {
    match reason {
        PauseReason::NeedInfo => key("wait-paused-info"),
        PauseReason::Deferral => key("wait-paused-deferral"),
        PauseReason::Hearing => key("wait-paused-hearing"),
    }
}
