//! Somebody reports for another who does not do it themselves.

use axum::http::StatusCode;
use people::Role;

use crate::app::{Part, TestApp, each_app};
use crate::resident::{WORDS, report};
use crate::staff::{Person, sign_in};

/// A report for a grandmother, with what differs.
fn for_another<'a>(
    key: &'a str,
    step: &'a str,
    more: &[(&'static str, &'a str)],
) -> Vec<(&'static str, Part<'a>)> {
    let told = [
        ("for_other", "1"),
        ("relation", "孙女"),
        ("consent", "当面同意"),
        ("other_name", "王桂英"),
        ("other_phone", ""),
    ];
    let mut parts = report(key, WORDS, step);
    for (name, value) in told.iter().chain(more) {
        parts.retain(|(known, _)| known != name);
        parts.push((name, Part::Text(value)));
    }
    parts
}

/// The telephone as it is opened for the callback.
async fn telephone(officer: &Person<'_>, order: &str) -> String {
    let wish = [
        ("order", order),
        ("field", "phone"),
        ("purpose", "callback"),
        ("reason", "按时回访"),
        ("document", ""),
    ];
    let opened = officer.post("/desk/disclosures", &wish).await;
    officer.get(opened.location()).await.text.replace(' ', "")
}

async fn order_of(app: &TestApp<'_>, location: &str) -> String {
    let rest = location.strip_prefix("/track/").expect("the progress page");
    let (number, code) = rest.split_once("?code=").expect("a code");
    let number = number.parse().expect("a number");
    app.desk.view_by_code(&number, &code[..8]).await.expect("an order").order.id.to_string()
}

#[tokio::test]
async fn who_reports_for_another_says_how_they_agreed_and_is_the_one_who_is_called() {
    each_app(async |app| {
        let officer = sign_in(app, Role::CallbackOfficer, "hotline").await;
        let silent = for_another("s1", "check", &[("consent", "")]);
        let silent = app.post_parts("/report", &silent).await;
        silent.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请写本人是怎样同意的", "孙女"]);
        let seen = app.post_parts("/report", &for_another("s1", "check", &[])).await;
        seen.shows(StatusCode::OK, &["替谁反映", "孙女", "王桂英", "本人同意：当面同意"]);
        assert_eq!(seen.hidden("relation"), Some("孙女"), "what was said is sent again");
        let sent = app.post_parts("/report", &for_another("s1", "send", &[])).await;
        let twice = app.post_parts("/report", &for_another("s1", "send", &[])).await;
        assert_eq!(sent.location(), twice.location(), "sent twice");
        let track = app.get(sent.location()).await;
        track.shows(StatusCode::OK, &["已经收到", WORDS]);
        assert!(!track.text.contains("您没有留电话"), "they did leave one");
        let order = order_of(app, sent.location()).await;
        let page = officer.get(&format!("/desk/orders/{order}")).await;
        page.shows(StatusCode::OK, &["代为反映", "孙女", "本人同意：当面同意"]);
        let opened = telephone(&officer, &order).await;
        assert!(opened.contains("13812344528"), "who speaks is called");
        assert!(opened.contains("这是代为反映人的"), "and it is said whose number it is");
        let track = app.get(sent.location()).await;
        track.shows(StatusCode::OK, &["按时回访"]);
        let own = for_another("s2", "send", &[("other_phone", "13900030002")]);
        let own = app.post_parts("/report", &own).await;
        let order = order_of(app, own.location()).await;
        let opened = telephone(&officer, &order).await;
        assert!(opened.contains("13900030002"), "who can be asked is asked themselves");
        assert!(!opened.contains("这是代为反映人的"));
    })
    .await;
}

#[tokio::test]
async fn an_anonymous_report_is_nobodys_for_another() {
    each_app(async |app| {
        let sent = for_another("a1", "send", &[("contact", "anonymous")]);
        let sent = app.post_parts("/report", &sent).await;
        let officer = sign_in(app, Role::CallbackOfficer, "hotline").await;
        let order = order_of(app, sent.location()).await;
        let page = officer.get(&format!("/desk/orders/{order}")).await;
        page.shows(StatusCode::OK, &[]);
        assert!(!page.text.contains("本人同意"), "nobody could be asked");
    })
    .await;
}
