//! The procedures over HTTP: objections and their rulings, parts, handovers,
//! repeats, whistles, protection; what others may not do or see; twice and
//! stale.

use axum::http::StatusCode;
use people::Role;

use crate::app::{Answer, LAMPS, each_app};
use crate::desk::{LAMP_UNIT, WORDS, acts, call, dispatched, number, path};
use crate::staff::{Person, sign_in};

const OTHER: &str = "power-supply";
const THIRD: &str = "landscape";

/// The version the page shows.
async fn seen(person: &Person<'_>, id: &str) -> String {
    let page = person.get(&format!("/desk/orders/{id}")).await;
    page.hidden("seen").expect("a form to send").to_owned()
}

/// Sends an action with the version the page shows; gives what came back.
async fn tries(person: &Person<'_>, id: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
    let version = seen(person, id).await;
    let mut all = vec![("seen", version.as_str())];
    all.extend(fields);
    person.post(&path(id, action), &all).await
}

const OBJECTION: [(&str, &str); 3] = [
    ("ground", "wrong_function"),
    ("legal_basis", "《城市照明管理规定》第五条"),
    ("objection_text", "该路灯产权属供电公司"),
];

#[tokio::test]
async fn a_unit_objects_once_is_heard_and_a_designated_one_not_at_all() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        let invited = sign_in(app, Role::UnitReviewer, OTHER).await;
        let id = dispatched(app, &operator, "objection").await;
        let no_basis = [OBJECTION[0], OBJECTION[2]];
        let answer = tries(&handler, &id, "objection", &no_basis).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["法律法规或职责依据", "请填写"]);
        let forbidden = operator.post(&path(&id, "objection"), &OBJECTION).await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
        let unseen = stranger.post(&path(&id, "objection"), &OBJECTION).await;
        assert_eq!(unseen.status, StatusCode::NOT_FOUND);
        acts(&handler, &id, "objection", &OBJECTION).await;
        let late = [&OBJECTION[..], &[("seen", "3")]].concat();
        let twice = handler.post(&path(&id, "objection"), &late).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let list = handler.get("/desk/objections").await;
        list.shows(StatusCode::OK, &["路灯不亮", "职能", "已提出"]);
        let none = stranger.get("/desk/objections?state=filed").await;
        none.shows(StatusCode::OK, &["没有派单异议"]);
        let csv = dispatcher.get("/desk/objections.csv").await;
        assert!(csv.text.contains(&number(&dispatcher, &id).await), "{}", csv.text);

        let unit = invited.unit.to_string();
        let hearing = [("invited_1", unit.as_str()), ("question", "路灯归谁管？")];
        let nobody = tries(&dispatcher, &id, "hearing", &[("question", "谁管？")]).await;
        assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
        acts(&dispatcher, &id, "hearing", &hearing).await;
        let ruling = [("ruling", "overrule"), ("ruling_text", "维持")];
        let early = tries(&dispatcher, &id, "ruling", &ruling).await;
        early.shows(StatusCode::UNPROCESSABLE_ENTITY, &["正在听取意见"]);
        let page = dispatcher.get(&format!("/desk/orders/{id}")).await;
        let gathering = page.text.split("/desk/gatherings/").nth(1).unwrap()[..26].to_owned();
        let gathering = format!("/desk/gatherings/{gathering}");
        invited.get("/desk/gatherings?q=路灯").await.shows(StatusCode::OK, &["路灯归谁管"]);
        let file = invited.get("/desk/gatherings.csv").await;
        file.shows(StatusCode::OK, &["路灯归谁管"]);
        let others = stranger.get("/desk/gatherings.csv").await;
        assert!(!others.text.contains("路灯归谁管"), "not invited: {}", others.text);
        let page = invited.get(&gathering).await;
        page.shows(StatusCode::OK, &[WORDS, "路灯归谁管"]);
        assert!(!page.text.contains("4528"), "who asked is not told");
        assert_eq!(stranger.get(&gathering).await.status, StatusCode::NOT_FOUND);
        let said = format!("{gathering}/statement");
        let empty = invited.post(&said, &[]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        invited.post(&said, &[("statement", "产权在我公司")]).await.location();
        assert_eq!(stranger.post(&said, &[("statement", "x")]).await.status, StatusCode::NOT_FOUND);
        let outcome = format!("{gathering}/outcome");
        let concluded = [("outcome", "由供电公司承办"), ("end", "conclude")];
        dispatcher.post(&outcome, &concluded).await.location();
        assert_eq!(dispatcher.post(&outcome, &concluded).await.status, StatusCode::CONFLICT);
        assert_eq!(invited.post(&outcome, &concluded).await.status, StatusCode::FORBIDDEN);

        let named = [("ruling", "designate"), ("unit", unit.as_str()), ("ruling_text", "指定承办")];
        acts(&dispatcher, &id, "ruling", &named).await;
        let page = invited.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["指定承办", "产权属供电公司"]);
        assert!(!page.text.contains("/objection\""), "a designated unit is offered no objection");
        let other = sign_in(app, Role::UnitHandler, OTHER).await;
        let refused = tries(&other, &id, "objection", &OBJECTION).await;
        refused.shows(StatusCode::UNPROCESSABLE_ENTITY, &["指定承办的工单不得再提异议"]);
    })
    .await;
}

#[tokio::test]
async fn three_objections_of_one_pattern_open_a_gap_for_the_catalogues_owner() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let supervisor = sign_in(app, Role::Supervisor, "data-bureau").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        dispatcher.get("/desk/catalogue-gaps").await.shows(StatusCode::OK, &["没有待研究的缺口"]);
        for n in 0..3 {
            let id = dispatched(app, &operator, &format!("gap-{n}")).await;
            acts(&handler, &id, "objection", &OBJECTION).await;
        }
        let list = supervisor.get("/desk/catalogue-gaps?state=open").await;
        list.shows(StatusCode::OK, &["待研究", "云汀市政设施养护", "职能"]);
        assert_eq!(handler.get("/desk/catalogue-gaps").await.status, StatusCode::FORBIDDEN);
        let gap = list.text.split("/desk/catalogue-gaps/").nth(1).unwrap()[..26].to_owned();
        let gap = format!("/desk/catalogue-gaps/{gap}");
        supervisor.get(&gap).await.shows(StatusCode::OK, &["调整目录", "维持不变"]);
        let decide = format!("{gap}/decision");
        let other = sign_in(app, Role::UnitHandler, OTHER).await.unit.to_string();
        let change = [
            ("decision", "change"),
            ("unit", other.as_str()),
            ("reason", "路灯产权已移交供电公司"),
        ];
        assert_eq!(dispatcher.post(&decide, &change).await.status, StatusCode::FORBIDDEN);
        let without = supervisor.post(&decide, &[("decision", "change"), ("reason", "x")]).await;
        assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
        let kept = supervisor.post(&decide, &[("decision", "keep"), ("reason", "x")]).await;
        assert_eq!(
            kept.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "keeping has a reason of its own"
        );
        let file = dispatcher.get("/desk/catalogue-gaps.csv").await;
        file.shows(StatusCode::OK, &["待研究", "云汀市政设施养护"]);
        supervisor.post(&decide, &change).await.location();
        assert_eq!(supervisor.post(&decide, &change).await.status, StatusCode::CONFLICT);
        supervisor.get(&gap).await.shows(StatusCode::OK, &["已调整目录", "写入城市包"]);
        let (rules, day) = (app.desk.rules(), app.desk.app.now().day());
        let proposal = rules.propose_unit(LAMPS, None, day).expect("the entry is in force");
        assert_eq!(proposal.unit.to_string(), other, "the next dispatch goes there");
        let none = supervisor.get("/desk/catalogue-gaps/01M842TV36KZ61DQ56XBDDDG25").await;
        assert_eq!(none.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn co_units_answer_their_part_and_the_lead_waits_or_says_why_not() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let reviewer = sign_in(app, Role::UnitReviewer, LAMP_UNIT).await;
        let helper = sign_in(app, Role::UnitHandler, OTHER).await;
        let third = sign_in(app, Role::UnitHandler, THIRD).await;
        let id = call(&operator, "parts", WORDS, "accept").await;
        let (unit, co) = (handler.unit.to_string(), helper.unit.to_string());
        let to = [
            ("category", LAMPS),
            ("unit", unit.as_str()),
            ("urgency", "normal"),
            ("co_1", co.as_str()),
        ];
        acts(&dispatcher, &id, "dispatch", &to).await;
        assert_eq!(helper.get(&format!("/desk/orders/{id}")).await.status, StatusCode::NOT_FOUND);
        let queue = helper.get("/desk/queue/unit").await;
        queue.shows(StatusCode::OK, &["会办", "路灯不亮"]);
        let part = queue.text.split("order=").nth(1).unwrap()[..26].to_owned();
        acts(&helper, &part, "acknowledgement", &[]).await;
        let page = helper.get(&format!("/desk/orders/{part}")).await;
        page.shows(StatusCode::OK, &["-01", "答复交主办单位汇总", WORDS]);
        acts(&handler, &id, "acknowledgement", &[]).await;
        acts(&handler, &id, "first-contact", &[("contact", "已联系")]).await;
        let reply = [("solved", "resolved"), ("text_public", "已更换灯具。"), ("is_true", "1")];
        let waits = tries(&handler, &id, "reply", &reply).await;
        waits.shows(StatusCode::UNPROCESSABLE_ENTITY, &["会办单位还没有全部答复"]);
        let third_unit = third.unit.to_string();
        let more = [("units_1", third_unit.as_str()), ("parts_text", "修剪遮挡路灯的树枝")];
        assert_eq!(handler.post(&path(&id, "parts"), &more).await.status, StatusCode::FORBIDDEN);
        acts(&reviewer, &id, "parts", &more).await;
        let again = tries(&reviewer, &id, "parts", &more).await;
        again.shows(StatusCode::UNPROCESSABLE_ENTITY, &["该单位已经在办"]);
        let page = reviewer.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["-02", "尚待 2 家会办单位"]);
        let second = third.get("/desk/queue/unit").await;
        let second = second.text.split("order=").nth(1).unwrap()[..26].to_owned();
        let waiver = format!("parts/{second}/waiver");
        let reason = [("waiver_reason", "树枝已由业主自行修剪")];
        assert_eq!(third.post(&path(&id, &waiver), &reason).await.status, StatusCode::FORBIDDEN);
        let none = reviewer.post(&path(&id, &waiver), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        reviewer.post(&path(&id, &waiver), &reason).await.location();
        let twice = reviewer.post(&path(&id, &waiver), &reason).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);

        acts(&helper, &part, "start", &[]).await;
        acts(&helper, &part, "reply", &reply).await;
        let head = sign_in(app, Role::UnitReviewer, OTHER).await;
        acts(&head, &part, "review", &[("review", "approve")]).await;
        let back = format!("parts/{part}/return");
        reviewer.post(&path(&id, &back), &[("return_text", "请补充现场情况")]).await.location();
        acts(&helper, &part, "reply", &reply).await;
        acts(&head, &part, "review", &[("review", "approve")]).await;
        acts(&handler, &id, "reply", &reply).await;
        let month = sign_in(app, Role::Supervisor, "data-bureau").await;
        month.get("/desk/joint").await.shows(StatusCode::OK, &["会办情况"]);
        let csv = month.get("/desk/joint.csv").await;
        assert!(csv.text.contains("会办件数"), "{}", csv.text);
    })
    .await;
}

#[tokio::test]
async fn the_first_handler_answers_until_the_receiver_accepts() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let receiver = sign_in(app, Role::UnitHandler, OTHER).await;
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        let id = dispatched(app, &operator, "handover").await;
        acts(&handler, &id, "acknowledgement", &[]).await;
        assert_eq!(receiver.get(&format!("/desk/orders/{id}")).await.status, StatusCode::NOT_FOUND);
        let own = handler.unit.to_string();
        let itself = [("unit", own.as_str()), ("handover_reason", "移交")];
        let answer = tries(&handler, &id, "handover", &itself).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["不能移交给本单位"]);
        let to = receiver.unit.to_string();
        let offer = [("unit", to.as_str()), ("handover_reason", "产权在贵公司")];
        acts(&handler, &id, "handover", &offer).await;
        let page = receiver.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["移交待接收", "产权在贵公司"]);
        receiver.get("/desk/queue/unit").await.shows(StatusCode::OK, &["移交待接收"]);
        let hidden = stranger.post(&path(&id, "handover-acceptance"), &[("seen", "5")]).await;
        assert_eq!(hidden.status, StatusCode::NOT_FOUND);
        let not_theirs = tries(&handler, &id, "handover-acceptance", &[]).await;
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
        let no = [("seen", "5"), ("handover_answer", "并非我公司资产")];
        receiver.post(&path(&id, "handover-refusal"), &no).await.location();
        assert_eq!(receiver.get(&format!("/desk/orders/{id}")).await.status, StatusCode::NOT_FOUND);
        acts(&handler, &id, "handover", &offer).await;
        acts(&handler, &id, "handover-withdrawal", &[]).await;
        acts(&handler, &id, "handover", &offer).await;
        acts(&receiver, &id, "handover-acceptance", &[]).await;
        let late = receiver.post(&path(&id, "handover-acceptance"), &[("seen", "9")]).await;
        assert!([StatusCode::CONFLICT, StatusCode::FORBIDDEN].contains(&late.status));
        assert_eq!(handler.get(&format!("/desk/orders/{id}")).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn orders_are_joined_shown_as_a_group_of_people_and_taken_out_again() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let lead = call(&operator, "group-1", WORDS, "register").await;
        let own = call(&operator, "group-2", WORDS, "register").await;
        let mut draft = vec![("key", "group-3"), ("type", "complaint"), ("urgency", "normal")];
        draft.extend([("content", WORDS), ("phone", "13987654321"), ("channel", "phone_12345")]);
        draft.push(("then", "register"));
        let other = operator.post("/desk/new", &draft).await;
        let other = other.location().strip_prefix("/desk/new?saved=").unwrap().to_owned();
        let to = [("seen", "1"), ("lead", lead.as_str())];
        assert_eq!(handler.post(&path(&other, "link"), &to).await.status, StatusCode::FORBIDDEN);
        acts(&operator, &other, "link", &[("lead", lead.as_str())]).await;
        let no = number(&operator, &lead).await;
        let kind = [("lead", no.as_str()), ("kind", "joint_matter")];
        let same = tries(&operator, &own, "repeat", &kind).await;
        same.shows(StatusCode::UNPROCESSABLE_ENTITY, &["系统确认为同一人"]);
        let plain = [("lead", no.as_str()), ("kind", "")];
        acts(&operator, &own, "repeat", &plain).await;
        let late = [&plain[..], &[("seen", "1")]].concat();
        let twice = operator.post(&path(&own, "repeat"), &late).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        let group = operator.get(&format!("/desk/groups/{lead}")).await;
        group.shows(StatusCode::OK, &["诉求人数", "不同的人，同一件事", "同人同事（在办）"]);
        let counts: Vec<&str> = group.text.matches("4528").collect();
        assert!(counts.is_empty(), "nobody is named");
        assert_eq!(
            handler.get(&format!("/desk/groups/{lead}")).await.status,
            StatusCode::NOT_FOUND
        );
        let page = operator.get(&format!("/desk/orders/{lead}")).await;
        page.shows(StatusCode::OK, &["重复与并单", "追加情况"]);
        let not_theirs = handler.post(&path(&other, "unlink"), &[("seen", "2")]).await;
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
        acts(&operator, &other, "unlink", &[]).await;
        let stale = operator.post(&path(&other, "unlink"), &[("seen", "2")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        let more = [("follow_up", "今天又打来，说还是不亮")];
        acts(&operator, &lead, "follow-up", &more).await;
    })
    .await;
}

#[tokio::test]
async fn a_street_whistles_a_department_comes_and_both_assess_each_other() {
    each_app(async |app| {
        let street = sign_in(app, Role::UnitReviewer, "st-zhonglouxiang").await;
        let police = sign_in(app, Role::UnitHandler, "police").await;
        let stranger = sign_in(app, Role::UnitHandler, OTHER).await;
        street.get("/desk/whistles").await.shows(StatusCode::OK, &["没有吹哨"]);
        let unit = police.unit.to_string();
        let words = [
            ("title", "夜市占道经营"),
            ("text", "请到场维护秩序"),
            ("place", "钟楼巷口"),
            ("units_1", unit.as_str()),
        ];
        street.get("/desk/whistles/new").await.shows(StatusCode::OK, &["吹哨"]);
        assert_eq!(police.get("/desk/whistles/new").await.status, StatusCode::NOT_FOUND);
        assert_eq!(police.post("/desk/whistles", &words).await.status, StatusCode::FORBIDDEN);
        let none = street.post("/desk/whistles", &words[..3]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        let called = street.post("/desk/whistles", &words).await;
        let whistle = called.location().trim_end_matches("?done=added").to_owned();
        assert_eq!(stranger.get(&whistle).await.status, StatusCode::NOT_FOUND);
        police.get(&whistle).await.shows(StatusCode::OK, &["夜市占道经营", "报到"]);
        let steps = format!("{whistle}/steps");
        let unseen = stranger.post(&steps, &[("step", "arrive")]).await;
        assert_eq!(unseen.status, StatusCode::NOT_FOUND);
        let nonsense = police.post(&steps, &[("step", "dance")]).await;
        assert_eq!(nonsense.status, StatusCode::BAD_REQUEST);
        police.post(&steps, &[("step", "arrive")]).await.location();
        assert_eq!(police.post(&steps, &[("step", "arrive")]).await.status, StatusCode::CONFLICT);
        let early = street.post(&steps, &[("step", "close"), ("outcome", "散了")]).await;
        assert_eq!(early.status, StatusCode::CONFLICT);
        police.post(&steps, &[("step", "report"), ("result", "已劝离")]).await.location();
        let mark = format!("mark_{unit}");
        let unmarked = [("step", "assess_unit"), ("unit", unit.as_str())];
        let unmarked = street.post(&steps, &unmarked).await;
        assert_eq!(unmarked.status, StatusCode::UNPROCESSABLE_ENTITY);
        let poor = [("step", "assess_unit"), ("unit", unit.as_str()), (mark.as_str(), "poor")];
        let unexplained = street.post(&steps, &poor).await;
        unexplained.shows(StatusCode::UNPROCESSABLE_ENTITY, &["评价为差时要说明理由"]);
        let kept = "value=\"poor\" checked";
        assert!(unexplained.text.contains(kept), "what was chosen is gone: {}", unexplained.text);
        let not_theirs = police.post(&steps, &poor).await;
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
        let good = [("step", "assess_unit"), ("unit", unit.as_str()), (mark.as_str(), "good")];
        street.post(&steps, &good).await.location();
        let own = [("step", "assess_call"), ("mark", "fair"), ("mark_text", "可以自行处置")];
        police.post(&steps, &own).await.location();
        street.post(&steps, &[("step", "close"), ("outcome", "秩序恢复")]).await.location();
        let page = police.get(&whistle).await;
        page.shows(StatusCode::OK, &["已结束", "已劝离", ">好</td>", "可以自行处置"]);
        let list = police.get("/desk/whistles?state=closed&q=夜市").await;
        list.shows(StatusCode::OK, &["夜市占道经营"]);
        police.get("/desk/whistles?q=停电").await.shows(StatusCode::OK, &["没有吹哨"]);
        let file = police.get("/desk/whistles.csv").await;
        file.shows(StatusCode::OK, &["夜市占道经营", "已结束"]);
        let others = stranger.get("/desk/whistles.csv").await;
        assert!(!others.text.contains("夜市占道经营"), "a call of others: {}", others.text);
    })
    .await;
}

/// A report by telephone.
async fn report(operator: &Person<'_>, key: &str) -> String {
    let fields = [
        ("key", key),
        ("type", "report"),
        ("urgency", "normal"),
        ("content", "举报某施工队夜间偷工减料，请严查。"),
        ("phone", "13812344528"),
        ("channel", "phone_12345"),
        ("then", "register"),
    ];
    let answer = operator.post("/desk/new", &fields).await;
    answer.location().strip_prefix("/desk/new?saved=").unwrap().to_owned()
}

#[tokio::test]
async fn a_report_never_reaches_the_unit_it_is_about_and_leaves_no_trace_for_others() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let id = report(&operator, "report").await;
        let inside = sign_in(app, Role::Supervisor, LAMP_UNIT).await;
        inside.get(&format!("/desk/orders/{id}")).await.shows(StatusCode::OK, &["偷工减料"]);
        let reported = inside.unit.to_string();
        let protect = [("reported", reported.as_str()), ("confidential", "1")];
        let complaint = call(&operator, "report-not", WORDS, "register").await;
        let wrong = [("seen", "1"), protect[0]];
        let refused = operator.post(&path(&complaint, "protection"), &wrong).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        acts(&operator, &id, "protection", &protect).await;
        let no = number(&operator, &id).await;
        for page in [format!("/desk/orders/{id}"), format!("/desk/orders?q={no}")] {
            assert_eq!(inside.get(&page).await.status, StatusCode::NOT_FOUND, "{page}");
        }
        for list in ["/desk/orders", "/desk/queue/intake", "/desk/orders.csv"] {
            let shown = inside.get(list).await;
            assert!(!shown.text.contains(&no) && !shown.text.contains("偷工减料"), "{list}");
        }
        let group = operator.get(&format!("/desk/groups/{id}")).await;
        assert_eq!(group.status, StatusCode::NOT_FOUND);
        let csv = operator.get("/desk/orders.csv").await;
        assert!(!csv.text.contains(&no), "a confidential report leaves in no file");
        let found = operator.get("/desk/orders?q=%E5%81%B7%E5%B7%A5%E5%87%8F%E6%96%99").await;
        assert!(!found.text.contains(&no), "nor is it found by its words");
        acts(&operator, &id, "acceptance", &[]).await;
        let to = [("category", LAMPS), ("unit", reported.as_str()), ("urgency", "normal")];
        let refused = tries(&dispatcher, &id, "dispatch", &to).await;
        refused.shows(StatusCode::UNPROCESSABLE_ENTITY, &["不能交给被举报的单位"]);
        let handler = sign_in(app, Role::UnitHandler, "urban-management").await;
        let unit = handler.unit.to_string();
        let to = [("category", LAMPS), ("unit", unit.as_str()), ("urgency", "normal")];
        acts(&dispatcher, &id, "dispatch", &to).await;
        handler.get(&format!("/desk/orders/{id}")).await.shows(StatusCode::OK, &["保密"]);
    })
    .await;
}

#[tokio::test]
async fn who_keeps_away_does_nothing_and_an_ending_needs_the_hotlines_word() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let colleague = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let reviewer = sign_in(app, Role::UnitReviewer, LAMP_UNIT).await;
        let id = dispatched(app, &operator, "recusal").await;
        let none = handler.post(&path(&id, "recusal"), &[]).await;
        assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
        handler.post(&path(&id, "recusal"), &[("recusal_reason", "亲属在该小区")]).await.location();
        let barred = handler.post(&path(&id, "acknowledgement"), &[("seen", "4")]).await;
        assert_eq!(barred.status, StatusCode::FORBIDDEN);
        let page = handler.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["已回避"]);
        assert!(!page.text.contains("/acknowledgement\""), "and is offered nothing");
        acts(&colleague, &id, "acknowledgement", &[]).await;
        acts(&colleague, &id, "start", &[]).await;
        let ask = [("reason", "beyond_duty"), ("termination_text", "属业主共有部分，无法定职责")];
        let yes = [("seen", "6"), ("decision", "approve"), ("decision_text", "同意")];
        let unasked = dispatcher.post(&path(&id, "termination"), &yes).await;
        assert_eq!(unasked.status, StatusCode::UNPROCESSABLE_ENTITY);
        let not_theirs = colleague.post(&path(&id, "termination-request"), &ask).await;
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
        acts(&reviewer, &id, "termination-request", &ask).await;
        let no = [("decision", "refuse"), ("decision_text", "先协助业主报修")];
        acts(&dispatcher, &id, "termination", &no).await;
        acts(&reviewer, &id, "termination-request", &ask).await;
        let yes = [("decision", "approve"), ("decision_text", "请向物业服务企业提出")];
        acts(&dispatcher, &id, "termination", &yes).await;
        let page = dispatcher.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["不予受理", "请向物业服务企业提出", "同意终止"]);

        let secret = report(&operator, "demand").await;
        acts(&operator, &secret, "acceptance", &[]).await;
        let unit = handler.unit.to_string();
        let to = [("category", LAMPS), ("unit", unit.as_str()), ("urgency", "normal")];
        acts(&dispatcher, &secret, "dispatch", &to).await;
        acts(&colleague, &secret, "acknowledgement", &[]).await;
        let page = operator.get(&format!("/desk/orders/{secret}")).await;
        let person = page.text.split("name=\"person\"").nth(1).unwrap();
        let person = person.split("value=\"").nth(1).unwrap()[..26].to_owned();
        let demand = [("person", person.as_str()), ("demand_reason", "与被举报人有亲属关系")];
        operator.post(&path(&secret, "recusal-demand"), &demand).await.location();
        let barred = colleague.post(&path(&secret, "start"), &[("seen", "6")]).await;
        assert_eq!(barred.status, StatusCode::FORBIDDEN, "until it is decided");
        let page = dispatcher.get(&format!("/desk/orders/{secret}")).await;
        let recusal = page.hidden("recusal").unwrap().to_owned();
        let decision = [
            ("recusal", recusal.as_str()),
            ("decision", "refuse"),
            ("recusal_decision_reason", "经查无此关系"),
        ];
        let not_theirs = operator.post(&path(&secret, "recusal-decision"), &decision).await;
        assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
        dispatcher.post(&path(&secret, "recusal-decision"), &decision).await.location();
        let twice = dispatcher.post(&path(&secret, "recusal-decision"), &decision).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        acts(&colleague, &secret, "start", &[]).await;
    })
    .await;
}

#[tokio::test]
async fn what_is_not_accepted_is_told_with_its_lawful_treatment() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let id = call(&operator, "refuse-1", WORDS, "register").await;
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["告知市场、社会等其他解决渠道", "做好劝导，告知法律后果"]);
        let unnamed = tries(&operator, &id, "refusal", &[("reason", "same_matter")]).await;
        unnamed.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写原工单编号"]);
        let earlier = call(&operator, "refuse-2", WORDS, "register").await;
        acts(&operator, &earlier, "answer", &[("answer", "路灯已列入本周检修计划。")]).await;
        let no = number(&operator, &earlier).await;
        let same = [("reason", "same_matter"), ("earlier", no.as_str())];
        acts(&operator, &id, "refusal", &same).await;
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["本次不再重复派单", "路灯已列入本周检修计划"]);
        let beyond = call(&operator, "refuse-3", WORDS, "register").await;
        let helper = sign_in(app, Role::UnitHandler, OTHER).await;
        let unit = helper.unit.to_string();
        let pass = [("reason", "beyond_duty"), ("guidance", unit.as_str())];
        acts(&operator, &beyond, "refusal", &pass).await;
        let queue = helper.get("/desk/queue/unit").await;
        queue.shows(StatusCode::OK, &["转办", "路灯不亮"]);
    })
    .await;
}
