//! Units beside each other: sorted by name, or by a rate with places that
//! units share as long as their intervals say nothing apart.

use people::UnitId;
use ui::{Html, Tr, key};

use super::charts::{interval, percent, rate};
use super::{Days, Read};
use crate::app::Desk;
use crate::domain::board::places;
use crate::domain::rates::{Rate, RatePair, rates};
use people::sheet::harmless;

/// What units can be sorted by.
pub(super) const RANKS: [(&str, &str); 4] = [
    ("", key("board-rank-name")),
    ("response", key("board-rank-response")),
    ("resolution", key("board-rank-resolution")),
    ("satisfaction", key("board-rank-satisfaction")),
];

/// A unit in the table.
pub(super) struct Line {
    pub(super) place: String,
    pub(super) name: String,
    pub(super) href: String,
    pub(super) rates_href: String,
    pub(super) open_href: String,
    pub(super) over_href: String,
    pub(super) open: String,
    pub(super) over: i64,
    pub(super) due: String,
    pub(super) trend: Html,
    pub(super) rates: [(String, String); 3],
}

/// A unit's facts.
struct Unit {
    id: UnitId,
    name: String,
    pair: RatePair,
    open: i64,
    over: i64,
    trend: Vec<i64>,
}

fn units(desk: &Desk, days: Days, found: &Read) -> Vec<Unit> {
    let rules = desk.rules();
    let rule = rules.rate_rule(days.today);
    let mut ids: Vec<UnitId> = found.rates.iter().map(|(unit, _)| *unit).collect();
    ids.extend(found.open.iter().map(|(unit, _, _)| *unit));
    ids.sort_unstable();
    ids.dedup();
    let weeks = usize::try_from(days.length / 7).unwrap_or(1).clamp(4, 13);
    let mut units: Vec<Unit> = ids
        .into_iter()
        .map(|id| {
            let lines = found.rates.iter().find(|(unit, _)| *unit == id).map(|(_, lines)| lines);
            let lines = lines.map_or(&[][..], Vec::as_slice);
            let open = found.open.iter().find(|(unit, _, _)| *unit == id);
            let mut trend = vec![0; weeks];
            let from = kernel::time::Instant::start_of(days.first());
            let step = (i64::from(days.length) * kernel::time::DAY_US / weeks as i64).max(1);
            for line in lines {
                let at = line.handle_due_at.since(from) / step;
                if let Some(slot) = usize::try_from(at).ok().and_then(|at| trend.get_mut(at)) {
                    *slot += 1;
                }
            }
            Unit {
                id,
                name: rules.units.get(&id).map_or_else(|| id.to_string(), |unit| unit.name.clone()),
                pair: rates(lines.iter().map(|line| &line.fact), &rule),
                open: open.map_or(0, |(_, open, _)| *open),
                over: open.map_or(0, |(_, _, over)| *over),
                trend,
            }
        })
        .collect();
    units.sort_by(|a, b| a.name.cmp(&b.name));
    units
}

fn three(pair: &RatePair) -> [Rate; 3] {
    [pair.adjusted.response, pair.adjusted.resolution, pair.adjusted.satisfaction]
}

/// The table.
pub(super) fn lines(desk: &Desk, t: Tr, days: Days, found: &Read, rank: &str) -> Vec<Line> {
    let mut units = units(desk, days, found);
    let base_min = desk.rules().rate_rule(days.today).base_min;
    let chosen = match rank {
        "response" => Some(0),
        "resolution" => Some(1),
        "satisfaction" => Some(2),
        _ => None,
    };
    let mut ranks = vec![None; units.len()];
    if let Some(which) = chosen {
        let of = |unit: &Unit| three(&unit.pair).get(which).copied().unwrap_or_default();
        units.sort_by_key(|unit| {
            let place = of(unit).per_myriad().filter(|_| of(unit).base >= base_min.max(1));
            std::cmp::Reverse(place)
        });
        let all: Vec<Rate> = units.iter().map(of).collect();
        ranks = places(&all, base_min);
    }
    let mut drawn = Vec::new();
    for (unit, place) in units.iter().zip(ranks) {
        let id = unit.id;
        drawn.push(Line {
            place: match (chosen, place) {
                (None, _) => String::new(),
                (Some(_), Some(place)) => place.to_string(),
                (Some(_), None) => t.s("desk-rates-withheld").into_owned(),
            },
            name: unit.name.clone(),
            href: format!("/desk/board/units/{id}?days={}", days.length),
            rates_href: format!("/desk/rates/{id}{}", days.rates_query()),
            open_href: format!("/desk/orders?unit={id}&which=open"),
            over_href: format!("/desk/orders?unit={id}&overdue=1"),
            open: t.number(unit.open),
            over: unit.over,
            due: t.number(unit.pair.raw.orders),
            trend: ui::chart::spark(&unit.trend),
            rates: three(&unit.pair).map(|of| (rate(t, of), interval(t, of))),
        });
    }
    drawn
}

/// The same as a file, with what each rate is made of.
pub(super) fn csv(desk: &Desk, t: Tr, days: Days, found: &Read) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    let names = [
        key("desk-fact-unit"),
        key("board-open"),
        key("board-over"),
        key("board-due"),
        key("desk-rates-excluded"),
        key("desk-rates-deferred"),
    ];
    let mut head: Vec<String> = names.iter().map(|name| t.s(name).into_owned()).collect();
    let rates =
        [key("desk-rates-response"), key("desk-rates-resolution"), key("desk-rates-satisfaction")];
    for name in rates {
        let name = t.s(name);
        for part in ["board-csv-rate", "board-csv-low", "board-csv-high", "board-csv-base"] {
            head.push(t.named(part, name.as_ref()));
        }
    }
    out.write_record(&head)?;
    for unit in units(desk, days, found) {
        let pair = &unit.pair;
        let counts = [unit.open, unit.over, pair.raw.orders, pair.excluded, pair.deferred];
        let mut record = vec![harmless(&unit.name)];
        record.extend(counts.map(|count| count.to_string()));
        for of in three(pair) {
            let (low, high) = of.wilson_per_myriad().unzip();
            record.extend([of.per_myriad(), low, high].map(|n| n.map(percent).unwrap_or_default()));
            record.push(of.base.to_string());
        }
        out.write_record(record)?;
    }
    out.into_inner().map_err(|error| csv::Error::from(std::io::Error::other(error.to_string())))
}
