//! What is done to a reception and to a visit. A visit that is not answered on
//! the spot becomes a request.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::domain::disclosure::IdentityField;
use people::domain::phone::Phone;
use people::vault::NewIdentity;
use people::{PageError, Staff, see_other};
use ui::{FormState, Prefs, key};

use super::show;
use crate::app::Desk;
use crate::app::reception::NewBooking;
use crate::app::submit::Submission;
use crate::domain::reception::{Booking, BookingVerb, PREPARES, ReceptionVerb, can_prepare};
use crate::domain::request::{CONTENT_MIN, NewRequest, Place};
use crate::domain::words::{OrderType, Origin, Urgency};
use crate::web::record::blame;
use crate::web::to_page;

type Pairs = Vec<(String, String)>;

/// `POST /desk/receptions/{id}/steps`
pub(super) async fn step(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let view = show::find(&desk, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let verb: ReceptionVerb = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    let seen = form.value("seen").parse().unwrap_or(0);
    match desk.step_reception(&staff, (view.reception.id, seen), verb).await {
        Ok(_) => Ok(see_other(&format!("/desk/receptions/{id}?done=saved"))),
        Err(error) => {
            blame(&mut form, error)?;
            let fresh = show::find(&desk, &id).await?;
            show::page(&desk, &staff, prefs, fresh, form).await
        }
    }
}

/// `POST /desk/receptions/{id}/visits`: somebody who came without booking.
pub(super) async fn walk_in(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let view = show::find(&desk, &id).await?;
    if !can_prepare(&staff, view.reception.unit_id) {
        return Err(PageError::Forbidden);
    }
    let mut form = FormState::from_pairs(pairs);
    if !form.value("phone").is_empty() && Phone::parse(form.value("phone")).is_err() {
        form.error("phone", key("desk-error-phone"));
    }
    if !form.has_errors() {
        let identity = NewIdentity::default()
            .with(IdentityField::Name, form.value("name"))
            .with(IdentityField::Phone, form.value("phone"));
        let identity = if identity.is_empty() {
            None
        } else {
            let sealed = desk.app.vault.seal(&identity);
            Some(sealed.map_err(|error| PageError::internal(&error))?)
        };
        let at = desk.app.now();
        let new = NewBooking {
            reception: view.reception.id,
            slot: None,
            submission_key: desk.app.ids.mint(at).to_string(),
            topic: form.value("topic").to_owned(),
            identity,
            actor: staff.actor_of(PREPARES),
            at,
        };
        match desk.book(new).await {
            Ok((booking, _)) => {
                let path = format!("/desk/receptions/{id}/bookings/{}?done=added", booking.id);
                return Ok(see_other(&path));
            }
            Err(error) => blame(&mut form, error)?,
        }
    }
    show::page(&desk, &staff, prefs, view, form).await
}

/// `POST /desk/receptions/{id}/bookings/{booking}/attendance`
pub(super) async fn attend(
    State(desk): State<Desk>,
    Path((id, booking)): Path<(String, String)>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (view, booking) = show::visit(&desk, &staff, &id, &booking).await?;
    let mut form = FormState::from_pairs(pairs);
    if booking.state.after(BookingVerb::Attend).is_none() {
        form.error("", key("record-fault-not-now"));
    }
    let answered = form.value("answered") == "1";
    if !answered && form.value("content").chars().count() < CONTENT_MIN {
        form.error("content", key("record-fault-missing"));
    }
    if form.has_errors() {
        return show::booking_page(&desk, &staff, prefs, (view, booking), form).await;
    }
    let order = if answered {
        None
    } else {
        // The key is the booking's own: the same visit makes one request.
        let submission = submission(&desk, &staff, &booking, &form);
        Some(desk.submit(submission).await.map_err(to_page)?.order.id)
    };
    let actor = staff.actor_of(PREPARES);
    match desk.step_booking(actor, booking.id, BookingVerb::Attend, order).await {
        Ok(_) => {
            Ok(see_other(&format!("/desk/receptions/{id}/bookings/{}?done=saved", booking.id)))
        }
        Err(error) => {
            blame(&mut form, error)?;
            show::booking_page(&desk, &staff, prefs, (view, booking), form).await
        }
    }
}

fn submission(desk: &Desk, staff: &Staff, booking: &Booking, form: &FormState) -> Submission {
    let (rules, now) = (desk.rules(), desk.app.now());
    let visits = || rules.channels.iter().find(|channel| channel.kind == "visit");
    let channel = rules.channel("reception_day").or_else(visits).or(rules.channels.first());
    let request = NewRequest {
        submission_key: format!("booking:{}", booking.id),
        channel: channel.map(|channel| channel.code.clone()).unwrap_or_default(),
        channel_ref: Some(booking.booking_no.clone()),
        origin: Origin::OnComplaint,
        order_type: form.value("type").parse().unwrap_or(OrderType::Help),
        title: String::new(),
        content: form.value("content").to_owned(),
        occurred_at: None,
        received_at: now,
        place: Place { address: form.value("address").to_owned(), ..Place::default() },
        requester_ref: booking.requester_ref,
        query_code_tag: String::new(),
        confidential: false,
        reply_wanted: true,
        contact_window: None,
    };
    Submission {
        request,
        urgency: Urgency::Normal,
        category_code: None,
        identity: None,
        photos: Vec::new(),
        actor: staff.actor_of(PREPARES),
        at: now,
    }
}

async fn plain(
    desk: &Desk,
    (staff, prefs): (Staff, Prefs),
    (id, booking): (String, String),
    pairs: Pairs,
    verb: BookingVerb,
) -> Result<Response, PageError> {
    let (view, booking) = show::visit(desk, &staff, &id, &booking).await?;
    let mut form = FormState::from_pairs(pairs);
    match desk.step_booking(staff.actor_of(PREPARES), booking.id, verb, None).await {
        Ok(_) => Ok(see_other(&format!("/desk/receptions/{id}?done=saved"))),
        Err(error) => {
            blame(&mut form, error)?;
            show::booking_page(desk, &staff, prefs, (view, booking), form).await
        }
    }
}

/// `POST /desk/receptions/{id}/bookings/{booking}/absence`
pub(super) async fn miss(
    State(desk): State<Desk>,
    Path(path): Path<(String, String)>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    plain(&desk, (staff, prefs), path, pairs, BookingVerb::Miss).await
}

/// `POST /desk/receptions/{id}/bookings/{booking}/cancellation`
pub(super) async fn cancel(
    State(desk): State<Desk>,
    Path(path): Path<(String, String)>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    plain(&desk, (staff, prefs), path, pairs, BookingVerb::Cancel).await
}
