//! Message keys of applications, supervisions and warnings, and of their
//! events for staff.

use ui::{Tone, key};

use crate::domain::application::{ApplicationKind, ApplicationState, Rung};
use crate::domain::supervision::{SupervisionCause, SupervisionLevel, SupervisionState};

/// What is applied for.
pub fn kind_key(kind: ApplicationKind) -> &'static str {
    match kind {
        ApplicationKind::Extension => key("procedure-extension"),
        ApplicationKind::Deferral => key("procedure-deferral"),
        ApplicationKind::Exclusion => key("procedure-exclusion"),
        ApplicationKind::Escalation => key("procedure-escalation"),
    }
}

/// Where an application stands; a granted deferral is on the list.
pub fn application_state_key(kind: ApplicationKind, state: ApplicationState) -> &'static str {
    match state {
        ApplicationState::Open => key("procedure-state-open"),
        ApplicationState::Approved if kind == ApplicationKind::Deferral => {
            key("procedure-state-listed")
        }
        ApplicationState::Approved => key("procedure-state-approved"),
        ApplicationState::Refused => key("procedure-state-refused"),
        ApplicationState::Lapsed => key("procedure-state-lapsed"),
        ApplicationState::Ended => key("procedure-state-ended"),
    }
}

/// How its tag is toned.
pub fn application_tone(state: ApplicationState) -> Tone {
    match state {
        ApplicationState::Open => Tone::Warn,
        ApplicationState::Approved => Tone::Info,
        ApplicationState::Ended => Tone::Ok,
        ApplicationState::Refused | ApplicationState::Lapsed => Tone::Neutral,
    }
}

/// A rung of coordination.
pub fn rung_key(rung: Rung) -> &'static str {
    match rung {
        Rung::Hotline => key("procedure-rung-hotline"),
        Rung::Office => key("procedure-rung-office"),
        Rung::Meeting => key("procedure-rung-meeting"),
    }
}

/// A level of supervision.
pub fn level_key(level: SupervisionLevel) -> &'static str {
    match level {
        SupervisionLevel::Hotline => key("supervision-level-hotline"),
        SupervisionLevel::Listed => key("supervision-level-listed"),
        SupervisionLevel::Talk => key("supervision-level-talk"),
    }
}

/// A cause of supervision.
pub fn cause_key(cause: SupervisionCause) -> &'static str {
    match cause {
        SupervisionCause::Overdue => key("supervision-cause-overdue"),
        SupervisionCause::Urged => key("supervision-cause-urged"),
        SupervisionCause::Unsolved => key("supervision-cause-unsolved"),
        SupervisionCause::ManyPeople => key("supervision-cause-many-people"),
        SupervisionCause::Refused => key("supervision-cause-refused"),
        SupervisionCause::BadEffects => key("supervision-cause-bad-effects"),
        SupervisionCause::Unanswered => key("supervision-cause-unanswered"),
        SupervisionCause::Instruction => key("supervision-cause-instruction"),
    }
}

/// Where a supervision stands.
pub fn supervision_state_key(state: SupervisionState) -> &'static str {
    match state {
        SupervisionState::Open => key("supervision-state-open"),
        SupervisionState::Answered => key("supervision-state-answered"),
        SupervisionState::Closed => key("supervision-state-closed"),
    }
}

/// How its tag is toned.
pub fn supervision_tone(state: SupervisionState, is_overdue: bool) -> Tone {
    match state {
        SupervisionState::Open if is_overdue => Tone::Bad,
        SupervisionState::Open => Tone::Warn,
        SupervisionState::Answered => Tone::Info,
        SupervisionState::Closed => Tone::Ok,
    }
}

/// A level of a warning.
pub fn warning_key(level: &str) -> &'static str {
    match level {
        "yellow" => key("warning-yellow"),
        "red" => key("warning-red"),
        _ => key("warning-overdue"),
    }
}

/// An event of these procedures for staff; nothing when it is another's.
pub fn event_key(kind: &str) -> Option<(&'static str, Tone)> {
    Some(match kind {
        "order.extension_asked" => (key("event-extension-asked"), Tone::Info),
        "order.deferral_asked" => (key("event-deferral-asked"), Tone::Info),
        "order.exclusion_asked" => (key("event-exclusion-asked"), Tone::Info),
        "order.application_declined" => (key("event-application-declined"), Tone::Neutral),
        "order.excluded" => (key("event-excluded"), Tone::Warn),
        "order.coordinated" => (key("event-coordinated"), Tone::Info),
        "order.progress_reported" => (key("event-progress-reported"), Tone::Info),
        "order.urged" => (key("event-urged"), Tone::Warn),
        "order.supervised" => (key("event-supervised"), Tone::Bad),
        "order.supervision_answered" => (key("event-supervision-answered"), Tone::Info),
        "order.supervision_ended" => (key("event-supervision-ended"), Tone::Ok),
        _ => return None,
    })
}

/// The same for the person who asked.
pub fn resident_event_key(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "order.extension_asked" => key("course-extension-asked"),
        "order.deferral_asked" => key("course-deferral-asked"),
        "order.exclusion_asked" => key("course-exclusion-asked"),
        "order.application_declined" => key("course-application-declined"),
        "order.excluded" => key("course-excluded"),
        "order.coordinated" => key("course-coordinated"),
        "order.progress_reported" => key("course-progress-reported"),
        "order.urged" => key("course-urged"),
        "order.supervised" => key("course-supervised"),
        "order.supervision_answered" => key("course-supervision-answered"),
        "order.supervision_ended" => key("course-supervision-ended"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_of_a_procedure_has_its_words_for_both_sides() {
        let known = ["order.extended", "order.deferred", "order.escalated"];
        let source = include_str!("../domain/procedure.rs");
        let kinds: Vec<&str> = source
            .split('"')
            .filter(|word| word.starts_with("order.") && !word.contains(' '))
            .filter(|kind| !known.contains(kind))
            .collect();
        assert!(kinds.len() >= 11, "{kinds:?}");
        for kind in kinds {
            assert!(event_key(kind).is_some() && resident_event_key(kind).is_some(), "{kind}");
        }
        assert!(event_key("order.other").is_none() && resident_event_key("order.other").is_none());
    }
}
