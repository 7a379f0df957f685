//! Everything a page shows of one order, read in one snapshot.

use std::sync::Arc;

use db::{StoreError, Tx, ledger};
use kernel::clock::ClockView;
use kernel::time::Instant;
use people::Staff;

use super::procedure::{self, Beside};
use super::{Desk, OrderError, act, apply};
use crate::domain::order::Order;
use crate::domain::order_no::OrderNo;
use crate::domain::rules::Rules;
use crate::domain::{OrderId, permission};
use crate::store::attachment::AttachmentRow;
use crate::store::callback::CallbackRow;
use crate::store::clock::ClockRow;
use crate::store::note::NoteRow;
use crate::store::reply::ReplyRow;
use crate::store::request::RequestRow;
use crate::store::visit::VisitRow;
use crate::store::{attachment, callback, clock, note, order, reply, request, visit};

/// An order with all that belongs to it.
#[derive(Debug, Clone)]
pub struct OrderView {
    /// The order.
    pub order: Order,
    /// What was said.
    pub request: RequestRow,
    /// Its clocks as stored and as they show now.
    pub clocks: Vec<(ClockRow, ClockView)>,
    /// Its course.
    pub events: Vec<ledger::Event>,
    /// Words of the course.
    pub notes: Vec<NoteRow>,
    /// Replies, oldest first.
    pub replies: Vec<ReplyRow>,
    /// Callback attempts, oldest first.
    pub callbacks: Vec<CallbackRow>,
    /// What was found and done on site, oldest first.
    pub visits: Vec<VisitRow>,
    /// Photos and evidence.
    pub attachments: Vec<AttachmentRow>,
    /// The order it was joined to.
    pub lead: Option<Box<Order>>,
    /// What was answered about that order, oldest first.
    pub lead_replies: Vec<ReplyRow>,
    /// Orders joined to it.
    pub linked: Vec<Order>,
    /// Applications, urges, supervisions.
    pub beside: Beside,
}

impl OrderView {
    /// Its course as it stands: without what was undone, and the undoing.
    pub fn standing_events(&self) -> impl DoubleEndedIterator<Item = &ledger::Event> {
        let undone = |event: &ledger::Event| -> Option<i64> {
            if event.kind != "order.undone" {
                return None;
            }
            serde_json::from_str::<serde_json::Value>(&event.body).ok()?["version"].as_i64()
        };
        let gone: Vec<i64> = self.events.iter().filter_map(undone).collect();
        let stands = move |event: &&ledger::Event| {
            event.kind != "order.undone" && !gone.contains(&event.version)
        };
        self.events.iter().filter(stands)
    }
}

struct Ask {
    key: Key,
    rules: Arc<Rules>,
    now: Instant,
}

enum Key {
    Id(OrderId),
    Number(OrderNo),
}

impl Desk {
    /// An order for a member of staff; what they may not see is not found.
    ///
    /// # Errors
    /// [`OrderError`].
    pub async fn view_for(&self, staff: &Staff, id: OrderId) -> Result<OrderView, OrderError> {
        let view = self.view(Key::Id(id)).await?;
        if permission::can_see(staff, &view.order) { Ok(view) } else { Err(OrderError::NotFound) }
    }

    /// An order for whoever has its number and its query code.
    ///
    /// # Errors
    /// [`OrderError::NotFound`] for a wrong number as for a wrong code.
    pub async fn view_by_code(
        &self,
        number: &OrderNo,
        code: &str,
    ) -> Result<OrderView, OrderError> {
        let view = self.view(Key::Number(number.clone())).await?;
        let request = &view.request;
        if self.codes.matches(&request.submission_key, code, &request.query_code_tag) {
            Ok(view)
        } else {
            Err(OrderError::NotFound)
        }
    }

    /// An order for a program with an access token; a confidential one is not
    /// found.
    ///
    /// # Errors
    /// [`OrderError`].
    pub async fn view_for_program(&self, number: &OrderNo) -> Result<OrderView, OrderError> {
        let view = self.view(Key::Number(number.clone())).await?;
        if view.order.confidential { Err(OrderError::NotFound) } else { Ok(view) }
    }

    /// An order for jobs and exports that have no viewer.
    ///
    /// # Errors
    /// [`OrderError`].
    pub async fn view_unchecked(&self, id: OrderId) -> Result<OrderView, OrderError> {
        self.view(Key::Id(id)).await
    }

    async fn view(&self, key: Key) -> Result<OrderView, OrderError> {
        let ask = Ask { key, rules: self.rules(), now: self.app.now() };
        self.app.db.read(ask, |tx, ask| Box::pin(read(tx, ask))).await
    }
}

async fn read(tx: &mut Tx<'_>, ask: &Ask) -> Result<OrderView, OrderError> {
    let found = match &ask.key {
        Key::Id(id) => order::get(tx, *id).await?,
        Key::Number(number) => order::get_by_no(tx, number).await?,
    };
    let order = found.ok_or(OrderError::NotFound)?;
    let id = order.id;
    let clocks = clock::of_order(tx, id)
        .await?
        .into_iter()
        .map(|row| {
            let view = apply::replay(&ask.rules.calendar, &row, ask.now)?;
            Ok((row, view))
        })
        .collect::<Result<_, OrderError>>()?;
    let lead_replies = match order.repeat_of {
        Some(lead) => reply::of_order(tx, lead).await?,
        None => Vec::new(),
    };
    let missing = StoreError::Corrupt { column: 0, expected: "the request of an order" };
    Ok(OrderView {
        request: request::get(tx, order.request_id).await?.ok_or(missing)?,
        clocks,
        events: act::course(tx, id).await?,
        notes: note::of_order(tx, id).await?,
        replies: reply::of_order(tx, id).await?,
        callbacks: callback::of_order(tx, id).await?,
        visits: visit::of_order(tx, id).await?,
        attachments: attachment::of_order(tx, id).await?,
        lead: match order.repeat_of {
            Some(lead) => order::get(tx, lead).await?.map(Box::new),
            None => None,
        },
        lead_replies,
        linked: order::linked_to(tx, id).await?,
        beside: procedure::for_page(tx, &ask.rules, &order, ask.now).await?,
        order,
    })
}
