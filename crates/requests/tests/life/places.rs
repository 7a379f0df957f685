//! Putting right where an order lies, and taking back a closing that ended a
//! deferral: on both engines.

use kernel::time::SECOND_US;
use people::{Role, Staff};
use requests::app::undo::UndoError;
use requests::domain::OrderId;
use requests::domain::application::{ApplicationKind, ApplicationState};
use requests::domain::callback::Contacted;
use requests::domain::change::Command;
use requests::domain::order::{Order, OrderState};
use requests::domain::place_correction::{PlaceCorrection, PlaceCorrectionState};
use requests::domain::words::{Satisfied, Solved};
use requests::store::{application, joint};

use crate::house::{House, each_engine};
use crate::steps::{DISPATCHER, HANDLER, OFFICER, THIRD_UNIT, call, outcome, place};

/// Where the test's orders lie at first, and the two places they are put.
const HERE: &str = "439902001001";
const THERE: &str = "439902001002";

async fn corrections(house: &House, id: OrderId) -> Vec<PlaceCorrection> {
    house.desk.view_unchecked(id).await.unwrap().procedures.places
}

async fn parts(house: &House, id: OrderId) -> Vec<Order> {
    let read: Result<_, db::StoreError> =
        house.store.db.read(id, |tx, id| Box::pin(joint::parts(tx, *id))).await;
    read.unwrap()
}

/// A complaint in hand whose place is known, with a part of another unit.
async fn shared(house: &House) -> Order {
    let mut order = house.in_progress().await;
    house.step(HANDLER, &mut order, Command::CorrectPlace(place(HERE, "钟楼巷 1 号"))).await;
    let help = Command::AddUnits { units: vec![house.unit(THIRD_UNIT)], text: "请协助".into() };
    house.step(DISPATCHER, &mut order, help).await;
    order
}

#[tokio::test]
async fn a_place_is_put_right_with_its_parts_and_every_limit_stays() {
    each_engine(async |house| {
        let mut order = shared(house).await;
        let clocks = house.clocks(order.id).await;
        let dues = (order.next_due_at, order.next_yellow_at, order.handle_due_at);
        let told = house.desk.view_unchecked(order.id).await.unwrap().request.place();
        house.step(HANDLER, &mut order, Command::CorrectPlace(place(THERE, "状元桥 3 号"))).await;
        assert_eq!(house.clocks(order.id).await, clocks);
        assert_eq!((order.next_due_at, order.next_yellow_at, order.handle_due_at), dues);
        assert_eq!(
            (order.state, order.region_code.as_deref()),
            (OrderState::InProgress, Some(THERE))
        );
        assert_eq!(house.order(order.id).await, order);
        let now = house.desk.view_unchecked(order.id).await.unwrap().request.place();
        assert_eq!(
            (now.address.as_str(), now.region_code.as_deref()),
            ("状元桥 3 号", Some(THERE))
        );
        for part in parts(house, order.id).await {
            assert_eq!(part.region_code.as_deref(), Some(THERE));
            assert_eq!(house.kinds(part.id).await.last().unwrap(), "order.place_followed");
        }
        let rows = corrections(house, order.id).await;
        assert_eq!((rows.len(), rows[1].state), (2, PlaceCorrectionState::Made));
        assert_eq!((&rows[1].from, &rows[1].to), (&told, &now), "what was told is kept");
        let again = house.act(HANDLER, &order, Command::CorrectPlace(place(THERE, "状元桥 3 号")));
        assert_eq!(outcome(again.await), "refused", "it lies there already");
        let part = parts(house, order.id).await.remove(0);
        let of_part = house.act(DISPATCHER, &part, Command::CorrectPlace(place(HERE, "别处")));
        assert_eq!(outcome(of_part.await), "refused", "a part lies where its lead lies");
    })
    .await;
}

#[tokio::test]
async fn what_was_put_elsewhere_is_found_there_by_likeness() {
    let house = House::lite().await;
    let mut order = house.in_progress().await;
    let found = || house.desk.matches.search("飞来石巷", 5);
    assert_eq!(found(), []);
    let moved = Command::CorrectPlace(place(THERE, "飞来石巷 3 号"));
    house.step(HANDLER, &mut order, moved).await;
    assert_eq!(found(), [order.id.0]);
    house.end().await;
}

#[tokio::test]
async fn who_was_there_proposes_and_who_works_on_it_decides() {
    each_engine(async |house| {
        let mut order = shared(house).await;
        let walker = Staff { region_scope: HERE.into(), ..house.staff("grid01").await };
        let says = async |order: &Order, place| {
            let command = Command::ProposePlace(place);
            house.desk.act_as(&walker, order.id, Some(order.version), command).await
        };
        assert_eq!(
            outcome(house.act("op01", &order, Command::KeepPlace { reason: "无".into() }).await),
            "refused"
        );
        order = says(&order, place(THERE, "状元桥 5 号")).await.unwrap();
        assert_eq!(order.region_code.as_deref(), Some(HERE), "a proposal moves nothing");
        assert_eq!(
            outcome(says(&order, place(THERE, "状元桥 6 号")).await),
            "refused",
            "one at a time"
        );
        let kept = Command::KeepPlace { reason: "已电话核实，地点无误".into() };
        house.step(HANDLER, &mut order, kept.clone()).await;
        assert_eq!(outcome(house.act(HANDLER, &order, kept).await), "refused", "decided once");
        order = says(&order, place(THERE, "状元桥 6 号")).await.unwrap();
        house.step("op01", &mut order, Command::CorrectPlace(place(THERE, "状元桥 6 号"))).await;
        let mut states: Vec<_> =
            corrections(house, order.id).await.into_iter().map(|row| row.state).collect();
        states.remove(0);
        assert_eq!(states, [PlaceCorrectionState::Refused, PlaceCorrectionState::Taken]);
        // Put out of their area it is out of their sight.
        assert!(house.desk.view_for(&walker, order.id).await.is_err());
        let next = Staff { region_scope: THERE.into(), ..walker.clone() };
        let again = Command::ProposePlace(place(HERE, "钟楼巷 2 号"));
        order = house.desk.act_as(&next, order.id, None, again).await.unwrap();
        house.step("op01", &mut order, Command::CorrectPlace(place(HERE, "钟楼巷 4 号"))).await;
        let rows = corrections(house, order.id).await;
        let last: Vec<_> = rows.iter().rev().take(2).map(|row| row.state).collect();
        assert!(last.contains(&PlaceCorrectionState::Overtaken), "{last:?}");
        assert!(last.contains(&PlaceCorrectionState::Made), "{last:?}");
        let reader = Staff { roles: vec![Role::Leader], ..house.staff("leader01").await };
        let refused = Command::CorrectPlace(place(THERE, "状元桥 6 号"));
        assert_eq!(outcome(house.desk.act_as(&reader, order.id, None, refused).await), "forbidden");
    })
    .await;
}

/// A put-off order that was answered in vain and waits to be closed.
async fn put_off(house: &House) -> Order {
    let mut order = house.in_progress().await;
    house.granted(&mut order, ApplicationKind::Deferral).await;
    house.answered(&mut order).await;
    let word = call(Contacted::Yes, Some(Solved::Unresolved), Some(Satisfied::Unsatisfied));
    house.step(OFFICER, &mut order, word).await;
    order
}

#[tokio::test]
async fn a_closing_taken_back_leaves_the_deferral_on_its_list() {
    each_engine(async |house| {
        let order = put_off(house).await;
        let listed = async |id: OrderId| {
            let read: Result<_, db::StoreError> =
                house.store.db.read(id, |tx, id| Box::pin(application::of_order(tx, *id))).await;
            read.unwrap()
        };
        let before = listed(order.id).await;
        assert_eq!(before[0].state, ApplicationState::Approved, "still on the list");
        let clocks = house.clocks(order.id).await;
        let closed = house.act(OFFICER, &order, Command::Close).await.unwrap();
        assert_eq!(listed(order.id).await[0].state, ApplicationState::Ended);
        house.clock().advance(3 * SECOND_US);
        let officer = house.staff(OFFICER).await;
        let back = house.desk.undo(&officer, order.id).await.unwrap();
        assert_eq!(back, Order { version: closed.version + 1, ..order.clone() });
        assert_eq!(listed(order.id).await, before, "as it stood");
        assert_eq!(house.clocks(order.id).await, clocks);
        // Closed again and left alone, it stays off the list.
        house.act(OFFICER, &back, Command::Close).await.unwrap();
        house.clock().advance(11 * SECOND_US);
        let late = house.desk.undo(&officer, order.id).await;
        assert!(matches!(late, Err(UndoError::Refused(_))));
        assert_eq!(listed(order.id).await[0].state, ApplicationState::Ended);
    })
    .await;
}
