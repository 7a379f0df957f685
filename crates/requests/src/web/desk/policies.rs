//! Policy packs: which there are, what they say, which leads when, what an
//! order would get, and the decision that another one leads from a day on.

use askama::Template;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use kernel::policy::{Approver, ClockKind, OrderFacts, PolicyPack, Rule};
use kernel::time::Instant;
use people::{PageError, Staff, see_other};
use ui::{Choice, Flash, FormState, Prefs, Shell, Tag, Tone, Tr, key};

use super::clock;
use crate::app::Desk;
use crate::app::policies::{SWITCHERS, SwitchError};
use crate::domain::change::TEXT_MAX;
use crate::domain::policies::{NATIONAL, Shelf, SwitchFault};
use crate::domain::words::{OrderType, Urgency};
use crate::web::words::{clock_key, type_key, urgency_key};

type Pairs = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "procedure/policies.html")]
struct PoliciesPage {
    shell: Shell,
    ask: FormState,
    form: FormState,
    types: Vec<Choice>,
    urgencies: Vec<Choice>,
    classes: Vec<Choice>,
    leaders: Vec<Choice>,
    may_switch: bool,
    course: Vec<(String, String)>,
    decided: Vec<Decided>,
    preview: Vec<Given>,
    packs: Vec<Pack>,
}

/// A change that was decided.
struct Decided {
    from: String,
    pack: String,
    reason: String,
    at: String,
}

/// What an order would get.
struct Given {
    clock: String,
    limit: String,
    pack: String,
    basis: String,
}

struct Pack {
    id: String,
    title: String,
    tags: Vec<Tag>,
    validity: String,
    basis: String,
    rules: Vec<RuleLine>,
    rates: String,
}

struct RuleLine {
    clock: String,
    matches: String,
    limit: String,
    extension: String,
    shares: String,
    basis: String,
}

/// `GET /desk/policies`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let ask = FormState::from_pairs(pairs);
    page(&desk, &staff, prefs, StatusCode::OK, (ask, FormState::new())).await
}

/// `POST /desk/policies/switches`
pub(super) async fn switch(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    form.require("switch_reason", key("policies-error-reason")).limit("switch_reason", TEXT_MAX);
    let from: Option<Date> = form.value("from").parse().ok();
    if from.is_none() {
        form.error("from", key("policies-error-from"));
    }
    let Some(from) = from.filter(|_| !form.has_errors()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page(&desk, &staff, prefs, status, (FormState::new(), form)).await;
    };
    let (pack, reason) = (form.value("pack").to_owned(), form.value("switch_reason").to_owned());
    match desk.switch_policy(&staff, &pack, from, &reason).await {
        Ok(()) => Ok(see_other("/desk/policies?done=switch")),
        Err(SwitchError::Fault(fault)) => {
            let (field, message) = told(fault);
            form.error(field, message);
            let status = match fault {
                // Sent twice, or somebody was quicker.
                SwitchFault::Already => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            page(&desk, &staff, prefs, status, (FormState::new(), form)).await
        }
        Err(SwitchError::Store(error)) => Err(error.into()),
        Err(SwitchError::Order(error)) => Err(crate::web::to_page(error)),
    }
}

fn told(fault: SwitchFault) -> (&'static str, &'static str) {
    match fault {
        SwitchFault::Unknown => ("pack", key("policies-error-pack")),
        SwitchFault::Past => ("from", key("policies-error-past")),
        SwitchFault::NotValid => ("from", key("policies-error-validity")),
        SwitchFault::Already => ("pack", key("policies-error-already")),
        SwitchFault::ReasonMissing => ("switch_reason", key("policies-error-reason")),
    }
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    status: StatusCode,
    (ask, form): (FormState, FormState),
) -> Result<Response, PageError> {
    let mut shell = desk.app.desk(staff, prefs, key("policies-title"));
    let (t, rules, now) = (shell.t, desk.rules(), desk.app.now());
    if ask.value("done") == "switch" {
        let text = t.s("policies-switched").into_owned();
        shell.flash = Some(Flash { tone: Tone::Ok, text, undo_action: None });
    }
    let book = &rules.policies;
    let today = now.day();
    let day: Date = ask.value("day").parse().unwrap_or(today);
    let ask = ask.with("day", day.to_string());
    let title = |id: &str| book.pack(id).map_or_else(|| id.to_owned(), |pack| pack.title.clone());
    let decided = desk.policy_switches().await?;
    let course = book.course();
    let page = PoliciesPage {
        types: choices(t, OrderType::ALL, OrderType::as_str, type_key),
        urgencies: choices(t, Urgency::ALL, Urgency::as_str, urgency_key),
        classes: classes(desk, t),
        leaders: book.leaders().map(|pack| Choice::new(&pack.id, &pack.title)).collect(),
        may_switch: staff.has_any(SWITCHERS),
        course: course
            .iter()
            .map(|(from, pack)| (t.date(Instant::start_of(*from)), pack.title.clone()))
            .collect(),
        decided: decided
            .iter()
            .rev()
            .map(|row| Decided {
                from: row.from_day.clone(),
                pack: title(&row.pack),
                reason: row.reason.clone(),
                at: t.date_time(row.at),
            })
            .collect(),
        preview: preview(desk, t, &ask, day),
        packs: packs(desk, t, today),
        ask,
        form,
        shell,
    };
    Ok(ui::page(status, &page))
}

fn choices<T: Copy>(
    t: Tr,
    all: &[T],
    value: fn(T) -> &'static str,
    name: fn(T) -> &'static str,
) -> Vec<Choice> {
    all.iter().map(|word| Choice::new(value(*word), t.s(name(*word)))).collect()
}

fn classes(desk: &Desk, t: Tr) -> Vec<Choice> {
    let rules = desk.rules();
    let mut known: Vec<&str> =
        rules.channels.iter().map(|channel| channel.class.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    let first = std::iter::once(Choice::new("", t.s("desk-filter-all")));
    first.chain(known.into_iter().map(|class| Choice::new(class, class))).collect()
}

/// "An order of this kind would get …", clock by clock.
fn preview(desk: &Desk, t: Tr, ask: &FormState, day: Date) -> Vec<Given> {
    let rules = desk.rules();
    let or = |name: &str, other: &'static str| {
        Some(ask.value(name).to_owned()).filter(|v| !v.is_empty()).unwrap_or(other.to_owned())
    };
    let (kind, urgency) = (or("type", "complaint"), or("urgency", "normal"));
    let facts = OrderFacts {
        order_type: &kind,
        urgency: &urgency,
        category: ask.value("category"),
        channel_class: ask.value("class"),
        region: "",
    };
    let given = |kind: ClockKind| {
        let (pack, rule) = rules.policies.limit_for(&facts, kind, day)?;
        Some(Given {
            clock: t.s(clock_key(kind.as_str())).into_owned(),
            limit: clock::limit(t, rule.limit),
            pack: pack.title.clone(),
            basis: rule.basis.clone(),
        })
    };
    ClockKind::ALL.into_iter().filter_map(given).collect()
}

fn packs(desk: &Desk, t: Tr, today: Date) -> Vec<Pack> {
    let rules = desk.rules();
    let book = &rules.policies;
    let leading = book.leading(today).map(|pack| pack.id.clone());
    let pack = |known: &crate::domain::policies::KnownPack| {
        let pack = &known.pack;
        let mut tags = Vec::new();
        if leading.as_deref() == Some(pack.id.as_str()) {
            tags.push(Tag::new(t.s("policies-leads")).tone(Tone::Ok).strong());
        }
        if pack.id == NATIONAL || book.always.contains(&pack.id) {
            tags.push(Tag::new(t.s("policies-always")).tone(Tone::Info));
        }
        tags.push(Tag::new(t.s(match known.shelf {
            Shelf::Base => key("policies-base"),
            Shelf::Shipped => key("policies-shipped"),
            Shelf::City => key("policies-city"),
        })));
        Pack {
            id: pack.id.clone(),
            title: pack.title.clone(),
            validity: validity(t, pack),
            basis: pack.basis.clone(),
            rules: pack.rules.iter().map(|rule| rule_line(t, rule)).collect(),
            rates: rates(t, pack),
            tags,
        }
    };
    book.packs.iter().map(pack).collect()
}

fn validity(t: Tr, pack: &PolicyPack) -> String {
    let until =
        pack.valid_to.map_or_else(|| t.s("policies-open").into_owned(), |to| to.to_string());
    let args = [
        ("from", pack.valid_from.to_string().into()),
        ("until", until.into()),
        ("version", pack.version.as_str().into()),
    ];
    t.a("policies-validity", &args)
}

fn rates(t: Tr, pack: &PolicyPack) -> String {
    let rates = pack.rates;
    let args = [
        ("a", i64::from(rates.response_permille).into()),
        ("b", i64::from(rates.resolution_permille).into()),
        ("c", i64::from(rates.satisfaction_permille).into()),
        ("n", i64::from(rates.n_min).into()),
    ];
    t.a("policies-rates", &args)
}

fn rule_line(t: Tr, rule: &Rule) -> RuleLine {
    let extension = rule.extension.map_or_else(
        || t.s("policies-no-extension").into_owned(),
        |terms| {
            let approver = match terms.approver {
                Approver::UnitReviewer => key("policies-approver-unit"),
                Approver::Dispatcher => key("policies-approver-desk"),
                Approver::Supervisor => key("policies-approver-supervisor"),
            };
            let args = [
                ("most", clock::limit(t, terms.most).into()),
                ("times", i64::from(terms.times).into()),
                ("who", t.s(approver).as_ref().into()),
            ];
            t.a("policies-extension", &args)
        },
    );
    RuleLine {
        clock: t.s(clock_key(rule.clock.as_str())).into_owned(),
        matches: matches(t, rule),
        limit: clock::limit(t, rule.limit),
        extension,
        shares: format!(
            "{}% / {}%",
            rule.warning.yellow_permille / 10,
            rule.warning.red_permille / 10
        ),
        basis: rule.basis.clone(),
    }
}

fn matches(t: Tr, rule: &Rule) -> String {
    let found = &rule.matches;
    let mut parts: Vec<String> = Vec::new();
    for word in &found.urgencies {
        let known = word.parse::<Urgency>().ok();
        parts.push(known.map_or_else(|| word.clone(), |u| t.s(urgency_key(u)).into_owned()));
    }
    for word in &found.order_types {
        let known = word.parse::<OrderType>().ok();
        parts.push(known.map_or_else(|| word.clone(), |k| t.s(type_key(k)).into_owned()));
    }
    let codes = [&found.category, &found.region].into_iter().filter(|code| !code.is_empty());
    parts.extend(codes.cloned());
    parts.extend(found.channel_classes.iter().cloned());
    if parts.is_empty() { t.s("policies-any").into_owned() } else { parts.join(" · ") }
}
