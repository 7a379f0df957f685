//! Names of what a transfer is and where it stands.

use ui::{Choice, Tone, Tr, key};

use crate::domain::line_transfer::{Direction, TransferMode, TransferState};
use crate::domain::words::Line;
use crate::web::words::line_key;

pub(super) fn state_key(state: TransferState) -> &'static str {
    match state {
        TransferState::Offered => key("transfer-state-offered"),
        TransferState::Accepted => key("transfer-state-accepted"),
        TransferState::Returned => key("transfer-state-returned"),
        TransferState::Settled => key("transfer-state-settled"),
        TransferState::Kept => key("transfer-state-kept"),
    }
}

pub(super) fn state_tone(state: TransferState) -> Tone {
    match state {
        TransferState::Offered => Tone::Info,
        TransferState::Accepted | TransferState::Settled => Tone::Ok,
        TransferState::Returned => Tone::Warn,
        TransferState::Kept => Tone::Neutral,
    }
}

pub(super) fn direction_key(direction: Direction) -> &'static str {
    match direction {
        Direction::In => key("transfer-in"),
        Direction::Out => key("transfer-out"),
    }
}

pub(super) fn mode_key(mode: TransferMode) -> &'static str {
    match mode {
        TransferMode::CallTransfer => key("transfer-mode-call"),
        TransferMode::ThreeWay => key("transfer-mode-three-way"),
        TransferMode::OrderPush => key("transfer-mode-push"),
    }
}

pub(super) fn lines(t: Tr) -> Vec<Choice> {
    Line::ALL.iter().map(|line| Choice::new(line.as_str(), t.s(line_key(*line)))).collect()
}

pub(super) fn states(t: Tr) -> Vec<Choice> {
    let word = |state: &TransferState| Choice::new(state.as_str(), t.s(state_key(*state)));
    TransferState::ALL.iter().map(word).collect()
}

pub(super) fn directions(t: Tr) -> Vec<Choice> {
    let word = |way: &Direction| Choice::new(way.as_str(), t.s(direction_key(*way)));
    Direction::ALL.iter().map(word).collect()
}

pub(super) fn modes(t: Tr) -> Vec<Choice> {
    let word = |mode: &TransferMode| Choice::new(mode.as_str(), t.s(mode_key(*mode)));
    TransferMode::ALL.iter().map(word).collect()
}

/// Words and tone of an event.
pub(super) fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "transfer.offered" => (key("event-transfer-offered"), Tone::Info),
        "transfer.accepted" => (key("event-transfer-accepted"), Tone::Ok),
        "transfer.returned" => (key("event-transfer-returned"), Tone::Warn),
        "transfer.resent" => (key("event-transfer-resent"), Tone::Info),
        "transfer.settled" => (key("event-transfer-settled"), Tone::Ok),
        "transfer.kept" => (key("event-transfer-kept"), Tone::Neutral),
        _ => (key("event-other"), Tone::Neutral),
    }
}
