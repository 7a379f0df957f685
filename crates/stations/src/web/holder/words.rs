//! The words of holders.

use ui::{Choice, Tr, key};

use crate::domain::holder::{DeclarationKind, Employer, Ground, HolderKind, OWN_WORK};

/// What a kind of work is called.
pub(crate) fn kind_key(kind: HolderKind) -> &'static str {
    match kind {
        HolderKind::Courier => key("holder-kind-courier"),
        HolderKind::Rider => key("holder-kind-rider"),
        HolderKind::RideHailing => key("holder-kind-ride-hailing"),
        HolderKind::Trucker => key("holder-kind-trucker"),
        HolderKind::Other => key("holder-kind-other"),
    }
}

pub(crate) fn ground_key(ground: Ground) -> &'static str {
    match ground {
        Ground::Own => key("holder-ground-own"),
        Ground::Employer => key("holder-ground-employer"),
    }
}

pub(crate) fn declaration_key(kind: DeclarationKind) -> &'static str {
    match kind {
        DeclarationKind::PartyMember => key("holder-declare-party-member"),
        DeclarationKind::CommunityCheckIn => key("holder-declare-check-in"),
        DeclarationKind::Volunteer => key("holder-declare-volunteer"),
    }
}

/// Kinds of work to choose from.
pub(crate) fn kinds(t: Tr) -> Vec<Choice> {
    HolderKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), t.s(kind_key(*kind)))).collect()
}

/// Brands to choose from, own work first.
pub(crate) fn brands(t: Tr, employers: &[Employer]) -> Vec<Choice> {
    let own = Choice::new(OWN_WORK.to_string(), t.s("holder-own-work"));
    let brand = |one: &Employer| Choice::new(one.number.to_string(), &one.name);
    std::iter::once(own).chain(employers.iter().map(brand)).collect()
}

/// What a brand's number stands for.
pub(crate) fn brand(t: Tr, employers: &[Employer], number: i64) -> String {
    let known = employers.iter().find(|one| one.number == number);
    match known {
        Some(one) => one.name.clone(),
        None if number == OWN_WORK => t.s("holder-own-work").into_owned(),
        None => t.s("holder-brand-closed").into_owned(),
    }
}

/// Digits in groups of four, easier to read aloud.
pub(crate) fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push(' ');
        }
        out.push(digit);
    }
    out
}
