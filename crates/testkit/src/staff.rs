//! Members of staff at their browsers.

use axum::body::Body;
use axum::http::{Method, Request, header};
use db::StoreError;
use kernel::id::Ids;
use people::store::{accounts, sessions};
use people::{AccountId, Role, SessionId, UnitId};
use sha2::{Digest, Sha256};
use testdb::TestDb;

use crate::browser::{Answer, Browser, Part, encoded};

/// Somebody who is signed in.
pub struct Person<'a> {
    browser: &'a Browser,
    cookie: String,
    csrf: String,
    /// The unit they act for.
    pub unit: UnitId,
    /// Their sign-in name.
    pub username: String,
}

/// A new account with one role for a unit, signed in; with a region for a part
/// of the city only.
pub async fn sign_in<'a>(
    store: &TestDb,
    browser: &'a Browser,
    role: Role,
    unit: UnitId,
    region: &str,
) -> Person<'a> {
    let ids = &store.ids;
    let now = store.db.clock().now();
    let (account, session) = (AccountId(ids.mint(now)), SessionId(ids.mint(now)));
    let token = format!("token-{account}");
    let new = accounts::NewAccount {
        id: account,
        username: account.to_string().to_lowercase(),
        display_name: "周敏".into(),
        password_hash: "not a hash".into(),
        must_change_password: false,
        unit,
        region_scope: region.to_owned(),
    };
    let input = (new, role, session, Sha256::digest(token.as_bytes()).to_vec());
    let opened: Result<(), StoreError> = store
        .db
        .write(input, |tx, (new, role, session, digest)| {
            Box::pin(async move {
                accounts::insert(tx, new).await?;
                accounts::grant(tx, new.id, *role).await?;
                sessions::insert(tx, *session, digest, new.id, "test").await
            })
        })
        .await;
    opened.expect("a session opens");
    let username = account.to_string().to_lowercase();
    let csrf = Sha256::new().chain_update(b"huying form token\0").chain_update(&token).finalize();
    let csrf = kernel::hex::hex(&csrf[..16]);
    Person { browser, cookie: format!("huying_session={token}"), csrf, unit, username }
}

impl Person<'_> {
    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        self.browser.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends a form with its token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut body = format!("csrf={}", self.csrf);
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", encoded(value)));
        }
        self.browser.send(self.form(path, body)).await
    }

    /// Sends a form with files and its token.
    pub async fn post_parts(&self, path: &str, parts: &[(&str, Part<'_>)]) -> Answer {
        let csrf = [("csrf", Part::Text(&self.csrf))];
        let mut request = self.browser.parts(path, csrf.iter().chain(parts));
        let cookie = self.cookie.parse().expect("a cookie is ASCII");
        request.headers_mut().insert(header::COOKIE, cookie);
        self.browser.send(request).await
    }

    /// A form without its token, as another site would send it.
    pub async fn post_forged(&self, path: &str) -> Answer {
        self.browser.send(self.form(path, String::new())).await
    }

    /// Anything, with the form's token when it changes something.
    pub fn asks(&self, method: &Method, path: &str) -> Request<Body> {
        if method == Method::GET {
            let request = Request::get(path).header(header::COOKIE, &self.cookie);
            return request.body(Body::empty()).expect("a request");
        }
        let mut request = self.form(path, format!("csrf={}", self.csrf));
        *request.method_mut() = method.clone();
        request
    }

    /// A form without its token, to be sent by hand.
    pub fn forges(&self, path: &str) -> Request<Body> {
        self.form(path, String::new())
    }

    fn form(&self, path: &str, body: String) -> Request<Body> {
        Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request")
    }

    /// The bytes an answer that never ends begins with.
    pub async fn stream(&self, path: &str) -> axum::body::BodyDataStream {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        let request = request.body(Body::empty()).expect("a request");
        let router = self.browser.router.clone();
        let response = tower::ServiceExt::oneshot(router, request).await.expect("an answer");
        response.into_body().into_data_stream()
    }
}
