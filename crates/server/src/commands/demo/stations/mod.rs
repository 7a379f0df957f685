//! What happened at the demo city's stations: what riders said, how things
//! stand there, who came and what was given. Told by `station_records.toml`,
//! played through the real use cases, each at its own time before the load.

pub(crate) mod file;
mod gates;
mod given;
mod kept;
mod said;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use db::{StoreError, Tx};
use kernel::time::{Clock, DAY_US, Instant};
use people::store::accounts::{self, AccountFilter};
use people::store::{sessions, units};
use people::{App, SessionId, Staff, UnitId};
use stations::Stations;

use self::file::StationRecords;
use super::Fault;
use crate::wiring::House;

/// What was played, and how the riders among it sign in: number and code.
#[derive(Default)]
pub(super) struct Played {
    pub(super) records: usize,
    pub(super) riders: Vec<(String, String)>,
}

/// Plays the file of a pack; a store that has some of it already is left alone.
pub(super) async fn load(house: &House, dir: &Path, now: Instant) -> Result<Played, Fault> {
    let Some(records) = StationRecords::read(dir)? else { return Ok(Played::default()) };
    let known = house.desk.app.db.read((), |tx, ()| {
        Box::pin(stations::store::rider_need::counts(tx, Instant::from_millis(0)))
    });
    let known: Result<Vec<_>, StoreError> = known.await;
    if !known?.is_empty() {
        return Ok(Played::default());
    }
    let stage = Stage { house, now, staff: staff(&house.desk.app).await? };
    let mut played = stage.said(&records).await?;
    played += stage.kept(&records).await?;
    played += stage.given(&records).await?;
    let (at_gates, riders) = stage.gates(&records).await?;
    let calendar = house.stations.directory.current().calendar().clone();
    house.stations.refresh(calendar).await?;
    Ok(Played { records: played + at_gates, riders })
}

/// Who plays, and when the load is.
struct Stage<'a> {
    house: &'a House,
    now: Instant,
    staff: HashMap<String, Staff>,
}

/// A clock that stands.
struct Stands(Instant);

impl Clock for Stands {
    fn now(&self) -> Instant {
        self.0
    }
}

impl Stage<'_> {
    /// Days before the load, at a time of that day; never after the load.
    fn at(&self, days_ago: i64, hour: i64) -> Instant {
        let day = Instant::start_of(self.now.day()).plus(-days_ago * DAY_US);
        day.plus(hour * kernel::time::HOUR_US).min(self.now.plus(-kernel::time::MINUTE_US))
    }

    /// The stations as they were at an instant, with the desk of that instant.
    fn stations_at(&self, at: Instant) -> Stations {
        let clock: Arc<dyn Clock> = Arc::new(Stands(at));
        let mut desk = self.house.desk.clone();
        desk.app.clock = clock.clone();
        let mut stations = self.house.stations.clone();
        stations.app.clock = clock;
        stations.with_intake(Arc::new(desk))
    }

    fn someone(&self, username: &str) -> Result<&Staff, Fault> {
        Ok(self.staff.get(username).ok_or_else(|| format!("no account {username:?}"))?)
    }

    fn unit(&self, slug: &str) -> Result<UnitId, Fault> {
        let rules = self.house.desk.rules();
        let unit = rules.unit_by_slug(slug).ok_or_else(|| format!("no unit {slug:?}"))?;
        Ok(unit.id)
    }
}

/// The accounts of the pack as members of staff, by their sign-in names.
async fn staff(app: &App) -> Result<HashMap<String, Staff>, Fault> {
    let session = SessionId(app.ids.mint(app.now()));
    let read: Result<Vec<Staff>, StoreError> =
        app.db.read(session, |tx, session| Box::pin(all_staff(tx, *session))).await;
    Ok(read?.into_iter().map(|one| (one.username.clone(), one)).collect())
}

async fn all_staff(tx: &mut Tx<'_>, session: SessionId) -> Result<Vec<Staff>, StoreError> {
    const PAGE: i64 = 500;
    let filter = AccountFilter { state: "active".into(), ..AccountFilter::default() };
    let mut all = Vec::new();
    for account in accounts::page(tx, &filter, PAGE).await? {
        let Some(unit) = units::get(tx, account.unit).await? else { continue };
        all.push(Staff {
            account: account.id,
            username: account.username,
            display_name: account.display_name,
            roles: sessions::roles(tx, account.id).await?,
            unit: unit.id,
            unit_name: unit.name,
            unit_kind: unit.kind,
            units_above: Vec::new(),
            region_scope: account.region_scope,
            csrf: String::new(),
            session,
            must_change_password: false,
        });
    }
    Ok(all)
}
