//! One need with its chain, and what may be done to it now.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::record::{Action, Section, Show, course, flash, one_of};
use people::store::units;
use people::{PageError, Staff};
use ui::{
    Breadcrumb, Choice, Crumb, Definition, Definitions, Field, FormState, Prefs, Tag, Tr, key,
};

use super::super::quick::words::reporter_key;
use super::list::{PATH, place};
use super::words::{event, source_key, state_word, topic_key};
use crate::app::Stations;
use crate::domain::rider_need::{NeedState, NeedVerb, RiderNeed, RiderNeedId, TEXT_MAX, can};

type Pairs = Vec<(String, String)>;

/// The need of an address, and how many are the same.
pub(super) async fn find(
    stations: &Stations,
    staff: &Staff,
    id: &str,
) -> Result<(RiderNeed, i64), PageError> {
    let id: RiderNeedId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = stations.rider_need_for(staff, id).await;
    found.map_err(|error| error.fault().err().unwrap_or(PageError::NotFound))
}

/// `GET /desk/rider-needs/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let found = find(&stations, &staff, &id).await?;
    page(&stations, &staff, prefs, found, FormState::from_pairs(pairs)).await
}

/// The page, with what was typed.
pub(super) async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    (need, joined): (RiderNeed, i64),
    form: FormState,
) -> Result<Response, PageError> {
    let title = Tr::new(prefs.lang).s(topic_key(need.topic)).into_owned();
    let mut shell = stations.app.desk_titled(staff, prefs, title);
    let t = shell.t;
    shell.flash = flash(t, &form);
    let units = all_units(stations).await?;
    let (state, tone) = state_word(need.state);
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("rider-needs-desk"), PATH)])),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        facts: facts(stations, t, (&need, joined), &units),
        sections: vec![
            Section::new("text", t.s("rider-need-text")).text(&need.text),
            Section::new("plan", t.s("rider-need-plan")).text(&need.plan),
            Section::new("result", t.s("rider-need-result")).text(&need.result),
            Section::new("public", t.s("rider-need-public")).text(&need.public_text),
        ],
        actions: actions(t, staff, &need, (&form, &units)),
        course: Some(course(&stations.app, t, "rider-need", need.id.0, event).await?),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// Every unit that is not closed, by name.
async fn all_units(stations: &Stations) -> Result<Vec<(String, String)>, StoreError> {
    let read = stations.app.db.read((), |tx, ()| Box::pin(units::list_all(tx)));
    let all: Vec<people::domain::unit::Unit> = read.await?;
    let mut named: Vec<(String, String)> =
        all.into_iter().map(|unit| (unit.name, unit.id.to_string())).collect();
    named.sort();
    Ok(named)
}

fn facts(
    stations: &Stations,
    t: Tr,
    (need, joined): (&RiderNeed, i64),
    units: &[(String, String)],
) -> Definitions {
    let owner = need.owner_unit_id.map(|unit| unit.to_string()).unwrap_or_default();
    let owner = units.iter().find(|(_, id)| *id == owner).map(|(name, _)| name.as_str());
    let mut lines = vec![
        Definition::new(t.s("rider-need-where"), place(stations, need)),
        Definition::new(t.s("rider-need-source"), t.s(source_key(need.source)))
            .note(&need.source_ref),
        Definition::new(t.s("quick-reporter"), t.s(reporter_key(need.reporter))),
        Definition::new(t.s("rider-need-collected"), t.date_time(need.collected_at)),
        Definition::new(t.s("rider-need-owner"), owner.unwrap_or_default()),
        Definition::new(t.s("rider-need-due"), need.due_on.as_deref().unwrap_or_default()),
    ];
    if joined > 0 {
        lines.push(Definition::new(t.s("rider-need-joined"), joined.to_string()));
    }
    Definitions::new(lines).columns()
}

fn actions(
    t: Tr,
    staff: &Staff,
    need: &RiderNeed,
    (form, units): (&FormState, &[(String, String)]),
) -> Vec<Action> {
    let to = format!("{PATH}/{}/steps", need.id);
    let step = |title: &'static str, verb: NeedVerb| {
        Action::new(t.s(title), &to).hide("step", verb).hide("seen", need.version)
    };
    let area = |name: &'static str, label: &'static str| {
        Field::textarea(t, form, name, t.s(label)).rows(3).counted(TEXT_MAX).required()
    };
    let mut actions = Vec::new();
    if can(staff, NeedVerb::Coordinate, need) {
        let units = units.iter().map(|(name, id)| Choice::new(id, name));
        let unit = Field::select(t, form, "unit", t.s("rider-need-owner"));
        let unit = unit.choices(one_of(t, units));
        let plan = step(key("rider-need-act-coordinate"), NeedVerb::Coordinate)
            .hint(t.s("rider-need-act-coordinate-hint"))
            .field(unit)
            .field(area("plan", key("rider-need-plan")))
            .field(Field::date(t, form, "due_on", t.s("rider-need-due")).optional());
        let is_next = need.state == NeedState::Collected;
        actions.push(if is_next { plan.main() } else { plan.opened_by(form, "plan") });
    }
    if can(staff, NeedVerb::Solve, need) {
        let solve = step(key("rider-need-act-solve"), NeedVerb::Solve);
        actions.push(solve.field(area("result", key("rider-need-result"))).main());
    }
    if can(staff, NeedVerb::FeedBack, need) {
        let back = step(key("rider-need-act-feed-back"), NeedVerb::FeedBack);
        let back = back.hint(t.s("rider-need-act-feed-back-hint"));
        actions.push(back.field(area("public_text", key("rider-need-public"))).main());
    }
    if can(staff, NeedVerb::Join, need) {
        let join =
            step(key("rider-need-act-join"), NeedVerb::Join).hint(t.s("rider-need-act-join-hint"));
        let lead = Field::text(t, form, "lead", t.s("rider-need-lead")).required();
        actions.push(join.field(lead).opened_by(form, "lead"));
    }
    if can(staff, NeedVerb::Decline, need) {
        let decline = step(key("rider-need-act-decline"), NeedVerb::Decline);
        let decline = decline.hint(t.s("rider-need-act-decline-hint")).danger();
        actions.push(
            decline.field(area("reason", key("rider-need-reason"))).opened_by(form, "reason"),
        );
    }
    actions
}
