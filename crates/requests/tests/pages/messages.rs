//! The catalogues of this crate, with those it borrows from.

/// Headings of the file of rejected rows, which the binary writes.
const OF_THE_BINARY: [&str; 2] = ["import-rejected-row", "import-rejected-reason"];

#[test]
fn every_message_is_there_in_both_languages_and_used() {
    let mut faults = ui::catalogue_check::check_crate(
        env!("CARGO_MANIFEST_DIR"),
        &[requests::LOCALES],
        &[ui::LOCALES, people::LOCALES],
    );
    let before = faults.len();
    faults.retain(|fault| {
        !OF_THE_BINARY.iter().any(|key| fault.starts_with(&format!("unused: \"{key}\"")))
    });
    assert_eq!(faults, Vec::<String>::new());
    assert_eq!(before, OF_THE_BINARY.len(), "an exception nobody needs any more");
}
