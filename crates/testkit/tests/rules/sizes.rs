//! Size limits. A number is a reason to look; past the second number the test stops.
//!
//! `size-exceptions.txt` lists what is larger for now, one a line: `KIND PATH[::FUNCTION] LINES`.
//! The list may only shrink: an entry that is larger than the thing, or no longer needed, fails too.

use std::collections::BTreeMap;

use crate::assert_none;
use crate::repository::{Text, has_ending, is_test_file, read, texts};
use crate::source::Source;

const EXCEPTIONS: &str = "crates/testkit/size-exceptions.txt";

const FILE: usize = 600;
const FUNCTION: usize = 70;
const TEST_FUNCTION: usize = 80;
const TEMPLATE: usize = 150;
const STYLE: usize = 300;
const SCRIPT: usize = 150;

/// What is too large: kind and place, with its lines and the limit.
type Excess = BTreeMap<String, (usize, usize)>;

#[test]
fn nothing_is_larger_than_agreed() {
    let mut excess = Excess::new();
    for file in
        texts(|path| has_ending(path, &["rs", "html", "css", "js", "mjs", "ts", "txt", "sh"]))
    {
        measure(&file, &mut excess);
    }
    let exceptions =
        read(EXCEPTIONS).unwrap_or_else(|| panic!("{EXCEPTIONS} is there, if only empty"));
    assert_none("sizes", &faults(&excess, &exceptions));
}

fn measure(file: &Text, excess: &mut Excess) {
    let path = &file.path;
    let mut note = |kind: &str, place: String, lines: usize, limit: usize| {
        if lines > limit {
            excess.insert(format!("{kind} {place}"), (lines, limit));
        }
    };
    let lines = file.text.lines().count();
    let is_template = path.contains("/templates/");
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("rs") => measure_rust(file, &mut note),
        _ if is_template => note("template", path.clone(), lines, TEMPLATE),
        Some("css") => note("style", path.clone(), lines, STYLE),
        Some("js" | "mjs" | "ts" | "sh") => note("script", path.clone(), lines, SCRIPT),
        _ => {}
    }
}

fn measure_rust(file: &Text, note: &mut impl FnMut(&str, String, usize, usize)) {
    let is_test = is_test_file(&file.path);
    let product = Source::read_without_tests(&file.text);
    if !is_test {
        let lines = file.text.lines().count();
        note("file", file.path.clone(), lines.saturating_sub(product.test_lines), FILE);
    }
    let of_product: Vec<usize> = product.functions().iter().map(|function| function.line).collect();
    for function in Source::read(&file.text).functions() {
        // Blanked in the product's view: it stands under `#[cfg(test)]`.
        let is_of_product = !is_test && of_product.contains(&function.line);
        let (kind, limit) =
            if is_of_product { ("function", FUNCTION) } else { ("test-function", TEST_FUNCTION) };
        note(kind, format!("{}::{}", file.path, function.name), function.lines, limit);
    }
}

fn faults(excess: &Excess, exceptions: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut excused: BTreeMap<&str, usize> = BTreeMap::new();
    for line in
        exceptions.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        match line
            .rsplit_once(' ')
            .and_then(|(thing, lines)| Some((thing.trim(), lines.parse().ok()?)))
        {
            Some((thing, lines)) => drop(excused.insert(thing, lines)),
            None => faults.push(format!("{EXCEPTIONS}: not understood: {line}")),
        }
    }
    for (thing, (lines, limit)) in excess {
        match excused.get(thing.as_str()) {
            None => faults.push(format!("{thing}: {lines} lines, the limit is {limit}")),
            Some(allowed) if lines > allowed => {
                faults.push(format!("{thing}: grew from {allowed} to {lines} lines"))
            }
            Some(allowed) if lines < allowed => {
                faults.push(format!("{thing}: shrank, write {lines} into {EXCEPTIONS}"));
            }
            Some(_) => {}
        }
    }
    let settled = excused.keys().filter(|thing| !excess.contains_key(**thing));
    faults.extend(
        settled.map(|thing| format!("{thing}: no longer too large, remove it from {EXCEPTIONS}")),
    );
    faults
}

#[cfg(test)]
fn excess_of(path: &str, text: String) -> Excess {
    let mut excess = Excess::new();
    measure(&Text { path: path.to_owned(), text }, &mut excess);
    excess
}

#[test]
fn what_is_too_large_is_found() {
    let function = |lines: usize| format!("fn a() {{\n{}}}\n", "    x();\n".repeat(lines - 2));
    assert!(excess_of("crates/a/src/b.rs", function(70)).is_empty());
    assert_eq!(
        excess_of("crates/a/src/b.rs", function(71))["function crates/a/src/b.rs::a"],
        (71, 70)
    );
    assert!(excess_of("crates/a/tests/all/b.rs", function(80)).is_empty());
    assert_eq!(excess_of("crates/a/tests/all/b.rs", function(81)).len(), 1);
    let tested = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "// words\n".repeat(700));
    assert!(excess_of("crates/a/src/b.rs", tested).is_empty());
    let tested = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", function(81));
    assert_eq!(
        excess_of("crates/a/src/b.rs", tested)["test-function crates/a/src/b.rs::a"],
        (81, 80)
    );
    assert_eq!(excess_of("crates/a/src/b.rs", "const A: u8 = 1;\n".repeat(601)).len(), 1);
    assert_eq!(excess_of("crates/a/templates/b.html", "<p>\n".repeat(151)).len(), 1);
    assert_eq!(excess_of("web/src/a.css", "p {}\n".repeat(301)).len(), 1);
    assert_eq!(excess_of("web/src/a.ts", "go();\n".repeat(151)).len(), 1);
}

#[test]
fn the_list_of_exceptions_only_shrinks() {
    let excess = Excess::from([("file a.rs".to_owned(), (700, FILE))]);
    assert!(faults(&excess, "# words\nfile a.rs 700\n").is_empty());
    assert!(faults(&excess, "")[0].contains("the limit is 600"));
    assert!(faults(&excess, "file a.rs 650")[0].contains("grew"));
    assert!(faults(&excess, "file a.rs 750")[0].contains("shrank"));
    assert!(faults(&Excess::new(), "file a.rs 700")[0].contains("remove it"));
    assert!(faults(&Excess::new(), "file a.rs")[0].contains("not understood"));
}
