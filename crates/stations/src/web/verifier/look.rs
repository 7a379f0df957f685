//! Looking at a code. With script the device looks by itself, by camera or hand
//! scanner, with or without a network; without script the server does.

use askama::Template;
use axum::extract::{Form, FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use people::record::{Asked, FormPage};
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{Button, Field, FormState, Html, Notice, Prefs, Shell, Tone, Tr, key};

use super::super::code::words;
use super::super::holder::words as holder_words;
use super::super::passes::gate::page as gate_page;
use super::verdict::Verdict;
use crate::app::Stations;
use crate::app::code::Seen;
use crate::domain::code::Assurance;
use crate::domain::code::verify::Refused;
use crate::store::code::CodeVerifier;

const COOKIE: &str = "huying_verifier";
/// A device stays enrolled for so long.
const KEPT_S: i64 = 365 * 24 * 3600;

#[derive(Template)]
#[template(path = "verifier/look.html")]
struct LookPage {
    shell: Shell,
    place: String,
    number: i64,
    /// What a device calls each refusal, and the words for it.
    refusals: Vec<(&'static str, String)>,
    verdict: Option<Html>,
    field: Field,
    good: Html,
    card: Html,
    bad: Html,
}

/// The verifier a device was enrolled for.
pub(crate) struct Device(pub(crate) CodeVerifier);

impl FromRequestParts<Stations> for Device {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, stations: &Stations) -> Result<Self, PageError> {
        let token = ui::cookie(&parts.headers, COOKIE).filter(|token| !token.is_empty());
        let Some(token) = token else { return Err(PageError::NotFound) };
        stations.verifier_of_token(token).await?.map(Self).ok_or(PageError::NotFound)
    }
}

/// `GET /verify`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    Device(verifier): Device,
) -> Result<Response, PageError> {
    if let Some(gate) = stations.gate_of(verifier.number).await? {
        return gate_page(&stations, (&viewer, prefs), gate, None).await;
    }
    Ok(page(&stations, &viewer, prefs, (&verifier, None)))
}

fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    (verifier, verdict): (&CodeVerifier, Option<Verdict>),
) -> Response {
    let shell = stations.app.shell(viewer, prefs, key("verify-title"));
    let t = shell.t;
    let words = |refused: Refused| {
        (words::refused_word(refused), t.s(words::refused_key(refused)).into_owned())
    };
    let page = LookPage {
        place: format!("{} · {}", verifier.name, t.s(words::use_key(verifier.purpose))),
        number: verifier.number,
        refusals: Refused::ALL.map(words).to_vec(),
        verdict: verdict.map(|verdict| Html::of(&verdict)),
        field: code_field(t),
        good: Html::of(&Verdict::good(t, String::new(), String::new(), Assurance::Live)),
        card: Html::of(&Verdict::good(t, String::new(), String::new(), Assurance::Card)),
        bad: Html::of(&Verdict::bad(t, key("verify-no"), "")),
        shell,
    };
    ui::page(StatusCode::OK, &page)
}

/// The field for a code. The one before is never shown again, and it is ready
/// for the next; a hand scanner types the code and then presses Enter.
pub(crate) fn code_field(t: Tr) -> Field {
    Field::text(t, FormState::new(), "code", t.s("verify-code"))
        .hint(t.s("verify-code-hint"))
        .attr("autofocus", "")
        .attr("autocomplete", "off")
}

/// `POST /verify`
pub(super) async fn look(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    Device(verifier): Device,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    // A code may begin or end with a blank, which belongs to it.
    let typed = pairs.iter().find(|(name, _)| name == "code").map_or("", |(_, code)| code.as_str());
    let looked = stations.look_at_code(&verifier, typed).await?;
    if let Some(gate) = stations.gate_of(verifier.number).await? {
        return gate_page(&stations, (&viewer, prefs), gate, Some(looked)).await;
    }
    let employers = stations.employers().await?;
    let t = Tr::new(prefs.lang);
    let verdict = match looked {
        Ok(Seen { brand, tail, assurance, .. }) => {
            Verdict::good(t, holder_words::brand(t, &employers, brand), tail, assurance)
        }
        Err(refused) => Verdict::bad(t, key("verify-no"), &t.s(words::refused_key(refused))),
    };
    Ok(page(&stations, &viewer, prefs, (&verifier, Some(verdict))))
}

/// `GET /verify/device?link=`: whoever opens a link sees what it does first.
pub(super) async fn ask(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let verifier =
        stations.verifier_of_token(asked.get("link")).await?.ok_or(PageError::NotFound)?;
    let shell = stations.app.shell(&viewer, prefs, key("verify-enrol-title"));
    let t = shell.t;
    let submit = Button::submit(t.s("verify-enrol")).primary().wide();
    let mut page = FormPage::new("/verify/device", submit, FormState::new());
    page.lead = format!("{} · {}", verifier.name, t.s(words::use_key(verifier.purpose)));
    page.hidden = vec![("link", asked.get("link").to_owned())];
    page.notices = vec![Notice::new(Tone::Info, t.s("verify-enrol-text"))];
    Ok(page.site(shell))
}

/// `POST /verify/device`
pub(super) async fn enrol(
    State(stations): State<Stations>,
    source: Source,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicQuery, &source.address)?;
    let form = FormState::from_pairs(pairs);
    let token = form.value("link");
    stations.verifier_of_token(token).await?.ok_or(PageError::NotFound)?;
    let flags = if stations.app.settings.secure_cookies { "; Secure" } else { "" };
    let cookie = format!(
        "{COOKIE}={token}; Path=/verify; HttpOnly; SameSite=Strict; Max-Age={KEPT_S}{flags}"
    );
    let mut response = see_other("/verify");
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| PageError::NotFound)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}
