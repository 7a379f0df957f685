//! Everything a page shows of one order, read in one snapshot.

use std::sync::Arc;

use db::{StoreError, Tx, ledger};
use kernel::clock::ClockView;
use kernel::time::Instant;
use people::{Staff, UnitId};

use super::procedure::{self, Beside};
use super::{Desk, OrderError, act, apply};
use crate::domain::circumstance::Circumstance;
use crate::domain::gathering::Gathering;
use crate::domain::line_transfer::Transfer;
use crate::domain::objection::{Objection, ObjectionId};
use crate::domain::order::Order;
use crate::domain::order_no::OrderNo;
use crate::domain::petition::{self, Petition};
use crate::domain::place_correction::PlaceCorrection;
use crate::domain::recusal::Recusal;
use crate::domain::rules::Rules;
use crate::domain::termination::Termination;
use crate::domain::three_way_call::ThreeWayCall;
use crate::domain::whistle::Whistle;
use crate::domain::{AttachmentId, OrderId, permission};
use crate::store::attachment::AttachmentRow;
use crate::store::callback::CallbackRow;
use crate::store::clock::ClockRow;
use crate::store::joint::HandoverRow;
use crate::store::link::LinkRow;
use crate::store::note::NoteRow;
use crate::store::reply::ReplyRow;
use crate::store::request::RequestRow;
use crate::store::visit::VisitRow;
use crate::store::{
    attachment, callback, circumstance, clock, gathering, joint, line_transfer, link, note,
    objection, order, petition as petition_store, place_correction, recusal, reply, request,
    termination, three_way_call, visit, whistle,
};

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
    /// What other units and other orders have to do with it.
    pub procedures: Procedures,
}

/// What the procedures say of an order.
#[derive(Debug, Clone, Default)]
pub struct Procedures {
    /// Parts of other units; of a part, none.
    pub parts: Vec<Order>,
    /// Replies to the lead, of the parts.
    pub part_replies: Vec<ReplyRow>,
    /// The order this is a part of.
    pub whole: Option<Box<Order>>,
    /// Offers to other units, oldest first.
    pub handovers: Vec<HandoverRow>,
    /// Objections to its dispatch, oldest first.
    pub objections: Vec<Objection>,
    /// Files that go with them.
    pub evidence: Vec<(ObjectionId, AttachmentId)>,
    /// Hearings and conferences, oldest first.
    pub gatherings: Vec<Gathering>,
    /// Streets' calls for it.
    pub whistles: Vec<Whistle>,
    /// Links that last, oldest first.
    pub links: Vec<LinkRow>,
    /// Who keeps away.
    pub recusals: Vec<Recusal>,
    /// Requests to end the handling.
    pub terminations: Vec<Termination>,
    /// Petitions linked to it: each goes its own way.
    pub petitions: Vec<Petition>,
    /// Handed to another line, or taken over from one.
    pub transfers: Vec<Transfer>,
    /// Calls with requester and unit on the line, oldest first.
    pub calls: Vec<ThreeWayCall>,
    /// Corrections of where it lies, oldest first.
    pub places: Vec<PlaceCorrection>,
    /// Who asks and for whom, when that is out of the ordinary.
    pub circumstance: Option<Circumstance>,
}

impl OrderView {
    /// Whether somebody brought it for another.
    fn has_proxy(&self) -> bool {
        let told = self.procedures.circumstance.as_ref();
        told.is_some_and(|told| told.proxy_ref.is_some())
    }

    /// Without the other orders that are not there for this person: one that
    /// is joined may have been made secret since.
    fn named_to(mut self, staff: &Staff, office: Option<UnitId>) -> Self {
        let may_name = |order: &Order| permission::may_name(staff, order);
        if self.lead.as_deref().is_some_and(|lead| !may_name(lead)) {
            self.lead = None;
            self.lead_replies.clear();
        }
        self.linked.retain(may_name);
        self.procedures.parts.retain(may_name);
        if self.procedures.whole.as_deref().is_some_and(|whole| !may_name(whole)) {
            self.procedures.whole = None;
        }
        self.procedures
            .petitions
            .retain(|petition| petition::permission::can_see(staff, petition, office));
        self
    }

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
        if !permission::can_see(staff, &view.order) {
            return Err(OrderError::NotFound);
        }
        let office = match view.procedures.petitions.is_empty() {
            true => None,
            false => self.petition_office().await?,
        };
        Ok(view.named_to(staff, office))
    }

    /// The code of whoever brought a request for another; none when nobody did.
    pub fn proxy_code(&self, view: &OrderView) -> Option<String> {
        view.has_proxy().then(|| self.codes.proxy_code(&view.request.submission_key))
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
        let is_theirs = self.codes.matches(&request.submission_key, code, &request.query_code_tag)
            || view.has_proxy() && self.codes.is_proxy(&request.submission_key, code);
        // A unit's part of the matter is no business of who asked.
        if is_theirs && view.order.is_whole() { Ok(view) } else { Err(OrderError::NotFound) }
    }

    /// An order for a program with an access token; a confidential one is not
    /// found.
    ///
    /// # Errors
    /// [`OrderError`].
    pub async fn view_for_program(&self, number: &OrderNo) -> Result<OrderView, OrderError> {
        let view = self.view(Key::Number(number.clone())).await?;
        let is_hidden = view.order.confidential || view.order.reported_unit_id.is_some();
        if is_hidden || !view.order.is_whole() { Err(OrderError::NotFound) } else { Ok(view) }
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
        attachments: attachments(tx, &order).await?,
        lead: match order.repeat_of {
            Some(lead) => order::get(tx, lead).await?.map(Box::new),
            None => None,
        },
        lead_replies,
        linked: order::linked_to(tx, id).await?,
        beside: procedure::for_page(tx, &ask.rules, &order, ask.now).await?,
        procedures: procedures(tx, &order).await?,
        order,
    })
}

/// Whoever has a part works from the pictures of the whole request.
async fn attachments(tx: &mut Tx<'_>, order: &Order) -> Result<Vec<AttachmentRow>, OrderError> {
    let mut rows = attachment::of_order(tx, order.id).await?;
    if let Some(whole) = order.parent_id {
        let pictures = attachment::of_order(tx, whole).await?;
        rows.extend(pictures.into_iter().filter(|row| row.kind == "photo"));
    }
    Ok(rows)
}

async fn procedures(tx: &mut Tx<'_>, order: &Order) -> Result<Procedures, OrderError> {
    let id = order.id;
    let parts = joint::parts(tx, id).await?;
    let mut part_replies = Vec::new();
    for part in &parts {
        part_replies.extend(reply::of_order(tx, part.id).await?);
    }
    let objections = objection::of_order(tx, id).await?;
    let mut evidence = Vec::new();
    for known in &objections {
        let files = objection::evidence(tx, known.id).await?;
        evidence.extend(files.into_iter().map(|file| (known.id, file)));
    }
    Ok(Procedures {
        part_replies,
        evidence,
        objections,
        whole: match order.parent_id {
            Some(lead) => order::get(tx, lead).await?.map(Box::new),
            None => None,
        },
        handovers: joint::handovers(tx, id).await?,
        gatherings: gathering::of_order(tx, id).await?,
        whistles: whistle::of_order(tx, id).await?,
        links: link::of_order(tx, id).await?,
        recusals: recusal::of_order(tx, id).await?,
        terminations: termination::of_order(tx, id).await?,
        petitions: petition_store::of_order(tx, id).await?,
        transfers: line_transfer::of_order(tx, id).await?,
        calls: three_way_call::of_order(tx, id).await?,
        places: place_correction::of_order(tx, id).await?,
        circumstance: circumstance::of_order(tx, id).await?,
        parts,
    })
}
