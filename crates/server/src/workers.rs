//! What runs beside the pages: the matching index, due jobs, the outbox, the
//! ledger's daily roots. Each round is safe to run in several processes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use db::outbox::{self, Delivery, Message};
use requests::app::Desk;
use tokio::task::JoinSet;

use crate::wiring::House;
use crate::{matching, models};

const JOBS_EVERY: Duration = Duration::from_secs(20);
/// A seat nobody confirmed is free this soon after its time.
const APPOINTMENTS_EVERY: Duration = Duration::from_secs(2);
const TOPICS_EVERY: Duration = Duration::from_secs(10);
/// So many orders grouped anew in one round take the writer a tenth of a second.
const TOPICS_MANY: usize = 2_000;
/// How many times as long as such a round took nothing is done for topics.
const TOPICS_REST: u32 = 3;
const OUTBOX_EVERY: Duration = Duration::from_millis(500);
const LEDGER_EVERY: Duration = Duration::from_secs(600);
const MODELS_EVERY: Duration = Duration::from_secs(24 * 3600);
const OUTBOX_BATCH: i64 = 500;

/// Starts them; they end with the set.
pub(crate) fn start(house: Arc<House>, data: &Path) -> JoinSet<()> {
    let spool = data.join("outgoing").join("messages.jsonl");
    let mut tasks = JoinSet::new();
    let desk = house.desk.clone();
    tasks.spawn(learn(house.clone()));
    tasks.spawn(follow_model(house.clone()));
    tasks.spawn(matching::follow(house.clone()));
    tasks.spawn(forget_holders(house.clone()));
    tasks.spawn(topics(house.clone()));
    tasks.spawn(appointments(house.clone()));
    tasks.spawn(jobs(house));
    tasks.spawn(deliver(desk.clone(), spool));
    tasks.spawn(close_days(desk));
    tasks
}

/// Once a day categories and units are learned anew from what was decided. A
/// model that is worse than the one in force is not taken.
async fn learn(house: Arc<House>) {
    loop {
        match house.desk.learn_units().await {
            Ok(cases) => tracing::info!(cases, "who acts is learned from what was decided"),
            Err(error) => tracing::error!(%error, "who acts could not be learned"),
        }
        tokio::time::sleep(MODELS_EVERY).await;
        match models::retrain(&house.desk).await {
            Ok(Some(model)) => {
                let texts = model.quality.samples;
                tracing::info!(texts, state = model.state.as_str(), "categories are learned anew");
            }
            Ok(None) => tracing::info!("too few settled texts to learn categories from"),
            Err(error) => tracing::error!(%error, "the categories could not be learned"),
        }
    }
}

/// Follows the model in force: another process may have learned it, or a
/// person gone one step back.
async fn follow_model(house: Arc<House>) {
    loop {
        if let Err(error) = house.follow_model().await {
            tracing::error!(%error, "the learned categories cannot be used; words propose");
        }
        tokio::time::sleep(JOBS_EVERY).await;
    }
}

/// Hot topics, as orders come in; once the matching index is ready. Another
/// process that was quicker with the same orders is no fault. Where thousands
/// ask the same, a round holds the writer: it rests for a multiple of what that
/// took, so that others write in between.
async fn topics(house: Arc<House>) {
    loop {
        tokio::time::sleep(TOPICS_EVERY).await;
        while house.is_index_ready() {
            let begun = std::time::Instant::now();
            match house.desk.look_for_topics().await {
                Ok(looked) if looked.more => {
                    if looked.grouped >= TOPICS_MANY {
                        tokio::time::sleep(begun.elapsed() * TOPICS_REST).await;
                    }
                }
                Ok(_) | Err(db::StoreError::Conflict) => break,
                Err(error) => {
                    tracing::error!(%error, "hot topics could not be brought up to date; trying again");
                    break;
                }
            }
        }
    }
}

/// Seats whose time ran out go to who waits; people are reminded.
async fn appointments(house: Arc<House>) {
    loop {
        tokio::time::sleep(APPOINTMENTS_EVERY).await;
        match house.stations.run_appointments().await {
            Ok((0, 0)) => {}
            Ok((freed, reminded)) => tracing::info!(freed, reminded, "appointments"),
            Err(error) => {
                tracing::error!(%error, "seats could not be freed this time; trying again");
            }
        }
    }
}

async fn jobs(house: Arc<House>) {
    let mut version = house.desk.rules().version.clone();
    loop {
        match house.desk.run_jobs().await {
            Ok(round) if round != requests::app::jobs::Round::default() => {
                tracing::info!(?round, "jobs");
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "a round of jobs failed and will be tried again"),
        }
        let now = house.desk.rules().version.clone();
        if now != version {
            version = now;
            if let Err(error) = house.refresh().await {
                tracing::error!(%error, "the city pack could not be taken over");
            }
        }
        // A pack that changes stations alone changes no rule.
        if let Err(error) = house.stations.follow().await {
            tracing::error!(%error, "the directory of stations could not be read anew");
        }
        if let Err(error) = house.stations.follow_live().await {
            tracing::error!(%error, "the states of facilities could not be read anew");
        }
        if let Err(error) = house.stations.tend_passes().await {
            tracing::error!(%error, "lines of gates could not be deleted, or suspensions ended");
        }
        if let Err(error) = house.stations.forget_benefit_photos().await {
            tracing::error!(%error, "pictures of applications could not be forgotten");
        }
        if let Err(error) = house.stations.ask_keepers().await {
            tracing::error!(%error, "keepers could not be asked whether their stations are right");
        }
        tokio::time::sleep(JOBS_EVERY).await;
    }
}

/// Hands messages to the city's gateway: one JSON line each in a spool file
/// that the gateway reads. A message carries references, never a phone number;
/// the gateway asks for that with its own token.
async fn deliver(desk: Desk, spool: PathBuf) {
    match outbox::heal(&desk.app.db).await {
        Ok(0) => {}
        Ok(count) => tracing::warn!(count, "messages had been put off by a clock that was ahead"),
        Err(error) => tracing::error!(%error, "the outbox could not be looked over"),
    }
    loop {
        let messages = match outbox::claim(&desk.app.db, OUTBOX_BATCH).await {
            Ok(messages) => messages,
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                Vec::new()
            }
        };
        let more = messages.len() as i64 == OUTBOX_BATCH;
        if !messages.is_empty() {
            let delivery = match append(&spool, &messages).await {
                Ok(()) => Delivery::Done,
                Err(error) => Delivery::Retry(error.to_string()),
            };
            let settled = messages.into_iter().map(|message| (message, delivery.clone()));
            if let Err(error) = outbox::settle_all(&desk.app.db, settled.collect()).await {
                tracing::error!(%error, "deliveries could not be noted; they will be repeated");
            }
        }
        if !more {
            tokio::time::sleep(OUTBOX_EVERY).await;
        }
    }
}

/// Registrations that ended long ago are forgotten, and cards that ran out.
async fn forget_holders(house: Arc<House>) {
    loop {
        match house.stations.forget_ended_holders(house.desk.app.now()).await {
            Ok(0) => {}
            Ok(holders) => tracing::info!(holders, "registrations that ended are forgotten"),
            Err(error) => tracing::error!(%error, "no registration could be forgotten this time"),
        }
        tokio::time::sleep(LEDGER_EVERY).await;
    }
}

/// One line a message, all of them on disk before any of them counts as
/// delivered.
async fn append(spool: &Path, messages: &[Message]) -> std::io::Result<()> {
    let mut lines = String::new();
    for message in messages {
        let line = serde_json::json!({
            "id": message.id,
            "topic": message.topic,
            "created_at": message.created_at.rfc3339(),
            "body": serde_json::from_str::<serde_json::Value>(&message.body)?,
        });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    let spool = spool.to_owned();
    let write = move || {
        if let Some(folder) = spool.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(spool)?;
        file.write_all(lines.as_bytes())?;
        file.sync_data()
    };
    tokio::task::spawn_blocking(write).await?
}

async fn close_days(desk: Desk) {
    loop {
        match db::ledger::close_days(&desk.app.db, desk.app.now()).await {
            Ok(days) if !days.is_empty() => {
                tracing::info!(?days, "the ledger's day roots are written")
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "the ledger's day root could not be written"),
        }
        let db = &desk.app.db;
        match people::app::retention::run(db, desk.app.now()).await {
            Ok(forgotten) if forgotten != Default::default() => {
                tracing::info!(?forgotten, "what had its time is forgotten")
            }
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "nothing could be forgotten this time"),
        }
        tokio::time::sleep(LEDGER_EVERY).await;
    }
}
