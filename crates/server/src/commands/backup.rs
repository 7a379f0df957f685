//! `huying backup` and `huying restore`

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use db::backup::{self, Key};
use people::vault::Kek;

use super::Fault;
use crate::console::{Progress, say};
use crate::settings::Settings;
use crate::{migrations, wiring};

pub(crate) async fn backup(settings: &Settings, file: &Path, plain: bool) -> Result<(), Fault> {
    let db = wiring::open_store(settings, false).await?;
    let blobs = wiring::open_blobs(settings)?;
    let key = if plain { None } else { Some(key(settings)?) };
    // Written beside and moved at the end: a backup that broke off never
    // stands where a good one is expected.
    let unfinished = PathBuf::from(format!("{}.part", file.display()));
    let out =
        File::create(&unfinished).map_err(|error| format!("{}: {error}", unfinished.display()))?;
    let closing = db.clone();
    let work = move || -> Result<backup::Manifest, Fault> {
        let mut out = BufWriter::new(out);
        let mut shown = Progress::new("rows", None);
        let mut all = 0;
        let manifest = backup::write(&db, &blobs, key.as_ref(), &mut out, &mut |_, rows| {
            all += rows;
            shown.at(all);
        })?;
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(manifest)
    };
    let manifest = tokio::task::spawn_blocking(work).await??;
    closing.close().await;
    std::fs::rename(&unfinished, file)?;
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    say(format!("{} tables, {rows} rows, {}", manifest.tables.len(), file.display()));
    if plain {
        say("the archive is not encrypted: whoever has it can read requests, but no identities");
    }
    Ok(())
}

pub(crate) async fn restore(settings: &Settings, file: &Path) -> Result<(), Fault> {
    wiring::install_messages();
    settings.make_data_dir()?;
    let clock = std::sync::Arc::new(db::SystemClock::default());
    let db = db::Db::open(&settings.location, clock).await?;
    let blobs = wiring::open_blobs(settings)?;
    let input = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let key = if settings.key_file.exists() { Some(key(settings)?) } else { None };
    let closing = db.clone();
    let work = move || -> Result<backup::Manifest, Fault> {
        let mut shown = Progress::new("rows", None);
        let mut all = 0;
        let steps = migrations::all();
        let input = BufReader::new(input);
        Ok(backup::restore(&db, &blobs, key.as_ref(), input, &steps, &mut |_, rows| {
            all += rows;
            shown.at(all);
        })?)
    };
    let manifest = tokio::task::spawn_blocking(work).await??;
    closing.close().await;
    let rows: u64 = manifest.tables.iter().map(|table| table.rows).sum();
    say(format!("{rows} rows of {} restored, the ledger is sound", manifest.created_at));
    if !settings.key_file.exists() {
        say(format!(
            "put the key this city was made with at {} before you serve",
            settings.key_file.display()
        ));
    }
    Ok(())
}

/// Backups are encrypted with a key that follows from the installation's key.
fn key(settings: &Settings) -> Result<Key, Fault> {
    let kek = Kek::from_file(&settings.key_file).map_err(|error| error.to_string())?;
    Ok(Key::new(kek.derive("backup")))
}
