//! The procedures beside an order over HTTP, each route in six ways: as it
//! should be, by the wrong role, on somebody else's order, with something
//! missing, on a version that is gone, and twice.

use axum::http::StatusCode;
use kernel::time::{DAY_US, HOUR_US};
use people::Role;

use crate::app::{TestApp, each_app};
use crate::desk::{LAMP_UNIT, acts, dispatched, number, path};
use crate::staff::{Person, sign_in};

type Fields<'a> = &'a [(&'a str, &'a str)];

/// Who takes part.
struct Cast<'a> {
    operator: Person<'a>,
    dispatcher: Person<'a>,
    supervisor: Person<'a>,
    handler: Person<'a>,
    reviewer: Person<'a>,
    officer: Person<'a>,
    stranger: Person<'a>,
    other_head: Person<'a>,
}

async fn cast<'a>(app: &'a TestApp<'a>) -> Cast<'a> {
    Cast {
        operator: sign_in(app, Role::Operator, "hotline").await,
        dispatcher: sign_in(app, Role::Dispatcher, "hotline").await,
        supervisor: sign_in(app, Role::Supervisor, "hotline").await,
        handler: sign_in(app, Role::UnitHandler, LAMP_UNIT).await,
        reviewer: sign_in(app, Role::UnitReviewer, LAMP_UNIT).await,
        officer: sign_in(app, Role::CallbackOfficer, "hotline").await,
        stranger: sign_in(app, Role::UnitHandler, "urban-management").await,
        other_head: sign_in(app, Role::UnitReviewer, "urban-management").await,
    }
}

/// One route in six ways; `eyes` may do it elsewhere, `wrong` nowhere.
struct Six<'a> {
    action: &'a str,
    good: Fields<'a>,
    bad: Fields<'a>,
    fault: &'a str,
    wrong: &'a Person<'a>,
    eyes: Option<&'a Person<'a>>,
}

async fn six(who: &Person<'_>, id: &str, six: &Six<'_>) {
    let at = path(id, six.action);
    let page = who.get(&format!("/desk/orders/{id}")).await;
    let seen = page.hidden("seen").expect("a form to send").to_owned();
    let with = |fields: Fields<'_>, seen: &str| -> Vec<(String, String)> {
        let own = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        std::iter::once(("seen".to_owned(), seen.to_owned())).chain(own).collect()
    };
    let send = async |person: &Person<'_>, at: &str, fields: Vec<(String, String)>| {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        person.post(at, &fields).await
    };
    let action = six.action;
    let wrong = send(six.wrong, &at, with(six.good, &seen)).await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN, "{action} by the wrong role");
    if let Some(eyes) = six.eyes {
        let theirs = send(eyes, &at, with(six.good, &seen)).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND, "{action} on somebody else's order");
    }
    let nobody = path("01M842TV36KZ61DQ56XBDDDG25", action);
    let none = send(who, &nobody, with(six.good, &seen)).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "{action} on no order");
    assert_eq!(who.post_forged(&at).await.status, StatusCode::FORBIDDEN, "{action} forged");
    let bad = send(who, &at, with(six.bad, &seen)).await;
    bad.shows(StatusCode::UNPROCESSABLE_ENTITY, &[six.fault]);
    let stale = send(who, &at, with(six.good, "1")).await;
    stale.shows(StatusCode::CONFLICT, &["被他人更新"]);
    let done = send(who, &at, with(six.good, &seen)).await;
    let location = done.location().to_owned();
    assert!(location.contains(&format!("done={action}")), "{location}");
    who.get(&location).await.shows(StatusCode::OK, &["已记录"]);
    let twice = send(who, &at, with(six.good, &seen)).await;
    assert_eq!(twice.status, StatusCode::CONFLICT, "{action} twice");
}

async fn in_progress(app: &TestApp<'_>, cast: &Cast<'_>, key: &str) -> String {
    let id = dispatched(app, &cast.operator, key).await;
    acts(&cast.handler, &id, "acknowledgement", &[]).await;
    acts(&cast.handler, &id, "start", &[]).await;
    id
}

#[tokio::test]
async fn more_time_is_asked_for_and_granted_by_somebody_else() {
    each_app(async |app| {
        let cast = cast(app).await;
        let id = in_progress(app, &cast, "extension").await;
        let page = format!("/desk/orders/{id}");
        let ask = Six {
            action: "extension",
            good: &[("amount", "4"), ("extension_reason", "等配件到货")],
            bad: &[("amount", "11"), ("extension_reason", "等配件到货")],
            fault: "超过规则允许的最长时间",
            wrong: &cast.operator,
            eyes: Some(&cast.stranger),
        };
        six(&cast.handler, &id, &ask).await;
        let waits = cast.dispatcher.get(&page).await;
        waits.shows(StatusCode::OK, &["待决定", "等配件到货", "决定延期申请"]);
        let own = cast.reviewer.get(&page).await;
        assert!(!own.text.contains("决定延期申请"), "the pack lets the desk decide");
        let decide = Six {
            action: "extension-decision",
            good: &[("decision", "approve"), ("decision_text", "同意延长")],
            bad: &[("decision", "decline"), ("decision_text", "")],
            fault: "请填写",
            wrong: &cast.handler,
            eyes: Some(&cast.other_head),
        };
        six(&cast.dispatcher, &id, &decide).await;
        cast.handler.get(&page).await.shows(StatusCode::OK, &["已同意", "同意延长", "9 个工作日"]);
        let seen = cast.handler.get(&page).await.hidden("seen").unwrap().to_owned();
        let again = [("seen", seen.as_str()), ("amount", "1"), ("extension_reason", "还要")];
        let often = cast.handler.post(&path(&id, "extension"), &again).await;
        often.shows(StatusCode::UNPROCESSABLE_ENTITY, &["已达到规则允许的次数"]);
    })
    .await;
}

#[tokio::test]
async fn what_is_put_off_has_a_plan_is_reviewed_and_leaves_the_list_by_the_requesters_word() {
    each_app(async |app| {
        let cast = cast(app).await;
        let id = in_progress(app, &cast, "deferral").await;
        let day = app.desk.app.now().plus(90 * DAY_US).day().to_string();
        let good = [
            ("reason_code", "project_cycle"),
            ("until", day.as_str()),
            ("deferral_reason", "要等道路改造"),
            ("plan", "随改造一并换杆"),
        ];
        let bad = [&good[..2], &[("deferral_reason", "要等"), ("plan", "")]].concat();
        let ask = Six {
            action: "deferral",
            good: &good,
            bad: &bad,
            fault: "请填写",
            wrong: &cast.handler,
            eyes: Some(&cast.other_head),
        };
        six(&cast.reviewer, &id, &ask).await;
        let decide = Six {
            action: "deferral-decision",
            good: &[("decision", "approve"), ("decision_text", "同意挂账")],
            bad: &[],
            fault: "请选择",
            wrong: &cast.operator,
            eyes: Some(&cast.other_head),
        };
        six(&cast.supervisor, &id, &decide).await;
        app.store.clock.advance(31 * DAY_US);
        // Nobody stays signed in for a month.
        let cast = self::cast(app).await;
        let late = cast.supervisor.get("/desk/applications?review=1").await;
        late.shows(StatusCode::OK, &["应复查", "挂账", "受工程、项目周期限制"]);
        let progress = Six {
            action: "progress",
            good: &[("progress", "已完成招标")],
            bad: &[("progress", "")],
            fault: "请填写",
            wrong: &cast.supervisor,
            eyes: Some(&cast.stranger),
        };
        six(&cast.handler, &id, &progress).await;
        let list = cast.supervisor.get("/desk/applications?review=1").await;
        list.shows(StatusCode::OK, &["没有符合条件的申请"]);
        let reply = [
            ("solved", "resolved"),
            ("text_public", "已换上新灯杆，路灯恢复照明。"),
            ("is_true", "1"),
        ];
        acts(&cast.handler, &id, "reply", &reply).await;
        acts(&cast.reviewer, &id, "review", &[("review", "approve")]).await;
        let listed = cast.supervisor.get("/desk/applications?kind=deferral").await;
        listed.shows(StatusCode::OK, &["已挂账"]);
        let word = [("channel", "phone"), ("contacted", "yes"), ("solved", "resolved")];
        acts(&cast.officer, &id, "callback", &word).await;
        let ended = cast.supervisor.get("/desk/applications?state=ended").await;
        ended.shows(StatusCode::OK, &["已销账"]);
        let csv = cast.supervisor.get("/desk/applications.csv?state=ended").await;
        assert!(csv.text.starts_with('\u{feff}') && csv.text.contains("随改造一并换杆"));
        let strange = cast.stranger.get("/desk/applications.csv").await;
        assert!(!strange.text.contains("随改造一并换杆"), "not their unit's");
        let nobody = sign_in(app, Role::SystemAdmin, "hotline").await;
        for page in ["/desk/applications", "/desk/applications.csv", "/desk/supervisions"] {
            assert_eq!(nobody.get(page).await.status, StatusCode::FORBIDDEN, "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_exclusion_needs_two_units_and_stays_in_the_raw_rates() {
    each_app(async |app| {
        let cast = cast(app).await;
        let id = in_progress(app, &cast, "exclusion").await;
        let good = [("exclusion_code", "beyond_duty"), ("evidence", "产权属于开发商")];
        let ask = Six {
            action: "exclusion",
            good: &good,
            bad: &[("exclusion_code", "none"), ("evidence", "产权属于开发商")],
            fault: "请选择规则中的理由",
            wrong: &cast.handler,
            eyes: Some(&cast.other_head),
        };
        six(&cast.reviewer, &id, &ask).await;
        let near = sign_in(app, Role::Supervisor, LAMP_UNIT).await;
        let page = format!("/desk/orders/{id}");
        let seen = cast.supervisor.get(&page).await.hidden("seen").unwrap().to_owned();
        let yes = [("seen", seen.as_str()), ("decision", "approve")];
        let same = near.post(&path(&id, "exclusion-decision"), &yes).await;
        same.shows(StatusCode::UNPROCESSABLE_ENTITY, &["剔除须由另一单位的人决定"]);
        let decide = Six {
            action: "exclusion-decision",
            good: &[("decision", "approve"), ("decision_text", "")],
            bad: &[("decision", "decline")],
            fault: "请填写",
            wrong: &cast.operator,
            eyes: Some(&cast.other_head),
        };
        six(&cast.supervisor, &id, &decide).await;
        let year = app.desk.app.now().day().year();
        let period = format!("?from={year}-01-01&to={year}-12-31");
        let rates = cast.supervisor.get(&format!("/desk/rates{period}")).await;
        rates.shows(StatusCode::OK, &["剔除 1 件", "超出承办单位职责 1", "样本不足", "版"]);
        let lines = cast.supervisor.get(&format!("/desk/rates-lines.csv{period}")).await;
        assert!(lines.text.contains("beyond_duty"), "{}", lines.text);
        let own = cast.stranger.get(&format!("/desk/rates-lines.csv{period}")).await;
        assert!(!own.text.contains("beyond_duty"), "only their own unit's");
        let grid = sign_in(app, Role::GridWorker, "hotline").await;
        assert_eq!(grid.get("/desk/rates.csv").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn coordination_goes_up_rung_by_rung_with_decisions() {
    each_app(async |app| {
        let cast = cast(app).await;
        let leader = sign_in(app, Role::Leader, "hotline").await;
        let id = in_progress(app, &cast, "escalation").await;
        let ask = |fault| Six {
            action: "escalation",
            good: &[("escalation_reason", "涉及两家单位")],
            bad: &[("escalation_reason", " ")],
            fault,
            wrong: &cast.handler,
            eyes: Some(&cast.other_head),
        };
        let decide = Six {
            action: "escalation-decision",
            good: &[("decision", "approve"), ("decision_text", "由城管局配合")],
            bad: &[("decision", "approve"), ("decision_text", "")],
            fault: "请填写",
            wrong: &cast.operator,
            eyes: Some(&cast.other_head),
        };
        let rungs = [
            (&cast.dispatcher, "热线机构协调"),
            (&cast.supervisor, "政府办公室协调"),
            (&leader, "常务会议议定"),
        ];
        for (decider, rung) in rungs {
            six(&cast.reviewer, &id, &ask("请填写")).await;
            let page = decider.get(&format!("/desk/orders/{id}")).await;
            page.shows(StatusCode::OK, &[rung, "决定协调事项"]);
            six(decider, &id, &decide).await;
        }
        let page = cast.reviewer.get(&format!("/desk/orders/{id}")).await;
        let seen = page.hidden("seen").unwrap().to_owned();
        let more = [("seen", seen.as_str()), ("escalation_reason", "再议")];
        let top = cast.reviewer.post(&path(&id, "escalation"), &more).await;
        top.shows(StatusCode::UNPROCESSABLE_ENTITY, &["最高层级已作出决定"]);
    })
    .await;
}

#[tokio::test]
async fn the_desk_urges_once_a_day() {
    each_app(async |app| {
        let cast = cast(app).await;
        let id = dispatched(app, &cast.operator, "urge").await;
        let long = "长".repeat(2_001);
        let urge = Six {
            action: "urge",
            good: &[("urge_text", "来电人再次来电")],
            bad: &[("urge_text", long.as_str())],
            fault: "f-urge_text",
            wrong: &cast.handler,
            eyes: None,
        };
        six(&cast.operator, &id, &urge).await;
        let page = format!("/desk/orders/{id}");
        cast.handler.get(&page).await.shows(StatusCode::OK, &["已催办 1 次", "来电人再次来电"]);
        let seen = cast.operator.get(&page).await.hidden("seen").unwrap().to_owned();
        let again = [("seen", seen.as_str()), ("urge_text", "")];
        let early = cast.operator.post(&path(&id, "urge"), &again).await;
        early.shows(StatusCode::UNPROCESSABLE_ENTITY, &["规定时间内已经催办过"]);
        app.store.clock.advance(24 * HOUR_US);
        let cast = self::cast(app).await;
        cast.operator.post(&path(&id, "urge"), &again).await.location();
        cast.handler.get(&page).await.shows(StatusCode::OK, &["已催办 2 次"]);
    })
    .await;
}

#[tokio::test]
async fn a_supervision_is_proposed_by_the_rules_and_opened_answered_and_closed_by_people() {
    each_app(async |app| {
        let cast = cast(app).await;
        let id = in_progress(app, &cast, "supervision").await;
        let none = cast.supervisor.get("/desk/supervisions").await;
        none.shows(StatusCode::OK, &["没有符合条件的督办"]);
        assert!(!none.text.contains("建议督办"), "nothing is late yet");
        app.store.clock.advance(20 * DAY_US);
        let cast = self::cast(app).await;
        let no = number(&cast.supervisor, &id).await;
        let proposed = cast.supervisor.get("/desk/supervisions").await;
        proposed.shows(StatusCode::OK, &["建议督办", "超期未办结", &no]);
        let open = Six {
            action: "supervision",
            good: &[("level", "hotline"), ("cause", "overdue"), ("demand", "请三日内办结")],
            bad: &[("level", "none"), ("cause", "overdue"), ("demand", "请三日内办结")],
            fault: "请选择",
            wrong: &cast.dispatcher,
            eyes: None,
        };
        six(&cast.supervisor, &id, &open).await;
        let year = app.desk.app.now().day().year();
        let listed = cast.supervisor.get("/desk/supervisions?level=hotline&state=open").await;
        listed.shows(StatusCode::OK, &[&format!("督办〔{year}〕1号"), "待回复", &no]);
        assert!(!listed.text.contains("建议督办"), "what is supervised is not proposed again");
        let start = listed.text.find("/desk/supervisions/01").expect("a link to the notice");
        let notice = listed.text[start..].split('"').next().unwrap().to_owned();
        let shown = cast.supervisor.get(&notice).await;
        shown.shows(StatusCode::OK, &["督办通知书", "请三日内办结", "周敏", &no]);
        assert_eq!(cast.stranger.get(&notice).await.status, StatusCode::NOT_FOUND);
        let which = notice.rsplit('/').next().unwrap();
        let answer_good = [("supervision", which), ("answer_text", "已派抢修队")];
        let answer = Six {
            action: "supervision-answer",
            good: &answer_good,
            bad: &[("supervision", which), ("answer_text", "")],
            fault: "请填写",
            wrong: &cast.operator,
            eyes: Some(&cast.stranger),
        };
        six(&cast.handler, &id, &answer).await;
        let close_good = [("closing", which), ("closing_text", "督办办结")];
        let close = Six {
            action: "supervision-closing",
            good: &close_good,
            bad: &[("closing", which), ("closing_text", "")],
            fault: "请填写",
            wrong: &cast.handler,
            eyes: None,
        };
        six(&cast.supervisor, &id, &close).await;
        cast.handler
            .get(&notice)
            .await
            .shows(StatusCode::OK, &["已派抢修队", "督办办结", "已办结"]);
        let csv = cast.supervisor.get("/desk/supervisions.csv?state=closed").await;
        assert!(csv.text.contains("已派抢修队") && csv.text.contains(&no), "{}", csv.text);
        assert!(!cast.stranger.get("/desk/supervisions.csv").await.text.contains(&no));
    })
    .await;
}

#[tokio::test]
async fn all_limits_stand_side_by_side_with_what_is_left_and_how_they_warned() {
    each_app(async |app| {
        let cast = cast(app).await;
        let id = dispatched(app, &cast.operator, "clocks").await;
        app.store.clock.advance(3 * DAY_US);
        let round = app.desk.run_jobs().await.expect("jobs run");
        assert!(round.warned > 0, "{round:?}");
        let cast = self::cast(app).await;
        let page = cast.handler.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["各项时限", "签收", "先行联系", "办结", "个工作日", "预警"]);
        page.shows(StatusCode::OK, &["规则包 demo-2026，2026.1 版"]);
        // Each step of the course says what it did to the limits.
        page.shows(StatusCode::OK, &["受理派单时限按时完成", "签收时限起算：", "办结时限起算："]);
        assert!(page.text.contains("<details class=\"act\""));
        assert!(!page.text.contains("<summary class=\"button button--plain\">"), "no key");
        let again = app.desk.run_jobs().await.expect("jobs run");
        assert_eq!(again.warned, 0, "each level warns once");
    })
    .await;
}
