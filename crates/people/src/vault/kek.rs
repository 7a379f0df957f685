//! The key that protects all other keys. It lives outside of the database.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::VaultError;
use super::suite::KEY_BYTES;

/// The key-encryption key: 32 bytes, wiped from memory when dropped.
#[derive(Clone)]
pub struct Kek(pub(super) Zeroizing<[u8; KEY_BYTES]>);

impl Kek {
    /// A fresh key from the operating system's randomness.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] when the system gives none.
    pub fn generate() -> Result<Self, VaultError> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(bytes.as_mut())
            .map_err(|error| VaultError::KeyFile(format!("no randomness: {error}")))?;
        Ok(Self(bytes))
    }

    /// From base64 text, as an environment variable holds it.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] when it is not base64 of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, VaultError> {
        let bytes = Base64::decode_vec(text.trim())
            .map(Zeroizing::new)
            .map_err(|_| VaultError::KeyFile("the key is not base64".into()))?;
        Self::from_bytes(&bytes)
    }

    /// From a file: 32 raw bytes, or one line of base64.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] that names the file and what is wrong.
    pub fn from_file(path: &Path) -> Result<Self, VaultError> {
        let named = |what: &dyn std::fmt::Display| {
            VaultError::KeyFile(format!("{}: {what}", path.display()))
        };
        let bytes = fs::read(path).map(Zeroizing::new).map_err(|error| named(&error))?;
        if bytes.len() == KEY_BYTES {
            return Self::from_bytes(&bytes);
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| named(&"not a key of 32 bytes"))?;
        Self::from_base64(text).map_err(|_| named(&"neither 32 bytes nor base64 of 32 bytes"))
    }

    /// The key of a file; when there is no file yet, a fresh key is written
    /// to it, readable by its owner only.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`] when the file can be neither read nor made.
    pub fn from_file_or_new(path: &Path) -> Result<Self, VaultError> {
        if path.exists() {
            return Self::from_file(path);
        }
        let fresh = Self::generate()?;
        match fresh.write_new(path) {
            Ok(()) => Ok(fresh),
            // Another process was quicker: its key is the one.
            Err(_) if path.exists() => Self::from_file(path),
            Err(error) => Err(error),
        }
    }

    /// Writes the key as base64 to a new file, readable by its owner only.
    ///
    /// # Errors
    /// [`VaultError::KeyFile`]; an existing file is never overwritten.
    pub fn write_new(&self, path: &Path) -> Result<(), VaultError> {
        let named =
            |error: std::io::Error| VaultError::KeyFile(format!("{}: {error}", path.display()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let mut file = options.open(path).map_err(named)?;
        let text = Zeroizing::new(format!("{}\n", Base64::encode_string(self.0.as_slice())));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(named)
    }

    /// A key for another purpose outside of the database, such as backups. It
    /// tells nothing of this one.
    pub fn derive(&self, purpose: &str) -> [u8; KEY_BYTES] {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_slice())
            .expect("HMAC takes a key of any length");
        mac.update(b"huying key for\0");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, VaultError> {
        let key = <[u8; KEY_BYTES]>::try_from(bytes)
            .map_err(|_| VaultError::KeyFile("the key is not 32 bytes long".into()))?;
        Ok(Self(Zeroizing::new(key)))
    }
}

/// Never shown in logs or messages.
impl std::fmt::Debug for Kek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kek(…)")
    }
}
