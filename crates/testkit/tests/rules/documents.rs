//! Documents: there, short, and true about commands and files.

use crate::assert_none;
use crate::repository::{Text, is_test_file, read, root, rust, texts};
use crate::source::{Source, words};

const EXPECTED: [&str; 9] = [
    "README.md",
    "README.zh-CN.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "LICENSE",
    "docs/glossary.md",
    "docs/progress.md",
    "docs/state-machines/order.md",
    ".ci/run",
];
const PROGRESS_LINES: usize = 40;
const ARCHITECTURE_LINES: usize = 200;

#[test]
fn the_agreed_documents_are_there() {
    let missing = EXPECTED.iter().filter(|path| !root().join(path).is_file());
    assert_none("missing documents", &missing.map(|path| (*path).to_owned()).collect::<Vec<_>>());
}

#[test]
fn documents_meant_to_be_short_are_short() {
    let limits = [("docs/progress.md", PROGRESS_LINES), ("ARCHITECTURE.md", ARCHITECTURE_LINES)];
    let long = limits.iter().filter_map(|(path, limit)| {
        let lines = read(path)?.lines().count();
        (lines > *limit).then(|| format!("{path}: {lines} lines, the limit is {limit}"))
    });
    assert_none("long documents", &long.collect::<Vec<_>>());
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent =
        rust().into_iter().filter(|file| file.path.contains("/src/") && !is_test_file(&file.path));
    let silent = silent.filter(|file| !file.text.trim_start().starts_with("//!"));
    assert_none(
        "modules without //! at their top",
        &silent.map(|file| file.path).collect::<Vec<_>>(),
    );
}

#[test]
fn commands_in_the_documents_exist() {
    let tasks = read("xtask/src/main.rs").expect("xtask is there");
    let tasks: Vec<String> =
        Source::read(&tasks).literals.into_iter().map(|(_, text)| text).collect();
    let server: Vec<String> =
        texts(|path| path.starts_with("crates/server/src/") && path.ends_with(".rs"))
            .iter()
            .map(|file| Source::read_without_tests(&file.text).code)
            .collect();
    let is_task = |name: &str| tasks.iter().any(|task| task == name);
    let is_command =
        |name: &str| server.iter().any(|code| words(code, &camel_case(name)).next().is_some());
    let documents = texts(|path| path.ends_with(".md"));
    let mut faults = Vec::new();
    for document in &documents {
        for (line, name) in named_after(document, "cargo xtask ") {
            if !is_task(&name) {
                faults.push(format!(
                    "{}:{line}: there is no task `cargo xtask {name}`",
                    document.path
                ));
            }
        }
        for (line, name) in
            named_after(document, "`huying ").into_iter().chain(named_after(document, "\nhuying "))
        {
            if !is_command(&name) {
                faults
                    .push(format!("{}:{line}: there is no command `huying {name}`", document.path));
            }
        }
    }
    assert_none("commands that do not exist", &faults);
}

#[test]
fn links_in_the_documents_lead_somewhere() {
    let documents = texts(|path| path.ends_with(".md"));
    let faults: Vec<String> = documents.iter().flat_map(dead_links).collect();
    assert_none("dead links", &faults);
}

/// The lower-case word that follows each occurrence of `before`, with its line.
fn named_after(document: &Text, before: &str) -> Vec<(usize, String)> {
    let text = &document.text;
    let found = text.match_indices(before).map(|(at, _)| {
        let rest = text[at + before.len()..].chars();
        let name: String = rest.take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
        (crate::source::line_of(text, at), name)
    });
    found.filter(|(_, name)| !name.is_empty()).collect()
}

fn camel_case(name: &str) -> String {
    let capital = |part: &str| part[..1].to_ascii_uppercase() + &part[1..];
    name.split('-').filter(|part| !part.is_empty()).map(capital).collect()
}

fn dead_links(document: &Text) -> Vec<String> {
    let folder =
        root().join(&document.path).parent().map(std::path::Path::to_path_buf).unwrap_or_default();
    let mut faults = Vec::new();
    for (at, _) in document.text.match_indices("](") {
        let target: String = document.text[at + 2..]
            .chars()
            .take_while(|c| !matches!(c, ')' | ' ' | '\n'))
            .collect();
        let file = target.split('#').next().unwrap_or_default();
        let elsewhere = file.is_empty() || target.contains("://") || target.starts_with("mailto:");
        if !elsewhere && !folder.join(file).exists() {
            faults.push(format!("{}: {target}", document.path));
        }
    }
    faults
}

#[test]
fn commands_are_read_out_of_prose_and_blocks() {
    let text =
        "Run `cargo xtask demo --fresh`.\n```\nhuying serve\n```\nand `huying city load DIR`"
            .to_owned();
    let document = Text { path: "README.md".to_owned(), text };
    assert_eq!(named_after(&document, "cargo xtask "), [(1, "demo".to_owned())]);
    assert_eq!(named_after(&document, "\nhuying ")[0].1, "serve");
    assert_eq!(named_after(&document, "`huying ")[0].1, "city");
    assert_eq!(camel_case("demo-load"), "DemoLoad");
}

#[test]
fn a_dead_link_is_found() {
    let text =
        "[a](no/such/file.md) [b](Cargo.toml) [c](https://city.example) [d](#part)".to_owned();
    assert_eq!(
        dead_links(&Text { path: "README.md".to_owned(), text }),
        ["README.md: no/such/file.md"]
    );
}
