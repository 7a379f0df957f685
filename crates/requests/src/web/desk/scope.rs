//! What a member of staff gets to see in lists, as a filter: the same rule as
//! [`crate::domain::permission::can_see`], asked of many orders at once.

use people::{Role, Staff};

use crate::domain::order::Queue;
use crate::store::list::{Filter, Scope};
use crate::store::listing::Viewer;

/// Roles that see the orders of their region whatever unit has them.
const REGIONAL: &[Role] =
    &[Role::Operator, Role::Dispatcher, Role::CallbackOfficer, Role::Supervisor];
/// Roles that see the same, but nothing confidential.
const READERS: &[Role] = &[Role::Leader];
/// Roles that see their unit's orders.
const UNIT: &[Role] = &[Role::UnitHandler, Role::UnitReviewer];

/// The narrowest filter that holds all they may see.
pub(super) fn filter(staff: &Staff) -> Filter {
    Filter { hidden_from: staff.own_units().collect(), ..by_role(staff) }
}

fn by_role(staff: &Staff) -> Filter {
    let region = staff.region_scope.trim_end_matches('0').to_owned();
    let mut filter = Filter { viewer_region: Some(region.clone()), ..Filter::default() };
    if staff.has_any(REGIONAL) {
        return filter;
    }
    if staff.has_any(READERS) {
        filter.hide_confidential = true;
        return filter;
    }
    if staff.has_any(UNIT) {
        return Filter { viewer_unit: Some(staff.unit), ..Filter::default() };
    }
    // A grid worker sees what lies in the grid's region, and only that.
    Filter { region: Some(region), hide_confidential: true, ..Filter::default() }
}

/// The same for lists of what belongs to orders.
pub(super) fn viewer(staff: &Staff) -> Viewer {
    let scope = filter(staff);
    Viewer {
        unit: scope.viewer_unit,
        region: scope.viewer_region.or(scope.region),
        hide_confidential: scope.hide_confidential,
        hidden_from: scope.hidden_from,
    }
}

/// Adds the region a person chose, never wider than what they may see.
pub(super) fn narrow_region(filter: &mut Filter, chosen: &str) {
    let chosen = chosen.trim_end_matches('0');
    match filter.region.as_deref() {
        Some(own) if !chosen.starts_with(own) => {}
        _ => filter.region = Some(chosen.to_owned()),
    }
}

/// Whose figures they see: of what their lists hold.
pub(super) fn counted(staff: &Staff) -> Scope {
    let seen = filter(staff);
    Scope {
        unit: seen.viewer_unit,
        has_placeless: seen.viewer_region.is_some(),
        region: seen.viewer_region.or(seen.region).unwrap_or_default(),
        hide_confidential: seen.hide_confidential,
    }
}

/// The desks their roles work at, the first one being where they begin.
pub(in crate::web) fn queues(staff: &Staff) -> Vec<Queue> {
    let all = [
        (Queue::Intake, &[Role::Operator, Role::Dispatcher, Role::Supervisor, Role::Leader][..]),
        (Queue::Dispatch, &[Role::Dispatcher, Role::Operator, Role::Supervisor, Role::Leader]),
        (
            Queue::Unit,
            &[
                Role::UnitHandler,
                Role::UnitReviewer,
                Role::Dispatcher,
                Role::Operator,
                Role::Supervisor,
                Role::Leader,
                Role::GridWorker,
            ],
        ),
        (Queue::Review, &[Role::UnitReviewer, Role::UnitHandler, Role::Supervisor, Role::Leader]),
        (
            Queue::Callback,
            &[
                Role::CallbackOfficer,
                Role::Dispatcher,
                Role::Operator,
                Role::Supervisor,
                Role::Leader,
            ],
        ),
    ];
    let seen = all.iter().filter(|(_, roles)| staff.has_any(roles));
    seen.map(|(queue, _)| *queue).collect()
}

/// Where they begin: the desk that is theirs before all others.
pub(super) fn first_queue(staff: &Staff) -> Option<Queue> {
    let own = [
        (Role::Dispatcher, Queue::Dispatch),
        (Role::Operator, Queue::Intake),
        (Role::UnitReviewer, Queue::Review),
        (Role::UnitHandler, Queue::Unit),
        (Role::CallbackOfficer, Queue::Callback),
    ];
    let found = own.iter().find(|(role, _)| staff.has(*role)).map(|(_, queue)| *queue);
    found.or_else(|| queues(staff).first().copied())
}
