//! What a call can be to something that came before, chosen by name at the
//! intake; and what stands beside an order on its page.

use axum::http::StatusCode;
use people::Role;

use crate::app::{LAMPS, TestApp, each_app};
use crate::desk::{LAMP_UNIT, WORDS, acts, number};
use crate::operator::call;
use crate::staff::{Person, sign_in};

/// The order a call was written down as.
async fn page(person: &Person<'_>, id: &str) -> String {
    person.get(&format!("/desk/orders/{id}")).await.text
}

/// A first call of the person with the number that ends in 4528, sent to a
/// unit that has it in hand.
async fn in_hand(app: &TestApp<'_>, operator: &Person<'_>, key: &str) -> String {
    let said = [("content", WORDS), ("phone", "13812344528"), ("then", "accept")];
    let id = call(operator, key, &said).await;
    let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
    let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
    let unit = handler.unit.to_string();
    let to = [("category", LAMPS), ("unit", unit.as_str()), ("urgency", "normal")];
    acts(&dispatcher, &id, "dispatch", &to).await;
    acts(&handler, &id, "acknowledgement", &[]).await;
    id
}

#[tokio::test]
async fn a_found_matter_offers_what_the_call_can_be_to_it_and_says_why_not_the_rest() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = in_hand(app, &operator, "first").await;
        let found = operator.get("/desk/call?who=4528").await;
        let value = |kind: &str| format!("value=\"{id}.{kind}\"");
        for kind in ["same_person_open", "recurrent"] {
            assert!(found.text.contains(&value(kind)), "{kind} is offered: {}", found.text);
        }
        for kind in ["same_person_closed", "reopened", "joint_matter", "cross_channel", "beside"] {
            assert!(!found.text.contains(&value(kind)), "{kind} is not");
        }
        let stops =
            ["不能认定为 R2：原工单还在办理", "不能认定为 R4", "不能认定为 R5：系统确认为同一人"];
        found.shows(StatusCode::OK, &stops);
        // Found by words, nobody is known to be the same person.
        let words = operator.get("/desk/call?who=%E8%B7%AF%E7%81%AF").await;
        assert!(words.text.contains(&value("joint_matter")), "{}", words.text);
        assert!(!words.text.contains(&value("same_person_open")));
        words.shows(StatusCode::OK, &["不能认定为 R1：系统未能确认为同一人"]);
    })
    .await;
}

#[tokio::test]
async fn the_same_person_found_by_the_end_of_their_number_stays_the_same_person() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let id = in_hand(app, &operator, "lead").await;
        let chosen = format!("{id}.same_person_open");
        let said = [("who", "4528"), ("content", "灯又闪了一夜"), ("join", chosen.as_str())];
        let again = call(&operator, "again", &said).await;
        let joined = page(&operator, &again).await;
        assert!(joined.contains("同人同事（在办）") && joined.contains("已并入"), "{joined}");
        assert!(joined.contains("4528"), "who called is who they were");
        let lead = handler.get(&format!("/desk/orders/{id}")).await;
        lead.shows(StatusCode::OK, &["灯又闪了一夜", "已催办 1 次"]);
        // Once a day is enough.
        let third = call(&operator, "third", &said).await;
        assert!(page(&operator, &third).await.contains("已并入"));
        let lead = handler.get(&format!("/desk/orders/{id}")).await;
        lead.shows(StatusCode::OK, &["已催办 1 次"]);
        // Somebody else's number is somebody else.
        let other =
            [("who", "4528"), ("phone", "13900020002"), ("content", "路灯一直没有修好"), said[2]];
        let fourth = operator.post("/desk/new", &with_type("fourth", &other)).await;
        let told = operator.get(fourth.location()).await;
        told.shows(StatusCode::OK, &["已登记，但没有并入：系统未能确认为同一人"]);
        let forged = format!("{}&not=sign-in", fourth.location().split("&not").next().unwrap());
        assert!(!operator.get(&forged).await.text.contains("没有并入"));
    })
    .await;
}

fn with_type<'a>(key: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let own =
        [("key", key), ("type", "complaint"), ("urgency", "normal"), ("channel", "phone_12345")];
    own.into_iter().chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn what_is_over_is_told_or_handled_anew_with_what_is_new() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let said = [
            ("content", WORDS),
            ("phone", "13812344528"),
            ("then", "answer"),
            ("answer", "路灯已于昨晚修好。"),
        ];
        let id = call(&operator, "over", &said).await;
        let found = operator.get("/desk/call?who=4528").await;
        found.shows(StatusCode::OK, &["R2 同一人：告知办理结果", "R3 有新情况，重新办理"]);
        let told = format!("{id}.same_person_closed");
        let told = call(&operator, "told", &[("who", "4528"), ("join", &told)]).await;
        let shown = page(&operator, &told).await;
        assert!(
            shown.contains("路灯已于昨晚修好") && shown.contains("已办结，告知结果"),
            "{shown}"
        );
        let anew = format!("{id}.reopened");
        let silent = with_type("anew", &[("who", "4528"), ("join", anew.as_str())]);
        let silent = operator.post("/desk/new", &silent).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请写明有什么新情况", "#f-content"]);
        let said = [("who", "4528"), ("content", "修好的灯昨晚又灭了"), ("join", anew.as_str())];
        let anew = call(&operator, "anew", &said).await;
        let shown = page(&operator, &anew).await;
        assert!(shown.contains("有新情况，重新办理") && shown.contains("待派单"), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn what_keeps_coming_back_is_noted_and_handled_by_itself() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = in_hand(app, &operator, "recurs").await;
        let kind = format!("{id}.recurrent");
        let said = [("content", "同一路段的路灯又坏了两盏"), ("join", kind.as_str())];
        let noted = call(&operator, "noted", &said).await;
        let shown = page(&operator, &noted).await;
        assert!(shown.contains("同地同类反复出现") && shown.contains("待派单"), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn the_page_of_an_order_shows_other_lines_petitions_and_who_speaks_for_whom() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let office = sign_in(app, Role::Operator, "petition").await;
        // Handed to another line from the page of the order.
        let id = call(&operator, "line", &[("content", WORDS), ("then", "register")]).await;
        acts(&operator, &id, "transfer", &[("line", "110"), ("receipt", "110-2026-77")]).await;
        let shown = operator.get(&format!("/desk/orders/{id}")).await;
        shown.shows(StatusCode::OK, &["110-2026-77", "/desk/transfers/"]);
        let list = supervisor.get("/desk/transfers").await;
        list.shows(StatusCode::OK, &["路灯不亮", "110-2026-77", "一键转接"]);
        // A petition about the same matter goes its own way.
        let other = call(&operator, "petition", &[("content", WORDS), ("then", "register")]).await;
        let no = number(&operator, &other).await;
        let petition = [
            ("channel", "letter"),
            ("kind", "claim"),
            ("content", "路灯不亮致老人摔伤，请求赔偿。"),
            ("people_count", "1"),
            ("name", "周国良"),
            ("phone", "13900010001"),
            ("order_no", no.as_str()),
        ];
        office.post("/desk/petitions", &petition).await.location();
        let shown = operator.get(&format!("/desk/orders/{other}")).await;
        shown.shows(StatusCode::OK, &["关联的信访事项", "路灯不亮致老人摔伤", "/desk/petitions/"]);
        // Somebody speaks for another: both hear, each with a code.
        let told = [
            ("key", "proxy"),
            ("requester", "person"),
            ("origin", "self_initiated"),
            ("trigger_kind", "visit"),
            ("trigger_text", "入户走访发现"),
            ("type", "help"),
            ("content", "奶奶腿脚不便，希望食堂能送餐。"),
            ("name", "王桂英"),
            ("is_proxy", "1"),
            ("proxy_name", "王小梅"),
            ("proxy_phone", "13900030001"),
            ("proxy_relation", "孙女"),
            ("consent", "当面同意"),
        ];
        let saved = operator.post("/desk/circumstances", &told).await;
        let saved = operator.get(saved.location()).await;
        saved.shows(StatusCode::OK, &["代为反映人的查询码"]);
        let codes: Vec<String> = saved
            .text
            .split("<dd class=\"code\">")
            .skip(1)
            .map(|rest| rest.split('<').next().unwrap().to_owned())
            .collect();
        let [no, own, theirs] = &codes[..] else { panic!("a number and two codes: {codes:?}") };
        assert_ne!(own, theirs);
        for code in [own, theirs] {
            let track = app.get(&format!("/track/{no}?code={code}")).await;
            track.shows(StatusCode::OK, &["奶奶腿脚不便"]);
        }
        let wrong = app.get(&format!("/track/{no}?code=00000001")).await;
        assert!(!wrong.text.contains("奶奶腿脚不便"));
        let list = operator.get(&format!("/desk/orders?q={no}")).await;
        let shown = operator.get(list.location()).await;
        let words = ["诉求人情况", "代为反映", "孙女", "本人同意：当面同意", "入户走访发现"];
        shown.shows(StatusCode::OK, &words);
        assert!(!shown.text.contains("王小梅"), "the whole name stays in the vault");
        assert_eq!(messages(app, "notify.proxy").await, 1);
    })
    .await;
}

/// How many messages of a topic wait or went out.
async fn messages(app: &TestApp<'_>, topic: &'static str) -> i64 {
    let all = db::Statement::built(
        "test::messages",
        "SELECT count(*) FROM outbox WHERE topic = $1".into(),
    );
    let read = app.store.db.read((all, topic), |tx, (all, topic)| {
        Box::pin(async move { tx.one::<(i64,)>(all, db::params![*topic]).await })
    });
    let count: Result<(i64,), db::StoreError> = read.await;
    count.unwrap().0
}

#[tokio::test]
async fn those_who_speak_for_many_are_told_of_each_letter() {
    each_app(async |app| {
        let office = sign_in(app, Role::UnitHandler, "petition").await;
        let petition = [
            ("channel", "visit"),
            ("kind", "claim"),
            ("content", "二十户住户请求重新核算补偿。"),
            ("people_count", "20"),
            ("name", "周国良"),
            ("phone", "13900010001"),
            ("representatives", "甲代表，13900010002\n乙代表，13900010003"),
        ];
        let made = office.post("/desk/petitions", &petition).await;
        let page = made.location().split('?').next().unwrap().to_owned();
        let first = messages(app, "notify.petitioner").await;
        assert!(first > 1, "each of them hears of the registration: {first}");
        let shown = office.get(&page).await;
        let seen = shown.hidden("seen").unwrap().to_owned();
        let accept = [("seen", seen.as_str()), ("step", "accept")];
        office.post(&format!("{page}/steps"), &accept).await.location();
        assert_eq!(messages(app, "notify.petitioner").await, first * 2, "and of the acceptance");
    })
    .await;
}
