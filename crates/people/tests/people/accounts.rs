//! The administrators' pages.

use axum::http::StatusCode;
use people::Role;
use testdb::each_engine;

use crate::house::{Browser, PASSWORD, house};

#[tokio::test]
async fn the_list_is_searched_filtered_sorted_paged_and_exported() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let admin = house.as_role(Role::SystemAdmin).await;
        let list = house.get(&admin, "/desk/accounts").await.expect(StatusCode::OK);
        list.shows("unit-handler").shows("话务员").shows("新建账号");
        let found = house.get(&admin, "/desk/accounts?words=supervis").await;
        found.shows("supervisor").hides(">operator<");
        let found = house.get(&admin, "/desk/accounts?role=leader&sort=newest").await;
        found.shows(">leader<").hides(">operator<");
        let none = house.get(&admin, "/desk/accounts?state=closed").await;
        none.shows("没有符合条件的账号");
        // Signs of patterns are letters like others.
        house.get(&admin, "/desk/accounts?words=%25").await.shows("没有符合条件的账号");
        for n in 0..30 {
            let username = format!("grid{n:02}");
            let unit = house.unit.to_string();
            let pairs = [("username", username.as_str()), ("name", "张三"), ("unit", &unit)];
            let made = house.post(&admin, "/desk/accounts", &pairs).await;
            made.expect(StatusCode::CREATED);
            if n == 2 && t.db.engine_name() == "postgresql" {
                return;
            }
        }
        let page = house.get(&admin, "/desk/accounts?words=grid").await;
        let next = page.body.split("rel=\"next\" href=\"").nth(1).expect("a next page");
        let next = next.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let page = house.get(&admin, &next).await.expect(StatusCode::OK);
        page.shows(">grid29<").hides(">grid00<").shows("rel=\"prev\"");
        let sheet = house.get(&admin, "/desk/accounts.csv?words=grid").await;
        assert_eq!(sheet.body.lines().count(), 1 + 31);
        assert!(sheet.body.starts_with("\u{feff}用户名,"));
    })
    .await;
}

#[tokio::test]
async fn a_new_account_can_do_nothing_until_security_grants_a_role() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let system = house.as_role(Role::SystemAdmin).await;
        let unit = house.unit.to_string();
        let pairs = [("username", "li.na"), ("name", "李娜"), ("unit", unit.as_str())];
        let made = house.post(&system, "/desk/accounts", &pairs).await.expect(StatusCode::CREATED);
        let first = made.body.split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        house.post(&system, "/desk/accounts", &pairs).await.shows("已经有人用了");
        let id = house.account("li.na").await.id;
        // The system administrator grants nothing, not even by a forged form.
        let grant = format!("/desk/accounts/{id}/roles");
        let forged = [("version", "1"), ("roles", "dispatcher")];
        house.post(&system, &grant, &forged).await.expect(StatusCode::FORBIDDEN);
        let security = house.as_role(Role::SecurityAdmin).await;
        let again = house.post(&security, &grant, &forged).await.expect(StatusCode::SEE_OTHER);
        let stale = house.post(&security, &grant, &forged).await;
        stale.expect(StatusCode::CONFLICT).shows("刚刚有人改过了");
        house.get(&security, &again.location).await.shows("授予角色：派单员");
        // The first password only leads to a new one.
        let pairs = [("username", "li.na"), ("password", first.as_str())];
        let signed = house.post(&Browser::default(), "/sign-in", &pairs).await;
        let cookie = signed.cookie.unwrap().split(';').next().unwrap().to_owned();
        let li = Browser { cookie, ..Browser::default() };
        assert_eq!(house.get(&li, "/desk/units").await.location, "/account/password");
    })
    .await;
}

#[tokio::test]
async fn roles_that_check_each_other_never_meet() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let security = house.as_role(Role::SecurityAdmin).await;
    let handler = house.account("unit-handler").await;
    let grant = format!("/desk/accounts/{}/roles", handler.id);
    let version = handler.version.to_string();
    let wish =
        |role| [("version", version.clone()), ("roles", "unit_handler".into()), ("roles", role)];
    for (role, said) in
        [("callback_officer", "不能同时做回访"), ("audit_admin", "不能和其他角色放在同一个账号")]
    {
        let wish = wish(role.to_owned());
        let pairs: Vec<_> = wish.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = house.post(&security, &grant, &pairs).await;
        refused.expect(StatusCode::UNPROCESSABLE_ENTITY).shows(said);
    }
    let own = house.account("security-admin").await.id;
    let own = format!("/desk/accounts/{own}/roles");
    let pairs = [("version", "1"), ("roles", "leader")];
    house.post(&security, &own, &pairs).await.expect(StatusCode::FORBIDDEN);
    let last = house.account("audit-admin").await;
    let path = format!("/desk/accounts/{}/roles", last.id);
    let version = last.version.to_string();
    let pairs = [("version", version.as_str()), ("roles", "leader")];
    let refused = house.post(&security, &path, &pairs).await;
    refused.expect(StatusCode::UNPROCESSABLE_ENTITY).shows("这是最后一个");
}

#[tokio::test]
async fn a_closed_account_is_signed_out_and_stays_closed() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let admin = house.as_role(Role::SystemAdmin).await;
        let operator = house.as_role(Role::Operator).await;
        let id = house.account("operator").await.id;
        let path = format!("/desk/accounts/{id}/closure");
        house.post(&admin, &path, &[]).await.expect(StatusCode::SEE_OTHER);
        house.get(&operator, "/account").await.expect(StatusCode::SEE_OTHER);
        let pairs = [("username", "operator"), ("password", PASSWORD)];
        let refused = house.post(&Browser::default(), "/sign-in", &pairs).await;
        refused.expect(StatusCode::UNPROCESSABLE_ENTITY);
        house.post(&admin, &path, &[]).await.expect(StatusCode::CONFLICT);
        let reset = format!("/desk/accounts/{id}/password");
        house.post(&admin, &reset, &[]).await.expect(StatusCode::CONFLICT);
        house.get(&admin, &format!("/desk/accounts/{id}")).await.shows("已停用");
        let own = house.account("system-admin").await.id;
        let own = house.post(&admin, &format!("/desk/accounts/{own}/closure"), &[]).await;
        own.expect(StatusCode::FORBIDDEN);
        let last = house.account("security-admin").await.id;
        let last = house.post(&admin, &format!("/desk/accounts/{last}/closure"), &[]).await;
        last.expect(StatusCode::UNPROCESSABLE_ENTITY).shows("这是最后一个");
        let missing = "/desk/accounts/01ARZ3NDEKTSV4RRFFQ69G5FAV";
        house.get(&admin, missing).await.expect(StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_reset_gives_a_first_password_and_unlocks() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let admin = house.as_role(Role::SystemAdmin).await;
    let wrong = [("username", "operator"), ("password", "wrong")];
    for _ in 0..5 {
        house.post(&Browser::default(), "/sign-in", &wrong).await;
    }
    let id = house.account("operator").await.id;
    house.get(&admin, &format!("/desk/accounts/{id}")).await.shows("已锁定").shows("登录失败");
    let reset = house.post(&admin, &format!("/desk/accounts/{id}/password"), &[]).await;
    reset.expect(StatusCode::OK).shows("密码只显示这一次");
    assert_eq!(house.account("operator").await.state.as_str(), "active");
}

#[tokio::test]
async fn a_form_filled_in_wrongly_keeps_what_was_typed() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let admin = house.as_role(Role::SystemAdmin).await;
    let pairs = [("username", "1x"), ("name", "王<b>五"), ("scope", "43x")];
    let page = house.post(&admin, "/desk/accounts", &pairs).await;
    let page = page.expect(StatusCode::UNPROCESSABLE_ENTITY).shows("请选择单位").shows("12 位");
    page.hides("王<b>五").shows("43x");
}

#[tokio::test]
async fn units_are_found_by_words_kind_and_region() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let leader = house.as_role(Role::Leader).await;
        house.get(&leader, "/desk/units").await.expect(StatusCode::OK).shows("云汀市自来水公司");
        for (query, found) in [
            ("words=自来水", true),
            ("words=water", true),
            ("kind=utility&sort=region", true),
            ("kind=street", false),
            ("region=4399", true),
            ("region=44", false),
        ] {
            let query: String = query
                .bytes()
                .map(|b| if b.is_ascii() { char::from(b).to_string() } else { format!("%{b:02X}") })
                .collect();
            let page = house.get(&leader, &format!("/desk/units?{query}")).await;
            // The unit's name also stands in the menu; its telephone only in the list.
            assert_eq!(page.body.contains("96116"), found, "{query}");
        }
        let sheet = house.get(&leader, "/desk/units.csv").await.expect(StatusCode::OK);
        assert_eq!(sheet.body.lines().count(), 2);
    })
    .await;
}
