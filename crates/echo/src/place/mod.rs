//! Where it is: addresses into their parts, and whether two addresses mean
//! the same place.

mod chain;
mod features;
mod learn;
mod lexicon;
mod matcher;
mod net;
mod pair;
mod pair_words;
mod tagger;
mod tokens;

use std::sync::LazyLock;

pub use features::View;
pub use learn::{Course, Lesson, learn};
pub use lexicon::Lexicon;
pub use matcher::{Matcher, Measured, Order, Verdict, encode_rarity, matcher, measured, order_of};
pub use pair::Rarity;
pub use tagger::{Part, Tagger};
pub use tokens::{Token, TokenKind, tokens};

/// The tagger that comes with the program; `None` if its file is damaged.
pub fn tagger() -> Option<&'static Tagger> {
    static TAGGER: LazyLock<Option<Tagger>> = LazyLock::new(|| {
        let chain = Tagger::decode(include_bytes!("../../data/tagger.bin")).ok()?;
        let first = chain.with_net(include_bytes!("../../data/tagger_net.bin")).ok()?;
        first.with_net(include_bytes!("../../data/tagger_net_2.bin")).ok()
    });
    TAGGER.as_ref()
}

#[cfg(test)]
mod tests;
