//! Limits in words: what is left, and how close it is. Never by colour alone.

use kernel::clock::{ClockState, WarningLevel};
use kernel::counting::{Limit, LimitUnit};
use kernel::time::{DAY_US, HOUR_US, Instant, MINUTE_US};
use ui::{ClockBar, Tone, Tr, key};

use crate::domain::order::Order;
use crate::store::clock::ClockRow;
use crate::store::list::ListRow;
use crate::web::words::clock_key;

/// What is left until an instant, short enough for a row: `1:42`, `3 天`,
/// `超 0:06`.
pub(super) fn left(t: Tr, due: Instant, now: Instant) -> String {
    let micros = due.since(now);
    let size = micros.saturating_abs();
    let length = if size >= 2 * DAY_US {
        t.n("desk-left-days", size / DAY_US)
    } else {
        format!("{}:{:02}", size / HOUR_US, size % HOUR_US / MINUTE_US)
    };
    if micros <= 0 { t.named("desk-left-over", length) } else { t.named("desk-left", length) }
}

/// The tag of a row's nearest limit; nothing when none runs.
pub(super) fn of_row(t: Tr, row: &ListRow, now: Instant) -> Option<(String, Tone)> {
    if row.next_due_at == Order::no_due() {
        return None;
    }
    let tone = if row.next_due_at <= now || row.red_at.is_some_and(|at| at <= now) {
        Tone::Bad
    } else if row.yellow_at.is_some_and(|at| at <= now) {
        Tone::Warn
    } else {
        Tone::Neutral
    };
    Some((left(t, row.next_due_at, now), tone))
}

/// A clock as a bar with its words.
pub(super) fn bar(
    t: Tr,
    row: &ClockRow,
    view: &kernel::clock::ClockView,
    now: Instant,
) -> ClockBar {
    let label = t.s(clock_key(&row.kind));
    let length = |micros: i64| t.duration(micros);
    let (left, tone) = match &view.state {
        ClockState::Stopped { met: true, .. } => {
            (t.s("desk-clock-met").into_owned(), Tone::Neutral)
        }
        ClockState::Stopped { met: false, .. } => {
            (t.s("desk-clock-missed").into_owned(), Tone::Bad)
        }
        ClockState::Paused { .. } => (t.s("desk-clock-paused").into_owned(), Tone::Info),
        ClockState::Running if view.due.at <= now => {
            (t.named("desk-clock-over", length(now.since(view.due.at))), Tone::Bad)
        }
        ClockState::Running => {
            (t.named("desk-clock-left", length(view.due.at.since(now))), tone(view.warning))
        }
    };
    let due = t.a(
        "desk-clock-due",
        &[("limit", limit(t, view.limit).into()), ("due", t.date_time(view.due.at).into())],
    );
    ClockBar::new(label, left, view.elapsed_permille.into()).due(due).tone(tone)
}

/// How a light is toned.
pub(super) fn tone(warning: WarningLevel) -> Tone {
    match warning {
        WarningLevel::Green => Tone::Ok,
        WarningLevel::Yellow => Tone::Warn,
        WarningLevel::Red => Tone::Bad,
    }
}

/// A limit as it is written on an order: `3 个工作日`.
pub(super) fn limit(t: Tr, limit: Limit) -> String {
    let name = match limit.unit {
        LimitUnit::Minute => key("desk-limit-minutes"),
        LimitUnit::Hour => key("desk-limit-hours"),
        LimitUnit::NaturalDay => key("desk-limit-days"),
        LimitUnit::WorkingDay => key("desk-limit-working-days"),
        LimitUnit::Month => key("desk-limit-months"),
    };
    t.n(name, i64::from(limit.amount))
}
