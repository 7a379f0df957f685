//! What pages of the desk's records add to the frames of [`people::record`].

pub(crate) use people::record::{
    Action, Asked, Cell, FormPage, Group, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table,
    any_of, course, day, fault_key, filled, flash, one_of, time_key,
};
use people::record::{mark, mark_stale};
use people::{PageError, Role, Staff};
use ui::{Button, Choice, FormState, Tr};

use super::{category, to_page};
use crate::app::Desk;
use crate::app::record::RecordError;
use crate::domain::order::Order;
use crate::domain::permission;

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
        RecordError::Fault(fault) => mark(form, fault),
        RecordError::Stale => mark_stale(form),
        other => return Err(record_page_error(other)),
    }
    Ok(())
}

/// Whether they take calls.
pub(crate) fn takes_calls(staff: &Staff) -> bool {
    staff.has_any(&[Role::Operator, Role::Dispatcher])
}

/// The way to an order, for whoever may see it.
pub(crate) fn order_link(staff: &Staff, order: &Order) -> Option<Button> {
    permission::can_see(staff, order).then(|| {
        let href = format!("/desk/orders/{}", order.id);
        Button::link(order.order_no.to_string(), href).small().icon("file")
    })
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
pub(crate) fn categories(desk: &Desk, t: Tr) -> Vec<Choice> {
    let rules = desk.rules();
    let broad = rules.categories.iter().filter(|category| category.code.len() <= 4);
    broad.map(|c| Choice::new(&c.code, category::path(t, &rules, &c.code))).collect()
}
