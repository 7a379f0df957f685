//! The three rates of units and a period: raw and adjusted side by side,
//! sorted by name, each figure leading to its orders. Never a ranking.

pub(super) mod export;
pub(super) mod lines;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::policy::ReasonKind;
use kernel::time::Instant;
use people::{PageError, Role, Staff, UnitId};
use ui::{EmptyState, FormState, Prefs, Shell, Tr, key};

use crate::app::Desk;
use crate::domain::rates::{Rate, RatePair, RateRule, ThreeRates, rates};
use crate::domain::rules::Rules;
use crate::store::rates as store;

/// Longest period, in days: more is a report, not a page.
const DAYS_MAX: i32 = 366;

/// A period, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Period {
    from: jiff::civil::Date,
    to: jiff::civil::Date,
}

impl Period {
    /// From the address; this month when it does not say, or says nonsense.
    fn of(form: &FormState, now: Instant) -> Self {
        let today = now.day();
        let month = Self { from: today.first_of_month(), to: today.last_of_month() };
        let read = |name: &str| form.value(name).parse::<jiff::civil::Date>().ok();
        let Some((from, to)) = read("from").zip(read("to")) else { return month };
        let is_sound = from <= to && (to - from).get_days() < DAYS_MAX;
        if is_sound { Self { from, to } } else { month }
    }

    fn start(self) -> Instant {
        Instant::start_of(self.from)
    }

    fn end(self) -> Instant {
        Instant::end_of(self.to)
    }

    fn query(self) -> String {
        format!("?from={}&to={}", self.from, self.to)
    }
}

#[derive(Template)]
#[template(path = "desk/rates.html")]
struct RatesPage {
    shell: Shell,
    form: FormState,
    rows: Vec<Row>,
    formula: Vec<String>,
    /// The pack whose weights hold, and its version.
    weights: String,
    csv: String,
    summary: String,
    empty: Option<EmptyState>,
}

/// A unit's rates in finished words.
struct Row {
    name: String,
    href: String,
    excluded: i64,
    deferred: i64,
    /// Taken out by reason, in words.
    reasons: Vec<String>,
    sets: [Set; 2],
}

/// One base of a unit.
struct Set {
    name: String,
    orders: i64,
    rates: [Shown; 3],
    composite: String,
}

/// A rate with its interval.
struct Shown {
    rate: String,
    interval: String,
}

/// Whether somebody sees every unit's rates.
fn sees_all(staff: &Staff) -> bool {
    staff.has_any(&[Role::Supervisor, Role::Leader, Role::Dispatcher])
}

/// A unit with the orders of its base.
type UnitLines = (UnitId, Vec<store::RateLine>);

/// The orders behind the rates of every unit they may see, by unit.
async fn read(desk: &Desk, staff: &Staff, period: Period) -> Result<Vec<UnitLines>, StoreError> {
    let own = (!sees_all(staff)).then_some(staff.unit);
    let read = desk.app.db.read((period, own), |tx, (period, own)| {
        Box::pin(async move {
            let mut units = store::units(tx, period.start(), period.end()).await?;
            units.retain(|(unit, _)| own.is_none_or(|own| own == *unit));
            let mut all = Vec::new();
            for (unit, _) in units {
                all.push((unit, store::lines(tx, unit, period.start(), period.end()).await?));
            }
            Ok::<_, StoreError>(all)
        })
    });
    read.await
}

/// How many orders each reason takes out, the most first.
fn reasons(rules: &Rules, lines: &[store::RateLine], day: jiff::civil::Date) -> Vec<String> {
    let procedures = rules.policies.procedures(day);
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for line in lines {
        // Excluded before put off, as the rates count it.
        let (kind, code) = match (&line.excluded_reason, &line.deferred_reason) {
            (Some(code), _) => (ReasonKind::Exclusion, code),
            (None, Some(code)) => (ReasonKind::Deferral, code),
            (None, None) => continue,
        };
        let known = procedures.reason(kind, code);
        let name = known.map_or_else(|| code.clone(), |reason| reason.name.clone());
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<(String, i64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().map(|(name, count)| format!("{name} {count}")).collect()
}

/// `GET /desk/rates`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let period = Period::of(&form, desk.app.now());
    let all = read(&desk, &staff, period).await?;
    let shell = desk.app.desk(&staff, prefs, key("desk-rates-title"));
    let (t, rules) = (shell.t, desk.rules());
    let rule = rules.rate_rule(period.to);
    let mut rows: Vec<Row> = all
        .iter()
        .map(|(unit, lines)| {
            let pair = rates(lines.iter().map(|line| &line.fact), &rule);
            let name = rules.units.get(unit).map_or_else(|| unit.to_string(), |u| u.name.clone());
            let mut row = Row::of(t, *unit, name, &pair, &rule, period);
            row.reasons = reasons(&rules, lines, period.to);
            row
        })
        .collect();
    rows.sort_by(|a, b| a.name.cmp(&b.name));
    let page = RatesPage {
        empty: rows.is_empty().then(|| EmptyState::new("chart", t.s("desk-rates-empty"))),
        form: FormState::new()
            .with("from", period.from.to_string())
            .with("to", period.to.to_string()),
        formula: formula(t, &rule),
        weights: rules.rate_pack(period.to).map_or_else(String::new, |pack| {
            let args =
                [("pack", pack.title.as_str().into()), ("version", pack.version.as_str().into())];
            t.a("rates-weights", &args)
        }),
        csv: format!("/desk/rates-lines.csv{}", period.query()),
        summary: format!("/desk/rates.csv{}", period.query()),
        rows,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

impl Row {
    fn of(
        t: Tr,
        unit: UnitId,
        name: String,
        pair: &RatePair,
        rule: &RateRule,
        period: Period,
    ) -> Self {
        let set = |name: &'static str, rates: &ThreeRates| Set {
            name: t.s(name).into_owned(),
            orders: rates.orders,
            rates: [rates.response, rates.resolution, rates.satisfaction].map(|r| Shown::of(t, r)),
            composite: rates.composite(rule).map_or_else(
                || t.s("desk-rates-withheld").into_owned(),
                |score| format!("{}.{:02}", score / 100, score % 100),
            ),
        };
        Self {
            href: format!("/desk/rates/{unit}{}", period.query()),
            excluded: pair.excluded,
            deferred: pair.deferred,
            reasons: Vec::new(),
            sets: [
                set(key("desk-rates-raw"), &pair.raw),
                set(key("desk-rates-adjusted"), &pair.adjusted),
            ],
            name,
        }
    }
}

impl Shown {
    fn of(t: Tr, rate: Rate) -> Self {
        let percent = |myriad: i64| format!("{}.{:02}%", myriad / 100, myriad % 100);
        let Some(share) = rate.per_myriad() else {
            return Self { rate: t.s("desk-rates-none").into_owned(), interval: String::new() };
        };
        let interval = rate.wilson_per_myriad().map_or_else(String::new, |(low, high)| {
            let args = [
                ("low", percent(low).into()),
                ("high", percent(high).into()),
                ("n", rate.base.into()),
            ];
            t.a("desk-rates-interval", &args)
        });
        Self { rate: percent(share), interval }
    }
}

/// The formulas with the numbers of the policy pack in them.
fn formula(t: Tr, rule: &RateRule) -> Vec<String> {
    let milli = |value: i64| format!("{}.{:03}", value / 1000, value % 1000);
    let [response, resolution, satisfaction] = rule.weights_milli;
    vec![
        t.s("desk-formula-base").into_owned(),
        t.s("desk-formula-response").into_owned(),
        t.named("desk-formula-resolution", milli(rule.partly_milli)),
        t.named("desk-formula-satisfaction", milli(rule.mostly_milli)),
        t.a(
            "desk-formula-composite",
            &[
                ("a", milli(response).into()),
                ("b", milli(resolution).into()),
                ("c", milli(satisfaction).into()),
                ("n", rule.base_min.into()),
            ],
        ),
        t.s("desk-formula-adjusted").into_owned(),
    ]
}
