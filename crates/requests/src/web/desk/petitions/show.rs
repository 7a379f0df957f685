//! One petition: what was said, its clocks, its letters, its steps.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::{StoreError, Tx};
use people::{PageError, RequesterRef, Staff, UnitId};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, FormState, Notice, Prefs, Tone, Tr, key,
};

use super::{clock, list, steps, words};
use crate::app::Desk;
use crate::domain::order::Order;
use crate::domain::petition::Petition;
use crate::domain::petition::permission::can_see;
use crate::domain::{OrderId, PetitionId, permission as order_permission};
use crate::store::order;
use crate::store::petition::{self as store, ClockRow, LetterRow, NoteRow};
use crate::web::record::{Cell, Section, Show, Table, course, flash, place, unit_name};

/// A petition with its parts.
pub(super) struct View {
    pub(super) petition: Petition,
    pub(super) clocks: Vec<ClockRow>,
    pub(super) letters: Vec<LetterRow>,
    pub(super) notes: Vec<NoteRow>,
    pub(super) representatives: Vec<RequesterRef>,
    pub(super) office: Option<UnitId>,
    /// The order it is linked to, as far as they may see it.
    pub(super) order: Option<OrderId>,
}

/// The petition of an address; one they may not see is not found.
pub(super) async fn find(desk: &Desk, staff: &Staff, id: &str) -> Result<View, PageError> {
    let id: PetitionId = id.parse().map_err(|_| PageError::NotFound)?;
    let office = desk.petition_office().await?;
    let read = desk.app.db.read(id, |tx, id| {
        Box::pin(async move {
            let Some(petition) = store::get(tx, *id).await? else { return Ok(None) };
            let linked = linked(tx, petition.order_id).await?;
            Ok::<_, StoreError>(Some((
                petition,
                store::clocks(tx, *id).await?,
                store::letters(tx, *id).await?,
                store::notes(tx, *id).await?,
                store::representatives(tx, *id).await?,
                linked,
            )))
        })
    });
    let (petition, clocks, letters, notes, representatives, linked) =
        read.await?.ok_or(PageError::NotFound)?;
    if !can_see(staff, &petition, office) {
        return Err(PageError::NotFound);
    }
    let seen = linked.filter(|order| order_permission::can_see(staff, order));
    let order = seen.map(|order| order.id);
    Ok(View { petition, clocks, letters, notes, representatives, office, order })
}

async fn linked(tx: &mut Tx<'_>, order: Option<OrderId>) -> Result<Option<Order>, StoreError> {
    match order {
        Some(order) => order::get(tx, order).await,
        None => Ok(None),
    }
}

/// `GET /desk/petitions/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let view = find(&desk, &staff, &id).await?;
    page(&desk, &staff, prefs, view, FormState::from_pairs(pairs)).await
}

/// The page, with what was typed.
pub(super) async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    view: View,
    form: FormState,
) -> Result<Response, PageError> {
    let petition = &view.petition;
    let mut shell = desk.app.desk_titled(staff, prefs, petition.title.clone());
    let t = shell.t;
    shell.flash = flash(t, &form);
    let course = course(&desk.app, t, "petition", petition.id.0, words::event).await?;
    let mut limits = Section::new("limits", t.s("petition-limits"));
    limits.facts = Some(Definitions::new(clock::facts(desk, t, &view.clocks)?));
    let mut sections = vec![
        limits,
        Section::new("said", t.s("petition-content")).text(&petition.content),
        Section::new("letters", t.s("petition-letters")).table(letters(t, &view)),
    ];
    if !view.notes.is_empty() {
        sections.push(Section::new("notes", t.s("petition-notes")).table(notes(t, &view)));
    }
    let mut links = Vec::new();
    if let Some(order) = view.order {
        let open = Button::link(t.s("petition-open-order"), format!("/desk/orders/{order}"));
        links.push(open.small().icon("link"));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(
            t,
            vec![Crumb::new(t.s("petitions-title"), "/desk/petitions")],
        )),
        lead: petition.petition_no.clone(),
        tags: list::tags(t, petition).into_iter().map(|(_, tag)| tag).collect(),
        notices: notices(t, &view),
        links,
        facts: facts(desk, t, &view).await?,
        sections,
        actions: steps::actions(desk, staff, t, &view, &form),
        course_title: t.s("record-course").into_owned(),
        course: Some(course),
        form,
    };
    Ok(page.desk(shell))
}

fn notices(t: Tr, view: &View) -> Vec<Notice> {
    let mut notices = Vec::new();
    if view.petition.accused_unit_id.is_some() {
        notices.push(Notice::new(Tone::Warn, t.s("petition-accusation-notice")));
    }
    if view.order.is_some() {
        notices.push(Notice::new(Tone::Info, t.s("petition-linked-notice")));
    }
    notices
}

async fn facts(desk: &Desk, t: Tr, view: &View) -> Result<Definitions, PageError> {
    let petition = &view.petition;
    let petitioner = match petition.requester_ref {
        Some(reference) => masked(desk, t, RequesterRef(reference)).await?,
        None => t.s("petition-anonymous").into_owned(),
    };
    let mut facts = vec![
        Definition::new(t.s("petition-petitioner"), petitioner),
        Definition::new(t.s("petition-people-count"), petition.people_count.to_string()),
        Definition::new(t.s("petition-kind"), t.s(words::kind_key(petition.kind))),
        Definition::new(t.s("petition-channel"), t.s(words::channel_key(petition.channel))),
        Definition::new(t.s("petition-received"), t.date_time(petition.received_at)),
    ];
    if !view.representatives.is_empty() {
        let mut names = Vec::new();
        for who in &view.representatives {
            names.push(masked(desk, t, *who).await?);
        }
        facts.push(Definition::new(t.s("petition-representatives"), names.join("、")));
    }
    let mut add = |name: &'static str, value: String| {
        if !value.is_empty() {
            facts.push(Definition::new(t.s(name), value));
        }
    };
    add(key("petition-unit"), unit_name(desk, petition.unit_id));
    add(key("petition-review-unit"), unit_name(desk, petition.review_unit_id));
    add(key("petition-accused"), unit_name(desk, petition.accused_unit_id));
    add(key("petition-place"), place(desk, petition.region_code.as_deref()));
    if let Some(route) = petition.route {
        add(key("petition-route"), t.s(words::route_key(route)).into_owned());
    }
    Ok(Definitions::new(facts).columns())
}

/// The edges of a name and a number, as the vault shows them to anyone who
/// may see the record.
pub(in super::super) async fn masked(
    desk: &Desk,
    t: Tr,
    who: RequesterRef,
) -> Result<String, PageError> {
    let hint = desk.app.vault.masked(who).await.map_err(|error| PageError::internal(&error))?;
    let parts = hint.map(|hint| [hint.name, hint.phone]).into_iter().flatten().flatten();
    let text = parts.collect::<Vec<_>>().join(" ");
    Ok(if text.is_empty() { t.s("petition-forgotten").into_owned() } else { text })
}

fn letters(t: Tr, view: &View) -> Table {
    Table::new([t.s("letter-no"), t.s("letter-kind"), t.s("letter-issued")]).rows(
        view.letters.iter().map(|row| {
            let href = format!("/desk/petitions/{}/letters/{}", view.petition.id, row.id);
            vec![
                Cell::Link(row.letter_no.clone(), href),
                Cell::Text(t.s(words::letter_key(row.kind)).into_owned()),
                Cell::Text(t.date_time(row.issued_at)),
            ]
        }),
    )
}

fn notes(t: Tr, view: &View) -> Table {
    Table::new([t.s("petition-note-at"), t.s("petition-note-step"), t.s("petition-note-text")])
        .rows(view.notes.iter().map(|note| {
            let (name, _) = words::event(&note.kind);
            vec![
                Cell::Text(t.date_time(note.at)),
                Cell::Text(t.s(name).into_owned()),
                Cell::Wide(note.text.clone()),
            ]
        }))
}
