//! A test for every crate with pages: each message key it uses exists, and
//! each key it defines is used.
//!
//! Keys are found in `src/**/*.rs` and `templates/**/*.html` as the first
//! string of these calls, line breaks after the bracket included:
//! `.s("…")`, `.a("…"`, `.n("…"`, `.named("…"`, `key("…")`, and as
//! `_key: "…"` in struct literals. A key that is put together at run time
//! must be listed once with `key("…")`, best beside the `match` that picks it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::catalogue::{Catalogue, Source, keys_of};

const CALLS: [&str; 5] = [".s(", ".a(", ".n(", ".named(", "key("];

/// Checks one crate; answers with faults in words, none when all is well.
///
/// `manifest_dir` is `env!("CARGO_MANIFEST_DIR")`, `own` the crate's
/// messages, `others` those of the crates it may borrow from (`ui::LOCALES`).
pub fn check_crate(manifest_dir: &str, own: &[&[Source]], others: &[&[Source]]) -> Vec<String> {
    let mut faults = Vec::new();
    let all: Vec<&[Source]> = own.iter().chain(others).copied().collect();
    if let Err(fault) = Catalogue::build(&all) {
        faults.push(fault.to_string());
    }
    let used = used_keys(manifest_dir);
    let defined = |sources: &[&[Source]]| -> BTreeSet<String> {
        sources
            .iter()
            .copied()
            .flatten()
            .flat_map(|source| keys_of(source.text))
            .map(str::to_owned)
            .collect()
    };
    let (own, all) = (defined(own), defined(&all));
    faults.extend(
        used.difference(&all).map(|key| format!("missing: \"{key}\" is used but not defined")),
    );
    faults.extend(
        own.difference(&used).map(|key| format!("unused: \"{key}\" is defined but not used")),
    );
    faults
}

fn used_keys(manifest_dir: &str) -> BTreeSet<String> {
    let root = Path::new(manifest_dir);
    let mut keys = BTreeSet::new();
    for folder in ["src", "templates"] {
        visit(&root.join(folder), &mut keys);
    }
    keys
}

fn visit(folder: &Path, keys: &mut BTreeSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            visit(&path, keys);
        } else if is_read(&path)
            && let Ok(text) = fs::read_to_string(&path)
        {
            keys_in(&without_comments(&text), keys);
        }
    }
}

/// Rust files outside of tests, and templates.
fn is_read(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name != "tests.rs" && (name.ends_with(".rs") || name.ends_with(".html"))
}

/// The text without Rust comment lines and template comments, whose examples
/// are not uses.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (index, part) in text.split("{#").enumerate() {
        let rest =
            if index == 0 { part } else { part.split_once("#}").map_or(part, |(_, rest)| rest) };
        kept.push_str(rest);
    }
    kept.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

fn keys_in(text: &str, keys: &mut BTreeSet<String>) {
    // In-file tests use made-up keys.
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap_or(text);
    for call in CALLS {
        for rest in text.split(call).skip(1) {
            keys.extend(first_string(rest).filter(|key| is_key(key)).map(str::to_owned));
        }
    }
    for rest in text.split("_key: ").skip(1) {
        keys.extend(first_string(rest).filter(|key| is_key(key)).map(str::to_owned));
    }
}

/// The string literal the text starts with, blanks and line breaks apart.
fn first_string(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('"')?.split('"').next()
}

fn is_key(text: &str) -> bool {
    text.contains('-')
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut keys = BTreeSet::new();
        keys_in(text, &mut keys);
        keys.into_iter().collect()
    }

    #[test]
    fn keys_are_found_in_calls_across_line_breaks_and_in_struct_literals() {
        assert_eq!(found("{{ shell.t.s(\"a-b\") }} t.a(\n    \"c-d\", &[])"), ["a-b", "c-d"]);
        assert_eq!(
            found("key(\"e-f\"), label_key: \"g-h\", t.n(\"i-j\", 3)"),
            ["e-f", "g-h", "i-j"]
        );
        assert!(found("x.s(name), f(\"k-l\")").is_empty());
    }

    #[test]
    fn examples_in_comments_are_not_uses() {
        let text = without_comments("/// t.s(\"a-b\")\n{# t.s(\"c-d\") #}{{ t.s(\"e-f\") }}");
        assert_eq!(found(&text), ["e-f"]);
    }

    #[test]
    fn the_keys_of_this_crate_are_all_there_and_all_used() {
        let faults = check_crate(env!("CARGO_MANIFEST_DIR"), &[crate::LOCALES], &[]);
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
