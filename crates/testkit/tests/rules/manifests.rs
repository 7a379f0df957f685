//! Dependencies: each with a reason, all in one place, not too many.

use toml::{Table, Value};

use crate::assert_none;
use crate::repository::{paths, read};

const MOST_DEPENDENCIES: usize = 80;

#[test]
fn every_dependency_says_why_it_is_here() {
    let manifest = read("Cargo.toml").expect("the root has a Cargo.toml");
    assert_none("dependencies without a reason", &without_reason(&manifest));
    let count = dependency_lines(&manifest).count();
    assert!(
        count <= MOST_DEPENDENCIES,
        "{count} direct dependencies, the limit is {MOST_DEPENDENCIES}"
    );
}

#[test]
fn crates_take_their_dependencies_from_the_workspace() {
    let mut faults = Vec::new();
    // Yardsticks are workspaces of their own.
    let ours = |path: &&String| path.ends_with("/Cargo.toml") && !path.starts_with("benchmark/");
    for path in paths().iter().filter(ours) {
        let manifest = read(path).unwrap_or_default();
        faults.extend(own_versions(&manifest).into_iter().map(|name| format!("{path}: {name}")));
    }
    assert_none("dependencies with a version of their own", &faults);
}

/// Lines of `[workspace.dependencies]` that name something not ours, with the line before.
fn dependency_lines(manifest: &str) -> impl Iterator<Item = (&str, &str)> {
    let table = manifest.split("[workspace.dependencies]").nth(1).unwrap_or_default();
    let lines = table.lines().take_while(|line| !line.starts_with('['));
    let pairs = lines.clone().zip(lines.skip(1));
    pairs.filter(|(_, line)| {
        let starts_entry = line.starts_with(|c: char| c.is_alphanumeric()) && line.contains('=');
        starts_entry && !line.contains("path = ")
    })
}

fn without_reason(manifest: &str) -> Vec<String> {
    let bare = dependency_lines(manifest).filter(|(before, line)| {
        let beside = line.rsplit_once('#').is_some_and(|(_, reason)| reason.trim().len() > 3);
        let heading = before.starts_with("# --");
        let above = before.starts_with('#') && !heading;
        !beside && !above
    });
    bare.map(|(_, line)| line.to_owned()).collect()
}

fn own_versions(manifest: &str) -> Vec<String> {
    let Ok(manifest) = manifest.parse::<Table>() else { return vec!["not valid TOML".to_owned()] };
    let kinds = ["dependencies", "dev-dependencies", "build-dependencies"];
    let tables = kinds.iter().filter_map(|kind| manifest.get(*kind)?.as_table());
    let from_workspace =
        |value: &Value| value.get("workspace").and_then(Value::as_bool) == Some(true);
    tables
        .flatten()
        .filter(|(_, value)| !from_workspace(value))
        .map(|(name, _)| name.clone())
        .collect()
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let manifest = "[workspace.dependencies]\nkernel = { path = \"crates/kernel\" }\n# --- storage ---\na = \"1\"\nb = \"1\" # reads XLSX\n# tells the time\nc = \"1\"\n[profile.dev]\nd = 1\n";
    assert_eq!(without_reason(manifest), ["a = \"1\""]);
    assert_eq!(dependency_lines(manifest).count(), 3);
}

#[test]
fn a_version_of_its_own_is_found() {
    let manifest = "[dependencies]\na.workspace = true\nb = { workspace = true, features = ['x'] }\nc = '1'\n[dev-dependencies]\nd = { version = '2' }\n";
    assert_eq!(own_versions(manifest), ["c", "d"]);
}
