//! Ending the handling: what is written beside the order.

use db::Tx;

use super::apply::Scene;
use super::{OrderError, joint, repeats};
use crate::domain::change::{Command, Refusal};
use crate::domain::order::{Order, OrderState};
use crate::domain::termination::{Termination, TerminationId, TerminationState, TerminationVerb};
use crate::store::termination;

/// Only what was asked is decided, and it is asked once at a time.
pub(super) async fn check(
    tx: &mut Tx<'_>,
    order: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    let is_open =
        |rows: &[Termination]| rows.iter().any(|row| row.state == TerminationState::Asked);
    match command {
        Command::AskTermination { .. } => {
            let rows = termination::of_order(tx, order.id).await?;
            if is_open(&rows) { Err(Refusal::AskedAlready.into()) } else { Ok(()) }
        }
        Command::Terminate { .. } | Command::KeepOn { .. } => {
            let rows = termination::of_order(tx, order.id).await?;
            // An order in another state has none open; `decide` says so better.
            let fits = order.state != OrderState::InProgress || is_open(&rows);
            if fits { Ok(()) } else { Err(Refusal::NotAsked.into()) }
        }
        _ => Ok(()),
    }
}

/// Writes the request and the decision.
pub(super) async fn record(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    before: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    let asked = TerminationState::Asked;
    let decided = |verb| asked.after(verb).ok_or(OrderError::Stale);
    match command {
        Command::AskTermination { reason, text } => {
            let row = Termination {
                id: TerminationId(scene.ids.mint(scene.at)),
                order_id: before.id,
                unit_id: before.unit_id.ok_or(OrderError::Unknown("unit"))?,
                reason: *reason,
                text: text.trim().to_owned(),
                state: asked,
                asked_at: scene.at,
                decided_at: None,
                decision: None,
            };
            Ok(termination::insert(tx, &row).await?)
        }
        Command::Terminate { text, .. } => {
            let state = decided(TerminationVerb::Approve)?;
            Ok(termination::decide(tx, before.id, state, scene.at, Some(text)).await?)
        }
        Command::KeepOn { text } => {
            let state = decided(TerminationVerb::Refuse)?;
            Ok(termination::decide(tx, before.id, state, scene.at, Some(text)).await?)
        }
        // Whoever answers has not ended it.
        Command::Reply(_) => {
            let state = decided(TerminationVerb::Refuse)?;
            Ok(termination::decide(tx, before.id, state, scene.at, None).await?)
        }
        _ => Ok(()),
    }
}

/// An order that ended without a unit's answer takes nobody along: parts are
/// released, and whoever was joined to it goes on.
pub(super) async fn follow(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    after: &Order,
) -> Result<(), OrderError> {
    let ended = matches!(
        after.state,
        OrderState::Answered
            | OrderState::NotAccepted
            | OrderState::Transferred
            | OrderState::Withdrawn
    );
    if !ended || !after.is_whole() {
        return Ok(());
    }
    joint::release_parts(tx, scene, after, scene.ids).await?;
    repeats::release_members(tx, scene, after).await
}
