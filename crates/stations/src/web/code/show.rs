//! The holder's code on a screen, and as a card to print.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::record::Asked;
use people::{PageError, Viewer};
use ui::{
    Button, Definition, Definitions, Field, FormState, Html, Notice, Prefs, Shell, Tab, Tabs, Tone,
    Tr, key,
};

use super::super::holder::{SignedHolder, words as holder_words};
use super::super::qr::qr;
use super::words;
use crate::app::Stations;
use crate::app::error::ActError;
use crate::domain::code::{Token, Use};
use crate::domain::holder::Holder;
use crate::store::code::{self as store, CodeVerifier};

/// The page asks for another code after so long.
const AGAIN_S: u32 = 20;

#[derive(Template)]
#[template(path = "code/show.html")]
struct CodePage {
    shell: Shell,
    tabs: Option<Tabs>,
    notice: Option<Notice>,
    picture: Html,
    text: String,
    facts: Definitions,
    /// Address of the next code and seconds until then; empty on a card.
    again: Option<(u32, String)>,
    filter: Option<Field>,
    purpose: &'static str,
    card: Option<Button>,
}

/// `GET /code?use=&verifier=`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
    asked: Asked,
) -> Result<Response, PageError> {
    let purpose = asked.parse("use").unwrap_or(Use::Gate);
    let read =
        stations.app.db.read(purpose, |tx, purpose| Box::pin(store::open_verifiers(tx, *purpose)));
    let verifiers: Vec<CodeVerifier> = read.await?;
    let wanted: Option<i64> = asked.parse("verifier");
    let verifier = verifiers.iter().find(|one| Some(one.number) == wanted);
    let number = verifier.map_or(0, |one| u16::try_from(one.number).unwrap_or_default());
    let shell = stations.app.shell(&viewer, prefs, key("code-title"));
    let t = shell.t;
    let token = match stations.fresh_code(&signed.holder, purpose, number).await {
        Ok(token) => token,
        Err(ActError::Forbidden) => return Ok(ended(shell)),
        Err(error) => return Err(error.into()),
    };
    let place = verifier.map_or_else(|| t.s("code-anywhere").into_owned(), |one| one.name.clone());
    let path = format!("/code?use={purpose}&verifier={number}");
    let page = CodePage {
        tabs: Some(tabs(t, purpose)),
        notice: Some(Notice::new(Tone::Info, t.s("code-never-shows"))),
        picture: qr(&token.text(), &t.s("code-picture")),
        facts: facts(&stations, t, &signed.holder, (&token, &place)).await?,
        text: token.text(),
        again: Some((AGAIN_S, path)),
        filter: filter(t, &asked.form, &verifiers),
        purpose: purpose.as_str(),
        card: Some(Button::submit(t.s("code-card-print")).icon("print")),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}

fn tabs(t: Tr, purpose: Use) -> Tabs {
    let tab = |one: &Use| {
        let tab = Tab::new(t.s(words::use_key(*one)), format!("/code?use={one}"));
        tab.current(*one == purpose)
    };
    Tabs::new(t.s("code-uses"), Use::ALL.iter().map(tab).collect())
}

fn filter(t: Tr, form: &FormState, verifiers: &[CodeVerifier]) -> Option<Field> {
    let name = |one: &CodeVerifier| ui::Choice::new(one.number.to_string(), &one.name);
    let any = ui::Choice::new("0", t.s("code-anywhere"));
    let all = std::iter::once(any).chain(verifiers.iter().map(name));
    let field =
        Field::select(t, form, "verifier", t.s("code-where")).choices(all.collect::<Vec<_>>());
    (!verifiers.is_empty()).then_some(field)
}

async fn facts(
    stations: &Stations,
    t: Tr,
    holder: &Holder,
    (token, place): (&Token, &str),
) -> Result<Definitions, PageError> {
    let employers = stations.employers().await?;
    let until = kernel::time::Instant::from_millis(token.claims.expires_s * 1_000);
    Ok(Definitions::new(vec![
        Definition::new(t.s("code-tail"), token.claims.tail()).note(t.s("code-tail-note")),
        Definition::new(
            t.s("holder-employer"),
            holder_words::brand(t, &employers, holder.employer),
        ),
        Definition::new(t.s("code-where"), place),
        Definition::new(t.s("holder-valid-until"), t.date_time(until)),
    ]))
}

fn ended(shell: Shell) -> Response {
    let t = shell.t;
    let page = CodePage {
        tabs: None,
        notice: Some(
            Notice::new(Tone::Warn, t.s("holder-ended-text"))
                .link(t.s("holder-own-title"), "/holder"),
        ),
        picture: Html::default(),
        text: String::new(),
        facts: Definitions::default(),
        again: None,
        filter: None,
        purpose: "",
        card: None,
        shell,
    };
    ui::page(StatusCode::OK, &page)
}

/// `POST /code/card`: the card is made and shown, to be printed or kept.
pub(super) async fn card(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    signed: SignedHolder,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("code-card-title"));
    let t = shell.t;
    let token = match stations.card(&signed.holder).await {
        Ok(token) => token,
        Err(ActError::Forbidden) => return Ok(ended(shell)),
        Err(error) => return Err(error.into()),
    };
    let page = CodePage {
        tabs: None,
        notice: Some(Notice::new(Tone::Warn, t.s("code-card-note"))),
        picture: qr(&token.text(), &t.s("code-picture")),
        facts: facts(&stations, t, &signed.holder, (&token, &t.s("code-card-uses"))).await?,
        text: token.text(),
        again: None,
        filter: None,
        purpose: "",
        card: None,
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}
