//! What loading a pack does to one table: told before it is done.

use std::collections::BTreeSet;

/// What loading a pack does to one table, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct TableChanges {
    /// New.
    pub added: BTreeSet<String>,
    /// Different from before, or open again.
    pub changed: BTreeSet<String>,
    /// No longer in the pack: ended, never deleted.
    pub closed: BTreeSet<String>,
    /// How many stay as they are.
    pub unchanged: usize,
}

impl TableChanges {
    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.closed.is_empty()
    }
}
