//! The files of the repository, as git knows them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One text file: its path from the root, and what it says.
pub(crate) struct Text {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../..").canonicalize().expect("this crate lies two folders below the root")
}

/// Paths of all files that are committed or would be.
pub(crate) fn paths() -> Vec<String> {
    let mut git = Command::new("git");
    // CI may run as another user than the one who cloned.
    git.current_dir(root()).args(["-c", "safe.directory=*", "-c", "core.quotePath=false"]);
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    let answer = git.output().expect("git lists the files: install git and run in a clone");
    let list = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(answer.status.success(), "git ls-files: {}", String::from_utf8_lossy(&answer.stderr));
    let mut paths: Vec<String> = list.lines().map(str::to_owned).collect();
    paths.retain(|path| root().join(path).is_file());
    paths.sort();
    paths.dedup();
    assert!(paths.len() > 20, "the list of files is implausibly short: {paths:?}");
    paths
}

/// All text files whose path pleases.
pub(crate) fn texts(pleases: impl Fn(&str) -> bool) -> Vec<Text> {
    let chosen = paths().into_iter().filter(|path| pleases(path));
    chosen
        .filter_map(|path| {
            let bytes = std::fs::read(root().join(&path)).ok()?;
            Some(Text { path, text: String::from_utf8(bytes).ok()? })
        })
        .collect()
}

/// All Rust files.
pub(crate) fn rust() -> Vec<Text> {
    let files = texts(|path| has_ending(path, &["rs"]));
    assert!(!files.is_empty(), "no Rust file was found");
    files
}

/// One file by its path, if it is there.
pub(crate) fn read(path: &str) -> Option<String> {
    std::fs::read_to_string(root().join(path)).ok()
}

/// True when the path ends in one of these, given without the dot.
pub(crate) fn has_ending(path: &str, endings: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
}

/// True for files that hold nothing but tests.
pub(crate) fn is_test_file(path: &str) -> bool {
    let in_tests =
        path.starts_with("tests/") || path.contains("/tests/") || path.contains("/benches/");
    in_tests || path.ends_with("/tests.rs")
}
