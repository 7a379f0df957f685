//! Just enough reading of Rust to tell code from words: comments, literals, functions, tests.

/// A Rust file taken apart; every view has the lines where the file has them.
pub(crate) struct Source {
    /// The code with comments and the insides of literals blanked.
    pub(crate) code: String,
    /// Comments, each with its line number from 1.
    pub(crate) comments: Vec<(usize, String)>,
    /// Text literals, each with its line number from 1.
    pub(crate) literals: Vec<(usize, String)>,
    /// How many lines were left out as tests.
    pub(crate) test_lines: usize,
}

/// A function: its name, the line it starts on, and how many lines it has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) lines: usize,
}

/// What the reader stands in.
#[derive(Clone, Copy)]
enum Inside {
    LineComment,
    BlockComment { depth: usize },
    Literal,
    RawLiteral { hashes: usize },
}

impl Source {
    /// Takes a file apart.
    pub(crate) fn read(text: &str) -> Self {
        let mut reader = Reader::new(text);
        while reader.at < reader.letters.len() {
            reader.step();
        }
        Self {
            code: reader.code,
            comments: reader.comments,
            literals: reader.literals,
            test_lines: 0,
        }
    }

    /// As [`Source::read`], with everything under `#[cfg(test)]` blanked.
    pub(crate) fn read_without_tests(text: &str) -> Self {
        let whole = Self::read(text);
        let mut code = whole.code.clone();
        let mut test_lines = Vec::new();
        while let Some(start) = code.find("#[cfg(test)]") {
            let end = end_of_item(&code, start);
            let first = line_of(&code, start);
            test_lines.push(first..=line_of(&code, end.saturating_sub(1)));
            let blank: String =
                code[start..end].chars().map(|c| if c == '\n' { c } else { ' ' }).collect();
            code.replace_range(start..end, &blank);
        }
        let in_test = |line: &usize| test_lines.iter().any(|range| range.contains(line));
        let keep = |all: Vec<(usize, String)>| {
            all.into_iter().filter(|(line, _)| !in_test(line)).collect()
        };
        let (comments, literals) = (keep(whole.comments), keep(whole.literals));
        Self {
            code,
            comments,
            literals,
            test_lines: test_lines.iter().map(|range| range.clone().count()).sum(),
        }
    }

    /// All functions with a body, nested ones too.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let code = &self.code;
        words(code, "fn").filter_map(|start| function_at(code, start)).collect()
    }

    /// Line number and text of each line of code that is not blank.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.code.lines().enumerate().map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.trim().is_empty())
    }
}

/// Line number, from 1, of a byte position.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

/// Byte positions where a word stands alone.
pub(crate) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let before = code[..at].chars().next_back();
        let after = code[at + word.len()..].chars().next();
        !before.is_some_and(part_of_a_name) && !after.is_some_and(part_of_a_name)
    })
}

/// The position after the bracket that closes the one at `open`.
pub(crate) fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, letter) in code[open..].char_indices() {
        match letter {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return open + offset + letter.len_utf8();
        }
    }
    code.len()
}

/// The end of the item that an attribute at `start` belongs to: its body or its semicolon.
fn end_of_item(code: &str, start: usize) -> usize {
    let mut at = start;
    while let Some(offset) = code[at..].find(['[', '(', '{', ';']) {
        let stop = at + offset;
        match code.as_bytes().get(stop) {
            Some(b';') => return stop + 1,
            Some(b'{') => return closing(code, stop),
            _ => at = closing(code, stop),
        }
    }
    code.len()
}

fn function_at(code: &str, start: usize) -> Option<Function> {
    let after = code[start + 2..].trim_start();
    let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if name.is_empty() {
        return None; // a function type, `fn(u32)`
    }
    let mut at = start;
    while let Some(offset) = code[at..].find(['(', '[', '{', ';']) {
        let stop = at + offset;
        match code.as_bytes().get(stop) {
            Some(b';') => return None, // a signature in a trait
            Some(b'{') => {
                let line = line_of(code, start);
                let lines = line_of(code, closing(code, stop) - 1) - line + 1;
                return Some(Function { name, line, lines });
            }
            _ => at = closing(code, stop),
        }
    }
    None
}

struct Reader {
    letters: Vec<char>,
    at: usize,
    line: usize,
    inside: Option<Inside>,
    /// The comment or literal being read, and where it began.
    words: String,
    began: usize,
    code: String,
    comments: Vec<(usize, String)>,
    literals: Vec<(usize, String)>,
}

impl Reader {
    fn new(text: &str) -> Self {
        let letters: Vec<char> = text.chars().collect();
        let code = String::with_capacity(text.len());
        let (comments, literals) = (Vec::new(), Vec::new());
        Self {
            letters,
            at: 0,
            line: 1,
            inside: None,
            words: String::new(),
            began: 1,
            code,
            comments,
            literals,
        }
    }

    fn step(&mut self) {
        match self.inside {
            None => self.step_in_code(),
            Some(Inside::LineComment) => {
                if self.peek(0) == Some('\n') {
                    self.end_comment();
                } else {
                    self.swallow();
                }
            }
            Some(Inside::BlockComment { depth }) => self.step_in_block(depth),
            Some(Inside::Literal) => match self.peek(0) {
                Some('\\') => {
                    self.swallow();
                    self.swallow();
                }
                Some('"') => self.end_literal(0),
                _ => self.swallow(),
            },
            Some(Inside::RawLiteral { hashes }) => {
                let ends =
                    self.peek(0) == Some('"') && (1..=hashes).all(|n| self.peek(n) == Some('#'));
                if ends { self.end_literal(hashes) } else { self.swallow() }
            }
        }
        if self.at >= self.letters.len() && matches!(self.inside, Some(Inside::LineComment)) {
            self.end_comment();
        }
    }

    fn step_in_code(&mut self) {
        match (self.peek(0), self.peek(1)) {
            (Some('/'), Some('/')) => self.begin(Inside::LineComment, 0),
            (Some('/'), Some('*')) => {
                self.begin(Inside::BlockComment { depth: 1 }, 0);
                self.swallow();
                self.swallow();
            }
            (Some('"'), _) => self.begin(Inside::Literal, 1),
            (Some('\''), _) => self.step_over_quote(),
            (Some('r' | 'b' | 'c'), _) if !self.follows_a_name() => self.step_over_prefix(),
            _ => self.keep(),
        }
    }

    /// `r"…"`, `br#"…"#` and the like, or just a name that starts with such a letter.
    fn step_over_prefix(&mut self) {
        let mut length = 1;
        if matches!(self.peek(1), Some('r')) && self.peek(0) != Some('r') {
            length = 2;
        }
        let is_raw = self.peek(length - 1) == Some('r');
        let hashes = (length..).take_while(|&n| is_raw && self.peek(n) == Some('#')).count();
        if self.peek(length + hashes) == Some('"') {
            let kind = if is_raw { Inside::RawLiteral { hashes } } else { Inside::Literal };
            self.begin(kind, length + hashes + 1);
        } else {
            self.keep();
        }
    }

    /// A character, or a lifetime.
    fn step_over_quote(&mut self) {
        let escaped = self.peek(1) == Some('\\');
        let end = if escaped { (3..12).find(|&n| self.peek(n) == Some('\'')) } else { Some(2) };
        self.keep();
        if let Some(end) = end.filter(|&end| self.peek(end - 1) == Some('\'')) {
            for _ in 1..end {
                self.blank();
            }
            self.keep();
        }
    }

    fn step_in_block(&mut self, depth: usize) {
        match (self.peek(0), self.peek(1)) {
            (Some('*'), Some('/')) => {
                self.swallow();
                self.swallow();
                if depth == 1 {
                    self.end_comment();
                } else {
                    self.inside = Some(Inside::BlockComment { depth: depth - 1 });
                }
            }
            (Some('/'), Some('*')) => {
                self.swallow();
                self.swallow();
                self.inside = Some(Inside::BlockComment { depth: depth + 1 });
            }
            _ => self.swallow(),
        }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).copied()
    }

    fn follows_a_name(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.letters.get(at));
        before.is_some_and(|c| c.is_alphanumeric() || *c == '_')
    }

    fn begin(&mut self, inside: Inside, keep: usize) {
        self.inside = Some(inside);
        self.began = self.line;
        self.words.clear();
        for _ in 0..keep {
            self.keep();
        }
    }

    fn end_comment(&mut self) {
        self.inside = None;
        self.comments.push((self.began, std::mem::take(&mut self.words)));
    }

    fn end_literal(&mut self, hashes: usize) {
        self.inside = None;
        self.literals.push((self.began, std::mem::take(&mut self.words)));
        for _ in 0..=hashes {
            self.keep();
        }
    }

    /// Takes a letter over into the code.
    fn keep(&mut self) {
        if let Some(letter) = self.peek(0) {
            self.code.push(letter);
            self.advance(letter);
        }
    }

    /// Leaves a blank where a letter was; line ends stay.
    fn blank(&mut self) {
        if let Some(letter) = self.peek(0) {
            self.code.push(if letter == '\n' { '\n' } else { ' ' });
            self.advance(letter);
        }
    }

    /// As [`Reader::blank`], remembering the letter as part of the comment or literal.
    fn swallow(&mut self) {
        if let Some(letter) = self.peek(0) {
            self.words.push(letter);
        }
        self.blank();
    }

    fn advance(&mut self, letter: char) {
        self.at += 1;
        if letter == '\n' {
            self.line += 1;
        }
    }
}

#[test]
fn comments_and_literals_are_told_from_code() {
    let text = "let a = \"x // {\"; // tail }\n/* one /* two */ { */ let b = r#\"q\"{\"#;\nlet c = '{'; fn f<'a>() {}\nlet d = '\\''; let e = b\"z\"; crate::x";
    let source = Source::read(text);
    assert_eq!(source.code.lines().count(), 4);
    assert!(!source.code.contains("tail") && !source.code.contains("two"), "{}", source.code);
    assert_eq!(source.code.matches('{').count(), 1, "{}", source.code);
    let literals: Vec<&str> = source.literals.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(literals, ["x // {", "q\"{", "z"]);
    assert_eq!(source.comments[0], (1, "// tail }".to_owned()));
    assert_eq!(source.comments[1].0, 2);
    assert!(source.code.ends_with("crate::x"));
}

#[test]
fn functions_are_measured_to_their_closing_brace() {
    let text = "trait T { fn signature(&self); }\nfn a() -> [u8; 2] {\n    let f: fn(u8) = |_| {};\n    [1, 2]\n}\n\nasync fn b(\n    c: u8,\n) {\n    if c > 1 { \"}\" } else { \"{\" };\n}\n";
    let functions = Source::read(text).functions();
    let expected = [("a", 2, 4), ("b", 7, 5)];
    let expected =
        expected.map(|(name, line, lines)| Function { name: name.to_owned(), line, lines });
    assert_eq!(functions, expected);
}

#[test]
fn test_modules_are_left_out() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    // words\n    fn b() { x.unwrap(); }\n}\n#[cfg(test)]\nmod more;\nfn c() {}\n";
    let source = Source::read_without_tests(text);
    assert!(!source.code.contains("unwrap") && !source.code.contains("more"));
    assert!(source.code.contains("fn c()") && source.comments.is_empty());
    assert_eq!(source.code.lines().count(), text.lines().count());
}
