//! The desk's part of a city pack: categories, dispatch catalogue, duty lists,
//! channels, policy packs and the city's facts. Read with every fault named by
//! file and line; loaded as a whole or not at all; loading the same pack again
//! changes nothing.

mod check;
mod read;

use std::collections::BTreeMap;
use std::path::Path;

use db::{Db, StoreError, Tx, params};
use places::Fault;
use sha2::{Digest, Sha256};

pub use crate::domain::pack::{CatalogueLine, CategoryLine, ChannelLine, DeskPack, DutyLine};
use crate::store::pack as table;

/// A fault whose words come from the message catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFault {
    /// File name inside the pack's directory.
    pub file: String,
    /// Line, counted from 1; 0 when the file as a whole is meant.
    pub line: u64,
    /// Message key.
    pub key: &'static str,
    /// Named values for the message.
    pub args: Vec<(&'static str, String)>,
}

impl From<Fault> for PackFault {
    fn from(fault: Fault) -> Self {
        Self { file: fault.file, line: fault.line, key: fault.problem.key(), args: fault.args }
    }
}

/// How many rows of each table are new or different.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// (table, new, different, the same)
    pub tables: Vec<(&'static str, usize, usize, usize)>,
}

impl Changes {
    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(|(_, added, changed, _)| added + changed == 0)
    }
}

/// Reads and checks the files of a directory. `units` are the short names of
/// the pack's units. The pack may be loaded only when there is no fault.
pub fn read(dir: &Path, units: &[String]) -> (DeskPack, Vec<PackFault>) {
    let mut faults = Vec::new();
    let (pack, lines) = read::read(dir, &mut faults);
    check::check(&pack, &lines, units, &mut faults);
    faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    (pack, faults)
}

/// Every row as (table, key, digest of its cells).
fn rows(pack: &DeskPack) -> BTreeMap<(&'static str, String), String> {
    let digest = |line: &dyn std::fmt::Debug| sha256(&format!("{line:?}"));
    let categories =
        pack.categories.iter().map(|line| (("categories", line.code.clone()), digest(line)));
    let catalogue =
        pack.catalogue.iter().map(|line| (("catalogue", line.id.clone()), digest(line)));
    let duties = pack.duty_items.iter().map(|line| (("duty_lists", line.id.clone()), digest(line)));
    let channels = pack.channels.iter().map(|line| (("channels", line.code.clone()), digest(line)));
    let files = pack.files.iter().map(|(name, text)| (("files", name.clone()), sha256(text)));
    categories.chain(catalogue).chain(duties).chain(channels).chain(files).collect()
}

/// What loading the pack would change.
///
/// # Errors
/// Any [`StoreError`].
pub async fn plan(db: &Db, pack: &DeskPack) -> Result<Changes, StoreError> {
    let scheme = pack.scheme.clone();
    let before = db.read(scheme, |tx, scheme| Box::pin(table::lines(tx, scheme))).await?;
    let (before, after) = (rows(&before), rows(pack));
    let tables = ["categories", "catalogue", "duty_lists", "channels", "files"];
    let count = |name: &'static str| {
        let mine = after.iter().filter(|((table, _), _)| *table == name);
        mine.fold((name, 0, 0, 0), |(name, added, changed, same), (key, digest)| {
            match before.get(key) {
                None => (name, added + 1, changed, same),
                Some(known) if known != digest => (name, added, changed + 1, same),
                Some(_) => (name, added, changed, same + 1),
            }
        })
    };
    Ok(Changes { tables: tables.into_iter().map(count).collect() })
}

/// Writes the pack, as part of the transaction that loads a whole city.
///
/// # Errors
/// Any [`StoreError`].
pub async fn apply_in(tx: &mut Tx<'_>, pack: &DeskPack) -> Result<(), StoreError> {
    for line in &pack.categories {
        let params = params![
            &pack.scheme,
            &line.code,
            line.parent.as_deref(),
            &line.name,
            line.name_en.as_deref(),
            &line.keywords,
            &line.valid_from,
            line.valid_to.as_deref(),
        ];
        tx.exec(&table::PUT_CATEGORY, params).await?;
    }
    for line in &pack.catalogue {
        let params = params![
            &line.id,
            &line.category_code,
            &line.region_scope,
            &line.lead_unit,
            &line.co_units,
            &line.basis,
            &line.valid_from,
            line.valid_to.as_deref(),
        ];
        tx.exec(&table::PUT_CATALOGUE, params).await?;
    }
    for line in &pack.duty_items {
        let params = params![
            &line.id,
            &line.list,
            line.seq,
            &line.category_code,
            &line.name,
            &line.basis,
            &line.lead_dept,
            &line.township_duties,
            &line.taken_back_by,
            &line.valid_from,
            line.valid_to.as_deref(),
        ];
        tx.exec(&table::PUT_DUTY_ITEM, params).await?;
    }
    for line in &pack.channels {
        let params = params![&line.code, &line.class, &line.name, &line.kind];
        tx.exec(&table::PUT_CHANNEL, params).await?;
    }
    let at = tx.recorded_at();
    for (name, text) in &pack.files {
        tx.exec(&table::PUT_FILE, params![name, text, sha256(text), at]).await?;
    }
    Ok(())
}

/// Adds days of a working calendar that was announced. Gives how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn import_calendar(
    db: &Db,
    days: Vec<kernel::calendar::DayRow>,
) -> Result<usize, StoreError> {
    db.write(days, |tx, days| {
        Box::pin(async move {
            let mut digest = Sha256::new();
            for day in days {
                let kind = if day.off { "off" } else { "work" };
                let params = params![day.date.to_string(), kind, &day.name, &day.source];
                tx.exec(&table::PUT_CALENDAR_DAY, params).await?;
                digest.update(format!("{day:?}"));
            }
            // The rules notice a new pack by the digests of its files.
            let digest = kernel::hex::hex(&digest.finalize());
            let at = tx.recorded_at();
            tx.exec(&table::PUT_FILE, params!["calendar", "", digest, at]).await?;
            Ok(days.len())
        })
    })
    .await
}

fn sha256(text: &str) -> String {
    kernel::hex::hex(&Sha256::digest(text.as_bytes()))
}
