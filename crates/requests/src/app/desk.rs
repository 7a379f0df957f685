//! The capability's shared state.

use std::sync::{Arc, PoisonError, RwLock};

use db::StoreError;
use db::blobs::Blobs;
use kernel::ports::{Matches, Nearness, Topics};
use places::LiveAtlas;

use super::codes::QueryCodes;
use super::counts::Counts;
use super::live::Live;
use super::numbers::NumberPool;
use crate::domain::rules::Rules;
use crate::domain::unit_habit::Habits;

/// What every handler and job of the desk needs. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// Shared by all capabilities: store, ids, clock, sign-in.
    pub app: people::App,
    /// Places.
    pub atlas: Arc<LiveAtlas>,
    /// The matching engine.
    pub matches: Arc<dyn Matches>,
    /// The finder of hot topics.
    pub topics: Arc<dyn Topics>,
    pub(super) nearness: Option<Arc<dyn Nearness>>,
    /// Photos.
    pub blobs: Blobs,
    /// Query codes.
    pub codes: QueryCodes,
    /// Order numbers.
    pub numbers: Arc<NumberPool>,
    /// What happens now, for open pages.
    pub live: Arc<Live>,
    pub(super) counts: Arc<Counts>,
    rules: Arc<RwLock<Arc<Rules>>>,
}

impl Desk {
    /// Puts the parts together and reads the rules.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn new(parts: Parts) -> Result<Self, StoreError> {
        let rules = super::rules::load(&parts.app.db).await?;
        Ok(Self {
            app: parts.app,
            atlas: parts.atlas,
            matches: parts.matches,
            topics: parts.topics,
            nearness: None,
            blobs: parts.blobs,
            codes: parts.codes,
            numbers: Arc::default(),
            live: Arc::default(),
            counts: Arc::default(),
            rules: Arc::new(RwLock::new(Arc::new(rules))),
        })
    }

    /// With a second opinion on the order of earlier requests.
    #[must_use]
    pub fn with_nearness(self, nearness: Arc<dyn Nearness>) -> Self {
        Self { nearness: Some(nearness), ..self }
    }

    /// The rules as they stand.
    pub fn rules(&self) -> Arc<Rules> {
        self.rules.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A text of people as it may be read by others: without what identifies a
    /// person. For everything that leaves the desk.
    pub fn covered(&self, text: &str) -> String {
        self.matches.mask(text)
    }

    /// Reads the rules again when a pack was loaded since; says whether.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn refresh_rules(&self) -> Result<bool, StoreError> {
        let version =
            self.app.db.read((), |tx, ()| Box::pin(crate::store::pack::version(tx))).await?;
        if version == self.rules().version {
            return Ok(false);
        }
        let mut fresh = super::rules::load(&self.app.db).await?;
        fresh.habits = self.rules().habits.clone();
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(fresh);
        Ok(true)
    }

    /// Puts what was learned about units in force.
    pub(super) fn set_habits(&self, habits: Arc<Habits>) {
        let mut rules = self.rules.write().unwrap_or_else(PoisonError::into_inner);
        *rules = Arc::new(Rules { habits, ..(**rules).clone() });
    }
}

/// What [`Desk::new`] is made of.
pub struct Parts {
    /// Shared by all capabilities.
    pub app: people::App,
    /// Places.
    pub atlas: Arc<LiveAtlas>,
    /// The matching engine.
    pub matches: Arc<dyn Matches>,
    /// The finder of hot topics.
    pub topics: Arc<dyn Topics>,
    /// Photos.
    pub blobs: Blobs,
    /// Query codes.
    pub codes: QueryCodes,
}

impl axum::extract::FromRef<Desk> for people::App {
    fn from_ref(desk: &Desk) -> Self {
        desk.app.clone()
    }
}
