//! Opening one field of one person.

use axum::http::StatusCode;
use kernel::time::{DAY_US, MINUTE_US};
use people::app::retention::Forgotten;
use people::app::{disclosures, look_up};
use people::{Role, Settings, Staff};
use testdb::each_engine;

use crate::house::{Browser, House, NAME, PHONE, house, house_with};

const REASON: &str = "约定明天上门看漏水";

async fn open(house: &House, browser: &Browser, order: kernel::id::Id) -> crate::house::Answer {
    let order = order.to_string();
    let pairs = [
        ("order", order.as_str()),
        ("field", "phone"),
        ("purpose", "order_contact"),
        ("reason", REASON),
    ];
    house.post(browser, "/desk/disclosures", &pairs).await
}

async fn staff(house: &House, browser: &Browser) -> Staff {
    let token = browser.cookie.split('=').nth(1).expect("a cookie");
    let app = &house.app;
    let found = people::app::sessions::resolve(&app.db, &app.settings, token, app.now()).await;
    found.expect("reads").expect("is signed in")
}

#[tokio::test]
async fn a_field_opens_with_a_purpose_and_everyone_concerned_can_see_that() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let handler = house.as_role(Role::UnitHandler).await;
        let ask = format!("/desk/disclosures/new?order={}&field=phone", house.order);
        let form = house.get(&handler, &ask).await.expect(StatusCode::OK);
        form.shows("本人能看到").hides("司法机关依法调取").hides(PHONE);
        let opened = open(&house, &handler, house.order).await.expect(StatusCode::SEE_OTHER);
        let page = house.get(&handler, &opened.location).await.expect(StatusCode::OK);
        page.shows("+86 138 1234 4528").hides(NAME);
        // Twice is the same opening, within its time.
        let again = open(&house, &handler, house.order).await;
        assert_eq!(again.location, opened.location);
        let known = disclosures::disclosures_of(&house.app.db, house.requester).await.unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!(
            (known[0].reason.as_str(), known[0].unit_name.as_str()),
            (REASON, "云汀市自来水公司")
        );
        // Somebody else's opening is not found.
        let reviewer = house.as_role(Role::UnitReviewer).await;
        house.get(&reviewer, &opened.location).await.expect(StatusCode::NOT_FOUND);
        t.clock.advance(30 * MINUTE_US);
        let over = house.get(&handler, &opened.location).await.expect(StatusCode::OK);
        over.shows("查看时间已过").hides("138 1234 4528");
        let trail = house.trail(format!("identity:{}", house.requester)).await;
        assert_eq!(trail.len(), 1);
        assert_eq!(trail[0].kind, "identity.disclosed");
        assert_eq!(trail[0].actor_role.as_deref(), Some("unit_handler"));
        assert!(!trail[0].body.contains(REASON));
        let auditor = house.as_role(Role::AuditAdmin).await;
        let audit = house.get(&auditor, "/desk/audit?purpose=order_contact&field=phone").await;
        audit.shows(REASON).shows("测试unit_handler").hides(PHONE).hides("138 1234");
        for (query, found) in [
            ("purpose=callback", false),
            ("words=unit_handler&sort=oldest", true),
            ("from=2026-11-23&to=2026-11-23", true),
            ("to=2026-11-22", false),
        ] {
            let page = house.get(&auditor, &format!("/desk/audit?{query}")).await;
            assert_eq!(page.body.contains(REASON), found, "{query}");
        }
        let sheet = house.get(&auditor, "/desk/audit.csv").await.expect(StatusCode::OK);
        sheet.shows(REASON).shows("2026-11-23T09:00:00+08:00");
    })
    .await;
}

#[tokio::test]
async fn without_purpose_reason_or_duty_a_field_stays_closed() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let handler = house.as_role(Role::UnitHandler).await;
    let order = house.order.to_string();
    let ask = async |browser: &Browser, field: &str, purpose: &str, reason: &str| {
        let pairs =
            [("order", order.as_str()), ("field", field), ("purpose", purpose), ("reason", reason)];
        let answer = house.post(browser, "/desk/disclosures", &pairs).await;
        answer.expect(StatusCode::UNPROCESSABLE_ENTITY).hides(PHONE)
    };
    ask(&handler, "phone", "order_contact", "看看").await.shows("请写明具体原因");
    ask(&handler, "phone", "curiosity", REASON).await.shows("请选择用途");
    ask(&handler, "", "order_contact", REASON).await.shows("请选择一项");
    ask(&handler, "phone", "legal_request", REASON).await.shows("您的角色不承担这项工作");
    ask(&handler, "id_no", "on_site", REASON).await.shows("不需要查看这一项");
    ask(&handler, "contact", "on_site", REASON).await.shows("没有提供这一项");
    let supervisor = house.as_role(Role::Supervisor).await;
    ask(&supervisor, "phone", "legal_request", REASON).await.shows("请填写调取文书的编号");
    let known = disclosures::disclosures_of(&house.app.db, house.requester).await.unwrap();
    assert!(known.is_empty(), "what stays closed is not written down as opened");
}

#[tokio::test]
async fn orders_out_of_sight_are_not_found_and_confidential_ones_need_a_supervisor() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let handler = house.as_role(Role::UnitHandler).await;
    open(&house, &handler, house.confidential).await.shows("这是保密件");
    let grid = house.as_role(Role::GridWorker).await;
    open(&house, &grid, house.order).await.expect(StatusCode::NOT_FOUND);
    open(&house, &handler, house.requester.0).await.expect(StatusCode::NOT_FOUND);
    open(&house, &handler, house.anonymous).await.shows("没有提供这一项");
    let supervisor = house.as_role(Role::Supervisor).await;
    let order = house.confidential.to_string();
    let pairs = [
        ("order", order.as_str()),
        ("field", "phone"),
        ("purpose", "legal_request"),
        ("reason", REASON),
        ("document", "云检调〔2026〕7号"),
    ];
    let opened = house.post(&supervisor, "/desk/disclosures", &pairs).await;
    opened.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn looking_a_number_up_is_limited_and_written_down_without_it() {
    each_engine(people::MIGRATIONS, async |t| {
        let mut settings = Settings::default();
        settings.rates.look_up = 4;
        let house = house_with(t, settings).await;
        let browser = house.as_role(Role::Operator).await;
        let staff = staff(&house, &browser).await;
        let app = &house.app;
        let found = look_up::find_refs_by_phone(app, &staff, "0086 138-1234-4528").await.unwrap();
        assert_eq!(found, [house.requester]);
        let found = look_up::find_refs_by_phone_tail(app, &staff, "4528").await.unwrap();
        assert_eq!(found, [house.requester]);
        let none = look_up::find_refs_by_phone_tail(app, &staff, "0000").await.unwrap();
        assert!(none.is_empty());
        assert!(look_up::find_refs_by_phone_tail(app, &staff, "528").await.is_err());
        look_up::find_refs_by_phone(app, &staff, "13912344528").await.unwrap();
        let refused = look_up::find_refs_by_phone(app, &staff, PHONE).await;
        assert!(matches!(refused, Err(look_up::LookUpError::TooMany(_))));
        let trail = house.trail(format!("vault:{}", staff.account)).await;
        assert_eq!(trail.len(), 4);
        assert!(trail.iter().all(|event| event.kind == "vault.looked_up"));
        assert!(trail.iter().all(|event| !event.body.contains("4528")));
    })
    .await;
}

#[tokio::test]
async fn what_has_had_its_time_is_forgotten_once() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let handler = house.as_role(Role::UnitHandler).await;
        open(&house, &handler, house.order).await.expect(StatusCode::SEE_OTHER);
        let db = &house.app.db;
        let run = async || people::app::retention::run(db, house.app.now()).await.unwrap();
        assert_eq!(run().await, Forgotten::default());
        t.clock.advance(200 * DAY_US);
        assert_eq!(run().await, Forgotten { sessions: 1, ..Forgotten::default() });
        t.clock.advance(3 * 366 * DAY_US);
        assert_eq!(run().await, Forgotten { disclosures: 1, ..Forgotten::default() });
        assert_eq!(run().await, Forgotten::default());
        let trail = house.trail(format!("identity:{}", house.requester)).await;
        assert_eq!(trail.len(), 1, "the ledger forgets nothing");
    })
    .await;
}
