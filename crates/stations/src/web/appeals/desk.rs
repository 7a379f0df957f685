//! Appeals for the units that work on them, and for who watches.

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use db::StoreError;
use people::record::{
    Action, Asked, Cell, List, PAGE_ROWS, SHEET_ROWS, Section, Show, Table, any_of, course, flash,
};
use people::{PageError, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, EmptyState, Field, FormState, Prefs, Tag, Tr, key};

use super::site::picture;
use super::words::{
    as_read, companies, company_key, event, facts, kind_key, kinds, route_key, state_word, states,
    told,
};
use crate::app::Stations;
use crate::app::appeal::{AppealBy, AppealStep};
use crate::app::error::ActError;
use crate::domain::appeal::{ANSWER_MAX, Appeal, AppealId, AppealState, AppealVerb, WATCHES, can};
use crate::store::appeal::{self as store, Filter};
use crate::web::blame;

type Pairs = Vec<(String, String)>;

const PATH: &str = "/desk/appeals";

async fn read(
    stations: &Stations,
    staff: &Staff,
    asked: &Asked,
    limit: usize,
) -> Result<Vec<Appeal>, StoreError> {
    let filter = Filter {
        before: asked.after(),
        unit: staff.unit_unless(WATCHES),
        state: asked.get("state").to_owned(),
        kind: asked.get("kind").to_owned(),
        company: asked.get("company").to_owned(),
        words: asked.pattern("q"),
    };
    let input = (filter, i64::try_from(limit).unwrap_or(i64::MAX));
    let read = stations
        .app
        .db
        .read(input, |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit)));
    read.await
}

/// `GET /desk/appeals`
pub(super) async fn list(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = stations.app.desk(&staff, prefs, key("appeals-desk"));
    let t = shell.t;
    let mut rows = read(&stations, &staff, &asked, PAGE_ROWS + 1).await?;
    let pager = asked.pager(t, PATH, &mut rows, |row| row.id.to_string());
    let csv = asked.csv_button(t, "/desk/appeals.csv");
    let form = &asked.form;
    let page = List {
        lead: t.s("appeals-desk-lead").into_owned(),
        actions: vec![csv, Button::link(t.s("appeals-counts"), "/appeals").small()],
        path: PATH,
        filters: vec![
            asked.search_field(t),
            asked.state_field(t, states(t)),
            Field::select(t, form, "kind", t.s("appeal-kind")).choices(any_of(t, kinds(t))),
            Field::select(t, form, "company", t.s("appeal-company"))
                .choices(any_of(t, companies(t))),
        ],
        empty: rows.is_empty().then(|| EmptyState::new("shield", t.s("appeals-desk-empty"))),
        table: table(t, &rows),
        pager,
        ..List::default()
    };
    Ok(page.desk(shell))
}

/// `GET /desk/appeals.csv`: without people's words.
pub(super) async fn sheet(
    State(stations): State<Stations>,
    staff: Staff,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let rows = read(&stations, &staff, &asked, SHEET_ROWS).await?;
    Ok(table(Tr::new(prefs.lang), &rows).csv("appeals.csv", str::to_owned))
}

fn table(t: Tr, rows: &[Appeal]) -> Table {
    Table::new([
        t.s("appeal-no"),
        t.s("record-state"),
        t.s("appeal-kind"),
        t.s("appeal-company"),
        t.s("appeal-route"),
        t.s("appeal-received"),
    ])
    .rows(rows.iter().map(|row| {
        let (state, tone) = state_word(row.state);
        vec![
            Cell::Link(row.appeal_no.clone(), format!("{PATH}/{}", row.id)),
            Cell::tag(t.s(state), tone),
            Cell::Text(t.s(kind_key(row.kind)).into_owned()),
            Cell::Text(t.s(company_key(row.company)).into_owned()),
            Cell::Text(t.s(route_key(row.route)).into_owned()),
            Cell::Text(t.date_time(row.received_at)),
        ]
    }))
}

async fn find(stations: &Stations, staff: &Staff, id: &str) -> Result<Appeal, PageError> {
    let id: AppealId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = stations.appeal_for(staff, id).await;
    found.map_err(|error| error.fault().err().unwrap_or(PageError::NotFound))
}

/// `GET /desk/appeals/{id}`
pub(super) async fn show(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let appeal = find(&stations, &staff, &id).await?;
    page(&stations, &staff, prefs, &appeal, FormState::from_pairs(pairs)).await
}

async fn page(
    stations: &Stations,
    staff: &Staff,
    prefs: Prefs,
    appeal: &Appeal,
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = stations.app.desk_titled(staff, prefs, appeal.appeal_no.clone());
    let t = shell.t;
    shell.flash = flash(t, &form);
    let (state, tone) = state_word(appeal.state);
    let mut said = Section::new("said", t.s("appeal-facts")).text(&appeal.facts);
    let photos = stations.appeal_photos(appeal.id).await?.len();
    said.links = (1..=photos)
        .map(|seq| (t.n("appeal-photo", seq as i64), format!("{PATH}/{}/photos/{seq}", appeal.id)))
        .collect();
    let way = Section::new("way", t.s("appeal-told")).text(&appeal.notice);
    let mut way = way.text(&appeal.time_limit);
    way.aside = appeal.basis.clone();
    let page = Show {
        crumbs: Some(Breadcrumb::new(t, vec![Crumb::new(t.s("appeals-desk"), PATH)])),
        lead: t.s("appeal-nobody").into_owned(),
        tags: vec![Tag::new(t.s(state)).tone(tone)],
        facts: facts(t, appeal),
        sections: vec![
            said,
            Section::new("wanted", t.s("appeal-wanted")).text(&appeal.wanted),
            Section::new("answer", t.s("appeal-answer"))
                .text(appeal.answer.as_deref().unwrap_or_default()),
            way,
        ],
        actions: actions(t, staff, appeal, &form),
        course: Some(course(&stations.app, t, "appeal", appeal.id.0, event).await?),
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

fn actions(t: Tr, staff: &Staff, appeal: &Appeal, form: &FormState) -> Vec<Action> {
    let to = format!("{PATH}/{}/steps", appeal.id);
    let step = |title: &'static str, verb: AppealVerb| {
        Action::new(t.s(title), &to).hide("step", verb).hide("seen", appeal.version)
    };
    let mut actions = Vec::new();
    if can(staff, AppealVerb::Take, appeal) {
        actions.push(step(key("appeal-act-take"), AppealVerb::Take).main());
    }
    if can(staff, AppealVerb::Answer, appeal) {
        let words = Field::textarea(t, form, "answer", t.s("appeal-answer"))
            .hint(t.s("appeal-answer-hint"))
            .rows(5)
            .counted(ANSWER_MAX)
            .required();
        let answer = step(key("appeal-act-answer"), AppealVerb::Answer).field(words);
        let is_next = appeal.state == AppealState::InHand;
        actions.push(if is_next { answer.main() } else { answer.opened_by(form, "answer") });
    }
    if can(staff, AppealVerb::Hand, appeal) {
        let hand = step(key("appeal-act-hand"), AppealVerb::Hand);
        actions.push(hand.hint(t.s("appeal-act-hand-desk-hint")));
    }
    actions
}

/// `POST /desk/appeals/{id}/steps`
pub(super) async fn step(
    State(stations): State<Stations>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let appeal = find(&stations, &staff, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let verb: AppealVerb = form.value("step").parse().map_err(|_| PageError::BadRequest)?;
    let seen = form.value("seen").parse().unwrap_or(0);
    let by = AppealBy::Staff(Box::new(staff.clone()));
    let done = match verb {
        AppealVerb::Take => stations.step_appeal(by, (appeal.id, seen), AppealStep::Take).await,
        AppealVerb::Answer => {
            let answer = AppealStep::Answer(form.value("answer").to_owned());
            stations.step_appeal(by, (appeal.id, seen), answer).await
        }
        AppealVerb::Hand => {
            let content = as_read(appeal.kind, &appeal.against, &appeal.facts, &appeal.wanted);
            stations.hand_appeal(by, (&appeal, seen), content, "").await
        }
        AppealVerb::Withdraw => Err(ActError::Forbidden),
    };
    match done {
        Ok(_) => return Ok(see_other(&format!("{PATH}/{id}?done=saved"))),
        Err(error) => blame(&mut form, error, told)?,
    }
    let fresh = find(&stations, &staff, &id).await?;
    page(&stations, &staff, prefs, &fresh, form).await
}

/// `GET /desk/appeals/{id}/photos/{seq}`
pub(super) async fn photo(
    State(stations): State<Stations>,
    Path((id, seq)): Path<(String, usize)>,
    staff: Staff,
) -> Result<Response, PageError> {
    let appeal = find(&stations, &staff, &id).await?;
    picture(&stations, &appeal, seq, false).await
}
