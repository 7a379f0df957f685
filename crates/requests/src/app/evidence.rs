//! Pictures a unit adds to show what was done.

use std::sync::Arc;

use db::{StoreError, Tx};
use kernel::id::Ids;
use kernel::ports::StoredPhoto;
use kernel::time::Instant;

use super::{Desk, OrderError};
use crate::domain::{AttachmentId, OrderId};
use crate::store::attachment::{self, AttachmentRow};

struct Job {
    order: OrderId,
    photos: Vec<StoredPhoto>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Desk {
    /// Puts stored pictures beside an order, to become part of the reply that
    /// names them. One that no reply ever names is shown to nobody.
    ///
    /// # Errors
    /// Any [`OrderError::Store`].
    pub async fn add_evidence(
        &self,
        order: OrderId,
        photos: &[StoredPhoto],
    ) -> Result<Vec<AttachmentId>, OrderError> {
        if photos.is_empty() {
            return Ok(Vec::new());
        }
        let (ids, at) = (self.app.ids.clone(), self.app.now());
        let job = Job { order, photos: photos.to_vec(), ids, at };
        let added: Result<_, StoreError> =
            self.app.db.write(job, |tx, job| Box::pin(add(tx, job))).await;
        Ok(added?)
    }
}

async fn add(tx: &mut Tx<'_>, job: &Job) -> Result<Vec<AttachmentId>, StoreError> {
    let mut added = Vec::new();
    for photo in &job.photos {
        let id = AttachmentId(job.ids.mint(job.at));
        let row = AttachmentRow::of(photo, "evidence", (id, job.order), job.at);
        attachment::insert(tx, &row).await?;
        added.push(row.id);
    }
    Ok(added)
}
