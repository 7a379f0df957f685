//! Gaps in the dispatch catalogue: what objections say of it, and what its
//! owner decided.

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use db::StoreError;
use kernel::time::DAY_US;
use people::{PageError, Role, Staff, UnitId, see_other};
use ui::{
    Choice, Definition, Definitions, EmptyState, FormState, Html, Pager, Prefs, Shell, Tag, Tr, key,
};

use super::{filter, paging};
use crate::app::objections::GapDecision;
use crate::app::{Desk, OrderError};
use crate::domain::category::catalogue_item;
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::domain::gap::{Gap, GapId, GapState, GapVerb};
use crate::store::objection;
use crate::web::to_page;
use crate::web::words::{gap_word, ground_key, objection_word};

/// Objections shown under a gap.
const SHOWN: u32 = 50;

#[derive(Template)]
#[template(path = "desk/gaps.html")]
struct GapsPage {
    shell: Shell,
    form: FormState,
    states: Vec<Choice>,
    rows: Vec<Row>,
    pager: Pager,
    empty: Option<EmptyState>,
}

struct Row {
    href: String,
    category: String,
    common: String,
    count: String,
    state: Tag,
    opened: String,
}

impl Row {
    fn of(desk: &Desk, t: Tr, gap: &Gap) -> Self {
        let rules = desk.rules();
        let unit = gap.unit_id.and_then(|id| rules.units.get(&id)).map(|unit| unit.name.clone());
        let ground = gap.ground.map(|ground| t.s(ground_key(ground)).into_owned());
        let (word, tone) = gap_word(gap.state);
        Self {
            href: format!("/desk/catalogue-gaps/{}", gap.id),
            category: rules.category_path(&gap.category_code),
            common: unit.or(ground).unwrap_or_default(),
            count: t.number(gap.count),
            state: Tag::new(t.s(word)).tone(tone),
            opened: t.date_time(gap.opened_at),
        }
    }
}

/// `GET /desk/catalogue-gaps`
pub(super) async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let state = form.value("state").parse::<GapState>().map_or("", GapState::as_str);
    let ask = (state, paging::before(&form));
    let read = desk.app.db.read(ask, |tx, (state, before)| {
        Box::pin(objection::gaps(tx, state, (before.0, before.1.as_str()), paging::PAGE + 1))
    });
    let found: Result<_, StoreError> = read.await;
    let mut found = found?;
    let last = paging::cut(&mut found, |gap| (gap.opened_at, gap.id.to_string()));
    let shell = desk.app.desk(&staff, prefs, key("gaps-title"));
    let t = shell.t;
    let states =
        GapState::ALL.iter().map(|word| Choice::new(word.as_str(), t.s(gap_word(*word).0)));
    let page = GapsPage {
        states: std::iter::once(Choice::new("", t.s("desk-filter-all"))).chain(states).collect(),
        empty: found.is_empty().then(|| EmptyState::new("check-circle", t.s("gaps-none"))),
        rows: found.iter().map(|gap| Row::of(&desk, t, gap)).collect(),
        pager: paging::pager(t, "/desk/catalogue-gaps", &form, &["state"], last),
        form,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

#[derive(Template)]
#[template(path = "desk/gap.html")]
struct GapPage {
    shell: Shell,
    id: String,
    facts: Definitions,
    objections: Vec<(String, Tag, String)>,
    form: FormState,
    units: Vec<Choice>,
    summary: Html,
    can_decide: bool,
}

/// `GET /desk/catalogue-gaps/{id}`
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    page(&desk, &staff, prefs, &id, (StatusCode::OK, FormState::new())).await
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    id: &str,
    (status, form): (StatusCode, FormState),
) -> Result<Response, PageError> {
    let id: GapId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let Some(gap) = objection::get_gap(tx, *id).await? else { return Ok(None) };
            let since = gap.opened_at.plus(-62 * DAY_US);
            let rows = objection::of_category(tx, &gap.category_code, since, SHOWN).await?;
            Ok::<_, StoreError>(Some((gap, rows)))
        })
    });
    let (gap, mut rows) = read.await?.ok_or(PageError::NotFound)?;
    rows.retain(|row| {
        gap.unit_id.is_none_or(|unit| unit == row.unit_id)
            && gap.ground.is_none_or(|ground| ground == row.ground)
    });
    let shell = desk.app.desk(staff, prefs, key("gap-title"));
    let t = shell.t;
    let rules = desk.rules();
    let unit = |id: UnitId| rules.units.get(&id).map(|u| u.name.clone()).unwrap_or_default();
    let objections = rows.iter().map(|row| {
        let (word, tone) = objection_word(row.state);
        (unit(row.unit_id), Tag::new(t.s(word)).tone(tone), t.date_time(row.filed_at))
    });
    let mut units = vec![Choice::new("", t.s("desk-choose"))];
    units.extend(filter::units(desk));
    let page = GapPage {
        id: id.to_string(),
        facts: facts(desk, t, &gap),
        objections: objections.collect(),
        summary: ui::error_summary(t, &form).to_html(),
        can_decide: gap.state == GapState::Open && staff.has(Role::Supervisor),
        units,
        form,
        shell,
    };
    Ok(ui::page(status, &page))
}

fn facts(desk: &Desk, t: Tr, gap: &Gap) -> Definitions {
    let rules = desk.rules();
    let row = Row::of(desk, t, gap);
    let item = catalogue_item(&rules.catalogue, &gap.category_code, desk.app.now().day());
    let mut facts = vec![
        Definition::new(t.s("desk-filter-category"), &row.category),
        Definition::new(t.s("gap-common"), &row.common),
        Definition::new(t.s("gap-count"), &row.count),
        Definition::html(t.s("desk-filter-state"), row.state.to_html()),
    ];
    if let Some(item) = item {
        let name = rules.unit_by_slug(&item.lead_unit).map(|unit| unit.name.clone());
        let name = name.unwrap_or_else(|| item.lead_unit.clone());
        facts.push(
            Definition::new(t.s("gap-entry"), format!("{} {name}", item.id)).note(&item.basis),
        );
        if gap.state == GapState::Changed {
            // The next city pack must carry the same line.
            let line = format!("{},{},,{},", item.id, gap.category_code, item.lead_unit);
            facts.push(Definition::new(t.s("gap-pack-line"), line).note(t.s("gap-pack-note")));
        }
    }
    if let Some(reason) = &gap.reason {
        facts.push(Definition::new(t.s("gap-reason"), reason));
    }
    Definitions::new(facts)
}

/// `POST /desk/catalogue-gaps/{id}/decision`
pub(super) async fn decide(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let gap: GapId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut form = FormState::from_pairs(pairs);
    form.require("reason", key("desk-error-text")).limit("reason", TEXT_MAX);
    let verb = form.value("decision").parse::<GapVerb>().ok();
    let unit: Option<UnitId> = form.value("unit").parse().ok();
    if verb == Some(GapVerb::Change) && unit.is_none() {
        form.error("unit", key("desk-error-choose"));
    }
    let Some(verb) = verb.filter(|_| !form.has_errors()) else {
        return page(&desk, &staff, prefs, &id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await;
    };
    let decision = GapDecision { gap, verb, unit, reason: form.value("reason").to_owned() };
    match desk.decide_gap(&staff, decision).await {
        Ok(()) => Ok(see_other(&format!("/desk/catalogue-gaps/{id}"))),
        Err(OrderError::Unknown(_) | OrderError::Refused(Refusal::TextMissing)) => {
            form.error("unit", key("gap-error-entry"));
            page(&desk, &staff, prefs, &id, (StatusCode::UNPROCESSABLE_ENTITY, form)).await
        }
        Err(other) => Err(to_page(other)),
    }
}
