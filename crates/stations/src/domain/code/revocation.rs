//! The list of codes that were taken back, small enough to carry: the first
//! five bytes of each anchor, sorted. A live code lasts a day and a card a month, and
//! each leaves the list with its end, so the list holds a day's losses, not a history. Five bytes
//! of a random anchor meet a wrong one once in 2⁴⁰/n; such a holder gets
//! another code with the next tap.

use super::chain;

/// Bytes kept of an anchor.
pub const SHORT_BYTES: usize = 5;
/// A list is good for so long; a verifier without a younger one says so.
pub const LIST_S: i64 = 24 * 3600;

/// The start of an anchor.
pub type Short = [u8; SHORT_BYTES];

/// What of an anchor stands on the list.
pub fn short(anchor: &chain::Value) -> Short {
    let mut out = [0; SHORT_BYTES];
    out.copy_from_slice(&anchor[..SHORT_BYTES]);
    out
}

/// Anchors that were taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revoked {
    shorts: Vec<Short>,
    /// When the list was made.
    pub made_s: i64,
}

impl Revoked {
    /// A list of anchors.
    pub fn new(anchors: impl IntoIterator<Item = chain::Value>, made_s: i64) -> Self {
        Self::of_shorts(anchors.into_iter().map(|anchor| short(&anchor)), made_s)
    }

    /// A list of starts of anchors.
    pub fn of_shorts(shorts: impl IntoIterator<Item = Short>, made_s: i64) -> Self {
        let mut shorts: Vec<Short> = shorts.into_iter().collect();
        shorts.sort_unstable();
        shorts.dedup();
        Self { shorts, made_s }
    }

    /// Whether an anchor stands on it.
    pub fn has(&self, anchor: &chain::Value) -> bool {
        self.shorts.binary_search(&short(anchor)).is_ok()
    }

    /// Whether it is too old to be believed.
    pub fn is_old(&self, now_s: i64) -> bool {
        now_s >= self.made_s + LIST_S
    }

    /// Its entries, one after the other.
    pub fn bytes(&self) -> Vec<u8> {
        self.shorts.concat()
    }
}
