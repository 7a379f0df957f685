//! Why a unit is proposed, in one sentence: the catalogue's entry, the duty
//! list, how often it acted before, what was ruled.

use ui::{Tr, key};

use crate::domain::rules::{Rules, UnitProposal};

/// The sentence; empty when nothing but the machine's order speaks for it.
pub(crate) fn basis(t: Tr, rules: &Rules, proposal: &UnitProposal) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !proposal.catalogue_id.is_empty() {
        let args = [
            ("id", proposal.catalogue_id.as_str().into()),
            ("basis", proposal.basis.as_str().into()),
        ];
        parts.push(t.a(key("unit-basis-catalogue"), &args).trim().to_owned());
    }
    if let Some(item) = rules.duty_items.iter().find(|item| item.id == proposal.duty_id) {
        let args = [("id", item.id.as_str().into()), ("name", item.name.as_str().into())];
        parts.push(t.a(key("unit-basis-duty"), &args));
    }
    let record = proposal.record;
    let counts = |n: i64, all: i64| [("n", n.into()), ("all", all.into())];
    if record.street > 0 {
        parts.push(t.a(key("unit-basis-street"), &counts(record.street, record.street_all)));
    } else if record.city > 0 {
        parts.push(t.a(key("unit-basis-city"), &counts(record.city, record.city_all)));
    }
    if record.raised > 0 {
        parts.push(t.n(key("unit-basis-raised"), record.raised));
    }
    if record.lowered > 0 {
        parts.push(t.n(key("unit-basis-lowered"), record.lowered));
    }
    parts.join(t.s(key("unit-basis-between")).as_ref())
}

/// The unit's name with its share where there is a choice.
pub(crate) fn name(t: Tr, rules: &Rules, proposal: &UnitProposal) -> String {
    let name = rules.units.get(&proposal.unit).map_or("", |unit| unit.name.as_str());
    if proposal.share_milli >= 995 {
        return name.to_owned();
    }
    let share = t.percent(i64::from(proposal.share_milli));
    t.a(key("unit-basis-share"), &[("name", name.into()), ("share", share.into())])
}
