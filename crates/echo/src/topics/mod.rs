//! Hot topics: what many ask about at once. Two requests are linked when the
//! judge of repeats holds them for one matter, the more so when class and
//! community agree; topics are what average links keep together; a topic is
//! called by the words its requests share.
//!
//! Pure: what is asked for is worked out from texts and links alone, so a
//! topic that grew request by request is the topic that is found when all of
//! them are looked at at once. Never sees who asked.

mod groups;
mod name;
mod strength;

use kernel::id::Id;
use kernel::ports::{MatchDraft, Matches, TopicLink, TopicText, TopicWords, Topics};
use kernel::time::Instant;

use crate::Engine;
use crate::repeats::{Message, Prepared, judgement};

pub use groups::{component, groups};
pub use name::words;
pub use strength::strength;

/// The index is asked for so many more than wanted, because it knows years
/// and a topic is of days.
const ASKED_MORE: usize = 4;

impl Topics for Engine {
    fn recent(&self, draft: &MatchDraft, since: Instant, limit: usize) -> Vec<Id> {
        let found = self.or_nothing(self.index.similar(draft, limit * ASKED_MORE));
        let recent = found.into_iter().filter(|found| found.at >= since);
        recent.map(|found| found.id).take(limit).collect()
    }

    fn strengths(&self, one: &TopicText, others: &[TopicText]) -> Vec<u16> {
        let rarity = self.rarity.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let prepared = |text: &TopicText| Prepared::new(&Message::from(&text.draft), &rarity);
        let asked = prepared(one);
        let of =
            |other| strength(judgement(&asked, &prepared(other)).probability_milli, one, other);
        others.iter().map(of).collect()
    }

    fn groups(&self, links: &[TopicLink]) -> Vec<Vec<Id>> {
        groups(links)
    }

    fn words(&self, texts: &[TopicText], links: &[TopicLink]) -> TopicWords {
        words(texts, links, &|text| self.mask(text))
    }
}

#[cfg(test)]
mod tests;
