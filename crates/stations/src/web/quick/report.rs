//! A picture, the place, send: three taps and the desk has it.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use kernel::ports::{IntakeReceipt, StoredPhoto};
use kernel::time::{DAY_US, Instant};
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{Choice, FormState, Html, Prefs, Shell, Tr, key};

use super::words::{kind_key, reporters, told};
use crate::app::Stations;
use crate::domain::quick::{ADDRESS_MAX, NewQuickReport, PHOTOS_MAX, WORDS_MAX};
use crate::domain::said::{QuickKind, Reporter};
use crate::web::blame;
use crate::web::kept::{self, SentForm};

/// Shorter words than this say too little alone; the desk needs four letters.
const ALONE_MIN: usize = 4;
/// Longest a report may have waited on a telephone.
const WAITED_MAX_US: i64 = 7 * DAY_US;

#[derive(Template)]
#[template(path = "quick/report.html")]
struct ReportPage {
    shell: Shell,
    form: FormState,
    kinds: Vec<Choice>,
    reporters: Vec<Choice>,
    kept: Html,
    words_max: usize,
    address_max: usize,
}

#[derive(Template)]
#[template(path = "quick/sent.html")]
struct SentPage {
    shell: Shell,
    no: String,
    code: String,
}

/// A kind may be chosen by the link that leads here.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    kind: String,
}

/// `GET /quick/report`
pub(super) async fn show(
    State(stations): State<Stations>,
    Query(ask): Query<Ask>,
    viewer: Viewer,
    prefs: Prefs,
) -> Response {
    let kind: QuickKind = ask.kind.parse().unwrap_or(QuickKind::Problem);
    let key = stations.app.ids.mint(stations.app.now()).to_string();
    let form = FormState::new().with("key", key).with("kind", kind.as_str());
    page(&stations, &viewer, prefs, StatusCode::OK, SentForm { form, photos: Vec::new() })
}

/// `POST /quick/report`
pub(super) async fn send(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    request: Request,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let SentForm { mut form, photos } = kept::read(&stations, request, PHOTOS_MAX).await?;
    let kind: Option<QuickKind> = form.value("kind").parse().ok();
    if kind.is_none() {
        form.error("kind", key("quick-error-kind"));
    }
    if let Some(kind) = kind.filter(|_| !form.has_errors()) {
        let new = report(&form, kind, photos.clone(), stations.app.now());
        let content = as_read(kind, form.value("words"));
        match stations.send_quick_report(new, content).await {
            Ok(receipt) => return Ok(see_other(&followed(&receipt))),
            Err(error) => blame(&mut form, error, told)?,
        }
    }
    let sent = SentForm { form, photos };
    Ok(page(&stations, &viewer, prefs, StatusCode::UNPROCESSABLE_ENTITY, sent))
}

fn followed(receipt: &IntakeReceipt) -> String {
    format!("/quick/sent?no={}&code={}", receipt.order_no, receipt.query_code)
}

fn report(
    form: &FormState,
    kind: QuickKind,
    photos: Vec<StoredPhoto>,
    now: Instant,
) -> NewQuickReport {
    let number = |name: &str| form.value(name).parse::<i64>().ok();
    // The server's time less how long it says it waited: its clock need not be
    // right.
    let waited_us = number("waited_ms").unwrap_or(0).saturating_mul(1_000).clamp(0, WAITED_MAX_US);
    NewQuickReport {
        key: form.value("key").to_owned(),
        kind,
        words: form.value("words").to_owned(),
        address: form.value("address").to_owned(),
        point_e7: number("lon").zip(number("lat")),
        reporter: form.value("reporter").parse().unwrap_or(Reporter::Unsaid),
        thanked: form.value("thanked") == "1",
        phone: form.value("phone").to_owned(),
        photos,
        seen_at: now.plus(-waited_us),
    }
}

/// As it reads at the desk: the words, or where they say too little, what the
/// picture stands for.
fn as_read(kind: QuickKind, words: &str) -> String {
    let t = Tr::new(ui::Lang::ZhCn);
    let length = words.chars().count();
    match kind {
        _ if length >= ALONE_MIN => words.to_owned(),
        QuickKind::Suggestion => t.named("quick-read-suggestion", words),
        QuickKind::Problem | QuickKind::Help if length == 0 => t.s("quick-read-photo").into_owned(),
        QuickKind::Problem | QuickKind::Help => t.named("quick-read-words", words),
    }
}

fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    status: StatusCode,
    SentForm { form, photos }: SentForm,
) -> Response {
    let shell = stations.app.shell(viewer, prefs, key("quick-report-title"));
    let t = shell.t;
    let kinds = QuickKind::ALL.iter();
    let page = ReportPage {
        kinds: kinds.map(|kind| Choice::new(kind.as_str(), t.s(kind_key(*kind)))).collect(),
        reporters: reporters(t),
        kept: kept::shown(stations, t, &photos),
        words_max: WORDS_MAX,
        address_max: ADDRESS_MAX,
        form: form.with("reporter", Reporter::Unsaid.as_str()),
        shell,
    };
    ui::page(status, &page)
}

/// What is needed to follow it.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Receipt {
    no: String,
    code: String,
}

/// `GET /quick/sent`: number and code, and where they lead.
pub(super) async fn sent(
    State(stations): State<Stations>,
    Query(receipt): Query<Receipt>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    // Only what can be a number and a code stands in the link.
    let is_plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_plain(&receipt.no) || !is_plain(&receipt.code) {
        return Err(PageError::NotFound);
    }
    let shell = stations.app.shell(&viewer, prefs, key("quick-sent-title"));
    let page = SentPage { no: receipt.no, code: receipt.code, shell };
    Ok(ui::page(StatusCode::OK, &page))
}
