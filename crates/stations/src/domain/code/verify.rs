//! Whether a code is good for a use, here and now.

use super::revocation::Revoked;
use super::{Assurance, Claims, PublicKey, Token, Use, chain};

/// A code made by the server is good for so long.
pub const FRESH_S: i64 = 60;

/// Why a code is not good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a code of ours.
    #[error("not a code of this installation")]
    NotOurs,
    /// It has run out.
    #[error("expired")]
    Expired,
    /// A picture of a code, or a clock that is wrong.
    #[error("not of this minute")]
    Old,
    /// It was made for something else.
    #[error("not for this use")]
    OtherUse,
    /// It was made for another place.
    #[error("not for this verifier")]
    OtherVerifier,
    /// It was taken back.
    #[error("taken back")]
    Revoked,
    /// The list of codes taken back is a day old.
    #[error("the list of codes taken back is too old")]
    ListOld,
}

impl Refused {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::NotOurs,
        Self::Expired,
        Self::Old,
        Self::OtherUse,
        Self::OtherVerifier,
        Self::Revoked,
        Self::ListOld,
    ];
}

/// Who looks at a code.
#[derive(Debug, Clone, Copy)]
pub struct Verifier {
    /// For what.
    pub purpose: Use,
    /// Its number.
    pub number: u16,
    /// Whether printed cards are good enough.
    pub takes_cards: bool,
}

/// Looks at a code: the shape, who signed it, for what, when, and whether it
/// was taken back.
///
/// # Errors
/// The first [`Refused`].
pub fn verify(
    text: &str,
    verifier: Verifier,
    (keys, revoked): (&[PublicKey], &Revoked),
    now_s: i64,
) -> Result<Claims, Refused> {
    let token = Token::read(text).map_err(|_| Refused::NotOurs)?;
    token.check(keys).map_err(|_| Refused::NotOurs)?;
    let claims = token.claims;
    if now_s >= claims.expires_s {
        return Err(Refused::Expired);
    }
    if !is_of_this_minute(&token, now_s) {
        return Err(Refused::Old);
    }
    if claims.uses & verifier.purpose.bit() == 0 {
        return Err(Refused::OtherUse);
    }
    if claims.assurance == Assurance::Card && !verifier.takes_cards {
        return Err(Refused::OtherUse);
    }
    if claims.verifier != 0 && claims.verifier != verifier.number {
        return Err(Refused::OtherVerifier);
    }
    if revoked.is_old(now_s) {
        return Err(Refused::ListOld);
    }
    if revoked.has(&claims.anchor) { Err(Refused::Revoked) } else { Ok(claims) }
}

fn is_of_this_minute(token: &Token, now_s: i64) -> bool {
    let claims = &token.claims;
    match (claims.assurance, token.step) {
        (Assurance::Live, Some((step, value))) => {
            chain::is_current(step, claims.expires_s, now_s)
                && chain::belongs(&value, step, &claims.anchor)
        }
        (Assurance::Fresh, None) => now_s >= claims.expires_s - FRESH_S - chain::SKEW_S,
        (Assurance::Card, None) => true,
        (Assurance::Live, None) | (Assurance::Fresh | Assurance::Card, Some(_)) => false,
    }
}
