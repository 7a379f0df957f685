//! Pictures that go with applications for benefits.

use db::{StoreError, Tx, params};
use kernel::ports::StoredPhoto;
use kernel::time::Instant;

use crate::domain::benefit::BenefitId;

db::statements! {
    /// Adds one.
    INSERT = "INSERT INTO benefit_photos (application_id, seq, digest, thumb_digest, width, height, size_bytes)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Those of an application.
    OF = "SELECT digest, thumb_digest, width, height, size_bytes FROM benefit_photos WHERE application_id = $1
        ORDER BY seq";
    /// Sets when those of an application go.
    GO_AT = "UPDATE benefit_photos SET delete_after = $2 WHERE application_id = $1";
    /// Forgets those whose time is over.
    FORGET = "DELETE FROM benefit_photos WHERE delete_after <= $1";
}

/// Adds the pictures of a new application.
///
/// # Errors
/// Any [`StoreError`].
pub async fn insert(
    tx: &mut Tx<'_>,
    id: BenefitId,
    photos: &[StoredPhoto],
) -> Result<(), StoreError> {
    for (seq, photo) in (1_i64..).zip(photos) {
        let values = params![
            id,
            seq,
            &photo.digest,
            &photo.thumb_digest,
            photo.width,
            photo.height,
            photo.size_bytes,
        ];
        tx.exec(&INSERT, values).await?;
    }
    Ok(())
}

/// The pictures of an application.
///
/// # Errors
/// Any [`StoreError`].
pub async fn of(tx: &mut Tx<'_>, id: BenefitId) -> Result<Vec<StoredPhoto>, StoreError> {
    tx.all(&OF, params![id]).await
}

/// Sets when the pictures of an application go.
///
/// # Errors
/// Any [`StoreError`].
pub async fn go_at(tx: &mut Tx<'_>, id: BenefitId, at: Instant) -> Result<(), StoreError> {
    tx.exec(&GO_AT, params![id, at]).await.map(drop)
}

/// Forgets the pictures whose time is over; gives how many.
///
/// # Errors
/// Any [`StoreError`].
pub async fn forget(tx: &mut Tx<'_>, now: Instant) -> Result<u64, StoreError> {
    tx.exec(&FORGET, params![now]).await
}
