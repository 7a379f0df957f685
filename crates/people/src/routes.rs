//! Routes, each with its access: one without cannot be expressed.

use std::pin::Pin;

use axum::Router;
use axum::extract::{FromRef, Request};
use axum::handler::Handler;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{self, MethodRouter};

use crate::access::Access;
use crate::fault::PageError;
use crate::guard;
use crate::state::App;

/// One registered route, for tests and documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInfo {
    /// HTTP method. A `GET` also answers `HEAD`.
    pub method: Method,
    /// Path with its placeholders.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// The handler's path in the code.
    pub handler: &'static str,
}

/// Routes of a capability. Each handler is wrapped in a guard that finds out
/// who is asking, refuses who may not, checks forms against forgery, hands
/// over the [`crate::Viewer`], and writes fault pages in the reader's language.
pub struct Routes<S> {
    router: Router<S>,
    list: Vec<RouteInfo>,
}

impl<S> Default for Routes<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    fn default() -> Self {
        Self::new()
    }
}

impl<S> Routes<S>
where
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    /// No routes yet.
    pub fn new() -> Self {
        Self { router: Router::new(), list: Vec::new() }
    }

    /// A page or a read of the API.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::GET, path, access, handler, routing::get)
    }

    /// A form or a call that changes something.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::POST, path, access, handler, routing::post)
    }

    /// A call of the API that puts a thing in place.
    #[must_use]
    pub fn put<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::PUT, path, access, handler, routing::put)
    }

    /// A call of the API that changes a part of a thing.
    #[must_use]
    pub fn patch<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::PATCH, path, access, handler, routing::patch)
    }

    /// A call of the API that takes a thing away.
    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add(Method::DELETE, path, access, handler, routing::delete)
    }

    fn add<H, T>(
        self,
        method: Method,
        path: &'static str,
        access: Access,
        handler: H,
        route: fn(Guarded<H>) -> MethodRouter<S>,
    ) -> Self
    where
        H: Handler<T, S>,
        T: 'static,
    {
        let info = RouteInfo { method, path, access, handler: std::any::type_name::<H>() };
        let mut list = self.list;
        list.push(info);
        Self { router: self.router.route(path, route(Guarded { handler, access })), list }
    }

    /// With another capability's routes.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let list = [self.list, other.list].concat();
        Self { router: self.router.merge(other.router), list }
    }

    /// Every route, in the order of registration.
    pub fn list(&self) -> &[RouteInfo] {
        &self.list
    }

    /// A part of a router whose other parts have states of their own.
    pub fn into_part(self, state: S) -> Router {
        self.router.method_not_allowed_fallback(only_sent_to).with_state(state)
    }

    /// The router, with a page for addresses that lead nowhere.
    pub fn into_router(self, state: S) -> Router {
        let nowhere = Guarded { handler: nowhere, access: Access::Public };
        let router = self.router.method_not_allowed_fallback(only_sent_to);
        router.fallback(nowhere).with_state(state)
    }
}

async fn nowhere() -> PageError {
    PageError::NotFound
}

/// Whoever opens an address that is only sent to, as by changing the language on the answer to a
/// form, is led to the page above it.
async fn only_sent_to(request: Request) -> Response {
    let accepts = request.headers().get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
    let wants_page = accepts.is_some_and(|accepts| accepts.contains("text/html"));
    let above = request.uri().path().rsplit_once('/').map_or("", |(above, _)| above);
    let is_ours = above.starts_with('/') && !above.starts_with("//");
    if request.method() != Method::GET || !wants_page || !is_ours {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    guard::see_other(&format!("{above}{query}"))
}

/// A handler behind its guard.
#[derive(Clone)]
struct Guarded<H> {
    handler: H,
    access: Access,
}

impl<H, T, S> Handler<T, S> for Guarded<H>
where
    H: Handler<T, S>,
    S: Clone + Send + Sync + 'static,
    App: FromRef<S>,
{
    type Future = Pin<Box<dyn Future<Output = Response> + Send>>;

    fn call(self, request: Request, state: S) -> Self::Future {
        Box::pin(async move {
            let app = App::from_ref(&state);
            let (asker, admitted) = guard::admit(&app, self.access, request).await;
            let response = match admitted {
                Ok(request) => self.handler.call(request, state).await,
                Err(refusal) => refusal,
            };
            asker.answer(response)
        })
    }
}
