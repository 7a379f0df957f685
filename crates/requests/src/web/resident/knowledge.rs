//! Answers for residents: look one up, read it, say whether it was right.

use askama::Template;
use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use people::{Limit, PageError, Viewer, see_other};
use ui::{
    Choice, Definition, Definitions, EmptyState, FormState, Notice, Pager, Prefs, Shell, Tone, key,
};

use super::super::source::Source;
use crate::app::Desk;
use crate::app::knowledge::COMMENT_MAX;
use crate::domain::KnowledgeId;
use crate::domain::knowledge::{Entry, Standing};
use crate::store::knowledge::{self as store, Filter};
use crate::web::record::{Asked, PAGE_ROWS, blame, unit_name};

/// Answers to one question.
const FOUND: i64 = 20;

#[derive(Template)]
#[template(path = "knowledge/list.html")]
struct ListPage {
    shell: Shell,
    form: FormState,
    found: Vec<Found>,
    is_asked: bool,
    empty: Option<EmptyState>,
    pager: Pager,
}

struct Found {
    href: String,
    question: String,
    start: String,
}

#[derive(Template)]
#[template(path = "knowledge/show.html")]
struct ShowPage {
    shell: Shell,
    form: FormState,
    entry: String,
    answer: Vec<String>,
    facts: Definitions,
    warning: Option<Notice>,
    answers: Vec<Choice>,
    comment_max: usize,
    is_thanked: bool,
}

/// `GET /knowledge`
pub(super) async fn list(
    State(desk): State<Desk>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let shell = desk.app.shell(&viewer, prefs, key("knowledge-public-title"));
    let (t, words) = (shell.t, asked.get("q"));
    let (mut entries, is_asked) = if words.is_empty() {
        (newest(&desk, &asked).await?, false)
    } else {
        (desk.search_knowledge(words, true, FOUND).await?, true)
    };
    let pager = if is_asked {
        Pager::default()
    } else {
        asked.pager(t, "/knowledge", &mut entries, |entry| entry.id.to_string())
    };
    let found: Vec<Found> = entries.iter().map(Found::of).collect();
    let empty = found.is_empty().then(|| {
        EmptyState::new("book", t.s("knowledge-public-empty"))
            .text(t.s("knowledge-public-empty-text"))
            .link(t.s("knowledge-public-ask"), "/report?type=consultation")
    });
    Ok(ui::page(
        StatusCode::OK,
        &ListPage { shell, form: asked.form, found, is_asked, empty, pager },
    ))
}

async fn newest(desk: &Desk, asked: &Asked) -> Result<Vec<Entry>, db::StoreError> {
    let filter = Filter {
        before: asked.after(),
        state: "published".into(),
        audience: "public".into(),
        today: desk.app.now().day().to_string(),
        ..Filter::default()
    };
    let limit = i64::try_from(PAGE_ROWS + 1).unwrap_or(i64::MAX);
    let read = desk
        .app
        .db
        .read((filter, limit), |tx, (filter, limit)| Box::pin(store::page(tx, filter, *limit)));
    let mut entries: Vec<Entry> = read.await?;
    let today = desk.app.now().day();
    entries.retain(|entry| entry.is_public(today));
    Ok(entries)
}

impl Found {
    fn of(entry: &Entry) -> Self {
        const START: usize = 60;
        let mut start: String = entry.text.answer.chars().take(START).collect();
        if entry.text.answer.chars().count() > START {
            start.push('…');
        }
        Self {
            href: format!("/knowledge/{}", entry.id),
            question: entry.text.question.clone(),
            start,
        }
    }
}

async fn find(desk: &Desk, id: &str) -> Result<Entry, PageError> {
    let id: KnowledgeId = id.parse().map_err(|_| PageError::NotFound)?;
    let read = desk.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
    let found: Result<Option<Entry>, db::StoreError> = read.await;
    found?.filter(|entry| entry.is_public(desk.app.now().day())).ok_or(PageError::NotFound)
}

/// `GET /knowledge/{id}`
pub(super) async fn show(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    asked: Asked,
) -> Result<Response, PageError> {
    let entry = find(&desk, &id).await?;
    Ok(page(&desk, &viewer, prefs, &entry, asked.form))
}

fn page(desk: &Desk, viewer: &Viewer, prefs: Prefs, entry: &Entry, form: FormState) -> Response {
    let shell = desk.app.shell_titled(viewer, prefs, entry.text.question.clone());
    let t = shell.t;
    let text = &entry.text;
    let mut facts = vec![
        Definition::new(t.s("entry-basis"), &text.basis),
        Definition::new(t.s("entry-owner"), unit_name(desk, Some(text.owner_unit))),
        Definition::new(t.s("entry-reviewed"), entry.reviewed_on.to_string()),
    ];
    if let Some(to) = text.valid_to {
        facts.push(Definition::new(t.s("entry-valid-to"), to.to_string()));
    }
    if !text.source.is_empty() {
        facts.push(Definition::new(t.s("entry-source"), &text.source));
    }
    let overdue = entry.standing(desk.app.now().day()) == Standing::Overdue;
    let status = if form.has_errors() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = ShowPage {
        entry: entry.id.to_string(),
        answer: text.answer.lines().map(str::to_owned).collect(),
        facts: Definitions::new(facts),
        warning: overdue.then(|| Notice::new(Tone::Warn, t.s("entry-public-overdue"))),
        answers: vec![
            Choice::new("1", t.s("entry-said-yes")),
            Choice::new("0", t.s("entry-said-no")),
        ],
        comment_max: COMMENT_MAX,
        is_thanked: form.value("done") == "thanks",
        form,
        shell,
    };
    ui::page(status, &page)
}

/// `POST /knowledge/{id}/feedback`
pub(super) async fn rate(
    State(desk): State<Desk>,
    Path(id): Path<String>,
    viewer: Viewer,
    prefs: Prefs,
    source: Source,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, PageError> {
    let entry = find(&desk, &id).await?;
    let mut form = FormState::from_pairs(pairs);
    desk.app.limits.check(Limit::PublicForm, &source.0)?;
    let is_right = match form.value("right") {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    };
    match is_right {
        None => {
            form.error("right", key("entry-said-missing"));
        }
        Some(is_right) => {
            let comment = form.value("comment").to_owned();
            match desk.rate_entry(entry.id, is_right, &comment).await {
                Ok(()) => return Ok(see_other(&format!("/knowledge/{id}?done=thanks"))),
                Err(error) => blame(&mut form, error)?,
            }
        }
    }
    Ok(page(&desk, &viewer, prefs, &entry, form))
}
