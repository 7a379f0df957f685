//! What one file of the pack says about another must fit.

use std::collections::{HashMap, HashSet};

use kernel::policy::PolicyPack;
use ui::key;

use super::read::Lines;
use super::{DeskPack, PackFault};
use crate::app::rules::{CITY_FILE, CityFile, PROCEDURES_FILE};
use crate::domain::procedure_rules::Procedures;

pub(super) fn check(pack: &DeskPack, lines: &Lines, units: &[String], faults: &mut Vec<PackFault>) {
    let codes: HashSet<&str> = pack.categories.iter().map(|line| line.code.as_str()).collect();
    categories(pack, lines, &codes, faults);
    catalogue(pack, lines, &codes, units, faults);
    duties(pack, lines, &codes, faults);
    let channels = pack.channels.iter().map(|line| line.code.as_str());
    duplicates("channels.csv", channels.zip(&lines.channels), faults);
    files(pack, faults);
}

fn categories(pack: &DeskPack, lines: &Lines, codes: &HashSet<&str>, faults: &mut Vec<PackFault>) {
    const FILE: &str = "categories.csv";
    let keys = pack.categories.iter().map(|line| line.code.as_str());
    duplicates(FILE, keys.zip(&lines.categories), faults);
    for (category, line) in pack.categories.iter().zip(&lines.categories) {
        let code = &category.code;
        let well_formed =
            code.bytes().all(|b| b.is_ascii_digit()) && matches!(code.len(), 2 | 4 | 6);
        if !well_formed {
            faults.push(fault(FILE, *line, key("pack-fault-category-code"), &[("value", code)]));
            continue;
        }
        let above = code.get(..code.len() - 2).filter(|above| !above.is_empty());
        if above != category.parent.as_deref() || above.is_some_and(|above| !codes.contains(above))
        {
            faults.push(fault(FILE, *line, key("pack-fault-category-parent"), &[("value", code)]));
        }
    }
}

fn catalogue(
    pack: &DeskPack,
    lines: &Lines,
    codes: &HashSet<&str>,
    units: &[String],
    faults: &mut Vec<PackFault>,
) {
    const FILE: &str = "catalogue.csv";
    let keys = pack.catalogue.iter().map(|line| line.id.as_str());
    duplicates(FILE, keys.zip(&lines.catalogue), faults);
    let known: HashSet<&str> = units.iter().map(String::as_str).collect();
    for (item, line) in pack.catalogue.iter().zip(&lines.catalogue) {
        if !codes.contains(item.category_code.as_str()) {
            let value = &item.category_code;
            faults.push(fault(
                FILE,
                *line,
                key("pack-fault-unknown-category"),
                &[("value", value)],
            ));
        }
        let co_units = item.co_units.split(';').map(str::trim).filter(|name| !name.is_empty());
        for unit in std::iter::once(item.lead_unit.as_str()).chain(co_units) {
            let placeholder = matches!(unit, "@street" | "@district" | "@community");
            if !placeholder && !known.contains(unit) {
                let value = unit.to_owned();
                faults.push(fault(
                    FILE,
                    *line,
                    key("pack-fault-unknown-unit"),
                    &[("value", &value)],
                ));
            }
        }
    }
}

fn duties(pack: &DeskPack, lines: &Lines, codes: &HashSet<&str>, faults: &mut Vec<PackFault>) {
    const FILE: &str = "duty_lists.csv";
    let keys = pack.duty_items.iter().map(|line| line.id.as_str());
    duplicates(FILE, keys.zip(&lines.duty_items), faults);
    for (item, line) in pack.duty_items.iter().zip(&lines.duty_items) {
        if !codes.contains(item.category_code.as_str()) {
            let value = &item.category_code;
            faults.push(fault(
                FILE,
                *line,
                key("pack-fault-unknown-category"),
                &[("value", value)],
            ));
        }
        if !matches!(item.list.as_str(), "basic" | "cooperate" | "taken_back") {
            faults.push(fault(FILE, *line, key("pack-fault-duty-list"), &[("value", &item.list)]));
        }
    }
}

fn files(pack: &DeskPack, faults: &mut Vec<PackFault>) {
    for (name, text) in &pack.files {
        if name == CITY_FILE {
            if let Err(error) = toml::from_str::<CityFile>(text) {
                let line = error.span().map_or(0, |span| line_of(text, span.start));
                let reason = error.message().to_owned();
                faults.push(fault(name, line, key("pack-fault-toml"), &[("reason", &reason)]));
            }
            continue;
        }
        if name == PROCEDURES_FILE {
            if let Err(reason) = Procedures::parse(text) {
                faults.push(fault(name, 0, key("pack-fault-toml"), &[("reason", &reason)]));
            }
            continue;
        }
        if let Err(found) = PolicyPack::parse(text) {
            faults.extend(found.into_iter().map(|found| {
                let reason = found.kind.to_string();
                fault(name, found.line as u64, key("pack-fault-policy"), &[("reason", &reason)])
            }));
        }
    }
}

fn line_of(text: &str, offset: usize) -> u64 {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() as u64 + 1
}

fn duplicates<'a>(
    file: &str,
    keys: impl Iterator<Item = (&'a str, &'a u64)>,
    faults: &mut Vec<PackFault>,
) {
    let mut seen: HashMap<&str, u64> = HashMap::new();
    for (value, line) in keys {
        if let Some(first) = seen.insert(value, *line) {
            let args = [("value", &value.to_owned()), ("line", &first.to_string())];
            faults.push(fault(file, *line, key("pack-fault-duplicate"), &args));
        }
    }
}

fn fault(file: &str, line: u64, key: &'static str, args: &[(&'static str, &String)]) -> PackFault {
    let args = args.iter().map(|(name, value)| (*name, (*value).clone())).collect();
    PackFault { file: file.to_owned(), line, key, args }
}
