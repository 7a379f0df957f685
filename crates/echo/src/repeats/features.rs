//! What is measured between two messages. The model is trained on exactly
//! these numbers, written out by this code.

use kernel::time::DAY_US;

use super::names::{KINDS, Name, NameKind, is_numeral};
use super::prepared::Prepared;
use super::rarity::{Gram, ordinary_idf, pair, single};

/// How the names of one kind compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// One of the two names none.
    Silent,
    /// Both name the same.
    Agree,
    /// Both name something, and nothing in common.
    Differ,
}

/// Names of the features, in the order of their values.
pub fn feature_names() -> Vec<String> {
    let mut names: Vec<String> = TEXT.iter().map(|name| (*name).to_owned()).collect();
    names.extend(KINDS.iter().map(|kind| format!("names_{kind:?}").to_lowercase()));
    names
}

const TEXT: [&str; 62] = [
    "title_cosine",
    "title_triple_cosine",
    "cosine",
    "cosine_squared",
    "cosine_ordinary",
    "triple_cosine",
    "single_cosine",
    "title_single_cosine",
    "unordered_cosine",
    "title_unordered_cosine",
    "place_cosine",
    "subject_cosine",
    "title_subject_cosine",
    "single_flat_cosine",
    "subject_single_cosine",
    "place_single_cosine",
    "body_pair_cosine",
    "single_in_single_max",
    "single_in_single_min",
    "title_single_in_text_max",
    "title_single_in_text_min",
    "place_in_text_min",
    "title_in_title_max",
    "title_in_title_min",
    "title_in_text_max",
    "title_in_text_min",
    "text_in_text_max",
    "text_in_text_min",
    "rarest_5_max",
    "rarest_5_min",
    "rarest_12",
    "rarest_24",
    "run_heaviest",
    "run_second",
    "run_longest",
    "run_title",
    "runs_weight",
    "subjects_jaccard",
    "subjects_title_shared",
    "subjects_title_differ",
    "subjects_title_in_text",
    "numbers_shared",
    "numbers_differ",
    "names_rarest_shared",
    "names_shared_share_max",
    "names_shared_share_min",
    "names_differ_count",
    "follow_up_one",
    "follow_up_both",
    "days",
    "length_min",
    "length_ratio",
    "title_length_min",
    "same_text",
    "copied",
    "title_copied",
    "unsaid_names",
    "unsaid_title_names",
    "copied_unsaid",
    "copied_title_unsaid",
    "title_exchanged",
    "copied_title_exchanged",
];

/// The features of a pair; the order of the two does not matter.
pub fn features(a: &Prepared, b: &Prepared) -> Vec<f32> {
    let mut out = Vec::with_capacity(TEXT.len() + KINDS.len());
    cosines(a, b, &mut out);
    containments(a, b, &mut out);
    rarest(a, b, &mut out);
    let shared = shared_runs(a, b);
    runs(a, b, &shared, &mut out);
    subjects(a, b, &mut out);
    numbers(a, b, &mut out);
    let said = Said::new(a, b);
    names(a, b, &said, &mut out);
    shape(a, b, &mut out);
    exchanges(a, b, &shared, &said, &mut out);
    out.extend(KINDS.iter().map(|kind| match said.compare(a, b, *kind) {
        Names::Silent => 0.0,
        Names::Agree => 1.0,
        Names::Differ => -1.0,
    }));
    out
}

fn cosines(a: &Prepared, b: &Prepared, out: &mut Vec<f32>) {
    out.extend([
        a.title_pairs.cosine(&b.title_pairs),
        a.title_triples.cosine(&b.title_triples),
        a.pairs.cosine(&b.pairs),
        a.pairs_squared.cosine(&b.pairs_squared),
        a.pairs_ordinary.cosine(&b.pairs_ordinary),
        a.triples.cosine(&b.triples),
        a.singles.cosine(&b.singles),
        a.title_singles.cosine(&b.title_singles),
        a.unordered.cosine(&b.unordered),
        a.title_unordered.cosine(&b.title_unordered),
        a.place.cosine(&b.place),
        a.subject.cosine(&b.subject),
        a.title_subject.cosine(&b.title_subject),
        a.singles_flat.cosine(&b.singles_flat),
        a.subject_singles.cosine(&b.subject_singles),
        a.place_singles.cosine(&b.place_singles),
        a.body_pairs.cosine(&b.body_pairs),
    ]);
}

fn containments(a: &Prepared, b: &Prepared, out: &mut Vec<f32>) {
    let both = |x: f32, y: f32| [x.max(y), x.min(y)];
    let idf = ordinary_idf;
    out.extend(both(a.singles.within(&b.singles, idf), b.singles.within(&a.singles, idf)));
    out.extend(both(
        a.title_singles.within(&b.singles, idf),
        b.title_singles.within(&a.singles, idf),
    ));
    out.push(a.place.within(&b.pairs, idf).min(b.place.within(&a.pairs, idf)));
    out.extend(both(
        a.title_pairs.within(&b.title_pairs, idf),
        b.title_pairs.within(&a.title_pairs, idf),
    ));
    out.extend(both(a.title_pairs.within(&b.pairs, idf), b.title_pairs.within(&a.pairs, idf)));
    out.extend(both(
        a.pairs_ordinary.within(&b.pairs_ordinary, idf),
        b.pairs_ordinary.within(&a.pairs_ordinary, idf),
    ));
}

fn rarest(a: &Prepared, b: &Prepared, out: &mut Vec<f32>) {
    let share = |x: &Prepared, y: &Prepared, n: usize| {
        let asked = x.rarest.len().min(n).max(1) as f32;
        x.rarest.iter().take(n).filter(|gram| y.pairs.has(**gram)).count() as f32 / asked
    };
    let (one, other) = (share(a, b, 5), share(b, a, 5));
    out.extend([one.max(other), one.min(other)]);
    out.push(share(a, b, 12) + share(b, a, 12));
    out.push(share(a, b, 24) + share(b, a, 24));
}

/// A stretch of letters both have: where it stands in `a`, how long it is and
/// how much it says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Run {
    pub(crate) start: usize,
    pub(crate) length: usize,
    pub(crate) weight: f32,
}

/// The longest shared stretch from each letter of `a`, without those that lie
/// within another, heaviest first.
pub(crate) fn shared_runs(a: &Prepared, b: &Prepared) -> Vec<Run> {
    let longest = longest_from_each(&a.letters, &b.places);
    let mut runs = Vec::new();
    let mut end = 0;
    for (start, length) in longest.into_iter().enumerate() {
        let length = usize::from(length);
        if length >= 2 && start + length > end {
            end = start + length;
            let letters = a.letters.get(start..end).unwrap_or_default();
            let weight = letters
                .windows(2)
                .map(|two| match two {
                    [x, y] => (ordinary_idf(pair(*x, *y)) - 2.0).max(0.0),
                    _ => 0.0,
                })
                .sum();
            runs.push(Run { start, length, weight });
        }
    }
    runs.sort_by(|x, y| y.weight.total_cmp(&x.weight));
    runs
}

/// For each letter of `a`, how long a stretch from it stands in `b` too; from
/// the back, so that each stretch is the one behind it and one letter more.
fn longest_from_each(a: &[char], places: &[(Gram, u16)]) -> Vec<u16> {
    let mut best = vec![0_u16; a.len()];
    let mut behind: Vec<(u16, u16)> = Vec::new();
    for (at, two) in a.windows(2).enumerate().rev() {
        let [x, y] = two else { continue };
        let gram = pair(*x, *y);
        let from = places.partition_point(|(other, _)| *other < gram);
        let here: Vec<(u16, u16)> = places
            .iter()
            .skip(from)
            .take_while(|(other, _)| *other == gram)
            .map(|(_, place)| {
                let next = behind.binary_search_by_key(&(place + 1), |(place, _)| *place);
                let length = next.ok().and_then(|n| behind.get(n)).map_or(1, |(_, length)| *length);
                (*place, length + 1)
            })
            .collect();
        if let Some(cell) = best.get_mut(at) {
            *cell = here.iter().map(|(_, length)| *length).max().unwrap_or(0);
        }
        behind = here;
    }
    best
}

fn runs(a: &Prepared, b: &Prepared, runs: &[Run], out: &mut Vec<f32>) {
    let weight = |n: usize| runs.get(n).map_or(0.0, |run| run.weight);
    let longest = runs.iter().map(|run| run.length).max().unwrap_or(0);
    let titles = longest_title_run(a, b).max(longest_title_run(b, a));
    out.extend([
        weight(0),
        weight(1),
        longest as f32,
        titles,
        runs.iter().map(|run| run.weight).sum::<f32>() / (shorter(a, b) as f32 + 20.0),
    ]);
}

/// The heaviest stretch of the title of `a` that the other text has.
fn longest_title_run(a: &Prepared, b: &Prepared) -> f32 {
    let title = a.letters.get(..a.title).unwrap_or_default();
    let mut best = 0.0_f32;
    let mut sum = 0.0;
    for two in title.windows(2) {
        let [x, y] = two else { continue };
        let gram = pair(*x, *y);
        sum = if b.pairs.has(gram) { sum + (ordinary_idf(gram) - 2.0).max(0.0) } else { 0.0 };
        best = best.max(sum);
    }
    best
}

fn shorter(a: &Prepared, b: &Prepared) -> usize {
    a.letters.len().min(b.letters.len())
}

fn subjects(a: &Prepared, b: &Prepared, out: &mut Vec<f32>) {
    let shared = |x: &[u8], y: &[u8]| x.iter().filter(|n| y.contains(n)).count() as f32;
    let all = shared(&a.subjects, &b.subjects);
    let union = (a.subjects.len() + b.subjects.len()) as f32 - all;
    let titles = shared(&a.title_subjects, &b.title_subjects);
    let differ = !a.title_subjects.is_empty() && !b.title_subjects.is_empty() && titles == 0.0;
    let within = |x: &Prepared, y: &Prepared| {
        if x.title_subjects.is_empty() {
            0.5
        } else {
            shared(&x.title_subjects, &y.subjects) / x.title_subjects.len() as f32
        }
    };
    out.extend([
        if union > 0.0 { all / union } else { 0.0 },
        titles,
        f32::from(u8::from(differ)),
        within(a, b) + within(b, a),
    ]);
}

fn numbers(a: &Prepared, b: &Prepared, out: &mut Vec<f32>) {
    let shared = a.numbers.iter().filter(|n| b.numbers.contains(n)).count();
    let differ = !a.numbers.is_empty() && !b.numbers.is_empty() && shared == 0;
    out.extend([shared as f32, f32::from(u8::from(differ))]);
}

fn contains(text: &[char], word: &[char]) -> bool {
    !word.is_empty() && text.windows(word.len()).any(|part| part == word)
}

/// Whether the other text says this name too, with or without what it is.
pub(crate) fn says(b: &Prepared, a: &Prepared, name: &Name) -> bool {
    match name.kind {
        NameKind::Line | NameKind::Building => contains_number(&b.letters, a.whole(name)),
        _ if name.core < 2 => contains(&b.letters, a.whole(name)),
        _ => contains(&b.letters, a.core(name)),
    }
}

/// Whether a text has a name that begins with a number, and the number is
/// whole: 17栋 does not say 7栋, nor 205路 5路.
fn contains_number(text: &[char], word: &[char]) -> bool {
    let mut ends_number = false;
    let mut places = text.iter().enumerate().filter_map(|(at, c)| {
        let inside =
            std::mem::replace(&mut ends_number, c.is_ascii_alphanumeric() || is_numeral(*c));
        (!inside).then_some(at)
    });
    !word.is_empty() && places.any(|at| text.get(at..at + word.len()) == Some(word))
}

/// Which names of each of two texts the other says too.
pub(crate) struct Said {
    a: Vec<bool>,
    b: Vec<bool>,
}

impl Said {
    pub(crate) fn new(a: &Prepared, b: &Prepared) -> Self {
        let of = |x: &Prepared, y: &Prepared| x.names.iter().map(|name| says(y, x, name)).collect();
        Self { a: of(a, b), b: of(b, a) }
    }

    /// The longest name of a kind that both say; whether it stands in `a`.
    pub(crate) fn shared<'a>(
        &self,
        a: &'a Prepared,
        b: &'a Prepared,
        kind: NameKind,
    ) -> Option<(bool, &'a Name)> {
        let of = |mine: bool, x: &'a Prepared, said: &[bool]| -> Option<(bool, &'a Name)> {
            let both = x.names.iter().zip(said).filter(|(name, said)| name.kind == kind && **said);
            both.map(|(name, _)| (mine, name)).max_by_key(|(_, name)| name.core)
        };
        of(true, a, &self.a).or_else(|| of(false, b, &self.b))
    }

    /// How the names of a kind compare.
    pub(crate) fn compare(&self, a: &Prepared, b: &Prepared, kind: NameKind) -> Names {
        let of = |x: &Prepared, said: &[bool]| -> Vec<bool> {
            x.names
                .iter()
                .zip(said)
                .filter(|(name, _)| name.kind == kind)
                .map(|(_, said)| *said)
                .collect()
        };
        let (a, b) = (of(a, &self.a), of(b, &self.b));
        if a.contains(&true) || b.contains(&true) {
            Names::Agree
        } else if a.is_empty() || b.is_empty() {
            Names::Silent
        } else {
            Names::Differ
        }
    }
}

fn names(a: &Prepared, b: &Prepared, said: &Said, out: &mut Vec<f32>) {
    let mut rarest_shared = 0.0_f32;
    let mut shares = [0.0_f32; 2];
    for ((x, said), share) in [(a, &said.a), (b, &said.b)].into_iter().zip(&mut shares) {
        let (mut all, mut shared) = (0.0, 0.0);
        let names = x.names.iter().zip(said).filter(|(name, _)| name.kind != NameKind::Region);
        for (name, said) in names {
            all += 1.0;
            if *said {
                shared += 1.0;
                rarest_shared = rarest_shared.max(core_weight(x.core(name)));
            }
        }
        *share = if all > 0.0 { shared / all } else { 0.5 };
    }
    let differ = KINDS.iter().filter(|kind| said.compare(a, b, **kind) == Names::Differ).count();
    out.extend([rarest_shared, shares[0].max(shares[1]), shares[0].min(shares[1]), differ as f32]);
}

pub(crate) fn core_weight(core: &[char]) -> f32 {
    core.windows(2)
        .map(|two| match two {
            [a, b] => ordinary_idf(pair(*a, *b)),
            _ => 0.0,
        })
        .sum()
}

fn shape(a: &Prepared, b: &Prepared, out: &mut Vec<f32>) {
    let days = match (a.at, b.at) {
        (Some(x), Some(y)) => (x.since(y) / DAY_US).unsigned_abs() as f32,
        _ => f32::NAN,
    };
    let (short, long) = (shorter(a, b), a.letters.len().max(b.letters.len()));
    out.extend([
        f32::from(u8::from(a.follow_up != b.follow_up)),
        f32::from(u8::from(a.follow_up && b.follow_up)),
        days,
        a.body_letters().min(b.body_letters()) as f32,
        short as f32 / long.max(1) as f32,
        a.title.min(b.title) as f32,
        f32::from(u8::from(a.letters == b.letters && !a.letters.is_empty())),
    ]);
}

/// What a copied text has in other places than its model.
fn exchanges(a: &Prepared, b: &Prepared, shared: &[Run], said: &Said, out: &mut Vec<f32>) {
    let copied = copied(shared, shorter(a, b));
    let (all, titles) = (unsaid(a, b, said, false), unsaid(a, b, said, true));
    let exchanged = title_exchanged(a, b);
    let title_pairs = a.title_pairs.len().max(b.title_pairs.len()).max(1);
    let title_copied = a.title_pairs.shared(&b.title_pairs) as f32 / title_pairs as f32;
    out.extend([
        copied,
        title_copied,
        all,
        titles,
        copied * all,
        title_copied * titles,
        exchanged,
        copied.max(title_copied) * exchanged,
    ]);
}

/// The share of the shorter text that stands in the other in stretches of four
/// letters and more.
fn copied(runs: &[Run], shorter: usize) -> f32 {
    let long: usize = runs.iter().map(|run| run.length).filter(|length| *length >= 4).sum();
    (long as f32 / shorter.max(1) as f32).min(1.0)
}

/// How much the names of a kind say that stand in only one of the two, where
/// both have such names: another road, another school.
fn unsaid(a: &Prepared, b: &Prepared, said: &Said, in_titles: bool) -> f32 {
    let weight = |x: &Prepared, said: &[bool], kind: NameKind| -> f32 {
        x.names
            .iter()
            .zip(said)
            .filter(|(name, said)| {
                name.kind == kind && !**said && (!in_titles || name.end <= x.title)
            })
            .map(|(name, _)| name_weight(x, name))
            .fold(0.0, f32::max)
    };
    KINDS.iter().map(|kind| weight(a, &said.a, *kind).min(weight(b, &said.b, *kind))).sum()
}

fn name_weight(x: &Prepared, name: &Name) -> f32 {
    match name.kind {
        NameKind::Region => 2.0,
        NameKind::Line | NameKind::Building => 6.0,
        _ => core_weight(x.core(name)).clamp(2.0, 12.0),
    }
}

/// The weight of what stands in one title where the other has something else
/// between the same words.
fn title_exchanged(a: &Prepared, b: &Prepared) -> f32 {
    let (x, y) = (
        a.letters.get(..a.title).unwrap_or_default(),
        b.letters.get(..b.title).unwrap_or_default(),
    );
    let weight = |letters: &[char], other: &Prepared| -> f32 {
        letters
            .iter()
            .filter(|c| !other.singles.has(single(**c)))
            .map(|c| ordinary_idf(single(*c)))
            .sum()
    };
    gaps(x, y)
        .into_iter()
        .map(|(one, two)| {
            let one = x.get(one).unwrap_or_default();
            let two = y.get(two).unwrap_or_default();
            weight(one, b).min(weight(two, a))
        })
        .sum()
}

type Stretch = std::ops::Range<usize>;

/// The stretches between the letters of the longest common subsequence.
fn gaps(x: &[char], y: &[char]) -> Vec<(Stretch, Stretch)> {
    let width = y.len() + 1;
    let mut table = vec![0_u16; (x.len() + 1) * width];
    let at = |table: &[u16], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, one) in x.iter().enumerate().rev() {
        for (j, two) in y.iter().enumerate().rev() {
            let value = if one == two {
                at(&table, i + 1, j + 1) + 1
            } else {
                at(&table, i + 1, j).max(at(&table, i, j + 1))
            };
            if let Some(cell) = table.get_mut(i * width + j) {
                *cell = value;
            }
        }
    }
    let (mut i, mut j, mut from) = (0, 0, (0, 0));
    let mut all = Vec::new();
    while i < x.len() && j < y.len() {
        if x.get(i) == y.get(j) {
            all.push((from.0..i, from.1..j));
            i += 1;
            j += 1;
            from = (i, j);
        } else if at(&table, i + 1, j) >= at(&table, i, j + 1) {
            i += 1;
        } else {
            j += 1;
        }
    }
    all.push((from.0..x.len(), from.1..y.len()));
    all
}
