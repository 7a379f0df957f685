//! A chain of hashes that a device goes along backwards, one value each thirty
//! seconds. Whoever saw a value can work out all earlier ones and none of the
//! later; whoever knows the end of the chain can check any value without
//! asking anybody (Lamport 1981; the same idea as TESLA, RFC 4082).

use sha2::{Digest, Sha256};

/// Bytes of a value.
pub const VALUE_BYTES: usize = 10;
/// Values of a chain: a day of them.
pub const STEPS: u16 = 2880;
/// How long a value is shown.
pub const STEP_S: i64 = 30;
/// A chain covers the day before its code expires.
pub const SPAN_S: i64 = STEPS as i64 * STEP_S;
/// A verifier's clock and a device's may differ by so much.
pub const SKEW_S: i64 = 30;

/// A value of a chain.
pub type Value = [u8; VALUE_BYTES];

/// The value before one, nearer to the anchor. `step` is that of the value
/// given.
pub fn before(step: u16, value: &Value) -> Value {
    let digest = Sha256::new()
        .chain_update(b"huying code step")
        .chain_update(step.to_be_bytes())
        .chain_update(value)
        .finalize();
    let mut out = [0; VALUE_BYTES];
    out.copy_from_slice(&digest[..VALUE_BYTES]);
    out
}

/// The value `step` steps from the anchor, by the device that knows the secret
/// the chain begins with.
pub fn value_at(secret: &Value, step: u16) -> Value {
    (step + 1..=STEPS).rev().fold(*secret, |value, at| before(at, &value))
}

/// Where a chain ends.
pub fn anchor(secret: &Value) -> Value {
    value_at(secret, 0)
}

/// Whether a value stands `step` steps from the anchor.
pub fn belongs(value: &Value, step: u16, anchor: &Value) -> bool {
    step <= STEPS && (1..=step).rev().fold(*value, |value, at| before(at, &value)) == *anchor
}

/// The step that is shown at a second; nothing outside the chain's day. The
/// anchor itself is never shown.
pub fn step_at(expires_s: i64, now_s: i64) -> Option<u16> {
    let since = now_s - (expires_s - SPAN_S);
    let step = u16::try_from(since.div_euclid(STEP_S) + 1).ok()?;
    (1..=STEPS).contains(&step).then_some(step)
}

/// Whether a value of a step may be shown at a second: not before it begins,
/// not a minute after it began, clocks differing by [`SKEW_S`] at most.
pub fn is_current(step: u16, expires_s: i64, now_s: i64) -> bool {
    let begins = expires_s - SPAN_S + (i64::from(step) - 1) * STEP_S;
    now_s >= begins - SKEW_S && now_s < begins + STEP_S + SKEW_S
}
