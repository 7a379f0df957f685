//! What is said before sending: who will probably answer, by when, and what
//! is already known nearby. All of it is a proposal; a named person decides.

use kernel::counting;
use kernel::policy::{ClockKind, OrderFacts};
use kernel::ports::{MatchDraft, MatchJudgement, MatchKind};
use kernel::time::{DAY_US, Instant};
use people::PageError;
use places::RegionLevel;
use ui::{Definition, Tag, Tr, key};

use super::super::limits;
use super::super::track::words::state_key;
use crate::app::Desk;
use crate::app::submit::draft_of;
use crate::domain::order::{Order, OrderState};
use crate::domain::request::NewRequest;
use crate::domain::words::{OrderType, Urgency};
use crate::web::category;
use crate::web::words::state_tone;

/// How probably an earlier order must be the same matter to be mentioned, in
/// thousandths.
const ALIKE_MILLI: u16 = 500;
/// How sure a category must be to be named, in thousandths.
const SURE_MILLI: u16 = 100;
const NEARBY_MAX: usize = 3;
/// Matters that are older say nothing about today.
const RECENT_US: i64 = 60 * DAY_US;

/// Who will probably answer, and by when.
pub(super) fn promise(
    desk: &Desk,
    t: Tr,
    request: &NewRequest,
    urgency: Urgency,
) -> Vec<Definition> {
    let rules = desk.rules();
    let now = desk.app.now();
    let day = now.day();
    let best = desk.matches.categories(&draft_of(request), 1).into_iter().next();
    let category = best.filter(|(_, sure)| *sure >= SURE_MILLI).map(|(code, _)| code);
    let region = request.place.region_code.as_deref();
    let unit = category
        .as_deref()
        .and_then(|code| rules.propose_unit(code, region, day))
        .and_then(|proposal| rules.units.get(&proposal.unit).map(|unit| unit.name.clone()));
    let facts = OrderFacts {
        order_type: request.order_type.as_str(),
        urgency: urgency.as_str(),
        category: category.as_deref().unwrap_or_default(),
        channel_class: rules.channel(&request.channel).map_or("", |channel| &channel.class),
        region: region.unwrap_or_default(),
    };
    let mut lines = Vec::new();
    if let Some(code) = &category {
        let path = category::path(t, &rules, code);
        lines.push(Definition::new(t.s(key("offer-category")), path));
    }
    let unit = unit.unwrap_or_else(|| t.s(key("offer-unit-open")).into_owned());
    lines.push(Definition::new(t.s(key("offer-unit")), unit));
    if request.order_type == OrderType::Praise {
        lines.push(Definition::new(t.s(key("offer-limit")), t.s(key("offer-limit-none"))));
    } else if let Some((_, rule)) = rules.limit_for(&facts, ClockKind::Handle, day) {
        let due = counting::due(now, rule.limit, &rules.calendar, &rule.counting);
        let until = limits::until(t, &due, rule.limit.unit);
        let length = t.named(key("offer-limit-length"), limits::length(t, rule.limit));
        let line = Definition::new(t.s(key("offer-limit")), length);
        lines.push(line.note(t.named(key("offer-limit-until"), until)));
    }
    lines
}

/// An earlier matter nearby: never anyone's words, never a person.
pub(super) struct Nearby {
    pub(super) what: String,
    pub(super) place: String,
    pub(super) ago: String,
    pub(super) state: Tag,
}

/// Matters like this one in the same community, as far as everyone may know.
pub(super) async fn nearby(
    desk: &Desk,
    t: Tr,
    request: &NewRequest,
) -> Result<Vec<Nearby>, PageError> {
    let draft: MatchDraft = draft_of(request);
    if draft.region_code.is_empty() {
        return Ok(Vec::new());
    }
    let found = desk.similar(&draft, None).await?;
    let alike = found.into_iter().filter(|found| is_alike(&found.judgement));
    let mut orders: Vec<Order> = alike.map(|found| found.order).collect();
    let now = desk.app.now();
    orders.retain(|order| may_be_told(order, request, now));
    Ok(orders.iter().filter_map(|order| told(desk, t, order, now)).take(NEARBY_MAX).collect())
}

/// Probably the same matter, at the same place.
fn is_alike(judgement: &MatchJudgement) -> bool {
    judgement.kind != MatchKind::PlaceDiffers && judgement.probability_milli >= ALIKE_MILLI
}

/// Only what is open is told: reports, confidential matters and what concerns one person only are never
/// told; nor is what lies in another community.
fn may_be_told(order: &Order, request: &NewRequest, now: Instant) -> bool {
    let open_kind =
        matches!(order.order_type, OrderType::Complaint | OrderType::Help | OrderType::Suggestion);
    let settled = matches!(
        order.state,
        OrderState::Answered
            | OrderState::NotAccepted
            | OrderState::Transferred
            | OrderState::Withdrawn
            | OrderState::Closed
            | OrderState::Archived
    );
    open_kind
        && !settled
        && !order.confidential
        && now.since(order.received_at) < RECENT_US
        && order.region_code.is_some()
        && order.region_code == request.place.region_code
}

/// What is told of it; nothing without a category, since the title may hold
/// somebody's words.
fn told(desk: &Desk, t: Tr, order: &Order, now: Instant) -> Option<Nearby> {
    let rules = desk.rules();
    let known = rules.category(order.category_code.as_deref()?)?;
    let atlas = desk.atlas.current();
    let region: places::RegionCode = order.region_code.as_deref()?.parse().ok()?;
    let community = atlas.at_level(region, RegionLevel::Community)?;
    let state = Tag::new(t.s(state_key(order.state))).tone(state_tone(order.state));
    Some(Nearby {
        what: category::name(t, known).to_owned(),
        place: community.name.clone(),
        ago: t.ago(order.received_at, now),
        state,
    })
}
