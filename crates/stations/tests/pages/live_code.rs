//! Codes that move on by themselves: signed for a device, taken back with it,
//! looked at by a device without a network, whose counts count once.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64ct::{Base64UrlUnpadded, Encoding};
use kernel::hex::hex;
use people::Role;
use serde_json::{Value, json};
use stations::domain::code::{base45, chain};
use testkit::browser::Answer;

use crate::app::{TestApp, each_app};
use crate::code::Device;
use crate::rider::Rider;

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.text).expect("JSON")
}

/// A code as a device shows it now, from what the server signed.
fn shown(app: &TestApp<'_>, signed: &Value, secret: &chain::Value) -> String {
    let text = signed["code"].as_str().expect("a code");
    let mut bytes = Base64UrlUnpadded::decode_vec(text).expect("base64");
    let expires = signed["expires"].as_i64().expect("an end");
    let now = app.stations.app.now().micros().div_euclid(1_000_000);
    let step = chain::step_at(expires, now).expect("within the day");
    let at = usize::try_from(signed["moves_at"].as_u64().expect("a place")).expect("small");
    bytes[at..at + 2].copy_from_slice(&step.to_be_bytes());
    bytes[at + 2..at + 12].copy_from_slice(&chain::value_at(secret, step));
    base45::encode(&bytes)
}

fn anchor_of(secret: &chain::Value) -> String {
    hex(&chain::anchor(secret))
}

/// Has a chain's end signed.
async fn signed(rider: &Rider<'_>, fields: &[(&str, &str)]) -> Answer {
    rider.post("/code/anchors", fields).await
}

#[tokio::test]
async fn a_live_code_is_good_at_its_gate_and_ends_with_its_device() {
    each_app(async |app| {
        let gate = Device::enrol(app, "gate", "钟楼巷小区东门", false).await;
        let other = Device::enrol(app, "station", "星港湾暖新驿站", true).await;
        let rider = Rider::register(app, "l1", "李晓明", "13812340011").await;
        let (one, two) = ([1; 10], [2; 10]);
        let (first, second) = (anchor_of(&one), anchor_of(&two));
        let fields = [("use", "gate"), ("verifier", "0"), ("anchor", &first), ("anchor", &second)];
        let answer = signed(&rider, &fields).await;
        answer.shows(StatusCode::OK, &["迅达外卖", "进小区"]);
        let body = json_of(&answer);
        assert_eq!(body["codes"].as_array().map(Vec::len), Some(2));
        let code = shown(app, &body["codes"][0], &one);
        assert!(code.len() <= 190, "{}", code.len());
        gate.look(&code).await.shows(StatusCode::OK, &["有效", "迅达外卖"]);
        other.look(&code).await.shows(StatusCode::OK, &["不能用在这里"]);
        app.store.clock.advance(61 * kernel::time::SECOND_US);
        gate.look(&code).await.shows(StatusCode::OK, &["不是这一分钟的"]);
        let code = shown(app, &body["codes"][0], &one);
        gate.look(&code).await.shows(StatusCode::OK, &["有效"]);
        // Lost: another telephone takes it out.
        let another = rider.sign_in().await;
        let page = another.get("/holder").await;
        let device = page.text.split("name=\"device\"").nth(1).expect("others to take out");
        let device = device.split("value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let lost = [("device", device.expect("an id"))];
        another.post("/holder/device-revocation", &lost).await.location();
        gate.look(&code).await.shows(StatusCode::OK, &["码已作废"]);
        let second = shown(app, &body["codes"][1], &two);
        gate.look(&second).await.shows(StatusCode::OK, &["码已作废"]);
        let list = json_of(&app.get("/code/revoked.json").await);
        assert_eq!(list["anchors"].as_str().map(str::len), Some(14), "two of five bytes");
        assert_eq!(signed(&rider, &fields).await.status, StatusCode::UNAUTHORIZED);
        let data = json_of(&another.get("/holder/data.json").await);
        assert_eq!(data["live_codes"].as_array().map(Vec::len), Some(2));
    })
    .await;
}

#[tokio::test]
async fn an_anchor_is_signed_once_for_one_and_never_too_many() {
    each_app(async |app| {
        let rider = Rider::register(app, "l2", "王芳", "13812340012").await;
        let own = anchor_of(&[1; 10]);
        let one = [("use", "gate"), ("verifier", "0"), ("anchor", own.as_str())];
        assert_eq!(signed(&rider, &one).await.status, StatusCode::OK);
        // Somebody who saw a code could otherwise have it taken back with theirs.
        let near = format!("{}{}", &own[..10], "0000000000");
        let thief = Rider::register(app, "l3", "赵强", "13812340013").await;
        for anchor in [own.as_str(), near.as_str()] {
            let same = [("use", "gate"), ("verifier", "0"), ("anchor", anchor)];
            assert_eq!(signed(&thief, &same).await.status, StatusCode::CONFLICT, "{anchor}");
        }
        for (bad, status) in [
            (vec![("use", "gate"), ("verifier", "0")], StatusCode::CONFLICT),
            (vec![("use", "bus"), ("verifier", "0"), ("anchor", "00")], StatusCode::BAD_REQUEST),
            (vec![("use", "gate"), ("verifier", "0"), ("anchor", "00")], StatusCode::BAD_REQUEST),
            (
                vec![("use", "gate"), ("verifier", "9"), ("anchor", "00112233445566778899")],
                StatusCode::NOT_FOUND,
            ),
        ] {
            assert_eq!(signed(&rider, &bad).await.status, status, "{bad:?}");
        }
        let anchors: Vec<String> = (0..9_u8).map(|at| anchor_of(&[100 + at; 10])).collect();
        let mut many = vec![("use", "gate"), ("verifier", "0")];
        many.extend(anchors.iter().map(|anchor| ("anchor", anchor.as_str())));
        assert_eq!(signed(&rider, &many).await.status, StatusCode::CONFLICT, "nine at once");
        assert_eq!(
            app.post("/code/anchors", &one).await.status,
            StatusCode::UNAUTHORIZED,
            "nobody is signed in"
        );
    })
    .await;
}

#[tokio::test]
async fn another_company_on_the_registration_ends_codes_that_name_the_one_before() {
    each_app(async |app| {
        let gate = Device::enrol(app, "gate", "钟楼巷小区东门", false).await;
        let rider = Rider::register(app, "l4", "何静", "13812340014").await;
        let anchor = anchor_of(&[4; 10]);
        let fields = [("use", "gate"), ("verifier", "1"), ("anchor", anchor.as_str())];
        let before = json_of(&signed(&rider, &fields).await);
        let code = shown(app, &before["codes"][0], &[4; 10]);
        let same = [("version", "1"), ("kind", "courier"), ("employer", "1")];
        rider.post("/holder/renewal", &same).await.location();
        gate.look(&code).await.shows(StatusCode::OK, &["有效"]);
        let other = [("version", "2"), ("kind", "courier"), ("employer", "0")];
        rider.post("/holder/renewal", &other).await.location();
        gate.look(&code).await.shows(StatusCode::OK, &["码已作废"]);
        let anchor = anchor_of(&[5; 10]);
        let fields = [("use", "gate"), ("verifier", "1"), ("anchor", anchor.as_str())];
        let after = json_of(&signed(&rider, &fields).await);
        assert_ne!(before["of"], after["of"], "the telephone knows that its codes are old");
        rider.post("/holder/deletion", &[("sure", "1")]).await.location();
        let code = shown(app, &after["codes"][0], &[5; 10]);
        gate.look(&code).await.shows(StatusCode::OK, &["码已作废"]);
        app.store.clock.advance(2 * kernel::time::DAY_US);
        let now = app.stations.app.now();
        app.stations.forget_ended_holders(now).await.expect("the job runs");
        let list = json_of(&app.get("/code/revoked.json").await);
        assert_eq!(list["anchors"].as_str(), Some(""), "what ran out leaves the list");
    })
    .await;
}

impl Device<'_> {
    async fn kit(&self) -> Answer {
        let request = Request::get("/verify/kit.json").header(header::COOKIE, &self.cookie);
        self.browser.send(request.body(Body::empty()).expect("a request")).await
    }

    async fn send(&self, batch: &Value) -> StatusCode {
        let request = Request::post("/verify/counts")
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(batch.to_string()));
        self.browser.send(request.expect("a request")).await.status
    }
}

#[tokio::test]
async fn a_device_has_what_it_needs_offline_and_its_counts_count_once() {
    each_app(async |app| {
        let gate = Device::enrol(app, "gate", "钟楼巷小区东门", false).await;
        let kit = json_of(&gate.kit().await);
        assert_eq!(kit["verifier"], json!({ "number": 1, "use": "gate", "cards": false }));
        assert_eq!(kit["brands"]["1"], json!("迅达外卖"));
        assert_eq!(kit["keys"][0]["crv"], json!("P-256"));
        assert_eq!(kit["revoked"]["bytes_each"], json!(5));
        let hour = app.stations.app.now().beijing().strftime("%Y-%m-%d %H").to_string();
        let batch = json!({
            "key": "00112233445566778899aabbccddeeff",
            "hours": [[hour, 40, 2], ["2020-01-01 00", 9, 9]],
        });
        for _ in 0..5 {
            assert_eq!(gate.send(&batch).await, StatusCode::NO_CONTENT);
        }
        let staff = app.sign_in(Role::Supervisor, "hotline").await;
        let page = staff.get("/desk/verifiers/1").await;
        page.shows(StatusCode::OK, &[">40</td>", ">2</td>"]);
        assert!(!page.text.contains("2020-01-01"), "an hour that cannot be");
        for bad in [json!({ "key": "x", "hours": [] }), json!({ "hours": [] }), json!([1])] {
            assert!(gate.send(&bad).await.is_client_error(), "{bad}");
        }
        let nobody = app.get("/verify/kit.json").await;
        assert_eq!(nobody.status, StatusCode::NOT_FOUND);
        staff.post("/desk/verifiers/1/end", &[("version", "1")]).await.location();
        assert_eq!(gate.kit().await.status, StatusCode::NOT_FOUND, "a device taken out");
        assert_eq!(gate.send(&batch).await, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn pages_that_work_without_a_network_have_their_worker() {
    each_app(async |app| {
        for page in ["/code", "/verify", "/stations"] {
            let worker = app.get(&format!("{page}/worker.js")).await;
            // Without built front-end files there is none.
            if worker.status == StatusCode::OK {
                let allowed = worker.headers.get("service-worker-allowed").expect("a scope");
                assert_eq!(allowed, page);
            } else {
                assert_eq!(worker.status, StatusCode::NOT_FOUND);
            }
        }
    })
    .await;
}
