//! The order's course in words for the person who asked: no office language,
//! nothing left out.

use ui::key;

use crate::domain::order::{Order, OrderState};

/// What a state is called here.
pub(in super::super) fn state_key(state: OrderState) -> &'static str {
    match state {
        OrderState::Received => key("track-state-received"),
        OrderState::NeedInfo => key("track-state-need-info"),
        OrderState::Answered => key("track-state-answered"),
        OrderState::NotAccepted => key("track-state-not-accepted"),
        OrderState::Transferred => key("track-state-transferred"),
        OrderState::RepeatLinked => key("track-state-linked"),
        OrderState::ToDispatch | OrderState::Objected => key("track-state-to-dispatch"),
        OrderState::Dispatched => key("track-state-dispatched"),
        OrderState::Acknowledged | OrderState::InProgress => key("track-state-in-progress"),
        OrderState::Deferred => key("track-state-deferred"),
        OrderState::Replied => key("track-state-replied"),
        OrderState::ToCallback => key("track-state-to-callback"),
        OrderState::CalledBack => key("track-state-called-back"),
        OrderState::Closed | OrderState::Archived => key("track-state-closed"),
        OrderState::Withdrawn => key("track-state-withdrawn"),
    }
}

/// What it means and what comes next.
pub(super) fn next_key(order: &Order) -> &'static str {
    match order.state {
        OrderState::Received => key("track-next-received"),
        OrderState::NeedInfo => key("track-next-need-info"),
        OrderState::Answered => key("track-next-answered"),
        OrderState::NotAccepted => key("track-next-not-accepted"),
        OrderState::Transferred => key("track-next-transferred"),
        OrderState::RepeatLinked => key("track-next-linked"),
        OrderState::ToDispatch => key("track-next-to-dispatch"),
        OrderState::Objected => key("track-next-objected"),
        OrderState::Dispatched => key("track-next-dispatched"),
        OrderState::Acknowledged => key("track-next-acknowledged"),
        OrderState::InProgress if order.rework_count + order.reopened_count > 0 => {
            key("track-next-rework")
        }
        OrderState::InProgress => key("track-next-in-progress"),
        OrderState::Deferred => key("track-next-deferred"),
        OrderState::Replied => key("track-next-replied"),
        OrderState::ToCallback => key("track-next-to-callback"),
        OrderState::CalledBack => key("track-next-called-back"),
        OrderState::Closed => key("track-next-closed"),
        OrderState::Archived => key("track-next-archived"),
        OrderState::Withdrawn => key("track-next-withdrawn"),
    }
}

/// The sentence of an event. `None` for one this page does not know: a test
/// keeps that from happening.
pub(super) fn event_key(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "order.registered" => key("course-registered"),
        "order.info_asked" => key("course-info-asked"),
        "order.info_supplied" => key("course-info-supplied"),
        "order.answered" => key("course-answered"),
        "order.not_accepted" => key("course-not-accepted"),
        "order.transferred" => key("course-transferred"),
        "order.linked" => key("course-linked"),
        "order.unlinked" => key("course-unlinked"),
        "order.withdrawn" => key("course-withdrawn"),
        "order.accepted" => key("course-accepted"),
        "order.dispatched" => key("course-dispatched"),
        "order.redispatched" => key("course-redispatched"),
        "order.acknowledged" => key("course-acknowledged"),
        "order.auto_acknowledged" => key("course-auto-acknowledged"),
        "order.objected" => key("course-objected"),
        "order.objection_overruled" => key("course-objection-overruled"),
        "order.first_contact" => key("course-first-contact"),
        "order.started" => key("course-started"),
        "order.extended" => key("course-extended"),
        "order.escalated" => key("course-escalated"),
        "order.deferred" => key("course-deferred"),
        "order.resumed" => key("course-resumed"),
        "order.replied" => key("course-replied"),
        "order.reply_approved" => key("course-reply-approved"),
        "order.reply_rejected" => key("course-reply-rejected"),
        "order.called_back" => key("course-called-back"),
        "order.evaluation_changed" => key("course-evaluation-changed"),
        "order.callback_tried" => key("course-callback-tried"),
        "order.rework" => key("course-rework"),
        "order.closed" => key("course-closed"),
        "order.reopened" => key("course-reopened"),
        "order.new_said" => key("course-new-said"),
        "order.informed" => key("course-informed"),
        "order.returned_with_news" => key("course-with-news"),
        "order.reply_shared" => key("course-reply-shared"),
        "order.designated" => key("course-designated"),
        "order.handover_taken" => key("course-handed-over"),
        "order.terminated" => key("course-terminated"),
        "order.place_corrected" => key("course-place-corrected"),
        "order.archived" => key("course-archived"),
        "order.three_way_call" => key("course-three-way-call"),
        kind => return crate::app::procedure_words::resident_event_key(kind),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_that_can_happen_has_its_sentence() {
        let source = include_str!("../../../domain/change.rs");
        let mut kinds: Vec<&str> = source
            .split('"')
            .filter(|word| word.starts_with("order.") && !word.contains(' '))
            .collect();
        kinds.push("order.registered");
        assert!(kinds.len() > 25, "{kinds:?}");
        for kind in kinds {
            assert!(event_key(kind).is_some(), "{kind}");
        }
        assert_eq!(event_key("order.unknown"), None);
    }
}
