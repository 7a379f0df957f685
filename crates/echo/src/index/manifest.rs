//! The list of what belongs to the index. It is replaced as a whole: what it
//! does not name does not count.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::fault::IndexFault;
use super::file::{put_number, read_whole, take_number, write_whole};
use super::terms::BODY_CHARS;

/// Grows when files or terms change their form.
const VERSION: u64 = 2;
pub(crate) const NAME: &str = "manifest.hye";

/// What the manifest says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Manifest {
    /// Region prefixes this index is for; empty for all.
    pub(crate) regions: String,
    /// The book new segments are written with; 0 for none learned.
    pub(crate) book: u32,
    /// How many texts it was learned from.
    pub(crate) learned_from: u32,
    /// The next file's number.
    pub(crate) next: u32,
    /// The tables were read without a gap up to this id.
    pub(crate) filled: u128,
    pub(crate) journals: Vec<u32>,
    pub(crate) segments: Vec<Named>,
}

/// A segment with what changed in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Named {
    pub(crate) number: u32,
    pub(crate) dead: HashSet<u32>,
    pub(crate) labels: HashMap<u32, u32>,
}

impl Manifest {
    /// Reads it; none when there is no index yet.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>, IndexFault> {
        let path = folder.join(NAME);
        if !path.exists() {
            return Ok(None);
        }
        let bytes = read_whole(&path)?;
        let mut rest = bytes.as_slice();
        if take_number(&mut rest) != Some(VERSION)
            || take_number(&mut rest) != Some(BODY_CHARS as u64)
        {
            return Err(IndexFault::Other { path });
        }
        Self::take(rest).map(Some).ok_or_else(|| IndexFault::broken(&path, "it is too short"))
    }

    fn take(mut rest: &[u8]) -> Option<Self> {
        let rest = &mut rest;
        let length = small(rest)? as usize;
        let (regions, after) = rest.split_at_checked(length)?;
        *rest = after;
        let regions = String::from_utf8(regions.to_vec()).ok()?;
        let (book, learned_from, next) = (small(rest)?, small(rest)?, small(rest)?);
        let (filled, after) = rest.split_first_chunk::<16>()?;
        *rest = after;
        let filled = u128::from_le_bytes(*filled);
        let journals = (0..small(rest)?).map(|_| small(rest)).collect::<Option<_>>()?;
        let segments = (0..small(rest)?).map(|_| Named::take(rest)).collect::<Option<_>>()?;
        Some(Self { regions, book, learned_from, next, filled, journals, segments })
    }

    pub(crate) fn write(&self, folder: &Path) -> Result<(), IndexFault> {
        let mut out = Vec::new();
        put_number(VERSION, &mut out);
        put_number(BODY_CHARS as u64, &mut out);
        put_number(self.regions.len() as u64, &mut out);
        out.extend(self.regions.as_bytes());
        for number in [self.book, self.learned_from, self.next] {
            put_number(number.into(), &mut out);
        }
        out.extend(self.filled.to_le_bytes());
        put_number(self.journals.len() as u64, &mut out);
        for journal in &self.journals {
            put_number((*journal).into(), &mut out);
        }
        put_number(self.segments.len() as u64, &mut out);
        for segment in &self.segments {
            segment.put(&mut out);
        }
        write_whole(&folder.join(NAME), &out)
    }
}

impl Named {
    fn take(rest: &mut &[u8]) -> Option<Self> {
        let number = small(rest)?;
        let dead = (0..small(rest)?).map(|_| small(rest)).collect::<Option<_>>()?;
        let label = |rest: &mut &[u8]| Some((small(rest)?, small(rest)?));
        let labels = (0..small(rest)?).map(|_| label(rest)).collect::<Option<_>>()?;
        Some(Self { number, dead, labels })
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_number(self.number.into(), out);
        put_number(self.dead.len() as u64, out);
        for dead in &self.dead {
            put_number((*dead).into(), out);
        }
        put_number(self.labels.len() as u64, out);
        for (doc, label) in &self.labels {
            put_number((*doc).into(), out);
            put_number((*label).into(), out);
        }
    }
}

fn small(rest: &mut &[u8]) -> Option<u32> {
    u32::try_from(take_number(rest)?).ok()
}
