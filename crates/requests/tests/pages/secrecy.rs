//! A report that must reach neither the unit it is about nor those below it:
//! every route of the program is walked by everybody there, and none of them
//! finds the order, its number, its words or anything that belongs to it.

use axum::Router;
use axum::http::{Method, StatusCode, header};
use kernel::id::Ids;
use people::domain::disclosure::{Disclosure, IdentityField, Purpose};
use people::store::disclosures;
use people::{Access, Role, Routes, UnitId};
use requests::app::Desk;
use tower::ServiceExt;

use crate::app::{LAMPS, TestApp, each_app};
use crate::desk::{WORDS, acts, call, number, path};
use crate::operator::hear;
use crate::staff::{Person, sign_in};

/// The unit the report is about, one below it and the one above it.
const REPORTED: &str = "comm-admin";
const BELOW: &str = "telecom-a";
const ABOVE: &str = "industry-it";
/// The unit that examines it, and one that helps.
const EXAMINES: &str = "police";
const HELPS: &str = "civil-affairs";

/// Words that stand in the report and in what belongs to it.
const SECRETS: [&str; 8] = [
    "偷工减料",
    "核查取证",
    "三日内报告",
    "请派员现场",
    "延期因为取证",
    "请求公开核查经过",
    "依函调取联系方式",
    "当面反映基站偷料",
];

/// A report with all that can belong to one.
struct Secret {
    order: String,
    /// Numbers and ids nobody of the unit may come across.
    traces: Vec<String>,
    /// What a path may name.
    ids: Vec<String>,
    /// A reception day and a visit of it.
    visit: (String, String),
}

async fn found(page: &str, start: &str) -> String {
    page.split(start).nth(1).expect("a link to it")[..26].to_owned()
}

/// Takes the report down, has it examined, urged, supervised, shared and
/// passed on.
async fn secret(app: &TestApp<'_>, reported: UnitId) -> Secret {
    let operator = sign_in(app, Role::Operator, "hotline").await;
    let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
    let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
    let handler = sign_in(app, Role::UnitHandler, EXAMINES).await;
    let unit = reported.to_string();
    let fields = [
        ("key", "secret"),
        ("reported", unit.as_str()),
        ("type", "report"),
        ("urgency", "normal"),
        ("content", "举报某局基站工程偷工减料，夜间施工，请严查。"),
        ("address", "钟楼巷小区"),
        ("phone", "13812344599"),
        ("channel", "phone_12345"),
        ("then", "register"),
    ];
    let answer = operator.post("/desk/new", &fields).await;
    let id = answer.location().strip_prefix("/desk/new?saved=").unwrap().to_owned();
    acts(&operator, &id, "acceptance", &[]).await;
    let to = handler.unit.to_string();
    let to = [("category", LAMPS), ("unit", to.as_str()), ("urgency", "normal")];
    acts(&dispatcher, &id, "dispatch", &to).await;
    acts(&handler, &id, "acknowledgement", &[]).await;
    acts(&handler, &id, "start", &[]).await;
    let longer = [("amount", "2"), ("extension_reason", "延期因为取证")];
    acts(&handler, &id, "extension", &longer).await;
    acts(&operator, &id, "urge", &[]).await;
    let watch = [("level", "hotline"), ("cause", "bad_effects"), ("demand", "三日内报告")];
    acts(&supervisor, &id, "supervision", &watch).await;
    let helper = sign_in(app, Role::UnitHandler, HELPS).await.unit.to_string();
    let help = [("units_1", helper.as_str()), ("parts_text", "核查取证")];
    acts(&dispatcher, &id, "parts", &help).await;
    let no = number(&operator, &id).await;
    let out = [
        ("direction", "out"),
        ("line", "110"),
        ("mode", "three_way"),
        ("matter", "请派员现场"),
        ("order", id.as_str()),
    ];
    let answer = operator.post("/desk/transfers", &out).await;
    let transfer = answer.location()["/desk/transfers/".len()..][..26].to_owned();
    let page = supervisor.get(&format!("/desk/orders/{id}")).await.text;
    let watch = found(&page, "/desk/supervisions/").await;
    let list = operator.get(&format!("/desk/orders?q={no}")).await;
    assert_eq!(list.location(), format!("/desk/orders/{id}"), "who works on it finds it");
    let petition = petition(app, &no).await;
    opened(app, supervisor.unit, &id, &no).await;
    let visit = visit(app, &operator, unit.as_str()).await;
    let mut ids = vec![id.clone(), transfer.clone(), watch.clone(), to[1].1.to_owned()];
    ids.extend([petition.clone(), visit.0.clone(), visit.1.clone()]);
    Secret {
        traces: vec![no, id.clone(), transfer, watch, petition, visit.1.clone()],
        ids,
        order: id,
        visit,
    }
}

/// A petition about the same matter, linked to the report.
async fn petition(app: &TestApp<'_>, no: &str) -> String {
    let clerk = sign_in(app, Role::Dispatcher, "petition").await;
    let fields = [
        ("key", "secret-petition"),
        ("channel", "letter"),
        ("kind", "claim"),
        ("content", "请求公开核查经过。"),
        ("people_count", "1"),
        ("name", "周国良"),
        ("phone", "13900010001"),
        ("order_no", no),
    ];
    let led = clerk.post("/desk/petitions", &fields).await;
    led.location()["/desk/petitions/".len()..][..26].to_owned()
}

/// A supervisor opened the number of whoever reported.
async fn opened(app: &TestApp<'_>, unit: UnitId, order: &str, no: &str) {
    let (ids, at) = (&app.store.ids, app.desk.app.now());
    let view = app.desk.view_unchecked(order.parse().expect("an id")).await.expect("the order");
    let requester = view.request.requester_ref.expect("somebody reported it");
    // Whoever last did something to it stands for the supervisor.
    let staff = view.events.iter().rev().find_map(|event| event.actor_id.clone());
    let row = Disclosure {
        id: people::DisclosureId(ids.mint(at)),
        requester: people::RequesterRef(requester),
        field: IdentityField::Phone,
        purpose: Purpose::LegalRequest,
        reason: "依函调取联系方式".into(),
        document_no: "云检调〔2026〕7号".into(),
        order: order.parse().expect("an order's id"),
        order_no: no.to_owned(),
        account: staff.expect("staff acted").parse().expect("an account's id"),
        account_name: "周敏".into(),
        unit_name: "热线".into(),
        at,
        expires_at: at.plus(kernel::time::DAY_US),
    };
    let written: Result<(), db::StoreError> = app
        .store
        .db
        .write((row, unit), |tx, (row, unit)| Box::pin(disclosures::insert(tx, row, *unit)))
        .await;
    written.expect("an opening is written down");
}

/// Somebody comes to the reported unit's own reception day; what they say is
/// taken down by the hotline as a report about that unit.
async fn visit(app: &TestApp<'_>, operator: &Person<'_>, reported: &str) -> (String, String) {
    let day = app.desk.app.now().plus(3 * kernel::time::DAY_US).day();
    let (from, until, end) =
        (format!("{day}T09:00"), format!("{day}T10:00"), format!("{day}T08:00"));
    let fields = [
        ("host_kind", "leader"),
        ("host", "通信管理局局长"),
        ("unit", reported),
        ("topics", "通信服务"),
        ("place", "一楼接待室"),
        ("starts_at", from.as_str()),
        ("ends_at", until.as_str()),
        ("slot_minutes", "30"),
        ("slot_capacity", "2"),
        ("booking_until", end.as_str()),
    ];
    let led = operator.post("/desk/receptions", &fields).await;
    let page = led.location().split('?').next().expect("a page").to_owned();
    let opening = operator.get(&page).await;
    let seen = opening.hidden("seen").expect("a version").to_owned();
    operator.post(&format!("{page}/steps"), &[("step", "open"), ("seen", &seen)]).await.location();
    let came = [("topic", "当面反映基站偷料"), ("name", ""), ("phone", "")];
    let came = operator.post(&format!("{page}/visits"), &came).await;
    let booking = came.location().split('?').next().expect("a visit").to_owned();
    let attend = [("content", "当面反映基站偷料，要求严查"), ("type", "report")];
    operator.post(&format!("{booking}/attendance"), &attend).await.location();
    let order = found(&operator.get(&booking).await.text, "/desk/orders/").await;
    acts(operator, &order, "protection", &[("reported", reported), ("confidential", "1")]).await;
    let id = |path: &str| path.rsplit('/').next().expect("an id").to_owned();
    (id(&page), id(&booking))
}

fn routes() -> Routes<Desk> {
    requests::web::routes().merge(people::routes())
}

/// Paths of a route with everything put where a placeholder stands, and what
/// people would look for it with.
fn paths(route: &str, secret: &Secret) -> Vec<String> {
    let queues = ["intake", "dispatch", "unit", "review", "callback"];
    let no = &secret.traces[0];
    let alike = "%E5%81%B7%E5%B7%A5";
    match route {
        "/desk/queue/{queue}" => queues
            .iter()
            .flat_map(|queue| {
                let own = format!("/desk/queue/{queue}");
                [own.clone(), format!("{own}?order={}", secret.order)]
            })
            .collect(),
        "/desk/orders" => ["", "?q=", "?type=report", "?which=open", "?overdue=1"]
            .iter()
            .map(|query| format!("{route}{query}"))
            .chain([format!("{route}?q={no}"), format!("{route}?q={alike}")])
            .collect(),
        "/desk/call" | "/desk/new" => ["13812344599", "4599", no.as_str(), alike]
            .iter()
            .map(|who| format!("{route}?who={who}"))
            .collect(),
        "/desk/similar" => vec![format!("{route}?content={alike}{alike}")],
        "/desk/receptions/{id}/bookings/{booking}" => {
            let (day, visit) = &secret.visit;
            vec![format!("/desk/receptions/{day}/bookings/{visit}")]
        }
        "/desk/audit" | "/desk/audit.csv" => vec![route.to_owned(), format!("{route}?words={no}")],
        "/desk/disclosures/new" => vec![format!("{route}?order={}", secret.order)],
        _ if route.contains('{') => secret
            .ids
            .iter()
            .map(|id| {
                let part = |part: &str| {
                    if part.starts_with('{') { id.clone() } else { part.to_owned() }
                };
                route.split('/').map(part).collect::<Vec<_>>().join("/")
            })
            .collect(),
        _ => vec![route.to_owned(), format!("{route}?q={alike}")],
    }
}

/// What a person gets: status, body, and where they are led on to.
async fn asked(
    router: &Router,
    person: &Person<'_>,
    method: &Method,
    path: &str,
) -> (StatusCode, String) {
    let answer = router.clone().oneshot(person.asks(method, path)).await.expect("an answer");
    let (parts, body) = answer.into_parts();
    let to = parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
    let to = to.unwrap_or_default().to_owned();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    (parts.status, format!("{to}\n{}", String::from_utf8_lossy(&bytes)))
}

/// A route whose answer never ends.
const APART: [&str; 1] = ["/desk/live"];

/// Walks every page as somebody; gives the paths on which something showed.
async fn leaks(
    router: &Router,
    person: &Person<'_>,
    role: Role,
    secret: &Secret,
) -> Vec<(String, String)> {
    let table = routes();
    let pages = table.list().iter().filter(|route| {
        let is_public = route.access == Access::Public;
        route.method == Method::GET
            && !APART.contains(&route.path)
            && (is_public || route.access.admits(&[role]))
    });
    let mut leaks = Vec::new();
    for route in pages {
        for path in paths(route.path, secret) {
            let (status, text) = asked(router, person, &Method::GET, &path).await;
            let words = SECRETS.iter().map(|word| (*word).to_owned());
            // What was asked for is told back: only another trace is news.
            let traces = secret.traces.iter().filter(|trace| !path.contains(trace.as_str()));
            let all: Vec<String> = words.chain(traces.cloned()).collect();
            if let Some(trace) = all.iter().find(|trace| text.contains(trace.as_str())) {
                leaks.push((path.clone(), trace.clone()));
            }
            let names_it = path.split(['/', '?', '=']).any(|part| part == secret.order);
            let is_own = path.starts_with("/desk/orders/") || path.starts_with("/desk/field/");
            if names_it && is_own && status.is_success() {
                leaks.push((path, status.to_string()));
            }
        }
    }
    leaks
}

/// Tries everything that can be done to an order; gives what was not refused.
async fn doings(
    router: &Router,
    person: &Person<'_>,
    role: Role,
    secret: &Secret,
) -> Vec<(String, String)> {
    let table = routes();
    let forms = table.list().iter().filter(|route| {
        let about_orders = route.path.starts_with("/desk/orders/{id}")
            || route.path.starts_with("/desk/field/orders/{id}");
        route.method == Method::POST && about_orders && route.access.admits(&[role])
    });
    let mut done = Vec::new();
    for route in forms {
        let path = route.path.replace("{id}", &secret.order).replace("{part}", &secret.order);
        let (status, text) = asked(router, person, &Method::POST, &path).await;
        // A form with files is turned away before it is read.
        let is_refused = [
            StatusCode::NOT_FOUND,
            StatusCode::FORBIDDEN,
            StatusCode::BAD_REQUEST,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
        ];
        if !is_refused.contains(&status) || SECRETS.iter().any(|word| text.contains(word)) {
            done.push((path, status.to_string()));
        }
    }
    done
}

#[tokio::test]
async fn nobody_of_the_reported_unit_or_below_it_comes_across_the_report_on_any_route() {
    each_app(async |app| {
        let reported = sign_in(app, Role::UnitHandler, REPORTED).await.unit;
        let secret = secret(app, reported).await;
        let router = routes().into_router(app.desk.clone());
        // Below it stand the same rules: those who see most are enough.
        let below = [Role::Supervisor, Role::Dispatcher, Role::UnitHandler];
        for (unit, roles) in [(REPORTED, &Role::ALL[..]), (BELOW, &below)] {
            for role in roles.iter().copied() {
                let person = sign_in(app, role, unit).await;
                let found = leaks(&router, &person, role, &secret).await;
                assert!(found.is_empty(), "{} of {unit}: {found:#?}", role.as_str());
                let done = doings(&router, &person, role, &secret).await;
                assert!(done.is_empty(), "{} of {unit}: {done:#?}", role.as_str());
            }
        }
        // The walk itself must be able to find something.
        for (role, unit) in [
            (Role::Supervisor, "hotline"),
            (Role::UnitHandler, EXAMINES),
            (Role::Supervisor, ABOVE),
            (Role::Dispatcher, "hotline"),
        ] {
            let person = sign_in(app, role, unit).await;
            let found = leaks(&router, &person, role, &secret).await;
            assert!(found.len() > 4, "{} of {unit} sees it: {found:#?}", role.as_str());
        }
        // Who audits elsewhere sees that a field was opened, and for what.
        let auditor = sign_in(app, Role::AuditAdmin, "hotline").await;
        let (status, openings) = asked(&router, &auditor, &Method::GET, "/desk/audit").await;
        assert_eq!(status, StatusCode::OK);
        assert!(openings.contains(&secret.traces[0]) && openings.contains("依函调取联系方式"));
        // In a file it leaves the house with nobody.
        let supervisor = sign_in(app, Role::Supervisor, "hotline").await;
        for name in ["orders", "applications", "supervisions", "transfers", "objections"] {
            let file = supervisor.get(&format!("/desk/{name}.csv")).await;
            assert_eq!(file.status, StatusCode::OK, "{name}");
            let told = SECRETS.iter().any(|word| file.text.contains(word));
            assert!(!told && !file.text.contains(&secret.traces[0]), "{name}: {}", file.text);
        }
        // A confidential report is for who works on it, not for readers.
        for (role, unit) in
            [(Role::Leader, "hotline"), (Role::GridWorker, "hotline"), (Role::UnitHandler, ABOVE)]
        {
            let person = sign_in(app, role, unit).await;
            let found = leaks(&router, &person, role, &secret).await;
            assert!(found.is_empty(), "{} of {unit}: {found:#?}", role.as_str());
        }
    })
    .await;
}

#[tokio::test]
async fn no_figure_and_no_open_page_tells_the_reported_unit_of_the_report() {
    each_app(async |app| {
        let inside = sign_in(app, Role::Supervisor, BELOW).await;
        let outside = sign_in(app, Role::Supervisor, "hotline").await;
        let mut heard = inside.stream("/desk/live?queue=intake&order=").await;
        hear(&mut heard, "beat").await;
        let secret = secret(app, sign_in(app, Role::UnitHandler, REPORTED).await.unit).await;
        let counts = |page: &str| -> Vec<String> {
            let tabs = page.split("tabs__count\">").skip(1);
            tabs.map(|tab| tab.split('<').next().unwrap_or_default().to_owned()).collect()
        };
        let theirs = counts(&inside.get("/desk/queue/unit").await.text);
        assert!(theirs.iter().all(|count| count == "0"), "{theirs:?}");
        let ours = counts(&outside.get("/desk/queue/unit").await.text);
        assert!(ours.iter().any(|count| count != "0"), "{ours:?}");
        let boards = [inside.get("/desk/board").await, outside.get("/desk/board").await];
        let figures = boards.map(|board| board.text.matches("data-day").count());
        assert_eq!(figures[0], figures[1], "both draw the same days");
        let span = |hidden_from: String| requests::store::board::Span {
            from: kernel::time::Instant::from_micros(0),
            until: kernel::time::Instant::from_micros(i64::MAX),
            region: String::new(),
            hidden_from,
        };
        for (hidden, want) in [(format!("{},", inside_reported(app)), 0), (String::new(), 1)] {
            let read = app
                .store
                .db
                .read(span(hidden), |tx, span| Box::pin(requests::store::board::counts(tx, span)));
            let counted: Result<_, db::StoreError> = read.await;
            let wholes: i64 = counted.unwrap().days.iter().map(|day| day.received).sum();
            // The part of the helping unit is an order of its own.
            assert_eq!(wholes.min(1), want);
        }
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let other = call(&operator, "plain", WORDS, "register").await;
        let told = hear(&mut heard, &other).await;
        for trace in &secret.traces {
            assert!(!told.contains(trace.as_str()), "{told}");
        }
    })
    .await;
}

fn inside_reported(app: &TestApp<'_>) -> UnitId {
    app.desk.rules().unit_by_slug(REPORTED).expect("a unit of the demo city").id
}

#[tokio::test]
async fn a_report_about_ones_own_house_is_not_kept_and_goes_to_nobody_below_the_reported() {
    each_app(async |app| {
        let operator = sign_in(app, Role::Operator, "hotline").await;
        let dispatcher = sign_in(app, Role::Dispatcher, "hotline").await;
        let fields = [
            ("key", "own"),
            ("type", "report"),
            ("urgency", "normal"),
            ("content", "举报窗口人员收受好处，请严查。"),
            ("channel", "phone_12345"),
            ("then", "register"),
        ];
        let answer = operator.post("/desk/new", &fields).await;
        let id = answer.location().strip_prefix("/desk/new?saved=").unwrap().to_owned();
        // The hotline itself, and who is over it.
        for own in ["hotline", "data-bureau"] {
            let unit = sign_in(app, Role::UnitHandler, own).await.unit.to_string();
            let named = [("seen", "1"), ("reported", unit.as_str())];
            let refused = operator.post(&path(&id, "protection"), &named).await;
            refused.shows(StatusCode::UNPROCESSABLE_ENTITY, &["请转纪检监察机关"]);
        }
        let reported = inside_reported(app).to_string();
        acts(&operator, &id, "protection", &[("reported", reported.as_str())]).await;
        operator.get(&format!("/desk/orders/{id}")).await.shows(StatusCode::OK, &["保密"]);
        acts(&operator, &id, "acceptance", &[]).await;
        let below = sign_in(app, Role::UnitHandler, BELOW).await.unit.to_string();
        let page = dispatcher.get(&format!("/desk/orders/{id}")).await;
        let seen = page.hidden("seen").unwrap();
        let to = [("seen", seen), ("category", LAMPS), ("unit", &below), ("urgency", "normal")];
        let refused = dispatcher.post(&path(&id, "dispatch"), &to).await;
        refused.shows(StatusCode::UNPROCESSABLE_ENTITY, &["不能交给被举报的单位"]);
    })
    .await;
}
