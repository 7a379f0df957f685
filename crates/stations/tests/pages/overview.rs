//! The overview of the district.

use axum::http::StatusCode;
use people::Role;

use crate::app::each_app;

#[tokio::test]
async fn the_overview_counts_and_leads_to_what_it_counts() {
    each_app(async |app| {
        let leader = app.sign_in(Role::Leader, "social-work").await;
        let keeper = app.keeper(&["YT001", "YT010"]).await;
        for (station, kind, times) in
            [("YT001", "rest", 12), ("YT001", "help", 2), ("YT010", "rest", 9)]
        {
            for _ in 0..times {
                let path = format!("/desk/keeping/{station}");
                let key = keeper.get(&path).await.hidden("key").expect("a key").to_owned();
                let tap = [("key", key.as_str()), ("kind", kind)];
                keeper.post(&format!("{path}/visits"), &tap).await.location();
            }
        }
        let page = leader.get("/desk/stations/overview").await;
        page.shows(
            StatusCode::OK,
            &[">77</a>", "望江台街道", "不显示", "/desk/stations/overview/gaps?far=1"],
        );
        let sheet = leader.get("/desk/stations/overview/uses.csv").await;
        sheet.shows(StatusCode::OK, &["不显示"]);
        let street = sheet.text.lines().find(|line| line.contains("望江台")).expect("a row");
        assert!(!street.split(',').any(|cell| cell == "2"), "few people are not told: {street}");
        leader
            .get("/desk/stations/overview/missing.csv")
            .await
            .shows(StatusCode::OK, &["想要但没有"]);
        leader
            .get("/desk/stations/overview/weeks")
            .await
            .shows(StatusCode::OK, &["2026-11-23", "YT001"]);
        leader
            .get("/desk/stations/overview/weeks.csv?q=YT010")
            .await
            .shows(StatusCode::OK, &["YT010"]);
    })
    .await;
}

/// Needs by place and topic; a bound of the city's own withholds more.
#[tokio::test]
async fn needs_are_told_by_place_and_topic_with_few_people_withheld() {
    each_app(async |app| {
        let leader = app.sign_in(Role::Leader, "social-work").await;
        for n in 0..8 {
            let topic = if n < 6 { "power" } else { "gate" };
            let key = format!("need-{n}");
            let fields = [
                ("key", key.as_str()),
                ("topic", topic),
                ("text", "换电要排队"),
                ("region", "439903002000"),
                ("reporter", "rider"),
            ];
            app.post("/needs", &fields).await.location();
        }
        let page = leader.get("/desk/stations/overview").await;
        page.shows(StatusCode::OK, &["反映的需求", "/desk/rider-needs", "少于 5 的数字不显示"]);
        let sheet = leader.get("/desk/stations/overview/needs.csv").await;
        sheet.shows(StatusCode::OK, &["望江台街道"]);
        let street = sheet.text.lines().find(|line| line.contains("望江台")).expect("a row");
        assert!(!street.split(',').any(|cell| cell == "2"), "two people are told: {street}");

        let file = stations::domain::voice::RuleFile {
            name: "privacy".into(),
            text: "small_cell = 50".into(),
        };
        let put = app.store.db.write(file, |tx, file| Box::pin(stations::store::put(tx, file)));
        let put: Result<(), db::StoreError> = put.await;
        put.expect("the rule is written");
        app.stations.refresh_rules().await.expect("rules are read anew");
        let page = leader.get("/desk/stations/overview").await;
        page.shows(StatusCode::OK, &["少于 50 的数字不显示"]);
    })
    .await;
}

#[tokio::test]
async fn gaps_are_minutes_on_foot_the_furthest_first() {
    each_app(async |app| {
        let district = app.sign_in(Role::UnitReviewer, "social-work").await;
        let page = district.get("/desk/stations/overview/gaps?far=1").await;
        page.shows(StatusCode::OK, &["太远", "步行分钟", "/stations/YT"]);
        let sheet = district.get("/desk/stations/overview/gaps.csv").await;
        let minutes: Vec<i64> = sheet
            .text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').nth(3)?.parse().ok())
            .collect();
        assert!(minutes.len() > 100 && minutes.is_sorted_by(|a, b| a >= b));
        let far = district.get("/desk/stations/overview/gaps.csv?far=1").await;
        let far = far.text.lines().skip(1).count();
        assert_eq!(far, minutes.iter().filter(|minutes| **minutes > 15).count());
        // A street sees its own grids only.
        let street = app.sign_in(Role::UnitReviewer, "st-wangjiangtai").await;
        street.get("/desk/stations/overview/gaps.csv").await.shows(StatusCode::OK, &["望江台"]);
        let foreign = app.sign_in(Role::UnitHandler, "water-supply").await;
        foreign.get("/desk/stations/overview").await.shows(StatusCode::NOT_FOUND, &[]);
        let keeper = app.keeper(&["YT001"]).await;
        keeper.get("/desk/stations/overview").await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}
