//! Registering: four questions, on a telephone, in under a minute.

use axum::extract::{Form, State};
use axum::response::Response;
use people::record::{FormPage, Group, fault_key};
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{Button, Field, FormState, Notice, Prefs, Tone, key};

use super::session::{SignedHolder, safe_path, with_cookie};
use super::words;
use crate::app::Stations;
use crate::app::error::ActError;
use crate::app::holder::{NAME_MAX, Registration};

type Pairs = Vec<(String, String)>;

/// `GET /holder/new`
pub(super) async fn new(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: Option<SignedHolder>,
) -> Result<Response, PageError> {
    if signed.is_some() {
        return Ok(see_other("/holder"));
    }
    let form = FormState::new().with("key", stations.app.ids.mint(stations.app.now()).to_string());
    page(&stations, &viewer, prefs, form).await
}

async fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    form: FormState,
) -> Result<Response, PageError> {
    let employers = stations.employers().await?;
    let shell = stations.app.shell(viewer, prefs, key("holder-register-title"));
    let t = shell.t;
    let who = vec![
        Field::text(t, &form, "name", t.s("holder-name"))
            .attr("autocomplete", "name")
            .counted(NAME_MAX)
            .required(),
        Field::tel(t, &form, "phone", t.s("holder-phone")).required(),
    ];
    let work = vec![
        Field::radios(t, &form, "kind", t.s("holder-kind")).choices(words::kinds(t)).required(),
        Field::select(t, &form, "employer", t.s("holder-employer"))
            .hint(t.s("holder-employer-hint"))
            .choices(words::brands(t, &employers))
            .required(),
    ];
    let submit = Button::submit(t.s("holder-register")).primary().wide();
    let hidden =
        vec![("key", form.value("key").to_owned()), ("next", form.value("next").to_owned())];
    let mut page = FormPage::new("/holder/new", submit, form);
    page.lead = t.s("holder-register-lead").into_owned();
    page.hidden = hidden;
    page.notices = vec![
        Notice::new(Tone::Info, t.s("holder-never-asked"))
            .link(t.s("holder-have-number"), "/holder/sign-in"),
    ];
    page.groups = vec![
        Group::new("who", t.s("holder-who"), who),
        Group::new("work", t.s("holder-work"), work),
    ];
    Ok(page.site(shell))
}

/// `POST /holder/new`
pub(super) async fn create(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    let typed = Registration {
        name: form.value("name").to_owned(),
        phone: form.value("phone").to_owned(),
        kind: form.value("kind").to_owned(),
        employer: form.value("employer").to_owned(),
        submission_key: form.value("key").to_owned(),
        client: source.client,
    };
    match stations.register(typed).await {
        Ok(signed) => {
            let next = form.value("next");
            let path = if next.is_empty() { "/holder?done=registered" } else { safe_path(next) };
            Ok(with_cookie(&stations, &signed.token, see_other(path)))
        }
        Err(ActError::Fault(fault)) => {
            let words = match fault.field {
                "phone" => key("holder-phone-wrong"),
                _ => fault_key(fault.kind),
            };
            form.error(fault.field, words);
            page(&stations, &viewer, prefs, form).await
        }
        Err(error) => Err(error.into()),
    }
}
