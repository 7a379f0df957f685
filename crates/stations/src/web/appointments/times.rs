//! The times of a calendar with what is free of them.

use db::StoreError;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::time::Instant;

use crate::app::Stations;
use crate::domain::appointment::AppointmentState;
use crate::domain::appointment_rules::{BookedCalendar, Slot};

/// A time that can be asked for.
pub(super) struct Time {
    pub(super) slot: Slot,
    /// Seats that are free.
    pub(super) free: i64,
    /// Whether one may wait for it.
    pub(super) has_line: bool,
}

/// The times of a calendar that can be booked from one day to before another.
pub(super) async fn bookable(
    stations: &Stations,
    calendar: &BookedCalendar,
    (from, until): (Date, Date),
) -> Result<Vec<(Date, Vec<Time>)>, StoreError> {
    let now = stations.app.now();
    let last = calendar.last_day(now).saturating_add(1.day());
    let (from, until) = (from.max(now.day()), until.min(last));
    let held = stations.calendar_span(&calendar.id, (from, until)).await?;
    let directory = stations.directory.current();
    let mut days = Vec::new();
    let mut day = from;
    while day < until {
        let slots = calendar.bookable_on(day, now, (directory.calendars(), &held.closures));
        let time = |slot: Slot| {
            let known = held.slots.iter().find(|known| known.starts_at == slot.starts_at);
            let waits = |starts_at: Instant| {
                let mut here = held.appointments.iter().filter(|one| one.starts_at == starts_at);
                here.by_ref().filter(|one| one.state == AppointmentState::Waiting).count() as i64
            };
            let in_line = waits(slot.starts_at);
            let left = (slot.capacity - known.map_or(0, |known| known.taken)).max(0);
            Time {
                slot,
                free: if in_line > 0 { 0 } else { left },
                has_line: in_line < calendar.waiting,
            }
        };
        let times: Vec<Time> = slots.into_iter().map(time).collect();
        if !times.is_empty() {
            days.push((day, times));
        }
        day = day.saturating_add(1.day());
    }
    Ok(days)
}
