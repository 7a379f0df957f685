//! What was found and done on site, for one order.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{ClockBar, FormState, Prefs, Shell, Tag, key};

use super::super::{clock, queue};
use super::sent::Sent;
use crate::app::view::OrderView;
use crate::app::visit::NewVisit;
use crate::app::{Desk, OrderError};
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::domain::order::Verb;
use crate::domain::place_correction::PlaceCorrectionState;
use crate::domain::request::ADDRESS_MAX;
use crate::domain::{OrderId, permission};
use crate::web::to_page;
use crate::web::words::{state_key, state_tone};

#[derive(Template)]
#[template(path = "desk/field_order.html")]
struct OrderPage {
    shell: Shell,
    form: FormState,
    id: String,
    no: String,
    content: String,
    place: String,
    state: Tag,
    clocks: Vec<ClockBar>,
    visits: Vec<(String, String)>,
    may_record: bool,
    /// Whether they may say that the place is wrong; the version they saw.
    may_place: Option<i64>,
    words_max: usize,
    address_max: usize,
}

/// `GET /desk/field/orders/{id}`
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let view = view(&desk, &staff, &id).await?;
    let key = desk.app.ids.mint(desk.app.now()).to_string();
    Ok(page(&desk, &staff, prefs, StatusCode::OK, (&view, FormState::new().with("key", key))))
}

/// `POST /desk/field/orders/{id}/visits`
pub(in super::super) async fn send(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    mut sent: Sent,
) -> Result<Response, PageError> {
    let view = view(&desk, &staff, &id).await?;
    sent.form.require("words", key("desk-error-text")).limit("words", TEXT_MAX);
    sent.form.require("key", key("field-error-key"));
    if sent.form.has_errors() {
        let shown = (&view, sent.form);
        return Ok(page(&desk, &staff, prefs, StatusCode::UNPROCESSABLE_ENTITY, shown));
    }
    let new = NewVisit {
        order: view.order.id,
        key: sent.form.value("key").to_owned(),
        text: sent.form.value("words").to_owned(),
        point_e7: sent.point_e7(),
        photos: sent.photos,
    };
    match desk.visit(&staff, new).await {
        Ok(()) => Ok(see_other("/desk/field?sent=visit")),
        Err(OrderError::Refused(Refusal::TextMissing)) => Err(PageError::BadRequest),
        Err(other) => Err(to_page(other)),
    }
}

async fn view(desk: &Desk, staff: &Staff, id: &str) -> Result<OrderView, PageError> {
    let id: OrderId = id.parse().map_err(|_| PageError::NotFound)?;
    desk.view_for(staff, id).await.map_err(to_page)
}

/// Nobody has to decide on another proposal yet.
fn may_place(staff: &Staff, view: &OrderView) -> bool {
    let mut rows = view.procedures.places.iter();
    let waits = rows.any(|row| row.state == PlaceCorrectionState::Proposed);
    !waits && permission::can(staff, Verb::ProposePlace, &view.order)
}

fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    status: StatusCode,
    (view, form): (&OrderView, FormState),
) -> Response {
    let order = &view.order;
    let shell = desk.app.desk_titled(staff, prefs, order.title.clone());
    let (t, now) = (shell.t, desk.app.now());
    let running = view.clocks.iter().filter(|(row, _)| row.state == "running");
    let address = view.request.address.clone();
    let region = queue::place_name(desk, order.region_code.as_deref());
    let page = OrderPage {
        id: order.id.to_string(),
        no: order.order_no.to_string(),
        content: view.request.content.clone(),
        place: [region, address].join(" "),
        state: Tag::new(t.s(state_key(order.state))).tone(state_tone(order.state)),
        clocks: running.map(|(row, view)| clock::bar(t, row, view, now)).collect(),
        visits: view
            .visits
            .iter()
            .rev()
            .map(|row| (t.date_time(row.at), row.text.clone()))
            .collect(),
        may_record: permission::can_visit(staff, order),
        may_place: may_place(staff, view).then_some(order.version),
        words_max: TEXT_MAX,
        address_max: ADDRESS_MAX,
        form,
        shell,
    };
    ui::page(status, &page)
}
