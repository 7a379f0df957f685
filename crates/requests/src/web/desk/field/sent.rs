//! A form with pictures, as a telephone sends it.

use axum::extract::{FromRequest, Request};
use kernel::ports::StoredPhoto;
use kernel::time::{DAY_US, Instant};
use people::PageError;
use people::files::{FormParts, Room};
use ui::FormState;

use super::super::order::photo_fault;
use crate::app::Desk;
use crate::domain::request::PHOTOS_MAX;

/// Longest a report may have waited on a telephone.
const WAITED_MAX_US: i64 = 7 * DAY_US;

/// The fields, and the pictures as they are stored.
pub(in super::super) struct Sent {
    pub(super) form: FormState,
    pub(super) photos: Vec<StoredPhoto>,
}

impl FromRequest<Desk> for Sent {
    type Rejection = PageError;

    async fn from_request(request: Request, desk: &Desk) -> Result<Self, PageError> {
        let room = Room { photos: PHOTOS_MAX, keeps: true };
        let parts = FormParts::read(request, &desk.blobs, room).await?;
        let mut form = FormState::from_pairs(parts.pairs);
        if let Some(fault) = parts.faults.last() {
            form.error("photos", photo_fault(fault));
        }
        Ok(Self { form, photos: parts.photos })
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
