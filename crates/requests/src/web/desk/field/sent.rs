//! A form with pictures, as a telephone sends it.

use axum::extract::multipart::Multipart;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use kernel::time::{DAY_US, Instant};
use people::PageError;
use ui::{FormState, key};

use crate::app::Desk;
use crate::app::photos::{FILE_MAX, PhotoFault, StoredPhoto};
use crate::domain::request::PHOTOS_MAX;
use crate::web::to_page;

/// Room for the photos and the words.
const BODY_MAX: usize = PHOTOS_MAX * FILE_MAX + (1 << 20);
/// Longest a report may have waited on a telephone.
const WAITED_MAX_US: i64 = 7 * DAY_US;

/// The fields, and the pictures as they are stored.
pub(in super::super) struct Sent {
    pub(super) form: FormState,
    pub(super) photos: Vec<StoredPhoto>,
}

impl FromRequest<Desk> for Sent {
    type Rejection = PageError;

    async fn from_request(mut request: Request, desk: &Desk) -> Result<Self, PageError> {
        DefaultBodyLimit::max(BODY_MAX).apply(&mut request);
        let parts = Multipart::from_request(request, desk).await;
        let mut parts = parts.map_err(|_| PageError::BadRequest)?;
        let (mut pairs, mut photos, mut fault) = (Vec::new(), Vec::new(), None);
        while let Some(part) = parts.next_field().await.map_err(|_| PageError::BadRequest)? {
            let name = part.name().unwrap_or_default().to_owned();
            let bytes = part.bytes().await.map_err(|_| PageError::TooLarge)?;
            if name != "photos" {
                pairs.push((name, String::from_utf8_lossy(&bytes).into_owned()));
            } else if !bytes.is_empty() && photos.len() < PHOTOS_MAX {
                match desk.store_photo(bytes.to_vec()).await.map_err(to_page)? {
                    Ok(photo) => photos.push(photo),
                    Err(PhotoFault::TooLarge) => fault = Some(key("desk-error-photo-large")),
                    Err(PhotoFault::Unreadable) => fault = Some(key("desk-error-photo")),
                }
            }
        }
        let mut form = FormState::from_pairs(pairs);
        if let Some(fault) = fault {
            form.error("photos", fault);
        }
        Ok(Self { form, photos })
    }
}

impl Sent {
    /// Where the report was made, if it was given.
    pub(super) fn point_e7(&self) -> Option<(i64, i64)> {
        let number = |name: &str| self.form.value(name).parse::<i64>().ok();
        number("lon").zip(number("lat"))
    }

    /// When it was written on the telephone: the server's time less how long
    /// it says it waited, so that its clock need not be right.
    pub(super) fn written_at(&self, now: Instant) -> Instant {
        let waited_ms: i64 = self.form.value("waited_ms").parse().unwrap_or(0);
        now.plus(-waited_ms.saturating_mul(1_000).clamp(0, WAITED_MAX_US))
    }
}
