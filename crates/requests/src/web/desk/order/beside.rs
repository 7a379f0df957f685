//! What runs beside an order, as its page shows it: all clocks side by side
//! with their pauses, the applications with who asked and who decided, urges
//! and supervisions.

use askama::Template;
use kernel::clock::{ClockState, ClockView, Pause};
use kernel::counting::{LimitUnit, Remaining, remaining};
use kernel::time::Instant;
use ui::{Html, Tag, Tone, Tr, key};

use super::super::clock;
use super::course::Names;
use super::course_limits::pause_key;
use crate::app::Desk;
use crate::app::procedure_words::{
    application_state_key, application_tone, cause_key, kind_key, level_key, rung_key,
    supervision_state_key, supervision_tone, warning_key,
};
use crate::app::view::OrderView;
use crate::domain::application::{Application, ApplicationKind};
use crate::domain::rules::Rules;
use crate::domain::supervision::Supervision;
use crate::store::clock::ClockRow;
use crate::web::words::clock_key;

#[derive(Template)]
#[template(path = "procedure/clocks.html")]
struct Clocks {
    t: Tr,
    rows: Vec<ClockLine>,
}

struct ClockLine {
    name: String,
    limit: String,
    due: String,
    left: Tag,
    used: String,
    unit: String,
    pauses: Vec<String>,
    notes: Vec<String>,
}

/// Every clock the order ever had, in the order they started; nothing before
/// the first.
pub(super) fn clocks(desk: &Desk, t: Tr, view: &OrderView) -> Option<Html> {
    let (rules, now) = (desk.rules(), desk.app.now());
    let line = |(row, shown): &(ClockRow, ClockView)| ClockLine {
        name: t.s(clock_key(&row.kind)).into_owned(),
        limit: clock::limit(t, shown.limit),
        due: t.date_time(shown.due.at),
        left: left(t, shown, &rules, now),
        used: format!("{}%", shown.elapsed_permille / 10),
        unit: unit_name(&rules, row.unit_id),
        pauses: shown.pauses.iter().map(|pause| pause_text(t, pause)).collect(),
        notes: warned(t, view, row).into_iter().chain(notes(t, row, shown)).collect(),
    };
    let rows: Vec<ClockLine> = view.clocks.iter().map(line).collect();
    (!rows.is_empty()).then(|| Html::of(&Clocks { t, rows }))
}

fn unit_name(rules: &Rules, unit: Option<people::UnitId>) -> String {
    unit.and_then(|id| rules.units.get(&id)).map(|unit| unit.name.clone()).unwrap_or_default()
}

/// What is left in the words one says: working days for days of work.
fn left(t: Tr, shown: &ClockView, rules: &Rules, now: Instant) -> Tag {
    let (text, tone) = match shown.state {
        ClockState::Stopped { met: true, .. } => (t.s("desk-clock-met").into_owned(), Tone::Ok),
        ClockState::Stopped { met: false, .. } => {
            (t.s("desk-clock-missed").into_owned(), Tone::Bad)
        }
        ClockState::Paused { .. } => (t.s("desk-clock-paused").into_owned(), Tone::Info),
        ClockState::Running => {
            let tone = clock::tone(shown.warning);
            let in_days = shown.limit.unit == LimitUnit::WorkingDay;
            match remaining(now, &shown.due, shown.limit.unit, &rules.calendar) {
                Remaining::Days { working, .. } if in_days => {
                    (t.n("procedure-left-working", i64::from(working)), tone)
                }
                Remaining::Days { natural, .. } => {
                    (t.n("procedure-left-days", i64::from(natural)), tone)
                }
                Remaining::Time { micros } => {
                    (t.named("desk-clock-left", t.duration(micros)), tone)
                }
                Remaining::Overdue { working, .. } if in_days && working > 0 => {
                    (t.n("procedure-over-working", i64::from(working)), Tone::Bad)
                }
                Remaining::Overdue { micros, .. } => {
                    (t.named("desk-clock-over", t.duration(micros)), Tone::Bad)
                }
            }
        }
    };
    Tag::new(text).tone(tone)
}

/// `等待诉求人补充：11月3日 09:00 至 11月4日 10:00`
fn pause_text(t: Tr, pause: &Pause) -> String {
    let until = pause
        .until
        .map_or_else(|| t.s("procedure-pause-lasts").into_owned(), |until| t.date_time(until));
    let args = [
        ("reason", t.s(pause_key(pause.reason)).as_ref().into()),
        ("from", t.date_time(pause.from).into()),
        ("until", until.into()),
    ];
    t.a("procedure-pause", &args)
}

/// What the clock warned of by itself, for its present end.
fn warned(t: Tr, view: &OrderView, row: &ClockRow) -> Vec<String> {
    let of_row = view.beside.warnings.iter().filter(|warning| warning.clock == row.kind);
    of_row.map(|one| format!("{} {}", t.s(warning_key(&one.level)), t.date_time(one.at))).collect()
}

fn notes(t: Tr, row: &ClockRow, shown: &ClockView) -> Vec<String> {
    let mut notes = Vec::new();
    if shown.reopen_count > 0 {
        notes.push(t.n("procedure-clock-round", i64::from(shown.reopen_count) + 1));
    }
    if shown.extended_late {
        notes.push(t.s("procedure-clock-late").into_owned());
    }
    if row.provisional {
        notes.push(t.s("desk-provisional").into_owned());
    }
    if let Ok((pack, version)) = crate::app::pack_of(row) {
        let args = [("pack", pack.into()), ("version", version.into())];
        notes.push(t.a("procedure-clock-pack", &args));
    }
    notes.push(row.basis.clone());
    notes
}

#[derive(Template)]
#[template(path = "procedure/beside.html")]
struct Beside {
    t: Tr,
    applications: Vec<ApplicationLine>,
    supervisions: Vec<SupervisionLine>,
    urges: String,
}

struct ApplicationLine {
    name: String,
    state: Tag,
    asked: String,
    facts: Vec<(String, String)>,
    progress: Vec<String>,
}

struct SupervisionLine {
    name: String,
    href: String,
    state: Tag,
    facts: Vec<(String, String)>,
}

/// Applications, urges and supervisions; nothing when there are none.
pub(super) fn beside(desk: &Desk, t: Tr, view: &OrderView, names: &Names) -> Option<Html> {
    let rules = desk.rules();
    let (beside, now) = (&view.beside, desk.app.now());
    let applications = beside.applications.iter().rev();
    let supervisions = beside.supervisions.iter().rev();
    let page = Beside {
        t,
        applications: applications
            .map(|one| application_line(t, &rules, view, one, names))
            .collect(),
        supervisions: supervisions.map(|one| supervision_line(t, one, names, now)).collect(),
        urges: match beside.urges.last() {
            Some(last) => {
                let args = [
                    ("n", i64::try_from(beside.urges.len()).unwrap_or(i64::MAX).into()),
                    ("at", t.date_time(last.at).into()),
                ];
                t.a("procedure-urges", &args)
            }
            None => String::new(),
        },
    };
    let is_empty =
        page.applications.is_empty() && page.supervisions.is_empty() && page.urges.is_empty();
    (!is_empty).then(|| Html::of(&page))
}

/// Who, for which unit, when.
fn signed(
    t: Tr,
    rules: &Rules,
    names: &Names,
    (by, unit, at): (Option<people::AccountId>, Option<people::UnitId>, Instant),
) -> String {
    let name = by.and_then(|id| names.get(&id.to_string())).cloned().unwrap_or_default();
    [unit_name(rules, unit), name, t.date_time(at)].join(" ").trim().to_owned()
}

fn application_line(
    t: Tr,
    rules: &Rules,
    view: &OrderView,
    one: &Application,
    names: &Names,
) -> ApplicationLine {
    let mut facts = Vec::new();
    let mut add = |name: &'static str, value: String| {
        if !value.is_empty() {
            facts.push((t.s(name).into_owned(), value));
        }
    };
    add(key("procedure-reason"), reason_name(rules, one));
    let words = match one.kind {
        ApplicationKind::Exclusion => key("procedure-evidence"),
        _ => key("procedure-words"),
    };
    add(words, one.reason.clone());
    add(key("procedure-plan"), one.plan.clone());
    add(key("procedure-more-time"), one.by.map(|by| clock::limit(t, by)).unwrap_or_default());
    add(key("procedure-target"), one.target_at.map(|at| t.date(at.plus(-1))).unwrap_or_default());
    add(
        key("procedure-rung"),
        one.rung.map(|rung| t.s(rung_key(rung)).into_owned()).unwrap_or_default(),
    );
    if let Some(at) = one.decided_at {
        let by = signed(t, rules, names, (one.decided_by, one.decided_unit_id, at));
        add(key("procedure-decided"), [by, one.decision.clone()].join(" "));
    }
    add(key("procedure-next-review"), one.next_review_at.map(|at| t.date(at)).unwrap_or_default());
    add(key("procedure-ended"), one.ended_at.map(|at| t.date_time(at)).unwrap_or_default());
    let progress = view.beside.progress.iter().filter(|entry| entry.application_id == one.id);
    ApplicationLine {
        name: t.s(kind_key(one.kind)).into_owned(),
        state: Tag::new(t.s(application_state_key(one.kind, one.state)))
            .tone(application_tone(one.state)),
        asked: signed(t, rules, names, (one.asked_by, one.asked_unit_id, one.asked_at)),
        facts,
        progress: progress
            .map(|entry| format!("{} {}", t.date_time(entry.at), entry.text))
            .collect(),
    }
}

/// The pack's name of a reason; its code when the pack has dropped it since.
pub(in super::super) fn reason_name(rules: &Rules, one: &Application) -> String {
    let Some((kind, code)) = one.kind.reasons().zip(one.reason_code.as_deref()) else {
        return String::new();
    };
    let procedures = rules.policies.procedures(one.asked_at.day());
    let found = procedures.reason(kind, code);
    found.map_or_else(|| code.to_owned(), |reason| reason.name.clone())
}

fn supervision_line(t: Tr, one: &Supervision, names: &Names, now: Instant) -> SupervisionLine {
    let name = |id: Option<people::AccountId>| {
        id.and_then(|id| names.get(&id.to_string())).cloned().unwrap_or_default()
    };
    let tone = supervision_tone(one.state, one.is_overdue(now));
    let mut facts = vec![
        (t.s("supervision-cause").into_owned(), t.s(cause_key(one.cause)).into_owned()),
        (t.s("supervision-demand").into_owned(), one.demand.clone()),
        (t.s("supervision-opened").into_owned(), {
            [name(one.opened_by), t.date_time(one.opened_at)].join(" ").trim().to_owned()
        }),
        (t.s("supervision-due").into_owned(), t.date(one.due_at.plus(-1))),
    ];
    if let Some(at) = one.answered_at {
        let text = [one.answer.clone(), name(one.answered_by), t.date_time(at)].join(" ");
        facts.push((t.s("supervision-answer").into_owned(), text));
    }
    if let Some(at) = one.closed_at {
        let text = [one.closing.clone(), name(one.closed_by), t.date_time(at)].join(" ");
        facts.push((t.s("supervision-closing").into_owned(), text));
    }
    SupervisionLine {
        name: [number(t, one), t.s(level_key(one.level)).into_owned()].join(" "),
        href: format!("/desk/supervisions/{}", one.id),
        state: Tag::new(t.s(supervision_state_key(one.state))).tone(tone),
        facts,
    }
}

/// `督办〔2026〕12号`
pub(in super::super) fn number(t: Tr, one: &Supervision) -> String {
    // Years and numbers stand without separators.
    let args = [("year", one.year.to_string().into()), ("seq", one.seq.to_string().into())];
    t.a("supervision-no", &args)
}
