//! Signing in, staying signed in, and the password.

use axum::http::StatusCode;
use kernel::time::{DAY_US, HOUR_US, MINUTE_US};
use people::app::sign_in;
use people::{Role, Settings};
use testdb::each_engine;

use crate::house::{Browser, House, PASSWORD, house, house_with};

const WRONG: &str = "用户名或密码不对";

async fn attempt(house: &House, username: &str, password: &str) -> StatusCode {
    let pairs = [("username", username), ("password", password)];
    house.post(&Browser::default(), "/sign-in", &pairs).await.status
}

#[tokio::test]
async fn signing_in_leads_back_to_the_page_asked_for() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let nobody = Browser::default();
        let asked = house.get(&nobody, "/desk/units?kind=street").await;
        assert_eq!(asked.location, "/sign-in?next=/desk/units%3Fkind%3Dstreet");
        house.get(&nobody, &asked.location).await.expect(StatusCode::OK).shows("kind=street");
        let pairs = [
            ("username", " Operator "),
            ("password", PASSWORD),
            ("next", "/desk/units?kind=street"),
        ];
        let answer = house.post(&nobody, "/sign-in", &pairs).await.expect(StatusCode::SEE_OTHER);
        assert_eq!(answer.location, "/desk/units?kind=street");
        let cookie = answer.cookie.unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
        assert!(!cookie.contains("Secure"));
        let browser = house.as_role(Role::Operator).await;
        house.get(&browser, "/account").await.shows("测试operator").shows("云汀市自来水公司");
    })
    .await;
}

#[tokio::test]
async fn what_went_wrong_stands_beside_the_field() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let nobody = Browser::default();
    let empty = house.post(&nobody, "/sign-in", &[("username", "operator")]).await;
    empty.expect(StatusCode::UNPROCESSABLE_ENTITY).shows("f-password-error").shows("请填写密码");
    let wrong = [("username", "operator"), ("password", "not this one")];
    let wrong = house.post(&nobody, "/sign-in", &wrong).await;
    let known = wrong.expect(StatusCode::UNPROCESSABLE_ENTITY).shows(WRONG).hides("not this one");
    let unknown = [("username", "nobody-here"), ("password", "not this one")];
    let unknown = house.post(&nobody, "/sign-in", &unknown).await;
    let unknown = unknown.expect(StatusCode::UNPROCESSABLE_ENTITY);
    // Who has no account is told the very same.
    assert_eq!(known.body.replace("operator", "nobody-here"), unknown.body);
}

#[tokio::test]
async fn five_wrong_tries_lock_the_account_for_a_quarter_of_an_hour() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        for _ in 0..5 {
            let status = attempt(&house, "operator", "wrong").await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(house.account("operator").await.state.as_str(), "locked");
        let right = attempt(&house, "operator", PASSWORD).await;
        assert_eq!(right, StatusCode::UNPROCESSABLE_ENTITY, "also with the right password");
        t.clock.advance(15 * MINUTE_US);
        assert_eq!(attempt(&house, "operator", PASSWORD).await, StatusCode::SEE_OTHER);
        let account = house.account("operator").await;
        assert_eq!(account.state.as_str(), "active");
        let trail = house.trail(format!("account:{}", account.id)).await;
        let kinds: Vec<_> = trail.iter().map(|event| event.kind.as_str()).collect();
        let mut want = vec!["account.sign_in_failed"; 5];
        want.push("account.signed_in");
        assert_eq!(kinds, want);
        assert_eq!(trail[4].to_state.as_deref(), Some("locked"));
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_try_for_ever() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let mut settings = Settings::default();
    settings.rates.sign_in = 3;
    let house = house_with(&t, settings).await;
    for _ in 0..3 {
        assert_eq!(attempt(&house, "", "").await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(attempt(&house, "operator", PASSWORD).await, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_session_ends_by_leaving_by_idling_and_by_age() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let browser = house.as_role(Role::Operator).await;
    let out = house.post(&browser, "/sign-out", &[]).await.expect(StatusCode::SEE_OTHER);
    assert!(out.cookie.unwrap().contains("Max-Age=0"));
    house.get(&browser, "/account").await.expect(StatusCode::SEE_OTHER);
    let browser = house.as_role(Role::Operator).await;
    for _ in 0..7 {
        t.clock.advance(HOUR_US - MINUTE_US);
        house.get(&browser, "/account").await.expect(StatusCode::OK);
    }
    t.clock.advance(HOUR_US + MINUTE_US);
    house.get(&browser, "/account").await.expect(StatusCode::SEE_OTHER);
    let browser = house.as_role(Role::Operator).await;
    for _ in 0..9 {
        t.clock.advance(HOUR_US - MINUTE_US);
        house.get(&browser, "/account").await;
    }
    house.get(&browser, "/account").await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn signing_in_again_gives_a_new_session_and_ends_the_old_one() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let before = house.as_role(Role::Operator).await;
    let pairs = [("username", "operator"), ("password", PASSWORD)];
    let after = house.post(&before, "/sign-in", &pairs).await.expect(StatusCode::SEE_OTHER);
    assert!(!after.cookie.unwrap().starts_with(&before.cookie));
    house.get(&before, "/account").await.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_can_leave_everywhere_else() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let [one, two] = [house.as_role(Role::Operator).await, house.as_role(Role::Operator).await];
    house.get(&one, "/account").await.shows("退出其他设备").shows("当前");
    let left = house.post(&one, "/account/sign-out-elsewhere", &[]).await;
    left.expect(StatusCode::SEE_OTHER);
    house.get(&two, "/account").await.expect(StatusCode::SEE_OTHER);
    house.get(&one, "/account").await.expect(StatusCode::OK).hides("退出其他设备");
}

#[tokio::test]
async fn the_cookie_itself_is_nowhere_in_the_store() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let browser = house.as_role(Role::Operator).await;
    let token = browser.cookie.split('=').nth(1).unwrap();
    assert_eq!(token.len(), 64);
    for file in std::fs::read_dir(&t.dir).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(64).any(|window| window == token.as_bytes()));
    }
}

#[tokio::test]
async fn a_password_is_changed_by_its_owner_and_not_used_again() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let browser = house.as_role(Role::Operator).await;
        let elsewhere = house.as_role(Role::Operator).await;
        let change = async |present, new, again| {
            let pairs = [("present", present), ("new", new), ("again", again)];
            house.post(&browser, "/account/password", &pairs).await
        };
        let new = "Willow-bridge-9";
        change("wrong", new, new)
            .await
            .expect(StatusCode::UNPROCESSABLE_ENTITY)
            .shows("现在的密码不对");
        change(PASSWORD, new, "x").await.shows("两次输入的新密码不一样");
        change(PASSWORD, "short", "short").await.shows("新密码太短");
        change(PASSWORD, "Operator-12345", "Operator-12345").await.shows("不能有用户名");
        change(PASSWORD, PASSWORD, PASSWORD).await.shows("最近用过这个密码");
        change(PASSWORD, new, new).await.expect(StatusCode::SEE_OTHER);
        house.get(&elsewhere, "/account").await.expect(StatusCode::SEE_OTHER);
        house.get(&browser, "/account").await.expect(StatusCode::OK);
        t.clock.advance(MINUTE_US);
        change(new, PASSWORD, PASSWORD).await.shows("最近用过这个密码");
        assert_eq!(attempt(&house, "operator", new).await, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn an_old_password_must_be_changed_before_anything_else() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    t.clock.advance(91 * DAY_US);
    let pairs = [("username", "operator"), ("password", PASSWORD)];
    let answer = house.post(&Browser::default(), "/sign-in", &pairs).await;
    let cookie = answer.cookie.unwrap().split(';').next().unwrap().to_owned();
    let browser = Browser { cookie, ..Browser::default() };
    let sent = house.get(&browser, "/desk/units").await.expect(StatusCode::SEE_OTHER);
    assert_eq!(sent.location, "/account/password");
    house.get(&browser, "/account/password").await.expect(StatusCode::OK).shows("请先设置新密码");
}

#[tokio::test]
async fn leaving_twice_is_written_down_once() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let browser = house.as_role(Role::Operator).await;
    let token = browser.cookie.split('=').nth(1).unwrap();
    let app = &house.app;
    let staff = people::app::sessions::resolve(&app.db, &app.settings, token, app.now()).await;
    let staff = staff.unwrap().unwrap();
    sign_in::sign_out(app, &staff).await.unwrap();
    sign_in::sign_out(app, &staff).await.unwrap();
    let trail = house.trail(format!("account:{}", staff.account)).await;
    assert_eq!(trail.iter().filter(|event| event.kind == "account.signed_out").count(), 1);
}
