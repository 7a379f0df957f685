//! Message catalogues: every file of every crate is there in both languages and built into the
//! program, every message is named by some code, and every crate that has a catalogue checks it.

use std::collections::HashSet;

use crate::assert_none;
use crate::repository::{Text, has_ending, texts};

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

#[test]
fn every_catalogue_is_in_both_languages_built_in_and_checked() {
    let catalogues = texts(|path| has_ending(path, &["ftl"]));
    assert!(catalogues.len() > 10, "no catalogues were found");
    let code = texts(|path| path.starts_with("crates/") && has_ending(path, &["rs", "html"]));
    assert_none("catalogues", &faults(&catalogues, &code));
}

fn faults(catalogues: &[Text], code: &[Text]) -> Vec<String> {
    let mut faults = Vec::new();
    let named = named(code);
    for file in catalogues {
        let Some((home, lang, name)) = place(&file.path) else {
            faults.push(format!("{}: catalogues lie in crates/*/locales/<language>/", file.path));
            continue;
        };
        for other in LANGUAGES {
            let twin = format!("{home}/locales/{other}/{name}");
            if !catalogues.iter().any(|file| file.path == twin) {
                faults.push(format!("{twin} is missing: {} has no such twin", file.path));
            }
        }
        let built_in = format!("locales/{lang}/{name}\"");
        let own = || code.iter().filter(|text| text.path.starts_with(&format!("{home}/")));
        let is_listed = |text: &&Text| is_in_catalogues(&text.text, name);
        let is_built_in = |text: &&Text| {
            is_listed(text) || (text.text.contains("include_str!") && text.text.contains(&built_in))
        };
        if !own().any(|text| is_built_in(&text)) {
            faults.push(format!("{}: no code of its crate builds it in", file.path));
        }
        // `places` knows no pages; its messages are told apart by the next rule alone.
        let has_pages = own().any(|text| text.text.contains("ui::Source"));
        if has_pages && !own().any(|text| text.text.contains("catalogue_check::check_crate")) {
            faults.push(format!("{home}: has messages and no test that calls check_crate"));
        }
        if lang == "zh-CN" {
            let unused = keys(&file.text).filter(|key| !named.contains(key));
            faults.extend(unused.map(|key| format!("{}: no code names {key}", file.path)));
        }
    }
    faults.sort();
    faults.dedup();
    faults
}

/// Whether a `ui::catalogues![…]` list, which builds in every language of each name, has the file.
fn is_in_catalogues(code: &str, file: &str) -> bool {
    let Some((_, list)) = code.split_once("= ui::catalogues![") else { return false };
    let list = list.split(']').next().unwrap_or_default();
    let name = file.strip_suffix(".ftl").unwrap_or(file);
    list.split_whitespace().any(|word| word.trim_matches('"') == name)
}

/// The crate's folder, the language and the file name.
fn place(path: &str) -> Option<(String, &str, &str)> {
    let (home, rest) = path.split_once("/locales/")?;
    let (lang, name) = rest.split_once('/')?;
    let sound = home.starts_with("crates/") && LANGUAGES.contains(&lang) && !name.contains('/');
    sound.then(|| (home.to_owned(), lang, name))
}

fn keys(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (key, _) = line.split_once(" =")?;
        key.starts_with(|first: char| first.is_ascii_lowercase()).then_some(key)
    })
}

/// Whatever stands between two quotes.
fn named(code: &[Text]) -> HashSet<&str> {
    let mut named = HashSet::new();
    for text in code {
        let mut pieces = text.text.split('"').skip(1).peekable();
        while let Some(piece) = pieces.next() {
            // Behind the last quote there is no other.
            if pieces.peek().is_some() {
                named.insert(piece);
            }
        }
    }
    named
}

#[test]
fn a_catalogue_that_is_forgotten_somewhere_is_found() {
    let text = |path: &str, text: &str| Text { path: path.to_owned(), text: text.to_owned() };
    let sound = [
        text("crates/a/locales/zh-CN/n.ftl", "n-one = 一\n"),
        text("crates/a/locales/en/n.ftl", "n-one = one\n"),
    ];
    let code = "ui::Source include_str!(\"../locales/zh-CN/n.ftl\") include_str!(\"../locales/en/n.ftl\") \
                ui::catalogue_check::check_crate t.s(\"n-one\")";
    let code = [text("crates/a/src/lib.rs", code)];
    assert_eq!(faults(&sound, &code), Vec::<String>::new());
    assert_eq!(faults(&sound[..1], &code).len(), 1, "no English");
    assert_eq!(faults(&sound, &[]).len(), 3, "built in nowhere, named nowhere");
    let unchecked = [text("crates/a/src/lib.rs", &code[0].text.replace("check_crate", ""))];
    assert_eq!(faults(&sound, &unchecked).len(), 1);
    let list =
        "ui::Source] = ui::catalogues![\"n\"]; ui::catalogue_check::check_crate t.s(\"n-one\")";
    let listed = [text("crates/a/src/lib.rs", list)];
    assert_eq!(faults(&sound, &listed), Vec::<String>::new());
    let other = [text("crates/a/src/lib.rs", &list.replace("[\"n\"]", "[\"m\"]"))];
    assert_eq!(faults(&sound, &other).len(), 2, "built in in no language");
    let stray = [text("locales/n.ftl", "")];
    assert_eq!(faults(&stray, &code).len(), 1);
}
