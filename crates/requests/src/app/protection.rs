//! Who is kept away from a report: the unit it is about with those below it,
//! and whoever would have to work on a report about themselves.

use people::UnitId;

use super::OrderError;
use super::act::By;
use crate::domain::change::{Command, Refusal};
use crate::domain::order::Order;
use crate::domain::rules::Rules;

/// Before a command is decided: whom it may name.
pub(super) fn check(
    rules: &Rules,
    by: &By,
    order: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    if let (Command::NameReported { unit: Some(unit), .. }, By::Staff(staff)) = (command, by)
        && staff.works_under(*unit)
    {
        return Err(Refusal::OwnReported.into());
    }
    let Some(reported) = order.reported_unit_id else { return Ok(()) };
    let is_kept_away = |unit: &UnitId| rules.is_under(*unit, reported);
    if receivers(command).iter().any(is_kept_away) {
        return Err(Refusal::ReportedUnit.into());
    }
    Ok(())
}

/// Units that would get the order, a part of it or word of it.
fn receivers(command: &Command) -> Vec<UnitId> {
    match command {
        Command::Dispatch(new) => {
            std::iter::once(new.unit).chain(new.co_units.iter().copied()).collect()
        }
        Command::AddUnits { units, .. } => units.clone(),
        // To be on the line is to hear of it.
        Command::ThreeWayCall(new) => vec![new.unit],
        Command::Redispatch { unit, .. }
        | Command::Designate { unit, .. }
        | Command::OfferHandover { unit, .. } => vec![*unit],
        _ => Vec::new(),
    }
}
