//! What the nearest ten of ten thousand stations cost, with the filters of the list, and that they
//! are those that looking at each finds. `cargo xtask bench stations`.
#![expect(clippy::print_stdout, reason = "a measurement is told on standard output")]

use cpu_time::ThreadTime;
use kernel::calendar::WorkCalendar;
use kernel::time::{HOUR_US, Instant};
use places::Point;
use stations::domain::directory::{Dated, Directory, DirectoryRows, Wanted};
use stations::domain::rules::Rules;
use stations::domain::words::{FacilityKind, HostType, Need, StationStatus, StationType};
use stations::domain::{Facility, Parties, Station};

const STATIONS: u64 = 10_000;
const QUERIES: u64 = 2_000;
/// Queries that are held against looking at each station.
const COMPARED: u64 = 200;
const HOURS: [&str; 8] = [
    "24/7",
    "Mo-Fr 09:00-17:00; PH off",
    "Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00; PH off",
    "Mo-Su 08:00-20:00; PH 10:00-16:00",
    "Mo-Su 06:30-22:00",
    "Tu-Su 10:00-18:00; Mo off",
    "Sa,Su 10:00-18:00",
    "Mo-Fr 20:00-02:00; PH off",
];

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn point(&mut self) -> Point {
        let mut within =
            |from: i64, width: u64| from + i64::try_from(self.below(width)).unwrap_or(0);
        let (lon, lat) = (within(1_112_000_000, 4_000_000), within(278_000_000, 4_000_000));
        Point::new(lon, lat).expect("in China")
    }
}

fn station(number: u64, chance: &mut Chance) -> Station {
    let hours = usize::try_from(chance.below(HOURS.len() as u64)).unwrap_or(0);
    Station {
        code: format!("S{number:05}"),
        name: format!("{number}号驿站"),
        brand: format!("品牌{}", chance.below(6)),
        kind: StationType::Standard,
        host_type: HostType::Union,
        host: String::new(),
        region: "439903002003".parse().expect("a code"),
        point: chance.point(),
        address: format!("人民路{number}号"),
        entrance: String::new(),
        hours: HOURS[hours].to_owned(),
        phone: String::new(),
        parties: Parties {
            guiding: String::new(),
            enterprise: String::new(),
            territorial: String::new(),
            store: String::new(),
        },
        status: StationStatus::Open,
        opened_on: "2024-01-02".to_owned(),
        assured_on: "2026-11-01".to_owned(),
    }
}

fn directory(chance: &mut Chance) -> Directory {
    let dated = |item| Dated { item, changed_at: Instant::default() };
    let stations: Vec<Station> = (0..STATIONS).map(|number| station(number, chance)).collect();
    let mut facilities = Vec::new();
    for one in &stations {
        for kind in FacilityKind::ALL {
            if chance.below(3) == 0 {
                facilities.push(Facility { station: one.code.clone(), kind: *kind, count: 1 });
            }
        }
    }
    let rows = DirectoryRows {
        stations: stations.into_iter().map(dated).collect(),
        facilities: facilities
            .into_iter()
            .map(|item| Dated { item, changed_at: Instant::default() })
            .collect(),
        ..DirectoryRows::default()
    };
    Directory::new(rows, WorkCalendar::built_in().clone(), &Rules::default())
}

fn wanted(chance: &mut Chance, now: Instant) -> Wanted {
    let needs = (0..chance.below(4)).map(|_| {
        let place = usize::try_from(chance.below(15)).unwrap_or(0);
        Need::ALL[place]
    });
    Wanted {
        needs: needs.collect(),
        open_at: (chance.below(2) == 0).then_some(now),
        brand: if chance.below(5) == 0 { "品牌3".to_owned() } else { String::new() },
        words: if chance.below(10) == 0 { "手机没电".to_owned() } else { String::new() },
        ..Wanted::default()
    }
}

fn main() {
    let mut chance = Chance(20_261_127);
    let directory = directory(&mut chance);
    let start = Instant::parse("2026-02-01 00:00").expect("an instant");
    let mut costs: Vec<u128> = Vec::new();
    let mut found_all = 0;
    for query in 0..QUERIES {
        let now = start.plus(i64::try_from(chance.below(24 * 300)).unwrap_or(0) * HOUR_US);
        let (wanted, near) = (wanted(&mut chance, now), chance.point());
        let begun = ThreadTime::now();
        let nearest = directory.nearest(&wanted, near, 10);
        costs.push(begun.elapsed().as_micros());
        found_all += nearest.len();
        if query < COMPARED {
            let mut each = directory.find(&wanted, None);
            each.sort_by(|a, b| {
                let metres =
                    |code: &stations::domain::directory::Place| code.station.point.metres_to(near);
                metres(a.place)
                    .total_cmp(&metres(b.place))
                    .then_with(|| a.place.station.code.cmp(&b.place.station.code))
            });
            let codes = |found: &[stations::domain::directory::Match<'_>]| {
                found.iter().map(|one| one.place.station.code.clone()).collect::<Vec<_>>()
            };
            each.truncate(10);
            assert_eq!(codes(&nearest), codes(&each), "query {query}");
        }
    }
    costs.sort_unstable();
    let at = |permille: usize| costs[(costs.len() - 1) * permille / 1_000];
    let (p50, p99, most) = (at(500), at(990), at(1_000));
    println!("{STATIONS} stations, {QUERIES} queries for the nearest 10, {found_all} found in all");
    println!("processor µs: median {p50}, p99 {p99}, most {most}; the bar is 5000 at p99");
    println!("{COMPARED} of them are those that looking at each station finds");
    assert!(p99 <= 5_000, "p99 is {p99} µs");
}
