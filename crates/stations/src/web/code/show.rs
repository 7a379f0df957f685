//! The holder's code on a screen, and as a card to print.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use people::record::Asked;
use people::{PageError, Viewer};
use ui::{
    Definition, Definitions, Field, FormState, Html, Notice, Prefs, Shell, Tab, Tabs, Tone, Tr, key,
};

use super::super::holder::{SignedHolder, words as holder_words};
use super::super::qr::qr;
use super::live::belongs_to;
use super::words;
use crate::app::Stations;
use crate::app::error::ActError;
use crate::domain::code::{Token, Use};
use crate::domain::holder::Holder;
use crate::store::code::{self as store, CodeVerifier};

/// Without script the page asks for another code after so long.
const AGAIN_S: u32 = 20;

#[derive(Template)]
#[template(path = "code/show.html")]
struct CodePage {
    shell: Shell,
    tabs: Option<Tabs>,
    notice: Option<Notice>,
    pass: Option<Pass>,
    facts: Definitions,
    live: Option<Live>,
    filter: Option<Field>,
    purpose: &'static str,
}

#[derive(Template)]
#[template(path = "code/card.html")]
struct CardPage {
    shell: Shell,
    notice: Notice,
    pass: Pass,
    until: String,
}

/// What is held out to somebody.
struct Pass {
    picture: Html,
    text: String,
    brand: String,
    tail: String,
    place: String,
}

/// What a device needs to move codes on by itself, and a browser without
/// script to ask for the next one.
struct Live {
    again_s: u32,
    path: String,
    of: String,
    uses: String,
    until_s: i64,
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
    let place = words::place(t, purpose, verifier);
    let page = CodePage {
        tabs: Some(tabs(t, purpose)),
        notice: Some(Notice::new(Tone::Info, t.s("code-never-shows"))),
        pass: Some(pass(&stations, t, &signed.holder, (&token, place)).await?),
        facts: facts(t, &signed.holder),
        live: Some(Live {
            again_s: AGAIN_S,
            path: format!("/code?use={purpose}&verifier={number}"),
            of: belongs_to(&signed),
            uses: Use::ALL.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(" "),
            until_s: token.claims.expires_s,
        }),
        filter: filter(t, &asked.form, &verifiers),
        purpose: purpose.as_str(),
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

async fn pass(
    stations: &Stations,
    t: Tr,
    holder: &Holder,
    (token, place): (&Token, String),
) -> Result<Pass, PageError> {
    let employers = stations.employers().await?;
    let text = token.text();
    Ok(Pass {
        picture: qr(&text, &t.s("code-picture")),
        text,
        brand: holder_words::brand(t, &employers, holder.employer),
        tail: token.claims.tail(),
        place,
    })
}

fn facts(t: Tr, holder: &Holder) -> Definitions {
    Definitions::new(vec![
        Definition::new(t.s("code-tail"), t.s("code-tail-note")),
        Definition::new(t.s("holder-valid-until"), t.date_time(holder.valid_until)),
    ])
}

fn ended(shell: Shell) -> Response {
    let t = shell.t;
    let notice = Notice::new(Tone::Warn, t.s("holder-ended-text"));
    let page = CodePage {
        tabs: None,
        notice: Some(notice.link(t.s("holder-own-title"), "/holder")),
        pass: None,
        facts: Definitions::default(),
        live: None,
        filter: None,
        purpose: "",
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
    let place = t.s("code-card-uses").into_owned();
    let page = CardPage {
        notice: Notice::new(Tone::Warn, t.s("code-card-note")),
        pass: pass(&stations, t, &signed.holder, (&token, place)).await?,
        until: t.date_time(signed.holder.valid_until),
        shell,
    };
    Ok(ui::page(StatusCode::OK, &page))
}
