//! What a person sees when something did not work.
//!
//! A handler returns a [`PageError`] or an [`ApiError`]; the guard of
//! [`crate::Routes`], which knows the reader's language, writes the answer.

use std::fmt;

use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use db::StoreError;
use ui::{Arg, Prefs, Shell, Tr, key};

use crate::limits::TooMany;
use crate::state::App;
use crate::viewer::Viewer;

/// What went wrong with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageError {
    /// There is no such thing, or not for this viewer.
    NotFound,
    /// The viewer's roles do not allow it.
    Forbidden,
    /// Nobody is signed in any more.
    SignedOut,
    /// Somebody else was quicker.
    Conflict,
    /// Too many in a short time.
    TooMany,
    /// The request makes no sense to the program.
    BadRequest,
    /// The form or file is larger than is taken.
    TooLarge,
    /// The store cannot be reached or written just now.
    Unavailable(Reference),
    /// A fault of ours; it has been logged under the reference.
    Internal(Reference),
}

/// What a person can tell support, and what support finds in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    fn fresh() -> Self {
        // Without randomness the reference is not unique, but the fault is
        // still told.
        let number = getrandom::u32().unwrap_or_default();
        Self(format!("{number:08X}"))
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PageError {
    /// Logs an internal fault once, with all its causes, and keeps only a
    /// reference for the person.
    pub fn internal(error: &dyn std::error::Error) -> Self {
        Self::Internal(logged(error))
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::BadRequest => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Message keys of the title and of what to do.
    fn keys(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => (key("fault-not-found"), key("fault-not-found-help")),
            Self::Forbidden => (key("fault-forbidden"), key("fault-forbidden-help")),
            Self::SignedOut => (key("fault-signed-out"), key("fault-signed-out-help")),
            Self::Conflict => (key("fault-conflict"), key("fault-conflict-help")),
            Self::TooMany => (key("fault-too-many"), key("fault-too-many-help")),
            Self::BadRequest => (key("fault-bad-request"), key("fault-bad-request-help")),
            Self::TooLarge => (key("fault-too-large"), key("fault-too-large-help")),
            Self::Unavailable(_) => (key("fault-unavailable"), key("fault-unavailable-help")),
            Self::Internal(_) => (key("fault-internal"), key("fault-internal-help")),
        }
    }

    /// The identifier in the JSON envelope.
    fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Forbidden => "forbidden",
            Self::SignedOut => "unauthorized",
            Self::Conflict => "conflict",
            Self::TooMany => "too_many",
            Self::BadRequest => "bad_request",
            Self::TooLarge => "too_large",
            Self::Unavailable(_) => "unavailable",
            Self::Internal(_) => "internal",
        }
    }

    fn reference(&self) -> Option<&Reference> {
        match self {
            Self::Unavailable(reference) | Self::Internal(reference) => Some(reference),
            Self::NotFound
            | Self::Forbidden
            | Self::SignedOut
            | Self::Conflict
            | Self::TooMany
            | Self::BadRequest
            | Self::TooLarge => None,
        }
    }
}

fn logged(error: &dyn std::error::Error) -> Reference {
    let reference = Reference::fresh();
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        chain.push_str(": ");
        chain.push_str(&next.to_string());
        cause = next.source();
    }
    tracing::error!(%reference, error = chain, "a request failed");
    reference
}

impl From<StoreError> for PageError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Conflict,
            StoreError::Busy
            | StoreError::DiskFull
            | StoreError::ReadOnly(_)
            | StoreError::Unavailable(_) => Self::Unavailable(logged(&error)),
            StoreError::Constraint(_)
            | StoreError::Corrupt { .. }
            | StoreError::Schema(_)
            | StoreError::Panicked(_)
            | StoreError::Driver(_) => Self::internal(&error),
        }
    }
}

impl From<TooMany> for PageError {
    fn from(_: TooMany) -> Self {
        Self::TooMany
    }
}

/// What went wrong with a call of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    status: StatusCode,
    code: &'static str,
    key: &'static str,
    args: Vec<(&'static str, Arg)>,
    field: Option<String>,
}

impl ApiError {
    /// An error with its own status, code and message key.
    pub fn new(status: StatusCode, code: &'static str, key: &'static str) -> Self {
        Self { status, code, key, args: Vec::new(), field: None }
    }

    /// A field of the call is wrong.
    pub fn invalid(field: impl Into<String>, key: &'static str) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { field: Some(field.into()), ..Self::new(status, "invalid", key) }
    }

    /// The message's arguments.
    #[must_use]
    pub fn args(self, args: Vec<(&'static str, Arg)>) -> Self {
        Self { args, ..self }
    }
}

impl From<PageError> for ApiError {
    fn from(error: PageError) -> Self {
        let reference = error.reference().map(ToString::to_string).unwrap_or_default();
        let args = vec![("reference", Arg::from(reference))];
        Self::new(error.status(), error.code(), error.keys().0).args(args)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        PageError::from(error).into()
    }
}

impl From<TooMany> for ApiError {
    fn from(_: TooMany) -> Self {
        PageError::TooMany.into()
    }
}

/// A fault on its way from the handler to the guard.
#[derive(Debug, Clone)]
enum Fault {
    Page(PageError),
    Api(ApiError),
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Fault::Page(self));
        response
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Fault::Api(self));
        response
    }
}

#[derive(Template)]
#[template(path = "people/fault.html")]
struct FaultPage {
    shell: Shell,
    help: String,
    home: &'static str,
    sign_in: bool,
}

/// Who asked, and how they want to be told.
pub(crate) struct Asker<'a> {
    pub(crate) app: &'a App,
    pub(crate) viewer: Viewer,
    pub(crate) prefs: Prefs,
    pub(crate) wants_json: bool,
}

impl Asker<'_> {
    /// Writes the answer in place of a fault, if the response holds one.
    pub(crate) fn answer(self, mut response: Response) -> Response {
        let fault = response.extensions_mut().remove::<Fault>().or_else(|| rejected(&response));
        match fault {
            None => response,
            Some(Fault::Api(error)) => envelope(&error, Tr::new(self.prefs.lang)),
            Some(Fault::Page(error)) if self.wants_json => {
                envelope(&error.into(), Tr::new(self.prefs.lang))
            }
            Some(Fault::Page(error)) => self.page(&error),
        }
    }

    fn page(self, error: &PageError) -> Response {
        let (title, help) = error.keys();
        let home = if self.viewer.staff().is_some() { "/desk" } else { "/" };
        let shell = self.app.shell(&self.viewer, self.prefs, title);
        let reference = error.reference().map(ToString::to_string).unwrap_or_default();
        let help = shell.t.a(help, &[("reference", reference.into())]);
        let sign_in = matches!(error, PageError::SignedOut);
        with_retry(ui::page(error.status(), &FaultPage { shell, help, home, sign_in }))
    }
}

/// An extractor of the framework refused the request before the handler ran.
fn rejected(response: &Response) -> Option<Fault> {
    let plain = response.headers().get(header::CONTENT_TYPE)?.as_bytes();
    if !plain.starts_with(b"text/plain") {
        return None;
    }
    match response.status() {
        StatusCode::NOT_FOUND => Some(Fault::Page(PageError::NotFound)),
        StatusCode::PAYLOAD_TOO_LARGE => Some(Fault::Page(PageError::TooLarge)),
        StatusCode::BAD_REQUEST
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::UNPROCESSABLE_ENTITY => Some(Fault::Page(PageError::BadRequest)),
        _ => None,
    }
}

#[derive(serde::Serialize)]
struct Envelope {
    error: Body,
}

#[derive(serde::Serialize)]
struct Body {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

fn envelope(error: &ApiError, t: Tr) -> Response {
    let message = t.a(error.key, &error.args);
    let body = Body { code: error.code, message, field: error.field.clone() };
    let mut response = (error.status, Json(Envelope { error: body })).into_response();
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, no_store);
    with_retry(response)
}

fn with_retry(mut response: Response) -> Response {
    let status = response.status();
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    if status == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(header::WWW_AUTHENTICATE, scheme);
    }
    response
}
