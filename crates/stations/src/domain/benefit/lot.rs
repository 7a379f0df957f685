//! The lot: a seed is sealed before anybody applies, by publishing its digest,
//! and shown after the last day. The order is that of the digests of seed and
//! application number, so that anybody can work it out again.

use kernel::hex::hex;
use sha2::{Digest, Sha256};

/// How anybody works the order out again, in a few lines of Python.
pub const RECIPE: &str = include_str!("../../../data/lot.py");

/// Digest of a text, in hexadecimal.
pub fn digest(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// What is published when a seed is sealed.
pub fn seal(seed: &str) -> String {
    digest(seed)
}

/// Numbers in the order of the lot.
pub fn order(seed: &str, numbers: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut drawn: Vec<(String, String)> =
        numbers.into_iter().map(|number| (digest(&format!("{seed}{number}")), number)).collect();
    drawn.sort();
    drawn.into_iter().map(|(_, number)| number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_depends_on_the_seed_and_not_on_who_came_first() {
        let numbers = || (1..=50).map(|n| format!("A-{n:05}"));
        let drawn = order("seed", numbers());
        assert_eq!(drawn, order("seed", numbers().rev()));
        assert_ne!(drawn, order("other", numbers()));
        assert_ne!(drawn, numbers().collect::<Vec<_>>());
        let mut all = drawn;
        all.sort();
        assert_eq!(all, numbers().collect::<Vec<_>>(), "everybody is drawn once");
    }
}
