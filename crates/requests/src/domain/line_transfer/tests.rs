use kernel::id::Id;

use super::*;

fn at(minute: i64) -> Instant {
    Instant::parse("2026-06-01 09:00").unwrap().plus(minute * MINUTE_US)
}

fn transfer(state: TransferState) -> Transfer {
    let id = |n| Id::from_parts(at(0), n);
    Transfer {
        id: TransferId(id(1)),
        version: 1,
        state,
        direction: Direction::Out,
        line: Line::Police110,
        mode: TransferMode::OrderPush,
        urgent: false,
        matter: "有人在桥上徘徊".into(),
        address: String::new(),
        ref_no: None,
        order_id: None,
        unit_id: UnitId(id(2)),
        offered_at: at(0),
        accept_due_at: Some(at(10)),
        accepted_at: None,
        returned_at: None,
        return_reason: None,
        settled_at: None,
        result: None,
    }
}

fn step(verb: TransferVerb) -> TransferStep {
    let words = || "因为如此".to_owned();
    match verb {
        TransferVerb::Accept => TransferStep::Accept { ref_no: "110-7".into() },
        TransferVerb::Return => TransferStep::Return { reason: words() },
        TransferVerb::Resend => TransferStep::Resend { matter: words() },
        TransferVerb::Settle => TransferStep::Settle { result: words() },
        TransferVerb::Keep => TransferStep::Keep { result: words() },
    }
}

/// Every state with every verb, in the order of the words.
const TABLE: [(&str, [&str; 5]); 5] = [
    // accept, return, resend, settle, keep
    ("offered", ["accepted", "returned", "-", "-", "-"]),
    ("accepted", ["-", "returned", "-", "settled", "-"]),
    ("returned", ["-", "-", "offered", "-", "kept"]),
    ("settled", ["-", "-", "-", "-", "-"]),
    ("kept", ["-", "-", "-", "-", "-"]),
];

#[test]
fn every_state_takes_the_verbs_of_the_table_and_no_other() {
    for (state, row) in TABLE {
        let before = transfer(state.parse().unwrap());
        for (verb, wanted) in TransferVerb::ALL.iter().zip(row) {
            let after = before.step(&step(*verb), Some(at(99)), at(5));
            let got = after.as_ref().map_or("-", |after| after.state.as_str());
            assert_eq!(got, wanted, "{state} {verb}");
            assert_eq!(before.allows(*verb), wanted != "-", "{state} {verb}");
        }
    }
}

#[test]
fn an_offer_is_late_from_its_end_on_and_only_while_it_is_open() {
    let offered = transfer(TransferState::Offered);
    assert!(!offered.is_late(at(9)));
    assert!(offered.is_late(at(10)));
    assert!(!transfer(TransferState::Accepted).is_late(at(99)));
    assert!(!Transfer { accept_due_at: None, ..offered }.is_late(at(99)));
}

#[test]
fn a_resent_offer_counts_anew_and_a_return_needs_its_reason() {
    let returned = transfer(TransferState::Returned);
    let again = returned.step(&step(TransferVerb::Resend), Some(at(40)), at(30)).unwrap();
    assert_eq!((again.offered_at, again.accept_due_at), (at(30), Some(at(40))));
    let silent = TransferStep::Return { reason: " ".into() };
    let refused = transfer(TransferState::Offered).step(&silent, None, at(1));
    assert_eq!(refused, Err(Fault::new("return_reason", FaultKind::Missing)));
}

#[test]
fn limits_come_from_the_city_and_urgent_ones_are_shorter() {
    let facts = [LineFacts { code: "110".into(), accept_minutes: 30, urgent_minutes: 1 }];
    assert_eq!(accept_due(&facts, Line::Police110, false, at(0)), Some(at(30)));
    assert_eq!(accept_due(&facts, Line::Police110, true, at(0)), Some(at(1)));
    assert_eq!(accept_due(&facts, Line::Fire119, true, at(0)), None);
}

#[test]
fn what_comes_in_carries_the_other_lines_number() {
    let new = |direction, ref_no: Option<&str>| NewTransfer {
        direction,
        line: Line::Police110,
        mode: TransferMode::OrderPush,
        urgent: false,
        matter: "噪声".into(),
        address: String::new(),
        ref_no: ref_no.map(Into::into),
        order_id: None,
    };
    assert!(new(Direction::In, Some("J-1")).check().is_ok());
    let without = new(Direction::In, None).check().err();
    assert_eq!(without, Some(Fault::new("ref_no", FaultKind::Missing)));
    assert!(new(Direction::Out, None).check().is_ok());
}
