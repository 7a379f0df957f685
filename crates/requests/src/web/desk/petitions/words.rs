//! Names of what a petition is and where it stands.

use ui::{Choice, Tone, Tr, key};

use crate::domain::petition::letter::LetterKind;
use crate::domain::petition::{
    Outcome, PetitionChannel, PetitionKind, PetitionRefusal, PetitionRoute, PetitionState,
};

pub(super) fn state_key(state: PetitionState) -> &'static str {
    match state {
        PetitionState::Registered => key("petition-state-registered"),
        PetitionState::Forwarded => key("petition-state-forwarded"),
        PetitionState::Objected => key("petition-state-objected"),
        PetitionState::Accepted => key("petition-state-accepted"),
        PetitionState::NotAccepted => key("petition-state-not-accepted"),
        PetitionState::Routed => key("petition-state-routed"),
        PetitionState::Opined => key("petition-state-opined"),
        PetitionState::Settled => key("petition-state-settled"),
        PetitionState::Withdrawn => key("petition-state-withdrawn"),
        PetitionState::Review1 => key("petition-state-review-1"),
        PetitionState::Reviewed1 => key("petition-state-reviewed-1"),
        PetitionState::Review2 => key("petition-state-review-2"),
        PetitionState::Concluded => key("petition-state-concluded"),
        PetitionState::Closed => key("petition-state-closed"),
    }
}

pub(super) fn state_tone(state: PetitionState) -> Tone {
    match state {
        PetitionState::Registered | PetitionState::Forwarded | PetitionState::Accepted => {
            Tone::Info
        }
        PetitionState::Objected | PetitionState::Review1 | PetitionState::Review2 => Tone::Warn,
        PetitionState::Opined | PetitionState::Settled | PetitionState::Reviewed1 => Tone::Ok,
        PetitionState::Closed | PetitionState::Concluded => Tone::Ok,
        PetitionState::NotAccepted | PetitionState::Routed | PetitionState::Withdrawn => {
            Tone::Neutral
        }
    }
}

pub(super) fn channel_key(channel: PetitionChannel) -> &'static str {
    match channel {
        PetitionChannel::Letter => key("petition-channel-letter"),
        PetitionChannel::Visit => key("petition-channel-visit"),
        PetitionChannel::Network => key("petition-channel-network"),
        PetitionChannel::Phone => key("petition-channel-phone"),
        PetitionChannel::Fax => key("petition-channel-fax"),
    }
}

pub(super) fn kind_key(kind: PetitionKind) -> &'static str {
    match kind {
        PetitionKind::Proposal => key("petition-kind-proposal"),
        PetitionKind::Accusation => key("petition-kind-accusation"),
        PetitionKind::Claim => key("petition-kind-claim"),
    }
}

pub(super) fn route_key(route: PetitionRoute) -> &'static str {
    match route {
        PetitionRoute::Litigation => key("petition-route-litigation"),
        PetitionRoute::Arbitration => key("petition-route-arbitration"),
        PetitionRoute::PartyAppeal => key("petition-route-party-appeal"),
        PetitionRoute::Administrative => key("petition-route-administrative"),
        PetitionRoute::DutyToAct => key("petition-route-duty-to-act"),
        PetitionRoute::Opinion => key("petition-route-opinion"),
    }
}

pub(super) fn refusal_key(why: PetitionRefusal) -> &'static str {
    match why {
        PetitionRefusal::InHand => key("petition-refusal-in-hand"),
        PetitionRefusal::Concluded => key("petition-refusal-concluded"),
        PetitionRefusal::StatutoryRoute => key("petition-refusal-statutory-route"),
        PetitionRefusal::BeyondPower => key("petition-refusal-beyond-power"),
    }
}

pub(super) fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Supported => key("petition-outcome-supported"),
        Outcome::Explained => key("petition-outcome-explained"),
        Outcome::NotSupported => key("petition-outcome-not-supported"),
        Outcome::Adopted => key("petition-outcome-adopted"),
        Outcome::PartlyAdopted => key("petition-outcome-partly-adopted"),
        Outcome::NotAdopted => key("petition-outcome-not-adopted"),
        Outcome::Dealt => key("petition-outcome-dealt"),
    }
}

pub(super) fn letter_key(kind: LetterKind) -> &'static str {
    match kind {
        LetterKind::Acceptance => key("letter-acceptance"),
        LetterKind::Refusal => key("letter-refusal"),
        LetterKind::Route => key("letter-route"),
        LetterKind::Forward => key("letter-forward"),
        LetterKind::Extension => key("letter-extension"),
        LetterKind::Opinion => key("letter-opinion"),
        LetterKind::Mediation => key("letter-mediation"),
        LetterKind::Review1 => key("letter-review-1"),
        LetterKind::Review2 => key("letter-review-2"),
    }
}

/// Name of a statutory clock, by its stored word.
pub(super) fn clock_key(kind: &str) -> &'static str {
    match kind {
        "petition_notice" => key("petition-clock-notice"),
        "petition_objection" => key("petition-clock-objection"),
        "petition_handle" => key("petition-clock-handle"),
        "review_request" => key("petition-clock-review-request"),
        "review_1" => key("petition-clock-review-1"),
        _ => key("petition-clock-review-2"),
    }
}

pub(super) fn states(t: Tr) -> Vec<Choice> {
    let word = |state: &PetitionState| Choice::new(state.as_str(), t.s(state_key(*state)));
    PetitionState::ALL.iter().map(word).collect()
}

pub(super) fn channels(t: Tr) -> Vec<Choice> {
    let word = |way: &PetitionChannel| Choice::new(way.as_str(), t.s(channel_key(*way)));
    PetitionChannel::ALL.iter().map(word).collect()
}

pub(super) fn kinds(t: Tr) -> Vec<Choice> {
    let word = |kind: &PetitionKind| {
        let hint = match kind {
            PetitionKind::Proposal => key("petition-kind-proposal-hint"),
            PetitionKind::Accusation => key("petition-kind-accusation-hint"),
            PetitionKind::Claim => key("petition-kind-claim-hint"),
        };
        Choice::new(kind.as_str(), t.s(kind_key(*kind))).hint(t.s(hint))
    };
    PetitionKind::ALL.iter().map(word).collect()
}

pub(super) fn outcomes(t: Tr, kind: PetitionKind) -> Vec<Choice> {
    let word = |outcome: &Outcome| Choice::new(outcome.as_str(), t.s(outcome_key(*outcome)));
    Outcome::of(kind).iter().map(word).collect()
}

pub(super) fn routes(t: Tr) -> Vec<Choice> {
    let others = PetitionRoute::ALL.iter().filter(|route| **route != PetitionRoute::Opinion);
    others.map(|route| Choice::new(route.as_str(), t.s(route_key(*route)))).collect()
}

pub(super) fn refusals(t: Tr) -> Vec<Choice> {
    let word = |why: &PetitionRefusal| Choice::new(why.as_str(), t.s(refusal_key(*why)));
    PetitionRefusal::ALL.iter().map(word).collect()
}

/// Words and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "petition.registered" => (key("event-petition-registered"), Tone::Info),
        "petition.forwarded" => (key("event-petition-forwarded"), Tone::Info),
        "petition.objected" => (key("event-petition-objected"), Tone::Warn),
        "petition.objection_upheld" => (key("event-petition-upheld"), Tone::Neutral),
        "petition.objection_overruled" => (key("event-petition-overruled"), Tone::Neutral),
        "petition.accepted" => (key("event-petition-accepted"), Tone::Info),
        "petition.not_accepted" => (key("event-petition-not-accepted"), Tone::Neutral),
        "petition.routed" => (key("event-petition-routed"), Tone::Neutral),
        "petition.extended" => (key("event-petition-extended"), Tone::Warn),
        "petition.opinion_issued" => (key("event-petition-opined"), Tone::Ok),
        "petition.settled" => (key("event-petition-settled"), Tone::Ok),
        "petition.withdrawn" => (key("event-petition-withdrawn"), Tone::Neutral),
        "petition.review_asked" => (key("event-petition-review-asked"), Tone::Warn),
        "petition.review_answered" => (key("event-petition-review-answered"), Tone::Ok),
        "petition.reexamination_asked" => (key("event-petition-reexamination-asked"), Tone::Warn),
        "petition.reexamination_answered" => {
            (key("event-petition-reexamination-answered"), Tone::Ok)
        }
        "petition.sent_back" => (key("event-petition-sent-back"), Tone::Warn),
        "petition.hearing_started" => (key("event-petition-hearing-started"), Tone::Neutral),
        "petition.hearing_ended" => (key("event-petition-hearing-ended"), Tone::Neutral),
        "petition.closed" => (key("event-petition-closed"), Tone::Ok),
        _ => (key("event-other"), Tone::Neutral),
    }
}
