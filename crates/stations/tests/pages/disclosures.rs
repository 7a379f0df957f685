//! Opening who applied or who comes: with a purpose and a reason, written down,
//! and seen by the person.

use axum::http::StatusCode;
use people::Role;
use testkit::staff::Person;

use crate::app::{TestApp, each_app};

const REASON: &str = "电话核对缴费凭证";

/// Asks for a field of a matter; gives where it leads.
async fn opens(person: &Person<'_>, matter: &str) -> testkit::browser::Answer {
    let fields =
        [("order", matter), ("field", "phone"), ("purpose", "order_contact"), ("reason", REASON)];
    person.post("/desk/disclosures", &fields).await
}

/// The matter a page of the desk leads to the vault with.
fn matter(page: &str) -> String {
    let link = page.split("/desk/disclosures/new?order=").nth(1).expect("a way to the vault");
    link.chars().take_while(char::is_ascii_alphanumeric).collect()
}

async fn applied(app: &TestApp<'_>) -> (String, String) {
    let fields = [
        ("key", "d1"),
        ("phone", "13900010001"),
        ("name", "欧阳小满"),
        ("statement-0", "1"),
        ("statement-1", "1"),
        ("statement-2", "1"),
    ];
    let page = app.post("/benefits/tuition-2026/apply", &fields).await;
    let after = |name: &str| {
        let rest = page.text.split(&format!(">{name}<")).nth(1).expect("a fact");
        let rest = rest.split("<dd").nth(1).expect("its value");
        let value = rest.split_once('>').expect("its text").1;
        value.split('<').next().expect("its end").trim().to_owned()
    };
    (after("申请编号"), after("查询码"))
}

#[tokio::test]
async fn who_applied_is_opened_by_the_unit_alone_and_the_person_sees_it() {
    each_app(async |app| {
        let (no, code) = applied(app).await;
        let mine = [("no", no.as_str()), ("code", code.as_str())];
        app.post("/benefits/mine", &mine).await.shows(StatusCode::OK, &["还没有人打开看过"]);
        let union = app.sign_in(Role::UnitHandler, "union").await;
        let list = union.get(&format!("/desk/benefits?q={no}")).await;
        let id = list.text.split("href=\"/desk/benefits/").skip(1);
        let mut ids = id.map(|part| part.split('"').next().unwrap_or_default());
        let id = ids.find(|id| id.len() == 26).expect("a row").to_owned();
        let page = union.get(&format!("/desk/benefits/{id}")).await;
        page.shows(StatusCode::OK, &["查看电话、姓名"]);
        assert!(!page.text.contains("13900010001"));
        assert_eq!(matter(&page.text), id);

        let opened = opens(&union, &id).await;
        let shown = union.get(opened.location()).await;
        shown.shows(StatusCode::OK, &["13900010001", &no, &format!("/desk/benefits/{id}")]);
        let seen = app.post("/benefits/mine", &mine).await;
        seen.shows(StatusCode::OK, &["谁看过您的信息", "看了您的电话", REASON, "云汀市总工会"]);

        // Another unit finds nothing to open; nor is anything written down.
        let water = app.sign_in(Role::UnitHandler, "water-supply").await;
        opens(&water, &id).await.shows(StatusCode::NOT_FOUND, &[]);
        let without = [("order", id.as_str()), ("field", "phone"), ("purpose", "order_contact")];
        let without = union.post("/desk/disclosures", &without).await;
        without.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请写明具体原因"]);
        let keeper = app.keeper(&["YT001"]).await;
        opens(&keeper, &id).await.shows(StatusCode::FORBIDDEN, &[]);
    })
    .await;
}

#[tokio::test]
async fn who_comes_is_opened_by_who_gives_the_service() {
    each_app(async |app| {
        let slot = kernel::time::Instant::parse("2026-11-24 10:00:00").expect("a time");
        let holds = "/appointments/calendars/physio/holds";
        let slot = slot.micros().to_string();
        let held = app.post(holds, &[("key", "d2"), ("slot", &slot)]).await;
        let mine = held.location().to_owned();
        let (path, code) = mine.split_once("?code=").expect("a code");
        let who = [("code", code), ("name", "欧阳小满"), ("phone", "13900010001"), ("topic", "腰")];
        app.post(&format!("{path}/confirmation"), &who).await.location();
        let health = app.provider("health", &["health"]).await;
        let list = health.get("/desk/appointments?day=2026-11-24").await;
        let id = list.text.split("href=\"/desk/appointments/").skip(1);
        let mut ids = id.map(|part| part.split('"').next().unwrap_or_default());
        let id = ids.find(|id| id.len() == 26).expect("a row").to_owned();
        let page = health.get(&format!("/desk/appointments/{id}")).await;
        assert_eq!(matter(&page.text), id);
        let shown = health.get(opens(&health, &id).await.location()).await;
        shown.shows(StatusCode::OK, &["13900010001"]);
        app.get(&mine).await.shows(StatusCode::OK, &["看了您的电话", REASON]);
        let other = app.provider("justice", &["legal-aid"]).await;
        opens(&other, &id).await.shows(StatusCode::NOT_FOUND, &[]);
    })
    .await;
}
