//! A second opinion on the order of earlier requests: it puts the first few in
//! another order where a person looks at an order, changes no probability, and
//! may be missing or wrong without harm.

use std::sync::Arc;

use kernel::ports::{MatchDraft, Nearness};
use kernel::time::Clock;
use people::app::tokens;
use requests::app::Desk;
use requests::domain::OrderId;
use requests::domain::order_no::OrderNo;
use serde_json::{Value, json};

use crate::app::{TestApp, each_app};

/// What it answers for a text.
struct Told(fn(&MatchDraft) -> Option<f32>);

impl Nearness for Told {
    fn nearness(&self, _: &MatchDraft, earlier: &[MatchDraft]) -> Option<Vec<f32>> {
        Some(earlier.iter().filter_map(self.0).collect())
    }
}

/// Takes requests in, alike in their first words; gives their orders, oldest first.
async fn take_in(app: &TestApp<'_>, contents: &[&str]) -> Vec<OrderId> {
    let scopes = ["requests:write".to_owned()];
    let made = tokens::create(&app.store.db, &*app.store.ids, "nearness", &scopes).await;
    let token = made.unwrap().1.to_string();
    let mut orders = Vec::new();
    for (at, content) in contents.iter().enumerate() {
        app.store.clock.advance(kernel::time::SECOND_US);
        let body =
            json!({ "content": content, "type": "complaint", "channel_ref": at.to_string() });
        let made = crate::triage::post(app, "/api/v1/requests", &token, body.to_string()).await;
        let made: Value = serde_json::from_str(&made.text).unwrap();
        let number: OrderNo = made["order_no"].as_str().unwrap().parse().unwrap();
        let read = app
            .store
            .db
            .read(number, |tx, number| Box::pin(requests::store::order::get_by_no(tx, number)));
        orders.push(read.await.unwrap().unwrap().id);
    }
    orders
}

async fn order_of(desk: &Desk, draft: &MatchDraft, itself: Option<OrderId>) -> Vec<OrderId> {
    let found = desk.similar(draft, itself).await.unwrap();
    assert!(found.iter().all(|one| one.judgement.probability_milli == 900));
    found.into_iter().map(|one| one.order.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_are_put_in_order_by_nearness_too_but_not_for_whoever_types() {
    each_app(async |app| {
        let texts = ["路灯不亮，远", "路灯不亮，近", "路灯不亮，中", "路灯不亮，自己"];
        let orders = take_in(app, &texts).await;
        let [far, near, middle, itself] = orders[..] else { panic!("four orders") };
        let draft = MatchDraft {
            content: texts[3].into(),
            at: app.store.clock.now(),
            ..MatchDraft::default()
        };
        let newest_first = [middle, near, far];
        assert_eq!(order_of(&app.desk, &draft, Some(itself)).await, newest_first);
        let told = |tell| app.desk.clone().with_nearness(Arc::new(Told(tell)));
        let desk = told(|text| {
            let words = ["远", "中", "近"];
            words.iter().position(|word| text.content.ends_with(word)).map(|at| at as f32 / 10.0)
        });
        assert_eq!(order_of(&desk, &draft, Some(itself)).await, [near, middle, far]);
        assert_eq!(order_of(&desk, &draft, None).await[1..], newest_first);
        let short = told(|text| text.content.ends_with('近').then_some(1.0));
        assert_eq!(order_of(&short, &draft, Some(itself)).await, newest_first);
        let nonsense = told(|_| Some(f32::NAN));
        assert_eq!(order_of(&nonsense, &draft, Some(itself)).await, newest_first);
    })
    .await;
}
