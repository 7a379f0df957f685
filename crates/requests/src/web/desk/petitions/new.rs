//! Writing a petition down, from whatever channel.

use axum::extract::{Form, Query, State};
use axum::response::Response;
use people::domain::disclosure::IdentityField;
use people::domain::phone::Phone;
use people::vault::{NewIdentity, SealedIdentity};
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, Field, FormState, Prefs, key};

use super::words;
use crate::app::Desk;
use crate::app::petition::Registration;
use crate::domain::order_no::OrderNo;
use crate::domain::petition::permission::{WORKS, is_office};
use crate::domain::petition::{
    CONTENT_MAX, NewPetition, PetitionChannel, PetitionKind, REPRESENTATIVES_MAX, TITLE_MAX,
};
use crate::store::order;
use crate::web::record::{FormPage, Group, blame, filled, one_of, regions, units};

type Pairs = Vec<(String, String)>;

/// `GET /desk/petitions/new`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    if !is_office(&staff, desk.petition_office().await?) {
        return Err(PageError::NotFound);
    }
    let form = FormState::from_pairs(pairs)
        .with("key", desk.app.ids.mint(desk.app.now()).to_string())
        .with("channel", "visit")
        .with("kind", "claim")
        .with("people_count", "1");
    Ok(page(&desk, &staff, prefs, form))
}

fn page(desk: &Desk, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("petitions-new"));
    let t = shell.t;
    let how = vec![
        Field::radios(t, &form, "channel", t.s("petition-channel"))
            .choices(words::channels(t))
            .inline(),
        Field::radios(t, &form, "kind", t.s("petition-kind")).choices(words::kinds(t)),
        Field::text(t, &form, "order_no", t.s("petition-order-no"))
            .hint(t.s("petition-order-no-hint"))
            .optional(),
    ];
    let what = vec![
        Field::textarea(t, &form, "content", t.s("petition-content"))
            .rows(7)
            .counted(CONTENT_MAX)
            .required(),
        Field::text(t, &form, "title", t.s("petition-name")).counted(TITLE_MAX).optional(),
        Field::select(t, &form, "region", t.s("petition-place"))
            .choices(one_of(t, regions(desk, false)))
            .optional(),
        Field::select(t, &form, "accused_unit", t.s("petition-accused"))
            .choices(one_of(t, units(desk)))
            .hint(t.s("petition-accused-hint"))
            .optional(),
    ];
    let who = vec![
        Field::text(t, &form, "name", t.s("petition-petitioner"))
            .hint(t.s("petition-petitioner-hint"))
            .optional(),
        Field::tel(t, &form, "phone", t.s("petition-phone")).optional(),
        Field::number(t, &form, "people_count", t.s("petition-people-count")).required(),
        Field::textarea(t, &form, "representatives", t.s("petition-representatives"))
            .rows(4)
            .hint(t.s("petition-representatives-hint"))
            .optional(),
        Field::checkbox(t, &form, "confidential", t.s("petition-confidential"))
            .hint(t.s("petition-confidential-hint")),
    ];
    let submit = Button::submit(t.s("petition-register")).primary();
    let hidden = vec![("key", form.value("key").to_owned())];
    let mut page = FormPage::new("/desk/petitions", submit, form);
    page.crumbs =
        Some(Breadcrumb::new(t, vec![Crumb::new(t.s("petitions-title"), "/desk/petitions")]));
    page.lead = t.s("petitions-new-lead").into_owned();
    page.hidden = hidden;
    page.groups = vec![
        Group::new("how", t.s("petition-how"), how),
        Group::new("what", t.s("petition-what"), what),
        Group::new("who", t.s("petition-who"), who),
    ];
    page.desk(shell)
}

/// `POST /desk/petitions`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    if !is_office(&staff, desk.petition_office().await?) {
        return Err(PageError::NotFound);
    }
    let mut form = FormState::from_pairs(pairs);
    if let Some(registration) = read(&desk, &staff, &mut form).await? {
        match desk.register_petition(&staff, registration).await {
            Ok(done) => return Ok(see_other(&format!("/desk/petitions/{}?done=added", done.id))),
            Err(error) => {
                // The order is named by its number here.
                let mut faults = FormState::new();
                blame(&mut faults, error)?;
                for fault in faults.errors() {
                    let field = if fault.field == "order" { "order_no" } else { &fault.field };
                    form.error(field, fault.key);
                }
            }
        }
    }
    Ok(page(&desk, &staff, prefs, form))
}

async fn read(
    desk: &Desk,
    staff: &Staff,
    form: &mut FormState,
) -> Result<Option<Registration>, PageError> {
    let channel: Option<PetitionChannel> = form.value("channel").parse().ok();
    let kind: Option<PetitionKind> = form.value("kind").parse().ok();
    let people_count = form.value("people_count").parse().ok();
    for (name, is_there) in [
        ("channel", channel.is_some()),
        ("kind", kind.is_some()),
        ("people_count", people_count.is_some()),
    ] {
        if !is_there {
            form.error(name, key("record-fault-missing"));
        }
    }
    if !form.value("phone").is_empty() && Phone::parse(form.value("phone")).is_err() {
        form.error("phone", key("desk-error-phone"));
    }
    let order_id = linked(desk, form).await?;
    let representatives = representatives(desk, form)?;
    let (Some(channel), Some(kind), Some(people_count), false) =
        (channel, kind, people_count, form.has_errors())
    else {
        return Ok(None);
    };
    let now = desk.app.now();
    let submission_key = filled(form, "key").unwrap_or_else(|| desk.app.ids.mint(now).to_string());
    Ok(Some(Registration {
        new: NewPetition {
            submission_key,
            channel,
            kind,
            title: form.value("title").to_owned(),
            content: form.value("content").to_owned(),
            region_code: filled(form, "region"),
            people_count,
            representatives: representatives.len(),
            confidential: form.value("confidential") == "1",
            accused_unit_id: form.value("accused_unit").parse().ok(),
            order_id,
        },
        identity: sealed(desk, form.value("name"), form.value("phone"))?,
        representatives,
        actor: staff.actor_of(WORKS),
        at: now,
    }))
}

/// The hotline order it is linked to, by its number.
async fn linked(
    desk: &Desk,
    form: &mut FormState,
) -> Result<Option<crate::domain::OrderId>, PageError> {
    if form.value("order_no").is_empty() {
        return Ok(None);
    }
    if let Ok(number) = form.value("order_no").parse::<OrderNo>() {
        let read = desk.app.db.read(number, |tx, number| Box::pin(order::get_by_no(tx, number)));
        let found: Result<Option<crate::domain::order::Order>, db::StoreError> = read.await;
        if let Some(order) = found? {
            return Ok(Some(order.id));
        }
    }
    form.error("order_no", key("record-fault-unknown"));
    Ok(None)
}

/// One a line: the name, and a telephone after a comma.
fn representatives(desk: &Desk, form: &mut FormState) -> Result<Vec<SealedIdentity>, PageError> {
    let lines: Vec<String> = form
        .value("representatives")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if lines.len() > REPRESENTATIVES_MAX {
        form.error("representatives", key("petition-representatives-many"));
        return Ok(Vec::new());
    }
    let mut sealed_ones = Vec::new();
    for line in &lines {
        let (name, phone) = line.split_once([',', '，']).unwrap_or((line, ""));
        if !phone.trim().is_empty() && Phone::parse(phone.trim()).is_err() {
            form.error("representatives", key("desk-error-phone"));
            return Ok(Vec::new());
        }
        sealed_ones.extend(sealed(desk, name.trim(), phone.trim())?);
    }
    Ok(sealed_ones)
}

fn sealed(desk: &Desk, name: &str, phone: &str) -> Result<Option<SealedIdentity>, PageError> {
    let identity =
        NewIdentity::default().with(IdentityField::Name, name).with(IdentityField::Phone, phone);
    if identity.is_empty() {
        return Ok(None);
    }
    let sealed = desk.app.vault.seal(&identity);
    sealed.map(Some).map_err(|error| PageError::internal(&error))
}
