//! Accounts as the administrators see them.

pub(super) mod create;
pub(super) mod list;
pub(super) mod show;

use crate::domain::account::AccountState;

/// The message key of a state.
fn state_key(state: AccountState) -> &'static str {
    match state {
        AccountState::Active { .. } => ui::key("account-state-active"),
        AccountState::Locked { .. } => ui::key("account-state-locked"),
        AccountState::Closed { .. } => ui::key("account-state-closed"),
    }
}

/// How a state is meant.
fn state_tone(state: AccountState) -> ui::Tone {
    match state {
        AccountState::Active { .. } => ui::Tone::Ok,
        AccountState::Locked { .. } => ui::Tone::Warn,
        AccountState::Closed { .. } => ui::Tone::Neutral,
    }
}
