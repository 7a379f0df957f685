//! Residents' pages.

use axum::http::{StatusCode, header};
use image::DynamicImage;
use kernel::event::Actor;
use kernel::time::DAY_US;
use people::Settings;
use people::settings::Rates;
use requests::app::act::{Act, By};
use requests::app::view::OrderView;
use requests::domain::application::{ApplicationKind, NewApplication};
use requests::domain::change::{Command, Dispatch};
use requests::domain::order::{Order, OrderState};
use requests::domain::order_no::OrderNo;
use requests::domain::procedure::Step;
use requests::domain::reply::NewReply;
use requests::domain::words::{Solved, Urgency};

use crate::app::{Answer, LAMPS, Part, TestApp, each_app, each_app_with};

pub(crate) const WORDS: &str = "路灯不亮已经三天了，晚上回家看不清路，请派人修一修。";
/// In the demo city.
const REGION: &str = "439902001001";

/// A sound report without photos.
pub(crate) fn report<'a>(
    key: &'a str,
    content: &'a str,
    step: &'a str,
) -> Vec<(&'static str, Part<'a>)> {
    vec![
        ("csrf", Part::Text("")),
        ("key", Part::Text(key)),
        ("content", Part::Text(content)),
        ("type", Part::Text("complaint")),
        ("address", Part::Text("钟楼巷小区三栋楼下")),
        ("region", Part::Text(REGION)),
        ("contact", Part::Text("phone")),
        ("phone", Part::Text("138 1234 4528")),
        ("name", Part::Text("李晓明")),
        ("window", Part::Text("evening")),
        ("step", Part::Text(step)),
    ]
}

fn with<'a>(
    mut parts: Vec<(&'static str, Part<'a>)>,
    name: &'static str,
    value: &'a str,
) -> Vec<(&'static str, Part<'a>)> {
    parts.retain(|(known, _)| *known != name);
    parts.push((name, Part::Text(value)));
    parts
}

fn jpeg() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::new_rgb8(60, 40).write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// Number and code out of the address one is led to.
fn number_and_code(location: &str) -> (String, String) {
    let rest = location.strip_prefix("/track/").expect("the progress page");
    let (number, query) = rest.split_once("?code=").expect("a code");
    (number.to_owned(), query[..8].to_owned())
}

pub(crate) async fn sent(app: &TestApp<'_>, key: &str, content: &str) -> (String, String) {
    let answer = app.post_parts("/report", &report(key, content, "send")).await;
    number_and_code(answer.location())
}

pub(crate) async fn view(app: &TestApp<'_>, number: &str, code: &str) -> OrderView {
    let number: OrderNo = number.parse().expect("a number");
    app.desk.view_by_code(&number, code).await.expect("an order")
}

/// What staff would do, without signing in.
pub(crate) async fn staff(app: &TestApp<'_>, order: &Order, command: Command) -> Order {
    let rules = app.desk.rules();
    let unit = rules.unit_by_slug("hotline").expect("the demo city has a hotline").id;
    let actor = Actor::Staff { account: unit.0, role: "dispatcher", unit: unit.0 };
    let at = app.desk.app.now();
    let act =
        Act { order: order.id, seen: None, by: By::Replay(actor), command, evidence: vec![], at };
    app.desk.act(act).await.expect("a lawful step")
}

pub(crate) async fn dispatched(app: &TestApp<'_>, order: &Order) -> Order {
    let rules = app.desk.rules();
    let unit = rules.unit_by_slug("road-maintenance").expect("a unit of the demo city").id;
    let order = staff(app, order, Command::Accept).await;
    let dispatch = Dispatch {
        unit,
        category_code: LAMPS.into(),
        urgency: Urgency::Normal,
        catalogue_id: None,
        duty_override: None,
        override_needed: false,
        co_units: Vec::new(),
        text: "内部说明，不给市民看".into(),
    };
    staff(app, &order, Command::Dispatch(dispatch)).await
}

pub(crate) async fn replied(app: &TestApp<'_>, order: &Order) -> Order {
    let mut order = dispatched(app, order).await;
    let reply = NewReply {
        text_public: "已更换三盏路灯，当晚恢复照明。".into(),
        text_internal: "电缆老化，列入明年计划。".into(),
        solved: Solved::Resolved,
        unsolved_reason: None,
        is_true: true,
        out_of_duty: false,
    };
    for command in [
        Command::Acknowledge,
        Command::FirstContact { text: "电话核实了位置".into() },
        Command::Reply(reply),
        Command::ApproveReply,
    ] {
        order = staff(app, &order, command).await;
    }
    order
}

pub(crate) async fn act(
    app: &TestApp<'_>,
    (number, code): &(String, String),
    what: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let seen = view(app, number, code).await.order.version.to_string();
    let mut all = vec![("csrf", ""), ("code", code.as_str()), ("seen", seen.as_str())];
    all.extend_from_slice(fields);
    app.post(&format!("/track/{number}/{what}"), &all).await
}

#[tokio::test]
async fn every_page_reads_in_both_languages_and_in_large_type() {
    each_app(async |app| {
        for path in ["/", "/report", "/track", "/privacy"] {
            app.get(path).await.shows(StatusCode::OK, &["lang=\"zh-CN\""]);
            app.get(&format!("{path}?lang=en")).await.shows(StatusCode::OK, &["lang=\"en\""]);
            let elder = app.get(&format!("{path}?mode=elder")).await;
            elder.shows(StatusCode::OK, &["data-mode=\"elder\""]);
        }
        app.get("/").await.shows(StatusCode::OK, &["tel:07008820000", "tel:110", "/report"]);
        app.get("/privacy").await.shows(StatusCode::OK, &["云汀市数据局", "24 个月"]);
        let tip = app.get("/report?type=report").await;
        tip.shows(StatusCode::OK, &["value=\"report\" checked", "着火"]);
    })
    .await;
}

#[tokio::test]
async fn a_report_is_checked_then_sent_and_followed_without_script() {
    each_app(async |app| {
        let form = app.get("/report").await;
        let key = form.hidden("key").expect("a submission key").to_owned();
        let checked = app.post_parts("/report", &report(&key, WORDS, "check")).await;
        checked.shows(
            StatusCode::OK,
            &["核对一下再提交", "路灯照明", "工作日", "138 1234 4528", "钟楼巷社区", "晚上"],
        );
        assert_eq!(checked.hidden("key"), Some(key.as_str()));
        let back = app.post_parts("/report", &report(&key, WORDS, "edit")).await;
        back.shows(StatusCode::OK, &["路灯不亮已经三天了", "138 1234 4528"]);

        let first = app.post_parts("/report", &report(&key, WORDS, "send")).await;
        let location = first.location().to_owned();
        for _ in 0..4 {
            let again = app.post_parts("/report", &report(&key, WORDS, "send")).await;
            assert_eq!(again.location(), location, "the same submission makes one request");
        }
        let (number, code) = number_and_code(&location);
        let page = app.get(&location).await;
        let spaced = format!("{} {}", &code[..4], &code[4..]);
        page.shows(StatusCode::OK, &["已经收到", &number, &spaced, "收到诉求", WORDS]);
        assert!(!page.text.contains("4528"), "the telephone stays in the vault");
        let order = view(app, &number, &code).await;
        assert_eq!(order.request.contact_window.as_deref(), Some("晚上"));
        assert_eq!(order.order.region_code.as_deref(), Some(REGION));
        assert!(order.request.requester_ref.is_some());
        app.get(&format!("{location}&lang=en")).await.shows(StatusCode::OK, &["We have it"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost() {
    each_app(async |app| {
        let cases = [
            ("content", "", "请写一写是什么事"),
            ("content", "坏了", "内容太短"),
            ("type", "other", "请选一种类型"),
            ("phone", "", "请填写电话"),
            ("phone", "138123", "号码好像不对"),
            ("contact", "", "请选择留电话还是匿名"),
            ("name", &"长".repeat(31), "最多 30 个字"),
            ("address", &"长".repeat(201), "最多 200 个字"),
        ];
        for (field, value, message) in cases {
            let parts = with(report("k", WORDS, "check"), field, value);
            let answer = app.post_parts("/report", &parts).await;
            answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &[message, "有 1 处需要修改"]);
            if field != "content" {
                answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &[WORDS]);
            }
        }
        let outside = with(report("k", WORDS, "send"), "lon", "0");
        let outside = app.post_parts("/report", &with(outside, "lat", "0")).await;
        outside.shows(StatusCode::UNPROCESSABLE_ENTITY, &["不在本市范围内"]);
        let torn = app.post("/report", &[("content", WORDS)]).await;
        assert_eq!(torn.status, StatusCode::BAD_REQUEST);
    })
    .await;
}

#[tokio::test]
async fn a_bad_photo_is_said_and_the_good_ones_stay() {
    each_app(async |app| {
        let picture = jpeg();
        let mut parts = report("photo", WORDS, "check");
        parts.push(("photos", Part::File(&picture)));
        parts.push(("photos", Part::File(b"this is no picture")));
        parts.push(("photos", Part::File(b"")));
        let first = app.post_parts("/report", &parts).await;
        first.shows(StatusCode::UNPROCESSABLE_ENTITY, &["有一张照片打不开", "第 1 张照片"]);
        let token = first.hidden("kept").expect("the good photo is kept").to_owned();
        let thumb = app.get(&format!("/photos/kept/{token}")).await;
        assert_eq!((thumb.status, &thumb.bytes[..2]), (StatusCode::OK, &[0xff, 0xd8][..]));
        assert_eq!(app.get("/photos/kept/a.b.1.1.1.c").await.status, StatusCode::NOT_FOUND);

        let mut dropped = report("photo", WORDS, "check");
        dropped.extend([("kept", Part::Text(&token)), ("drop", Part::Text(&token))]);
        let without = app.post_parts("/report", &dropped).await;
        assert_eq!((without.status, without.hidden("kept")), (StatusCode::OK, None));

        let mut sent = report("photo", WORDS, "send");
        sent.extend([("kept", Part::Text(&token)), ("kept", Part::Text("forged.x.1.1.1.y"))]);
        let done = app.post_parts("/report", &sent).await;
        let (number, code) = number_and_code(done.location());
        let order = view(app, &number, &code).await;
        assert_eq!(order.attachments.len(), 1);
        let id = order.attachments[0].id;
        let photo = app.get(&format!("/photos/{id}?no={number}&code={code}&small=true")).await;
        assert_eq!(photo.status, StatusCode::OK);
        let kept = photo.headers[header::CACHE_CONTROL].to_str().unwrap();
        assert!(kept.contains("private") && kept.contains("immutable"), "{kept}");
        for wrong in ["00000000", ""] {
            let refused = app.get(&format!("/photos/{id}?no={number}&code={wrong}")).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
        }
    })
    .await;
}

#[tokio::test]
async fn more_than_six_photos_are_cut_off_with_a_word() {
    each_app(async |app| {
        let pictures: Vec<Vec<u8>> = (1..=7)
            .map(|side| {
                let mut bytes = std::io::Cursor::new(Vec::new());
                let picture = DynamicImage::new_rgb8(40 + side, 40);
                picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
                bytes.into_inner()
            })
            .collect();
        let mut parts = report("many", WORDS, "check");
        parts.extend(pictures.iter().map(|bytes| ("photos", Part::File(bytes.as_slice()))));
        let answer = app.post_parts("/report", &parts).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["最多 6 张照片"]);
        assert_eq!(answer.text.matches("name=\"kept\"").count(), 6);
    })
    .await;
}

#[tokio::test]
async fn words_of_danger_bring_the_numbers_to_call_before_anything_else() {
    each_app(async |app| {
        let words = "三楼着火了，浓烟很大";
        let checked = app.post_parts("/report", &report("fire", words, "check")).await;
        checked
            .shows(StatusCode::OK, &["role=\"alert\"", "danger__call--first\" href=\"tel:119\""]);
        let at = |text: &str| checked.text.find(text).expect("on the page");
        assert!(at("tel:119") < at("由谁办"), "the numbers come first");
        let (number, code) = sent(app, "fire", words).await;
        assert_eq!(view(app, &number, &code).await.order.urgency, Urgency::Critical);
    })
    .await;
}

#[tokio::test]
async fn matters_nearby_are_told_without_anyones_words_and_confidential_ones_never() {
    each_app(async |app| {
        let theirs = "路灯不亮，我家住三栋二零一，电话别外传";
        let (number, code) = sent(app, "theirs", theirs).await;
        dispatched(app, &view(app, &number, &code).await.order).await;
        let tip = "路灯不亮是因为有人偷电缆，我知道是谁";
        let parts = with(report("tip", tip, "send"), "type", "report");
        let done = app.post_parts("/report", &with(parts, "confidential", "1")).await;
        let (tip_no, tip_code) = number_and_code(done.location());
        assert!(view(app, &tip_no, &tip_code).await.order.confidential);

        let mine = app.post_parts("/report", &report("mine", WORDS, "check")).await;
        mine.shows(StatusCode::OK, &["附近有人反映过", "路灯照明", "钟楼巷社区", "已派单"]);
        assert_eq!(mine.text.matches("rows__item").count(), 1, "the tip-off is not told");
        assert!(!mine.text.contains("二零一") && !mine.text.contains(&number));
        let elsewhere = with(report("mine", WORDS, "check"), "region", "439902001002");
        let elsewhere = app.post_parts("/report", &with(elsewhere, "address", "")).await;
        assert!(!elsewhere.text.contains("附近有人反映过"));
    })
    .await;
}

#[tokio::test]
async fn only_a_tip_off_can_be_confidential_and_an_anonymous_report_leaves_no_name() {
    each_app(async |app| {
        let parts = with(report("anon", WORDS, "send"), "contact", "anonymous");
        let done = app.post_parts("/report", &with(parts, "confidential", "1")).await;
        let (number, code) = number_and_code(done.location());
        let order = view(app, &number, &code).await;
        assert!(!order.order.confidential, "a complaint cannot hide who must act");
        assert_eq!(order.request.requester_ref, None, "what stands in hidden fields is not kept");
        assert_eq!(order.request.contact_window, None);
        app.get(done.location()).await.shows(StatusCode::OK, &["您没有留电话"]);
    })
    .await;
}

#[tokio::test]
async fn a_point_on_the_map_gives_region_and_name_wherever_the_phone_counts_from() {
    each_app(async |app| {
        app.get("/report/map").await.shows(StatusCode::OK, &["data-city", "<svg", "钟楼巷街道"]);
        let name = app.get("/report/place?lon=1113876040&lat=279733330").await;
        name.shows(StatusCode::OK, &["钟楼巷社区", "钟楼巷小区附近"]);
        let far = app.get("/report/place?lon=10&lat=10").await;
        far.shows(StatusCode::OK, &["不在本市范围内"]);

        let place = [("lon", "1113876040"), ("lat", "279733330"), ("region", "439902001002")];
        let parts = |datum| {
            let base = with(report(datum, WORDS, "send"), "datum", datum);
            place.iter().fold(base, |parts, (name, value)| with(parts, name, value))
        };
        let done = app.post_parts("/report", &parts("wgs84")).await;
        let (number, code) = number_and_code(done.location());
        let here = view(app, &number, &code).await;
        assert_eq!(here.request.lon_e7, Some(1_113_876_040));
        assert_eq!(here.order.region_code.as_deref(), Some(REGION), "the point decides");
        app.get(done.location()).await.shows(StatusCode::OK, &["map__pin"]);

        let done = app.post_parts("/report", &parts("gcj02")).await;
        let (number, code) = number_and_code(done.location());
        let moved = view(app, &number, &code).await.request.lon_e7.expect("a point");
        assert!((20_000..80_000).contains(&(1_113_876_040 - moved)), "{moved}");
    })
    .await;
}

#[tokio::test]
async fn number_and_code_open_the_page_and_a_misread_number_is_told_exactly() {
    each_app(async |app| {
        let (number, code) = sent(app, "find", WORDS).await;
        let typed = number.to_lowercase();
        let spaced = format!("{} {}", &code[..4], &code[4..]);
        let found = app.post("/track", &[("csrf", ""), ("no", &typed), ("code", &spaced)]).await;
        assert_eq!(found.location(), format!("/track/{number}?code={code}"));

        let last = number.chars().last().expect("not empty");
        let other = if last == 'A' { 'B' } else { 'A' };
        let misread = format!("{}{other}", &number[..number.len() - 1]);
        let answer = app.post("/track", &[("no", &misread), ("code", &code)]).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["可能抄错或漏了一位", &misread]);
        let answer = app.post("/track", &[("no", ""), ("code", "12")]).await;
        let both = ["请填写编号", "查询码是 8 位数字"];
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &both);

        let day = app.desk.app.now().day();
        let nobodys = OrderNo::new("SQ", day, 999_999).expect("a number").to_string();
        let wrong = if code == "00000000" { "11111111" } else { "00000000" };
        let no_code = app.post("/track", &[("no", &number), ("code", wrong)]).await;
        let no_number = app.post("/track", &[("no", &nobodys), ("code", wrong)]).await;
        assert_eq!(no_code.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            no_code.text.replace(&number, "N"),
            no_number.text.replace(&nobodys, "N"),
            "a wrong code and a number nobody has look the same"
        );
        for path in [format!("/track/{number}?code={wrong}"), format!("/track/{nobodys}?code=1")] {
            app.get(&path).await.shows(StatusCode::NOT_FOUND, &["编号和查询码对不上"]);
        }
    })
    .await;
}

#[tokio::test]
async fn guessing_and_flooding_are_slowed_down_and_the_text_is_kept() {
    let rates = Rates { public_form: 2, public_query: 2, ..Rates::default() };
    each_app_with(Settings { rates, ..Settings::default() }, async |app| {
        let day = app.desk.app.now().day();
        let nobodys = OrderNo::new("SQ", day, 5).expect("a number").to_string();
        for _ in 0..2 {
            let miss = app.post("/track", &[("no", &nobodys), ("code", "12345678")]).await;
            assert_eq!(miss.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        let slowed = app.post("/track", &[("no", &nobodys), ("code", "12345678")]).await;
        slowed.shows(StatusCode::TOO_MANY_REQUESTS, &["试的次数太多", &nobodys]);
        for _ in 0..2 {
            let checked = app.post_parts("/report", &report("flood", WORDS, "check")).await;
            assert_eq!(checked.status, StatusCode::OK);
        }
        let slowed = app.post_parts("/report", &report("flood", WORDS, "send")).await;
        slowed.shows(StatusCode::TOO_MANY_REQUESTS, &["提交得太快了", WORDS]);
    })
    .await;
}

#[tokio::test]
async fn the_course_is_told_in_plain_words_with_units_and_working_days() {
    each_app(async |app| {
        let mine = sent(app, "course", WORDS).await;
        let order = view(app, &mine.0, &mine.1).await.order;
        let order = dispatched(app, &order).await;
        let path = format!("/track/{}?code={}", mine.0, mine.1);
        let unit = app.desk.rules().unit_by_slug("road-maintenance").unwrap().clone();
        let page = app.get(&path).await;
        page.shows(StatusCode::OK, &[&unit.name, &unit.phone, "已派单", "最迟", "个工作日）"]);
        assert!(!page.text.contains("内部说明"), "a word to the unit is not for the requester");

        app.store.clock.advance(40 * DAY_US);
        app.get(&path).await.shows(StatusCode::OK, &["已经超过", "due--bad"]);
        let order = staff(app, &order, Command::Acknowledge).await;
        let order = staff(app, &order, Command::FirstContact { text: "电话核实".into() }).await;
        let new = NewApplication {
            kind: ApplicationKind::Deferral,
            reason_code: "project_cycle".into(),
            text: "要等停电检修".into(),
            plan: "随检修一并更换".into(),
            by: None,
            target_at: Some(app.desk.app.now().plus(20 * DAY_US)),
        };
        let order = staff(app, &order, Step::Ask(new).into()).await;
        let granted =
            Step::Approve { kind: ApplicationKind::Deferral, text: "同意挂账".into() };
        let at = app.desk.app.now();
        let by = By::Job("another person");
        let command = granted.into();
        let act = Act { order: order.id, seen: None, by, command, evidence: vec![], at };
        app.desk.act(act).await.expect("another person may decide");
        let told = ["受工程、项目周期限制", "同意挂账", "暂停计时（经批准挂账）"];
        app.get(&path).await.shows(StatusCode::OK, &told);
        app.get(&path).await.shows(StatusCode::OK, &["暂缓办理", "要等停电检修"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_asked_is_supplied_once_and_a_request_can_be_taken_back() {
    each_app(async |app| {
        let mine = sent(app, "ask", WORDS).await;
        let order = view(app, &mine.0, &mine.1).await.order;
        let question = "请问是哪一栋楼下的路灯？".to_owned();
        staff(app, &order, Command::AskInfo { question }).await;
        let path = format!("/track/{}?code={}", mine.0, mine.1);
        app.get(&path).await.shows(StatusCode::OK, &["请问是哪一栋楼下的路灯？", "等您补充"]);
        let empty = act(app, &mine, "supplement", &[("supplement", " ")]).await;
        empty.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请写下要补充的情况"]);
        let unsure = act(app, &mine, "withdrawal", &[]).await;
        unsure.shows(StatusCode::UNPROCESSABLE_ENTITY, &["撤回前请先打勾确认"]);

        let seen = view(app, &mine.0, &mine.1).await.order.version.to_string();
        let fields = [("code", mine.1.as_str()), ("seen", &seen), ("supplement", "三栋南侧第二盏")];
        let to = format!("/track/{}/supplement", mine.0);
        let first = app.post(&to, &fields).await;
        assert!(first.location().ends_with("&done=supplement"));
        let twice = app.post(&to, &fields).await;
        assert!(twice.location().ends_with("&done=changed"), "told, not done twice");
        let page = app.get(twice.location()).await;
        page.shows(StatusCode::OK, &["不用再交一次", "三栋南侧第二盏"]);
        assert_eq!(view(app, &mine.0, &mine.1).await.order.state, OrderState::Received);

        let order = view(app, &mine.0, &mine.1).await.order;
        staff(app, &order, Command::AskInfo { question: "还有别的吗？".into() }).await;
        let back = act(app, &mine, "withdrawal", &[("sure", "1")]).await;
        app.get(back.location()).await.shows(StatusCode::OK, &["已撤回", "您已撤回这件诉求"]);
        let refused = app.post(&to, &[("code", "00000001"), ("supplement", "x")]).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "a wrong code changes nothing");
    })
    .await;
}

#[tokio::test]
async fn the_requester_reads_the_reply_judges_it_and_has_it_done_again() {
    each_app(async |app| {
        let mine = sent(app, "judge", WORDS).await;
        let order = replied(app, &view(app, &mine.0, &mine.1).await.order).await;
        let path = format!("/track/{}?code={}", mine.0, mine.1);
        let page = app.get(&path).await;
        page.shows(StatusCode::OK, &["已更换三盏路灯", "问题解决了吗", "在期限内完成"]);
        assert!(!page.text.contains("电缆老化"), "the internal text stays inside");

        let none = act(app, &mine, "evaluation", &[("comment", "还行")]).await;
        none.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请选问题解决了没有", "还行"]);
        let stale = [("code", mine.1.as_str()), ("seen", "1"), ("solved", "resolved")];
        let stale = app.post(&format!("/track/{}/evaluation", mine.0), &stale).await;
        assert!(stale.location().ends_with("&done=changed"));
        let judged = [("solved", "unresolved"), ("satisfied", "unsatisfied"), ("contacted", "no")];
        let done = act(app, &mine, "evaluation", &judged).await;
        app.get(done.location()).await.shows(StatusCode::OK, &["谢谢您的评价", "不满意"]);
        let seen = (view(app, &mine.0, &mine.1).await.order.version - 1).to_string();
        let twice = [&[("code", mine.1.as_str()), ("seen", seen.as_str())][..], &judged].concat();
        let again = app.post(&format!("/track/{}/evaluation", mine.0), &twice).await;
        assert!(again.location().ends_with("&done=changed"));
        let callbacks = view(app, &mine.0, &mine.1).await.callbacks;
        assert_eq!((callbacks.len(), callbacks[0].unit_contacted), (1, Some(false)));
        assert!(callbacks[0].by_requester);

        staff(app, &order, Command::Close).await;
        app.get(&path).await.shows(StatusCode::OK, &["没解决，重新办理"]);
        let empty = act(app, &mine, "reopening", &[("reopening", "")]).await;
        empty.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请写一写哪里没有解决"]);
        let open = act(app, &mine, "reopening", &[("reopening", "昨晚又灭了")]).await;
        app.get(open.location()).await.shows(StatusCode::OK, &["重新办理", "昨晚又灭了"]);
        let order = view(app, &mine.0, &mine.1).await.order;
        assert_eq!((order.state, order.reopened_count), (OrderState::InProgress, 1));
    })
    .await;
}

#[tokio::test]
async fn an_order_closed_long_ago_is_reported_anew() {
    each_app(async |app| {
        let mine = sent(app, "late", WORDS).await;
        let order = replied(app, &view(app, &mine.0, &mine.1).await.order).await;
        act(app, &mine, "evaluation", &[("solved", "resolved")]).await;
        staff(app, &order, Command::Close).await;
        app.store.clock.advance(31 * DAY_US);
        let page = app.get(&format!("/track/{}?code={}", mine.0, mine.1)).await;
        assert!(!page.text.contains("没解决，重新办理"), "a button that would be refused");
        let late = act(app, &mine, "reopening", &[("reopening", "又灭了")]).await;
        late.shows(StatusCode::UNPROCESSABLE_ENTITY, &["已经过了可以重新办理的时间"]);
    })
    .await;
}

#[tokio::test]
async fn who_waits_may_urge_once_a_day_and_reads_of_it() {
    each_app(async |app| {
        let mine = sent(app, "urge", WORDS).await;
        let order = view(app, &mine.0, &mine.1).await.order;
        let path = format!("/track/{}?code={}", mine.0, mine.1);
        assert!(!app.get(&path).await.text.contains("/urge\""), "no unit has it yet");
        let early = act(app, &mine, "urge", &[("urge", "快一点")]).await;
        assert!(early.location().ends_with("done=changed"));
        dispatched(app, &order).await;
        app.get(&path).await.shows(StatusCode::OK, &["催办", "24 小时内只能催办一次"]);
        let urge = format!("/track/{}/urge", mine.0);
        let wrong = app.post(&urge, &[("csrf", ""), ("code", "00000000"), ("seen", "3")]).await;
        assert_eq!(wrong.status, StatusCode::NOT_FOUND);
        let long = "长".repeat(2_001);
        let too_long = act(app, &mine, "urge", &[("urge", &long)]).await;
        assert_eq!(too_long.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = act(app, &mine, "urge", &[("urge", "孩子晚上看不见路")]).await;
        assert!(done.location().ends_with("done=urge"), "{}", done.location());
        app.get(&path).await.shows(StatusCode::OK, &["孩子晚上看不见路", "催办"]);
        let again = act(app, &mine, "urge", &[]).await;
        again.shows(StatusCode::UNPROCESSABLE_ENTITY, &["不久前已经催办过"]);
        app.store.clock.advance(DAY_US);
        assert!(act(app, &mine, "urge", &[]).await.location().ends_with("done=urge"));
        let old = [("csrf", ""), ("code", mine.1.as_str()), ("seen", "1"), ("urge", "")];
        let stale = app.post(&urge, &old).await;
        assert!(stale.location().ends_with("done=changed"));
    })
    .await;
}
