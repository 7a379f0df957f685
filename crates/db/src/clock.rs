//! The real clock and the real source of ids, the only places that read them.

use std::sync::atomic::{AtomicI64, Ordering};

use kernel::id::{Id, Ids};
use kernel::time::{Clock, Instant};

/// The system's clock, never going backwards within the process: when the
/// machine's clock is set back, time stands still until it has caught up, and
/// a warning is logged, once for each time it is set back.
#[derive(Debug)]
pub struct SystemClock {
    read: fn() -> i64,
    /// The latest time given out.
    latest: AtomicI64,
    /// The last time read, even when it was too early to give out.
    last_read: AtomicI64,
}

/// A backward jump larger than this is reported; smaller ones are threads
/// overtaking each other or a time server at work.
const JUMP_US: i64 = 2 * kernel::time::SECOND_US;

impl Default for SystemClock {
    fn default() -> Self {
        Self::reading(system_micros)
    }
}

impl SystemClock {
    fn reading(read: fn() -> i64) -> Self {
        Self { read, latest: AtomicI64::default(), last_read: AtomicI64::default() }
    }

    /// The time to give out, and by how much the machine's clock was set back
    /// since the reading before, if it was.
    fn observe(&self) -> (Instant, Option<i64>) {
        let read = (self.read)();
        let before = self.last_read.swap(read, Ordering::Relaxed);
        let latest = self.latest.fetch_max(read, Ordering::Relaxed).max(read);
        let back = before.saturating_sub(read);
        (Instant::from_micros(latest), (back > JUMP_US).then_some(back))
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        let (now, back) = self.observe();
        if let Some(back) = back {
            tracing::warn!(
                seconds = back / kernel::time::SECOND_US,
                "the system clock was set back; holding time until it catches up"
            );
        }
        now
    }
}

/// Microseconds since 1970 by the operating system.
fn system_micros() -> i64 {
    #[expect(clippy::disallowed_methods, reason = "this is the clock everybody else is given")]
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since_epoch.map_or(0, |d| i64::try_from(d.as_micros()).unwrap_or(i64::MAX))
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

#[cfg(test)]
mod tests {
    use super::*;

    const S: i64 = kernel::time::SECOND_US;
    /// What the machine's clock says: set back at the third and sixth reading.
    const READINGS: [i64; 8] = [100 * S, 101 * S, 40 * S, 41 * S, 42 * S, 20 * S, 110 * S, 109 * S];
    static NEXT: AtomicI64 = AtomicI64::new(0);

    #[test]
    fn time_stands_still_and_each_backward_jump_is_told_once() {
        let clock = SystemClock::reading(|| READINGS[NEXT.fetch_add(1, Ordering::SeqCst) as usize]);
        let seen: Vec<_> = READINGS
            .iter()
            .map(|_| clock.observe())
            .map(|(now, back)| (now.micros() / S, back.map(|back| back / S)))
            .collect();
        let held = (101, None);
        assert_eq!(
            seen,
            [
                (100, None),
                held,
                (101, Some(61)),
                held,
                held,
                (101, Some(22)),
                (110, None),
                (110, None)
            ]
        );
    }
}
