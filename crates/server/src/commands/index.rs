//! `huying index`: the matching index, looked after by hand. It follows from
//! the tables and needs no backup.

use echo::index::{Access, Index, Stats};
use kernel::id::Id;

use super::Fault;
use crate::cli::IndexAction;
use crate::console::{Progress, say};
use crate::settings::Settings;
use crate::{matching, wiring};

pub(crate) async fn run(settings: &Settings, action: IndexAction) -> Result<(), Fault> {
    match action {
        IndexAction::Build => build(settings).await,
        IndexAction::Verify => verify(settings).await,
        IndexAction::Stats => stats(settings),
    }
}

async fn build(settings: &Settings) -> Result<(), Fault> {
    let house = wiring::open_house(settings, false).await?;
    let all = requests::app::texts::count(&house.desk).await?;
    let folder = matching::folder(settings);
    Index::clear(&folder)?;
    let index = Index::open(&folder, &settings.index_regions, Access::Write)?;
    let mut progress = Progress::new("requests indexed", Some(all));
    let read = matching::fill(&house.desk, &index, |read| progress.at(read)).await?;
    progress.end(read);
    say(told(&index.stats()));
    Ok(())
}

/// Every file against its sums, then every request of the tables against the
/// index.
async fn verify(settings: &Settings) -> Result<(), Fault> {
    let house = wiring::open_house(settings, false).await?;
    let index = open_to_read(settings)?;
    let stats = index.stats();
    let mut progress = Progress::new("requests read", Some(stats.requests));
    index.verify(|done| progress.at(done))?;
    progress.end(stats.requests);
    let all = requests::app::texts::count(&house.desk).await?;
    let mut progress = Progress::new("requests looked up", Some(all));
    let (mut from, mut looked_up, mut missing) = (Id::from_number(0), 0, 0_u64);
    loop {
        let page = requests::app::texts::page_after(&house.desk, from, 2_000).await?;
        let Some((last, _)) = page.last() else { break };
        from = *last;
        looked_up += page.len() as u64;
        for (order, draft) in &page {
            missing += u64::from(index.takes(draft) && !index.knows(*order)?);
        }
        progress.at(looked_up);
    }
    progress.end(looked_up);
    if missing > 0 {
        // The server takes them over within seconds; without one, at its start.
        return Err(format!("{missing} requests of the tables are not in the index").into());
    }
    say(format!("sound: {} requests", stats.requests));
    Ok(())
}

fn stats(settings: &Settings) -> Result<(), Fault> {
    say(told(&open_to_read(settings)?.stats()));
    Ok(())
}

/// A server that writes meanwhile may have put files together between the
/// reading of their list and of themselves.
fn open_to_read(settings: &Settings) -> Result<Index, Fault> {
    let folder = matching::folder(settings);
    let open = || Index::open(&folder, &settings.index_regions, Access::Read);
    Ok(open().or_else(|_| open()).or_else(|_| open())?)
}

fn told(stats: &Stats) -> String {
    let per = |bytes: u64| bytes as f64 / stats.requests.max(1) as f64;
    format!(
        "{} requests, {} of them in memory only; {} segments, {} deleted\n\
         {} bytes: {:.1} a request (lists {:.1}, records {:.1}, tables {:.1})",
        stats.requests,
        stats.in_memory,
        stats.segments,
        stats.deleted,
        stats.bytes,
        per(stats.bytes),
        per(stats.list_bytes),
        per(stats.record_bytes),
        per(stats.table_bytes),
    )
}
