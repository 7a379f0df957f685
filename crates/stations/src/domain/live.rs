//! What is known of a facility at this moment: told with its age, and unknown
//! once nobody has said it again in time.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use kernel::time::Instant;

use super::words::{FacilityKind, LiveWord};

/// What was last said of a facility.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveState {
    /// The station's number.
    pub station: String,
    /// What it is about.
    pub kind: FacilityKind,
    /// What was said.
    pub said: LiveWord,
    /// How many can be used, where that was counted.
    pub available: Option<i64>,
    /// How many there are, where that was counted.
    pub total: Option<i64>,
    /// When it was said.
    pub reported_at: Instant,
    /// From then on it is unknown.
    pub until: Instant,
}

impl LiveState {
    /// What holds at an instant: nothing older than its time is shown as the case.
    pub fn at(&self, now: Instant) -> LiveWord {
        if now < self.until { self.said } else { LiveWord::Unknown }
    }

    /// How many can be used at an instant; nothing once that is too old.
    pub fn available_at(&self, now: Instant) -> Option<i64> {
        self.available.filter(|_| now < self.until)
    }
}

/// The newest states of all stations. Whoever keeps them puts them here; the
/// pages and interfaces of the directory read them.
#[derive(Debug, Default)]
pub struct LiveStates(RwLock<Arc<HashMap<String, Vec<LiveState>>>>);

impl LiveStates {
    /// The states of a station's facilities, in the order they were put.
    pub fn of(&self, station: &str) -> Vec<LiveState> {
        self.all().get(station).cloned().unwrap_or_default()
    }

    /// Every state by station, for a page that shows many.
    pub fn all(&self) -> Arc<HashMap<String, Vec<LiveState>>> {
        // A poisoned lock still holds a whole map: it is only ever swapped.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other states in place of all.
    pub fn replace(&self, states: impl IntoIterator<Item = LiveState>) {
        let mut all: HashMap<String, Vec<LiveState>> = HashMap::new();
        for state in states {
            all.entry(state.station.clone()).or_default().push(state);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_unknown_once_its_time_is_over() {
        let at = |second: i64| Instant::from_millis(second * 1_000);
        let state = LiveState {
            station: "YT001".into(),
            kind: FacilityKind::Swap,
            said: LiveWord::Free,
            available: Some(3),
            total: Some(8),
            reported_at: at(0),
            until: at(300),
        };
        assert_eq!((state.at(at(299)), state.available_at(at(299))), (LiveWord::Free, Some(3)));
        assert_eq!((state.at(at(300)), state.available_at(at(300))), (LiveWord::Unknown, None));
        let states = LiveStates::default();
        states.replace([state.clone()]);
        assert_eq!(states.of("YT001"), [state]);
        assert!(states.of("YT002").is_empty());
        states.replace([]);
        assert!(states.of("YT001").is_empty());
    }
}
