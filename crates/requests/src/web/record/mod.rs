//! Pages of records: a list, one record, a form. A noun says what stands on
//! them; here stands how they are drawn, for staff and for residents.

mod asked;
mod form;
mod list;
mod show;

pub(crate) use asked::{Asked, PAGE_ROWS, SHEET_ROWS};
pub(crate) use form::{FormPage, Group};
pub(crate) use list::{Cell, List, Table};
pub(crate) use show::{Action, Section, Show, course};

use people::{PageError, Role, Staff};
use ui::{Choice, Flash, FormState, Tone, Tr, key};

use super::to_page;
use crate::app::Desk;
use crate::app::record::RecordError;
use crate::domain::record::FaultKind;

/// The page for a fault no form can show.
pub(crate) fn record_page_error(error: RecordError) -> PageError {
    match error {
        RecordError::NotFound => PageError::NotFound,
        RecordError::Forbidden => PageError::Forbidden,
        RecordError::Stale => PageError::Conflict,
        RecordError::Fault(_) => PageError::BadRequest,
        RecordError::Order(error) => to_page(error),
        error @ (RecordError::Clock(_) | RecordError::Store(_)) => PageError::internal(&error),
    }
}

/// Puts a fault of the use case beside its field; other errors go on.
pub(crate) fn blame(form: &mut FormState, error: RecordError) -> Result<(), PageError> {
    match error {
        RecordError::Fault(fault) => {
            form.error(fault.field, fault_key(fault.kind));
            Ok(())
        }
        RecordError::Stale => {
            form.error("", key("record-stale"));
            Ok(())
        }
        other => Err(record_page_error(other)),
    }
}

/// A fault in words.
pub fn fault_key(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Missing => key("record-fault-missing"),
        FaultKind::TooLong => key("record-fault-long"),
        FaultKind::Unknown => key("record-fault-unknown"),
        FaultKind::NotNow => key("record-fault-not-now"),
        FaultKind::NotAllowed => key("record-fault-not-allowed"),
        FaultKind::TooMany => key("record-fault-many"),
        FaultKind::TooLate => key("record-fault-late"),
        FaultKind::Full => key("record-fault-full"),
        FaultKind::Taken => key("record-fault-taken"),
    }
}

/// Whether the bar shows the button that takes a call.
pub(crate) fn takes_calls(staff: &Staff) -> bool {
    staff.has_any(&[Role::Operator, Role::Dispatcher])
}

/// What was just done, where the address says so.
pub(crate) fn flash(t: Tr, form: &FormState) -> Option<Flash> {
    let text = match form.value("done") {
        "saved" => t.s(key("record-saved")),
        "added" => t.s(key("record-added")),
        _ => return None,
    };
    Some(Flash { tone: Tone::Ok, text: text.into_owned(), undo_action: None })
}

/// Answers of a filter, beginning with "all".
pub(crate) fn any_of(t: Tr, words: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", t.s("record-any"))).chain(words).collect()
}

/// Answers of a question that must be answered, beginning with "choose".
pub(crate) fn one_of(t: Tr, words: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", t.s("record-choose"))).chain(words).collect()
}

/// A unit's name; empty for none.
pub(crate) fn unit_name(desk: &Desk, unit: Option<people::UnitId>) -> String {
    let rules = desk.rules();
    unit.and_then(|unit| rules.units.get(&unit)).map(|unit| unit.name.clone()).unwrap_or_default()
}

/// Units to choose from, by kind and name.
pub(crate) fn units(desk: &Desk) -> Vec<Choice> {
    let rules = desk.rules();
    let mut units: Vec<_> = rules.units.values().collect();
    units.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    units.iter().map(|unit| Choice::new(unit.id.to_string(), &unit.name)).collect()
}

/// Regions of the levels a choice may name, by code, with their path.
pub(crate) fn regions(desk: &Desk, with_communities: bool) -> Vec<Choice> {
    use places::RegionLevel::{Community, District, Street};
    let atlas = desk.atlas.current();
    let shown = atlas.regions().filter(|region| match region.code.level() {
        District | Street => true,
        Community => with_communities,
        _ => false,
    });
    shown.map(|r| Choice::new(r.code.to_string(), atlas.path_name(r.code))).collect()
}

/// The names of a region.
pub(crate) fn place(desk: &Desk, code: Option<&str>) -> String {
    let code = code.and_then(|code| code.parse().ok());
    code.map(|code| desk.atlas.current().path_name(code)).unwrap_or_default()
}

/// Categories of the two upper levels.
pub(crate) fn categories(desk: &Desk) -> Vec<Choice> {
    let rules = desk.rules();
    let broad = rules.categories.iter().filter(|category| category.code.len() <= 4);
    broad.map(|c| Choice::new(&c.code, rules.category_path(&c.code))).collect()
}

/// A field's text; nothing when it is empty.
pub(crate) fn filled(form: &FormState, name: &str) -> Option<String> {
    Some(form.value(name).to_owned()).filter(|text| !text.is_empty())
}

/// A day of a date field.
pub(crate) fn day(form: &FormState, name: &str) -> Option<jiff::civil::Date> {
    form.value(name).parse().ok()
}
