//! The operator's minute over HTTP: what came before is found while typing,
//! joined and told; what was just done is taken back; open pages hear of each
//! other and of every change.

use std::time::{Duration, Instant};

use axum::body::BodyDataStream;
use axum::http::StatusCode;
use futures_util::StreamExt;
use people::Role;

use crate::app::{LAMPS, TestApp, each_app};
use crate::staff::{Person, sign_in};

const WORDS: &str = "路灯不亮已经三天了，晚上回家看不清路。";

pub(crate) async fn call(operator: &Person<'_>, key: &str, more: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("key", key),
        ("type", "complaint"),
        ("urgency", "normal"),
        ("address", "钟楼巷小区"),
        ("channel", "phone_12345"),
    ];
    fields.extend(more);
    let answer = operator.post("/desk/new", &fields).await;
    answer.location().strip_prefix("/desk/new?saved=").expect("the fresh form").to_owned()
}

async fn first_call(operator: &Person<'_>) -> String {
    let said = [("who", "13812344528"), ("content", WORDS), ("then", "accept")];
    call(operator, "first", &said).await
}

async fn send(person: &Person<'_>, id: &str, action: &str, fields: &[(&str, &str)]) -> String {
    let page = person.get(&format!("/desk/orders/{id}")).await;
    let seen = page.hidden("seen").expect("a form to send").to_owned();
    let mut all = vec![("seen", seen.as_str())];
    all.extend(fields);
    let answer = person.post(&format!("/desk/orders/{id}/{action}"), &all).await;
    answer.location().to_owned()
}

/// Reads a stream until a text is in it.
pub(crate) async fn hear(stream: &mut BodyDataStream, words: &str) -> String {
    let mut heard = String::new();
    while !heard.contains(words) {
        let next = tokio::time::timeout(Duration::from_secs(20), stream.next()).await;
        assert!(next.is_ok(), "“{words}” in time, not {heard}");
        let bytes = next.ok().flatten().expect("the stream goes on").expect("bytes");
        heard.push_str(&String::from_utf8_lossy(&bytes));
    }
    heard
}

#[tokio::test]
async fn who_called_before_is_found_by_number_tail_order_number_and_words() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = first_call(&operator).await;
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        let start = page.text.find("SQ2").expect("a number");
        let no = page.text[start..start + 17].to_owned();
        for who in ["13812344528", "4528", no.as_str(), "%E8%B7%AF%E7%81%AF"] {
            let part = operator.get(&format!("/desk/call?who={who}")).await;
            part.shows(StatusCode::OK, &[no.as_str(), "正在确定由哪个单位办理", &id]);
            assert!(!part.text.contains("13812344528"), "the number stays in the vault");
        }
        // On its way to a number nothing is looked up, so nothing is recorded.
        for who in ["138", "1381234", "", "9999"] {
            let part = operator.get(&format!("/desk/call?who={who}")).await;
            assert!(!part.text.contains(&no), "{who}");
        }
        let handler = sign_in(app, Role::UnitHandler, "road-maintenance").await;
        assert_eq!(handler.get("/desk/call?who=4528").await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get("/desk/call?who=4528").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn a_second_call_is_joined_with_one_button_and_the_state_is_there_to_read() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = first_call(&operator).await;
        let said = [("who", "4528"), ("content", ""), ("join", &id)];
        let again = call(&operator, "again", &said).await;
        let saved = operator.get(&format!("/desk/new?saved={again}")).await;
        saved.shows(StatusCode::OK, &["查询码", "合在一起办", "data-undo"]);
        let page = operator.get(&format!("/desk/orders/{again}")).await;
        page.shows(StatusCode::OK, &["已并入", "来电再次反映"]);
        // A third call about the joined one goes to the one that is worked.
        let third = call(&operator, "third", &[("who", "4528"), ("join", &again)]).await;
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &[&again, &third]);
        let gone = operator
            .post("/desk/new", &[("type", "complaint"), ("join", "01M842TV36KZ61DQ56XBDDDG25")])
            .await;
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn the_result_of_a_matter_that_is_over_is_told_and_recorded() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let said = [("content", WORDS), ("then", "answer"), ("answer", "路灯已于昨晚修好。")];
        let id = call(&operator, "over", &said).await;
        let part = operator.get("/desk/call?who=%E8%B7%AF%E7%81%AF").await;
        part.shows(StatusCode::OK, &["路灯已于昨晚修好", "已经答复"]);
        let again = call(&operator, "over-again", &[("join", &id)]).await;
        let saved = operator.get(&format!("/desk/new?saved={again}")).await;
        saved.shows(StatusCode::OK, &["路灯已于昨晚修好"]);
    })
    .await;
}

#[tokio::test]
async fn what_was_just_done_is_taken_back_within_ten_seconds_by_who_did_it() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let other = sign_in(app, Role::Dispatcher, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, "road-maintenance").await;
        let id = first_call(&operator).await;
        app.store.clock.advance(60_000_000);
        let before = dispatcher.get(&format!("/desk/orders/{id}")).await.text;
        let unit = handler.unit.to_string();
        let to = [("category", LAMPS), ("unit", unit.as_str()), ("urgency", "normal")];
        let done = send(&dispatcher, &id, "dispatch", &to).await;
        let page = dispatcher.get(&done).await;
        let undo = format!("/desk/orders/{id}/undo");
        page.shows(StatusCode::OK, &["已派单", "data-undo", &undo]);
        assert_eq!(held(app).await, 1, "the message to the requester waits");
        assert_eq!(other.post(&undo, &[]).await.status, StatusCode::FORBIDDEN);
        assert_eq!(handler.post_forged(&undo).await.status, StatusCode::FORBIDDEN);
        let back = dispatcher.post(&undo, &[]).await;
        assert_eq!(back.location(), format!("/desk/orders/{id}?undone=done"));
        let after = dispatcher.get(back.location()).await;
        after.shows(StatusCode::OK, &["已撤销", "撤销上一步", "待派单"]);
        assert_eq!(clocks(&before), clocks(&after.text), "the clocks stand as before");
        assert_eq!(held(app).await, 0, "and nobody is told");
        assert_eq!(handler.get(&format!("/desk/orders/{id}")).await.status, StatusCode::NOT_FOUND);
        let twice = dispatcher.post(&undo, &[]).await;
        assert_eq!(twice.location(), format!("/desk/orders/{id}?undone=late"));
        // Too late, and after somebody else went on.
        send(&dispatcher, &id, "dispatch", &to).await;
        send(&handler, &id, "acknowledgement", &[]).await;
        assert_eq!(
            handler.post(&undo, &[]).await.location(),
            format!("/desk/orders/{id}?undone=done")
        );
        let changed = dispatcher.post(&undo, &[]).await;
        assert!([StatusCode::FORBIDDEN, StatusCode::SEE_OTHER].contains(&changed.status));
        send(&handler, &id, "acknowledgement", &[]).await;
        app.store.clock.advance(10_000_001);
        let late = handler.post(&undo, &[]).await;
        assert_eq!(late.location(), format!("/desk/orders/{id}?undone=late"));
        let kept = handler.get(&format!("/desk/orders/{id}")).await;
        kept.shows(StatusCode::OK, &["已签收"]);
    })
    .await;
}

/// Messages to requesters that wait because their cause can be undone.
async fn held(app: &TestApp<'_>) -> i64 {
    let count = db::Statement::built(
        "held",
        "SELECT count(*) FROM outbox WHERE state = 'waiting' AND due_at > created_at".to_owned(),
    );
    let read = app.store.db.read(count, |tx, count| {
        Box::pin(async move {
            let (held,): (i64,) = tx.one(count, db::params![]).await?;
            Ok::<_, db::StoreError>(held)
        })
    });
    read.await.expect("the outbox")
}

/// The limits as a page shows them, without what is left of them.
fn clocks(page: &str) -> usize {
    page.matches("clock__label").count()
}

#[tokio::test]
async fn who_has_an_order_open_sees_who_else_has_and_what_they_do() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let other = sign_in(app, Role::Operator, "hotline").await;
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        let said = [("content", WORDS), ("then", "register")];
        let id = call(&operator, "open", &said).await;
        let address = format!("/desk/live?queue=&order={id}");
        let mut mine = operator.stream(&address).await;
        hear(&mut mine, r#""names":[]"#).await;
        let mut theirs = other.stream(&address).await;
        hear(&mut theirs, "周敏").await;
        hear(&mut mine, "周敏").await;
        let mut nothing = stranger.stream(&address).await;
        send(&other, &id, "acceptance", &[]).await;
        let told = hear(&mut mine, "event: changed").await;
        assert!(told.contains("周敏刚刚办理：受理") && told.contains("待派单"), "{told}");
        assert!(!told.contains("路灯"), "no words of the request travel: {told}");
        drop(theirs);
        hear(&mut mine, r#""names":[]"#).await;
        let first = hear(&mut nothing, "beat").await;
        assert!(!first.contains("周敏"), "an order they may not see has nobody in it");
    })
    .await;
}

#[tokio::test]
async fn a_list_changes_single_rows_as_far_as_its_filter_goes() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let mut list = dispatcher.stream("/desk/live?queue=dispatch&order=").await;
        let mut praise = dispatcher.stream("/desk/live?queue=dispatch&order=&type=praise").await;
        hear(&mut list, "beat").await;
        hear(&mut praise, "beat").await;
        let id = first_call(&operator).await;
        let row = hear(&mut list, "event: row").await;
        assert!(row.contains(&format!("data-row=\\\"{id}\\\"")), "{row}");
        let unit = sign_in(app, Role::UnitHandler, "road-maintenance").await.unit.to_string();
        let to = [("category", LAMPS), ("unit", unit.as_str()), ("urgency", "normal")];
        send(&dispatcher, &id, "dispatch", &to).await;
        let gone = hear(&mut list, "event: gone").await;
        assert!(gone.contains("已派单"), "{gone}");
        let other = hear(&mut praise, "event: gone").await;
        assert!(!other.contains("event: row"), "complaints are no praise: {other}");
    })
    .await;
}

/// Two hundred open pages: what one change costs, all of them told.
#[tokio::test]
async fn two_hundred_open_pages_are_told_of_each_change_cheaply() {
    const PAGES: usize = 200;
    const CHANGES: usize = 20;
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let mut pages = Vec::new();
        for _ in 0..PAGES {
            let mut page = dispatcher.stream("/desk/live?queue=dispatch&order=").await;
            hear(&mut page, "beat").await;
            pages.push(page);
        }
        let mut spent = Duration::ZERO;
        let mut slowest = Duration::ZERO;
        for change in 0..CHANGES {
            let key = format!("page-{change}");
            call(&operator, &key, &[("content", WORDS), ("then", "accept")]).await;
            let (start, cpu) = (Instant::now(), cpu_time());
            for page in &mut pages {
                hear(page, "event: row").await;
            }
            spent += cpu_time().saturating_sub(cpu);
            slowest = slowest.max(start.elapsed());
        }
        let each = spent / u32::try_from(CHANGES).expect("few");
        println!("{PAGES} pages: {each:?} CPU for each change, slowest round {slowest:?}");
        assert!(each < Duration::from_millis(60), "{each:?} for {PAGES} pages");
    })
    .await;
}

/// Processor time of this process so far, in steps of a hundredth second.
fn cpu_time() -> Duration {
    let Ok(stat) = std::fs::read_to_string("/proc/self/stat") else { return Duration::ZERO };
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let fields: Vec<&str> = after_name.split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}
