//! Orders joined to others, and how long one may be opened again.

use kernel::time::DAY_US;
use requests::app::OrderError;
use requests::app::act::{Act, By};
use requests::domain::change::{Command, REOPEN_DAYS, Refusal};
use requests::domain::order::{Order, OrderState, Verb};
use requests::domain::words::{Satisfied, Solved};

use crate::house::{House, each_engine};
use crate::steps::{DISPATCHER, OFFICER, command, nobody, outcome};

async fn join(house: &House, order: &mut Order, lead: &Order) {
    house.step(DISPATCHER, order, Command::Link { lead: lead.id }).await;
}

#[tokio::test]
async fn joined_orders_wait_and_close_with_the_one_that_is_worked() {
    each_engine(async |house| {
        let mut joined = [house.submit().await.order, house.submit().await.order];
        let mut lead = house.in_progress().await;
        for order in &mut joined {
            join(house, order, &lead).await;
            assert_eq!((order.state, order.repeat_of), (OrderState::RepeatLinked, Some(lead.id)));
            assert_eq!(order.next_due_at, Order::no_due());
        }
        let view = house.desk.view_unchecked(lead.id).await.unwrap();
        assert_eq!(view.linked.len(), 2);
        house.answered(&mut lead).await;
        house.judged(&mut lead, Solved::Resolved, Satisfied::Satisfied).await;
        for order in &joined {
            let after = house.order(order.id).await;
            assert_eq!((after.state, after.closed_at), (OrderState::Closed, lead.closed_at));
            assert_eq!(
                house.kinds(order.id).await,
                ["order.registered", "order.linked", "order.closed"]
            );
        }
    })
    .await;
}

#[tokio::test]
async fn an_order_taken_out_again_has_fresh_time_and_stays_open_when_the_other_closes() {
    let house = House::lite().await;
    let mut order = house.submit().await.order;
    let mut lead = house.in_progress().await;
    join(&house, &mut order, &lead).await;
    house.step(DISPATCHER, &mut order, Command::Unlink).await;
    assert_eq!((order.state, order.repeat_of), (OrderState::Received, None));
    assert_eq!(order.next_due_at, house.now().plus(4 * kernel::time::HOUR_US));
    house.answered(&mut lead).await;
    house.judged(&mut lead, Solved::Resolved, Satisfied::Satisfied).await;
    assert_eq!(house.order(order.id).await, order);
    house.end().await;
}

#[tokio::test]
async fn an_order_joins_neither_itself_nor_a_joined_one_nor_one_that_is_done() {
    let house = House::lite().await;
    let lead = house.in_progress().await;
    let mut joined = house.submit().await.order;
    let order = house.submit().await.order;
    let itself = house.act(DISPATCHER, &order, Command::Link { lead: order.id }).await;
    assert!(matches!(itself, Err(OrderError::Refused(Refusal::LinkToSelf))));
    let none = house.act(DISPATCHER, &order, Command::Link { lead: nobody(&order).id }).await;
    assert_eq!(outcome(none), "unknown");
    join(&house, &mut joined, &lead).await;
    let chain = house.act(DISPATCHER, &order, Command::Link { lead: joined.id }).await;
    assert!(matches!(chain, Err(OrderError::Refused(Refusal::CannotLead))));
    // The other way to a chain: an order that others wait for joins a third.
    let mut waiting = house.submit().await.order;
    join(&house, &mut waiting, &order).await;
    let chain = house.act(DISPATCHER, &order, Command::Link { lead: lead.id }).await;
    assert!(matches!(chain, Err(OrderError::Refused(Refusal::Leads))));
    // Nothing would ever close an order that waits for one that is done.
    let mut done = house.in_progress().await;
    house.answered(&mut done).await;
    house.judged(&mut done, Solved::Resolved, Satisfied::Satisfied).await;
    let late = house.submit().await.order;
    let after = house.act(DISPATCHER, &late, Command::Link { lead: done.id }).await;
    assert!(matches!(after, Err(OrderError::Refused(Refusal::CannotLead))));
    house.end().await;
}

fn reopen(order: &Order, at: kernel::time::Instant) -> Act {
    Act {
        order: order.id,
        seen: Some(order.version),
        by: By::Requester,
        command: Command::Reopen { text: "又坏了".into() },
        evidence: Vec::new(),
        at,
    }
}

#[tokio::test]
async fn an_order_may_be_opened_again_for_thirty_days_and_no_longer() {
    each_engine(async |house| {
        let mut order = house.in_progress().await;
        house.answered(&mut order).await;
        house.judged(&mut order, Solved::Resolved, Satisfied::Mostly).await;
        let last = order.closed_at.unwrap().plus(REOPEN_DAYS * DAY_US);
        let late = house.desk.act(reopen(&order, last.plus(1))).await;
        assert!(matches!(late, Err(OrderError::Refused(Refusal::TooLate))));
        assert_eq!(house.order(order.id).await, order);
        let again = house.desk.act(reopen(&order, last)).await.unwrap();
        assert_eq!((again.state, again.reopened_count), (OrderState::InProgress, 1));
        assert_eq!(again.unit_id, order.unit_id);
    })
    .await;
}

#[tokio::test]
async fn an_order_no_unit_ever_had_is_opened_again_at_the_desk() {
    let house = House::lite().await;
    let mut order = house.submit().await.order;
    let answer = command(&house, Verb::Answer, &nobody(&order)).unwrap();
    house.step(DISPATCHER, &mut order, answer).await;
    house.clock().advance(4 * DAY_US);
    assert_eq!(house.desk.run_jobs().await.unwrap().closed, 1);
    let closed = house.order(order.id).await;
    let mut again = house.desk.act(reopen(&closed, house.now())).await.unwrap();
    assert_eq!((again.state, again.unit_id), (OrderState::ToDispatch, None));
    assert_ne!(again.next_due_at, Order::no_due());
    let sent = crate::steps::dispatch(house.unit(crate::steps::UNIT), again.urgency);
    house.step(DISPATCHER, &mut again, sent).await;
    // What a requester may not do stays with the staff.
    let act = Act { command: Command::Close, seen: None, ..reopen(&again, house.now()) };
    assert_eq!(outcome(house.desk.act(act).await), "forbidden");
    assert_eq!(outcome(house.act(OFFICER, &again, Command::Close).await), "refused");
    house.end().await;
}
