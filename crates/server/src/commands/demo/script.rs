//! The written requests: `requests*.csv`, `replies.csv`, `comments.csv`.

use std::collections::HashMap;
use std::path::Path;

use requests::domain::words::{OrderType, Urgency};
use serde::Deserialize;

use super::Fault;

/// All of it.
pub(super) struct Script {
    pub(super) lines: Vec<Line>,
    pub(super) replies: HashMap<String, (String, String)>,
    pub(super) comments: HashMap<String, String>,
}

/// One request and its course.
pub(super) struct Line {
    pub(super) key: String,
    pub(super) day_offset: i64,
    pub(super) minute: i64,
    /// Came so many minutes before the load, whatever its day says.
    pub(super) minutes_ago: Option<i64>,
    pub(super) channel: String,
    pub(super) by_operator: bool,
    pub(super) order_type: OrderType,
    pub(super) urgency: Urgency,
    pub(super) category: String,
    pub(super) title: String,
    pub(super) content: String,
    pub(super) address: String,
    pub(super) compound: Option<String>,
    pub(super) point_e7: Option<(i64, i64)>,
    pub(super) name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) confidential: bool,
    pub(super) steps: Vec<Step>,
}

/// `+minutes:verb:argument:…`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) after_min: i64,
    pub(super) verb: String,
    pub(super) args: Vec<String>,
}

impl Step {
    /// An argument, empty when it is not there.
    pub(super) fn arg(&self, at: usize) -> &str {
        self.args.get(at).map_or("", String::as_str)
    }
}

#[derive(Deserialize)]
struct Row {
    key: String,
    day_offset: i64,
    minute: i64,
    channel: String,
    order_type: String,
    urgency: String,
    category: String,
    title: String,
    content: String,
    address: String,
    lon: Option<f64>,
    lat: Option<f64>,
    compound: Option<String>,
    person: String,
    contact: String,
    confidential: String,
    course: String,
}

#[derive(Deserialize)]
struct PersonRow {
    key: String,
    name: String,
    phone: String,
}

impl Script {
    /// Reads a pack's requests.
    pub(super) fn read(dir: &Path) -> Result<Self, Fault> {
        let mut names: Vec<_> = std::fs::read_dir(dir)
            .map_err(|error| format!("{}: {error}", dir.display()))?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| {
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
                name.is_some_and(|name| name.starts_with("requests") && name.ends_with(".csv"))
            })
            .collect();
        names.sort();
        if names.is_empty() {
            return Err(format!("{} has no requests*.csv", dir.display()).into());
        }
        let persons = rows::<PersonRow>(&dir.join("persons.csv"))?
            .into_iter()
            .map(|row| (row.key, (row.name, row.phone)))
            .collect();
        let kinds = channel_kinds(dir)?;
        let mut lines = Vec::new();
        for path in names {
            for row in rows::<Row>(&path)? {
                let key = row.key.clone();
                let line = row.into_line(&persons, &kinds);
                lines.push(line.map_err(|error| format!("{} {key}: {error}", path.display()))?);
            }
        }
        bring_forward(&mut lines);
        let replies = triples(&dir.join("replies.csv"))?;
        let comments = triples(&dir.join("comments.csv"))?;
        Ok(Self {
            lines,
            replies: replies.into_iter().map(|(id, a, b)| (id, (a, b))).collect(),
            comments: comments.into_iter().map(|(id, text, _)| (id, text)).collect(),
        })
    }
}

/// The newest requests come in during the last hours before the load, one
/// every few minutes, so that every desk has work at whatever time of day the
/// demo is made.
fn bring_forward(lines: &mut [Line]) {
    const NEWEST: usize = 90;
    const APART_MIN: i64 = 4;
    lines.sort_by_key(|line| (std::cmp::Reverse(line.day_offset), line.minute));
    let newest = lines.iter_mut().rev().filter(|line| !line.links()).take(NEWEST);
    for (line, at) in newest.zip(1..) {
        line.minutes_ago = Some(at * APART_MIN - 3);
    }
}

type Persons = HashMap<String, (String, String)>;

impl Row {
    fn into_line(self, persons: &Persons, kinds: &HashMap<String, String>) -> Result<Line, Fault> {
        let person = persons.get(&self.person).filter(|_| self.contact == "phone");
        let e7 = |degrees: f64| (degrees * 1e7).round() as i64;
        let kind = kinds.get(&self.channel).map_or("", String::as_str);
        Ok(Line {
            by_operator: matches!(kind, "phone" | "transfer" | "letter"),
            key: self.key,
            day_offset: self.day_offset,
            minute: self.minute,
            minutes_ago: None,
            channel: self.channel,
            order_type: self.order_type.parse()?,
            urgency: self.urgency.parse()?,
            category: self.category,
            title: self.title,
            content: self.content,
            address: self.address,
            compound: self.compound.filter(|id| !id.is_empty()),
            point_e7: self.lon.map(e7).zip(self.lat.map(e7)),
            name: person.map(|(name, _)| name.clone()),
            phone: person.map(|(_, phone)| phone.clone()),
            confidential: matches!(self.confidential.as_str(), "1" | "true"),
            steps: steps(&self.course)?,
        })
    }
}

impl Line {
    /// Whether its course joins it to another order.
    pub(super) fn links(&self) -> bool {
        self.steps.iter().any(|step| step.verb == "link")
    }
}

fn steps(course: &str) -> Result<Vec<Step>, Fault> {
    course
        .split(';')
        .map(str::trim)
        .filter(|step| !step.is_empty())
        .map(|step| {
            let mut parts = step.split(':').map(str::to_owned);
            let after = parts.next().unwrap_or_default();
            let after_min = after.trim_start_matches('+').parse()?;
            let verb = parts.next().ok_or_else(|| format!("step {step:?} has no verb"))?;
            Ok(Step { after_min, verb, args: parts.collect() })
        })
        .collect()
}

fn rows<T: serde::de::DeserializeOwned>(path: &Path) -> Result<Vec<T>, Fault> {
    let mut reader = csv::Reader::from_path(path)?;
    reader
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The first three columns of a file.
fn triples(path: &Path) -> Result<Vec<(String, String, String)>, Fault> {
    let mut reader = csv::Reader::from_path(path)?;
    let mut out = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |at| record.get(at).unwrap_or_default().to_owned();
        out.push((cell(0), cell(1), cell(2)));
    }
    Ok(out)
}

fn channel_kinds(dir: &Path) -> Result<HashMap<String, String>, Fault> {
    #[derive(Deserialize)]
    struct Channel {
        code: String,
        kind: String,
    }
    let rows = rows::<Channel>(&dir.join("channels.csv"))?;
    Ok(rows.into_iter().map(|row| (row.code, row.kind)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_reads_as_steps() {
        let read = steps("+5:accept; +10:dispatch:housing;").unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(
            (read[1].after_min, read[1].verb.as_str(), read[1].arg(0)),
            (10, "dispatch", "housing")
        );
        assert_eq!(read[1].arg(7), "");
        assert!(steps("accept").is_err());
    }
}
