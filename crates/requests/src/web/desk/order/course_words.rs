//! Names of the procedures' steps in an order's course.

use ui::{Tone, key};

/// The name of a step, and how it is to be taken.
pub(super) fn named(kind: &str) -> (&'static str, Tone) {
    match kind {
        "order.part_opened" => (key("event-part-opened"), Tone::Info),
        "order.part_handed_in" => (key("event-part-handed-in"), Tone::Ok),
        "order.part_waived" => (key("event-part-waived"), Tone::Warn),
        "order.part_returned" => (key("event-part-returned"), Tone::Warn),
        "order.units_added" => (key("event-units-added"), Tone::Info),
        "order.handover_offered" => (key("event-handover-offered"), Tone::Warn),
        "order.handover_taken" => (key("event-handover-taken"), Tone::Info),
        "order.handover_refused" => (key("event-handover-refused"), Tone::Warn),
        "order.handover_withdrawn" => (key("event-handover-withdrawn"), Tone::Neutral),
        "order.designated" => (key("event-designated"), Tone::Warn),
        "order.hearing_opened" => (key("event-hearing-opened"), Tone::Info),
        "order.conference_opened" => (key("event-conference-opened"), Tone::Info),
        "order.unit_heard" => (key("event-unit-heard"), Tone::Neutral),
        "order.gathering_concluded" => (key("event-gathering-concluded"), Tone::Ok),
        "order.gathering_cancelled" => (key("event-gathering-cancelled"), Tone::Neutral),
        "order.whistled" => (key("event-whistled"), Tone::Warn),
        "order.followed_up" => (key("event-followed-up"), Tone::Match),
        "order.informed" => (key("event-informed"), Tone::Match),
        "order.returned_with_news" => (key("event-returned-with-news"), Tone::Match),
        "order.new_said" => (key("event-new-said"), Tone::Warn),
        "order.reply_shared" => (key("event-reply-shared"), Tone::Ok),
        "order.recurrent" => (key("event-recurrent"), Tone::Match),
        "order.noted_beside" => (key("event-noted-beside"), Tone::Match),
        "order.protected" => (key("event-protected"), Tone::Warn),
        "order.recused" => (key("event-recused"), Tone::Warn),
        "order.recusal_asked" => (key("event-recusal-asked"), Tone::Warn),
        "order.recusal_refused" => (key("event-recusal-refused"), Tone::Neutral),
        "order.termination_asked" => (key("event-termination-asked"), Tone::Warn),
        "order.terminated" => (key("event-terminated"), Tone::Warn),
        "order.termination_refused" => (key("event-termination-refused"), Tone::Neutral),
        "order.place_corrected" => (key("event-place-corrected"), Tone::Warn),
        "order.place_proposed" => (key("event-place-proposed"), Tone::Info),
        "order.place_kept" => (key("event-place-kept"), Tone::Neutral),
        "order.place_followed" => (key("event-place-followed"), Tone::Neutral),
        "order.three_way_call" => (key("event-three-way-call"), Tone::Info),
        _ => (key("event-other"), Tone::Neutral),
    }
}
