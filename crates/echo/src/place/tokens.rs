//! An address as tokens: one for each letter, each run of digits and each run
//! of Latin letters, as the labelled addresses have it.

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A run of digits 0–9.
    Number,
    /// A run of Latin letters.
    Latin,
    /// A Chinese numeral.
    Numeral,
    /// Any other letter.
    Letter,
    /// Punctuation or space.
    Mark,
}

/// One token of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Plain form: half-width, lower case.
    pub text: String,
    /// What it is made of.
    pub kind: TokenKind,
    /// First character in the address.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// The plain form of one character: half-width, lower case.
pub(super) fn plain_char(c: char) -> char {
    let half = match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '—' | '–' | '─' => '-',
        other => other,
    };
    half.to_ascii_lowercase()
}

fn kind_of(c: char) -> TokenKind {
    match c {
        '0'..='9' => TokenKind::Number,
        'a'..='z' => TokenKind::Latin,
        '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '零'
        | '〇' | '两' => TokenKind::Numeral,
        other if other.is_alphanumeric() => TokenKind::Letter,
        _ => TokenKind::Mark,
    }
}

/// Splits an address into tokens.
pub fn tokens(address: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    for (at, c) in address.chars().enumerate() {
        let c = plain_char(c);
        let kind = kind_of(c);
        let runs_on = matches!(kind, TokenKind::Number | TokenKind::Latin);
        match out.last_mut() {
            Some(last) if runs_on && last.kind == kind => {
                last.text.push(c);
                last.end = at + 1;
            }
            _ => out.push(Token { text: c.to_string(), kind, start: at, end: at + 1 }),
        }
    }
    join_ranges(out)
}

/// House numbers from–to, and a house beside a numbered one, are one token.
fn join_ranges(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let joined = match (tokens.get(at + 1), tokens.get(at + 2)) {
            (Some(dash), Some(to)) if is_range(&out, token, dash, to, tokens.get(at + 3)) => {
                at += 2;
                let text = format!("{}-{}", token.text, to.text);
                Token { text, kind: TokenKind::Number, start: token.start, end: to.end }
            }
            _ => token.clone(),
        };
        out.push(joined);
        at += 1;
    }
    out
}

fn is_range(
    before: &[Token],
    from: &Token,
    dash: &Token,
    to: &Token,
    after: Option<&Token>,
) -> bool {
    let is_on_road = before
        .last()
        .is_some_and(|token| matches!(token.text.as_str(), "路" | "街" | "道" | "巷" | "弄"));
    let comes_on = before.last().is_some_and(|token| token.text == "-");
    let goes_on = after.is_some_and(|token| token.text == "-");
    let same_length = from.text.len() == to.text.len() && from.text.len() > 1;
    let is_house = match (from.text.parse::<u32>(), to.text.parse::<u32>()) {
        // 456-458号 on either side of a door; 31-2号 is a house beside house 31.
        (Ok(from), Ok(to)) => {
            (same_length && from < to && to - from < 100) || (is_on_road && to <= 2)
        }
        _ => false,
    };
    from.kind == TokenKind::Number
        && to.kind == TokenKind::Number
        && dash.text == "-"
        && !goes_on
        && !comes_on
        && is_house
}
