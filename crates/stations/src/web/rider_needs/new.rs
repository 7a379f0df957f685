//! Writing a need down: by whoever has it, or by staff who heard it.

use axum::extract::{Form, Query, State};
use axum::response::Response;
use kernel::event::Actor;
use people::record::{FormPage, Group, filled, one_of};
use people::{Limit, PageError, Source, Staff, Viewer, see_other};
use ui::{Breadcrumb, Button, Choice, Crumb, Field, FormState, Prefs, Shell, key};

use super::super::quick::words::reporters;
use super::list::PATH;
use super::words::{source_key, told, topics};
use crate::app::Stations;
use crate::app::error::ActError;
use crate::domain::rider_need::{
    LEADS, NeedSource, NeedTopic, NewRiderNeed, RiderNeed, SOURCE_MAX, TEXT_MAX,
};
use crate::domain::said::Reporter;

type Pairs = Vec<(String, String)>;

/// `GET /needs/new`
pub(super) async fn show(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
) -> Response {
    let shell = stations.app.shell(&viewer, prefs, key("rider-needs-say"));
    let key = stations.app.ids.mint(stations.app.now()).to_string();
    page(&stations, &shell, FormState::new().with("key", key), false).site(shell)
}

/// `GET /desk/rider-needs/new`
pub(super) async fn show_desk(
    State(stations): State<Stations>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Response {
    let shell = stations.app.desk(&staff, prefs, key("rider-needs-new"));
    let key = stations.app.ids.mint(stations.app.now()).to_string();
    let form = FormState::from_pairs(pairs).with("key", key);
    page(&stations, &shell, form, true).desk(shell)
}

/// `POST /needs`
pub(super) async fn create(
    State(stations): State<Stations>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    stations.app.limits.check(Limit::PublicForm, &source.address)?;
    let mut form = FormState::from_pairs(pairs);
    if add(&stations, Actor::Requester, &mut form, false).await?.is_some() {
        return Ok(see_other("/needs?done=added"));
    }
    let shell = stations.app.shell(&viewer, prefs, key("rider-needs-say"));
    Ok(page(&stations, &shell, form, false).site(shell))
}

/// `POST /desk/rider-needs`
pub(super) async fn create_desk(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    if let Some(need) = add(&stations, staff.actor_of(LEADS), &mut form, true).await? {
        return Ok(see_other(&format!("{PATH}/{}?done=added", need.id)));
    }
    let shell = stations.app.desk(&staff, prefs, key("rider-needs-new"));
    Ok(page(&stations, &shell, form, true).desk(shell))
}

/// The need, or nothing and what is wrong on the form.
async fn add(
    stations: &Stations,
    actor: Actor,
    form: &mut FormState,
    by_staff: bool,
) -> Result<Option<RiderNeed>, PageError> {
    let topic: Option<NeedTopic> = form.value("topic").parse().ok();
    if topic.is_none() {
        form.error("topic", key("rider-need-error-topic"));
    }
    let region = filled(form, "region");
    let atlas = stations.atlas.current();
    let known = |code: &String| code.parse().is_ok_and(|code| atlas.region(code).is_some());
    if region.as_ref().is_some_and(|code| !known(code)) {
        form.error("region", people::record::fault_key(people::record::FaultKind::Unknown));
    }
    let Some(topic) = topic.filter(|_| !form.has_errors()) else { return Ok(None) };
    let told_source = form.value("source").parse().unwrap_or(NeedSource::Visit);
    let new = NewRiderNeed {
        key: form.value("key").to_owned(),
        topic,
        text: form.value("text").to_owned(),
        region_code: region,
        source: if by_staff { told_source } else { NeedSource::Form },
        source_ref: if by_staff { form.value("source_ref").to_owned() } else { String::new() },
        reporter: form.value("reporter").parse().unwrap_or(Reporter::Unsaid),
    };
    match stations.add_rider_need(actor, new).await {
        Ok(need) => Ok(Some(need)),
        Err(error) => {
            let (field, message) = told(ActError::fault(error)?);
            form.error(field, message);
            Ok(None)
        }
    }
}

/// Districts and streets: nobody's need is about a house.
fn regions(stations: &Stations) -> Vec<Choice> {
    use places::RegionLevel::{District, Street};
    let atlas = stations.atlas.current();
    let shown = atlas.regions().filter(|region| matches!(region.code.level(), District | Street));
    shown.map(|r| Choice::new(r.code.to_string(), atlas.path_name(r.code))).collect()
}

fn page(stations: &Stations, shell: &Shell, form: FormState, by_staff: bool) -> FormPage {
    let t = shell.t;
    let mut fields = vec![
        Field::radios(t, &form, "topic", t.s("rider-need-topic")).choices(topics(t)).inline(),
        Field::textarea(t, &form, "text", t.s("rider-need-text"))
            .hint(t.s("rider-need-text-hint"))
            .rows(3)
            .counted(TEXT_MAX)
            .required(),
        Field::select(t, &form, "region", t.s("rider-need-where"))
            .choices(one_of(t, regions(stations)))
            .optional(),
        Field::select(t, &form, "reporter", t.s("quick-reporter")).choices(reporters(t)).optional(),
    ];
    if by_staff {
        let heard = [NeedSource::Visit, NeedSource::HotTopic];
        let heard = heard.map(|word| Choice::new(word.as_str(), t.s(source_key(word))));
        fields.push(Field::select(t, &form, "source", t.s("rider-need-source")).choices(heard));
        let named = Field::text(t, &form, "source_ref", t.s("rider-need-source-ref"));
        fields.push(named.hint(t.s("rider-need-source-ref-hint")).counted(SOURCE_MAX).optional());
    }
    let (back, action) = if by_staff { (PATH, PATH) } else { ("/needs", "/needs") };
    let title = if by_staff { key("rider-needs-desk") } else { key("rider-needs-title") };
    let submit = Button::submit(t.s("rider-need-send")).primary();
    let mut page = FormPage::new(action, submit, form.clone());
    page.crumbs = Some(Breadcrumb::new(t, vec![Crumb::new(t.s(title), back)]));
    page.lead = t.s("rider-need-new-lead").into_owned();
    page.hidden = vec![("key", form.value("key").to_owned())];
    page.groups = vec![Group::new("need", t.s("rider-need-what"), fields)];
    page
}
