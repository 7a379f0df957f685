//! Orders as a table for a spreadsheet: no identity, and titles without what
//! identifies a person.

use std::io::Write;
use std::sync::Arc;

use futures_util::stream::{self, Stream};
use kernel::time::Instant;
use people::sheet::harmless;
use rust_xlsxwriter::Workbook;
use ui::{Tr, key};

use super::words::{state_key, type_key, urgency_key};
use super::{Desk, OrderError};
use crate::domain::order::Order;
use crate::domain::rules::Rules;
use crate::store::list::{self, Filter, ListRow, PageKey};

const PAGE: u32 = 1_000;
/// A sheet holds so many rows.
const SHEET_ROWS: u64 = 1_000_000;

/// What kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// UTF-8 with a mark, so that Excel reads it right.
    Csv,
    /// Excel.
    Xlsx,
}

/// The file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The orders could not be read.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// CSV.
    #[error("the file could not be written: {0}")]
    Csv(#[from] csv::Error),
    /// Disk or connection.
    #[error("the file could not be written: {0}")]
    Io(#[from] std::io::Error),
    /// Excel.
    #[error("the workbook could not be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}

/// Column names.
pub fn header(t: Tr) -> Vec<String> {
    [
        key("export-no"),
        key("export-state"),
        key("export-type"),
        key("export-urgency"),
        key("export-category-code"),
        key("export-category"),
        key("export-title"),
        key("export-channel"),
        key("export-region"),
        key("export-unit"),
        key("export-received"),
        key("export-due"),
    ]
    .into_iter()
    .map(|name| t.s(name).to_string())
    .collect()
}

/// A row's cells, in the order of the header.
pub fn cells(t: Tr, desk: &Desk, rules: &Rules, row: &ListRow) -> Vec<String> {
    let code = row.category_code.clone().unwrap_or_default();
    let unit = row.unit_id.and_then(|id| rules.units.get(&id));
    let due = (row.next_due_at != Order::no_due()).then(|| row.next_due_at.rfc3339());
    vec![
        row.order_no.to_string(),
        t.s(state_key(row.state)).to_string(),
        t.s(type_key(row.order_type)).to_string(),
        t.s(urgency_key(row.urgency)).to_string(),
        code.clone(),
        rules.category_path(&code),
        harmless(&desk.covered(&row.title)),
        rules.channel(&row.channel).map_or_else(|| row.channel.clone(), |c| c.name.clone()),
        row.region_code.clone().unwrap_or_default(),
        unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        row.received_at.rfc3339(),
        due.unwrap_or_default(),
    ]
}

/// Writes every order a filter gives; tells progress; gives how many.
///
/// # Errors
/// [`ExportError`].
pub async fn write_orders(
    desk: &Desk,
    filter: &Filter,
    format: Format,
    t: Tr,
    out: impl Write + Send,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<u64, ExportError> {
    let rules = desk.rules();
    let mut sink = Sink::new(format, out, &header(t))?;
    let mut start = None;
    let mut rows = 0;
    loop {
        let page = desk
            .app
            .db
            .read((filter.clone(), start), |tx, (filter, start)| {
                Box::pin(list::page(tx, filter, *start, PAGE))
            })
            .await
            .map_err(|error: db::StoreError| OrderError::from(error))?;
        let Some(last) = page.last() else { break };
        start = Some(last.key(filter.sort));
        for row in &page {
            rows += 1;
            sink.row(rows, &cells(t, desk, &rules, row))?;
        }
        progress(rows);
    }
    sink.finish()?;
    Ok(rows)
}

/// The same as CSV, a page at a time and only as fast as somebody takes it:
/// between two pages nothing is read, held or waited for.
pub fn csv_pages(
    desk: Desk,
    filter: Filter,
    t: Tr,
) -> impl Stream<Item = Result<Vec<u8>, ExportError>> + Send {
    let rules = desk.rules();
    let begin = Some(Cursor { desk, filter, t, rules, after: None });
    stream::try_unfold(begin, |cursor| async {
        let Some(cursor) = cursor else { return Ok(None) };
        cursor.page().await.map(Some)
    })
}

/// Where an export that is read page by page has come to.
struct Cursor {
    desk: Desk,
    filter: Filter,
    t: Tr,
    rules: Arc<Rules>,
    /// The last row that was taken; none before the first page.
    after: Option<PageKey>,
}

impl Cursor {
    /// The bytes of the next page, and where to go on.
    async fn page(mut self) -> Result<(Vec<u8>, Option<Self>), ExportError> {
        let read = self.desk.app.db.read((self.filter.clone(), self.after), |tx, asked| {
            Box::pin(list::page(tx, &asked.0, asked.1, PAGE))
        });
        let rows = read.await.map_err(|error: db::StoreError| OrderError::from(error))?;
        let mut bytes = Vec::new();
        let mut writer = if self.after.is_none() {
            Sink::new(Format::Csv, &mut bytes, &header(self.t))?
        } else {
            Sink::Csv(Box::new(csv::Writer::from_writer(&mut bytes)))
        };
        for row in &rows {
            writer.row(0, &cells(self.t, &self.desk, &self.rules, row))?;
        }
        writer.finish()?;
        let is_full = rows.len() == PAGE as usize;
        self.after = rows.last().map(|row| row.key(self.filter.sort));
        Ok((bytes, is_full.then_some(self)))
    }
}

enum Sink<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Xlsx { book: Box<Workbook>, sheet: Box<rust_xlsxwriter::Worksheet>, out: W },
}

impl<W: Write> Sink<W> {
    fn new(format: Format, mut out: W, header: &[String]) -> Result<Self, ExportError> {
        match format {
            Format::Csv => {
                out.write_all("\u{feff}".as_bytes())?;
                let mut writer = csv::Writer::from_writer(out);
                writer.write_record(header)?;
                Ok(Self::Csv(Box::new(writer)))
            }
            Format::Xlsx => {
                let mut sheet = rust_xlsxwriter::Worksheet::new();
                for (column, name) in (0..).zip(header) {
                    sheet.write_string(0, column, name)?;
                }
                Ok(Self::Xlsx { book: Box::default(), sheet: Box::new(sheet), out })
            }
        }
    }

    fn row(&mut self, row: u64, cells: &[String]) -> Result<(), ExportError> {
        match self {
            Self::Csv(writer) => Ok(writer.write_record(cells)?),
            // More rows than a sheet holds are left to the CSV.
            Self::Xlsx { .. } if row > SHEET_ROWS => Ok(()),
            Self::Xlsx { sheet, .. } => {
                let row = u32::try_from(row).unwrap_or(u32::MAX);
                for (column, text) in (0..).zip(cells) {
                    sheet.write_string(row, column, text)?;
                }
                Ok(())
            }
        }
    }

    fn finish(self) -> Result<(), ExportError> {
        match self {
            Self::Csv(mut writer) => Ok(writer.flush()?),
            Self::Xlsx { mut book, sheet, mut out } => {
                book.push_worksheet(*sheet);
                out.write_all(&book.save_to_buffer()?)?;
                Ok(out.flush()?)
            }
        }
    }
}

/// A file name with the day, such as `orders-20261123.csv`.
pub fn file_name(now: Instant, format: Format) -> String {
    let ending = match format {
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
    };
    format!("orders-{}.{ending}", now.day().strftime("%Y%m%d"))
}
