//! Preparing a reception day.

use axum::extract::{Form, State};
use axum::response::Response;
use kernel::time::Instant;
use people::{PageError, Role, Staff, see_other};
use ui::{Breadcrumb, Button, Choice, Crumb, Field, FormState, Prefs, key};

use super::words;
use crate::app::Desk;
use crate::domain::reception::{HostKind, LINE_MAX, NewReception};
use crate::web::record::{FormPage, Group, blame, one_of, units};

/// `GET /desk/receptions/new`
pub(super) async fn show(State(desk): State<Desk>, staff: Staff, prefs: Prefs) -> Response {
    let form = FormState::new()
        .with("unit", staff.unit.to_string())
        .with("host_kind", "leader")
        .with("slot_minutes", "20")
        .with("slot_capacity", "1");
    page(&desk, &staff, prefs, form)
}

fn page(desk: &Desk, staff: &Staff, prefs: Prefs, form: FormState) -> Response {
    let shell = desk.app.desk(staff, prefs, key("receptions-new"));
    let t = shell.t;
    let owners = if staff.has_any(&[Role::Operator, Role::Dispatcher]) {
        units(desk)
    } else {
        vec![Choice::new(staff.unit.to_string(), &staff.unit_name)]
    };
    let who = vec![
        Field::radios(t, &form, "host_kind", t.s("reception-host-kind"))
            .choices(words::hosts(t))
            .inline(),
        Field::text(t, &form, "host", t.s("reception-host"))
            .hint(t.s("reception-host-hint"))
            .counted(LINE_MAX)
            .required(),
        Field::select(t, &form, "unit", t.s("reception-unit")).choices(one_of(t, owners)),
        Field::text(t, &form, "topics", t.s("reception-topics")).counted(LINE_MAX).required(),
    ];
    let when = vec![
        Field::text(t, &form, "place", t.s("reception-place")).counted(LINE_MAX).required(),
        Field::date_time(t, &form, "starts_at", t.s("reception-starts")).required(),
        Field::date_time(t, &form, "ends_at", t.s("reception-ends")).required(),
        Field::number(t, &form, "slot_minutes", t.s("reception-slot-minutes")).required(),
        Field::number(t, &form, "slot_capacity", t.s("reception-slot-capacity")).required(),
        Field::date_time(t, &form, "booking_until", t.s("reception-booking-until")).required(),
    ];
    let submit = Button::submit(t.s("reception-save")).primary();
    let mut page = FormPage::new("/desk/receptions", submit, form);
    page.crumbs =
        Some(Breadcrumb::new(t, vec![Crumb::new(t.s("receptions-title"), "/desk/receptions")]));
    page.lead = t.s("receptions-new-lead").into_owned();
    page.groups = vec![
        Group::new("who", t.s("reception-who"), who),
        Group::new("when", t.s("reception-when"), when),
    ];
    page.desk(shell)
}

/// `POST /desk/receptions`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    if let Some(new) = read(&mut form) {
        match desk.add_reception(&staff, new).await {
            Ok(done) => return Ok(see_other(&format!("/desk/receptions/{}?done=added", done.id))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    Ok(page(&desk, &staff, prefs, form))
}

/// An instant of a date-and-time field.
fn instant(form: &FormState, name: &str) -> Option<Instant> {
    Instant::parse(&form.value(name).replace('T', " "))
}

fn read(form: &mut FormState) -> Option<NewReception> {
    let host_kind: Option<HostKind> = form.value("host_kind").parse().ok();
    let unit_id = form.value("unit").parse().ok();
    let number = |name: &str| form.value(name).parse::<i64>().ok();
    let (minutes, capacity) = (number("slot_minutes"), number("slot_capacity"));
    let [starts_at, ends_at, booking_until] =
        ["starts_at", "ends_at", "booking_until"].map(|name| instant(form, name));
    for (name, is_there) in [
        ("host_kind", host_kind.is_some()),
        ("unit", unit_id.is_some()),
        ("slot_minutes", minutes.is_some()),
        ("slot_capacity", capacity.is_some()),
        ("starts_at", starts_at.is_some()),
        ("ends_at", ends_at.is_some()),
        ("booking_until", booking_until.is_some()),
    ] {
        if !is_there {
            form.error(name, key("record-fault-missing"));
        }
    }
    if form.has_errors() {
        return None;
    }
    Some(NewReception {
        host_kind: host_kind?,
        host: form.value("host").to_owned(),
        unit_id: unit_id?,
        place: form.value("place").to_owned(),
        topics: form.value("topics").to_owned(),
        starts_at: starts_at?,
        ends_at: ends_at?,
        slot_minutes: minutes?,
        slot_capacity: capacity?,
        booking_until: booking_until?,
    })
}
