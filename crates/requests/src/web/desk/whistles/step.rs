//! A step of a call, by the street or by a called unit.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::{PageError, Staff, UnitId, see_other};
use ui::{FormState, Prefs, key};

use super::{PATH, show};
use crate::app::whistles::WhistleStep;
use crate::app::{Desk, OrderError};
use crate::domain::change::Refusal;
use crate::domain::whistle::{Mark, WhistleId};
use crate::web::to_page;

/// Names of the fields in which a side assesses the other: the street has a
/// pair for each unit.
pub(super) fn mark_fields(unit: Option<UnitId>) -> (String, String) {
    match unit {
        Some(unit) => (format!("mark_{unit}"), format!("mark_text_{unit}")),
        None => ("mark".to_owned(), "mark_text".to_owned()),
    }
}

/// `POST /desk/whistles/{id}/steps`
pub(super) async fn take(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let known: WhistleId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut form = FormState::from_pairs(pairs);
    let (step, words) = read(&mut form)?;
    if let Some(step) = step {
        match desk.whistle_step(&staff, known, step).await {
            Ok(()) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
            Err(OrderError::Refused(Refusal::TextMissing)) => {
                form.error(&words, key("whistle-error-text"));
            }
            Err(other) => return Err(to_page(other)),
        }
    }
    show::page(&desk, &staff, prefs, &id, form).await
}

/// The step, if the form says enough, and the field with its words.
fn read(form: &mut FormState) -> Result<(Option<WhistleStep>, String), PageError> {
    let text = |name: &str| form.value(name).to_owned();
    let unit = form.value("unit").parse::<UnitId>().ok();
    let (mark, mark_text) = mark_fields(unit);
    let marked = form.value(&mark).parse::<Mark>().ok();
    let of_unit = || unit.ok_or(PageError::BadRequest);
    let (step, words) = match form.value("step") {
        "arrive" => (Some(WhistleStep::Arrive), String::new()),
        "report" => (Some(WhistleStep::Report(text("result"))), "result".to_owned()),
        "release" => (Some(WhistleStep::Release(of_unit()?)), String::new()),
        "close" => (Some(WhistleStep::Close(text("outcome"))), "outcome".to_owned()),
        "assess_unit" => {
            let unit = of_unit()?;
            let step = marked.map(|mark| WhistleStep::AssessUnit(unit, mark, text(&mark_text)));
            (step, mark_text)
        }
        "assess_call" => {
            let step = marked.map(|mark| WhistleStep::AssessCall(mark, text(&mark_text)));
            (step, mark_text)
        }
        _ => return Err(PageError::BadRequest),
    };
    if step.is_none() {
        form.error(&mark, key("desk-error-choose"));
    }
    Ok((step, words))
}
