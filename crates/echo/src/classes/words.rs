//! Splits raw text into words with a dictionary learned from texts that came
//! already split, so that both kinds of training text look alike.

use std::collections::HashMap;

use crate::codec::{ModelError, Page, Pen};
use crate::prints::{PrintMap, fingerprint};

/// Longest word that is looked for, in letters.
const LONGEST: usize = 7;
/// In how many places a word must stand to be learned.
const RAREST: u32 = 2;

/// How usual each word is, under its fingerprint.
#[derive(Debug, Default, Clone)]
pub(super) struct Dictionary {
    /// Log of the share of each word.
    words: PrintMap<f32>,
    /// The same for a letter that no word covers.
    unknown: f32,
}

impl Dictionary {
    /// Learns from texts with spaces between words.
    pub(super) fn learn<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for word in texts.flat_map(str::split_whitespace) {
            *counts.entry(word).or_default() += 1;
        }
        let all: u32 = counts.values().sum();
        let floor = (all.max(2) as f32).ln();
        let words = counts
            .into_iter()
            .filter(|(word, count)| *count >= RAREST && word.chars().count() <= LONGEST)
            .map(|(word, count)| (print_of(&word.to_lowercase()), (count as f32).ln() - floor))
            .collect();
        Self { words, unknown: -floor - 1.0 }
    }

    /// The most probable split of one run of letters, added to `out`.
    pub(super) fn split<'t>(&self, run: &'t str, out: &mut Vec<&'t str>) {
        let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
        let count = starts.len() - 1;
        // Best log share of a split that ends before each letter, and where its last word began.
        let mut best = vec![(f32::NEG_INFINITY, 0_usize); count + 1];
        if let Some(first) = best.first_mut() {
            first.0 = 0.0;
        }
        for from in 0..count {
            let base = best.get(from).map_or(0.0, |(share, _)| *share);
            for length in 1..=LONGEST.min(count - from) {
                let Some(word) = piece(run, &starts, from, from + length) else { continue };
                let share = match self.words.get(&print_of(word)) {
                    Some(share) => *share,
                    None if length == 1 => self.unknown,
                    None => continue,
                };
                if let Some(slot) = best.get_mut(from + length)
                    && base + share > slot.0
                {
                    *slot = (base + share, from);
                }
            }
        }
        let first = out.len();
        let mut end = count;
        while end > 0 {
            let from = best.get(end).map_or(end - 1, |(_, from)| *from);
            out.extend(piece(run, &starts, from, end));
            end = from;
        }
        if let Some(added) = out.get_mut(first..) {
            added.reverse();
        }
    }

    pub(super) fn write(&self, pen: &mut Pen) {
        pen.float(self.unknown);
        let mut words: Vec<(u32, f32)> = self.words.iter().map(|(k, v)| (*k, *v)).collect();
        words.sort_unstable_by_key(|(print, _)| *print);
        pen.prints(words.iter().map(|(print, _)| *print));
        for (_, share) in words {
            pen.float(share);
        }
    }

    pub(super) fn read(page: &mut Page<'_>) -> Result<Self, ModelError> {
        let unknown = page.float()?;
        let mut words = PrintMap::default();
        for print in page.prints()? {
            words.insert(print, page.float()?);
        }
        Ok(Self { words, unknown })
    }
}

fn piece<'t>(run: &'t str, starts: &[usize], from: usize, to: usize) -> Option<&'t str> {
    run.get(*starts.get(from)?..*starts.get(to)?)
}

fn print_of(word: &str) -> u32 {
    fingerprint(9, word.bytes())
}

/// Whether a word carries no subject. Texts that come split have such words
/// removed, so they are removed from raw ones too.
pub(super) fn is_stop(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// Sorted for the search.
const STOP: &[&str] = &[
    "一",
    "一下",
    "一个",
    "一些",
    "一定",
    "一样",
    "一直",
    "三",
    "上",
    "下",
    "不",
    "不仅",
    "不会",
    "不但",
    "不是",
    "不管",
    "不能",
    "不过",
    "与",
    "且",
    "个",
    "中",
    "为",
    "为了",
    "为什么",
    "为何",
    "么",
    "之",
    "之前",
    "之后",
    "也",
    "了",
    "二",
    "于",
    "于是",
    "人",
    "什么",
    "仍",
    "仍然",
    "从",
    "他",
    "他们",
    "以",
    "以上",
    "以下",
    "以前",
    "以及",
    "以后",
    "会",
    "但",
    "但是",
    "你",
    "你们",
    "使",
    "便",
    "关于",
    "其",
    "其中",
    "其他",
    "其它",
    "内",
    "再",
    "几",
    "则",
    "刚",
    "到",
    "到底",
    "前",
    "十分",
    "即",
    "即使",
    "却",
    "去",
    "又",
    "及",
    "及其",
    "另",
    "另外",
    "只",
    "只是",
    "只有",
    "可",
    "可以",
    "可能",
    "各",
    "同",
    "后",
    "后来",
    "向",
    "吗",
    "吧",
    "呀",
    "呢",
    "和",
    "咱们",
    "哦",
    "哪",
    "哪个",
    "哪些",
    "哪里",
    "啊",
    "啦",
    "嘛",
    "因",
    "因为",
    "因此",
    "在",
    "外",
    "多",
    "多少",
    "大",
    "太",
    "她",
    "她们",
    "如",
    "如何",
    "如果",
    "如此",
    "它",
    "它们",
    "对",
    "对于",
    "将",
    "小",
    "少",
    "就",
    "已",
    "已经",
    "并",
    "并且",
    "应",
    "应该",
    "当",
    "当时",
    "往",
    "很",
    "怎么",
    "怎么办",
    "怎样",
    "我",
    "我们",
    "或",
    "所",
    "所以",
    "才",
    "把",
    "按",
    "按照",
    "无",
    "无论",
    "既",
    "既然",
    "时候",
    "是",
    "更",
    "曾",
    "最",
    "有",
    "有些",
    "有关",
    "有的",
    "来",
    "某",
    "根据",
    "正",
    "正在",
    "此",
    "每",
    "比",
    "没",
    "没有",
    "然后",
    "然而",
    "现在",
    "甚至",
    "由",
    "由于",
    "的",
    "目前",
    "看",
    "着",
    "究竟",
    "等",
    "等等",
    "经过",
    "给",
    "而",
    "而且",
    "能",
    "能够",
    "自己",
    "至",
    "至于",
    "若",
    "虽然",
    "被",
    "要",
    "让",
    "该",
    "说",
    "请",
    "谁",
    "跟",
    "过",
    "还",
    "还是",
    "还有",
    "这",
    "这个",
    "这么",
    "这些",
    "这儿",
    "这样",
    "这种",
    "这里",
    "通过",
    "那",
    "那个",
    "那么",
    "那些",
    "那儿",
    "那样",
    "那里",
    "都",
    "里",
    "除了",
    "非常",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_learned_dictionary_splits_what_it_has_seen() {
        let known = ["路灯 不亮 幸福路", "路灯 坏 幸福路 不亮"];
        let dictionary = Dictionary::learn(known.into_iter());
        let mut words = Vec::new();
        dictionary.split("幸福路路灯不亮", &mut words);
        assert_eq!(words, ["幸福路", "路灯", "不亮"]);
    }

    #[test]
    fn the_stop_words_are_sorted() {
        assert!(STOP.is_sorted() && is_stop("我们") && !is_stop("路灯"));
    }
}
