//! Suspensions at the desk: for the persons named for a compound, and for who
//! answers appeals.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use kernel::time::Instant;
use people::record::{
    Action, Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, course, flash,
};
use people::{PageError, Staff, see_other};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, EmptyState, Field, FormState, Notice,
    Prefs, Tone, Tr, key,
};

use super::super::compounds::desk::by_name;
use super::words;
use crate::app::compound::SeenCompound;
use crate::app::suspension::SuspensionStep;
use crate::app::{Stations, posts};
use crate::domain::appeal::Appeal;
use crate::domain::ids::SuspensionId;
use crate::domain::post::Posts;
use crate::domain::suspension::{self as domain, ANSWER_MAX, Suspension, SuspensionVerb};
use crate::store::{appeal, suspension as store};
use crate::web::blame;

const PATH: &str = "/desk/suspensions";

/// A page of those somebody may see: read on until it is full.
async fn read(
    stations: &Stations,
    staff: &Staff,
    asked: &Asked,
    wanted: usize,
) -> Result<Vec<Suspension>, PageError> {
    let own = posts::of(&stations.app.db, staff).await?;
    let (rules, atlas) = (stations.rules(), stations.atlas.current());
    let sees = |one: &Suspension| {
        let place = atlas.compound(&one.compound);
        let region = place.map(|place| place.community.to_string()).unwrap_or_default();
        domain::can_see(staff, &own, &rules, (&one.compound, &region))
    };
    let state = asked.get("state").to_owned();
    let compound = by_name(&atlas, asked.get("compound"));
    let mut before = asked.after();
    let mut found = Vec::new();
    loop {
        let job = (before.clone(), state.clone(), compound.clone(), wanted as i64);
        let read = stations.app.db.read(job, |tx, (before, state, compound, limit)| {
            Box::pin(store::page(tx, (before, state, compound), *limit))
        });
        let rows: Vec<Suspension> = read.await?;
        let is_last = rows.len() < wanted;
        let Some(last) = rows.last().map(|one| one.id.to_string()) else { return Ok(found) };
        found.extend(rows.into_iter().filter(&sees));
        if is_last || found.len() >= wanted {
            found.truncate(wanted);
            return Ok(found);
        }
        before = last;
    }
}

/// `GET /desk/suspensions`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("suspensions-title"));
    let t = shell.t;
    let mut rows = read(&stations, &staff, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let page = List {
        lead: t.s("suspensions-lead").into_owned(),
        actions: vec![asked.csv_button(t, "/desk/suspensions.csv")],
        path: PATH,
        filters: vec![
            Field::text(t, &asked.form, "compound", t.s("compound-name")),
            asked.state_field(t, words::states(t)),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("shield", t.s("suspensions-none"))),
        table: table(t, &stations, &rows),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/suspensions.csv`: without people's words.
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&stations, &staff, &asked, SHEET_ROWS).await?;
    let t = Tr::new(prefs.lang);
    Ok(table(t, &stations, &rows).csv("suspensions.csv", str::to_owned))
}

fn table(t: Tr, stations: &Stations, rows: &[Suspension]) -> Table {
    let (atlas, now) = (stations.atlas.current(), stations.app.now());
    let head = [
        t.s("compound-name"),
        t.s("record-state"),
        t.s("suspension-happened"),
        t.s("suspension-until"),
        t.s("suspension-by"),
        t.s("suspension-appeal-due"),
    ];
    Table::new(head).rows(rows.iter().map(|one| {
        let name = atlas.compound(&one.compound).map(|place| place.name.clone());
        let (word, tone) = words::state_word(one.state);
        let due = one.appeal_due.map(|due| last_day(t, due)).unwrap_or_default();
        let due = if one.is_answer_late(now) {
            Cell::tag(t.named("suspension-late", due), Tone::Bad)
        } else {
            Cell::Text(due)
        };
        vec![
            Cell::Link(name.unwrap_or_else(|| one.compound.clone()), format!("{PATH}/{}", one.id)),
            Cell::tag(t.s(word), tone),
            Cell::Text(words::day(t, &one.happened_on)),
            Cell::Text(t.date_time(one.until)),
            Cell::Wide(format!("{} {}", one.by_unit, one.by_name)),
            due,
        ]
    }))
}

/// The last day on which an answer is in time.
fn last_day(t: Tr, due: Instant) -> String {
    t.date(due.plus(-1))
}

async fn find(
    stations: &Stations,
    staff: &Staff,
    id: &str,
) -> Result<(Suspension, SeenCompound), PageError> {
    let id: SuspensionId = id.parse().map_err(|_| PageError::NotFound)?;
    Ok(stations.suspension_for(staff, id).await?)
}

/// `GET /desk/suspensions/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let seen = find(&stations, &staff, &id).await?;
    page(&stations, (&staff, prefs), &seen, asked.form).await
}

/// The appeal of a suspension.
pub(super) async fn appeal_of(
    stations: &Stations,
    one: &Suspension,
) -> Result<Option<Appeal>, PageError> {
    let Some(id) = one.appeal else { return Ok(None) };
    let read = stations.app.db.read(id, |tx, id| Box::pin(appeal::get(tx, *id)));
    Ok(read.await?)
}

async fn page(
    stations: &Stations,
    (staff, prefs): (&Staff, Prefs),
    (one, compound): &(Suspension, SeenCompound),
    form: FormState,
) -> Result<Response, PageError> {
    let appeal = appeal_of(stations, one).await?;
    let mut shell = stations.app.desk(staff, prefs, key("suspension-title"));
    let (t, now) = (shell.t, stations.app.now());
    shell.flash = flash(t, &form);
    let mut notices = Vec::new();
    if one.is_answer_late(now) {
        notices.push(Notice::new(Tone::Bad, t.s("suspension-late-text")));
    }
    let can = |verb| can(stations, staff, (one, compound), verb);
    if one.state.after(SuspensionVerb::Grant).is_some() && staff.account == one.by {
        notices.push(Notice::new(Tone::Info, t.s("suspension-not-yours")));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("suspensions-title"), PATH)])),
        tags: vec![words::state_tag(t, one.state)],
        notices,
        links: vec![
            Button::link(&compound.place.name, format!("/desk/compounds/{}", one.compound)).small(),
        ],
        facts: facts(t, one, &compound.place.name),
        sections: sections(t, one, appeal.as_ref()),
        actions: actions(t, one, &form, can),
        course: Some(course(&stations.app, t, "suspension", one.id.0, words::event).await?),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn can(
    stations: &Stations,
    staff: &Staff,
    (one, compound): (&Suspension, &SeenCompound),
    verb: SuspensionVerb,
) -> bool {
    let posts: &Posts = &compound.posts;
    domain::can(staff, verb, one, (posts, &stations.rules(), &compound.region()))
}

/// Facts of a suspension, alike for the desk and for the person.
pub(super) fn facts(t: Tr, one: &Suspension, compound: &str) -> Definitions {
    let mut facts = vec![
        Definition::new(t.s("compound-name"), compound),
        Definition::new(t.s("suspension-happened"), words::day(t, &one.happened_on)),
        Definition::new(t.s("suspension-from"), t.date_time(one.from)),
        Definition::new(t.s("suspension-until"), t.date_time(one.until))
            .note(t.s("suspension-until-note")),
        Definition::new(t.s("suspension-by"), format!("{} {}", one.by_unit, one.by_name)),
    ];
    if let Some(due) = one.appeal_due {
        facts.push(Definition::new(t.s("suspension-appeal-due"), last_day(t, due)));
    }
    Definitions::new(facts)
}

/// What was said, alike for the desk and for the person.
pub(super) fn sections(t: Tr, one: &Suspension, appeal: Option<&Appeal>) -> Vec<Section> {
    let mut sections = vec![Section::new("fact", t.s("suspension-fact")).text(&one.fact)];
    if let Some(appeal) = appeal {
        let mut said = Section::new("appeal", t.s("suspension-appeal")).text(&appeal.facts);
        said = said.text(&appeal.wanted);
        said.aside = appeal.appeal_no.clone();
        sections.push(said);
    }
    if !one.answer.is_empty() {
        let mut answer = Section::new("answer", t.s("suspension-answer")).text(&one.answer);
        answer.aside = one.answered_name.clone();
        sections.push(answer);
    }
    sections
}

fn actions(
    t: Tr,
    one: &Suspension,
    form: &FormState,
    can: impl Fn(SuspensionVerb) -> bool,
) -> Vec<Action> {
    let wanted = [SuspensionVerb::Grant, SuspensionVerb::Uphold, SuspensionVerb::Lift];
    let action = |verb: SuspensionVerb| {
        // What was typed and what is wrong belong to the act that was sent.
        let is_asked = form.has_errors() && form.value("step") == verb.as_str();
        let own = if is_asked { form.clone() } else { FormState::new() };
        let answer = Field::textarea(t, &own, "answer", t.s("suspension-answer"))
            .hint(t.s("suspension-answer-hint"))
            .counted(ANSWER_MAX)
            .required();
        let answer = if is_asked { answer } else { answer.id(format!("f-answer-{verb}")) };
        let action = Action::new(t.s(words::verb_key(verb)), format!("{PATH}/{}/steps", one.id))
            .hide("step", verb)
            .hide("version", one.version)
            .field(answer);
        let action = if is_asked { action.opened_by(form, "answer") } else { action };
        if verb == SuspensionVerb::Uphold { action.danger() } else { action }
    };
    wanted.into_iter().filter(|verb| can(*verb)).map(action).collect()
}

/// `POST /desk/suspensions/{id}/steps`
pub(super) async fn step(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let (one, compound) = find(&stations, &staff, &id).await?;
    let verb: SuspensionVerb = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    let answer = form.value("answer").to_owned();
    let step = match verb {
        SuspensionVerb::Grant => SuspensionStep::Grant(answer),
        SuspensionVerb::Uphold => SuspensionStep::Uphold(answer),
        SuspensionVerb::Lift => SuspensionStep::Lift(answer),
        SuspensionVerb::Appeal | SuspensionVerb::End => return Err(PageError::Forbidden),
    };
    let seen = form.value("version").parse().map_err(|_| PageError::BadRequest)?;
    match stations.step_suspension(&staff, (&one, &compound), (seen, step)).await {
        Ok(()) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
        Err(error) => blame(&mut form, error, words::told)?,
    }
    let fresh = find(&stations, &staff, &id).await?;
    page(&stations, (&staff, prefs), &fresh, form).await
}
