//! Commands as the staff of the demo city give them.

use kernel::counting::{Limit, LimitUnit};
use kernel::time::{DAY_US, HOUR_US};
use people::UnitId;
use requests::app::OrderError;
use requests::domain::application::{ApplicationKind, NewApplication};
use requests::domain::callback::{CallbackChannel, Contacted, NewCallback};
use requests::domain::change::{Command, Dispatch, NewRepeat};
use requests::domain::order::{Order, Verb};
use requests::domain::place_correction::NewPlace;
use requests::domain::procedure::Step;
use requests::domain::repeats::RepeatKind;
use requests::domain::reply::NewReply;
use requests::domain::request::Place;
use requests::domain::supervision::{NewSupervision, SupervisionCause, SupervisionLevel};
use requests::domain::three_way_call::{NewThreeWayCall, ThreeWayOutcome};
use requests::domain::words::{
    Line, NotAcceptedReason, ObjectionGround, Satisfied, Solved, Urgency,
};

use crate::house::{House, numbered};

/// Street lamps.
pub(crate) const CATEGORY: &str = "010303";
/// The unit that gets the orders of these tests, its handler and reviewer.
pub(crate) const UNIT: &str = "road-maintenance";
pub(crate) const HANDLER: &str = "yh01";
pub(crate) const REVIEWER: &str = "yh02";
/// Another unit's handler and reviewer.
pub(crate) const OTHER_UNIT: &str = "power-supply";
/// A unit that joins in.
pub(crate) const THIRD_UNIT: &str = "landscape";
pub(crate) const OTHER_HANDLER: &str = "gd01";
pub(crate) const DISPATCHER: &str = "dispatch01";
pub(crate) const OFFICER: &str = "callback01";
pub(crate) const SUPERVISOR: &str = "super01";

pub(crate) fn dispatch(unit: UnitId, urgency: Urgency) -> Command {
    Command::Dispatch(Dispatch {
        unit,
        category_code: CATEGORY.into(),
        urgency,
        catalogue_id: None,
        duty_override: None,
        override_needed: false,
        co_units: Vec::new(),
        text: "请先联系诉求人".into(),
    })
}

pub(crate) fn reply(solved: Solved) -> Command {
    Command::Reply(NewReply {
        text_public: "路灯已经修好，感谢您的反映。".into(),
        text_internal: "换了镇流器".into(),
        solved,
        unsolved_reason: (solved != Solved::Resolved).then(|| "配件要等一周".into()),
        is_true: true,
        out_of_duty: false,
    })
}

pub(crate) fn no_answer() -> Command {
    call(Contacted::NoAnswer, None, None)
}

pub(crate) fn call(
    contacted: Contacted,
    solved: Option<Solved>,
    satisfied: Option<Satisfied>,
) -> Command {
    let callback = NewCallback {
        channel: CallbackChannel::Phone,
        contacted,
        unit_contacted: (contacted == Contacted::Yes).then_some(true),
        solved,
        satisfied,
        comment: String::new(),
    };
    Command::CallBack { callback, is_last: false }
}

/// A sound application of the demo city.
pub(crate) fn ask(house: &House, kind: ApplicationKind) -> Command {
    let is_deferral = kind == ApplicationKind::Deferral;
    let is_extension = kind == ApplicationKind::Extension;
    Step::Ask(NewApplication {
        kind,
        reason_code: if is_deferral { "project_cycle" } else { "beyond_duty" }.into(),
        text: "说明情况".into(),
        plan: if is_deferral { "随道路改造一并解决".into() } else { String::new() },
        by: is_extension.then(|| Limit::new(3, LimitUnit::WorkingDay)),
        target_at: is_deferral.then(|| house.now().plus(90 * DAY_US)),
    })
    .into()
}

/// What was applied for is granted.
pub(crate) fn grant(kind: ApplicationKind) -> Command {
    Step::Approve { kind, text: "同意".into() }.into()
}

/// A sound command for every verb that has one.
pub(crate) fn command(house: &House, verb: Verb, lead: &Order) -> Option<Command> {
    let text = || "说明情况".to_owned();
    Some(match verb {
        Verb::Accept => Command::Accept,
        Verb::AskInfo => Command::AskInfo { question: text() },
        Verb::Supply => Command::Supply { text: text() },
        Verb::Answer => Command::Answer { text: text() },
        Verb::Refuse => Command::Refuse { reason: NotAcceptedReason::BeyondDuty, text: text() },
        Verb::Transfer => Command::Transfer { line: Line::Petition, receipt: text() },
        Verb::Link => Command::Link { lead: lead.id },
        Verb::Unlink => Command::Unlink,
        Verb::Withdraw => Command::Withdraw,
        Verb::Dispatch => dispatch(house.unit(UNIT), Urgency::Normal),
        Verb::Acknowledge => Command::Acknowledge,
        Verb::AutoAcknowledge => Command::AutoAcknowledge,
        Verb::Object => Command::Object {
            ground: ObjectionGround::WrongFunction,
            legal_basis: text(),
            text: text(),
            proposed: None,
        },
        Verb::Redispatch => Command::Redispatch { unit: house.unit(OTHER_UNIT), text: text() },
        Verb::Overrule => Command::Overrule { text: text() },
        Verb::Start => Command::Start,
        Verb::AskExtension => ask(house, ApplicationKind::Extension),
        Verb::AskDeferral => ask(house, ApplicationKind::Deferral),
        Verb::AskExclusion => ask(house, ApplicationKind::Exclusion),
        Verb::Escalate => ask(house, ApplicationKind::Escalation),
        Verb::Extend => grant(ApplicationKind::Extension),
        Verb::Defer => grant(ApplicationKind::Deferral),
        Verb::Exclude => grant(ApplicationKind::Exclusion),
        Verb::Coordinate => grant(ApplicationKind::Escalation),
        Verb::Decline => Step::Decline { kind: ApplicationKind::Exclusion, text: text() }.into(),
        Verb::ReportProgress => Step::Progress { text: text() }.into(),
        Verb::Urge => Step::Urge { text: text() }.into(),
        Verb::Supervise => Step::Supervise(NewSupervision {
            level: SupervisionLevel::Hotline,
            cause: SupervisionCause::Overdue,
            text: text(),
        })
        .into(),
        Verb::AnswerSupervision => Step::Answer { supervision: None, text: text() }.into(),
        Verb::EndSupervision => Step::End { supervision: None, text: text() }.into(),
        Verb::Resume => Command::Resume,
        Verb::Reply => reply(Solved::Resolved),
        Verb::ApproveReply => Command::ApproveReply,
        Verb::RejectReply => Command::RejectReply { text: text() },
        Verb::CallBack => call(Contacted::Yes, Some(Solved::Resolved), Some(Satisfied::Satisfied)),
        Verb::Rework => Command::Rework { reason: text() },
        Verb::Close => Command::Close,
        Verb::Reopen => Command::Reopen { text: text() },
        Verb::Archive => Command::Archive,
        other => sharing(house, other, lead)?,
    })
}

/// The same for what has to do with other units and other orders.
fn sharing(house: &House, verb: Verb, lead: &Order) -> Option<Command> {
    let text = || "说明情况".to_owned();
    Some(match verb {
        Verb::AddUnit => Command::AddUnits { units: vec![house.unit(THIRD_UNIT)], text: text() },
        Verb::FollowUp => Command::FollowUp { text: text(), from: None },
        Verb::Relate => Command::Repeat(NewRepeat {
            lead: lead.id,
            kind: RepeatKind::Recurrent,
            text: String::new(),
            separate_claims: None,
        }),
        Verb::ShareReply => Command::ShareReply { unit: house.unit(UNIT) },
        Verb::SayNew => Command::SayNew { text: text() },
        Verb::NameReported => {
            Command::NameReported { unit: Some(house.unit(OTHER_UNIT)), confidential: false }
        }
        Verb::Waive => Command::Waive { reason: text() },
        Verb::ReturnPart => Command::ReturnPart { text: text() },
        Verb::OfferHandover => {
            Command::OfferHandover { unit: house.unit(OTHER_UNIT), reason: text() }
        }
        Verb::TakeHandover => Command::TakeHandover,
        Verb::RefuseHandover => Command::RefuseHandover { reason: text() },
        Verb::WithdrawHandover => Command::WithdrawHandover,
        Verb::Designate => Command::Designate { unit: house.unit(OTHER_UNIT), text: text() },
        Verb::AskTermination => {
            Command::AskTermination { reason: NotAcceptedReason::BeyondDuty, text: text() }
        }
        Verb::Terminate => {
            Command::Terminate { reason: NotAcceptedReason::BeyondDuty, text: text() }
        }
        Verb::KeepOn => Command::KeepOn { text: text() },
        Verb::CorrectPlace => Command::CorrectPlace(place("439902001001", "钟楼巷 8 号")),
        Verb::ProposePlace => Command::ProposePlace(place("439902001002", "钟楼巷 9 号")),
        Verb::KeepPlace => Command::KeepPlace { reason: text() },
        Verb::ThreeWayCall => Command::ThreeWayCall(NewThreeWayCall {
            unit: house.unit(UNIT),
            spoke: "值班科长 李明".into(),
            outcome: ThreeWayOutcome::Promised,
            text: text(),
        }),
        _ => return None,
    })
}

/// A place of the demo city, as somebody says an order lies there.
pub(crate) fn place(region: &str, address: &str) -> NewPlace {
    let place =
        Place { address: address.into(), region_code: Some(region.into()), ..Place::default() };
    NewPlace { place, reason: "现场核实门牌".into() }
}

impl House {
    /// A step that must succeed, an hour after the one before.
    pub(crate) async fn step(&self, who: &str, order: &mut Order, command: Command) {
        self.clock().advance(HOUR_US);
        let verb = command.verb();
        *order = self
            .act(who, order, command)
            .await
            .unwrap_or_else(|error| panic!("{who} {verb} on {}: {error}", order.state));
    }

    /// A complaint that was sent to [`UNIT`].
    pub(crate) async fn dispatched(&self, urgency: Urgency) -> Order {
        let mut order = self.submit().await.order;
        self.step(DISPATCHER, &mut order, Command::Accept).await;
        self.step(DISPATCHER, &mut order, dispatch(self.unit(UNIT), urgency)).await;
        order
    }

    /// The same, in hand.
    pub(crate) async fn in_progress(&self) -> Order {
        let mut order = self.dispatched(Urgency::Normal).await;
        self.step(HANDLER, &mut order, Command::Acknowledge).await;
        self.step(HANDLER, &mut order, Command::Start).await;
        order
    }

    /// Applied for by the unit's reviewer and granted by a supervisor or a
    /// dispatcher.
    pub(crate) async fn granted(&self, order: &mut Order, kind: ApplicationKind) {
        let by = if kind == ApplicationKind::Extension { DISPATCHER } else { SUPERVISOR };
        self.step(REVIEWER, order, ask(self, kind)).await;
        self.step(by, order, grant(kind)).await;
    }

    /// Answered and approved, so that it waits for the requester's word.
    pub(crate) async fn answered(&self, order: &mut Order) {
        self.step(HANDLER, order, reply(Solved::Resolved)).await;
        self.step(REVIEWER, order, Command::ApproveReply).await;
    }

    /// Judged and closed.
    pub(crate) async fn judged(&self, order: &mut Order, solved: Solved, satisfied: Satisfied) {
        self.step(OFFICER, order, call(Contacted::Yes, Some(solved), Some(satisfied))).await;
        self.step(OFFICER, order, Command::Close).await;
    }
}

/// What a use case refused with, as a word tests can compare.
pub(crate) fn outcome(result: Result<Order, OrderError>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(OrderError::NotFound) => "not found",
        Err(OrderError::Forbidden) => "forbidden",
        Err(OrderError::Stale) => "stale",
        Err(OrderError::Refused(_)) => "refused",
        Err(OrderError::Request(_)) => "request",
        Err(OrderError::Unknown(_)) => "unknown",
        Err(error @ (OrderError::Clock { .. } | OrderError::Store(_))) => panic!("{error}"),
    }
}

/// An order nobody has, to name where none is needed.
pub(crate) fn nobody(order: &Order) -> Order {
    Order { id: requests::domain::OrderId(numbered(99)), ..order.clone() }
}
