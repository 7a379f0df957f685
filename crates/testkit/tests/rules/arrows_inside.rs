//! Arrows inside a capability crate: web → app → domain, web → store, app → store.

use crate::assert_none;
use crate::repository::{Text, is_test_file, rust};
use crate::rooms::{Room, crate_of, module_of, room_of};
use crate::source::{Source, closing, line_of, words};

/// Crates that speak SQL drivers; everyone else speaks to `db`.
const DRIVERS: [&str; 4] =
    ["rusqlite", "tokio_postgres", "deadpool_postgres", "tokio_postgres_rustls"];
const DRIVERS_LIVE_IN: [&str; 2] = ["db", "testdb"];
/// How a word is spelled in a column and which message names it: all that `domain` takes from
/// `db` and `ui`.
const SPELLING: [&str; 2] = ["db::text_column!", "ui::key"];

#[test]
fn rooms_use_only_those_below() {
    let faults: Vec<String> = product().iter().flat_map(room_faults).collect();
    assert_none("arrows inside crates", &faults);
}

#[test]
fn domain_and_store_know_no_web_and_only_db_knows_drivers() {
    let faults: Vec<String> = product().iter().flat_map(library_faults).collect();
    assert_none("libraries in the wrong room", &faults);
}

#[test]
fn sql_is_written_in_store_only() {
    let faults: Vec<String> = product().iter().flat_map(sql_faults).collect();
    assert_none("SQL outside store", &faults);
}

fn product() -> Vec<Text> {
    let files = rust().into_iter();
    files.filter(|file| file.path.contains("/src/") && !is_test_file(&file.path)).collect()
}

fn room_faults(file: &Text) -> Vec<String> {
    let Some(from) = room_of(&file.path) else { return Vec::new() };
    let code = Source::read_without_tests(&file.text).code;
    let mut faults = Vec::new();
    for (at, name) in modules_named(&code, &file.path) {
        if let Some(to) = Room::named(&name).filter(|&to| !from.may_use(to)) {
            faults.push(format!("{}:{}: {from:?} uses {to:?}", file.path, line_of(&code, at)));
        }
    }
    faults
}

/// Top-level modules of its own crate that a file names, and where.
fn modules_named(code: &str, path: &str) -> Vec<(usize, String)> {
    let depth = module_of(path).map_or(0, |module| module.len());
    let from_crate = words(code, "crate").map(|at| (at, at + "crate".len()));
    // As many `super` as the file is deep lead to the top of the crate.
    let to_top = vec!["super"; depth].join("::");
    let from_super =
        words(code, "super").filter(|&at| depth > 0 && code[at..].starts_with(&to_top));
    let from_super = from_super.filter(|&at| !code[..at].trim_end().ends_with("super::"));
    let starts = from_crate.chain(from_super.map(|at| (at, at + to_top.len())));
    starts
        .flat_map(|(at, end)| heads(&code[end..]).into_iter().map(move |name| (at, name)))
        .collect()
}

/// The first names after `::`, one or a group of them.
fn heads(rest: &str) -> Vec<String> {
    let Some(rest) = rest.trim_start().strip_prefix("::") else { return Vec::new() };
    let rest = rest.trim_start();
    let name = |text: &str| {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    if !rest.starts_with('{') {
        return vec![name(rest)];
    }
    let group = &rest[1..closing(rest, 0).saturating_sub(1)];
    let mut depth = 0_i32;
    let mut names = vec![name(group.trim_start())];
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    names
}

fn holds_drivers(path: &str) -> bool {
    crate_of(path).is_some_and(|name| DRIVERS_LIVE_IN.contains(&name))
}

fn library_faults(file: &Text) -> Vec<String> {
    let code = Source::read_without_tests(&file.text).code;
    let room = room_of(&file.path);
    let mut forbidden: Vec<&str> = Vec::new();
    if !holds_drivers(&file.path) {
        forbidden.extend(DRIVERS);
    }
    match room {
        Some(Room::Domain) => forbidden.extend(["axum", "askama", "tokio", "db", "ui"]),
        Some(Room::Store) => forbidden.extend(["axum", "askama", "ui"]),
        _ => {}
    }
    let mut faults = Vec::new();
    for name in forbidden {
        let path = format!("{name}::");
        for at in words(&code, name).filter(|&at| code[at..].starts_with(&path)) {
            let inner = code[..at].ends_with("::");
            let spelled = SPELLING.iter().any(|spelling| code[at..].starts_with(spelling));
            if !inner && !spelled {
                let place = room.map_or("this crate".to_owned(), |room| format!("{room:?}"));
                faults.push(format!("{}:{}: {place} uses {name}", file.path, line_of(&code, at)));
            }
        }
    }
    faults
}

fn sql_faults(file: &Text) -> Vec<String> {
    let at_home = room_of(&file.path) == Some(Room::Store) || holds_drivers(&file.path);
    if at_home || crate_of(&file.path) == Some("testkit") {
        return Vec::new();
    }
    let source = Source::read_without_tests(&file.text);
    let mut faults = Vec::new();
    for (line, _) in source.lines().filter(|(_, code)| code.contains("statements!")) {
        faults.push(format!("{}:{line}: statements! outside store", file.path));
    }
    for (line, literal) in source.literals.iter().filter(|(_, literal)| is_sql(literal)) {
        let start: String = literal.trim().chars().take(40).collect();
        faults.push(format!("{}:{line}: SQL outside store: {start}", file.path));
    }
    faults
}

/// Statements shout; a sentence that starts with “select” does not.
fn is_sql(literal: &str) -> bool {
    let words: Vec<&str> = literal.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    match words.as_slice() {
        ["SELECT", ..] => has("FROM"),
        ["INSERT", "INTO", ..] | ["DELETE", "FROM", ..] => true,
        ["UPDATE", ..] => has("SET"),
        ["CREATE" | "ALTER" | "DROP", "TABLE" | "INDEX" | "UNIQUE" | "DATABASE", ..] => true,
        ["WITH", _, "AS", ..] | ["PRAGMA", ..] => true,
        _ => false,
    }
}

#[cfg(test)]
fn file(path: &str, text: &str) -> Text {
    Text { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn an_arrow_that_points_up_is_found() {
    let text = "use crate::{app::Dispatch, store::{orders, web_pages}};\nuse super::super::web::page;\n#[cfg(test)]\nmod tests { use crate::app::x; }\n";
    let faults = room_faults(&file("crates/requests/src/store/order.rs", text));
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains(":1: Store uses App") && faults[1].contains(":2: Store uses Web"));
    let text = "use crate::store::order; use crate::domain::order; // crate::web";
    assert!(room_faults(&file("crates/requests/src/app/order.rs", text)).is_empty());
    assert_eq!(room_faults(&file("crates/requests/src/domain/order.rs", text)).len(), 1);
}

#[test]
fn a_library_in_the_wrong_room_is_found() {
    let text =
        "use axum::Router; fn f(c: rusqlite::Connection) {} let s = \"axum::\"; crate::db::x();";
    assert_eq!(library_faults(&file("crates/requests/src/store/order.rs", text)).len(), 2);
    assert_eq!(library_faults(&file("crates/requests/src/web/order.rs", text)).len(), 1);
    assert_eq!(library_faults(&file("crates/db/src/sqlite.rs", text)).len(), 0);
}

#[test]
fn sql_in_the_wrong_place_is_found() {
    let text = "db::statements! { GET = \"\n SELECT id FROM orders\"; }\nlet a = \"select a line from the list\";";
    assert_eq!(sql_faults(&file("crates/requests/src/app/order.rs", text)).len(), 2);
    assert!(sql_faults(&file("crates/requests/src/store/order.rs", text)).is_empty());
    let text =
        "error(\"update the settings file\"); html(\"<select name=a>\"); say(\"with care\");";
    assert!(sql_faults(&file("crates/requests/src/web/order.rs", text)).is_empty());
}
