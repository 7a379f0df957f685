//! The desk's pages: one order from the call to its end, who may see and do
//! what, lists, exports, live events.

use std::time::Duration;

use axum::http::StatusCode;
use futures_util::StreamExt;
use people::Role;
use requests::domain::order_no::OrderNo;

use crate::app::{Answer, LAMPS, TestApp, each_app};
use crate::staff::{Person, sign_in};

pub(crate) const WORDS: &str = "路灯不亮已经三天了，晚上回家看不清路。";
pub(crate) const LAMP_UNIT: &str = "road-maintenance";

/// An operator writes a call down; gives the order's id.
pub(crate) async fn call(operator: &Person<'_>, key: &str, words: &str, then: &str) -> String {
    let fields = [
        ("key", key),
        ("type", "complaint"),
        ("urgency", "normal"),
        ("content", words),
        ("address", "钟楼巷小区"),
        ("phone", "13812344528"),
        ("name", "李晓明"),
        ("channel", "phone_12345"),
        ("then", then),
    ];
    let answer = operator.post("/desk/new", &fields).await;
    answer.location().strip_prefix("/desk/new?saved=").expect("the fresh form").to_owned()
}

pub(crate) fn path(id: &str, action: &str) -> String {
    format!("/desk/orders/{id}/{action}")
}

/// Sends an action with the version the page shows, and expects it to be taken.
pub(crate) async fn acts(person: &Person<'_>, id: &str, action: &str, fields: &[(&str, &str)]) {
    let page = person.get(&format!("/desk/orders/{id}")).await;
    let seen = page.hidden("seen").expect("a form to send").to_owned();
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields);
    let answer = person.post(&path(id, action), &all).await;
    let location = answer.location().to_owned();
    assert!(location.contains(&format!("done={action}")), "{location}");
    person.get(&location).await.shows(StatusCode::OK, &["已记录"]);
}

pub(crate) async fn dispatched(app: &TestApp<'_>, operator: &Person<'_>, key: &str) -> String {
    let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
    let id = call(operator, key, WORDS, "accept").await;
    let unit = sign_in(app, Role::UnitHandler, LAMP_UNIT).await.unit.to_string();
    let fields = [("category", LAMPS), ("unit", unit.as_str()), ("urgency", "normal")];
    acts(&dispatcher, &id, "dispatch", &fields).await;
    id
}

#[tokio::test]
async fn an_order_walks_from_the_call_to_its_end() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let reviewer = sign_in(app, Role::UnitReviewer, LAMP_UNIT).await;
        let officer = sign_in(app, Role::CallbackOfficer, "hotline").await;
        let id = call(&operator, "walk", WORDS, "register").await;
        let saved = operator.get(&format!("/desk/new?saved={id}")).await;
        saved.shows(StatusCode::OK, &["查询码", "SQ"]);
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &[WORDS, "李**", "138****4528", "已登记"]);
        assert!(!page.text.contains("13812344528"), "only the edges of a number are shown");
        acts(&operator, &id, "acceptance", &[]).await;
        let queue = dispatcher.get(&format!("/desk/queue/dispatch?order={id}")).await;
        queue.shows(StatusCode::OK, &["待派单", "路灯不亮", "目录建议"]);
        let unit = handler.unit.to_string();
        let to = [("category", LAMPS), ("unit", unit.as_str()), ("urgency", "urgent")];
        acts(&dispatcher, &id, "dispatch", &to).await;
        acts(&handler, &id, "acknowledgement", &[]).await;
        acts(&handler, &id, "first-contact", &[("contact", "电话联系，约定今晚查看")]).await;
        let reply = [
            ("solved", "resolved"),
            ("text_public", "已更换灯具，路灯恢复照明。"),
            ("is_true", "1"),
        ];
        acts(&handler, &id, "reply", &reply).await;
        acts(&reviewer, &id, "review", &[("review", "approve")]).await;
        let callback = [
            ("channel", "phone"),
            ("contacted", "yes"),
            ("unit_contacted", "yes"),
            ("solved", "resolved"),
            ("satisfied", "satisfied"),
            ("comment", "谢谢"),
        ];
        acts(&officer, &id, "callback", &callback).await;
        acts(&officer, &id, "closure", &[]).await;
        let end = officer.get(&format!("/desk/orders/{id}")).await;
        end.shows(StatusCode::OK, &["已结案", "已更换灯具", "首次联系", "谢谢", "周敏"]);
    })
    .await;
}

#[tokio::test]
async fn what_somebody_may_not_see_is_not_there_and_what_is_not_theirs_is_refused() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = dispatched(app, &operator, "eyes").await;
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        let page = format!("/desk/orders/{id}");
        stranger.get(&page).await.shows(StatusCode::NOT_FOUND, &[]);
        let taken = stranger.post(&path(&id, "acknowledgement"), &[("seen", "3")]).await;
        assert_eq!(taken.status, StatusCode::NOT_FOUND);
        let list = stranger.get("/desk/orders").await;
        list.shows(StatusCode::OK, &["没有符合条件的工单"]);
        let not_theirs = operator.post(&path(&id, "dispatch"), &[("seen", "3")]).await;
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let forged = handler.post_forged(&path(&id, "acknowledgement")).await;
        assert_eq!(forged.status, StatusCode::FORBIDDEN);
        for path in ["/desk/new", "/desk/messages", "/desk/queue/intake", "/desk/queue/none"] {
            let status = handler.get(path).await.status;
            assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status), "{path}");
        }
        let admin = sign_in(app, Role::SystemAdmin, "hotline").await;
        assert_eq!(admin.get(&page).await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get(&page).await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_change_by_somebody_else_keeps_what_was_typed() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let other = sign_in(app, Role::Operator, "hotline").await;
        let id = call(&operator, "stale", WORDS, "register").await;
        acts(&other, &id, "info-request", &[("question", "请告诉我们是哪一盏灯")]).await;
        let late = [("seen", "1"), ("answer", "这是我写了很久的答复。")];
        let answer = operator.post(&path(&id, "answer"), &late).await;
        answer.shows(StatusCode::CONFLICT, &["被他人更新", "待补充"]);
        let twice =
            other.post(&path(&id, "info-request"), &[("seen", "1"), ("question", "x")]).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let again = call(&operator, "stale", WORDS, "register").await;
        assert_eq!(again, id, "the same form sent twice makes one order");
    })
    .await;
}

#[tokio::test]
async fn a_form_with_faults_comes_back_with_its_values() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = call(&operator, "faults", WORDS, "register").await;
        let empty = operator.post(&path(&id, "answer"), &[("seen", "1"), ("answer", "")]).await;
        empty.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写", "#f-answer"]);
        let itself = operator.post(&path(&id, "link"), &[("seen", "1"), ("lead", &id)]).await;
        itself.shows(StatusCode::UNPROCESSABLE_ENTITY, &["不能并入自己"]);
        let nobody = operator.post(&path(&id, "link"), &[("seen", "1"), ("lead", "SQ1")]).await;
        nobody.shows(StatusCode::UNPROCESSABLE_ENTITY, &["没有这个编号的工单"]);
        let bad =
            [("type", "complaint"), ("urgency", "normal"), ("content", "短"), ("phone", "12")];
        let answer = operator.post("/desk/new", &bad).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请写明诉求内容", "电话号码不对"]);
        let danger = [("content", "楼上着火了，请快来"), ("then", "check")];
        operator.post("/desk/new", &danger).await.shows(StatusCode::OK, &["119"]);
    })
    .await;
}

#[tokio::test]
async fn against_the_duty_lists_a_reason_must_be_given() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let id = call(&operator, "duty", WORDS, "accept").await;
        let rules = app.desk.rules();
        let day = app.desk.app.now().day();
        let street = rules.units.values().find(|unit| unit.kind == "street").expect("a street");
        let verdict = rules.duty_verdict(LAMPS, street.id, day).expect("streets have lists");
        assert!(verdict.needs_override(), "{verdict:?}");
        let unit = street.id.to_string();
        let to =
            [("seen", "2"), ("category", LAMPS), ("unit", unit.as_str()), ("urgency", "normal")];
        let preview = [&to[..], &[("preview", "1")]].concat();
        dispatcher.post(&path(&id, "dispatch"), &preview).await.shows(StatusCode::OK, &["清单"]);
        let refused = dispatcher.post(&path(&id, "dispatch"), &to).await;
        refused.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请写明理由"]);
        let reason = [&to[..], &[("override", "市级部门委托街道代管")]].concat();
        dispatcher.post(&path(&id, "dispatch"), &reason).await.location();
        let page = dispatcher.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["市级部门委托街道代管"]);
    })
    .await;
}

/// The number on an order's page.
pub(crate) async fn number(person: &Person<'_>, id: &str) -> String {
    let page = person.get(&format!("/desk/orders/{id}")).await;
    let start = page.text.find("SQ2").expect("a number");
    page.text[start..start + 17].to_owned()
}

#[tokio::test]
async fn lists_find_by_number_words_and_telephone_and_exports_run_no_formula() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = call(&operator, "find", WORDS, "register").await;
        call(&operator, "formula", "=1+1 这不是公式，是诉求的标题", "register").await;
        let no = number(&operator, &id).await;
        let typed = no.to_lowercase().replace('0', "O");
        assert!(typed.parse::<OrderNo>().is_ok());
        let found = operator.get(&format!("/desk/orders?q={typed}")).await;
        assert_eq!(found.location(), format!("/desk/orders/{id}"));
        for words in ["4528", "13812344528", "%E8%B7%AF%E7%81%AF"] {
            let list = operator.get(&format!("/desk/orders?q={words}")).await;
            list.shows(StatusCode::OK, &[no.as_str()]);
        }
        let none = operator.get("/desk/orders?q=9999").await;
        none.shows(StatusCode::OK, &["没有符合条件的工单"]);
        let csv = operator.get("/desk/orders.csv?type=complaint").await;
        assert!(csv.text.starts_with('\u{feff}') && csv.text.contains(&no), "{}", csv.text);
        assert!(csv.text.contains("'=1+1") && !csv.text.contains(",=1+1"), "{}", csv.text);
        assert!(!operator.get("/desk/orders.csv?type=praise").await.text.contains(&no));
        assert!(operator.get("/desk/orders.xlsx").await.bytes.starts_with(b"PK"));
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        assert!(!handler.get("/desk/orders.csv").await.text.contains(&no), "not their unit's");
    })
    .await;
}

#[tokio::test]
async fn an_open_page_hears_of_changes() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = call(&operator, "live", WORDS, "register").await;
        let mut stream = operator.stream(&format!("/desk/live?queue=dispatch&order={id}")).await;
        let mut heard = String::new();
        let first = stream.next().await.expect("a beat").expect("bytes");
        assert!(String::from_utf8_lossy(&first).contains("event: beat"));
        acts(&operator, &id, "acceptance", &[]).await;
        call(&operator, "live-2", "人行道地砖松动，雨天溅水，请修一修。", "accept").await;
        while !(heard.contains("event: changed") && heard.contains("event: row")) {
            let next = tokio::time::timeout(Duration::from_secs(10), stream.next()).await;
            let bytes = next.expect("in time").expect("more").expect("bytes");
            heard.push_str(&String::from_utf8_lossy(&bytes));
        }
        assert!(heard.contains(&id), "{heard}");
    })
    .await;
}

#[tokio::test]
async fn rates_and_messages_show_what_there_is() {
    each_app(async |app| {
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = dispatched(app, &operator, "rates").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let year = app.desk.app.now().day().year();
        let period = format!("?from={year}-01-01&to={year}-12-31");
        let page = supervisor.get(&format!("/desk/rates{period}")).await;
        page.shows(StatusCode::OK, &["响应率", "样本不足", "计算方法"]);
        let lines = format!("/desk/rates/{}", handler.unit);
        let no = number(&supervisor, &id).await;
        handler.get(&format!("{lines}{period}")).await.shows(StatusCode::OK, &[no.as_str()]);
        let csv = supervisor.get(&format!("{lines}/lines.csv{period}")).await;
        assert!(csv.text.contains(&no), "{}", csv.text);
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        assert_eq!(stranger.get(&lines).await.status, StatusCode::NOT_FOUND);
        supervisor.get("/desk/messages").await.shows(StatusCode::OK, &["没有发送失败的消息"]);
        let gone = supervisor.post("/desk/messages/01M842TV36KZ61DQ56XBDDDG25/retry", &[]).await;
        assert_eq!(gone.location(), "/desk/messages?done=gone");
    })
    .await;
}

#[tokio::test]
async fn every_desk_shows_its_empty_state_and_all_words_are_there() {
    each_app(async |app| {
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        for queue in ["intake", "dispatch", "unit", "review", "callback"] {
            let page = supervisor.get(&format!("/desk/queue/{queue}")).await;
            page.shows(StatusCode::OK, &["没有待办的工单"]);
            let page: Answer = supervisor.get(&format!("/desk/queue/{queue}?lang=en")).await;
            page.shows(StatusCode::OK, &["Nothing waits here"]);
        }
        assert_eq!(supervisor.get("/desk").await.location(), "/desk/queue/intake");
    })
    .await;
}
