//! Bringing entries into use and out of it, and looking at them again.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::{PageError, Staff, see_other};
use ui::{FormState, Prefs};

use super::show;
use crate::app::Desk;
use crate::domain::knowledge::EntryVerb;
use crate::web::record::blame;

type Pairs = Vec<(String, String)>;

async fn step(
    desk: &Desk,
    id: &str,
    (staff, prefs): (Staff, Prefs),
    pairs: Pairs,
    verb: EntryVerb,
) -> Result<Response, PageError> {
    let entry = show::find(desk, id).await?;
    let mut form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().unwrap_or(0);
    match desk.step_entry(&staff, (entry.id, seen), verb, None, "").await {
        Ok(entry) => Ok(see_other(&format!("/desk/knowledge/{}?done=saved", entry.id))),
        Err(error) => {
            blame(&mut form, error)?;
            let fresh = show::find(desk, id).await?;
            show::page(desk, &staff, prefs, fresh, form).await
        }
    }
}

/// `POST /desk/knowledge/{id}/publication`
pub(super) async fn publish(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    step(&desk, &id, (staff, prefs), pairs, EntryVerb::Publish).await
}

/// `POST /desk/knowledge/{id}/review`
pub(super) async fn review(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    step(&desk, &id, (staff, prefs), pairs, EntryVerb::Review).await
}

/// `POST /desk/knowledge/{id}/retirement`
pub(super) async fn retire(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    step(&desk, &id, (staff, prefs), pairs, EntryVerb::Retire).await
}

/// `POST /desk/knowledge/{id}/restoration`
pub(super) async fn restore(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    step(&desk, &id, (staff, prefs), pairs, EntryVerb::Restore).await
}

/// `POST /desk/knowledge/{id}/reminder`
pub(super) async fn press(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let entry = show::find(&desk, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().unwrap_or(0);
    match desk.press_entry(&staff, (entry.id, seen)).await {
        Ok(entry) => Ok(see_other(&format!("/desk/knowledge/{}?done=saved", entry.id))),
        Err(error) => {
            blame(&mut form, error)?;
            let fresh = show::find(&desk, &id).await?;
            show::page(&desk, &staff, prefs, fresh, form).await
        }
    }
}
