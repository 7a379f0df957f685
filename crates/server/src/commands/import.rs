//! `huying import`

use std::fs::File;
use std::path::{Path, PathBuf};

use people::domain::disclosure::IdentityField;
use people::domain::identity::NewIdentity;
use requests::app::import::{self, BATCH, Draft, FileKey, ImportMap, Reject, RowReason, read};
use requests::store::import::Progress as Done;
use ui::{Arg, Lang, Tr};

use super::Fault;
use crate::cli::ImportRequests;
use crate::console::{Progress, say};
use crate::settings::Settings;
use crate::wiring::{self, House};

pub(crate) async fn requests(settings: &Settings, args: &ImportRequests) -> Result<(), Fault> {
    let house = wiring::open_house(settings, false).await?;
    let rules = house.desk.rules();
    let map_text = read_file(&args.map)?;
    let map = ImportMap::parse(&String::from_utf8_lossy(&map_text), &rules)?;
    let bytes = read_file(&args.file)?;
    let file = FileKey { digest: import::digest_of(&bytes), name: file_name(&args.file) };
    let table = read::read(&file.name, bytes, map.sheet.as_deref())?;
    let begun = if args.restart {
        Done::default()
    } else {
        house.desk.import_progress(&file.digest).await?
    };
    if begun.done > 0 {
        say(format!("going on after row {}", begun.done));
    }
    let mut run = Run {
        house: &house,
        rejects: RejectFile::open(args, &table.columns, begun.done > 0)?,
        progress: Progress::new("rows", Some(table.rows.len() as u64)),
        done: begun,
        known: 0,
        file,
    };
    let frame = import::Frame {
        map: &map,
        rules: &rules,
        file: &run.file.clone(),
        now: house.desk.app.now(),
    };
    let rest = table.rows.get(usize::try_from(begun.done)?..).unwrap_or_default();
    for batch in rest.chunks(BATCH) {
        let mut drafts = Vec::new();
        for (row, cells) in batch {
            match good(&frame, *row, cells) {
                Ok(draft) => drafts.push(draft),
                Err(reject) => run.reject(&reject)?,
            }
        }
        run.batch(drafts, batch.len()).await?;
    }
    run.finish().await
}

fn good(
    frame: &import::Frame<'_>,
    row: u64,
    cells: &Result<read::Cells, String>,
) -> Result<Draft, Reject> {
    let refuse = |reason, cells| Reject { row, reason, cells };
    match cells {
        Err(reason) => Err(refuse(RowReason::Unreadable(reason.clone()), Vec::new())),
        Ok(cells) => {
            import::draft(frame, row, cells).map_err(|reason| refuse(reason, cells.values()))
        }
    }
}

struct Run<'a> {
    house: &'a House,
    rejects: RejectFile,
    progress: Progress,
    done: Done,
    known: usize,
    file: FileKey,
}

impl Run<'_> {
    fn reject(&mut self, reject: &Reject) -> Result<(), Fault> {
        self.done.rejected += 1;
        self.rejects.write(reject)
    }

    async fn batch(&mut self, mut drafts: Vec<Draft>, rows: usize) -> Result<(), Fault> {
        for draft in &mut drafts {
            let identity = NewIdentity::default()
                .with(IdentityField::Name, &draft.name.take().unwrap_or_default())
                .with(IdentityField::Phone, &draft.phone.take().unwrap_or_default());
            if !identity.is_empty() {
                draft.submission.identity = Some(self.house.desk.app.vault.seal(&identity)?);
            }
        }
        self.done.done += rows as i64;
        let file = self.file.clone();
        let (result, done) = self.house.desk.import_batch(drafts, file, self.done).await?;
        self.done = done;
        self.known += result.known;
        self.progress.at(self.done.done as u64);
        Ok(())
    }

    async fn finish(self) -> Result<(), Fault> {
        self.house.desk.import_finished(&self.file.digest).await?;
        self.house.desk.app.db.settle().await?;
        self.progress.end(self.done.done as u64);
        say(format!(
            "{} rows read: {} new, {} known already, {} rejected",
            self.done.done, self.done.added, self.known, self.done.rejected
        ));
        if self.done.rejected > 0 {
            say(format!("rejected rows with their reasons: {}", self.rejects.path.display()));
        }
        Ok(())
    }
}

/// Bad rows as CSV: number, reason, and the cells as they were, so that they
/// can be mended and read again.
struct RejectFile {
    path: PathBuf,
    columns: Vec<String>,
    writer: Option<csv::Writer<File>>,
    append: bool,
}

impl RejectFile {
    fn open(args: &ImportRequests, columns: &[String], append: bool) -> Result<Self, Fault> {
        let usual = || PathBuf::from(format!("{}.rejected.csv", args.file.display()));
        let path = args.rejects.clone().unwrap_or_else(usual);
        Ok(Self { path, columns: columns.to_vec(), writer: None, append })
    }

    fn write(&mut self, reject: &Reject) -> Result<(), Fault> {
        let t = Tr::new(Lang::ZhCn);
        if self.writer.is_none() {
            self.writer = Some(self.begin(t)?);
        }
        let (key, value) = reject.reason.message();
        let reason = t.a(key, &[("value", Arg::from(value))]);
        let mut cells = vec![reject.row.to_string(), reason];
        cells.extend(reject.cells.iter().cloned());
        if let Some(writer) = &mut self.writer {
            writer.write_record(&cells)?;
            writer.flush()?;
        }
        Ok(())
    }

    fn begin(&self, t: Tr) -> Result<csv::Writer<File>, Fault> {
        let goes_on = self.append && self.path.exists();
        let file = File::options()
            .create(true)
            .write(true)
            .append(goes_on)
            .truncate(!goes_on)
            .open(&self.path)
            .map_err(|error| format!("{}: {error}", self.path.display()))?;
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(file);
        if !goes_on {
            // The mark tells Excel that the file is UTF-8.
            let mut header = vec![
                format!("\u{feff}{}", t.s("import-rejected-row")),
                t.s("import-rejected-reason").to_string(),
            ];
            header.extend(self.columns.iter().cloned());
            writer.write_record(&header)?;
        }
        Ok(writer)
    }
}

pub(crate) async fn calendar(settings: &Settings, file: &Path) -> Result<(), Fault> {
    let db = wiring::open_store(settings, false).await?;
    let text = String::from_utf8(read_file(file)?).map_err(|_| "the calendar file is not UTF-8")?;
    let parsed = kernel::calendar::parse_days(&text);
    for fault in &parsed.faults {
        say(format!("{}: {fault}", file.display()));
    }
    let days = requests::app::pack::import_calendar(&db, parsed.days).await?;
    say(format!("{days} days taken, {} rows rejected", parsed.faults.len()));
    say(
        "open limits that cross these days are counted again within a minute by the running server",
    );
    Ok(())
}

fn read_file(path: &Path) -> Result<Vec<u8>, Fault> {
    std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
