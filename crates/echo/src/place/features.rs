//! What the tagger looks at around each token.

use super::lexicon::{LONGEST_NAME, Lexicon, NAMES};
use super::tokens::{Token, TokenKind};

/// Hashes features: a template's number and its parts.
struct Mill<'a> {
    out: &'a mut Vec<u32>,
}

impl Mill<'_> {
    fn put(&mut self, template: u32, parts: &[&str]) {
        let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(template).wrapping_mul(0x9e37_79b9);
        for part in parts {
            for byte in part.bytes() {
                state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
            state = (state ^ 0xff).wrapping_mul(0x0100_0000_01b3);
        }
        state ^= state >> 32;
        state = state.wrapping_mul(0xd6e8_feb8_6659_fd93);
        self.out.push(((state ^ (state >> 32)) & 0xffff_ffff) as u32);
    }
}

/// The form a token is compared by: numbers by length, Latin runs of more than
/// three letters by length.
fn form(token: &Token) -> String {
    match token.kind {
        TokenKind::Number if token.text.contains('-') => "#-#".to_owned(),
        TokenKind::Number => "#".repeat(token.text.len().min(5)),
        TokenKind::Latin if token.text.len() > 3 => format!("@{}", token.text.len().min(8)),
        _ => token.text.clone(),
    }
}

fn class(token: &Token) -> &'static str {
    match token.kind {
        TokenKind::Number => "d",
        TokenKind::Latin => "l",
        TokenKind::Numeral => "n",
        TokenKind::Mark => "m",
        TokenKind::Letter => match token.text.as_str() {
            "省" => "P",
            "市" | "州" | "盟" => "C",
            "区" | "县" | "旗" => "D",
            "镇" | "乡" => "T",
            "村" | "庄" | "屯" | "组" | "社" => "V",
            "路" | "街" | "道" | "巷" | "弄" | "线" | "桥" => "R",
            "号" => "N",
            "栋" | "幢" | "座" | "楼" => "H",
            "单" | "元" => "U",
            "层" | "室" | "房" => "F",
            "苑" | "园" | "城" | "厦" | "场" | "院" | "店" | "厂" | "司" => "p",
            "东" | "南" | "西" | "北" | "中" => "o",
            "口" | "旁" | "边" | "内" | "对" | "面" | "后" | "前" => "a",
            _ => "c",
        },
    }
}

/// Where names of the lexicon cover the tokens: per kind one mark a token.
fn covers(tokens: &[Token], lexicon: &Lexicon) -> Vec<[&'static str; NAMES]> {
    let mut marks = vec![["-"; NAMES]; tokens.len()];
    let letters: Vec<Option<char>> = tokens
        .iter()
        .map(|token| match token.kind {
            TokenKind::Letter | TokenKind::Numeral => token.text.chars().next(),
            _ => None,
        })
        .collect();
    for kind in 0..NAMES {
        let mut at = 0;
        while at < tokens.len() {
            let run: Vec<char> =
                letters.iter().skip(at).take(LONGEST_NAME).map_while(|letter| *letter).collect();
            let longest = (2..=run.len())
                .rev()
                .find(|length| run.get(..*length).is_some_and(|name| lexicon.has(kind, name)));
            let Some(length) = longest else {
                at += 1;
                continue;
            };
            for offset in 0..length {
                let mark = match (offset, length) {
                    (0, 2) => "b2",
                    (0, _) => "b",
                    (last, all) if last + 1 == all && all == 2 => "e2",
                    (last, all) if last + 1 == all => "e",
                    _ => "i",
                };
                if let Some(slot) = marks.get_mut(at + offset).and_then(|m| m.get_mut(kind)) {
                    *slot = mark;
                }
            }
            at += length;
        }
    }
    marks
}

/// For each token: how long the run starting here that already stood earlier
/// is, and whether it lies in such a run.
fn repeats(forms: &[String]) -> Vec<&'static str> {
    let mut marks = vec!["-"; forms.len()];
    let mut at = 0;
    while at < forms.len() {
        let longest = (0..at)
            .map(|start| {
                let same = |n: &usize| {
                    start + n < at
                        && forms.get(start + n) == forms.get(at + n)
                        && at + n < forms.len()
                };
                (0..forms.len()).take_while(same).count()
            })
            .max()
            .unwrap_or(0);
        if longest >= 2 {
            for offset in 0..longest {
                if let Some(mark) = marks.get_mut(at + offset) {
                    *mark = if offset == 0 { "B" } else { "I" };
                }
            }
            at += longest;
        } else {
            at += 1;
        }
    }
    marks
}

/// What the network sees of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The form it is compared by.
    pub form: String,
    /// Its class, where names of each kind cover it, whether it repeats.
    pub marks: Vec<String>,
}

/// What the network sees of every token.
pub(super) fn views(tokens: &[Token], lexicon: &Lexicon) -> Vec<View> {
    let forms: Vec<String> = tokens.iter().map(form).collect();
    let names = covers(tokens, lexicon);
    let again = repeats(&forms);
    let rows = forms.into_iter().zip(tokens).zip(names.iter().zip(again));
    rows.map(|((form, token), (names, again))| {
        let mut marks = vec![format!("k{}", class(token))];
        marks.extend(names.iter().enumerate().map(|(kind, mark)| format!("{kind}{mark}")));
        marks.push(format!("r{again}"));
        View { form, marks }
    })
    .collect()
}

/// The features of every token.
pub(super) fn features(tokens: &[Token], lexicon: &Lexicon) -> Vec<Vec<u32>> {
    let forms: Vec<String> = tokens.iter().map(form).collect();
    let marks = covers(tokens, lexicon);
    let again = repeats(&forms);
    let sight = Sight { tokens, forms: &forms, marks: &marks, again: &again };
    (0..tokens.len()).map(|at| sight.at(at)).collect()
}

struct Sight<'a> {
    tokens: &'a [Token],
    forms: &'a [String],
    marks: &'a [[&'static str; NAMES]],
    again: &'a [&'static str],
}

impl Sight<'_> {
    fn form(&self, at: isize) -> &str {
        match usize::try_from(at) {
            Ok(at) => self.forms.get(at).map_or("$", String::as_str),
            Err(_) => "^",
        }
    }

    fn class(&self, at: isize) -> &'static str {
        match usize::try_from(at) {
            Ok(at) => self.tokens.get(at).map_or("$", class),
            Err(_) => "^",
        }
    }

    fn mark(&self, at: isize, kind: usize) -> &'static str {
        usize::try_from(at)
            .ok()
            .and_then(|at| self.marks.get(at))
            .and_then(|marks| marks.get(kind))
            .copied()
            .unwrap_or("$")
    }

    fn at(&self, place: usize) -> Vec<u32> {
        let mut out = Vec::with_capacity(80);
        let mut mill = Mill { out: &mut out };
        let at = place as isize;
        mill.put(0, &[]);
        self.letters(at, &mut mill);
        self.classes(at, &mut mill);
        self.names(at, &mut mill);
        self.ahead(place, &mut mill);
        out
    }

    fn letters(&self, at: isize, mill: &mut Mill<'_>) {
        for offset in -4..=4_isize {
            mill.put(10 + (offset + 4) as u32, &[self.form(at + offset)]);
        }
        for offset in -3..=2_isize {
            let pair = [self.form(at + offset), self.form(at + offset + 1)];
            mill.put(20 + (offset + 3) as u32, &pair);
        }
        for offset in -3..=1_isize {
            let three = [offset, offset + 1, offset + 2].map(|o| self.form(at + o));
            mill.put(30 + (offset + 3) as u32, &three);
        }
        for offset in [-3, -2, -1, 0_isize] {
            let four = [offset, offset + 1, offset + 2, offset + 3].map(|o| self.form(at + o));
            mill.put(40 + (offset + 3) as u32, &four);
        }
        mill.put(46, &[self.form(at - 1), self.form(at + 1)]);
        mill.put(47, &[self.form(at), self.form(at + 2)]);
        mill.put(48, &[self.form(at - 2), self.form(at)]);
        if let Some(token) = usize::try_from(at).ok().and_then(|at| self.tokens.get(at))
            && token.kind == TokenKind::Number
        {
            mill.put(49, &[&token.text]);
        }
    }

    fn classes(&self, at: isize, mill: &mut Mill<'_>) {
        let window: Vec<&str> = (-3..=3).map(|offset| self.class(at + offset)).collect();
        for (number, range) in [(0, 0..4), (1, 1..5), (2, 2..6), (3, 3..7), (4, 1..6), (5, 0..7)] {
            if let Some(part) = window.get(range) {
                mill.put(60 + number, part);
            }
        }
        let before: Vec<&str> = (-6..=0).map(|offset| self.class(at + offset)).collect();
        let after: Vec<&str> = (0..=6).map(|offset| self.class(at + offset)).collect();
        mill.put(67, &before);
        mill.put(68, &after);
        mill.put(69, &[self.form(at), self.class(at - 1), self.class(at + 1)]);
    }

    fn names(&self, at: isize, mill: &mut Mill<'_>) {
        for kind in 0..NAMES {
            let around = [self.mark(at - 1, kind), self.mark(at, kind), self.mark(at + 1, kind)];
            if around.iter().any(|mark| !matches!(*mark, "-" | "$")) {
                mill.put(80 + kind as u32, &around);
                mill.put(90 + kind as u32, &[around[1], self.form(at)]);
            }
        }
        let all: Vec<&str> = (0..NAMES).map(|kind| self.mark(at, kind)).collect();
        mill.put(95, &all);
        let again = |at: isize| {
            usize::try_from(at).ok().and_then(|at| self.again.get(at)).copied().unwrap_or("$")
        };
        if again(at) != "-" || again(at - 1) != "-" {
            mill.put(96, &[again(at - 1), again(at), again(at + 1)]);
            mill.put(97, &[again(at), self.mark(at, 0), self.mark(at, 1), self.mark(at, 2)]);
        }
    }

    /// The next token that closes a part, and how far it is; the last one
    /// behind; and how far from both ends the token stands.
    fn ahead(&self, place: usize, mill: &mut Mill<'_>) {
        let closes = |token: &&Token| !matches!(class(token), "c" | "d" | "l" | "n" | "o");
        let next = self.tokens.iter().skip(place).enumerate().find(|(_, token)| closes(token));
        let (far, closer) = next.map_or((9, "$"), |(far, token)| (far.min(8), class(token)));
        let far = far.to_string();
        mill.put(100, &[closer, &far]);
        mill.put(101, &[closer, self.form(place as isize)]);
        let last =
            self.tokens.iter().take(place).rev().enumerate().find(|(_, token)| closes(token));
        let (behind, opener) =
            last.map_or((9, "^".to_owned()), |(far, token)| (far.min(8), token.text.clone()));
        let behind = behind.to_string();
        mill.put(102, &[&opener, &behind]);
        mill.put(103, &[&opener, closer]);
        mill.put(104, &[&opener, closer, self.form(place as isize)]);
        let from_start = place.min(6).to_string();
        let from_end = self.tokens.len().saturating_sub(place).min(6).to_string();
        mill.put(105, &[&from_start]);
        mill.put(106, &[&from_end, self.class(place as isize)]);
    }
}
