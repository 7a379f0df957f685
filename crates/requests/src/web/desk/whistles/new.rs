//! A street calls units.

use axum::extract::{Form, Query, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, Field, FormState, Prefs, key};

use super::super::order::{unit_fields, units};
use super::PATH;
use crate::app::whistles::{NewWhistle, may_whistle};
use crate::app::{Desk, OrderError};
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::web::record::{FormPage, Group};
use crate::web::to_page;

type Pairs = Vec<(String, String)>;

/// `GET /desk/whistles/new`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    if !may_whistle(&staff, &desk.rules()) {
        return Err(PageError::NotFound);
    }
    Ok(page(&desk, &staff, prefs, FormState::from_pairs(pairs)))
}

fn page(desk: &Desk, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("whistle-new"));
    let t = shell.t;
    let what = vec![
        Field::text(t, &form, "title", t.s("desk-col-title")).counted(TEXT_MAX).required(),
        Field::textarea(t, &form, "text", t.s("whistle-text")).counted(TEXT_MAX).required(),
        Field::text(t, &form, "place", t.s("whistle-place")).counted(TEXT_MAX).required(),
    ];
    let called = unit_fields(desk, t, &form, "units", key("whistle-unit"));
    let submit = Button::submit(t.s("whistle-new")).primary();
    let order = form.value("order").to_owned();
    let mut page = FormPage::new(PATH, submit, form);
    page.hidden = vec![("order", order)];
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s("whistle-section"), PATH)]));
    page.lead = t.s("whistle-new-lead").into_owned();
    page.groups = vec![
        Group::new("what", t.s("whistle-text"), what),
        Group::new("whom", t.s("whistle-units"), called),
    ];
    page.desk(shell)
}

/// `POST /desk/whistles`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    for field in ["title", "text", "place"] {
        form.require(field, key("desk-error-text")).limit(field, TEXT_MAX);
    }
    let called = units(&form, "units");
    if called.is_empty() {
        form.error("units_1", key("desk-error-choose"));
    }
    if form.has_errors() {
        return Ok(page(&desk, &staff, prefs, form));
    }
    let new = NewWhistle {
        order: form.value("order").parse().ok(),
        title: form.value("title").to_owned(),
        text: form.value("text").to_owned(),
        place: form.value("place").to_owned(),
        units: called,
    };
    match desk.whistle(&staff, new).await {
        Ok(id) => Ok(see_other(&format!("{PATH}/{id}?done=added"))),
        Err(OrderError::Unknown(_) | OrderError::Refused(Refusal::ReportedUnit)) => {
            form.error("units_1", key("whistle-error-unit"));
            Ok(page(&desk, &staff, prefs, form))
        }
        Err(other) => Err(to_page(other)),
    }
}
