//! What happened to a record, for its stream in the ledger.

use db::{StoreError, Tx, ledger};
use kernel::event::{Actor, NewEvent};
use kernel::id::Id;
use kernel::time::Instant;

/// What happened to a record.
pub struct Happened<'a> {
    /// What it is.
    pub noun: &'static str,
    /// Which one.
    pub id: Id,
    /// The event's name.
    pub kind: &'static str,
    /// Who did it.
    pub actor: &'a Actor,
    /// When.
    pub at: Instant,
    /// The state before.
    pub from: Option<&'static str>,
    /// The state after.
    pub to: Option<&'static str>,
    /// References and digests, never words of people.
    pub body: serde_json::Value,
}

/// Appends the event of a change to the record's stream.
///
/// # Errors
/// Any [`StoreError`]; two appends to one stream at once violate a key.
pub async fn happened(tx: &mut Tx<'_>, what: Happened<'_>) -> Result<(), StoreError> {
    let event = NewEvent {
        stream: ledger::stream_name(what.noun, what.id),
        kind: what.kind,
        actor: what.actor.clone(),
        at: what.at,
        from: what.from,
        to: what.to,
        body: what.body,
    };
    ledger::append(tx, &event).await.map(drop)
}

/// Whether a write met what somebody else wrote first. Two appends to one
/// stream at once show as a violated key.
pub fn is_stale(error: &StoreError) -> bool {
    match error {
        StoreError::Conflict => true,
        StoreError::Constraint(name) => name.contains("events"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_lost_race_is_stale() {
        assert!(is_stale(&StoreError::Conflict));
        assert!(is_stale(&StoreError::Constraint("events.stream, events.seq".into())));
        assert!(!is_stale(&StoreError::Constraint("stations.code".into())));
    }
}
