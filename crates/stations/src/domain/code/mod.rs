//! The one code: a signed statement that fits a small picture, says as little
//! as its use needs, and can be checked without a network.
//!
//! A code is a `COSE_Sign1` (RFC 9052, tagged, ES256) over CWT claims
//! (RFC 8392) as base45 text (RFC 9285). Two claims: `exp` (4), and `cti` (7)
//! with the twenty-one bytes of [`Claims`]. It holds no name, no number, and no
//! identifier that two verifiers share.
//!
//! What changes every thirty seconds is a [`chain`] value in the unprotected
//! header −65537: only the device with the chain's secret can go forward in
//! it, and everybody can check it against the signed anchor with nothing but a
//! hash. So a picture of the screen is worthless a minute later, offline too.

pub mod base45;
pub mod chain;
pub mod counts;
pub mod revocation;
mod token;
pub mod verify;

pub use token::{Issuer, KeyId, PublicKey, Suite, Token, TokenFault};

use crate::words;

words! {
    /// What a code is shown for. Each has a bit of its own.
    pub enum Use: "a use of a code" {
        /// The gate of a compound.
        Gate = "gate",
        /// A station.
        Station = "station",
        /// A shop with an offer.
        Merchant = "merchant",
        /// A clinic.
        Clinic = "clinic",
        /// A course.
        School = "school",
        /// The desk where subsidies are given.
        Subsidy = "subsidy",
    }
}

impl Use {
    /// Its bit.
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// How sure a verifier can be that the code was not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// Moves on by itself every thirty seconds on the holder's own device.
    Live,
    /// Made by the server a minute ago at most.
    Fresh,
    /// Printed: whoever has a copy can show it.
    Card,
}

impl Assurance {
    const fn byte(self) -> u8 {
        match self {
            Self::Live => 1,
            Self::Fresh => 2,
            Self::Card => 3,
        }
    }

    const fn of_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Live),
            2 => Some(Self::Fresh),
            3 => Some(Self::Card),
            _ => None,
        }
    }
}

/// Bytes of what a code says.
pub const CLAIMS_BYTES: usize = 21;
/// Bytes of the id a holder has towards one verifier.
pub const PAIRWISE_BYTES: usize = 6;

/// What a code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claims {
    /// How it moves on.
    pub assurance: Assurance,
    /// What it may be shown for, a bit each.
    pub uses: u8,
    /// Number of the brand; 0 for own work.
    pub brand: u8,
    /// The verifier it was made for; 0 for any of its use.
    pub verifier: u16,
    /// Who it is towards this verifier alone.
    pub pairwise: [u8; PAIRWISE_BYTES],
    /// Where its chain ends; random where it has none. Its id, too.
    pub anchor: chain::Value,
    /// The first second it is no longer valid.
    pub expires_s: i64,
}

impl Claims {
    /// The bytes of `cti`.
    pub fn packed(&self) -> [u8; CLAIMS_BYTES] {
        let mut out = [0; CLAIMS_BYTES];
        out[0] = self.assurance.byte();
        out[1] = self.uses;
        out[2] = self.brand;
        out[3..5].copy_from_slice(&self.verifier.to_be_bytes());
        out[5..11].copy_from_slice(&self.pairwise);
        out[11..].copy_from_slice(&self.anchor);
        out
    }

    /// Reads them; nothing when they are none.
    pub fn unpacked(bytes: &[u8], expires_s: i64) -> Option<Self> {
        let bytes: &[u8; CLAIMS_BYTES] = bytes.try_into().ok()?;
        let mut claims = Self {
            assurance: Assurance::of_byte(bytes[0])?,
            uses: bytes[1],
            brand: bytes[2],
            verifier: u16::from_be_bytes([bytes[3], bytes[4]]),
            pairwise: [0; PAIRWISE_BYTES],
            anchor: [0; chain::VALUE_BYTES],
            expires_s,
        };
        claims.pairwise.copy_from_slice(&bytes[5..11]);
        claims.anchor.copy_from_slice(&bytes[11..]);
        Some(claims)
    }

    /// What holder and verifier both see and can compare: four letters that
    /// are others at every verifier.
    pub fn tail(&self) -> String {
        tail(&self.pairwise)
    }
}

/// Letters that are not taken for one another.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Four letters of a pairwise id.
pub fn tail(pairwise: &[u8; PAIRWISE_BYTES]) -> String {
    let bits = u32::from_be_bytes([0, pairwise[0], pairwise[1], pairwise[2]]);
    (0..4).map(|at| char::from(LETTERS[(bits >> (19 - 5 * at)) as usize & 31])).collect()
}

#[cfg(test)]
mod tests;
