//! Merchants with offers, scenes, housing and courses: each listed, written and closed alike.

use db::{FromRow, Row, StoreError, Tx, Value, params};
use kernel::time::Instant;

use super::{Record, TableStatements, point};
use crate::domain::course::Course;
use crate::domain::housing::{House, Room};
use crate::domain::merchant::{Merchant, Offer};
use crate::domain::scene::{Scene, SceneCheck, SceneItem, SceneMeasure, SceneType};

db::statements! {
    /// Every merchant, closed ones too.
    MERCHANT_ROWS = "SELECT id, name, kind, region_code, lon_e7, lat_e7, address, phone, hours, closed_on, changed_at FROM
        merchants ORDER BY id";
    /// Adds or changes a merchant.
    PUT_MERCHANT = "INSERT INTO merchants (id, name, kind, region_code, lon_e7, lat_e7, address, phone, hours, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO UPDATE SET name = excluded.name,
        kind = excluded.kind, region_code = excluded.region_code, lon_e7 = excluded.lon_e7, lat_e7 =
        excluded.lat_e7, address = excluded.address, phone = excluded.phone, hours = excluded.hours, changed_at
        = excluded.changed_at, closed_on = NULL";
    /// Closes a merchant.
    CLOSE_MERCHANT = "UPDATE merchants SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Every offer, closed ones too.
    OFFER_ROWS = "SELECT id, merchant_id, title, about, audience, valid_from, valid_to, hours, closed_on, changed_at FROM
        offers ORDER BY id";
    /// Adds or changes a offer.
    PUT_OFFER = "INSERT INTO offers (id, merchant_id, title, about, audience, valid_from, valid_to, hours, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO UPDATE SET merchant_id =
        excluded.merchant_id, title = excluded.title, about = excluded.about, audience = excluded.audience,
        valid_from = excluded.valid_from, valid_to = excluded.valid_to, hours = excluded.hours, changed_at =
        excluded.changed_at, closed_on = NULL";
    /// Closes a offer.
    CLOSE_OFFER = "UPDATE offers SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Every type of scenes, closed ones too.
    SCENE_TYPE_ROWS = "SELECT id, name, origin, about, closed_on, changed_at FROM scene_types ORDER BY id";
    /// Adds or changes a type of scenes.
    PUT_SCENE_TYPE = "INSERT INTO scene_types (id, name, origin, about, changed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT
        (id) DO UPDATE SET name = excluded.name, origin = excluded.origin, about = excluded.about, changed_at =
        excluded.changed_at, closed_on = NULL";
    /// Closes a type of scenes.
    CLOSE_SCENE_TYPE = "UPDATE scene_types SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Every line of a checklist, closed ones too.
    SCENE_ITEM_ROWS = "SELECT id, scene_type, text, closed_on, changed_at FROM scene_items ORDER BY id";
    /// Adds or changes a line of a checklist.
    PUT_SCENE_ITEM = "INSERT INTO scene_items (id, scene_type, text, changed_at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO
        UPDATE SET scene_type = excluded.scene_type, text = excluded.text, changed_at = excluded.changed_at,
        closed_on = NULL";
    /// Closes a line of a checklist.
    CLOSE_SCENE_ITEM = "UPDATE scene_items SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Every scene, closed ones too.
    SCENE_ROWS = "SELECT id, scene_type, name, region_code, lon_e7, lat_e7, address, responsible, phone, agreed_on,
        accepted_on, closed_on, changed_at FROM scenes ORDER BY id";
    /// Adds or changes a scene.
    PUT_SCENE = "INSERT INTO scenes (id, scene_type, name, region_code, lon_e7, lat_e7, address, responsible, phone,
        agreed_on, accepted_on, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON
        CONFLICT (id) DO UPDATE SET scene_type = excluded.scene_type, name = excluded.name, region_code =
        excluded.region_code, lon_e7 = excluded.lon_e7, lat_e7 = excluded.lat_e7, address = excluded.address,
        responsible = excluded.responsible, phone = excluded.phone, agreed_on = excluded.agreed_on, accepted_on
        = excluded.accepted_on, changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a scene.
    CLOSE_SCENE = "UPDATE scenes SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Every measure, closed ones too.
    SCENE_MEASURE_ROWS = "SELECT scene_id, kind, state, note, closed_on, changed_at FROM scene_measures ORDER BY scene_id, kind";
    /// Adds or changes a measure.
    PUT_SCENE_MEASURE = "INSERT INTO scene_measures (scene_id, kind, state, note, changed_at) VALUES ($1, $2, $3, $4, $5) ON
        CONFLICT (scene_id, kind) DO UPDATE SET state = excluded.state, note = excluded.note, changed_at =
        excluded.changed_at, closed_on = NULL";
    /// Closes a measure.
    CLOSE_SCENE_MEASURE = "UPDATE scene_measures SET closed_on = $1, changed_at = $2 WHERE scene_id = $3 AND kind = $4";
    /// Every check, closed ones too.
    SCENE_CHECK_ROWS = "SELECT scene_id, item_id, result, checked_on, closed_on, changed_at FROM scene_checks ORDER BY scene_id,
        item_id";
    /// Adds or changes a check.
    PUT_SCENE_CHECK = "INSERT INTO scene_checks (scene_id, item_id, result, checked_on, changed_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (scene_id, item_id) DO UPDATE SET result = excluded.result, checked_on =
        excluded.checked_on, changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a check.
    CLOSE_SCENE_CHECK = "UPDATE scene_checks SET closed_on = $1, changed_at = $2 WHERE scene_id = $3 AND item_id = $4";
    /// Every house, closed ones too.
    HOUSE_ROWS = "SELECT id, name, organisation_id, region_code, lon_e7, lat_e7, address, phone, about, audience,
        closed_on, changed_at FROM houses ORDER BY id";
    /// Adds or changes a house.
    PUT_HOUSE = "INSERT INTO houses (id, name, organisation_id, region_code, lon_e7, lat_e7, address, phone, about,
        audience, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO UPDATE
        SET name = excluded.name, organisation_id = excluded.organisation_id, region_code =
        excluded.region_code, lon_e7 = excluded.lon_e7, lat_e7 = excluded.lat_e7, address = excluded.address,
        phone = excluded.phone, about = excluded.about, audience = excluded.audience, changed_at =
        excluded.changed_at, closed_on = NULL";
    /// Closes a house.
    CLOSE_HOUSE = "UPDATE houses SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Every kind of room, closed ones too.
    ROOM_ROWS = "SELECT house_id, id, kind, number, beds, rent_cents, about, closed_on, changed_at FROM rooms ORDER BY
        house_id, id";
    /// Adds or changes a kind of room.
    PUT_ROOM = "INSERT INTO rooms (house_id, id, kind, number, beds, rent_cents, about, changed_at) VALUES ($1, $2, $3,
        $4, $5, $6, $7, $8) ON CONFLICT (house_id, id) DO UPDATE SET kind = excluded.kind, number =
        excluded.number, beds = excluded.beds, rent_cents = excluded.rent_cents, about = excluded.about,
        changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a kind of room.
    CLOSE_ROOM = "UPDATE rooms SET closed_on = $1, changed_at = $2 WHERE house_id = $3 AND id = $4";
    /// Every course, closed ones too.
    COURSE_ROWS = "SELECT id, organisation_id, name, kind, about, audience, cost, seats, starts_on, ends_on, hours, place,
        closed_on, changed_at FROM courses ORDER BY id";
    /// Adds or changes a course.
    PUT_COURSE = "INSERT INTO courses (id, organisation_id, name, kind, about, audience, cost, seats, starts_on, ends_on,
        hours, place, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT
        (id) DO UPDATE SET organisation_id = excluded.organisation_id, name = excluded.name, kind =
        excluded.kind, about = excluded.about, audience = excluded.audience, cost = excluded.cost, seats =
        excluded.seats, starts_on = excluded.starts_on, ends_on = excluded.ends_on, hours = excluded.hours,
        place = excluded.place, changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a course.
    CLOSE_COURSE = "UPDATE courses SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// The last change of any row of these tables; 0 when there is none.
    NEWEST = "SELECT COALESCE(MAX(changed_at), 0) FROM (
        SELECT MAX(changed_at) AS changed_at FROM merchants
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM offers
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM scene_types
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM scene_items
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM scenes
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM scene_measures
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM scene_checks
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM houses
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM rooms
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM courses) AS newest";
}

/// The last change of any row.
///
/// # Errors
/// Any [`StoreError`].
pub async fn newest(tx: &mut Tx<'_>) -> Result<Instant, StoreError> {
    let (newest,): (Instant,) = tx.one(&NEWEST, params![]).await?;
    Ok(newest)
}

/// How a row is listed, written and closed.
macro_rules! record {
    ($type:ident, $list:ident, $put:ident, $close:ident, |$item:ident| [$($key:expr),+], [$($value:expr),+]) => {
        impl Record for $type {
            const STATEMENTS: TableStatements =
                TableStatements { list: &$list, put: &$put, close: &$close };

            fn key(&self) -> Vec<&str> {
                let $item = self;
                vec![$($key),+]
            }

            fn values(&self) -> Vec<Value> {
                let $item = self;
                params![$($value),+].to_vec()
            }
        }
    };
}
pub(super) use record;

impl FromRow for Merchant {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            name: row.take()?,
            kind: row.take()?,
            region: row.take()?,
            point: point(row)?,
            address: row.take()?,
            phone: row.take()?,
            hours: row.take()?,
        })
    }
}
db::from_row!(Offer { id, merchant, title, about, audience, valid_from, valid_to, hours });
db::from_row!(SceneType { id, name, origin, about });
db::from_row!(SceneItem { id, scene_type, text });
impl FromRow for Scene {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            scene_type: row.take()?,
            name: row.take()?,
            region: row.take()?,
            point: point(row)?,
            address: row.take()?,
            responsible: row.take()?,
            phone: row.take()?,
            agreed_on: row.take()?,
            accepted_on: row.take()?,
        })
    }
}
db::from_row!(SceneMeasure { scene, kind, state, note });
db::from_row!(SceneCheck { scene, item, result, checked_on });
impl FromRow for House {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            name: row.take()?,
            organisation: row.take()?,
            region: row.take()?,
            point: point(row)?,
            address: row.take()?,
            phone: row.take()?,
            about: row.take()?,
            audience: row.take()?,
        })
    }
}
db::from_row!(Room { house, id, kind, number, beds, rent_cents, about });
db::from_row!(Course {
    id,
    organisation,
    name,
    kind,
    about,
    audience,
    cost,
    seats,
    starts_on,
    ends_on,
    hours,
    place
});

record!(
    Merchant,
    MERCHANT_ROWS,
    PUT_MERCHANT,
    CLOSE_MERCHANT,
    |item| [&item.id],
    [
        &item.id,
        &item.name,
        item.kind,
        item.region,
        item.point.lon_e7(),
        item.point.lat_e7(),
        &item.address,
        &item.phone,
        &item.hours
    ]
);
record!(
    Offer,
    OFFER_ROWS,
    PUT_OFFER,
    CLOSE_OFFER,
    |item| [&item.id],
    [
        &item.id,
        &item.merchant,
        &item.title,
        &item.about,
        item.audience,
        &item.valid_from,
        &item.valid_to,
        &item.hours
    ]
);
record!(
    SceneType,
    SCENE_TYPE_ROWS,
    PUT_SCENE_TYPE,
    CLOSE_SCENE_TYPE,
    |item| [&item.id],
    [&item.id, &item.name, item.origin, &item.about]
);
record!(
    SceneItem,
    SCENE_ITEM_ROWS,
    PUT_SCENE_ITEM,
    CLOSE_SCENE_ITEM,
    |item| [&item.id],
    [&item.id, &item.scene_type, &item.text]
);
record!(
    Scene,
    SCENE_ROWS,
    PUT_SCENE,
    CLOSE_SCENE,
    |item| [&item.id],
    [
        &item.id,
        &item.scene_type,
        &item.name,
        item.region,
        item.point.lon_e7(),
        item.point.lat_e7(),
        &item.address,
        &item.responsible,
        &item.phone,
        &item.agreed_on,
        &item.accepted_on
    ]
);
record!(
    SceneMeasure,
    SCENE_MEASURE_ROWS,
    PUT_SCENE_MEASURE,
    CLOSE_SCENE_MEASURE,
    |item| [&item.scene, item.kind.as_str()],
    [&item.scene, item.kind, item.state, &item.note]
);
record!(
    SceneCheck,
    SCENE_CHECK_ROWS,
    PUT_SCENE_CHECK,
    CLOSE_SCENE_CHECK,
    |item| [&item.scene, &item.item],
    [&item.scene, &item.item, item.result, &item.checked_on]
);
record!(
    House,
    HOUSE_ROWS,
    PUT_HOUSE,
    CLOSE_HOUSE,
    |item| [&item.id],
    [
        &item.id,
        &item.name,
        &item.organisation,
        item.region,
        item.point.lon_e7(),
        item.point.lat_e7(),
        &item.address,
        &item.phone,
        &item.about,
        item.audience
    ]
);
record!(
    Room,
    ROOM_ROWS,
    PUT_ROOM,
    CLOSE_ROOM,
    |item| [&item.house, &item.id],
    [&item.house, &item.id, item.kind, item.number, item.beds, item.rent_cents, &item.about]
);
record!(
    Course,
    COURSE_ROWS,
    PUT_COURSE,
    CLOSE_COURSE,
    |item| [&item.id],
    [
        &item.id,
        &item.organisation,
        &item.name,
        item.kind,
        &item.about,
        item.audience,
        item.cost,
        item.seats,
        &item.starts_on,
        &item.ends_on,
        &item.hours,
        &item.place
    ]
);
