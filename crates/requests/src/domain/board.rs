//! Figures that compare units and places: how many requests for ten thousand
//! residents, and which units can be told apart at all. Nothing here knows a
//! person.

use super::rates::Rate;

/// Requests for ten thousand residents, in hundredths; `None` where nobody
/// lives or nobody counted.
pub fn per_10k_centi(requests: i64, residents: i64) -> Option<i64> {
    (residents > 0).then(|| (requests * 1_000_000 * 2 + residents) / (2 * residents))
}

/// Places of units by a rate, best first. Units whose intervals lie wholly
/// one in the other cannot be told apart and share a place; a unit with fewer
/// orders than `base_min` gets none.
pub fn places(rates: &[Rate], base_min: i64) -> Vec<Option<usize>> {
    let mut known: Vec<(usize, i64, (i64, i64))> = rates
        .iter()
        .enumerate()
        .filter(|(_, rate)| rate.base >= base_min.max(1))
        .filter_map(|(at, rate)| Some((at, rate.per_myriad()?, rate.wilson_per_myriad()?)))
        .collect();
    known.sort_by_key(|(at, share, _)| (std::cmp::Reverse(*share), *at));
    let mut places = vec![None; rates.len()];
    let mut group: Vec<(i64, i64)> = Vec::new();
    let mut place = 1;
    for (index, (at, _, interval)) in known.iter().enumerate() {
        if !group.iter().any(|other| lies_in(*interval, *other) || lies_in(*other, *interval)) {
            group.clear();
            place = index + 1;
        }
        group.push(*interval);
        if let Some(slot) = places.get_mut(*at) {
            *slot = Some(place);
        }
    }
    places
}

fn lies_in(inner: (i64, i64), outer: (i64, i64)) -> bool {
    inner.0 >= outer.0 && inner.1 <= outer.1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(of: i64, base: i64) -> Rate {
        Rate { sum_milli: of * 1000, base }
    }

    #[test]
    fn ten_thousand_residents_are_the_measure_of_an_area() {
        let cases =
            [(12, 10_000, Some(1200)), (1, 30_000, Some(33)), (5, 0, None), (0, 7, Some(0))];
        for (requests, residents, want) in cases {
            assert_eq!(per_10k_centi(requests, residents), want, "{requests} of {residents}");
        }
    }

    #[test]
    fn units_that_cannot_be_told_apart_share_a_place_and_small_ones_have_none() {
        // 95/100 and 60/100 stand apart; 9/10 says too little to stand below
        // or above 95/100; 3/4 is too small for any place.
        let rates = [rate(60, 100), rate(95, 100), rate(9, 10), rate(3, 4)];
        assert_eq!(places(&rates, 10), [Some(3), Some(1), Some(1), None]);
        assert_eq!(places(&[rate(50, 100), rate(50, 100)], 10), [Some(1), Some(1)]);
        assert_eq!(places(&[], 10), Vec::<Option<usize>>::new());
    }
}
