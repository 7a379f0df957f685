//! Where an order lies: put right by who works on it, proposed by who was
//! there, or left as it is.

use axum::response::Response;
use people::PageError;
use ui::key;

use super::Asked;
use crate::app::place;
use crate::domain::change::Command;
use crate::domain::place_correction::{NewPlace, PlaceCorrectionState, PlaceFault};
use crate::domain::request::Place;

/// What chooses the place that was proposed.
pub(in super::super) const PROPOSAL: &str = "proposal";

/// `POST /desk/orders/{id}/place`
pub(in super::super::super) async fn correct(mut asked: Asked) -> Result<Response, PageError> {
    let command = named(&mut asked).map(Command::CorrectPlace);
    asked.carry_out("place", command).await
}

/// `POST /desk/orders/{id}/place-proposal`
pub(in super::super::super) async fn propose(mut asked: Asked) -> Result<Response, PageError> {
    let command = named(&mut asked).map(Command::ProposePlace);
    asked.carry_out("place-proposal", command).await
}

/// `POST /desk/orders/{id}/place-decision`
pub(in super::super::super) async fn keep(mut asked: Asked) -> Result<Response, PageError> {
    let reason = asked.text("place_decision");
    asked.carry_out("place-decision", Some(Command::KeepPlace { reason })).await
}

/// The place a form names: one that was offered, the one that was proposed, a
/// point, or what is written.
fn named(asked: &mut Asked) -> Option<NewPlace> {
    let reason = asked.text("place_reason");
    let place = place_of(asked);
    if place.is_none() {
        let (field, message) = told(PlaceFault::Unknown);
        asked.form.error(field, message);
    }
    place.map(|place| NewPlace { place, reason })
}

fn place_of(asked: &Asked) -> Option<Place> {
    let form = &asked.form;
    let address = form.value("place_address").to_owned();
    let atlas = asked.desk.atlas.current();
    match form.value("place") {
        "" => {
            let number = |name: &str| form.value(name).parse::<i64>().ok();
            let point_e7 = number("lon").zip(number("lat"));
            let said = Place { address, point_e7, ..Place::default() };
            Some(place::locate(&atlas, said, place::Words::default()))
        }
        PROPOSAL => {
            let rows = &asked.view.procedures.places;
            let waits = rows.iter().find(|row| row.state == PlaceCorrectionState::Proposed);
            waits.map(|row| row.to.clone())
        }
        handle => Some(Place { address, ..place::chosen(&atlas, handle)? }),
    }
}

/// The field such a fault is about, and its message.
pub(super) fn told(fault: PlaceFault) -> (&'static str, &'static str) {
    match fault {
        PlaceFault::Unknown => ("place_address", key("place-error-unknown")),
        PlaceFault::Same => ("place_address", key("place-error-same")),
        PlaceFault::AddressLong => ("place_address", key("desk-error-long")),
        PlaceFault::ProposedAlready => ("", key("place-error-proposed")),
        PlaceFault::NotProposed => ("", key("place-error-not-proposed")),
    }
}
