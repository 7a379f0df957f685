//! Who gets the places there are: strictly in order, and a place is kept for
//! whoever stands before and is not decided yet.

/// How somebody in the order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Eligible, and the notice has ended.
    Ready,
    /// Not decided yet.
    Undecided,
}

/// What somebody gets in this round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A place.
    Place,
    /// None: they wait.
    Wait,
    /// Nothing yet; a place is kept where there is one.
    Kept,
}

/// The outcome of each, in order, for so many free places.
pub fn round(order: impl IntoIterator<Item = Standing>, free: i64) -> Vec<Outcome> {
    let mut left = free.max(0);
    let mut give = |standing| {
        let has_place = left > 0;
        left -= i64::from(has_place);
        match (standing, has_place) {
            (Standing::Ready, true) => Outcome::Place,
            (Standing::Ready, false) => Outcome::Wait,
            (Standing::Undecided, _) => Outcome::Kept,
        }
    };
    order.into_iter().map(&mut give).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_go_in_order_and_are_kept_for_who_is_undecided() {
        use Outcome::{Kept, Place, Wait};
        use Standing::{Ready, Undecided};
        let cases: [(&[Standing], i64, &[Outcome]); 5] = [
            (&[Ready, Ready, Ready], 2, &[Place, Place, Wait]),
            (&[Undecided, Ready, Ready], 2, &[Kept, Place, Wait]),
            (&[Ready, Undecided], 1, &[Place, Kept]),
            (&[Ready], 0, &[Wait]),
            (&[], 3, &[]),
        ];
        for (order, free, want) in cases {
            assert_eq!(round(order.iter().copied(), free), want);
        }
    }

    proptest! {
        #[test]
        fn never_more_than_there_are_and_nobody_is_passed_over(
            order in proptest::collection::vec(any::<bool>(), 0..100),
            free in 0_i64..100,
        ) {
            let order = order.into_iter().map(|is| if is { Standing::Ready } else { Standing::Undecided });
            let got = round(order, free);
            let places = got.iter().filter(|out| **out == Outcome::Place).count() as i64;
            prop_assert!(places <= free);
            let first_wait = got.iter().position(|out| *out == Outcome::Wait).unwrap_or(got.len());
            prop_assert!(!got[first_wait..].contains(&Outcome::Place));
        }
    }
}
