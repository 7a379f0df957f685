//! Sessions: opened by signing in, found again by the cookie's token.

use db::{Db, StoreError, Tx};
use kernel::time::{Instant, SECOND_US};

use crate::app::secret;
use crate::settings::Settings;
use crate::store::sessions;
use crate::viewer::Staff;

/// Use is noted at most this often, so that reading a page seldom writes.
const TOUCH_US: i64 = 60 * SECOND_US;

/// The member of staff behind a cookie's token, while the session lasts.
///
/// # Errors
/// Any [`StoreError`].
pub async fn resolve(
    db: &Db,
    settings: &Settings,
    token: &str,
    now: Instant,
) -> Result<Option<Staff>, StoreError> {
    let digest = secret::digest(token);
    let found = db.read(digest, |tx, digest| Box::pin(sessions::find(tx, digest))).await?;
    let Some((row, roles, units_above)) = found else { return Ok(None) };
    let idle = now.since(row.seen_at);
    if idle > settings.session_idle_us || now.since(row.created_at) > settings.session_total_us {
        return Ok(None);
    }
    if idle > TOUCH_US {
        db.write((row.id, now), |tx, (id, now)| Box::pin(touch(tx, *id, *now))).await?;
    }
    let aged = settings.password.age_max_us;
    let password_is_old = aged.is_some_and(|age| now.since(row.password_changed_at) > age);
    Ok(Some(Staff {
        account: row.account,
        username: row.username,
        display_name: row.display_name,
        roles,
        unit: row.unit,
        unit_name: row.unit_name,
        unit_kind: row.unit_kind,
        units_above,
        region_scope: row.region_scope,
        csrf: secret::csrf(token),
        session: row.id,
        must_change_password: row.must_change_password || password_is_old,
    }))
}

async fn touch(tx: &mut Tx<'_>, id: crate::ids::SessionId, now: Instant) -> Result<(), StoreError> {
    tx.exec(&sessions::TOUCH, db::params![id, now]).await.map(drop)
}
