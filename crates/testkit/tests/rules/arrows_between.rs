//! Arrows between crates: who may depend on whom. A new arrow is a decision to be written down.

use std::collections::BTreeMap;

use toml::Table;

use crate::assert_none;
use crate::repository::{paths, read};

/// Allowed dependencies among our own crates; dev-dependencies may add [`DEV_ONLY`] and nothing else.
const ARROWS: [(&str, &[&str]); 12] = [
    ("kernel", &[]),
    ("db", &["kernel"]),
    ("echo", &["kernel"]),
    ("ui", &["kernel"]),
    ("places", &["kernel", "db"]),
    // Recorded decision: people owns its own pages.
    ("people", &["kernel", "db", "ui"]),
    ("requests", &["kernel", "db", "ui", "people", "places"]),
    ("stations", &["kernel", "db", "ui", "people", "places"]),
    ("server", &["kernel", "db", "echo", "ui", "places", "people", "requests", "stations"]),
    ("testdb", &["kernel", "db"]),
    ("testkit", &["kernel", "db", "testdb", "echo", "ui", "places", "people", "requests"]),
    ("xtask", &[]),
];

/// `echo` because the desk is tested with the engine it runs with.
const DEV_ONLY: [&str; 3] = ["echo", "testdb", "testkit"];

#[test]
fn crates_depend_only_on_those_below() {
    let manifests: BTreeMap<String, String> = paths()
        .into_iter()
        .filter(|path| path.ends_with("/Cargo.toml"))
        // Yardsticks are programs of their own, never part of ours.
        .filter(|path| !path.starts_with("benchmark/"))
        .filter_map(|path| read(&path).map(|text| (path, text)))
        .collect();
    let faults: Vec<String> =
        manifests.iter().flat_map(|(path, text)| faults_of(path, text)).collect();
    assert_none("arrows between crates", &faults);
}

fn faults_of(path: &str, manifest: &str) -> Vec<String> {
    let folder = path.trim_end_matches("/Cargo.toml").rsplit('/').next().unwrap_or_default();
    let manifest: Table = match manifest.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("{path}: {error}")],
    };
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(|name| name.as_str());
    if name != Some(folder) {
        return vec![format!("{path}: the crate is called {name:?}, its folder {folder}")];
    }
    let Some((_, allowed)) = ARROWS.iter().find(|(from, _)| *from == folder) else {
        return vec![format!(
            "{path}: the crate {folder} has no line in ARROWS: decide what it may depend on"
        )];
    };
    let mut faults = Vec::new();
    for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
        for dependency in ours(&manifest, kind) {
            let for_tests = kind == "dev-dependencies" && DEV_ONLY.contains(&dependency.as_str());
            if !for_tests && !allowed.contains(&dependency.as_str()) {
                faults.push(format!(
                    "{path}: {folder} → {dependency} ({kind}) is not an agreed arrow"
                ));
            }
        }
    }
    faults
}

fn ours(manifest: &Table, kind: &str) -> Vec<String> {
    let table = manifest.get(kind).and_then(|table| table.as_table());
    let names = table.into_iter().flat_map(Table::keys);
    names.filter(|name| ARROWS.iter().any(|(ours, _)| ours == name)).cloned().collect()
}

#[test]
fn an_arrow_that_was_not_agreed_is_found() {
    let bad = "[package]\nname = 'places'\n[dependencies]\nkernel.workspace = true\nui.workspace = true\n[dev-dependencies]\ntestkit.workspace = true\nrequests.workspace = true\n";
    let faults = faults_of("crates/places/Cargo.toml", bad);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(faults[0].contains("places → ui") && faults[1].contains("places → requests"));
    assert!(!faults_of("crates/new/Cargo.toml", "[package]\nname = 'new'\n").is_empty());
    let product = "[package]\nname = 'server'\n[dependencies]\ntestkit.workspace = true\n";
    assert_eq!(faults_of("crates/server/Cargo.toml", product).len(), 1);
}
