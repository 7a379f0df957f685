use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::Parties;
use crate::domain::words::{Access, Audience, Cost, FacilityKind, HostType, OrganisationKind};

const HOURS: [&str; 5] = [
    "24/7",
    "Mo-Fr 09:00-17:00; PH off; MW as Mo",
    "Mo-Su 08:00-20:00; PH 10:00-16:00",
    "Sa,Su 10:00-18:00",
    "Mo-Fr 20:00-02:00",
];

fn station(code: &str, at: (i64, i64), hours: &str) -> Station {
    Station {
        code: code.to_owned(),
        name: format!("{code}号驿站"),
        brand: "暖新驿站".to_owned(),
        kind: StationType::Standard,
        host_type: HostType::Union,
        host: String::new(),
        region: "439903002003".parse().expect("a code"),
        point: Point::new(at.0, at.1).expect("a point"),
        address: "朝阳街49号".to_owned(),
        entrance: String::new(),
        hours: hours.to_owned(),
        phone: String::new(),
        parties: Parties {
            guiding: "union".into(),
            enterprise: "union".into(),
            territorial: "街道".into(),
            store: "门店".into(),
        },
        status: StationStatus::Open,
        opened_on: "2024-01-02".to_owned(),
        assured_on: "2026-09-16".to_owned(),
    }
}

fn dated<T>(items: impl IntoIterator<Item = T>) -> Vec<Dated<T>> {
    let at = Instant::from_millis(5);
    items.into_iter().map(|item| Dated { item, changed_at: at }).collect()
}

fn facility(station: &str, kind: FacilityKind) -> Facility {
    Facility { station: station.to_owned(), kind, count: 1 }
}

fn rows(stations: Vec<Station>, facilities: Vec<Facility>) -> DirectoryRows {
    let organisation = Organisation {
        id: "union".into(),
        name: "总工会".into(),
        kind: OrganisationKind::Public,
        phone: String::new(),
        about: String::new(),
    };
    let law = Service {
        id: "S1".into(),
        organisation: "union".into(),
        group: ServiceGroup::Rights,
        name: "法律援助".into(),
        about: String::new(),
        audience: Audience::Everyone,
        cost: Cost::Free,
        access: Access::WalkIn,
    };
    let given = stations.iter().map(|station| StationService {
        station: station.code.clone(),
        service: "S1".into(),
        hours: "We 14:00-16:00".into(),
    });
    DirectoryRows {
        organisations: dated([organisation]),
        services: dated([law]),
        facilities: dated(facilities),
        station_services: dated(given),
        stations: dated(stations),
        special: Vec::new(),
        changed_at: Instant::from_millis(5),
    }
}

fn directory(stations: Vec<Station>, facilities: Vec<Facility>) -> Directory {
    Directory::new(rows(stations, facilities), WorkCalendar::built_in().clone(), &Rules::default())
}

fn at(day: Date, hour: i8) -> Instant {
    Instant::from_beijing(day.at(hour, 0, 0, 0))
}

/// A Wednesday.
fn wednesday() -> Date {
    date(2026, 11, 25)
}

#[test]
fn a_need_is_open_when_what_answers_it_is() {
    let all = directory(
        vec![station("A", (1_114_000_000, 280_000_000), "Mo-Fr 09:00-17:00")],
        vec![facility("A", FacilityKind::Water)],
    );
    let found = |needs: &[Need], hour: i8| {
        let open_at = Some(at(wednesday(), hour));
        let wanted = Wanted { needs: needs.to_vec(), open_at, ..Wanted::default() };
        all.find(&wanted, None).len()
    };
    assert_eq!(found(&[Need::Water], 10), 1);
    assert_eq!(found(&[Need::Water], 18), 0, "the station is closed");
    assert_eq!(found(&[Need::Legal], 10), 0, "the lawyer comes at two");
    assert_eq!(found(&[Need::Legal, Need::Water], 15), 1);
    assert_eq!(found(&[Need::Meal], 10), 0);
}

#[test]
fn a_station_that_is_not_in_use_is_never_open() {
    let mut closed = station("A", (1_114_000_000, 280_000_000), "24/7");
    closed.status = StationStatus::Suspended;
    let all = directory(vec![closed], vec![facility("A", FacilityKind::Water)]);
    let place = all.station("A").expect("it is there");
    let now = at(wednesday(), 10);
    assert_eq!((all.standing(place, now), all.is_open(place, now)), (None, false));
    assert!(all.days(place, wednesday(), 7).is_empty());
    let open = Wanted { open_at: Some(now), ..Wanted::default() };
    assert!(all.find(&open, None).is_empty());
    assert_eq!(all.find(&Wanted::default(), None).len(), 1);
}

#[test]
fn words_find_names_services_and_what_people_say() {
    let all = directory(
        vec![station("A", (1_114_000_000, 280_000_000), "24/7")],
        vec![facility("A", FacilityKind::PhoneCharging)],
    );
    let found = |words: &str| {
        let wanted = Wanted { words: words.to_owned(), ..Wanted::default() };
        all.find(&wanted, None).len()
    };
    assert_eq!([found("朝阳街"), found("法律援助"), found("手机没电"), found("欠薪")], [1; 4]);
    assert_eq!([found("修车"), found("没有这个")], [0; 2]);
}

#[test]
fn a_standing_tells_the_end_of_what_holds() {
    let all = directory(
        vec![station("A", (1_114_000_000, 280_000_000), "Mo-Fr 09:00-17:00; PH off")],
        Vec::new(),
    );
    let place = all.station("A").expect("it is there");
    let standing = all.standing(place, at(wednesday(), 10)).expect("it has hours");
    assert!(standing.is_open());
    assert_eq!(standing.change.map(|change| change.at), Some(at(wednesday(), 17)));
    let night = all.standing(place, at(wednesday(), 20)).expect("it has hours");
    assert_eq!(night.change.map(|change| change.at), Some(at(date(2026, 11, 26), 9)));
    let week = all.usual_week(place);
    let open = week.iter().filter(|day| day.open().next().is_some()).count();
    assert_eq!((week.len(), open), (7, 5));
    let given = place.services.first().expect("a service");
    let service = all.service_standing(place, given, at(wednesday(), 15)).expect("hours");
    assert!(service.is_open());
}

prop_compose! {
    fn any_station()(
        lon in 1_110_000_000_i64..1_118_000_000,
        lat in 276_000_000_i64..284_000_000,
        hours in 0_usize..5,
        kinds in proptest::collection::vec(0_usize..21, 0..5),
        is_open in proptest::bool::weighted(0.9),
    ) -> ((i64, i64), usize, Vec<usize>, bool) {
        ((lon, lat), hours, kinds, is_open)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Ours against the plainest way to say what is meant.
    #[test]
    fn the_nearest_are_those_that_looking_at_each_finds(
        all in proptest::collection::vec(any_station(), 1..120),
        near in (1_110_000_000_i64..1_118_000_000, 276_000_000_i64..284_000_000),
        hour in 0_i8..24,
        day in 0_i64..60,
        need in 0_usize..21,
        wants in 0_u8..4,
        count in 0_usize..12,
    ) {
        let mut stations = Vec::new();
        let mut facilities = Vec::new();
        for (number, (at, hours, kinds, is_open)) in all.into_iter().enumerate() {
            let mut one = station(&format!("S{number:03}"), at, HOURS[hours]);
            one.status = if is_open { StationStatus::Open } else { StationStatus::Suspended };
            for kind in kinds {
                facilities.push(facility(&one.code, FacilityKind::ALL[kind]));
            }
            stations.push(one);
        }
        facilities.dedup_by(|a, b| a.station == b.station && a.kind == b.kind);
        let near = Point::new(near.0, near.1).expect("in range");
        let now = at(date(2026, 9, 20).saturating_add(jiff::Span::new().days(day)), hour);
        let needs = if wants & 1 == 1 { vec![Need::ALL[need]] } else { Vec::new() };
        let open_at = (wants & 2 == 2).then_some(now);
        let wanted = Wanted { needs: needs.clone(), open_at, ..Wanted::default() };
        let directory = directory(stations.clone(), facilities.clone());

        let answers = |one: &&Station| {
            let place = directory.station(&one.code).expect("it is there");
            let is_open = directory.is_open(place, now);
            let given = &place.services[0];
            let has = |need: &Need| facilities.iter().any(|facility| {
                facility.station == one.code && need.facilities().contains(&facility.kind)
            });
            let gives = |need: &Need| need.group() == Some(ServiceGroup::Rights)
                && (open_at.is_none()
                    || directory.service_standing(place, given, now).is_some_and(|now| now.is_open()));
            (open_at.is_none() || is_open) && needs.iter().all(|need| has(need) || gives(need))
        };
        let mut brute: Vec<(f64, &str)> = stations
            .iter()
            .filter(answers)
            .map(|one| (one.point.metres_to(near), one.code.as_str()))
            .collect();
        brute.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(b.1)));
        let all_found: Vec<&str> =
            directory.find(&wanted, Some(near)).iter().map(|found| found.place.station.code.as_str()).collect();
        prop_assert_eq!(&all_found, &brute.iter().map(|(_, code)| *code).collect::<Vec<_>>());
        let nearest: Vec<&str> = directory
            .nearest(&wanted, near, count)
            .iter()
            .map(|found| found.place.station.code.as_str())
            .collect();
        let want: Vec<&str> = brute.iter().take(count).map(|(_, code)| *code).collect();
        prop_assert_eq!(nearest, want);
    }
}
