//! The three rates (响应率、解决率、满意率) of a unit and a period, raw and
//! adjusted side by side. Pure arithmetic over one fact a line; anyone can
//! redo it from the export.

use super::words::{Satisfied, Solved};

/// What one order brings to the rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateFact {
    /// First contact was made within its limit.
    pub responded: bool,
    /// The requester's word, when a valid callback gave one.
    pub solved: Option<Solved>,
    /// The requester's judgement; `NotRated` counts in no base.
    pub satisfied: Option<Satisfied>,
    /// An approved exclusion (剔除).
    pub excluded: bool,
    /// An approved deferral (挂账) still inside its plan.
    pub deferred: bool,
}

/// How partial answers count and how the rates are weighed; from the policy
/// pack. All in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateRule {
    /// What `Partly` is worth.
    pub partly_milli: i64,
    /// What `Mostly` is worth.
    pub mostly_milli: i64,
    /// Weights of response, resolution and satisfaction; together 1000.
    pub weights_milli: [i64; 3],
    /// Below so many orders the composite is withheld.
    pub base_min: i64,
}

/// A share with what it was made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rate {
    /// Sum of worths, in thousandths.
    pub sum_milli: i64,
    /// How many orders.
    pub base: i64,
}

/// The three rates over one base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ThreeRates {
    /// Orders in the base.
    pub orders: i64,
    /// 响应率
    pub response: Rate,
    /// 解决率
    pub resolution: Rate,
    /// 满意率
    pub satisfaction: Rate,
}

/// Raw and adjusted, with what was taken out between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RatePair {
    /// Over all orders.
    pub raw: ThreeRates,
    /// Without excluded and deferred ones.
    pub adjusted: ThreeRates,
    /// Taken out as excluded.
    pub excluded: i64,
    /// Taken out as deferred (and not excluded).
    pub deferred: i64,
}

impl Rate {
    fn add(&mut self, worth_milli: i64) {
        self.sum_milli += worth_milli;
        self.base += 1;
    }

    /// The rate in ten-thousandths (9850 = 98.50 %), rounded half up; `None`
    /// without a base.
    pub fn per_myriad(self) -> Option<i64> {
        (self.base > 0).then(|| (self.sum_milli * 10 * 2 + self.base) / (2 * self.base))
    }

    /// The 95 % Wilson interval in ten-thousandths.
    pub fn wilson_per_myriad(self) -> Option<(i64, i64)> {
        if self.base == 0 {
            return None;
        }
        const Z: f64 = 1.959_963_984_540_054;
        let n = self.base as f64;
        let p = self.sum_milli as f64 / 1000.0 / n;
        let denominator = 1.0 + Z * Z / n;
        let centre = (p + Z * Z / (2.0 * n)) / denominator;
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / denominator;
        let myriad = |share: f64| (share.clamp(0.0, 1.0) * 10_000.0).round() as i64;
        Some((myriad(centre - half), myriad(centre + half)))
    }
}

impl ThreeRates {
    fn add(&mut self, fact: &RateFact, rule: &RateRule) {
        self.orders += 1;
        self.response.add(if fact.responded { 1000 } else { 0 });
        if let Some(solved) = fact.solved {
            self.resolution.add(match solved {
                Solved::Resolved => 1000,
                Solved::Partly => rule.partly_milli,
                Solved::Unresolved => 0,
            });
        }
        match fact.satisfied {
            Some(Satisfied::Satisfied) => self.satisfaction.add(1000),
            Some(Satisfied::Mostly) => self.satisfaction.add(rule.mostly_milli),
            Some(Satisfied::Unsatisfied) => self.satisfaction.add(0),
            Some(Satisfied::NotRated) | None => {}
        }
    }

    /// The composite score in hundredths of a point (0–10000), withheld below
    /// the least base or when one of the rates has no base at all.
    pub fn composite(&self, rule: &RateRule) -> Option<i64> {
        if self.orders < rule.base_min {
            return None;
        }
        let rates = [self.response, self.resolution, self.satisfaction];
        let mut sum = 0;
        for (rate, weight) in rates.iter().zip(rule.weights_milli) {
            sum += rate.per_myriad()? * weight;
        }
        Some((sum + 500) / 1000)
    }
}

/// Works out both sets of rates.
pub fn rates<'a>(facts: impl IntoIterator<Item = &'a RateFact>, rule: &RateRule) -> RatePair {
    let mut pair = RatePair::default();
    for fact in facts {
        pair.raw.add(fact, rule);
        if fact.excluded {
            pair.excluded += 1;
        } else if fact.deferred {
            pair.deferred += 1;
        } else {
            pair.adjusted.add(fact, rule);
        }
    }
    pair
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RULE: RateRule = RateRule {
        partly_milli: 500,
        mostly_milli: 800,
        weights_milli: [300, 350, 350],
        base_min: 2,
    };

    fn fact(responded: bool, solved: Option<Solved>, satisfied: Option<Satisfied>) -> RateFact {
        RateFact { responded, solved, satisfied, excluded: false, deferred: false }
    }

    #[test]
    fn partial_answers_count_as_the_pack_says_and_unrated_ones_not_at_all() {
        let facts = [
            fact(true, Some(Solved::Resolved), Some(Satisfied::Satisfied)),
            fact(true, Some(Solved::Partly), Some(Satisfied::Mostly)),
            fact(false, Some(Solved::Unresolved), Some(Satisfied::NotRated)),
            RateFact { excluded: true, ..fact(false, None, None) },
        ];
        let pair = rates(&facts, &RULE);
        assert_eq!(pair.raw.response.per_myriad(), Some(5000));
        assert_eq!(pair.adjusted.response.per_myriad(), Some(6667));
        assert_eq!(pair.raw.resolution.per_myriad(), Some(5000));
        assert_eq!(pair.raw.satisfaction.per_myriad(), Some(9000));
        assert_eq!((pair.excluded, pair.deferred), (1, 0));
        // 0.3 × 66.67 + 0.35 × 50 + 0.35 × 90 = 69.001
        assert_eq!(pair.adjusted.composite(&RULE), Some(6900));
    }

    #[test]
    fn too_small_a_base_withholds_the_composite() {
        let pair = rates(&[fact(true, Some(Solved::Resolved), Some(Satisfied::Satisfied))], &RULE);
        assert_eq!(pair.raw.composite(&RULE), None);
        assert_eq!(rates(&[], &RULE).raw.response.per_myriad(), None);
    }

    #[test]
    fn the_wilson_interval_agrees_with_the_published_example() {
        // Wilson 1927 with n = 10, 8 successes: 0.4902 – 0.9433.
        let rate = Rate { sum_milli: 8_000, base: 10 };
        assert_eq!(rate.wilson_per_myriad(), Some((4902, 9433)));
    }

    proptest! {
        #[test]
        fn every_rate_lies_between_nothing_and_all_and_inside_its_interval(
            lines in prop::collection::vec((any::<bool>(), 0..4_usize, 0..5_usize, any::<bool>(), any::<bool>()), 0..60)
        ) {
            let facts: Vec<RateFact> = lines.iter().map(|(responded, solved, satisfied, excluded, deferred)| RateFact {
                responded: *responded,
                solved: Solved::ALL.get(*solved).copied(),
                satisfied: Satisfied::ALL.get(*satisfied).copied(),
                excluded: *excluded,
                deferred: *deferred,
            }).collect();
            let pair = rates(&facts, &RULE);
            prop_assert_eq!(pair.raw.orders, facts.len() as i64);
            prop_assert_eq!(pair.adjusted.orders + pair.excluded + pair.deferred, pair.raw.orders);
            for set in [pair.raw, pair.adjusted] {
                for rate in [set.response, set.resolution, set.satisfaction] {
                    if let (Some(share), Some((low, high))) = (rate.per_myriad(), rate.wilson_per_myriad()) {
                        prop_assert!((0..=10_000).contains(&share));
                        prop_assert!(low <= share + 1 && share <= high + 1);
                    }
                }
            }
        }
    }
}
