//! The demo city is what its hand-written tables make: changes go there, not into the pack.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::repository::root;

/// A folder of a test, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("huying-pack-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder for the test");
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Left-over files of a test are a nuisance, not a failure.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test is not a setting of the program")]
fn the_demo_pack_is_what_its_tables_make() {
    let Ok(python) = std::env::var("HUYING_PYTHON") else {
        // Written past the capture of the test runner: a part left out is always seen.
        let _ = writeln!(std::io::stderr(), "demo pack: not included: HUYING_PYTHON is not set");
        return;
    };
    let made = Folder::new("made");
    let mut command = Command::new(python);
    command.arg(root().join("city/generate_demo.py")).arg("--into").arg(&made.0);
    let output = command.output().expect("HUYING_PYTHON starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let faults = differing(&made.0, &root().join("city/demo"));
    crate::assert_none("change city/demo_sources, then run city/generate_demo.py", &faults);
}

/// Every file of a folder that another folder does not have just so.
fn differing(made: &Path, pack: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(made)
        .expect("the folder was made")
        .map(|entry| entry.expect("it can be read").file_name())
        .collect();
    names.sort();
    assert!(!names.is_empty(), "nothing was made");
    let differs = |name: &std::ffi::OsString| {
        fs::read(made.join(name)).ok() != fs::read(pack.join(name)).ok()
    };
    names.into_iter().filter(differs).map(|name| name.to_string_lossy().into_owned()).collect()
}

#[test]
fn a_file_that_is_missing_or_other_is_named() {
    let (made, pack) = (Folder::new("these"), Folder::new("those"));
    for (name, text) in [("same", "1"), ("other", "2"), ("missing", "3")] {
        fs::write(made.0.join(name), text).expect("written");
    }
    for (name, text) in [("same", "1"), ("other", "0"), ("more", "4")] {
        fs::write(pack.0.join(name), text).expect("written");
    }
    assert_eq!(differing(&made.0, &pack.0), ["missing", "other"]);
}
