//! The verdict on a code: yes or no in one glance.

use askama::Template;
use ui::Tr;

use super::super::code::words;
use crate::domain::code::Assurance;

/// Yes or no in one glance: symbol, word and colour say the same.
#[derive(Template)]
#[template(path = "verifier/verdict.html")]
pub(crate) struct Verdict {
    t: Tr,
    kind: &'static str,
    icon: &'static str,
    is_good: bool,
    word: String,
    who: String,
    tail: String,
    note: String,
}

impl Verdict {
    /// Somebody may come in.
    pub(crate) fn good(t: Tr, who: String, tail: String, assurance: Assurance) -> Self {
        let is_card = assurance == Assurance::Card;
        Self {
            t,
            kind: if is_card { "card" } else { "good" },
            icon: if is_card { "alert" } else { "check-circle" },
            is_good: true,
            word: t.s("verify-yes").into_owned(),
            who,
            tail,
            note: t.s(words::assurance_key(assurance)).into_owned(),
        }
    }

    /// Nobody may, and why.
    pub(crate) fn bad(t: Tr, word: &'static str, note: &str) -> Self {
        Self {
            t,
            kind: "bad",
            icon: "close",
            is_good: false,
            word: t.s(word).into_owned(),
            who: String::new(),
            tail: String::new(),
            note: note.to_owned(),
        }
    }
}
