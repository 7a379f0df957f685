//! Keepers are asked whether their pages are right; corrections are accepted by name.

use axum::http::StatusCode;
use kernel::time::DAY_US;
use people::Role;
use testkit::browser::Answer;

use crate::app::{TestApp, each_app};

/// The links that wait, as the district reads them.
async fn links(app: &TestApp<'_>) -> Vec<String> {
    let district = app.sign_in(Role::Supervisor, "data-bureau").await;
    let sheet = district.get("/desk/station-links.csv").await;
    sheet.shows(StatusCode::OK, &[]);
    let words = sheet.text.split([',', '\n', '\r', '"']);
    let links =
        words.filter_map(|word| word.find("/stations/confirm/").map(|at| word[at..].to_owned()));
    links.collect()
}

fn station(page: &Answer) -> String {
    let at = page.text.find("请看一看").expect("the question") + "请看一看".len();
    page.text[at..].split("的信息").next().expect("a name").to_owned()
}

#[tokio::test]
async fn a_link_needs_no_sign_in_and_works_once() {
    each_app(async |app| {
        let asked = app.stations.ask_keepers().await.expect("asks");
        assert!(asked > 0, "some of the demo's stations are old");
        assert_eq!(app.stations.ask_keepers().await.expect("asks"), 0, "nobody is asked twice");
        let links = links(app).await;
        assert_eq!(links.len(), asked);
        let link = &links[0];
        let page = app.get(link).await;
        page.shows(StatusCode::OK, &["驿站信息还对吗？", "都对", "有不对的"]);
        let name = station(&page);
        app.post(link, &[]).await.shows(StatusCode::OK, &["谢谢"]);
        app.post(link, &[]).await.shows(StatusCode::GONE, &["已经用过"]);
        app.get(link).await.shows(StatusCode::GONE, &["已经用过"]);
        app.get(&format!("{link}/correct")).await.shows(StatusCode::GONE, &[]);
        let directory = app.stations.directory.current();
        let found = directory.stations().iter().find(|place| place.station.name == name);
        assert_eq!(found.expect("it is there").station.assured_on, "2026-11-23");
        let forged = format!("{}0", &links[1][..links[1].len() - 1]);
        if forged != links[1] {
            app.get(&forged).await.shows(StatusCode::NOT_FOUND, &[]);
        }
        app.get("/stations/confirm/nothing").await.shows(StatusCode::NOT_FOUND, &[]);
        app.store.clock.advance(14 * DAY_US);
        app.post(&links[1], &[]).await.shows(StatusCode::GONE, &["已过期"]);
    })
    .await;
}

#[tokio::test]
async fn a_correction_waits_for_a_named_person() {
    each_app(async |app| {
        app.stations.ask_keepers().await.expect("asks");
        let links = links(app).await;
        let path = format!("{}/correct", links[0]);
        let name = station(&app.get(&links[0]).await);
        app.get(&path).await.shows(StatusCode::OK, &["提出更正"]);
        let wrong = app.post(&path, &[("field", "hours"), ("proposed", "九点到五点")]).await;
        wrong.shows(StatusCode::UNPROCESSABLE_ENTITY, &["九点到五点"]);
        app.post(&path, &[("field", "phone"), ("proposed", "")])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
        let fields = [("field", "phone"), ("proposed", "0700-8811111")];
        app.post(&path, &fields).await.shows(StatusCode::OK, &["更正建议已提交"]);
        app.post(&path, &fields).await.shows(StatusCode::GONE, &[]);
        let place = |app: &TestApp<'_>| {
            let directory = app.stations.directory.current();
            let found = directory.stations().iter().find(|place| place.station.name == name);
            found.expect("it is there").station.clone()
        };
        assert_ne!(place(app).phone, "0700-8811111", "a proposal changes nothing");
        let district = app.sign_in(Role::UnitHandler, "social-work").await;
        let list = district.get("/desk/corrections?state=proposed").await;
        list.shows(StatusCode::OK, &["0700-8811111", "待核实"]);
        let id = list.text.split("/desk/corrections?id=").nth(1).expect("a link");
        let id = id.split('"').next().expect("an id").to_owned();
        district.get(&format!("/desk/corrections?id={id}")).await.shows(StatusCode::OK, &["采纳"]);
        let path = format!("/desk/corrections/{id}");
        let foreign = app.sign_in(Role::UnitHandler, "water-supply").await;
        let accept = [("version", "1"), ("answer", "accept")];
        foreign.post(&path, &accept).await.shows(StatusCode::NOT_FOUND, &[]);
        district
            .post(&path, &[("version", "9"), ("answer", "accept")])
            .await
            .shows(StatusCode::CONFLICT, &[]);
        district
            .post(&path, &[("version", "1"), ("answer", "x")])
            .await
            .shows(StatusCode::BAD_REQUEST, &[]);
        district.post(&path, &accept).await.location();
        district
            .post(&path, &[("version", "2"), ("answer", "decline")])
            .await
            .shows(StatusCode::CONFLICT, &[]);
        let station = place(app);
        assert_eq!(
            (station.phone.as_str(), station.assured_on.as_str()),
            ("0700-8811111", "2026-11-23")
        );
        district.get("/desk/corrections.csv").await.shows(StatusCode::OK, &["周敏", "已采纳"]);
    })
    .await;
}

/// B8: when keepers answer what they are asked, nineteen of twenty stations
/// were assured within ninety days.
#[tokio::test]
async fn the_seed_run_is_assured_within_ninety_days() {
    each_app(async |app| {
        app.stations.ask_keepers().await.expect("asks");
        for link in links(app).await {
            app.post(&link, &[]).await.shows(StatusCode::OK, &[]);
        }
        let now = app.stations.app.now();
        let directory = app.stations.directory.current();
        let fresh = directory.stations().iter().filter(|place| {
            let days = stations::domain::keeping::days_since(&place.station.assured_on, now);
            days.is_some_and(|days| days <= 90)
        });
        let (fresh, all) = (fresh.count(), directory.stations().len());
        assert!(fresh * 100 >= all * 95, "{fresh} of {all}");
    })
    .await;
}

#[tokio::test]
async fn a_page_nobody_assured_for_long_says_so() {
    each_app(async |app| {
        app.store.clock.advance(200 * DAY_US);
        app.get("/stations/YT001").await.shows(StatusCode::OK, &["天"]);
        let page = app.get("/stations/YT001").await;
        assert!(page.text.contains("确认") || page.text.contains("核实"), "{}", page.text);
    })
    .await;
}
