//! The outer layer of an archive: nothing, or chunks of XChaCha20-Poly1305
//! in the STREAM construction.
//!
//! Encrypted: [`MAGIC`], a version byte, 19 random bytes, then chunks of
//! 64 KiB with a tag each. The first chunk is empty and only says whether the
//! key fits; the last one is marked, so that a cut shows. The head is bound to
//! every chunk.

use std::fmt;
use std::io::{self, Cursor, Read, Write};
use std::str::FromStr;

use aead_stream::{DecryptorBE32, EncryptorBE32, Nonce, StreamBE32};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305};
use zeroize::Zeroizing;

use super::BackupError;

const MAGIC: &[u8; 14] = b"huying backup\n";
const VERSION: u8 = 1;
const NONCE: usize = 19;
const HEAD: usize = MAGIC.len() + 1 + NONCE;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// A backup's key: 32 random bytes. Whoever loses it loses the backup.
#[derive(Clone)]
pub struct Key(Zeroizing<[u8; 32]>);

impl Key {
    /// A key of the given bytes, which must be random.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// A new key from the operating system's randomness.
    ///
    /// # Errors
    /// When the operating system has none.
    pub fn random() -> io::Result<Self> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::fill(bytes.as_mut_slice()).map_err(io::Error::other)?;
        Ok(Self(bytes))
    }

    /// The key as 64 hexadecimal digits, to be written down.
    pub fn to_hex(&self) -> Zeroizing<String> {
        Zeroizing::new(kernel::hex::hex(self.0.as_slice()))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&(*self.0).into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Key(…)")
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a backup key is 64 hexadecimal digits")]
pub struct NotAKey;

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let bytes = kernel::hex::unhex(&text.trim().to_ascii_lowercase()).ok_or(NotAKey)?;
        bytes.try_into().map(Self::new).map_err(|_| NotAKey)
    }
}

/// Writes an archive's bytes, encrypted or as they are.
pub(super) struct Sealer<W> {
    out: W,
    buffer: Vec<u8>,
    cipher: Option<(EncryptorBE32<XChaCha20Poly1305>, [u8; HEAD])>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn new(out: W, key: Option<&Key>) -> io::Result<Self> {
        let mut sealer = Self { out, buffer: Vec::with_capacity(CHUNK + TAG), cipher: None };
        if let Some(key) = key {
            let mut nonce = [0; NONCE];
            getrandom::fill(&mut nonce).map_err(io::Error::other)?;
            let head = head(nonce);
            sealer.out.write_all(&head)?;
            let cipher = EncryptorBE32::from_aead(key.cipher(), &stream_nonce(nonce));
            sealer.cipher = Some((cipher, head));
            sealer.seal_chunk()?;
        }
        Ok(sealer)
    }

    fn seal_chunk(&mut self) -> io::Result<()> {
        if let Some((cipher, head)) = &mut self.cipher {
            cipher.encrypt_next_in_place(head, &mut self.buffer).map_err(too_long)?;
        }
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Writes the last chunk. Without it the archive is worth nothing.
    pub(super) fn finish(mut self) -> io::Result<()> {
        if let Some((cipher, head)) = self.cipher.take() {
            cipher.encrypt_last_in_place(&head, &mut self.buffer).map_err(too_long)?;
        }
        self.out.write_all(&self.buffer)?;
        self.out.flush()
    }
}

fn too_long(_: aead_stream::aead::Error) -> io::Error {
    io::Error::other("the archive is longer than 256 TiB")
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = CHUNK - self.buffer.len();
        let (now, _) = bytes.split_at(room.min(bytes.len()));
        self.buffer.extend_from_slice(now);
        if self.buffer.len() == CHUNK {
            self.seal_chunk()?;
        }
        Ok(now.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // Chunks are full but for the last.
        Ok(())
    }
}

fn head(nonce: [u8; NONCE]) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..MAGIC.len()].copy_from_slice(MAGIC);
    head[MAGIC.len()] = VERSION;
    head[MAGIC.len() + 1..].copy_from_slice(&nonce);
    head
}

fn stream_nonce(nonce: [u8; NONCE]) -> Nonce<XChaCha20Poly1305, StreamBE32<XChaCha20Poly1305>> {
    nonce.into()
}

/// Reads an archive's bytes, whichever way they were written.
pub(super) enum Opener<R> {
    Plain(io::Chain<Cursor<Vec<u8>>, R>),
    Sealed(Unsealer<R>),
}

impl<R: Read> Opener<R> {
    pub(super) fn open(mut input: R, key: Option<&Key>) -> Result<Self, BackupError> {
        let start = read_up_to(&mut input, MAGIC.len()).map_err(BackupError::reading)?;
        match (start == MAGIC, key) {
            (true, Some(key)) => Unsealer::open(input, key).map(Self::Sealed),
            (true, None) => Err(BackupError::NeedsKey),
            (false, Some(_)) => Err(BackupError::NotEncrypted),
            (false, None) => Ok(Self::Plain(Cursor::new(start).chain(input))),
        }
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(input) => input.read(out),
            Self::Sealed(input) => input.read(out),
        }
    }
}

pub(super) struct Unsealer<R> {
    input: R,
    head: [u8; HEAD],
    /// `None` once the last chunk was opened.
    cipher: Option<DecryptorBE32<XChaCha20Poly1305>>,
    /// The chunk that comes next, still sealed: whether it is the last shows
    /// only by what comes behind it.
    ahead: Vec<u8>,
    open: Cursor<Vec<u8>>,
}

impl<R: Read> Unsealer<R> {
    fn open(mut input: R, key: &Key) -> Result<Self, BackupError> {
        let rest = read_up_to(&mut input, 1 + NONCE).map_err(BackupError::reading)?;
        let nonce = match rest.split_first() {
            Some((&VERSION, nonce)) => nonce.try_into().ok(),
            Some((&version, _)) if version > VERSION => {
                return Err(BackupError::NewerFormat(version.into()));
            }
            _ => None,
        };
        let nonce: [u8; NONCE] =
            nonce.ok_or_else(|| BackupError::damaged("its head is cut off"))?;
        let mut cipher = DecryptorBE32::from_aead(key.cipher(), &stream_nonce(nonce));
        let head = head(nonce);
        let mut proof = read_up_to(&mut input, TAG).map_err(BackupError::reading)?;
        cipher.decrypt_next_in_place(&head, &mut proof).map_err(|_| BackupError::WrongKey)?;
        let ahead = read_up_to(&mut input, CHUNK + TAG).map_err(BackupError::reading)?;
        Ok(Self { input, head, cipher: Some(cipher), ahead, open: Cursor::default() })
    }

    fn open_chunk(&mut self) -> io::Result<()> {
        let Some(mut cipher) = self.cipher.take() else { return Ok(()) };
        let next = read_up_to(&mut self.input, CHUNK + TAG)?;
        let mut chunk = std::mem::replace(&mut self.ahead, next);
        if self.ahead.is_empty() {
            cipher.decrypt_last_in_place(&self.head, &mut chunk).map_err(changed)?;
        } else {
            cipher.decrypt_next_in_place(&self.head, &mut chunk).map_err(changed)?;
            self.cipher = Some(cipher);
        }
        self.open = Cursor::new(chunk);
        Ok(())
    }
}

impl<R: Read> Read for Unsealer<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            let n = self.open.read(out)?;
            if n > 0 || out.is_empty() || self.cipher.is_none() {
                return Ok(n);
            }
            self.open_chunk()?;
        }
    }
}

fn changed(_: aead_stream::aead::Error) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a part was changed or cut off")
}

fn read_up_to(input: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(length);
    input.by_ref().take(length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
