//! Folds a history into the count that is under way.

use crate::calendar::WorkCalendar;
use crate::counting::{CountingRule, Limit};
use crate::id::Id;
use crate::time::Instant;

use super::spans::{Layout, Stop};
use super::{
    ClockEvent, ClockFault, ClockFaultKind, ClockState, ClockView, Pause, PauseReason,
    WarningLevel, WarningShares,
};

/// The count since the start or the last reopening.
pub(super) struct Round<'a> {
    calendar: &'a WorkCalendar,
    rule: &'a CountingRule,
    started: Instant,
    /// The limit, with the extensions in its own unit that came first.
    limit: Limit,
    /// Further extensions, one for each change of unit.
    extensions: Vec<Limit>,
    pauses: Vec<Pause>,
    stopped: Option<Instant>,
    unit: Option<Id>,
    hop_count: u32,
    reopen_count: u32,
    extended_late: bool,
}

impl<'a> Round<'a> {
    pub(super) fn fold(
        events: &[ClockEvent],
        calendar: &'a WorkCalendar,
        rule: &'a CountingRule,
    ) -> Result<Self, ClockFault> {
        let Some((&ClockEvent::Started { at, limit }, rest)) = events.split_first() else {
            return Err(ClockFault { index: 0, kind: ClockFaultKind::NotStarted });
        };
        let mut round = Self {
            calendar,
            rule,
            started: at,
            limit,
            extensions: Vec::new(),
            pauses: Vec::new(),
            stopped: None,
            unit: None,
            hop_count: 0,
            reopen_count: 0,
            extended_late: false,
        };
        let mut before = at;
        for (index, event) in (1..).zip(rest) {
            if event.at() < before {
                return Err(ClockFault { index, kind: ClockFaultKind::OutOfOrder });
            }
            round.apply(event).map_err(|kind| ClockFault { index, kind })?;
            before = event.at();
        }
        Ok(round)
    }

    fn apply(&mut self, event: &ClockEvent) -> Result<(), ClockFaultKind> {
        if let ClockEvent::Reopened { at, limit } = *event {
            return self.reopen(at, limit);
        }
        if self.stopped.is_some() {
            return Err(ClockFaultKind::AlreadyStopped);
        }
        match *event {
            ClockEvent::Started { .. } => return Err(ClockFaultKind::StartedTwice),
            ClockEvent::Reopened { .. } => return Err(ClockFaultKind::NotStopped),
            ClockEvent::Paused { at, reason } => return self.pause(at, reason),
            ClockEvent::Resumed { at } => return self.resume(at),
            ClockEvent::Extended { at, by } => self.extend(at, by),
            ClockEvent::Relimited { limit, .. } => {
                self.limit = limit;
                self.extensions.clear();
                self.extended_late = false;
            }
            ClockEvent::Reassigned { unit, .. } => {
                self.unit = Some(unit);
                self.hop_count += 1;
            }
            ClockEvent::Stopped { at } => {
                self.stopped = Some(at);
            }
        }
        Ok(())
    }

    fn reopen(&mut self, at: Instant, limit: Limit) -> Result<(), ClockFaultKind> {
        if self.stopped.take().is_none() {
            return Err(ClockFaultKind::NotStopped);
        }
        self.started = at;
        self.limit = limit;
        self.extensions.clear();
        self.pauses.clear();
        self.extended_late = false;
        self.reopen_count += 1;
        Ok(())
    }

    fn pause(&mut self, at: Instant, reason: PauseReason) -> Result<(), ClockFaultKind> {
        if self.open_pause().is_some() {
            return Err(ClockFaultKind::AlreadyPaused);
        }
        self.pauses.push(Pause { reason, from: at, until: None });
        Ok(())
    }

    fn resume(&mut self, at: Instant) -> Result<(), ClockFaultKind> {
        match self.pauses.last_mut() {
            Some(pause) if pause.until.is_none() => {
                pause.until = Some(at);
                Ok(())
            }
            Some(_) | None => Err(ClockFaultKind::NotPaused),
        }
    }

    fn extend(&mut self, at: Instant, by: Limit) {
        self.extended_late |= at >= self.layout(&self.stops(at)).due().at;
        let last = self.extensions.last_mut().unwrap_or(&mut self.limit);
        if last.unit == by.unit {
            last.amount = last.amount.saturating_add(by.amount);
        } else {
            self.extensions.push(by);
        }
    }

    pub(super) fn view(self, now: Instant, warning: &WarningShares) -> ClockView {
        let until = self.stopped.unwrap_or(now);
        let stops = self.stops(until);
        let layout = self.layout(&stops);
        let due = layout.due();
        let is_overdue = until >= due.at;
        let state = match (self.stopped, self.open_pause()) {
            (Some(at), _) => ClockState::Stopped { at, met: !is_overdue },
            (None, Some(pause)) => ClockState::Paused { since: pause.from, reason: pause.reason },
            (None, None) => ClockState::Running,
        };
        let elapsed_permille = permille(self.elapsed_us(&layout, until), layout.total_us());
        ClockView {
            state,
            started: self.started,
            due,
            limit: self.limit,
            unit: self.unit,
            hop_count: self.hop_count,
            reopen_count: self.reopen_count,
            elapsed_permille,
            warning: warning_level(state, is_overdue, elapsed_permille, warning),
            is_overdue,
            extended_late: self.extended_late,
            paused_us: stops.iter().map(Stop::length_us).sum(),
            pauses: self.pauses,
        }
    }

    /// Time of the limit used by `until`. What was used of a day before a pause
    /// is not given back when that day then does not count: the most that was
    /// ever used stays used.
    fn elapsed_us(&self, layout: &Layout<'_>, until: Instant) -> i64 {
        let stops = layout.stops();
        let before_pauses = stops.iter().enumerate().map(|(index, stop)| {
            let (earlier, _) = stops.split_at(index);
            self.layout(earlier).elapsed_us(stop.from)
        });
        let now = if self.open_pause().is_some() { 0 } else { layout.elapsed_us(until) };
        before_pauses.fold(now, i64::max)
    }

    fn layout<'s>(&'s self, stops: &'s [Stop]) -> Layout<'s> {
        let limits = std::iter::once(&self.limit).chain(&self.extensions);
        Layout::new(self.started, limits, stops, (self.calendar, self.rule))
    }

    /// The pauses, with one that lasts ended at `until`.
    fn stops(&self, until: Instant) -> Vec<Stop> {
        let closed = |pause: &Pause| Stop { from: pause.from, until: pause.until.unwrap_or(until) };
        self.pauses.iter().map(closed).collect()
    }

    fn open_pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.until.is_none())
    }
}

fn warning_level(
    state: ClockState,
    is_overdue: bool,
    elapsed_permille: u16,
    shares: &WarningShares,
) -> WarningLevel {
    let is_stopped = matches!(state, ClockState::Stopped { .. });
    if is_overdue {
        WarningLevel::Red
    } else if is_stopped {
        WarningLevel::Green
    } else if elapsed_permille >= shares.red_permille {
        WarningLevel::Red
    } else if elapsed_permille >= shares.yellow_permille {
        WarningLevel::Yellow
    } else {
        WarningLevel::Green
    }
}

/// A share in thousandths, rounded down; all of nothing is used at once.
fn permille(part: i64, whole: i64) -> u16 {
    if whole <= 0 {
        return 1000;
    }
    let share = i128::from(part) * 1000 / i128::from(whole);
    u16::try_from(share.clamp(0, 1000)).unwrap_or(1000)
}
