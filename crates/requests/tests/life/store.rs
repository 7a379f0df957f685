//! The statements themselves.

use crate::house::migrations;

#[tokio::test]
async fn every_statement_is_understood_by_both_engines() {
    testdb::each_engine(&migrations(), async |store| {
        testdb::prepare_all(&store.db, requests::statements()).await.unwrap();
    })
    .await;
}
