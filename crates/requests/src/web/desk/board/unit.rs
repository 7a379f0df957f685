//! One unit's page: what waits, what is about to break and why, how its
//! answers were judged. The unit sees its own; whoever sees all units sees it
//! too.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::{StoreError, Tx};
use kernel::time::Instant;
use people::{PageError, Role, Staff, UnitId, see_other};
use ui::chart::{BarChart, Figure, LineChart};
use ui::{Choice, EmptyState, FormState, Kpi, KpiStrip, Prefs, Shell, Tone, Tr};

use super::super::{clock, filter, queue, scope};
use super::charts::{interval, rate, share};
use super::{Days, LENGTHS};
use crate::app::Desk;
use crate::domain::objection::ObjectionState;
use crate::domain::order::OrderState;
use crate::domain::rates::rates;
use crate::store::board::{self, Ending};
use crate::store::joint::{self, JointFigures, Waiting};
use crate::store::list::{self, ListRow, Which};
use crate::store::listing::units_text;
use crate::store::objection;
use crate::store::rates::{self as rate_store, RateLine};
use crate::web::words::{clock_key, state_key};

/// Orders shown of those about to break.
const SHOWN: u32 = 12;

#[derive(Template)]
#[template(path = "desk/board_unit.html")]
struct UnitPage {
    shell: Shell,
    lengths: Vec<Choice>,
    form: FormState,
    period: String,
    kpis: KpiStrip,
    rows: ui::Queue,
    empty: Option<EmptyState>,
    soon_href: String,
    figures: Vec<Figure>,
    waiting: Vec<LateCoUnit>,
    board_href: Option<String>,
}

/// A matter that waits for a unit that is late with its part.
struct LateCoUnit {
    href: String,
    title: String,
    lead: String,
    late: String,
    over: String,
}

struct Ask {
    unit: UnitId,
    from: Instant,
    until: Instant,
    now: Instant,
    hidden_from: String,
    list: list::Filter,
}

struct Read {
    states: Vec<(String, i64, i64)>,
    days: Vec<(i64, i64, i64, i64)>,
    ending: Vec<Ending>,
    rates: Vec<RateLine>,
    rows: Vec<ListRow>,
    waiting: Vec<Waiting>,
    parts: Vec<JointFigures>,
    objections: Vec<(ObjectionState, i64)>,
}

async fn read(tx: &mut Tx<'_>, ask: &Ask) -> Result<Read, StoreError> {
    let soon = ask.now.plus(filter::SOON_US);
    let hidden = ask.hidden_from.as_str();
    let first = (Instant::from_micros(i64::MIN), "");
    let mut ending = board::ending(tx, ask.now, soon, ("", hidden)).await?;
    ending.retain(|line| line.unit == Some(ask.unit));
    Ok(Read {
        states: board::unit_states(tx, ask.unit, ask.now, hidden).await?,
        days: board::unit_days(tx, ask.unit, (ask.from, ask.until), hidden).await?,
        ending,
        rates: rate_store::lines(tx, ask.unit, ask.from, ask.until).await?,
        rows: list::page(tx, &ask.list, None, SHOWN).await?,
        waiting: joint::waiting(tx, ask.now, Some(ask.unit), first, SHOWN).await?,
        parts: joint::figures(tx, ask.from, ask.until, Some(ask.unit)).await?,
        objections: objection::counts_of(tx, ask.unit, (ask.from, ask.until), hidden).await?,
    })
}

/// `GET /desk/board/unit`: to the page of one's own unit.
pub(in super::super) async fn own(staff: Staff) -> Response {
    see_other(&format!("/desk/board/units/{}", staff.unit))
}

/// `GET /desk/board/units/{unit}`
pub(in super::super) async fn show(
    State(desk): State<Desk>,
    Path(unit): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let unit: UnitId = unit.parse().map_err(|_| PageError::NotFound)?;
    let sees_all = staff.has_any(&[Role::Supervisor, Role::Leader, Role::Dispatcher]);
    let name = desk.rules().units.get(&unit).map(|unit| unit.name.clone());
    let name = name.filter(|_| sees_all || unit == staff.unit).ok_or(PageError::NotFound)?;
    let now = desk.app.now();
    let days = Days::of(&FormState::from_pairs(pairs), now);
    let hidden_from = units_text(staff.own_units());
    let span = days.span(("", &hidden_from));
    let mut list = scope::filter(&staff);
    list.unit = Some(unit);
    list.which = Some(Which::EndingBefore(now.plus(filter::SOON_US)));
    let ask = Ask { unit, from: span.from, until: span.until, now, hidden_from, list };
    let found: Read = desk.app.db.read(ask, |tx, ask| Box::pin(read(tx, ask))).await?;
    let shell = desk.app.desk_titled(&staff, prefs, name);
    let t = shell.t;
    let row =
        |row: &ListRow| queue::draw_row(&desk, t, row, format!("/desk/orders/{}", row.id), now);
    let page = UnitPage {
        lengths: LENGTHS
            .iter()
            .map(|n| Choice::new(n.to_string(), t.n("board-days", *n)))
            .collect(),
        form: FormState::new().with("days", days.length.to_string()),
        period: format!("{} – {}", days.first(), days.today),
        kpis: kpis(&desk, t, days, unit, &found),
        rows: ui::Queue::new(t.s("board-soon"), found.rows.iter().map(row).collect()),
        empty: found
            .rows
            .is_empty()
            .then(|| EmptyState::new("check-circle", t.s("board-soon-none"))),
        soon_href: format!("/desk/orders?unit={unit}&which=soon"),
        figures: vec![waiting(t, unit, &found), causes(t, unit, &found), sent(t, days, &found)],
        waiting: found.waiting.iter().map(|row| late(&desk, t, row, now)).collect(),
        board_href: sees_all.then(|| format!("/desk/board?days={}", days.length)),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn late(desk: &Desk, t: Tr, row: &Waiting, now: Instant) -> LateCoUnit {
    let rules = desk.rules();
    let name = |id: Option<UnitId>| {
        id.and_then(|id| rules.units.get(&id)).map(|unit| unit.name.clone()).unwrap_or_default()
    };
    LateCoUnit {
        href: format!("/desk/orders/{}", row.lead_id),
        title: format!("{} {}", row.part_no, row.title),
        lead: name(row.lead_unit_id),
        late: name(row.part_unit_id),
        over: clock::left(t, row.due_at, now),
    }
}

fn kpis(desk: &Desk, t: Tr, days: Days, unit: UnitId, found: &Read) -> KpiStrip {
    let rule = desk.rules().rate_rule(days.today);
    let pair = rates(found.rates.iter().map(|line| &line.fact), &rule);
    let open: i64 = found.states.iter().map(|(_, open, _)| open).sum();
    let over: i64 = found.states.iter().map(|(_, _, over)| over).sum();
    let sent: i64 = found.days.iter().map(|day| day.1).sum();
    let handed: i64 = found.days.iter().map(|day| day.2).sum();
    let again: i64 = found.days.iter().map(|day| day.3).sum();
    let list = |more: &str| format!("/desk/orders?unit={unit}{more}");
    let period = format!("&{}", days.query());
    let three = |name: &'static str, raw, adjusted| {
        let note =
            format!("{} · {} {}", interval(t, adjusted), t.s("desk-rates-raw"), rate(t, raw));
        Kpi::new(t.s(name), rate(t, adjusted))
            .note(note)
            .href(format!("/desk/rates/{unit}{}", days.rates_query()))
    };
    let (raw, adjusted) = (&pair.raw, &pair.adjusted);
    KpiStrip::new(vec![
        Kpi::new(t.s("board-open"), t.number(open)).href(list("&which=open")),
        Kpi::new(t.s("board-over"), t.number(over))
            .change("", if over > 0 { Tone::Bad } else { Tone::Ok })
            .href(list("&overdue=1")),
        three("desk-rates-response", raw.response, adjusted.response),
        three("desk-rates-resolution", raw.resolution, adjusted.resolution),
        three("desk-rates-satisfaction", raw.satisfaction, adjusted.satisfaction),
        Kpi::new(t.s("board-handed-on"), share(t, handed, sent))
            .note(t.n("board-orders", handed))
            .href(list(&format!("{period}&which=handed-on"))),
        Kpi::new(t.s("board-reworked"), share(t, again, sent))
            .note(t.n("board-orders", again))
            .href(list(&format!("{period}&which=reworked"))),
        co_unit(t, found),
        objected(t, found),
    ])
}

/// How often it was late as a co-unit.
fn co_unit(t: Tr, found: &Read) -> Kpi {
    let (parts, late) = found.parts.first().map_or((0, 0), |row| (row.parts, row.late));
    Kpi::new(t.s("board-late-parts"), t.number(late))
        .change("", if late > 0 { Tone::Warn } else { Tone::Ok })
        .note(t.n("board-of-parts", parts))
        .href("/desk/joint")
}

/// How often it objected, and how often it was right.
fn objected(t: Tr, found: &Read) -> Kpi {
    let all: i64 = found.objections.iter().map(|(_, count)| count).sum();
    let right = found.objections.iter().filter(|(state, _)| *state == ObjectionState::Upheld);
    let right: i64 = right.map(|(_, count)| count).sum();
    Kpi::new(t.s("board-objections"), t.number(all))
        .note(t.n("board-objections-right", right))
        .href("/desk/objections")
}

/// What waits, by state.
fn waiting(t: Tr, unit: UnitId, found: &Read) -> Figure {
    let mut chart = BarChart::new("waiting", t.s("board-waiting")).note(t.s("board-waiting-note"));
    for (word, open, over) in &found.states {
        let Ok(state) = word.parse::<OrderState>() else { continue };
        let note = if *over > 0 { t.n("board-over-of", *over) } else { String::new() };
        let href = format!("/desk/orders?unit={unit}&state={state}");
        chart = chart.bar_link(t.s(state_key(state)), *open, note, href);
    }
    chart.figure(t)
}

/// Which limits are about to break.
fn causes(t: Tr, unit: UnitId, found: &Read) -> Figure {
    let mut chart = BarChart::new("causes", t.s("board-causes")).note(t.s("board-waiting-note"));
    for line in &found.ending {
        let note = if line.over > 0 { t.n("board-over-of", line.over) } else { String::new() };
        let href = format!("/desk/orders?unit={unit}&which=soon");
        chart = chart.bar_link(t.s(clock_key(&line.kind)), line.all, note, href);
    }
    chart.figure(t)
}

fn sent(t: Tr, days: Days, found: &Read) -> Figure {
    let epoch = jiff::civil::date(1970, 1, 1);
    let first = i64::from((days.first() - epoch).get_days());
    let numbers = (0..i64::from(days.length)).map(|n| first + n);
    let (mut labels, mut counts) = (Vec::new(), Vec::new());
    for number in numbers {
        let span = jiff::Span::new().days(i32::try_from(number).unwrap_or(0));
        let day = epoch.saturating_add(span);
        labels.push(format!("{}/{}", day.month(), day.day()));
        counts.push(found.days.iter().find(|day| day.0 == number).map_or(0, |day| day.1));
    }
    LineChart::new("sent", t.s("board-sent"), labels)
        .description(t.n("board-orders", counts.iter().sum::<i64>()))
        .series(t.s("board-sent"), counts)
        .wide()
        .figure(t, t.s("board-day"))
}
