//! Pages of merchants with offers, friendly scenes, housing and courses.

mod cards;
mod course;
mod housing;
mod offer;
mod scene;
mod words;

use people::{Access, Routes};

use crate::app::Stations;

/// Routes of these pages.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/offers", Access::Public, offer::list)
        .get("/merchants/{id}", Access::Public, offer::merchant)
        .get("/scenes", Access::Public, scene::list)
        .get("/scenes/{id}", Access::Public, scene::show)
        .get("/housing", Access::Public, housing::list)
        .get("/courses", Access::Public, course::list)
}
