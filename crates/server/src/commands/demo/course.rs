//! The steps of a course as commands.

use std::collections::HashMap;

use kernel::counting::{Limit, LimitUnit};
use kernel::event::Actor;
use kernel::time::{DAY_US, Instant, MINUTE_US};
use people::{Role, UnitId};
use requests::app::act::{Act, By};
use requests::app::{Desk, OrderError};
use requests::domain::OrderId;
use requests::domain::application::{ApplicationKind, NewApplication};
use requests::domain::callback::{CallbackChannel, Contacted, NewCallback};
use requests::domain::change::{Command, Dispatch, Refusal};
use requests::domain::order::{Order, Verb};
use requests::domain::procedure::{self, Procedure};
use requests::domain::reply::NewReply;
use requests::domain::three_way_call::NewThreeWayCall;
use requests::domain::words::Solved;

use super::script::{Line, Script, Step};
use super::{Cast, Fault, received_at};

const TOLD_RESULT: &str =
    "您反映的事项此前已经办结，处理结果已公开。如有新的情况或理由，请补充说明，我们会重新办理。";

/// One order being played.
struct Stage<'a> {
    desk: &'a Desk,
    script: &'a Script,
    cast: &'a Cast,
    line: &'a Line,
    order: OrderId,
    orders: Option<&'a HashMap<String, OrderId>>,
}

/// Plays everything but joining to other orders.
pub(super) async fn replay(
    desk: &Desk,
    script: &Script,
    cast: &Cast,
    line: &Line,
    order: OrderId,
    now: Instant,
) -> Result<(), Fault> {
    if line.links() {
        return Ok(());
    }
    let stage = Stage { desk, script, cast, line, order, orders: None };
    stage.play(received_at(line, now), now).await
}

/// Plays the course of a line that is joined to another order.
pub(super) async fn replay_links(
    desk: &Desk,
    script: &Script,
    cast: &Cast,
    line: &Line,
    orders: &HashMap<String, OrderId>,
    now: Instant,
) -> Result<(), Fault> {
    let Some(order) = orders.get(&line.key) else { return Ok(()) };
    let stage = Stage { desk, script, cast, line, order: *order, orders: Some(orders) };
    stage.play(received_at(line, now), now).await
}

impl Stage<'_> {
    async fn play(&self, start: Instant, now: Instant) -> Result<(), Fault> {
        let mut at = start;
        for step in &self.line.steps {
            at = at.plus(step.after_min * MINUTE_US);
            if at > now {
                return Ok(());
            }
            for command in self.commands(step)? {
                if !self.act(at, command, step).await? {
                    return self.tell_result(at).await;
                }
            }
        }
        Ok(())
    }

    /// What it should have been joined to is settled: its requester is told the
    /// result, as the law wants of a matter that was handled before.
    async fn tell_result(&self, at: Instant) -> Result<(), Fault> {
        let order = self.desk.view_unchecked(self.order).await?.order;
        if !order.state.allows(Verb::Answer) {
            return Ok(());
        }
        let command = Command::Answer { text: TOLD_RESULT.to_owned() };
        let by = By::Replay(self.actor(&command, &order));
        let act = Act { order: self.order, seen: None, by, command, evidence: Vec::new(), at };
        self.desk.act(act).await?;
        Ok(())
    }

    /// Carries out one command. `false` when the course cannot go on, because
    /// the order this one was joined to has been closed and took it along.
    async fn act(&self, at: Instant, command: Command, step: &Step) -> Result<bool, Fault> {
        let order = self.desk.view_unchecked(self.order).await?.order;
        let actor = self.actor(&command, &order);
        let act = Act {
            order: self.order,
            seen: None,
            by: By::Replay(actor),
            command,
            evidence: Vec::new(),
            at,
        };
        match self.desk.act(act).await {
            Ok(_) => Ok(true),
            Err(OrderError::Unknown("order") | OrderError::Refused(_)) if step.verb == "link" => {
                Ok(false)
            }
            // The written course does not know the pack: what it does not
            // give to this order is not asked for.
            Err(OrderError::Refused(Refusal::Procedure(_))) => Ok(true),
            Err(OrderError::Refused(Refusal::Transition(_))) if step.verb == "resume" => Ok(true),
            Err(error) => Err(format!("{}: {error}", step.verb).into()),
        }
    }

    fn actor(&self, command: &Command, order: &Order) -> Actor {
        let key = &self.line.key;
        match command {
            Command::Supply { .. }
            | Command::Withdraw
            | Command::Reopen { .. }
            | Command::SayNew { .. } => Actor::Requester,
            Command::Dispatch(_)
            | Command::Redispatch { .. }
            | Command::Overrule { .. }
            | Command::Designate { .. }
            | Command::Terminate { .. }
            | Command::KeepOn { .. } => self.cast.any(Role::Dispatcher, key),
            Command::Acknowledge
            | Command::Object { .. }
            | Command::FirstContact { .. }
            | Command::Start
            | Command::OfferHandover { .. }
            | Command::WithdrawHandover
            | Command::Reply(_) => self.cast.of_unit(Role::UnitHandler, order.unit_id),
            Command::ApproveReply
            | Command::RejectReply { .. }
            | Command::AddUnits { .. }
            | Command::Waive { .. }
            | Command::ReturnPart { .. }
            | Command::AskTermination { .. } => {
                self.cast.of_unit(Role::UnitReviewer, order.unit_id)
            }
            Command::TakeHandover | Command::RefuseHandover { .. } => {
                self.cast.of_unit(Role::UnitHandler, order.offered_unit_id)
            }
            Command::ShareReply { .. } => Actor::Job("share-reply"),
            Command::Procedure(procedure) => self.beside(procedure, order),
            Command::CallBack { .. } | Command::Rework { .. } | Command::Close => {
                self.cast.any(Role::CallbackOfficer, key)
            }
            Command::Resume => self.cast.any(Role::Supervisor, key),
            Command::AutoAcknowledge => Actor::Job("auto-acknowledge"),
            Command::Archive => Actor::Job("archive"),
            Command::Accept
            | Command::AskInfo { .. }
            | Command::Answer { .. }
            | Command::Refuse { .. }
            | Command::Transfer { .. }
            | Command::Link { .. }
            | Command::Repeat(_)
            | Command::FollowUp { .. }
            | Command::NameReported { .. }
            | Command::CorrectPlace(_)
            | Command::ProposePlace(_)
            | Command::KeepPlace { .. }
            | Command::ThreeWayCall(_)
            | Command::Unlink => self.cast.any(Role::Operator, key),
        }
    }

    /// A step's commands. Texts that the script does not write come from the
    /// pack's replies and comments.
    fn commands(&self, step: &Step) -> Result<Vec<Command>, Fault> {
        let text = |at: usize| self.text(step.arg(at));
        Ok(match step.verb.as_str() {
            "accept" => vec![Command::Accept],
            "need_info" => vec![Command::AskInfo { question: text(0) }],
            "supply" => vec![Command::Supply { text: text(0) }],
            "answer" => vec![Command::Answer { text: text(0) }],
            "refuse" => vec![Command::Refuse { reason: step.arg(0).parse()?, text: text(1) }],
            "transfer" => vec![Command::Transfer { line: step.arg(0).parse()?, receipt: text(1) }],
            "link" => vec![Command::Link { lead: self.lead(step.arg(0))? }],
            "unlink" => vec![Command::Unlink],
            "withdraw" => vec![Command::Withdraw],
            "dispatch" => vec![self.dispatch(step)?],
            "ack" => vec![Command::Acknowledge],
            "auto_ack" => vec![Command::AutoAcknowledge],
            "contact" => vec![Command::FirstContact { text: text(0) }],
            "three_way" => vec![self.three_way_call(step)?],
            "start" => vec![Command::Start],
            "object" => vec![Command::Object {
                ground: step.arg(0).parse()?,
                legal_basis: "《派单目录》和本单位职责规定".to_owned(),
                text: text(1),
                proposed: None,
            }],
            "rule" => vec![self.ruling(step)?],
            "extend" => self.extension(step)?,
            "defer" => self.deferral(step),
            "resume" => vec![Command::Resume],
            "reply" => vec![Command::Reply(self.reply(step)?)],
            "review_ok" => vec![Command::ApproveReply],
            "review_back" => vec![Command::RejectReply { text: text(0) }],
            "callback" => vec![self.callback(step)?],
            "no_answer" => vec![Command::CallBack { callback: unanswered(), is_last: false }],
            "rework" => vec![Command::Rework { reason: text(0) }],
            "close" => vec![Command::Close],
            "archive" => vec![Command::Archive],
            "reopen" => vec![Command::Reopen { text: text(0) }],
            other => return Err(format!("unknown step {other:?}").into()),
        })
    }

    /// A text of the pack by its id; the argument itself when it is none.
    fn text(&self, arg: &str) -> String {
        if let Some((public, _)) = self.script.replies.get(arg) {
            return public.clone();
        }
        self.script.comments.get(arg).cloned().unwrap_or_else(|| arg.to_owned())
    }

    fn lead(&self, key: &str) -> Result<OrderId, Fault> {
        let found = self.orders.and_then(|orders| orders.get(key));
        found.copied().ok_or_else(|| format!("the order {key:?} to join is not there").into())
    }

    fn unit(&self, slug: &str) -> Result<UnitId, Fault> {
        let rules = self.desk.rules();
        let found = rules.unit_by_slug(slug).map(|unit| unit.id);
        found.ok_or_else(|| format!("no unit {slug:?}").into())
    }

    fn dispatch(&self, step: &Step) -> Result<Command, Fault> {
        let rules = self.desk.rules();
        let unit = self.unit(step.arg(0))?;
        let day = self.desk.app.now().day();
        let proposal = rules.propose_unit(&self.line.category, None, day);
        let verdict = rules.duty_verdict(&self.line.category, unit, day);
        let override_needed = verdict.is_some_and(|verdict| verdict.needs_override());
        let reason = Some(self.text(step.arg(1))).filter(|text| !text.is_empty());
        Ok(Command::Dispatch(Dispatch {
            unit,
            category_code: self.line.category.clone(),
            urgency: self.line.urgency,
            catalogue_id: proposal.map(|proposal| proposal.catalogue_id),
            duty_override: reason
                .or_else(|| override_needed.then(|| "属地先行处置，主管部门同步跟进".to_owned())),
            override_needed,
            text: String::new(),
            co_units: Vec::new(),
        }))
    }

    fn three_way_call(&self, step: &Step) -> Result<Command, Fault> {
        Ok(Command::ThreeWayCall(NewThreeWayCall {
            unit: self.unit(step.arg(0))?,
            spoke: step.arg(1).to_owned(),
            outcome: step.arg(2).parse()?,
            text: self.text(step.arg(3)),
        }))
    }

    fn ruling(&self, step: &Step) -> Result<Command, Fault> {
        if step.arg(0) == "overruled" {
            return Ok(Command::Overrule { text: self.text(step.arg(2)) });
        }
        Ok(Command::Redispatch { unit: self.unit(step.arg(1))?, text: self.text(step.arg(2)) })
    }

    /// Asked for by the unit, granted by the desk.
    fn extension(&self, step: &Step) -> Result<Vec<Command>, Fault> {
        let by = Limit::new(step.arg(0).parse()?, LimitUnit::WorkingDay);
        let new = NewApplication {
            by: Some(by),
            ..application(ApplicationKind::Extension, self.text(step.arg(1)))
        };
        let text = String::new();
        let granted = procedure::Step::Approve { kind: ApplicationKind::Extension, text };
        Ok(vec![procedure::Step::Ask(new).into(), granted.into()])
    }

    fn deferral(&self, step: &Step) -> Vec<Command> {
        let text = self.text(step.arg(0));
        let new = NewApplication {
            reason_code: "project_cycle".into(),
            plan: text.clone(),
            target_at: Some(self.desk.app.now().plus(60 * DAY_US)),
            ..application(ApplicationKind::Deferral, text)
        };
        let text = String::new();
        let granted = procedure::Step::Approve { kind: ApplicationKind::Deferral, text };
        vec![procedure::Step::Ask(new).into(), granted.into()]
    }

    /// Who takes a step beside the order: the unit asks, the desk decides.
    fn beside(&self, taken: &Procedure, order: &Order) -> Actor {
        let key = &self.line.key;
        match &taken.step {
            procedure::Step::Ask(_) | procedure::Step::Answer { .. } => {
                self.cast.of_unit(Role::UnitReviewer, order.unit_id)
            }
            procedure::Step::Progress { .. } => self.cast.of_unit(Role::UnitHandler, order.unit_id),
            procedure::Step::Urge { .. } => Actor::Requester,
            procedure::Step::Approve { kind: ApplicationKind::Extension, .. } => {
                self.cast.any(Role::Dispatcher, key)
            }
            procedure::Step::Approve { .. }
            | procedure::Step::Decline { .. }
            | procedure::Step::Supervise(_)
            | procedure::Step::End { .. } => self.cast.any(Role::Supervisor, key),
        }
    }

    fn reply(&self, step: &Step) -> Result<NewReply, Fault> {
        let (public, internal) = self.script.replies.get(step.arg(0)).cloned().unwrap_or_default();
        let solved: Solved = step.arg(1).parse()?;
        Ok(NewReply {
            unsolved_reason: (solved != Solved::Resolved).then(|| public.clone()),
            text_public: public,
            text_internal: internal,
            solved,
            is_true: true,
            out_of_duty: false,
        })
    }

    fn callback(&self, step: &Step) -> Result<Command, Fault> {
        let contacted: Contacted = step.arg(0).parse()?;
        let optional = |at: usize| Some(step.arg(at)).filter(|text| !text.is_empty());
        let callback = NewCallback {
            channel: CallbackChannel::Phone,
            contacted,
            unit_contacted: (contacted == Contacted::Yes).then_some(step.arg(4) != "no"),
            solved: optional(1).map(str::parse).transpose()?,
            satisfied: optional(2).map(str::parse).transpose()?,
            comment: self.text(step.arg(3)),
        };
        Ok(Command::CallBack { callback, is_last: false })
    }
}

fn application(kind: ApplicationKind, text: String) -> NewApplication {
    NewApplication {
        kind,
        reason_code: String::new(),
        text,
        plan: String::new(),
        by: None,
        target_at: None,
    }
}

fn unanswered() -> NewCallback {
    NewCallback {
        channel: CallbackChannel::Phone,
        contacted: Contacted::NoAnswer,
        unit_contacted: None,
        solved: None,
        satisfied: None,
        comment: String::new(),
    }
}
