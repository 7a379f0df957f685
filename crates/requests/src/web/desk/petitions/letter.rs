//! A letter as it is printed: its number, whom it is for, its parts, who
//! issued it. The petitioner's name is filled in by hand on paper; the page
//! shows its edges only.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, RequesterRef, Staff};
use ui::{Prefs, Shell, Tr, key};

use super::{show, words};
use crate::app::Desk;
use crate::domain::petition::letter::{LetterBody, LetterKind};
use crate::domain::petition::{Petition, PetitionRefusal, PetitionRoute};
use crate::store::petition::LetterRow;
use crate::web::record::unit_name;

#[derive(Template)]
#[template(path = "petitions/letter.html")]
struct LetterPage {
    shell: Shell,
    back: String,
    no: String,
    addressee: String,
    opening: String,
    parts: Vec<(String, Vec<String>)>,
    remedy: String,
    unit: String,
    date: String,
}

/// `GET /desk/petitions/{id}/letters/{letter}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path((id, letter)): Path<(String, String)>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let view = show::find(&desk, &staff, &id).await?;
    let row = view.letters.iter().find(|row| row.id.to_string() == letter);
    let row = row.ok_or(PageError::NotFound)?;
    let body: LetterBody =
        serde_json::from_str(&row.body).map_err(|error| PageError::internal(&error))?;
    let shell = desk.app.desk(&staff, prefs, words::letter_key(row.kind));
    let (t, petition) = (shell.t, &view.petition);
    let addressee = match row.kind {
        LetterKind::Forward => body.unit.clone(),
        _ => petitioners(&desk, t, &view).await?,
    };
    let page = LetterPage {
        back: format!("/desk/petitions/{id}"),
        no: row.letter_no.clone(),
        addressee,
        opening: opening(t, petition, row),
        parts: parts(t, row.kind, &body),
        remedy: remedy(t, row.kind),
        unit: unit_name(&desk, Some(row.unit_id)),
        date: row.issued_at.day().to_string(),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// Whom a letter is for: the petitioner, or those who speak for many. It
/// carries names only, never numbers.
async fn petitioners(desk: &Desk, t: Tr, view: &show::View) -> Result<String, PageError> {
    let own = view.petition.requester_ref.map(RequesterRef);
    let mut names = Vec::new();
    for who in own.into_iter().chain(view.representatives.iter().copied()) {
        let masked = show::masked(desk, t, who).await?;
        let name = masked.split(' ').next().unwrap_or_default().to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Ok(t.s("petition-anonymous").into_owned());
    }
    Ok(names.join("、"))
}

fn opening(t: Tr, petition: &Petition, row: &LetterRow) -> String {
    let name = match row.kind {
        LetterKind::Acceptance => key("letter-opening-acceptance"),
        LetterKind::Refusal => key("letter-opening-refusal"),
        LetterKind::Route => key("letter-opening-route"),
        LetterKind::Forward => key("letter-opening-forward"),
        LetterKind::Extension => key("letter-opening-extension"),
        LetterKind::Opinion => key("letter-opening-opinion"),
        LetterKind::Mediation => key("letter-opening-mediation"),
        LetterKind::Review1 => key("letter-opening-review-1"),
        LetterKind::Review2 => key("letter-opening-review-2"),
    };
    let args = [
        ("date", petition.received_at.day().to_string().into()),
        ("no", petition.petition_no.as_str().into()),
        ("title", petition.title.as_str().into()),
    ];
    t.a(name, &args)
}

/// The parts that say something, with their headings.
fn parts(t: Tr, kind: LetterKind, body: &LetterBody) -> Vec<(String, Vec<String>)> {
    let basis = match kind {
        LetterKind::Refusal => body
            .basis
            .parse::<PetitionRefusal>()
            .map(|why| t.s(words::refusal_key(why)).into_owned())
            .unwrap_or_default(),
        LetterKind::Route => body
            .basis
            .parse::<PetitionRoute>()
            .map(|route| t.s(words::route_key(route)).into_owned())
            .unwrap_or_default(),
        _ => body.basis.clone(),
    };
    let heading = match kind {
        LetterKind::Refusal => key("letter-refusal-why"),
        LetterKind::Route => key("letter-route-which"),
        _ => key("letter-basis"),
    };
    let opinion = match kind {
        LetterKind::Opinion | LetterKind::Review1 | LetterKind::Review2 => {
            key("letter-opinion-text")
        }
        LetterKind::Mediation => key("petition-agreement"),
        _ => key("letter-explanation"),
    };
    let outcome = body.outcome.map(|outcome| t.s(words::outcome_key(outcome)).into_owned());
    let all = [
        (key("letter-claim"), body.claim.clone()),
        (key("letter-facts"), body.facts.clone()),
        (heading, basis),
        (opinion, body.opinion.clone()),
        (key("letter-outcome"), outcome.unwrap_or_default()),
    ];
    let said = all.into_iter().filter(|(_, text)| !text.is_empty());
    said.map(|(name, text)| (t.s(name).into_owned(), text.lines().map(str::to_owned).collect()))
        .collect()
}

/// What the petitioner may do next.
fn remedy(t: Tr, kind: LetterKind) -> String {
    let name = match kind {
        LetterKind::Opinion => key("letter-remedy-review"),
        LetterKind::Review1 => key("letter-remedy-reexamination"),
        LetterKind::Review2 => key("letter-remedy-none"),
        LetterKind::Acceptance => key("letter-remedy-wait"),
        LetterKind::Refusal | LetterKind::Route => key("letter-remedy-route"),
        LetterKind::Forward => key("letter-remedy-forward"),
        LetterKind::Extension | LetterKind::Mediation => return String::new(),
    };
    t.s(name).into_owned()
}
