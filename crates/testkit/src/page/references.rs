//! Ids and what points to them.

use std::collections::HashSet;

use scraper::Html;

use super::{ids, select, tag};

/// Attributes that hold one id or several, separated by white space.
const POINTERS: [&str; 9] = [
    "for",
    "form",
    "list",
    "headers",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-errormessage",
    "aria-owns",
];

/// Adds ids that are not unique and references that lead nowhere.
pub(super) fn check(page: &Html, faults: &mut Vec<String>) {
    let mut seen = HashSet::new();
    for element in select(page, "[id]") {
        let id = element.attr("id").unwrap_or_default();
        if id.is_empty() || id.contains(char::is_whitespace) {
            faults.push(format!("an id is empty or has a space: {}", tag(&element)));
        }
        if !seen.insert(id) {
            faults.push(format!("the id “{id}” is used more than once"));
        }
    }
    let known = ids(page);
    for name in POINTERS {
        for element in select(page, &format!("[{name}]")) {
            let targets = element.attr(name).unwrap_or_default().split_whitespace();
            for target in targets.filter(|target| !known.contains(target)) {
                faults.push(format!(
                    "{name} points to “{target}”, which is not on the page: {}",
                    tag(&element)
                ));
            }
        }
    }
    check_jumps(page, &known, faults);
}

/// Links within the page, as in an error summary or to skip the navigation.
fn check_jumps(page: &Html, known: &HashSet<&str>, faults: &mut Vec<String>) {
    for link in select(page, "a[href^='#']") {
        let target = link.attr("href").unwrap_or_default().trim_start_matches('#');
        if !target.is_empty() && target != "top" && !known.contains(target) {
            faults.push(format!(
                "a link jumps to “{target}”, which is not on the page: {}",
                tag(&link)
            ));
        }
    }
}
