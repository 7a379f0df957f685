//! The facts of an order in words: tags, place, requester, what it rests on.

use kernel::policy::ClockKind;
use people::{PageError, RequesterRef};
use places::Point;
use ui::map::MapFigure;
use ui::{Definition, Definitions, Shell, Tag, Tone, Tr};

use super::super::{clock, map, queue};
use crate::app::Desk;
use crate::app::view::OrderView;
use crate::domain::joint::HandoverState;
use crate::domain::order::{Order, OrderState};
use crate::domain::words::Urgency;
use crate::web::category;
use crate::web::unit_basis;
use crate::web::words::{handover_word, nature_key, state_key, state_tone, type_key, urgency_key};

/// Type, urgency, state and flags.
pub(super) fn tags(t: Tr, order: &Order) -> Vec<Tag> {
    let mut tags = vec![
        Tag::new(t.s(state_key(order.state))).tone(state_tone(order.state)),
        Tag::new(t.s(type_key(order.order_type))),
    ];
    let urgency = Tag::new(t.s(urgency_key(order.urgency)));
    tags.push(match order.urgency {
        Urgency::Critical => urgency.tone(Tone::Bad).icon("alert"),
        Urgency::Urgent => urgency.tone(Tone::Warn).icon("alert"),
        Urgency::Normal | Urgency::Complex => urgency,
    });
    if !order.is_whole() {
        tags.push(Tag::new(t.s(nature_key(order.nature))).tone(Tone::Info));
    }
    if order.offered_unit_id.is_some() {
        tags.push(Tag::new(t.s(handover_word(HandoverState::Offered).0)).tone(Tone::Warn));
    }
    if order.confidential {
        tags.push(Tag::new(t.s("desk-confidential")).tone(Tone::Warn).icon("lock"));
    }
    if order.reopened_count > 0 {
        tags.push(Tag::new(t.n("desk-reopened", order.reopened_count)).tone(Tone::Warn));
    }
    if order.rework_count > 0 {
        tags.push(Tag::new(t.n("desk-reworked", order.rework_count)).tone(Tone::Warn));
    }
    if order.hop_count > 1 {
        tags.push(Tag::new(t.n("desk-hops", order.hop_count)));
    }
    tags
}

/// Region and address.
pub(super) fn place(desk: &Desk, view: &OrderView) -> String {
    let region = queue::place_name(desk, view.order.region_code.as_deref());
    let address = view.request.address.trim();
    [region.as_str(), address].join(" ").trim().to_owned()
}

/// The channel's name.
pub(super) fn channel(desk: &Desk, order: &Order) -> String {
    let rules = desk.rules();
    rules.channel(&order.channel).map_or_else(|| order.channel.clone(), |known| known.name.clone())
}

/// Who asked, with all but the edges hidden.
pub(super) async fn requester(desk: &Desk, t: Tr, view: &OrderView) -> Result<String, PageError> {
    let Some(reference) = view.request.requester_ref else {
        return Ok(t.s("desk-anonymous").into_owned());
    };
    if view.order.confidential {
        return Ok(t.s("desk-requester-sealed").into_owned());
    }
    let hint = desk.app.vault.masked(RequesterRef(reference)).await;
    let Some(hint) = hint.map_err(|error| PageError::internal(&error))? else {
        return Ok(t.s("desk-requester-forgotten").into_owned());
    };
    let parts: Vec<String> = [hint.name, hint.phone].into_iter().flatten().collect();
    if parts.is_empty() {
        return Ok(t.s("desk-requester-sealed").into_owned());
    }
    Ok(parts.join(" "))
}

/// Category, units, when, and the rules it rests on.
pub(super) fn facts(desk: &Desk, t: Tr, view: &OrderView) -> Option<Definitions> {
    let (order, rules) = (&view.order, desk.rules());
    let unit = |id: Option<people::UnitId>| {
        id.and_then(|id| rules.units.get(&id)).map(|unit| unit.name.clone())
    };
    let mut facts = Vec::new();
    let mut add = |name: std::borrow::Cow<'static, str>, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push(Definition::new(name, value));
        }
    };
    add(
        t.s("desk-fact-category"),
        order.category_code.as_deref().map(|code| category::path(t, &rules, code)),
    );
    add(t.s("desk-fact-unit"), unit(order.unit_id));
    if order.first_unit_id != order.unit_id {
        add(t.s("desk-fact-first-unit"), unit(order.first_unit_id));
    }
    let item =
        order.catalogue_id.as_deref().and_then(|id| rules.catalogue.iter().find(|i| i.id == id));
    add(t.s("desk-fact-catalogue"), item.map(|item| item.basis.clone()));
    add(t.s("desk-fact-override"), order.duty_override.clone());
    add(t.s("desk-fact-occurred"), view.request.occurred_at.map(|at| t.date_time(at)));
    add(t.s("desk-fact-window"), view.request.contact_window.clone());
    let handle = view.clocks.iter().find(|(row, _)| row.kind == ClockKind::Handle.as_str());
    if let Some((row, view)) = handle {
        let due = t.a(
            "desk-clock-due",
            &[
                ("limit", clock::limit(t, view.limit).into()),
                ("due", t.date_time(view.due.at).into()),
            ],
        );
        facts.push(Definition::new(t.s("desk-fact-limit"), due).note(&row.basis));
        if row.provisional {
            let note = t.s("desk-provisional");
            facts.push(Definition::new(t.s("desk-fact-calendar"), note));
        }
    }
    (!facts.is_empty()).then(|| Definitions::new(facts).columns())
}

/// Where it lies, with the similar ones around it.
pub(super) fn map(
    desk: &Desk,
    shell: &Shell,
    view: &OrderView,
    others: &[(String, String, Point)],
) -> Option<MapFigure> {
    let (lon, lat) = view.request.lon_e7.zip(view.request.lat_e7)?;
    let point = Point::new(lon, lat).ok()?;
    let grid = view.order.grid_code.as_deref().and_then(|code| code.parse().ok());
    Some(map::around(shell, &desk.atlas.current(), point, grid, others))
}

/// Before it is sent: whose it is, on what basis, within what time.
pub(super) fn dispatch_preview(desk: &Desk, t: Tr, view: &OrderView) -> Option<Definitions> {
    let order = &view.order;
    if !matches!(order.state, OrderState::Received | OrderState::ToDispatch) {
        return None;
    }
    let rules = desk.rules();
    let code = super::act::dispatch::proposed_category(desk, view)?;
    let day = desk.app.now().day();
    let mut facts =
        vec![Definition::new(t.s("desk-fact-category"), category::path(t, &rules, &code))];
    if let Some(proposal) = rules.propose_unit(&code, order.region_code.as_deref(), day) {
        let name = unit_basis::name(t, &rules, &proposal);
        let why = unit_basis::basis(t, &rules, &proposal);
        facts.push(Definition::new(t.s("desk-fact-unit"), name).note(why));
        let helpers = proposal.co_units.iter().filter_map(|id| rules.units.get(id));
        let helpers: Vec<&str> = helpers.map(|unit| unit.name.as_str()).collect();
        if !helpers.is_empty() {
            facts.push(Definition::new(t.s("desk-fact-co-units"), helpers.join("、")));
        }
    }
    let categorised = Order { category_code: Some(code), ..order.clone() };
    if let Some((_, rule)) = rules.limit(&categorised, ClockKind::Handle, day) {
        let limit = clock::limit(t, rule.limit);
        facts.push(Definition::new(t.s("desk-fact-limit"), limit).note(&rule.basis));
    }
    Some(Definitions::new(facts))
}
