//! Asking for an order: its number and its eight digits.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::{PageError, Source, Viewer, see_other};
use ui::{FormState, Prefs, Shell, key};

use crate::app::Desk;
use crate::domain::order_no::OrderNo;

#[derive(Template)]
#[template(path = "resident/track_find.html")]
struct FindPage {
    shell: Shell,
    form: FormState,
}

/// `GET /track`
pub(in super::super) async fn ask(
    State(desk): State<Desk>,
    viewer: Viewer,
    prefs: Prefs,
) -> Response {
    let shell = desk.app.shell(&viewer, prefs, key("find-title"));
    ui::page(StatusCode::OK, &FindPage { shell, form: FormState::new() })
}

/// `POST /track`
pub(in super::super) async fn find(
    State(desk): State<Desk>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    let number = form.value("no").parse::<OrderNo>();
    let code: String = form.value("code").chars().filter(char::is_ascii_digit).collect();
    if form.value("no").is_empty() {
        form.error("no", key("find-no-missing"));
    } else if number.is_err() {
        form.error("no", key("find-no-wrong"));
    }
    if code.len() != 8 {
        form.error("code", key("find-code-wrong"));
    }
    let status = match (number, form.has_errors()) {
        (Ok(number), false) => match super::open(&desk, &source, number.as_str(), &code).await {
            Ok(_) => return Ok(see_other(&format!("/track/{number}?code={code}"))),
            Err(PageError::NotFound) => {
                form.error("no", key("find-no-match"));
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Err(PageError::TooMany) => {
                form.error("no", key("find-too-many"));
                StatusCode::TOO_MANY_REQUESTS
            }
            Err(other) => return Err(other),
        },
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let shell = desk.app.shell(&viewer, prefs, key("find-title"));
    Ok(ui::page(status, &FindPage { shell, form }))
}

/// The form again, for a link whose code does not fit.
pub(super) fn again(desk: &Desk, viewer: &Viewer, prefs: Prefs, no: &str) -> Response {
    let mut form = FormState::new().with("no", no);
    form.error("no", key("find-no-match"));
    let shell = desk.app.shell(viewer, prefs, key("find-title"));
    ui::page(StatusCode::NOT_FOUND, &FindPage { shell, form })
}
