//! What may be committed: nothing large, nothing minified, nothing of others.

use crate::assert_none;
use crate::repository::{Text, has_ending, paths, root, texts};

const LARGEST_BYTES: u64 = 512 * 1024;
/// What the engine learned is kept as weights, in one place.
const WEIGHTS: &str = "crates/echo/data/";
const LARGEST_WEIGHTS_BYTES: u64 = 1536 * 1024;
/// A line of a script or style that a person wrote is shorter.
const LONGEST_LINE: usize = 1_000;

#[test]
fn no_committed_file_is_large() {
    let size = |path: &String| std::fs::metadata(root().join(path)).map_or(0, |data| data.len());
    let large = paths()
        .into_iter()
        .map(|path| (size(&path), path))
        .filter(|(bytes, path)| *bytes > most(path));
    let faults: Vec<String> =
        large.map(|(bytes, path)| format!("{path}: {} KiB", bytes / 1024)).collect();
    assert_none("files larger than 512 KiB (weights: 1.5 MiB)", &faults);
}

fn most(path: &str) -> u64 {
    if path.starts_with(WEIGHTS) { LARGEST_WEIGHTS_BYTES } else { LARGEST_BYTES }
}

#[test]
fn no_minified_file_is_committed() {
    let scripts = texts(|path| has_ending(path, &["js", "mjs", "cjs", "ts", "css"]));
    let faults: Vec<String> = scripts.iter().filter_map(minified).collect();
    assert_none("minified files", &faults);
}

fn minified(file: &Text) -> Option<String> {
    let named_so = file.path.contains(".min.");
    let long = file.text.lines().any(|line| line.chars().count() > LONGEST_LINE);
    (named_so || long)
        .then(|| format!("{}: third-party files come from npm at build time", file.path))
}

#[test]
fn a_minified_file_is_found() {
    let file = |path: &str, text: String| Text { path: path.to_owned(), text };
    assert!(minified(&file("web/src/a.js", "a;".repeat(600))).is_some());
    assert!(minified(&file("web/src/a.min.css", String::new())).is_some());
    assert!(minified(&file("web/src/a.js", "a;\n".repeat(600))).is_none());
}
