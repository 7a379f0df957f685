//! Who may see a petition and do what to it. An accusation is never seen by
//! the unit it accuses,
//! nor by those below it.

use people::{Role, Staff, UnitId};

use super::{Petition, PetitionState, PetitionVerb};

/// Roles that work on petitions.
pub const WORKS: &[Role] =
    &[Role::UnitHandler, Role::UnitReviewer, Role::Operator, Role::Dispatcher];
/// Roles that decide for a unit.
const DECIDES: &[Role] = &[Role::UnitReviewer, Role::Dispatcher];

/// Whether they work for the petition office.
pub fn is_office(staff: &Staff, office: Option<UnitId>) -> bool {
    office == Some(staff.unit) && staff.has_any(WORKS)
}

/// Whether they may see it; what they may not see is not found.
pub fn can_see(staff: &Staff, petition: &Petition, office: Option<UnitId>) -> bool {
    if petition.accused_unit_id.is_some_and(|unit| staff.works_under(unit)) {
        return false;
    }
    if is_office(staff, office) || is_theirs(staff, petition) {
        return true;
    }
    let reads = [Role::Supervisor, Role::Leader, Role::Operator, Role::Dispatcher];
    !petition.confidential && staff.has_any(&reads)
}

/// With their unit, to handle or to review.
fn is_theirs(staff: &Staff, petition: &Petition) -> bool {
    let units = [petition.unit_id, petition.review_unit_id];
    units.contains(&Some(staff.unit)) && staff.has_any(&[Role::UnitHandler, Role::UnitReviewer])
}

/// Whether they may do this to it now.
pub fn can(staff: &Staff, verb: PetitionVerb, petition: &Petition, office: Option<UnitId>) -> bool {
    use PetitionVerb as V;
    if petition.state.after(verb).is_none() || !can_see(staff, petition, office) {
        return false;
    }
    let at_office = is_office(staff, office);
    let handles = match petition.unit_id {
        Some(unit) => unit == staff.unit && staff.has_any(WORKS),
        None => at_office,
    };
    let reviews = petition.review_unit_id == Some(staff.unit) && staff.has_any(WORKS);
    match verb {
        V::Forward | V::Uphold | V::Overrule | V::AskReview1 | V::AskReview2 | V::Close => {
            at_office
        }
        V::Withdraw => at_office || handles,
        V::Accept | V::Refuse | V::Route if petition.state == PetitionState::Registered => {
            at_office
        }
        V::Accept | V::Refuse | V::Route | V::Object | V::Settle | V::Opine => handles,
        // More time is approved by whoever decides for the unit (art. 34).
        V::Extend => handles && staff.has_any(DECIDES),
        V::AnswerReview1 | V::AnswerReview2 | V::Redo | V::StartHearing | V::EndHearing => {
            reviews && staff.has_any(DECIDES)
        }
    }
}
