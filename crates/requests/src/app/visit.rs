//! What was found and done on site, with pictures: recorded beside the order,
//! once however often the telephone sends it. It moves no state and no clock.

use std::sync::Arc;

use db::{Tx, ledger};
use kernel::event::NewEvent;
use kernel::id::Ids;
use kernel::ports::StoredPhoto;
use kernel::time::Instant;
use people::{Role, Staff};
use serde_json::json;

use super::{Desk, OrderError};
use crate::domain::change::{Refusal, TEXT_MAX};
use crate::domain::{AttachmentId, OrderId, permission};
use crate::store::attachment::AttachmentRow;
use crate::store::visit::VisitRow;
use crate::store::{attachment, order, visit};

/// A visit on its way in.
#[derive(Debug, Clone)]
pub struct NewVisit {
    /// The order.
    pub order: OrderId,
    /// Made by the telephone: the same key sent again is the same visit.
    pub key: String,
    /// What was found and done.
    pub text: String,
    /// Where the report was made, if given: WGS-84 in 1e-7 degrees.
    pub point_e7: Option<(i64, i64)>,
    /// Pictures, already stored.
    pub photos: Vec<StoredPhoto>,
}

struct Job {
    staff: Staff,
    new: NewVisit,
    ids: Arc<dyn Ids>,
    at: Instant,
}

impl Desk {
    /// Records a visit. The second time it changes nothing.
    ///
    /// # Errors
    /// [`OrderError`].
    pub async fn visit(&self, staff: &Staff, new: NewVisit) -> Result<(), OrderError> {
        let length = new.text.trim().chars().count();
        if length == 0 || length > TEXT_MAX {
            return Err(Refusal::TextMissing.into());
        }
        let (ids, at) = (self.app.ids.clone(), self.app.now());
        let job = Job { staff: staff.clone(), new, ids, at };
        self.app.db.write(job, |tx, job| Box::pin(run(tx, job))).await
    }
}

async fn run(tx: &mut Tx<'_>, job: &Job) -> Result<(), OrderError> {
    let (staff, new) = (&job.staff, &job.new);
    let order = order::get(tx, new.order).await?.ok_or(OrderError::NotFound)?;
    if !permission::can_see(staff, &order) {
        return Err(OrderError::NotFound);
    }
    let known = visit::of_order(tx, order.id).await?;
    if known.iter().any(|known| known.submission_key == new.key) {
        return Ok(());
    }
    if !permission::can_visit(staff, &order) {
        return Err(OrderError::Forbidden);
    }
    let photos: Vec<AttachmentId> =
        new.photos.iter().map(|_| AttachmentId(job.ids.mint(job.at))).collect();
    let ids: Vec<String> = photos.iter().map(ToString::to_string).collect();
    let row = VisitRow {
        id: job.ids.mint(job.at),
        order_id: order.id,
        submission_key: new.key.clone(),
        at: job.at,
        author_id: staff.account,
        unit_id: staff.unit,
        text: new.text.trim().to_owned(),
        lon_e7: new.point_e7.map(|point| point.0),
        lat_e7: new.point_e7.map(|point| point.1),
        photos: ids.join(" "),
    };
    if !visit::insert(tx, &row).await? {
        return Ok(());
    }
    for (id, photo) in photos.iter().zip(&new.photos) {
        let row = AttachmentRow::of(photo, "evidence", (*id, order.id), job.at);
        attachment::insert(tx, &row).await?;
    }
    let event = NewEvent {
        stream: ledger::stream_name("order", order.id.0),
        kind: "order.visited",
        actor: staff.actor_of(&[Role::GridWorker, Role::UnitHandler, Role::UnitReviewer]),
        at: job.at,
        from: None,
        to: None,
        body: json!({ "visit": row.id, "photos": photos.len(), "place": row.lon_e7.is_some() }),
    };
    ledger::append(tx, &event).await?;
    Ok(())
}
