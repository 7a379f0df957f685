//! The few calls between capabilities that must answer at once. Each is a
//! small trait implemented by one crate and handed in by `server`.

use crate::id::Id;
use crate::time::Instant;

/// A request text as the matching engine sees it: never with identity.
#[derive(Debug, Clone, Default)]
pub struct MatchDraft {
    /// Short title, may be empty while typing.
    pub title: String,
    /// The words of the request.
    pub content: String,
    /// Place in words.
    pub address: String,
    /// WGS-84 longitude and latitude in 1e-7 degrees.
    pub point_e7: Option<(i64, i64)>,
    /// Region code the request lies in (12 digits), or empty.
    pub region_code: String,
    /// When it was received.
    pub at: Instant,
}

/// An earlier order that may be about the same matter.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchCandidate {
    /// The earlier order.
    pub order: Id,
    /// 0–1000: how alike, in thousandths.
    pub score_milli: u16,
    /// Words both share, longest first, for the person who decides.
    pub shared: Vec<String>,
}

/// Finds earlier orders and proposes categories. Proposals only: a named
/// person decides.
pub trait Matches: Send + Sync {
    /// Earlier orders that look like the draft, best first.
    fn similar(&self, draft: &MatchDraft, limit: usize) -> Vec<MatchCandidate>;
    /// Orders whose text contains the words of a search, newest first.
    fn search(&self, words: &str, limit: usize) -> Vec<Id>;
    /// Category codes with a confidence in thousandths, best first.
    fn categories(&self, draft: &MatchDraft, limit: usize) -> Vec<(String, u16)>;
    /// Adds or replaces an order's text.
    fn insert(&self, order: Id, draft: &MatchDraft);
    /// Forgets an order.
    fn remove(&self, order: Id);
}
