//! The text as words and signs, each with its place.

use super::fault::{HoursFault, HoursFaultKind};

/// One word or sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Letters, as written.
    Word(String),
    /// Digits.
    Number(String),
    /// Words between quotation marks.
    Comment(String),
    /// `24/7`.
    Always,
    /// `||`.
    Or,
    /// Any other sign, full-width ones as their plain twin.
    Sign(char),
}

/// A token, with how many characters come before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) token: Token,
    pub(super) at: usize,
}

/// The most characters a text may have.
const LONGEST: usize = 1_000;

pub(super) fn scan(text: &str) -> Result<Vec<Placed>, HoursFault> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > LONGEST {
        return Err(fault(HoursFaultKind::TooLong, LONGEST, ""));
    }
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&first) = chars.get(at) {
        if first.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = next(&chars[at..], at)?;
        tokens.push(Placed { token, at });
        at += length;
    }
    Ok(tokens)
}

fn next(rest: &[char], at: usize) -> Result<(Token, usize), HoursFault> {
    let first = rest.first().copied().unwrap_or(' ');
    if matches!(first, '"' | '“' | '”') {
        return comment(rest, at);
    }
    if rest.starts_with(&['2', '4', '/', '7']) {
        return Ok((Token::Always, 4));
    }
    if rest.starts_with(&['|', '|']) {
        return Ok((Token::Or, 2));
    }
    let run = |is: fn(&char) -> bool| -> String { rest.iter().copied().take_while(is).collect() };
    if first.is_ascii_digit() {
        let digits = run(char::is_ascii_digit);
        let length = digits.len();
        return Ok((Token::Number(digits), length));
    }
    if first.is_alphabetic() && first != '至' {
        let word = run(|c| c.is_alphabetic() && *c != '至');
        let length = word.chars().count();
        return Ok((Token::Word(word), length));
    }
    Ok((Token::Sign(plain(first)), 1))
}

fn comment(rest: &[char], at: usize) -> Result<(Token, usize), HoursFault> {
    let inner: Vec<char> =
        rest.iter().skip(1).copied().take_while(|c| !matches!(c, '"' | '”')).collect();
    if inner.len() + 1 >= rest.len() {
        let found: String = rest.iter().take(12).collect();
        return Err(fault(HoursFaultKind::OpenComment, at, &found));
    }
    let length = inner.len() + 2;
    Ok((Token::Comment(inner.into_iter().collect::<String>().trim().to_owned()), length))
}

/// What people type on a Chinese keyboard, as the grammar writes it.
fn plain(sign: char) -> char {
    match sign {
        '：' => ':',
        '，' | '、' => ',',
        '；' => ';',
        '－' | '–' | '—' | '～' | '~' | '至' => '-',
        '［' | '【' => '[',
        '］' | '】' => ']',
        other => other,
    }
}

pub(super) fn fault(kind: HoursFaultKind, at: usize, found: &str) -> HoursFault {
    HoursFault { kind, at, found: found.to_owned() }
}
