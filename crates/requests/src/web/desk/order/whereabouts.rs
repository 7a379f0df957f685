//! Where an order's words say it is, beside where it was put: for whoever
//! decides where it goes.

use askama::Template;
use ui::Tr;

use crate::app::view::OrderView;
use crate::app::{Desk, place};
use crate::domain::order::OrderState;
use crate::domain::request::Place;
use crate::web::whereabouts::{Offer, offers};

/// The part of the panel that says where.
#[derive(Template)]
#[template(path = "desk/order_where.html")]
pub(super) struct OrderWhere {
    t: Tr,
    offers: Vec<Offer>,
    outside: Option<String>,
    /// Where it was put, when the words surely say another place.
    differs: Option<String>,
}

impl askama::filters::HtmlSafe for OrderWhere {}

/// For an order that is not on its way yet; nothing where the words say none.
pub(super) fn of(desk: &Desk, t: Tr, view: &OrderView) -> Option<OrderWhere> {
    let (order, request) = (&view.order, &view.request);
    let is_open =
        matches!(order.state, OrderState::Received | OrderState::NeedInfo | OrderState::ToDispatch);
    if !is_open {
        return None;
    }
    let atlas = desk.atlas.current();
    let told = Place {
        address: request.address.clone(),
        point_e7: request.lon_e7.zip(request.lat_e7),
        ..Place::default()
    };
    let words = place::Words { title: &request.title, content: &request.content };
    let answer = place::find(&atlas, &told, words);
    let put = order.region_code.as_deref().and_then(|code| code.parse().ok());
    let differs = answer
        .sure()
        .and_then(|sure| sure.region)
        .zip(put)
        .filter(|(said, put)| !atlas.is_within(*said, *put) && !atlas.is_within(*put, *said));
    let part = OrderWhere {
        t,
        offers: offers(t, &atlas, &answer, ""),
        outside: answer.outside,
        differs: differs.map(|(_, put)| atlas.path_name(put)),
    };
    (!part.offers.is_empty() || part.outside.is_some()).then_some(part)
}
