//! Procedures beside an order: what a step rests on is loaded, and what it
//! leaves is written, both in the transaction that decides it.

use db::{Tx, outbox};
use kernel::clock::PauseReason;
use kernel::counting::{CountingRule, Limit, LimitUnit, due};
use kernel::time::{DAY_US, Instant};
use people::UnitId;
use serde_json::json;

use super::OrderError;
use super::act::{Act, By};
use super::apply::{Promise, Scene, promise};
use crate::domain::OrderId;
use crate::domain::application::{Application, ApplicationKind, ApplicationState};
use crate::domain::change::Command;
use crate::domain::order::Order;
use crate::domain::permission;
use crate::domain::procedure::{Facts, LimitFacts, Procedure, Step, limit_kind, next_rung};
use crate::domain::rules::Rules;
use crate::domain::supervision::{NewSupervision, Supervision, SupervisionState};
use crate::store::adjustment::{self, Adjustment};
use crate::store::application::{self, Decision, ProgressRow};
use crate::store::urge::{self, UrgeRow};
use crate::store::warning::{self, WarningRow};
use crate::store::{clock, supervision};

/// Loads what a procedure rests on.
pub(super) async fn prepare(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    act: &Act,
    order: &Order,
    procedure: &Procedure,
) -> Result<Command, OrderError> {
    let step = procedure.step.clone();
    let mut facts = facts(tx, scene, order, step.kind()).await?;
    facts.fresh = Some(scene.ids.mint(scene.at));
    (facts.actor, facts.actor_unit) = (scene.account(), scene.unit());
    facts.roles = match &act.by {
        By::Staff(staff) => Some(permission::acting_roles(staff, step.verb(), order)),
        By::Requester | By::Job(_) | By::Replay(_) => None,
    };
    match &step {
        Step::Progress { .. } => {
            let all = application::of_order(tx, order.id).await?;
            facts.waiting = listed_deferral(all);
        }
        Step::Urge { .. } => {
            facts.urged_at = urge::last(tx, order.id, is_requester(act, scene)).await?;
        }
        Step::Answer { supervision: id, .. } | Step::End { supervision: id, .. } => {
            facts.supervision = match id {
                Some(id) => supervision::get(tx, *id).await?,
                None => supervision::newest_open(tx, order.id).await?,
            };
        }
        Step::Ask(_) | Step::Approve { .. } | Step::Decline { .. } | Step::Supervise(_) => {}
    }
    Ok(Command::Procedure(Box::new(Procedure { step, facts })))
}

/// What is known of an order's applications of a kind and of its limit.
async fn facts(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    kind: Option<ApplicationKind>,
) -> Result<Facts, OrderError> {
    let mut facts =
        Facts { procedures: scene.rules.policies.procedures(scene.at.day()), ..Facts::default() };
    let Some(kind) = kind else { return Ok(facts) };
    let rows = clock::of_order(tx, order.id).await?;
    let limit = rows.iter().find(|row| row.kind == limit_kind(order).as_str());
    facts.limit = limit.map(limit_facts).transpose()?;
    // An extension counts for the round of work it was given in.
    let since = limit.map(|row| row.started_at);
    let all = application::of_order(tx, order.id).await?;
    let granted = all.iter().filter(|one| one.kind == kind && one.is_granted());
    facts.granted = count(granted.clone().filter(|one| {
        kind != ApplicationKind::Extension || since.is_none_or(|since| one.asked_at >= since)
    }));
    facts.rung = granted.filter_map(|one| one.rung).max();
    facts.waiting = all.into_iter().find(|one| one.kind == kind && one.is_open());
    Ok(facts)
}

fn count<'a>(applications: impl Iterator<Item = &'a Application>) -> u32 {
    u32::try_from(applications.count()).unwrap_or(u32::MAX)
}

/// What the limit's pack promised for it.
pub(super) fn limit_facts(row: &clock::ClockRow) -> Result<LimitFacts, OrderError> {
    let Promise { extension, pause_on } = promise(row)?;
    Ok(LimitFacts {
        due_at: row.due_at,
        terms: extension,
        may_defer: row.state == "running" && pause_on.contains(&PauseReason::Deferral),
    })
}

fn listed_deferral(all: Vec<Application>) -> Option<Application> {
    let listed = |one: &Application| {
        one.kind == ApplicationKind::Deferral && one.state == ApplicationState::Approved
    };
    all.into_iter().rev().find(listed)
}

fn is_requester(act: &Act, scene: &Scene<'_>) -> bool {
    matches!(act.by, By::Requester) || *scene.actor == kernel::event::Actor::Requester
}

/// Writes what a step leaves beside the order.
pub(super) async fn record(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    act: &Act,
    procedure: &Procedure,
) -> Result<(), OrderError> {
    let Procedure { step, facts } = procedure;
    match step {
        Step::Ask(_) => {
            let Some(application) = asked(scene, order, procedure) else { return Ok(()) };
            application::insert(tx, &application).await?;
            tell_unit(tx, scene, order.id, order.unit_id, "application").await
        }
        Step::Approve { text, .. } => approved(tx, scene, order, facts, text).await,
        Step::Decline { text, .. } => {
            let Some(waiting) = &facts.waiting else { return Ok(()) };
            decide(tx, scene, waiting, (ApplicationState::Refused, text, None)).await?;
            tell_unit(tx, scene, order.id, waiting.unit_id, "declined").await
        }
        Step::Progress { text } => {
            let (Some(listed), Some(id)) = (&facts.waiting, facts.fresh) else { return Ok(()) };
            let next = scene.at.plus(i64::from(facts.procedures.review_every_days) * DAY_US);
            let entry = ProgressRow {
                id,
                application_id: listed.id,
                at: scene.at,
                unit_id: scene.unit(),
                text: text.trim().to_owned(),
            };
            let key = (order.id, scene.account(), next);
            Ok(application::add_progress(tx, &entry, key).await?)
        }
        Step::Urge { .. } => {
            let Some(id) = facts.fresh else { return Ok(()) };
            let row = UrgeRow {
                id,
                order_id: order.id,
                at: scene.at,
                by_requester: is_requester(act, scene),
                account_id: scene.account(),
                unit_id: order.unit_id,
            };
            urge::insert(tx, &row).await?;
            tell_unit(tx, scene, order.id, order.unit_id, "urged").await
        }
        Step::Supervise(new) => supervise(tx, scene, order, new, facts).await,
        Step::Answer { text, .. } => {
            let Some(one) = &facts.supervision else { return Ok(()) };
            let by = (scene.account(), scene.at);
            Ok(supervision::answer(tx, one.id, text.trim(), by).await?)
        }
        Step::End { text, .. } => {
            let Some(one) = &facts.supervision else { return Ok(()) };
            let by = (scene.account(), scene.at);
            supervision::close(tx, one.id, text.trim(), by).await?;
            tell_unit(tx, scene, order.id, order.unit_id, "supervision-ended").await
        }
    }
}

fn asked(scene: &Scene<'_>, order: &Order, procedure: &Procedure) -> Option<Application> {
    let Step::Ask(new) = &procedure.step else { return None };
    let facts = &procedure.facts;
    let is_escalation = new.kind == ApplicationKind::Escalation;
    Some(Application {
        id: facts.application_id()?,
        order_id: order.id,
        kind: new.kind,
        state: ApplicationState::Open,
        reason_code: new.kind.reasons().map(|_| new.reason_code.clone()),
        reason: new.text.trim().to_owned(),
        plan: new.plan.trim().to_owned(),
        by: new.by,
        target_at: new.target_at,
        rung: is_escalation.then(|| next_rung(facts.rung).ok()).flatten(),
        unit_id: order.unit_id,
        asked_by: scene.account(),
        asked_unit_id: scene.unit(),
        asked_at: scene.at,
        decided_by: None,
        decided_unit_id: None,
        decided_at: None,
        decision: String::new(),
        next_review_at: None,
        ended_at: None,
    })
}

async fn approved(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    facts: &Facts,
    text: &str,
) -> Result<(), OrderError> {
    let Some(waiting) = &facts.waiting else { return Ok(()) };
    let is_deferral = waiting.kind == ApplicationKind::Deferral;
    let review = scene.at.plus(i64::from(facts.procedures.review_every_days) * DAY_US);
    let next_review_at = is_deferral.then_some(review);
    decide(tx, scene, waiting, (ApplicationState::Approved, text, next_review_at)).await?;
    let listed_as = match waiting.kind {
        ApplicationKind::Deferral => "deferred",
        ApplicationKind::Exclusion => "excluded",
        ApplicationKind::Extension | ApplicationKind::Escalation => {
            return tell_unit(tx, scene, order.id, waiting.unit_id, "approved").await;
        }
    };
    let name = |account: Option<people::AccountId>| {
        account.map_or_else(|| "job".to_owned(), |id| id.to_string())
    };
    let listing = Adjustment {
        order_id: order.id,
        kind: listed_as,
        reason: waiting.reason_code.as_deref().unwrap_or_default(),
        applied_by: name(waiting.asked_by),
        approved_by: Some(name(scene.account())),
        at: scene.at,
        valid_until: waiting.target_at,
    };
    adjustment::list(tx, &listing).await?;
    tell_unit(tx, scene, order.id, waiting.unit_id, "approved").await
}

async fn decide(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    waiting: &Application,
    (state, text, next_review_at): (ApplicationState, &str, Option<Instant>),
) -> Result<(), OrderError> {
    let decision = Decision {
        id: waiting.id,
        state,
        by: scene.account(),
        unit: scene.unit(),
        at: scene.at,
        text: text.trim(),
        next_review_at,
    };
    Ok(application::decide(tx, &decision).await?)
}

async fn supervise(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    new: &NewSupervision,
    facts: &Facts,
) -> Result<(), OrderError> {
    let Some(id) = facts.supervision_id() else { return Ok(()) };
    let days = new.level.days(&facts.procedures.supervision);
    let limit = Limit::new(days, LimitUnit::WorkingDay);
    let calendar = &scene.rules.calendar;
    let year = scene.at.day().year();
    let row = Supervision {
        id,
        order_id: order.id,
        level: new.level,
        cause: new.cause,
        state: SupervisionState::Open,
        year: year.into(),
        seq: supervision::next_seq(tx, year).await?,
        demand: new.text.trim().to_owned(),
        unit_id: order.unit_id,
        opened_by: scene.account(),
        opened_at: scene.at,
        due_at: due(scene.at, limit, calendar, &CountingRule::default()).at,
        answer: String::new(),
        answered_by: None,
        answered_at: None,
        closing: String::new(),
        closed_by: None,
        closed_at: None,
    };
    supervision::insert(tx, &row).await?;
    tell_unit(tx, scene, order.id, order.unit_id, "supervised").await
}

/// A message to a unit: references only.
pub(super) async fn tell_unit(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: OrderId,
    unit: Option<UnitId>,
    message: &str,
) -> Result<(), OrderError> {
    let Some(unit) = unit else { return Ok(()) };
    let body = json!({ "order": order, "unit": unit, "message": message });
    Ok(outbox::send(tx, scene.ids, "notify.unit", &body).await?)
}

/// What the course of an order does to its applications: an answer overtakes
/// what waits, the requester's word takes a deferral off the list, and so does
/// closing.
pub(super) async fn follow(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    use crate::domain::words::Solved;
    match command {
        Command::Reply(_) => {
            let except = ApplicationKind::Exclusion.as_str();
            application::lapse(tx, order.id, scene.at, except).await?;
            Ok(application::stop_reviews(tx, order.id).await?)
        }
        Command::Resume => Ok(application::stop_reviews(tx, order.id).await?),
        Command::CallBack { callback, is_last } => {
            use crate::domain::callback::Contacted;
            let heard = match callback.contacted {
                Contacted::Yes => callback.solved != Some(Solved::Unresolved),
                Contacted::Refused => true,
                Contacted::NoAnswer => *is_last,
            };
            if heard {
                application::delist(tx, order.id, scene.at).await?;
            }
            Ok(())
        }
        Command::Close => Ok(application::delist(tx, order.id, scene.at).await?),
        Command::Archive => Ok(application::lapse(tx, order.id, scene.at, "").await?),
        _ => Ok(()),
    }
}

/// What somebody may do to the order's applications now, for its page.
pub(super) async fn for_page(
    tx: &mut Tx<'_>,
    rules: &Rules,
    order: &Order,
    now: Instant,
) -> Result<Beside, OrderError> {
    let rows = clock::of_order(tx, order.id).await?;
    let limit = rows.iter().find(|row| row.kind == limit_kind(order).as_str());
    Ok(Beside {
        applications: application::of_order(tx, order.id).await?,
        progress: application::progress_of(tx, order.id).await?,
        urges: urge::of_order(tx, order.id).await?,
        warnings: warning::of_order(tx, order.id).await?,
        supervisions: supervision::of_order(tx, order.id).await?,
        limit: limit.map(limit_facts).transpose()?,
        procedures: rules.policies.procedures(now.day()),
    })
}

/// What runs beside an order.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Applications, oldest first.
    pub applications: Vec<Application>,
    /// Progress of deferrals, oldest first.
    pub progress: Vec<ProgressRow>,
    /// Urges, oldest first.
    pub urges: Vec<UrgeRow>,
    /// What the clocks warned of, oldest first.
    pub warnings: Vec<WarningRow>,
    /// Supervisions, oldest first.
    pub supervisions: Vec<Supervision>,
    /// The limit the unit works against.
    pub limit: Option<LimitFacts>,
    /// The procedures in force today.
    pub procedures: kernel::policy::Procedures,
}

impl Beside {
    /// The application of a kind that waits.
    pub fn waiting(&self, kind: ApplicationKind) -> Option<&Application> {
        self.applications.iter().find(|one| one.kind == kind && one.is_open())
    }

    /// The supervision that is not over, the newest first.
    pub fn open_supervisions(&self) -> impl Iterator<Item = &Supervision> {
        self.supervisions.iter().rev().filter(|one| one.state != SupervisionState::Closed)
    }
}
