//! Which of yesterday's topics goes on as which of today's groups: by the
//! requests they share. A topic goes on where most of it went; of those that
//! come to one group the one that brought most keeps its name, the others went
//! into it; a group that came out of a topic which goes on elsewhere split
//! from it.

use std::collections::{BTreeMap, BTreeSet};

use super::HotTopicId;
use crate::domain::OrderId;

/// What becomes of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heir {
    /// Number of the group.
    pub group: usize,
    /// The topic that goes on as it; a new one when none does.
    pub topic: Option<HotTopicId>,
    /// Topics that went into it, with how many requests they brought.
    pub merged: Vec<(HotTopicId, i64)>,
    /// The topic it split from, with how many requests came from there.
    pub split_from: Option<(HotTopicId, i64)>,
}

/// Everything that became of some topics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lineage {
    /// By group.
    pub heirs: Vec<Heir>,
    /// Topics nothing is left of.
    pub gone: Vec<HotTopicId>,
}

/// Traces topics, given with their requests, into groups.
pub fn trace(
    topics: &BTreeMap<HotTopicId, BTreeSet<OrderId>>,
    groups: &[BTreeSet<OrderId>],
) -> Lineage {
    let shared = |topic: &BTreeSet<OrderId>, group: &BTreeSet<OrderId>| {
        i64::try_from(topic.intersection(group).count()).unwrap_or(i64::MAX)
    };
    // Where most of each topic went; of equals the first group.
    let mut comes_to: BTreeMap<usize, Vec<(HotTopicId, i64)>> = BTreeMap::new();
    let mut gone = Vec::new();
    for (id, requests) in topics {
        let best = groups
            .iter()
            .enumerate()
            .map(|(n, group)| (shared(requests, group), n))
            .filter(|(count, _)| *count > 0)
            .max_by_key(|(count, n)| (*count, std::cmp::Reverse(*n)));
        match best {
            Some((count, group)) => comes_to.entry(group).or_default().push((*id, count)),
            None => gone.push(*id),
        }
    }
    let heirs = groups.iter().enumerate().map(|(group, requests)| {
        let mut came = comes_to.remove(&group).unwrap_or_default();
        // Most first; of equals the older.
        came.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
        let topic = came.first().map(|(id, _)| *id);
        let from = topics
            .iter()
            .map(|(id, of)| (shared(of, requests), *id))
            .filter(|(count, _)| *count > 0)
            .max_by_key(|(count, id)| (*count, std::cmp::Reverse(*id)));
        let split_from = from.filter(|_| topic.is_none()).map(|(count, id)| (id, count));
        Heir { group, topic, merged: came.into_iter().skip(1).collect(), split_from }
    });
    Lineage { heirs: heirs.collect(), gone }
}

#[cfg(test)]
mod tests {
    use kernel::id::Id;
    use proptest::prelude::*;

    use super::*;

    fn topic(n: u8) -> HotTopicId {
        HotTopicId(Id::from_number(u128::from(n)))
    }

    fn orders(numbers: impl IntoIterator<Item = u8>) -> BTreeSet<OrderId> {
        numbers.into_iter().map(|n| OrderId(Id::from_number(u128::from(n)))).collect()
    }

    #[test]
    fn topics_go_on_merge_split_and_end() {
        let before = BTreeMap::from([
            (topic(1), orders(1..=5)),
            (topic(2), orders(6..=8)),
            (topic(3), orders(10..=15)),
            (topic(4), orders([20, 21])),
        ]);
        let now = [orders(1..=9), orders(10..=13), orders(14..=16), orders(30..=33)];
        let lineage = trace(&before, &now);
        let heir = |group, topic, merged, split_from| Heir { group, topic, merged, split_from };
        assert_eq!(
            lineage.heirs,
            [
                heir(0, Some(topic(1)), vec![(topic(2), 3)], None),
                heir(1, Some(topic(3)), vec![], None),
                heir(2, None, vec![], Some((topic(3), 2))),
                heir(3, None, vec![], None),
            ]
        );
        assert_eq!(lineage.gone, [topic(4)]);
        assert_eq!(trace(&BTreeMap::new(), &[]), Lineage::default());
    }

    proptest! {
        /// Every topic goes on once, goes into one other, or is gone.
        #[test]
        fn no_topic_is_lost_or_doubled(
            before in prop::collection::vec(0_u8..6, 30),
            after in prop::collection::vec(0_u8..6, 30),
        ) {
            let part = |of: &[u8]| {
                let mut parts: BTreeMap<u8, BTreeSet<OrderId>> = BTreeMap::new();
                for (order, group) in (0..).zip(of) {
                    if *group > 0 {
                        parts.entry(*group).or_default().extend(orders([order]));
                    }
                }
                parts
            };
            let topics: BTreeMap<HotTopicId, _> =
                part(&before).into_iter().map(|(n, of)| (topic(n), of)).collect();
            let groups: Vec<_> = part(&after).into_values().collect();
            let lineage = trace(&topics, &groups);
            let mut seen = lineage.gone.clone();
            for heir in &lineage.heirs {
                seen.extend(heir.topic);
                seen.extend(heir.merged.iter().map(|(id, _)| *id));
                prop_assert!(heir.topic.is_none() || heir.split_from.is_none());
            }
            seen.sort();
            let all: Vec<HotTopicId> = topics.keys().copied().collect();
            prop_assert_eq!(seen, all);
            // The same again changes nothing.
            let settled: BTreeMap<HotTopicId, _> =
                groups.iter().cloned().enumerate().map(|(n, of)| (topic(n as u8 + 50), of)).collect();
            for (n, heir) in trace(&settled, &groups).heirs.iter().enumerate() {
                prop_assert_eq!(heir.topic, Some(topic(n as u8 + 50)));
                prop_assert!(heir.merged.is_empty());
            }
        }
    }
}
