//! Hot topics over HTTP, on both engines: found order by order, the same when
//! built anew, decided by named persons, and small counts kept at the desk.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::id::Ids;
use kernel::time::DAY_US;
use people::Role;
use people::app::tokens;
use serde_json::{Value, json};

use crate::app::{Answer, TestApp, each_app};
use crate::staff::{Person, sign_in, sign_in_for};

pub(crate) async fn token(app: &TestApp<'_>) -> String {
    let scopes = ["requests:write".to_owned()];
    let made = tokens::create(&app.store.db, &*app.store.ids, "hot topics", &scopes).await;
    made.unwrap().1.to_string()
}

/// Takes a request of somebody in, in the Bell Tower street; gives its number.
pub(crate) async fn say(
    app: &TestApp<'_>,
    token: &str,
    (words, phone): (&str, &str),
    more: &Value,
) -> String {
    let mut body = json!({
        "content": words, "type": "complaint", "address": "钟楼巷小区三栋楼下",
        "name": "周国良", "phone": phone, "channel_ref": app.store.ids.mint(app.desk.app.now()).to_string(),
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    let request = Request::post("/api/v1/requests")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/json");
    let made = app.send(request.body(Body::from(body.to_string())).unwrap()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let made: Value = serde_json::from_str(&made.text).unwrap();
    made["order_no"].as_str().unwrap().to_owned()
}

/// Looks until there is nothing left to do.
async fn look(app: &TestApp<'_>) {
    while app.desk.look_for_topics().await.expect("a round").more {}
}

/// Five requests about one water cut by four persons, and one of something
/// else.
async fn water_cut(app: &TestApp<'_>) {
    let token = token(app).await;
    for (n, phone) in ["13900010001", "13900010002", "13900010003", "13900010004", "13900010001"]
        .into_iter()
        .enumerate()
    {
        let words = format!("小区停水第{n}天了，水泵坏了没有人修，老人打不到水。");
        say(app, &token, (&words, phone), &json!({})).await;
        look(app).await;
    }
    say(app, &token, ("广场舞的声音太大了", "13900010009"), &json!({})).await;
    look(app).await;
}

/// The page of the only topic on a list.
async fn only(person: &Person<'_>) -> String {
    let list = person.get("/desk/hot-topics").await;
    let parts: Vec<&str> = list.text.split("href=\"/desk/hot-topics/").collect();
    assert_eq!(parts.len(), 2, "one topic is listed: {}", list.text);
    format!("/desk/hot-topics/{}", parts[1].split('"').next().unwrap())
}

async fn step(person: &Person<'_>, page: &str, resource: &str, fields: &[(&str, &str)]) -> Answer {
    let shown = person.get(page).await;
    let seen = shown.hidden("seen").unwrap_or("0").to_owned();
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields);
    person.post(&format!("{page}/{resource}"), &all).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_is_found_confirmed_and_leads_on_to_a_class() {
    each_app(async |app| {
        water_cut(app).await;
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let page = only(&supervisor).await;
        let shown = supervisor.get(&page).await;
        shown.shows(StatusCode::OK, &["水泵坏了", "log2(1 + 4)", "首次发现", "待确认"]);
        let all = supervisor.get("/desk/hot-topics?q=水泵&days=30&sort=holders").await;
        all.shows(StatusCode::OK, &["水泵坏"]);
        let none = supervisor.get("/desk/hot-topics?q=没有这样的事").await;
        none.shows(StatusCode::OK, &["目前没有热点"]);
        supervisor.get("/desk/board").await.shows(StatusCode::OK, &["水泵坏", "4 人"]);
        let sheet = supervisor.get("/desk/hot-topics.csv").await;
        sheet.shows(StatusCode::OK, &["水泵坏", "异常程度"]);
        step(&supervisor, &page, "confirmation", &[]).await.location();
        let twice = step(&supervisor, &page, "confirmation", &[]).await;
        twice.shows(StatusCode::UNPROCESSABLE_ENTITY, &["现在的状态不能这样办理"]);
        let stale =
            supervisor.post(&format!("{page}/name"), &[("seen", "1"), ("name", "停水")]).await;
        stale.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let confirmed = supervisor.get(&page).await;
        confirmed.shows(StatusCode::OK, &["已确认", "建为一类事", "列为每月一题"]);
        let id = page.rsplit('/').next().unwrap();
        let form = supervisor.get(&format!("/desk/case-classes/new?hot_topic={id}")).await;
        assert_eq!(form.hidden("hot_topic"), Some(id));
        let unit = app.desk.rules().unit_by_slug("housing").unwrap().id.to_string();
        let class = [
            ("hot_topic", id),
            ("name", "二次供水停水"),
            ("category", "0301"),
            ("root_cause", "水泵老化"),
            ("action", "集中更换"),
            ("unit", unit.as_str()),
        ];
        supervisor.post("/desk/case-classes", &class).await.location();
        let opened = supervisor.get(&page).await;
        opened.shows(StatusCode::OK, &["由此建立", "二次供水停水"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_decide_or_see_does_not() {
    each_app(async |app| {
        water_cut(app).await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let page = only(&dispatcher).await;
        let operator = sign_in(app, Role::Operator, "hotline").await;
        operator.get(&page).await.shows(StatusCode::OK, &["典型表述"]);
        let refused = operator.post(&format!("{page}/confirmation"), &[("seen", "1")]).await;
        refused.shows(StatusCode::FORBIDDEN, &[]);
        let handler = sign_in(app, Role::UnitHandler, "housing").await;
        handler.get("/desk/hot-topics").await.shows(StatusCode::FORBIDDEN, &[]);
        // Four persons: fewer than five are told to nobody outside the desk.
        for (role, unit) in [(Role::Leader, "hotline"), (Role::UnitReviewer, "housing")] {
            let outside = sign_in(app, role, unit).await;
            let list = outside.get("/desk/hot-topics").await;
            list.shows(StatusCode::OK, &["少于 5", "目前没有热点"]);
            assert!(!list.text.contains("水泵"), "{}", list.text);
            outside.get(&page).await.shows(StatusCode::NOT_FOUND, &[]);
            let sheet = outside.get("/desk/hot-topics.csv").await;
            assert!(!sheet.text.contains("水泵"), "{}", sheet.text);
        }
        // Another district's supervisor finds nothing.
        let other = sign_in_for(app, Role::Supervisor, "hotline", "439903").await;
        other.get(&page).await.shows(StatusCode::NOT_FOUND, &[]);
        let denied =
            other.post(&format!("{page}/dismissal"), &[("seen", "1"), ("reason", "无")]).await;
        denied.shows(StatusCode::NOT_FOUND, &[]);
        dispatcher.get("/desk/hot-topics/nothing").await.shows(StatusCode::NOT_FOUND, &[]);
        let token = token(app).await;
        let fifth = ("小区停水第9天了，水泵坏了没有人修，老人打不到水。", "13900010005");
        say(app, &token, fifth, &json!({})).await;
        look(app).await;
        let leader = sign_in(app, Role::Leader, "hotline").await;
        let shown = leader.get(&page).await;
        shown.shows(StatusCode::OK, &["热度怎么算"]);
        assert!(!shown.text.contains("典型表述") && !shown.text.contains("包含的工单"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dismissal_has_a_reason_is_taken_back_and_ends_when_persons_double() {
    each_app(async |app| {
        water_cut(app).await;
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let page = only(&supervisor).await;
        let silent = step(&supervisor, &page, "dismissal", &[("reason", " ")]).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        step(&supervisor, &page, "dismissal", &[("reason", "计划检修，已公告")]).await.location();
        supervisor.get(&page).await.shows(StatusCode::OK, &["已排除", "计划检修，已公告"]);
        let list = supervisor.get("/desk/hot-topics").await;
        list.shows(StatusCode::OK, &["目前没有热点"]);
        supervisor.get("/desk/hot-topics?state=dismissed").await.shows(StatusCode::OK, &["水泵"]);
        step(&supervisor, &page, "restoration", &[]).await.location();
        step(&supervisor, &page, "name", &[("name", "钟楼停水")]).await.location();
        supervisor.get(&page).await.shows(StatusCode::OK, &["钟楼停水", "自动名称"]);
        step(&supervisor, &page, "dismissal", &[("reason", "计划检修")]).await.location();
        let token = token(app).await;
        for n in 20..27 {
            let said = format!("小区停水第{n}天了，水泵坏了没有人修，老人打不到水。");
            let phone = format!("139000200{n}");
            say(app, &token, (&said, &phone), &json!({})).await;
        }
        look(app).await;
        supervisor.get(&page).await.shows(StatusCode::OK, &["人数翻倍，重新列出", "待确认"]);
    })
    .await;
}

/// Every row that says which orders make which topic.
async fn members(app: &TestApp<'_>) -> Vec<(String, String)> {
    let read = app.store.db.read((), |tx, ()| {
        Box::pin(async move {
            let mut all = Vec::new();
            for topic in requests::store::hot_topic::standing(tx).await? {
                for order in requests::store::hot_link::members(tx, topic).await? {
                    all.push((topic.to_string(), order.to_string()));
                }
            }
            Ok::<_, db::StoreError>(all)
        })
    });
    let mut all: Vec<(String, String)> = read.await.unwrap();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn built_anew_it_is_the_same_and_what_leaves_the_window_leaves() {
    each_app(async |app| {
        water_cut(app).await;
        let before = members(app).await;
        assert_eq!(before.len(), 5);
        look(app).await;
        app.desk.rebuild_topics().await.unwrap();
        look(app).await;
        assert_eq!(members(app).await, before, "a rebuild changes nothing");
        app.store.clock.advance(DAY_US);
        look(app).await;
        assert_eq!(members(app).await, before, "a night changes nothing");
        app.store.clock.advance(30 * DAY_US);
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        look(app).await;
        assert_eq!(members(app).await, Vec::new());
        let ended = supervisor.get("/desk/hot-topics?state=ended&days=30").await;
        ended.shows(StatusCode::OK, &["水泵", "已结束"]);
        let page = format!("/desk/hot-topics/{}", before[0].0);
        supervisor.get(&page).await.shows(StatusCode::OK, &["已结束", "不再成为热点"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confidential_report_is_in_no_topic() {
    each_app(async |app| {
        let token = token(app).await;
        for n in 0..4 {
            let said = format!("小区停水第{n}天了，水泵坏了没有人修。");
            let hidden = json!({ "type": "report", "confidential": n == 3 });
            say(app, &token, (&said, &format!("1390001000{n}")), &hidden).await;
        }
        look(app).await;
        assert_eq!(members(app).await.len(), 3);
    })
    .await;
}
