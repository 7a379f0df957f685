//! Writing a decided change: clocks, order, note, event, message, in the
//! caller's transaction.

use db::{StoreError, Tx, ledger, outbox};
use kernel::calendar::WorkCalendar;
use kernel::clock::{ClockEvent, ClockState, ClockView, PauseReason, WarningLevel, WarningShares};
use kernel::counting::CountingRule;
use kernel::event::{Actor, NewEvent};
use kernel::id::Ids;
use kernel::policy::{ClockKind, ExtensionTerms, PolicyPack, Rule};
use kernel::time::{Instant, MINUTE_US};
use people::{AccountId, UnitId};
use serde_json::json;

use super::OrderError;
use super::undo::{self, Done, Keeping};
use crate::domain::change::{Audience, Change, ClockOp};
use crate::domain::order::Order;
use crate::domain::rules::Rules;
use crate::domain::undo::UNDO_US;
use crate::domain::words::OrderType;
use crate::store::clock::ClockRow;
use crate::store::note::NoteRow;
use crate::store::{circumstance, clock, note, order, request};

/// Who acts, when, under which rules.
pub(crate) struct Scene<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) ids: &'a dyn Ids,
    pub(crate) actor: &'a Actor,
    pub(crate) at: Instant,
}

impl Scene<'_> {
    pub(crate) fn account(&self) -> Option<AccountId> {
        match self.actor {
            Actor::Staff { account, .. } => Some(AccountId(*account)),
            Actor::Requester | Actor::Token(_) | Actor::Job(_) => None,
        }
    }

    pub(crate) fn unit(&self) -> Option<UnitId> {
        match self.actor {
            Actor::Staff { unit, .. } => Some(UnitId(*unit)),
            Actor::Requester | Actor::Token(_) | Actor::Job(_) => None,
        }
    }
}

/// The policy a clock runs under, kept with it so that a later pack does not
/// change what was promised.
#[derive(serde::Serialize, serde::Deserialize)]
struct ClockPolicy {
    pack: String,
    version: String,
    weekend_extends: bool,
    yellow_permille: u16,
    red_permille: u16,
    pause_on: Vec<PauseReason>,
    #[serde(default)]
    extension: Option<ExtensionTerms>,
}

impl ClockPolicy {
    fn of(pack: &PolicyPack, rule: &Rule) -> Self {
        Self {
            pack: pack.id.clone(),
            version: pack.version.clone(),
            weekend_extends: rule.counting.weekend_extends,
            yellow_permille: rule.warning.yellow_permille,
            red_permille: rule.warning.red_permille,
            pause_on: rule.pause_on.clone(),
            extension: rule.extension,
        }
    }
}

/// What a clock's pack promised besides its end.
pub(crate) struct Promise {
    /// How more time may be given.
    pub(crate) extension: Option<ExtensionTerms>,
    /// What may stop it.
    pub(crate) pause_on: Vec<PauseReason>,
}

/// What was promised when a clock started.
pub(crate) fn promise(row: &ClockRow) -> Result<Promise, OrderError> {
    let policy: ClockPolicy = from_json(row, &row.policy)?;
    Ok(Promise { extension: policy.extension, pause_on: policy.pause_on })
}

/// The pack a clock runs under, and its version.
///
/// # Errors
/// [`OrderError::Clock`] when what is stored does not read.
pub fn pack_of(row: &ClockRow) -> Result<(String, String), OrderError> {
    let policy: ClockPolicy = from_json(row, &row.policy)?;
    Ok((policy.pack, policy.version))
}

/// The clocks of a new order, and the order with its nearest limit.
pub(crate) fn open_clocks(
    scene: &Scene<'_>,
    order: Order,
    ops: &[ClockOp],
) -> Result<(Order, Vec<ClockRow>), OrderError> {
    let rows = changed_clocks(scene, &order, Vec::new(), ops)?;
    Ok((with_dues(order, &rows), rows))
}

/// Writes a change to an order that exists. Gives the order as it now stands.
pub(crate) async fn apply(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    before: &Order,
    change: Change,
) -> Result<Order, OrderError> {
    apply_kept(tx, scene, before, change, None).await
}

/// The same; kept so that it can be undone, its message waits that long.
pub(crate) async fn apply_kept(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    before: &Order,
    change: Change,
    keeping: Option<Keeping>,
) -> Result<Order, OrderError> {
    let name = change.event;
    let mut after = change.order;
    if !change.clocks.is_empty() {
        let rows = clock::of_order(tx, after.id).await?;
        let changed = changed_clocks(scene, &after, rows.clone(), &change.clocks)?;
        for row in changed.iter().filter(|row| !rows.contains(row)) {
            clock::upsert(tx, row).await?;
        }
        after = with_dues(after, &changed);
    }
    order::save(tx, &after).await?;
    let mut body = change.body;
    if let Some((audience, text)) = &change.note {
        let id = scene.ids.mint(scene.at);
        body["note"] = json!(id);
        let row = NoteRow {
            id,
            order_id: after.id,
            at: scene.at,
            kind: change.event.to_owned(),
            audience: match audience {
                Audience::Requester => "requester".into(),
                Audience::Staff => "staff".into(),
            },
            author_id: scene.account(),
            unit_id: scene.unit(),
            text: text.clone(),
        };
        note::insert(tx, &row).await?;
    }
    let event = NewEvent {
        stream: ledger::stream_name("order", after.id.0),
        kind: change.event,
        actor: scene.actor.clone(),
        at: scene.at,
        from: Some(before.state.as_str()),
        to: Some(after.state.as_str()),
        body,
    };
    let event_version = ledger::append(tx, &event).await?;
    let body = match change.notify {
        Some(message) => notice(tx, &after, message).await?,
        None => None,
    };
    let is_told = body.is_some();
    match (&body, &keeping) {
        (Some(body), Some(kept)) => {
            let due = tx.recorded_at().plus(UNDO_US);
            outbox::hold(tx, kept.message, "notify.requester", body, due).await?;
        }
        (Some(body), None) => outbox::send(tx, scene.ids, "notify.requester", body).await?,
        (None, _) => {}
    }
    after.version += 1;
    if let Some(keeping) = keeping {
        let done = Done { keeping, event: name, event_version, is_told };
        undo::remember(tx, scene, &after, done).await?;
    }
    Ok(after)
}

/// The nearest end of a running limit with its warnings, and the end of the handling limit.
pub(crate) fn with_dues(mut order: Order, clocks: &[ClockRow]) -> Order {
    let running = || clocks.iter().filter(|row| row.state == "running");
    order.next_due_at = running().map(|row| row.due_at).min().unwrap_or_else(Order::no_due);
    let nearest = || running().filter(|row| row.due_at == order.next_due_at);
    order.next_yellow_at = nearest().map(|row| row.yellow_at).min();
    order.next_red_at = nearest().map(|row| row.red_at).min();
    let handle = clocks.iter().find(|row| row.kind == ClockKind::Handle.as_str());
    order.handle_due_at = handle.map(|row| row.due_at);
    order
}

/// The clocks after some operations; those not touched stay as they are.
pub(crate) fn changed_clocks(
    scene: &Scene<'_>,
    order: &Order,
    mut rows: Vec<ClockRow>,
    ops: &[ClockOp],
) -> Result<Vec<ClockRow>, OrderError> {
    for op in ops {
        let kind = op.kind();
        let at = rows.iter().position(|row| row.kind == kind.as_str());
        match (at.and_then(|at| rows.get_mut(at)), op) {
            (None, ClockOp::Start(kind)) => rows.extend(started(scene, order, *kind)?),
            (None, _) => {}
            (Some(row), op) => turn(scene, order, row, op)?,
        }
    }
    Ok(rows)
}

impl ClockOp {
    fn kind(&self) -> ClockKind {
        match self {
            Self::Start(kind)
            | Self::Stop(kind)
            | Self::Pause(kind, _)
            | Self::Resume(kind)
            | Self::Extend(kind, _)
            | Self::Reassign(kind, _) => *kind,
        }
    }
}

/// A new clock by the policy; none where the policy sets no limit. Praise is
/// passed on and has none.
fn started(
    scene: &Scene<'_>,
    order: &Order,
    kind: ClockKind,
) -> Result<Option<ClockRow>, OrderError> {
    let unit_clock = matches!(kind, ClockKind::FirstContact | ClockKind::Handle);
    if unit_clock && order.order_type == OrderType::Praise {
        return Ok(None);
    }
    let Some((pack, rule)) = scene.rules.limit(order, kind, scene.at.day()) else {
        return Ok(None);
    };
    let policy = ClockPolicy::of(pack, rule);
    let mut row = ClockRow {
        order_id: order.id,
        kind: kind.as_str().to_owned(),
        unit_id: order.unit_id,
        policy: to_json(order, kind.as_str(), &policy)?,
        basis: rule.basis.clone(),
        history: String::new(),
        state: String::new(),
        started_at: scene.at,
        due_at: scene.at,
        yellow_at: scene.at,
        red_at: scene.at,
        stopped_at: None,
        provisional: false,
        calendar_version: String::new(),
    };
    let history = [ClockEvent::Started { at: scene.at, limit: rule.limit }];
    settle(&scene.rules.calendar, &mut row, &history, &policy)?;
    Ok(Some(row))
}

/// The end of a limit that would begin at an instant; none where the policy
/// sets no limit.
pub(crate) fn limit_end(
    rules: &Rules,
    order: &Order,
    kind: ClockKind,
    start: Instant,
) -> Option<Instant> {
    let (_, rule) = rules.limit(order, kind, start.day())?;
    let history = [ClockEvent::Started { at: start, limit: rule.limit }];
    let view = ClockView::replay(&history, start, &rules.calendar, &rule.counting, &rule.warning);
    view.ok().map(|view| view.due.at)
}

/// Adds one operation to a clock's history, where it fits: stopping what is
/// stopped or resuming what runs changes nothing.
fn turn(
    scene: &Scene<'_>,
    order: &Order,
    row: &mut ClockRow,
    op: &ClockOp,
) -> Result<(), OrderError> {
    let at = scene.at;
    let mut policy: ClockPolicy = from_json(row, &row.policy)?;
    let mut history: Vec<ClockEvent> = from_json(row, &row.history)?;
    let event = match *op {
        ClockOp::Start(kind) => {
            match scene.rules.limit(order, kind, at.day()) {
                // A fresh count is promised by the pack in force now.
                Some((pack, rule)) if row.state == "stopped" => {
                    row.unit_id = order.unit_id;
                    policy = ClockPolicy::of(pack, rule);
                    row.policy = to_json(order, kind.as_str(), &policy)?;
                    rule.basis.clone_into(&mut row.basis);
                    ClockEvent::Reopened { at, limit: rule.limit }
                }
                _ => return Ok(()),
            }
        }
        ClockOp::Stop(_) if row.state != "stopped" => ClockEvent::Stopped { at },
        ClockOp::Pause(_, reason) if row.state == "running" => {
            let view = view_of(&scene.rules.calendar, row, &history, &policy, at)?;
            if view.may_pause(reason, &policy.pause_on).is_err() {
                return Ok(());
            }
            ClockEvent::Paused { at, reason }
        }
        ClockOp::Resume(_) if row.state == "paused" => ClockEvent::Resumed { at },
        ClockOp::Extend(_, by) if row.state != "stopped" => ClockEvent::Extended { at, by },
        ClockOp::Reassign(_, unit) if row.state != "stopped" => {
            row.unit_id = Some(unit);
            ClockEvent::Reassigned { at, unit: unit.0 }
        }
        ClockOp::Stop(_)
        | ClockOp::Pause(..)
        | ClockOp::Resume(_)
        | ClockOp::Extend(..)
        | ClockOp::Reassign(..) => return Ok(()),
    };
    history.push(event);
    settle(&scene.rules.calendar, row, &history, &policy)
}

/// Counts a clock again under the calendar as it is now, after a year's days
/// were announced. Gives whether its end moved.
pub(crate) fn recount(calendar: &WorkCalendar, row: &mut ClockRow) -> Result<bool, OrderError> {
    let before = row.due_at;
    let policy: ClockPolicy = from_json(row, &row.policy)?;
    let history: Vec<ClockEvent> = from_json(row, &row.history)?;
    settle(calendar, row, &history, &policy)?;
    Ok(row.due_at != before)
}

/// Replays a clock as it stands, for a page.
pub(crate) fn replay(
    calendar: &WorkCalendar,
    row: &ClockRow,
    now: Instant,
) -> Result<ClockView, OrderError> {
    let policy: ClockPolicy = from_json(row, &row.policy)?;
    let history: Vec<ClockEvent> = from_json(row, &row.history)?;
    view_of(calendar, row, &history, &policy, now)
}

/// What is told to the requester, and to whoever speaks for them. They hear of
/// the whole matter, never of a unit's part; nobody hears of an anonymous one.
async fn notice(
    tx: &mut Tx<'_>,
    order: &Order,
    message: &str,
) -> Result<Option<serde_json::Value>, StoreError> {
    if !order.is_whole() {
        return Ok(None);
    }
    let told = circumstance::of_order(tx, order.id).await?;
    let speaker = told.and_then(|told| told.proxy_ref);
    if speaker.is_none() && !request::has_requester(tx, order.request_id).await? {
        return Ok(None);
    }
    let mut body = json!({ "order": order.id, "message": message });
    if let Some(speaker) = speaker {
        body["speaker"] = json!(speaker);
    }
    Ok(Some(body))
}

/// What happened to a clock, each with what the clock showed just then.
///
/// # Errors
/// [`OrderError`] when the stored history cannot be read.
pub fn clock_course(
    calendar: &WorkCalendar,
    row: &ClockRow,
) -> Result<Vec<(ClockEvent, ClockView)>, OrderError> {
    let policy: ClockPolicy = from_json(row, &row.policy)?;
    let history: Vec<ClockEvent> = from_json(row, &row.history)?;
    let shown = history.iter().enumerate().map(|(n, event)| {
        let so_far = history.get(..=n).unwrap_or(&history);
        Ok((*event, view_of(calendar, row, so_far, &policy, event.at())?))
    });
    shown.collect()
}

fn view_of(
    calendar: &WorkCalendar,
    row: &ClockRow,
    history: &[ClockEvent],
    policy: &ClockPolicy,
    now: Instant,
) -> Result<ClockView, OrderError> {
    let rule = CountingRule { weekend_extends: policy.weekend_extends };
    let warning = WarningShares {
        yellow_permille: policy.yellow_permille,
        red_permille: policy.red_permille,
    };
    ClockView::replay(history, now, calendar, &rule, &warning).map_err(|fault| OrderError::Clock {
        order: row.order_id.to_string(),
        kind: row.kind.clone(),
        fault: fault.to_string(),
    })
}

/// Writes into the row what its history says.
fn settle(
    calendar: &WorkCalendar,
    row: &mut ClockRow,
    history: &[ClockEvent],
    policy: &ClockPolicy,
) -> Result<(), OrderError> {
    let last = history.last().map_or(row.started_at, ClockEvent::at);
    let view = view_of(calendar, row, history, policy, last)?;
    row.history = serde_json::to_string(history).map_err(|error| corrupt(row, &error))?;
    row.state = match view.state {
        ClockState::Running => "running",
        ClockState::Paused { .. } => "paused",
        ClockState::Stopped { .. } => "stopped",
    }
    .to_owned();
    row.stopped_at = match view.state {
        ClockState::Stopped { at, .. } => Some(at),
        ClockState::Running | ClockState::Paused { .. } => None,
    };
    row.started_at = view.started;
    row.due_at = view.due.at;
    row.provisional = view.due.crosses_provisional;
    calendar.version().clone_into(&mut row.calendar_version);
    if view.state == ClockState::Running {
        row.yellow_at = warns_at(calendar, row, history, policy, WarningLevel::Yellow)?;
        row.red_at = warns_at(calendar, row, history, policy, WarningLevel::Red)?;
    }
    Ok(())
}

/// The minute from which a running clock shows a level, found by halving: the
/// share of days used is not linear in time, and the replay is the only
/// place that knows it.
fn warns_at(
    calendar: &WorkCalendar,
    row: &ClockRow,
    history: &[ClockEvent],
    policy: &ClockPolicy,
    level: WarningLevel,
) -> Result<Instant, OrderError> {
    let mut calm = history.last().map_or(row.started_at, ClockEvent::at);
    let mut warned = row.due_at.max(calm);
    let rank = |level: WarningLevel| match level {
        WarningLevel::Green => 0,
        WarningLevel::Yellow => 1,
        WarningLevel::Red => 2,
    };
    while warned.since(calm) > MINUTE_US {
        let middle = calm.plus(warned.since(calm) / 2);
        let view = view_of(calendar, row, history, policy, middle)?;
        if rank(view.warning) >= rank(level) { warned = middle } else { calm = middle }
    }
    Ok(warned)
}

fn to_json(order: &Order, kind: &str, value: &impl serde::Serialize) -> Result<String, OrderError> {
    serde_json::to_string(value).map_err(|error| OrderError::Clock {
        order: order.id.to_string(),
        kind: kind.to_owned(),
        fault: error.to_string(),
    })
}

fn from_json<T: serde::de::DeserializeOwned>(row: &ClockRow, text: &str) -> Result<T, OrderError> {
    serde_json::from_str(text).map_err(|error| corrupt(row, &error))
}

fn corrupt(row: &ClockRow, error: &serde_json::Error) -> OrderError {
    OrderError::Clock {
        order: row.order_id.to_string(),
        kind: row.kind.clone(),
        fault: error.to_string(),
    }
}
