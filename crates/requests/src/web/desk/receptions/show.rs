//! A reception day with its slots and its register; one visit.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::{PageError, RequesterRef, Staff};
use ui::{
    Breadcrumb, Button, Choice, Crumb, Definition, Definitions, Field, FormState, Prefs, Tag, Tr,
    key,
};

use super::words;
use crate::app::Desk;
use crate::domain::reception::{
    Booking, BookingState, BookingVerb, Reception, ReceptionVerb, Slot, can_prepare,
};
use crate::domain::words::OrderType;
use crate::domain::{BookingId, OrderId, ReceptionId, permission};
use crate::store::{order, reception as store};
use crate::web::record::{Action, Cell, Section, Show, Table, course, unit_name};
use crate::web::words::type_key;

/// A reception with its parts.
pub(super) struct View {
    pub(super) reception: Reception,
    pub(super) slots: Vec<Slot>,
    pub(super) bookings: Vec<Booking>,
}

/// The reception of an address.
pub(super) async fn find(desk: &Desk, id: &str) -> Result<View, PageError> {
    let id: ReceptionId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let Some(reception) = store::get(tx, *id).await? else { return Ok(None) };
            let slots = store::slots(tx, *id).await?;
            let bookings = store::bookings(tx, *id).await?;
            Ok::<_, StoreError>(Some(View { reception, slots, bookings }))
        })
    });
    read.await?.ok_or(PageError::NotFound)
}

/// `GET /desk/receptions/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let view = find(&desk, &id).await?;
    page(&desk, &staff, prefs, view, FormState::from_pairs(pairs)).await
}

/// Without visits that became a report about one's own unit.
async fn without_secrets(
    desk: &Desk,
    staff: &Staff,
    bookings: &mut Vec<Booking>,
) -> Result<(), PageError> {
    let orders = bookings.iter().filter_map(|booking| booking.order_id).map(|id| id.0).collect();
    let secret = desk.app.orders.secret_from(&desk.app.db, staff, orders).await?;
    bookings.retain(|booking| booking.order_id.is_none_or(|id| !secret.contains(&id.0)));
    Ok(())
}

/// The page, with what was typed. The register is seen by who keeps it.
pub(super) async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    mut view: View,
    form: FormState,
) -> Result<Response, PageError> {
    without_secrets(desk, staff, &mut view.bookings).await?;
    let reception = &view.reception;
    let shell = desk.app.desk_titled(staff, prefs, reception.host.clone());
    let t = shell.t;
    let keeps = can_prepare(staff, reception.unit_id);
    let course = course(&desk.app, t, "reception", reception.id.0, words::event).await?;
    let mut sections = vec![Section::new("slots", t.s("reception-slots")).table(slots(t, &view))];
    if keeps {
        let register = register(desk, t, &view).await?;
        sections.push(Section::new("register", t.s("reception-register")).table(register));
    }
    let mut links = Vec::new();
    if reception.takes_bookings(desk.app.now()) {
        let public = Button::link(t.s("reception-public"), format!("/receptions/{}", reception.id));
        links.push(public.small().icon("external"));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(
            t,
            vec![Crumb::new(t.s("receptions-title"), "/desk/receptions")],
        )),
        lead: words::when(t, reception),
        tags: vec![
            Tag::new(t.s(words::state_key(reception.state)))
                .tone(words::state_tone(reception.state)),
            Tag::new(t.s(words::host_key(reception.host_kind))),
        ],
        links,
        facts: Definitions::new(vec![
            Definition::new(t.s("reception-place"), &reception.place),
            Definition::new(t.s("reception-topics"), &reception.topics),
            Definition::new(t.s("reception-unit"), unit_name(desk, Some(reception.unit_id))),
            Definition::new(t.s("reception-booking-until"), t.date_time(reception.booking_until)),
        ])
        .columns(),
        sections,
        actions: if keeps { actions(t, reception, &form) } else { Vec::new() },
        course_title: t.s("record-course").into_owned(),
        course: Some(course),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn slots(t: Tr, view: &View) -> Table {
    Table::new([t.s("reception-slot"), t.s("reception-booked"), t.s("reception-free")]).rows(
        view.slots.iter().map(|slot| {
            vec![
                Cell::Text(slot_time(t, slot)),
                Cell::Num(slot.booked),
                Cell::Num(slot.capacity - slot.booked),
            ]
        }),
    )
}

/// "09:00–09:20"
pub(super) fn slot_time(t: Tr, slot: &Slot) -> String {
    format!("{}–{}", t.time(slot.starts_at), t.time(slot.ends_at))
}

async fn register(desk: &Desk, t: Tr, view: &View) -> Result<Table, PageError> {
    let mut rows = Vec::new();
    for booking in &view.bookings {
        let slot = view.slots.iter().find(|slot| Some(slot.id) == booking.slot_id);
        let time =
            slot.map_or_else(|| t.s("reception-walk-in").into_owned(), |slot| slot_time(t, slot));
        let href = format!("/desk/receptions/{}/bookings/{}", view.reception.id, booking.id);
        rows.push(vec![
            Cell::Link(time, href),
            Cell::tag(t.s(words::booking_key(booking.state)), words::booking_tone(booking.state)),
            Cell::Text(visitor(desk, t, booking).await?),
            Cell::Wide(booking.topic.clone()),
        ]);
    }
    let head =
        [t.s("reception-slot"), t.s("record-state"), t.s("booking-visitor"), t.s("booking-topic")];
    Ok(Table::new(head).rows(rows))
}

/// The edges of a visitor's name and number.
async fn visitor(desk: &Desk, t: Tr, booking: &Booking) -> Result<String, PageError> {
    let Some(who) = booking.requester_ref else {
        return Ok(t.s("booking-anonymous").into_owned());
    };
    let hint = desk.app.vault.masked(RequesterRef(who)).await;
    let hint = hint.map_err(|error| PageError::internal(&error))?;
    let parts = hint.map(|hint| [hint.name, hint.phone]).into_iter().flatten().flatten();
    Ok(parts.collect::<Vec<_>>().join(" "))
}

fn actions(t: Tr, reception: &Reception, form: &FormState) -> Vec<Action> {
    let all = [
        (ReceptionVerb::Open, key("reception-act-open"), key("reception-act-open-hint")),
        (ReceptionVerb::Close, key("reception-act-close"), key("reception-act-close-hint")),
        (ReceptionVerb::Hold, key("reception-act-hold"), key("reception-act-hold-hint")),
        (ReceptionVerb::Cancel, key("reception-act-cancel"), key("reception-act-cancel-hint")),
    ];
    let base = format!("/desk/receptions/{}", reception.id);
    let mut actions = Vec::new();
    if reception.state.after(ReceptionVerb::Hold).is_some() {
        // Whoever comes without booking is written down at once.
        let walk_in = Action::new(t.s("reception-act-walk-in"), format!("{base}/visits"))
            .hint(t.s("reception-act-walk-in-hint"))
            .field(Field::textarea(t, form, "topic", t.s("booking-topic")).rows(3).required())
            .field(Field::text(t, form, "name", t.s("booking-name")).optional())
            .field(Field::tel(t, form, "phone", t.s("booking-phone")).optional());
        actions.push(walk_in.opened_by(form, "topic"));
    }
    for (verb, title, hint) in all {
        if reception.state.after(verb).is_none() {
            continue;
        }
        let action = Action::new(t.s(title), format!("{base}/steps"))
            .hint(t.s(hint))
            .hide("step", verb)
            .hide("seen", reception.version);
        actions.push(match verb {
            ReceptionVerb::Open => action.main(),
            ReceptionVerb::Cancel => action.danger(),
            ReceptionVerb::Close | ReceptionVerb::Hold => action,
        });
    }
    actions
}

/// The visit of an address, with its reception.
pub(super) async fn visit(
    desk: &Desk,
    staff: &Staff,
    id: &str,
    booking: &str,
) -> Result<(View, Booking), PageError> {
    let mut view = find(desk, id).await?;
    if !can_prepare(staff, view.reception.unit_id) {
        return Err(PageError::NotFound);
    }
    without_secrets(desk, staff, &mut view.bookings).await?;
    let wanted: BookingId = booking.parse().map_err(|_| PageError::NotFound)?;
    let found = view.bookings.iter().find(|booking| booking.id == wanted).cloned();
    let booking = found.ok_or(PageError::NotFound)?;
    Ok((view, booking))
}

/// `GET /desk/receptions/{id}/bookings/{booking}`
pub(super) async fn booking(
    State(desk): State<Desk>,
    Path((id, booking)): Path<(String, String)>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let (view, booking) = visit(&desk, &staff, &id, &booking).await?;
    booking_page(&desk, &staff, prefs, (view, booking), FormState::from_pairs(pairs)).await
}

/// The order a visit became, as far as it may be named to them.
async fn named(
    desk: &Desk,
    staff: &Staff,
    order: Option<OrderId>,
) -> Result<Option<OrderId>, PageError> {
    let Some(id) = order else { return Ok(None) };
    let read = desk.app.db.read(id, |tx, id| Box::pin(order::get(tx, *id)));
    let found: Result<_, StoreError> = read.await;
    Ok(found?.filter(|order| permission::may_name(staff, order)).map(|order| order.id))
}

/// One visit, with what was typed.
pub(super) async fn booking_page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    (view, booking): (View, Booking),
    form: FormState,
) -> Result<Response, PageError> {
    let shell = desk.app.desk_titled(staff, prefs, booking.booking_no.clone());
    let t = shell.t;
    let slot = view.slots.iter().find(|slot| Some(slot.id) == booking.slot_id);
    let time =
        slot.map_or_else(|| t.s("reception-walk-in").into_owned(), |slot| slot_time(t, slot));
    let mut links = Vec::new();
    if let Some(order) = named(desk, staff, booking.order_id).await? {
        let open = Button::link(t.s("booking-open-order"), format!("/desk/orders/{order}"));
        links.push(open.small().icon("link"));
    }
    let state = words::booking_key(booking.state);
    let base = format!("/desk/receptions/{}", view.reception.id);
    let page = Show {
        crumbs: Some(Breadcrumb::new(
            t,
            vec![
                Crumb::new(t.s("receptions-title"), "/desk/receptions"),
                Crumb::new(&view.reception.host, &base),
            ],
        )),
        tags: vec![Tag::new(t.s(state)).tone(words::booking_tone(booking.state))],
        links,
        facts: Definitions::new(vec![
            Definition::new(t.s("reception-slot"), time),
            Definition::new(t.s("booking-visitor"), visitor(desk, t, &booking).await?),
        ]),
        sections: vec![Section::new("topic", t.s("booking-topic")).text(&booking.topic)],
        actions: booking_actions(t, &booking, &base, &form),
        course_title: t.s("record-course").into_owned(),
        course: Some(course(&desk.app, t, "booking", booking.id.0, words::event).await?),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn booking_actions(t: Tr, booking: &Booking, base: &str, form: &FormState) -> Vec<Action> {
    let to = |what: &str| format!("{base}/bookings/{}/{what}", booking.id);
    let mut actions = Vec::new();
    if booking.state.after(BookingVerb::Attend).is_some() {
        let known = form.clone().with("content", booking.topic.clone()).with("type", "help");
        let kinds = OrderType::ALL.iter();
        let kinds = kinds.map(|kind| Choice::new(kind.as_str(), t.s(type_key(*kind))));
        let attend = Action::new(t.s("booking-act-attend"), to("attendance"))
            .hint(t.s("booking-act-attend-hint"))
            .field(Field::textarea(t, &known, "content", t.s("booking-content")).rows(5).required())
            .field(Field::select(t, &known, "type", t.s("desk-filter-type")).choices(kinds))
            .field(Field::text(t, &known, "address", t.s("booking-address")).optional())
            .field(Field::checkbox(t, &known, "answered", t.s("booking-answered")));
        actions.push(attend.main());
    }
    if booking.state == BookingState::Booked {
        actions.push(Action::new(t.s("booking-act-miss"), to("absence")));
        actions.push(Action::new(t.s("booking-act-cancel"), to("cancellation")).danger());
    }
    actions
}
