//! A request comes in.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::ports::Matches;
use people::domain::disclosure::IdentityField;
use people::domain::identity::NewIdentity;
use requests::app::OrderError;
use requests::app::submit::Submitted;
use requests::domain::change::Command;
use requests::domain::order_no::OrderNo;
use requests::domain::request::RequestFault;
use requests::domain::words::OrderType;

use crate::house::{House, draft, each_engine};
use crate::steps::DISPATCHER;

const PHONE: &str = "13912345678";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_key_sent_five_times_is_one_request_with_one_number_and_code() {
    each_engine(async |house| {
        let mut first: Option<Submitted> = None;
        for _ in 0..5 {
            let again = house.desk.submit(draft("one", house.now())).await.unwrap();
            assert_eq!(again.is_new, first.is_none());
            let known = first.get_or_insert_with(|| again.clone());
            assert_eq!((&again.order, &again.query_code), (&known.order, &known.query_code));
        }
        let id = first.unwrap().order.id;
        assert_eq!(house.kinds(id).await, ["order.registered"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_senders_with_five_keys_at_once_make_five_requests() {
    each_engine(async |house| {
        let (desk, at) = (house.desk.clone(), house.now());
        let senders: Vec<_> = (0..20)
            .map(|n| {
                let desk = desk.clone();
                tokio::spawn(async move { desk.submit(draft(&format!("p{}", n % 5), at)).await })
            })
            .collect();
        let mut seen = BTreeSet::new();
        let mut fresh = 0;
        for (n, sender) in senders.into_iter().enumerate() {
            let done = sender.await.unwrap().unwrap();
            fresh += usize::from(done.is_new);
            seen.insert((n % 5, done.order.order_no.to_string(), done.query_code));
        }
        assert_eq!((fresh, seen.len()), (5, 5));
        let numbers: BTreeSet<_> = seen.into_iter().map(|(_, number, _)| number).collect();
        assert_eq!(numbers.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn a_number_of_another_system_is_taken_once_and_opens_with_the_first_code() {
    let house = House::lite().await;
    let mut one = house.draft();
    one.request.channel_ref = Some("WLB-1".into());
    let one = house.desk.submit(one).await.unwrap();
    let mut two = house.draft();
    two.request.channel_ref = Some("WLB-1".into());
    let two = house.desk.submit(two).await.unwrap();
    assert!(!two.is_new);
    assert_eq!((two.order.id, &two.query_code), (one.order.id, &one.query_code));
    let number = &one.order.order_no;
    assert_eq!(house.desk.view_by_code(number, &one.query_code).await.unwrap().order, one.order);
    let wrong = if one.query_code == "12345678" { "87654321" } else { "12345678" };
    let refused = house.desk.view_by_code(number, wrong).await;
    assert!(matches!(refused, Err(OrderError::NotFound)));
    house.end().await;
}

#[tokio::test]
async fn what_cannot_be_worked_on_is_refused_with_its_reason_and_leaves_nothing() {
    let house = House::lite().await;
    let before = db::ledger::verify(&house.store.db).await.unwrap().events;
    let fault = async |change: fn(&mut requests::app::submit::Submission)| {
        let mut submission = house.draft();
        change(&mut submission);
        house.desk.submit(submission).await.unwrap_err()
    };
    let unknown =
        |error: &OrderError, what| matches!(error, OrderError::Unknown(word) if *word == what);
    assert!(unknown(&fault(|s| s.request.channel = "fax".into()).await, "channel"));
    assert!(unknown(&fault(|s| s.category_code = Some("999999".into())).await, "category"));
    let text = |error: OrderError| match error {
        OrderError::Request(fault) => fault,
        other => panic!("{other}"),
    };
    let short = fault(|s| s.request.content = " 坏了 ".into()).await;
    assert_eq!(text(short), RequestFault::ContentShort);
    let long = fault(|s| s.request.content = "长".repeat(4_001)).await;
    assert_eq!(text(long), RequestFault::ContentLong);
    let title = fault(|s| s.request.title = "题".repeat(61)).await;
    assert_eq!(text(title), RequestFault::TitleLong);
    let address = fault(|s| s.request.place.address = "路".repeat(201)).await;
    assert_eq!(text(address), RequestFault::AddressLong);
    assert_eq!(db::ledger::verify(&house.store.db).await.unwrap().events, before);
    house.end().await;
}

#[tokio::test]
async fn a_report_may_be_confidential_and_nothing_else_may() {
    let house = House::lite().await;
    for order_type in OrderType::ALL {
        let mut submission = house.draft();
        submission.request.order_type = *order_type;
        submission.request.confidential = true;
        let order = house.desk.submit(submission).await.unwrap().order;
        assert_eq!(order.confidential, *order_type == OrderType::Report, "{order_type}");
        let view = house.desk.view_unchecked(order.id).await.unwrap();
        assert_eq!(view.request.confidential, order.confidential);
    }
    house.end().await;
}

#[tokio::test]
async fn the_place_is_found_from_a_point_and_from_words() {
    let house = House::lite().await;
    let mut by_point = house.draft();
    by_point.request.place.point_e7 = Some((1_113_876_040, 279_733_330));
    let by_point = house.desk.submit(by_point).await.unwrap().order;
    assert_eq!(by_point.grid_code.as_deref(), Some("439902001001001"));
    assert_eq!(by_point.region_code.as_deref(), Some("439902001001"));
    let mut by_words = house.draft();
    by_words.request.place.address = "状元府小区3栋门口".into();
    let by_words = house.desk.submit(by_words).await.unwrap().order;
    assert_eq!(by_words.grid_code.as_deref(), Some("439902001001007"));
    let nowhere = house.submit().await.order;
    assert_eq!((nowhere.region_code, nowhere.grid_code), (None, None));
    house.end().await;
}

#[tokio::test]
async fn numbers_count_up_carry_a_check_digit_and_a_day() {
    let house = House::lite().await;
    let mut numbers = Vec::new();
    for _ in 0..120 {
        numbers.push(house.submit().await.order.order_no);
    }
    let distinct: BTreeSet<&OrderNo> = numbers.iter().collect();
    assert_eq!(distinct.len(), 120);
    assert!(numbers.is_sorted());
    for number in &numbers {
        let text = number.as_str();
        assert_eq!(text.parse().as_ref(), Ok(number));
        assert_eq!(&text[2..10], "20260601");
        let digit = if &text[15..16] == "9" { '0' } else { '9' };
        assert!(format!("{}{digit}{}", &text[..15], &text[16..]).parse::<OrderNo>().is_err());
    }
    house.end().await;
}

#[tokio::test]
async fn only_who_left_an_identity_is_told_and_the_engine_knows_the_text() {
    let house = House::lite().await;
    let anonymous = house.submit().await.order;
    assert!(db::outbox::claim(&house.store.db, 10).await.unwrap().is_empty());
    assert!(house.desk.matches.search("路灯", 5).contains(&anonymous.id.0));
    let named = house.desk.submit(named(&house)).await.unwrap().order;
    let told = db::outbox::claim(&house.store.db, 10).await.unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].topic, "notify.requester");
    assert!(told[0].body.contains(&named.id.to_string()), "{}", told[0].body);
    // The same holds for what happens later: an answer to each.
    for mut order in [anonymous, named.clone()] {
        let command = Command::Answer { text: "已安排抢修，今晚恢复照明。".into() };
        house.step(DISPATCHER, &mut order, command).await;
    }
    // What can still be undone is not told yet.
    house.clock().advance(10 * kernel::time::MINUTE_US);
    let told = db::outbox::claim(&house.store.db, 10).await.unwrap();
    let answers: Vec<_> =
        told.iter().filter(|message| message.body.contains("notice-answered")).collect();
    assert_eq!(answers.len(), 1, "{told:?}");
    assert!(answers[0].body.contains(&named.id.to_string()), "{}", answers[0].body);
    house.end().await;
}

fn named(house: &House) -> requests::app::submit::Submission {
    let identity = NewIdentity::default()
        .with(IdentityField::Name, "欧阳测试")
        .with(IdentityField::Phone, PHONE);
    let mut submission = house.draft();
    submission.identity = Some(house.desk.app.vault.seal(&identity).unwrap());
    submission
}

#[tokio::test]
async fn who_asked_stands_nowhere_in_readable_form() {
    let house = House::lite().await;
    let order = house.desk.submit(named(&house)).await.unwrap().order;
    let view = house.desk.view_unchecked(order.id).await.unwrap();
    let reference = people::RequesterRef(view.request.requester_ref.unwrap());
    // The number is there, sealed: the vault can show its last digits.
    let hint = house.desk.app.vault.masked(reference).await.unwrap().unwrap();
    assert_eq!(hint.phone.as_deref(), Some("139****5678"));
    for event in house.course(order.id).await {
        assert!(!event.body.contains(PHONE) && !event.body.contains("欧阳"), "{}", event.body);
    }
    let db::Location::Lite(path) = house.store.location.clone() else { panic!("not SQLite") };
    let engine: Arc<dyn Matches> = house.desk.matches.clone();
    assert!(engine.search(PHONE, 5).is_empty());
    house.store.db.close().await;
    let bytes = std::fs::read(path).unwrap();
    for text in [PHONE, "欧阳测试"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    let number = order.order_no.as_str().as_bytes();
    assert!(
        bytes.windows(number.len()).any(|window| window == number),
        "the search finds what is there"
    );
}
