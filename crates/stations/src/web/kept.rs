//! Pictures of a form that are stored already and go back and forth with it:
//! without script too, nothing that was sent is lost when a field is wrong.

use askama::Template;
use axum::extract::{Form, FromRequest, Path, Request, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use db::photos::PhotoFault;
use kernel::ports::StoredPhoto;
use people::codes::QueryCodes;
use people::files::{self, FormParts, KeptPhotos, Room};
use people::{Access, PageError, Routes};
use ui::{Choice, Field, FormState, Html, Photo, PhotoGrid, Tr, key};

use crate::app::Stations;

const PATH: &str = "/quick/kept/";

pub(super) fn routes() -> Routes<Stations> {
    Routes::new().get("/quick/kept/{token}", Access::Public, picture)
}

fn keeps(stations: &Stations) -> KeptPhotos {
    KeptPhotos::new(QueryCodes::new(stations.app.vault.purpose_key("kept photos")))
}

/// A form with pictures as it came: those of earlier rounds among them.
pub(super) struct SentForm {
    /// What was typed, and which pictures could not be taken.
    pub(super) form: FormState,
    /// The pictures, stored.
    pub(super) photos: Vec<StoredPhoto>,
}

/// Reads a form with at most so many pictures, or one that brings none.
pub(super) async fn read(
    stations: &Stations,
    request: Request,
    most: usize,
) -> Result<SentForm, PageError> {
    let mut parts = if has_files(&request) {
        let room = Room { photos: most, keeps: true };
        FormParts::read(request, &stations.blobs, room).await?
    } else {
        let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
        let Form(pairs) = form.map_err(|_| PageError::BadRequest)?;
        FormParts { pairs, ..FormParts::default() }
    };
    let mut photos = keeps(stations).gather(&mut parts.pairs, parts.photos);
    let mut form = FormState::from_pairs(parts.pairs);
    if let Some(fault) = parts.faults.last() {
        form.error(
            "photos",
            match fault {
                PhotoFault::TooLarge => key("kept-error-large"),
                PhotoFault::Unreadable => key("kept-error-unreadable"),
            },
        );
    }
    if photos.len() > most || parts.left_out > 0 {
        photos.truncate(most);
        form.error("photos", key("kept-error-many"));
    }
    Ok(SentForm { form, photos })
}

fn has_files(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    kind.is_some_and(|kind| kind.starts_with(b"multipart/form-data"))
}

#[derive(Template)]
#[template(path = "kept.html")]
struct Kept {
    grid: PhotoGrid,
    tokens: Vec<String>,
    drop: Field,
}

/// The pictures that are stored, each to be struck out; nothing where there are
/// none.
pub(super) fn shown(stations: &Stations, t: Tr, photos: &[StoredPhoto]) -> Html {
    if photos.is_empty() {
        return Html::default();
    }
    let keeps = keeps(stations);
    let tokens: Vec<String> = photos.iter().map(|photo| keeps.token(photo)).collect();
    let picture = |(token, number): (&String, i64)| {
        let src = format!("{PATH}{token}");
        Photo::new(&src, &src, t.n("kept-alt", number))
    };
    let choice = |(token, number): (&String, i64)| Choice::new(token, t.n("kept-drop", number));
    let none = FormState::new();
    let choices: Vec<Choice> = tokens.iter().zip(1..).map(choice).collect();
    let drop = Field::checkboxes(t, &none, "drop", t.s("kept-title")).choices_in(&none, choices);
    Html::of(&Kept {
        grid: PhotoGrid::new(tokens.iter().zip(1..).map(picture).collect()),
        drop: drop.inline(),
        tokens,
    })
}

/// `GET /quick/kept/{token}`: the small picture, for the form that holds it.
async fn picture(
    State(stations): State<Stations>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let photo = keeps(&stations).photo(&token).ok_or(PageError::NotFound)?;
    files::picture(&stations.blobs, &photo.thumb_digest).await
}
