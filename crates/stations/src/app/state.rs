//! The capability's shared state.

use std::sync::Arc;

use axum::extract::FromRef;
use db::blobs::Blobs;
use places::LiveAtlas;

/// What every handler and job of the stations needs. Cheap to clone.
#[derive(Clone)]
pub struct Stations {
    /// Shared by all capabilities: store, ids, clock, sign-in.
    pub app: people::App,
    /// Places.
    pub atlas: Arc<LiveAtlas>,
    /// Photos.
    pub blobs: Blobs,
}

impl Stations {
    /// Puts the parts together.
    pub fn new(app: people::App, atlas: Arc<LiveAtlas>, blobs: Blobs) -> Self {
        Self { app, atlas, blobs }
    }
}

impl FromRef<Stations> for people::App {
    fn from_ref(stations: &Stations) -> Self {
        stations.app.clone()
    }
}
