//! The board's figures, map and charts.

use places::RegionLevel;
use ui::chart::{BarChart, Figure, HeatChart, LineChart};
use ui::map::{Area, Map, MapFigure};
use ui::{Kpi, KpiStrip, Shell, Tone, Tr};

use super::{Days, Read};
use crate::app::Desk;
use crate::domain::board::per_10k_centi;
use crate::domain::rates::{Rate, RatePair};
use crate::store::board::{Counts, Day};
use crate::web::category;

/// Categories that get a bar of their own.
const CATEGORIES: usize = 9;
/// Streets that get a bar of their own.
const STREETS: usize = 12;

/// `98.50%` of ten-thousandths.
pub(super) fn percent(myriad: i64) -> String {
    format!("{}.{:02}%", myriad / 100, myriad % 100)
}

/// A rate in words, or that nobody was asked yet.
pub(super) fn rate(t: Tr, rate: Rate) -> String {
    rate.per_myriad().map_or_else(|| t.s("desk-rates-none").into_owned(), percent)
}

/// Its interval and base in words.
pub(super) fn interval(t: Tr, rate: Rate) -> String {
    let Some((low, high)) = rate.wilson_per_myriad() else { return String::new() };
    let args =
        [("low", percent(low).into()), ("high", percent(high).into()), ("n", rate.base.into())];
    t.a("desk-rates-interval", &args)
}

/// A share of two counts.
pub(super) fn share(t: Tr, part: i64, all: i64) -> String {
    let rate = Rate { sum_milli: part * 1000, base: all };
    rate.per_myriad().map_or_else(|| t.s("board-none").into_owned(), percent)
}

fn sum(days: &[Day], of: fn(&Day) -> i64) -> i64 {
    days.iter().map(of).sum()
}

/// The figures at the head, each leading to its orders.
pub(super) fn kpis(t: Tr, days: Days, found: &Read, pair: &RatePair) -> KpiStrip {
    let all = &found.counts.days;
    let (received, joined) = (sum(all, |d| d.received), sum(all, |d| d.joined));
    let (sent, hops, handed) =
        (sum(all, |d| d.dispatched), sum(all, |d| d.hops), sum(all, |d| d.handed_on));
    let over: i64 = found.ending.iter().map(|line| line.over).sum();
    let before: i64 = found.before.iter().map(|(_, count)| count).sum();
    let query = days.query();
    let orders = |part: &str| format!("/desk/orders?{query}{part}");
    let three = |name: &'static str, of: Rate| {
        let kpi = Kpi::new(t.s(name), rate(t, of)).note(interval(t, of));
        kpi.href(format!("/desk/rates{}", days.rates_query()))
    };
    let hops = Rate { sum_milli: hops * 1000, base: sent };
    let mean = hops.per_myriad().map_or_else(
        || t.s("board-none").into_owned(),
        |myriad| format!("{}.{:02}", myriad / 10_000, myriad % 10_000 / 100),
    );
    KpiStrip::new(vec![
        Kpi::new(t.s("board-received"), t.number(received))
            .change(change(received, before), Tone::Neutral)
            .note(if before > 0 { t.s("board-against-before") } else { "".into() })
            .href(orders("")),
        Kpi::new(t.s("board-over"), t.number(over))
            .note(t.s("board-over-note"))
            .change("", if over > 0 { Tone::Bad } else { Tone::Ok })
            .href("/desk/orders?overdue=1"),
        three("desk-rates-response", pair.raw.response),
        three("desk-rates-resolution", pair.raw.resolution),
        three("desk-rates-satisfaction", pair.raw.satisfaction),
        Kpi::new(t.s("board-joined"), share(t, joined, received))
            .note(t.n("board-orders", joined))
            .href(orders("&which=joined")),
        Kpi::new(t.s("board-hops"), mean).note(t.s("board-hops-note")).href(orders("&which=sent")),
        Kpi::new(t.s("board-handed-on"), share(t, handed, sent))
            .note(t.n("board-orders", handed))
            .href(orders("&which=handed-on")),
    ])
}

/// `+12%` against a count of before; nothing when there was none.
fn change(now: i64, before: i64) -> String {
    if before == 0 {
        return String::new();
    }
    let percent = (now - before) * 100 / before;
    format!("{percent:+}%")
}

/// What is drawn below: intake and closing by day, categories, streets, hours.
pub(super) fn figures(desk: &Desk, t: Tr, days: Days, found: &Read) -> Vec<Figure> {
    vec![
        by_day(t, days, &found.counts),
        by_hour(t, &found.counts),
        by_category(desk, t, days, found),
        by_street(desk, t, days, &found.counts),
    ]
}

fn by_day(t: Tr, days: Days, counts: &Counts) -> Figure {
    let first = day_number(days.first());
    let numbers: Vec<i64> = (0..i64::from(days.length)).map(|n| first + n).collect();
    let label = |n: &i64| {
        let day = jiff::civil::date(1970, 1, 1)
            .saturating_add(jiff::Span::new().days(i32::try_from(*n).unwrap_or(0)));
        format!("{}/{}", day.month(), day.day())
    };
    let received = |n: &i64| counts.days.iter().find(|d| d.day == *n).map_or(0, |d| d.received);
    let closed = |n: &i64| counts.closed.iter().find(|d| d.0 == *n).map_or(0, |d| d.1);
    let all_received: Vec<i64> = numbers.iter().map(received).collect();
    let all_closed: Vec<i64> = numbers.iter().map(closed).collect();
    let told = [
        ("received", all_received.iter().sum::<i64>().into()),
        ("closed", all_closed.iter().sum::<i64>().into()),
    ];
    LineChart::new("by-day", t.s("board-by-day"), numbers.iter().map(label).collect())
        .description(t.a("board-by-day-told", &told))
        .series(t.s("board-received"), all_received)
        .series(t.s("board-closed"), all_closed)
        .wide()
        .figure(t, t.s("board-day"))
}

fn day_number(day: jiff::civil::Date) -> i64 {
    i64::from((day - jiff::civil::date(1970, 1, 1)).get_days())
}

fn by_hour(t: Tr, counts: &Counts) -> Figure {
    let columns = (0..12).map(|slot| format!("{}–{}", slot * 2, slot * 2 + 2)).collect();
    let mut chart = HeatChart::new("by-hour", t.s("board-by-hour"), columns)
        .description(t.s("board-by-hour-told"));
    for day in 0..7 {
        let of = |slot: i64| {
            counts.hours.iter().find(|(d, s, _)| *d == day && *s == slot).map_or(0, |cell| cell.2)
        };
        chart = chart.row(t.n("board-weekday", day), (0..12).map(of).collect());
    }
    chart.figure(t, t.s("board-day"))
}

fn by_category(desk: &Desk, t: Tr, days: Days, found: &Read) -> Figure {
    let rules = desk.rules();
    let mut chart =
        BarChart::new("by-category", t.s("board-by-category")).note(t.s("board-against-before"));
    let counts = &found.counts.categories;
    for (code, count) in counts.iter().take(CATEGORIES) {
        let before = found.before.iter().find(|(c, _)| c == code).map_or(0, |(_, n)| *n);
        let name = rules.category(code).map_or(code.as_str(), |known| category::name(t, known));
        let href = format!("/desk/orders?{}&category={code}", days.query());
        chart = chart.bar_link(name, *count, change(*count, before), href);
    }
    let rest: i64 = counts.iter().skip(CATEGORIES).map(|(_, count)| count).sum();
    // As a bar it would be the longest and say the least.
    if rest > 0 {
        chart = chart.note(t.n("board-rest", rest));
    }
    chart.figure(t)
}

/// Requests for ten thousand residents of each street, the most first.
fn by_street(desk: &Desk, t: Tr, days: Days, counts: &Counts) -> Figure {
    let mut streets = per_10k(desk, counts);
    streets.sort_by_key(|street| std::cmp::Reverse(street.centi));
    let mut chart =
        BarChart::new("by-street", t.s("board-per-10k")).note(t.s("board-per-10k-note"));
    for street in streets.iter().take(STREETS) {
        let href = format!("/desk/orders?{}&region={}", days.query(), street.code);
        let note = t.n("board-orders", street.count);
        let value = (street.centi + 50) / 100;
        chart = chart.bar_link(&street.name, value, note, href);
    }
    chart.figure(t)
}

struct Street {
    code: String,
    name: String,
    count: i64,
    centi: i64,
}

fn per_10k(desk: &Desk, counts: &Counts) -> Vec<Street> {
    let atlas = desk.atlas.current();
    let streets = atlas.regions().filter(|region| region.code.level() == RegionLevel::Street);
    let drawn = streets.filter_map(|region| {
        let code = region.code.to_string();
        let prefix = code.get(..9)?;
        let count = counts.streets.iter().find(|(c, _)| c == prefix).map_or(0, |(_, n)| *n);
        let centi = per_10k_centi(count, region.population)?;
        Some(Street { name: region.name.clone(), code, count, centi })
    });
    drawn.collect()
}

/// The streets, darker where more was asked for ten thousand residents.
pub(super) fn map(desk: &Desk, shell: &Shell, days: Days, counts: &Counts) -> Option<MapFigure> {
    let atlas = desk.atlas.current();
    let streets = per_10k(desk, counts);
    let most = streets.iter().map(|street| street.centi).max().filter(|most| *most > 0)?;
    let site = &shell.site;
    let source = [site.map_attribution.as_str(), site.map_approval_number.as_str()].join(" ");
    let mut map =
        Map::new("board-map", shell.t.s("board-map")).attribution(source.trim()).size(720, 520);
    for water in atlas.waters() {
        let rings = water.area.rings().iter();
        let spot = |p: &places::Point| (p.lon_e7(), p.lat_e7());
        map = map.area(Area::new(rings.map(|r| r.iter().map(spot).collect()).collect()).water());
    }
    for street in &streets {
        let Ok(code) = street.code.parse() else { continue };
        let level = u8::try_from(street.centi * 5 / most).unwrap_or(0);
        let args = [
            ("name", street.name.as_str().into()),
            ("n", street.count.into()),
            ("rate", format!("{}.{:02}", street.centi / 100, street.centi % 100).into()),
        ];
        let area = Area::new(atlas.outline(code))
            .level(level)
            .label(&street.name)
            .title(shell.t.a("board-street-told", &args))
            .href(format!("/desk/orders?{}&region={}", days.query(), street.code));
        map = map.area(area);
    }
    Some(map.figure())
}
