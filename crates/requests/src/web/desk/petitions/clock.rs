//! The statutory limits in words.

use kernel::clock::{ClockState, ClockView};
use kernel::counting::{Remaining, remaining};
use kernel::time::Instant;
use people::PageError;
use ui::{Definition, Tag, Tone, Tr, key};

use super::words::clock_key;
use crate::app::Desk;
use crate::app::petition::clock::replay;
use crate::domain::order::NO_DUE_MICROS;
use crate::domain::petition::Petition;
use crate::store::petition::ClockRow;
use crate::web::record::record_page_error;

/// Each clock as a fact: its end, what is left, the article it rests on.
pub(super) fn facts(desk: &Desk, t: Tr, rows: &[ClockRow]) -> Result<Vec<Definition>, PageError> {
    let (rules, now) = (desk.rules(), desk.app.now());
    let mut facts = Vec::new();
    for row in rows {
        let view = replay(&rules.calendar, row, now).map_err(record_page_error)?;
        let (text, tone) = says(t, &view, &rules.calendar, now);
        let tag = Tag::new(text).tone(tone).to_html();
        facts.push(Definition::html(t.s(clock_key(&row.kind)), tag).note(&row.basis));
    }
    Ok(facts)
}

fn says(
    t: Tr,
    view: &ClockView,
    calendar: &kernel::calendar::WorkCalendar,
    now: Instant,
) -> (String, Tone) {
    let day = view.due.last_day.to_string();
    match view.state {
        ClockState::Stopped { met: true, .. } => {
            (t.named(key("petition-clock-met"), day.as_str()), Tone::Ok)
        }
        ClockState::Stopped { met: false, .. } => {
            (t.named(key("petition-clock-missed"), day.as_str()), Tone::Bad)
        }
        ClockState::Paused { .. } => (t.s(key("petition-clock-hearing")).into_owned(), Tone::Warn),
        ClockState::Running => {
            let args = |n: i64| [("date", day.as_str().into()), ("n", n.into())];
            match remaining(now, &view.due, view.limit.unit, calendar) {
                Remaining::Overdue { natural, .. } => {
                    (t.a(key("petition-clock-overdue"), &args(natural.into())), Tone::Bad)
                }
                Remaining::Days { natural, .. } => {
                    let tone = match view.warning {
                        kernel::clock::WarningLevel::Green => Tone::Info,
                        kernel::clock::WarningLevel::Yellow => Tone::Warn,
                        kernel::clock::WarningLevel::Red => Tone::Bad,
                    };
                    (t.a(key("petition-clock-left"), &args(natural.into())), tone)
                }
                Remaining::Time { .. } => {
                    (t.named(key("petition-clock-today"), day.as_str()), Tone::Bad)
                }
            }
        }
    }
}

/// The nearest limit of a row; nothing when none runs.
pub(super) fn of_row(t: Tr, petition: &Petition, now: Instant) -> (String, Tone) {
    let due = petition.next_due_at;
    if due.micros() == NO_DUE_MICROS {
        return (String::new(), Tone::Neutral);
    }
    // A limit ends at 24:00: the last day is the one before.
    let day = t.date(due.plus(-1));
    let tone = if due <= now { Tone::Bad } else { Tone::Info };
    (day, tone)
}
