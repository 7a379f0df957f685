//! Where an order lies, when that was written down wrongly. No clock moves:
//! what was promised stays promised.

use serde_json::json;

use super::{Audience, Change, Command, Refusal, step};
use crate::domain::order::{Order, Verb};
use crate::domain::place_correction::{NewPlace, PlaceFault};

pub(super) fn decide(order: &Order, command: &Command) -> Result<Change, Refusal> {
    match command {
        Command::CorrectPlace(new) => {
            let mut change = placed(order, Verb::CorrectPlace, "order.place_corrected", new)?;
            change.order.region_code.clone_from(&new.place.region_code);
            change.order.grid_code.clone_from(&new.place.grid_code);
            Ok(change)
        }
        Command::ProposePlace(new) => {
            placed(order, Verb::ProposePlace, "order.place_proposed", new)
        }
        Command::KeepPlace { reason } => {
            step(order, Verb::KeepPlace, "order.place_kept")?.said(Audience::Staff, reason)
        }
        _ => Err(PlaceFault::NotProposed.into()),
    }
}

fn placed(
    order: &Order,
    verb: Verb,
    event: &'static str,
    new: &NewPlace,
) -> Result<Change, Refusal> {
    let change = step(order, verb, event)?.said(Audience::Staff, &new.reason)?;
    new.place.region_code.as_ref().ok_or(PlaceFault::Unknown)?;
    Ok(change.with(json!({
        "from": order.region_code,
        "from_grid": order.grid_code,
        "to": new.place.region_code,
        "to_grid": new.place.grid_code,
    })))
}

/// A unit's part lies where its lead lies.
pub(crate) fn with_lead(part: &Order, lead: &Order) -> Change {
    let mut change = super::unmoved(part, "order.place_followed");
    change.order.region_code.clone_from(&lead.region_code);
    change.order.grid_code.clone_from(&lead.grid_code);
    change.with(json!({ "lead": lead.id, "from": part.region_code, "to": lead.region_code }))
}
