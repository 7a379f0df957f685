//! The key of each action: the letter it always has, and another where two
//! that stand together would have the same.

use super::ActionForm;

/// What the page itself has: rows, join, undo, a call, what came or changed.
const TAKEN: &str = "JKMZNG.,/?[]";

/// The letter of each action beside those that are the likeliest next step
/// (E), an answer (R) or a return (B).
const OWN: &[(&str, &str)] = &[
    ("start", "S"),
    ("first-contact", "F"),
    ("unlink", "U"),
    ("transfer", "T"),
    ("refusal", "I"),
    ("repeat", "C"),
    ("follow-up", "F"),
    ("rework", "W"),
    ("reopening", "O"),
    ("parts", "A"),
    ("handover", "H"),
    ("handover-withdrawal", "U"),
    ("hearing", "H"),
    ("conference", "H"),
    ("escalation", "Y"),
    ("urge", "V"),
    ("extension", "X"),
    ("deferral", "D"),
    ("progress", "P"),
    ("resumption", "C"),
    ("exclusion", "Q"),
    ("supervision", "S"),
    ("supervision-answer", "A"),
    ("supervision-closing", "C"),
    ("protection", "L"),
    ("termination-request", "T"),
    ("recusal", "L"),
    ("recusal-demand", "L"),
    ("recusal-decision", "D"),
    ("three-way-call", "3"),
    ("place", "P"),
    ("place-proposal", "W"),
    ("place-decision", "Q"),
];

/// In this order for whatever finds its letter taken.
const SPARE: &[&str] = &[
    "A", "C", "D", "F", "H", "I", "L", "O", "P", "Q", "S", "T", "U", "V", "W", "X", "Y", "B", "R",
    ";", "'", "-", "=", "\\",
];

/// Gives every form a key that no other on the page has.
pub(super) fn give(forms: &mut [ActionForm]) {
    let wanted: Vec<(&'static str, &'static str)> =
        forms.iter().map(|form| (form.resource, form.keys)).collect();
    for (form, keys) in forms.iter_mut().zip(keys_of(&wanted)) {
        form.set_keys(keys);
    }
}

/// The keys that no form has, for what stands beside a part of the order.
pub(in super::super) fn left(forms: &[ActionForm]) -> impl Iterator<Item = &'static str> {
    let spare = SPARE.iter().copied();
    spare.filter(|key| !TAKEN.contains(*key) && forms.iter().all(|form| form.keys != *key))
}

/// Keys in the order of the actions: what one asks for, its own letter, or
/// the first that is free.
fn keys_of(actions: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    let own =
        |resource: &str| OWN.iter().find(|(known, _)| *known == resource).map(|(_, key)| *key);
    let mut given: Vec<&'static str> = Vec::new();
    for (resource, asked) in actions {
        let first = [Some(*asked).filter(|key| !key.is_empty()), own(resource)];
        let mut wishes = first.into_iter().flatten().chain(SPARE.iter().copied());
        let later = |key: &str| actions.iter().any(|(_, asked)| *asked == key);
        let key = wishes.find(|key| {
            let is_theirs = key == asked || !later(key);
            is_theirs && !given.contains(key) && !TAKEN.contains(*key)
        });
        given.push(key.unwrap_or_default());
    }
    given
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Actions with the key each asks for, and the keys they should be given.
    type Case<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);

    #[test]
    fn an_action_has_its_own_letter_and_never_that_of_another_on_the_page() {
        let cases: [Case<'_>; 4] = [
            (&[("start", ""), ("reply", "R"), ("extension", "")], &["S", "R", "X"]),
            // The likeliest step keeps E; a second one gives way.
            (&[("review", "E"), ("closure", "E")], &["E", "A"]),
            // Each would have H.
            (&[("handover", ""), ("conference", ""), ("hearing", "")], &["H", "A", "C"]),
            // A letter that stands fast further down is left to it.
            (&[("unlink", ""), ("other", ""), ("answer", "A")], &["U", "C", "A"]),
        ];
        for (actions, want) in cases {
            assert_eq!(keys_of(actions), want, "{actions:?}");
        }
    }

    #[test]
    fn all_actions_there_are_would_have_keys_even_together() {
        let all: Vec<(&str, &str)> = super::super::TITLES
            .iter()
            .chain(super::super::super::procedures::TITLES)
            .take(SPARE.len())
            .map(|(resource, _)| (*resource, ""))
            .collect();
        let keys = keys_of(&all);
        let different: BTreeSet<&str> = keys.iter().copied().collect();
        assert_eq!(different.len(), all.len(), "{keys:?}");
        assert!(keys.iter().all(|key| !key.is_empty() && !TAKEN.contains(*key)), "{keys:?}");
    }
}
