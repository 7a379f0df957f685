//! One use case for everything that happens to an order that exists: load,
//! ask whether this person may, decide, write.

use std::sync::Arc;

use db::{Tx, ledger};
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::time::Instant;
use people::{Staff, UnitId};

use super::apply::{Scene, apply, apply_kept};
use super::{
    Desk, OrderError, joint, line_transfer, objections, place_correction, procedure, protection,
    recusal, repeats, similar, terminations, undo,
};
use crate::domain::callback::{Contacted, NewCallback};
use crate::domain::change::{Command, Refusal, decide};
use crate::domain::order::{Order, OrderState, Verb};
use crate::domain::procedure::ProcedureFault;
use crate::domain::repeats::RepeatKind;
use crate::domain::reply::NewReply;
use crate::domain::rules::Rules;
use crate::domain::three_way_call::{NewThreeWayCall, ThreeWayCall};
use crate::domain::{AttachmentId, CallbackId, OrderId, ReplyId, ThreeWayCallId, permission};
use crate::store::callback::CallbackRow;
use crate::store::reply::{ReplyRow, Review};
use crate::store::{
    adjustment, attachment, callback, order, petition, reply, request, three_way_call,
};

/// Who acts.
#[derive(Debug, Clone)]
pub enum By {
    /// A member of staff; role, unit and region are checked.
    Staff(Staff),
    /// The person who asked, having shown the query code.
    Requester,
    /// A scheduled job.
    Job(&'static str),
    /// A replay of what happened elsewhere or in the demo: the named actor
    /// stands in the ledger, the recording job is trusted.
    Replay(Actor),
}

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Act {
    /// To which order.
    pub order: OrderId,
    /// The version the person saw; `None` when it does not matter.
    pub seen: Option<i64>,
    /// By whom.
    pub by: By,
    /// What.
    pub command: Command,
    /// Pictures that go with a reply, already stored.
    pub evidence: Vec<AttachmentId>,
    /// When; the present unless replayed.
    pub at: Instant,
}

struct Job {
    act: Act,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
}

impl Desk {
    /// Carries out one command. Gives the order as it stands afterwards.
    ///
    /// # Errors
    /// [`OrderError`]; nothing happened then.
    pub async fn act(&self, act: Act) -> Result<Order, OrderError> {
        let is_moved = matches!(act.command, Command::CorrectPlace(_));
        let job = Job { act, rules: self.rules(), ids: self.app.ids.clone() };
        let after = self.app.db.write(job, |tx, job| Box::pin(run_job(tx, job))).await?;
        // Nobody may find a report by likeness once it is to be kept secret.
        if after.confidential {
            self.matches.remove(after.id.0);
        } else if is_moved {
            self.found_there(&after).await?;
        }
        Ok(after)
    }

    /// Has an order found by likeness where it lies now.
    async fn found_there(&self, order: &Order) -> Result<(), OrderError> {
        let read = self.app.db.read(order.request_id, |tx, id| Box::pin(request::get(tx, *id)));
        let row: Result<_, db::StoreError> = read.await;
        if let Some(row) = row? {
            self.matches.insert(order.id.0, &similar::draft_of_row(&row));
        }
        Ok(())
    }

    /// The same for a member of staff, now.
    ///
    /// # Errors
    /// As [`Desk::act`].
    pub async fn act_as(
        &self,
        staff: &Staff,
        order: OrderId,
        seen: Option<i64>,
        command: Command,
    ) -> Result<Order, OrderError> {
        let at = self.app.now();
        let by = By::Staff(staff.clone());
        self.act(Act { order, seen, by, command, evidence: Vec::new(), at }).await
    }
}

async fn run_job(tx: &mut Tx<'_>, job: &Job) -> Result<Order, OrderError> {
    run_in(tx, &job.act, &job.rules, &*job.ids).await
}

/// One command as part of a larger transaction.
pub(crate) async fn run_in(
    tx: &mut Tx<'_>,
    act: &Act,
    rules: &Rules,
    ids: &dyn Ids,
) -> Result<Order, OrderError> {
    let before = order::get(tx, act.order).await?.ok_or(OrderError::NotFound)?;
    let actor = actor(act, &before)?;
    if let By::Staff(staff) = &act.by {
        recusal::not_barred(tx, staff, before.id).await?;
    }
    if act.seen.is_some_and(|seen| seen != before.version) {
        return Err(OrderError::Stale);
    }
    check_references(rules, act)?;
    let scene = Scene { rules, ids, actor: &actor, at: act.at };
    let command = match &act.command {
        Command::Procedure(asked) => procedure::prepare(tx, &scene, act, &before, asked).await?,
        _ => with_attempts(tx, rules, act, &before).await?,
    };
    let command = repeats::prepared(tx, rules, (&before, act.at), command).await?;
    protection::check(rules, &act.by, &before, &command)?;
    may_proceed(tx, &scene, &before, &command).await?;
    let mut change = decide(&before, &command, act.at).map_err(|refusal| match refusal {
        // Which role decides says the pack; the answer is that of any role.
        Refusal::Procedure(ProcedureFault::NotApprover) => OrderError::Forbidden,
        other => other.into(),
    })?;
    let keeping = undo::keep(tx, &scene, &before, &command).await?;
    // Replays and imports tell nobody who could want it back.
    let keeping = keeping.filter(|_| matches!(act.by, By::Staff(_)));
    record_details(tx, &scene, &before, act, &command).await?;
    procedure::follow(tx, &scene, &before, &command).await?;
    if matches!(command, Command::Unlink) {
        change = repeats::restored(tx, &scene, change).await?;
    }
    let after = apply_kept(tx, &scene, &before, change, keeping).await?;
    follow(tx, &scene, (&before, &after), &command).await?;
    Ok(after)
}

/// What the procedures have to say before a command is decided.
async fn may_proceed(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    before: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    joint::check(tx, scene.rules, before, command).await?;
    objections::check(tx, scene, before, command).await?;
    terminations::check(tx, before, command).await?;
    place_correction::check(tx, before, command).await?;
    repeats::check_close(before, command)?;
    repeats::check_dispatch(tx, before, command).await
}

/// What follows for other orders once this one has changed.
async fn follow(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    (before, after): (&Order, &Order),
    command: &Command,
) -> Result<(), OrderError> {
    joint::record(tx, scene, (before, after), command).await?;
    place_correction::follow(tx, scene, after, command).await?;
    match command {
        Command::Repeat(new) => repeats::follow(tx, scene, after, new).await?,
        Command::ApproveReply if after.is_whole() => {
            repeats::share_with_members(tx, scene, after).await?;
        }
        _ => {}
    }
    if after.state != before.state {
        terminations::follow(tx, scene, after).await?;
    }
    if after.state == OrderState::Closed && after.is_whole() {
        close_linked(tx, scene, after.id).await?;
    }
    Ok(())
}

/// Who stands in the ledger, if they may do this at all.
fn actor(act: &Act, order: &Order) -> Result<Actor, OrderError> {
    match &act.by {
        By::Staff(staff) => {
            if !permission::can_see(staff, order) {
                return Err(OrderError::NotFound);
            }
            let role = permission::acting_role(staff, act.command.verb(), order);
            role.map(|role| staff.actor(role)).ok_or(OrderError::Forbidden)
        }
        By::Requester => {
            let theirs = [
                Verb::Supply,
                Verb::Withdraw,
                Verb::CallBack,
                Verb::Reopen,
                Verb::SayNew,
                Verb::Urge,
            ];
            if theirs.contains(&act.command.verb()) {
                Ok(Actor::Requester)
            } else {
                Err(OrderError::Forbidden)
            }
        }
        By::Job(name) => Ok(Actor::Job(name)),
        By::Replay(actor) => Ok(actor.clone()),
    }
}

/// A command may only name units and categories that exist.
fn check_references(rules: &Rules, act: &Act) -> Result<(), OrderError> {
    let known = |unit: UnitId| rules.units.contains_key(&unit);
    match &act.command {
        Command::Dispatch(dispatch) => {
            if !known(dispatch.unit) {
                return Err(OrderError::Unknown("unit"));
            }
            if rules.category(&dispatch.category_code).is_none() {
                return Err(OrderError::Unknown("category"));
            }
            Ok(())
        }
        Command::Redispatch { unit, .. }
        | Command::NameReported { unit: Some(unit), .. }
        | Command::ThreeWayCall(NewThreeWayCall { unit, .. })
            if !known(*unit) =>
        {
            Err(OrderError::Unknown("unit"))
        }
        _ => Ok(()),
    }
}

/// Says of a callback whether it is the last that needs to be tried. Only
/// tries since the reply went out count: work that was done again is asked
/// about anew.
async fn with_attempts(
    tx: &mut Tx<'_>,
    rules: &Rules,
    act: &Act,
    before: &Order,
) -> Result<Command, OrderError> {
    let Command::CallBack { callback, .. } = &act.command else {
        return Ok(act.command.clone());
    };
    let rows = callback::of_order(tx, act.order).await?;
    let answered = rows.iter().filter(|row| row.contacted != Contacted::NoAnswer);
    let since = answered.map(|row| row.at).max();
    let of_this_round = |at: Instant| before.replied_at.is_none_or(|replied| at >= replied);
    let unanswered =
        rows.iter().filter(|row| of_this_round(row.at) && since.is_none_or(|since| row.at > since));
    let mut tries: Vec<Instant> = unanswered.map(|row| row.at).collect();
    tries.push(act.at);
    let is_last = rules.attempts.is_exhausted(&tries);
    Ok(Command::CallBack { callback: callback.clone(), is_last })
}

/// Writes the rows of their own that some commands have.
async fn record_details(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    act: &Act,
    command: &Command,
) -> Result<(), OrderError> {
    repeats::record(tx, scene, order, command).await?;
    objections::record(tx, scene, order, command, &act.evidence).await?;
    terminations::record(tx, scene, order, command).await?;
    place_correction::record(tx, scene, order, command).await?;
    match command {
        Command::Reply(new) => {
            // What is answered is not put off any more.
            adjustment::end(tx, order.id, "deferred", scene.at).await?;
            add_reply(tx, scene, order, new, &act.evidence).await
        }
        Command::ApproveReply => review(tx, scene, order, "approved", None).await,
        Command::RejectReply { text } => review(tx, scene, order, "rejected", Some(text)).await,
        Command::CallBack { callback: new, .. } => add_callback(tx, scene, order, act, new).await,
        Command::Transfer { line, receipt } => {
            line_transfer::handed_over(tx, scene, order, (*line, receipt)).await
        }
        Command::NameReported { unit: Some(unit), .. } => {
            Ok(petition::protect(tx, order.id, *unit).await?)
        }
        Command::ThreeWayCall(new) => add_three_way_call(tx, scene, order, new).await,
        Command::Procedure(taken) => procedure::record(tx, scene, order, act, taken).await,
        Command::Resume => Ok(adjustment::end(tx, order.id, "deferred", scene.at).await?),
        _ => Ok(()),
    }
}

async fn add_reply(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    new: &NewReply,
    evidence: &[AttachmentId],
) -> Result<(), OrderError> {
    let unit = order.unit_id.or(scene.unit()).ok_or(OrderError::Unknown("unit"))?;
    let author = scene.account().unwrap_or_else(|| people::AccountId(scene.ids.mint(scene.at)));
    let id = ReplyId(scene.ids.mint(scene.at));
    let row = ReplyRow {
        id,
        order_id: order.id,
        unit_id: unit,
        author_id: author,
        state: "submitted".into(),
        solved: new.solved,
        unsolved_reason: new.unsolved_reason.clone(),
        text_public: new.text_public.trim().to_owned(),
        text_internal: new.text_internal.trim().to_owned(),
        is_true: new.is_true,
        out_of_duty: new.out_of_duty,
        submitted_at: scene.at,
        reviewer_id: None,
        reviewed_at: None,
        review_note: None,
    };
    reply::insert(tx, &row).await?;
    for picture in evidence {
        attachment::give_to_reply(tx, *picture, order.id, id).await?;
    }
    Ok(())
}

async fn review(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    state: &str,
    note: Option<&str>,
) -> Result<(), OrderError> {
    let review = Review { state, reviewer: scene.account(), at: scene.at, note };
    // An order in another state has no waiting reply; `decide` says so better.
    if order.state == OrderState::Replied {
        reply::review(tx, order.id, &review).await?;
    }
    Ok(())
}

async fn add_callback(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    act: &Act,
    new: &NewCallback,
) -> Result<(), OrderError> {
    let row = CallbackRow {
        id: CallbackId(scene.ids.mint(scene.at)),
        order_id: order.id,
        at: scene.at,
        by_requester: matches!(act.by, By::Requester) || *scene.actor == Actor::Requester,
        officer_id: scene.account(),
        channel: new.channel,
        contacted: new.contacted,
        unit_contacted: new.unit_contacted,
        solved: new.solved,
        satisfied: new.satisfied,
        comment: new.comment.trim().to_owned(),
        is_valid: new.contacted == Contacted::Yes,
    };
    Ok(callback::insert(tx, &row).await?)
}

async fn add_three_way_call(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    new: &NewThreeWayCall,
) -> Result<(), OrderError> {
    let row = ThreeWayCall {
        id: ThreeWayCallId(scene.ids.mint(scene.at)),
        order_id: order.id,
        unit_id: new.unit,
        spoke: new.spoke.trim().to_owned(),
        outcome: new.outcome,
        by: scene.account(),
        at: scene.at,
    };
    Ok(three_way_call::insert(tx, &row).await?)
}

/// Orders joined to one that closes are closed with it.
async fn close_linked(tx: &mut Tx<'_>, scene: &Scene<'_>, lead: OrderId) -> Result<(), OrderError> {
    for linked in order::linked_to(tx, lead).await? {
        if linked.state == OrderState::RepeatLinked {
            let mut change = decide(&linked, &Command::Close, scene.at)?;
            change.notify = Some(match linked.repeat_kind {
                Some(RepeatKind::JointMatter) => "notice-joint-closed",
                _ => "notice-lead-closed",
            });
            apply(tx, scene, &linked, change).await?;
        }
    }
    Ok(())
}

impl Command {
    /// The verb permissions are asked for.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Accept => Verb::Accept,
            Self::AskInfo { .. } => Verb::AskInfo,
            Self::Supply { .. } => Verb::Supply,
            Self::Answer { .. } => Verb::Answer,
            Self::Refuse { .. } => Verb::Refuse,
            Self::Transfer { .. } => Verb::Transfer,
            Self::Link { .. } => Verb::Link,
            Self::Unlink => Verb::Unlink,
            Self::Withdraw => Verb::Withdraw,
            Self::Dispatch(_) => Verb::Dispatch,
            Self::Acknowledge => Verb::Acknowledge,
            Self::AutoAcknowledge => Verb::AutoAcknowledge,
            Self::Object { .. } => Verb::Object,
            Self::Redispatch { .. } => Verb::Redispatch,
            Self::Overrule { .. } => Verb::Overrule,
            Self::FirstContact { .. } | Self::Start => Verb::Start,
            Self::Procedure(procedure) => procedure.step.verb(),
            Self::Resume => Verb::Resume,
            Self::Reply(_) => Verb::Reply,
            Self::ApproveReply => Verb::ApproveReply,
            Self::RejectReply { .. } => Verb::RejectReply,
            Self::CallBack { .. } => Verb::CallBack,
            Self::Rework { .. } => Verb::Rework,
            Self::Close => Verb::Close,
            Self::Reopen { .. } => Verb::Reopen,
            Self::Archive => Verb::Archive,
            Self::Repeat(new) => match new.kind {
                RepeatKind::SamePersonOpen | RepeatKind::CrossChannel | RepeatKind::JointMatter => {
                    Verb::Link
                }
                RepeatKind::SamePersonClosed => Verb::Answer,
                RepeatKind::Reopened => Verb::Accept,
                RepeatKind::Recurrent | RepeatKind::Beside => Verb::Relate,
            },
            Self::FollowUp { .. } => Verb::FollowUp,
            Self::ShareReply { .. } => Verb::ShareReply,
            Self::SayNew { .. } => Verb::SayNew,
            Self::NameReported { .. } => Verb::NameReported,
            Self::AddUnits { .. } => Verb::AddUnit,
            Self::Waive { .. } => Verb::Waive,
            Self::ReturnPart { .. } => Verb::ReturnPart,
            Self::OfferHandover { .. } => Verb::OfferHandover,
            Self::TakeHandover => Verb::TakeHandover,
            Self::RefuseHandover { .. } => Verb::RefuseHandover,
            Self::WithdrawHandover => Verb::WithdrawHandover,
            Self::Designate { .. } => Verb::Designate,
            Self::AskTermination { .. } => Verb::AskTermination,
            Self::Terminate { .. } => Verb::Terminate,
            Self::KeepOn { .. } => Verb::KeepOn,
            Self::CorrectPlace(_) => Verb::CorrectPlace,
            Self::ProposePlace(_) => Verb::ProposePlace,
            Self::KeepPlace { .. } => Verb::KeepPlace,
            Self::ThreeWayCall(_) => Verb::ThreeWayCall,
        }
    }
}

/// The course of an order from its stream.
///
/// # Errors
/// Any [`db::StoreError`].
pub async fn course(tx: &mut Tx<'_>, order: OrderId) -> Result<Vec<ledger::Event>, db::StoreError> {
    ledger::stream(tx, &ledger::stream_name("order", order.0)).await
}
