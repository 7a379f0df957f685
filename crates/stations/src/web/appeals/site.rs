//! Appeals for whoever appeals: looking one up, handing it to the desk, taking
//! it back; and the counts for everybody.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use people::record::{Action, Cell, List, Section, Show, Table};
use people::{Limit, PageError, Source, Viewer, files, see_other};
use ui::{
    Breadcrumb, Button, Crumb, EmptyState, Field, FormState, Notice, Prefs, Tag, Tone, Tr, key,
};

use super::super::quick::words::shown;
use super::words::{as_read, company_key, facts, kind_key, state_word, told};
use crate::app::Stations;
use crate::app::appeal::{AppealBy, AppealStep};
use crate::app::error::ActError;
use crate::domain::appeal::{Appeal, AppealVerb, may_appellant};
use crate::web::blame;

type Pairs = Vec<(String, String)>;

/// `GET /appeals`: how many of which kind, and the way to one's own.
pub(super) async fn hub(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    mut asked: people::record::Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(&viewer, prefs, key("appeals-title"));
    let t = shell.t;
    if asked.get("found") == "no" {
        asked.form.error("no", key("appeal-not-found"));
    }
    let own = stations.voice_rules().await?.small_cell;
    let least = stations.least_shown(own).await?;
    let counts = stations.appeal_counts().await?;
    let head = [t.s("appeal-kind"), t.s("appeal-company"), t.s("appeal-count")];
    let rows = counts.iter().map(|(kind, company, count)| {
        vec![
            Cell::Text(t.s(kind_key(*kind)).into_owned()),
            Cell::Text(t.s(company_key(*company)).into_owned()),
            Cell::Text(shown(t, *count, least)),
        ]
    });
    let page = List {
        lead: t.s("appeals-lead").into_owned(),
        notices: vec![Notice::new(Tone::Info, t.s("appeals-counts-only"))],
        actions: vec![Button::link(t.s("appeals-new"), "/appeals/new").primary().icon("edit")],
        path: "/appeals/find",
        filters: vec![
            Field::text(t, &asked.form, "no", t.s("appeal-no")),
            Field::text(t, &asked.form, "code", t.s("appeal-code")),
        ],
        find: Some(Button::submit(t.s("appeal-find")).icon("search")),
        empty: counts.is_empty().then(|| EmptyState::new("shield", t.s("appeals-empty"))),
        table: Table::new(head).rows(rows),
        ..List::default()
    };
    Ok(page.site(shell))
}

/// Number and code, as typed.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Key {
    no: String,
    code: String,
    new: String,
    small: String,
}

/// `GET /appeals/find`
pub(super) async fn find(
    State(stations): State<Stations>,
    source: Source,
    Query(asked): Query<Key>,
) -> Result<Response, PageError> {
    let code: String = asked.code.chars().filter(char::is_ascii_digit).collect();
    let no = asked.no.trim();
    match open(&stations, &source, no, &asked.code).await {
        Ok(appeal) => Ok(see_other(&format!("/appeals/{}?code={code}", appeal.appeal_no))),
        // The number as typed comes back with a word about it; the code is typed again.
        Err(PageError::NotFound) => {
            Ok(see_other(&format!("/appeals?found=no&no={}", people::percent_encoded(no))))
        }
        Err(other) => Err(other),
    }
}

/// The appeal of a number and a code; tries are limited.
async fn open(
    stations: &Stations,
    source: &Source,
    no: &str,
    code: &str,
) -> Result<Appeal, PageError> {
    stations.app.limits.check(Limit::PublicQuery, &source.address)?;
    stations.appeal_by_code(no, code).await.map_err(to_page)
}

fn to_page(error: ActError) -> PageError {
    error.fault().err().unwrap_or(PageError::BadRequest)
}

/// `GET /appeals/{no}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(no): Path<String>,
    Query(key): Query<Key>,
    source: Source,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let appeal = open(&stations, &source, &no, &key.code).await?;
    let form = FormState::new().with("code", key.code).with("new", key.new);
    page(&stations, &viewer, prefs, &appeal, form).await
}

async fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    appeal: &Appeal,
    form: FormState,
) -> Result<Response, PageError> {
    let shell = stations.app.shell_titled(viewer, prefs, appeal.appeal_no.clone());
    let t = shell.t;
    let code = form.value("code").to_owned();
    let (state, tone) = state_word(appeal.state);
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("appeals-title"), "/appeals")])),
        lead: t.s("appeal-lead").into_owned(),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        notices: notices(t, appeal, &form),
        facts: facts(t, appeal),
        sections: sections(stations, t, appeal, &code).await?,
        actions: actions(t, appeal, &form),
        form,
        ..Show::default()
    };
    Ok(page.site(shell))
}

/// What the law says comes first; the code is told once, when it is new.
fn notices(t: Tr, appeal: &Appeal, form: &FormState) -> Vec<Notice> {
    let mut notices = Vec::new();
    if form.value("new") == "1" {
        let args = [("no", appeal.appeal_no.as_str().into()), ("code", form.value("code").into())];
        let text = t.a("appeal-registered", &args);
        notices.push(Notice::new(Tone::Ok, text).title(t.s("appeal-registered-title")));
    }
    if !appeal.time_limit.is_empty() {
        let text = t.named("appeal-limit", appeal.time_limit.as_str());
        notices.push(Notice::new(Tone::Warn, text).title(t.s("appeal-limit-title")));
    }
    notices
}

async fn sections(
    stations: &Stations,
    t: Tr,
    appeal: &Appeal,
    code: &str,
) -> Result<Vec<Section>, PageError> {
    let mut way = Section::new("way", t.s("appeal-way")).text(&appeal.notice);
    way.aside = appeal.basis.clone();
    let mut sections = vec![way];
    if let Some(order_no) = &appeal.order_no {
        let mut handed = Section::new("handed", t.s("appeal-handed"));
        handed.text.push(t.s("appeal-handed-text").into_owned());
        handed.links = vec![(order_no.clone(), "/track".to_owned())];
        sections.push(handed);
    }
    if let Some(answer) = &appeal.answer {
        let mut answered = Section::new("answer", t.s("appeal-answer")).text(answer);
        answered.aside = appeal.answered_at.map(|at| t.date_time(at)).unwrap_or_default();
        sections.push(answered);
    }
    let mut said = Section::new("said", t.s("appeal-facts")).text(&appeal.facts);
    let photos = stations.appeal_photos(appeal.id).await?.len();
    said.links = (1..=photos)
        .map(|seq| {
            let href = format!("/appeals/{}/photos/{seq}?code={code}", appeal.appeal_no);
            (t.n("appeal-photo", seq as i64), href)
        })
        .collect();
    sections.push(said);
    sections.push(Section::new("wanted", t.s("appeal-wanted")).text(&appeal.wanted));
    Ok(sections)
}

fn actions(t: Tr, appeal: &Appeal, form: &FormState) -> Vec<Action> {
    let to = |what: &str| format!("/appeals/{}/{what}", appeal.appeal_no);
    let with =
        |action: Action| action.hide("code", form.value("code")).hide("seen", appeal.version);
    let mut actions = Vec::new();
    if may_appellant(AppealVerb::Hand, appeal) {
        let hand = Action::new(t.s("appeal-act-hand"), to("handing"))
            .hint(t.s("appeal-act-hand-hint"))
            .field(
                Field::tel(t, form, "phone", t.s("appeal-phone"))
                    .hint(t.s("appeal-hand-phone-hint"))
                    .optional(),
            );
        actions.push(with(hand).opened_by(form, "phone"));
    }
    if may_appellant(AppealVerb::Withdraw, appeal) {
        let back = Action::new(t.s("appeal-act-withdraw"), to("withdrawal"));
        actions.push(with(back.hint(t.s("appeal-act-withdraw-hint")).danger()));
    }
    actions
}

/// `POST /appeals/{no}/handing`
pub(super) async fn hand(
    State(stations): State<Stations>,
    Path(no): Path<String>,
    source: Source,
    viewer: Viewer,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let appeal = open(&stations, &source, &no, form.value("code")).await?;
    let seen = form.value("seen").parse().unwrap_or(0);
    let content = as_read(appeal.kind, &appeal.against, &appeal.facts, &appeal.wanted);
    let phone = form.value("phone").to_owned();
    let done = stations.hand_appeal(AppealBy::Appellant, (&appeal, seen), content, &phone).await;
    led(&stations, &viewer, prefs, &appeal, (form, done)).await
}

/// `POST /appeals/{no}/withdrawal`
pub(super) async fn withdraw(
    State(stations): State<Stations>,
    Path(no): Path<String>,
    source: Source,
    viewer: Viewer,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let form = FormState::from_pairs(pairs);
    let appeal = open(&stations, &source, &no, form.value("code")).await?;
    let seen = form.value("seen").parse().unwrap_or(0);
    let step = AppealStep::Withdraw;
    let done = stations.step_appeal(AppealBy::Appellant, (appeal.id, seen), step).await;
    led(&stations, &viewer, prefs, &appeal, (form, done)).await
}

async fn led(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    appeal: &Appeal,
    (mut form, done): (FormState, Result<Appeal, ActError>),
) -> Result<Response, PageError> {
    match done {
        Ok(after) => {
            let code: String = form.value("code").chars().filter(char::is_ascii_digit).collect();
            return Ok(see_other(&format!("/appeals/{}?code={code}", after.appeal_no)));
        }
        Err(error) => blame(&mut form, error, told)?,
    }
    page(stations, viewer, prefs, appeal, form).await
}

/// `GET /appeals/{no}/photos/{seq}`
pub(super) async fn photo(
    State(stations): State<Stations>,
    Path((no, seq)): Path<(String, usize)>,
    Query(key): Query<Key>,
    source: Source,
) -> Result<Response, PageError> {
    let appeal = open(&stations, &source, &no, &key.code).await?;
    picture(&stations, &appeal, seq, !key.small.is_empty()).await
}

/// A picture of an appeal that may be seen.
pub(super) async fn picture(
    stations: &Stations,
    appeal: &Appeal,
    seq: usize,
    is_small: bool,
) -> Result<Response, PageError> {
    let photos = stations.appeal_photos(appeal.id).await?;
    let photo = seq.checked_sub(1).and_then(|at| photos.get(at)).ok_or(PageError::NotFound)?;
    let digest = if is_small { &photo.thumb_digest } else { &photo.digest };
    files::picture(&stations.blobs, digest).await
}
