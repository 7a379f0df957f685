//! The supervisor's board and the pages of units over HTTP.

use axum::http::StatusCode;
use people::Role;

use crate::app::{LAMPS, TestApp, each_app};
use crate::staff::{Person, sign_in};

const WORDS: &str = "路灯不亮已经三天了，晚上回家看不清路。";

async fn order(operator: &Person<'_>, key: &str) -> String {
    let fields = [
        ("key", key),
        ("type", "complaint"),
        ("urgency", "normal"),
        ("content", WORDS),
        ("address", "钟楼巷小区"),
        ("channel", "phone_12345"),
        ("then", "accept"),
    ];
    let answer = operator.post("/desk/new", &fields).await;
    answer.location().strip_prefix("/desk/new?saved=").expect("the fresh form").to_owned()
}

async fn dispatched(app: &TestApp<'_>, id: &str, unit: &str) {
    let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
    let fields = [("seen", "2"), ("category", LAMPS), ("unit", unit), ("urgency", "normal")];
    dispatcher.post(&format!("/desk/orders/{id}/dispatch"), &fields).await.location();
}

#[tokio::test]
async fn every_figure_of_the_board_opens_to_its_orders() {
    each_app(async |app| {
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        let empty = supervisor.get("/desk/board").await;
        empty.shows(StatusCode::OK, &["督办看板", "24 小时内没有到期的工单"]);
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, "road-maintenance").await;
        let id = order(&operator, "board").await;
        order(&operator, "board-2").await;
        dispatched(app, &id, &handler.unit.to_string()).await;
        let board = supervisor.get("/desk/board?days=7").await;
        board.shows(StatusCode::OK, &["即将超时", "签收", "万人诉求比", "市政"]);
        let unit = format!("/desk/orders?unit={}&#38;which=soon", handler.unit);
        board.shows(StatusCode::OK, &[&unit]);
        let soon = supervisor.get(&unit.replace("&#38;", "&")).await;
        soon.shows(StatusCode::OK, &[&id]);
        for which in ["open", "soon"] {
            let list = supervisor.get(&format!("/desk/orders?which={which}")).await;
            list.shows(StatusCode::OK, &[&id]);
        }
        for which in ["handed-on", "joined", "reworked"] {
            let list = supervisor.get(&format!("/desk/orders?which={which}")).await;
            list.shows(StatusCode::OK, &["没有符合条件的工单"]);
        }
        for rank in ["response", "resolution", "satisfaction", "nonsense"] {
            supervisor.get(&format!("/desk/board?rank={rank}")).await.shows(StatusCode::OK, &[]);
        }
        let csv = supervisor.get("/desk/board.csv").await;
        assert!(csv.text.starts_with('\u{feff}') && csv.text.lines().count() >= 2, "{}", csv.text);
        let english = supervisor.get("/desk/board?lang=en").await;
        english.shows(StatusCode::OK, &["Supervision board", "About to break"]);
    })
    .await;
}

#[tokio::test]
async fn a_unit_sees_its_own_page_and_no_other() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, "road-maintenance").await;
        let id = order(&operator, "unit").await;
        dispatched(app, &id, &handler.unit.to_string()).await;
        let own = format!("/desk/board/units/{}", handler.unit);
        assert_eq!(handler.get("/desk/board/unit").await.location(), own);
        handler.get(&own).await.shows(StatusCode::OK, &["即将超时", &id, "已派单", "签收"]);
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        assert_eq!(stranger.get(&own).await.status, StatusCode::NOT_FOUND);
        assert_eq!(stranger.get("/desk/board").await.status, StatusCode::FORBIDDEN);
        assert_eq!(operator.get(&own).await.status, StatusCode::FORBIDDEN);
        let leader = sign_in(app, Role::Leader, "hotline").await;
        leader.get(&own).await.shows(StatusCode::OK, &["督办看板"]);
        assert_eq!(leader.get("/desk/board/units/none").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}
