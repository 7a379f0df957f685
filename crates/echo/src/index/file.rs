//! Files that are written once, checked by sums, and read in pieces.
//!
//! Pieces are read into a buffer, not mapped: a file that someone cuts short
//! then is an error and not a killed process, the system's page cache does the
//! same work, and the process stays small.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Crc;

use super::fault::IndexFault;

/// Reads exactly `into.len()` bytes from a place in a file.
pub(crate) fn read_at(file: &File, into: &mut [u8], from: u64) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::FileExt::read_exact_at(file, into, from);
    #[cfg(windows)]
    {
        let mut done = 0;
        while done < into.len() {
            let place = from + done as u64;
            match std::os::windows::fs::FileExt::seek_read(file, &mut into[done..], place)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                more => done += more,
            }
        }
        Ok(())
    }
}

/// A file on its way: it gets its name when it is whole and on disk.
pub(crate) struct FileOut {
    path: PathBuf,
    out: BufWriter<File>,
    crc: Crc,
    written: u64,
}

impl FileOut {
    pub(crate) fn new(path: &Path) -> Result<Self, IndexFault> {
        let file = File::create(beside(path)).map_err(|error| IndexFault::disk(path, error))?;
        let out = BufWriter::with_capacity(1 << 18, file);
        Ok(Self { path: path.to_owned(), out, crc: Crc::new(), written: 0 })
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) -> Result<(), IndexFault> {
        self.crc.update(bytes);
        self.written += bytes.len() as u64;
        self.out.write_all(bytes).map_err(|error| IndexFault::disk(&self.path, error))
    }

    /// The sum over everything since the last call, and where the file stands.
    pub(crate) fn section(&mut self) -> (u32, u64) {
        let sum = self.crc.sum();
        self.crc.reset();
        (sum, self.written)
    }

    /// On disk under its name.
    pub(crate) fn finish(mut self) -> Result<(), IndexFault> {
        let told = |error| IndexFault::disk(&self.path, error);
        self.out.flush().map_err(told)?;
        self.out.get_ref().sync_all().map_err(told)?;
        std::fs::rename(beside(&self.path), &self.path).map_err(told)?;
        sync_folder(&self.path)
    }
}

/// Writes a small file whole or not at all; its last four bytes are its sum.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), IndexFault> {
    let mut out = FileOut::new(path)?;
    out.put(bytes)?;
    let (sum, _) = out.section();
    out.put(&sum.to_le_bytes())?;
    out.finish()
}

/// Reads what [`write_whole`] wrote.
pub(crate) fn read_whole(path: &Path) -> Result<Vec<u8>, IndexFault> {
    let mut bytes = std::fs::read(path).map_err(|error| IndexFault::disk(path, error))?;
    let Some((body, sum)) = bytes.split_last_chunk::<4>() else {
        return Err(IndexFault::broken(path, "it is too short"));
    };
    if sum_of(body) != u32::from_le_bytes(*sum) {
        return Err(IndexFault::broken(path, "its sum does not match"));
    }
    bytes.truncate(bytes.len() - 4);
    Ok(bytes)
}

pub(crate) fn sum_of(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

fn beside(path: &Path) -> PathBuf {
    path.with_extension("part")
}

/// A name is on disk when its folder is.
fn sync_folder(path: &Path) -> Result<(), IndexFault> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(|error| IndexFault::disk(folder, error))?;
    }
    Ok(())
}

/// Appends a number in seven-bit pieces.
pub(crate) fn put_number(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Takes a number that [`put_number`] wrote.
pub(crate) fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..63).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if *first < 0x80 {
            return Some(value);
        }
    }
    None
}
