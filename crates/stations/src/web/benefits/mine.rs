//! One's own application, with number and code sent in a form, so that neither
//! stands in an address.

use axum::extract::{Form, State};
use axum::response::Response;
use people::record::{Action, FormPage, Group, Section, Show, opened};
use people::{Limit, PageError, Source, Viewer};
use ui::{
    Breadcrumb, Button, Crumb, Definition, Definitions, Field, FormState, Notice, Prefs, Tag, Tone,
    Tr, key,
};

use super::words::{contract, state_word, told, yuan};
use crate::app::Stations;
use crate::app::error::ActError;
use crate::domain::benefit::programme::Programme;
use crate::domain::benefit::{Benefit, BenefitState, BenefitVerb};
use crate::web::blame;

type Pairs = Vec<(String, String)>;

/// `GET /benefits/mine`
pub(super) async fn ask(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
) -> Response {
    form_page(&stations, &viewer, prefs, FormState::new())
}

fn form_page(stations: &Stations, viewer: &Viewer, prefs: Prefs, form: FormState) -> Response {
    let shell = stations.app.shell(viewer, prefs, key("benefit-mine"));
    let t = shell.t;
    let fields = vec![
        Field::text(t, &form, "no", t.s("benefit-no")).required(),
        Field::text(t, &form, "code", t.s("benefit-code")).required(),
    ];
    let submit = Button::submit(t.s("benefit-mine-open")).primary();
    let mut page = FormPage::new("/benefits/mine", submit, form);
    page.lead = t.s("benefit-mine-lead").into_owned();
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s("benefits-title"), "/benefits")]));
    page.groups = vec![Group::new("mine", t.s("benefit-mine"), fields)];
    page.site(shell)
}

/// The application of a form's number and code; tries are limited.
async fn open(
    stations: &Stations,
    source: &Source,
    form: &FormState,
) -> Result<(Benefit, i64), ActError> {
    let checked = stations.app.limits.check(Limit::PublicQuery, &source.address);
    checked.map_err(|_| ActError::Forbidden)?;
    stations.benefit_by_code(form.value("no").trim(), form.value("code")).await
}

/// `POST /benefits/mine`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicQuery, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    match open(&stations, &source, &form).await {
        Ok(found) => page(&stations, &viewer, prefs, found, form).await,
        Err(ActError::NotFound) => {
            form.error("code", key("benefit-error-code"));
            Ok(form_page(&stations, &viewer, prefs, form))
        }
        Err(error) => Err(super::words::to_page(error)),
    }
}

async fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    (benefit, ahead): (Benefit, i64),
    form: FormState,
) -> Result<Response, PageError> {
    let shell = stations.app.shell_titled(viewer, prefs, benefit.application_no.clone());
    let t = shell.t;
    let rules = stations.benefit_rules().await?;
    let programme = rules.get(&benefit.programme);
    let (state, tone) = state_word(benefit.state);
    let opened = opened(&stations.app, t, benefit.requester).await?;
    let mut notices = notices(t, &benefit);
    if opened.course.is_none() {
        notices.push(Notice::new(Tone::Info, &opened.none));
    }
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("benefits-title"), "/benefits")])),
        lead: programme.map(|one| one.name.clone()).unwrap_or_default(),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        notices,
        facts: facts(t, &benefit, programme, ahead),
        sections: sections(t, &benefit),
        actions: actions(t, &benefit, &form),
        course_title: opened.title,
        course: opened.course,
        form,
        ..Show::default()
    };
    Ok(page.site(shell))
}

fn notices(t: Tr, benefit: &Benefit) -> Vec<Notice> {
    match (benefit.state, &benefit.noticed_until) {
        (BenefitState::Noticed, Some(until)) => {
            vec![Notice::new(Tone::Info, t.named("benefit-noticed-until", until))]
        }
        _ => Vec::new(),
    }
}

fn facts(t: Tr, benefit: &Benefit, programme: Option<&Programme>, ahead: i64) -> Definitions {
    let mut lines = vec![
        Definition::new(t.s("benefit-no"), &benefit.application_no),
        Definition::new(t.s("benefit-received"), t.date_time(benefit.applied_at)),
    ];
    if benefit.state.is_live() && !benefit.state.has_place() {
        lines.push(Definition::new(t.s("benefit-ahead"), t.number(ahead)));
    }
    if let Some(rank) = benefit.lot_rank {
        lines.push(Definition::new(t.s("benefit-rank"), t.number(rank)));
    }
    if let Some(programme) = programme.filter(|one| one.amount_fen > 0) {
        lines.push(Definition::new(t.s("benefit-amount"), yuan(t, programme.amount_fen)));
    }
    lines.extend(contract(t, benefit));
    Definitions::new(lines).columns()
}

fn sections(t: Tr, benefit: &Benefit) -> Vec<Section> {
    let mut sections = Vec::new();
    if benefit.state == BenefitState::Refused {
        sections.push(Section::new("reason", t.s("benefit-reason")).text(&benefit.reason));
    }
    if !benefit.answer.is_empty() {
        sections.push(Section::new("answer", t.s("benefit-answer")).text(&benefit.answer));
    }
    sections
}

fn actions(t: Tr, benefit: &Benefit, form: &FormState) -> Vec<Action> {
    if benefit.state.after(BenefitVerb::Withdraw).is_none() {
        return Vec::new();
    }
    let back = Action::new(t.s("benefit-withdraw"), "/benefits/mine/withdrawal")
        .hide("no", &benefit.application_no)
        .hide("code", form.value("code"))
        .hide("seen", benefit.version)
        .hint(t.s("benefit-withdraw-hint"));
    vec![back.danger()]
}

/// `POST /benefits/mine/withdrawal`
pub(super) async fn withdraw(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicQuery, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    let found = open(&stations, &source, &form).await.map_err(super::words::to_page)?;
    let seen = form.value("seen").parse().unwrap_or(0);
    match stations.withdraw_benefit(&found.0, seen).await {
        Ok(after) => return page(&stations, &viewer, prefs, (after, found.1), form).await,
        Err(error) => blame(&mut form, error, told)?,
    }
    page(&stations, &viewer, prefs, found, form).await
}
