//! The envelope of everything that happens. Each transition yields one event;
//! `db` appends it to the ledger in the transaction that made the change.
//!
//! Events are never updated and never deleted, so they carry references and
//! digests, never a name, a phone number or a resident's words.

use serde_json::Value;

use crate::id::Id;
use crate::time::Instant;

/// Who did it. Names are looked up from the account when shown; accounts are
/// closed, never deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in member of staff acting in a role for a unit.
    Staff {
        /// The account.
        account: Id,
        /// Role identifier, such as `dispatcher`.
        role: &'static str,
        /// The unit they acted for.
        unit: Id,
    },
    /// The person who asked, by the query code of the request or by phone.
    Requester,
    /// Another program with an access token.
    Token(Id),
    /// A scheduled job of Huying itself, by name.
    Job(&'static str),
}

/// A new fact for the ledger.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// The thing it happened to, as `noun:id`. Each stream is a hash chain.
    pub stream: String,
    /// Name in the past tense, such as `order.dispatched`.
    pub kind: &'static str,
    /// Who.
    pub actor: Actor,
    /// When it happened.
    pub at: Instant,
    /// State before, where the event is a transition.
    pub from: Option<&'static str>,
    /// State after, where the event is a transition.
    pub to: Option<&'static str>,
    /// References, numbers and digests. No personal data.
    pub body: Value,
}
