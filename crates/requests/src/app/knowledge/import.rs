//! Entries from a file. The same file again changes nothing; a line whose text
//! differs becomes a new revision; a line with a fault stops the whole file.

use db::Tx;
use jiff::civil::Date;
use kernel::event::Actor;
use kernel::time::Instant;
use people::{AccountId, Staff, UnitId};

use super::{NewJob, record, write_new};
use crate::app::Desk;
use crate::app::record::{RecordError, one_row};
use crate::domain::KnowledgeId;
use crate::domain::knowledge::{self, Audience, Entry, EntryState, EntryText, EntryVerb, WRITES};
use crate::domain::rules::Rules;
use crate::store::knowledge as store;
use crate::store::knowledge::Written;
use people::record::{Fault, FaultKind};

/// Columns a file must have.
pub const COLUMNS: [&str; 12] = [
    "code",
    "question",
    "answer",
    "basis",
    "source",
    "keywords",
    "category",
    "owner_unit",
    "audience",
    "valid_from",
    "valid_to",
    "review_months",
];
/// Most lines of a file.
pub const LINES_MAX: usize = 5_000;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number, from 1 with the head.
    pub number: u64,
    /// The entry's name in files.
    pub code: String,
    /// Its text.
    pub text: EntryText,
}

/// A line that cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineFault {
    /// Number; 0 for the file as a whole.
    pub line: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// What a file came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// New entries.
    pub added: usize,
    /// Entries with another text.
    pub changed: usize,
    /// Entries that said the same.
    pub same: usize,
}

/// Reads a file; every fault is named.
///
/// # Errors
/// The faults, by line.
pub fn read(
    bytes: &[u8],
    unit_of: &dyn Fn(&str) -> Option<UnitId>,
    has_category: &dyn Fn(&str) -> bool,
) -> Result<Vec<Line>, Vec<LineFault>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let whole = |field, kind| vec![LineFault { line: 0, fault: Fault::new(field, kind) }];
    let Ok(head) = reader.headers().cloned() else {
        return Err(whole("file", FaultKind::Unknown));
    };
    if let Some(missing) = COLUMNS.iter().find(|name| !head.iter().any(|known| known == **name)) {
        return Err(whole(missing, FaultKind::Missing));
    }
    let (mut lines, mut faults) = (Vec::new(), Vec::new());
    for row in reader.records() {
        let Ok(row) = row else { return Err(whole("file", FaultKind::Unknown)) };
        let number = row.position().map_or(0, csv::Position::line);
        let cell = |name: &str| {
            let at = head.iter().position(|known| known == name);
            at.and_then(|at| row.get(at)).unwrap_or_default().trim().to_owned()
        };
        match line(&cell, unit_of, has_category) {
            Ok((code, text)) => lines.push(Line { number, code, text }),
            Err(fault) => faults.push(LineFault { line: number, fault }),
        }
    }
    if lines.len() > LINES_MAX {
        return Err(whole("file", FaultKind::TooMany));
    }
    if faults.is_empty() { Ok(lines) } else { Err(faults) }
}

fn line(
    cell: &dyn Fn(&str) -> String,
    unit_of: &dyn Fn(&str) -> Option<UnitId>,
    has_category: &dyn Fn(&str) -> bool,
) -> Result<(String, EntryText), Fault> {
    let code = people::record::text("code", &cell("code"), 40)?;
    let unknown = |field| Fault::new(field, FaultKind::Unknown);
    let category = Some(cell("category")).filter(|code| !code.is_empty());
    if category.as_deref().is_some_and(|code| !has_category(code)) {
        return Err(unknown("category"));
    }
    let day = |field: &'static str| -> Result<Option<Date>, Fault> {
        let text = cell(field);
        if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| unknown(field)) }
    };
    let text = EntryText {
        question: cell("question"),
        answer: cell("answer").replace("\\n", "\n"),
        basis: cell("basis"),
        source: cell("source"),
        keywords: cell("keywords"),
        category_code: category,
        owner_unit: unit_of(&cell("owner_unit")).ok_or(unknown("owner_unit"))?,
        region_code: None,
        audience: cell("audience").parse::<Audience>().map_err(|_| unknown("audience"))?,
        valid_from: day("valid_from")?.ok_or(Fault::new("valid_from", FaultKind::Missing))?,
        valid_to: day("valid_to")?,
        review_months: cell("review_months").parse().map_err(|_| unknown("review_months"))?,
    };
    Ok((code, text.check()?))
}

/// Reads a file against the rules in force.
///
/// # Errors
/// The faults, by line.
pub fn read_with(rules: &Rules, bytes: &[u8]) -> Result<Vec<Line>, Vec<LineFault>> {
    let unit_of = |slug: &str| rules.unit_by_slug(slug).map(|unit| unit.id);
    read(bytes, &unit_of, &|code| rules.category(code).is_some())
}

struct Job {
    lines: Vec<Line>,
    ids: Vec<KnowledgeId>,
    actor: Actor,
    author: Option<AccountId>,
    note: String,
    at: Instant,
}

impl Desk {
    /// Takes a file over for a member of staff, who must be allowed to bring
    /// every entry in it into use.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn import_knowledge(
        &self,
        staff: &Staff,
        lines: Vec<Line>,
        note: &str,
    ) -> Result<Taken, RecordError> {
        let all = lines
            .iter()
            .all(|line| knowledge::can(staff, EntryVerb::Publish, line.text.owner_unit));
        if !all {
            return Err(RecordError::Forbidden);
        }
        let by = (staff.actor_of(WRITES), Some(staff.account));
        self.take_knowledge(by, lines, note, self.app.now()).await
    }

    /// The same for a program.
    ///
    /// # Errors
    /// [`RecordError`].
    pub async fn take_knowledge(
        &self,
        (actor, author): (Actor, Option<AccountId>),
        lines: Vec<Line>,
        note: &str,
        at: Instant,
    ) -> Result<Taken, RecordError> {
        let ids = lines.iter().map(|_| KnowledgeId(self.app.ids.mint(at))).collect();
        let job = Job { lines, ids, actor, author, note: note.to_owned(), at };
        self.app.db.write(job, |tx, job| Box::pin(take(tx, job))).await
    }
}

async fn take(tx: &mut Tx<'_>, job: &Job) -> Result<Taken, RecordError> {
    let mut taken = Taken::default();
    for (line, id) in job.lines.iter().zip(&job.ids) {
        match store::get_by_code(tx, &line.code).await? {
            None => {
                let entry = Entry {
                    id: *id,
                    code: line.code.clone(),
                    version: 1,
                    state: EntryState::Published,
                    revision: 1,
                    text: line.text.clone(),
                    reviewed_on: job.at.day().max(line.text.valid_from),
                    flagged_on: None,
                    right_count: 0,
                    wrong_count: 0,
                    updated_at: job.at,
                };
                let new = NewJob {
                    entry,
                    actor: job.actor.clone(),
                    author: job.author,
                    note: job.note.clone(),
                };
                write_new(tx, &new).await?;
                taken.added += 1;
            }
            Some(known) if known.text == line.text => taken.same += 1,
            Some(known) => {
                change(tx, job, known, &line.text).await?;
                taken.changed += 1;
            }
        }
    }
    Ok(taken)
}

async fn change(
    tx: &mut Tx<'_>,
    job: &Job,
    known: Entry,
    text: &EntryText,
) -> Result<(), RecordError> {
    let after = Entry {
        text: text.clone(),
        revision: known.revision + 1,
        reviewed_on: job.at.day(),
        flagged_on: None,
        updated_at: job.at,
        ..known.clone()
    };
    one_row(store::save(tx, &after).await?)?;
    let written = Written { at: job.at, author: job.author, note: &job.note };
    store::keep_text(tx, &after, written).await?;
    let what = ("knowledge.edited", Some(known.state), job.at);
    Ok(record(tx, &job.actor, &after, what).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::id::Id;

    const HEAD: &str = "code,question,answer,basis,source,keywords,category,owner_unit,audience,valid_from,valid_to,review_months\n";

    fn read_rows(rows: &str) -> Result<Vec<Line>, Vec<LineFault>> {
        let unit = UnitId(Id::from_parts(Instant::from_millis(1), 1));
        let text = format!("\u{feff}{HEAD}{rows}");
        read(text.as_bytes(), &|slug| (slug == "health").then_some(unit), &|code| code == "01")
    }

    #[test]
    fn a_file_is_read_whole_or_every_fault_is_named_with_its_line() {
        let good = "K1,问题,答案一\\n答案二,依据,,词,01,health,public,2026-01-01,,12\n";
        let lines = read_rows(good).unwrap();
        assert_eq!(lines[0].text.answer, "答案一\n答案二");
        let bad = format!(
            "{good}K2,,答,据,,,01,health,public,2026-01-01,,12\nK3,问,答,据,,,99,health,public,2026-01-01,,12\nK4,问,答,据,,,,nobody,public,2026-01-01,,12\n"
        );
        let faults = read_rows(&bad).unwrap_err();
        let named: Vec<_> = faults.iter().map(|f| (f.line, f.fault.field, f.fault.kind)).collect();
        assert_eq!(
            named,
            [
                (3, "question", FaultKind::Missing),
                (4, "category", FaultKind::Unknown),
                (5, "owner_unit", FaultKind::Unknown),
            ]
        );
        let headless = read(b"a,b\n", &|_| None, &|_| true).unwrap_err();
        assert_eq!(headless[0].fault, Fault::new("code", FaultKind::Missing));
    }
}
