use jiff::civil::date;
use places::Datum;

use super::*;

#[test]
fn each_status_meets_each_verb() {
    use CompoundStatus::{Closed, Open, Planned, Suspended};
    // Open, suspend, resume, close, plan.
    let table = [
        (Planned, [Some(Open), None, None, Some(Closed), None]),
        (Open, [None, Some(Suspended), None, Some(Closed), None]),
        (Suspended, [None, None, Some(Open), Some(Closed), None]),
        (Closed, [None, None, None, None, Some(Planned)]),
    ];
    assert_eq!(table.len(), CompoundStatus::ALL.len());
    for (status, wanted) in table {
        assert_eq!(wanted.len(), CompoundVerb::ALL.len());
        for (verb, wanted) in CompoundVerb::ALL.iter().zip(wanted) {
            assert_eq!(status.after(*verb), wanted, "{status} {verb}");
        }
    }
}

fn rules(version: &str, from: &str) -> HouseRules {
    HouseRules {
        compound: "C001".into(),
        version: version.into(),
        valid_from: from.into(),
        text: "推行进门，不鸣笛".into(),
    }
}

#[test]
fn the_rules_in_force_are_the_last_that_began() {
    let all =
        [rules("2026-2", "2026-06-01"), rules("2026-1", "2026-01-01"), rules("2027", "2027-01-01")];
    let on = |day| in_force(&all, day).map(|one| one.version.as_str());
    assert_eq!(on(date(2025, 12, 31)), None);
    assert_eq!(on(date(2026, 5, 31)), Some("2026-1"));
    assert_eq!(on(date(2026, 6, 1)), Some("2026-2"));
    assert_eq!(on(date(2027, 1, 1)), Some("2027"));
}

#[test]
fn a_new_version_is_called_otherwise_and_begins_today_or_later() {
    let known = [rules("1", "2026-01-01")];
    let today = date(2026, 11, 27);
    let fault = |field, kind| Err(Fault::new(field, kind));
    assert!(rules("2", "2026-11-27").check(&known, today).is_ok());
    for (new, wanted) in [
        (rules("1", "2026-12-01"), fault("version", FaultKind::Taken)),
        (rules(" ", "2026-12-01"), fault("version", FaultKind::Missing)),
        (rules("2", "2026-11-26"), fault("valid_from", FaultKind::TooLate)),
        (rules("2", "soon"), fault("valid_from", FaultKind::Unknown)),
        (rules("2", ""), fault("valid_from", FaultKind::Missing)),
        (
            HouseRules { text: " ".into(), ..rules("2", "2026-12-01") },
            fault("text", FaultKind::Missing),
        ),
    ] {
        assert_eq!(new.check(&known, today), wanted);
    }
}

fn point() -> Point {
    Point::new(1_113_876_040, 279_733_330).expect("a point")
}

fn gate() -> Gate {
    Gate {
        compound: "C001".into(),
        id: "E".into(),
        name: "东门".into(),
        point: point(),
        entrance: String::new(),
        hours: "24/7".into(),
        contact: String::new(),
    }
}

#[test]
fn a_gate_has_a_short_name_and_lies_at_its_compound() {
    let far = Point::new(1_114_876_040, 279_733_330).expect("a point");
    for (gate, wanted) in [
        (gate(), None),
        (Gate { id: String::new(), ..gate() }, Some(("id", FaultKind::Unknown))),
        (Gate { id: "new".into(), ..gate() }, Some(("id", FaultKind::Unknown))),
        (Gate { id: "东".into(), ..gate() }, Some(("id", FaultKind::Unknown))),
        (Gate { name: " ".into(), ..gate() }, Some(("name", FaultKind::Missing))),
        (Gate { point: far, ..gate() }, Some(("lon", FaultKind::NotAllowed))),
    ] {
        let fault = gate.check(point()).err();
        assert_eq!(fault.map(|fault| (fault.field, fault.kind)), wanted);
    }
}

#[test]
fn buildings_and_bays_are_read_line_by_line_and_written_alike() {
    let gates = [gate()];
    let typed = "3栋 | 1-2单元 | E | 电梯在左\n\n5栋｜1单元｜东门";
    let found = buildings_of(typed, "C001", &gates).expect("two buildings");
    assert_eq!(found.iter().map(|one| one.gate.as_str()).collect::<Vec<_>>(), ["E", "E"]);
    assert_eq!(buildings_of(&buildings_text(&found), "C001", &gates), Ok(found));
    for (typed, line) in
        [("3栋 | 1 | W", 1), ("3栋 | 1 | E\n3栋 | 2 | E", 2), (" | 1 | E", 1), ("1|2|E|3|4", 1)]
    {
        assert_eq!(buildings_of(typed, "C001", &gates), Err(LineFault(line)), "{typed}");
    }
    let near = (Datum::Wgs84, point());
    let bays = bays_of("东门内 | 111.3876 | 27.9733 | 12 | 可充电", "C001", near).expect("a bay");
    assert_eq!((bays[0].spaces, bays[0].note.as_str()), (12, "可充电"));
    assert_eq!(bays_of(&bays_text(&bays, Datum::Wgs84), "C001", near), Ok(bays));
    for typed in
        ["东门内 | 111.3876 | 27.9733 | 0", "东门内 | 112 | 27.9 | 3", "东门内 | x | y | 3"]
    {
        assert_eq!(bays_of(typed, "C001", near), Err(LineFault(1)), "{typed}");
    }
}

#[test]
fn an_agreement_holds_between_its_days() {
    let one = CompoundAgreement {
        compound: "C001".into(),
        platform: "迅达外卖".into(),
        parties: "物业、社区、平台".into(),
        signed_on: "2026-01-01".into(),
        valid_to: "2026-12-31".into(),
    };
    assert!(one.holds(date(2026, 1, 1)) && one.holds(date(2026, 12, 31)));
    assert!(!one.holds(date(2025, 12, 31)) && !one.holds(date(2027, 1, 1)));
    let turned = CompoundAgreement { valid_to: "2025-01-01".into(), ..one };
    assert_eq!(turned.check(), Err(Fault::new("valid_to", FaultKind::NotAllowed)));
}
