use kernel::counting::{Limit, LimitUnit};
use kernel::id::Id;
use kernel::policy::ClockKind;
use people::domain::unit::UnitKind;
use people::{AccountId, Role, SessionId, Staff};

use super::letter::{LetterBody, LetterKind};
use super::permission::{can, can_see};
use super::step::{Step, Tick, decide};
use super::*;

fn id(n: u128) -> Id {
    Id::from_parts(Instant::from_millis(1_000), n)
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn unit(n: u128) -> UnitId {
    UnitId(id(n))
}

fn petition(state: PetitionState) -> Petition {
    Petition {
        id: PetitionId(id(1)),
        petition_no: "XF20260601000001".into(),
        version: 1,
        state,
        channel: PetitionChannel::Letter,
        kind: PetitionKind::Claim,
        title: "拆迁补偿".into(),
        content: "补偿款少算了一间。".into(),
        region_code: None,
        requester_ref: None,
        people_count: 1,
        confidential: false,
        accused_unit_id: None,
        unit_id: Some(unit(2)),
        review_unit_id: Some(unit(3)),
        order_id: None,
        route: None,
        outcome: None,
        received_at: at("2026-06-01 09:00"),
        next_due_at: at("2026-06-16 00:00"),
        extended: false,
        closed_at: None,
    }
}

fn opinion() -> LetterBody {
    LetterBody {
        claim: "补发".into(),
        facts: "经查属实".into(),
        opinion: "予以补发".into(),
        basis: "补偿方案第三条".into(),
        outcome: Some(Outcome::Supported),
        ..LetterBody::default()
    }
}

/// One good step for every verb. Whether it is the first or the second review
/// follows from the state, so those verbs have their own row below.
fn steps() -> Vec<Step> {
    let reason = || "因为如此".to_owned();
    vec![
        Step::Forward { unit: unit(2), name: "住建局".into() },
        Step::Object { reason: reason() },
        Step::Uphold { reason: reason() },
        Step::Overrule { reason: reason() },
        Step::Accept,
        Step::Refuse { why: PetitionRefusal::InHand, reason: reason() },
        Step::Route { route: PetitionRoute::Litigation, reason: reason() },
        Step::Extend { by: Limit::new(30, LimitUnit::NaturalDay), reason: reason() },
        Step::Opine(opinion()),
        Step::Settle { agreement: reason() },
        Step::Withdraw { reason: reason() },
        Step::AskReview { unit: unit(9), name: "市政府".into(), reason: reason() },
        Step::AnswerReview(opinion()),
        Step::Redo { reason: reason() },
        Step::StartHearing,
        Step::EndHearing,
        Step::Close,
    ]
}

/// Every state with every step, in the order of `steps`.
#[rustfmt::skip]
const TABLE: [(&str, [&str; 17]); 14] = [
    // forward, object, uphold, overrule, accept, refuse, route, extend, opine, settle, withdraw, ask, answer, redo, start, end, close
    ("registered", ["forwarded", "-", "-", "-", "accepted", "not_accepted", "routed", "-", "-", "-", "withdrawn", "-", "-", "-", "-", "-", "-"]),
    ("forwarded", ["-", "objected", "-", "-", "accepted", "not_accepted", "routed", "-", "-", "-", "withdrawn", "-", "-", "-", "-", "-", "-"]),
    ("objected", ["-", "-", "registered", "forwarded", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    ("accepted", ["-", "-", "-", "-", "-", "-", "routed", "accepted", "opined", "settled", "withdrawn", "-", "-", "-", "-", "-", "-"]),
    ("not_accepted", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "closed"]),
    ("routed", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "closed"]),
    ("opined", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "review_1", "-", "-", "-", "-", "closed"]),
    ("settled", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "closed"]),
    ("withdrawn", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "closed"]),
    ("review_1", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "reviewed_1", "accepted", "-", "-", "-"]),
    ("reviewed_1", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "review_2", "-", "-", "-", "-", "closed"]),
    ("review_2", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "concluded", "accepted", "review_2", "review_2", "-"]),
    ("concluded", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    ("closed", ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"]),
];

#[test]
fn every_state_takes_the_steps_of_the_table_and_no_other() {
    assert_eq!(TABLE.len(), PetitionState::ALL.len());
    for (state, row) in TABLE {
        let before = petition(state.parse().unwrap());
        for (step, wanted) in steps().iter().zip(row) {
            let got = decide(&before, step, None, at("2026-06-02 09:00"));
            let got = got.as_ref().map_or("-", |done| done.petition.state.as_str());
            assert_eq!(got, wanted, "{state} {step:?}");
        }
    }
}

#[test]
fn the_verb_alone_decides_the_state_too() {
    for state in PetitionState::ALL {
        let fitting = PetitionVerb::ALL.iter().filter(|verb| state.after(**verb).is_some());
        let by_steps = steps()
            .iter()
            .filter(|step| state.after(step.verb(&petition(*state))).is_some())
            .count();
        assert_eq!(fitting.count(), by_steps, "{state}");
    }
}

#[test]
fn clocks_follow_the_articles() {
    use ClockKind::{PetitionHandle, PetitionNotice, PetitionObjection, Review1, ReviewRequest};
    let ticks = |state, step: &Step| {
        decide(&petition(state), step, None, at("2026-06-02 09:00")).unwrap().ticks
    };
    let forwarded = ticks(PetitionState::Registered, &steps()[0]);
    let anew =
        [Tick::Stop(PetitionNotice), Tick::Start(PetitionNotice), Tick::Start(PetitionObjection)];
    assert_eq!(forwarded, anew);
    let accepted = ticks(PetitionState::Forwarded, &Step::Accept);
    assert!(accepted.contains(&Tick::Start(PetitionHandle)));
    assert!(accepted.contains(&Tick::Stop(PetitionNotice)));
    let opined = ticks(PetitionState::Accepted, &Step::Opine(opinion()));
    assert_eq!(opined, [Tick::Stop(PetitionHandle), Tick::Start(ReviewRequest)]);
    let asked = ticks(PetitionState::Opined, &steps()[11]);
    assert_eq!(asked, [Tick::Stop(ReviewRequest), Tick::Start(Review1)]);
}

#[test]
fn an_opinion_lacks_none_of_its_parts() {
    type Part = (&'static str, fn(&mut LetterBody));
    let parts: [Part; 5] = [
        ("claim", |body| body.claim.clear()),
        ("facts", |body| body.facts.clear()),
        ("opinion", |body| body.opinion.clear()),
        ("basis", |body| body.basis.clear()),
        ("outcome", |body| body.outcome = None),
    ];
    let before = petition(PetitionState::Accepted);
    for (field, take_away) in parts {
        let mut body = opinion();
        take_away(&mut body);
        let fault = decide(&before, &Step::Opine(body), None, at("2026-06-02 09:00")).unwrap_err();
        assert_eq!(fault, Fault::new(field, FaultKind::Missing));
    }
    let other = LetterBody { outcome: Some(Outcome::Adopted), ..opinion() };
    let fault = decide(&before, &Step::Opine(other), None, at("2026-06-02 09:00")).unwrap_err();
    assert_eq!(fault, Fault::new("outcome", FaultKind::NotAllowed));
    let issued = decide(&before, &Step::Opine(opinion()), None, at("2026-06-02 09:00")).unwrap();
    assert_eq!(issued.letter.unwrap().kind, LetterKind::Opinion);
}

#[test]
fn review_is_asked_in_time_and_of_another_unit() {
    let before = petition(PetitionState::Opined);
    let ask = |n| Step::AskReview { unit: unit(n), name: "上级".into(), reason: "不服".into() };
    let until = Some(at("2026-07-02 00:00"));
    let fault = |step: &Step, when| decide(&before, step, until, at(when)).err().map(|f| f.kind);
    assert_eq!(fault(&ask(9), "2026-07-01 23:59"), None);
    assert_eq!(fault(&ask(9), "2026-07-02 00:00"), Some(FaultKind::TooLate));
    assert_eq!(fault(&ask(2), "2026-07-01 10:00"), Some(FaultKind::NotAllowed));
    assert_eq!(fault(&ask(3), "2026-07-01 10:00"), Some(FaultKind::NotAllowed));
}

#[test]
fn more_time_is_given_once() {
    let before = petition(PetitionState::Accepted);
    let extend = &steps()[7];
    let once = decide(&before, extend, None, at("2026-06-02 09:00")).unwrap().petition;
    let again = decide(&once, extend, None, at("2026-06-03 09:00")).unwrap_err();
    assert_eq!(again.kind, FaultKind::TooMany);
}

fn new() -> NewPetition {
    NewPetition {
        submission_key: "k".into(),
        channel: PetitionChannel::Visit,
        kind: PetitionKind::Claim,
        title: String::new(),
        content: "工资没有发。请协调。".into(),
        region_code: None,
        people_count: 1,
        representatives: 0,
        confidential: false,
        accused_unit_id: None,
        order_id: None,
    }
}

#[test]
fn many_visitors_send_at_most_five_to_speak() {
    let fault = |people_count, representatives| {
        let new = NewPetition { people_count, representatives, ..new() };
        new.check(None).err().map(|fault| (fault.field, fault.kind))
    };
    assert_eq!(fault(1, 0), None);
    assert_eq!(fault(5, 0), None);
    assert_eq!(fault(6, 0), Some(("representatives", FaultKind::Missing)));
    assert_eq!(fault(6, 5), None);
    assert_eq!(fault(6, 6), Some(("representatives", FaultKind::TooMany)));
    assert_eq!(fault(0, 0), Some(("people_count", FaultKind::NotAllowed)));
}

#[test]
fn an_accusation_is_confidential_and_never_goes_to_whom_it_accuses() {
    let accuses =
        NewPetition { kind: PetitionKind::Accusation, accused_unit_id: Some(unit(2)), ..new() };
    assert!(accuses.clone().check(Some(unit(1))).unwrap().confidential);
    let own = NewPetition { accused_unit_id: Some(unit(1)), ..accuses };
    assert_eq!(own.check(Some(unit(1))).unwrap_err().kind, FaultKind::NotAllowed);
    let mut before = petition(PetitionState::Registered);
    before.accused_unit_id = Some(unit(2));
    let fault = decide(&before, &steps()[0], None, at("2026-06-02 09:00")).unwrap_err();
    assert_eq!(fault, Fault::new("unit", FaultKind::NotAllowed));
}

fn staff(role: Role, of: u128) -> Staff {
    Staff {
        account: AccountId(id(77)),
        username: "a".into(),
        display_name: "甲".into(),
        roles: vec![role],
        unit: unit(of),
        unit_name: String::new(),
        unit_kind: UnitKind::Department,
        units_above: Vec::new(),
        region_scope: String::new(),
        csrf: String::new(),
        session: SessionId(id(78)),
        must_change_password: false,
    }
}

#[test]
fn who_sees_what() {
    let office = Some(unit(1));
    let mut secret = petition(PetitionState::Forwarded);
    secret.kind = PetitionKind::Accusation;
    secret.confidential = true;
    secret.accused_unit_id = Some(unit(5));
    let plain = petition(PetitionState::Forwarded);
    let cases = [
        (Role::UnitHandler, 1, true, true),
        (Role::UnitHandler, 2, true, true),
        (Role::UnitReviewer, 3, true, true),
        (Role::UnitHandler, 5, false, false),
        (Role::Supervisor, 5, false, true),
        (Role::Supervisor, 8, false, true),
        (Role::Operator, 8, false, true),
        (Role::UnitHandler, 8, false, false),
        (Role::GridWorker, 2, false, false),
        (Role::SystemAdmin, 1, false, false),
    ];
    for (role, of, sees_secret, sees_plain) in cases {
        let who = staff(role, of);
        assert_eq!(can_see(&who, &secret, office), sees_secret, "{role} {of} secret");
        assert_eq!(can_see(&who, &plain, office), sees_plain, "{role} {of} plain");
    }
}

#[test]
fn who_does_what() {
    use PetitionVerb as V;
    let office = Some(unit(1));
    let may = |role, of, verb, state| can(&staff(role, of), verb, &petition(state), office);
    use PetitionState as S;
    assert!(may(Role::UnitHandler, 1, V::Forward, S::Registered));
    assert!(!may(Role::UnitHandler, 2, V::Forward, S::Registered));
    assert!(!may(Role::UnitHandler, 2, V::Accept, S::Registered));
    assert!(may(Role::UnitHandler, 2, V::Accept, S::Forwarded));
    assert!(!may(Role::UnitHandler, 1, V::Accept, S::Forwarded));
    assert!(may(Role::UnitReviewer, 2, V::Extend, S::Accepted));
    assert!(!may(Role::UnitHandler, 2, V::Extend, S::Accepted));
    assert!(may(Role::UnitReviewer, 3, V::AnswerReview1, S::Review1));
    assert!(!may(Role::UnitReviewer, 2, V::AnswerReview1, S::Review1));
    assert!(!may(Role::Supervisor, 1, V::Forward, S::Registered));
}
