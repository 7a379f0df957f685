//! Who may do what to which order. Templates ask the same question as the
//! handlers, so a hidden button and a refused request never disagree.

use people::{Role, Staff};

use super::order::{Order, OrderState, Verb};

/// The roles that may do a verb at all.
pub fn roles_for(verb: Verb) -> &'static [Role] {
    use Role::{
        CallbackOfficer, Dispatcher, GridWorker, Leader, Operator, Supervisor, UnitHandler,
        UnitReviewer,
    };
    match verb {
        Verb::Accept | Verb::AskInfo | Verb::Supply | Verb::Answer | Verb::Refuse => {
            &[Operator, Dispatcher]
        }
        Verb::Transfer | Verb::Link | Verb::Unlink | Verb::Withdraw => &[Operator, Dispatcher],
        Verb::Dispatch | Verb::Redispatch | Verb::Overrule => &[Dispatcher],
        Verb::Acknowledge | Verb::Object | Verb::Start | Verb::Reply => {
            &[UnitHandler, UnitReviewer]
        }
        Verb::Escalate | Verb::AddUnit => &[UnitReviewer, Dispatcher],
        Verb::AskExtension | Verb::ReportProgress | Verb::AnswerSupervision => {
            &[UnitHandler, UnitReviewer]
        }
        Verb::AskDeferral => &[UnitReviewer],
        Verb::AskExclusion => &[UnitReviewer, Dispatcher],
        // Which of them decides says the pack or the rung.
        Verb::Extend => &[UnitReviewer, Dispatcher, Supervisor],
        Verb::Coordinate => &[Dispatcher, Supervisor, Leader],
        Verb::Decline => &[UnitReviewer, Dispatcher, Supervisor, Leader],
        Verb::Exclude => &[Supervisor],
        Verb::Urge => &[Operator, Dispatcher, Supervisor],
        Verb::Supervise | Verb::EndSupervision => &[Supervisor, Leader],
        Verb::ApproveReply | Verb::RejectReply => &[UnitReviewer],
        Verb::Defer | Verb::Resume => &[Supervisor],
        Verb::CallBack | Verb::Rework | Verb::Close => &[CallbackOfficer],
        Verb::Reopen => &[CallbackOfficer, Operator, Dispatcher],
        Verb::FollowUp | Verb::ThreeWayCall => &[Operator, Dispatcher, CallbackOfficer],
        Verb::Relate | Verb::NameReported => &[Operator, Dispatcher],
        Verb::Designate | Verb::Terminate | Verb::KeepOn => &[Dispatcher],
        Verb::OfferHandover | Verb::WithdrawHandover => &[UnitHandler, UnitReviewer],
        Verb::TakeHandover | Verb::RefuseHandover => &[UnitHandler, UnitReviewer],
        Verb::AskTermination => &[UnitReviewer],
        Verb::CorrectPlace | Verb::KeepPlace => &[Operator, Dispatcher, UnitHandler, UnitReviewer],
        Verb::ProposePlace => &[GridWorker],
        // The requester's own; a joined order follows its lead; a part is
        // settled from its lead (see `app::joint`).
        Verb::SayNew | Verb::ShareReply | Verb::Waive | Verb::ReturnPart => &[],
        Verb::AutoAcknowledge | Verb::Archive => &[],
    }
}

/// Whether this member of staff may do this to this order now.
pub fn can(staff: &Staff, verb: Verb, order: &Order) -> bool {
    // A joined order is closed by the one it waits for.
    let waits = verb == Verb::Close && order.state == OrderState::RepeatLinked;
    order.state.allows(verb) && !waits && fits_nature(verb, order) && has_duty(staff, verb, order)
}

/// What only the whole matter can do: a part answers its lead, no more.
fn fits_nature(verb: Verb, order: &Order) -> bool {
    let of_the_whole = [
        Verb::Link,
        Verb::Relate,
        Verb::FollowUp,
        Verb::Reopen,
        Verb::AddUnit,
        Verb::OfferHandover,
        Verb::TakeHandover,
        Verb::RefuseHandover,
        Verb::WithdrawHandover,
        Verb::AskTermination,
        Verb::Terminate,
        Verb::KeepOn,
        Verb::CorrectPlace,
        Verb::ProposePlace,
        Verb::KeepPlace,
        Verb::ThreeWayCall,
    ];
    order.is_whole() || !of_the_whole.contains(&verb)
}

/// Whether the duty is theirs, whatever the state: role, unit and region.
pub fn has_duty(staff: &Staff, verb: Verb, order: &Order) -> bool {
    acting_role(staff, verb, order).is_some()
}

/// The role they act in, for the ledger.
pub fn acting_role(staff: &Staff, verb: Verb, order: &Order) -> Option<Role> {
    if is_reported(staff, order) {
        return None;
    }
    // An offer is answered by the unit it is made to; everything else is done
    // by the unit that has the order.
    let is_answer = matches!(verb, Verb::TakeHandover | Verb::RefuseHandover);
    roles_for(verb).iter().copied().find(|role| {
        staff.has(*role)
            && if is_answer {
                order.offered_unit_id == Some(staff.unit)
            } else {
                role_reaches(staff, *role, order)
            }
    })
}

/// Whether a report is about their unit or one above it: to them it is not
/// there, whatever else they may do. Who is over the reported unit is who may
/// have to examine it, and is not kept away.
pub fn is_reported(staff: &Staff, order: &Order) -> bool {
    order.reported_unit_id.is_some_and(|unit| staff.works_under(unit))
}

/// Whether an order may be named to them beside another one that they see:
/// what is not secret, or what they may see anyway.
pub fn may_name(staff: &Staff, order: &Order) -> bool {
    can_see(staff, order) || !order.confidential && !is_reported(staff, order)
}

/// Every role in which they may do a verb to this order.
pub fn acting_roles(staff: &Staff, verb: Verb, order: &Order) -> Vec<Role> {
    let roles = roles_for(verb).iter().copied();
    roles.filter(|role| staff.has(*role) && role_reaches(staff, *role, order)).collect()
}

/// Whether they may see the order: reads filter by this, so what they may not
/// see is not found.
pub fn can_see(staff: &Staff, order: &Order) -> bool {
    if is_reported(staff, order) {
        return false;
    }
    staff.roles.iter().any(|role| match role {
        // A confidential report is seen by the desk and by the unit that must
        // act, not by everyone who may read figures.
        Role::Leader | Role::GridWorker => !order.confidential && role_reaches(staff, *role, order),
        Role::StationKeeper
        | Role::ServiceProvider
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::AuditAdmin => false,
        Role::UnitHandler | Role::UnitReviewer if order.offered_unit_id == Some(staff.unit) => true,
        role => role_reaches(staff, *role, order),
    })
}

fn role_reaches(staff: &Staff, role: Role, order: &Order) -> bool {
    match role {
        Role::UnitHandler | Role::UnitReviewer => order.unit_id == Some(staff.unit),
        Role::GridWorker => order.region_code.as_deref().is_some_and(|region| staff.covers(region)),
        // The callback is done by the hotline body, never by the unit that
        // handled the order.
        Role::CallbackOfficer => order.unit_id != Some(staff.unit) && in_scope(staff, order),
        _ => in_scope(staff, order),
    }
}

/// Orders whose place is not known yet are everybody's at the desk.
fn in_scope(staff: &Staff, order: &Order) -> bool {
    order.region_code.as_deref().is_none_or(|region| staff.covers(region))
}

/// Whether somebody may record what they found and did on site: the unit that
/// has the order, and the grid worker of the place.
pub fn can_visit(staff: &Staff, order: &Order) -> bool {
    const ON_SITE: &[Role] = &[Role::GridWorker, Role::UnitHandler, Role::UnitReviewer];
    let in_hand = order.state.queue() == super::order::Queue::Unit;
    let reaches = ON_SITE.iter().any(|role| staff.has(*role) && role_reaches(staff, *role, order));
    in_hand && reaches && can_see(staff, order)
}

/// Whether a first contact can be recorded.
pub fn can_contact(staff: &Staff, order: &Order) -> bool {
    matches!(order.state, OrderState::Acknowledged | OrderState::InProgress)
        && has_duty(staff, Verb::Start, order)
}
