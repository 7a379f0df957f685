use super::*;
use crate::domain::joint::Nature;
use crate::domain::order_no::OrderNo;
use crate::domain::place_correction::NewPlace;
use crate::domain::reply::NewReply;
use crate::domain::request::Place;
use crate::domain::three_way_call::ThreeWayOutcome;
use crate::domain::words::{Line, NotAcceptedReason, ObjectionGround, OrderType, Solved, Urgency};
use crate::domain::{RequestId, callback::CallbackChannel};
use jiff::civil::date;
use kernel::id::Id;

fn id(n: u128) -> Id {
    Id::from_parts(Instant::from_millis(1_000), n)
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
        nature: Nature::Lead,
        parent_id: None,
        offered_unit_id: None,
        reported_unit_id: None,
        repeat_of: None,
        repeat_kind: None,
        confidential: false,
        received_at: now(),
        dispatched_at: None,
        replied_at: None,
        closed_at: Some(now()),
        next_due_at: Order::no_due(),
        next_yellow_at: None,
        next_red_at: None,
        handle_due_at: None,
        reopened_count: 0,
        rework_count: 0,
    }
}

fn now() -> Instant {
    Instant::parse("2026-11-23 09:00").unwrap()
}

fn callback(contacted: Contacted) -> NewCallback {
    NewCallback {
        channel: CallbackChannel::Phone,
        contacted,
        unit_contacted: Some(true),
        solved: (contacted == Contacted::Yes).then_some(Solved::Resolved),
        satisfied: None,
        comment: String::new(),
    }
}

fn reply() -> NewReply {
    NewReply {
        text_public: "已经修好".into(),
        text_internal: String::new(),
        solved: Solved::Resolved,
        unsolved_reason: None,
        is_true: true,
        out_of_duty: false,
    }
}

fn dispatch_to(unit: u128) -> Dispatch {
    Dispatch {
        unit: UnitId(id(unit)),
        category_code: "020101".into(),
        urgency: Urgency::Urgent,
        catalogue_id: Some("D001".into()),
        duty_override: None,
        override_needed: false,
        text: String::new(),
        co_units: vec![UnitId(id(8))],
    }
}

/// One good command for every verb that a command stands for.
fn commands() -> Vec<Command> {
    let text = || "因为需要".to_owned();
    vec![
        Command::Accept,
        Command::AskInfo { question: text() },
        Command::Supply { text: text() },
        Command::Answer { text: text() },
        Command::Refuse { reason: NotAcceptedReason::Unlawful, text: text() },
        Command::Transfer { line: Line::Fire119, receipt: text() },
        Command::Link { lead: OrderId(id(9)) },
        Command::Unlink,
        Command::Withdraw,
        Command::Dispatch(dispatch_to(4)),
        Command::Acknowledge,
        Command::AutoAcknowledge,
        Command::Object {
            ground: ObjectionGround::WrongFunction,
            legal_basis: text(),
            text: text(),
            proposed: None,
        },
        Command::Redispatch { unit: UnitId(id(5)), text: text() },
        Command::Overrule { text: text() },
        Command::Start,
        Command::Resume,
        Command::Reply(reply()),
        Command::ApproveReply,
        Command::RejectReply { text: text() },
        Command::CallBack { callback: callback(Contacted::Yes), is_last: false },
        Command::Rework { reason: text() },
        Command::Close,
        Command::Reopen { text: text() },
        Command::Archive,
        Command::FollowUp { text: text(), from: None },
        Command::ShareReply { unit: UnitId(id(4)) },
        Command::SayNew { text: text() },
        Command::AddUnits { units: vec![UnitId(id(4))], text: text() },
        Command::OfferHandover { unit: UnitId(id(4)), reason: text() },
        Command::Designate { unit: UnitId(id(4)), text: text() },
        Command::AskTermination { reason: NotAcceptedReason::Unlawful, text: text() },
        Command::Terminate { reason: NotAcceptedReason::Unlawful, text: text() },
        Command::KeepOn { text: text() },
        Command::CorrectPlace(new_place()),
        Command::ProposePlace(new_place()),
        Command::KeepPlace { reason: text() },
        Command::ThreeWayCall(call("值班科长 李明", &text())),
        repeat(RepeatKind::SamePersonOpen),
        repeat(RepeatKind::SamePersonClosed),
        repeat(RepeatKind::Reopened),
        repeat(RepeatKind::CrossChannel),
        repeat(RepeatKind::JointMatter),
        repeat(RepeatKind::Recurrent),
        repeat(RepeatKind::Beside),
    ]
}

fn call(spoke: &str, text: &str) -> NewThreeWayCall {
    let (unit, outcome) = (UnitId(id(4)), ThreeWayOutcome::Promised);
    NewThreeWayCall { unit, spoke: spoke.into(), outcome, text: text.into() }
}

fn new_place() -> NewPlace {
    let region_code = Some("439902001001".into());
    let place = Place { address: "钟楼巷".into(), region_code, ..Place::default() };
    NewPlace { place, reason: "现场核实".into() }
}

fn repeat(kind: RepeatKind) -> Command {
    let (lead, text) = (OrderId(id(9)), "因为需要".to_owned());
    Command::Repeat(NewRepeat { lead, kind, text, separate_claims: None })
}

#[test]
fn every_command_moves_every_state_as_its_verb_does() {
    for &state in OrderState::ALL {
        for command in commands() {
            let decided = decide(&order(state), &command, now());
            let expected = state.after(command.verb());
            match (decided, expected) {
                (Ok(change), Ok(next)) => {
                    assert_eq!(change.order.state, next, "{state} {command:?}")
                }
                (Err(Refusal::Transition(got)), Err(wanted)) => assert_eq!(got, wanted),
                (got, wanted) => panic!("{state} {command:?}: {got:?}, expected {wanted:?}"),
            }
        }
    }
}

#[test]
fn a_first_contact_starts_the_work_once_and_is_no_transition_after_that() {
    let contact = Command::FirstContact { text: "已电话联系".into() };
    let first = decide(&order(OrderState::Acknowledged), &contact, now()).unwrap();
    assert_eq!(first.order.state, OrderState::InProgress);
    assert!(first.clocks.contains(&ClockOp::Stop(ClockKind::FirstContact)));
    let again = decide(&order(OrderState::InProgress), &contact, now()).unwrap();
    assert_eq!(again.order.state, OrderState::InProgress);
    for &state in OrderState::ALL {
        let fits = matches!(state, OrderState::Acknowledged | OrderState::InProgress);
        assert_eq!(decide(&order(state), &contact, now()).is_ok(), fits, "{state}");
    }
}

#[test]
fn a_missing_reason_is_refused_wherever_one_is_owed() {
    let blank = || "  ".to_owned();
    let cases = [
        (OrderState::Received, Command::AskInfo { question: blank() }),
        (OrderState::Received, Command::Answer { text: blank() }),
        (
            OrderState::Received,
            Command::Refuse { reason: NotAcceptedReason::Unlawful, text: blank() },
        ),
        (OrderState::NeedInfo, Command::Supply { text: blank() }),
        (OrderState::Objected, Command::Overrule { text: blank() }),
        (OrderState::Replied, Command::RejectReply { text: blank() }),
        (OrderState::CalledBack, Command::Rework { reason: blank() }),
        (OrderState::Closed, Command::Reopen { text: blank() }),
        (OrderState::InProgress, Command::KeepPlace { reason: blank() }),
        (OrderState::InProgress, Command::ThreeWayCall(call("李明", &blank()))),
        (
            OrderState::InProgress,
            Command::CorrectPlace(NewPlace { reason: blank(), ..new_place() }),
        ),
        (OrderState::Closed, Command::Reopen { text: "长".repeat(TEXT_MAX + 1) }),
    ];
    for (state, command) in cases {
        let got = decide(&order(state), &command, now());
        assert_eq!(got.err(), Some(Refusal::TextMissing), "{command:?}");
    }
}

#[test]
fn a_dispatch_against_the_duty_lists_needs_a_reason_and_keeps_it() {
    let against = |reason: Option<&str>| {
        let dispatch = Dispatch {
            override_needed: true,
            duty_override: reason.map(str::to_owned),
            ..dispatch_to(4)
        };
        decide(&order(OrderState::ToDispatch), &Command::Dispatch(dispatch), now())
    };
    assert_eq!(against(None).err(), Some(Refusal::OverrideMissing));
    assert_eq!(against(Some(" ")).err(), Some(Refusal::OverrideMissing));
    let change = against(Some("属地先处置")).unwrap();
    assert_eq!(change.order.duty_override.as_deref(), Some("属地先处置"));
    assert_eq!(change.body["against_duty_list"], true);
}

#[test]
fn a_dispatch_writes_unit_category_and_urgency_and_starts_the_units_clocks() {
    let fresh =
        Order { unit_id: None, first_unit_id: None, hop_count: 0, ..order(OrderState::ToDispatch) };
    let change = decide(&fresh, &Command::Dispatch(dispatch_to(4)), now()).unwrap();
    let after = &change.order;
    assert_eq!((after.unit_id, after.first_unit_id), (Some(UnitId(id(4))), Some(UnitId(id(4)))));
    assert_eq!((after.urgency, after.hop_count), (Urgency::Urgent, 1));
    assert_eq!(after.dispatched_at, Some(now()));
    let started = [ClockKind::SignIn, ClockKind::FirstContact, ClockKind::Handle];
    assert!(started.iter().all(|kind| change.clocks.contains(&ClockOp::Start(*kind))));
}

#[test]
fn a_place_is_put_right_and_no_clock_moves() {
    let lay = Order { region_code: Some("439903001001".into()), ..order(OrderState::InProgress) };
    let put = decide(&lay, &Command::CorrectPlace(new_place()), now()).unwrap();
    assert_eq!(put.order.region_code.as_deref(), Some("439902001001"));
    assert_eq!((put.clocks.len(), put.notify), (0, None));
    assert_eq!((put.body["from"].as_str(), put.order.unit_id), (Some("439903001001"), lay.unit_id));
    let proposed = decide(&lay, &Command::ProposePlace(new_place()), now()).unwrap();
    assert_eq!(proposed.order, lay, "a proposal moves nothing");
    let nowhere = NewPlace { place: Place::default(), ..new_place() };
    for command in [Command::CorrectPlace(nowhere.clone()), Command::ProposePlace(nowhere)] {
        let unknown = Refusal::Place(PlaceFault::Unknown);
        assert_eq!(decide(&lay, &command, now()).err(), Some(unknown));
    }
}

#[test]
fn an_objection_stops_no_clock_and_a_new_unit_keeps_the_handling_limit() {
    let object = Command::Object {
        ground: ObjectionGround::WrongTerritory,
        legal_basis: "条例第十二条".into(),
        text: "不在本辖区".into(),
        proposed: None,
    };
    let objected = decide(&order(OrderState::Dispatched), &object, now()).unwrap();
    assert_eq!(objected.clocks, [ClockOp::Start(ClockKind::ObjectionRuling)]);
    let ruled = Command::Redispatch { unit: UnitId(id(7)), text: "改派".into() };
    let change = decide(&objected.order, &ruled, now()).unwrap();
    assert_eq!(change.order.hop_count, 2);
    assert_eq!(change.order.first_unit_id, Some(UnitId(id(3))), "the first receiver stays known");
    assert!(change.clocks.contains(&ClockOp::Reassign(ClockKind::Handle, UnitId(id(7)))));
    assert!(!change.clocks.iter().any(|op| matches!(op, ClockOp::Start(ClockKind::Handle))));
}

#[test]
fn an_unanswered_call_waits_until_enough_was_tried() {
    let attempt = |is_last| Command::CallBack { callback: callback(Contacted::NoAnswer), is_last };
    let waiting = decide(&order(OrderState::ToCallback), &attempt(false), now()).unwrap();
    assert_eq!(
        (waiting.order.state, waiting.event),
        (OrderState::ToCallback, "order.callback_tried")
    );
    assert_eq!(waiting.clocks, []);
    let given_up = decide(&order(OrderState::ToCallback), &attempt(true), now()).unwrap();
    assert_eq!(given_up.order.state, OrderState::CalledBack);
    assert!(given_up.clocks.contains(&ClockOp::Stop(ClockKind::Callback)));
}

#[test]
fn reopening_ends_thirty_days_after_closing_and_runs_on_the_rework_limit() {
    let reopen = Command::Reopen { text: "又坏了".into() };
    let in_time = now().plus(REOPEN_DAYS * DAY_US);
    let change = decide(&order(OrderState::Closed), &reopen, in_time).unwrap();
    assert_eq!(change.order.reopened_count, 1);
    let late = decide(&order(OrderState::Closed), &reopen, in_time.plus(1));
    assert_eq!(late.err(), Some(Refusal::TooLate));
    assert_eq!(active_limit(&change.order), ClockKind::Rework);
}

#[test]
fn a_confidential_order_is_joined_to_nothing_and_none_to_itself() {
    let link = |lead: u128| Command::Link { lead: OrderId(id(lead)) };
    let confidential = Order { confidential: true, ..order(OrderState::Received) };
    assert_eq!(decide(&confidential, &link(9), now()).err(), Some(Refusal::Confidential));
    assert_eq!(
        decide(&order(OrderState::Received), &link(1), now()).err(),
        Some(Refusal::LinkToSelf)
    );
    let linked = decide(&order(OrderState::Received), &link(9), now()).unwrap();
    let unlinked = decide(&linked.order, &Command::Unlink, now()).unwrap();
    assert_eq!(unlinked.order.repeat_of, None);
    assert_eq!(unlinked.order.state, OrderState::Received);
}

#[test]
fn events_carry_no_words_of_people() {
    for &state in OrderState::ALL {
        for command in commands() {
            if let Ok(change) = decide(&order(state), &command, now()) {
                let body = change.body.to_string();
                assert!(!body.contains("因为需要") && !body.contains("已经修好"), "{body}");
            }
        }
    }
}

/// Whatever a verb of one side needs besides the state.
#[test]
fn parts_offers_and_reports_have_verbs_of_their_own() {
    let text = || "因为需要".to_owned();
    let offered = |state| Order { offered_unit_id: Some(UnitId(id(4))), ..order(state) };
    let part =
        |state| Order { nature: Nature::Co, parent_id: Some(OrderId(id(7))), ..order(state) };
    let report = |state| Order { order_type: OrderType::Report, ..order(state) };
    let protect = Command::NameReported { unit: Some(UnitId(id(5))), confidential: true };
    for &state in OrderState::ALL {
        for command in [
            Command::TakeHandover,
            Command::RefuseHandover { reason: text() },
            Command::WithdrawHandover,
        ] {
            let wanted = state.after(command.verb()).ok();
            let got = decide(&offered(state), &command, now());
            assert_eq!(got.as_ref().ok().map(|change| change.order.state), wanted, "{state}");
            assert!(got.is_err() || got.is_ok_and(|c| c.order.offered_unit_id.is_none()));
            let without = decide(&order(state), &command, now());
            let nobody = Refusal::Joint(JointFault::NotOffered);
            assert_eq!(without.err() == Some(nobody), wanted.is_some(), "{state} {command:?}");
        }
        for command in [Command::Waive { reason: text() }, Command::ReturnPart { text: text() }] {
            let wanted = state.after(command.verb()).ok();
            let got = decide(&part(state), &command, now());
            assert_eq!(got.ok().map(|change| change.order.state), wanted, "{state}");
            let whole = decide(&order(state), &command, now()).err();
            assert_eq!(whole, Some(Refusal::Joint(JointFault::NotAPart)), "{state}");
        }
        let wanted = state.after(Verb::NameReported).ok();
        let got = decide(&report(state), &protect, now());
        assert_eq!(got.ok().map(|change| change.order.state), wanted, "{state}");
        let other = decide(&order(state), &protect, now()).err();
        assert_eq!(other, Some(Refusal::NotAReport), "{state}");
    }
    for command in [
        Command::Reopen { text: text() },
        repeat(RepeatKind::JointMatter),
        Command::AddUnits { units: Vec::new(), text: text() },
        Command::OfferHandover { unit: UnitId(id(4)), reason: text() },
        Command::AskTermination { reason: NotAcceptedReason::Unlawful, text: text() },
        Command::CorrectPlace(new_place()),
        Command::ProposePlace(new_place()),
        Command::KeepPlace { reason: text() },
        Command::ThreeWayCall(call("李明", &text())),
    ] {
        for &state in OrderState::ALL {
            let got = decide(&part(state), &command, now()).err();
            assert_eq!(got, Some(Refusal::Joint(JointFault::OnlyTheLead)), "{command:?}");
        }
    }
}

#[test]
fn a_part_is_handed_in_to_its_lead_and_nobody_is_called_back() {
    let part = Order { nature: Nature::Co, ..order(OrderState::Replied) };
    let change = decide(&part, &Command::ApproveReply, now()).unwrap();
    assert_eq!((change.order.state, change.event), (OrderState::Closed, "order.part_handed_in"));
    assert_eq!((change.notify, change.order.closed_at), (None, Some(now())));
    assert!(!change.clocks.contains(&ClockOp::Start(ClockKind::Callback)));
}

#[test]
fn a_reported_unit_never_gets_the_order() {
    let reported = UnitId(id(4));
    let kept = |state| Order { reported_unit_id: Some(reported), ..order(state) };
    let text = || "因为需要".to_owned();
    let with_helper = Dispatch { co_units: vec![reported], ..dispatch_to(6) };
    for (state, command) in [
        (OrderState::ToDispatch, Command::Dispatch(dispatch_to(4))),
        (OrderState::ToDispatch, Command::Dispatch(with_helper)),
        (OrderState::Objected, Command::Redispatch { unit: reported, text: text() }),
        (OrderState::Objected, Command::Designate { unit: reported, text: text() }),
        (OrderState::InProgress, Command::AddUnits { units: vec![reported], text: text() }),
        (OrderState::InProgress, Command::OfferHandover { unit: reported, reason: text() }),
    ] {
        let got = decide(&kept(state), &command, now()).err();
        assert_eq!(got, Some(Refusal::ReportedUnit), "{command:?}");
    }
}

#[test]
fn a_call_of_three_moves_no_clock_and_names_who_spoke() {
    let command = Command::ThreeWayCall(call("值班科长 李明", "今晚上门"));
    let change = decide(&order(OrderState::InProgress), &command, now()).unwrap();
    assert_eq!(
        (change.order.state, change.event),
        (OrderState::InProgress, "order.three_way_call")
    );
    assert_eq!(change.note, Some((Audience::Requester, "今晚上门".into())));
    assert!(change.clocks.is_empty() && change.notify.is_none());
    let long = "长".repeat(crate::domain::three_way_call::SPOKE_MAX + 1);
    for (spoke, fault) in
        [(" ", ThreeWayCallFault::SpokeMissing), (long.as_str(), ThreeWayCallFault::SpokeLong)]
    {
        let command = Command::ThreeWayCall(call(spoke, "今晚上门"));
        let got = decide(&order(OrderState::InProgress), &command, now()).err();
        assert_eq!(got, Some(Refusal::ThreeWayCall(fault)), "{spoke}");
    }
    let reported = Order { reported_unit_id: Some(UnitId(id(4))), ..order(OrderState::InProgress) };
    assert_eq!(decide(&reported, &command, now()).err(), Some(Refusal::ReportedUnit));
}
