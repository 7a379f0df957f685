//! Buildings and bays as they are typed or pasted: a line each, parts between
//! upright strokes.

use places::{Datum, Point};

use super::{AWAY_M_MAX, Bay, Building, Gate, NAME_MAX, NOTE_MAX};

/// A compound has at most so many buildings, and so many bays.
const LINES_MAX: usize = 500;

/// The first line that cannot be read, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {0} cannot be read")]
pub struct LineFault(pub usize);

/// The parts of each line that is not empty; both kinds of strokes are typed.
fn lines(typed: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = typed.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(at, line)| (at + 1, line.split(['|', '｜', '\t']).map(str::trim).collect()))
}

fn part<'a>(parts: &[&'a str], at: usize) -> &'a str {
    parts.get(at).copied().unwrap_or_default()
}

fn is_long(text: &str, max: usize) -> bool {
    text.chars().count() > max
}

/// Reads buildings: name | units | gate | note. A gate is named by its short
/// name or its name; a building is named once.
///
/// # Errors
/// The first line that cannot be read.
pub fn buildings_of(
    typed: &str,
    compound: &str,
    gates: &[Gate],
) -> Result<Vec<Building>, LineFault> {
    let mut found: Vec<Building> = Vec::new();
    for (line, parts) in lines(typed) {
        let name = part(&parts, 0);
        let wanted = part(&parts, 2);
        let gate = gates.iter().find(|gate| gate.id == wanted || gate.name == wanted);
        let (units, note) = (part(&parts, 1), part(&parts, 3));
        let is_known = found.iter().any(|one| one.name == name);
        let is_bad = name.is_empty()
            || is_known
            || parts.len() > 4
            || is_long(name, NAME_MAX)
            || is_long(units, NAME_MAX)
            || is_long(note, NOTE_MAX)
            || found.len() >= LINES_MAX;
        let Some(gate) = gate.filter(|_| !is_bad) else { return Err(LineFault(line)) };
        found.push(Building {
            compound: compound.to_owned(),
            name: name.to_owned(),
            units: units.to_owned(),
            gate: gate.id.clone(),
            note: note.to_owned(),
        });
    }
    Ok(found)
}

/// Buildings as they can be typed again.
pub fn buildings_text(buildings: &[Building]) -> String {
    let line = |one: &Building| {
        [&one.name, &one.units, &one.gate, &one.note].map(String::as_str).join(" | ")
    };
    buildings.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads bays: name | longitude | latitude | spaces | note, near a point.
///
/// # Errors
/// The first line that cannot be read.
pub fn bays_of(
    typed: &str,
    compound: &str,
    (datum, near): (Datum, Point),
) -> Result<Vec<Bay>, LineFault> {
    let mut found: Vec<Bay> = Vec::new();
    for (line, parts) in lines(typed) {
        let name = part(&parts, 0);
        let degrees = |at| part(&parts, at).parse::<f64>().ok();
        let point = degrees(1).zip(degrees(2));
        let point = point.and_then(|(lon, lat)| Point::from_degrees(datum, lon, lat).ok());
        let point = point.filter(|point| point.metres_to(near) <= AWAY_M_MAX);
        let spaces = part(&parts, 3).parse::<u16>().ok().filter(|spaces| *spaces > 0);
        let is_bad = name.is_empty()
            || found.iter().any(|one| one.name == name)
            || parts.len() > 5
            || is_long(name, NAME_MAX)
            || is_long(part(&parts, 4), NOTE_MAX)
            || found.len() >= LINES_MAX;
        let known = point.zip(spaces).filter(|_| !is_bad);
        let Some((point, spaces)) = known else { return Err(LineFault(line)) };
        found.push(Bay {
            compound: compound.to_owned(),
            name: name.to_owned(),
            point,
            spaces: i64::from(spaces),
            note: part(&parts, 4).to_owned(),
        });
    }
    Ok(found)
}

/// Bays as they can be typed again.
pub fn bays_text(bays: &[Bay], datum: Datum) -> String {
    let line = |one: &Bay| {
        let at = one.point.degrees(datum);
        format!("{} | {:.6} | {:.6} | {} | {}", one.name, at.lon, at.lat, one.spaces, one.note)
    };
    bays.iter().map(line).collect::<Vec<_>>().join("\n")
}
