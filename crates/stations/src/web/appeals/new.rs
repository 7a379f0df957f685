//! Writing an appeal: what it is about, what happened, what is wanted; with the
//! ways that are open, before anything is sent.

use axum::extract::{Request, State};
use axum::response::Response;
use people::record::{FormPage, Group, one_of};
use people::{Limit, PageError, Source, Viewer, see_other};
use ui::{Breadcrumb, Button, Crumb, Field, FormState, Notice, Prefs, Tone, key};

use super::words::{as_read, companies, kind_key, kinds, told};
use crate::app::Stations;
use crate::domain::appeal::{AGAINST_MAX, FACTS_MAX, NewAppeal, PHOTOS_MAX, WANTED_MAX};
use crate::domain::said::{AppealKind, AppealRoute, CompanyClass};
use crate::domain::voice::VoiceRules;
use crate::web::blame;
use crate::web::kept::{self, SentForm};

/// `GET /appeals/new`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let key = stations.app.ids.mint(stations.app.now()).to_string();
    let form = FormState::new().with("key", key);
    page(&stations, &viewer, prefs, SentForm { form, photos: Vec::new() }).await
}

/// `POST /appeals`
pub(super) async fn create(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    request: Request,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let SentForm { mut form, photos } = kept::read(&stations, request, PHOTOS_MAX).await?;
    let kind: Option<AppealKind> = form.value("kind").parse().ok();
    if kind.is_none() {
        form.error("kind", key("appeal-error-kind"));
    }
    let company: Option<CompanyClass> = form.value("company").parse().ok();
    if company.is_none() {
        form.error("company", key("appeal-error-company"));
    }
    let Some((kind, company)) = kind.zip(company).filter(|_| !form.has_errors()) else {
        return page(&stations, &viewer, prefs, SentForm { form, photos }).await;
    };
    let text = |name: &str| form.value(name).to_owned();
    let content = as_read(kind, form.value("against"), form.value("facts"), form.value("wanted"));
    let new = NewAppeal {
        key: text("key"),
        kind,
        company,
        against: text("against"),
        facts: text("facts"),
        wanted: text("wanted"),
        phone: text("phone"),
        photos: photos.clone(),
    };
    match stations.appeal(new, content).await {
        Ok(made) => {
            let path = format!("/appeals/{}?code={}&new=1", made.appeal.appeal_no, made.code);
            Ok(see_other(&path))
        }
        Err(error) => {
            blame(&mut form, error, told)?;
            page(&stations, &viewer, prefs, SentForm { form, photos }).await
        }
    }
}

async fn page(
    stations: &Stations,
    viewer: &Viewer,
    prefs: Prefs,
    SentForm { form, photos }: SentForm,
) -> Result<Response, PageError> {
    let shell = stations.app.shell(viewer, prefs, key("appeals-new"));
    let t = shell.t;
    let rules = stations.voice_rules().await?;
    let about = vec![
        Field::radios(t, &form, "kind", t.s("appeal-kind")).choices(kinds(t)).inline(),
        Field::select(t, &form, "company", t.s("appeal-company")).choices(one_of(t, companies(t))),
        Field::text(t, &form, "against", t.s("appeal-against"))
            .hint(t.s("appeal-against-hint"))
            .counted(AGAINST_MAX)
            .optional(),
    ];
    let said = vec![
        Field::textarea(t, &form, "facts", t.s("appeal-facts"))
            .hint(t.s("appeal-facts-hint"))
            .rows(5)
            .counted(FACTS_MAX)
            .required(),
        Field::textarea(t, &form, "wanted", t.s("appeal-wanted"))
            .rows(2)
            .counted(WANTED_MAX)
            .required(),
        Field::photos(t, &form, "photos", t.s("appeal-photos"))
            .hint(t.s("appeal-photos-hint"))
            .optional(),
    ];
    let phone = Field::tel(t, &form, "phone", t.s("appeal-phone"))
        .hint(t.s("appeal-phone-hint"))
        .optional();
    let submit = Button::submit(t.s("appeal-send")).primary();
    let mut page = FormPage::new("/appeals", submit, form.clone());
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s("appeals-title"), "/appeals")]));
    page.lead = t.s("appeals-new-lead").into_owned();
    page.notices = notices(stations, t, &rules, &form);
    page.hidden = vec![("key", form.value("key").to_owned())];
    page.has_files = true;
    page.kept = kept::shown(stations, t, &photos);
    page.groups = vec![
        Group::new("about", t.s("appeal-step-about"), about),
        Group::new("said", t.s("appeal-step-said"), said),
        Group::new("who", t.s("appeal-step-who"), vec![phone]),
    ];
    Ok(page.site(shell))
}

/// What must be known first: limits run whether one appeals here or not.
fn notices(stations: &Stations, t: ui::Tr, rules: &VoiceRules, form: &FormState) -> Vec<Notice> {
    let on = stations.app.now().day();
    let chosen: Option<AppealKind> = form.value("kind").parse().ok();
    let labour = AppealKind::ALL.iter().filter_map(|kind| rules.route(*kind, on));
    let labour: Vec<String> = labour
        .filter(|rule| rule.route == AppealRoute::Labour && !rule.limit.is_empty())
        .filter(|rule| chosen.is_none_or(|chosen| chosen == rule.kind))
        .map(|rule| format!("{}：{}", t.s(kind_key(rule.kind)), rule.limit))
        .collect();
    if labour.is_empty() {
        return Vec::new();
    }
    let text = t.named("appeal-limits-run", labour.join("；"));
    vec![Notice::new(Tone::Warn, text).title(t.s("appeal-limits-run-title"))]
}
