//! Codes with what a verifier must say to them, for verifiers in other languages:
//! `web/test/codes.json` is what this program makes, letter for letter.

use std::path::Path;

use base64ct::{Base64UrlUnpadded, Encoding};
use kernel::hex::hex;
use serde_json::{Value, json};
use stations::domain::code::revocation::{LIST_S, Revoked};
use stations::domain::code::verify::{FRESH_S, Refused, Verifier, verify};
use stations::domain::code::{Assurance, Claims, Issuer, KeyId, Use, chain};

const EXPIRES: i64 = 1_900_000_000;
/// In the middle of a step in the middle of the chain's day.
const NOW: i64 = EXPIRES - 40_005;
const SECRET: chain::Value = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

fn issuer() -> Issuer {
    Issuer::from_secret(KeyId(3), &[7; 32]).expect("a key")
}

fn claims(assurance: Assurance) -> Claims {
    Claims {
        assurance,
        uses: Use::Gate.bit() | Use::Station.bit(),
        brand: 4,
        verifier: 12,
        pairwise: [1, 2, 3, 4, 5, 6],
        anchor: chain::anchor(&SECRET),
        expires_s: if assurance == Assurance::Fresh { NOW + FRESH_S } else { EXPIRES },
    }
}

fn live(at_s: i64) -> String {
    let step = chain::step_at(EXPIRES, at_s).expect("within the day");
    issuer().sign(&claims(Assurance::Live)).at_step(step, &chain::value_at(&SECRET, step)).text()
}

/// A look at a code: of whom, when, with which list.
struct Look {
    text: String,
    verifier: Verifier,
    now: i64,
    revoked: Revoked,
}

fn word(refused: Refused) -> &'static str {
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

fn case(look: &Look) -> Value {
    let Look { text, verifier, now, revoked } = look;
    let found = verify(text, *verifier, (&[issuer().public()], revoked), *now);
    json!({
        "text": text,
        "verifier": {
            "use": verifier.purpose.as_str(),
            "number": verifier.number,
            "cards": verifier.takes_cards,
        },
        "now": now,
        "revoked": {
            "made": revoked.made_s,
            "good_until": revoked.made_s + LIST_S,
            "bytes_each": 5,
            "anchors": Base64UrlUnpadded::encode_string(&revoked.bytes()),
        },
        "says": match found {
            Ok(claims) => json!({
                "good": true,
                "brand": claims.brand,
                "tail": claims.tail(),
                "card": claims.assurance == Assurance::Card,
            }),
            Err(refused) => json!({ "good": false, "why": word(refused) }),
        },
    })
}

/// Every reason to refuse, and both sides of each limit.
fn looks() -> Vec<Look> {
    let gate = Verifier { purpose: Use::Gate, number: 12, takes_cards: false };
    let cards = Verifier { takes_cards: true, ..gate };
    let empty = || Revoked::new([], NOW);
    let look =
        |text: &str, verifier, now, revoked| Look { text: text.into(), verifier, now, revoked };
    let code = live(NOW);
    let begins = EXPIRES - 40_020;
    let mut looks: Vec<Look> = [-31, -30, 0, 29, 59, 60]
        .iter()
        .map(|later| look(&code, gate, begins + later, empty()))
        .collect();
    let fresh = issuer().sign(&claims(Assurance::Fresh)).text();
    looks.extend([-31, -30, 0, 59, 60].map(|later| look(&fresh, gate, NOW + later, empty())));
    let card = issuer().sign(&claims(Assurance::Card)).text();
    looks.extend([gate, cards].map(|verifier| look(&card, verifier, NOW, empty())));
    for (purpose, number) in [(Use::Station, 12), (Use::Subsidy, 12), (Use::Gate, 13)] {
        looks.push(look(&code, Verifier { purpose, number, ..gate }, NOW, empty()));
    }
    let anchors = [[0xff; 10], claims(Assurance::Live).anchor, [0; 10]];
    looks.push(look(&code, gate, NOW, Revoked::new(anchors, NOW)));
    looks.push(look(&code, gate, NOW, Revoked::new([[0xff; 10], [0; 10]], NOW)));
    looks.push(look(&code, gate, NOW, Revoked::new([], NOW - LIST_S)));
    looks.push(look(&code, gate, NOW, Revoked::new([], NOW - LIST_S + 1)));
    let bare = issuer().sign(&claims(Assurance::Live)).text();
    let other = Issuer::from_secret(KeyId(3), &[8; 32]).expect("a key");
    let unknown = Issuer::from_secret(KeyId(4), &[7; 32]).expect("a key");
    let foreign = [other, unknown].map(|issuer| issuer.sign(&claims(Assurance::Fresh)).text());
    looks.push(look(&bare, gate, NOW, empty()));
    looks.extend(foreign.iter().map(|text| look(text, gate, NOW, empty())));
    looks.extend(
        ["", "HELLO", "%69 VD92EX0", ":::", "a"].map(|text| look(text, gate, NOW, empty())),
    );
    for at in (0..code.len()).step_by(9) {
        let mut changed = code.clone().into_bytes();
        changed[at] = if changed[at] == b'7' { b'8' } else { b'7' };
        let changed = String::from_utf8(changed).expect("ASCII");
        looks.push(look(&changed, gate, NOW, empty()));
    }
    looks
}

fn vectors() -> Value {
    let key = issuer().public().bytes();
    let (bytes, moves_at) = issuer().sign(&claims(Assurance::Live)).bytes_to_move();
    let shown = [0, 1, 29, 30, 40_000, 86_399].map(|since| {
        let now = EXPIRES - chain::SPAN_S + since;
        json!({ "now": now, "text": live(now) })
    });
    json!({
        "keys": [{
            "kid": Base64UrlUnpadded::encode_string(&[3]),
            "x": Base64UrlUnpadded::encode_string(&key[1..33]),
            "y": Base64UrlUnpadded::encode_string(&key[33..65]),
        }],
        "device": {
            "secret": hex(&SECRET),
            "anchor": hex(&chain::anchor(&SECRET)),
            "code": Base64UrlUnpadded::encode_string(&bytes),
            "moves_at": moves_at,
            "expires": EXPIRES,
            "shown": shown,
        },
        "looks": looks().iter().map(case).collect::<Vec<_>>(),
    })
}

#[test]
fn other_verifiers_are_given_what_this_one_says() {
    let made = format!("{:#}\n", vectors());
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/test/codes.json");
    let known = std::fs::read_to_string(&file).unwrap_or_default();
    let fresh = Path::new(env!("CARGO_TARGET_TMPDIR")).join("codes.json");
    std::fs::write(&fresh, &made).expect("it is written");
    assert!(known == made, "copy {} to {}", fresh.display(), file.display());
}
