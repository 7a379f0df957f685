//! The matching index beside the tables: opened at start as it was left,
//! brought up to date from the tables, kept up while requests come in, and
//! built anew when it is damaged.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use echo::Engine;
use echo::index::{Access, Index, IndexFault, Label};
use kernel::id::Id;
use kernel::ports::MatchDraft;
use requests::app::{Desk, OrderError, texts};
use tokio::task::block_in_place;

use crate::settings::Settings;
use crate::wiring::House;

const FOLLOW_EVERY: Duration = Duration::from_secs(2);
/// A process that is just ending may hold the index for a moment.
const WAIT_FOR_OTHER: Duration = Duration::from_secs(10);
const PAGE: u32 = 2_000;

/// What a look through the tables can fail with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FillError {
    #[error(transparent)]
    Index(#[from] IndexFault),
    #[error(transparent)]
    Order(#[from] OrderError),
}

/// Where the index lies.
pub(crate) fn folder(settings: &Settings) -> PathBuf {
    settings.data.join("index")
}

/// Opens the index for this process to write. One that is damaged or of
/// another version is begun anew.
pub(crate) async fn open(settings: &Settings) -> Result<Engine, IndexFault> {
    let folder = folder(settings);
    let since = Instant::now();
    loop {
        match Engine::open(&folder, &settings.index_regions, Access::Write) {
            Err(IndexFault::InUse { .. }) if since.elapsed() < WAIT_FOR_OTHER => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(fault) if fault.is_mended_by_building() => {
                tracing::warn!(%fault, "the matching index is built anew from the tables");
                Index::clear(&folder)?;
            }
            other => return other,
        }
    }
}

/// Brings the index up to date, then follows the tables for ever.
pub(crate) async fn follow(house: Arc<House>) {
    let index = house.engine.index();
    let mut ready = false;
    loop {
        let round = async {
            if !ready {
                fill(&house.desk, index, |_| {}).await?;
                complete(&house.desk, index).await?;
            }
            catch_up(&house.desk, index).await?;
            Ok::<(), FillError>(block_in_place(|| index.upkeep())?)
        };
        match round.await {
            Ok(()) if !ready => {
                ready = true;
                house.set_index_ready();
                block_in_place(|| house.engine.count_words());
                tracing::info!(requests = house.engine.len(), "the matching index is ready");
            }
            Ok(()) => {}
            Err(error) => {
                tracing::error!(%error, "the matching index could not be brought up to date; trying again");
            }
        }
        if let Some(fault) = house.engine.take_fault() {
            tracing::error!(%fault, "the matching index: run `huying index verify`; a start after `huying index build` mends it");
        }
        tokio::time::sleep(FOLLOW_EVERY).await;
    }
}

/// Reads what the tables have beyond what was read before, straight into
/// segments. Tells how many requests it has read.
pub(crate) async fn fill(
    desk: &Desk,
    index: &Index,
    mut progress: impl FnMut(u64),
) -> Result<u64, FillError> {
    let mut bulk = index.bulk();
    let (mut from, mut read) = (index.filled(), 0);
    loop {
        let page = texts::page_after(desk, from, PAGE).await?;
        let Some((last, _)) = page.last() else { break };
        from = *last;
        read += page.len() as u64;
        block_in_place(|| {
            page.iter().try_for_each(|(order, draft)| bulk.add(*order, draft, Label::default()))
        })?;
        progress(read);
    }
    block_in_place(|| bulk.finish())?;
    Ok(read)
}

/// Another process may have written orders with older ids, an import of old
/// records for one: when the tables have more, everything is looked through.
async fn complete(desk: &Desk, index: &Index) -> Result<(), FillError> {
    if index.regions().is_empty() && texts::count(desk).await? != index.stats().requests {
        let mut from = Id::from_number(0);
        loop {
            let page = texts::page_after(desk, from, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            from = *last;
            block_in_place(|| insert_unknown(index, page))?;
        }
    }
    Ok(())
}

async fn catch_up(desk: &Desk, index: &Index) -> Result<(), FillError> {
    loop {
        // Ids of other machines may lie a little behind: look back ten seconds.
        let from = index.filled().minted_at().plus(-10 * kernel::time::SECOND_US);
        let page = texts::page_after(desk, Id::from_parts(from, 0), PAGE).await?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        let (last, full) = (*last, page.len() as u32 == PAGE);
        let more = full && last > index.filled();
        block_in_place(|| insert_unknown(index, page))?;
        index.fill_to(last);
        if !more {
            return Ok(());
        }
    }
}

fn insert_unknown(index: &Index, page: Vec<(Id, MatchDraft)>) -> Result<(), IndexFault> {
    for (order, draft) in page {
        if !index.knows(order)? {
            index.insert(order, &draft, Label::default())?;
        }
    }
    Ok(())
}
