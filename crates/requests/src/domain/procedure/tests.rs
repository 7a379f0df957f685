use jiff::civil::date;
use kernel::counting::{Limit, LimitUnit};
use kernel::id::Id;
use kernel::policy::{Reason, ReasonKind};

use super::*;
use crate::domain::application::ApplicationState;
use crate::domain::change::{self, Command};
use crate::domain::order::OrderState;
use crate::domain::order_no::OrderNo;
use crate::domain::supervision::{SupervisionCause, SupervisionLevel, SupervisionState};
use crate::domain::words::{OrderType, Urgency};
use crate::domain::{OrderId, RequestId};

fn id(n: u128) -> Id {
    Id::from_parts(Instant::from_millis(1_000), n)
}

fn now() -> Instant {
    Instant::parse("2026-11-23 09:00").unwrap()
}

fn order(state: OrderState) -> Order {
    Order {
        id: OrderId(id(1)),
        order_no: OrderNo::new("SQ", date(2026, 11, 23), 1).unwrap(),
        request_id: RequestId(id(2)),
        state,
        version: 1,
        order_type: OrderType::Complaint,
        urgency: Urgency::Normal,
        category_code: None,
        title: "路灯不亮".into(),
        channel: "web".into(),
        region_code: None,
        grid_code: None,
        unit_id: Some(UnitId(id(3))),
        first_unit_id: Some(UnitId(id(3))),
        catalogue_id: None,
        duty_override: None,
        hop_count: 1,
        nature: crate::domain::joint::Nature::Lead,
        parent_id: None,
        offered_unit_id: None,
        reported_unit_id: None,
        repeat_of: None,
        repeat_kind: None,
        confidential: false,
        received_at: now(),
        dispatched_at: None,
        replied_at: None,
        closed_at: None,
        next_due_at: Order::no_due(),
        next_yellow_at: None,
        next_red_at: None,
        handle_due_at: None,
        reopened_count: 0,
        rework_count: 0,
    }
}

fn handler() -> AccountId {
    AccountId(id(10))
}

fn days(n: u32) -> Limit {
    Limit::new(n, LimitUnit::WorkingDay)
}

fn application(kind: ApplicationKind) -> Application {
    Application {
        id: ApplicationId(id(20)),
        order_id: OrderId(id(1)),
        kind,
        state: ApplicationState::Open,
        reason_code: Some("history".into()),
        reason: "涉及产权".into(),
        plan: "分两步".into(),
        by: Some(days(3)),
        target_at: Some(now().plus(30 * DAY_US)),
        rung: Some(Rung::Hotline),
        unit_id: Some(UnitId(id(3))),
        asked_by: Some(handler()),
        asked_unit_id: Some(UnitId(id(3))),
        asked_at: now(),
        decided_by: None,
        decided_unit_id: None,
        decided_at: None,
        decision: String::new(),
        next_review_at: None,
        ended_at: None,
    }
}

fn supervision(state: SupervisionState) -> Supervision {
    Supervision {
        id: SupervisionId(id(30)),
        order_id: OrderId(id(1)),
        level: SupervisionLevel::Hotline,
        cause: SupervisionCause::Overdue,
        state,
        year: 2026,
        seq: 1,
        demand: "请尽快办理".into(),
        unit_id: Some(UnitId(id(3))),
        opened_by: None,
        opened_at: now(),
        due_at: now().plus(3 * DAY_US),
        answer: String::new(),
        answered_by: None,
        answered_at: None,
        closing: String::new(),
        closed_by: None,
        closed_at: None,
    }
}

fn new(kind: ApplicationKind) -> NewApplication {
    NewApplication {
        kind,
        reason_code: "history".into(),
        text: "因为需要".into(),
        plan: "因为需要".into(),
        by: Some(days(3)),
        target_at: Some(now().plus(30 * DAY_US)),
    }
}

fn terms() -> ExtensionTerms {
    ExtensionTerms { most: days(5), times: 1, before_expiry: true, approver: Approver::Dispatcher }
}

/// Everything is there for the step to be taken.
fn facts(step: &Step) -> Facts {
    let reason = |kind| Reason { kind, code: "history".into(), name: "历史遗留".into() };
    let is_ask = matches!(step, Step::Ask(_));
    let supervised = match step {
        Step::End { .. } => SupervisionState::Answered,
        _ => SupervisionState::Open,
    };
    Facts {
        fresh: Some(id(40)),
        actor: Some(AccountId(id(50))),
        actor_unit: Some(UnitId(id(51))),
        roles: Some(vec![Role::Dispatcher, Role::Supervisor]),
        waiting: step.kind().filter(|_| !is_ask).map(application),
        limit: Some(LimitFacts {
            due_at: now().plus(DAY_US),
            terms: Some(terms()),
            may_defer: true,
        }),
        procedures: Procedures {
            reasons: vec![reason(ReasonKind::Deferral), reason(ReasonKind::Exclusion)],
            ..Procedures::default()
        },
        supervision: Some(supervision(supervised)),
        ..Facts::default()
    }
}

fn decided(state: OrderState, step: &Step, facts: Facts) -> Result<Change, Refusal> {
    decide(&order(state), &Procedure { step: step.clone(), facts }, now())
}

fn steps() -> Vec<Step> {
    let text = || "因为需要".to_owned();
    let mut steps = vec![
        Step::Progress { text: text() },
        Step::Urge { text: text() },
        Step::Supervise(NewSupervision {
            level: SupervisionLevel::Listed,
            cause: SupervisionCause::ManyPeople,
            text: text(),
        }),
        Step::Answer { supervision: None, text: text() },
        Step::End { supervision: None, text: text() },
    ];
    for kind in ApplicationKind::ALL.iter().copied() {
        steps.push(Step::Ask(new(kind)));
        steps.push(Step::Approve { kind, text: text() });
        steps.push(Step::Decline { kind, text: text() });
    }
    steps
}

#[test]
fn every_step_fits_the_states_of_its_verb_and_no_other() {
    for &state in OrderState::ALL {
        for step in steps() {
            let got = decided(state, &step, facts(&step));
            match (got, state.after(step.verb())) {
                (Ok(change), Ok(next)) => {
                    assert_eq!(change.order.state, next, "{state} {step:?}");
                    assert!(!change.body.to_string().contains("因为需要"), "words in the ledger");
                }
                (Err(Refusal::Transition(got)), Err(wanted)) => assert_eq!(got, wanted),
                (got, wanted) => panic!("{state} {step:?}: {got:?}, expected {wanted:?}"),
            }
        }
    }
}

#[test]
fn without_what_it_rests_on_nothing_is_granted() {
    for step in steps() {
        let state = *OrderState::ALL.iter().find(|state| state.allows(step.verb())).unwrap();
        let bare = decide(&order(state), &step.clone().into(), now());
        let harmless = matches!(step, Step::Urge { .. } | Step::Supervise(_))
            || matches!(&step, Step::Ask(new) if new.kind == ApplicationKind::Escalation);
        assert_eq!(bare.is_ok(), harmless, "{step:?}");
    }
}

fn fault(step: Step, change: impl FnOnce(&mut Facts)) -> Option<Refusal> {
    let mut facts = facts(&step);
    change(&mut facts);
    decided(OrderState::InProgress, &step, facts).err()
}

#[test]
fn an_extension_keeps_to_the_terms_of_its_pack() {
    use ProcedureFault as F;
    let ask = |by| Step::Ask(NewApplication { by, ..new(ApplicationKind::Extension) });
    let three = || ask(Some(days(3)));
    let terms_of = |facts: &mut Facts, change: fn(&mut ExtensionTerms)| {
        if let Some(terms) = facts.limit.as_mut().and_then(|limit| limit.terms.as_mut()) {
            change(terms);
        }
    };
    let late = |facts: &mut Facts| {
        if let Some(limit) = facts.limit.as_mut() {
            limit.due_at = now();
        }
    };
    let cases: Vec<(Option<Refusal>, Option<F>)> = vec![
        (fault(three(), |_| ()), None),
        (fault(ask(Some(days(5))), |_| ()), None),
        (fault(ask(Some(days(6))), |_| ()), Some(F::TooMuch)),
        (fault(ask(Some(days(0))), |_| ()), Some(F::TooMuch)),
        (fault(ask(Some(Limit::new(3, LimitUnit::Hour))), |_| ()), Some(F::TooMuch)),
        (fault(ask(None), |_| ()), Some(F::TooMuch)),
        (fault(three(), |facts| facts.granted = 1), Some(F::TooOften)),
        (
            fault(three(), |facts| {
                facts.granted = 1;
                terms_of(facts, |terms| terms.times = 2);
            }),
            None,
        ),
        (fault(three(), late), Some(F::Expired)),
        (
            fault(three(), |facts| {
                late(facts);
                terms_of(facts, |terms| terms.before_expiry = false);
            }),
            None,
        ),
        (fault(three(), |facts| facts.limit = None), Some(F::NotInPolicy)),
        (
            fault(three(), |facts| {
                facts.waiting = Some(application(ApplicationKind::Extension));
            }),
            Some(F::AskedAlready),
        ),
    ];
    for (at, (got, want)) in cases.into_iter().enumerate() {
        assert_eq!(got, want.map(Refusal::Procedure), "case {at}");
    }
}

#[test]
fn a_deferral_needs_policy_reason_plan_and_an_end_that_can_be_waited_for() {
    use ProcedureFault as F;
    let ask = |change: fn(&mut NewApplication)| {
        let mut new = new(ApplicationKind::Deferral);
        change(&mut new);
        Step::Ask(new)
    };
    let far = || now().plus(730 * DAY_US);
    let cases = [
        (fault(ask(|_| ()), |_| ()), None),
        (fault(ask(|new| new.reason_code = "none".into()), |_| ()), Some(F::ReasonUnknown)),
        (fault(ask(|new| new.plan = " ".into()), |_| ()), Some(F::PlanMissing)),
        (fault(ask(|new| new.target_at = None), |_| ()), Some(F::TargetDay)),
        (fault(ask(|new| new.target_at = Some(now())), |_| ()), Some(F::TargetDay)),
        (
            fault(
                Step::Ask(NewApplication {
                    target_at: Some(far()),
                    ..new(ApplicationKind::Deferral)
                }),
                |_| (),
            ),
            None,
        ),
        (
            fault(
                Step::Ask(NewApplication {
                    target_at: Some(far().plus(1)),
                    ..new(ApplicationKind::Deferral)
                }),
                |_| (),
            ),
            Some(F::TargetDay),
        ),
        (
            fault(ask(|_| ()), |facts| {
                if let Some(limit) = facts.limit.as_mut() {
                    limit.may_defer = false;
                }
            }),
            Some(F::NotInPolicy),
        ),
    ];
    for (at, (got, want)) in cases.into_iter().enumerate() {
        assert_eq!(got, want.map(Refusal::Procedure), "case {at}");
    }
    let reasonless = fault(ask(|new| new.text = String::new()), |_| ());
    assert_eq!(reasonless, Some(Refusal::TextMissing));
}

#[test]
fn two_people_decide_and_for_an_exclusion_two_units() {
    use ProcedureFault as F;
    for kind in ApplicationKind::ALL.iter().copied() {
        let approve = || Step::Approve { kind, text: "同意".into() };
        let decline = || Step::Decline { kind, text: "不同意".into() };
        assert_eq!((fault(approve(), |_| ()), fault(decline(), |_| ())), (None, None), "{kind}");
        let same = |facts: &mut Facts| facts.actor = Some(handler());
        let near = |facts: &mut Facts| facts.actor_unit = Some(UnitId(id(3)));
        let other = |facts: &mut Facts| facts.roles = Some(vec![Role::Operator]);
        for make in [&approve as &dyn Fn() -> Step, &decline] {
            assert_eq!(fault(make(), same), Some(F::SamePerson.into()), "{kind}");
            let one_unit = (kind == ApplicationKind::Exclusion).then(|| F::SameUnit.into());
            assert_eq!(fault(make(), near), one_unit, "{kind}");
            assert_eq!(fault(make(), other), Some(F::NotApprover.into()), "{kind}");
            let none = fault(make(), |facts| facts.waiting = None);
            assert_eq!(none, Some(F::NothingAsked.into()), "{kind}");
        }
    }
}

#[test]
fn the_pack_and_the_rung_say_which_role_decides() {
    let extension = application(ApplicationKind::Extension);
    for (approver, role) in [
        (Approver::UnitReviewer, Role::UnitReviewer),
        (Approver::Dispatcher, Role::Dispatcher),
        (Approver::Supervisor, Role::Supervisor),
    ] {
        let terms = ExtensionTerms { approver, ..terms() };
        assert_eq!(deciders(&extension, Some(&terms)), [role]);
    }
    let at = |rung| Application { rung: Some(rung), ..application(ApplicationKind::Escalation) };
    assert_eq!(deciders(&at(Rung::Hotline), None), [Role::Dispatcher, Role::Supervisor]);
    assert_eq!(deciders(&at(Rung::Office), None), [Role::Supervisor, Role::Leader]);
    assert_eq!(deciders(&at(Rung::Meeting), None), [Role::Leader]);
    assert_eq!(next_rung(None), Ok(Rung::Hotline));
    assert_eq!(next_rung(Some(Rung::Hotline)), Ok(Rung::Office));
    assert_eq!(next_rung(Some(Rung::Office)), Ok(Rung::Meeting));
    assert_eq!(next_rung(Some(Rung::Meeting)), Err(ProcedureFault::TopRung));
    let ask = Step::Ask(new(ApplicationKind::Escalation));
    let top = fault(ask, |facts| facts.rung = Some(Rung::Meeting));
    assert_eq!(top, Some(ProcedureFault::TopRung.into()));
}

#[test]
fn one_may_urge_again_after_the_time_of_the_pack_and_not_a_moment_before() {
    let urge = || Step::Urge { text: String::new() };
    let after = |us: i64| fault(urge(), move |facts| facts.urged_at = Some(now().plus(-us)));
    assert_eq!(after(24 * HOUR_US), None);
    assert_eq!(after(24 * HOUR_US - 1), Some(ProcedureFault::UrgedAlready.into()));
    let quick = fault(urge(), |facts| {
        facts.urged_at = Some(now().plus(-2 * HOUR_US));
        facts.procedures.urge_every_hours = 2;
    });
    assert_eq!(quick, None);
}

#[test]
fn a_supervision_is_answered_before_it_is_closed_and_only_on_its_own_order() {
    let over = Some(Refusal::Procedure(ProcedureFault::SupervisionOver));
    let answer = || Step::Answer { supervision: None, text: "已办".into() };
    let end = || Step::End { supervision: None, text: "办结".into() };
    let stands = |state| move |facts: &mut Facts| facts.supervision = Some(supervision(state));
    for (state, may_answer, may_end) in [
        (SupervisionState::Open, true, false),
        (SupervisionState::Answered, true, true),
        (SupervisionState::Closed, false, false),
    ] {
        let wanted = |may: bool| if may { None } else { over.clone() };
        assert_eq!(fault(answer(), stands(state)), wanted(may_answer), "{state}");
        assert_eq!(fault(end(), stands(state)), wanted(may_end), "{state}");
    }
    let elsewhere = fault(answer(), |facts| {
        if let Some(one) = facts.supervision.as_mut() {
            one.order_id = OrderId(id(9));
        }
    });
    assert_eq!(elsewhere, over);
    assert_eq!(fault(answer(), |facts| facts.supervision = None), over);
    let mute = Step::Answer { supervision: None, text: " ".into() };
    assert_eq!(fault(mute, |_| ()), Some(Refusal::TextMissing));
    assert_eq!(SupervisionLevel::Hotline.next(), SupervisionLevel::Listed);
    assert_eq!(SupervisionLevel::Talk.next(), SupervisionLevel::Talk);
}

#[test]
fn an_application_is_decided_once_and_only_a_listed_one_ends() {
    use ApplicationState as S;
    for &from in S::ALL {
        for &to in S::ALL {
            let allowed = matches!(
                (from, to),
                (S::Open, S::Approved | S::Refused | S::Lapsed) | (S::Approved, S::Ended)
            );
            assert_eq!(from.allows(to), allowed, "{from} {to}");
        }
    }
}

#[test]
fn a_granted_deferral_stops_the_limit_and_a_granted_extension_lengthens_it() {
    let granted = |kind| {
        let step = Step::Approve { kind, text: String::new() };
        decided(OrderState::InProgress, &step, facts(&step)).unwrap()
    };
    let deferral = granted(ApplicationKind::Deferral);
    assert_eq!(deferral.order.state, OrderState::Deferred);
    assert_eq!(deferral.clocks, [ClockOp::Pause(ClockKind::Handle, PauseReason::Deferral)]);
    let extension = granted(ApplicationKind::Extension);
    assert_eq!(extension.clocks, [ClockOp::Extend(ClockKind::Handle, days(3))]);
    assert!(granted(ApplicationKind::Exclusion).clocks.is_empty());
    for change in [deferral, extension] {
        assert!(change.notify.is_some(), "the requester is told");
    }
    let command = Command::from(Step::Urge { text: String::new() });
    assert!(change::decide(&order(OrderState::Closed), &command, now()).is_err());
}
