//! Statements that take long are named in the log, without what they were
//! asked with, so that whoever runs the server knows where its time goes.

use std::time::{Duration, Instant};

use crate::Statement;

/// From here on a statement is named.
const SLOW: Duration = Duration::from_millis(500);

/// Times one statement; says so when it was slow.
pub(crate) struct Watch(Instant);

impl Watch {
    /// The statement begins.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// It is done.
    pub(crate) fn stop(self, statement: &Statement) {
        if let Some(ms) = slow_ms(self.0.elapsed()) {
            tracing::warn!(statement = statement.name(), ms, "a statement took long");
        }
    }
}

fn slow_ms(took: Duration) -> Option<u64> {
    (took >= SLOW).then(|| u64::try_from(took.as_millis()).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_slow_is_told() {
        for (took, told) in [(0, None), (499, None), (500, Some(500)), (61_000, Some(61_000))] {
            assert_eq!(slow_ms(Duration::from_millis(took)), told, "{took} ms");
        }
    }
}
