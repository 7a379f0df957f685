//! What may not stand in the code: ways to crash, ways to silence, and paths of somebody's machine.

use crate::assert_none;
use crate::repository::{Text, is_test_file, rust, texts};
use crate::source::Source;

/// Outside tests.
const NOT_IN_PRODUCT: [(&str, &str); 6] = [
    (".unwrap()", "handle the error, or `expect` the reason it cannot be"),
    ("todo!", "nothing half-built is shipped"),
    ("unimplemented!", "nothing half-built is shipped"),
    ("dbg!", "left over from looking"),
    ("#[allow(", "use #[expect(…, reason = …)]"),
    ("#![allow(", "use #[expect(…, reason = …)]"),
];

/// Anywhere.
const NOT_EVEN_IN_TESTS: [(&str, &str); 2] =
    [("#[ignore", "a test runs or goes"), ("#[should_panic", "assert on the error instead")];

#[test]
fn code_neither_crashes_nor_silences() {
    let faults: Vec<String> = rust().iter().flat_map(code_faults).collect();
    assert_none("wording of code", &faults);
}

#[test]
fn no_path_of_a_machine_is_written_down() {
    let faults: Vec<String> = texts(|_| true).iter().flat_map(machine_faults).collect();
    assert_none("paths of a machine", &faults);
}

fn code_faults(file: &Text) -> Vec<String> {
    let mut faults = Vec::new();
    let whole = Source::read(&file.text);
    find(file, &whole, &NOT_EVEN_IN_TESTS, &mut faults);
    if !is_test_file(&file.path) {
        let product = Source::read_without_tests(&file.text);
        find(file, &product, &NOT_IN_PRODUCT, &mut faults);
    }
    for (line, comment) in &whole.comments {
        let unfinished = ["TODO", "FIXME", "XXX"].iter().any(|word| comment.contains(word));
        if unfinished && !comment.contains('#') {
            faults.push(format!(
                "{}:{line}: unfinished, and no issue says so: {}",
                file.path,
                comment.trim()
            ));
        }
    }
    faults
}

fn find(file: &Text, source: &Source, forbidden: &[(&str, &str)], faults: &mut Vec<String>) {
    for (line, code) in source.lines() {
        for (word, why) in forbidden.iter().filter(|(word, _)| code.contains(word)) {
            faults.push(format!("{}:{line}: {word}: {why}", file.path));
        }
    }
}

fn machine_faults(file: &Text) -> Vec<String> {
    // Put together here, so that this file does not name them itself.
    let roots =
        ["work/main", "work/shared", "home/", "root/", "Users/"].map(|root| format!("/{root}"));
    let mut faults = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        for root in &roots {
            let at_start = |at: usize| {
                let before = line[..at].chars().next_back();
                before.is_none_or(|c| c.is_whitespace() || "\"'`(=:,<>[{".contains(c))
            };
            // An address has its host before such a path.
            if line.match_indices(root.as_str()).any(|(at, _)| at_start(at)) {
                faults.push(format!("{}:{}: {}", file.path, index + 1, line.trim()));
            }
        }
    }
    faults
}

#[cfg(test)]
fn file(path: &str, text: &str) -> Text {
    Text { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn forbidden_words_are_found_in_code_only() {
    let text = "let a = b.unwrap();\nlet c = \".unwrap()\"; // .unwrap()\n#[allow(dead_code)]\n";
    assert_eq!(code_faults(&file("crates/a/src/b.rs", text)).len(), 2);
    assert!(code_faults(&file("crates/a/src/tests.rs", text)).is_empty());
    let text =
        "#[cfg(test)]\nmod tests {\n    #[test]\n    #[ignore]\n    fn a() { b.unwrap(); }\n}\n";
    assert_eq!(code_faults(&file("crates/a/src/b.rs", text)).len(), 1);
    let unfinished = format!("// {}: later\n", "TODO");
    assert_eq!(code_faults(&file("crates/a/src/b.rs", &unfinished)).len(), 1);
}

#[test]
fn a_path_of_a_machine_is_found() {
    let path = format!("cd /{}/someone/huying\nhttps://city.example/{}/page\n", "home", "home");
    assert_eq!(machine_faults(&file("README.md", &path)).len(), 1);
}
