//! Files of friendly compounds. Each may be left out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil::Date;
use places::Point;
use places::pack::table::read_text;
use ui::key;

use super::CompoundPack;
use crate::app::read::{Reader, Row, without_lines};
use crate::domain::compound::{
    AWAY_M_MAX, Bay, Building, CompoundAgreement, CompoundStatus, FriendlyCompound, Gate,
    HouseRules,
};

const COMPOUNDS: &str = "friendly_compounds.csv";
const RULES: &str = "house_rules.csv";
const GATES: &str = "compound_gates.csv";
const BUILDINGS: &str = "compound_buildings.csv";
const BAYS: &str = "compound_bays.csv";
const AGREEMENTS: &str = "compound_agreements.csv";
/// Compounds of the city, beside the folder of stations.
const PLACES: &str = "../compounds.csv";

/// Reads the files beside those of the stations.
pub(in crate::app) fn read(reader: &mut Reader, dir: &Path) -> CompoundPack {
    let columns = ["compound", "property", "phone", "note", "status", "opened_on"];
    let compounds = reader.optional(dir, COMPOUNDS, &columns, compound);
    let columns = ["compound", "version", "valid_from", "text"];
    let rules = reader.optional(dir, RULES, &columns, house_rules);
    let columns = ["compound", "id", "name", "lon", "lat", "entrance", "hours", "contact"];
    let gates = reader.optional(dir, GATES, &columns, gate);
    let columns = ["compound", "name", "units", "gate", "note"];
    let buildings = reader.optional(dir, BUILDINGS, &columns, building);
    let columns = ["compound", "name", "lon", "lat", "spaces", "note"];
    let bays = reader.optional(dir, BAYS, &columns, bay);
    let columns = ["compound", "platform", "parties", "signed_on", "valid_to"];
    let agreements = reader.optional(dir, AGREEMENTS, &columns, agreement);

    let known = reader.keys(COMPOUNDS, &compounds, |one| one.id.clone());
    reader.keys(RULES, &rules, |one| format!("{} {}", one.compound, one.version));
    let known_gates = reader.keys(GATES, &gates, |one| format!("{} {}", one.compound, one.id));
    reader.keys(BUILDINGS, &buildings, |one| format!("{} {}", one.compound, one.name));
    reader.keys(BAYS, &bays, |one| format!("{} {}", one.compound, one.name));
    reader.keys(AGREEMENTS, &agreements, |one| format!("{} {}", one.compound, one.platform));
    reader.all_of(RULES, &rules, &known, |one| &one.compound);
    reader.all_of(GATES, &gates, &known, |one| &one.compound);
    reader.all_of(BUILDINGS, &buildings, &known, |one| &one.compound);
    reader.all_of(BAYS, &bays, &known, |one| &one.compound);
    reader.all_of(AGREEMENTS, &agreements, &known, |one| &one.compound);
    for (line, one) in &buildings {
        reader.refer(BUILDINGS, *line, &format!("{} {}", one.compound, one.gate), &known_gates);
    }
    for (line, one) in &agreements {
        reader.order(AGREEMENTS, *line, (&one.signed_on, &one.valid_to));
    }
    for (line, one) in &compounds {
        let is_whole = rules.iter().any(|(_, rules)| rules.compound == one.id)
            && gates.iter().any(|(_, gate)| gate.compound == one.id);
        let lacks = !is_whole || one.opened_on.is_empty();
        if lacks && one.status == CompoundStatus::Open {
            let args = vec![("value", one.id.clone())];
            reader.note(COMPOUNDS, *line, key("compound-fault-not-whole"), args);
        }
    }
    if dir.join(PLACES).exists() {
        let gates = gates.iter().map(|(line, one)| (GATES, *line, &one.compound, one.point));
        let bays = bays.iter().map(|(line, one)| (BAYS, *line, &one.compound, one.point));
        reader.on_the_ground(dir, &compounds, gates.chain(bays));
    }
    CompoundPack {
        friendly_compounds: without_lines(compounds),
        house_rules: without_lines(rules),
        compound_gates: without_lines(gates),
        compound_buildings: without_lines(buildings),
        compound_bays: without_lines(bays),
        compound_agreements: without_lines(agreements),
    }
}

impl Reader {
    /// Each row belongs to a friendly compound.
    fn all_of<T>(
        &mut self,
        file: &'static str,
        rows: &[(u64, T)],
        known: &BTreeSet<String>,
        compound: fn(&T) -> &String,
    ) {
        for (line, row) in rows {
            self.refer(file, *line, compound(row), known);
        }
    }

    /// Friendly compounds are compounds of the city, and what belongs to one
    /// lies near its point.
    fn on_the_ground<'a>(
        &mut self,
        dir: &Path,
        compounds: &[(u64, FriendlyCompound)],
        spots: impl Iterator<Item = (&'static str, u64, &'a String, Point)>,
    ) {
        // The places' own reader has said what is wrong with the file.
        let text = read_text(dir, PLACES, &mut Vec::new()).unwrap_or_default();
        let points = points(&text);
        for (line, one) in compounds {
            if !points.contains_key(&one.id) {
                let args = vec![("value", one.id.clone())];
                self.note(COMPOUNDS, *line, key("station-fault-unknown"), args);
            }
        }
        for (file, line, compound, point) in spots {
            let is_far = points.get(compound).is_some_and(|at| at.metres_to(point) > AWAY_M_MAX);
            if is_far {
                let args = vec![("value", compound.clone())];
                self.note(file, line, key("compound-fault-far"), args);
            }
        }
    }
}

/// The points of the city's compounds.
fn points(text: &str) -> BTreeMap<String, Point> {
    let mut rows = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = rows.headers().cloned().unwrap_or_default();
    let column = |name: &str| header.iter().position(|known| known == name);
    let columns = column("id").zip(column("lon").zip(column("lat")));
    let Some((id, (lon, lat))) = columns else { return BTreeMap::new() };
    let point = |row: &csv::StringRecord| {
        let degrees = |at: usize| row.get(at)?.parse::<f64>().ok();
        Point::from_degrees(places::Datum::Wgs84, degrees(lon)?, degrees(lat)?).ok()
    };
    let rows = rows.records().flatten();
    rows.filter_map(|row| Some((row.get(id)?.to_owned(), point(&row)?))).collect()
}

fn compound(row: &mut Row<'_, '_>) -> Option<FriendlyCompound> {
    let (id, property, status) = (row.need("compound"), row.need("property"), row.word("status"));
    let text = row.text("opened_on");
    let opened_on = if text.is_empty() { Some(text) } else { row.date("opened_on") };
    Some(FriendlyCompound {
        id: id?,
        property: property?,
        phone: row.text("phone"),
        note: row.text("note"),
        status: status?,
        opened_on: opened_on?,
    })
}

fn house_rules(row: &mut Row<'_, '_>) -> Option<HouseRules> {
    let (compound, version) = (row.need("compound"), row.need("version"));
    let (valid_from, text) = (row.date("valid_from"), row.need("text"));
    Some(HouseRules {
        compound: compound?,
        version: version?,
        valid_from: valid_from?,
        text: text?,
    })
}

fn gate(row: &mut Row<'_, '_>) -> Option<Gate> {
    let (compound, id, name) = (row.need("compound"), row.need("id"), row.need("name"));
    let point = row.cells.point();
    let hours = row.need("hours").and_then(|text| row.hours(&text));
    Some(Gate {
        compound: compound?,
        id: id?,
        name: name?,
        point: point?,
        entrance: row.text("entrance"),
        hours: hours?,
        contact: row.text("contact"),
    })
}

fn building(row: &mut Row<'_, '_>) -> Option<Building> {
    let (compound, name, gate) = (row.need("compound"), row.need("name"), row.need("gate"));
    Some(Building {
        compound: compound?,
        name: name?,
        units: row.text("units"),
        gate: gate?,
        note: row.text("note"),
    })
}

fn bay(row: &mut Row<'_, '_>) -> Option<Bay> {
    let (compound, name) = (row.need("compound"), row.need("name"));
    let (point, spaces) = (row.cells.point(), row.positive("spaces"));
    Some(Bay {
        compound: compound?,
        name: name?,
        point: point?,
        spaces: spaces?,
        note: row.text("note"),
    })
}

fn agreement(row: &mut Row<'_, '_>) -> Option<CompoundAgreement> {
    let (compound, platform) = (row.need("compound"), row.need("platform"));
    let (parties, signed_on) = (row.need("parties"), row.date("signed_on"));
    let valid_to: Option<Date> = row.cells.date("valid_to");
    Some(CompoundAgreement {
        compound: compound?,
        platform: platform?,
        parties: parties?,
        signed_on: signed_on?,
        valid_to: valid_to?.to_string(),
    })
}
