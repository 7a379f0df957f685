//! `huying city check` and `huying city load`

use std::path::Path;

use db::{Db, StoreError, SystemIds, Tx};
use kernel::event::{Actor, NewEvent};
use people::pack::PeoplePack;
use places::PlacesPack;
use requests::app::pack::{self as desk_pack, DeskPack};
use serde_json::{Value, json};
use stations::StationsPack;
use ui::{Arg, Lang, Tr};

use super::Fault;
use crate::console::say;
use crate::settings::Settings;
use crate::wiring;

/// A whole pack, read and checked.
struct CityPack {
    places: PlacesPack,
    people: PeoplePack,
    desk: DeskPack,
    stations: StationsPack,
}

/// What loading a pack would change.
struct Changes {
    places: places::Changes,
    people: people::pack::Changes,
    desk: desk_pack::Changes,
    stations: stations::Changes,
}

impl Changes {
    async fn plan(db: &Db, pack: &CityPack) -> Result<Self, Fault> {
        Ok(Self {
            places: places::plan(db, &pack.places).await?,
            people: people::pack::plan(db, &pack.people).await?,
            desk: desk_pack::plan(db, &pack.desk).await?,
            stations: stations::plan(db, &pack.stations).await?,
        })
    }

    fn is_empty(&self) -> bool {
        self.places.is_empty()
            && self.people.is_empty()
            && self.desk.is_empty()
            && self.stations.is_empty()
    }

    /// Each table with how many rows are added, changed, closed and the same.
    fn tables(&self) -> Vec<(&'static str, [usize; 4])> {
        let places = self.places.tables().map(|(name, table)| {
            (name, [table.added.len(), table.changed.len(), table.closed.len(), table.unchanged])
        });
        let people = self.people.tables().map(|(name, table)| {
            (name, [table.added.len(), table.changed.len(), table.closed.len(), table.unchanged])
        });
        let desk = self.desk.tables.iter();
        let desk = desk.map(|(name, added, changed, same)| (*name, [*added, *changed, 0, *same]));
        let stations = self.stations.tables().into_iter().map(|(name, table)| {
            (name, [table.added.len(), table.changed.len(), table.closed.len(), table.unchanged])
        });
        places.into_iter().chain(people).chain(desk).chain(stations).collect()
    }
}

/// A fault in words.
struct Line {
    file: String,
    line: u64,
    text: String,
}

pub(crate) fn check(dir: &Path) -> Result<(), Fault> {
    wiring::install_messages();
    let (pack, faults) = read(dir);
    report(&faults)?;
    say(format!(
        "sound: {} regions, {} grids, {} compounds, {} units, {} staff, {} categories, {} catalogue lines, {} stations, {} services",
        pack.places.regions.len(),
        pack.places.grids.len(),
        pack.places.compounds.len(),
        pack.people.units.len(),
        pack.people.staff.len(),
        pack.desk.categories.len(),
        pack.desk.catalogue.len(),
        pack.stations.stations.len(),
        pack.stations.services.len(),
    ));
    Ok(())
}

fn report(faults: &[Line]) -> Result<(), Fault> {
    for fault in faults {
        say(format!("{}:{}: {}", fault.file, fault.line, fault.text));
    }
    match faults.len() {
        0 => Ok(()),
        n => Err(format!("{n} faults; nothing was loaded").into()),
    }
}

fn read(dir: &Path) -> (CityPack, Vec<Line>) {
    let t = Tr::new(Lang::ZhCn);
    let words = |key: &'static str, args: &[(&'static str, String)]| {
        let args: Vec<(&str, Arg)> =
            args.iter().map(|(name, value)| (*name, Arg::from(value.as_str()))).collect();
        t.a(key, &args)
    };
    let (places, place_faults) = PlacesPack::read(dir);
    let regions = places.regions.iter().map(|record| record.region.code.to_string()).collect();
    let (people, people_faults) = PeoplePack::read(dir, &regions);
    let units: Vec<String> = people.units.iter().map(|unit| unit.slug.clone()).collect();
    let (desk, desk_faults) = desk_pack::read(dir, &units);
    let mut faults: Vec<Line> = place_faults
        .into_iter()
        .map(|fault| Line {
            text: words(fault.problem.key(), &fault.args),
            file: fault.file,
            line: fault.line,
        })
        .collect();
    faults.extend(people_faults.into_iter().map(|fault| Line {
        text: words(fault.key, &fault.args),
        file: fault.file,
        line: fault.line,
    }));
    faults.extend(desk_faults.into_iter().map(|fault| Line {
        text: words(fault.key, &fault.args),
        file: fault.file,
        line: fault.line,
    }));
    let codes = places.regions.iter().map(|record| record.region.code).collect();
    let (stations, station_faults) = StationsPack::read(dir, &codes);
    faults.extend(station_faults.into_iter().map(|fault| Line {
        text: words(fault.key, &fault.args),
        file: fault.file,
        line: fault.line,
    }));
    faults.extend(record_faults(dir, &units, &desk, t));
    (CityPack { places, people, desk, stations }, faults)
}

/// Faults of the knowledge base and the demo's records, where a pack has them.
fn record_faults(dir: &Path, units: &[String], desk: &DeskPack, t: Tr) -> Vec<Line> {
    use requests::app::knowledge::import;
    let mut faults = Vec::new();
    if let Ok(bytes) = std::fs::read(dir.join("knowledge.csv")) {
        let nobody =
            people::UnitId(kernel::id::Id::from_parts(kernel::time::Instant::from_millis(0), 0));
        let unit_of = |slug: &str| units.iter().any(|known| known == slug).then_some(nobody);
        let has_category = |code: &str| desk.categories.iter().any(|line| line.code == code);
        let found = import::read(&bytes, &unit_of, &has_category).err().unwrap_or_default();
        faults.extend(found.into_iter().map(|fault| Line {
            file: "knowledge.csv".into(),
            line: fault.line,
            text: format!(
                "{}: {}",
                fault.fault.field,
                t.s(people::record::fault_key(fault.fault.kind))
            ),
        }));
    }
    if let Err(error) = super::demo::file::Records::read(dir) {
        faults.push(Line { file: "records.toml".into(), line: 0, text: error.to_string() });
    }
    if let Err(error) = super::demo::stations::file::StationRecords::read(dir) {
        faults.push(Line { file: "station_records.toml".into(), line: 0, text: error.to_string() });
    }
    faults
}

pub(crate) async fn load(
    settings: &Settings,
    dir: &Path,
    dry_run: bool,
    sign_ins: Option<&Path>,
) -> Result<(), Fault> {
    wiring::install_messages();
    let (pack, faults) = read(dir);
    report(&faults)?;
    let db = wiring::open_store(settings, true).await?;
    let changes = Changes::plan(&db, &pack).await?;
    for (name, counts) in changes.tables() {
        show(name, counts);
    }
    if dry_run {
        return Ok(());
    }
    if changes.is_empty() {
        say("nothing to change");
        return Ok(());
    }
    let secrets = people::pack::first_passwords(&changes.people, &SystemIds).await?;
    if let Some(path) = sign_ins {
        people::pack::write_sign_ins(path, &pack.people, &secrets)?;
    }
    let job = (pack, changes, secrets);
    db.write(job, |tx, job| Box::pin(apply(tx, job))).await?;
    say("loaded");
    Ok(())
}

type Job = (CityPack, Changes, people::pack::FirstPasswords);

async fn apply(tx: &mut Tx<'_>, job: &Job) -> Result<(), StoreError> {
    let (pack, changes, secrets) = job;
    places::apply_in(tx, &pack.places, &changes.places).await?;
    people::pack::apply_in(tx, &SystemIds, &pack.people, &changes.people, secrets).await?;
    desk_pack::apply_in(tx, &pack.desk).await?;
    stations::apply_in(tx, &pack.stations, &changes.stations).await?;
    let event = NewEvent {
        stream: "city:pack".into(),
        kind: "city.loaded",
        actor: Actor::Job("city load"),
        at: tx.recorded_at(),
        from: None,
        to: None,
        body: counts(changes),
    };
    db::ledger::append(tx, &event).await.map(drop)
}

/// How many rows of each table were added, changed and closed.
fn counts(changes: &Changes) -> Value {
    let body = changes.tables().into_iter().map(|(name, [added, changed, closed, _])| {
        (name.to_owned(), json!({ "added": added, "changed": changed, "closed": closed }))
    });
    Value::Object(body.collect())
}

fn show(name: &str, [added, changed, closed, same]: [usize; 4]) {
    say(format!("  {name:<16} +{added:<5} ~{changed:<5} -{closed:<5} ={same}"));
}
