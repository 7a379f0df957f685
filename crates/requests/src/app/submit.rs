//! A request comes in: the same key sent five times makes one request.

use std::sync::Arc;

use db::{Tx, ledger, outbox};
use kernel::event::{Actor, NewEvent};
use kernel::id::Ids;
use kernel::ports::{MatchDraft, StoredPhoto};
use kernel::time::Instant;
use people::UnitId;
use people::domain::identity::SealedIdentity;
use serde_json::json;

use super::apply::{Scene, open_clocks};
use super::{Desk, OrderError, place};
use crate::domain::change::ClockOp;
use crate::domain::circumstance::{Circumstance, Told};
use crate::domain::joint::Nature;
use crate::domain::order::{Order, OrderState};
use crate::domain::order_no::OrderNo;
use crate::domain::request::NewRequest;
use crate::domain::rules::Rules;
use crate::domain::words::{OrderType, Urgency};
use crate::domain::{AttachmentId, OrderId, RequestId};
use crate::store::attachment::AttachmentRow;
use crate::store::{attachment, circumstance, order, request};

/// A request with all that comes with it.
pub struct Submission {
    /// What was said. Its `query_code_tag` and `requester_ref` are filled in
    /// here.
    pub request: NewRequest,
    /// How fast it seems to be.
    pub urgency: Urgency,
    /// The category the writer or a machine proposed, if a person confirmed it.
    pub category_code: Option<String>,
    /// Who asked, sealed for the vault.
    pub identity: Option<SealedIdentity>,
    /// Photos, re-encoded and stored.
    pub photos: Vec<StoredPhoto>,
    /// Who wrote it down.
    pub actor: Actor,
    /// When it was written down; the present unless replayed.
    pub at: Instant,
}

/// What a submission came to.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// The order, new or known.
    pub order: Order,
    /// The eight digits that open its tracking page.
    pub query_code: String,
    /// It was new.
    pub is_new: bool,
}

/// What stands beside a request from the first moment on.
#[derive(Default)]
pub(super) struct Beside {
    /// The unit a report is about.
    pub(super) reported: Option<UnitId>,
    /// Circumstances, and who speaks for the requester.
    pub(super) told: Option<(Told, Option<SealedIdentity>)>,
}

struct Job {
    submission: Submission,
    beside: Beside,
    number: OrderNo,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
}

impl Desk {
    /// Takes in a request. Answered only when it is on disk.
    ///
    /// # Errors
    /// [`OrderError::Request`] when the text is not usable,
    /// [`OrderError::Unknown`] for a channel or category that does not exist.
    pub async fn submit(&self, submission: Submission) -> Result<Submitted, OrderError> {
        self.submit_beside(submission, Beside::default()).await
    }

    /// The same for a report about a unit: its staff never see the order, not
    /// even for the moment until somebody names it.
    ///
    /// # Errors
    /// As [`Desk::submit`].
    pub async fn submit_about(
        &self,
        submission: Submission,
        reported: Option<UnitId>,
    ) -> Result<Submitted, OrderError> {
        self.submit_beside(submission, Beside { reported, ..Beside::default() }).await
    }

    /// The same with what stands beside the request, all of it at once.
    ///
    /// # Errors
    /// As [`Desk::submit`].
    pub(super) async fn submit_beside(
        &self,
        mut submission: Submission,
        mut beside: Beside,
    ) -> Result<Submitted, OrderError> {
        let rules = self.rules();
        let reported = beside.reported;
        if reported.is_some_and(|unit| !rules.units.contains_key(&unit)) {
            return Err(OrderError::Unknown("reported"));
        }
        submission.request.confidential |= reported.is_some();
        let submission = self.prepared(submission, &rules)?;
        beside.reported = reported.filter(|_| submission.request.confidential);
        let day = submission.request.received_at.day();
        let number = self.numbers.next(&self.app.db, &rules.order_prefix, day).await?;
        let key = submission.request.submission_key.clone();
        let job = Job { submission, beside, number, rules, ids: self.app.ids.clone() };
        let (order, row_key, draft) =
            self.app.db.write(job, |tx, job| Box::pin(run(tx, job))).await?;
        let is_new = draft.is_some();
        if let Some(draft) = draft {
            // A confidential report is found by nobody through its likeness.
            if !order.confidential {
                self.matches.insert(order.id.0, &draft);
            }
        }
        let query_code = self.codes.code(row_key.as_deref().unwrap_or(&key));
        Ok(Submitted { order, query_code, is_new })
    }

    /// Checks a submission and fills in place, query code and reference.
    pub(crate) fn prepared(
        &self,
        mut submission: Submission,
        rules: &Rules,
    ) -> Result<Submission, OrderError> {
        let mut request = submission.request.check()?;
        if rules.channel(&request.channel).is_none() {
            return Err(OrderError::Unknown("channel"));
        }
        let category = submission.category_code.as_deref();
        if category.is_some_and(|code| rules.category(code).is_none()) {
            return Err(OrderError::Unknown("category"));
        }
        let words = place::Words { title: &request.title, content: &request.content };
        request.place = place::locate(&self.atlas.current(), request.place, words);
        let code = self.codes.code(&request.submission_key);
        request.query_code_tag = self.codes.tag(&request.submission_key, &code);
        // Who is in the vault already keeps the reference they have there.
        let sealed = submission.identity.as_ref().map(|identity| identity.reference.0);
        request.requester_ref = sealed.or(request.requester_ref);
        // A report may be confidential; everything else cannot hide who must act.
        request.confidential &= request.order_type == OrderType::Report;
        submission.request = request;
        Ok(submission)
    }
}

type Outcome = (Order, Option<String>, Option<MatchDraft>);

async fn run(tx: &mut Tx<'_>, job: &Job) -> Result<Outcome, OrderError> {
    let submission = &job.submission;
    let made = (&job.number, &job.beside);
    match add_beside(tx, submission, made, &job.rules, &*job.ids).await? {
        Added::New(order) => Ok((*order, None, Some(draft_of(&submission.request)))),
        Added::Known(order, key) => Ok((*order, Some(key), None)),
    }
}

/// What adding a submission came to.
pub(crate) enum Added {
    /// A new order.
    New(Box<Order>),
    /// The order that the same submission made before, and its key.
    Known(Box<Order>, String),
}

/// Adds a prepared submission as part of the caller's transaction.
pub(crate) async fn add(
    tx: &mut Tx<'_>,
    submission: &Submission,
    number: &OrderNo,
    rules: &Rules,
    ids: &dyn Ids,
) -> Result<Added, OrderError> {
    add_beside(tx, submission, (number, &Beside::default()), rules, ids).await
}

async fn add_beside(
    tx: &mut Tx<'_>,
    submission: &Submission,
    (number, beside): (&OrderNo, &Beside),
    rules: &Rules,
    ids: &dyn Ids,
) -> Result<Added, OrderError> {
    let new = &submission.request;
    let id = RequestId(ids.mint(new.received_at));
    if !request::insert(tx, id, new).await? {
        return known(tx, new).await;
    }
    if let Some(identity) = &submission.identity {
        people::vault::store_identity(tx, identity).await?;
    }
    let scene = Scene { rules, ids, actor: &submission.actor, at: submission.at };
    let order = Order {
        reported_unit_id: beside.reported,
        ..new_order(submission, id, number, OrderId(ids.mint(submission.at)))
    };
    // The order row first, since clocks refer to it; its nearest limit follows
    // from the clocks, which are worked out before anything is written.
    let start = [ClockOp::Start(kernel::policy::ClockKind::Intake)];
    let (order, clocks) = open_clocks(&scene, order, &start)?;
    order::insert(tx, &order).await?;
    for clock in &clocks {
        crate::store::clock::upsert(tx, clock).await?;
    }
    for photo in &submission.photos {
        let id = AttachmentId(ids.mint(submission.at));
        let row = AttachmentRow::of(photo, "photo", (id, order.id), submission.at);
        attachment::insert(tx, &row).await?;
    }
    ledger::append_first(tx, &registered(submission, &order)).await?;
    if new.requester_ref.is_some() {
        let body = json!({ "order": order.id, "message": "notice-registered" });
        outbox::send(tx, ids, "notify.requester", &body).await?;
    }
    if let Some(told) = &beside.told {
        write_told(tx, ids, (&order, submission.at), told).await?;
    }
    Ok(Added::New(Box::new(order)))
}

/// The circumstances, and whoever speaks for the requester: they follow the
/// matter with a code of their own and hear of it themselves.
async fn write_told(
    tx: &mut Tx<'_>,
    ids: &dyn Ids,
    (order, at): (&Order, Instant),
    (told, proxy): &(Told, Option<SealedIdentity>),
) -> Result<(), OrderError> {
    let said = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
    let known = Circumstance {
        request_id: order.request_id,
        order_id: order.id,
        requester_type: told.requester_type,
        origin: told.origin,
        trigger_kind: told.trigger_kind,
        trigger_text: said(&told.trigger_text),
        proxy_ref: proxy.as_ref().map(|proxy| proxy.reference.0),
        proxy_relation: told.is_proxy.then(|| told.proxy_relation.clone()),
        consent: told.is_proxy.then(|| told.consent.clone()),
        recorded_at: at,
    };
    circumstance::insert(tx, &known).await?;
    if let Some(proxy) = proxy {
        people::vault::store_identity(tx, proxy).await?;
        let message = "notice-registered-for-another";
        let body = json!({ "order": order.id, "to": proxy.reference, "message": message });
        outbox::send(tx, ids, "notify.proxy", &body).await?;
    }
    Ok(())
}

/// The submission came before: the order it made then.
async fn known(tx: &mut Tx<'_>, new: &NewRequest) -> Result<Added, OrderError> {
    let id = request::find_known(tx, new).await?.ok_or(OrderError::Stale)?;
    let row = request::get(tx, id).await?.ok_or(OrderError::NotFound)?;
    let order = order::get_by_request(tx, id).await?.ok_or(OrderError::NotFound)?;
    Ok(Added::Known(Box::new(order), row.submission_key))
}

fn new_order(
    submission: &Submission,
    request_id: RequestId,
    number: &OrderNo,
    id: OrderId,
) -> Order {
    let new = &submission.request;
    Order {
        id,
        order_no: number.clone(),
        request_id,
        state: OrderState::Received,
        version: 1,
        order_type: new.order_type,
        urgency: submission.urgency,
        category_code: submission.category_code.clone(),
        title: new.title.clone(),
        channel: new.channel.clone(),
        region_code: new.place.region_code.clone(),
        grid_code: new.place.grid_code.clone(),
        unit_id: None,
        first_unit_id: None,
        catalogue_id: None,
        duty_override: None,
        hop_count: 0,
        nature: Nature::Lead,
        parent_id: None,
        offered_unit_id: None,
        reported_unit_id: None,
        repeat_of: None,
        repeat_kind: None,
        confidential: new.confidential,
        received_at: new.received_at,
        dispatched_at: None,
        replied_at: None,
        closed_at: None,
        next_due_at: Order::no_due(),
        next_yellow_at: None,
        next_red_at: None,
        handle_due_at: None,
        reopened_count: 0,
        rework_count: 0,
    }
}

fn registered(submission: &Submission, order: &Order) -> NewEvent {
    let new = &submission.request;
    NewEvent {
        stream: ledger::stream_name("order", order.id.0),
        kind: "order.registered",
        actor: submission.actor.clone(),
        at: submission.at,
        from: None,
        to: Some(OrderState::Received.as_str()),
        body: json!({
            "no": order.order_no.as_str(),
            "request": order.request_id,
            "channel": new.channel,
            "type": new.order_type,
            "urgency": order.urgency,
            "region": order.region_code,
            "photos": submission.photos.len(),
            "received_at": new.received_at,
        }),
    }
}

/// What the matching engine gets to see: never who asked.
pub fn draft_of(new: &NewRequest) -> MatchDraft {
    MatchDraft {
        title: new.title.clone(),
        content: new.content.clone(),
        address: new.place.address.clone(),
        point_e7: new.place.point_e7,
        region_code: new.place.region_code.clone().unwrap_or_default(),
        at: new.received_at,
    }
}
