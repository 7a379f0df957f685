//! Taking a need one step on.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::record::{FaultKind, day, fault_key};
use people::{PageError, Staff, see_other};
use ui::{FormState, Prefs};

use super::list::PATH;
use super::show::{find, page};
use super::words::told;
use crate::app::Stations;
use crate::domain::rider_need::{NeedStep, NeedVerb};
use crate::web::blame;

/// `POST /desk/rider-needs/{id}/steps`
pub(super) async fn step(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let (need, _) = find(&stations, &staff, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let verb: NeedVerb = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    let seen = form.value("seen").parse().unwrap_or(0);
    if let Some(step) = read(&mut form, verb) {
        match stations.step_rider_need(&staff, (need.id, seen), step).await {
            Ok(_) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
            Err(error) => blame(&mut form, error, told)?,
        }
    }
    let fresh = find(&stations, &staff, &id).await?;
    page(&stations, &staff, prefs, fresh, form).await
}

/// What a form says; nothing when it names what cannot be.
fn read(form: &mut FormState, verb: NeedVerb) -> Option<NeedStep> {
    let text = |form: &FormState, name: &str| form.value(name).to_owned();
    Some(match verb {
        NeedVerb::Coordinate => {
            let Ok(unit) = form.value("unit").parse() else {
                form.error("unit", fault_key(FaultKind::Missing));
                return None;
            };
            let due_on = day(form, "due_on");
            NeedStep::Coordinate { unit, plan: text(form, "plan"), due_on }
        }
        NeedVerb::Solve => NeedStep::Solve(text(form, "result")),
        NeedVerb::FeedBack => NeedStep::FeedBack(text(form, "public_text")),
        NeedVerb::Decline => NeedStep::Decline(text(form, "reason")),
        NeedVerb::Join => {
            // Its address may be pasted as a whole.
            let named = text(form, "lead");
            let last = named.trim().rsplit('/').next().unwrap_or_default();
            let Ok(lead) = last.parse() else {
                form.error("lead", fault_key(FaultKind::Unknown));
                return None;
            };
            NeedStep::Join(lead)
        }
    })
}
