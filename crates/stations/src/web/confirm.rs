//! What anybody says of a station without signing in: a keeper behind a link
//! that works once, and visitors who tell whether something is still there.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::record::{self, FormPage, Group};
use people::{Access, Limit, PageError, Routes, Source, Viewer, see_other};
use ui::{
    Button, Choice, Definition, Definitions, Field, FormState, Notice, Prefs, Shell, Tone, key,
};

use super::keeping::field as field_name;
use crate::app::Stations;
use crate::app::freshness::{Asked, CORRECTION_MAX, LinkError, value_of};
use crate::domain::keeping::LinkFault;
use crate::domain::words::{CorrectedField, FacilityKind, LiveWord};

type Pairs = Vec<(String, String)>;

pub(super) fn routes() -> Routes<Stations> {
    Routes::new()
        .get("/stations/confirm/{token}", Access::Public, ask)
        .post("/stations/confirm/{token}", Access::Public, right)
        .get("/stations/confirm/{token}/correct", Access::Public, blank)
        .post("/stations/confirm/{token}/correct", Access::Public, correct)
        .post("/stations/{code}/seen", Access::Public, seen)
}

#[derive(Template)]
#[template(path = "keeping/confirm.html")]
struct ConfirmPage {
    shell: Shell,
    lead: String,
    notices: Vec<Notice>,
    facts: Option<Definitions>,
    token: String,
}

/// A page that says how it ended.
fn ended(stations: &Stations, viewer: &Viewer, prefs: Prefs, message: &'static str) -> Response {
    let shell = stations.app.shell(viewer, prefs, key("confirm-title"));
    let (tone, status) = match message {
        "confirm-used" | "confirm-expired" => (Tone::Warn, StatusCode::GONE),
        _ => (Tone::Ok, StatusCode::OK),
    };
    let notices = vec![Notice::new(tone, shell.t.s(message))];
    let (lead, token) = (String::new(), String::new());
    ui::page(status, &ConfirmPage { shell, lead, notices, facts: None, token })
}

fn fault(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    error: LinkError,
) -> Result<Response, PageError> {
    match error {
        LinkError::NotFound => Err(PageError::NotFound),
        LinkError::Fault(LinkFault::Used) => {
            Ok(ended(stations, viewer, prefs, key("confirm-used")))
        }
        LinkError::Fault(LinkFault::Expired) => {
            Ok(ended(stations, viewer, prefs, key("confirm-expired")))
        }
        LinkError::Field(_) => Err(PageError::BadRequest),
        LinkError::Store(error) => Err(error.into()),
    }
}

/// `GET /stations/confirm/{token}`: is this still right?
async fn ask(
    State(stations): State<Stations>,
    Path(token): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let asked = match stations.asked(&token).await {
        Ok(asked) => asked,
        Err(error) => return fault(&stations, &viewer, prefs, error),
    };
    let shell = stations.app.shell(&viewer, prefs, key("confirm-title"));
    let (t, station) = (shell.t, &asked.station);
    let facts = [
        ("station-name", &station.name),
        ("station-address", &station.address),
        ("correction-entrance", &station.entrance),
        ("correction-hours", &station.hours),
        ("correction-phone", &station.phone),
        ("keeping-assured", &station.assured_on),
    ];
    let facts = facts.map(|(name, value)| Definition::new(t.s(name), value));
    let page = ConfirmPage {
        lead: t.named("confirm-lead", station.name.as_str()),
        notices: Vec::new(),
        facts: Some(Definitions::new(facts.into())),
        token,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

/// `POST /stations/confirm/{token}`: yes.
async fn right(
    State(stations): State<Stations>,
    Path(token): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    match stations.confirm(&token).await {
        Ok(()) => Ok(ended(&stations, &viewer, prefs, key("confirm-thanks"))),
        Err(error) => fault(&stations, &viewer, prefs, error),
    }
}

/// `GET /stations/confirm/{token}/correct`
async fn blank(
    State(stations): State<Stations>,
    Path(token): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    match stations.asked(&token).await {
        Ok(asked) => Ok(form(&stations, &viewer, prefs, (&token, &asked), FormState::new())),
        Err(error) => fault(&stations, &viewer, prefs, error),
    }
}

fn form(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    (token, asked): (&str, &Asked),
    form: FormState,
) -> Response {
    let shell = stations.app.shell(viewer, prefs, key("confirm-correct"));
    let t = shell.t;
    let form = form.with("field", CorrectedField::Hours.as_str());
    let fields = CorrectedField::ALL.iter().map(|field| {
        let now = value_of(&asked.station, *field);
        Choice::new(field.as_str(), t.s(field_name(*field))).hint(now)
    });
    let fields = vec![
        Field::radios(t, &form, "field", t.s("correction-field")).choices(fields),
        Field::text(t, &form, "proposed", t.s("correction-after"))
            .counted(CORRECTION_MAX)
            .hint(t.s("correction-hint"))
            .required(),
    ];
    let submit = Button::submit(t.s("confirm-send")).primary();
    let mut page = FormPage::new(format!("/stations/confirm/{token}/correct"), submit, form);
    page.lead = asked.station.name.clone();
    page.groups = vec![Group::new("correct", t.s("confirm-correct"), fields)];
    page.site(shell)
}

/// `POST /stations/confirm/{token}/correct`
async fn correct(
    State(stations): State<Stations>,
    Path(token): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let mut typed = FormState::from_pairs(pairs);
    let field = typed.value("field").parse().unwrap_or(CorrectedField::Other);
    let fault_of = match stations.propose(&token, field, typed.value("proposed")).await {
        Ok(()) => return Ok(ended(&stations, &viewer, prefs, key("confirm-proposed"))),
        Err(LinkError::Field(fault)) => fault,
        Err(error) => return fault(&stations, &viewer, prefs, error),
    };
    record::mark(&mut typed, fault_of);
    match stations.asked(&token).await {
        Ok(asked) => Ok(form(&stations, &viewer, prefs, (&token, &asked), typed)),
        Err(error) => fault(&stations, &viewer, prefs, error),
    }
}

/// `POST /stations/{code}/seen`: still there? yes, no, broken. Counted, not named.
async fn seen(
    State(stations): State<Stations>,
    Path(code): Path<String>,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let form = FormState::from_pairs(pairs);
    let kind: FacilityKind = form.value("kind").parse().map_err(|_| PageError::BadRequest)?;
    let said = match form.value("said").parse() {
        Ok(said @ (LiveWord::Free | LiveWord::Full | LiveWord::Broken)) => said,
        Ok(LiveWord::Few | LiveWord::Unknown) | Err(_) => return Err(PageError::BadRequest),
    };
    let done = stations.confirm_seen(&code, kind, said, &source.address).await?;
    done.map_err(|_| PageError::NotFound)?;
    Ok(see_other(&format!("/stations/{code}?seen={kind}#facilities")))
}
