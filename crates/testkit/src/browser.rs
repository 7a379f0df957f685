//! A browser of sorts for tests: asks in process and checks every page it gets.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use tower::ServiceExt;

use crate::page_check;

const BOUNDARY: &str = "----huying-test";

/// What came back.
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub bytes: Vec<u8>,
    /// Its body as text.
    pub text: String,
}

/// One part of a form with files.
pub enum Part<'a> {
    /// A field.
    Text(&'a str),
    /// A picture.
    File(&'a [u8]),
}

/// The application's pages, and a browser of sorts that checks every page it gets.
pub struct Browser {
    /// Every route.
    pub router: Router,
}

impl Browser {
    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// Sends a plain form.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .expect("a request");
        self.send(request).await
    }

    /// Sends a form with files.
    pub async fn post_parts(&self, path: &str, parts: &[(&str, Part<'_>)]) -> Answer {
        self.send(self.parts(path, parts.iter())).await
    }

    /// A form with files.
    pub fn parts<'p>(
        &self,
        path: &str,
        parts: impl Iterator<Item = &'p (&'p str, Part<'p>)>,
    ) -> Request<Body> {
        let mut body = Vec::new();
        for (name, part) in parts {
            let (file, bytes) = match part {
                Part::Text(text) => ("", text.as_bytes()),
                Part::File(bytes) => ("; filename=\"photo.jpg\"", *bytes),
            };
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        Request::post(path)
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(Body::from(body))
            .expect("a request")
    }

    /// Sends anything. A whole page goes through the page check unasked.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let asked = request.uri().to_string();
        let response = self.router.clone().oneshot(request).await.expect("a router answers");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if text.starts_with("<!DOCTYPE html>") {
            let faults = page_check(&text);
            assert!(faults.is_empty(), "{asked}: {faults:#?}");
        }
        Answer { status: parts.status, headers: parts.headers, bytes, text }
    }
}

impl Answer {
    /// Where one is led on to.
    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        let location = self.headers.get(header::LOCATION).expect("a redirect says where");
        location.to_str().expect("a path is ASCII")
    }

    /// The status, and the text it must hold.
    #[track_caller]
    pub fn shows(&self, status: StatusCode, words: &[&str]) -> &Self {
        assert_eq!(self.status, status, "{}", self.text);
        for word in words {
            assert!(self.text.contains(word), "“{word}” is not on the page:\n{}", self.text);
        }
        self
    }

    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> Option<&str> {
        let start = format!("name=\"{name}\" ");
        let rest = self.text.split(&start).nth(1)?;
        rest.split("value=\"").nth(1)?.split('"').next()
    }
}

/// As a browser writes a form's values.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
