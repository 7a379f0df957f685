//! Generated orders stand as the use cases would have left them.

use kernel::time::DAY_US;
use requests::domain::order::{Order, Queue};
use requests::store::list::{self, Filter};
use requests::store::{clock, order};

use crate::house::each_engine;

#[tokio::test]
async fn clocks_of_generated_orders_run_only_where_somebody_must_act() {
    each_engine(async |house| {
        assert_eq!(house.desk.generate(11, 800..1_000, 1_000).await.unwrap(), 200);
        assert_eq!(house.desk.generate(11, 800..1_000, 1_000).await.unwrap(), 0, "added twice");
        let read: Result<_, db::StoreError> = house
            .store
            .db
            .read((), |tx, ()| {
                Box::pin(async move {
                    let mut all = Vec::new();
                    for row in list::page(tx, &Filter::default(), None, 300).await? {
                        let order =
                            order::get(tx, row.id).await?.ok_or(db::StoreError::Conflict)?;
                        all.push((order, clock::of_order(tx, row.id).await?));
                    }
                    Ok(all)
                })
            })
            .await;
        let all = read.unwrap();
        assert_eq!(all.len(), 200);
        assert!(all.iter().any(|(order, _)| order.state.queue() != Queue::Done));
        for (order, clocks) in all {
            let running: Vec<_> = clocks.iter().filter(|row| row.state == "running").collect();
            let is_done = order.state.queue() == Queue::Done;
            assert_eq!(running.is_empty(), is_done, "{}: {running:?}", order.state);
            let nearest = running.iter().map(|row| row.due_at).min();
            assert_eq!(order.next_due_at, nearest.unwrap_or_else(Order::no_due));
            assert_eq!(order.next_red_at.is_some(), !is_done);
            let age = house.now().since(order.received_at);
            assert!(is_done || age <= 15 * DAY_US, "an open order came long ago");
            assert!(order.closed_at.is_none_or(|at| at <= house.now() && is_done));
        }
    })
    .await;
}
