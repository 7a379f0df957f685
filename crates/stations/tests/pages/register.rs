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
async fn offers_and_services_are_looked_for_and_offers_come_page_by_page() {
    each_app(async |app| {
        let (mut path, mut seen) = ("/offers".to_owned(), 0);
        for _ in 0..20 {
            let page = app.get(&path).await;
            // Hours are told in words, not as they are written in the pack.
            page.shows(StatusCode::OK, &["/merchants/M"]);
            assert!(!page.text.contains("Mo-Fr"), "{}", page.text);
            seen += page.text.matches("class=\"given__item\"").count();
            let next = page.text.split("href=\"/offers?after=").nth(1);
            let Some(next) = next.and_then(|rest| rest.split('"').next()) else { break };
            path = format!("/offers?after={next}");
        }
        let today = app.stations.app.now().day().to_string();
        let register = app.stations.register.current();
        let offers = register.rows().offers.iter();
        assert_eq!(seen, offers.filter(|offer| offer.valid_to >= today).count());

        let find = async |path: &str, words: &str| {
            app.get(&format!("{path}q={}", people::percent_encoded(words))).await
        };
        let tyres = find("/offers?kind=repair&", "补胎").await;
        tyres.shows(StatusCode::OK, &["补胎五折", "value=\"补胎\""]);
        assert!(!tyres.text.contains("免费检查刹车"), "only what was looked for");
        find("/offers?", "没有这个").await.shows(StatusCode::OK, &["没有这样的优惠"]);
        let law = find("/services?", "法律援助").await;
        law.shows(StatusCode::OK, &["法律援助申请"]);
        assert!(!law.text.contains("饮水和热水"), "only what was looked for");
        find("/services?", "没有这个")
            .await
            .shows(StatusCode::OK, &["没有这样的服务", "看全部服务"]);
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
