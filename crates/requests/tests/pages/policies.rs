//! The page of policy packs, and the decision that another one leads.

use axum::http::StatusCode;
use kernel::time::DAY_US;
use people::Role;

use crate::app::each_app;
use crate::desk::{LAMP_UNIT, dispatched};
use crate::staff::sign_in;

const SWITCHES: &str = "/desk/policies/switches";

#[tokio::test]
async fn packs_are_shown_with_their_rules_and_what_an_order_would_get() {
    each_app(async |app| {
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let page = supervisor.get("/desk/policies").await;
        let packs = ["beijing_2020", "tianjin", "shandong", "shanghai_street", "xinfang_2022"];
        page.shows(StatusCode::OK, &packs);
        page.shows(StatusCode::OK, &["demo-2026", "正在施行", "始终并行适用", "5 个工作日"]);
        let urgent = "/desk/policies?type=complaint&urgency=critical&day=2026-06-01";
        supervisor.get(urgent).await.shows(StatusCode::OK, &["24 小时", "15 分钟"]);
        let petition = "/desk/policies?type=complaint&class=petition&day=2026-06-01";
        supervisor.get(petition).await.shows(StatusCode::OK, &["60 日", "信访办理"]);
        let before = supervisor.get("/desk/policies?day=2018-12-31").await;
        before.shows(StatusCode::OK, &["不设时限"]);
        let english = supervisor.get("/desk/policies?lang=en").await;
        english.shows(StatusCode::OK, &["Leads now", "working days"]);
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        assert_eq!(handler.get("/desk/policies").await.status, StatusCode::FORBIDDEN);
    })
    .await;
}

#[tokio::test]
async fn another_pack_leads_from_its_day_on_and_running_limits_keep_what_was_promised() {
    each_app(async |app| {
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let old = dispatched(app, &operator, "before").await;
        let now = app.desk.app.now();
        let (today, later) = (now.day().to_string(), now.plus(2 * DAY_US).day().to_string());
        let past = now.plus(-DAY_US).day().to_string();
        let form = |pack, from, reason| {
            [("pack", pack), ("from", from), ("switch_reason", reason)]
                .map(|(a, b): (_, &str)| (a, b))
        };
        let forbidden = dispatcher.post(SWITCHES, &form("beijing_2020", &later, "试行")).await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
        assert_eq!(supervisor.post_forged(SWITCHES).await.status, StatusCode::FORBIDDEN);
        for (pack, from, reason, fault) in [
            ("beijing_2020", later.as_str(), "", "请写明调整理由"),
            ("beijing_2020", "", "试行", "请选择施行日期"),
            ("beijing_2020", past.as_str(), "试行", "不能从过去的日期改用"),
            ("xinfang_2022", later.as_str(), "试行", "请选择可以施行的规则包"),
            ("none", later.as_str(), "试行", "请选择可以施行的规则包"),
        ] {
            let answer = supervisor.post(SWITCHES, &form(pack, from, reason)).await;
            answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &[fault]);
        }
        let own = supervisor.post(SWITCHES, &form("demo-2026", &today, "试行")).await;
        own.shows(StatusCode::CONFLICT, &["这一天已由该规则包施行"]);
        let done = supervisor.post(SWITCHES, &form("beijing_2020", &later, "统一口径")).await;
        let location = done.location().to_owned();
        supervisor.get(&location).await.shows(StatusCode::OK, &["已记录", "统一口径"]);
        let twice = supervisor.post(SWITCHES, &form("beijing_2020", &later, "统一口径")).await;
        assert_eq!(twice.status, StatusCode::CONFLICT);
        app.store.clock.advance(2 * DAY_US);
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let new = dispatched(app, &operator, "after").await;
        let page = async |id: &str| handler.get(&format!("/desk/orders/{id}")).await;
        page(&old).await.shows(StatusCode::OK, &["规则包 demo-2026", "5 个工作日"]);
        let fresh = page(&new).await;
        fresh.shows(StatusCode::OK, &["规则包 beijing_2020", "7 日"]);
        // What the new pack leaves open comes from the platform.
        fresh.shows(StatusCode::OK, &["规则包 base"]);
        let verdict = db::ledger::verify(&app.store.db).await.expect("the ledger reads");
        assert!(verdict.faults.is_empty(), "{:?}", verdict.faults);
    })
    .await;
}
