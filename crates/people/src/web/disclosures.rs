//! Opening one field: the form that asks why, and the field while it is open.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::id::Id;
use ui::{Choice, FormState, Prefs, Shell, Tr, key};
use zeroize::Zeroizing;

use crate::app::disclosures::{self, DisclosureError};
use crate::domain::disclosure::{
    Disclosure, DisclosureRefusal, DisclosureRequest, IdentityField, Purpose,
};
use crate::fault::PageError;
use crate::guard::see_other;
use crate::ids::DisclosureId;
use crate::state::{App, OrderParty};
use crate::viewer::Staff;

const REASON_CHARS_MAX: usize = 200;

#[derive(Template)]
#[template(path = "people/disclosure_new.html")]
struct AskPage {
    shell: Shell,
    form: FormState,
    order: Id,
    party: OrderParty,
    fields: Vec<Choice>,
    purposes: Vec<Choice>,
    minutes: i64,
}

#[derive(Debug, serde::Deserialize)]
pub(super) struct Asked {
    order: Id,
    #[serde(default)]
    field: String,
}

pub(super) async fn form(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let form = FormState::new().with("field", asked.field);
    ask(&app, &staff, prefs, asked.order, form).await
}

async fn ask(
    app: &App,
    staff: &Staff,
    prefs: Prefs,
    order: Id,
    form: FormState,
) -> Result<Response, PageError> {
    let party = app.orders.party(&app.db, staff, order).await?.ok_or(PageError::NotFound)?;
    let shell = app.desk(staff, prefs, key("disclosure-new-title"));
    let status = if form.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = AskPage {
        fields: fields(shell.t),
        purposes: purposes(shell.t, staff),
        minutes: app.settings.disclosure_us / kernel::time::MINUTE_US,
        shell,
        form,
        order,
        party,
    };
    Ok(ui::page(status, &page))
}

fn fields(t: Tr) -> Vec<Choice> {
    let all = IdentityField::ALL.iter();
    all.map(|field| Choice::new(field.as_str(), t.s(field.label_key()))).collect()
}

/// Only the purposes that are a duty of this member of staff.
fn purposes(t: Tr, staff: &Staff) -> Vec<Choice> {
    let own = Purpose::ALL.iter().filter(|purpose| staff.has_any(purpose.roles()));
    let own = own.map(|purpose| Choice::new(purpose.as_str(), t.s(purpose.label_key())));
    std::iter::once(Choice::new("", t.s("disclosure-purpose-choose"))).chain(own).collect()
}

pub(super) async fn submit(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let order: Id = form.value("order").parse().map_err(|_| PageError::NotFound)?;
    form.limit("reason", REASON_CHARS_MAX).limit("document", REASON_CHARS_MAX);
    let field = form.value("field").parse::<IdentityField>().ok();
    let purpose = form.value("purpose").parse::<Purpose>().ok();
    if field.is_none() {
        form.error("field", key("disclosure-field-missing"));
    }
    if purpose.is_none() {
        form.error("purpose", key("disclosure-purpose-missing"));
    }
    if let (Some(field), Some(purpose), false) = (field, purpose, form.has_errors()) {
        let reason = form.value("reason").to_owned();
        let document_no = form.value("document").to_owned();
        let wish = DisclosureRequest { field, purpose, reason, document_no };
        match disclosures::disclose(&app, &staff, order, wish).await {
            Ok(id) => return Ok(see_other(&format!("/desk/disclosures/{id}"))),
            Err(error) => note(&mut form, error)?,
        }
    }
    ask(&app, &staff, prefs, order, form).await
}

fn note(form: &mut FormState, error: DisclosureError) -> Result<(), PageError> {
    use DisclosureRefusal as Refusal;
    match error {
        DisclosureError::Refused(Refusal::NotYourDuty) => {
            form.error("purpose", key("disclosure-not-your-duty"))
        }
        DisclosureError::Refused(Refusal::FieldNotNeeded) => {
            form.error("field", key("disclosure-field-not-needed"))
        }
        DisclosureError::Refused(Refusal::Confidential) => {
            form.error("", key("disclosure-confidential"))
        }
        DisclosureError::Refused(Refusal::ReasonMissing) => {
            form.error("reason", key("disclosure-reason-missing"))
        }
        DisclosureError::Refused(Refusal::DocumentMissing) => {
            form.error("document", key("disclosure-document-missing"))
        }
        DisclosureError::NotTold => form.error("field", key("disclosure-not-told")),
        other => return Err(to_page(other)),
    };
    Ok(())
}

fn to_page(error: DisclosureError) -> PageError {
    match error {
        DisclosureError::NotFound => PageError::NotFound,
        DisclosureError::NotTold => PageError::NotFound,
        DisclosureError::Refused(_) => PageError::Forbidden,
        DisclosureError::TooMany(_) => PageError::TooMany,
        DisclosureError::Vault(error) => PageError::internal(&error),
        DisclosureError::Store(error) => error.into(),
    }
}

#[derive(Template)]
#[template(path = "people/disclosure.html")]
struct ShownPage {
    shell: Shell,
    disclosure: Disclosure,
    /// None where the matter is no longer theirs to see.
    order_href: Option<String>,
    /// It is that of whoever speaks for the requester.
    is_speakers: bool,
    value: Option<Zeroizing<String>>,
    at: String,
    until: String,
}

pub(super) async fn show(
    State(app): State<App>,
    staff: Staff,
    prefs: Prefs,
    Path(id): Path<DisclosureId>,
) -> Result<Response, PageError> {
    let look = disclosures::look(&app, &staff, id).await.map_err(to_page)?;
    let party = app.orders.party(&app.db, &staff, look.disclosure.order).await?;
    let shell = app.desk(&staff, prefs, look.disclosure.field.label_key());
    let page = ShownPage {
        at: shell.t.date_time(look.disclosure.at),
        until: shell.t.date_time(look.disclosure.expires_at),
        is_speakers: party.as_ref().is_some_and(|party| {
            party.speaker == Some(look.disclosure.requester) && party.requester != party.speaker
        }),
        order_href: party.map(|party| party.href),
        disclosure: look.disclosure,
        value: look.value,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}
