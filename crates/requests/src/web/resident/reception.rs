//! Reception days for residents: which there are, booking a slot, the booking
//! with its code, giving it up.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::StoreError;
use people::domain::disclosure::IdentityField;
use people::domain::phone::Phone;
use people::vault::NewIdentity;
use people::{Limit, PageError, Viewer, see_other};
use ui::{
    Breadcrumb, Button, Choice, Crumb, Definition, Definitions, EmptyState, Field, FormState,
    Notice, Prefs, Tag, Tone, key,
};

use super::super::source::Source;
use crate::app::Desk;
use crate::app::reception::NewBooking;
use crate::app::record::RecordError;
use crate::domain::ReceptionId;
use crate::domain::reception::{Booking, BookingState, BookingVerb, Reception, Slot, TOPIC_MAX};
use crate::store::{order, reception as store};
use crate::web::desk::receptions::words;
use crate::web::record::{
    Action, Asked, Cell, FormPage, Group, List, Section, Show, Table, blame, record_page_error,
};

type Pairs = Vec<(String, String)>;

/// `GET /receptions`
pub(super) async fn list(
    State(desk): State<Desk>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let shell = desk.app.shell(&viewer, prefs, key("receptions-public-title"));
    let (t, now) = (shell.t, desk.app.now());
    let read = desk.app.db.read(now, |tx, now| {
        Box::pin(async move {
            let mut all = Vec::new();
            for reception in store::upcoming(tx, *now).await? {
                let slots = store::slots(tx, reception.id).await?;
                let free: i64 = slots.iter().map(|slot| slot.capacity - slot.booked).sum();
                all.push((reception, free));
            }
            Ok::<_, StoreError>(all)
        })
    });
    let rows: Vec<(Reception, i64)> = read.await?;
    let head = [
        t.s("reception-host"),
        t.s("reception-free"),
        t.s("reception-when"),
        t.s("reception-topics"),
        t.s("reception-place"),
    ];
    let table = Table::new(head).rows(rows.iter().map(|(reception, free)| {
        let open = reception.takes_bookings(now);
        let left = if open && *free > 0 {
            Cell::tag(t.n("reception-free-count", *free), Tone::Ok)
        } else if open {
            Cell::tag(t.s("reception-full"), Tone::Warn)
        } else {
            Cell::tag(t.s("reception-booking-over"), Tone::Neutral)
        };
        vec![
            Cell::Link(reception.host.clone(), format!("/receptions/{}", reception.id)),
            left,
            Cell::Text(words::when(t, reception)),
            Cell::Wide(reception.topics.clone()),
            Cell::Text(reception.place.clone()),
        ]
    }));
    let page = List {
        lead: t.s("receptions-public-lead").into_owned(),
        empty: rows.is_empty().then(|| {
            EmptyState::new("calendar", t.s("receptions-public-empty"))
                .link(t.s("receptions-public-report"), "/report")
        }),
        table,
        ..List::default()
    };
    Ok(page.site(shell))
}

async fn find(desk: &Desk, id: &str) -> Result<(Reception, Vec<Slot>), PageError> {
    let id: ReceptionId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let Some(reception) = store::get(tx, *id).await? else { return Ok(None) };
            Ok::<_, StoreError>(Some((reception, store::slots(tx, *id).await?)))
        })
    });
    let found = read.await?.filter(|(reception, _)| {
        use crate::domain::reception::ReceptionState::{Closed, Open};
        matches!(reception.state, Open | Closed)
    });
    found.ok_or(PageError::NotFound)
}

/// `GET /receptions/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let found = find(&desk, &id).await?;
    let form = FormState::new().with("key", desk.app.ids.mint(desk.app.now()).to_string());
    Ok(page(&desk, &viewer, prefs, found, form))
}

fn page(
    desk: &Desk,
    viewer: &Viewer,
    prefs: Prefs,
    (reception, slots): (Reception, Vec<Slot>),
    form: FormState,
) -> Response {
    let shell = desk.app.shell_titled(viewer, prefs, reception.host.clone());
    let t = shell.t;
    let crumbs =
        Breadcrumb::new(t, vec![Crumb::new(t.s("receptions-public-title"), "/receptions")]);
    let free: Vec<Choice> = slots
        .iter()
        .filter(|slot| slot.booked < slot.capacity)
        .map(|slot| {
            let time = format!("{}–{}", t.time(slot.starts_at), t.time(slot.ends_at));
            let left = t.n("reception-free-count", slot.capacity - slot.booked);
            Choice::new(slot.id.to_string(), time).hint(left)
        })
        .collect();
    let lead = format!("{} · {}", words::when(t, &reception), reception.place);
    if !reception.takes_bookings(desk.app.now()) || free.is_empty() {
        let why =
            if free.is_empty() { key("reception-full") } else { key("reception-booking-over") };
        let page = Show {
            crumbs: Some(crumbs),
            lead,
            notices: vec![
                Notice::new(Tone::Info, t.s(why)).link(t.s("receptions-public-report"), "/report"),
            ],
            facts: Definitions::new(vec![Definition::new(
                t.s("reception-topics"),
                &reception.topics,
            )]),
            form,
            ..Show::default()
        };
        return page.site(shell);
    }
    let when = vec![Field::radios(t, &form, "slot", t.s("reception-slot")).choices(free)];
    let what = vec![
        Field::textarea(t, &form, "topic", t.s("booking-topic"))
            .hint(t.s("booking-topic-hint"))
            .rows(4)
            .counted(TOPIC_MAX)
            .required(),
        Field::text(t, &form, "name", t.s("booking-name")).attr("autocomplete", "name").optional(),
        Field::tel(t, &form, "phone", t.s("booking-phone"))
            .hint(t.s("booking-phone-hint"))
            .required(),
    ];
    let submit = Button::submit(t.s("booking-book")).primary().wide();
    let hidden = vec![("key", form.value("key").to_owned())];
    let mut page = FormPage::new(format!("/receptions/{}/bookings", reception.id), submit, form);
    page.crumbs = Some(crumbs);
    page.lead = lead;
    page.hidden = hidden;
    page.notices.push(Notice::new(Tone::Info, &reception.topics).title(t.s("reception-topics")));
    page.groups = vec![
        Group::new("when", t.s("reception-choose-slot"), when),
        Group::new("what", t.s("booking-what"), what),
    ];
    page.site(shell)
}

/// `POST /receptions/{id}/bookings`
pub(super) async fn book(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let (reception, _) = find(&desk, &id).await?;
    desk.app.limits.check(Limit::PublicForm, &source.0)?;
    let mut form = FormState::from_pairs(pairs);
    let slot = form.value("slot").parse().ok();
    if slot.is_none() {
        form.error("slot", key("record-fault-missing"));
    }
    form.require("topic", key("record-fault-missing")).limit("topic", TOPIC_MAX);
    if Phone::parse(form.value("phone")).is_err() {
        form.error("phone", key("booking-phone-wrong"));
    }
    if !form.has_errors() {
        let identity = NewIdentity::default()
            .with(IdentityField::Name, form.value("name"))
            .with(IdentityField::Phone, form.value("phone"));
        let sealed = desk.app.vault.seal(&identity).map_err(|error| PageError::internal(&error))?;
        let at = desk.app.now();
        let key = Some(form.value("key").to_owned()).filter(|key| !key.is_empty());
        let new = NewBooking {
            reception: reception.id,
            slot,
            submission_key: key.unwrap_or_else(|| desk.app.ids.mint(at).to_string()),
            topic: form.value("topic").to_owned(),
            identity: Some(sealed),
            actor: kernel::event::Actor::Requester,
            at,
        };
        match desk.book(new).await {
            Ok((booking, code)) => {
                let path = format!("/bookings/{}?code={code}&done=added", booking.booking_no);
                return Ok(see_other(&path));
            }
            Err(error) => blame(&mut form, error)?,
        }
    }
    let fresh = find(&desk, &id).await?;
    Ok(page(&desk, &viewer, prefs, fresh, form))
}

/// The booking of a number and code; a miss counts as a guess.
async fn opened(desk: &Desk, source: &Source, no: &str, code: &str) -> Result<Booking, PageError> {
    match desk.booking_by_code(no, code).await {
        Ok(booking) => Ok(booking),
        Err(RecordError::NotFound) => {
            let tried = desk.app.limits.check(Limit::PublicQuery, &source.0);
            Err(tried.err().map_or(PageError::NotFound, |_| PageError::TooMany))
        }
        Err(other) => Err(record_page_error(other)),
    }
}

/// `GET /bookings/{no}?code=`
pub(super) async fn booking(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    asked: Asked,
) -> Result<Response, PageError> {
    let booking = opened(&desk, &source, &no, asked.get("code")).await?;
    booking_page(&desk, &viewer, prefs, booking, asked.form).await
}

async fn booking_page(
    desk: &Desk,
    viewer: &Viewer,
    prefs: Prefs,
    booking: Booking,
    form: FormState,
) -> Result<Response, PageError> {
    let key = (booking.reception_id, booking.order_id);
    let read = desk.app.db.read(key, |tx, (id, order_id)| {
        Box::pin(async move {
            let reception = store::get(tx, *id).await?;
            let slots = store::slots(tx, *id).await?;
            let order = match order_id {
                Some(order_id) => order::get(tx, *order_id).await?,
                None => None,
            };
            Ok::<_, StoreError>((reception, slots, order))
        })
    });
    let (reception, slots, order): (Option<Reception>, Vec<Slot>, _) = read.await?;
    let reception = reception.ok_or(PageError::NotFound)?;
    let shell = desk.app.shell(viewer, prefs, ui::key("booking-title"));
    let t = shell.t;
    let code = desk.codes.code(&booking.submission_key);
    let slot = slots.iter().find(|slot| Some(slot.id) == booking.slot_id);
    let time = slot.map_or_else(
        || words::when(t, &reception),
        |slot| format!("{}–{}", t.date_time(slot.starts_at), t.time(slot.ends_at)),
    );
    let mut notices = Vec::new();
    if form.value("done") == "added" {
        notices.push(Notice::new(Tone::Ok, t.s("booking-kept")).title(t.s("booking-done")));
    }
    if let Some(order) = order {
        let code = desk.codes.code(&format!("booking:{}", booking.id));
        let href = format!("/track/{}?code={code}", order.order_no);
        notices.push(
            Notice::new(Tone::Info, t.s("booking-became-order")).link(t.s("booking-track"), href),
        );
    }
    let mut actions = Vec::new();
    if booking.state == BookingState::Booked {
        let href = format!("/bookings/{}/cancellation", booking.booking_no);
        let cancel = Action::new(t.s("booking-act-cancel"), href)
            .hint(t.s("booking-cancel-hint"))
            .hide("code", &code);
        actions.push(cancel.danger());
    }
    let state = Tag::new(t.s(words::booking_key(booking.state)));
    let page = Show {
        tags: vec![state.tone(words::booking_tone(booking.state))],
        notices,
        facts: Definitions::new(vec![
            Definition::new(t.s("booking-no"), &booking.booking_no),
            Definition::new(
                t.s("booking-code"),
                format!("{} {}", code.get(..4).unwrap_or(""), code.get(4..).unwrap_or("")),
            ),
            Definition::new(t.s("reception-host"), &reception.host),
            Definition::new(t.s("reception-slot"), time),
            Definition::new(t.s("reception-place"), &reception.place),
        ]),
        sections: vec![Section::new("topic", t.s("booking-topic")).text(&booking.topic)],
        actions,
        form,
        ..Show::default()
    };
    Ok(page.site(shell))
}

/// `POST /bookings/{no}/cancellation`
pub(super) async fn cancel(
    State(desk): State<Desk>,
    Path(no): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let code = form.value("code").to_owned();
    let booking = opened(&desk, &source, &no, &code).await?;
    let actor = kernel::event::Actor::Requester;
    match desk.step_booking(actor, booking.id, BookingVerb::Cancel, None).await {
        Ok(_) => Ok(see_other(&format!("/bookings/{no}?code={code}"))),
        Err(error) => {
            blame(&mut form, error)?;
            booking_page(&desk, &viewer, prefs, booking, form).await
        }
    }
}
