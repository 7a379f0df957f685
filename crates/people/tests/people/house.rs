//! A small installation with one account per role, and browsers to visit it.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, StatusCode, header};
use db::{BoxFuture, Db, StoreError, Tx};
use kernel::id::{Id, Ids};
use people::app::password;
use people::domain::disclosure::IdentityField;
use people::domain::unit::{Unit, UnitKind};
use people::store::accounts::{self, NewAccount};
use people::store::units;
use people::vault::{Kek, NewIdentity, store_identity};
use people::{
    Access, AccountId, App, NavEntry, OrderParties, OrderParty, PageError, RequesterRef, Role,
    Routes, Settings, Staff, UnitId, Vault, Viewer, roles,
};
use testdb::TestDb;
use tower::ServiceExt;
use zeroize::Zeroizing;

/// The password of every account.
pub(crate) const PASSWORD: &str = "Lantern-street-7";
/// The telephone of the one requester.
pub(crate) const PHONE: &str = "13812344528";
/// Her name.
pub(crate) const NAME: &str = "李晓明";

/// The installation.
pub(crate) struct House {
    pub(crate) app: App,
    pub(crate) router: Router,
    pub(crate) order: Id,
    pub(crate) confidential: Id,
    pub(crate) anonymous: Id,
    pub(crate) requester: RequesterRef,
    pub(crate) unit: UnitId,
}

/// Orders without a capability: three of them, seen by everyone but grid
/// workers.
struct FewOrders {
    order: Id,
    confidential: Id,
    anonymous: Id,
    requester: RequesterRef,
}

impl OrderParties for FewOrders {
    fn party<'a>(
        &'a self,
        _: &'a Db,
        staff: &'a Staff,
        order: Id,
    ) -> BoxFuture<'a, Result<Option<OrderParty>, StoreError>> {
        let known = [self.order, self.confidential, self.anonymous].contains(&order);
        let found = known && !staff.has(Role::GridWorker);
        let party = found.then(|| OrderParty {
            requester: (order != self.anonymous).then_some(self.requester),
            speaker: None,
            order_no: "20261123-000001".into(),
            href: format!("/desk/orders/{order}"),
            is_confidential: order == self.confidential,
        });
        Box::pin(std::future::ready(Ok(party)))
    }
}

const NAV: &[NavEntry] = &[NavEntry {
    href: "/desk/units",
    label_key: "units-title",
    icon: "building",
    roles: &[],
    section_key: "",
}];

pub(crate) async fn house(t: &TestDb) -> House {
    house_with(t, Settings::default()).await
}

pub(crate) async fn house_with(t: &TestDb, settings: Settings) -> House {
    ui::install(ui::Catalogue::build(&[ui::LOCALES, people::LOCALES]).expect("sound messages"));
    let kek = Kek::from_file_or_new(&t.dir.join("vault.key")).expect("a key");
    let vault = Vault::open(&t.db, t.ids.clone(), &kek).await.expect("a vault");
    let identity = NewIdentity::default()
        .with(IdentityField::Name, NAME)
        .with(IdentityField::Phone, "+86 138 1234 4528")
        .with(IdentityField::Address, "和平路 12 号 3 单元 501 室");
    let sealed = vault.seal(&identity).expect("seals");
    let requester = sealed.reference;
    store(&t.db, sealed).await;
    let now = t.db.clock().now();
    let [order, confidential, anonymous] = [(); 3].map(|()| t.ids.mint(now));
    let unit = UnitId(t.ids.mint(now));
    add_accounts(t, unit).await;
    let app = App::new(t.db.clone(), t.ids.clone(), vault, settings)
        .with_nav(NAV.to_vec())
        .with_orders(Arc::new(FewOrders { order, confidential, anonymous, requester }));
    let router = all_routes().into_router(app.clone());
    House { app, router, order, confidential, anonymous, requester, unit }
}

/// The crate's routes and a few that fail on purpose.
pub(crate) fn all_routes() -> Routes<App> {
    Routes::new()
        .merge(people::routes())
        .get("/fails", Access::Public, async || -> Result<(), PageError> {
            Err(StoreError::Driver("the secret cause".into()).into())
        })
        .get("/api/fails", Access::Public, async || -> Result<(), people::ApiError> {
            Err(people::ApiError::invalid("name", "sign-in-username-missing"))
        })
        .get("/api/figures", Access::Token("figures"), async |viewer: Viewer| {
            matches!(viewer, Viewer::Token(token) if token.scopes == ["figures"]).to_string()
        })
        .post("/report", Access::Public, async || StatusCode::CREATED)
        .post("/photos", roles![Operator], async |State(_): State<App>, body: axum::body::Bytes| {
            body.len().to_string()
        })
}

pub(crate) async fn store(db: &Db, sealed: people::vault::SealedIdentity) {
    let stored: Result<(), StoreError> =
        db.write(sealed, |tx, sealed| Box::pin(store_identity(tx, sealed))).await;
    stored.expect("stores");
}

async fn add_accounts(t: &TestDb, unit: UnitId) {
    let hash = cheap_hash().await;
    let minted: Vec<(Role, AccountId)> =
        Role::ALL.iter().map(|role| (*role, AccountId(t.ids.mint(t.db.clock().now())))).collect();
    let added: Result<(), StoreError> =
        t.db.write((unit, hash, minted), |tx, (unit, hash, minted)| {
            Box::pin(add_all(tx, *unit, hash, minted))
        })
        .await;
    added.expect("accounts");
}

/// One hash for all tests: each would cost tens of milliseconds.
async fn cheap_hash() -> String {
    static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    let make = async || password::hash(Zeroizing::new(PASSWORD.into())).await.expect("hashes");
    HASH.get_or_init(make).await.clone()
}

async fn add_all(
    tx: &mut Tx<'_>,
    unit: UnitId,
    hash: &str,
    minted: &[(Role, AccountId)],
) -> Result<(), StoreError> {
    let water = Unit {
        id: unit,
        slug: "water".into(),
        name: "云汀市自来水公司".into(),
        kind: UnitKind::Utility,
        parent: None,
        region_code: "439900000000".into(),
        uscc: None,
        phone: "96116".into(),
        valid_from: None,
        valid_to: None,
    };
    units::upsert(tx, &water).await?;
    for (role, id) in minted {
        let account = NewAccount {
            id: *id,
            username: role.as_str().replace('_', "-"),
            display_name: format!("测试{}", role.as_str()),
            password_hash: hash.to_owned(),
            must_change_password: false,
            unit,
            region_scope: String::new(),
        };
        accounts::insert(tx, &account).await?;
        accounts::grant(tx, *id, *role).await?;
    }
    Ok(())
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) cookie: Option<String>,
    pub(crate) body: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn expect(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn shows(self, text: &str) -> Self {
        assert!(self.body.contains(text), "{text:?} is not in {}", self.body);
        self
    }

    #[track_caller]
    pub(crate) fn hides(self, text: &str) -> Self {
        assert!(!self.body.contains(text), "{text:?} is in {}", self.body);
        self
    }
}

/// A browser, signed in or not.
#[derive(Clone, Default)]
pub(crate) struct Browser {
    pub(crate) cookie: String,
    pub(crate) csrf: String,
}

impl House {
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("never fails");
        let header = |name| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let (location, cookie) = (header(header::LOCATION), header(header::SET_COOKIE));
        let is_page = header(header::CONTENT_TYPE).is_some_and(|kind| kind.contains("text/html"));
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 22).await.expect("a body");
        let body = String::from_utf8(bytes.to_vec()).expect("text");
        if is_page {
            assert_eq!(testkit::page_check(&body), Vec::<String>::new(), "{body}");
        }
        Answer { status, location: location.unwrap_or_default(), cookie, body }
    }

    pub(crate) async fn get(&self, browser: &Browser, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &browser.cookie);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Posts a form as our own page would: with the form token.
    pub(crate) async fn post(
        &self,
        browser: &Browser,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Answer {
        let mut pairs = vec![("csrf", browser.csrf.as_str())];
        pairs.extend_from_slice(fields);
        self.send(form(path, &browser.cookie, &pairs)).await
    }

    pub(crate) async fn sign_in(&self, username: &str) -> Browser {
        let pairs = [("username", username), ("password", PASSWORD)];
        let answer = self.post(&Browser::default(), "/sign-in", &pairs).await;
        let answer = answer.expect(StatusCode::SEE_OTHER);
        let cookie = answer.cookie.expect("a cookie");
        let cookie = cookie.split(';').next().expect("a first part").to_owned();
        let known = Browser { cookie: cookie.clone(), ..Browser::default() };
        let page = self.get(&known, "/account").await;
        let csrf = page.body.split("name=\"csrf\" value=\"").nth(1).expect("a form token");
        let csrf = csrf.split('"').next().expect("its end").to_owned();
        Browser { cookie, csrf }
    }

    pub(crate) async fn as_role(&self, role: Role) -> Browser {
        self.sign_in(&role.as_str().replace('_', "-")).await
    }

    pub(crate) async fn account(&self, username: &str) -> people::store::accounts::Account {
        let found: Result<_, StoreError> = self
            .app
            .db
            .read(username.to_owned(), |tx, name| Box::pin(accounts::by_username(tx, name)))
            .await;
        found.expect("reads").expect("is there")
    }

    pub(crate) async fn trail(&self, stream: String) -> Vec<db::ledger::Event> {
        let read: Result<_, StoreError> =
            self.app.db.read(stream, |tx, stream| Box::pin(db::ledger::stream(tx, stream))).await;
        read.expect("reads")
    }
}

pub(crate) fn form(path: &str, cookie: &str, pairs: &[(&str, &str)]) -> Request<Body> {
    let encoded: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(encoded.join("&")))
        .expect("a request")
}

fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
