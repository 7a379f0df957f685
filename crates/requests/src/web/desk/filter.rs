//! The filters of the desk's lists: from the address to a query and back, so
//! that a page, its next page and its export always mean the same orders.

use kernel::time::Instant;
use people::app::look_up::{self, LookUpError};
use people::{PageError, Staff};
use places::RegionLevel;
use ui::{Choice, FormState, Tr, key};

use super::scope;
use crate::app::Desk;
use crate::domain::OrderId;
use crate::domain::order::OrderState;
use crate::domain::order_no::OrderNo;
use crate::domain::words::{OrderType, Urgency};
use crate::store::list::{Filter, PageKey, Sort, Which};
use crate::web::category;
use crate::web::words::{state_key, type_key, urgency_key};

/// Fields that narrow a list, as they stand in addresses and forms.
pub(super) const FIELDS: [&str; 13] = [
    "q", "which", "state", "category", "urgency", "type", "channel", "region", "unit", "from",
    "until", "overdue", "sort",
];
/// Most orders one text or telephone search gives.
const FOUND_MAX: usize = 500;

/// What a filter came to.
pub(super) struct Asked {
    /// The orders that are meant.
    pub(super) filter: Filter,
    /// A number that leads to one order straight away.
    pub(super) number: Option<OrderNo>,
}

/// Reads the filter of an address, inside what the viewer may see.
pub(super) async fn read(desk: &Desk, staff: &Staff, form: &FormState) -> Result<Asked, PageError> {
    let mut filter = scope::filter(staff);
    let text = |name: &str| Some(form.value(name).to_owned()).filter(|text| !text.is_empty());
    filter.which = which(form.value("which"), desk.app.now());
    filter.state = form.value("state").parse().ok();
    filter.urgency = form.value("urgency").parse().ok();
    filter.order_type = form.value("type").parse().ok();
    filter.unit = form.value("unit").parse().ok();
    filter.category = text("category");
    filter.channel = text("channel");
    if let Some(region) = text("region") {
        scope::narrow_region(&mut filter, &region);
    }
    filter.received_from = day(form.value("from")).map(Instant::start_of);
    filter.received_until = day(form.value("until")).map(Instant::end_of);
    if form.value("overdue") == "1" {
        filter.overdue_at = Some(desk.app.now());
    }
    if form.value("sort") == "received" {
        filter.sort = Sort::Received;
    }
    let words = form.value("q");
    let number = words.parse::<OrderNo>().ok();
    if number.is_none() && !words.is_empty() {
        filter.only = Some(found(desk, staff, words).await?);
    }
    Ok(Asked { filter, number })
}

/// So long before its end a limit counts as about to break.
pub(super) const SOON_US: i64 = kernel::time::DAY_US;

/// Parts of the orders, as they stand in addresses, with their names.
const PARTS: [(&str, &str); 6] = [
    ("open", key("board-which-open")),
    ("soon", key("board-which-soon")),
    ("sent", key("board-which-sent")),
    ("handed-on", key("board-which-handed-on")),
    ("joined", key("board-which-joined")),
    ("reworked", key("board-which-reworked")),
];

fn which(word: &str, now: Instant) -> Option<Which> {
    match word {
        "open" => Some(Which::Open),
        "soon" => Some(Which::EndingBefore(now.plus(SOON_US))),
        "sent" => Some(Which::Sent),
        "handed-on" => Some(Which::HandedOn),
        "joined" => Some(Which::Joined),
        "reworked" => Some(Which::Reworked),
        _ => None,
    }
}

/// The part of a filter that can be asked of an order as it changes, for rows
/// that come to an open list. A search by words or telephone cannot: such a
/// list takes in nothing new.
pub(super) struct Narrow {
    searched: bool,
    category: String,
    urgency: Option<Urgency>,
    order_type: Option<OrderType>,
    channel: String,
    region: String,
    unit: Option<people::UnitId>,
}

impl Narrow {
    /// From the fields of an address.
    pub(super) fn of(form: &FormState) -> Self {
        let text = |name: &str| form.value(name).to_owned();
        Self {
            searched: form.has("q") || form.has("from") || form.has("until"),
            category: text("category"),
            urgency: form.value("urgency").parse().ok(),
            order_type: form.value("type").parse().ok(),
            channel: text("channel"),
            region: form.value("region").trim_end_matches('0').to_owned(),
            unit: form.value("unit").parse().ok(),
        }
    }

    /// Whether an order belongs into the list.
    pub(super) fn fits(&self, order: &crate::domain::order::Order) -> bool {
        let begins = |value: Option<&str>, prefix: &str| {
            prefix.is_empty() || value.is_some_and(|value| value.starts_with(prefix))
        };
        !self.searched
            && begins(order.category_code.as_deref(), &self.category)
            && begins(order.region_code.as_deref(), &self.region)
            && self.urgency.is_none_or(|urgency| urgency == order.urgency)
            && self.order_type.is_none_or(|kind| kind == order.order_type)
            && self.unit.is_none_or(|unit| order.unit_id == Some(unit))
            && (self.channel.is_empty() || self.channel == order.channel)
    }
}

fn day(text: &str) -> Option<jiff::civil::Date> {
    text.parse().ok()
}

/// Orders a search means: a telephone number or its last four digits by the
/// vault, everything else by text.
async fn found(desk: &Desk, staff: &Staff, words: &str) -> Result<Vec<OrderId>, PageError> {
    let digits: String = words.chars().filter(|c| !matches!(c, ' ' | '-' | '+')).collect();
    let is_number = digits.len() >= 4 && digits.chars().all(|c| c.is_ascii_digit());
    let mut orders: Vec<OrderId> =
        desk.matches.search(words, FOUND_MAX).into_iter().map(OrderId).collect();
    if is_number {
        orders.extend(by_phone(desk, staff, &digits).await?);
    }
    orders.sort_unstable();
    orders.dedup();
    Ok(orders)
}

async fn by_phone(desk: &Desk, staff: &Staff, digits: &str) -> Result<Vec<OrderId>, PageError> {
    let found = if digits.len() == 4 {
        look_up::find_refs_by_phone_tail(&desk.app, staff, digits).await
    } else {
        look_up::find_refs_by_phone(&desk.app, staff, digits).await
    };
    let references = match found {
        Ok(references) => references,
        // Digits that are no telephone number may still be words of a text.
        Err(LookUpError::Invalid(_)) => return Ok(Vec::new()),
        Err(LookUpError::TooMany(fault)) => return Err(fault.into()),
        Err(LookUpError::Store(fault)) => return Err(fault.into()),
    };
    let ids = desk.app.db.read(references, |tx, references| {
        Box::pin(crate::store::request::orders_of_requesters(tx, references))
    });
    let ids: Result<Vec<OrderId>, db::StoreError> = ids.await;
    Ok(ids?)
}

/// The key a page starts after: `value.id`.
pub(super) fn page_key(form: &FormState) -> Option<PageKey> {
    let (value, id) = form.value("after").split_once('.')?;
    Some(PageKey { value: value.parse().ok()?, id: id.parse().ok()? })
}

/// A key as it stands in an address.
pub(super) fn key_text(key: PageKey) -> String {
    format!("{}.{}", key.value, key.id)
}

/// The filter as a query, with more fields before it; ready for an address.
pub(super) fn query(form: &FormState, more: &[(&str, &str)]) -> String {
    query_of(form, &FIELDS, more)
}

/// The same for a list with fields of its own.
pub(super) fn query_of(form: &FormState, fields: &[&str], more: &[(&str, &str)]) -> String {
    let mut out = String::new();
    let own = fields.iter().map(|name| (*name, form.value(name)));
    let more = more.iter().copied();
    for (name, value) in
        more.clone().chain(own.filter(|(name, _)| !more.clone().any(|(m, _)| m == *name)))
    {
        if value.is_empty() {
            continue;
        }
        out.push(if out.is_empty() { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        encode(&mut out, value);
    }
    out
}

/// Writes a value so that it may stand in a query.
pub(super) fn encode(out: &mut String, value: &str) {
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
}

/// Answers a filter may choose from, each list beginning with "all".
pub(super) struct Choices {
    pub(super) parts: Vec<Choice>,
    pub(super) states: Vec<Choice>,
    pub(super) urgencies: Vec<Choice>,
    pub(super) types: Vec<Choice>,
    pub(super) channels: Vec<Choice>,
    pub(super) categories: Vec<Choice>,
    pub(super) regions: Vec<Choice>,
    pub(super) units: Vec<Choice>,
    pub(super) sorts: Vec<Choice>,
}

/// The answers the filters of a list offer.
pub(super) fn choices(desk: &Desk, t: Tr) -> Choices {
    let rules = desk.rules();
    let all = || vec![Choice::new("", t.s("desk-filter-all"))];
    let with = |mut list: Vec<Choice>, more: Vec<Choice>| {
        list.extend(more);
        list
    };
    let word = |value: &str, name: &'static str| Choice::new(value, t.s(name));
    let states = OrderState::ALL.iter().map(|s| word(s.as_str(), state_key(*s))).collect();
    let urgencies = Urgency::ALL.iter().map(|u| word(u.as_str(), urgency_key(*u))).collect();
    let types = OrderType::ALL.iter().map(|k| word(k.as_str(), type_key(*k))).collect();
    let channels = rules.channels.iter().map(|c| Choice::new(&c.code, &c.name)).collect();
    let broad = rules.categories.iter().filter(|category| category.code.len() <= 4);
    let categories =
        broad.map(|c| Choice::new(&c.code, category::path(t, &rules, &c.code))).collect();
    Choices {
        parts: with(all(), PARTS.iter().map(|(value, name)| word(value, name)).collect()),
        states: with(all(), states),
        urgencies: with(all(), urgencies),
        types: with(all(), types),
        channels: with(all(), channels),
        categories: with(all(), categories),
        regions: with(all(), regions(desk)),
        units: with(all(), units(desk)),
        sorts: vec![
            Choice::new("due", t.s("desk-sort-due")),
            Choice::new("received", t.s("desk-sort-received")),
        ],
    }
}

/// Districts and streets, by code.
fn regions(desk: &Desk) -> Vec<Choice> {
    let atlas = desk.atlas.current();
    let shown = atlas.regions().filter(|region| {
        matches!(region.code.level(), RegionLevel::District | RegionLevel::Street)
    });
    shown.map(|r| Choice::new(r.code.to_string(), atlas.path_name(r.code))).collect()
}

/// Units by name.
pub(super) fn units(desk: &Desk) -> Vec<Choice> {
    let rules = desk.rules();
    let mut units: Vec<_> = rules.units.values().collect();
    units.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
    units.iter().map(|unit| Choice::new(unit.id.to_string(), &unit.name)).collect()
}
