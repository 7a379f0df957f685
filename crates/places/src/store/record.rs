//! What each table's rows are, column by column.

use db::{FromRow, Row, Statement, StoreError, Value, params};
use jiff::civil::Date;

use super::column::{Day, Json};
use crate::domain::{Area, Compound, Grid, Landmark, Point, Region, Road, Water};
use crate::pack::RegionRecord;

/// The statements of a table.
pub struct TableStatements {
    /// All rows: the record's columns, then the day it was closed.
    pub list: &'static Statement,
    /// Writes one row.
    pub upsert: &'static Statement,
    /// Closes the row of a key on a day.
    pub close: &'static Statement,
    /// Keeps the row of a key as it was until a day, where shapes have a history.
    pub keep: Option<&'static Statement>,
}

/// A row of one of this crate's tables.
pub trait Record: FromRow + PartialEq + Sized + Send {
    /// Its table's statements.
    const STATEMENTS: TableStatements;
    /// The primary key.
    fn key(&self) -> String;
    /// The values of the upsert.
    fn values(&self) -> Vec<Value>;
    /// Whether the record itself says that it is over on a day.
    fn is_over(&self, _on: Date) -> bool {
        false
    }
}

/// A record with its standing in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored<T> {
    /// The record.
    pub item: T,
    /// The day a pack no longer held it.
    pub closed_on: Option<Date>,
}

impl<T: Record> FromRow for Stored<T> {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let item = T::from_row(row)?;
        let closed_on: Option<Day> = row.take()?;
        Ok(Self { item, closed_on: closed_on.map(|day| day.0) })
    }
}

db::statements! {
    /// Regions of all times. Their own validity says when they end.
    LIST_REGIONS = "
        SELECT code, parent, name, kind, valid_from, valid_to, successor, population, outline,
            CAST(NULL AS TEXT)
        FROM regions
        ORDER BY code";
    /// Adds or changes a region.
    UPSERT_REGION = "
        INSERT INTO regions
            (code, parent, name, kind, valid_from, valid_to, successor, population, outline)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (code) DO UPDATE SET
            parent = excluded.parent,
            name = excluded.name,
            kind = excluded.kind,
            valid_from = excluded.valid_from,
            valid_to = excluded.valid_to,
            successor = excluded.successor,
            population = excluded.population,
            outline = excluded.outline";
    /// Ends a region. One that has not begun never exists.
    CLOSE_REGION = "
        UPDATE regions
        SET valid_to = CASE WHEN valid_from > $2 THEN valid_from ELSE $2 END
        WHERE code = $1
            AND (valid_to IS NULL OR valid_to > $2)";
    /// All grids.
    LIST_GRIDS = "SELECT code, name, area, closed_on FROM grids ORDER BY code";
    /// Adds, changes or reopens a grid.
    UPSERT_GRID = "
        INSERT INTO grids (code, community, name, area)
        VALUES ($1, $2, $3, $4)
        ON CONFLICT (code) DO UPDATE SET
            name = excluded.name,
            area = excluded.area,
            closed_on = NULL";
    /// Closes a grid.
    CLOSE_GRID = "UPDATE grids SET closed_on = $2 WHERE code = $1 AND closed_on IS NULL";
    /// Keeps a grid's shape before it is redrawn: until it was closed, else until the day of the change.
    KEEP_GRID = "
        INSERT INTO grid_shapes (code, ended_on, name, area)
        SELECT code, coalesce(closed_on, $2), name, area
        FROM grids
        WHERE code = $1
        ON CONFLICT (code, ended_on) DO NOTHING";
    /// A grid on a day: the earliest shape that ended after it, else today's.
    GRID_ON = "
        SELECT code, name, area
        FROM (
            SELECT code, name, area, ended_on FROM grid_shapes WHERE code = $1 AND ended_on > $2
            UNION ALL
            SELECT code, name, area, coalesce(closed_on, '9999-12-31') FROM grids
            WHERE code = $1 AND (closed_on IS NULL OR closed_on > $2)
        ) shapes
        ORDER BY ended_on
        LIMIT 1";
    /// All compounds.
    LIST_COMPOUNDS = "
        SELECT id, name, kind, community, grid, address, lon_e7, lat_e7, households, area, closed_on
        FROM compounds
        ORDER BY id";
    /// Adds, changes or reopens a compound.
    UPSERT_COMPOUND = "
        INSERT INTO compounds
            (id, name, kind, community, grid, address, lon_e7, lat_e7, households, area)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name,
            kind = excluded.kind,
            community = excluded.community,
            grid = excluded.grid,
            address = excluded.address,
            lon_e7 = excluded.lon_e7,
            lat_e7 = excluded.lat_e7,
            households = excluded.households,
            area = excluded.area,
            closed_on = NULL";
    /// Closes a compound.
    CLOSE_COMPOUND = "UPDATE compounds SET closed_on = $2 WHERE id = $1 AND closed_on IS NULL";
    /// All roads.
    LIST_ROADS = "SELECT id, name, alias, kind, course, closed_on FROM roads ORDER BY id";
    /// Adds, changes or reopens a road.
    UPSERT_ROAD = "
        INSERT INTO roads (id, name, alias, kind, course)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name,
            alias = excluded.alias,
            kind = excluded.kind,
            course = excluded.course,
            closed_on = NULL";
    /// Closes a road.
    CLOSE_ROAD = "UPDATE roads SET closed_on = $2 WHERE id = $1 AND closed_on IS NULL";
    /// All landmarks.
    LIST_LANDMARKS = "
        SELECT id, name, kind, lon_e7, lat_e7, closed_on
        FROM landmarks
        ORDER BY id";
    /// Adds, changes or reopens a landmark.
    UPSERT_LANDMARK = "
        INSERT INTO landmarks (id, name, kind, lon_e7, lat_e7)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET
            name = excluded.name,
            kind = excluded.kind,
            lon_e7 = excluded.lon_e7,
            lat_e7 = excluded.lat_e7,
            closed_on = NULL";
    /// Closes a landmark.
    CLOSE_LANDMARK = "UPDATE landmarks SET closed_on = $2 WHERE id = $1 AND closed_on IS NULL";
    /// All rivers and lakes.
    LIST_WATERS = "SELECT name, kind, area, closed_on FROM waters ORDER BY name";
    /// Adds, changes or reopens a river or lake.
    UPSERT_WATER = "
        INSERT INTO waters (name, kind, area)
        VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET
            kind = excluded.kind,
            area = excluded.area,
            closed_on = NULL";
    /// Closes a river or lake.
    CLOSE_WATER = "UPDATE waters SET closed_on = $2 WHERE name = $1 AND closed_on IS NULL";
}

impl FromRow for RegionRecord {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        let region = Region {
            code: row.take()?,
            parent: row.take()?,
            name: row.take()?,
            kind: row.take()?,
            valid_from: row.take::<Day>()?.0,
            valid_to: row.take::<Option<Day>>()?.map(|day| day.0),
            successor: row.take()?,
            population: row.take()?,
        };
        Ok(Self { region, outline: take_area(row)? })
    }
}

impl Record for RegionRecord {
    const STATEMENTS: TableStatements = TableStatements {
        list: &LIST_REGIONS,
        upsert: &UPSERT_REGION,
        close: &CLOSE_REGION,
        keep: None,
    };

    fn key(&self) -> String {
        self.region.code.to_string()
    }

    fn values(&self) -> Vec<Value> {
        let region = &self.region;
        params![
            region.code,
            region.parent,
            &region.name,
            region.kind,
            Day(region.valid_from),
            region.valid_to.map(Day),
            region.successor,
            region.population,
            self.outline.as_ref().map(Json),
        ]
        .to_vec()
    }

    fn is_over(&self, on: Date) -> bool {
        self.region.valid_to.is_some_and(|end| end <= on)
    }
}

impl FromRow for Grid {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { code: row.take()?, name: row.take()?, area: row.take::<Json<Area>>()?.0 })
    }
}

impl Record for Grid {
    const STATEMENTS: TableStatements = TableStatements {
        list: &LIST_GRIDS,
        upsert: &UPSERT_GRID,
        close: &CLOSE_GRID,
        keep: Some(&KEEP_GRID),
    };

    fn key(&self) -> String {
        self.code.to_string()
    }

    fn values(&self) -> Vec<Value> {
        params![self.code, self.code.community(), &self.name, Json(&self.area)].to_vec()
    }
}

impl FromRow for Compound {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            name: row.take()?,
            kind: row.take()?,
            community: row.take()?,
            grid: row.take()?,
            address: row.take()?,
            point: take_point(row)?,
            households: row.take()?,
            area: take_area(row)?,
        })
    }
}

impl Record for Compound {
    const STATEMENTS: TableStatements = TableStatements {
        list: &LIST_COMPOUNDS,
        upsert: &UPSERT_COMPOUND,
        close: &CLOSE_COMPOUND,
        keep: None,
    };

    fn key(&self) -> String {
        self.id.clone()
    }

    fn values(&self) -> Vec<Value> {
        params![
            &self.id,
            &self.name,
            &self.kind,
            self.community,
            self.grid,
            &self.address,
            self.point.lon_e7(),
            self.point.lat_e7(),
            self.households,
            self.area.as_ref().map(Json),
        ]
        .to_vec()
    }
}

impl FromRow for Road {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.take()?,
            name: row.take()?,
            alias: row.take()?,
            kind: row.take()?,
            course: row.take::<Json<Vec<Point>>>()?.0,
        })
    }
}

impl Record for Road {
    const STATEMENTS: TableStatements =
        TableStatements { list: &LIST_ROADS, upsert: &UPSERT_ROAD, close: &CLOSE_ROAD, keep: None };

    fn key(&self) -> String {
        self.id.clone()
    }

    fn values(&self) -> Vec<Value> {
        params![&self.id, &self.name, &self.alias, &self.kind, Json(&self.course)].to_vec()
    }
}

impl FromRow for Landmark {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { id: row.take()?, name: row.take()?, kind: row.take()?, point: take_point(row)? })
    }
}

impl Record for Landmark {
    const STATEMENTS: TableStatements = TableStatements {
        list: &LIST_LANDMARKS,
        upsert: &UPSERT_LANDMARK,
        close: &CLOSE_LANDMARK,
        keep: None,
    };

    fn key(&self) -> String {
        self.id.clone()
    }

    fn values(&self) -> Vec<Value> {
        params![&self.id, &self.name, &self.kind, self.point.lon_e7(), self.point.lat_e7()].to_vec()
    }
}

impl FromRow for Water {
    fn from_row(row: &mut Row<'_>) -> Result<Self, StoreError> {
        Ok(Self { name: row.take()?, kind: row.take()?, area: row.take::<Json<Area>>()?.0 })
    }
}

impl Record for Water {
    const STATEMENTS: TableStatements = TableStatements {
        list: &LIST_WATERS,
        upsert: &UPSERT_WATER,
        close: &CLOSE_WATER,
        keep: None,
    };

    fn key(&self) -> String {
        self.name.clone()
    }

    fn values(&self) -> Vec<Value> {
        params![&self.name, &self.kind, Json(&self.area)].to_vec()
    }
}

fn take_area(row: &mut Row<'_>) -> Result<Option<Area>, StoreError> {
    Ok(row.take::<Option<Json<Area>>>()?.map(|json| json.0))
}

fn take_point(row: &mut Row<'_>) -> Result<Point, StoreError> {
    let (lon_e7, lat_e7) = (row.take()?, row.take()?);
    Point::new(lon_e7, lat_e7)
        .map_err(|_| StoreError::Corrupt { column: 0, expected: "a longitude and a latitude" })
}
