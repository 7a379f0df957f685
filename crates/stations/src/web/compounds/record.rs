//! One compound at the desk: what belongs to it, its counts, and its steps.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use kernel::time::{DAY_US, Instant};
use people::record::{Action, Asked, Cell, Section, Show, Table, flash};
use people::{PageError, Staff, see_other};
use ui::{
    Breadcrumb, Button, Choice, Crumb, Definition, Definitions, Field, FormState, Notice, Prefs,
    Tag, Tone, Tr, key,
};

use super::super::hours;
use super::desk::PATH;
use super::figures::{PARTS, part_names, part_of};
use super::show::{bays, buildings};
use super::words;
use crate::app::Stations;
use crate::app::compound::{CompoundEdit, SeenCompound};
use crate::domain::compound::{CompoundVerb, Gate, can_suspend, in_force};
use crate::domain::keeping::cells::guard;
use crate::domain::pass::{GateVerifier, can_open};
use crate::store::pass as store;
use crate::web::blame;

/// Counts of so many days are shown, today included.
const DAYS: i64 = 7;

/// What is counted at a compound, and where its verifiers stand.
struct Counted {
    passes: i64,
    hours: Vec<(String, i64)>,
    verifiers: Vec<GateVerifier>,
}

async fn counted(stations: &Stations, id: &str) -> Result<Counted, PageError> {
    let read = stations.app.db.read(id.to_owned(), |tx, id| {
        Box::pin(async move {
            let (passes, hours) = (store::count(tx, id).await?, store::counts_of(tx, id).await?);
            let verifiers = store::verifiers_in(tx, id).await?;
            Ok::<_, db::StoreError>(Counted { passes, hours, verifiers })
        })
    });
    Ok(read.await?)
}

/// `GET /desk/compounds/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let seen = stations.compound_for(&staff, &id).await?;
    page(&stations, &staff, prefs, &seen, asked.form).await
}

async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    seen: &SeenCompound,
    form: FormState,
) -> Result<Response, PageError> {
    let counted = counted(stations, &seen.place.id).await?;
    let least = stations.pass_rules().await?.privacy.small_cell;
    let mut shell = stations.app.desk_titled(staff, prefs, seen.place.name.clone());
    let t = shell.t;
    shell.flash = flash(t, &form);
    let keeps = stations.keeps_compound(staff, seen);
    let one = &seen.whole.compound;
    let region = stations.atlas.current().path_name(seen.place.community);
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("compounds-desk"), PATH)])),
        tags: vec![words::status_tag(t, one.status)],
        notices: notices(stations, t, seen),
        links: links(stations, t, staff, seen),
        facts: Definitions::new(vec![
            Definition::new(t.s("compound-id"), &one.id),
            Definition::new(t.s("station-address"), &seen.place.address).note(region),
            Definition::new(t.s("compound-property"), &one.property),
            Definition::new(t.s("compound-phone"), &one.phone),
            Definition::new(t.s("compound-note"), &one.note),
            Definition::new(t.s("compound-opened"), &one.opened_on),
            Definition::new(t.s("compound-passes"), few(t, counted.passes, least)),
        ]),
        sections: sections(t, stations, seen, (&counted, least, keeps)),
        actions: if keeps { actions(t, seen, &form) } else { Vec::new() },
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// A count of people; few are not told.
pub(super) fn few(t: Tr, count: i64, least: i64) -> String {
    if count > 0 && count < least {
        t.s("compound-withheld").into_owned()
    } else {
        count.to_string()
    }
}

fn notices(stations: &Stations, t: Tr, seen: &SeenCompound) -> Vec<Notice> {
    let today = stations.app.now().day();
    let mut notices = Vec::new();
    if in_force(&seen.whole.rules, today).is_none() {
        notices.push(Notice::new(Tone::Warn, t.s("compound-rules-missing")));
    }
    let over = seen.whole.agreements.iter().any(|one| !one.holds(today));
    if over || seen.whole.agreements.is_empty() {
        notices.push(Notice::new(Tone::Info, t.s("compound-agreement-over")));
    }
    notices
}

fn links(stations: &Stations, t: Tr, staff: &Staff, seen: &SeenCompound) -> Vec<Button> {
    let id = &seen.place.id;
    let mut links = vec![Button::link(t.s("compound-public"), format!("/compounds/{id}")).small()];
    if can_suspend(&seen.posts, id) {
        let href = format!("{PATH}/{id}/suspensions/new");
        links.push(Button::link(t.s("suspension-new"), href).small());
    }
    if can_open(staff, &stations.rules(), &seen.region()) {
        links.push(Button::link(t.s("lines-title"), format!("{PATH}/{id}/lines")).small());
    }
    links
}

fn sections(
    t: Tr,
    stations: &Stations,
    seen: &SeenCompound,
    (counted, least, keeps): (&Counted, i64, bool),
) -> Vec<Section> {
    let id = &seen.place.id;
    let edit = |part: &str, label: &'static str| {
        let button = Button::link(t.s(label), format!("{PATH}/{id}/{part}")).small();
        if keeps { vec![button] } else { Vec::new() }
    };
    let mut ways =
        Section::new("buildings", t.s("compound-buildings")).table(buildings(t, &seen.whole));
    ways.buttons = edit("ways", key("compound-edit-ways"));
    ways.buttons.extend(edit("plan", key("compound-edit-plan")));
    vec![
        Section { buttons: edit("rules", key("compound-edit-rules")), ..rules(t, stations, seen) },
        Section {
            buttons: edit("gate", key("compound-edit-gate")),
            ..Section::new("gates", t.s("compound-gates")).table(gates(t, seen, counted, keeps))
        },
        ways,
        Section::new("bays", t.s("compound-bays")).table(bays(t, &seen.whole)),
        Section {
            buttons: edit("agreement", key("compound-edit-agreement")),
            ..Section::new("agreements", t.s("compound-agreements"))
                .table(agreements(t, stations, seen))
        },
        Section::new("counts", t.s("compound-counts"))
            .text(t.s("compound-counts-text"))
            .table(passages(t, &counted.hours, (stations.app.now(), least))),
    ]
}

/// Passages day by day in the parts of it. Few people are not told.
fn passages(t: Tr, hours: &[(String, i64)], (now, least): (Instant, i64)) -> Table {
    let days: Vec<Instant> = (0..DAYS).map(|ago| now.plus(-ago * DAY_US)).collect();
    let mut counts = vec![vec![0; PARTS.len()]; days.len()];
    for (hour, count) in hours {
        let row = days.iter().position(|day| hour.starts_with(&day.day().to_string()));
        let cell = row.zip(part_of(hour)).and_then(|(row, at)| counts.get_mut(row)?.get_mut(at));
        if let Some(cell) = cell {
            *cell += count;
        }
    }
    let guarded = guard(&counts, least);
    let mut head = vec![t.s("compound-day").into_owned()];
    head.extend(part_names(t));
    let rows = days.iter().zip(guarded.cells).zip(guarded.rows);
    Table::new(head).rows(rows.map(|((day, cells), total)| {
        let cells = cells.into_iter().chain([total]).map(|count| count_cell(t, count));
        [Cell::Text(t.date(*day))].into_iter().chain(cells).collect()
    }))
}

fn rules(t: Tr, stations: &Stations, seen: &SeenCompound) -> Section {
    let current = in_force(&seen.whole.rules, stations.app.now().day());
    let head = [t.s("compound-version"), t.s("compound-valid-from"), t.s("record-state")];
    let rows = seen.whole.rules.iter().map(|one| {
        let state = if current == Some(one) {
            Cell::tag(t.s("compound-rules-now"), Tone::Ok)
        } else if current.is_some_and(|now| one.valid_from < now.valid_from) {
            Cell::tag(t.s("compound-rules-before"), Tone::Neutral)
        } else {
            Cell::tag(t.s("compound-rules-coming"), Tone::Info)
        };
        vec![Cell::Text(one.version.clone()), Cell::Text(one.valid_from.clone()), state]
    });
    Section::new("rules", t.s("compound-rules"))
        .text(current.map(|one| one.text.as_str()).unwrap_or_default())
        .table(Table::new(head).rows(rows))
}

fn gates(t: Tr, seen: &SeenCompound, counted: &Counted, keeps: bool) -> Table {
    let id = &seen.place.id;
    let head = [
        t.s("compound-gate"),
        t.s("compound-hours"),
        t.s("compound-contact"),
        t.s("compound-verifier"),
        t.s("compound-board"),
    ];
    Table::new(head).rows(seen.whole.gates.iter().map(|gate| {
        let verifier = counted.verifiers.iter().find(|one| one.gate == gate.id);
        let named = match verifier {
            Some(one) => t.named("compound-verifier-number", one.verifier),
            None => t.s("compound-verifier-none").into_owned(),
        };
        let bound = if keeps {
            Cell::Link(named, format!("{PATH}/{id}/verifier?gate={}", gate.id))
        } else {
            Cell::Text(named)
        };
        let board = format!("/compounds/{id}/gates/{}/board", gate.id);
        let named = format!("{} {}", gate.name, gate.entrance);
        let named = if keeps {
            Cell::Link(named, format!("{PATH}/{id}/gate?gate={}", gate.id))
        } else {
            Cell::Wide(named)
        };
        vec![
            named,
            Cell::Text(hours::in_words(t, &gate.hours)),
            Cell::Text(gate.contact.clone()),
            bound,
            Cell::Link(t.s("compound-board-print").into_owned(), board),
        ]
    }))
}

fn agreements(t: Tr, stations: &Stations, seen: &SeenCompound) -> Table {
    let today = stations.app.now().day();
    let head = [
        t.s("compound-platform"),
        t.s("compound-parties"),
        t.s("compound-signed"),
        t.s("compound-valid-to"),
        t.s("record-state"),
    ];
    Table::new(head).rows(seen.whole.agreements.iter().map(|one| {
        let state = if one.holds(today) {
            Cell::tag(t.s("compound-agreement-holds"), Tone::Ok)
        } else {
            Cell::tag(t.s("compound-agreement-ended"), Tone::Warn)
        };
        vec![
            Cell::Text(one.platform.clone()),
            Cell::Wide(one.parties.clone()),
            Cell::Text(one.signed_on.clone()),
            Cell::Text(one.valid_to.clone()),
            state,
        ]
    }))
}

fn actions(t: Tr, seen: &SeenCompound, form: &FormState) -> Vec<Action> {
    let (id, one) = (&seen.place.id, &seen.whole.compound);
    let fits = CompoundVerb::ALL.iter().filter(|verb| one.status.after(**verb).is_some());
    let step = |verb: &CompoundVerb| {
        let action = Action::new(t.s(words::verb_key(*verb)), format!("{PATH}/{id}/steps"))
            .hint(t.s(words::verb_hint(*verb)))
            .hide("step", *verb)
            .hide("version", seen.whole.version);
        let stops = matches!(verb, CompoundVerb::Suspend | CompoundVerb::Close);
        if stops { action.danger() } else { action.main() }
    };
    let mut actions: Vec<Action> = fits.map(step).collect();
    let named = |gate: &Gate| Choice::new(&gate.id, &gate.name);
    let gates: Vec<Choice> = seen.whole.gates.iter().map(named).collect();
    if !gates.is_empty() {
        let remove = Action::new(t.s("compound-remove-gate"), format!("{PATH}/{id}/gate-removal"))
            .hint(t.s("compound-remove-gate-hint"))
            .hide("version", seen.whole.version)
            .field(Field::select(t, form, "gate", t.s("compound-gate")).choices(gates));
        actions.push(remove.danger());
    }
    let about = Action::new(t.s("compound-edit-about"), format!("{PATH}/{id}/about"));
    actions.push(about_action(t, seen, about));
    actions
}

/// Property, telephone and note, at hand on the record itself.
fn about_action(t: Tr, seen: &SeenCompound, action: Action) -> Action {
    let fields = super::forms::about_fields(t, &super::forms::about_values(&seen.whole.compound));
    let action = action.hide("version_seen", seen.whole.version);
    fields.into_iter().fold(action, Action::field)
}

/// `POST /desk/compounds/{id}/steps`
pub(super) async fn step(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let verb: CompoundVerb = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    change(&stations, (&staff, prefs), &id, (form, CompoundEdit::Step(verb))).await
}

/// `POST /desk/compounds/{id}/gate-removal`
pub(super) async fn remove_gate(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let edit = CompoundEdit::RemoveGate(form.value("gate").to_owned());
    change(&stations, (&staff, prefs), &id, (form, edit)).await
}

async fn change(
    stations: &Stations,
    (staff, prefs): (&Staff, Prefs),
    id: &str,
    (mut form, edit): (FormState, CompoundEdit),
) -> Result<Response, PageError> {
    let seen = stations.compound_for(staff, id).await?;
    let version = form.value("version").parse().map_err(|_| PageError::BadRequest)?;
    match stations.edit_compound(staff, &seen, (version, edit)).await {
        Ok(()) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
        Err(error) => blame(&mut form, error, words::told)?,
    }
    let fresh = stations.compound_for(staff, id).await?;
    page(stations, staff, prefs, &fresh, form).await
}

/// A tag for a count that is withheld or not, for tables of other pages.
pub(super) fn count_cell(t: Tr, count: Option<i64>) -> Cell {
    match count {
        Some(count) => Cell::Num(count),
        None => {
            let withheld = t.s("compound-withheld");
            Cell::Tags(vec![(withheld.clone().into_owned(), Tag::new(withheld))])
        }
    }
}
