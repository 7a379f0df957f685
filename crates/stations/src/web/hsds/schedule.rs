//! Hours as HSDS schedules: the usual week, and each day of the next two months that differs.

use jiff::civil::{Date, Weekday};
use kernel::hours::DayPlan;
use serde_json::{Map, Value, json};

use super::id_of;
use super::taxonomy::object;
use crate::web::hours;

/// Days that are looked at for exceptions.
pub(super) const DAYS: usize = 62;

/// What the hours belong to: the name of the field that links them, and its id.
pub(super) struct Owner<'a> {
    pub(super) link: &'static str,
    pub(super) id: &'a str,
    /// The hours as the place wrote them.
    pub(super) text: &'a str,
}

/// The rows of one place's or service's hours.
pub(super) fn rows(
    owner: &Owner<'_>,
    usual: &[DayPlan],
    days: &[DayPlan],
) -> Vec<Map<String, Value>> {
    let mut all = weekly(owner, usual);
    for plan in days {
        let spans = hours::clock_spans(plan);
        let as_usual = usual.iter().find(|usual| usual.date.weekday() == plan.date.weekday());
        if as_usual.is_some_and(|usual| hours::clock_spans(usual) == spans) {
            continue;
        }
        if spans.is_empty() {
            all.push(one(owner, plan.date, None));
        }
        all.extend(spans.iter().map(|span| one(owner, plan.date, Some(span))));
    }
    all
}

/// A row for each span of time, with the weekdays it holds on.
fn weekly(owner: &Owner<'_>, usual: &[DayPlan]) -> Vec<Map<String, Value>> {
    let mut spans: Vec<(String, Vec<&'static str>)> = Vec::new();
    for plan in usual {
        for span in hours::clock_spans(plan) {
            let day = code(plan.date.weekday());
            match spans.iter_mut().find(|(known, _)| *known == span) {
                Some((_, days)) => days.push(day),
                None => spans.push((span, vec![day])),
            }
        }
    }
    let rows = spans.into_iter().map(|(span, days)| {
        let (opens, closes) = clock(&span);
        object(json!({
            "id": id_of("schedule", &format!("{} {} {span}", owner.link, owner.id)),
            (owner.link): owner.id,
            "timezone": 8,
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": days.join(","),
            "opens_at": opens,
            "closes_at": closes,
            "description": owner.text,
        }))
    });
    rows.collect()
}

/// One day that is not as usual.
fn one(owner: &Owner<'_>, date: Date, span: Option<&String>) -> Map<String, Value> {
    let date = date.to_string();
    let key = format!("{} {} {date} {}", owner.link, owner.id, span.map_or("", String::as_str));
    let mut row = object(json!({
        "id": id_of("schedule", &key),
        (owner.link): owner.id,
        "timezone": 8,
        "valid_from": date,
        "valid_to": date,
        "dtstart": date,
        "count": 1,
        "description": owner.text,
    }));
    if let Some(span) = span {
        let (opens, closes) = clock(span);
        row.insert("opens_at".into(), opens.into());
        row.insert("closes_at".into(), closes.into());
    }
    row
}

/// Both ends with the zone; midnight that ends a day is its last minute.
fn clock(span: &str) -> (String, String) {
    let (opens, closes) = span.split_once('–').unwrap_or(("00:00", "00:00"));
    let closes = if closes == "24:00" { "23:59" } else { closes };
    (format!("{opens}+08:00"), format!("{closes}+08:00"))
}

fn code(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}
