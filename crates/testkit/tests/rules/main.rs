//! Tests of the repository itself: what was agreed about its shape, read from its files.
//!
//! A new rule arrives with its test here or not at all. Every rule is a function from files to
//! faults with a test of its own that shows it can fail.

mod arrows_between;
mod arrows_inside;
mod demo_pack;
mod documents;
mod files;
mod licences;
mod manifests;
mod messages;
mod repository;
mod rooms;
mod sizes;
mod source;
mod wording;

/// Fails with all faults at once, one a line.
#[track_caller]
fn assert_none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}: {} faults\n{}", faults.len(), faults.join("\n"));
}
