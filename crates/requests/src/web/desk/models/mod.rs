//! How good the machine's proposals are: the model of categories in force and
//! those before it, what people corrected, how the texts drift, and how well
//! units are proposed. Figures of classes and units, never of people.

mod classes;
mod drift;

use axum::extract::{Form, Path, Query, State};
use axum::response::Response;
use db::StoreError;
use kernel::time::DAY_US;
use people::{Access, PageError, Routes, Staff, roles, see_other};
use ui::chart::LineChart;
use ui::{Button, Definition, Definitions, Field, FormState, Notice, Prefs, Tag, Tone, Tr, key};

use crate::app::Desk;
use crate::app::unit_habits::UnitQuality;
use crate::domain::category_model::{
    CategoryModel, ModelId, ModelState, REASON_MAX, can_step_back,
};
use crate::domain::unit_habit::Measure;
use crate::store::category_model as store;
use crate::web::record::{
    Action, Cell, Section, Show, Table, blame, course, flash, record_page_error,
};

type Pairs = Vec<(String, String)>;

/// Who sees how good proposals are.
pub(super) const READS: Access = roles![Supervisor, SystemAdmin];
const PATH: &str = "/desk/models";
/// Models listed.
const LISTED: i64 = 20;

/// Routes of the models.
pub(super) fn routes() -> Routes<Desk> {
    Routes::new()
        .get("/desk/models", READS, show)
        .get("/desk/models.csv", READS, classes::sheet)
        .post("/desk/models/{id}/restoration", READS, restore)
}

/// `GET /desk/models`
async fn show(
    State(desk): State<Desk>,
    Query(pairs): Query<Pairs>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    page(&desk, &staff, prefs, FormState::from_pairs(pairs)).await
}

async fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    form: FormState,
) -> Result<Response, PageError> {
    let mut shell = desk.app.desk(staff, prefs, key("models-title"));
    let t = shell.t;
    shell.flash = flash(t, &form);
    let read = desk.app.db.read((), |tx, ()| Box::pin(store::list(tx, LISTED)));
    let models: Result<Vec<CategoryModel>, StoreError> = read.await;
    let models = models?;
    let in_force = models.iter().find(|model| model.state == ModelState::InForce);
    let units = desk.unit_quality().await?;
    let mut sections = Vec::new();
    if let Some(model) = in_force {
        sections.push(classes::section(desk, t, model).await?);
    }
    sections.push(drift::weeks(desk, t, in_force).await?);
    if let Some(model) = in_force.filter(|model| model.quality.curve.len() > 1) {
        sections.push(curve(t, model));
    }
    sections.push(unit_section(t, units));
    if !models.is_empty() {
        sections.push(list(t, &models));
    }
    let course = match in_force {
        Some(model) => Some(course(&desk.app, t, "category_model", model.id.0, event).await?),
        None => None,
    };
    let csv = Button::link(t.s("model-csv"), "/desk/models.csv").small().icon("download");
    let notice = in_force.is_none().then(|| Notice::new(Tone::Info, t.s("models-none")));
    let page = Show {
        lead: t.s("models-lead").into_owned(),
        notices: notice.into_iter().collect(),
        links: vec![csv],
        facts: in_force.map_or_else(|| by_words(t), |model| facts(t, model)),
        sections,
        actions: actions(t, staff, &models, &form),
        course_title: t.s("record-course").into_owned(),
        course,
        form,
        ..Show::default()
    };
    Ok(page.desk(shell))
}

/// `87.5 %` of a share.
fn percent(t: Tr, share: f32) -> String {
    t.percent((share * 1000.0).round() as i64)
}

/// What proposes while nothing was learned.
fn by_words(t: Tr) -> Definitions {
    Definitions::new(vec![Definition::new(t.s("record-state"), t.s("model-by-words"))])
}

fn facts(t: Tr, model: &CategoryModel) -> Definitions {
    let quality = &model.quality;
    let mut facts = vec![
        Definition::new(t.s("model-made"), t.date_time(model.made_at)),
        Definition::new(t.s("model-samples"), t.number(quality.samples as i64)),
        Definition::new(t.s("model-accuracy"), percent(t, quality.accuracy))
            .note(t.s("model-left-out")),
        Definition::new(t.s("model-macro"), percent(t, quality.macro_f1)),
        Definition::new(t.s("model-coverage"), percent(t, quality.coverage))
            .note(t.named("model-coverage-right", percent(t, quality.accuracy_when_sure))),
        Definition::new(t.s("model-calibration"), percent(t, quality.calibration_error)),
    ];
    if let Some(contest) = quality.contest {
        let args = [
            ("texts", contest.texts.into()),
            ("new", contest.new_right.into()),
            ("before", contest.before_right.into()),
        ];
        facts.push(Definition::new(t.s("model-contest"), t.a("model-contest-told", &args)));
    }
    facts.push(Definition::new(t.s("model-rule"), t.s("model-rule-told")));
    Definitions::new(facts)
}

fn curve(t: Tr, model: &CategoryModel) -> Section {
    let points = &model.quality.curve;
    let labels = points.iter().map(|point| t.number(point.samples as i64)).collect();
    let values = points.iter().map(|point| (point.accuracy * 100.0).round() as i64).collect();
    let last = points.last().map_or(0.0, |point| point.accuracy);
    let mut section = Section::new("curve", t.s("model-curve"));
    let chart = LineChart::new("curve-chart", t.s("model-curve-chart"), labels)
        .description(t.named("model-curve-told", percent(t, last)))
        .series(t.s("model-accuracy-percent"), values);
    section.figure = Some(chart.figure(t, t.s("model-samples")));
    section
}

fn unit_section(t: Tr, quality: Option<UnitQuality>) -> Section {
    let section = Section::new("units", t.s("model-units"));
    let Some(quality) = quality else { return section.text(t.s("model-units-few")) };
    let hops = |milli: i64| format!("{}.{:02}", milli / 1000, milli % 1000 / 10);
    let row = |name: &'static str, of: Measure| {
        vec![
            Cell::Text(t.s(name).into_owned()),
            Cell::Text(t.percent(of.top_1_milli)),
            Cell::Text(t.percent(of.top_3_milli)),
            Cell::Text(hops(of.hops_milli)),
        ]
    };
    let observed = vec![
        Cell::Text(t.s("model-units-observed").into_owned()),
        Cell::Text(String::new()),
        Cell::Text(String::new()),
        Cell::Text(hops(quality.observed_hops_milli)),
    ];
    let head = [
        t.s("model-units-by"),
        t.s("model-units-top-1"),
        t.s("model-units-top-3"),
        t.s("model-units-hops"),
    ];
    let table = Table::new(head).rows([
        row(key("model-units-learned"), quality.learned),
        row(key("model-units-catalogue"), quality.catalogue),
        observed,
    ]);
    let told = [("n", quality.learned.cases.into()), ("since", t.date(quality.since).into())];
    section.text(t.a("model-units-told", &told)).table(table)
}

fn state_word(state: ModelState) -> (&'static str, Tone) {
    match state {
        ModelState::InForce => (key("model-state-in-force"), Tone::Ok),
        ModelState::Kept => (key("model-state-kept"), Tone::Info),
        ModelState::Withdrawn => (key("model-state-withdrawn"), Tone::Warn),
        ModelState::Refused => (key("model-state-refused"), Tone::Neutral),
    }
}

fn list(t: Tr, models: &[CategoryModel]) -> Section {
    let rows = models.iter().map(|model| {
        let (word, tone) = state_word(model.state);
        vec![
            Cell::Text(t.date_time(model.made_at)),
            Cell::Tags(vec![(t.s(word).into_owned(), Tag::new(t.s(word)).tone(tone))]),
            Cell::Num(model.quality.samples as i64),
            Cell::Text(percent(t, model.quality.accuracy)),
            Cell::Text(percent(t, model.quality.coverage)),
            Cell::Wide(model.reason.clone().unwrap_or_default()),
        ]
    });
    let head = [
        t.s("model-made"),
        t.s("record-state"),
        t.s("model-samples"),
        t.s("model-accuracy"),
        t.s("model-coverage"),
        t.s("model-reason"),
    ];
    Section::new("models", t.s("model-list")).table(Table::new(head).rows(rows))
}

/// One step back: to the newest of those that are kept.
fn actions(t: Tr, staff: &Staff, models: &[CategoryModel], form: &FormState) -> Vec<Action> {
    let Some(kept) = models.iter().find(|model| can_step_back(staff, model)) else {
        return Vec::new();
    };
    let title = t.named("model-act-back", t.date_time(kept.made_at));
    let field = Field::textarea(t, form, "reason", t.s("model-reason"));
    let action = Action::new(title, format!("{PATH}/{}/restoration", kept.id))
        .hint(t.s("model-act-back-hint"))
        .hide("seen", kept.version)
        .field(field.rows(3).counted(REASON_MAX).required());
    vec![action.danger().opened_by(form, "reason")]
}

/// `POST /desk/models/{id}/restoration`
async fn restore(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let id: ModelId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().unwrap_or(0);
    match desk.step_back(&staff, (id, seen), form.value("reason")).await {
        Ok(()) => Ok(see_other(&format!("{PATH}?done=saved"))),
        Err(crate::app::record::RecordError::NotFound) => {
            Err(record_page_error(crate::app::record::RecordError::NotFound))
        }
        Err(error) => {
            blame(&mut form, error)?;
            page(&desk, &staff, prefs, form).await
        }
    }
}

fn event(kind: &str) -> (&'static str, Tone) {
    match kind {
        "category_model.taken" => (key("event-model-taken"), Tone::Ok),
        "category_model.put_back" => (key("event-model-put-back"), Tone::Warn),
        "category_model.withdrawn" => (key("event-model-withdrawn"), Tone::Neutral),
        _ => (key("event-other"), Tone::Neutral),
    }
}

/// From when on corrections are counted for a model: since it is in force.
fn since(desk: &Desk, model: Option<&CategoryModel>) -> kernel::time::Instant {
    let year = desk.app.now().plus(-365 * DAY_US);
    model.and_then(|model| model.in_force_at).map_or(year, |at| at.max(year))
}
