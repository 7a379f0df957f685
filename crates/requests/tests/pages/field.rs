//! On site with a telephone over HTTP: an event in three taps arrives once,
//! a visit is recorded with its pictures, and only by who may.

use axum::http::StatusCode;
use people::Role;

use crate::app::{LAMPS, Part, TestApp, each_app};
use crate::staff::{Person, sign_in};

const WORDS: &str = "路灯不亮已经三天了，晚上回家看不清路。";

/// The smallest picture a phone could send.
fn picture() -> Vec<u8> {
    let image = image::RgbImage::from_pixel(8, 6, image::Rgb([200, 30, 30]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

async fn count(person: &Person<'_>, words: &str) -> usize {
    person.get("/desk/orders").await.text.matches(words).count()
}

#[tokio::test]
async fn an_event_sent_twice_by_the_telephone_arrives_once() {
    each_app(async |app| {
        let worker = sign_in(app, Role::GridWorker, "st-zhonglouxiang").await;
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let form = worker.get("/desk/field/report").await;
        form.shows(StatusCode::OK, &["拍照", "是什么事", "占道停放", "data-outbox-form"]);
        let bytes = picture();
        let sent = [
            ("key", Part::Text("phone-key-1")),
            ("kind", Part::Text("020601")),
            ("words", Part::Text("北侧第三盏")),
            ("address", Part::Text("钟楼巷小区")),
            ("waited_ms", Part::Text("60000")),
            ("photos", Part::File(&bytes)),
        ];
        for _ in 0..2 {
            let answer = worker.post_parts("/desk/field/report", &sent).await;
            assert_eq!(answer.location(), "/desk/field?sent=report");
        }
        worker.get("/desk/field?sent=report").await.shows(StatusCode::OK, &["已上报"]);
        assert_eq!(count(&operator, "巡查发现：路灯照明").await, 1, "sent twice, there once");
        let wrong = [("key", Part::Text("k")), ("kind", Part::Text("999999"))];
        let answer = worker.post_parts("/desk/field/report", &wrong).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请选是什么事"]);
        assert_eq!(operator.get("/desk/field").await.status, StatusCode::FORBIDDEN);
        assert_eq!(app.get("/desk/field/report").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

async fn dispatched(app: &TestApp<'_>, unit: &str) -> String {
    let operator = sign_in(app, Role::Operator, "hotline").await;
    let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
    let fields = [
        ("key", "visit"),
        ("type", "complaint"),
        ("urgency", "normal"),
        ("content", WORDS),
        ("address", "钟楼巷小区"),
        ("channel", "phone_12345"),
        ("then", "accept"),
    ];
    let answer = operator.post("/desk/new", &fields).await;
    let id = answer.location().strip_prefix("/desk/new?saved=").expect("an order").to_owned();
    let to = [("seen", "2"), ("category", LAMPS), ("unit", unit), ("urgency", "normal")];
    dispatcher.post(&format!("/desk/orders/{id}/dispatch"), &to).await.location();
    id
}

#[tokio::test]
async fn what_was_done_on_site_stands_on_the_order_with_its_picture() {
    each_app(async |app| {
        let handler = sign_in(app, Role::UnitHandler, "road-maintenance").await;
        let worker = sign_in(app, Role::GridWorker, "st-zhonglouxiang").await;
        let stranger = sign_in(app, Role::UnitHandler, "urban-management").await;
        let id = dispatched(app, &handler.unit.to_string()).await;
        worker.get("/desk/field").await.shows(StatusCode::OK, &[&id, "辖区在办"]);
        let page = format!("/desk/field/orders/{id}");
        worker.get(&page).await.shows(StatusCode::OK, &["现场处置", WORDS]);
        let bytes = picture();
        let visits = format!("{page}/visits");
        let sent = [
            ("key", Part::Text("visit-1")),
            ("words", Part::Text("已到现场，灯杆断电，联系抢修。")),
            ("photos", Part::File(&bytes)),
        ];
        for _ in 0..2 {
            assert_eq!(
                worker.post_parts(&visits, &sent).await.location(),
                "/desk/field?sent=visit"
            );
        }
        let order = handler.get(&format!("/desk/orders/{id}")).await;
        order.shows(StatusCode::OK, &["现场记录", "灯杆断电", "/desk/photos/"]);
        assert_eq!(order.text.matches("灯杆断电").count(), 1, "recorded once");
        let empty = [("key", Part::Text("visit-2")), ("words", Part::Text(" "))];
        let answer = handler.post_parts(&visits, &empty).await;
        answer.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请填写"]);
        let theirs = stranger.post_parts(&visits, &sent).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    })
    .await;
}
