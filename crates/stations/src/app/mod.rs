//! A city pack's stations replace what is in the tables by difference: what is
//! the same is not touched, what is missing from the pack is closed, never
//! deleted. Loading the same pack again changes nothing.

pub mod appeal;
pub mod appointment;
pub mod benefit;
pub mod code;
pub mod compound;
pub mod directory;
pub mod error;
pub mod facility;
pub mod freshness;
pub mod holder;
pub mod keeping;
pub mod live_code;
pub mod parties;
pub mod pass;
pub mod posts;
mod quick;
pub mod read;
pub mod register;
mod rider_need;
mod rule_files;
mod state;
pub mod suspension;
pub mod voice;

use std::collections::{BTreeMap, BTreeSet};

use db::{Db, StoreError, Tx};
use places::TableChanges;

use crate::domain::holder::Employer;
use crate::domain::voice::RuleFile;
use crate::domain::{Facility, Organisation, Service, Station, StationService};
use crate::store::{self, Record, Stored};
use compound::CompoundChanges;
use read::StationsPack;
use register::RegisterChanges;
pub use state::Stations;

/// What loading a pack does to each table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Organisations.
    pub organisations: TableChanges,
    /// Services.
    pub services: TableChanges,
    /// Stations.
    pub stations: TableChanges,
    /// Facilities.
    pub facilities: TableChanges,
    /// Services at stations.
    pub station_services: TableChanges,
    /// Who keeps and provides.
    pub posts: TableChanges,
    /// Rules that are files of their own.
    pub rules: TableChanges,
    /// Merchants, scenes, housing and courses.
    pub register: RegisterChanges,
    /// Brands to work for.
    pub employers: TableChanges,
    /// Friendly compounds.
    pub compounds: CompoundChanges,
}

impl Changes {
    /// Each table with its name.
    pub fn tables(&self) -> Vec<(&'static str, &TableChanges)> {
        let own = [
            ("organisations", &self.organisations),
            ("services", &self.services),
            ("stations", &self.stations),
            ("facilities", &self.facilities),
            ("station_services", &self.station_services),
            ("posts", &self.posts),
            ("station_rules", &self.rules),
            ("employers", &self.employers),
        ];
        own.into_iter().chain(self.register.tables()).chain(self.compounds.tables()).collect()
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.tables().iter().all(|(_, table)| table.is_empty())
    }
}

fn between<T: Record>(stored: &[Stored<T>], pack: &[T]) -> TableChanges {
    let before: BTreeMap<String, &Stored<T>> =
        stored.iter().map(|row| (key(&row.item), row)).collect();
    let mut changes = TableChanges::default();
    let mut kept = BTreeSet::new();
    for item in pack {
        let key = key(item);
        match before.get(&key) {
            None => _ = changes.added.insert(key.clone()),
            Some(row) if row.item == *item && !row.is_closed => changes.unchanged += 1,
            Some(_) => _ = changes.changed.insert(key.clone()),
        }
        kept.insert(key);
    }
    let gone = before.into_iter().filter(|(key, row)| !row.is_closed && !kept.contains(key));
    changes.closed = gone.map(|(key, _)| key).collect();
    changes
}

fn key<T: Record>(item: &T) -> String {
    item.key().join(" ")
}

/// The tables as they are.
struct Before {
    organisations: Vec<Stored<Organisation>>,
    services: Vec<Stored<Service>>,
    stations: Vec<Stored<Station>>,
    facilities: Vec<Stored<Facility>>,
    station_services: Vec<Stored<StationService>>,
    posts: TableChanges,
    rules: Vec<Stored<RuleFile>>,
    register: RegisterChanges,
    employers: Vec<Stored<Employer>>,
    compounds: CompoundChanges,
    accepted: Vec<store::freshness::Accepted>,
}

impl Before {
    async fn read(tx: &mut Tx<'_>, pack: &StationsPack) -> Result<Self, StoreError> {
        Ok(Self {
            organisations: store::list(tx).await?,
            services: store::list(tx).await?,
            stations: store::list(tx).await?,
            accepted: store::freshness::accepted(tx).await?,
            facilities: store::list(tx).await?,
            station_services: store::list(tx).await?,
            posts: posts::plan_in(tx, &pack.posts).await?,
            rules: store::list(tx).await?,
            register: register::plan_in(tx, &pack.register).await?,
            employers: store::list(tx).await?,
            compounds: compound::plan_in(tx, &pack.compounds).await?,
        })
    }
}

/// What loading the pack would change.
///
/// # Errors
/// Any [`StoreError`].
pub async fn plan(db: &Db, pack: &StationsPack) -> Result<Changes, StoreError> {
    let before = db.read(pack.clone(), |tx, pack| Box::pin(Before::read(tx, pack))).await;
    let before: Before = before?;
    Ok(Changes {
        organisations: between(&before.organisations, &pack.organisations),
        services: between(&before.services, &pack.services),
        stations: between(
            &before.stations,
            &freshness::corrected(&pack.stations, &before.accepted),
        ),
        facilities: between(&before.facilities, &pack.facilities),
        station_services: between(&before.station_services, &pack.station_services),
        posts: before.posts,
        rules: between(&before.rules, &pack.rules),
        register: before.register,
        employers: between(&before.employers, &pack.employers),
        compounds: before.compounds,
    })
}

/// Makes the planned changes, as part of the transaction that loads a whole city with its event.
///
/// # Errors
/// Any [`StoreError`].
pub async fn apply_in(
    tx: &mut Tx<'_>,
    pack: &StationsPack,
    changes: &Changes,
) -> Result<(), StoreError> {
    // What is referred to comes first.
    write(tx, &pack.organisations, &changes.organisations).await?;
    write(tx, &pack.services, &changes.services).await?;
    let accepted = store::freshness::accepted(tx).await?;
    let corrected = freshness::corrected(&pack.stations, &accepted);
    write(tx, &corrected, &changes.stations).await?;
    write(tx, &pack.facilities, &changes.facilities).await?;
    write(tx, &pack.station_services, &changes.station_services).await?;
    posts::apply_in(tx, &pack.posts, &changes.posts).await?;
    write(tx, &pack.rules, &changes.rules).await?;
    write(tx, &pack.employers, &changes.employers).await?;
    compound::apply_in(tx, &pack.compounds, &changes.compounds).await?;
    register::apply_in(tx, &pack.register, &changes.register).await
}

async fn write<T: Record>(
    tx: &mut Tx<'_>,
    pack: &[T],
    changes: &TableChanges,
) -> Result<(), StoreError> {
    for item in pack {
        let key = key(item);
        if changes.added.contains(&key) || changes.changed.contains(&key) {
            store::put(tx, item).await?;
        }
    }
    if changes.closed.is_empty() {
        return Ok(());
    }
    let on = tx.recorded_at().day();
    for row in store::list::<T>(tx).await? {
        if changes.closed.contains(&key(&row.item)) {
            store::close(tx, &row.item, on).await?;
        }
    }
    Ok(())
}
