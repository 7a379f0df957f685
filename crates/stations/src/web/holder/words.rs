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

/// What a person knows their telephone by, read off what its browser calls itself.
pub(super) fn device(t: Tr, client: &str) -> String {
    match device_kind(client) {
        Some(kind) => [t.s(kind).as_ref(), model(client)].join(" ").trim_end().to_owned(),
        None if client.is_empty() || client.starts_with("Mozilla/") => {
            t.s("holder-device-unnamed").into_owned()
        }
        None => client.to_owned(),
    }
}

fn device_kind(client: &str) -> Option<&'static str> {
    const KNOWN: [(&str, &str); 7] = [
        ("Harmony", key("holder-device-harmony")),
        ("iPhone", key("holder-device-iphone")),
        ("iPad", key("holder-device-ipad")),
        ("Android", key("holder-device-android")),
        ("Windows", key("holder-device-windows")),
        ("Macintosh", key("holder-device-mac")),
        ("Linux", key("holder-device-linux")),
    ];
    KNOWN.iter().find(|(sign, _)| client.contains(sign)).map(|(_, kind)| *kind)
}

/// The model an Android telephone tells, as in `(Linux; Android 14; PGT-AN10)`.
fn model(client: &str) -> &str {
    let rest = client.split_once("Android ").and_then(|(_, rest)| rest.split_once("; "));
    let Some((_, rest)) = rest else { return "" };
    // `K` is what Chrome says for any of them; a word that was cut off names nothing.
    let Some((model, _)) = rest.split_once([';', ')']) else { return "" };
    let name = model.split(" Build/").next().unwrap_or_default().trim();
    if name == "K" { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_is_told_as_its_owner_knows_it() {
        let android = Some("holder-device-android");
        for (client, kind, name) in [
            ("Mozilla/5.0 (Linux; Android 14; PGT-AN10) AppleWebKit/537", android, "PGT-AN10"),
            ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHT", android, ""),
            ("Mozilla/5.0 (Linux; Android 13; M20 Build/TKQ1; wv)", android, "M20"),
            ("Mozilla/5.0 (Linux; Android 13; M2012K11AC Bui", android, ""),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like", Some("holder-device-iphone"), ""),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64)", Some("holder-device-windows"), ""),
            ("Mozilla/5.0 (Phone; OpenHarmony 5.0)", Some("holder-device-harmony"), ""),
            ("Mozilla/5.0 (X11; Linux x86_64)", Some("holder-device-linux"), ""),
            ("curl/8.5.0", None, ""),
        ] {
            assert_eq!((device_kind(client), model(client)), (kind, name), "{client}");
        }
    }
}
