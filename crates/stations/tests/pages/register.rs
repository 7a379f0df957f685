//! Pages of merchants with offers, friendly scenes, housing and courses.

use axum::http::StatusCode;

use crate::app::each_app;

#[tokio::test]
async fn offers_stand_by_when_they_can_be_had() {
    each_app(async |app| {
        let page = app.get("/offers").await;
        page.shows(StatusCode::OK, &["优惠", "/merchants/M", "截止"]);
        let food = app.get("/offers?kind=food").await;
        food.shows(StatusCode::OK, &["aria-current=\"true\""]);
        assert!(!food.text.contains("理发十元"), "only what was asked for");
        app.get("/offers?kind=nothing").await.shows(StatusCode::OK, &[]);
        let merchant = app.get("/merchants/M001").await;
        merchant.shows(StatusCode::OK, &["骑手套餐十二元", "uri.amap.com"]);
        app.get("/merchants/M999").await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

#[tokio::test]
async fn scenes_stand_in_nine_types_two_of_which_are_named() {
    each_app(async |app| {
        let page = app.get("/scenes").await;
        page.shows(StatusCode::OK, &["友好社区", "友好商圈", "本系统拟定", "已验收"]);
        assert_eq!(page.text.matches("文件中写明").count(), 2);
        let one = app.get("/scenes?type=hospital").await;
        assert_eq!(one.text.matches("<section class=\"card").count(), 1);
        app.get("/scenes?type=nothing").await.shows(StatusCode::OK, &["还没有登记场景"]);
        app.get("/scenes/F001").await.shows(StatusCode::OK, &["验收清单", "楼栋导览图", "达到"]);
        app.get("/scenes/F999").await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

#[tokio::test]
async fn housing_tells_rooms_beds_and_rents_and_courses_their_dates() {
    each_app(async |app| {
        let page = app.get("/housing").await;
        page.shows(StatusCode::OK, &["望江小哥公寓", "每床每月 300 元", "张床"]);
        let page = app.get("/courses").await;
        page.shows(StatusCode::OK, &["学校和课程", "个名额"]);
    })
    .await;
}
