//! The capability's shared state.

use std::sync::Arc;

use axum::extract::FromRef;
use db::blobs::Blobs;
use db::{StoreError, Tx};
use kernel::calendar::WorkCalendar;
use kernel::ports::Intake;
use places::LiveAtlas;

use super::rule_files::RuleFiles;
use super::voice::NoDesk;
use super::{directory, register};
use crate::domain::directory::{Directory, LiveDirectory};
use crate::domain::holder::HolderCodes;
use crate::domain::live::LiveStates;
use crate::domain::register::{LiveRegister, Register};
use crate::domain::rules::{LiveRules, Rules};
use crate::store;

/// What every handler and job of the stations needs. Cheap to clone.
#[derive(Clone)]
pub struct Stations {
    /// Shared by all capabilities: store, ids, clock, sign-in.
    pub app: people::App,
    /// Places.
    pub atlas: Arc<LiveAtlas>,
    /// Photos.
    pub blobs: Blobs,
    /// The directory as it was last loaded.
    pub directory: Arc<LiveDirectory>,
    /// What is known of facilities at this moment.
    pub live: Arc<LiveStates>,
    /// The desk, for what becomes a request; given by `server`.
    pub intake: Arc<dyn Intake>,
    /// Merchants, scenes, housing and courses as they were last loaded.
    pub register: Arc<LiveRegister>,
    /// Numbers and codes of holders.
    pub codes: HolderCodes,
    /// What the city decides about keeping its stations.
    keeping: Arc<LiveRules>,
    /// Files of rules as they were read last.
    pub(super) rule_files: Arc<RuleFiles>,
}

impl Stations {
    /// Puts the parts together, with an empty directory until the first
    /// [`Self::refresh`].
    pub fn new(app: people::App, atlas: Arc<LiveAtlas>, blobs: Blobs) -> Self {
        let codes = HolderCodes::new(app.vault.purpose_key("holder codes"));
        Self {
            app,
            atlas,
            blobs,
            codes,
            directory: Arc::default(),
            live: Arc::default(),
            intake: Arc::new(NoDesk),
            register: Arc::default(),
            keeping: Arc::default(),
            rule_files: Arc::default(),
        }
    }

    /// Reads the directory anew, under the calendar in force.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn refresh(&self, calendar: WorkCalendar) -> Result<(), StoreError> {
        let rows =
            self.app.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(directory::rows(tx))).await?;
        self.refresh_rules().await?;
        let calendars = (calendar.clone(), self.rules().school());
        let read = self
            .app
            .db
            .read(calendars, |tx, calendars| Box::pin(register::snapshot(tx, calendars.clone())));
        let register: Register = read.await?;
        self.register.replace(register);
        self.directory.replace(Directory::new(rows, calendar, &self.rules()));
        self.refresh_live().await
    }

    /// What the city decides about keeping its stations.
    pub fn rules(&self) -> Arc<Rules> {
        self.keeping.current()
    }

    /// Reads the rules anew. What was checked when it was loaded can be read.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn refresh_rules(&self) -> Result<(), StoreError> {
        self.follow_rule_files().await?;
        let mut rules = self.rules_in(Rules::FILE, Rules::parse).await?;
        for slug in &rules.guiding_units {
            let read = self
                .app
                .db
                .read(slug.clone(), |tx, slug| Box::pin(people::store::units::by_slug(tx, slug)));
            let unit: Option<people::domain::unit::Unit> = read.await?;
            rules.guiding_ids.extend(unit.map(|unit| unit.id));
        }
        self.keeping.replace(rules);
        Ok(())
    }

    /// Reads the directory anew if it was changed by another process since.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn follow(&self) -> Result<bool, StoreError> {
        let newest =
            self.app.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::newest(tx))).await?;
        let beside = self
            .app
            .db
            .read((), |tx: &mut Tx<'_>, ()| Box::pin(store::register::newest(tx)))
            .await?;
        let present = self.directory.current();
        let is_behind =
            newest != present.changed_at() || beside != self.register.current().rows().changed_at;
        if is_behind {
            self.refresh(present.calendar().clone()).await?;
        }
        Ok(is_behind)
    }

    /// With the desk that takes requests in.
    #[must_use]
    pub fn with_intake(self, intake: Arc<dyn Intake>) -> Self {
        Self { intake, ..self }
    }
}

impl FromRef<Stations> for people::App {
    fn from_ref(stations: &Stations) -> Self {
        stations.app.clone()
    }
}
