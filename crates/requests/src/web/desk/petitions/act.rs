//! A step that was sent: read it, carry it out, lead back.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use kernel::counting::{Limit, LimitUnit};
use people::{PageError, Staff, see_other};
use ui::{FormState, Prefs, key};

use super::show;
use crate::app::Desk;
use crate::app::petition::Author;
use crate::domain::petition::letter::LetterBody;
use crate::domain::petition::step::Step;
use crate::web::record::{blame, unit_name};

/// `POST /desk/petitions/{id}/steps`
pub(super) async fn step(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let view = show::find(&desk, &staff, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().unwrap_or(0);
    if let Some(step) = read(&desk, &mut form)? {
        let author = Author::Staff(staff.clone());
        let key = (view.petition.id, Some(seen));
        match desk.step_petition(author, key, step, desk.app.now()).await {
            Ok(_) => return Ok(see_other(&format!("/desk/petitions/{id}?done=saved"))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    let fresh = show::find(&desk, &staff, &id).await?;
    show::page(&desk, &staff, prefs, fresh, form).await
}

/// The step of a form; faults stand in it when nothing comes back.
fn read(desk: &Desk, form: &mut FormState) -> Result<Option<Step>, PageError> {
    let text = |name: &str| form.value(name).to_owned();
    let step = match form.value("step") {
        "forward" => unit(desk, form, "unit").map(|(unit, name)| Step::Forward { unit, name }),
        "object" => Some(Step::Object { reason: text("objection_reason") }),
        "uphold" => Some(Step::Uphold { reason: text("ruling_reason") }),
        "overrule" => Some(Step::Overrule { reason: text("ruling_reason") }),
        "accept" => Some(Step::Accept),
        "refuse" => {
            let reason = text("refusal_reason");
            word(form, "refusal").map(|why| Step::Refuse { why, reason })
        }
        "route" => {
            let reason = text("route_reason");
            word(form, "route").map(|route| Step::Route { route, reason })
        }
        "extend" => Some(Step::Extend {
            by: Limit::new(
                form.value("extension_days").parse().unwrap_or(0),
                LimitUnit::NaturalDay,
            ),
            reason: text("extension_reason"),
        }),
        "opine" => Some(Step::Opine(letter(form))),
        "settle" => Some(Step::Settle { agreement: text("agreement") }),
        "withdraw" => Some(Step::Withdraw { reason: text("withdrawal_reason") }),
        "ask_review" => {
            let reason = text("review_reason");
            unit(desk, form, "review_unit").map(|(unit, name)| Step::AskReview {
                unit,
                name,
                reason,
            })
        }
        "answer_review" => Some(Step::AnswerReview(letter(form))),
        "redo" => Some(Step::Redo { reason: text("redo_reason") }),
        "start_hearing" => Some(Step::StartHearing),
        "end_hearing" => Some(Step::EndHearing),
        "close" => Some(Step::Close),
        _ => return Err(PageError::BadRequest),
    };
    Ok(step)
}

fn word<T: std::str::FromStr>(form: &mut FormState, field: &'static str) -> Option<T> {
    let word = form.value(field).parse().ok();
    if word.is_none() {
        form.error(field, key("record-fault-missing"));
    }
    word
}

fn unit(
    desk: &Desk,
    form: &mut FormState,
    field: &'static str,
) -> Option<(people::UnitId, String)> {
    let unit: people::UnitId = word(form, field)?;
    Some((unit, unit_name(desk, Some(unit))))
}

fn letter(form: &FormState) -> LetterBody {
    LetterBody {
        claim: form.value("claim").to_owned(),
        facts: form.value("facts").to_owned(),
        opinion: form.value("opinion").to_owned(),
        basis: form.value("basis").to_owned(),
        outcome: form.value("outcome").parse().ok(),
        ..LetterBody::default()
    }
}
