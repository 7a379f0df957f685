//! Opening hours in words: open or not, until when, and why.

use jiff::civil::{Date, Weekday};
use kernel::hours::{Certainty, DayPlan, OpenState, Reason};
use kernel::time::{Instant, MINUTE_US};
use ui::{Arg, Tag, Tone, Tr, key};

use crate::domain::directory::{Standing, usual_week_of};

/// Open or closed, until when, and why that is, for one place.
pub(crate) struct Said {
    /// Open, closed or to be asked.
    pub(crate) state: &'static str,
    pub(crate) tone: Tone,
    /// "until 18:00", "opens tomorrow at 9:00"; empty when nothing changes.
    pub(crate) until: String,
    /// Why it is as it is today, where that is not the usual; else empty.
    pub(crate) why: String,
}

impl Said {
    /// A standing in words; none means that the hours are not known or the place is not in use.
    pub(crate) fn of(t: Tr, standing: Option<&Standing>, now: Instant) -> Self {
        let Some(standing) = standing else {
            return Self {
                state: key("station-hours-unknown"),
                tone: Tone::Neutral,
                until: String::new(),
                why: String::new(),
            };
        };
        let (state, tone) = match standing.now.state {
            OpenState::Open if is_whole(&standing.today) => (key("station-hours-whole"), Tone::Ok),
            OpenState::Open => (key("station-hours-open"), Tone::Ok),
            OpenState::Unknown => (key("station-hours-ask"), Tone::Warn),
            OpenState::Closed => (key("station-hours-closed"), Tone::Neutral),
        };
        let until = standing.change.as_ref().map(|change| {
            let when = moment(t, change.at, now);
            let words = match change.state {
                OpenState::Closed => t.named("station-hours-closes", end(t, change.at, now)),
                OpenState::Open => t.named("station-hours-opens", when),
                OpenState::Unknown => t.named("station-hours-asks", when),
            };
            let is_sure = change.certainty == Certainty::Stated;
            if is_sure { words } else { t.named("station-hours-unsure", words) }
        });
        Self {
            state,
            tone,
            until: until.unwrap_or_default(),
            why: why(t, &standing.today, Some(&standing.now.reason)),
        }
    }

    /// As a tag.
    pub(crate) fn tag(&self, t: Tr) -> Tag {
        Tag::new(t.s(self.state)).tone(self.tone)
    }
}

/// "18:00", "tomorrow 9:00", "Monday 9:00" or the date.
pub(crate) fn moment(t: Tr, at: Instant, now: Instant) -> String {
    let time = t.time(at);
    let away = now.day().until(at.day()).map_or(i32::MAX, |span| span.get_days());
    let day = match away {
        0 => return time,
        1 => t.s("station-day-tomorrow").into_owned(),
        2..=6 => t.s(weekday(at.day().weekday())).into_owned(),
        _ => t.date(at),
    };
    t.a("station-day-time", &[("day", day.into()), ("time", time.into())])
}

/// The same for an end: midnight is told as 24:00 of the day that ends.
fn end(t: Tr, at: Instant, now: Instant) -> String {
    if at != Instant::start_of(at.day()) || at <= now {
        return moment(t, at, now);
    }
    moment(t, at.plus(-MINUTE_US), now).replace("23:59", "24:00")
}

/// The message of a weekday.
pub(crate) fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => key("station-monday"),
        Weekday::Tuesday => key("station-tuesday"),
        Weekday::Wednesday => key("station-wednesday"),
        Weekday::Thursday => key("station-thursday"),
        Weekday::Friday => key("station-friday"),
        Weekday::Saturday => key("station-saturday"),
        Weekday::Sunday => key("station-sunday"),
    }
}

/// A day of a week's table.
pub(crate) struct DayRow {
    pub(crate) name: String,
    pub(crate) date: String,
    pub(crate) spans: String,
    pub(crate) why: String,
    pub(crate) is_today: bool,
    pub(crate) is_open: bool,
}

/// The rows of a table of days.
pub(crate) fn day_rows(t: Tr, days: &[DayPlan], today: Date) -> Vec<DayRow> {
    let row = |plan: &DayPlan| DayRow {
        name: t.s(weekday(plan.date.weekday())).into_owned(),
        date: t.date(Instant::start_of(plan.date)),
        spans: spans(t, plan),
        why: why(t, plan, None),
        is_today: plan.date == today,
        is_open: plan.open().next().is_some(),
    };
    days.iter().map(row).collect()
}

/// A usual week in few lines, as in "Monday to Friday" and "09:00–17:00".
pub(crate) fn usual(t: Tr, days: &[DayPlan]) -> Vec<(String, String)> {
    let mut runs: Vec<(Weekday, Weekday, String)> = Vec::new();
    for plan in days {
        let (day, spans) = (plan.date.weekday(), spans(t, plan));
        match runs.last_mut() {
            Some((_, last, same)) if *same == spans => *last = day,
            _ => runs.push((day, day, spans)),
        }
    }
    let name = |first: Weekday, last: Weekday| {
        let of = |day| t.s(weekday(day)).into_owned();
        if first == last {
            return of(first);
        }
        if (first, last) == (Weekday::Monday, Weekday::Sunday) {
            return t.s("station-days-all").into_owned();
        }
        t.a("station-days", &[("first", of(first).into()), ("last", of(last).into())])
    };
    runs.into_iter().map(|(first, last, spans)| (name(first, last), spans)).collect()
}

/// Hours as a pack writes them, as the open days of a usual week in words.
pub(crate) fn in_words(t: Tr, text: &str) -> String {
    let Some(week) = usual_week_of(text) else { return text.to_owned() };
    let closed = t.s("station-day-closed");
    let open = usual(t, &week).into_iter().filter(|(_, spans)| *spans != closed);
    let open: Vec<String> = open.map(|(days, spans)| format!("{days} {spans}")).collect();
    open.join(&t.s("station-list-stop"))
}

/// When it is open on a day, as in "09:00–12:00，14:00–18:00".
pub(crate) fn spans(t: Tr, plan: &DayPlan) -> String {
    let spans = clock_spans(plan);
    if spans.is_empty() {
        return t.s("station-day-closed").into_owned();
    }
    if is_whole(plan) {
        return t.s("station-day-whole").into_owned();
    }
    spans.join(&t.s("station-list-comma"))
}

/// Whether it is open from midnight to midnight.
fn is_whole(plan: &DayPlan) -> bool {
    clock_spans(plan) == ["00:00–24:00"]
}

/// The spans in which it is open or one has to ask, as times of that day.
pub(crate) fn clock_spans(plan: &DayPlan) -> Vec<String> {
    let mut spans: Vec<(Instant, Instant)> = Vec::new();
    for segment in plan.open() {
        match spans.last_mut() {
            Some(last) if last.1 == segment.from => last.1 = segment.until,
            _ => spans.push((segment.from, segment.until)),
        }
    }
    let clock = |at: Instant| {
        if at.day() == plan.date {
            let at = at.beijing();
            format!("{:02}:{:02}", at.hour(), at.minute())
        } else {
            "24:00".to_owned()
        }
    };
    spans.into_iter().map(|(from, until)| format!("{}–{}", clock(from), clock(until))).collect()
}

/// Why a day is not as usual; nothing for one that is.
fn why(t: Tr, plan: &DayPlan, now: Option<&Reason>) -> String {
    let mut said: Vec<String> = Vec::new();
    let reasons = plan.segments.iter().map(|segment| &segment.reason).chain(now);
    for reason in reasons {
        if let Some(text) = exception(t, reason)
            && !said.contains(&text)
        {
            said.push(text);
        }
    }
    if said.is_empty() {
        if let Some(name) = &plan.holiday {
            said.push(t.named("station-why-holiday", name.as_str()));
        } else if let Some(name) = &plan.make_up {
            said.push(t.named("station-why-make-up", name.as_str()));
        }
    }
    let notes = plan.segments.iter().filter(|segment| !segment.note.is_empty());
    for segment in notes {
        if !said.contains(&segment.note) {
            said.push(segment.note.clone());
        }
    }
    said.extend(certainty(t, plan.certainty));
    said.join(&t.s("station-list-stop"))
}

fn exception(t: Tr, reason: &Reason) -> Option<String> {
    match reason {
        Reason::Always | Reason::Daily | Reason::Weekday | Reason::Outside => None,
        Reason::Dates => Some(t.s("station-why-dates").into_owned()),
        Reason::Holiday(name) => Some(t.named("station-why-holiday", name.as_str())),
        Reason::SchoolHoliday(name) => Some(t.named("station-why-school", name.as_str())),
        Reason::MakeUpDay { name, like: None } => {
            Some(t.named("station-why-make-up", name.as_str()))
        }
        Reason::MakeUpDay { name, like: Some(like) } => {
            let args: [(&str, Arg); 2] =
                [("name", name.as_str().into()), ("day", t.s(weekday(*like)).into_owned().into())];
            Some(t.a("station-why-make-up-like", &args))
        }
        Reason::Season(why) | Reason::Override(why) => Some(why.clone()),
        Reason::Site(reason) => exception(t, reason),
    }
}

fn certainty(t: Tr, certainty: Certainty) -> Option<String> {
    match certainty {
        Certainty::Stated => None,
        Certainty::HolidayNotStated => Some(t.s("station-sure-holiday").into_owned()),
        Certainty::SchoolDaysUnknown => Some(t.s("station-sure-school").into_owned()),
        Certainty::ProvisionalYear(year) => Some(t.named("station-sure-year", year.to_string())),
    }
}
