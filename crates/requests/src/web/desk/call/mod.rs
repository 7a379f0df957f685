//! While somebody is on the line: one field takes a telephone number, its
//! last four digits, an order number or words, and finds what came before,
//! each with a sentence that can be read out.

pub(super) mod offers;
pub(super) mod spoken;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{StoreError, Tx};
use people::app::look_up::{self, LookUpError};
use people::domain::phone::Phone;
use people::{PageError, Staff};
use ui::{FormState, Prefs, Tag, Tr};

use self::offers::Offer;
use self::spoken::{Facts, facts};
use super::queue;
use crate::app::Desk;
use crate::domain::order_no::OrderNo;
use crate::domain::{OrderId, permission};
use crate::store::{order, request};
use crate::web::words::{state_key, state_tone};

/// Shown at most: more cannot be told apart while somebody waits.
const SHOWN: usize = 6;
/// Looked at, since some may not be seen.
const LOOKED_AT: usize = 40;
/// Fewer characters than this are no words yet.
const WORDS_MIN: usize = 2;

/// What stands in the field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Number(OrderNo),
    Phone(String),
    Tail(String),
    Words(String),
    Nothing,
}

impl Asked {
    /// Reads the field. Digits on their way to a telephone number are nothing
    /// yet: each look-up in the vault is written down.
    fn of(text: &str) -> Self {
        let text = text.trim();
        if let Ok(number) = text.parse() {
            return Self::Number(number);
        }
        let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '+')).collect();
        if !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()) {
            return match digits.len() {
                4 => Self::Tail(digits),
                _ if Phone::parse(text).is_ok() => Self::Phone(text.to_owned()),
                _ => Self::Nothing,
            };
        }
        if text.chars().count() < WORDS_MIN { Self::Nothing } else { Self::Words(text.to_owned()) }
    }
}

/// The telephone number in the field, for the person who is written down.
pub(super) fn phone_in(text: &str) -> Option<&str> {
    matches!(Asked::of(text), Asked::Phone(_)).then(|| text.trim())
}

/// The last four digits of a number in the field.
pub(super) fn tail_in(text: &str) -> Option<String> {
    match Asked::of(text) {
        Asked::Tail(tail) => Some(tail),
        _ => None,
    }
}

/// Something that came before.
struct Card {
    id: String,
    no: String,
    title: String,
    href: String,
    at: String,
    place: String,
    state: Tag,
    say: String,
    /// What a new call may be to it, the likeliest first; none for a
    /// confidential one.
    offers: Vec<Offer>,
    /// Why it may not be the rest.
    stops: Vec<String>,
}

/// What the field found.
#[derive(Template)]
#[template(path = "desk/call.html")]
pub(super) struct CallPart {
    t: Tr,
    cards: Vec<Card>,
    is_asked: bool,
    /// The person was looked up in the vault.
    by_person: bool,
    has_too_many: bool,
}

impl askama::filters::HtmlSafe for CallPart {}

impl CallPart {
    fn is_first(&self, card: &Card) -> bool {
        self.cards.first().is_some_and(|first| first.id == card.id)
    }

    /// For what stands in the field.
    pub(super) async fn of(
        desk: &Desk,
        staff: &Staff,
        t: Tr,
        who: &str,
    ) -> Result<Self, PageError> {
        let asked = Asked::of(who);
        let by_person = matches!(asked, Asked::Phone(_) | Asked::Tail(_));
        let mut part = Self {
            t,
            cards: Vec::new(),
            is_asked: asked != Asked::Nothing,
            by_person,
            has_too_many: false,
        };
        let ids = match found(desk, staff, asked).await {
            Ok(ids) => ids,
            Err(LookUpError::TooMany(_)) => {
                part.has_too_many = true;
                Vec::new()
            }
            Err(LookUpError::Invalid(_)) => Vec::new(),
            Err(LookUpError::Store(error)) => return Err(error.into()),
        };
        let ask = (ids, staff.clone(), by_person);
        let read = desk
            .app
            .db
            .read(ask, |tx, (ids, staff, by_person)| Box::pin(shown(tx, ids, staff, *by_person)));
        let rows: Result<Vec<Facts>, StoreError> = read.await;
        part.cards = rows?.iter().map(|row| card(desk, t, row, by_person)).collect();
        Ok(part)
    }
}

/// What is shown, with what is read out of it; the rest is not read further.
async fn shown(
    tx: &mut Tx<'_>,
    ids: &[OrderId],
    staff: &Staff,
    by_person: bool,
) -> Result<Vec<Facts>, StoreError> {
    let mut orders = Vec::new();
    for id in ids {
        orders.extend(order::get(tx, *id).await?);
    }
    orders.retain(|order| permission::can_see(staff, order));
    orders.retain(|order| by_person || !order.confidential);
    // What is still open comes first, the newest of it before the others.
    orders.sort_by_key(|order| (order.state.is_done(), std::cmp::Reverse(order.id)));
    orders.truncate(SHOWN);
    let mut rows = Vec::new();
    for order in orders {
        rows.push(facts(tx, order).await?);
    }
    Ok(rows)
}

async fn found(desk: &Desk, staff: &Staff, asked: Asked) -> Result<Vec<OrderId>, LookUpError> {
    let references = match asked {
        Asked::Nothing => return Ok(Vec::new()),
        Asked::Number(number) => {
            let read =
                desk.app.db.read(number, |tx, number| Box::pin(order::get_by_no(tx, number)));
            let found: Result<_, StoreError> = read.await;
            return Ok(found?.map(|order| order.id).into_iter().collect());
        }
        Asked::Words(words) => {
            let found = desk.matches.search(&words, LOOKED_AT);
            return Ok(found.into_iter().map(OrderId).collect());
        }
        Asked::Phone(phone) => look_up::find_refs_by_phone(&desk.app, staff, &phone).await?,
        Asked::Tail(tail) => look_up::find_refs_by_phone_tail(&desk.app, staff, &tail).await?,
    };
    let read = desk
        .app
        .db
        .read(references, |tx, references| Box::pin(request::orders_of_requesters(tx, references)));
    let ids: Result<Vec<OrderId>, StoreError> = read.await;
    let mut ids = ids?;
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.truncate(LOOKED_AT);
    Ok(ids)
}

fn card(desk: &Desk, t: Tr, row: &Facts, by_person: bool) -> Card {
    let order = &row.order;
    let (offers, stops) = offers::of(desk, t, row, by_person);
    Card {
        id: order.id.to_string(),
        no: order.order_no.to_string(),
        title: order.title.clone(),
        href: format!("/desk/orders/{}", order.id),
        at: t.date_time(order.received_at),
        place: queue::place_name(desk, order.region_code.as_deref()),
        state: Tag::new(t.s(state_key(order.state))).tone(state_tone(order.state)),
        say: spoken::sentence(t, &desk.rules(), row),
        offers,
        stops,
    }
}

/// `GET /desk/call`: what came before, for the script.
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let t = Tr::new(prefs.lang).at(desk.app.now());
    let form = FormState::from_pairs(pairs);
    let part = CallPart::of(&desk, &staff, t, form.value("who")).await?;
    Ok(ui::page(StatusCode::OK, &part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_field_takes_number_telephone_tail_and_words() {
        let number = OrderNo::new("SQ", jiff::civil::date(2026, 11, 26), 17).expect("a number");
        let spaced = number.as_str().to_lowercase();
        let cases = [
            ("", Asked::Nothing),
            ("灯", Asked::Nothing),
            ("138", Asked::Nothing),
            ("4528", Asked::Tail("4528".into())),
            ("1381234", Asked::Nothing),
            ("13812344528", Asked::Phone("13812344528".into())),
            ("+86 138 1234 4528", Asked::Phone("+86 138 1234 4528".into())),
            ("电梯停了", Asked::Words("电梯停了".into())),
            (spaced.as_str(), Asked::Number(number.clone())),
        ];
        for (text, want) in cases {
            assert_eq!(Asked::of(text), want, "{text}");
        }
    }
}
