//! What happens by itself, and what an objection does to the limits.

use jiff::civil::date;
use kernel::calendar::DayRow;
use kernel::time::{DAY_US, HOUR_US, Instant, MINUTE_US};
use requests::app::jobs::Round;
use requests::domain::change::Command;
use requests::domain::order::{Order, OrderState, Verb};
use requests::domain::words::{ObjectionGround, Urgency};

use crate::house::{House, each_engine};
use crate::steps::{
    DISPATCHER, HANDLER, OTHER_HANDLER, OTHER_UNIT, UNIT, command, nobody, outcome,
};

fn objection() -> Command {
    Command::Object {
        ground: ObjectionGround::WrongFunction,
        legal_basis: "《城市照明管理规定》".into(),
        text: "路灯由供电公司维护".into(),
        proposed: None,
    }
}

#[tokio::test]
async fn a_right_objection_gives_the_new_unit_fresh_time_to_sign_but_not_to_handle() {
    each_engine(async |house| {
        let mut order = house.dispatched(Urgency::Normal).await;
        let sign_in = house.clock_of(order.id, "sign_in").await;
        let handle = house.clock_of(order.id, "handle").await;
        house.step(HANDLER, &mut order, objection()).await;
        assert_eq!(house.clock_of(order.id, "handle").await.state, "running");
        let unit = house.unit(OTHER_UNIT);
        let ruling = Command::Redispatch { unit, text: "异议成立".into() };
        house.step(DISPATCHER, &mut order, ruling).await;
        assert_eq!((order.unit_id, order.first_unit_id), (Some(unit), Some(house.unit(UNIT))));
        assert_eq!(order.hop_count, 2);
        let fresh = house.clock_of(order.id, "sign_in").await;
        assert_eq!(fresh.due_at, house.now().plus(2 * HOUR_US));
        assert_ne!(fresh.due_at, sign_in.due_at);
        let kept = house.clock_of(order.id, "handle").await;
        assert_eq!((kept.due_at, kept.started_at), (handle.due_at, handle.started_at));
        for kind in ["sign_in", "first_contact", "handle"] {
            assert_eq!(house.clock_of(order.id, kind).await.unit_id, Some(unit), "{kind}");
        }
        assert_eq!(outcome(house.act(HANDLER, &order, Command::Acknowledge).await), "not found");
        house.step(OTHER_HANDLER, &mut order, Command::Acknowledge).await;
    })
    .await;
}

#[tokio::test]
async fn a_wrong_objection_leaves_the_order_signed_with_its_unit() {
    let house = House::lite().await;
    let mut order = house.dispatched(Urgency::Normal).await;
    house.step(HANDLER, &mut order, objection()).await;
    house.step(DISPATCHER, &mut order, Command::Overrule { text: "属养护范围".into() }).await;
    assert_eq!((order.state, order.unit_id), (OrderState::Acknowledged, Some(house.unit(UNIT))));
    assert_eq!(house.clock_of(order.id, "sign_in").await.state, "stopped");
    house.end().await;
}

#[tokio::test]
async fn an_order_nobody_signs_counts_as_signed_when_the_limit_ends() {
    each_engine(async |house| {
        let order = house.dispatched(Urgency::Urgent).await;
        let objected = house.dispatched(Urgency::Urgent).await;
        house.act(HANDLER, &objected, objection()).await.unwrap();
        let due = house.clock_of(order.id, "sign_in").await.due_at;
        house.clock().set_instant(due.plus(-1));
        let early = house.desk.run_jobs().await.unwrap();
        assert!(early.warned > 0, "the limits come to yellow and red before they end");
        assert_eq!(Round { warned: 0, ..early }, Round::default());
        house.clock().set_instant(due);
        assert_eq!(house.desk.run_jobs().await.unwrap().auto_acknowledged, 1);
        assert_eq!(house.desk.run_jobs().await.unwrap(), Round::default());
        let after = house.order(order.id).await;
        assert_eq!(after.state, OrderState::Acknowledged);
        let sign_in = house.clock_of(order.id, "sign_in").await;
        assert_eq!((sign_in.state.as_str(), sign_in.stopped_at), ("stopped", Some(due)));
        let last = house.course(order.id).await.pop().unwrap();
        assert_eq!(last.kind, "order.auto_acknowledged");
        assert_eq!(
            (last.actor_kind.as_str(), last.actor_id.as_deref()),
            ("job", Some("auto-acknowledge"))
        );
        assert_eq!(house.order(objected.id).await.state, OrderState::Objected);
    })
    .await;
}

#[tokio::test]
async fn settled_orders_close_a_while_after_they_were_settled_not_after_they_came() {
    each_engine(async |house| {
        let mut orders: Vec<(Order, i64)> = Vec::new();
        for (verb, days) in [(Verb::Answer, 3), (Verb::Refuse, 1), (Verb::Transfer, 1)] {
            let order = house.submit().await.order;
            orders.push((settle(house, order, verb).await, days));
        }
        // Came long ago, answered only now.
        let late = house.submit().await.order;
        house.clock().advance(10 * DAY_US);
        let late = settle(house, late, Verb::Answer).await;
        assert_eq!(house.desk.run_jobs().await.unwrap().closed, 3);
        for (order, _) in &orders {
            assert_eq!(house.order(order.id).await.state, OrderState::Closed);
        }
        assert_eq!(house.order(late.id).await.state, OrderState::Answered);
        house.clock().advance(3 * DAY_US + MINUTE_US);
        assert_eq!(house.desk.run_jobs().await.unwrap().closed, 1);
        let closed = house.order(late.id).await;
        assert_eq!((closed.state, closed.closed_at), (OrderState::Closed, Some(house.now())));
        assert_eq!(house.desk.run_jobs().await.unwrap(), Round::default());
    })
    .await;
}

async fn settle(house: &House, mut order: Order, verb: Verb) -> Order {
    let command = command(house, verb, &nobody(&order)).unwrap();
    house.step(DISPATCHER, &mut order, command).await;
    order
}

fn off(month: i8, day: i8) -> DayRow {
    DayRow {
        date: date(2027, month, day), off: true, name: "放假".into(), source: "通知".into()
    }
}

#[tokio::test]
async fn a_limit_that_crosses_the_new_year_moves_when_its_days_are_announced() {
    each_engine(async |house| {
        house.clock().set("2026-12-29 08:00:00");
        let mut order = house.dispatched(Urgency::Normal).await;
        let handle = house.clock_of(order.id, "handle").await;
        // 30, 31, 1, 4, 5: New Year's Day is not announced yet.
        assert_eq!(handle.due_at, Instant::parse("2027-01-06").unwrap());
        assert!(handle.provisional);
        house.step(HANDLER, &mut order, Command::Acknowledge).await;
        house.step(HANDLER, &mut order, Command::Start).await;
        let near = house.clock_of(order.id, "first_contact").await;
        assert_eq!(house.desk.run_jobs().await.unwrap(), Round::default());
        let days = vec![off(1, 1), off(1, 2), off(1, 3), off(5, 1), off(10, 1)];
        assert_eq!(requests::app::pack::import_calendar(&house.store.db, days).await.unwrap(), 5);
        let round = house.desk.run_jobs().await.unwrap();
        assert_eq!(round.recounted, 1);
        let moved = house.clock_of(order.id, "handle").await;
        assert_eq!(moved.due_at, Instant::parse("2027-01-07").unwrap());
        assert!(!moved.provisional);
        assert_eq!(house.clock_of(order.id, "first_contact").await.due_at, near.due_at);
        let after = house.order(order.id).await;
        assert_eq!(after.handle_due_at, Some(moved.due_at));
        assert_eq!((after.state, after.next_due_at), (order.state, near.due_at));
        let kinds = house.kinds(order.id).await;
        assert_eq!(kinds.last().map(String::as_str), Some("order.recounted"));
        assert_eq!(house.desk.run_jobs().await.unwrap(), Round::default());
        assert_eq!(house.desk.rebuild_clocks().await.unwrap().1, 0);
    })
    .await;
}
