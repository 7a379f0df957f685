//! Applications for the units that decide, and for who watches.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::record::{
    Action, Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, any_of, course, flash,
    opens_identity,
};
use people::{PageError, Staff, see_other};
use ui::{
    Breadcrumb, Button, Choice, Crumb, Definition, Definitions, EmptyState, Field, FormState,
    Notice, Prefs, Tag, Tone, Tr, key,
};

use super::words::{contract, event, programmes, state_word, states, to_page, told, verb_keys};
use crate::app::Stations;
use crate::app::benefit::BenefitStep;
use crate::domain::benefit::programme::{BenefitRules, Programme};
use crate::domain::benefit::{
    Benefit, BenefitId, BenefitState, BenefitVerb, REASON_MAX, WATCHES, can,
};
use crate::store::benefit::{self as store, Filter};
use crate::web::blame;

type Pairs = Vec<(String, String)>;

pub(super) const PATH: &str = "/desk/benefits";

async fn read(
    stations: &Stations,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<Benefit>, StoreError> {
    let is_oldest_first = asked.get("sort") == "oldest";
    let after = if is_oldest_first { asked.get("after").to_owned() } else { asked.after() };
    let filter = Filter {
        after,
        unit: staff.unit_unless(WATCHES),
        state: asked.get("state").to_owned(),
        programme: asked.get("programme").to_owned(),
        words: asked.pattern("q"),
        is_oldest_first,
    };
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    let read = stations
        .app
        .db
        .read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit)));
    read.await
}

/// `GET /desk/benefits`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("benefits-desk"));
    let t = shell.t;
    let rules = stations.benefit_rules().await?;
    let mut rows = read(&stations, &staff, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let csv = asked.csv_button(t, "/desk/benefits.csv");
    let sorts = [
        Choice::new("", t.s("benefit-sort-newest")),
        Choice::new("oldest", t.s("benefit-sort-oldest")),
    ];
    let theirs = stations.programmes_of(&staff).await?;
    let page = List {
        lead: t.s("benefits-desk-lead").into_owned(),
        actions: vec![
            csv,
            Button::link(t.s("benefit-programmes"), "/desk/benefits/programmes").small(),
        ],
        path: PATH,
        filters: vec![
            asked.search_field(t),
            asked.state_field(t, states(t)),
            Field::select(t, &asked.form, "programme", t.s("benefit-name"))
                .choices(any_of(t, programmes(&theirs))),
            Field::select(t, &asked.form, "sort", t.s("benefit-sort")).choices(sorts),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("list", t.s("benefits-desk-empty"))),
        table: table(t, &rules, &rows),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/benefits.csv`: numbers and states, nothing of persons.
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&stations, &staff, &asked, SHEET_ROWS).await?;
    let rules = stations.benefit_rules().await?;
    Ok(table(Tr::new(prefs.lang), &rules, &rows).csv("benefits.csv", |_| String::new()))
}

fn table(t: Tr, rules: &BenefitRules, rows: &[Benefit]) -> Table {
    Table::new([
        t.s("benefit-no"),
        t.s("record-state"),
        t.s("benefit-name"),
        t.s("benefit-seq"),
        t.s("benefit-rank"),
        t.s("benefit-received"),
    ])
    .rows(rows.iter().map(|row| {
        let (state, tone) = state_word(row.state);
        let name = rules.get(&row.programme).map_or(&row.programme, |one| &one.name);
        let rank = row.lot_rank.map(|rank| rank.to_string());
        vec![
            Cell::Link(row.application_no.clone(), format!("{PATH}/{}", row.id)),
            Cell::tag(t.s(state), tone),
            Cell::Text(name.clone()),
            Cell::Num(row.seq),
            Cell::Text(rank.unwrap_or_default()),
            Cell::Text(t.date_time(row.applied_at)),
        ]
    }))
}

async fn find(stations: &Stations, staff: &Staff, id: &str) -> Result<Benefit, PageError> {
    let id: BenefitId = id.parse().map_err(|_| PageError::NotFound)?;
    stations.benefit_for(staff, id).await.map_err(to_page)
}

/// `GET /desk/benefits/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let benefit = find(&stations, &staff, &id).await?;
    page(&stations, &staff, prefs, &benefit, FormState::from_pairs(pairs)).await
}

async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    benefit: &Benefit,
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk_titled(staff, prefs, benefit.application_no.clone());
    let t = shell.t;
    shell.flash = flash(t, &form);
    let (state, tone) = state_word(benefit.state);
    let rules = stations.benefit_rules().await?;
    let programme = rules.get(&benefit.programme);
    let hint = stations.app.vault.masked(benefit.requester).await;
    let hint = hint.map_err(|error| PageError::internal(&error))?;
    let who = hint.map(|hint| [hint.name, hint.phone].into_iter().flatten().collect::<Vec<_>>());
    let mut lines = vec![
        Definition::new(t.s("benefit-applicant"), who.unwrap_or_default().join(" ")),
        Definition::new(t.s("benefit-received"), t.date_time(benefit.applied_at)),
        Definition::new(t.s("benefit-seq"), t.number(benefit.seq)),
        Definition::new(t.s("benefit-rule-agreed"), &benefit.rule_version),
    ];
    if !benefit.attestor.is_empty() {
        lines.push(Definition::new(t.s("benefit-attestor"), &benefit.attestor));
    }
    lines.extend(benefit.lot_rank.map(|rank| Definition::new(t.s("benefit-rank"), t.number(rank))));
    let until = benefit.noticed_until.as_ref();
    lines.extend(until.map(|until| Definition::new(t.s("benefit-notice-to"), until)));
    lines.extend(contract(t, benefit));
    let shown = stations.benefit_photos(benefit.id).await?.len();
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("benefits-desk"), PATH)])),
        lead: programme.map(|one| one.name.clone()).unwrap_or_default(),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        notices: two_persons(t, staff, benefit),
        links: opens_identity(t, staff, benefit.id.0).into_iter().collect(),
        facts: Definitions::new(lines).columns(),
        sections: sections(t, benefit, (programme, shown)),
        actions: actions(t, staff, (benefit, programme), &form),
        course: Some(course(&stations.app, t, "benefit", benefit.id.0, event).await?),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// Who found it first is told that a second person must decide.
fn two_persons(t: Tr, staff: &Staff, benefit: &Benefit) -> Vec<Notice> {
    let waits = matches!(
        benefit.state,
        BenefitState::FoundEligible | BenefitState::FoundIneligible | BenefitState::Objected
    );
    let is_first = waits && benefit.first_by == Some(staff.account);
    if is_first { vec![Notice::new(Tone::Info, t.s("benefit-two-persons"))] } else { Vec::new() }
}

fn sections(
    t: Tr,
    benefit: &Benefit,
    (programme, shown): (Option<&Programme>, usize),
) -> Vec<Section> {
    let mut said = Section::new("statements", t.s("benefit-statements"));
    said.text = programme.map(|one| one.statements.clone()).unwrap_or_default();
    let mut sections = vec![said];
    if shown > 0 {
        let mut photos = Section::new("photos", t.s("benefit-photos"));
        let link =
            |seq| (t.n("benefit-photo", seq as i64), format!("{PATH}/{}/photos/{seq}", benefit.id));
        photos.links = (1..=shown).map(link).collect();
        sections.push(photos);
    }
    let told = [
        ("reason", key("benefit-reason"), &benefit.reason),
        ("objection", key("benefit-objection"), &benefit.objection),
        ("answer", key("benefit-answer"), &benefit.answer),
    ];
    for (id, title, text) in told {
        if !text.is_empty() {
            sections.push(Section::new(id, t.s(title)).text(text));
        }
    }
    if let Some(programme) = programme {
        sections.push(Section::new("rule", t.s("benefit-rule")).text(&programme.rule));
    }
    sections
}

/// Whether a step asks why.
fn asks_reason(verb: BenefitVerb) -> bool {
    matches!(
        verb,
        BenefitVerb::FindIneligible
            | BenefitVerb::SendBack
            | BenefitVerb::Dismiss
            | BenefitVerb::Uphold
    )
}

fn actions(
    t: Tr,
    staff: &Staff,
    (benefit, programme): (&Benefit, Option<&Programme>),
    form: &FormState,
) -> Vec<Action> {
    let to = format!("{PATH}/{}/steps", benefit.id);
    let has_money = programme.is_some_and(|one| one.amount_fen > 0);
    let mut actions = Vec::new();
    for verb in BenefitVerb::ALL.iter().filter(|verb| can(staff, **verb, benefit)) {
        let Some((title, hint)) = verb_keys(*verb) else { continue };
        if *verb == BenefitVerb::Pay && !has_money {
            continue;
        }
        let action = Action::new(t.s(title), &to)
            .hide("step", verb)
            .hide("seen", benefit.version)
            .hint(t.s(hint));
        let is_sent = form.value("step") == verb.as_str();
        let action = if asks_reason(*verb) {
            let empty = FormState::new();
            let typed = if is_sent { form } else { &empty };
            let words = Field::textarea(t, typed, "reason", t.s("benefit-reason"));
            let words = words.counted(REASON_MAX).required();
            // The summary of faults leads to the field that was sent.
            action.field(if is_sent { words } else { words.id(format!("reason-{verb}")) })
        } else {
            action
        };
        let action = if is_sent { action.opened_by(form, "step") } else { action };
        actions.push(match verb {
            BenefitVerb::FindEligible | BenefitVerb::Confirm | BenefitVerb::Pay => action.main(),
            BenefitVerb::Return | BenefitVerb::CorrectPayment => action.danger(),
            _ => action,
        });
    }
    actions
}

/// `POST /desk/benefits/{id}/steps`
pub(super) async fn step(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let benefit = find(&stations, &staff, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let verb: BenefitVerb = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    let seen = form.value("seen").parse().unwrap_or(0);
    let step = BenefitStep { verb, reason: form.value("reason").to_owned() };
    match stations.step_benefit(&staff, (benefit.id, seen), step).await {
        Ok(_) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
        Err(error) => blame(&mut form, error, told)?,
    }
    let fresh = find(&stations, &staff, &id).await?;
    page(&stations, &staff, prefs, &fresh, form).await
}

/// `GET /desk/benefits/{id}/photos/{seq}`
pub(super) async fn photo(
    State(stations): State<Stations>,
    Path((id, seq)): Path<(String, usize)>,
    staff: Staff,
) -> Result<Response, PageError> {
    let benefit = find(&stations, &staff, &id).await?;
    let photos = stations.benefit_photos(benefit.id).await?;
    let photo = seq.checked_sub(1).and_then(|at| photos.get(at)).ok_or(PageError::NotFound)?;
    people::files::picture(&stations.blobs, &photo.digest).await
}
