//! Applying: the telephone first, what must be stated, and number and code
//! told once.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use people::record::{Fault, FormPage, Group, Show};
use people::{Limit, PageError, Source, Viewer};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, Field, FormState, Notice, Prefs, Tone, key,
};

use super::words::{to_page, told};
use crate::app::Stations;
use crate::app::benefit::Applied;
use crate::domain::benefit::programme::{Programme, Proof, Window};
use crate::domain::benefit::{ATTESTOR_MAX, NAME_MAX, NewBenefit, PHOTOS_MAX};
use crate::web::kept::{self, SentForm};

/// `GET /benefits/{id}/apply`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let programme = stations.programme(&id).await.map_err(to_page)?;
    let key = stations.app.ids.mint(stations.app.now()).to_string();
    let sent = SentForm { form: FormState::new().with("key", key), photos: Vec::new() };
    Ok(page(&stations, &viewer, prefs, &programme, sent))
}

/// `POST /benefits/{id}/apply`
pub(super) async fn create(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    request: Request,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let programme = stations.programme(&id).await.map_err(to_page)?;
    let SentForm { mut form, photos } = kept::read(&stations, request, PHOTOS_MAX).await?;
    if form.has_errors() {
        let sent = SentForm { form, photos };
        return Ok(page(&stations, &viewer, prefs, &programme, sent));
    }
    let text = |name: &str| form.value(name).to_owned();
    let is_ticked = |at: &usize| form.value(statement(*at)) == "1";
    let new = NewBenefit {
        key: text("key"),
        programme: programme.id.clone(),
        name: text("name"),
        phone: text("phone"),
        ticked: (0..programme.statements.len()).filter(is_ticked).collect(),
        attestor: text("attestor"),
        photos: photos.clone(),
    };
    match stations.apply_for_benefit(new).await {
        Ok(applied) => Ok(taken(&stations, &viewer, prefs, &programme, &applied)),
        Err(error) => {
            mark(&mut form, &programme, error.fault()?);
            Ok(page(&stations, &viewer, prefs, &programme, SentForm { form, photos }))
        }
    }
}

/// The name of a statement's box.
fn statement(at: usize) -> String {
    format!("statement-{at}")
}

/// Each statement that was not made is marked at its own box.
fn mark(form: &mut FormState, programme: &Programme, fault: Fault) {
    if fault.field != "statements" {
        let (field, message) = told(fault);
        form.error(field, message);
        return;
    }
    for at in 0..programme.statements.len() {
        if form.value(statement(at)) != "1" {
            form.error(&statement(at), key("benefit-error-statement"));
        }
    }
}

fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    programme: &Programme,
    SentForm { form, photos }: SentForm,
) -> Response {
    let shell = stations.app.shell(viewer, prefs, key("benefit-apply"));
    let t = shell.t;
    let who = vec![
        Field::tel(t, &form, "phone", t.s("benefit-phone"))
            .hint(t.s("benefit-phone-hint"))
            .required(),
        Field::text(t, &form, "name", t.s("benefit-applicant"))
            .hint(t.s("benefit-applicant-hint"))
            .counted(NAME_MAX)
            .required(),
    ];
    let statements = programme.statements.iter().enumerate();
    let mut said: Vec<Field> =
        statements.map(|(at, text)| Field::checkbox(t, &form, statement(at), text)).collect();
    if programme.proof == Proof::Employer {
        let attestor = Field::text(t, &form, "attestor", t.s("benefit-attestor"));
        said.push(attestor.hint(t.s("benefit-attestor-hint")).counted(ATTESTOR_MAX).required());
    }
    if !programme.evidence.is_empty() {
        let shown = Field::photos(t, &form, "photos", t.s("benefit-photos"));
        said.push(shown.hint(&programme.evidence).optional());
    }
    let submit = Button::submit(t.s("benefit-send")).primary();
    let mut page = FormPage::new(format!("/benefits/{}/apply", programme.id), submit, form.clone());
    let back = Crumb::new(&programme.name, format!("/benefits/{}", programme.id));
    page.crumbs = Some(Breadcrumb::new(t, vec![back]));
    page.lead = programme.name.clone();
    page.has_files = !programme.evidence.is_empty();
    page.kept = kept::shown(stations, t, &photos);
    page.hidden = vec![("key", form.value("key").to_owned())];
    page.groups = vec![
        Group::new("who", t.s("benefit-who"), who),
        Group::new("said", t.s("benefit-statements"), said),
    ];
    if programme.window(stations.app.now().day()) != Window::Open {
        page.notices = vec![Notice::new(Tone::Warn, t.s("benefit-error-closed"))];
    }
    page.site(shell)
}

/// Number and code, once; the address does not hold the code.
fn taken(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    programme: &Programme,
    applied: &Applied,
) -> Response {
    let shell = stations.app.shell(viewer, prefs, key("benefit-taken"));
    let t = shell.t;
    let back = Crumb::new(&programme.name, format!("/benefits/{}", programme.id));
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![back])),
        notices: vec![Notice::new(Tone::Warn, t.s("benefit-taken-keep"))],
        links: vec![Button::link(t.s("benefit-mine"), "/benefits/mine").primary()],
        facts: Definitions::new(vec![
            Definition::new(t.s("benefit-no"), &applied.benefit.application_no),
            Definition::new(t.s("benefit-code"), &applied.code),
            Definition::new(t.s("benefit-seq"), t.number(applied.benefit.seq)),
            Definition::new(t.s("benefit-received"), t.date_time(applied.benefit.applied_at)),
        ]),
        ..Show::default()
    };
    page.site(shell)
}
