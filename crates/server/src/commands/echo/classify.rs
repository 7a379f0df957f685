//! `huying echo classify`

use std::path::{Path, PathBuf};
use std::time::Instant;

use echo::classes::{Model, Sample, Text, train};

use super::read::{self, Row};
use super::{Fault, table};
use crate::console::Progress;

/// A text as a file has it: already split into words, or as it was written.
enum Written {
    Split(String),
    Raw { title: String, body: String },
}

impl Written {
    fn of(row: &Row) -> Self {
        let field = |names: &[&str]| read::text(row, names).unwrap_or_default();
        match read::text(row, &["tokens"]) {
            Some(words) => Self::Split(words),
            None => Self::Raw { title: field(&["title"]), body: field(&["body", "content"]) },
        }
    }

    fn text(&self) -> Text<'_> {
        match self {
            Self::Split(words) => Text::Split(words),
            Self::Raw { title, body } => Text::Raw { title, body },
        }
    }
}

/// The names a label may have.
const LABEL: &[&str] = &["l1", "label", "category"];

pub(crate) fn run(files: &[PathBuf], input: &Path) -> Result<(), Fault> {
    let model = learn(files)?;
    let mut out = table::open(&["id", "label", "confidence"])?;
    let mut progress = Progress::new("classified", None);
    let mut done = 0;
    for (at, row) in read::rows(input)?.enumerate() {
        let (_, row) = row?;
        let id = read::text(&row, &["id", "row"]).unwrap_or_else(|| at.to_string());
        if let Some((label, confidence)) = model.best(&Written::of(&row).text()) {
            out.write_record([&id, label, &format!("{confidence:.4}")])?;
        }
        done += 1;
        progress.at(done);
    }
    progress.end(done);
    Ok(out.flush()?)
}

/// A model learned from files of either shape.
pub(crate) fn learn(files: &[PathBuf]) -> Result<Model, Fault> {
    let mut texts: Vec<(Written, String)> = Vec::new();
    for file in files {
        let mut rows = read::rows(file)?;
        while let Some(row) = rows.next() {
            let (line, row) = row?;
            let Some(label) = read::text(&row, LABEL) else {
                return Err(rows.fault(line, "no label (l1, label or category)"));
            };
            texts.push((Written::of(&row), label));
        }
    }
    let start = Instant::now();
    let samples: Vec<Sample<'_>> =
        texts.iter().map(|(written, label)| Sample { text: written.text(), label }).collect();
    let model = train(&samples)?;
    let quality = model.quality();
    eprint(format!(
        "learned {} texts of {} classes in {:.1} s; on texts left out: accuracy {:.3}, macro-F1 {:.3}",
        quality.samples,
        model.labels().len(),
        start.elapsed().as_secs_f32(),
        quality.accuracy,
        quality.macro_f1,
    ));
    Ok(model)
}

fn eprint(line: String) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "  {line}");
}
