//! What another capability hands to the desk becomes one request, or says what
//! is wrong with it.

use kernel::ports::{
    Intake, IntakeContact, IntakeDraft, IntakeFault, IntakeField, IntakeRefusal, StoredPhoto,
};
use kernel::time::DAY_US;
use requests::domain::OrderId;
use requests::domain::order::OrderState;
use requests::domain::words::{OrderType, Urgency};

use crate::house::{House, each_engine};

fn draft(house: &House, key: &str) -> IntakeDraft {
    IntakeDraft {
        key: key.into(),
        channel: "snapshot".into(),
        order_type: "complaint".into(),
        title: String::new(),
        content: "井盖翘起来了，骑车要绕到机动车道".into(),
        address: String::new(),
        point_e7: Some((1_113_876_040, 279_733_330)),
        region_code: None,
        photos: vec![StoredPhoto {
            digest: "a".repeat(64),
            thumb_digest: "b".repeat(64),
            width: 4,
            height: 3,
            size_bytes: 12,
        }],
        contact: Some(IntakeContact { name: "周国良".into(), phone: "13900010001".into() }),
        occurred_at: Some(house.now().plus(-DAY_US)),
    }
}

#[tokio::test]
async fn what_is_handed_in_becomes_one_request_however_often_it_is_sent() {
    each_engine(async |house| {
        let first = house.desk.take(draft(house, "quick:1")).await.unwrap();
        assert!(first.is_new);
        for _ in 0..5 {
            let again = house.desk.take(draft(house, "quick:1")).await.unwrap();
            assert_eq!((again.order, again.is_new), (first.order, false));
            assert_eq!((&again.order_no, &again.query_code), (&first.order_no, &first.query_code));
        }
        let view = house.desk.view_unchecked(OrderId(first.order)).await.unwrap();
        assert_eq!(view.order.state, OrderState::Received);
        assert_eq!(view.order.order_type, OrderType::Complaint);
        assert_eq!(view.order.channel, "snapshot");
        assert_eq!(view.order.region_code.as_deref(), Some("439902001001"), "found by its point");
        assert_eq!(view.request.occurred_at, Some(house.now().plus(-DAY_US)));
        assert_eq!(view.attachments.len(), 1);
        let who = view.request.requester_ref.expect("somebody is known");
        let hint = house.desk.app.vault.masked(people::RequesterRef(who)).await.unwrap();
        assert_eq!(hint.and_then(|hint| hint.phone).as_deref(), Some("139****0001"));
        let by_code = house.desk.view_by_code(&view.order.order_no, &first.query_code).await;
        assert_eq!(by_code.unwrap().order.id, view.order.id);
        let nobody = IntakeDraft { contact: None, ..draft(house, "quick:2") };
        let other = house.desk.take(nobody).await.unwrap();
        let view = house.desk.view_unchecked(OrderId(other.order)).await.unwrap();
        assert!(view.request.requester_ref.is_none() && !view.request.reply_wanted);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_is_told_by_field_and_nothing_is_written() {
    each_engine(async |house| {
        let contact =
            |phone: &str| Some(IntakeContact { name: String::new(), phone: phone.into() });
        let with = |change: fn(&mut IntakeDraft)| {
            let mut draft = draft(house, "wrong");
            change(&mut draft);
            draft
        };
        let cases = [
            (with(|d| d.content = "坏".into()), (IntakeField::Content, IntakeFault::Short)),
            (with(|d| d.content = "长".repeat(5_000)), (IntakeField::Content, IntakeFault::Long)),
            (with(|d| d.title = "长".repeat(99)), (IntakeField::Title, IntakeFault::Long)),
            (with(|d| d.address = "长".repeat(300)), (IntakeField::Address, IntakeFault::Long)),
            (with(|d| d.channel = "nowhere".into()), (IntakeField::Channel, IntakeFault::Unknown)),
            (
                with(|d| d.order_type = "wish".into()),
                (IntakeField::OrderType, IntakeFault::Unknown),
            ),
            (
                IntakeDraft { contact: contact("138"), ..draft(house, "wrong") },
                (IntakeField::Phone, IntakeFault::Unknown),
            ),
        ];
        for (draft, want) in cases {
            let refused = house.desk.take(draft).await;
            assert_eq!(refused, Err(IntakeRefusal::Faults(vec![want])));
        }
        let sound = house.desk.take(draft(house, "wrong")).await.unwrap();
        assert!(sound.is_new, "none of them took the key");
    })
    .await;
}

#[tokio::test]
async fn words_of_danger_make_the_desk_look_at_once() {
    let house = House::lite().await;
    let words = "楼道里着火了，冒浓烟".to_owned();
    let danger = IntakeDraft { content: words, ..draft(&house, "danger") };
    let taken = house.desk.take(danger).await.unwrap();
    let order = house.order(OrderId(taken.order)).await;
    assert_eq!(order.urgency, Urgency::Critical);
    house.end().await;
}
