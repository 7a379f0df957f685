//! Lays a limit and its extensions out in time, around the stops.

use jiff::civil::Date;

use crate::calendar::{WorkCalendar, next_day};
use crate::counting::{CountingRule, DayCount, Due, Limit, due_at};
use crate::time::{DAY_US, Instant};

/// A time the clock stood still: from the first instant to before the second.
#[derive(Clone, Copy)]
pub(super) struct Stop {
    pub(super) from: Instant,
    pub(super) until: Instant,
}

impl Stop {
    pub(super) fn length_us(&self) -> i64 {
        self.until.since(self.from)
    }

    fn covers(&self, at: Instant) -> bool {
        self.from <= at && at < self.until
    }

    /// How much of it lies in `[from, until)`.
    fn overlap_us(&self, from: Instant, until: Instant) -> i64 {
        self.until.min(until).since(self.from.max(from)).max(0)
    }
}

/// One limit or extension, from where it is counted to where it ends.
struct Span {
    limit: Limit,
    from: Instant,
    /// The day that does not count.
    first_day: Date,
    due: Due,
}

/// The limit and its extensions one after the other.
pub(super) struct Layout<'a> {
    calendar: &'a WorkCalendar,
    rule: &'a CountingRule,
    stops: &'a [Stop],
    spans: Vec<Span>,
    due: Due,
}

impl<'a> Layout<'a> {
    pub(super) fn new<'l>(
        start: Instant,
        limits: impl Iterator<Item = &'l Limit>,
        stops: &'a [Stop],
        (calendar, rule): (&'a WorkCalendar, &'a CountingRule),
    ) -> Self {
        let mut layout = Self { calendar, rule, stops, spans: Vec::new(), due: due_at(start) };
        let mut first_day = start.day();
        for limit in limits {
            let from = layout.due.at;
            let crossed_before = layout.due.crosses_provisional;
            let mut due = layout.span_due(from, first_day, *limit);
            due.crosses_provisional |= crossed_before;
            layout.spans.push(Span { limit: *limit, from, first_day, due });
            layout.due = due;
            first_day = due.last_day;
        }
        layout
    }

    pub(super) fn due(&self) -> Due {
        self.due
    }

    pub(super) fn stops(&self) -> &'a [Stop] {
        self.stops
    }

    /// Time that counts until the due time. A day counts as 24 hours.
    pub(super) fn total_us(&self) -> i64 {
        self.elapsed_us(self.due.at)
    }

    /// Time that counts before `until`.
    pub(super) fn elapsed_us(&self, until: Instant) -> i64 {
        self.spans.iter().map(|span| self.span_elapsed_us(span, until)).sum()
    }

    fn span_due(&self, from: Instant, first_day: Date, limit: Limit) -> Due {
        match limit.moment_us() {
            Some(micros) => due_at(self.run(from, micros)),
            None => self.days(limit).due(first_day, limit.amount, |day| self.stands_still(day)),
        }
    }

    /// When a clock that runs from `from` has run for `micros`.
    fn run(&self, from: Instant, micros: i64) -> Instant {
        let mut at = from;
        let mut left = micros;
        for stop in self.stops.iter().filter(|stop| stop.until > from) {
            let running = stop.from.since(at).max(0);
            if left <= running {
                break;
            }
            left -= running;
            at = stop.until;
        }
        at.plus(left)
    }

    /// Whether the clock stands still at the day's 24:00.
    fn stands_still(&self, day: Date) -> bool {
        let last_instant = Instant::end_of(day).plus(-1);
        self.stops.iter().any(|stop| stop.covers(last_instant))
    }

    fn span_elapsed_us(&self, span: &Span, until: Instant) -> i64 {
        let until = until.min(span.due.at);
        if span.limit.moment_us().is_some() {
            let stopped: i64 =
                self.stops.iter().map(|stop| stop.overlap_us(span.from, until)).sum();
            return until.since(span.from).max(0) - stopped;
        }
        let days = self.days(span.limit);
        let mut elapsed: i64 = 0;
        let mut day = span.first_day;
        while day < span.due.last_day && Instant::end_of(day) < until {
            day = next_day(day);
            if days.counts(day) && !self.stands_still(day) {
                elapsed =
                    elapsed.saturating_add(until.since(Instant::start_of(day)).clamp(0, DAY_US));
            }
        }
        elapsed
    }

    fn days(&self, limit: Limit) -> DayCount<'a> {
        DayCount { calendar: self.calendar, rule: self.rule, unit: limit.unit }
    }
}
