//! The statements themselves.

use crate::house::migrations;

#[tokio::test]
async fn every_statement_is_understood_by_both_engines() {
    testdb::each_engine(&migrations(), async |store| {
        testdb::prepare_all(&store.db, requests::statements()).await.unwrap();
    })
    .await;
}

/// What is read while somebody types and for every page of a desk, by the name
/// of the statement.
const OFTEN_READ: [&str; 13] = [
    "requests::store::list::QUEUE_COUNTS",
    "requests::store::list::REPORTED_QUEUE_COUNTS",
    "requests::store::list::REGION_QUEUE_COUNTS",
    "requests::store::list::UNIT_QUEUE_COUNTS",
    "requests::store::request::ORDERS_OF_REQUESTER",
    "requests::store::request::GET",
    "requests::store::order::GET",
    "requests::store::order::GET_BY_NO",
    "requests::store::reply::OF_ORDER",
    "requests::store::note::OF_ORDER",
    "requests::store::clock::OF_ORDER",
    "people::store::identities::BY_PHONE",
    "people::store::identities::BY_PHONE_TAIL",
];

#[tokio::test]
async fn what_is_read_often_goes_through_no_whole_table() {
    let store = testdb::lite(&migrations()).await;
    let all: Vec<_> = requests::statements().into_iter().chain(people::statements()).collect();
    let mut found = 0;
    for statement in all {
        if !OFTEN_READ.contains(&statement.name()) {
            continue;
        }
        found += 1;
        let sql = statement.sql();
        let count = (1..).take_while(|n| sql.contains(&format!("${n}"))).count();
        let plan = db::Statement::built("test::plan", format!("EXPLAIN QUERY PLAN {sql}"));
        let read = store.db.read((plan, count), |tx, (plan, count)| {
            Box::pin(async move {
                let nothing: Vec<db::Value> = (0..*count).map(|_| "x".into()).collect();
                tx.all::<(i64, i64, i64, String)>(plan, &nothing).await
            })
        });
        let steps: Result<Vec<(i64, i64, i64, String)>, db::StoreError> = read.await;
        for (.., step) in steps.unwrap() {
            let scans = step.starts_with("SCAN") && !step.contains("CONSTANT ROW");
            assert!(!scans, "{}: {step}", statement.name());
        }
    }
    assert_eq!(found, OFTEN_READ.len(), "some of the statements have other names");
}
