//! The demo city is what its hand-written tables make: changes go there, not into the pack.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use crate::repository::root;

/// What the files of a folder hold, by their names.
type Files = BTreeMap<String, Vec<u8>>;

#[test]
#[expect(clippy::disallowed_methods, reason = "a test is not a setting of the program")]
fn the_demo_pack_is_what_its_tables_make() {
    let Ok(python) = std::env::var("HUYING_PYTHON") else {
        // Written past the capture of the test runner: a part left out is always seen.
        let _ = writeln!(std::io::stderr(), "demo pack: not included: HUYING_PYTHON is not set");
        return;
    };
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo-pack");
    // What an earlier run made, if there was one.
    let _ = fs::remove_dir_all(&made);
    let mut command = Command::new(python);
    command.arg(root().join("city/generate_demo.py")).arg("--into").arg(&made);
    let output = command.output().expect("HUYING_PYTHON starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let made = files(&made);
    assert!(!made.is_empty(), "nothing was made");
    let faults = differing(&made, &files(&root().join("city/demo")));
    crate::assert_none("change city/demo_sources, then run city/generate_demo.py", &faults);
}

fn files(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let entries = entries.map(|entry| entry.expect("it can be read"));
    let named = entries.filter_map(|entry| {
        let bytes = fs::read(entry.path()).ok()?;
        Some((entry.file_name().to_string_lossy().into_owned(), bytes))
    });
    named.collect()
}

/// Every file that the pack does not have just so.
fn differing(made: &Files, pack: &Files) -> Vec<String> {
    let differs = |(name, bytes): &(&String, &Vec<u8>)| pack.get(*name) != Some(*bytes);
    made.iter().filter(differs).map(|(name, _)| name.clone()).collect()
}

#[test]
fn a_file_that_is_missing_or_other_is_named() {
    let of = |files: &[(&str, &str)]| -> Files {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
        files.iter().map(owned).collect()
    };
    let made = of(&[("same", "1"), ("other", "2"), ("missing", "3")]);
    let pack = of(&[("same", "1"), ("other", "0"), ("more", "4")]);
    assert_eq!(differing(&made, &pack), ["missing", "other"]);
}
