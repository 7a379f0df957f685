//! A keeper's day, and what the district sees of it.

use axum::http::{Method, StatusCode};
use kernel::time::{HOUR_US, MINUTE_US};
use people::Role;

use crate::app::{TestApp, each_app};

const KEEPING: &str = "/desk/keeping/YT001";

async fn visits(app: &TestApp<'_>) -> i64 {
    let read = app.store.db.read((), |tx: &mut db::Tx<'_>, ()| {
        Box::pin(stations::store::keeping::visits(tx, "2026-01-01", "2026-12-31"))
    });
    read.await.expect("reads").iter().map(|visits| visits.number).sum()
}

#[tokio::test]
async fn visits_are_counted_once_and_the_last_can_be_taken_back() {
    each_app(async |app| {
        let keeper = app.keeper(&["YT001"]).await;
        assert_eq!(keeper.get("/desk/keeping").await.location(), KEEPING);
        let page = keeper.get(KEEPING).await;
        page.shows(StatusCode::OK, &["星港湾暖新驿站", "歇脚", "共 0 人次"]);
        let key = page.hidden("key").expect("a key").to_owned();
        let tap = [("key", key.as_str()), ("kind", "rest")];
        let path = format!("{KEEPING}/visits");
        assert_eq!(keeper.post(&path, &tap).await.location(), KEEPING);
        assert_eq!(keeper.post(&path, &tap).await.location(), KEEPING, "a double tap is one");
        let page = keeper.get(KEEPING).await;
        page.shows(StatusCode::OK, &["共 1 人次", "撤销上一次"]);
        let key = page.hidden("key").expect("another key").to_owned();
        keeper.post(&path, &[("key", &key), ("kind", "power")]).await.location();
        assert_eq!(visits(app).await, 2);
        keeper.post(&format!("{path}/undo"), &[]).await.location();
        keeper.post(&format!("{path}/undo"), &[]).await.location();
        assert_eq!(visits(app).await, 0);
        keeper.post(&format!("{path}/undo"), &[]).await.shows(StatusCode::NOT_FOUND, &[]);
        let wrong = keeper.post(&path, &[("key", &key), ("kind", "dance")]).await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        let wrong = keeper.post(&path, &[("key", "x"), ("kind", "rest")]).await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        keeper.post_forged(&path).await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

#[tokio::test]
async fn one_tap_tells_a_facility_and_can_be_taken_back() {
    each_app(async |app| {
        let keeper = app.keeper(&["YT001"]).await;
        let seats = format!("{KEEPING}/facilities/seats");
        keeper.post(&seats, &[("said", "free"), ("free", "9")]).await.location();
        app.get("/stations/YT001").await.shows(StatusCode::OK, &["刚刚"]);
        let page = keeper.get(&format!("{KEEPING}?done=saved&tapped=seats")).await;
        page.shows(StatusCode::OK, &["撤销", "value=\"9\""]);
        keeper.post(&seats, &[("said", "broken"), ("free", "")]).await.location();
        let live = app.get("/api/v1/stations/live").await;
        live.shows(StatusCode::OK, &["\"state\":\"broken\"", "\"last_reported\":"]);
        keeper.post(&format!("{seats}/undo"), &[]).await.location();
        let live = app.get("/api/v1/stations/live").await;
        live.shows(StatusCode::OK, &["\"state\":\"free\"", "\"num_available\":9"]);
        keeper.post(&format!("{seats}/undo"), &[]).await.shows(StatusCode::NOT_FOUND, &[]);
        for wrong in [[("said", "free"), ("free", "99")], [("said", "free"), ("free", "x")]] {
            keeper.post(&seats, &wrong).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        }
        let none = format!("{KEEPING}/facilities/shower");
        keeper.post(&none, &[("said", "free")]).await.shows(StatusCode::NOT_FOUND, &[]);
        // B3: an hour later nobody is told that seats are free.
        app.store.clock.advance(HOUR_US);
        let live = app.get("/api/v1/stations/live").await;
        live.shows(StatusCode::OK, &["\"state\":\"unknown\"", "\"available\":false"]);
        assert!(
            !live.text.contains("\"available\":true") && !live.text.contains("num_available\":9")
        );
        app.get("/stations/YT001").await.shows(StatusCode::OK, &["小时前"]);
    })
    .await;
}

#[tokio::test]
async fn a_keeper_acts_at_their_own_stations_only() {
    each_app(async |app| {
        let keeper = app.keeper(&["YT001", "YT010"]).await;
        keeper.get("/desk/keeping").await.shows(StatusCode::OK, &["YT001", "YT010"]);
        for path in ["", "/book"] {
            let other = format!("/desk/keeping/YT002{path}");
            keeper.get(&other).await.shows(StatusCode::NOT_FOUND, &[]);
        }
        for path in
            ["visits", "visits/undo", "facilities/seats", "stock", "faults", "messages", "hours"]
        {
            let other = format!("/desk/keeping/YT002/{path}");
            let fields =
                [("key", "01J00000000000000000000000"), ("kind", "rest"), ("said", "free")];
            keeper.post(&other, &fields).await.shows(StatusCode::NOT_FOUND, &[]);
        }
        let new = app.keeper(&[]).await;
        new.get("/desk/keeping").await.shows(StatusCode::OK, &["还没有指定"]);
        let operator = app.sign_in(Role::Operator, "hotline").await;
        operator.get("/desk/keeping").await.shows(StatusCode::FORBIDDEN, &[]);
        let foreign = app.sign_in(Role::UnitHandler, "urban-management").await;
        foreign.get(&format!("{KEEPING}/book")).await.shows(StatusCode::NOT_FOUND, &[]);
        foreign.get("/desk/station-links").await.shows(StatusCode::OK, &["没有等待确认"]);
        let guides = app.sign_in(Role::UnitHandler, "social-work").await;
        guides.get(&format!("{KEEPING}/book")).await.shows(StatusCode::OK, &["登记检查"]);
        let leader = app.sign_in(Role::Leader, "social-work").await;
        let page = leader.get(&format!("{KEEPING}/book")).await;
        page.shows(StatusCode::OK, &["台账"]);
        assert!(!page.text.contains("登记检查"), "a leader reads");
        let sent = leader.asks(&Method::POST, &format!("{KEEPING}/messages"));
        app.send(sent).await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

#[tokio::test]
async fn stock_is_counted_and_says_when_it_is_few_or_over() {
    each_app(async |app| {
        let keeper = app.keeper(&["YT001"]).await;
        let path = format!("{KEEPING}/stock");
        let add = [("item", "medicine"), ("number", "2"), ("expires_on", "2026-11-22")];
        keeper.post(&path, &add).await.location();
        let missing = [("item", "medicine"), ("number", "2"), ("expires_on", "")];
        keeper
            .post(&path, &missing)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        keeper
            .post(&path, &[("item", "gold"), ("number", "2")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        keeper
            .post(&path, &[("item", "raincoat"), ("number", "-1")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        keeper.post(&path, &[("item", "raincoat"), ("number", "4")]).await.location();
        let page = keeper.get(&format!("{KEEPING}/book")).await;
        page.shows(StatusCode::OK, &["已过期", "不足", "雨衣"]);
        let action = page.text.split("action=\"").filter_map(|rest| rest.split('"').next());
        let count: Vec<&str> = action.filter(|href| href.contains("/stock/")).collect();
        assert_eq!(count.len(), 2);
        let fields = [("version", "1"), ("number", "20")];
        for href in &count {
            keeper.post(href, &fields).await.location();
            keeper
                .post(href, &fields)
                .await
                .shows(StatusCode::UNPROCESSABLE_ENTITY, &["已经改动过"]);
        }
        keeper.get(&format!("{KEEPING}/book")).await.shows(StatusCode::OK, &["充足"]);
    })
    .await;
}

#[tokio::test]
async fn a_fault_goes_from_keeper_to_district_and_back() {
    each_app(async |app| {
        let keeper = app.keeper(&["YT001"]).await;
        let district = app.sign_in(Role::Supervisor, "data-bureau").await;
        let faults = format!("{KEEPING}/faults");
        keeper
            .post(&faults, &[("what", "")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        keeper.post(&faults, &[("what", "饮水机漏水")]).await.location();
        let page = district.get(&format!("{KEEPING}/book")).await;
        page.shows(StatusCode::OK, &["饮水机漏水", "已报告", "受理"]);
        let href = page.text.split("action=\"/desk/faults/").nth(1).expect("an action");
        let id = href.split('/').next().expect("an id").to_owned();
        let verb = |verb: &str| format!("/desk/faults/{id}/{verb}");
        let at = |version: &'static str| [("version", version), ("note", "已换密封圈")];
        let before = app.keeper(&[]).await;
        before.post(&verb("fix"), &at("1")).await.shows(StatusCode::NOT_FOUND, &[]);
        keeper.post(&verb("take-up"), &at("1")).await.shows(StatusCode::NOT_FOUND, &[]);
        district.post(&verb("take-up"), &at("1")).await.location();
        district.post(&verb("fix"), &at("1")).await.shows(StatusCode::CONFLICT, &[]);
        keeper.post(&verb("withdraw"), &at("2")).await.shows(StatusCode::CONFLICT, &[]);
        keeper.post(&verb("fix"), &at("2")).await.location();
        keeper.post(&verb("dance"), &at("3")).await.shows(StatusCode::NOT_FOUND, &[]);
        keeper
            .get(&format!("{KEEPING}/book"))
            .await
            .shows(StatusCode::OK, &["已修好", "已换密封圈"]);
    })
    .await;
}

#[tokio::test]
async fn messages_go_both_ways_and_each_only_once() {
    each_app(async |app| {
        let keeper = app.keeper(&["YT001"]).await;
        let district = app.sign_in(Role::UnitReviewer, "st-wangjiangtai").await;
        let path = format!("{KEEPING}/messages");
        let page = keeper.get(&format!("{KEEPING}/book")).await;
        let key = page.hidden("key").expect("a key").to_owned();
        let fields = [("key", key.as_str()), ("body", "雨衣不够了")];
        keeper.post(&path, &fields).await.location();
        keeper.post(&path, &fields).await.location();
        let page = district.get(&format!("{KEEPING}/book")).await;
        assert_eq!(page.text.matches("雨衣不够了").count(), 1);
        let key = page.hidden("key").expect("a key").to_owned();
        district.post(&path, &[("key", &key), ("body", "明天送到")]).await.location();
        keeper
            .get(&format!("{KEEPING}/book"))
            .await
            .shows(StatusCode::OK, &["主管单位", "明天送到"]);
        keeper
            .post(&path, &[("key", &key), ("body", "")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
    })
    .await;
}

#[tokio::test]
async fn an_inspection_names_what_failed_until_it_is_put_right() {
    each_app(async |app| {
        let district = app.sign_in(Role::UnitHandler, "social-work").await;
        let path = format!("{KEEPING}/inspections");
        let all = ["sign", "place", "facilities", "services", "rules"].map(|id| ("sound", id));
        let missing = [&all[..], &[("follow_up_by", "")]].concat();
        district
            .post(&path, &missing)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        let past = [&all[..], &[("follow_up_by", "2026-11-01")]].concat();
        district.post(&path, &past).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        let fields =
            [&all[..], &[("follow_up_by", "2026-12-01"), ("note", "地图上少了入口")]].concat();
        district.post(&path, &fields).await.location();
        let page = district.get(&format!("{KEEPING}/book")).await;
        page.shows(StatusCode::OK, &["有地图可查", "2026-12-01", "周敏"]);
        let href = page.text.split("action=\"").filter_map(|rest| rest.split('"').next());
        let href = href.into_iter().find(|href| href.ends_with("follow-up")).expect("an action");
        district.post(href, &[("version", "1")]).await.location();
        district
            .post(href, &[("version", "1")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["已经改动过"]);
        let keeper = app.keeper(&["YT001"]).await;
        keeper.post(&path, &fields).await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

#[tokio::test]
async fn a_heat_alert_opens_a_station_with_its_reason() {
    each_app(async |app| {
        app.store.clock.advance(12 * HOUR_US);
        let keeper = app.keeper(&["YT001"]).await;
        app.get("/stations/YT001").await.shows(StatusCode::OK, &["没开"]);
        let path = format!("{KEEPING}/hours");
        let fields = |until: &'static str| {
            [("state", "open"), ("why", "寒潮预警"), ("from", "2026-11-23T20:00"), ("until", until)]
        };
        let wrong = keeper.post(&path, &fields("2026-11-23T19:00")).await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &["时间不对"]);
        let wrong = keeper
            .post(
                &path,
                &[
                    ("state", "open"),
                    ("why", ""),
                    ("from", "2026-11-23T20:00"),
                    ("until", "2026-11-24T06:00"),
                ],
            )
            .await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        keeper.post(&path, &fields("2026-11-24T06:00")).await.location();
        app.get("/stations/YT001").await.shows(StatusCode::OK, &["寒潮预警"]);
        let page = keeper.get(&format!("{KEEPING}/book")).await;
        page.shows(StatusCode::OK, &["寒潮预警", "提前结束"]);
        let href = page.text.split("action=\"").filter_map(|rest| rest.split('"').next());
        let href = href.into_iter().find(|href| href.ends_with("/end")).expect("an action");
        let other = app.keeper(&["YT010"]).await;
        other.post(href, &[("version", "1")]).await.shows(StatusCode::NOT_FOUND, &[]);
        keeper.post(href, &[("version", "7")]).await.shows(StatusCode::CONFLICT, &[]);
        keeper.post(href, &[("version", "1")]).await.location();
        app.store.clock.advance(MINUTE_US);
        let page = app.get("/stations/YT001").await;
        assert!(!page.text.contains("寒潮预警"));
        keeper.post(href, &[("version", "2")]).await.shows(StatusCode::CONFLICT, &[]);
    })
    .await;
}

#[tokio::test]
async fn the_district_closes_all_stations_of_a_region() {
    each_app(async |app| {
        let district = app.sign_in(Role::Supervisor, "data-bureau").await;
        district.get("/desk/special-hours").await.shows(StatusCode::OK, &["望汀区"]);
        let fields = |region: &'static str| {
            [
                ("region", region),
                ("state", "closed"),
                ("why", "台风停业"),
                ("from", "2026-11-23T08:00"),
                ("until", "2026-11-23T22:00"),
            ]
        };
        let path = "/desk/special-hours";
        district
            .post(path, &fields("1"))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有找到"]);
        district.post(path, &fields("439903000000")).await.location();
        app.get("/stations/YT001").await.shows(StatusCode::OK, &["台风停业"]);
        let page = app.get("/stations/YT003").await;
        assert!(!page.text.contains("台风停业"), "another district");
        let page = district.get(path).await;
        let href = page.text.split("action=\"").filter_map(|rest| rest.split('"').next());
        let href = href.into_iter().find(|href| href.ends_with("/end")).expect("an action");
        assert_eq!(
            district.post(href, &[("version", "1")]).await.location(),
            "/desk/special-hours?done=saved"
        );
        let keeper = app.keeper(&["YT001"]).await;
        keeper.post(path, &fields("439903000000")).await.shows(StatusCode::FORBIDDEN, &[]);
        let foreign = app.sign_in(Role::UnitHandler, "water-supply").await;
        foreign.post(path, &fields("439903000000")).await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}
