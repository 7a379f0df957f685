//! Putting right where an order lies: the request, the parts, what was
//! proposed. What was told at first is kept.

use db::Tx;

use super::OrderError;
use super::apply::{Scene, apply};
use crate::domain::PlaceCorrectionId;
use crate::domain::change::{self, Command, Refusal};
use crate::domain::order::Order;
use crate::domain::place_correction::{
    NewPlace, PlaceCorrection, PlaceCorrectionState, PlaceCorrectionVerb, PlaceFault, check as fits,
};
use crate::domain::request::Place;
use crate::store::{joint, place_correction as store, request};

fn refused(fault: PlaceFault) -> OrderError {
    OrderError::Refused(Refusal::Place(fault))
}

async fn place_of(tx: &mut Tx<'_>, order: &Order) -> Result<Place, OrderError> {
    let request = request::get(tx, order.request_id).await?;
    Ok(request.ok_or(OrderError::NotFound)?.place())
}

async fn waiting(tx: &mut Tx<'_>, order: &Order) -> Result<Option<PlaceCorrection>, OrderError> {
    let rows = store::of_order(tx, order.id).await?;
    Ok(rows.into_iter().find(|row| row.state == PlaceCorrectionState::Proposed))
}

/// Before a command is decided: whether the place is another one, and whether
/// there is something to decide on.
pub(super) async fn check(
    tx: &mut Tx<'_>,
    order: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    match command {
        Command::CorrectPlace(new) => {
            fits(&place_of(tx, order).await?, &new.place).map_err(refused)
        }
        Command::ProposePlace(new) => {
            fits(&place_of(tx, order).await?, &new.place).map_err(refused)?;
            match waiting(tx, order).await? {
                Some(_) => Err(refused(PlaceFault::ProposedAlready)),
                None => Ok(()),
            }
        }
        Command::KeepPlace { .. } if waiting(tx, order).await?.is_none() => {
            Err(refused(PlaceFault::NotProposed))
        }
        _ => Ok(()),
    }
}

/// Writes the correction and where the request lies now. `before` is the order
/// as it stood.
pub(super) async fn record(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    before: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    match command {
        Command::CorrectPlace(new) => {
            let proposed = waiting(tx, before).await?;
            let is_it = proposed.as_ref().is_some_and(|row| row.to == new.place);
            if is_it {
                settle(tx, scene, before, PlaceCorrectionVerb::Take, None).await?;
            } else {
                settle(tx, scene, before, PlaceCorrectionVerb::Overtake, None).await?;
                add(tx, scene, before, new, PlaceCorrectionState::Made).await?;
            }
            Ok(request::set_place(tx, before.request_id, &new.place).await?)
        }
        Command::ProposePlace(new) => {
            add(tx, scene, before, new, PlaceCorrectionState::Proposed).await
        }
        Command::KeepPlace { reason } => {
            settle(tx, scene, before, PlaceCorrectionVerb::Refuse, Some(reason.trim())).await
        }
        _ => Ok(()),
    }
}

async fn add(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    new: &NewPlace,
    state: PlaceCorrectionState,
) -> Result<(), OrderError> {
    let row = PlaceCorrection {
        id: PlaceCorrectionId(scene.ids.mint(scene.at)),
        order_id: order.id,
        state,
        from: place_of(tx, order).await?,
        to: new.place.clone(),
        reason: new.reason.trim().to_owned(),
        by: scene.account(),
        unit_id: scene.unit(),
        at: scene.at,
        decided_by: None,
        decided_at: None,
        decision: None,
    };
    Ok(store::insert(tx, &row).await?)
}

async fn settle(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    verb: PlaceCorrectionVerb,
    decision: Option<&str>,
) -> Result<(), OrderError> {
    let after = PlaceCorrectionState::Proposed.after(verb);
    let state = after.ok_or(refused(PlaceFault::NotProposed))?;
    let by = (scene.account(), scene.at);
    Ok(store::decide(tx, order.id, state, by, decision).await?)
}

/// What follows: parts lie where their lead lies.
pub(super) async fn follow(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    after: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    if matches!(command, Command::CorrectPlace(_)) {
        for part in joint::parts(tx, after.id).await? {
            apply(tx, scene, &part, change::with_lead(&part, after)).await?;
        }
    }
    Ok(())
}
