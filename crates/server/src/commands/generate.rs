//! `huying generate`: orders for benchmarks.

use requests::app::generate::BATCH;

use super::Fault;
use crate::console::{Progress, say};
use crate::settings::Settings;
use crate::wiring;

pub(crate) async fn run(settings: &Settings, count: u64, seed: u64) -> Result<(), Fault> {
    let house = wiring::open_house(settings, true).await?;
    let mut progress = Progress::new("generated orders", Some(count));
    let mut added = 0;
    let mut from = 0;
    while from < count {
        let until = (from + BATCH).min(count);
        added += house.desk.generate(seed, from..until, count).await?;
        from = until;
        progress.at(from);
    }
    progress.end(count);
    house.desk.app.db.settle().await?;
    say(format!("{added} orders added"));
    Ok(())
}
