//! The supervisor's board: what is about to break and where, what came in,
//! how it was judged. Every figure opens to its orders; units are compared,
//! people never.

mod charts;
mod compare;
pub(super) mod unit;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::{StoreError, Tx};
use jiff::ToSpan;
use kernel::time::Instant;
use people::{PageError, Staff, UnitId};
use ui::chart::Figure;
use ui::map::MapFigure;
use ui::{Choice, FormState, KpiStrip, Prefs, Shell, Tr, key};

use self::compare::{Line, lines};
use super::scope;
use crate::app::Desk;
use crate::domain::rates::{RatePair, rates};
use crate::store::board::{self, Counts, Ending, Span};
use crate::store::listing::units_text;
use crate::store::rates::{self as rate_store, RateLine};

/// Lengths of a period that one press chooses, in days.
const LENGTHS: [i32; 4] = [7, 14, 30, 90];
/// The usual one.
const LENGTH: i32 = 30;
/// Hot topics named on the board.
const HOT: usize = 6;

#[derive(Template)]
#[template(path = "desk/board.html")]
struct BoardPage {
    shell: Shell,
    lengths: Vec<Choice>,
    form: FormState,
    period: String,
    csv: String,
    kpis: KpiStrip,
    breaking: Vec<Breaking>,
    breaking_total: String,
    hot: Vec<(String, String, i64, String)>,
    map: Option<MapFigure>,
    figures: Vec<Figure>,
    units: Vec<Line>,
    ranks: Vec<Choice>,
}

/// A unit's limits that are about to break.
struct Breaking {
    unit: String,
    href: String,
    all: String,
    over: i64,
    causes: String,
}

/// The days a board is about, today included.
#[derive(Debug, Clone, Copy)]
pub(super) struct Days {
    length: i32,
    today: jiff::civil::Date,
}

impl Days {
    fn of(form: &FormState, now: Instant) -> Self {
        let asked: Option<i32> = form.value("days").parse().ok();
        let length = asked.filter(|days| LENGTHS.contains(days)).unwrap_or(LENGTH);
        Self { length, today: now.day() }
    }

    fn first(self) -> jiff::civil::Date {
        self.today.saturating_sub((self.length - 1).days())
    }

    fn span(self, (region, hidden_from): (&str, &str)) -> Span {
        Span {
            from: Instant::start_of(self.first()),
            until: Instant::end_of(self.today),
            region: region.to_owned(),
            hidden_from: hidden_from.to_owned(),
        }
    }

    /// The same number of days before.
    fn before(self, (region, hidden_from): (&str, &str)) -> Span {
        let last = self.first().saturating_sub(1.days());
        let first = last.saturating_sub((self.length - 1).days());
        Span {
            from: Instant::start_of(first),
            until: Instant::end_of(last),
            region: region.to_owned(),
            hidden_from: hidden_from.to_owned(),
        }
    }

    /// The days as fields of an address of the list of orders.
    fn query(self) -> String {
        format!("from={}&until={}", self.first(), self.today)
    }

    /// As fields of an address of the rates.
    fn rates_query(self) -> String {
        format!("?from={}&to={}", self.first(), self.today)
    }
}

/// Everything a board is drawn from.
struct Read {
    counts: Counts,
    before: Vec<(String, i64)>,
    ending: Vec<Ending>,
    open: Vec<(UnitId, i64, i64)>,
    rates: Vec<(UnitId, Vec<RateLine>)>,
}

struct Ask {
    span: Span,
    before: Span,
    now: Instant,
}

async fn read(tx: &mut Tx<'_>, ask: &Ask) -> Result<Read, StoreError> {
    let span = &ask.span;
    let within = (span.region.as_str(), span.hidden_from.as_str());
    let soon = ask.now.plus(super::filter::SOON_US);
    let mut all = Vec::new();
    for (unit, _) in rate_store::units(tx, span.from, span.until).await? {
        all.push((unit, rate_store::lines(tx, unit, span.from, span.until).await?));
    }
    Ok(Read {
        counts: board::counts(tx, span).await?,
        before: board::categories(tx, &ask.before).await?,
        ending: board::ending(tx, ask.now, soon, within).await?,
        open: board::open(tx, ask.now, within).await?,
        rates: all,
    })
}

async fn read_for(desk: &Desk, staff: &Staff, days: Days) -> Result<Read, PageError> {
    let region = scope::filter(staff).viewer_region.unwrap_or_default();
    let hidden_from = units_text(staff.own_units());
    let within = (region.as_str(), hidden_from.as_str());
    let ask = Ask { span: days.span(within), before: days.before(within), now: desk.app.now() };
    Ok(desk.app.db.read(ask, |tx, ask| Box::pin(read(tx, ask))).await?)
}

/// `GET /desk/board`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let days = Days::of(&form, desk.app.now());
    let found = read_for(&desk, &staff, days).await?;
    let shell = desk.app.desk(&staff, prefs, key("board-title"));
    let t = shell.t;
    let pair = all_rates(&desk, days, &found);
    let (breaking, total) = breaking(&desk, t, &found.ending);
    let page = BoardPage {
        lengths: LENGTHS
            .iter()
            .map(|n| Choice::new(n.to_string(), t.n("board-days", *n)))
            .collect(),
        form: FormState::new()
            .with("days", days.length.to_string())
            .with("rank", form.value("rank")),
        period: format!("{} – {}", days.first(), days.today),
        csv: format!("/desk/board.csv?days={}", days.length),
        kpis: charts::kpis(t, days, &found, &pair),
        breaking,
        breaking_total: total,
        hot: super::hot_topics::hottest(&desk, &staff, HOT).await?,
        map: charts::map(&desk, &shell, days, &found.counts),
        figures: charts::figures(&desk, t, days, &found),
        units: lines(&desk, t, days, &found, form.value("rank")),
        ranks: compare::RANKS.iter().map(|(word, name)| Choice::new(*word, t.s(name))).collect(),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// `GET /desk/board.csv`: the table of units, with what each rate is made of.
pub(super) async fn csv(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let days = Days::of(&FormState::from_pairs(pairs), desk.app.now());
    let found = read_for(&desk, &staff, days).await?;
    let bytes = compare::csv(&desk, Tr::new(prefs.lang), days, &found)
        .map_err(|error| PageError::internal(&error))?;
    Ok((people::sheet::headers("text/csv; charset=utf-8", "board.csv"), bytes).into_response())
}

fn all_rates(desk: &Desk, days: Days, found: &Read) -> RatePair {
    let facts = found.rates.iter().flat_map(|(_, lines)| lines.iter().map(|line| &line.fact));
    rates(facts, &desk.rules().rate_rule(days.today))
}

/// What is about to break: by unit, the most first, with the limits at fault.
fn breaking(desk: &Desk, t: Tr, ending: &[Ending]) -> (Vec<Breaking>, String) {
    let rules = desk.rules();
    let mut units: Vec<Option<UnitId>> = ending.iter().map(at_fault).collect();
    units.sort_unstable();
    units.dedup();
    let all: i64 = ending.iter().map(|line| line.all).sum();
    let mut drawn: Vec<(i64, Breaking)> = units
        .into_iter()
        .map(|unit| {
            let own: Vec<&Ending> = ending.iter().filter(|line| at_fault(line) == unit).collect();
            let sum: i64 = own.iter().map(|line| line.all).sum();
            let over = own.iter().map(|line| line.over).sum();
            let (name, href) = match unit {
                Some(unit) => (
                    rules.units.get(&unit).map_or_else(|| unit.to_string(), |u| u.name.clone()),
                    format!("/desk/orders?unit={unit}&which=soon"),
                ),
                None => (t.s("board-desk").into_owned(), "/desk/orders?which=soon".to_owned()),
            };
            (sum, Breaking { unit: name, href, all: t.number(sum), over, causes: causes(t, &own) })
        })
        .collect();
    drawn.sort_by_key(|(sum, line)| (-line.over, -sum));
    (drawn.into_iter().map(|(_, line)| line).take(12).collect(), t.number(all))
}

/// Who must act on a limit: taking up and calling back are the desk's own,
/// whichever unit has the order.
fn at_fault(line: &Ending) -> Option<UnitId> {
    line.unit.filter(|_| !matches!(line.kind.as_str(), "intake" | "callback"))
}

/// Which limits, each once, the most first.
fn causes(t: Tr, lines: &[&Ending]) -> String {
    let mut kinds: Vec<(&str, i64)> = Vec::new();
    for line in lines {
        match kinds.iter_mut().find(|(kind, _)| *kind == line.kind) {
            Some((_, sum)) => *sum += line.all,
            None => kinds.push((&line.kind, line.all)),
        }
    }
    kinds.sort_by_key(|(_, sum)| -sum);
    let cause = |(kind, sum): &(&str, i64)| {
        format!("{} {}", t.s(crate::web::words::clock_key(kind)), t.number(*sum))
    };
    kinds.iter().map(cause).collect::<Vec<_>>().join(" · ")
}
