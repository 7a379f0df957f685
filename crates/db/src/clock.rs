//! The real clock and the real source of ids, the only places that read them.

use std::sync::atomic::{AtomicI64, Ordering};

use kernel::id::{Id, Ids};
use kernel::time::{Clock, Instant};

/// The system's clock, never going backwards within the process: when the
/// machine's clock is set back, time stands still until it has caught up, and
/// a warning is logged.
#[derive(Debug, Default)]
pub struct SystemClock {
    latest: AtomicI64,
}

/// A backward jump larger than this is reported.
const JUMP_US: i64 = 2 * kernel::time::SECOND_US;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        #[expect(clippy::disallowed_methods, reason = "this is the clock everybody else is given")]
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let read = since_epoch.map_or(0, |d| i64::try_from(d.as_micros()).unwrap_or(i64::MAX));
        let before = self.latest.fetch_max(read, Ordering::Relaxed);
        if before - read > JUMP_US && before - read > 0 {
            tracing::warn!(
                seconds = (before - read) / kernel::time::SECOND_US,
                "the system clock was set back; holding time until it catches up"
            );
        }
        Instant::from_micros(read.max(before))
    }
}

/// Ids from the operating system's randomness.
#[derive(Debug, Default)]
pub struct SystemIds;

impl Ids for SystemIds {
    fn mint(&self, at: Instant) -> Id {
        Id::from_parts(at, u128::from_le_bytes(self.random()))
    }

    fn random(&self) -> [u8; 16] {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the operating system gives randomness");
        bytes
    }
}
