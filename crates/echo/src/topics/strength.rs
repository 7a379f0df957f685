//! How strongly two requests belong to one topic.

use kernel::ports::TopicText;

/// The same class at the same place counts as a second witness that is right
/// so often: too seldom to join two requests that say different things, often
/// enough to join two that are half alike.
const SAME_CLASS_AND_PLACE: f32 = 0.3;
/// Classes that differ at the first level halve what the words say: people
/// gave them, and people err.
const OTHER_CLASS: f32 = 0.5;

/// `judged_milli`: how probable the judge of repeats holds it that the matter
/// is the same.
pub fn strength(judged_milli: u16, one: &TopicText, other: &TopicText) -> u16 {
    let judged = f32::from(judged_milli) / 1000.0;
    let level = |text: &TopicText, to: usize| text.category_code.get(..to).map(str::to_owned);
    let (a, b) = (level(one, 2), level(other, 2));
    let joined = if a.is_some() && b.is_some() && a != b {
        judged * OTHER_CLASS
    } else if is_same_class(one, other) && is_same_community(one, other) {
        1.0 - (1.0 - judged) * (1.0 - SAME_CLASS_AND_PLACE)
    } else {
        judged
    };
    (joined.clamp(0.0, 1.0) * 1000.0).round() as u16
}

fn is_same_class(one: &TopicText, other: &TopicText) -> bool {
    !one.category_code.is_empty() && one.category_code == other.category_code
}

/// A code that ends in zeros is a street's or a district's.
fn is_same_community(one: &TopicText, other: &TopicText) -> bool {
    let (a, b) = (&one.draft.region_code, &other.draft.region_code);
    a.len() == 12 && a == b && !a.ends_with("000")
}

#[cfg(test)]
mod tests {
    use kernel::id::Id;
    use kernel::ports::MatchDraft;

    use super::*;

    fn text(category: &str, region: &str) -> TopicText {
        TopicText {
            order: Id::from_number(1),
            draft: MatchDraft { region_code: region.into(), ..MatchDraft::default() },
            category_code: category.into(),
        }
    }

    #[test]
    fn class_and_place_are_a_second_witness_and_never_enough_alone() {
        let lamps = text("020601", "439902001001");
        let cases = [
            (text("020601", "439902001001"), 0, 300),
            (text("020601", "439902001001"), 500, 650),
            (text("020601", "439902001002"), 500, 500),
            (text("020602", "439902001001"), 500, 500),
            (text("040101", "439902001001"), 500, 250),
            (text("", "439902001001"), 500, 500),
            (text("020601", "439902001001"), 1000, 1000),
        ];
        for (other, judged, wanted) in cases {
            assert_eq!(strength(judged, &lamps, &other), wanted, "{other:?}");
            assert_eq!(strength(judged, &other, &lamps), wanted, "{other:?}");
        }
        let street = text("020601", "439902001000");
        assert_eq!(strength(500, &street, &street.clone()), 500, "a street is no community");
    }
}
