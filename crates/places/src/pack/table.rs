//! CSV files with a header row, read value by value so that each fault names
//! its line and column. Also for the other rooms' files of a city pack.

use std::path::Path;
use std::str::FromStr;

use jiff::civil::Date;

use super::fault::{Fault, Problem};
use crate::datum::Datum;
use crate::domain::Point;

/// The text of a file, without a byte order mark. A fault and nothing when it
/// cannot be read.
pub fn read_text(dir: &Path, file: &str, faults: &mut Vec<Fault>) -> Option<String> {
    let bytes = match std::fs::read(dir.join(file)) {
        Ok(bytes) => bytes,
        Err(error) => {
            faults.push(Fault::new(file, 0, Problem::Unreadable, &[("reason", &error)]));
            return None;
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            faults.push(Fault::new(file, line_at(valid), Problem::NotUtf8, &[]));
            None
        }
    }
}

/// The line on which the bytes end.
pub(super) fn line_at(before: &[u8]) -> u64 {
    before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

/// Reads each row of a CSV file with `read_row`; rows it gives nothing for are
/// left out (it has noted why). Each item comes with its line.
pub fn read_rows<T>(
    dir: &Path,
    file: &'static str,
    columns: &[&'static str],
    faults: &mut Vec<Fault>,
    mut read_row: impl FnMut(&mut Cells<'_>) -> Option<T>,
) -> Vec<(u64, T)> {
    let Some(text) = read_text(dir, file, faults) else { return Vec::new() };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let missing: Vec<_> =
        columns.iter().filter(|column| !header.iter().any(|name| name == **column)).collect();
    for column in &missing {
        faults.push(Fault::new(file, 1, Problem::ColumnMissing, &[("column", column)]));
    }
    if !missing.is_empty() {
        return Vec::new();
    }
    let mut items = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, csv::Position::line);
                let mut cells = Cells { file, line, header: &header, record: &record, faults };
                items.extend(read_row(&mut cells).map(|item| (line, item)));
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                faults.push(Fault::new(file, line, Problem::BadRow, &[("reason", &error)]));
            }
        }
    }
    items
}

/// The cells of one row.
pub struct Cells<'a> {
    file: &'static str,
    line: u64,
    header: &'a csv::StringRecord,
    record: &'a csv::StringRecord,
    faults: &'a mut Vec<Fault>,
}

impl Cells<'_> {
    /// The line of the row.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The text of a column, empty if the column or the value is not there.
    pub fn text(&self, column: &str) -> &str {
        let index = self.header.iter().position(|name| name == column);
        index.and_then(|index| self.record.get(index)).unwrap_or_default()
    }

    /// The text of a column that must not be empty.
    pub fn need(&mut self, column: &'static str) -> Option<String> {
        let text = self.text(column).to_owned();
        if text.is_empty() {
            self.note(Problem::ValueMissing, &[("column", &column)]);
            return None;
        }
        Some(text)
    }

    /// A value that must be there.
    pub fn parse<T: FromStr>(&mut self, column: &'static str, problem: Problem) -> Option<T> {
        let text = self.need(column)?;
        self.parse_text(column, &text, problem)
    }

    /// A value that may be empty: the outer `None` is a fault that is noted.
    pub fn parse_or_empty<T: FromStr>(
        &mut self,
        column: &'static str,
        problem: Problem,
    ) -> Option<Option<T>> {
        let text = self.text(column).to_owned();
        if text.is_empty() {
            return Some(None);
        }
        self.parse_text(column, &text, problem).map(Some)
    }

    /// A date that must be there, as `2026-11-23`.
    pub fn date(&mut self, column: &'static str) -> Option<Date> {
        self.parse(column, Problem::BadDate)
    }

    /// A whole number from 0; 0 when empty.
    pub fn count(&mut self, column: &'static str) -> Option<i64> {
        let number: Option<u32> = self.parse_or_empty(column, Problem::BadNumber)?;
        Some(number.unwrap_or(0).into())
    }

    /// The WGS-84 point of the columns `lon` and `lat`.
    pub fn point(&mut self) -> Option<Point> {
        let lon: f64 = self.parse("lon", Problem::BadCoordinate)?;
        let lat: f64 = self.parse("lat", Problem::BadCoordinate)?;
        let point = Point::from_degrees(Datum::Wgs84, lon, lat);
        if point.is_err() {
            let value = format!("{lon}, {lat}");
            self.note(Problem::BadCoordinate, &[("column", &"lon, lat"), ("value", &value)]);
        }
        point.ok()
    }

    /// Notes a fault of this row.
    pub fn note(&mut self, problem: Problem, args: &[(&'static str, &dyn ToString)]) {
        self.faults.push(Fault::new(self.file, self.line, problem, args));
    }

    fn parse_text<T: FromStr>(
        &mut self,
        column: &'static str,
        text: &str,
        problem: Problem,
    ) -> Option<T> {
        let parsed = text.parse();
        if parsed.is_err() {
            self.note(problem, &[("column", &column), ("value", &text)]);
        }
        parsed.ok()
    }
}
