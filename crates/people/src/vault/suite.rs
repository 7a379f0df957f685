//! Which algorithms a ciphertext was made with. The first byte of each says.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::VaultError;

/// Length of every key.
pub(super) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// A set of algorithms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// XChaCha20-Poly1305 and HMAC-SHA-256.
    Intl,
    /// SM4 and SM3. The number is reserved; nothing is written with it yet.
    Gm,
}

impl Suite {
    /// The byte that begins each ciphertext.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Intl => 1,
            Self::Gm => 2,
        }
    }

    /// The suite of a name in the settings: `intl` or `gm`.
    ///
    /// # Errors
    /// [`VaultError::SuiteReserved`] for `gm`, [`VaultError::SuiteUnknown`].
    pub fn from_name(name: &str) -> Result<Self, VaultError> {
        match name {
            "intl" => Ok(Self::Intl),
            "gm" => Err(VaultError::SuiteReserved),
            _ => Err(VaultError::SuiteUnknown),
        }
    }

    /// The suite of a stored byte.
    ///
    /// # Errors
    /// [`VaultError::SuiteReserved`], [`VaultError::SuiteUnknown`].
    pub fn from_byte(byte: u8) -> Result<Self, VaultError> {
        match byte {
            1 => Ok(Self::Intl),
            2 => Err(VaultError::SuiteReserved),
            _ => Err(VaultError::SuiteUnknown),
        }
    }
}

/// A random number that is used once: it cannot be copied.
pub(super) struct Nonce([u8; NONCE_BYTES]);

impl Nonce {
    /// Several at once, which asks the operating system only once.
    pub(super) fn fresh<const N: usize>() -> Result<[Self; N], VaultError> {
        let mut bytes = [[0; NONCE_BYTES]; N];
        getrandom::fill(bytes.as_flattened_mut()).map_err(|_| VaultError::NoRandomness)?;
        Ok(bytes.map(Self))
    }
}

/// A key ready to seal and open with.
pub(super) struct Cipher(XChaCha20Poly1305);

impl Cipher {
    pub(super) fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self(XChaCha20Poly1305::new(key.into()))
    }

    /// Suite byte, nonce, ciphertext with its tag. A nonce is used once.
    pub(super) fn seal(
        &self,
        nonce: Nonce,
        plain: &[u8],
        bound_to: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let Nonce(nonce) = nonce;
        let payload = Payload { msg: plain, aad: bound_to };
        let sealed =
            self.0.encrypt(&XNonce::from(nonce), payload).map_err(|_| VaultError::Tampered)?;
        let mut out = Vec::with_capacity(1 + NONCE_BYTES + sealed.len());
        out.push(Suite::Intl.byte());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// The plain bytes, if nothing was changed and they belong there.
    pub(super) fn open(
        &self,
        sealed: &[u8],
        bound_to: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (suite, rest) = sealed.split_first().ok_or(VaultError::Tampered)?;
        let Suite::Intl = Suite::from_byte(*suite)? else { return Err(VaultError::SuiteReserved) };
        let (nonce, sealed) =
            rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Tampered)?;
        let payload = Payload { msg: sealed, aad: bound_to };
        let plain = self.0.decrypt(&XNonce::from(*nonce), payload);
        plain.map(Zeroizing::new).map_err(|_| VaultError::Tampered)
    }
}

/// A key that answers "the same value?" without holding the value.
pub(super) struct Lookup(Hmac<Sha256>);

impl Lookup {
    pub(super) fn new(key: &[u8; KEY_BYTES]) -> Self {
        Self(Hmac::new_from_slice(key).expect("HMAC takes a key of any length"))
    }

    /// The tag of a value of some kind; values of two kinds never share one.
    pub(super) fn tag(&self, kind: &str, value: &str) -> Vec<u8> {
        let mut mac = self.0.clone();
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(value.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}
