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
    words_max: usize,
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
        words_max: TEXT_MAX,
        form,
        shell,
    };
    ui::page(status, &page)
}
