use BenefitState as S;
use BenefitVerb as V;
use kernel::id::Id;
use people::SessionId;
use people::domain::unit::UnitKind;

use super::*;

const COURSE: &[(S, V, S)] = &[
    (S::Submitted, V::Withdraw, S::Withdrawn),
    (S::Submitted, V::FindEligible, S::FoundEligible),
    (S::Submitted, V::FindIneligible, S::FoundIneligible),
    (S::FoundEligible, V::Withdraw, S::Withdrawn),
    (S::FoundEligible, V::Confirm, S::Confirmed),
    (S::FoundEligible, V::SendBack, S::Submitted),
    (S::FoundIneligible, V::Withdraw, S::Withdrawn),
    (S::FoundIneligible, V::Refuse, S::Refused),
    (S::FoundIneligible, V::SendBack, S::Submitted),
    (S::Confirmed, V::Withdraw, S::Withdrawn),
    (S::Confirmed, V::Publish, S::Noticed),
    (S::Noticed, V::Withdraw, S::Withdrawn),
    (S::Noticed, V::Object, S::Objected),
    (S::Noticed, V::Queue, S::Waiting),
    (S::Noticed, V::Award, S::Awarded),
    (S::Objected, V::Withdraw, S::Withdrawn),
    (S::Objected, V::Dismiss, S::Noticed),
    (S::Objected, V::Uphold, S::FoundIneligible),
    (S::Waiting, V::Withdraw, S::Withdrawn),
    (S::Waiting, V::Award, S::Awarded),
    (S::Awarded, V::Pay, S::Paid),
    (S::Awarded, V::Return, S::Returned),
    (S::Paid, V::CorrectPayment, S::Awarded),
    (S::Paid, V::Return, S::Returned),
];

#[test]
fn every_state_meets_every_verb_as_the_table_says() {
    for &state in S::ALL {
        for &verb in V::ALL {
            let row = COURSE.iter().find(|(from, by, _)| (*from, *by) == (state, verb));
            assert_eq!(state.after(verb), row.map(|(_, _, to)| *to), "{state} {verb}");
        }
    }
}

fn staff(n: u64, role: Role, unit: u64) -> Staff {
    let id = |n: u64| Id::from_number(u128::from(n));
    Staff {
        account: AccountId(id(n)),
        username: String::new(),
        display_name: String::new(),
        roles: vec![role],
        unit: UnitId(id(unit)),
        unit_name: String::new(),
        unit_kind: UnitKind::Department,
        units_above: Vec::new(),
        region_scope: String::new(),
        csrf: String::new(),
        session: SessionId(id(1)),
        must_change_password: false,
    }
}

fn benefit(state: S, first: Option<u64>) -> Benefit {
    let id = |n: u64| Id::from_number(u128::from(n));
    Benefit {
        id: BenefitId(id(1)),
        submission_key: "k".into(),
        application_no: "A-00001".into(),
        code_tag: String::new(),
        version: 1,
        programme: "a".into(),
        unit_id: Some(UnitId(id(7))),
        state,
        seq: 1,
        lot_rank: None,
        requester: RequesterRef(id(1)),
        rule_version: "1".into(),
        statements: String::new(),
        attestor: String::new(),
        first_by: first.map(|n| AccountId(id(n))),
        second_by: None,
        reason: String::new(),
        noticed_until: None,
        objection: String::new(),
        answer: String::new(),
        bed: None,
        contract_from: None,
        contract_to: None,
        rent_fen: None,
        applied_at: Instant::from_millis(0),
    }
}

#[test]
fn who_decided_first_never_decides_second() {
    let (one, two) = (staff(1, Role::UnitHandler, 7), staff(2, Role::UnitReviewer, 7));
    let other = staff(3, Role::UnitHandler, 8);
    let supervisor = staff(4, Role::Supervisor, 9);
    let operator = staff(5, Role::Operator, 7);
    let second = [
        (S::FoundEligible, V::Confirm),
        (S::FoundEligible, V::SendBack),
        (S::FoundIneligible, V::Refuse),
        (S::FoundIneligible, V::SendBack),
        (S::Objected, V::Dismiss),
        (S::Objected, V::Uphold),
    ];
    for (state, verb) in second {
        let found = benefit(state, Some(1));
        assert!(!can(&one, verb, &found), "{state} {verb}");
        assert!(can(&two, verb, &found), "{state} {verb}");
        assert!(!can(&other, verb, &found), "another unit's");
        assert!(can(&supervisor, verb, &found));
        assert!(!can(&operator, verb, &found), "a wrong role");
    }
    assert!(can(&one, V::FindEligible, &benefit(S::Submitted, None)));
    assert!(!can(&one, V::Award, &benefit(S::Noticed, Some(2))), "nobody is awarded out of order");
}
