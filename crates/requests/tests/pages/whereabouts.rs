//! Where the words say it is: offered while a call is written down, taken with
//! one press, told to programs, and what leaves the desk without persons.

use axum::http::StatusCode;
use people::Role;
use requests::domain::change::Command;
use requests::domain::reply::NewReply;
use requests::domain::words::Solved;

use crate::app::{Answer, TestApp, each_app};
use crate::resident::{WORDS, dispatched, report, sent, staff, view};
use crate::staff::{Person, sign_in};
use testkit::browser::encoded;

async fn offered(operator: &Person<'_>, fields: &[(&str, &str)]) -> Answer {
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    operator.get(&format!("/desk/where?{}", pairs.join("&"))).await
}

#[tokio::test]
async fn places_are_offered_with_what_speaks_for_them() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let said = [("content", "钟楼巷小曲三栋楼下的灯坏了")];
        let part = offered(&operator, &said).await;
        let why = ["钟楼巷小区三栋", "临漪区 钟楼巷街道 钟楼巷社区", "差一个字", "compound:C001"];
        part.shows(StatusCode::OK, &why);
        let corner = [("address", "文昌大道和云汀大道路口东北角")];
        offered(&operator, &corner).await.shows(StatusCode::OK, &["在此相交", "point:1113"]);
        let two = offered(&operator, &[("content", "锦澜天地的电梯坏了")]).await;
        two.shows(StatusCode::OK, &["compound:C146", "叫这个的有 2 处", "where__chip--unlikely"]);
        let outside = offered(&operator, &[("content", "武汉市江汉区的餐馆卖假酒")]).await;
        outside.shows(StatusCode::OK, &["武汉市江汉区", "不在本市"]);
        for nothing in ["", "公", "我想咨询公积金怎么提取"] {
            let part = offered(&operator, &[("content", nothing)]).await;
            part.shows(StatusCode::OK, &[]);
            assert!(!part.text.contains("where__"), "{nothing}: {}", part.text);
        }
        let handler = sign_in(app, Role::UnitHandler, "road-maintenance").await;
        assert_eq!(handler.get("/desk/where?content=x").await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get("/desk/where?content=x").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

fn call<'a>(key: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("key", key),
        ("type", "complaint"),
        ("urgency", "normal"),
        ("channel", "phone_12345"),
        ("content", "锦澜天地的电梯坏了，老人下不了楼"),
    ];
    fields.extend(more);
    fields
}

#[tokio::test]
async fn a_place_is_taken_without_script_and_goes_into_the_order() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let again = operator
            .post(
                "/desk/new",
                &call("a", &[("choose", "compound:C146"), ("place", ""), ("address", "")]),
            )
            .await;
        again.shows(StatusCode::OK, &["aria-pressed=\"true\"", "已选地点"]);
        assert_eq!(again.hidden("place"), Some("compound:C146"));
        assert!(
            again.text.contains("value=\"望汀区 听涛街道 锦澜社区 锦澜天地\""),
            "the address says it"
        );
        let both = [("choose", "compound:C146"), ("place", "compound:C146")];
        let gone = operator.post("/desk/new", &call("a", &both)).await;
        assert_eq!(gone.hidden("place"), Some(""), "a second press lets it go");
        let strange = operator.post("/desk/new", &call("a", &[("choose", "compound:X")])).await;
        assert_eq!(strange.hidden("place"), Some(""), "what is not there is not taken");
        let kept = [("place", "compound:C146"), ("then", "register")];
        let saved = operator.post("/desk/new", &call("a", &kept)).await;
        let id = saved.location().strip_prefix("/desk/new?saved=").expect("saved").to_owned();
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        let both = ["望汀区 听涛街道 锦澜社区</span>", "话里说的地点", "地标", "叫这个的有 2 处"];
        page.shows(StatusCode::OK, &both);
        // Without a choice two places of one name are not told apart.
        let open = operator.post("/desk/new", &call("b", &[("then", "register")])).await;
        let id = open.location().strip_prefix("/desk/new?saved=").expect("saved").to_owned();
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        assert!(!page.text.contains("锦澜社区</span>"), "nobody said which");
    })
    .await;
}

#[tokio::test]
async fn residents_see_where_their_words_are_put_and_that_a_place_is_elsewhere() {
    each_app(async |app| {
        let check = |address: &'static str| {
            let mut parts = report("where", "路灯不亮已经三天了", "check");
            parts.retain(|(name, _)| *name != "address" && *name != "region");
            parts.push(("address", crate::app::Part::Text(address)));
            parts
        };
        let here = app.post_parts("/report", &check("桂花圆小区门口")).await;
        here.shows(StatusCode::OK, &["桂花圆小区门口", "桂花园社区"]);
        let elsewhere = app.post_parts("/report", &check("上海市浦东新区世纪大道")).await;
        elsewhere.shows(StatusCode::OK, &["上海市浦东新区", "不在本市"]);
    })
    .await;
}

/// An answer that names a number, to the order another one was joined to.
async fn answered(app: &TestApp<'_>, lead: &requests::domain::order::Order) {
    let mut order = dispatched(app, lead).await;
    let reply = NewReply {
        text_public: "已电话联系13900001234说明，路灯当晚恢复。".into(),
        text_internal: String::new(),
        solved: Solved::Resolved,
        unsolved_reason: None,
        is_true: true,
        out_of_duty: false,
    };
    let contact = Command::FirstContact { text: "核实了位置".into() };
    for command in [Command::Acknowledge, contact, Command::Reply(reply), Command::ApproveReply] {
        order = staff(app, &order, command).await;
    }
}

#[tokio::test]
async fn what_was_said_to_another_person_is_told_without_them() {
    each_app(async |app| {
        let (mine, other) = (sent(app, "mine", WORDS).await, sent(app, "other", WORDS).await);
        let lead = view(app, &other.0, &other.1).await.order;
        let joined = view(app, &mine.0, &mine.1).await.order;
        staff(app, &joined, Command::Link { lead: lead.id }).await;
        answered(app, &lead).await;
        let own = app.get(&format!("/track/{}?code={}", other.0, other.1)).await;
        own.shows(StatusCode::OK, &["13900001234"]);
        let page = app.get(&format!("/track/{}?code={}", mine.0, mine.1)).await;
        page.shows(StatusCode::OK, &["路灯当晚恢复"]);
        assert!(!page.text.contains("13900001234"), "somebody else's number");
    })
    .await;
}

#[tokio::test]
async fn a_file_leaves_the_desk_without_persons() {
    each_app(async |app| {
        sent(app, "file", "请给13900001234回电，路灯不亮已经三天了").await;
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let file = supervisor.get("/desk/orders.csv").await;
        file.shows(StatusCode::OK, &["路灯不亮"]);
        assert!(!file.text.contains("13900001234"), "{}", file.text);
    })
    .await;
}
