//! Appeals: the lawful way is told at once, the unit the rules name works on
//! them, nobody else finds them, and only counts are for everybody.

use axum::http::StatusCode;
use people::Role;
use testkit::browser::{Answer, Part};
use testkit::staff::Person;

use crate::app::{TestApp, each_app};

const FACTS: &str = "三月配送费少结了八百元，平台说系统核减。";

async fn send(app: &TestApp<'_>, changes: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("key", "a1"),
        ("kind", "wage"),
        ("company", "takeaway"),
        ("against", "某外卖平台"),
        ("facts", FACTS),
        ("wanted", "补发并说明核减依据"),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    let parts: Vec<_> = fields.iter().map(|(name, value)| (*name, Part::Text(value))).collect();
    app.post_parts("/appeals", &parts).await
}

/// Number and code of an appeal that was taken.
fn key_of(answer: &Answer) -> (String, String) {
    let location = answer.location();
    let rest = location.strip_prefix("/appeals/").expect("its page");
    let (no, query) = rest.split_once("?code=").expect("its code");
    (no.to_owned(), query.split('&').next().expect("a code").to_owned())
}

async fn desk_page(person: &Person<'_>, no: &str) -> String {
    let list = person.get(&format!("/desk/appeals?q={no}")).await;
    let row = list.text.split("href=\"/desk/appeals/").skip(1);
    let ids = row.map(|part| part.split('"').next().unwrap_or_default());
    let id = ids.into_iter().find(|id| id.len() == 26).expect("a row");
    format!("/desk/appeals/{id}")
}

#[tokio::test]
async fn a_pay_dispute_is_told_of_arbitration_and_its_limit_and_answered_by_its_unit() {
    each_app(async |app| {
        let form = app.get("/appeals/new").await;
        form.shows(StatusCode::OK, &["工资、配送费", "法定期限照常计算", "1年内申请仲裁"]);
        let sent = send(app, &[]).await;
        let (no, code) = key_of(&sent);
        assert_eq!(key_of(&send(app, &[]).await), (no.clone(), code.clone()), "sent twice");
        assert_eq!(app.desk.taken().len(), 0, "the desk does not stand in for arbitration");
        let own = format!("/appeals/{no}?code={code}");
        let page = app.get(sent.location()).await;
        let law = ["劳动人事争议仲裁委员会", "第二十七条", "注意期限", FACTS, &code];
        page.shows(StatusCode::OK, &law);
        let wrong = app.get(&format!("/appeals/{no}?code=00000000")).await;
        assert_eq!(wrong.status, StatusCode::NOT_FOUND);
        assert_eq!(app.get(&format!("/appeals/SS1?code={code}")).await.status, wrong.status);
        let found = app.get(&format!("/appeals/find?no={no}&code={code}")).await;
        assert_eq!(found.location(), own);
        let lost = app.get(&format!("/appeals/find?no={no}&code=00000000")).await;
        let again = app.get(lost.location()).await;
        again.shows(StatusCode::OK, &["请核对编号和查询码", &no]);
        let handler = app.sign_in(Role::UnitHandler, "hr-social-security").await;
        let page = desk_page(&handler, &no).await;
        let shown = handler.get(&page).await;
        shown.shows(StatusCode::OK, &[FACTS, "申诉人未留身份", "开始办理", "已经告知申诉人"]);
        let steps = format!("{page}/steps");
        let step =
            async |person: &Person<'_>, fields: &[(&str, &str)]| person.post(&steps, fields).await;
        let supervisor = app.sign_in(Role::Supervisor, "hotline").await;
        supervisor.get(&page).await.shows(StatusCode::OK, &[FACTS]);
        let take = [("step", "take"), ("seen", "1")];
        assert_eq!(step(&supervisor, &take).await.status, StatusCode::FORBIDDEN, "a wrong role");
        let other = app.sign_in(Role::UnitHandler, "union").await;
        assert_eq!(other.get(&page).await.status, StatusCode::NOT_FOUND, "another unit's");
        assert_eq!(step(&other, &take).await.status, StatusCode::NOT_FOUND);
        assert!(!other.get("/desk/appeals").await.text.contains(&no));
        assert_eq!(handler.post_forged(&steps).await.status, StatusCode::FORBIDDEN);
        let stale = step(&handler, &[("step", "take"), ("seen", "0")]).await;
        stale.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        step(&handler, &take).await.location();
        let twice = step(&handler, &take).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "taken twice");
        let silent = step(&handler, &[("step", "answer"), ("seen", "2"), ("answer", " ")]).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写这一项"]);
        let words = "已督促平台复核，补发六百元，其余可申请仲裁。";
        step(&handler, &[("step", "answer"), ("seen", "2"), ("answer", words)]).await.location();
        app.get(&own).await.shows(StatusCode::OK, &["已答复", words]);
        let sheet = supervisor.get("/desk/appeals.csv").await;
        assert!(sheet.text.contains(&no) && !sheet.text.contains(FACTS), "no words in a file");
    })
    .await;
}

#[tokio::test]
async fn who_is_not_satisfied_goes_to_the_desk_and_what_is_its_own_goes_there_at_once() {
    each_app(async |app| {
        let gate = [("key", "g1"), ("kind", "gate_refusal"), ("company", "property")];
        let told = [gate.as_slice(), &[("phone", "13900010001")]].concat();
        let (no, code) = key_of(&send(app, &told).await);
        key_of(&send(app, &told).await);
        let taken = app.desk.taken();
        assert_eq!((taken.len(), taken[0].channel.as_str()), (1, "rider_line"));
        assert!(taken[0].content.starts_with("申诉（不让进门）：") && taken[0].contact.is_some());
        let page = app.get(&format!("/appeals/{no}?code={code}")).await;
        page.shows(StatusCode::OK, &["已交热线", "SQ0001"]);
        assert!(!page.text.contains("/withdrawal"), "the desk has it");
        let (no, code) = key_of(&send(app, &[("key", "w2")]).await);
        let (own, hand) = (format!("/appeals/{no}?code={code}"), format!("/appeals/{no}/handing"));
        let wrong = [("code", code.as_str()), ("seen", "1"), ("phone", "12")];
        app.post(&hand, &wrong).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["手机号不对"]);
        let nobody = [("code", "00000000"), ("seen", "1")];
        assert_eq!(app.post(&hand, &nobody).await.status, StatusCode::NOT_FOUND);
        let late = [("code", code.as_str()), ("seen", "7")];
        app.post(&hand, &late).await.shows(StatusCode::UNPROCESSABLE_ENTITY, &["别人已经改动过"]);
        let good = [("code", code.as_str()), ("seen", "1"), ("phone", "13900010001")];
        assert_eq!(app.post(&hand, &good).await.location(), own);
        assert_eq!(app.desk.taken().len(), 2);
        let twice = app.post(&hand, &good).await;
        assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(app.desk.taken().len(), 2, "handed once");
        let (no, code) = key_of(&send(app, &[("key", "w3")]).await);
        let back = [("code", code.as_str()), ("seen", "1")];
        app.post(&format!("/appeals/{no}/withdrawal"), &back).await.location();
        let gone = app.get(&format!("/appeals/{no}?code={code}")).await;
        gone.shows(StatusCode::OK, &["已撤回"]);
        let union = [("key", "p1"), ("kind", "platform_penalty")];
        let (no, _) = key_of(&send(app, &union).await);
        let worker = app.sign_in(Role::UnitHandler, "union").await;
        let page = desk_page(&worker, &no).await;
        let hand = [("step", "hand"), ("seen", "1")];
        worker.post(&format!("{page}/steps"), &hand).await.location();
        assert_eq!(app.desk.taken().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_is_missing_is_said_and_counts_too_small_are_withheld() {
    each_app(async |app| {
        let cases = [
            ([("facts", " ")], "请填写这一项"),
            ([("wanted", "")], "请填写这一项"),
            ([("kind", "weather")], "请选是什么事"),
            ([("company", "")], "请选对方是哪一类"),
            ([("phone", "138")], "手机号不对"),
            ([("key", "")], "请重新打开"),
        ];
        for (changes, words) in cases {
            let answer = send(app, &changes).await;
            answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &[words, "某外卖平台"]);
        }
        for n in 0..6 {
            let key = format!("n{n}");
            send(app, &[("key", &key)]).await.location();
        }
        send(app, &[("key", "one"), ("kind", "harassment"), ("company", "other")]).await.location();
        let counts = app.get("/appeals").await;
        counts.shows(StatusCode::OK, &["工资、配送费", "外卖平台", ">6<", "少于 5"]);
        assert!(!counts.text.contains(">1<") && !counts.text.contains(FACTS));
        let leader = app.sign_in(Role::Leader, "hotline").await;
        assert_eq!(leader.get("/desk/appeals").await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get("/desk/appeals").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_picture_is_seen_by_its_unit_and_with_the_code_and_by_nobody_else() {
    each_app(async |app| {
        let image = image::RgbImage::from_pixel(8, 6, image::Rgb([200, 30, 30]));
        let mut bytes = std::io::Cursor::new(Vec::new());
        image.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
        let bytes = bytes.into_inner();
        let parts = [
            ("key", Part::Text("photo")),
            ("kind", Part::Text("accident")),
            ("company", Part::Text("delivery")),
            ("facts", Part::Text("送件途中摔倒骨折")),
            ("wanted", Part::Text("认定工伤")),
            ("photos", Part::File(&bytes)),
        ];
        let (no, code) = key_of(&app.post_parts("/appeals", &parts).await);
        let own = app.get(&format!("/appeals/{no}/photos/1?code={code}")).await;
        assert_eq!(own.status, StatusCode::OK);
        let refused = [
            format!("/appeals/{no}/photos/1?code=00000000"),
            format!("/appeals/{no}/photos/0?code={code}"),
            format!("/appeals/{no}/photos/2?code={code}"),
        ];
        for path in refused {
            assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let handler = app.sign_in(Role::UnitHandler, "hr-social-security").await;
        let page = desk_page(&handler, &no).await;
        let photo = format!("{page}/photos/1");
        assert_eq!(handler.get(&photo).await.status, StatusCode::OK);
        let other = app.sign_in(Role::UnitHandler, "union").await;
        assert_eq!(other.get(&photo).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
