//! What a topic is called: the request that stands for the others, the words
//! they share, and a sentence. All masked, because others will read it.

use std::collections::BTreeMap;

use kernel::id::Id;
use kernel::ports::{TopicLink, TopicText, TopicWords};

use crate::repeats::{name_spans, pair_weight};
use crate::text::plain;

/// Requests looked at for the words; more say no more.
const LOOKED_AT: usize = 200;
/// Letters of a request that are looked at.
const LETTERS: usize = 200;
/// Length of a phrase, in letters.
const PHRASE: std::ops::RangeInclusive<usize> = 2..=8;
/// Words of a name.
const WORDS: usize = 2;
/// Share of the requests that must say a word.
const SHARE_MIN: f32 = 0.34;
/// Longest sentence.
const SENTENCE: usize = 60;
/// Letters that stand in no name: what is around them are two phrases.
const APART: &str = "第的了是在把被请等也就都很再又还到向得着过吗呢吧没不";
/// Letters that count what stands before them, and so begin no phrase.
const COUNTS: &str = "天月年日次个点钟分元号层户栋";
/// Letters that begin or end no phrase.
const WEAK: &str = "的了在是和与被请把等有没也就都很再又还及或对于从到向要求反映投诉关于我们您你好政府部门解决希望尽快一个这那";

/// The words for a topic of some requests; `mask` covers what identifies a
/// person.
pub fn words(
    texts: &[TopicText],
    links: &[TopicLink],
    mask: &dyn Fn(&str) -> String,
) -> TopicWords {
    let Some(typical) = typical(texts, links) else { return TopicWords::default() };
    let told = |text: &TopicText| mask(&format!("{} {}", text.draft.title, text.draft.content));
    let letters: Vec<String> = texts
        .iter()
        .take(LOOKED_AT)
        .map(|text| plain(&told(text)).into_iter().take(LETTERS).collect())
        .collect();
    let own = Clauses::of(&mask(&typical.draft.title));
    let body = Clauses::of(&told(typical));
    let mut words = telling(&own, &letters);
    if words.is_empty() {
        words = telling(&body, &letters);
    }
    TopicWords { sentence: sentence(typical, &words, mask), words, typical: Some(typical.order) }
}

/// The request with the strongest links to the others; of equals the oldest.
fn typical<'a>(texts: &'a [TopicText], links: &[TopicLink]) -> Option<&'a TopicText> {
    let mut sums: BTreeMap<Id, u64> = BTreeMap::new();
    for link in links {
        *sums.entry(link.one).or_default() += u64::from(link.milli);
        *sums.entry(link.other).or_default() += u64::from(link.milli);
    }
    let sum = |text: &TopicText| sums.get(&text.order).copied().unwrap_or(0);
    texts.iter().max_by(|a, b| sum(a).cmp(&sum(b)).then(b.order.cmp(&a.order)))
}

/// A text's letters, and where what is between two stops begins.
struct Clauses {
    letters: Vec<char>,
    begin: Vec<usize>,
}

impl Clauses {
    fn of(text: &str) -> Self {
        let mut clauses = Self { letters: Vec::new(), begin: Vec::new() };
        for clause in text.split(|c: char| !c.is_alphanumeric()) {
            let room = LETTERS.saturating_sub(clauses.letters.len());
            clauses.begin.push(clauses.letters.len());
            clauses.letters.extend(plain(clause).into_iter().take(room));
        }
        clauses
    }

    /// Whether a stop lies between two letters.
    fn end_within(&self, from: usize, to: usize) -> bool {
        self.begin.iter().any(|begin| from < *begin && *begin < to)
    }
}

/// Phrases of one text that many of the texts say, rare ones first; none
/// within another.
fn telling(clauses: &Clauses, texts: &[String]) -> Vec<String> {
    let mut scored: Vec<(f32, usize, String)> = Vec::new();
    let own = &clauses.letters;
    let names = name_spans(own);
    for start in 0..own.len() {
        for length in PHRASE {
            let Some(letters) = own.get(start..start + length) else { break };
            let (from, to) = (start, start + length);
            // Part of a name is no word, nor is what begins or ends within one.
            let cuts = |at: usize| names.iter().any(|(begin, end)| *begin < at && at < *end);
            if !is_whole(letters) || cuts(from) || cuts(to) || clauses.end_within(from, to) {
                continue;
            }
            let phrase: String = letters.iter().collect();
            let said = texts.iter().filter(|text| text.contains(&phrase)).count();
            let share = said as f32 / texts.len().max(1) as f32;
            if share < SHARE_MIN {
                // A longer one is said no more often.
                break;
            }
            let weight: f32 = letters.windows(2).map(|two| pair_weight(two[0], two[1])).sum();
            scored.push((share * weight, start, phrase));
        }
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut words: Vec<(usize, String)> = Vec::new();
    for (_, start, phrase) in scored {
        let end = start + phrase.chars().count();
        let is_new = !words.iter().any(|(begin, known)| {
            let beside = end <= *begin || begin + known.chars().count() <= start;
            !beside || overlaps(known, &phrase)
        });
        if words.len() < WORDS && is_new {
            words.push((start, phrase));
        }
    }
    // As they stand in the text.
    words.sort_unstable();
    words.into_iter().map(|(_, phrase)| phrase).collect()
}

/// One phrase: Chinese letters or a run of others, with nothing weak at its
/// ends or between, and no number alone.
fn is_whole(letters: &[char]) -> bool {
    let weak = |c: Option<&char>| c.is_none_or(|c| WEAK.contains(*c));
    let has_words = letters.iter().any(|c| !c.is_ascii_digit());
    let is_one = !letters.iter().any(|c| APART.contains(*c));
    let counts = letters.first().is_some_and(|c| COUNTS.contains(*c));
    has_words && is_one && !counts && !weak(letters.first()) && !weak(letters.last())
}

/// Whether two phrases share two letters in a row.
fn overlaps(known: &str, phrase: &str) -> bool {
    let letters: Vec<char> = phrase.chars().collect();
    letters.windows(2).any(|two| known.contains(&two.iter().collect::<String>()))
}

/// The first sentence that says most of the words, or else the title.
fn sentence(typical: &TopicText, words: &[String], mask: &dyn Fn(&str) -> String) -> String {
    let text = mask(&format!("{}。{}", typical.draft.title, typical.draft.content));
    let ends = ['。', '！', '？', '!', '?', '；', ';', '\n'];
    let said = |sentence: &str| {
        let letters: String = plain(sentence).into_iter().collect();
        words.iter().filter(|word| letters.contains(word.as_str())).count()
    };
    let mut best: Option<(usize, &str)> = None;
    for sentence in text.split(ends).map(str::trim).filter(|part| part.chars().count() > 3) {
        let count = said(sentence);
        if best.is_none_or(|(known, _)| count > known) {
            best = Some((count, sentence));
        }
    }
    let sentence = best.map_or("", |(_, sentence)| sentence);
    if sentence.chars().count() > SENTENCE {
        let cut: String = sentence.chars().take(SENTENCE).collect();
        return format!("{cut}……");
    }
    sentence.to_owned()
}
