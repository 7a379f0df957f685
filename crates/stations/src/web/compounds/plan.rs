//! The drawn plan of buildings: one picture, made anew from what was sent.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use db::photos::PhotoFault;
use people::files::{FormParts, Room};
use people::record::{FormPage, Group, mark_stale};
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, Field, FormState, Prefs, key};

use super::desk::PATH;
use crate::app::Stations;
use crate::app::compound::{CompoundEdit, SeenCompound};
use crate::app::error::ActError;

/// `GET /desk/compounds/{id}/plan`
pub(super) async fn ask(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let seen = find(&stations, &staff, &id).await?;
    let form = FormState::new().with("version_seen", seen.whole.version.to_string());
    Ok(page(&stations, &staff, prefs, &seen, form))
}

async fn find(stations: &Stations, staff: &Staff, id: &str) -> Result<SeenCompound, PageError> {
    let seen = stations.compound_for(staff, id).await?;
    if stations.keeps_compound(staff, &seen) { Ok(seen) } else { Err(PageError::Forbidden) }
}

fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    seen: &SeenCompound,
    form: FormState,
) -> Response {
    let shell = stations.app.desk(staff, prefs, key("compound-edit-plan"));
    let t = shell.t;
    let id = &seen.place.id;
    let field = Field::file(t, &form, "photos", t.s("compound-plan"))
        .hint(t.s("compound-plan-hint"))
        .attr("accept", "image/*");
    let submit = Button::submit(t.s("compound-save")).primary();
    let mut page = FormPage::new(format!("{PATH}/{id}/plan"), submit, form);
    page.crumbs = Some(Breadcrumb::new(
        t,
        vec![
            Crumb::new(t.s("compounds-desk"), PATH),
            Crumb::new(&seen.place.name, format!("{PATH}/{id}")),
        ],
    ));
    page.hidden = vec![("version_seen", page.form.value("version_seen").to_owned())];
    page.has_files = true;
    page.groups = vec![Group::new("plan", t.s("compound-plan"), vec![field])];
    page.desk(shell)
}

/// `POST /desk/compounds/{id}/plan`
pub(super) async fn keep(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    request: Request,
) -> Result<Response, PageError> {
    let seen = find(&stations, &staff, &id).await?;
    let parts = FormParts::read(request, &stations.blobs, Room { photos: 1, keeps: true }).await?;
    let mut form = FormState::from_pairs(parts.pairs);
    let version = form.value("version_seen").parse().map_err(|_| PageError::BadRequest)?;
    match (parts.faults.first(), parts.photos.into_iter().next()) {
        (Some(PhotoFault::TooLarge), _) => {
            form.error("photos", key("kept-error-large"));
        }
        (Some(PhotoFault::Unreadable), _) | (None, None) => {
            form.error("photos", key("kept-error-unreadable"));
        }
        (None, Some(photo)) => {
            let edit = (version, CompoundEdit::Map(photo));
            match stations.edit_compound(&staff, &seen, edit).await {
                Ok(()) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
                Err(ActError::Stale) => mark_stale(&mut form),
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(page(&stations, &staff, prefs, &seen, form))
}
