//! The files of the pack as lines.

use std::path::Path;

use jiff::civil::Date;
use places::pack::table::{Cells, read_rows, read_text};
use places::{Fault, Problem};

use super::{CatalogueLine, CategoryLine, ChannelLine, DeskPack, DutyLine, PackFault};
use crate::app::rules::{CITY_FILE, CityFile, DEFAULT_SCHEME, PROCEDURES_FILE};

/// Line numbers of what was read, for faults found later.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) categories: Vec<u64>,
    pub(super) catalogue: Vec<u64>,
    pub(super) duty_items: Vec<u64>,
    pub(super) channels: Vec<u64>,
}

pub(super) fn read(dir: &Path, faults: &mut Vec<PackFault>) -> (DeskPack, Lines) {
    let mut found = Vec::new();
    let files = files(dir, &mut found);
    let scheme = files
        .iter()
        .find(|(name, _)| name == CITY_FILE)
        .and_then(|(_, text)| toml::from_str::<CityFile>(text).ok())
        .and_then(|city| city.category_scheme)
        .unwrap_or_else(|| DEFAULT_SCHEME.to_owned());
    let columns = &["code", "parent", "name", "keywords", "valid_from", "valid_to"];
    let categories = read_rows(dir, "categories.csv", columns, &mut found, category);
    let columns = &[
        "id",
        "category_code",
        "region_scope",
        "lead_unit",
        "co_units",
        "basis",
        "valid_from",
        "valid_to",
    ];
    let catalogue = read_rows(dir, "catalogue.csv", columns, &mut found, catalogue_line);
    let columns = &[
        "id",
        "list",
        "seq",
        "category_code",
        "name",
        "basis",
        "lead_dept",
        "township_duties",
        "taken_back_by",
        "valid_from",
        "valid_to",
    ];
    let duty_items = read_rows(dir, "duty_lists.csv", columns, &mut found, duty);
    let columns = &["class", "code", "name", "kind"];
    let channels = read_rows(dir, "channels.csv", columns, &mut found, channel);
    faults.extend(found.into_iter().map(PackFault::from));
    let lines = Lines {
        categories: categories.iter().map(|(line, _)| *line).collect(),
        catalogue: catalogue.iter().map(|(line, _)| *line).collect(),
        duty_items: duty_items.iter().map(|(line, _)| *line).collect(),
        channels: channels.iter().map(|(line, _)| *line).collect(),
    };
    let pack = DeskPack {
        scheme,
        categories: categories.into_iter().map(|(_, item)| item).collect(),
        catalogue: catalogue.into_iter().map(|(_, item)| item).collect(),
        duty_items: duty_items.into_iter().map(|(_, item)| item).collect(),
        channels: channels.into_iter().map(|(_, item)| item).collect(),
        files,
    };
    (pack, lines)
}

/// `city.toml` and `policy.toml` must be there; `policies/` may be.
fn files(dir: &Path, faults: &mut Vec<Fault>) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for name in [CITY_FILE, "policy.toml"] {
        files.extend(read_text(dir, name, faults).map(|text| (name.to_owned(), text)));
    }
    if dir.join(PROCEDURES_FILE).exists() {
        let text = read_text(dir, PROCEDURES_FILE, faults);
        files.extend(text.map(|text| (PROCEDURES_FILE.to_owned(), text)));
    }
    let Ok(entries) = std::fs::read_dir(dir.join("policies")) else { return files };
    let mut names: Vec<String> = entries
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".toml"))
        .map(|name| format!("policies/{name}"))
        .collect();
    names.sort();
    for name in names {
        files.extend(read_text(dir, &name, faults).map(|text| (name, text)));
    }
    files
}

/// First and last day, checked to be dates.
fn validity(cells: &mut Cells<'_>) -> Option<(String, Option<String>)> {
    let from = cells.date("valid_from")?;
    let to: Option<Date> = cells.parse_or_empty("valid_to", Problem::BadDate)?;
    Some((from.to_string(), to.map(|day| day.to_string())))
}

fn category(cells: &mut Cells<'_>) -> Option<CategoryLine> {
    let code = cells.need("code")?;
    let name = cells.need("name")?;
    let (valid_from, valid_to) = validity(cells)?;
    let parent = Some(cells.text("parent").to_owned()).filter(|text| !text.is_empty());
    // Not every city has it.
    let name_en = Some(cells.text("name_en").to_owned()).filter(|text| !text.is_empty());
    let keywords = cells.text("keywords").to_owned();
    Some(CategoryLine { code, parent, name, name_en, keywords, valid_from, valid_to })
}

fn catalogue_line(cells: &mut Cells<'_>) -> Option<CatalogueLine> {
    let id = cells.need("id")?;
    let category_code = cells.need("category_code")?;
    let lead_unit = cells.need("lead_unit")?;
    let basis = cells.need("basis")?;
    let (valid_from, valid_to) = validity(cells)?;
    Some(CatalogueLine {
        id,
        category_code,
        region_scope: cells.text("region_scope").to_owned(),
        lead_unit,
        co_units: cells.text("co_units").to_owned(),
        basis,
        valid_from,
        valid_to,
    })
}

fn duty(cells: &mut Cells<'_>) -> Option<DutyLine> {
    let id = cells.need("id")?;
    let list = cells.need("list")?;
    let seq = cells.count("seq")?;
    let category_code = cells.need("category_code")?;
    let name = cells.need("name")?;
    let (valid_from, valid_to) = validity(cells)?;
    Some(DutyLine {
        id,
        list,
        seq,
        category_code,
        name,
        basis: cells.text("basis").to_owned(),
        lead_dept: cells.text("lead_dept").to_owned(),
        township_duties: cells.text("township_duties").to_owned(),
        taken_back_by: cells.text("taken_back_by").to_owned(),
        valid_from,
        valid_to,
    })
}

fn channel(cells: &mut Cells<'_>) -> Option<ChannelLine> {
    let class = cells.need("class")?;
    let code = cells.need("code")?;
    let name = cells.need("name")?;
    let kind = cells.need("kind")?;
    Some(ChannelLine { code, class, name, kind })
}
