use super::revocation::Revoked;
use super::verify::{Refused, Verifier, verify};
use super::*;

const NOW: i64 = 1_795_700_000;
const SECRET: chain::Value = [9; chain::VALUE_BYTES];

fn issuer() -> Issuer {
    Issuer::from_secret(KeyId(3), &[7; 32]).unwrap()
}

fn claims(assurance: Assurance) -> Claims {
    Claims {
        assurance,
        uses: Use::Gate.bit(),
        brand: 4,
        verifier: 12,
        pairwise: [1, 2, 3, 4, 5, 6],
        anchor: chain::anchor(&SECRET),
        expires_s: match assurance {
            Assurance::Live => NOW + 3 * 3600,
            Assurance::Fresh => NOW + verify::FRESH_S,
            Assurance::Card => NOW + 20 * 24 * 3600,
        },
    }
}

/// A live code as the device shows it at a second.
fn live(claims: &Claims, at_s: i64) -> String {
    let step = chain::step_at(claims.expires_s, at_s).unwrap();
    issuer().sign(claims).at_step(step, &chain::value_at(&SECRET, step)).text()
}

fn gate() -> Verifier {
    Verifier { purpose: Use::Gate, number: 12, takes_cards: false }
}

fn look(text: &str, verifier: Verifier, now_s: i64) -> Result<Claims, Refused> {
    verify(text, verifier, (&[issuer().public()], &Revoked::new([], NOW)), now_s)
}

#[test]
fn a_code_is_short_and_says_what_was_signed() {
    let claims = claims(Assurance::Live);
    let text = live(&claims, NOW);
    assert_eq!(text.len(), 189);
    assert_eq!(look(&text, gate(), NOW), Ok(claims));
    assert_eq!(claims.tail().len(), 4);
    let code = qrcode::QrCode::with_error_correction_level(&text, qrcode::EcLevel::M).unwrap();
    assert_eq!(code.version(), qrcode::Version::Normal(8));
}

#[test]
fn a_code_is_good_for_a_minute_whatever_the_clocks_say_within_thirty_seconds() {
    let claims = claims(Assurance::Live);
    // Shown at the begin of a step.
    let begins = claims.expires_s - chain::SPAN_S + 700 * chain::STEP_S;
    let text = live(&claims, begins);
    for (later, wanted) in
        [(-31, false), (-30, true), (0, true), (29, true), (59, true), (60, false), (90, false)]
    {
        assert_eq!(look(&text, gate(), begins + later).is_ok(), wanted, "{later} s later");
    }
    // Shown at the end of one: never good for more than a minute after it was seen.
    let text = live(&claims, begins + 29);
    assert!(look(&text, gate(), begins + 29 + 30).is_ok());
    assert_eq!(look(&text, gate(), begins + 29 + 60), Err(Refused::Old));
    let fresh = super::tests::claims(Assurance::Fresh);
    let text = issuer().sign(&fresh).text();
    for (later, wanted) in [(-31, false), (-30, true), (59, true), (60, false)] {
        assert_eq!(look(&text, gate(), NOW + later).is_ok(), wanted, "{later} s later");
    }
}

#[test]
fn a_value_of_the_chain_leads_back_and_never_on() {
    let anchor = chain::anchor(&SECRET);
    let seen = chain::value_at(&SECRET, 700);
    assert!(chain::belongs(&seen, 700, &anchor));
    assert!(!chain::belongs(&seen, 701, &anchor), "an old value is not the next one");
    assert!(!chain::belongs(&seen, 699, &anchor));
    assert_eq!(chain::before(700, &seen), chain::value_at(&SECRET, 699));
    assert!(!chain::belongs(&SECRET, chain::STEPS + 1, &anchor));
    assert_eq!(chain::step_at(NOW, NOW), None);
    assert_eq!(chain::step_at(NOW, NOW - 1), Some(chain::STEPS));
    assert_eq!(chain::step_at(NOW, NOW - chain::SPAN_S), Some(1));
    assert_eq!(chain::step_at(NOW, NOW - chain::SPAN_S - 1), None);
}

#[test]
fn a_code_is_good_for_its_use_and_its_verifier_alone() {
    let text = live(&claims(Assurance::Live), NOW);
    for (purpose, number, wanted) in [
        (Use::Gate, 12, Ok(())),
        (Use::Gate, 13, Err(Refused::OtherVerifier)),
        (Use::Subsidy, 12, Err(Refused::OtherUse)),
        (Use::Clinic, 12, Err(Refused::OtherUse)),
    ] {
        let verifier = Verifier { purpose, number, takes_cards: true };
        assert_eq!(look(&text, verifier, NOW).map(drop), wanted, "{purpose} {number}");
    }
    let bits: Vec<u8> = Use::ALL.iter().map(|one| one.bit()).collect();
    assert_eq!(bits, [1, 2, 4, 8, 16, 32]);
}

#[test]
fn a_card_is_taken_only_where_cards_are() {
    let text = issuer().sign(&claims(Assurance::Card)).text();
    assert!(text.len() <= 190);
    assert_eq!(look(&text, gate(), NOW), Err(Refused::OtherUse));
    let takes = Verifier { takes_cards: true, ..gate() };
    assert_eq!(look(&text, takes, NOW).map(|claims| claims.assurance), Ok(Assurance::Card));
}

#[test]
fn what_was_taken_back_run_out_or_changed_is_refused() {
    let claims = claims(Assurance::Live);
    let text = live(&claims, NOW);
    let keys = [issuer().public()];
    let listed = Revoked::new([claims.anchor], NOW);
    assert_eq!(verify(&text, gate(), (&keys, &listed), NOW), Err(Refused::Revoked));
    assert_eq!(listed.bytes().len(), revocation::SHORT_BYTES);
    let old = Revoked::new([], NOW - revocation::LIST_S);
    assert_eq!(verify(&text, gate(), (&keys, &old), NOW), Err(Refused::ListOld));
    assert_eq!(look(&text, gate(), claims.expires_s), Err(Refused::Expired));
    let other = Issuer::from_secret(KeyId(3), &[8; 32]).unwrap().public();
    let none = Revoked::new([], NOW);
    assert_eq!(verify(&text, gate(), (&[other], &none), NOW), Err(Refused::NotOurs));
    assert_eq!(verify(&text, gate(), (&[], &none), NOW), Err(Refused::NotOurs));
    // A live code without its moving part, or with somebody else's, is a picture.
    let bare = issuer().sign(&claims).text();
    assert_eq!(look(&bare, gate(), NOW), Err(Refused::Old));
    let step = chain::step_at(claims.expires_s, NOW).unwrap();
    let foreign = issuer().sign(&claims).at_step(step, &[1; 10]).text();
    assert_eq!(look(&foreign, gate(), NOW), Err(Refused::Old));
    for at in [0, 40, 100, 150, 188] {
        let mut bytes = text.clone().into_bytes();
        bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(look(&changed, gate(), NOW).is_err(), "letter {at}");
    }
}

#[test]
fn keys_survive_being_written_down() {
    let key = issuer().public();
    assert_eq!(key.bytes().len(), 65);
    assert_eq!(PublicKey::from_bytes(key.id, &key.bytes()), Some(key));
    assert_eq!(PublicKey::from_bytes(KeyId(1), &[4; 65]), None);
    assert!(Issuer::from_secret(KeyId(1), &[0; 32]).is_none());
}

proptest::proptest! {
    #[test]
    fn reading_anything_never_panics(text in "[0-9A-Z $%*+./:-]{0,200}") {
        let _ = Token::read(&text);
    }

    #[test]
    fn claims_survive_packing(uses in 0_u8..64, brand: u8, verifier: u16, pairwise: [u8; 6], anchor: [u8; 10]) {
        let claims = Claims { assurance: Assurance::Card, uses, brand, verifier, pairwise, anchor, expires_s: 5 };
        proptest::prop_assert_eq!(Claims::unpacked(&claims.packed(), 5), Some(claims));
    }
}
