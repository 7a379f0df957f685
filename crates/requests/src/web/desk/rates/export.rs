//! The three rates of a period as two files: what was worked out, and every
//! order it was worked out from, with the weights of the pack. Column names are
//! identifiers, the same in every language, so that a program can do the sums
//! again.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::time::Instant;
use people::{PageError, Staff, UnitId};
use ui::FormState;

use super::{Period, read};
use crate::app::Desk;
use crate::domain::rates::{Rate, RateRule, ThreeRates, rates};
use crate::domain::rules::Rules;
use crate::store::rates::RateLine;
use people::sheet::harmless;
use people::sheet::headers;

type Pairs = Vec<(String, String)>;

const LINES_HEAD: [&str; 24] = [
    "unit",
    "unit_name",
    "order_no",
    "order_type",
    "handle_due_at",
    "contact_due_at",
    "contacted_at",
    "unit_contacted",
    "responded",
    "solved",
    "satisfied",
    "excluded_reason",
    "deferred_reason",
    "contact_evidence",
    "period_from",
    "period_to",
    "pack",
    "pack_version",
    "weight_response",
    "weight_resolution",
    "weight_satisfaction",
    "partly",
    "mostly",
    "n_min",
];

const SUMMARY_HEAD: [&str; 22] = [
    "unit",
    "unit_name",
    "set",
    "orders",
    "response",
    "response_low",
    "response_high",
    "response_base",
    "resolution",
    "resolution_low",
    "resolution_high",
    "resolution_base",
    "satisfaction",
    "satisfaction_low",
    "satisfaction_high",
    "satisfaction_base",
    "score",
    "excluded",
    "deferred",
    "period_from",
    "period_to",
    "pack_version",
];

/// `GET /desk/rates-lines.csv`
pub(in super::super) async fn lines(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
) -> Result<Response, PageError> {
    let period = Period::of(&FormState::from_pairs(pairs), desk.app.now());
    let rules = desk.rules();
    let weights = weights(&rules, period);
    let mut rows = Vec::new();
    for (unit, lines) in read(&desk, &staff, period).await? {
        let named = named(&rules, unit);
        rows.extend(lines.iter().map(|line| line_cells(&named, line, &weights)));
    }
    file("rates-lines.csv", &LINES_HEAD, rows)
}

/// `GET /desk/rates.csv`
pub(in super::super) async fn summary(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
) -> Result<Response, PageError> {
    let period = Period::of(&FormState::from_pairs(pairs), desk.app.now());
    let rules = desk.rules();
    let rule = rules.rate_rule(period.to);
    let version = rules.rate_pack(period.to).map(|pack| format!("{} {}", pack.id, pack.version));
    let mut rows = Vec::new();
    for (unit, lines) in read(&desk, &staff, period).await? {
        let pair = rates(lines.iter().map(|line| &line.fact), &rule);
        for (set, shown) in [("raw", &pair.raw), ("adjusted", &pair.adjusted)] {
            let [id, name] = named(&rules, unit);
            let mut row = vec![id, name, set.to_owned()];
            row.extend(rate_cells(shown, &rule));
            row.extend([pair.excluded.to_string(), pair.deferred.to_string()]);
            row.extend([period.from.to_string(), period.to.to_string()]);
            row.push(version.clone().unwrap_or_default());
            rows.push(row);
        }
    }
    file("rates.csv", &SUMMARY_HEAD, rows)
}

fn named(rules: &Rules, unit: UnitId) -> [String; 2] {
    let known = rules.units.get(&unit);
    known.map_or_else(
        || [unit.to_string(), String::new()],
        |unit| [unit.slug.clone(), unit.name.clone()],
    )
}

/// Period, pack and weights: the same on every line.
fn weights(rules: &Rules, period: Period) -> Vec<String> {
    let rule = rules.rate_rule(period.to);
    let pack = rules.rate_pack(period.to);
    let (id, version) =
        pack.map(|pack| (pack.id.clone(), pack.version.clone())).unwrap_or_default();
    let mut cells = vec![period.from.to_string(), period.to.to_string(), id, version];
    cells.extend(rule.weights_milli.map(|weight| weight.to_string()));
    cells.extend([rule.partly_milli, rule.mostly_milli, rule.base_min].map(|n| n.to_string()));
    cells
}

fn line_cells(named: &[String; 2], line: &RateLine, weights: &[String]) -> Vec<String> {
    let at = |at: Option<Instant>| at.map(|at| at.rfc3339()).unwrap_or_default();
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let fact = &line.fact;
    let in_time = line.contacted_at.zip(line.contact_due_at).is_some_and(|(made, due)| made < due);
    let evidence = match (in_time, line.unit_contacted) {
        (true, _) => "record",
        (false, Some(true)) => "callback",
        (false, _) => "",
    };
    let mut cells = vec![
        named[0].clone(),
        harmless(&named[1]),
        line.order_no.to_string(),
        line.order_type.to_string(),
        line.handle_due_at.rfc3339(),
        at(line.contact_due_at),
        at(line.contacted_at),
        line.unit_contacted.map(yes).unwrap_or_default(),
        yes(fact.responded),
        fact.solved.map(|word| word.to_string()).unwrap_or_default(),
        fact.satisfied.map(|word| word.to_string()).unwrap_or_default(),
        line.excluded_reason.clone().unwrap_or_default(),
        line.deferred_reason.clone().unwrap_or_default(),
        evidence.to_owned(),
    ];
    cells.extend(weights.iter().cloned());
    cells
}

/// Orders, three rates with their intervals, score. Percent with two digits.
fn rate_cells(set: &ThreeRates, rule: &RateRule) -> Vec<String> {
    let percent = |myriad: i64| format!("{}.{:02}", myriad / 100, myriad % 100);
    let of = |rate: Rate| {
        let (low, high) = rate.wilson_per_myriad().unzip();
        let shown = [rate.per_myriad(), low, high];
        let shown = shown.map(|value| value.map(percent).unwrap_or_default());
        shown.into_iter().chain([rate.base.to_string()])
    };
    let mut cells = vec![set.orders.to_string()];
    for rate in [set.response, set.resolution, set.satisfaction] {
        cells.extend(of(rate));
    }
    cells.push(set.composite(rule).map(percent).unwrap_or_else(|| "insufficient".to_owned()));
    cells
}

fn file(name: &str, head: &[&str], rows: Vec<Vec<String>>) -> Result<Response, PageError> {
    let mut out = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(head).map_err(|error| PageError::internal(&error))?;
    for row in rows {
        out.write_record(row).map_err(|error| PageError::internal(&error))?;
    }
    let bytes = out.into_inner().map_err(|error| PageError::internal(error.error()))?;
    Ok((headers("text/csv; charset=utf-8", name), bytes).into_response())
}
