//! Orders joined to others, and how long one may be opened again.

use kernel::time::DAY_US;
use people::domain::disclosure::IdentityField;
use people::domain::identity::NewIdentity;
use requests::app::OrderError;
use requests::app::act::{Act, By};
use requests::domain::change::{Command, NewRepeat, REOPEN_DAYS, Refusal};
use requests::domain::order::{Order, OrderState, Verb};
use requests::domain::repeats::RepeatKind;
use requests::domain::words::{Satisfied, Solved};

use crate::house::{House, each_engine};
use crate::steps::{DISPATCHER, HANDLER, OFFICER, command, nobody, outcome};

async fn join(house: &House, order: &mut Order, lead: &Order) {
    house.step(DISPATCHER, order, Command::Link { lead: lead.id }).await;
}

#[tokio::test]
async fn everyone_who_asked_the_same_is_answered_and_asked_for_themselves() {
    each_engine(async |house| {
        let mut joined = [house.submit().await.order, house.submit().await.order];
        let mut lead = house.in_progress().await;
        for order in &mut joined {
            join(house, order, &lead).await;
            assert_eq!((order.state, order.repeat_of), (OrderState::RepeatLinked, Some(lead.id)));
            assert_eq!(order.repeat_kind, Some(RepeatKind::JointMatter));
            assert_eq!(order.next_due_at, Order::no_due());
        }
        let view = house.desk.view_unchecked(lead.id).await.unwrap();
        assert_eq!(view.linked.len(), 2);
        house.answered(&mut lead).await;
        for order in &joined {
            let mut own = house.order(order.id).await;
            assert_eq!((own.state, own.unit_id), (OrderState::ToCallback, lead.unit_id));
            let view = house.desk.view_unchecked(own.id).await.unwrap();
            assert_eq!(view.replies[0].text_public, "路灯已经修好，感谢您的反映。");
            assert_eq!(view.replies[0].text_internal, "", "what stays inside stays there");
            house.judged(&mut own, Solved::Unresolved, Satisfied::Unsatisfied).await;
            assert_eq!(
                house.kinds(order.id).await,
                [
                    "order.registered",
                    "order.linked",
                    "order.reply_shared",
                    "order.called_back",
                    "order.closed"
                ]
            );
        }
        assert_eq!(house.order(lead.id).await.state, OrderState::ToCallback);
    })
    .await;
}

/// A complaint of somebody with this number.
async fn from(house: &House, phone: &str, channel: &str) -> Order {
    let mut draft = house.draft();
    let identity = NewIdentity::default().with(IdentityField::Phone, phone);
    draft.identity = Some(house.desk.app.vault.seal(&identity).unwrap());
    draft.request.channel = channel.into();
    house.desk.submit(draft).await.unwrap().order
}

const ONE: &str = "13812344528";
const TWO: &str = "13987654321";

#[tokio::test]
async fn the_same_person_is_written_onto_the_open_order_and_told_with_it() {
    each_engine(async |house| {
        let mut lead = from(house, ONE, "website").await;
        let mut again = from(house, ONE, "website").await;
        let mut by_phone = from(house, ONE, "phone_12345").await;
        join(house, &mut again, &lead).await;
        assert_eq!(again.repeat_kind, Some(RepeatKind::SamePersonOpen));
        join(house, &mut by_phone, &lead).await;
        assert_eq!(by_phone.repeat_kind, Some(RepeatKind::CrossChannel));
        let kinds = house.kinds(lead.id).await;
        assert_eq!(kinds, ["order.registered", "order.followed_up", "order.followed_up"]);
        lead = house.order(lead.id).await;
        house.step(DISPATCHER, &mut lead, Command::Accept).await;
        let sent = crate::steps::dispatch(house.unit(crate::steps::UNIT), lead.urgency);
        house.step(DISPATCHER, &mut lead, sent).await;
        house.step(HANDLER, &mut lead, Command::Acknowledge).await;
        house.step(HANDLER, &mut lead, Command::Start).await;
        house.answered(&mut lead).await;
        house.judged(&mut lead, Solved::Resolved, Satisfied::Satisfied).await;
        for order in [again, by_phone] {
            let after = house.order(order.id).await;
            assert_eq!((after.state, after.closed_at), (OrderState::Closed, lead.closed_at));
        }
    })
    .await;
}

fn repeat(lead: &Order, kind: RepeatKind, text: &str) -> Command {
    let (text, lead) = (text.to_owned(), lead.id);
    Command::Repeat(NewRepeat { lead, kind, text, separate_claims: None })
}

#[tokio::test]
async fn what_is_done_is_told_and_with_news_it_comes_back_to_other_hands() {
    each_engine(async |house| {
        let mut lead = from(house, ONE, "website").await;
        house.step(DISPATCHER, &mut lead, Command::Accept).await;
        let sent = crate::steps::dispatch(house.unit(crate::steps::UNIT), lead.urgency);
        house.step(DISPATCHER, &mut lead, sent).await;
        house.step(HANDLER, &mut lead, Command::Acknowledge).await;
        house.step(HANDLER, &mut lead, Command::Start).await;
        house.answered(&mut lead).await;
        house.judged(&mut lead, Solved::Resolved, Satisfied::Satisfied).await;
        let stranger = from(house, TWO, "website").await;
        let told = repeat(&lead, RepeatKind::SamePersonClosed, "");
        assert_eq!(outcome(house.act(DISPATCHER, &stranger, told.clone()).await), "refused");
        let mut again = from(house, ONE, "website").await;
        house.step(DISPATCHER, &mut again, told).await;
        assert_eq!(again.state, OrderState::Answered);
        let view = house.desk.view_unchecked(again.id).await.unwrap();
        let result = view.notes.iter().find(|note| note.audience == "requester").unwrap();
        assert_eq!(result.text, "路灯已经修好，感谢您的反映。");
        let new = Act {
            command: Command::SayNew { text: "这次是另一盏".into() },
            ..reopen(&again, house.now())
        };
        let new = house.desk.act(new).await.unwrap();
        assert_eq!(new.state, OrderState::ToDispatch, "there is a right to say what is new");
        let mut back = from(house, ONE, "website").await;
        let news = repeat(&lead, RepeatKind::Reopened, "又有两盏不亮");
        house.step(DISPATCHER, &mut back, news).await;
        assert_eq!((back.state, back.repeat_of), (OrderState::ToDispatch, Some(lead.id)));
        let mut same = crate::steps::dispatch(house.unit(crate::steps::UNIT), back.urgency);
        if let Command::Dispatch(sent) = &mut same {
            sent.text = String::new();
        }
        assert_eq!(outcome(house.act(DISPATCHER, &back, same).await), "refused");
        let said = crate::steps::dispatch(house.unit(crate::steps::UNIT), back.urgency);
        house.step(DISPATCHER, &mut back, said).await;
        let barred = house.act(HANDLER, &back, Command::Acknowledge).await;
        assert_eq!(outcome(barred), "forbidden", "whoever answered it before keeps away");
        house.step(crate::steps::REVIEWER, &mut back, Command::Acknowledge).await;
    })
    .await;
}

#[tokio::test]
async fn the_hard_stops_hold_through_the_use_cases() {
    let house = House::lite().await;
    let lead = from(&house, ONE, "website").await;
    let other = from(&house, TWO, "website").await;
    let join = |claims| {
        let (lead, kind) = (lead.id, RepeatKind::JointMatter);
        let text = String::new();
        Command::Repeat(NewRepeat { lead, kind, text, separate_claims: claims })
    };
    assert_eq!(outcome(house.act(DISPATCHER, &other, join(Some(true))).await), "refused");
    let same = from(&house, ONE, "website").await;
    assert_eq!(outcome(house.act(DISPATCHER, &same, join(None)).await), "refused");
    let mut draft = house.draft();
    draft.category_code = Some("060101".into());
    let wages = house.desk.submit(draft).await.unwrap().order;
    assert_eq!(outcome(house.act(DISPATCHER, &wages, join(None)).await), "refused");
    assert_eq!(outcome(house.act(DISPATCHER, &wages, join(Some(false))).await), "done");
    house.end().await;
}

#[tokio::test]
async fn an_order_taken_out_again_stands_exactly_as_it_stood() {
    let house = House::lite().await;
    let mut order = house.submit().await.order;
    let mut lead = house.in_progress().await;
    let (before, clocks) = (house.order(order.id).await, house.clocks(order.id).await);
    join(&house, &mut order, &lead).await;
    house.clock().advance(DAY_US);
    house.step(DISPATCHER, &mut order, Command::Unlink).await;
    assert_eq!(house.order(order.id).await, Order { version: order.version, ..before });
    assert_eq!(house.clocks(order.id).await, clocks);
    house.answered(&mut lead).await;
    house.judged(&mut lead, Solved::Resolved, Satisfied::Satisfied).await;
    assert_eq!(house.order(order.id).await, order);
    house.end().await;
}

#[tokio::test]
async fn when_the_lead_is_settled_at_the_desk_the_others_go_on_by_themselves() {
    let house = House::lite().await;
    let mut order = house.submit().await.order;
    let mut lead = house.submit().await.order;
    let clocks = house.clocks(order.id).await;
    join(&house, &mut order, &lead).await;
    let answer = command(&house, Verb::Answer, &nobody(&lead)).unwrap();
    house.step(DISPATCHER, &mut lead, answer).await;
    let after = house.order(order.id).await;
    assert_eq!((after.state, after.repeat_of), (OrderState::Received, None));
    assert_eq!(house.clocks(order.id).await, clocks);
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
    // Nor is a joined order closed by itself.
    assert_eq!(outcome(house.act(OFFICER, &joined, Command::Close).await), "refused");
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
