//! The whole life of an order, with every limit worked out a second time by
//! the counting rules themselves.

use kernel::calendar::WorkCalendar;
use kernel::counting::{CountingRule, Limit, LimitUnit, due};
use kernel::time::{HOUR_US, Instant, MINUTE_US};
use requests::app::act::{Act, By};
use requests::domain::application::ApplicationKind;
use requests::domain::callback::Contacted;
use requests::domain::change::Command;
use requests::domain::order::{Order, OrderState};
use requests::domain::words::{Satisfied, Solved, Urgency};

use crate::house::{House, each_engine};
use crate::steps::{
    DISPATCHER, HANDLER, OFFICER, REVIEWER, SUPERVISOR, UNIT, ask, call, dispatch, grant,
    no_answer, outcome, reply,
};

/// The end of a limit by the counting rules, under the demo city's switch.
fn ends(start: Instant, amount: u32, unit: LimitUnit) -> Instant {
    let rule = CountingRule { weekend_extends: true };
    due(start, Limit::new(amount, unit), WorkCalendar::built_in(), &rule).at
}

/// A step with everything that must hold around it: a version that is not the
/// last changes nothing, the step itself counts up by one, and the same step
/// once more is refused.
async fn guarded(house: &House, who: &str, order: &mut Order, command: Command) {
    house.clock().advance(HOUR_US);
    let staff = house.staff(who).await;
    let events = house.kinds(order.id).await;
    let stale = house.desk.act_as(&staff, order.id, Some(order.version + 1), command.clone()).await;
    assert_eq!(outcome(stale), "stale");
    assert_eq!(house.order(order.id).await, *order);
    assert_eq!(house.kinds(order.id).await, events);
    let after = house.act(who, order, command.clone()).await.unwrap();
    assert_eq!(after, house.order(order.id).await);
    assert_eq!(after.version, order.version + 1);
    assert_eq!(house.kinds(order.id).await.len(), events.len() + 1);
    let again = house.desk.act_as(&staff, order.id, Some(order.version), command).await;
    assert_ne!(outcome(again), "done");
    *order = after;
}

#[tokio::test]
async fn an_order_lives_from_the_first_word_to_the_archive() {
    each_engine(async |house| {
        let mut order = house.submit().await.order;
        let intake = house.clock_of(order.id, "intake").await;
        assert_eq!(intake.due_at, ends(house.now(), 4, LimitUnit::Hour));
        assert_eq!(order.next_due_at, intake.due_at);
        guarded(house, DISPATCHER, &mut order, Command::Accept).await;
        sent_on(house, &mut order).await;
        in_hand(house, &mut order).await;
        judged_in_vain(house, &mut order).await;
        done_again(house, &mut order).await;
        reopened_and_put_away(house, &mut order).await;
        let kinds = house.kinds(order.id).await;
        assert_eq!(kinds, COURSE);
        assert_eq!(order.version, COURSE.len() as i64);
    })
    .await;
}

const COURSE: [&str; 31] = [
    "order.registered",
    "order.accepted",
    "order.dispatched",
    "order.acknowledged",
    "order.first_contact",
    "order.replied",
    "order.reply_rejected",
    "order.replied",
    "order.reply_approved",
    "order.callback_tried",
    "order.callback_tried",
    "order.called_back",
    "order.rework",
    "order.replied",
    "order.reply_approved",
    "order.callback_tried",
    "order.called_back",
    "order.closed",
    "order.reopened",
    "order.extension_asked",
    "order.extended",
    "order.deferral_asked",
    "order.deferred",
    "order.resumed",
    "order.escalated",
    "order.coordinated",
    "order.replied",
    "order.reply_approved",
    "order.called_back",
    "order.closed",
    "order.archived",
];

async fn sent_on(house: &House, order: &mut Order) {
    let unit = house.unit(UNIT);
    guarded(house, DISPATCHER, order, dispatch(unit, Urgency::Normal)).await;
    let at = house.now();
    assert_eq!((order.unit_id, order.first_unit_id), (Some(unit), Some(unit)));
    assert_eq!((order.dispatched_at, order.hop_count), (Some(at), 1));
    let wanted = [
        ("sign_in", ends(at, 2, LimitUnit::Hour)),
        ("first_contact", ends(at, 1, LimitUnit::WorkingDay)),
        ("handle", ends(at, 5, LimitUnit::WorkingDay)),
    ];
    for (kind, end) in wanted {
        let row = house.clock_of(order.id, kind).await;
        assert_eq!((row.due_at, row.state.as_str()), (end, "running"), "{kind}");
        assert_eq!(row.unit_id, Some(unit), "{kind}");
        assert!(row.yellow_at < row.red_at && row.red_at <= row.due_at, "{kind}");
        assert!(!row.basis.is_empty(), "{kind}");
    }
    assert_eq!(house.clock_of(order.id, "intake").await.stopped_at, Some(at));
    assert_eq!(order.next_due_at, wanted[0].1);
    assert_eq!(order.handle_due_at, Some(wanted[2].1));
}

async fn in_hand(house: &House, order: &mut Order) {
    guarded(house, HANDLER, order, Command::Acknowledge).await;
    assert_eq!(house.clock_of(order.id, "sign_in").await.stopped_at, Some(house.now()));
    guarded(house, HANDLER, order, Command::FirstContact { text: "电话约了明天上门".into() }).await;
    assert_eq!(house.clock_of(order.id, "first_contact").await.stopped_at, Some(house.now()));
    assert_eq!(order.state, OrderState::InProgress);
    guarded(house, HANDLER, order, reply(Solved::Partly)).await;
    guarded(house, REVIEWER, order, Command::RejectReply { text: "写清楚何时修好".into() }).await;
    assert_eq!(house.clock_of(order.id, "handle").await.state, "running");
    guarded(house, HANDLER, order, reply(Solved::Resolved)).await;
    guarded(house, REVIEWER, order, Command::ApproveReply).await;
    let view = house.desk.view_unchecked(order.id).await.unwrap();
    let replies: Vec<&str> = view.replies.iter().map(|reply| reply.state.as_str()).collect();
    assert_eq!(replies, ["rejected", "approved"]);
    assert_eq!(house.clock_of(order.id, "handle").await.stopped_at, Some(house.now()));
    assert_eq!(order.next_due_at, ends(house.now(), 2, LimitUnit::WorkingDay));
}

async fn judged_in_vain(house: &House, order: &mut Order) {
    // Two calls on one day are not enough, the third is on the day after.
    for _ in 0..2 {
        guarded_call(house, order).await;
        assert_eq!(order.state, OrderState::ToCallback);
    }
    house.clock().advance(14 * HOUR_US);
    guarded_call(house, order).await;
    assert_eq!(order.state, OrderState::CalledBack);
    assert_eq!(house.clock_of(order.id, "callback").await.stopped_at, Some(house.now()));
}

/// Calls may be repeated, so only the version guards them.
async fn guarded_call(house: &House, order: &mut Order) {
    let before = order.clone();
    house.step(OFFICER, order, no_answer()).await;
    let stale = house.act(OFFICER, &before, no_answer()).await;
    assert_eq!(outcome(stale), "stale");
}

async fn done_again(house: &House, order: &mut Order) {
    guarded(house, OFFICER, order, Command::Rework { reason: "灯又灭了".into() }).await;
    let rework = house.clock_of(order.id, "rework").await;
    assert_eq!(rework.due_at, ends(house.now(), 3, LimitUnit::WorkingDay));
    assert_eq!((order.rework_count, order.next_due_at), (1, rework.due_at));
    house.answered(order).await;
    assert_eq!(house.clock_of(order.id, "rework").await.state, "stopped");
    // The calls of the first round are not counted again.
    guarded_call(house, order).await;
    assert_eq!(order.state, OrderState::ToCallback);
    let word = call(Contacted::Yes, Some(Solved::Unresolved), Some(Satisfied::Unsatisfied));
    guarded(house, OFFICER, order, word).await;
    guarded(house, OFFICER, order, Command::Close).await;
    assert_eq!(order.closed_at, Some(house.now()));
    assert_eq!(order.next_due_at, Order::no_due());
}

async fn reopened_and_put_away(house: &House, order: &mut Order) {
    house.clock().advance(MINUTE_US);
    let by = By::Requester;
    let command = Command::Reopen { text: "还是不亮".into() };
    let seen = Some(order.version);
    let act = Act { order: order.id, seen, by, command, evidence: Vec::new(), at: house.now() };
    *order = house.desk.act(act).await.unwrap();
    assert_eq!((order.state, order.reopened_count), (OrderState::InProgress, 1));
    let rework = house.clock_of(order.id, "rework").await;
    assert_eq!(rework.due_at, ends(house.now(), 3, LimitUnit::WorkingDay));
    guarded_once(house, HANDLER, order, ask(house, ApplicationKind::Extension)).await;
    guarded_once(house, DISPATCHER, order, grant(ApplicationKind::Extension)).await;
    let longer = house.clock_of(order.id, "rework").await;
    assert_eq!(longer.due_at, ends(rework.started_at, 6, LimitUnit::WorkingDay));
    guarded_once(house, REVIEWER, order, ask(house, ApplicationKind::Deferral)).await;
    guarded(house, SUPERVISOR, order, grant(ApplicationKind::Deferral)).await;
    guarded(house, SUPERVISOR, order, Command::Resume).await;
    guarded_once(house, REVIEWER, order, ask(house, ApplicationKind::Escalation)).await;
    guarded_once(house, SUPERVISOR, order, grant(ApplicationKind::Escalation)).await;
    house.answered(order).await;
    house.judged(order, Solved::Resolved, Satisfied::Satisfied).await;
    let act = Act {
        order: order.id,
        seen: Some(order.version),
        by: By::Job("archive"),
        command: Command::Archive,
        evidence: Vec::new(),
        at: house.now(),
    };
    *order = house.desk.act(act.clone()).await.unwrap();
    assert_eq!(outcome(house.desk.act(Act { seen: None, ..act }).await), "refused");
}

/// A step that may be done again, but not on a version that is gone.
async fn guarded_once(house: &House, who: &str, order: &mut Order, command: Command) {
    let before = order.clone();
    house.step(who, order, command.clone()).await;
    assert_eq!(outcome(house.act(who, &before, command).await), "stale");
    assert_eq!(house.order(order.id).await, *order);
}
