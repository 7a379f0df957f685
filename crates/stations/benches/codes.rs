//! What it costs to look at a code: reading, signature, chain and the list of
//! codes taken back. `cargo bench --package stations --bench codes`.

use std::hint::black_box;
use std::io::Write;

use cpu_time::ThreadTime;
use stations::domain::code::revocation::Revoked;
use stations::domain::code::verify::{Verifier, verify};
use stations::domain::code::{Assurance, Claims, Issuer, KeyId, Use, chain};

const EXPIRES: i64 = 1_900_000_000;
const TIMES: u32 = 2_000;

fn main() {
    let issuer = Issuer::from_secret(KeyId(1), &[5; 32]).expect("a key");
    let keys = [issuer.public()];
    // Ten thousand cards taken back at once: far more than a city loses in a month.
    let lost = (0..10_000_u32).map(|number| {
        let mut anchor = [1; chain::VALUE_BYTES];
        anchor[..4].copy_from_slice(&number.to_be_bytes());
        anchor
    });
    let revoked = Revoked::new(lost, EXPIRES - 100);
    let gate = Verifier { purpose: Use::Gate, number: 12, takes_cards: true };
    let secret = [9; chain::VALUE_BYTES];
    for (name, assurance) in [("live", Assurance::Live), ("fresh", Assurance::Fresh)] {
        let claims = Claims {
            assurance,
            uses: Use::Gate.bit(),
            brand: 1,
            verifier: 12,
            pairwise: [2; 6],
            anchor: chain::anchor(&secret),
            expires_s: EXPIRES,
        };
        // The end of the day: the longest way back to the anchor.
        let now = EXPIRES - 30;
        let token = issuer.sign(&claims);
        let text = match assurance {
            Assurance::Live => {
                let step = chain::step_at(EXPIRES, now).expect("within the day");
                token.at_step(step, &chain::value_at(&secret, step)).text()
            }
            Assurance::Fresh | Assurance::Card => token.text(),
        };
        let begin = ThreadTime::now();
        for _ in 0..TIMES {
            let seen = verify(black_box(&text), gate, (&keys, &revoked), now);
            assert!(black_box(seen).is_ok());
        }
        let micros = begin.elapsed().as_micros() / u128::from(TIMES);
        let _ = writeln!(std::io::stdout(), "{name}: {micros} µs of processor time a code");
    }
}
