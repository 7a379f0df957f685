//! Pages of records: a list, one record, a form. A noun says what stands on
//! them; here stands how they are drawn, for staff and for residents, in every
//! capability alike.

mod asked;
mod event;
mod fault;
mod form;
mod list;
mod show;

pub use asked::{Asked, PAGE_ROWS, SHEET_ROWS, csv_button, time_key};
pub use event::{Happened, happened, is_stale};
pub use fault::{Fault, FaultKind, optional, text};
pub use form::{FormPage, Group};
pub use list::{Cell, List, Table};
pub use show::{Action, Course, Opened, Section, Show, course, opened, opens_identity};

use ui::{Choice, Flash, FormState, Tone, Tr, key};

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

/// Puts a fault beside its field.
pub fn mark(form: &mut FormState, fault: Fault) {
    form.error(fault.field, fault_key(fault.kind));
}

/// Says over the form that somebody changed the record meanwhile.
pub fn mark_stale(form: &mut FormState) {
    form.error("", key("record-stale"));
}

/// What was just done, where the address says so.
pub fn flash(t: Tr, form: &FormState) -> Option<Flash> {
    let text = match form.value("done") {
        "saved" => t.s(key("record-saved")),
        "added" => t.s(key("record-added")),
        _ => return None,
    };
    Some(Flash { tone: Tone::Ok, text: text.into_owned(), undo_action: None })
}

/// Answers of a filter, beginning with "all".
pub fn any_of(t: Tr, words: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", t.s("record-any"))).chain(words).collect()
}

/// Answers of a question that must be answered, beginning with "choose".
pub fn one_of(t: Tr, words: impl IntoIterator<Item = Choice>) -> Vec<Choice> {
    std::iter::once(Choice::new("", t.s("record-choose"))).chain(words).collect()
}

/// A field's text; nothing when it is empty.
pub fn filled(form: &FormState, name: &str) -> Option<String> {
    Some(form.value(name).to_owned()).filter(|text| !text.is_empty())
}

/// A day of a date field.
pub fn day(form: &FormState, name: &str) -> Option<jiff::civil::Date> {
    form.value(name).parse().ok()
}
