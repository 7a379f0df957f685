//! `units.csv` and `staff.csv` as lines.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use kernel::check_digit::is_credit_code;
use serde::Deserialize;
use ui::key;

use super::{PackFault, PeoplePack, StaffLine, UnitLine};
use crate::access::Role;
use crate::domain::account::is_username;

const UNITS: &str = "units.csv";
const STAFF: &str = "staff.csv";

#[derive(Deserialize)]
struct UnitRow {
    id: String,
    name: String,
    kind: String,
    parent: String,
    region_code: String,
    uscc: String,
    phone: String,
    /// Region codes with `;` between them; the column may be left out.
    #[serde(default)]
    jurisdictions: String,
}

#[derive(Deserialize)]
struct StaffRow {
    username: String,
    name: String,
    role: String,
    unit: String,
    region: String,
}

pub(super) fn read(dir: &Path, regions: &BTreeSet<String>) -> (PeoplePack, Vec<PackFault>) {
    let mut faults = Faults(Vec::new());
    let rows = rows::<UnitRow>(dir, UNITS, &mut faults);
    let slugs: BTreeSet<String> = rows.iter().map(|(_, row)| row.id.clone()).collect();
    faults.duplicates(UNITS, rows.iter().map(|(line, row)| (*line, row.id.as_str())));
    let units = rows
        .into_iter()
        .filter_map(|(line, row)| unit(line, row, &slugs, regions, &mut faults))
        .collect();
    let rows = self::rows::<StaffRow>(dir, STAFF, &mut faults);
    faults.duplicates(STAFF, rows.iter().map(|(line, row)| (*line, row.username.as_str())));
    let staff = rows
        .into_iter()
        .filter_map(|(line, row)| person(line, row, &slugs, regions, &mut faults))
        .collect();
    (PeoplePack { units, staff }, faults.0)
}

fn unit(
    line: u64,
    row: UnitRow,
    slugs: &BTreeSet<String>,
    regions: &BTreeSet<String>,
    faults: &mut Faults,
) -> Option<UnitLine> {
    if row.id.is_empty() || row.name.is_empty() {
        faults.add(UNITS, line, key("people-fault-empty"), &row.id);
        return None;
    }
    if !row.parent.is_empty() && !slugs.contains(&row.parent) {
        faults.add(UNITS, line, key("people-fault-unknown-unit"), &row.parent);
    }
    if !regions.contains(&row.region_code) {
        faults.add(UNITS, line, key("people-fault-unknown-region"), &row.region_code);
    }
    if !row.uscc.is_empty() && !is_credit_code(&row.uscc) {
        faults.add(UNITS, line, key("people-fault-uscc"), &row.uscc);
    }
    let more = row.jurisdictions.split(';').map(str::trim).filter(|code| !code.is_empty());
    let jurisdictions: BTreeSet<String> = more.map(str::to_owned).collect();
    for unknown in jurisdictions.difference(regions) {
        faults.add(UNITS, line, key("people-fault-unknown-region"), unknown);
    }
    let Ok(kind) = row.kind.parse() else {
        faults.add(UNITS, line, key("people-fault-unit-kind"), &row.kind);
        return None;
    };
    Some(UnitLine {
        slug: row.id,
        name: row.name,
        kind,
        parent: row.parent,
        region_code: row.region_code,
        uscc: Some(row.uscc).filter(|code| !code.is_empty()),
        phone: row.phone,
        jurisdictions,
    })
}

fn person(
    line: u64,
    row: StaffRow,
    slugs: &BTreeSet<String>,
    regions: &BTreeSet<String>,
    faults: &mut Faults,
) -> Option<StaffLine> {
    if !is_username(&row.username) {
        faults.add(STAFF, line, key("people-fault-username"), &row.username);
    }
    if !slugs.contains(&row.unit) {
        faults.add(STAFF, line, key("people-fault-unknown-unit"), &row.unit);
    }
    if !regions.contains(&row.region) {
        faults.add(STAFF, line, key("people-fault-unknown-region"), &row.region);
    }
    let roles: Result<Vec<Role>, _> = row.role.split(';').map(|role| role.trim().parse()).collect();
    let Ok(roles) = roles else {
        faults.add(STAFF, line, key("people-fault-role"), &row.role);
        return None;
    };
    if Role::conflict_in(&roles).is_some() {
        faults.add(STAFF, line, key("people-fault-role-conflict"), &row.role);
    }
    Some(StaffLine {
        username: row.username,
        name: row.name,
        roles,
        unit: row.unit,
        region_code: row.region,
    })
}

fn rows<T: serde::de::DeserializeOwned>(
    dir: &Path,
    file: &str,
    faults: &mut Faults,
) -> Vec<(u64, T)> {
    let mut reader = match csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(dir.join(file))
    {
        Ok(reader) => reader,
        Err(error) => {
            faults.add(file, 0, key("people-fault-unreadable"), &error.to_string());
            return Vec::new();
        }
    };
    let header = reader.headers().cloned().unwrap_or_default();
    let mut rows = Vec::new();
    for record in reader.records() {
        let line = match &record {
            Ok(record) => record.position().map_or(0, csv::Position::line),
            Err(error) => error.position().map_or(0, csv::Position::line),
        };
        match record.and_then(|record| record.deserialize(Some(&header))) {
            Ok(row) => rows.push((line, row)),
            Err(error) => faults.add(file, line, key("people-fault-bad-row"), &error.to_string()),
        }
    }
    rows
}

struct Faults(Vec<PackFault>);

impl Faults {
    fn add(&mut self, file: &str, line: u64, key: &'static str, value: &str) {
        let args = vec![("value", value.to_owned())];
        self.0.push(PackFault { file: file.to_owned(), line, key, args });
    }

    fn duplicates<'a>(&mut self, file: &str, keys: impl Iterator<Item = (u64, &'a str)>) {
        let mut seen = HashMap::new();
        for (line, value) in keys {
            if seen.insert(value, line).is_some() {
                self.add(file, line, key("people-fault-duplicate"), value);
            }
        }
    }
}
