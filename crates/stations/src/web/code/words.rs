//! The words of codes.

use ui::{Choice, Tr, key};

use crate::domain::code::verify::Refused;
use crate::domain::code::{Assurance, Use};
use crate::store::code::CodeVerifier;

/// What a use is called.
pub(crate) fn use_key(purpose: Use) -> &'static str {
    match purpose {
        Use::Gate => key("code-use-gate"),
        Use::Station => key("code-use-station"),
        Use::Merchant => key("code-use-merchant"),
        Use::Clinic => key("code-use-clinic"),
        Use::School => key("code-use-school"),
        Use::Subsidy => key("code-use-subsidy"),
    }
}

/// Where a code is for: a verifier's name, or any place of its use.
pub(crate) fn place(t: Tr, purpose: Use, verifier: Option<&CodeVerifier>) -> String {
    let at = verifier.map_or_else(|| t.s("code-anywhere").into_owned(), |one| one.name.clone());
    format!("{} · {at}", t.s(use_key(purpose)))
}

pub(crate) fn assurance_key(assurance: Assurance) -> &'static str {
    match assurance {
        Assurance::Live | Assurance::Fresh => key("code-assured-fresh"),
        Assurance::Card => key("code-assured-card"),
    }
}

/// What a verifier's device calls a refusal, as in `look.ts`.
pub(crate) fn refused_word(refused: Refused) -> &'static str {
    match refused {
        Refused::NotOurs => "not-ours",
        Refused::Expired => "expired",
        Refused::Old => "old",
        Refused::OtherUse => "other-use",
        Refused::OtherVerifier => "other-verifier",
        Refused::Revoked => "revoked",
        Refused::ListOld => "list-old",
    }
}

pub(crate) fn refused_key(refused: Refused) -> &'static str {
    match refused {
        Refused::NotOurs => key("code-refused-not-ours"),
        Refused::Expired => key("code-refused-expired"),
        Refused::Old => key("code-refused-old"),
        Refused::OtherUse => key("code-refused-other-use"),
        Refused::OtherVerifier => key("code-refused-other-verifier"),
        Refused::Revoked => key("code-refused-revoked"),
        Refused::ListOld => key("code-refused-list-old"),
    }
}

/// Uses to choose from.
pub(crate) fn uses(t: Tr) -> Vec<Choice> {
    Use::ALL.iter().map(|one| Choice::new(one.as_str(), t.s(use_key(*one)))).collect()
}
