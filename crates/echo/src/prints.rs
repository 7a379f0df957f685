//! Fingerprints instead of words: what is learned from texts is kept under
//! hashes, so that no word can be read back from a model.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a over the bytes, mixed at the end so that low bits are good too.
pub(crate) fn fingerprint(kind: u8, bytes: impl Iterator<Item = u8>) -> u32 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(kind);
    for byte in bytes {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    state ^= state >> 32;
    state = state.wrapping_mul(0xd6e8_feb8_6659_fd93);
    ((state ^ (state >> 32)) & 0xffff_ffff) as u32
}

/// A map whose keys are fingerprints already.
pub(crate) type PrintMap<V> = HashMap<u32, V, BuildHasherDefault<AsIs>>;

/// Takes a fingerprint as its own hash.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u32(&mut self, print: u32) {
        // The map takes its bucket from the low and its tag from the high bits.
        self.0 = u64::from(print).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}
