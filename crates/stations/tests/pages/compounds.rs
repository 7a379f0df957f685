//! Friendly compounds: the list and a compound for riders, the desk that keeps
//! them, boards, figures.

use axum::http::StatusCode;
use people::Role;
use stations::domain::post::Post;
use stations::domain::words::PostKind;
use testkit::browser::Part;
use testkit::staff::Person;

use crate::app::{TestApp, each_app};
use crate::rider::Rider;

/// A street far from the others.
const LONGYAO: &str = "439904100000";

/// Gives somebody a post in a compound.
pub(crate) async fn give(app: &TestApp<'_>, person: &Person<'_>, kind: PostKind, compound: &str) {
    let post = Post { username: person.username.clone(), kind, place: compound.to_owned() };
    let give =
        app.store.db.write(post, |tx, post| Box::pin(stations::store::post::put(tx, post, false)));
    give.await.expect("a post is given");
}

/// A keeper of a compound, signed in.
async fn keeper<'a>(app: &'a TestApp<'_>, compound: &str) -> Person<'a> {
    let person = app.sign_in(Role::StationKeeper, "st-wangjiangtai").await;
    give(app, &person, PostKind::Compound, compound).await;
    person
}

#[tokio::test]
async fn riders_find_compounds_by_name_and_by_place() {
    each_app(async |app| {
        let all = app.get("/compounds").await;
        all.shows(StatusCode::OK, &["骑手友好小区", "找到 19 个小区", "星港湾", "凭码可进"]);
        assert!(!all.text.contains("枫林绿洲"), "one that is planned is not shown");
        let named = app.get("/compounds?q=星港湾").await;
        named.shows(StatusCode::OK, &["找到 1 个小区", "/compounds/C130"]);
        app.get("/compounds?q=没有这个").await.shows(StatusCode::OK, &["没有找到友好小区"]);
        let near = app.get("/compounds?place=星港湾").await;
        near.shows(StatusCode::OK, &["步行"]);
        let first = near.text.find("id=\"c-C130\"").expect("it is on the list");
        let other = near.text.find("id=\"c-C134\"").expect("it is on the list");
        assert!(first < other, "the nearest comes first");
    })
    .await;
}

#[tokio::test]
async fn rules_are_accepted_once_a_version_and_buildings_are_shown_then() {
    each_app(async |app| {
        let page = app.get("/compounds/C130").await;
        page.shows(
            StatusCode::OK,
            &["星港湾", "东门", "登录领码", "小区规定", "同意小区规定后显示"],
        );
        assert!(!page.text.contains("1栋 1单元"), "buildings are not for everybody");
        app.get("/compounds/C195").await.shows(StatusCode::NOT_FOUND, &[]);
        app.get("/compounds/C001").await.shows(StatusCode::NOT_FOUND, &[]);
        let rider = Rider::register(app, "p1", "李晓明", "13812340011").await;
        let page = rider.get("/compounds/C130?gate=E").await;
        page.shows(StatusCode::OK, &["同意规定，出示我的码", "除了同意这些规定"]);
        let version = page.hidden("version").expect("a version").to_owned();
        let sent =
            rider.post("/compounds/C130/acceptance", &[("version", &version), ("gate", "E")]).await;
        assert_eq!(sent.location(), "/compounds/C130");
        let page = rider.get("/compounds/C130?gate=E").await;
        page.shows(StatusCode::OK, &["在东门出示我的码", "1栋", "/code?use=gate&#38;verifier=0"]);
        rider.get("/compounds").await.shows(StatusCode::OK, &["已同意规定"]);
        rider.get("/holder/passes").await.shows(StatusCode::OK, &["星港湾", version.as_str()]);
        // A version that is not in force is not accepted, and the page says so.
        rider
            .post("/compounds/C130/acceptance", &[("version", "0"), ("gate", "E")])
            .await
            .shows(StatusCode::CONFLICT, &["规定刚刚换了一版"]);
        let nobody = app.post("/compounds/C130/acceptance", &[("version", &version)]).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        // A new version asks again.
        let keeper = keeper(app, "C130").await;
        let form = keeper.get("/desk/compounds/C130/rules").await;
        let seen = form.hidden("version_seen").expect("a version").to_owned();
        let today = app.stations.app.now().day().to_string();
        let new = [
            ("version_seen", seen.as_str()),
            ("version", "2026-9"),
            ("valid_from", today.as_str()),
            ("text", "一、推行进门；二、雨雪天走地下通道。"),
        ];
        let sent = keeper.post("/desk/compounds/C130/rules", &new).await;
        assert_eq!(sent.location(), "/desk/compounds/C130?done=saved");
        let page = rider.get("/compounds/C130").await;
        page.shows(StatusCode::OK, &["规定有了新的一版", "雨雪天走地下通道", "同意小区规定后显示"]);
        // The same form again finds it changed.
        keeper
            .post("/desk/compounds/C130/rules", &new)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
    })
    .await;
}

#[tokio::test]
async fn a_board_leads_to_the_page_of_its_gate() {
    each_app(async |app| {
        let board = app.get("/compounds/C130/gates/E/board").await;
        board.shows(
            StatusCode::OK,
            &["星港湾", "东门", "扫一扫", "class=\"qr\"", "/compounds/C130?gate=E", "看不到姓名"],
        );
        app.get("/compounds/C130/gates/X/board").await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}

#[tokio::test]
async fn the_desk_lists_what_is_theirs() {
    each_app(async |app| {
        let city = app.sign_in(Role::UnitReviewer, "social-work").await;
        let list = city.get("/desk/compounds").await;
        list.shows(StatusCode::OK, &["星港湾", "筹备中", "没有在用的规定", "新增友好小区"]);
        city.get("/desk/compounds?state=planned").await.shows(StatusCode::OK, &["枫林绿洲"]);
        let sheet = city.get("/desk/compounds.csv?q=星港湾").await;
        sheet.shows(StatusCode::OK, &["星港湾,凭码可进"]);
        assert_eq!(sheet.text.trim().lines().count(), 2);
        let street = app.sign_in_at(Role::UnitHandler, "st-longyao", LONGYAO).await;
        let list = street.get("/desk/compounds.csv").await;
        list.shows(StatusCode::OK, &["龙窑新天地"]);
        assert!(!list.text.contains("星港湾"), "another street's");
        street.get("/desk/compounds/C130").await.shows(StatusCode::NOT_FOUND, &[]);
        street.get("/desk/compounds/C230").await.shows(StatusCode::OK, &["龙窑新天地"]);
        let own = keeper(app, "C134").await;
        own.get("/desk/compounds/C134").await.shows(StatusCode::OK, &["云桥家园", "修改楼栋"]);
        own.get("/desk/compounds/C130").await.shows(StatusCode::NOT_FOUND, &[]);
        own.get("/desk/compounds/new").await.shows(StatusCode::FORBIDDEN, &[]);
        let operator = app.sign_in(Role::Operator, "hotline").await;
        operator.get("/desk/compounds").await.shows(StatusCode::FORBIDDEN, &[]);
        let leader = app.sign_in(Role::Leader, "social-work").await;
        leader.get("/desk/compounds/C130").await.shows(StatusCode::OK, &["星港湾"]);
        leader.get("/desk/compounds/C130/gate").await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

#[tokio::test]
async fn a_compound_is_begun_filled_and_opened() {
    each_app(async |app| {
        let city = app.sign_in(Role::UnitReviewer, "social-work").await;
        let begin = |compound: &'static str| {
            [("compound", compound), ("property", "云汀安居物业服务有限公司"), ("phone", "")]
        };
        for (compound, words) in
            [("C999", "没有这个小区"), ("C130", "已经在名录里"), ("", "没有这个小区")]
        {
            city.post("/desk/compounds", &begin(compound))
                .await
                .shows(StatusCode::UNPROCESSABLE_ENTITY, &[words, "云汀安居物业"]);
        }
        let sent = city.post("/desk/compounds", &begin("C005")).await;
        assert_eq!(sent.location(), "/desk/compounds/C005?done=added");
        let path = "/desk/compounds/C005";
        let seen = |page: &testkit::browser::Answer| {
            page.hidden("version_seen").expect("a version").to_owned()
        };
        let version = seen(&city.get(path).await);
        city.post(&format!("{path}/steps"), &[("step", "open"), ("version", &version)])
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["要先有在用的规定"]);
        let gate = |hours: &'static str, lon: &'static str, version: &str| {
            vec![
                ("version_seen", version.to_owned()),
                ("id", "S".to_owned()),
                ("name", "南门".to_owned()),
                ("lon", lon.to_owned()),
                ("lat", "27.9714".to_owned()),
                ("datum", "wgs84".to_owned()),
                ("hours", hours.to_owned()),
            ]
        };
        for (hours, lon, words) in [
            ("九点到五点", "111.394565", "看不懂这个开放时间"),
            ("24/7", "111.6", "离小区太远"),
            ("24/7", "东", "请填经度和纬度"),
        ] {
            let fields = gate(hours, lon, &version);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            city.post(&format!("{path}/gate"), &fields)
                .await
                .shows(StatusCode::UNPROCESSABLE_ENTITY, &[words, "南门"]);
        }
        let fields = gate("Mo-Su 06:00-23:00", "111.394565", &version);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        city.post(&format!("{path}/gate"), &fields).await.location();
        let version = seen(&city.get(path).await);
        let ways = |buildings: &'static str| {
            vec![
                ("version_seen", version.as_str()),
                ("buildings", buildings),
                ("bays", "南门内 | 111.3945 | 27.9715 | 8 | 可充电"),
                ("datum", "wgs84"),
            ]
        };
        city.post(&format!("{path}/ways"), &ways("1栋 | 1单元 | E"))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["第 1 行看不懂", "1栋 | 1单元 | E"]);
        city.post(&format!("{path}/ways"), &ways("1栋 | 1单元 | 南门 | 没有电梯")).await.location();
        open(app, &city, path).await;
    })
    .await;
}

/// Rules and the step that opens it.
async fn open(app: &TestApp<'_>, city: &Person<'_>, path: &str) {
    let version = city.get(path).await.hidden("version_seen").expect("a version").to_owned();
    let today = app.stations.app.now().day().to_string();
    let rules = [
        ("version_seen", version.as_str()),
        ("version", "1"),
        ("valid_from", today.as_str()),
        ("text", "推行进门。"),
    ];
    city.post(&format!("{path}/rules"), &rules).await.location();
    let version = city.get(path).await.hidden("version_seen").expect("a version").to_owned();
    city.post(&format!("{path}/steps"), &[("step", "open"), ("version", &version)])
        .await
        .location();
    city.get(path).await.shows(StatusCode::OK, &["凭码可进", "没有电梯", "南门内", "推行进门"]);
    let id = path.rsplit('/').next().expect("an id");
    app.get(&format!("/compounds/{id}")).await.shows(StatusCode::OK, &["状元桥小区", "南门内"]);
    // A gate that buildings lead to stays, and the only one stays.
    let version = city.get(path).await.hidden("version_seen").expect("a version").to_owned();
    let gate = [("gate", "S"), ("version", version.as_str())];
    city.post(&format!("{path}/gate-removal"), &gate)
        .await
        .shows(StatusCode::UNPROCESSABLE_ENTITY, &["还有楼栋指向这个出入口"]);
    city.post(&format!("{path}/steps"), &[("step", "resume"), ("version", &version)])
        .await
        .shows(StatusCode::UNPROCESSABLE_ENTITY, &[]);
    city.post(&format!("{path}/steps"), &[("step", "suspend"), ("version", &version)])
        .await
        .location();
    app.get(&format!("/compounds/{id}")).await.shows(StatusCode::OK, &["这个小区暂停凭码进门"]);
    let agreement = [
        ("version_seen", "0"),
        ("platform", "迅达外卖"),
        ("parties", "物业、社区、平台"),
        ("signed_on", "2026-11-01"),
        ("valid_to", "2027-10-31"),
    ];
    city.post(&format!("{path}/agreement"), &agreement)
        .await
        .shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过", "物业、社区、平台"]);
}

#[tokio::test]
async fn a_plan_is_made_anew_and_shown_to_who_accepted() {
    each_app(async |app| {
        let keeper = keeper(app, "C130").await;
        let page = keeper.get("/desk/compounds/C130/plan").await;
        let version = page.hidden("version_seen").expect("a version").to_owned();
        let bad = [("version_seen", Part::Text(&version)), ("photos", Part::File(b"no picture"))];
        keeper
            .post_parts("/desk/compounds/C130/plan", &bad)
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["f-photos-error"]);
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(64, 48)
            .write_to(&mut bytes, image::ImageFormat::Png)
            .expect("a picture");
        let bytes = bytes.into_inner();
        let good = [("version_seen", Part::Text(&version)), ("photos", Part::File(&bytes))];
        let sent = keeper.post_parts("/desk/compounds/C130/plan", &good).await;
        assert_eq!(sent.location(), "/desk/compounds/C130?done=saved");
        assert_eq!(app.get("/compounds/C130/plan").await.status, StatusCode::NOT_FOUND);
        let rider = Rider::register(app, "p2", "王芳", "13812340012").await;
        let page = rider.get("/compounds/C130").await;
        let version = page.hidden("version").expect("a version").to_owned();
        rider.post("/compounds/C130/acceptance", &[("version", &version)]).await.location();
        rider.get("/compounds/C130").await.shows(StatusCode::OK, &["星港湾 楼栋图"]);
        let plan = rider.get("/compounds/C130/plan").await;
        assert_eq!(plan.headers["content-type"], "image/jpeg", "made anew");
    })
    .await;
}

#[tokio::test]
async fn figures_withhold_what_few_people_did() {
    each_app(async |app| {
        let now = app.stations.app.now();
        let hour = stations::domain::pass::hour_of(now);
        // Twice, for counts add up.
        for (compound, times) in [("C130", 6), ("C130", 6), ("C230", 3), ("C134", 9)] {
            let job = (compound, hour.clone(), times);
            let write = app.store.db.write(job, |tx, (compound, hour, times)| {
                Box::pin(stations::store::pass::count_passages(tx, (*compound, hour), *times))
            });
            write.await.expect("counted");
        }
        let leader = app.sign_in(Role::Leader, "social-work").await;
        let page = leader.get("/desk/compounds/figures").await;
        page.shows(StatusCode::OK, &["望江台街道", "不显示", "少于 5 的数不显示"]);
        let sheet = leader.get("/desk/compounds/figures.csv").await.text;
        let row = |street: &str| {
            let line = sheet.lines().find(|line| line.contains(street)).expect("a row");
            line.split(',').map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(!row("龙窑")[3..].contains(&"3".to_owned()), "few people are not told: {sheet}");
        assert!(row("望江台").iter().any(|cell| cell == "4"), "four compounds: {sheet}");
        let keeper = keeper(app, "C130").await;
        keeper.get("/desk/compounds/figures").await.shows(StatusCode::NOT_FOUND, &[]);
        let page = keeper.get("/desk/compounds/C130").await;
        page.shows(StatusCode::OK, &["最近7天"]);
        assert_eq!(page.text.matches(">12<").count(), 2, "in the part of today, and in its total");
    })
    .await;
}

#[tokio::test]
async fn what_stands_about_a_compound_and_its_agreements_are_kept() {
    each_app(async |app| {
        let keeper = keeper(app, "C134").await;
        let path = "/desk/compounds/C134";
        let version = keeper.get(path).await.hidden("version_seen").expect("a version").to_owned();
        let about = |property: &'static str| {
            [("version_seen", "1"), ("property", property), ("phone", "0700-1"), ("note", "走南门")]
        };
        assert_eq!(version, "1");
        keeper
            .post(&format!("{path}/about"), &about(""))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["f-property-error", "走南门"]);
        keeper.post(&format!("{path}/about"), &about("和欣物业")).await.location();
        keeper
            .post(&format!("{path}/about"), &about("和欣物业"))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        app.get("/compounds/C134").await.shows(StatusCode::OK, &["和欣物业", "走南门"]);
        keeper.get(&format!("{path}/agreement")).await.shows(StatusCode::OK, &["签约各方"]);
        let agreement = |to: &'static str| {
            [
                ("version_seen", "2"),
                ("platform", "同城快送"),
                ("parties", "物业、社区、平台"),
                ("signed_on", "2026-11-01"),
                ("valid_to", to),
            ]
        };
        keeper
            .post(&format!("{path}/agreement"), &agreement("2026-10-01"))
            .await
            .shows(StatusCode::UNPROCESSABLE_ENTITY, &["有效期早于签订日期"]);
        keeper.post(&format!("{path}/agreement"), &agreement("2027-10-31")).await.location();
        keeper.get(path).await.shows(StatusCode::OK, &["同城快送", "2027-10-31"]);
        keeper.get(&format!("{path}/nothing")).await.shows(StatusCode::NOT_FOUND, &[]);
        let stranger = app.sign_in_at(Role::StationKeeper, "st-longyao", LONGYAO).await;
        let foreign = stranger.post(&format!("{path}/about"), &about("别家")).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    })
    .await;
}
