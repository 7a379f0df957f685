//! What holds for every route.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use people::{Access, Role};
use testdb::{TestDb, each_engine};

use crate::house::{Browser, all_routes, form, house};

#[tokio::test]
async fn every_statement_prepares() {
    each_engine(people::MIGRATIONS, async |t| {
        testdb::prepare_all(&t.db, people::statements()).await.unwrap();
    })
    .await;
}

#[test]
fn messages_are_complete_and_used() {
    let own = env!("CARGO_MANIFEST_DIR");
    let faults = ui::catalogue_check::check_crate(own, &[people::LOCALES], &[ui::LOCALES]);
    assert_eq!(faults, Vec::<String>::new());
}

async fn lite() -> TestDb {
    testdb::lite(people::MIGRATIONS).await
}

#[tokio::test]
async fn nobody_gets_past_a_route_without_its_role() {
    let t = lite().await;
    let house = house(&t).await;
    let nobody = Browser::default();
    for role in Role::ALL {
        let browser = house.as_role(role).await;
        for route in people::routes::<people::App>().list() {
            let path = route.path.replace("{id}", "01ARZ3NDEKTSV4RRFFQ69G5FAV");
            let (Access::SignedIn | Access::Roles(_)) = route.access else { continue };
            // What everyone may do is tried elsewhere: leaving ends the session.
            if route.access == Access::SignedIn {
                continue;
            }
            let send = async |browser: &Browser| match route.method {
                Method::GET => house.get(browser, &path).await,
                _ => house.post(browser, &path, &[]).await,
            };
            let status = send(&browser).await.status;
            let refused = status == StatusCode::FORBIDDEN;
            let admitted = route.access.admits(&[role]);
            assert_eq!(refused, !admitted, "{role} {} {path}: {status}", route.method);
            let stranger = send(&nobody).await;
            let asked = match route.method {
                Method::GET => stranger.location.starts_with("/sign-in?next=/desk"),
                _ => stranger.status == StatusCode::UNAUTHORIZED,
            };
            assert!(asked, "nobody {} {path}: {}", route.method, stranger.status);
        }
    }
}

#[tokio::test]
async fn a_form_without_our_token_or_from_another_site_is_refused() {
    let t = lite().await;
    let house = house(&t).await;
    let browser = house.as_role(Role::Operator).await;
    let bare = form("/account/sign-out-elsewhere", &browser.cookie, &[]);
    house.send(bare).await.expect(StatusCode::FORBIDDEN);
    let guessed = [("csrf", "0123456789abcdef0123456789abcdef")];
    let guessed = form("/account/sign-out-elsewhere", &browser.cookie, &guessed);
    house.send(guessed).await.expect(StatusCode::FORBIDDEN);
    let pairs = [("csrf", browser.csrf.as_str())];
    let mut foreign = form("/account/sign-out-elsewhere", &browser.cookie, &pairs);
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    house.send(foreign).await.expect(StatusCode::FORBIDDEN);
    let mut public = form("/report", "", &[("text", "路灯不亮")]);
    public.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    house.send(public).await.expect(StatusCode::FORBIDDEN);
    house.send(form("/report", "", &[])).await.expect(StatusCode::CREATED);
    let own = house.post(&browser, "/account/sign-out-elsewhere", &[]).await;
    own.expect(StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_form_with_files_is_checked_at_its_start_and_handed_on_whole() {
    let t = lite().await;
    let house = house(&t).await;
    let browser = house.as_role(Role::Operator).await;
    let body = |token: &str| {
        let photo = "x".repeat(100_000);
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{token}\r\n\
             --b\r\nContent-Disposition: form-data; name=\"photo\"\r\n\r\n{photo}\r\n--b--\r\n"
        )
    };
    let send = async |body: String| {
        let request = Request::post("/photos")
            .header(header::COOKIE, &browser.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b")
            .body(Body::from(body));
        house.send(request.unwrap()).await
    };
    let whole = body(&browser.csrf);
    let length = whole.len().to_string();
    assert_eq!(send(whole).await.expect(StatusCode::OK).body, length);
    send(body("wrong")).await.expect(StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn faults_are_told_in_the_readers_language_without_their_cause() {
    let t = lite().await;
    let house = house(&t).await;
    let nobody = Browser::default();
    let page = house.get(&nobody, "/fails").await.expect(StatusCode::INTERNAL_SERVER_ERROR);
    page.shows("系统出了问题").hides("secret cause");
    let page = house.get(&nobody, "/nowhere?lang=en").await.expect(StatusCode::NOT_FOUND);
    page.shows("This page was not found");
    let told = house.get(&nobody, "/api/fails?lang=en").await;
    let told = told.expect(StatusCode::UNPROCESSABLE_ENTITY);
    let json: serde_json::Value = serde_json::from_str(&told.body).unwrap();
    let want = serde_json::json!({
        "error": { "code": "invalid", "message": "Enter your sign-in name", "field": "name" }
    });
    assert_eq!(json, want);
    let nowhere = house.get(&nobody, "/api/nowhere").await.expect(StatusCode::NOT_FOUND);
    nowhere.shows("\"not_found\"");
    let bad = house.as_role(Role::SystemAdmin).await;
    let bad = house.get(&bad, "/desk/accounts/not-an-id").await;
    bad.expect(StatusCode::BAD_REQUEST).shows("看不懂");
}

#[tokio::test]
async fn an_access_token_opens_its_scope_until_it_is_withdrawn() {
    each_engine(people::MIGRATIONS, async |t| {
        let house = house(t).await;
        let app = &house.app;
        let scopes = ["figures".to_owned()];
        let (id, token) =
            people::app::tokens::create(&app.db, app.ids.as_ref(), "看板", &scopes).await.unwrap();
        let call = async |token: &str| {
            let request = Request::get("/api/figures").header("authorization", token);
            house.send(request.body(Body::empty()).unwrap()).await
        };
        let bearer = format!("Bearer {}", *token);
        assert_eq!(call(&bearer).await.expect(StatusCode::OK).body, "true");
        call("Bearer hy_wrong").await.expect(StatusCode::UNAUTHORIZED);
        let staff = house.as_role(Role::SystemAdmin).await;
        house.get(&staff, "/api/figures").await.expect(StatusCode::UNAUTHORIZED);
        let listed = people::app::tokens::list(&app.db).await.unwrap();
        assert_eq!(listed[0].last_used_day.as_deref(), Some("2026-11-23"));
        assert!(people::app::tokens::revoke(&app.db, id).await.unwrap());
        assert!(!people::app::tokens::revoke(&app.db, id).await.unwrap());
        call(&bearer).await.expect(StatusCode::UNAUTHORIZED);
        assert_eq!(house.trail(format!("token:{id}")).await.len(), 2);
    })
    .await;
}

#[test]
fn the_list_of_routes_names_handler_and_access() {
    let routes = all_routes();
    let sign_in = routes.list().iter().find(|route| route.path == "/sign-in").unwrap();
    assert_eq!((&sign_in.method, sign_in.access), (&Method::GET, Access::Public));
    assert!(sign_in.handler.contains("web::sign_in::show"), "{}", sign_in.handler);
}
