//! Pages of stations: the list with its map, one station, its board.

mod board;
mod desk;
mod list;
mod mine;
pub(crate) mod near;
pub(crate) mod query;
pub(crate) mod route;
pub(crate) mod show;

use people::{Access, Routes};

use super::worker::worker;
use crate::app::Stations;

/// Routes of the stations' pages.
pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/stations", Access::Public, list::show)
        .get("/stations/mine", Access::Public, mine::show)
        .get("/stations/copy.json", Access::Public, mine::copy)
        .get("/stations/worker.js", Access::Public, worker)
        .get("/stations/{code}", Access::Public, show::show)
        .get("/stations/{code}/board", Access::Public, board::show)
        .get("/desk/stations", Access::SignedIn, desk::show)
        .get("/desk/stations.csv", Access::SignedIn, desk::sheet)
}
