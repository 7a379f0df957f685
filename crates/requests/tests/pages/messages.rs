//! The catalogues of this crate, with those it borrows from.

use std::path::Path;

/// Code that names messages of this crate: its own and the binary's, which
/// writes the file of rejected rows.
const CODE: [&str; 2] = ["src", "../server/src"];

#[test]
fn every_message_is_there_in_both_languages_and_used() {
    let home = env!("CARGO_MANIFEST_DIR");
    let mut faults = ui::catalogue_check::check_crate(
        home,
        &[requests::LOCALES],
        &[ui::LOCALES, people::LOCALES],
    );
    let mut code = String::new();
    for folder in CODE {
        read(&Path::new(home).join(folder), &mut code);
    }
    // Tables of headings name their messages as plain words.
    let is_named = |fault: &String| {
        let key = fault.strip_prefix("unused: ").and_then(|rest| rest.split(' ').next());
        key.is_some_and(|key| code.contains(key))
    };
    faults.retain(|fault| !is_named(fault));
    assert_eq!(faults, Vec::<String>::new());
}

fn read(folder: &Path, code: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, code);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            code.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}
