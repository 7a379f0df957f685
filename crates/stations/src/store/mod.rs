//! SQL as literal statements: the directory's five tables, each listed, written and closed alike.

pub mod appeal;
pub mod appointment;
pub mod appointment_feed;
pub mod benefit;
pub mod benefit_photo;
pub mod code;
pub mod compound;
pub mod facility;
pub mod freshness;
pub mod holder;
pub mod keeping;
pub mod live_code;
pub mod pass;
pub mod post;
pub mod quick;
pub mod register;
pub mod rider_need;
pub mod rules;
pub mod suspension;

use db::{FromRow, Row, Statement, StoreError, Tx, Value, params};
use jiff::civil::Date;
use kernel::time::Instant;
use places::Point;

use crate::domain::{Facility, Organisation, Parties, Service, Station, StationService};

db::statements! {
    /// Organisations, closed ones too.
    ORGANISATIONS = "SELECT id, name, kind, phone, about, closed_on, changed_at FROM organisations ORDER BY id";
    /// Adds or changes an organisation.
    PUT_ORGANISATION = "INSERT INTO organisations (id, name, kind, phone, about, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, phone = excluded.phone,
        about = excluded.about, changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes an organisation.
    CLOSE_ORGANISATION = "UPDATE organisations SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Services, closed ones too.
    SERVICES = "SELECT id, organisation_id, service_group, name, about, audience, cost, access, closed_on, changed_at
        FROM services ORDER BY id";
    /// Adds or changes a service.
    PUT_SERVICE = "INSERT INTO services (id, organisation_id, service_group, name, about, audience, cost, access,
        changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET organisation_id = excluded.organisation_id,
        service_group = excluded.service_group, name = excluded.name, about = excluded.about,
        audience = excluded.audience, cost = excluded.cost, access = excluded.access,
        changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a service.
    CLOSE_SERVICE = "UPDATE services SET closed_on = $1, changed_at = $2 WHERE id = $3";
    /// Stations, closed ones too.
    STATIONS = "SELECT code, name, brand, kind, host_type, host, region_code, lon_e7, lat_e7, address, entrance,
        hours, phone, guiding_id, enterprise_id, territorial, store, status, opened_on, assured_on, closed_on, changed_at
        FROM stations ORDER BY code";
    /// Adds or changes a station.
    PUT_STATION = "INSERT INTO stations (code, name, brand, kind, host_type, host, region_code, lon_e7, lat_e7,
        address, entrance, hours, phone, guiding_id, enterprise_id, territorial, store, status, opened_on, assured_on,
        changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name, brand = excluded.brand, kind = excluded.kind,
        host_type = excluded.host_type, host = excluded.host, region_code = excluded.region_code,
        lon_e7 = excluded.lon_e7, lat_e7 = excluded.lat_e7, address = excluded.address,
        entrance = excluded.entrance, hours = excluded.hours, phone = excluded.phone,
        guiding_id = excluded.guiding_id, enterprise_id = excluded.enterprise_id,
        territorial = excluded.territorial, store = excluded.store, status = excluded.status,
        opened_on = excluded.opened_on, assured_on = excluded.assured_on,
        changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a station.
    CLOSE_STATION = "UPDATE stations SET closed_on = $1, changed_at = $2 WHERE code = $3";
    /// Facilities, closed ones too.
    FACILITIES = "SELECT station_code, kind, number, closed_on, changed_at FROM facilities ORDER BY station_code, kind";
    /// Adds or changes a facility.
    PUT_FACILITY = "INSERT INTO facilities (station_code, kind, number, changed_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (station_code, kind) DO UPDATE SET number = excluded.number, changed_at = excluded.changed_at,
        closed_on = NULL";
    /// Closes a facility.
    CLOSE_FACILITY = "UPDATE facilities SET closed_on = $1, changed_at = $2 WHERE station_code = $3 AND kind = $4";
    /// Services at stations, closed ones too.
    STATION_SERVICES = "SELECT station_code, service_id, hours, closed_on, changed_at FROM station_services
        ORDER BY station_code, service_id";
    /// Adds or changes a service at a station.
    PUT_STATION_SERVICE = "INSERT INTO station_services (station_code, service_id, hours, changed_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT (station_code, service_id) DO UPDATE SET hours = excluded.hours,
        changed_at = excluded.changed_at, closed_on = NULL";
    /// Closes a service at a station.
    CLOSE_STATION_SERVICE = "UPDATE station_services SET closed_on = $1, changed_at = $2
        WHERE station_code = $3 AND service_id = $4";
    /// The last change of any row of the directory; 0 when there is none.
    NEWEST = "SELECT COALESCE(MAX(changed_at), 0) FROM (
        SELECT MAX(changed_at) AS changed_at FROM organisations
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM services
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM stations
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM facilities
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM station_services
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM special_hours
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM assurances
        UNION ALL SELECT MAX(changed_at) AS changed_at FROM station_rules) AS newest";
}

/// The statements of one table.
pub struct TableStatements {
    /// All rows: the record's columns, the day it was closed, the instant it was changed.
    pub list: &'static Statement,
    /// Writes one row and opens it.
    pub put: &'static Statement,
    /// Closes the row of a key.
    pub close: &'static Statement,
}

/// A row of one of the directory's tables.
pub trait Record: FromRow + PartialEq + Sized + Send + Sync {
    /// Its table's statements.
    const STATEMENTS: TableStatements;
    /// The values of its key.
    fn key(&self) -> Vec<&str>;
    /// The values of `put`.
    fn values(&self) -> Vec<Value>;
}

/// A record with its standing in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// The record.
    pub item: T,
    /// Whether the pack no longer holds it.
    pub is_closed: bool,
    /// When it was last changed.
    pub changed_at: Instant,
}

impl<T: Record> FromRow for Stored<T> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let item = T::from_row(row)?;
        let closed_on: Option<String> = row.take()?;
        Ok(Self { item, is_closed: closed_on.is_some(), changed_at: row.take()? })
    }
}

/// Every row of a table.
///
/// # Errors
/// Any [`StoreError`].
pub async fn list<T: Record>(tx: &mut Tx<'_>) -> Result<Vec<Stored<T>>, StoreError> {
    tx.all(T::STATEMENTS.list, params![]).await
}

/// The last change of any row.
///
/// # Errors
/// Any [`StoreError`].
pub async fn newest(tx: &mut Tx<'_>) -> Result<Instant, StoreError> {
    let (newest,): (Instant,) = tx.one(&NEWEST, params![]).await?;
    Ok(newest)
}

/// Writes a row and opens it.
///
/// # Errors
/// Any [`StoreError`].
pub async fn put<T: Record>(tx: &mut Tx<'_>, item: &T) -> Result<(), StoreError> {
    let mut values = item.values();
    values.push(Value::from(tx.recorded_at()));
    tx.exec(T::STATEMENTS.put, &values).await.map(drop)
}

/// Closes a row.
///
/// # Errors
/// [`StoreError::Conflict`] when there is none.
pub async fn close<T: Record>(tx: &mut Tx<'_>, item: &T, on: Date) -> Result<(), StoreError> {
    let mut values = params![on.to_string(), tx.recorded_at()].to_vec();
    values.extend(item.key().into_iter().map(Value::from));
    tx.exec_one(T::STATEMENTS.close, &values).await
}

db::from_row!(Organisation { id, name, kind, phone, about });
db::from_row!(Service { id, organisation, group, name, about, audience, cost, access });
db::from_row!(Facility { station, kind, count });
db::from_row!(StationService { station, service, hours });

impl FromRow for Station {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            code: row.take()?,
            name: row.take()?,
            brand: row.take()?,
            kind: row.take()?,
            host_type: row.take()?,
            host: row.take()?,
            region: row.take()?,
            point: point(row)?,
            address: row.take()?,
            entrance: row.take()?,
            hours: row.take()?,
            phone: row.take()?,
            parties: Parties {
                guiding: row.take()?,
                enterprise: row.take()?,
                territorial: row.take()?,
                store: row.take()?,
            },
            status: row.take()?,
            opened_on: row.take()?,
            assured_on: row.take()?,
        })
    }
}

fn point(row: &mut Row<'_>) -> Result<Point, StoreError> {
    let (lon_e7, lat_e7) = (row.take()?, row.take()?);
    Point::new(lon_e7, lat_e7)
        .map_err(|_| StoreError::Corrupt { column: 7, expected: "a longitude and a latitude" })
}

impl Record for Organisation {
    const STATEMENTS: TableStatements = TableStatements {
        list: &ORGANISATIONS,
        put: &PUT_ORGANISATION,
        close: &CLOSE_ORGANISATION,
    };

    fn key(&self) -> Vec<&str> {
        vec![&self.id]
    }

    fn values(&self) -> Vec<Value> {
        params![&self.id, &self.name, self.kind, &self.phone, &self.about].to_vec()
    }
}

impl Record for Service {
    const STATEMENTS: TableStatements =
        TableStatements { list: &SERVICES, put: &PUT_SERVICE, close: &CLOSE_SERVICE };

    fn key(&self) -> Vec<&str> {
        vec![&self.id]
    }

    fn values(&self) -> Vec<Value> {
        params![
            &self.id,
            &self.organisation,
            self.group,
            &self.name,
            &self.about,
            self.audience,
            self.cost,
            self.access,
        ]
        .to_vec()
    }
}

impl Record for Station {
    const STATEMENTS: TableStatements =
        TableStatements { list: &STATIONS, put: &PUT_STATION, close: &CLOSE_STATION };

    fn key(&self) -> Vec<&str> {
        vec![&self.code]
    }

    fn values(&self) -> Vec<Value> {
        params![
            &self.code,
            &self.name,
            &self.brand,
            self.kind,
            self.host_type,
            &self.host,
            self.region,
            self.point.lon_e7(),
            self.point.lat_e7(),
            &self.address,
            &self.entrance,
            &self.hours,
            &self.phone,
            &self.parties.guiding,
            &self.parties.enterprise,
            &self.parties.territorial,
            &self.parties.store,
            self.status,
            &self.opened_on,
            &self.assured_on,
        ]
        .to_vec()
    }
}

impl Record for Facility {
    const STATEMENTS: TableStatements =
        TableStatements { list: &FACILITIES, put: &PUT_FACILITY, close: &CLOSE_FACILITY };

    fn key(&self) -> Vec<&str> {
        vec![&self.station, self.kind.as_str()]
    }

    fn values(&self) -> Vec<Value> {
        params![&self.station, self.kind, self.count].to_vec()
    }
}

impl Record for StationService {
    const STATEMENTS: TableStatements = TableStatements {
        list: &STATION_SERVICES,
        put: &PUT_STATION_SERVICE,
        close: &CLOSE_STATION_SERVICE,
    };

    fn key(&self) -> Vec<&str> {
        vec![&self.station, &self.service]
    }

    fn values(&self) -> Vec<Value> {
        params![&self.station, &self.service, &self.hours].to_vec()
    }
}
