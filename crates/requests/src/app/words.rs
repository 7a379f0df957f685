//! Message keys of the dictionaries: the only place that knows which words
//! stand for a state, a type, an urgency.

mod procedures;

use ui::{Tone, key};

use crate::domain::order::{OrderState, Queue};
use crate::domain::words::{
    Line, NotAcceptedReason, ObjectionGround, OrderType, Satisfied, Solved, Urgency,
};

pub use procedures::*;

/// Name of a state for staff.
pub fn state_key(state: OrderState) -> &'static str {
    match state {
        OrderState::Received => key("state-received"),
        OrderState::NeedInfo => key("state-need-info"),
        OrderState::Answered => key("state-answered"),
        OrderState::NotAccepted => key("state-not-accepted"),
        OrderState::Transferred => key("state-transferred"),
        OrderState::RepeatLinked => key("state-repeat-linked"),
        OrderState::ToDispatch => key("state-to-dispatch"),
        OrderState::Dispatched => key("state-dispatched"),
        OrderState::Objected => key("state-objected"),
        OrderState::Acknowledged => key("state-acknowledged"),
        OrderState::InProgress => key("state-in-progress"),
        OrderState::Deferred => key("state-deferred"),
        OrderState::Replied => key("state-replied"),
        OrderState::ToCallback => key("state-to-callback"),
        OrderState::CalledBack => key("state-called-back"),
        OrderState::Closed => key("state-closed"),
        OrderState::Withdrawn => key("state-withdrawn"),
        OrderState::Archived => key("state-archived"),
    }
}

/// How a state's tag is toned.
pub fn state_tone(state: OrderState) -> Tone {
    match state {
        OrderState::Received | OrderState::ToDispatch | OrderState::Dispatched => Tone::Info,
        OrderState::Acknowledged | OrderState::InProgress | OrderState::Replied => Tone::Info,
        OrderState::NeedInfo | OrderState::Objected | OrderState::Deferred => Tone::Warn,
        OrderState::Answered | OrderState::ToCallback | OrderState::CalledBack => Tone::Ok,
        OrderState::Closed | OrderState::Archived => Tone::Ok,
        OrderState::RepeatLinked => Tone::Match,
        OrderState::NotAccepted | OrderState::Transferred | OrderState::Withdrawn => Tone::Neutral,
    }
}

/// Name of a desk.
pub fn queue_key(queue: Queue) -> &'static str {
    match queue {
        Queue::Intake => key("queue-intake"),
        Queue::Dispatch => key("queue-dispatch"),
        Queue::Unit => key("queue-unit"),
        Queue::Review => key("queue-review"),
        Queue::Callback => key("queue-callback"),
        Queue::Done => key("queue-done"),
    }
}

/// Name of an order type.
pub fn type_key(kind: OrderType) -> &'static str {
    match kind {
        OrderType::Consultation => key("type-consultation"),
        OrderType::Help => key("type-help"),
        OrderType::Complaint => key("type-complaint"),
        OrderType::Report => key("type-report"),
        OrderType::Suggestion => key("type-suggestion"),
        OrderType::Praise => key("type-praise"),
        OrderType::Other => key("type-other"),
    }
}

/// Name of an urgency.
pub fn urgency_key(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Critical => key("urgency-critical"),
        Urgency::Urgent => key("urgency-urgent"),
        Urgency::Normal => key("urgency-normal"),
        Urgency::Complex => key("urgency-complex"),
    }
}

/// How far it is solved.
pub fn solved_key(solved: Solved) -> &'static str {
    match solved {
        Solved::Resolved => key("solved-resolved"),
        Solved::Partly => key("solved-partly"),
        Solved::Unresolved => key("solved-unresolved"),
    }
}

/// How satisfied.
pub fn satisfied_key(satisfied: Satisfied) -> &'static str {
    match satisfied {
        Satisfied::Satisfied => key("satisfied-satisfied"),
        Satisfied::Mostly => key("satisfied-mostly"),
        Satisfied::Unsatisfied => key("satisfied-unsatisfied"),
        Satisfied::NotRated => key("satisfied-not-rated"),
    }
}

/// Why it is not accepted.
pub fn not_accepted_key(reason: NotAcceptedReason) -> &'static str {
    match reason {
        NotAcceptedReason::Emergency => key("not-accepted-emergency"),
        NotAcceptedReason::StatutoryRoute => key("not-accepted-statutory-route"),
        NotAcceptedReason::SameMatter => key("not-accepted-same-matter"),
        NotAcceptedReason::SecretOrPrivacy => key("not-accepted-secret-or-privacy"),
        NotAcceptedReason::BeyondDuty => key("not-accepted-beyond-duty"),
        NotAcceptedReason::Unlawful => key("not-accepted-unlawful"),
    }
}

/// Why a unit objects.
pub fn ground_key(ground: ObjectionGround) -> &'static str {
    match ground {
        ObjectionGround::WrongTerritory => key("ground-wrong-territory"),
        ObjectionGround::WrongFunction => key("ground-wrong-function"),
        ObjectionGround::UnclearOwnership => key("ground-unclear-ownership"),
        ObjectionGround::BeyondAdministration => key("ground-beyond-administration"),
    }
}

/// Name of a line a call can be handed to.
pub fn line_key(line: Line) -> &'static str {
    match line {
        Line::Police110 => key("line-110"),
        Line::Fire119 => key("line-119"),
        Line::Ambulance120 => key("line-120"),
        Line::Traffic122 => key("line-122"),
        Line::Petition => key("line-petition"),
    }
}

/// Name of a clock, by its stored word.
pub fn clock_key(kind: &str) -> &'static str {
    match kind {
        "intake" => key("clock-intake"),
        "sign_in" => key("clock-sign-in"),
        "first_contact" => key("clock-first-contact"),
        "handle" => key("clock-handle"),
        "rework" => key("clock-rework"),
        "callback" => key("clock-callback"),
        "objection" => key("clock-objection"),
        "objection_ruling" => key("clock-objection-ruling"),
        "petition_notice" => key("clock-petition-notice"),
        "petition_objection" => key("clock-petition-objection"),
        "petition_handle" => key("clock-petition-handle"),
        "review_request" => key("clock-review-request"),
        "review_1" => key("clock-review-1"),
        "review_2" => key("clock-review-2"),
        _ => key("clock-other"),
    }
}
