//! Signing in and out.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use ui::{FormState, Prefs, Shell, key};
use zeroize::Zeroizing;

use crate::app::sign_in::{self, Attempt, SignInError};
use crate::fault::PageError;
use crate::guard::{cookie_name, see_other};
use crate::limits::Limit;
use crate::source::Source;
use crate::state::App;
use crate::viewer::{Staff, Viewer};

#[derive(Template)]
#[template(path = "people/sign_in.html")]
struct SignInPage {
    shell: Shell,
    form: FormState,
    next: String,
}

#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Next {
    next: String,
}

pub(super) async fn show(
    State(app): State<App>,
    viewer: Viewer,
    prefs: Prefs,
    Query(next): Query<Next>,
) -> Response {
    let shell = app.shell(&viewer, prefs, key("sign-in-title"));
    let next = safe_path(&next.next).to_owned();
    ui::page(StatusCode::OK, &SignInPage { shell, form: FormState::new(), next })
}

pub(super) async fn submit(
    State(app): State<App>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    app.limits.check(Limit::SignIn, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    form.require("username", key("sign-in-username-missing"));
    // Blanks at the ends belong to a password, so it is not read trimmed.
    form.require("password", key("sign-in-password-missing"));
    if !form.has_errors() {
        let attempt = Attempt {
            username: form.value("username").to_owned(),
            password: Zeroizing::new(form.value("password").to_owned()),
            client: source.client,
            before: viewer.staff().map(|staff| (staff.session, staff.account)),
        };
        match sign_in::sign_in(&app, attempt).await {
            Ok(token) => return Ok(signed_in(&app, &token, safe_path(form.value("next")))),
            Err(SignInError::Wrong) => {
                let policy = &app.settings.password;
                let minutes = policy.lock_us / kernel::time::MINUTE_US;
                let args = vec![("tries", policy.tries_max.into()), ("minutes", minutes.into())];
                form.error_with("password", key("sign-in-wrong"), args);
            }
            Err(SignInError::Store(error)) => return Err(error.into()),
        }
    }
    let shell = app.shell(&viewer, prefs, key("sign-in-title"));
    let next = safe_path(form.value("next")).to_owned();
    Ok(ui::page(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage { shell, form, next }))
}

fn signed_in(app: &App, token: &str, next: &str) -> Response {
    with_cookie(app, token, see_other(next))
}

/// Sets or, with an empty value, takes away the session's cookie.
fn with_cookie(app: &App, value: &str, mut response: Response) -> Response {
    let secure = app.settings.secure_cookies;
    let name = cookie_name(secure);
    let flags = if secure { "; Secure" } else { "" };
    let age = if value.is_empty() { "; Max-Age=0" } else { "" };
    let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{flags}{age}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

pub(super) async fn leave(State(app): State<App>, staff: Staff) -> Result<Response, PageError> {
    sign_in::sign_out(&app, &staff).await?;
    Ok(with_cookie(&app, "", see_other("/sign-in")))
}

/// A path of this site; the desk when it is none.
fn safe_path(next: &str) -> &str {
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic()) && !next.contains('\\');
    let own = next.starts_with('/') && !next.starts_with("//");
    if plain && own { next } else { "/desk" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_never_leads_to_another_site() {
        for bad in ["", "https://evil.cn", "//evil.cn", "/\\evil.cn", "/a\r\nSet-Cookie: x", "desk"]
        {
            assert_eq!(safe_path(bad), "/desk", "{bad:?}");
        }
        assert_eq!(safe_path("/desk/orders?state=new"), "/desk/orders?state=new");
    }
}
