//! The procedures beside an order: applications and their decisions, progress
//! of what was put off, urging, supervision. None of them moves the order but
//! an approved deferral.
//!
//! What a decision rests on is loaded before it: [`Facts`].

use kernel::clock::PauseReason;
use kernel::policy::{Approver, ClockKind, ExtensionTerms, Procedures};
use kernel::time::{DAY_US, HOUR_US, Instant};
use people::{AccountId, Role, UnitId};
use serde_json::json;

use super::application::{Application, ApplicationKind, NewApplication, Rung};
use super::change::{Audience, Change, ClockOp, Refusal, TEXT_MAX, active_limit, step};
use super::order::{Order, Verb};
use super::supervision::{NewSupervision, Supervision};
use super::{ApplicationId, SupervisionId};

/// What somebody wants to do beside handling.
#[derive(Debug, Clone)]
pub enum Step {
    /// Apply for something.
    Ask(NewApplication),
    /// Grant what was applied for.
    Approve {
        /// Which kind; an order has at most one open application of a kind.
        kind: ApplicationKind,
        /// The decision in words, told to the requester.
        text: String,
    },
    /// Refuse it.
    Decline {
        /// Which kind.
        kind: ApplicationKind,
        /// Why.
        text: String,
    },
    /// Say how a put-off matter stands.
    Progress {
        /// What was done, told to the requester.
        text: String,
    },
    /// Press for it.
    Urge {
        /// In what words; may be empty.
        text: String,
    },
    /// Open a supervision.
    Supervise(NewSupervision),
    /// Answer one.
    Answer {
        /// Which; the newest that is not over when nothing is said.
        supervision: Option<SupervisionId>,
        /// What was done and will be.
        text: String,
    },
    /// Close one.
    End {
        /// Which; the newest that is not over when nothing is said.
        supervision: Option<SupervisionId>,
        /// What came of it.
        text: String,
    },
}

/// A step with what is known when it is decided.
#[derive(Debug, Clone)]
pub struct Procedure {
    /// The step.
    pub step: Step,
    /// What it rests on. Nothing is known until the use case has loaded it.
    pub facts: Facts,
}

/// The limit the unit works against, and what its pack promised for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimitFacts {
    /// When it ends.
    pub due_at: Instant,
    /// How more time may be given.
    pub terms: Option<ExtensionTerms>,
    /// A deferral may stop it.
    pub may_defer: bool,
}

/// What a decision rests on.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Id of what is written, should the step be taken.
    pub fresh: Option<kernel::id::Id>,
    /// Who acts; nobody for a job or the requester.
    pub actor: Option<AccountId>,
    /// For which unit.
    pub actor_unit: Option<UnitId>,
    /// The roles they act in; nothing where a replay is trusted.
    pub roles: Option<Vec<Role>>,
    /// The application that waits, of the step's kind; for [`Step::Progress`]
    /// the listed deferral.
    pub waiting: Option<Application>,
    /// Applications of the kind granted before, in this round of work.
    pub granted: u32,
    /// The highest rung that has decided.
    pub rung: Option<Rung>,
    /// The limit the unit works against.
    pub limit: Option<LimitFacts>,
    /// The procedures of the pack in force.
    pub procedures: Procedures,
    /// When the same side urged last.
    pub urged_at: Option<Instant>,
    /// The supervision that is meant.
    pub supervision: Option<Supervision>,
}

/// Why a procedure does not go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProcedureFault {
    /// One of the kind waits already.
    #[error("an application of this kind waits for a decision already")]
    AskedAlready,
    /// None waits.
    #[error("no application of this kind waits for a decision")]
    NothingAsked,
    /// The pack does not give it to such orders.
    #[error("the policy does not allow it for this order")]
    NotInPolicy,
    /// More than the pack allows, or in another unit.
    #[error("more time than the policy allows")]
    TooMuch,
    /// As often as the pack allows already.
    #[error("as often as the policy allows already")]
    TooOften,
    /// The limit has passed.
    #[error("the limit has passed")]
    Expired,
    /// Not a reason of the pack.
    #[error("choose a reason of the policy")]
    ReasonUnknown,
    /// A deferral has no plan.
    #[error("a deferral needs a plan")]
    PlanMissing,
    /// The planned end is past, or too far.
    #[error("the planned end is past or too far away")]
    TargetDay,
    /// Who asked may not decide.
    #[error("another person must decide")]
    SamePerson,
    /// An exclusion needs two units.
    #[error("somebody of another unit must decide")]
    SameUnit,
    /// Somebody else decides this.
    #[error("not theirs to decide")]
    NotApprover,
    /// Urged a short while ago.
    #[error("urged already within the time of the policy")]
    UrgedAlready,
    /// Not of this order, or over.
    #[error("the supervision is over or of another order")]
    SupervisionOver,
    /// The highest rung has decided.
    #[error("the highest rung has decided")]
    TopRung,
}

impl From<Step> for Procedure {
    fn from(step: Step) -> Self {
        Self { step, facts: Facts::default() }
    }
}

impl Step {
    /// The verb permissions are asked for.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Ask(new) => ask_verb(new.kind),
            Self::Approve { kind, .. } => approve_verb(*kind),
            Self::Decline { .. } => Verb::Decline,
            Self::Progress { .. } => Verb::ReportProgress,
            Self::Urge { .. } => Verb::Urge,
            Self::Supervise(_) => Verb::Supervise,
            Self::Answer { .. } => Verb::AnswerSupervision,
            Self::End { .. } => Verb::EndSupervision,
        }
    }

    /// The kind of application it is about.
    pub fn kind(&self) -> Option<ApplicationKind> {
        match self {
            Self::Ask(new) => Some(new.kind),
            Self::Approve { kind, .. } | Self::Decline { kind, .. } => Some(*kind),
            Self::Progress { .. } => Some(ApplicationKind::Deferral),
            _ => None,
        }
    }
}

/// The verb of applying.
pub const fn ask_verb(kind: ApplicationKind) -> Verb {
    match kind {
        ApplicationKind::Extension => Verb::AskExtension,
        ApplicationKind::Deferral => Verb::AskDeferral,
        ApplicationKind::Exclusion => Verb::AskExclusion,
        ApplicationKind::Escalation => Verb::Escalate,
    }
}

/// The verb of granting.
pub const fn approve_verb(kind: ApplicationKind) -> Verb {
    match kind {
        ApplicationKind::Extension => Verb::Extend,
        ApplicationKind::Deferral => Verb::Defer,
        ApplicationKind::Exclusion => Verb::Exclude,
        ApplicationKind::Escalation => Verb::Coordinate,
    }
}

/// Who decides an application: by the pack for an extension, by the rung for
/// coordination, supervisors for the rest.
pub fn deciders(application: &Application, terms: Option<&ExtensionTerms>) -> &'static [Role] {
    match application.kind {
        ApplicationKind::Extension => match terms.map(|terms| terms.approver) {
            Some(Approver::UnitReviewer) => &[Role::UnitReviewer],
            Some(Approver::Supervisor) => &[Role::Supervisor],
            Some(Approver::Dispatcher) | None => &[Role::Dispatcher],
        },
        ApplicationKind::Deferral | ApplicationKind::Exclusion => &[Role::Supervisor],
        ApplicationKind::Escalation => application.rung.unwrap_or(Rung::Hotline).deciders(),
    }
}

/// Whether somebody may decide an application; the forms ask the same.
///
/// # Errors
/// Why not.
pub fn may_decide(
    application: &Application,
    terms: Option<&ExtensionTerms>,
    facts: &Facts,
) -> Result<(), ProcedureFault> {
    if let Some(roles) = &facts.roles {
        let deciders = deciders(application, terms);
        if !roles.iter().any(|role| deciders.contains(role)) {
            return Err(ProcedureFault::NotApprover);
        }
    }
    if facts.actor.is_some() && facts.actor == application.asked_by {
        return Err(ProcedureFault::SamePerson);
    }
    let same_unit = facts.actor_unit.is_some() && facts.actor_unit == application.asked_unit_id;
    if application.kind == ApplicationKind::Exclusion && same_unit {
        return Err(ProcedureFault::SameUnit);
    }
    Ok(())
}

/// Decides what a procedure does to an order.
///
/// # Errors
/// [`Refusal`]; nothing happens then.
pub fn decide(order: &Order, procedure: &Procedure, at: Instant) -> Result<Change, Refusal> {
    let facts = &procedure.facts;
    let verb = procedure.step.verb();
    match &procedure.step {
        Step::Ask(new) => ask(order, new, facts, at),
        Step::Approve { kind, text } => approve(order, *kind, text, facts),
        Step::Decline { kind, text } => {
            step(order, verb, "order.application_declined")?;
            let application = waiting(facts)?;
            may_decide(application, terms(facts), facts)?;
            Ok(step(order, verb, "order.application_declined")?
                .said(audience(*kind), text)?
                .with(json!({ "application": application.id, "kind": kind }))
                .tell("notice-application-declined"))
        }
        Step::Progress { text } => {
            let change = step(order, verb, "order.progress_reported")?;
            let listed = waiting(facts)?;
            Ok(change
                .said(Audience::Requester, text)?
                .with(json!({ "application": listed.id }))
                .tell("notice-progress"))
        }
        Step::Urge { text } => urge(order, text, facts, at),
        Step::Supervise(new) => supervise(order, new, facts),
        Step::Answer { text, .. } => {
            let change = step(order, verb, "order.supervision_answered")?;
            supervision_step(change, text, facts, |one| one.state.answered().is_some())
        }
        Step::End { text, .. } => {
            let change = step(order, verb, "order.supervision_ended")?;
            supervision_step(change, text, facts, |one| one.state.closed().is_some())
        }
    }
}

fn waiting(facts: &Facts) -> Result<&Application, ProcedureFault> {
    facts.waiting.as_ref().ok_or(ProcedureFault::NothingAsked)
}

fn terms(facts: &Facts) -> Option<&ExtensionTerms> {
    facts.limit.as_ref().and_then(|limit| limit.terms.as_ref())
}

/// The evidence of an exclusion is for staff; all else is told.
const fn audience(kind: ApplicationKind) -> Audience {
    match kind {
        ApplicationKind::Exclusion => Audience::Staff,
        ApplicationKind::Extension | ApplicationKind::Deferral | ApplicationKind::Escalation => {
            Audience::Requester
        }
    }
}

fn ask(order: &Order, new: &NewApplication, facts: &Facts, at: Instant) -> Result<Change, Refusal> {
    let (event, body) = match new.kind {
        ApplicationKind::Extension => ("order.extension_asked", json!({ "by": new.by })),
        ApplicationKind::Deferral => {
            let body = json!({ "reason": new.reason_code, "until": new.target_at });
            ("order.deferral_asked", body)
        }
        ApplicationKind::Exclusion => {
            ("order.exclusion_asked", json!({ "reason": new.reason_code }))
        }
        ApplicationKind::Escalation => {
            ("order.escalated", json!({ "rung": next_rung(facts.rung).ok() }))
        }
    };
    let change = step(order, ask_verb(new.kind), event)?;
    if facts.waiting.is_some() {
        return Err(ProcedureFault::AskedAlready.into());
    }
    check_ask(new, facts, at)?;
    let mut body = body;
    body["application"] = json!(facts.fresh);
    Ok(change.said(audience(new.kind), &new.text)?.with(body))
}

fn check_ask(new: &NewApplication, facts: &Facts, at: Instant) -> Result<(), ProcedureFault> {
    match new.kind {
        ApplicationKind::Extension => check_extension(new, facts, at),
        ApplicationKind::Deferral => {
            if !facts.limit.is_some_and(|limit| limit.may_defer) {
                return Err(ProcedureFault::NotInPolicy);
            }
            check_reason(new, facts)?;
            if new.plan.trim().is_empty() || new.plan.chars().count() > TEXT_MAX {
                return Err(ProcedureFault::PlanMissing);
            }
            let furthest = at.plus(i64::from(facts.procedures.deferral_days_max) * DAY_US);
            let fits = new.target_at.is_some_and(|target| at < target && target <= furthest);
            if fits { Ok(()) } else { Err(ProcedureFault::TargetDay) }
        }
        ApplicationKind::Exclusion => {
            if facts.granted > 0 {
                return Err(ProcedureFault::TooOften);
            }
            check_reason(new, facts)
        }
        ApplicationKind::Escalation => next_rung(facts.rung).map(drop),
    }
}

fn check_extension(new: &NewApplication, facts: &Facts, at: Instant) -> Result<(), ProcedureFault> {
    let Some((limit, terms)) = facts.limit.and_then(|limit| Some((limit, limit.terms?))) else {
        return Err(ProcedureFault::NotInPolicy);
    };
    let fits = new.by.is_some_and(|by| {
        by.unit == terms.most.unit && (1..=terms.most.amount).contains(&by.amount)
    });
    if !fits {
        return Err(ProcedureFault::TooMuch);
    }
    if facts.granted >= terms.times {
        return Err(ProcedureFault::TooOften);
    }
    if terms.before_expiry && at >= limit.due_at {
        return Err(ProcedureFault::Expired);
    }
    Ok(())
}

fn check_reason(new: &NewApplication, facts: &Facts) -> Result<(), ProcedureFault> {
    let known = new.kind.reasons().and_then(|kind| facts.procedures.reason(kind, &new.reason_code));
    known.map(drop).ok_or(ProcedureFault::ReasonUnknown)
}

/// The rung an order goes to next.
///
/// # Errors
/// [`ProcedureFault::TopRung`] when the highest has decided.
pub fn next_rung(decided: Option<Rung>) -> Result<Rung, ProcedureFault> {
    decided.map_or(Ok(Rung::Hotline), |rung| rung.above().ok_or(ProcedureFault::TopRung))
}

fn approve(
    order: &Order,
    kind: ApplicationKind,
    text: &str,
    facts: &Facts,
) -> Result<Change, Refusal> {
    let verb = approve_verb(kind);
    order.state.after(verb)?;
    let application = waiting(facts)?;
    may_decide(application, terms(facts), facts)?;
    let id = json!(application.id);
    let change = match kind {
        ApplicationKind::Extension => {
            let by = application.by.ok_or(ProcedureFault::TooMuch)?;
            step(order, verb, "order.extended")?
                .clock(ClockOp::Extend(active_limit(order), by))
                .with(json!({ "by": by, "application": id }))
                .tell("notice-extended")
        }
        ApplicationKind::Deferral => step(order, verb, "order.deferred")?
            .clock(ClockOp::Pause(active_limit(order), PauseReason::Deferral))
            .with(json!({
                "until": application.target_at,
                "reason": application.reason_code,
                "application": id,
            }))
            .tell("notice-deferred"),
        ApplicationKind::Exclusion => step(order, verb, "order.excluded")?
            .with(json!({ "reason": application.reason_code, "application": id }))
            .tell("notice-excluded"),
        ApplicationKind::Escalation => step(order, verb, "order.coordinated")?
            .with(json!({ "rung": application.rung, "application": id }))
            .tell("notice-coordinated"),
    };
    // A decision of coordination is what it is about; the others may be short.
    if kind == ApplicationKind::Escalation || !text.trim().is_empty() {
        return change.said(Audience::Requester, text);
    }
    Ok(change)
}

fn urge(order: &Order, text: &str, facts: &Facts, at: Instant) -> Result<Change, Refusal> {
    let change = step(order, Verb::Urge, "order.urged")?;
    let pause = i64::from(facts.procedures.urge_every_hours) * HOUR_US;
    if facts.urged_at.is_some_and(|last| at.since(last) < pause) {
        return Err(ProcedureFault::UrgedAlready.into());
    }
    let change = change.with(json!({ "urge": facts.fresh }));
    if text.trim().is_empty() { Ok(change) } else { change.said(Audience::Requester, text) }
}

fn supervise(order: &Order, new: &NewSupervision, facts: &Facts) -> Result<Change, Refusal> {
    let change = step(order, Verb::Supervise, "order.supervised")?;
    check_text(&new.text)?;
    Ok(change.with(json!({
        "supervision": facts.fresh,
        "level": new.level,
        "cause": new.cause,
    })))
}

/// Words of a supervision stand with it and not in the course.
fn supervision_step(
    change: Change,
    text: &str,
    facts: &Facts,
    fits: fn(&Supervision) -> bool,
) -> Result<Change, Refusal> {
    let found = facts.supervision.as_ref().filter(|found| found.order_id == change.order.id);
    let found = found.filter(|found| fits(found)).ok_or(ProcedureFault::SupervisionOver)?;
    check_text(text)?;
    Ok(change.with(json!({ "supervision": found.id, "level": found.level })))
}

fn check_text(text: &str) -> Result<(), Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > TEXT_MAX {
        return Err(Refusal::TextMissing);
    }
    Ok(())
}

/// The application ids and supervision ids of tests and pages.
impl Facts {
    /// Id of the application that is written.
    pub fn application_id(&self) -> Option<ApplicationId> {
        self.fresh.map(ApplicationId)
    }

    /// Id of the supervision that is written.
    pub fn supervision_id(&self) -> Option<SupervisionId> {
        self.fresh.map(SupervisionId)
    }
}

/// The clock a deferral or an extension is about.
pub fn limit_kind(order: &Order) -> ClockKind {
    active_limit(order)
}

#[cfg(test)]
mod tests;
