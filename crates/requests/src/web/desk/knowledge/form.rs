//! Writing an entry, and changing its text.

use axum::extract::{Form, Path, State};
use axum::response::Response;
use people::{PageError, Role, Staff, see_other};
use ui::{Breadcrumb, Button, Crumb, Field, FormState, Prefs, key};

use super::{show, words};
use crate::app::Desk;
use crate::domain::knowledge::{
    ANSWER_MAX, Audience, Entry, EntryText, EntryVerb, QUESTION_MAX, can,
};
use crate::web::record::{FormPage, Group, blame, categories, day, filled, one_of, regions, units};

type Pairs = Vec<(String, String)>;

/// `GET /desk/knowledge/new`
pub(super) async fn new(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let today = desk.app.now().day().to_string();
    let form = FormState::new()
        .with("owner_unit", staff.unit.to_string())
        .with("audience", "public")
        .with("valid_from", today)
        .with("review_months", "12");
    Ok(page(&desk, &staff, prefs, form, None))
}

/// `POST /desk/knowledge`
pub(super) async fn create(
    State(desk): State<Desk>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let mut form = FormState::from_pairs(pairs);
    if let Some(text) = read(&mut form) {
        match desk.add_entry(&staff, text).await {
            Ok(entry) => return Ok(see_other(&format!("/desk/knowledge/{}?done=added", entry.id))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    Ok(page(&desk, &staff, prefs, form, None))
}

/// `GET /desk/knowledge/{id}/edit`
pub(super) async fn edit(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
) -> Result<Response, PageError> {
    let entry = editable(&desk, &staff, &id).await?;
    let form = filled_in(&entry);
    Ok(page(&desk, &staff, prefs, form, Some(&entry)))
}

async fn editable(desk: &Desk, staff: &Staff, id: &str) -> Result<Entry, PageError> {
    let entry = show::find(desk, id).await?;
    let theirs = can(staff, EntryVerb::Edit, entry.text.owner_unit);
    if theirs { Ok(entry) } else { Err(PageError::Forbidden) }
}

/// `POST /desk/knowledge/{id}/edit`
pub(super) async fn update(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    staff: Staff,
    prefs: Prefs,
    Form(pairs): Form<Pairs>,
) -> Result<Response, PageError> {
    let entry = editable(&desk, &staff, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    let seen = form.value("seen").parse().unwrap_or(0);
    if let Some(text) = read(&mut form) {
        let note = form.value("note").to_owned();
        match desk.step_entry(&staff, (entry.id, seen), EntryVerb::Edit, Some(text), &note).await {
            Ok(entry) => return Ok(see_other(&format!("/desk/knowledge/{}?done=saved", entry.id))),
            Err(error) => blame(&mut form, error)?,
        }
    }
    Ok(page(&desk, &staff, prefs, form, Some(&entry)))
}

fn filled_in(entry: &Entry) -> FormState {
    let text = &entry.text;
    let pairs = [
        ("question", text.question.clone()),
        ("answer", text.answer.clone()),
        ("basis", text.basis.clone()),
        ("source", text.source.clone()),
        ("keywords", text.keywords.clone()),
        ("category", text.category_code.clone().unwrap_or_default()),
        ("owner_unit", text.owner_unit.to_string()),
        ("region", text.region_code.clone().unwrap_or_default()),
        ("audience", text.audience.to_string()),
        ("valid_from", text.valid_from.to_string()),
        ("valid_to", text.valid_to.map(|day| day.to_string()).unwrap_or_default()),
        ("review_months", text.review_months.to_string()),
    ];
    FormState::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

/// The text of a form; faults stand in it when nothing comes back.
fn read(form: &mut FormState) -> Option<EntryText> {
    let owner_unit = form.value("owner_unit").parse().ok();
    let audience: Option<Audience> = form.value("audience").parse().ok();
    let valid_from = day(form, "valid_from");
    let is_wrong_day = form.has("valid_to")
        && !form.value("valid_to").is_empty()
        && day(form, "valid_to").is_none();
    let months = form.value("review_months").parse().ok();
    for (name, is_there) in [
        ("owner_unit", owner_unit.is_some()),
        ("audience", audience.is_some()),
        ("valid_from", valid_from.is_some()),
        ("valid_to", !is_wrong_day),
        ("review_months", months.is_some()),
    ] {
        if !is_there {
            form.error(name, key("record-fault-missing"));
        }
    }
    if form.has_errors() {
        return None;
    }
    Some(EntryText {
        question: form.value("question").to_owned(),
        answer: form.value("answer").to_owned(),
        basis: form.value("basis").to_owned(),
        source: form.value("source").to_owned(),
        keywords: form.value("keywords").to_owned(),
        category_code: filled(form, "category"),
        owner_unit: owner_unit?,
        region_code: filled(form, "region"),
        audience: audience?,
        valid_from: valid_from?,
        valid_to: day(form, "valid_to"),
        review_months: months?,
    })
}

fn page(
    desk: &Desk,
    staff: &Staff,
    prefs: Prefs,
    form: FormState,
    entry: Option<&Entry>,
) -> Response {
    let title = if entry.is_some() { key("knowledge-edit") } else { key("knowledge-new") };
    let shell = desk.app.desk(staff, prefs, title);
    let t = shell.t;
    let mut owners = units(desk);
    if !staff.has_any(&[Role::Operator, Role::Dispatcher]) {
        let own = staff.unit_name.clone();
        owners = vec![ui::Choice::new(staff.unit.to_string(), own)];
    }
    let says = vec![
        Field::text(t, &form, "question", t.s("entry-question")).counted(QUESTION_MAX).required(),
        Field::textarea(t, &form, "answer", t.s("entry-answer"))
            .rows(8)
            .counted(ANSWER_MAX)
            .hint(t.s("entry-answer-hint"))
            .required(),
        Field::text(t, &form, "basis", t.s("entry-basis")).hint(t.s("entry-basis-hint")).required(),
        Field::text(t, &form, "source", t.s("entry-source")).optional(),
        Field::text(t, &form, "keywords", t.s("entry-keywords"))
            .hint(t.s("entry-keywords-hint"))
            .optional(),
    ];
    let mut holds = vec![
        Field::select(t, &form, "owner_unit", t.s("entry-owner")).choices(one_of(t, owners)),
        Field::select(t, &form, "category", t.s("entry-category"))
            .choices(one_of(t, categories(desk, t)))
            .optional(),
        Field::select(t, &form, "region", t.s("entry-region"))
            .choices(one_of(t, regions(desk, false)))
            .hint(t.s("entry-region-hint"))
            .optional(),
        Field::radios(t, &form, "audience", t.s("entry-audience"))
            .choices(words::audiences(t))
            .inline(),
        Field::date(t, &form, "valid_from", t.s("entry-valid-from")).required(),
        Field::date(t, &form, "valid_to", t.s("entry-valid-to")).optional(),
        Field::number(t, &form, "review_months", t.s("entry-review-months"))
            .hint(t.s("entry-review-months-hint"))
            .required(),
    ];
    let action = match entry {
        Some(entry) => {
            holds.push(
                Field::text(t, &form, "note", t.s("entry-note"))
                    .hint(t.s("entry-note-hint"))
                    .optional(),
            );
            format!("/desk/knowledge/{}/edit", entry.id)
        }
        None => "/desk/knowledge".to_owned(),
    };
    let submit = Button::submit(t.s("entry-save")).primary();
    let mut page = FormPage::new(action, submit, form);
    page.crumbs =
        Some(Breadcrumb::new(t, vec![Crumb::new(t.s("knowledge-title"), "/desk/knowledge")]));
    page.lead = t.s("knowledge-form-lead").into_owned();
    page.hidden = entry.map(|entry| ("seen", entry.version.to_string())).into_iter().collect();
    page.groups = vec![
        Group::new("says", t.s("entry-says"), says),
        Group::new("holds", t.s("entry-holds"), holds),
    ];
    page.desk(shell)
}
