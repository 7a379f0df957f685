//! Calls with requester and unit on the line: who keeps them, what is wrong
//! with one, who reads them; and the keys of the forms beside an order's parts.

use axum::http::StatusCode;
use people::Role;

use crate::app::{LAMPS, each_app};
use crate::desk::{LAMP_UNIT, acts, dispatched, path};
use crate::resident::{WORDS, sent, view};
use crate::staff::sign_in;

#[tokio::test]
async fn a_call_of_three_is_kept_with_who_spoke_and_the_requester_reads_it() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let officer = sign_in(app, Role::CallbackOfficer, "hotline").await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        let mine = sent(app, "call", WORDS).await;
        let id = view(app, &mine.0, &mine.1).await.order.id.to_string();
        let target = path(&id, "three-way-call");
        let page = operator.get(&format!("/desk/orders/{id}")).await;
        page.shows(StatusCode::OK, &["三方通话", "data-key=\"3\"", "单位由谁通话"]);
        let unit = handler.unit.to_string();
        let call = [
            ("seen", "1"),
            ("call_unit", unit.as_str()),
            ("call_spoke", "值班科长 李明"),
            ("call_outcome", "promised"),
            ("call_text", "今晚八点前派人查看"),
        ];
        let without = |name: &str| -> Vec<(&str, &str)> {
            call.iter().filter(|(known, _)| *known != name).copied().collect()
        };
        for (name, fault) in [
            ("call_unit", "请选择"),
            ("call_outcome", "请选择"),
            ("call_spoke", "请写单位由谁通话"),
            ("call_text", "请填写"),
        ] {
            let answer = operator.post(&target, &without(name)).await;
            answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &[fault]);
        }
        let forbidden = handler.post(&target, &call).await;
        assert_eq!(forbidden.status, StatusCode::FORBIDDEN);
        assert_eq!(stranger.post(&target, &call).await.status, StatusCode::FORBIDDEN);
        operator.post_forged(&target).await.shows(StatusCode::FORBIDDEN, &[]);
        acts(&operator, &id, "three-way-call", &call[1..]).await;
        let twice = operator.post(&target, &call).await;
        twice.shows(StatusCode::CONFLICT, &["今晚八点前派人查看"]);
        let again = [("call_outcome", "not_agreed"), ("call_text", "对修复时间未谈妥")];
        acts(&officer, &id, "three-way-call", &[&call[1..3], &again].concat()).await;
        let page = officer.get(&format!("/desk/orders/{id}")).await;
        let said = ["三方通话记录", "值班科长 李明", "承诺办理", "今晚八点前派人查看", "未谈妥"];
        page.shows(StatusCode::OK, &said);
        let track = app.get(&format!("/track/{}?code={}", mine.0, mine.1)).await;
        track.shows(StatusCode::OK, &["热线、承办单位和您三方通话", "今晚八点前派人查看"]);
    })
    .await;
}

#[tokio::test]
async fn forms_beside_the_parts_have_keys_that_no_other_form_has() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let reviewer = sign_in(app, Role::UnitReviewer, LAMP_UNIT).await;
        let handler = sign_in(app, Role::UnitHandler, LAMP_UNIT).await;
        let third = sign_in(app, Role::UnitHandler, "landscape").await;
        let fourth = sign_in(app, Role::UnitHandler, "power-supply").await;
        let id = dispatched(app, &operator, LAMPS).await;
        acts(&handler, &id, "acknowledgement", &[]).await;
        let (one, two) = (third.unit.to_string(), fourth.unit.to_string());
        let more = [
            ("units_1", one.as_str()),
            ("units_2", two.as_str()),
            ("parts_text", "修剪遮挡路灯的树枝"),
        ];
        acts(&reviewer, &id, "parts", &more).await;
        let page = reviewer.get(&format!("/desk/orders/{id}")).await;
        let waivers = page.text.matches("data-key-label=\"不再等待\"").count();
        let named: Vec<&str> = page.text.split("data-key=\"").skip(1).collect();
        let mut keys: Vec<&str> = named.iter().filter_map(|rest| rest.split('"').next()).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!((waivers, keys.len()), (2, all), "{keys:?}");
    })
    .await;
}
