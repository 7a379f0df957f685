//! JSON for programs that answer questions: what residents may read, with its
//! basis, and never more.

use axum::Json;
use axum::extract::{Path, State};
use people::{Access, ApiError, PageError, Routes};
use serde::Serialize;

use crate::app::Desk;
use crate::domain::KnowledgeId;
use crate::domain::knowledge::{Entry, Standing};
use crate::store::knowledge as store;
use crate::web::record::{Asked, unit_name};

/// Answers to one question.
const FOUND: i64 = 10;

/// Routes of the knowledge API.
pub fn routes() -> Routes<Desk> {
    const READS: Access = Access::Token("knowledge:read");
    Routes::new().get("/api/v1/knowledge", READS, search).get("/api/v1/knowledge/{id}", READS, show)
}

/// An entry as another program gets it.
#[derive(Debug, Serialize)]
struct Shown {
    id: KnowledgeId,
    question: String,
    answer: String,
    basis: String,
    source: String,
    owner: String,
    region_code: Option<String>,
    category: Option<String>,
    valid_from: String,
    valid_to: Option<String>,
    reviewed_on: String,
    /// Nobody looked at it in time: an answer must say so.
    review_overdue: bool,
    href: String,
}

impl Shown {
    fn of(desk: &Desk, entry: Entry) -> Self {
        let overdue = entry.standing(desk.app.now().day()) == Standing::Overdue;
        Self {
            id: entry.id,
            owner: unit_name(desk, Some(entry.text.owner_unit)),
            question: entry.text.question,
            answer: entry.text.answer,
            basis: entry.text.basis,
            source: entry.text.source,
            region_code: entry.text.region_code,
            category: entry.text.category_code,
            valid_from: entry.text.valid_from.to_string(),
            valid_to: entry.text.valid_to.map(|day| day.to_string()),
            reviewed_on: entry.reviewed_on.to_string(),
            review_overdue: overdue,
            href: format!("/knowledge/{}", entry.id),
        }
    }
}

#[derive(Debug, Serialize)]
struct Found {
    entries: Vec<Shown>,
}

async fn search(State(desk): State<Desk>, asked: Asked) -> Result<Json<Found>, ApiError> {
    let entries = desk.search_knowledge(asked.get("q"), true, FOUND).await?;
    let entries = entries.into_iter().map(|entry| Shown::of(&desk, entry)).collect();
    Ok(Json(Found { entries }))
}

async fn show(State(desk): State<Desk>, Path(id): Path<String>) -> Result<Json<Shown>, ApiError> {
    let id: KnowledgeId = id.parse().map_err(|_| ApiError::from(PageError::NotFound))?;
    let read = desk.app.db.read(id, |tx, id| Box::pin(store::get(tx, *id)));
    let found: Result<Option<Entry>, db::StoreError> = read.await;
    let today = desk.app.now().day();
    let entry = found?.filter(|entry| entry.is_public(today)).ok_or(PageError::NotFound)?;
    Ok(Json(Shown::of(&desk, entry)))
}
