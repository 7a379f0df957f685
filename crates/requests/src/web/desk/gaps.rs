//! Gaps in the dispatch catalogue: what objections say of it, and what its
//! owner decided.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use db::StoreError;
use kernel::time::DAY_US;
use people::{PageError, Role, Staff, UnitId, see_other};
use ui::{
    Breadcrumb, Choice, Crumb, Definition, Definitions, EmptyState, Field, FormState, Prefs, Tag,
    Tone, Tr, key,
};

use crate::app::objections::GapDecision;
use crate::app::{Desk, OrderError};
use crate::domain::category::catalogue_item;
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::domain::gap::{Gap, GapId, GapState, GapVerb};
use crate::store::objection;
use crate::web::category;
use crate::web::record::{
    Action, Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, course, one_of,
    time_key, unit_name, units,
};
use crate::web::to_page;
use crate::web::words::{gap_word, ground_key, objection_word};

const PATH: &str = "/desk/catalogue-gaps";
/// Objections shown under a gap.
const SHOWN: u32 = 50;

async fn read(desk: &Desk, asked: &Asked, limit: usize) -> Result<Vec<Gap>, StoreError> {
    let state = asked.parse::<GapState>("state").map_or("", GapState::as_str);
    let ask = (state, asked.before(), u32::try_from(limit).unwrap_or(u32::MAX));
    let read = desk.app.db.read(ask, |tx, (state, before, limit)| {
        Box::pin(objection::gaps(tx, state, (before.0, before.1.as_str()), *limit))
    });
    read.await
}

/// `GET /desk/catalogue-gaps`
pub(super) async fn show(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.desk(&staff, prefs, key("gaps-title"));
    let t = shell.t;
    let mut rows = read(&desk, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |gap| time_key(gap.opened_at, gap.id));
    let states =
        GapState::ALL.iter().map(|word| Choice::new(word.as_str(), t.s(gap_word(*word).0)));
    let page = List::new(t, PATH, &asked)
        .lead(t.s("gaps-lead"))
        .filters(vec![asked.state_field(t, states)])
        .rows((table(&desk, t, &rows), pager), EmptyState::new("check-circle", t.s("gaps-none")));
    Ok(page.desk(shell))
}

/// `GET /desk/catalogue-gaps.csv`
pub(super) async fn sheet(
    State(desk): State<Desk>,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&desk, &asked, SHEET_ROWS).await?;
    let t = Tr::new(prefs.lang).at(desk.app.now());
    Ok(table(&desk, t, &rows).csv("catalogue-gaps.csv", |text| desk.covered(text)))
}

fn table(desk: &Desk, t: Tr, rows: &[Gap]) -> Table {
    Table::new([
        t.s("desk-filter-category"),
        t.s("gap-common"),
        t.s("gap-count"),
        t.s("record-state"),
        t.s("gap-opened"),
    ])
    .rows(rows.iter().map(|gap| {
        let (word, tone) = gap_word(gap.state);
        let category = category::path(t, &desk.rules(), &gap.category_code);
        vec![
            Cell::Link(category, format!("{PATH}/{}", gap.id)),
            Cell::Text(common(desk, t, gap)),
            Cell::Num(gap.count),
            Cell::tag(t.s(word), tone),
            Cell::Text(t.date_time(gap.opened_at)),
        ]
    }))
}

/// What the objections have in common: the unit, or the ground.
fn common(desk: &Desk, t: Tr, gap: &Gap) -> String {
    match gap.ground {
        Some(ground) if gap.unit_id.is_none() => t.s(ground_key(ground)).into_owned(),
        _ => unit_name(desk, gap.unit_id),
    }
}

/// `GET /desk/catalogue-gaps/{id}`
pub(super) async fn one(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    page(&desk, &staff, prefs, &id, asked.form).await
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    id: &str,
    form: FormState,
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
    let head = [t.s("desk-fact-unit"), t.s("record-state"), t.s("objections-filed")];
    let objections = Table::new(head).rows(rows.iter().map(|row| {
        let (word, tone) = objection_word(row.state);
        vec![
            Cell::Text(unit_name(desk, Some(row.unit_id))),
            Cell::tag(t.s(word), tone),
            Cell::Text(t.date_time(row.filed_at)),
        ]
    }));
    let (word, tone) = gap_word(gap.state);
    let may_decide = gap.state == GapState::Open && staff.has(Role::Supervisor);
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("gaps-title"), PATH)])),
        lead: t.s("gap-lead").into_owned(),
        tags: vec![Tag::new(t.s(word)).tone(tone)],
        facts: facts(desk, t, &gap),
        sections: vec![Section::new("objections", t.s("objections-title")).table(objections)],
        actions: if may_decide { actions(desk, t, &gap, &form) } else { Vec::new() },
        course: Some(course(&desk.app, t, "catalogue_gap", gap.id.0, happened).await?),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// What happened to a gap, in words.
fn happened(kind: &str) -> (&'static str, Tone) {
    match kind {
        "catalogue_gap.opened" => (key("gap-found"), Tone::Warn),
        _ => (key("gap-decided"), Tone::Ok),
    }
}

fn facts(desk: &Desk, t: Tr, gap: &Gap) -> Definitions {
    let rules = desk.rules();
    let item = catalogue_item(&rules.catalogue, &gap.category_code, desk.app.now().day());
    let mut facts = vec![
        Definition::new(t.s("desk-filter-category"), category::path(t, &rules, &gap.category_code)),
        Definition::new(t.s("gap-common"), common(desk, t, gap)),
        Definition::new(t.s("gap-count"), t.number(gap.count)),
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
    Definitions::new(facts).columns()
}

fn actions(desk: &Desk, t: Tr, gap: &Gap, form: &FormState) -> Vec<Action> {
    let decide = |title: &'static str, verb: GapVerb| {
        Action::new(t.s(title), format!("{PATH}/{}/decision", gap.id)).hide("decision", verb)
    };
    let reason = |name: &'static str| {
        Field::textarea(t, form, name, t.s("gap-reason")).rows(3).counted(TEXT_MAX).required()
    };
    let unit = Field::select(t, form, "unit", t.s("gap-new-unit"));
    let change = decide(key("gap-change"), GapVerb::Change)
        .field(unit.choices(one_of(t, units(desk))))
        .field(reason("reason"));
    let keep = decide(key("gap-keep"), GapVerb::Keep).field(reason("keep_reason"));
    vec![change.main(), keep.opened_by(form, "keep_reason")]
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
    let verb: GapVerb = form.value("decision").parse().map_err(|_| PageError::BadRequest)?;
    let reason = if verb == GapVerb::Change { "reason" } else { "keep_reason" };
    form.require(reason, key("desk-error-text")).limit(reason, TEXT_MAX);
    let unit: Option<UnitId> = form.value("unit").parse().ok();
    if verb == GapVerb::Change && unit.is_none() {
        form.error("unit", key("desk-error-choose"));
    }
    if form.has_errors() {
        return page(&desk, &staff, prefs, &id, form).await;
    }
    let decision = GapDecision { gap, verb, unit, reason: form.value(reason).to_owned() };
    match desk.decide_gap(&staff, decision).await {
        Ok(()) => Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
        Err(OrderError::Unknown(_) | OrderError::Refused(Refusal::TextMissing)) => {
            form.error("unit", key("gap-error-entry"));
            page(&desk, &staff, prefs, &id, form).await
        }
        Err(other) => Err(to_page(other)),
    }
}
