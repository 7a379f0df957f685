//! Needs go down their chain: collected, given to a unit with a plan, solved,
//! told in public; each step by its own people, on both engines.

use axum::http::StatusCode;
use people::Role;
use testkit::browser::Answer;
use testkit::staff::Person;

use crate::app::{TestApp, each_app};

const WORDS: &str = "地铁口晚上没有换电柜，跑到一半没电";
const OWNER: &str = "transport";

async fn say(app: &TestApp<'_>, key: &str) {
    let fields = [("key", key), ("topic", "power"), ("text", WORDS), ("reporter", "rider")];
    assert_eq!(app.post("/needs", &fields).await.location(), "/needs?done=added");
}

/// The page of the newest need.
async fn newest(person: &Person<'_>) -> String {
    let list = person.get("/desk/rider-needs").await;
    let row = list.text.split("href=\"/desk/rider-needs/").skip(1);
    let ids = row.map(|part| part.split('"').next().unwrap_or_default());
    let id = ids.into_iter().find(|id| id.len() == 26).expect("a row");
    format!("/desk/rider-needs/{id}")
}

async fn step(person: &Person<'_>, page: &str, fields: &[(&str, &str)]) -> Answer {
    person.post(&format!("{page}/steps"), fields).await
}

#[tokio::test]
async fn a_need_is_collected_planned_solved_and_told_in_public() {
    each_app(async |app| {
        app.get("/needs/new").await.shows(StatusCode::OK, &["充换电", "只写事情和地方，不写人"]);
        say(app, "n1").await;
        say(app, "n1").await;
        let public = app.get("/needs").await;
        public.shows(StatusCode::OK, &["还没有可以公开的进展"]);
        let lead = app.sign_in(Role::Dispatcher, "hotline").await;
        let owner = app.sign_in(Role::UnitHandler, OWNER).await;
        let other = app.sign_in(Role::UnitHandler, "union").await;
        let leader = app.sign_in(Role::Leader, "hotline").await;
        let list = lead.get("/desk/rider-needs").await;
        assert_eq!(list.text.matches(WORDS).count(), 1, "sent twice, there once");
        let page = newest(&lead).await;
        leader.get(&page).await.shows(StatusCode::OK, &[WORDS]);
        for stranger in [&owner, &other] {
            assert_eq!(stranger.get(&page).await.status, StatusCode::NOT_FOUND);
        }
        let unit = owner.unit.to_string();
        let plan = "月底前在地铁口增设两组换电柜";
        let given = |seen: &'static str, due: &'static str| {
            [("step", "coordinate"), ("seen", seen), ("plan", plan), ("due_on", due)]
        };
        let with_unit = |fields: [(&'static str, &'static str); 4]| {
            let mut all: Vec<(&str, &str)> = fields.to_vec();
            all.push(("unit", unit.as_str()));
            all
        };
        let due = "2099-12-31";
        assert_eq!(step(&leader, &page, &given("1", due)).await.status, StatusCode::FORBIDDEN);
        let nobody = step(&lead, &page, &given("1", due)).await;
        nobody.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项", plan]);
        let late = step(&lead, &page, &with_unit(given("1", "2020-01-01"))).await;
        assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
        let stale = step(&lead, &page, &with_unit(given("9", due))).await;
        stale.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        assert_eq!(lead.post_forged(&format!("{page}/steps")).await.status, StatusCode::FORBIDDEN);
        step(&lead, &page, &with_unit(given("1", due))).await.location();
        let public = app.get("/needs").await;
        public.shows(StatusCode::OK, &[plan, "协调办理中", due]);
        assert!(!public.text.contains(WORDS), "nobody's own words are public");
        assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND, "another unit's");
        let solve = [("step", "solve"), ("seen", "2"), ("result", "已装两组")];
        assert_eq!(step(&lead, &page, &solve).await.status, StatusCode::FORBIDDEN);
        assert_eq!(step(&other, &page, &solve).await.status, StatusCode::NOT_FOUND);
        step(&owner, &page, &solve).await.location();
        let twice = step(&owner, &page, &solve).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "twice");
        let told = "地铁口 2 号出口增设两组换电柜，全天可用";
        let back = [("step", "feed_back"), ("seen", "3"), ("public_text", told)];
        assert_eq!(step(&owner, &page, &back).await.status, StatusCode::FORBIDDEN);
        step(&lead, &page, &back).await.location();
        app.get("/needs").await.shows(StatusCode::OK, &[told, "已解决并反馈"]);
        let sheet = lead.get("/desk/rider-needs.csv").await;
        assert!(sheet.text.contains("充换电") && !sheet.text.contains(WORDS), "no words in a file");
    })
    .await;
}

#[tokio::test]
async fn what_is_the_same_is_worked_once_and_what_cannot_be_done_says_why() {
    each_app(async |app| {
        let lead = app.sign_in(Role::Supervisor, "hotline").await;
        let heard = [
            ("key", "h1"),
            ("topic", "gate"),
            ("text", "三个小区不让骑手进门"),
            ("source", "hot_topic"),
            ("source_ref", "小区进门难"),
        ];
        let led = lead.post("/desk/rider-needs", &heard).await;
        let first = led.location().split('?').next().expect("its page").to_owned();
        lead.get(&first).await.shows(StatusCode::OK, &["热点诉求", "小区进门难"]);
        let nameless: Vec<_> =
            heard.iter().copied().filter(|(name, _)| *name != "source_ref").collect();
        let nameless = [nameless.as_slice(), &[("key", "h2")]].concat();
        let answer = lead.post("/desk/rider-needs", &nameless[1..]).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        say(app, "same").await;
        let page = newest(&lead).await;
        let join = [("step", "join"), ("seen", "1"), ("lead", first.as_str())];
        let itself = [("step", "join"), ("seen", "1"), ("lead", page.as_str())];
        let answer = step(&lead, &page, &itself).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let nothing = [("step", "join"), ("seen", "1"), ("lead", "01M842TV36KZ61DQ56XBDDDG25")];
        step(&lead, &page, &nothing).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有找到"]);
        step(&lead, &page, &join).await.location();
        lead.get(&first).await.shows(StatusCode::OK, &["相同的需求"]);
        let silent = [("step", "decline"), ("seen", "1"), ("reason", " ")];
        step(&lead, &first, &silent).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写"]);
        let why = [("step", "decline"), ("seen", "1"), ("reason", "业主大会未同意，年内再议")];
        step(&lead, &first, &why).await.location();
        app.get("/needs").await.shows(StatusCode::OK, &["暂时办不了", "业主大会未同意"]);
        let wrong = app.post("/needs", &[("key", "x"), ("topic", "weather"), ("text", "x")]).await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请选是哪一类"]);
        let place = [("key", "x"), ("topic", "gate"), ("text", "x"), ("region", "1")];
        app.post("/needs", &place).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有找到"]);
        assert_eq!(app.get("/desk/rider-needs").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}
