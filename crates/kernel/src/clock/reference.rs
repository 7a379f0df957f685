//! A second clock, as slow and as simple as can be, and random histories for
//! both. It walks through time in steps of ten minutes and looks each time
//! whether the clock stands still; nothing is laid out, nothing is subtracted.

use jiff::civil::{Date, date};

use super::*;
use crate::calendar::{DayKind, next_day};
use crate::counting::LimitUnit;
use crate::time::{DAY_US, HOUR_US, MINUTE_US};

const STEP_US: i64 = 10 * MINUTE_US;
const HISTORIES: u64 = 10_000;

/// What the slow clock shows.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    due: Instant,
    last_day: Date,
    paused_us: i64,
    is_overdue: bool,
    met: Option<bool>,
    /// Steps used and allowed, where the whole limit runs by the moment.
    used: Option<(i64, i64)>,
}

/// The part of the history that still matters, read backwards to its start.
struct Facts<'a> {
    events: &'a [ClockEvent],
    start: Instant,
    parts: Vec<Limit>,
    stopped: Option<Instant>,
    now: Instant,
}

fn facts(events: &[ClockEvent], now: Instant) -> Facts<'_> {
    let is_start = |event: &ClockEvent| {
        matches!(event, ClockEvent::Started { .. } | ClockEvent::Reopened { .. })
    };
    let first = events.iter().rposition(is_start).expect("histories have a start");
    let events = &events[first..];
    let mut parts: Vec<Limit> = Vec::new();
    let mut stopped = None;
    for event in events {
        match *event {
            ClockEvent::Started { limit, .. }
            | ClockEvent::Reopened { limit, .. }
            | ClockEvent::Relimited { limit, .. } => parts = vec![limit],
            ClockEvent::Extended { by, .. } if parts[parts.len() - 1].unit == by.unit => {
                let last = parts.len() - 1;
                parts[last].amount += by.amount;
            }
            ClockEvent::Extended { by, .. } => parts.push(by),
            ClockEvent::Stopped { at } => stopped = Some(at),
            ClockEvent::Paused { .. }
            | ClockEvent::Resumed { .. }
            | ClockEvent::Reassigned { .. } => {}
        }
    }
    Facts { events, start: events[0].at(), parts, stopped, now }
}

/// Days from a date to the corresponding day so many months on, by walking.
fn walk_months(from: Date, months: u32) -> u32 {
    let (mut day, mut steps, mut passed) = (from, 0, 0);
    loop {
        day = next_day(day);
        steps += 1;
        passed += u32::from(day.day() == 1);
        let is_corresponding = day.day() == from.day();
        let is_month_end = next_day(day).day() == 1 && day.day() < from.day();
        if passed == months && (is_corresponding || is_month_end) {
            return steps;
        }
    }
}

fn may_end(calendar: &WorkCalendar, unit: LimitUnit, rule: &CountingRule, day: Date) -> bool {
    match (calendar.day_kind(day), unit) {
        (DayKind::Working | DayKind::SwappedWorkday(_), _) => true,
        (DayKind::Holiday(_), _) | (DayKind::Weekend, LimitUnit::WorkingDay) => false,
        (DayKind::Weekend, _) => !rule.weekend_extends,
    }
}

/// Where the walk is in the limit and its extensions.
struct Walk<'a> {
    parts: &'a [Limit],
    part: usize,
    counted: i64,
    first_day: Date,
    calendar: &'a WorkCalendar,
    rule: &'a CountingRule,
}

impl Walk<'_> {
    /// One step on a day; whether the last part ended with it.
    fn step(&mut self, day: Date, still: bool, ends_day: bool) -> bool {
        let limit = self.parts[self.part];
        let ended = match limit.unit {
            LimitUnit::Minute => self.moment_ends(limit, still, MINUTE_US),
            LimitUnit::Hour => self.moment_ends(limit, still, HOUR_US),
            unit => ends_day && !still && self.day_ends(limit.amount, unit, day),
        };
        if ended {
            (self.part, self.counted, self.first_day) = (self.part + 1, 0, day);
        }
        self.part == self.parts.len()
    }

    fn moment_ends(&mut self, limit: Limit, still: bool, unit_us: i64) -> bool {
        self.counted += i64::from(!still);
        self.counted * STEP_US == i64::from(limit.amount) * unit_us
    }

    fn day_ends(&mut self, amount: u32, unit: LimitUnit, day: Date) -> bool {
        let counts = unit != LimitUnit::WorkingDay || self.calendar.is_working_day(day);
        self.counted += i64::from(day != self.first_day && counts);
        let days =
            if unit == LimitUnit::Month { walk_months(self.first_day, amount) } else { amount };
        self.counted >= i64::from(days) && may_end(self.calendar, unit, self.rule, day)
    }
}

fn show(facts: &Facts<'_>, calendar: &WorkCalendar, rule: &CountingRule) -> Shown {
    let until = facts.stopped.unwrap_or(facts.now);
    let mut at = facts.start;
    let mut day = at.day();
    let mut steps_to_midnight = Instant::end_of(day).since(at) / STEP_US;
    let mut walk =
        Walk { parts: &facts.parts, part: 0, counted: 0, first_day: day, calendar, rule };
    let mut waiting = facts.events.iter().peekable();
    let (mut paused, mut paused_steps, mut used, mut due) = (false, 0, 0, None);
    while due.is_none() || at < until {
        while let Some(event) = waiting.next_if(|event| event.at() <= at) {
            match event {
                ClockEvent::Paused { .. } => paused = true,
                ClockEvent::Resumed { .. } => paused = false,
                _ => {}
            }
        }
        let still = paused && at < until;
        paused_steps += i64::from(still);
        steps_to_midnight -= 1;
        let ends_day = steps_to_midnight == 0;
        if due.is_none() {
            used += i64::from(!still && at < until);
            due = walk.step(day, still, ends_day).then(|| (at.plus(STEP_US), day));
        }
        at = at.plus(STEP_US);
        if ends_day {
            day = next_day(day);
            steps_to_midnight = DAY_US / STEP_US;
        }
    }
    let (due, last_day) = due.expect("the loop ends with one");
    Shown {
        due,
        last_day,
        paused_us: paused_steps * STEP_US,
        is_overdue: until >= due,
        met: facts.stopped.map(|_| until < due),
        used: steps_allowed(&facts.parts).map(|allowed| (used, allowed)),
    }
}

fn steps_allowed(parts: &[Limit]) -> Option<i64> {
    parts
        .iter()
        .map(|limit| Some(i64::from(limit.amount) * limit.unit.moment_us()? / STEP_US))
        .sum()
}

/// Small repeatable randomness (splitmix64), so that a failure names its seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % u64::from(bound)) as u32
    }

    fn limit(&mut self) -> Limit {
        match self.below(5) {
            0 => Limit::new(10 * (1 + self.below(30)), LimitUnit::Minute),
            1 => Limit::new(1 + self.below(72), LimitUnit::Hour),
            2 => Limit::new(1 + self.below(30), LimitUnit::NaturalDay),
            3 => Limit::new(1 + self.below(15), LimitUnit::WorkingDay),
            _ => Limit::new(1 + self.below(2), LimitUnit::Month),
        }
    }

    /// Often the same instant, the same day, or exactly midnight.
    fn later(&mut self, at: Instant) -> Instant {
        match self.below(8) {
            0 => at,
            1 | 2 => Instant::end_of(at.day()),
            3 | 4 => at.plus(STEP_US * i64::from(self.below(60))),
            _ => at.plus(STEP_US * i64::from(self.below(144 * 9))),
        }
    }
}

fn history(dice: &mut Dice) -> Vec<ClockEvent> {
    let minutes = i64::from(dice.below(300 * 144));
    let mut at = Instant::start_of(date(2025, 12, 20)).plus(minutes * STEP_US);
    let mut events = vec![ClockEvent::Started { at, limit: dice.limit() }];
    let (mut paused, mut stopped) = (false, false);
    for _ in 0..dice.below(10) {
        at = dice.later(at);
        let event = match dice.below(12) {
            _ if stopped => ClockEvent::Reopened { at, limit: dice.limit() },
            0..=5 if paused => ClockEvent::Resumed { at },
            0..=5 => ClockEvent::Paused { at, reason: PauseReason::Hearing },
            6 | 7 => ClockEvent::Extended { at, by: dice.limit() },
            8 => ClockEvent::Reassigned { at, unit: Id::from_parts(at, 1) },
            9 => ClockEvent::Relimited { at, limit: dice.limit() },
            _ => ClockEvent::Stopped { at },
        };
        match event {
            ClockEvent::Paused { .. } => paused = true,
            ClockEvent::Resumed { .. } => paused = false,
            ClockEvent::Stopped { .. } => (stopped, paused) = (true, false),
            ClockEvent::Reopened { .. } => stopped = false,
            _ => {}
        }
        events.push(event);
    }
    events
}

fn view(events: &[ClockEvent], now: Instant, rule: &CountingRule) -> ClockView {
    ClockView::replay(events, now, WorkCalendar::built_in(), rule, &WarningShares::default())
        .expect("the history is possible")
}

#[test]
fn ten_thousand_histories_agree_with_a_clock_that_walks_through_time() {
    for seed in 0..HISTORIES {
        let mut dice = Dice(seed);
        let rule = CountingRule { weekend_extends: dice.below(2) == 0 };
        let events = history(&mut dice);
        let now = dice.later(events[events.len() - 1].at());
        let ours = view(&events, now, &rule);
        let theirs = show(&facts(&events, now), WorkCalendar::built_in(), &rule);
        let (used, allowed) = theirs.used.unzip();
        let shown = Shown {
            due: ours.due.at,
            last_day: ours.due.last_day,
            paused_us: ours.paused_us,
            is_overdue: ours.is_overdue,
            met: ours.met(),
            used: used.zip(allowed),
        };
        assert_eq!(shown, theirs, "seed {seed}: {rule:?} {now:?} {events:#?}");
        if let (Some(used), Some(allowed)) = (used, allowed) {
            assert_eq!(
                i64::from(ours.elapsed_permille),
                used * 1000 / allowed,
                "seed {seed}: {events:#?}"
            );
        }
    }
}

#[test]
fn a_clock_never_runs_backwards() {
    for seed in 0..HISTORIES / 10 {
        let mut dice = Dice(seed ^ 0x5eed_0000_0000);
        let rule = CountingRule { weekend_extends: dice.below(2) == 0 };
        let events = history(&mut dice);
        let mut before: Option<ClockView> = None;
        for known in 1..=events.len() {
            let event = &events[known - 1];
            if matches!(event, ClockEvent::Relimited { .. } | ClockEvent::Reopened { .. }) {
                before = None;
            }
            let next =
                events.get(known).map_or_else(|| event.at().plus(40 * DAY_US), ClockEvent::at);
            let mut now = event.at();
            while now <= next {
                let view = view(&events[..known], now, &rule);
                if let Some(before) = &before {
                    let extended =
                        matches!(event, ClockEvent::Extended { .. }) && now == event.at();
                    assert_later(before, &view, extended);
                    if !extended && has_fixed_length(&events[..known]) {
                        assert!(
                            view.elapsed_permille >= before.elapsed_permille,
                            "seed {seed}: {events:#?}"
                        );
                    }
                }
                before = Some(view);
                now = now.plus(STEP_US * i64::from(1 + dice.below(300)));
            }
        }
    }
}

fn assert_later(before: &ClockView, view: &ClockView, extended: bool) {
    assert!(view.due.at >= before.due.at, "the due time came nearer: {before:#?} {view:#?}");
    assert!(view.paused_us >= before.paused_us, "{before:#?} {view:#?}");
    if extended {
        return;
    }
    assert!(view.is_overdue >= before.is_overdue, "{before:#?} {view:#?}");
}

/// Whether the limit allows the same time whatever happens. A limit in natural
/// days or months grows when a pause moves its end into a holiday, and then the
/// share used shrinks.
fn has_fixed_length(events: &[ClockEvent]) -> bool {
    let limits = events.iter().filter_map(|event| match event {
        ClockEvent::Started { limit, .. }
        | ClockEvent::Reopened { limit, .. }
        | ClockEvent::Relimited { limit, .. }
        | ClockEvent::Extended { by: limit, .. } => Some(limit.unit),
        _ => None,
    });
    limits.into_iter().all(|unit| !matches!(unit, LimitUnit::NaturalDay | LimitUnit::Month))
}
