//! `huying verify` and `huying migrate`

use db::migrate;

use super::Fault;
use crate::console::say;
use crate::settings::Settings;
use crate::{migrations, wiring};

pub(crate) async fn verify(settings: &Settings) -> Result<(), Fault> {
    let db = wiring::open_store(settings, false).await?;
    let verdict = db::ledger::verify(&db).await?;
    for fault in verdict.faults.iter().take(100) {
        say(fault);
    }
    if verdict.faults.is_empty() {
        say(format!("{} events and {} day roots are sound", verdict.events, verdict.days));
        Ok(())
    } else {
        Err(format!("the ledger has {} faults in {} events", verdict.faults.len(), verdict.events)
            .into())
    }
}

pub(crate) async fn migrate(settings: &Settings) -> Result<(), Fault> {
    settings.make_data_dir()?;
    let clock = std::sync::Arc::new(db::SystemClock::default());
    let db = db::Db::open(&settings.location, clock).await?;
    let done = migrate::run(&db, &migrations::all()).await?;
    if done.is_empty() {
        say("the tables are up to date");
    }
    if !done.is_empty() {
        db.settle().await?;
    }
    for name in done {
        say(format!("applied {name}"));
    }
    Ok(())
}
