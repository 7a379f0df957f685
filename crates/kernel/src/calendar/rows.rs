//! Reads calendar rows from CSV: `date,kind,name,source`.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::IMPORTABLE;

/// One row of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayRow {
    /// The day.
    pub date: Date,
    /// A day off; otherwise a day worked.
    pub off: bool,
    /// The holiday it belongs to.
    pub name: String,
    /// Link or title of the notice.
    pub source: String,
}

/// What a calendar file holds: the good rows, and every row refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParsedDays {
    /// Rows that can be used.
    pub days: Vec<DayRow>,
    /// Rows that were left out, each with its line.
    pub faults: Vec<RowFault>,
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct RowFault {
    /// Line in the file, from 1.
    pub line: u64,
    /// Why.
    pub kind: RowFaultKind,
}

/// Why a calendar row was left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowFaultKind {
    /// The row cannot be read as CSV, or columns are missing.
    #[error("the row needs date, kind, name and source")]
    Shape,
    /// Not a `YYYY-MM-DD` date between 1949-10-01 and 2999-12-31.
    #[error("not a date: {0}")]
    Date(String),
    /// Neither `off` nor `work`.
    #[error("kind must be off or work, not {0}")]
    Kind(String),
    /// The holiday has no name.
    #[error("the name is empty")]
    Name,
    /// The file already has a row for this day.
    #[error("the day appears twice: {0}")]
    Twice(Date),
}

/// Reads a calendar file. A bad row is left out and named; the others count.
/// The header line and lines starting with `#` are skipped.
pub fn parse_days(text: &str) -> ParsedDays {
    let mut parsed = ParsedDays::default();
    let mut seen = BTreeSet::new();
    // Line by line, as no cell spans lines and the csv crate counts a skipped
    // line into the record after it.
    for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if text.trim().is_empty()
            || text.starts_with('#')
            || (line == 1 && text.starts_with("date,"))
        {
            continue;
        }
        match read_row(text) {
            Ok(row) if seen.insert(row.date) => parsed.days.push(row),
            Ok(row) => parsed.faults.push(RowFault { line, kind: RowFaultKind::Twice(row.date) }),
            Err(kind) => parsed.faults.push(RowFault { line, kind }),
        }
    }
    parsed
}

fn read_row(line: &str) -> Result<DayRow, RowFaultKind> {
    let record = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(line.as_bytes())
        .into_records()
        .next()
        .and_then(Result::ok)
        .ok_or(RowFaultKind::Shape)?;
    let (Some(day), Some(kind), Some(name), Some(source)) =
        (record.get(0), record.get(1), record.get(2), record.get(3))
    else {
        return Err(RowFaultKind::Shape);
    };
    let (first, last) = IMPORTABLE;
    let date = Date::strptime("%Y-%m-%d", day)
        .ok()
        .filter(|date| (first..=last).contains(date))
        .ok_or_else(|| RowFaultKind::Date(day.to_owned()))?;
    let off = match kind {
        "off" => true,
        "work" => false,
        other => return Err(RowFaultKind::Kind(other.to_owned())),
    };
    if name.is_empty() {
        return Err(RowFaultKind::Name);
    }
    Ok(DayRow { date, off, name: name.to_owned(), source: source.to_owned() })
}
