//! Message keys of the procedures' words.

use ui::{Tone, key};

use crate::domain::ending::Ending;
use crate::domain::gap::GapState;
use crate::domain::gathering::{GatheringKind, GatheringState};
use crate::domain::joint::{HandoverState, Nature};
use crate::domain::objection::ObjectionState;
use crate::domain::place_correction::PlaceCorrectionState;
use crate::domain::recusal::{RecusalCause, RecusalState};
use crate::domain::repeats::RepeatKind;
use crate::domain::termination::TerminationState;
use crate::domain::three_way_call::ThreeWayOutcome;
use crate::domain::whistle::{CallState, Mark};

/// Name of what an order is of its matter.
pub fn nature_key(nature: Nature) -> &'static str {
    match nature {
        Nature::Lead => key("nature-lead"),
        Nature::Co => key("nature-co"),
        Nature::Forward => key("nature-forward"),
    }
}

/// Name and tone of a handover's state.
pub fn handover_word(state: HandoverState) -> (&'static str, Tone) {
    match state {
        HandoverState::Offered => (key("handover-offered"), Tone::Warn),
        HandoverState::Accepted => (key("handover-accepted"), Tone::Ok),
        HandoverState::Refused => (key("handover-refused"), Tone::Bad),
        HandoverState::Withdrawn => (key("handover-withdrawn"), Tone::Neutral),
    }
}

/// Name and tone of an objection's state.
pub fn objection_word(state: ObjectionState) -> (&'static str, Tone) {
    match state {
        ObjectionState::Filed => (key("objection-filed"), Tone::Warn),
        ObjectionState::Hearing => (key("objection-hearing"), Tone::Info),
        ObjectionState::Upheld => (key("objection-upheld"), Tone::Ok),
        ObjectionState::Overruled => (key("objection-overruled"), Tone::Bad),
        ObjectionState::Designated => (key("objection-designated"), Tone::Neutral),
    }
}

/// Name of a kind of gathering.
pub fn gathering_key(kind: GatheringKind) -> &'static str {
    match kind {
        GatheringKind::Hearing => key("gathering-hearing"),
        GatheringKind::Conference => key("gathering-conference"),
    }
}

/// Name and tone of a gathering's state.
pub fn gathering_word(state: GatheringState) -> (&'static str, Tone) {
    match state {
        GatheringState::Open => (key("gathering-open"), Tone::Warn),
        GatheringState::Concluded => (key("gathering-concluded"), Tone::Ok),
        GatheringState::Cancelled => (key("gathering-cancelled"), Tone::Neutral),
    }
}

/// Name and tone of a gap's state.
pub fn gap_word(state: GapState) -> (&'static str, Tone) {
    match state {
        GapState::Open => (key("gap-open"), Tone::Warn),
        GapState::Changed => (key("gap-changed"), Tone::Ok),
        GapState::Kept => (key("gap-kept"), Tone::Neutral),
    }
}

/// Name of a kind of repeat.
pub fn repeat_key(kind: RepeatKind) -> &'static str {
    match kind {
        RepeatKind::SamePersonOpen => key("repeat-same-person-open"),
        RepeatKind::SamePersonClosed => key("repeat-same-person-closed"),
        RepeatKind::Reopened => key("repeat-reopened"),
        RepeatKind::CrossChannel => key("repeat-cross-channel"),
        RepeatKind::JointMatter => key("repeat-joint-matter"),
        RepeatKind::Recurrent => key("repeat-recurrent"),
        RepeatKind::Beside => key("repeat-beside"),
    }
}

/// Name of a cause of recusal.
pub fn recusal_cause_key(cause: RecusalCause) -> &'static str {
    match cause {
        RecusalCause::Own => key("recusal-own"),
        RecusalCause::Demanded => key("recusal-demanded"),
        RecusalCause::HandledBefore => key("recusal-handled-before"),
    }
}

/// Name and tone of a recusal's state.
pub fn recusal_word(state: RecusalState) -> (&'static str, Tone) {
    match state {
        RecusalState::Asked => (key("recusal-asked"), Tone::Warn),
        RecusalState::Granted => (key("recusal-granted"), Tone::Ok),
        RecusalState::Refused => (key("recusal-refused"), Tone::Neutral),
    }
}

/// Name and tone of a termination's state.
pub fn termination_word(state: TerminationState) -> (&'static str, Tone) {
    match state {
        TerminationState::Asked => (key("termination-asked"), Tone::Warn),
        TerminationState::Approved => (key("termination-approved"), Tone::Ok),
        TerminationState::Refused => (key("termination-refused"), Tone::Bad),
    }
}

/// Name and tone of a place correction's state.
pub fn place_correction_word(state: PlaceCorrectionState) -> (&'static str, Tone) {
    match state {
        PlaceCorrectionState::Made => (key("place-made"), Tone::Ok),
        PlaceCorrectionState::Proposed => (key("place-proposed"), Tone::Warn),
        PlaceCorrectionState::Taken => (key("place-taken"), Tone::Ok),
        PlaceCorrectionState::Refused => (key("place-refused"), Tone::Neutral),
        PlaceCorrectionState::Overtaken => (key("place-overtaken"), Tone::Neutral),
    }
}

/// Name and tone of what came of a call of three.
pub fn three_way_word(outcome: ThreeWayOutcome) -> (&'static str, Tone) {
    match outcome {
        ThreeWayOutcome::Settled => (key("three-way-settled"), Tone::Ok),
        ThreeWayOutcome::Promised => (key("three-way-promised"), Tone::Info),
        ThreeWayOutcome::Explained => (key("three-way-explained"), Tone::Neutral),
        ThreeWayOutcome::NotAgreed => (key("three-way-not-agreed"), Tone::Warn),
    }
}

/// Name and tone of a called unit's state.
pub fn call_word(state: CallState) -> (&'static str, Tone) {
    match state {
        CallState::Called => (key("call-called"), Tone::Warn),
        CallState::Arrived => (key("call-arrived"), Tone::Info),
        CallState::Reported => (key("call-reported"), Tone::Ok),
        CallState::Released => (key("call-released"), Tone::Neutral),
    }
}

/// Name of a mark.
pub fn mark_key(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => key("mark-good"),
        Mark::Fair => key("mark-fair"),
        Mark::Poor => key("mark-poor"),
    }
}

/// Name of an ending.
pub fn ending_key(ending: Ending) -> &'static str {
    match ending {
        Ending::Handled => key("ending-handled"),
        Ending::AnsweredAtDesk => key("ending-answered-at-desk"),
        Ending::NotAccepted => key("ending-not-accepted"),
        Ending::Terminated => key("ending-terminated"),
        Ending::Transferred => key("ending-transferred"),
        Ending::Withdrawn => key("ending-withdrawn"),
        Ending::WithLead => key("ending-with-lead"),
        Ending::Part => key("ending-part"),
        Ending::Waived => key("ending-waived"),
    }
}
