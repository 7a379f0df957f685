//! A rider with a telephone: a browser that keeps the holder's cookie.

use axum::body::Body;
use axum::http::{Request, header};
use testkit::browser::{Answer, Browser, encoded};

/// Somebody who registered and is signed in.
pub(crate) struct Rider<'a> {
    browser: &'a Browser,
    pub(crate) cookie: String,
    pub(crate) number: String,
    pub(crate) code: String,
}

fn cookie_of(answer: &Answer) -> String {
    let set = answer.headers.get(header::SET_COOKIE).expect("a cookie is set");
    let set = set.to_str().expect("a cookie is ASCII");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    set.split(';').next().expect("a pair").to_owned()
}

fn digits_after(text: &str, words: &str) -> String {
    let rest = text.split(words).nth(1).expect("the words are on the page");
    rest.chars().take_while(|c| c.is_ascii_digit() || *c == ' ').filter(|c| *c != ' ').collect()
}

/// The form of somebody who registers.
pub(crate) fn form<'a>(
    key: &'a str,
    name: &'a str,
    phone: &'a str,
    employer: &'a str,
) -> Vec<(&'a str, &'a str)> {
    vec![("key", key), ("name", name), ("phone", phone), ("kind", "rider"), ("employer", employer)]
}

impl<'a> Rider<'a> {
    /// Registers with a key, a name and a telephone number.
    pub(crate) async fn register(browser: &'a Browser, key: &str, name: &str, phone: &str) -> Self {
        let sent = browser.post("/holder/new", &form(key, name, phone, "1")).await;
        let path = sent.location().to_owned();
        let mut rider =
            Self { browser, cookie: cookie_of(&sent), number: String::new(), code: String::new() };
        let page = rider.get(&path).await;
        rider.number = digits_after(&page.text, "编号 ");
        rider.code = digits_after(&page.text, "找回码 ");
        assert_eq!((rider.number.len(), rider.code.len()), (10, 8), "{}", page.text);
        rider
    }

    /// Signs in on another telephone.
    pub(crate) async fn sign_in(&self) -> Self {
        let fields = [("number", self.number.as_str()), ("code", self.code.as_str())];
        let sent = self.browser.post("/holder/sign-in", &fields).await;
        assert_eq!(sent.location(), "/holder");
        let (number, code) = (self.number.clone(), self.code.clone());
        Self { browser: self.browser, cookie: cookie_of(&sent), number, code }
    }

    /// Asks for a page.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        self.browser.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Sends a form.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")));
        self.browser.send(request.expect("a request")).await
    }
}
