//! Random tokens that are handed out once and kept only as a digest.

use kernel::hex::hex;
use kernel::id::Ids;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A fresh token of 256 random bits, as 64 hexadecimal digits.
pub(crate) fn fresh(ids: &dyn Ids) -> Zeroizing<String> {
    let mut text = Zeroizing::new(hex(&ids.random()));
    text.push_str(&hex(&ids.random()));
    text
}

/// What is kept of a token.
pub(crate) fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The form token of a session: known to whoever holds the session's token,
/// and telling nothing about it.
pub(crate) fn csrf(token: &str) -> String {
    let digest = Sha256::new().chain_update(b"huying form token\0").chain_update(token);
    hex(&digest.finalize()[..16])
}
