use kernel::id::Id;
use kernel::time::Instant;

use super::suite::{Cipher, Lookup, Nonce};
use super::*;

const KEY: [u8; 32] = [7; 32];

fn nonce() -> Nonce {
    let [nonce] = Nonce::fresh().expect("randomness");
    nonce
}

#[test]
fn what_was_sealed_opens_only_where_it_belongs() {
    let cipher = Cipher::new(&KEY);
    let sealed =
        cipher.seal(nonce(), "13812344528".as_bytes(), b"ref|phone|content-1").expect("seals");
    assert_eq!(sealed[0], Suite::Intl.byte());
    assert!(!sealed.windows(11).any(|window| window == b"13812344528"));
    let opened = cipher.open(&sealed, b"ref|phone|content-1").expect("opens");
    assert_eq!(opened.as_slice(), b"13812344528");
    let moved = cipher.open(&sealed, b"ref|name|content-1");
    assert!(matches!(moved, Err(VaultError::Tampered)));
    let other_key = Cipher::new(&[8; 32]).open(&sealed, b"ref|phone|content-1");
    assert!(matches!(other_key, Err(VaultError::Tampered)));
}

#[test]
fn any_changed_byte_is_noticed() {
    let cipher = Cipher::new(&KEY);
    let sealed = cipher.seal(nonce(), b"x", b"y").expect("seals");
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 4;
        assert!(cipher.open(&changed, b"y").is_err(), "byte {index}");
    }
    for length in 0..sealed.len() {
        assert!(cipher.open(&sealed[..length], b"y").is_err(), "length {length}");
    }
}

#[test]
fn the_sm_suite_is_refused_with_a_clear_word() {
    assert!(matches!(Suite::from_name("gm"), Err(VaultError::SuiteReserved)));
    let mut sealed = Cipher::new(&KEY).seal(nonce(), b"x", b"y").expect("seals");
    sealed[0] = Suite::Gm.byte();
    let refused = Cipher::new(&KEY).open(&sealed, b"y").expect_err("is reserved");
    assert!(refused.to_string().contains("reserved"));
}

#[test]
fn look_up_tags_are_hmac_sha_256_and_keep_kinds_apart() {
    let lookup = Lookup::new(&KEY);
    assert_eq!(lookup.tag("phone", "1"), lookup.tag("phone", "1"));
    assert_ne!(lookup.tag("phone", "1"), lookup.tag("phone tail", "1"));
    assert_ne!(lookup.tag("phone", "1"), Lookup::new(&[8; 32]).tag("phone", "1"));
    // python: hmac.new(b"\x07"*32, b"phone\x001", "sha256").hexdigest()[:16]
    let tag = lookup.tag("phone", "1");
    assert_eq!(kernel::hex::hex(&tag[..8]), "3a1719b6a29ae195");
}

#[test]
fn an_identity_shows_nothing_by_accident() {
    let identity = NewIdentity::default().with(IdentityField::Phone, " 13812344528 ");
    assert_eq!(identity.get(IdentityField::Phone), Some("13812344528"));
    assert_eq!(format!("{identity:?}"), "NewIdentity(…)");
    assert!(!identity.is_empty());
    assert!(NewIdentity::default().with(IdentityField::Name, "  ").is_empty());
    let reference = RequesterRef(Id::from_parts(Instant::from_millis(0), 1));
    assert_eq!(reference.to_string().len(), 26);
}
