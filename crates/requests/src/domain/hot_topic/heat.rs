//! How hot a topic is, by a formula anybody can work out again:
//!
//! heat = log2(1 + persons) × (1 + growth share × weight + severe share × weight)
//!
//! *Persons* are distinct matter-holders of the window as the vault counts
//! them. *Growth share* is the surprise of what came in that class and place
//! against the usual level, −log10 P(at least so many), by Poisson, as a share
//! of six. The *usual level* is, for each day of the window, the median of the
//! same weekday in the weeks before, summed. *Severe share* is the share of
//! the requests that say one of the city's words of severity.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// What the city decided about hot topics.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HotTopicRule {
    /// Days of the windows, ascending; topics live in the longest.
    pub windows_days: Vec<i64>,
    /// Requests that make a topic.
    pub requests_min: usize,
    /// Persons below which nothing is told outside the desk.
    pub outside_min: i64,
    /// Weeks the usual level is taken from.
    pub usual_weeks: i32,
    /// What growth counts for, in percent.
    pub growth_percent: i64,
    /// What severity counts for, in percent.
    pub severity_percent: i64,
    /// Words of severity.
    pub severity_words: Vec<String>,
}

impl Default for HotTopicRule {
    fn default() -> Self {
        Self {
            windows_days: vec![7, 30],
            requests_min: 3,
            outside_min: 5,
            usual_weeks: 8,
            growth_percent: 100,
            severity_percent: 100,
            severity_words: Vec::new(),
        }
    }
}

impl HotTopicRule {
    /// What is wrong with it, if anything.
    ///
    /// # Errors
    /// In words for whoever wrote the file.
    pub fn check(&self) -> Result<(), String> {
        let days = &self.windows_days;
        if days.is_empty() || days.iter().any(|n| !(1..=366).contains(n)) || !days.is_sorted() {
            return Err("hot_topics.windows_days must be ascending, each 1 to 366".into());
        }
        if self.requests_min < 2 || self.usual_weeks < 2 || self.usual_weeks > 52 {
            return Err("hot_topics needs requests_min ≥ 2 and usual_weeks 2 to 52".into());
        }
        if self.outside_min < 1 || self.growth_percent < 0 || self.severity_percent < 0 {
            return Err("hot_topics.outside_min must be at least 1, weights at least 0".into());
        }
        Ok(())
    }

    /// The longest window.
    pub fn longest(&self) -> i64 {
        self.windows_days.iter().copied().max().unwrap_or(30)
    }

    /// Whether a text says something severe.
    pub fn is_severe(&self, text: &str) -> bool {
        self.severity_words.iter().any(|word| text.contains(word.as_str()))
    }
}

/// What the heat of a window is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Days of the window.
    pub days: i64,
    /// Requests.
    pub requests: i64,
    /// Persons.
    pub holders: i64,
    /// Requests that say something severe.
    pub severe: i64,
    /// What came in this class and place.
    pub observed: i64,
    /// What usually comes there, in thousandths; none when too little is known.
    pub usual_milli: Option<i64>,
}

/// Growth counts fully from here on: one in a million.
const SURPRISE_MAX: f64 = 6.0;
/// Where next to nothing is usual, this is taken to be.
const USUAL_MIN: f64 = 0.5;

/// The parts of the formula.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Heat {
    /// log2(1 + persons).
    pub persons: f64,
    /// −log10 of the probability of so many or more.
    pub surprise: f64,
    /// Growth share × weight.
    pub growth: f64,
    /// Severe share × weight.
    pub severity: f64,
}

impl Heat {
    /// The heat in thousandths.
    pub fn milli(&self) -> i64 {
        (self.persons * (1.0 + self.growth + self.severity) * 1000.0).round() as i64
    }
}

impl Figures {
    /// Works the heat out.
    pub fn heat(&self, rule: &HotTopicRule) -> Heat {
        let surprise =
            self.usual_milli.map_or(0.0, |usual| surprise(self.observed, usual as f64 / 1000.0));
        let severe = self.severe as f64 / self.requests.max(1) as f64;
        Heat {
            persons: (1.0 + self.holders as f64).log2(),
            surprise,
            growth: surprise / SURPRISE_MAX * rule.growth_percent as f64 / 100.0,
            severity: severe * rule.severity_percent as f64 / 100.0,
        }
    }
}

/// −log10 of the probability that Poisson with this mean gives so many or
/// more, at most six; nothing when it is no more than usual.
pub fn surprise(observed: i64, usual: f64) -> f64 {
    let mean = usual.max(USUAL_MIN);
    if observed as f64 <= mean {
        return 0.0;
    }
    let ln_factorial: f64 = (1..=observed).map(|n| (n as f64).ln()).sum();
    let mut term = 1.0_f64;
    let mut sum = 0.0_f64;
    let mut n = observed as f64;
    // Behind the mean the terms fall faster than a geometric row.
    while term > sum * 1e-12 && term > 0.0 {
        sum += term;
        n += 1.0;
        term *= mean / n;
    }
    let ln_first = observed as f64 * mean.ln() - mean - ln_factorial;
    let log10 = (ln_first + sum.ln()) / std::f64::consts::LN_10;
    (-log10).clamp(0.0, SURPRISE_MAX)
}

/// The usual level of a window, in thousandths: for each of its days the
/// median of the same weekday in the weeks before the window. None when the
/// installation has known fewer than two such weeks. `first` is its first day
/// with any order.
pub fn usual_milli(
    counts: &BTreeMap<Date, i64>,
    (today, days): (Date, i64),
    weeks: i32,
    first: Date,
) -> Option<i64> {
    let back = |day: Date, span: Span| day.checked_sub(span).ok();
    let begins = back(today, (days - 1).days())?;
    let mut sum = 0;
    for at in 0..days {
        let day = back(today, at.days())?;
        let mut same: Vec<i64> = Vec::new();
        let mut before = day;
        while same.len() < usize::try_from(weeks).unwrap_or(0) {
            before = back(before, 7.days())?;
            if before < first {
                break;
            }
            if before < begins {
                same.push(counts.get(&before).copied().unwrap_or(0));
            }
        }
        if same.len() < 2 {
            return None;
        }
        sum += median_milli(&mut same);
    }
    Some(sum)
}

fn median_milli(values: &mut [i64]) -> i64 {
    values.sort_unstable();
    let at = |n: usize| values.get(n).copied().unwrap_or(0);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { at(middle) * 1000 } else { (at(middle - 1) + at(middle)) * 500 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn surprise_is_the_tail_of_poisson() {
        // scipy.stats.poisson.sf(n - 1, mean)
        let table =
            [(5, 2.0, 0.052653), (10, 2.0, 4.6498e-5), (3, 0.5, 0.014388), (30, 20.0, 0.021818)];
        for (observed, usual, tail) in table {
            let wanted = -f64::log10(tail);
            assert!((surprise(observed, usual) - wanted).abs() < 1e-3, "{observed} {usual}");
        }
        assert_eq!(surprise(2, 2.0), 0.0);
        assert_eq!(surprise(0, 0.0), 0.0);
        assert_eq!(surprise(500, 2.0), 6.0);
        assert_eq!(surprise(100_000, 2.0), 6.0);
        assert!(surprise(2, 0.0) > 0.9, "where nothing is usual two are something");
    }

    #[test]
    fn heat_follows_the_formula() {
        let rule = HotTopicRule { severity_percent: 50, ..HotTopicRule::default() };
        let figures = Figures {
            days: 7,
            requests: 8,
            holders: 7,
            severe: 2,
            observed: 10,
            usual_milli: Some(2_000),
        };
        let heat = figures.heat(&rule);
        assert_eq!(heat.persons, 3.0);
        assert_eq!(heat.severity, 0.125);
        assert!((heat.growth - 4.3326 / 6.0).abs() < 1e-3, "{heat:?}");
        assert_eq!(heat.milli(), (3.0 * (1.0 + heat.growth + 0.125) * 1000.0).round() as i64);
        let unknown = Figures { usual_milli: None, ..figures };
        assert_eq!(unknown.heat(&rule).growth, 0.0);
        let more = Figures { holders: 15, ..figures };
        assert!(more.heat(&rule).milli() > heat.milli());
    }

    #[test]
    fn the_usual_level_is_the_median_of_the_same_weekdays_before_the_window() {
        let today = date(2026, 11, 26);
        let mut counts = BTreeMap::new();
        // Every Thursday 2, one of them an outburst; other days 1.
        for back in 0..84_i64 {
            let day = today.checked_sub(back.days()).unwrap();
            counts.insert(day, if back % 7 == 0 { 2 } else { 1 });
        }
        counts.insert(date(2026, 11, 5), 90);
        let first = date(2026, 9, 4);
        assert_eq!(usual_milli(&counts, (today, 1), 8, first), Some(2_000));
        assert_eq!(usual_milli(&counts, (today, 7), 8, first), Some(8_000));
        // What lies in the window says nothing of what is usual before it.
        counts.insert(date(2026, 11, 25), 500);
        assert_eq!(usual_milli(&counts, (today, 7), 8, first), Some(8_000));
        assert_eq!(usual_milli(&counts, (today, 7), 8, date(2026, 11, 10)), None);
    }

    #[test]
    fn a_rule_that_cannot_be_meant_is_refused() {
        let rule = HotTopicRule::default();
        assert_eq!(rule.check(), Ok(()));
        assert!(HotTopicRule { windows_days: vec![30, 7], ..rule.clone() }.check().is_err());
        assert!(HotTopicRule { windows_days: Vec::new(), ..rule.clone() }.check().is_err());
        assert!(HotTopicRule { requests_min: 1, ..rule.clone() }.check().is_err());
        assert!(HotTopicRule { outside_min: 0, ..rule }.check().is_err());
    }
}
