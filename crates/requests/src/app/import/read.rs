//! Rows of CSV (UTF-8 with or without mark, GB18030), XLSX and JSON lines, all
//! as named cells. Files may be compressed with gzip.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

/// A file that cannot be read as a table at all.
#[derive(Debug, thiserror::Error)]
pub enum ReadFault {
    /// The ending says nothing known.
    #[error("{0}: give a .csv, .xlsx or .jsonl file (.gz too)")]
    UnknownKind(String),
    /// The compression is damaged.
    #[error("the gzip file is damaged: {0}")]
    Gzip(std::io::Error),
    /// Neither UTF-8 nor GB18030.
    #[error("the text is neither UTF-8 nor GB18030")]
    Encoding,
    /// Not a workbook, or without the sheet.
    #[error("the workbook cannot be read: {0}")]
    Workbook(String),
    /// No header row.
    #[error("the file has no header row")]
    NoHeader,
}

/// A row's cells by column name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cells {
    pairs: Vec<(String, String)>,
}

impl Cells {
    /// The cell of a column.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The values in the order of the columns.
    pub fn values(&self) -> Vec<String> {
        self.pairs.iter().map(|(_, value)| value.clone()).collect()
    }
}

/// A table: column names, and rows with their number or why they cannot be
/// read.
#[derive(Debug, Default)]
pub struct Table {
    /// Column names.
    pub columns: Vec<String>,
    /// Row number (the header is row 1) and cells.
    pub rows: Vec<(u64, Result<Cells, String>)>,
}

/// Reads a file by its ending.
///
/// # Errors
/// [`ReadFault`], when it is no table; single bad rows are in the table.
pub fn read(name: &str, bytes: Vec<u8>, sheet: Option<&str>) -> Result<Table, ReadFault> {
    let lower = name.to_lowercase();
    let (lower, bytes) = match lower.strip_suffix(".gz") {
        Some(inner) => (inner.to_owned(), gunzip(&bytes)?),
        None => (lower, bytes),
    };
    if lower.ends_with(".csv") || lower.ends_with(".txt") {
        csv_table(&text(bytes)?)
    } else if lower.ends_with(".jsonl") || lower.ends_with(".ndjson") {
        Ok(json_table(&text(bytes)?))
    } else if lower.ends_with(".xlsx") {
        xlsx_table(bytes, sheet)
    } else {
        Err(ReadFault::UnknownKind(name.to_owned()))
    }
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, ReadFault> {
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut out).map_err(ReadFault::Gzip)?;
    Ok(out)
}

/// UTF-8 if it is; otherwise GB18030 if it is.
fn text(bytes: Vec<u8>) -> Result<String, ReadFault> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let (text, _, wrong) = encoding_rs::GB18030.decode(error.as_bytes());
            if wrong { Err(ReadFault::Encoding) } else { Ok(text.into_owned()) }
        }
    }
}

fn csv_table(text: &str) -> Result<Table, ReadFault> {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(text.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(header) if !header.is_empty() => {
            header.iter().map(|name| name.trim().to_owned()).collect()
        }
        _ => return Err(ReadFault::NoHeader),
    };
    let rows = reader
        .records()
        .enumerate()
        .map(|(at, record)| {
            let cells = record
                .map(|record| named(&columns, record.iter().map(str::to_owned)))
                .map_err(|error| error.to_string());
            (at as u64 + 2, cells)
        })
        .collect();
    Ok(Table { columns, rows })
}

fn named(columns: &[String], values: impl Iterator<Item = String>) -> Cells {
    Cells { pairs: columns.iter().cloned().zip(values).collect() }
}

/// JSON lines have no header: the first line is row 1, and the columns are the
/// names in the order they come up.
fn json_table(text: &str) -> Table {
    let mut table = Table::default();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let cells = json_cells(line);
        if let Ok(cells) = &cells {
            for (name, _) in &cells.pairs {
                if !table.columns.contains(name) {
                    table.columns.push(name.clone());
                }
            }
        }
        table.rows.push((at as u64 + 1, cells));
    }
    table
}

fn json_cells(line: &str) -> Result<Cells, String> {
    let object: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(line).map_err(|error| error.to_string())?;
    let pairs = object
        .into_iter()
        .map(|(name, value)| {
            let text = match value {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text,
                other => other.to_string(),
            };
            (name, text)
        })
        .collect();
    Ok(Cells { pairs })
}

fn xlsx_table(bytes: Vec<u8>, sheet: Option<&str>) -> Result<Table, ReadFault> {
    let fault = |error: calamine::XlsxError| ReadFault::Workbook(error.to_string());
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(fault)?;
    let first = workbook.sheet_names().into_iter().next();
    let name = sheet.map(str::to_owned).or(first).ok_or(ReadFault::NoHeader)?;
    let range = workbook.worksheet_range(&name).map_err(fault)?;
    let mut lines = range.rows();
    let columns: Vec<String> = lines
        .next()
        .ok_or(ReadFault::NoHeader)?
        .iter()
        .map(|cell| cell_text(cell).trim().to_owned())
        .collect();
    let rows = lines
        .enumerate()
        .map(|(at, row)| (at as u64 + 2, Ok(named(&columns, row.iter().map(cell_text)))))
        .collect();
    Ok(Table { columns, rows })
}

/// Dates of a workbook as Beijing time; whole numbers without a decimal point.
fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
            format!("{number:.0}")
        }
        Data::Float(number) => number.to_string(),
        Data::Bool(truth) => truth.to_string(),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        Data::Error(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_table_in_three_encodings_reads_the_same() {
        let text = "编号,内容\n1,路灯不亮\n2,\"井盖,松动\"\n";
        let (gb, _, _) = encoding_rs::GB18030.encode(text);
        let marked = format!("\u{feff}{text}");
        for bytes in [text.as_bytes().to_vec(), marked.into_bytes(), gb.into_owned()] {
            let table = read("a.csv", bytes, None).unwrap();
            assert_eq!(table.columns, ["编号", "内容"]);
            let cells = table.rows[1].1.as_ref().unwrap();
            assert_eq!((table.rows[1].0, cells.get("内容")), (3, Some("井盖,松动")));
        }
    }

    #[test]
    fn one_bad_row_does_not_spoil_the_file() {
        let table = read("a.csv", b"a,b\n1,2\n1,2,3\n4,5\n".to_vec(), None).unwrap();
        let good: Vec<bool> = table.rows.iter().map(|(_, cells)| cells.is_ok()).collect();
        assert_eq!(good, [true, false, true]);
        let table =
            read("a.jsonl", b"{\"a\":1}\nnot json\n{\"a\":null,\"b\":\"x\"}\n".to_vec(), None)
                .unwrap();
        assert_eq!(table.columns, ["a", "b"]);
        assert!(table.rows[1].1.is_err());
        assert_eq!(table.rows[2].1.as_ref().unwrap().get("a"), Some(""));
    }

    #[test]
    fn a_workbook_reads_back_what_was_written() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "内容").unwrap().write(0, 1, "编号").unwrap();
        sheet.write(1, 0, "路灯不亮").unwrap().write(1, 1, 17).unwrap();
        let table = read("a.XLSX", book.save_to_buffer().unwrap(), None).unwrap();
        let cells = table.rows[0].1.as_ref().unwrap();
        assert_eq!((cells.get("内容"), cells.get("编号")), (Some("路灯不亮"), Some("17")));
    }

    #[test]
    fn what_is_no_table_is_told() {
        assert!(matches!(read("a.pdf", vec![], None), Err(ReadFault::UnknownKind(_))));
        assert!(matches!(read("a.csv.gz", vec![1, 2], None), Err(ReadFault::Gzip(_))));
        assert!(matches!(read("a.xlsx", vec![1, 2], None), Err(ReadFault::Workbook(_))));
        assert!(matches!(read("a.csv", vec![0xff, 0xff, 0xff], None), Err(ReadFault::Encoding)));
    }
}
