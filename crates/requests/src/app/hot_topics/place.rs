//! What hangs together, and where and about what most of it is.

use std::collections::BTreeMap;

use kernel::id::Id;
use kernel::ports::{TOPIC_JOINS_MILLI, TopicLink};

/// Share of the orders that must lie in a region or class for it to stand for
/// the topic, in percent.
const MOST: usize = 60;

/// The orders a link may join with one.
pub(super) fn joined(order: Id, links: &[TopicLink]) -> Vec<Id> {
    let strong = links.iter().filter(|link| link.milli >= TOPIC_JOINS_MILLI);
    strong.flat_map(|link| [link.one, link.other]).filter(|other| *other != order).collect()
}

/// The longest beginning, of the given lengths, that most codes share; empty
/// when there is none.
pub(super) fn most_share(codes: &[&str], lengths: &[usize]) -> String {
    for length in lengths {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for part in codes.iter().filter_map(|code| code.get(..*length)) {
            // A code that ends in zeros is of a larger region.
            if !part.ends_with("000") {
                *counts.entry(part).or_default() += 1;
            }
        }
        let most =
            counts.into_iter().max_by_key(|(code, count)| (*count, std::cmp::Reverse(*code)));
        if let Some((code, count)) = most
            && count * 100 >= codes.len() * MOST
        {
            return code.to_owned();
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_region_that_holds_most_of_them_stands_for_the_topic() {
        let lengths = [12, 9, 6, 4];
        let one = ["439902001001", "439902001001", "439902001002"];
        assert_eq!(most_share(&one, &lengths), "439902001001");
        let street = ["439902001001", "439902001002", "439902001003", "439903001001"];
        assert_eq!(most_share(&street, &lengths), "439902001");
        let city = ["439902001001", "439903001001"];
        assert_eq!(most_share(&city, &lengths), "4399");
        assert_eq!(most_share(&["439902001000"], &lengths), "439902001");
        assert_eq!(most_share(&[], &lengths), "");
        assert_eq!(most_share(&["020601", "020602", "0301"], &[6, 4]), "0206");
    }
}
