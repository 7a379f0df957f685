use jiff::civil::date;
use kernel::counting::{Limit, LimitUnit};

use super::*;

fn pack(id: &str, days: u32, from: &str, to: &str) -> PolicyPack {
    let to = if to.is_empty() { String::new() } else { format!("valid_to = {to}\n") };
    let text = format!(
        "id = '{id}'\nversion = '1'\ntitle = '{id}'\nvalid_from = {from}\n{to}basis = '试'\n\
         [[rules]]\nclock = 'handle'\namount = {days}\nunit = 'working_day'\n"
    );
    PolicyPack::parse(&text).unwrap()
}

fn book(switches: &[(Date, &str)]) -> PolicyBook {
    let known = |pack, shelf| KnownPack { pack, shelf };
    PolicyBook {
        packs: vec![
            known(pack("base", 99, "2019-01-01", ""), Shelf::Base),
            known(pack("quick", 1, "2026-01-01", "2026-06-30"), Shelf::Shipped),
            known(pack("slow", 9, "2020-01-01", ""), Shelf::Shipped),
            known(pack("law", 60, "2022-05-01", ""), Shelf::Shipped),
            known(pack("own", 5, "2026-01-01", ""), Shelf::City),
        ],
        own: Some("own".into()),
        always: vec!["law".into()],
        switches: switches
            .iter()
            .map(|(from, pack)| PackSwitch { from: *from, pack: (*pack).to_owned() })
            .collect(),
    }
}

fn days(book: &PolicyBook, day: Date) -> Option<u32> {
    let found = book.limit_for(&OrderFacts::default(), ClockKind::Handle, day);
    assert!(found.is_none_or(|(_, rule)| rule.limit.unit == LimitUnit::WorkingDay));
    found.map(|(_, rule)| Limit::new(rule.limit.amount, rule.limit.unit).amount)
}

#[test]
fn the_leading_pack_changes_on_its_day_and_gives_way_when_its_validity_ends() {
    let changed = book(&[
        (date(2026, 3, 1), "quick"),
        (date(2026, 9, 1), "slow"),
        (date(2026, 2, 1), "slow"),
        (date(2026, 9, 1), "own"),
    ]);
    for (day, want) in [
        (date(2018, 12, 31), None),
        (date(2019, 1, 1), Some(99)),
        (date(2022, 4, 30), Some(99)),
        (date(2022, 5, 1), Some(60)),
        (date(2026, 1, 1), Some(5)),
        (date(2026, 1, 31), Some(5)),
        (date(2026, 2, 1), Some(9)),
        (date(2026, 2, 28), Some(9)),
        (date(2026, 3, 1), Some(1)),
        (date(2026, 6, 30), Some(1)),
        (date(2026, 7, 1), Some(5)),
        (date(2026, 9, 1), Some(5)),
        (date(2030, 1, 1), Some(5)),
    ] {
        assert_eq!(days(&changed, day), want, "{day}");
    }
    let course: Vec<(Date, &str)> =
        changed.course().into_iter().map(|(day, pack)| (day, pack.id.as_str())).collect();
    assert_eq!(
        course,
        [
            (date(2026, 1, 1), "own"),
            (date(2026, 2, 1), "slow"),
            (date(2026, 3, 1), "quick"),
            (date(2026, 7, 1), "own"),
        ]
    );
}

#[test]
fn a_switch_is_never_backwards_never_to_a_pack_not_in_force_and_never_without_effect() {
    let today = date(2026, 5, 4);
    let book = book(&[]);
    for (pack, from, want) in [
        ("quick", today, Ok(())),
        ("slow", date(2026, 12, 1), Ok(())),
        ("quick", date(2026, 5, 3), Err(SwitchFault::Past)),
        ("quick", date(2026, 7, 1), Err(SwitchFault::NotValid)),
        ("own", today, Err(SwitchFault::Already)),
        ("law", today, Err(SwitchFault::Unknown)),
        ("base", today, Err(SwitchFault::Unknown)),
        ("none", today, Err(SwitchFault::Unknown)),
    ] {
        assert_eq!(book.may_switch(pack, from, today), want, "{pack} {from}");
    }
}

#[test]
fn procedures_come_from_the_first_pack_that_has_them() {
    let mut book = book(&[]);
    assert_eq!(book.procedures(date(2026, 5, 4)), Procedures::default());
    let hours = |hours| Some(Procedures { urge_every_hours: hours, ..Procedures::default() });
    book.packs[0].pack.procedures = hours(12);
    assert_eq!(book.procedures(date(2026, 5, 4)).urge_every_hours, 12);
    book.packs[4].pack.procedures = hours(6);
    assert_eq!(book.procedures(date(2026, 5, 4)).urge_every_hours, 6);
    assert_eq!(book.procedures(date(2021, 5, 4)).urge_every_hours, 12);
}
