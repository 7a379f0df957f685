//! The directory's pages for everybody: list, map, one station, its board, services.

use axum::http::StatusCode;
use people::Role;

use crate::app::each_app;

#[tokio::test]
async fn the_list_shows_what_is_there_and_how_it_stands() {
    each_app(async |app| {
        let page = app.get("/stations").await;
        page.shows(StatusCode::OK, &["驿站地图", "找到 77 处", "现在开着", "<svg", "after="]);
        let page = app.get("/stations?need=power&need=water").await;
        page.shows(StatusCode::OK, &["aria-current=\"true\"", "充电换电"]);
        let page = app.get("/stations?q=%E6%98%9F%E6%B8%AF%E6%B9%BE").await;
        page.shows(StatusCode::OK, &["星港湾暖新驿站", "YT001"]);
        assert!(!page.text.contains("YT002"), "only what was asked for");
        let page = app.get("/stations?q=nothing-has-this-name").await;
        page.shows(StatusCode::OK, &["没有符合条件的驿站"]);
    })
    .await;
}

#[tokio::test]
async fn near_a_place_the_nearest_come_first() {
    each_app(async |app| {
        let page = app.get("/stations?lon=1114106160&lat=279907180").await;
        page.shows(StatusCode::OK, &["您所在的位置", "步行约"]);
        let first = page.text.find("id=\"s-").expect("a station");
        let first: String = page.text[first..].chars().take(12).collect();
        assert_eq!(first, "id=\"s-YT001\"", "it stands there itself");
        page.shows(StatusCode::OK, &["id=\"near-lon\" value=\"1114110000\""]);
        let page = app.get("/stations?place=%E7%BF%B0%E5%A2%A8%E8%8B%91").await;
        page.shows(StatusCode::OK, &["翰墨苑"]);
        let page = app.get("/stations?place=qqq").await;
        page.shows(StatusCode::OK, &["没有找到这个地方"]);
        let page = app.get("/stations?lon=abc&lat=1&after=nobody&need=nothing&region=7").await;
        page.shows(StatusCode::OK, &["找到 77 处"]);
    })
    .await;
}

#[tokio::test]
async fn each_page_of_the_list_begins_where_the_last_one_ended() {
    each_app(async |app| {
        let mut seen: Vec<String> = Vec::new();
        let mut path = "/stations?lon=1114100000&lat=279900000".to_owned();
        loop {
            let page = app.get(&path).await;
            page.shows(StatusCode::OK, &[]);
            let codes = page.text.split("id=\"s-").skip(1);
            seen.extend(codes.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            let next = page.text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
            let next = next.filter(|href| href.contains("after=")).last();
            match next {
                Some(next) => path = next.replace("&amp;", "&").replace("&#38;", "&"),
                None => break,
            }
        }
        let unique: std::collections::BTreeSet<&String> = seen.iter().collect();
        assert_eq!((seen.len(), unique.len()), (77, 77));
    })
    .await;
}

#[tokio::test]
async fn a_station_tells_all_of_itself() {
    each_app(async |app| {
        let page = app.get("/stations/YT001").await;
        page.shows(
            StatusCode::OK,
            &[
                "星港湾暖新驿站",
                "部门指导",
                "望江台街道",
                "application/ld+json",
                "OpeningHoursSpecification",
                "uri.amap.com",
                "api.map.baidu.com",
                "coord_type=bd09ll",
                "开放时间",
                "最近一次核实",
            ],
        );
        app.get("/stations/YT999").await.shows(StatusCode::NOT_FOUND, &[]);
        let board = app.get("/stations/YT001/board").await;
        board.shows(
            StatusCode::OK,
            &["class=\"qr\"", "http://localhost/stations/YT001", "星期一至"],
        );
        app.get("/stations/YT999/board").await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

#[tokio::test]
async fn services_stand_in_their_nine_groups() {
    each_app(async |app| {
        let page = app.get("/services").await;
        page.shows(StatusCode::OK, &["92 项服务", "15 家单位", "维权法律", "子女托管"]);
        let page = app.get("/services/S011").await;
        page.shows(StatusCode::OK, &["/stations?service=S011", "谁提供"]);
        app.get("/services/S999").await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

#[tokio::test]
async fn staff_have_the_directory_as_a_table() {
    each_app(async |app| {
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        staff
            .get("/desk/stations?sort=assured")
            .await
            .shows(StatusCode::OK, &["驿站名录", "共 77 处"]);
        let sheet = staff.get("/desk/stations.csv?status=open").await;
        sheet.shows(StatusCode::OK, &["YT001", "星港湾暖新驿站"]);
        let nobody = app.get("/desk/stations").await;
        assert_ne!(nobody.status, StatusCode::OK, "not without signing in");
    })
    .await;
}

#[tokio::test]
async fn what_is_known_of_a_facility_is_shown_with_its_age_and_only_in_time() {
    use kernel::time::{DAY_US, MINUTE_US};
    use stations::domain::live::LiveState;
    use stations::domain::words::{FacilityKind, LiveWord};
    each_app(async |app| {
        let now = app.store.db.clock().now();
        let state = |until| LiveState {
            station: "YT001".into(),
            kind: FacilityKind::Water,
            said: LiveWord::Free,
            available: Some(2),
            total: Some(3),
            reported_at: now.plus(-5 * MINUTE_US),
            until,
        };
        app.stations.live.replace([state(now.plus(DAY_US))]);
        let page = app.get("/stations/YT001").await;
        page.shows(StatusCode::OK, &["可用 2，共 3", "5 分钟前"]);
        let list = app.get("/stations?need=water&q=YT001").await;
        list.shows(StatusCode::OK, &["可用 2，共 3", "饮水 · 5 分钟前"]);
        app.stations.live.replace([state(now.plus(-MINUTE_US))]);
        let page = app.get("/stations/YT001").await;
        page.shows(StatusCode::OK, &["暂无消息"]);
        assert!(!page.text.contains("可用 2"), "too old to be told as the case");
    })
    .await;
}

#[tokio::test]
async fn a_device_keeps_an_area_and_tells_nobody_what() {
    each_app(async |app| {
        app.get("/stations/mine").await.shows(StatusCode::OK, &["我的驿站", "data-mine"]);
        let copy = app.get("/stations/copy.json?region=439903000000").await;
        copy.shows(StatusCode::OK, &["\"YT001\"", "09:00–17:00", "\"days\""]);
        assert!(copy.bytes.len() < 120_000, "{} bytes", copy.bytes.len());
        for query in ["", "?region=x", "?region=119900000000"] {
            let none = app.get(&format!("/stations/copy.json{query}")).await;
            assert_eq!(none.status, StatusCode::NOT_FOUND, "{query}");
        }
    })
    .await;
}
