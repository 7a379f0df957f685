//! The statutory clocks of a petition. Each is a history; what it shows is
//! replayed from it. The limits come from the policy in force on the day: the
//! city's own pack if it names them, else the national one.

use kernel::calendar::WorkCalendar;
use kernel::clock::{ClockEvent, ClockState, ClockView, PauseReason, WarningShares};
use kernel::counting::{CountingRule, Limit};
use kernel::policy::{ClockKind, OrderFacts, PolicyPack, Rule};
use kernel::time::Instant;

use crate::app::record::RecordError;
use crate::domain::PetitionId;
use crate::domain::order::NO_DUE_MICROS;
use crate::domain::petition::step::Tick;
use crate::domain::rules::Rules;
use crate::store::petition::ClockRow;

/// The national pack of statutory limits.
const NATIONAL: &str = "xinfang_2022";
/// The channel class that rules on petitions are for.
const CLASS: &str = "petition";

#[derive(serde::Serialize, serde::Deserialize)]
struct Policy {
    pack: String,
    version: String,
    weekend_extends: bool,
    pause_on: Vec<PauseReason>,
}

/// The rule for a clock of petitions on a day.
pub fn rule_for(
    rules: &Rules,
    kind: ClockKind,
    day: jiff::civil::Date,
) -> Option<(&PolicyPack, &Rule)> {
    let facts = OrderFacts { channel_class: CLASS, ..OrderFacts::default() };
    let national = || {
        let pack = PolicyPack::built_in().iter().find(|pack| pack.id == NATIONAL)?;
        Some((pack, pack.resolve(&facts, kind, day)?))
    };
    // A city's general limits are none of a petition's: the rule must name it.
    let named = rules.limit_for(&facts, kind, day);
    let named =
        named.filter(|(_, rule)| rule.matches.channel_classes.iter().any(|class| class == CLASS));
    named.or_else(national)
}

/// The clocks after some ticks, those that changed only.
pub(super) fn turn(
    rules: &Rules,
    petition: PetitionId,
    rows: &mut Vec<ClockRow>,
    ticks: &[Tick],
    at: Instant,
) -> Result<(), RecordError> {
    for tick in ticks {
        match *tick {
            Tick::Start(kind) => start(rules, petition, rows, kind, at)?,
            Tick::Stop(kind) => {
                add(rules, rows, kind, ClockEvent::Stopped { at }, |row| row.state != "stopped")?
            }
            Tick::Pause(kind, reason) => {
                add(rules, rows, kind, ClockEvent::Paused { at, reason }, |row| {
                    row.state == "running"
                })?;
            }
            Tick::Resume(kind) => {
                add(rules, rows, kind, ClockEvent::Resumed { at }, |row| row.state == "paused")?;
            }
            Tick::Extend(kind, by) => {
                add(rules, rows, kind, ClockEvent::Extended { at, by }, |row| {
                    row.state != "stopped"
                })?;
            }
        }
    }
    Ok(())
}

fn start(
    rules: &Rules,
    petition: PetitionId,
    rows: &mut Vec<ClockRow>,
    kind: ClockKind,
    at: Instant,
) -> Result<(), RecordError> {
    let Some((pack, rule)) = rule_for(rules, kind, at.day()) else { return Ok(()) };
    if rows.iter().any(|row| row.kind == kind.as_str()) {
        let again = ClockEvent::Reopened { at, limit: rule.limit };
        return add(rules, rows, kind, again, |row| row.state == "stopped");
    }
    let policy = Policy {
        pack: pack.id.clone(),
        version: pack.version.clone(),
        weekend_extends: rule.counting.weekend_extends,
        pause_on: rule.pause_on.clone(),
    };
    let mut row = ClockRow {
        petition_id: petition,
        kind: kind.as_str().to_owned(),
        policy: json(&policy)?,
        basis: rule.basis.clone(),
        history: "[]".to_owned(),
        state: "running".to_owned(),
        due_at: at,
        stopped_at: None,
    };
    settle(&rules.calendar, &mut row, vec![ClockEvent::Started { at, limit: rule.limit }])?;
    rows.push(row);
    Ok(())
}

/// Adds an event where it fits; where it does not, nothing happens.
fn add(
    rules: &Rules,
    rows: &mut [ClockRow],
    kind: ClockKind,
    event: ClockEvent,
    fits: fn(&ClockRow) -> bool,
) -> Result<(), RecordError> {
    let Some(row) = rows.iter_mut().find(|row| row.kind == kind.as_str()) else { return Ok(()) };
    if !fits(row) {
        return Ok(());
    }
    if let ClockEvent::Paused { reason, at } = event {
        let policy: Policy = parsed(&row.policy)?;
        let view = replay(&rules.calendar, row, at)?;
        if view.may_pause(reason, &policy.pause_on).is_err() {
            return Ok(());
        }
    }
    let mut history: Vec<ClockEvent> = parsed(&row.history)?;
    history.push(event);
    settle(&rules.calendar, row, history)
}

fn settle(
    calendar: &WorkCalendar,
    row: &mut ClockRow,
    history: Vec<ClockEvent>,
) -> Result<(), RecordError> {
    let last = history.last().map_or(row.due_at, ClockEvent::at);
    row.history = json(&history)?;
    let view = replay(calendar, row, last)?;
    row.due_at = view.due.at;
    (row.state, row.stopped_at) = match view.state {
        ClockState::Running => ("running".to_owned(), None),
        ClockState::Paused { .. } => ("paused".to_owned(), None),
        ClockState::Stopped { at, .. } => ("stopped".to_owned(), Some(at)),
    };
    Ok(())
}

/// What a clock shows at an instant.
///
/// # Errors
/// [`RecordError::Clock`] for a history that cannot have happened.
pub fn replay(
    calendar: &WorkCalendar,
    row: &ClockRow,
    now: Instant,
) -> Result<ClockView, RecordError> {
    let policy: Policy = parsed(&row.policy)?;
    let history: Vec<ClockEvent> = parsed(&row.history)?;
    let rule = CountingRule { weekend_extends: policy.weekend_extends };
    ClockView::replay(&history, now, calendar, &rule, &WarningShares::default()).map_err(|fault| {
        RecordError::Clock(format!("{} of {}: {fault}", row.kind, row.petition_id))
    })
}

/// The nearest end of a running clock.
pub(super) fn next_due(rows: &[ClockRow]) -> Instant {
    let running = rows.iter().filter(|row| row.state == "running");
    running.map(|row| row.due_at).min().unwrap_or(Instant::from_micros(NO_DUE_MICROS))
}

/// The most an extension may add on a day; nothing where none is allowed.
pub(super) fn extension_max(rules: &Rules, day: jiff::civil::Date) -> Option<Limit> {
    rule_for(rules, ClockKind::PetitionHandle, day)
        .and_then(|(_, rule)| rule.extension.map(|terms| terms.most))
}

fn json(value: &impl serde::Serialize) -> Result<String, RecordError> {
    serde_json::to_string(value).map_err(|error| RecordError::Clock(error.to_string()))
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, RecordError> {
    serde_json::from_str(text).map_err(|error| RecordError::Clock(error.to_string()))
}
