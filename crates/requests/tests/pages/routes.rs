//! Every route of the program's capabilities, walked: who may use it is data,
//! and the guard keeps to it.

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use people::{Access, Role, RouteInfo, Routes};
use requests::app::Desk;
use tower::ServiceExt;

use crate::app::{TestApp, each_app};
use crate::staff::{Person, sign_in};

/// What anybody may use. A route is put here on purpose or not at all.
const PUBLIC: &[&str] = &[
    "/",
    "/privacy",
    "/report",
    "/report/",
    "/track",
    "/track/",
    "/photos/",
    "/sign-in",
    "/knowledge",
    "/knowledge/",
    "/topics",
    "/topics/",
    "/lists",
    "/receptions",
    "/receptions/",
    "/bookings/",
];

/// Scopes that tokens can have.
const SCOPES: &[&str] = &["requests:read", "requests:write", "knowledge:read", "triage"];

fn routes() -> Routes<Desk> {
    requests::web::routes().merge(people::routes())
}

/// A path with something in the place of each placeholder.
fn filled(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "01M842TV36KZ61DQ56XBDDDG25" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn is_public(path: &str) -> bool {
    PUBLIC.iter().any(|known| {
        path == *known || known.len() > 1 && known.ends_with('/') && path.starts_with(known)
    })
}

#[test]
fn every_route_says_who_may_use_it_and_only_chosen_ones_are_for_everybody() {
    let routes = routes();
    let list = routes.list();
    assert!(list.len() > 60, "the table is empty or cut off: {}", list.len());
    for (at, route) in list.iter().enumerate() {
        let RouteInfo { method, path, access, handler } = route;
        let sound = match access {
            Access::Public => is_public(path),
            Access::SignedIn => !is_public(path),
            Access::Roles(roles) => !roles.is_empty() && !is_public(path),
            Access::Token(scope) => SCOPES.contains(scope) && path.starts_with("/api/"),
        };
        assert!(sound, "{method} {path} ({handler}): {access:?} does not fit");
        let twin =
            list.iter().skip(at + 1).find(|other| (&other.method, other.path) == (method, path));
        assert_eq!(twin, None, "{method} {path} stands twice");
        let is_api = path.starts_with("/api/");
        assert_eq!(is_api, matches!(access, Access::Token(_)), "{path}: programs use /api/ alone");
    }
}

/// The status only: some answers never end.
async fn status(router: &Router, request: Request<Body>) -> (StatusCode, String) {
    let answer = router.clone().oneshot(request).await.expect("a router answers");
    let location = answer.headers().get(header::LOCATION);
    let location = location.and_then(|value| value.to_str().ok()).unwrap_or_default();
    (answer.status(), location.to_owned())
}

#[tokio::test]
async fn nobody_gets_past_a_route_that_is_not_for_everybody() {
    each_app(async |app| {
        let (table, router) = (routes(), routes().into_router(app.desk.clone()));
        for route in table.list().iter().filter(|route| route.access != Access::Public) {
            let path = filled(route.path);
            let request = Request::builder().method(&route.method).uri(&path);
            let request = request.body(Body::empty()).expect("a request");
            let (status, location) = status(&router, request).await;
            let leads_to_sign_in = location.starts_with("/sign-in?next=");
            let is_page = route.method == Method::GET && !path.starts_with("/api/");
            let refused = if is_page {
                status == StatusCode::SEE_OTHER && leads_to_sign_in
            } else {
                status == StatusCode::UNAUTHORIZED
            };
            assert!(refused, "{} {path}: nobody got {status} {location}", route.method);
        }
    })
    .await;
}

async fn everybody<'a>(app: &'a TestApp<'a>) -> Vec<(Role, Person<'a>)> {
    let mut people = Vec::new();
    for role in Role::ALL {
        people.push((role, sign_in(app, role, "hotline").await));
    }
    people
}

#[tokio::test]
async fn each_route_admits_its_roles_and_refuses_all_others() {
    each_app(async |app| {
        let (table, router) = (routes(), routes().into_router(app.desk.clone()));
        let people = everybody(app).await;
        // These end the session that the others need.
        let ends = ["/sign-out", "/account/password", "/account/sign-out-elsewhere"];
        for route in table.list().iter().filter(|route| !ends.contains(&route.path)) {
            let path = filled(route.path);
            for (role, person) in &people {
                let (status, location) = status(&router, person.asks(&route.method, &path)).await;
                let admitted = match route.access {
                    Access::Token(_) => {
                        let refused = status == StatusCode::UNAUTHORIZED;
                        assert!(refused, "{path}: a session is no token: {status}");
                        continue;
                    }
                    access => access.admits(&[*role]),
                };
                let (method, word) = (&route.method, role.as_str());
                let was_refused = status == StatusCode::FORBIDDEN;
                // Where the first desk of a role is, is the page's own matter.
                let is_home = matches!(route.path, "/desk" | "/desk/queue");
                if admitted {
                    let passed = !was_refused && !location.starts_with("/sign-in");
                    assert!(passed || is_home, "{method} {path}: {word} got {status} {location}");
                    assert!(!status.is_server_error(), "{method} {path}: {word} got {status}");
                } else {
                    assert!(was_refused, "{method} {path}: {word} got {status} {location}");
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn a_form_without_its_token_changes_nothing_on_any_route() {
    each_app(async |app| {
        let (table, router) = (routes(), routes().into_router(app.desk.clone()));
        let people = everybody(app).await;
        let changes = table.list().iter().filter(|route| {
            route.method != Method::GET
                && matches!(route.access, Access::SignedIn | Access::Roles(_))
        });
        for route in changes {
            let may = people.iter().find(|(role, _)| route.access.admits(&[*role]));
            let (_, person) = may.expect("each route has somebody");
            let (status, _) = status(&router, person.forges(&filled(route.path))).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{} {}", route.method, route.path);
        }
    })
    .await;
}
