//! Signing in on a new telephone with number and code, and signing out.

use axum::extract::{Form, State};
use axum::response::Response;
use people::record::{Asked, FormPage, Group};
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{Button, Field, FormState, Notice, Prefs, Tone, key};

use super::session::{SignedHolder, safe_path, with_cookie};
use crate::app::Stations;
use crate::app::error::ActError;

/// `GET /holder/sign-in`
pub(super) async fn ask(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Response {
    page(&stations, &viewer, prefs, asked.form)
}

fn page(stations: &Stations, viewer: &Viewer, prefs: Prefs, form: FormState) -> Response {
    let shell = stations.app.shell(viewer, prefs, key("holder-sign-in-title"));
    let t = shell.t;
    let fields = vec![
        Field::number(t, &form, "number", t.s("holder-number"))
            .hint(t.s("holder-number-hint"))
            .required(),
        Field::number(t, &form, "code", t.s("holder-recovery-code"))
            .attr("autocomplete", "one-time-code")
            .required(),
    ];
    let submit = Button::submit(t.s("holder-sign-in")).primary().wide();
    let hidden = vec![("next", safe_path(form.value("next")).to_owned())];
    let mut page = FormPage::new("/holder/sign-in", submit, form);
    page.lead = t.s("holder-sign-in-lead").into_owned();
    page.hidden = hidden;
    page.notices = vec![
        Notice::new(Tone::Info, t.s("holder-no-number"))
            .link(t.s("holder-register-title"), "/holder/new"),
    ];
    page.groups = vec![Group::new("sign-in", t.s("holder-sign-in"), fields)];
    page.site(shell)
}

/// `POST /holder/sign-in`
pub(super) async fn sign_in(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicQuery, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    form.require("number", key("record-fault-missing"));
    form.require("code", key("record-fault-missing"));
    if !form.has_errors() {
        let (number, code) = (form.value("number"), form.value("code"));
        match stations.sign_in_holder(number, code, &source.client).await {
            Ok(signed) => {
                let next = safe_path(form.value("next"));
                return Ok(with_cookie(&stations, &signed.token, see_other(next)));
            }
            Err(ActError::NotFound) => _ = form.error("number", key("holder-no-match")),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(page(&stations, &viewer, prefs, form))
}

/// `POST /holder/sign-out`
pub(super) async fn leave(
    State(stations): State<Stations>,
    signed: SignedHolder,
) -> Result<Response, PageError> {
    stations.revoke_device(signed.holder.id, signed.device.id).await?;
    Ok(with_cookie(&stations, "", see_other("/holder/sign-in")))
}
