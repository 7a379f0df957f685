//! Reads JSON lines or CSV, plain or in gzip, one row at a time. Which of the
//! two a file is shows in its first character, gzip in its first bytes.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use serde_json::{Map, Value};

use super::Fault;

/// A row by the names of its fields; the cells of a CSV row are strings.
pub(crate) type Row = Map<String, Value>;

/// The rows of a file with their line numbers. A row that cannot be read ends
/// the file with a fault that names the line.
pub(crate) struct Rows {
    path: PathBuf,
    source: Source,
    failed: bool,
}

type Input = BufReader<Box<dyn Read>>;

enum Source {
    Json { input: Input, line: u64 },
    Csv { input: Box<csv::Reader<Input>>, names: Vec<String> },
}

/// Opens a file.
pub(crate) fn rows(path: &Path) -> Result<Rows, Fault> {
    let at = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let mut file = BufReader::new(File::open(path).map_err(|error| at(&error))?);
    let zipped = file.fill_buf().map_err(|error| at(&error))?.starts_with(&[0x1f, 0x8b]);
    let plain: Box<dyn Read> =
        if zipped { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut input = BufReader::with_capacity(1 << 16, plain);
    let head = input.fill_buf().map_err(|error| at(&error))?;
    let marked = head.starts_with(b"\xef\xbb\xbf");
    let first = head.iter().skip(if marked { 3 } else { 0 }).find(|b| !b.is_ascii_whitespace());
    let is_json = first == Some(&b'{');
    if marked {
        input.consume(3);
    }
    let source = if is_json {
        Source::Json { input, line: 0 }
    } else {
        let mut input = Box::new(csv::ReaderBuilder::new().flexible(false).from_reader(input));
        let names = input.headers().map_err(|error| at(&error))?;
        let names = names.iter().map(|name| name.trim().to_owned()).collect();
        Source::Csv { input, names }
    };
    Ok(Rows { path: path.to_owned(), source, failed: false })
}

impl Rows {
    /// A fault at a line of this file.
    pub(crate) fn fault(&self, line: u64, what: impl std::fmt::Display) -> Fault {
        format!("{}, line {line}: {what}", self.path.display()).into()
    }

    fn read(&mut self) -> Option<Result<(u64, Row), Fault>> {
        match &mut self.source {
            Source::Json { input, line } => loop {
                let mut text = Vec::new();
                *line += 1;
                let line = *line;
                match input.read_until(b'\n', &mut text) {
                    Ok(0) => return None,
                    Ok(_) if text.iter().all(u8::is_ascii_whitespace) => {}
                    Ok(_) => {
                        let row = serde_json::from_slice::<Row>(&text);
                        return Some(match row {
                            Ok(row) => Ok((line, row)),
                            Err(error) => Err(self.fault(line, error)),
                        });
                    }
                    Err(error) => return Some(Err(self.fault(line, error))),
                }
            },
            Source::Csv { input, names } => {
                let mut record = csv::StringRecord::new();
                match input.read_record(&mut record) {
                    Ok(false) => None,
                    Ok(true) => {
                        let line = record.position().map_or(0, csv::Position::line);
                        let cells = record.iter().map(|cell| Value::String(cell.to_owned()));
                        Some(Ok((line, names.iter().cloned().zip(cells).collect())))
                    }
                    Err(error) => {
                        let line = error.position().map_or(0, csv::Position::line);
                        Some(Err(self.fault(line, error)))
                    }
                }
            }
        }
    }
}

impl Iterator for Rows {
    type Item = Result<(u64, Row), Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let row = self.read();
        self.failed = matches!(row, Some(Err(_)));
        row
    }
}

/// The first of the named fields that says something, as text.
pub(crate) fn text(row: &Row, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| match row.get(*name)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn read(name: &str, bytes: &[u8]) -> Result<Vec<(u64, Row)>, String> {
        let dir = std::env::temp_dir().join(format!("huying-read-{}-{name}", std::process::id()));
        std::fs::write(&dir, bytes).unwrap();
        let all = rows(&dir).and_then(Iterator::collect).map_err(|error| error.to_string());
        std::fs::remove_file(&dir).unwrap();
        all
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn json_lines_and_csv_are_read_plain_and_zipped() {
        let json = "{\"id\": 7, \"title\": \"路灯\"}\n\n{\"id\": \"8\"}\n".as_bytes();
        let csv = "\u{feff}id,title\n7,路灯\n\"8\",\"两\n行\"\n".as_bytes();
        for (name, bytes) in
            [("j", json.to_vec()), ("jz", gzip(json)), ("c", csv.to_vec()), ("cz", gzip(csv))]
        {
            let rows = read(name, &bytes).unwrap();
            assert_eq!(rows.len(), 2, "{name}");
            assert_eq!(text(&rows[0].1, &["number", "id"]).as_deref(), Some("7"), "{name}");
            assert_eq!(text(&rows[0].1, &["title"]).as_deref(), Some("路灯"), "{name}");
            assert_eq!(rows[1].0, 3, "{name}");
        }
        assert!(read("empty", b"").unwrap().is_empty());
    }

    #[test]
    fn a_bad_row_is_told_with_its_line() {
        let error = read("bad-j", b"{\"id\": 1}\n{\"id\": \n").unwrap_err();
        assert!(error.contains("line 2"), "{error}");
        let error = read("bad-c", b"id,title\n1,a\n2\n").unwrap_err();
        assert!(error.contains("line 3"), "{error}");
        assert!(rows(Path::new("/nowhere/at/all")).is_err());
    }
}
