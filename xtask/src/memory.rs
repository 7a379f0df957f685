//! A folder in memory for the files of tests: what is thrown away anyway need not wait for the disk.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command::program;

const MEMORY: &str = "/dev/shm";
/// The tests' stores need less than a tenth of it, but must never find it full.
const ROOM_BYTES_MIN: u64 = 3 << 30;

/// The folder; dropping it removes it with whatever was left in it.
pub(crate) struct Memory(PathBuf);

impl Memory {
    /// A fresh folder; none where there is no memory to spare: the tests then use the disk.
    pub(crate) fn folder() -> Option<Self> {
        let folder = Path::new(MEMORY).join(format!("huying-tests-{}", std::process::id()));
        let has_room = room(Path::new(MEMORY)).is_some_and(|room| room >= ROOM_BYTES_MIN);
        (has_room && fs::create_dir_all(&folder).is_ok()).then_some(Self(folder))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // What is left is in memory only.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Free bytes of the file system a folder lies in.
fn room(folder: &Path) -> Option<u64> {
    let told = program("df").args(["--output=avail", "-B1"]).arg(folder).output().ok()?;
    let text = String::from_utf8(told.stdout).ok()?;
    text.lines().nth(1)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_of_a_folder_is_known_and_that_of_none_is_not() {
        assert!(room(&std::env::temp_dir()).is_some_and(|bytes| bytes > 0));
        assert_eq!(room(Path::new("/no/such/folder")), None);
    }
}
