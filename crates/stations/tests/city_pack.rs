//! The shipped city's stations and the tables, on both engines.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use db::{Migration, Tx};
use places::{PlacesPack, RegionCode};
use stations::domain::words::ServiceGroup;
use stations::domain::{Facility, Station};
use stations::store::{self, Stored};
use stations::{Changes, StationsPack};
use testdb::{TestDb, each_engine};

/// What is wrong with the hours of the first station.
const HOURS: &str = "hours-fault-separator-missing";

fn city() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../city/demo")
}

fn places_pack() -> PlacesPack {
    PlacesPack::read(&city()).0
}

fn regions(places: &PlacesPack) -> BTreeSet<RegionCode> {
    places.regions.iter().map(|record| record.region.code).collect()
}

fn demo(places: &PlacesPack) -> StationsPack {
    let (pack, faults) = StationsPack::read(&city(), &regions(places));
    assert_eq!(faults, [], "the shipped stations are faultless");
    pack
}

fn migrations() -> Vec<Migration> {
    [places::MIGRATIONS, stations::MIGRATIONS].concat()
}

async fn load(t: &TestDb, pack: &StationsPack) -> Changes {
    let changes = stations::plan(&t.db, pack).await.expect("plans");
    let job = (pack.clone(), changes.clone());
    let write =
        t.db.write(job, |tx, (pack, changes)| Box::pin(stations::apply_in(tx, pack, changes)));
    write.await.expect("applies");
    changes
}

async fn stored<T: store::Record + 'static>(t: &TestDb) -> Vec<Stored<T>> {
    let read = t.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::list::<T>(tx)));
    read.await.expect("lists")
}

#[tokio::test]
async fn every_statement_prepares() {
    each_engine(&migrations(), async |t| {
        testdb::prepare_all(&t.db, stations::statements()).await.expect("each prepares");
    })
    .await;
}

#[test]
fn the_shipped_city_has_what_the_sources_count() {
    let pack = demo(&places_pack());
    assert_eq!((pack.stations.len(), pack.services.len(), pack.organisations.len()), (77, 92, 15));
    let groups: BTreeSet<ServiceGroup> = pack.services.iter().map(|item| item.group).collect();
    assert_eq!(groups.len(), 9);
    let given: BTreeSet<&str> =
        pack.station_services.iter().map(|item| item.service.as_str()).collect();
    assert_eq!(given.len(), 92, "each service is given somewhere");
}

#[tokio::test]
async fn a_pack_loads_once_and_what_leaves_it_is_closed() {
    let places = places_pack();
    let pack = demo(&places);
    each_engine(&migrations(), async |t| {
        let ground = places::plan(&t.db, &places).await.expect("plans");
        places::apply(&t.db, places.clone(), ground).await.expect("applies");
        let first = load(t, &pack).await;
        assert_eq!(first.stations.added.len(), 77);
        assert!(load(t, &pack).await.is_empty(), "a second time changes nothing");
        let found: Vec<Stored<Station>> = stored(t).await;
        let found: Vec<Station> = found.into_iter().map(|row| row.item).collect();
        assert_eq!(found, pack.stations);

        let mut smaller = pack.clone();
        let gone = smaller.stations.pop().expect("77 stations").code;
        smaller.facilities.retain(|item| item.station != gone);
        smaller.station_services.retain(|item| item.station != gone);
        smaller.stations[0].hours = "24/7".to_owned();
        let changes = load(t, &smaller).await;
        assert_eq!(changes.stations.closed, BTreeSet::from([gone.clone()]));
        assert_eq!(changes.stations.changed, BTreeSet::from([pack.stations[0].code.clone()]));
        assert!(load(t, &smaller).await.is_empty());
        let facilities: Vec<Stored<Facility>> = stored(t).await;
        let its = facilities.iter().filter(|row| row.item.station == gone);
        assert!(its.clone().count() > 0 && its.into_iter().all(|row| row.is_closed));

        let again = load(t, &pack).await;
        assert!(again.stations.changed.contains(&gone), "it opens again");
        assert!(load(t, &pack).await.is_empty());
    })
    .await;
}

#[test]
fn each_fault_is_named_by_file_and_line() {
    let dir = std::env::temp_dir().join(format!("stations-faults-{}", std::process::id()));
    let folder = dir.join("stations");
    fs::create_dir_all(&folder).expect("a folder");
    for name in ["organisations", "services", "stations", "facilities", "station_services"] {
        let file = format!("{name}.csv");
        let text = fs::read_to_string(city().join("stations").join(&file)).expect("the demo's");
        let text = match name {
            "services" => text.replacen("S002,property", "S001,nobody", 1),
            "stations" => text.replacen("Mo-Fr 09:00-17:00", "Mo-Fr 9-5", 1).replacen(
                "439903004003",
                "439903004999",
                1,
            ),
            "facilities" => text.replacen("YT001,water,3", "YT001,lake,3", 1).replacen(
                "YT001,hot_water,2",
                "YT999,hot_water,0",
                1,
            ),
            _ => text,
        };
        fs::write(folder.join(file), text).expect("writes");
    }
    let (_, faults) = StationsPack::read(&dir, &regions(&places_pack()));
    fs::remove_dir_all(&dir).expect("removes");
    let found: Vec<(&str, u64, &str)> =
        faults.iter().map(|fault| (fault.file.as_str(), fault.line, fault.key)).collect();
    for want in [
        ("stations/facilities.csv", 2, "place-fault-bad-kind"),
        ("stations/facilities.csv", 3, "place-fault-bad-number"),
        ("stations/services.csv", 3, "place-fault-duplicate"),
        ("stations/services.csv", 3, "station-fault-unknown"),
        ("stations/stations.csv", 2, HOURS),
        ("stations/stations.csv", 3, "station-fault-unknown"),
    ] {
        assert!(found.contains(&want), "{want:?} in {found:?}");
    }
    let hours = faults.iter().find(|fault| fault.key == HOURS);
    let at = &hours.expect("found above").args[1];
    assert_eq!((at.0, at.1.as_str()), ("at", "7"));
}

#[test]
fn a_city_without_stations_leaves_the_folder_out() {
    let (pack, faults) = StationsPack::read(Path::new("/nowhere"), &BTreeSet::new());
    assert_eq!((pack, faults), (StationsPack::default(), Vec::new()));
}

#[test]
fn every_message_is_there_in_both_languages_and_used() {
    let home = env!("CARGO_MANIFEST_DIR");
    let faults = ui::catalogue_check::check_crate(
        home,
        &[stations::LOCALES],
        &[ui::LOCALES, people::LOCALES],
    );
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn faults_of_the_rest_of_the_register_are_named_too() {
    let dir = std::env::temp_dir().join(format!("register-faults-{}", std::process::id()));
    let folder = dir.join("stations");
    fs::create_dir_all(&folder).expect("a folder");
    for entry in fs::read_dir(city().join("stations")).expect("the demo's") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let text = fs::read_to_string(&path).expect("the demo's");
        let text = match name.as_str() {
            "merchants.csv" => text.replacen("M001,", "M002,", 1),
            "offers.csv" => text.replacen("O001,M001", "O001,M999", 1).replacen(
                "2026-06-01,2027-05-31,\n",
                "2027-06-01,2026-05-31,\n",
                1,
            ),
            "scene_checks.csv" => text.replacen("community-1", "hospital-1", 1),
            "rooms.csv" => text.replacen("H1,1,shared", "H9,1,crowded", 1),
            _ => text,
        };
        fs::write(folder.join(name), text).expect("writes");
    }
    let (_, faults) = StationsPack::read(&dir, &regions(&places_pack()));
    fs::remove_dir_all(&dir).expect("removes");
    let found: Vec<(&str, &str)> =
        faults.iter().map(|fault| (fault.file.as_str(), fault.key)).collect();
    for want in [
        ("stations/merchants.csv", "place-fault-duplicate"),
        ("stations/offers.csv", "station-fault-unknown"),
        ("stations/offers.csv", "station-fault-order"),
        ("stations/scene_checks.csv", "station-fault-other-type"),
        ("stations/rooms.csv", "place-fault-bad-kind"),
    ] {
        assert!(found.contains(&want), "{want:?} in {found:?}");
    }
}

#[tokio::test]
async fn the_rest_of_the_register_loads_once_and_closes_what_leaves_it() {
    let places = places_pack();
    let pack = demo(&places);
    each_engine(&migrations(), async |t| {
        let ground = places::plan(&t.db, &places).await.expect("plans");
        places::apply(&t.db, places.clone(), ground).await.expect("applies");
        let first = load(t, &pack).await;
        let register = &first.register;
        assert_eq!((register.scene_types.added.len(), register.merchants.added.len()), (9, 60));
        let mut smaller = pack.clone();
        let gone = smaller.register.offers.pop().expect("offers").id;
        let changes = load(t, &smaller).await;
        assert_eq!(changes.register.offers.closed, BTreeSet::from([gone]));
        assert!(load(t, &smaller).await.is_empty());
    })
    .await;
}

#[test]
fn faults_of_programmes_are_named_by_file_and_line() {
    let text = fs::read_to_string(city().join("stations/benefits.toml")).expect("the demo's");
    let line_of = |text: &str, part: &str| {
        let before = text.split(part).next().expect("it is there");
        before.matches('\n').count() as u64 + 1
    };
    let head = "[[programme]]\nid = \"aid-2026\"";
    let cases = [
        ("places = 100", "places = 0", head, "benefit-fault-empty"),
        ("budget_fen = 30000000", "budget_fen = 1", head, "benefit-fault-budget"),
        ("amount_fen = 300000", "amount_fen = \"3000\"", "amount_fen = \"", "voice-fault-rules"),
    ];
    for (n, (from, to, at, key)) in cases.into_iter().enumerate() {
        let wrong = text.replacen(from, to, 1);
        let dir =
            std::env::temp_dir().join(format!("stations-programmes-{}-{n}", std::process::id()));
        let folder = dir.join("stations");
        fs::create_dir_all(&folder).expect("a folder");
        for entry in fs::read_dir(city().join("stations")).expect("the demo's") {
            let entry = entry.expect("a file");
            fs::copy(entry.path(), folder.join(entry.file_name())).expect("copies");
        }
        fs::write(folder.join("benefits.toml"), &wrong).expect("writes");
        let (pack, faults) = StationsPack::read(&dir, &regions(&places_pack()));
        fs::remove_dir_all(&dir).expect("removes");
        let found: Vec<(&str, u64, &str)> =
            faults.iter().map(|fault| (fault.file.as_str(), fault.line, fault.key)).collect();
        assert_eq!(found, [("stations/benefits.toml", line_of(&wrong, at), key)]);
        assert!(pack.rules.iter().all(|rule| rule.name != "benefits.toml"), "nothing half read");
    }
}

#[tokio::test]
async fn friendly_compounds_load_once_and_what_the_desk_changed_is_left_alone() {
    let places = places_pack();
    let pack = demo(&places);
    assert_eq!(pack.compounds.friendly_compounds.len(), 20, "as many as the pilot had");
    let gates =
        |id: &str| pack.compounds.compound_gates.iter().filter(|one| one.compound == id).count();
    assert!(pack.compounds.ids().iter().all(|id| (2..=3).contains(&gates(id))));
    each_engine(&migrations(), async |t| {
        let ground = places::plan(&t.db, &places).await.expect("plans");
        places::apply(&t.db, places.clone(), ground).await.expect("applies");
        let first = load(t, &pack).await.compounds;
        assert_eq!(first.friendly_compounds.added.len(), 20);
        assert!(load(t, &pack).await.is_empty(), "a second time changes nothing");
        let mut other = pack.clone();
        let compounds = &mut other.compounds;
        compounds.friendly_compounds[0].note = "改了".into();
        compounds.friendly_compounds[1].note = "也改了".into();
        let id = compounds.friendly_compounds[0].id.clone();
        let gone = compounds.compound_gates.iter().position(|one| one.compound == id);
        compounds.compound_gates.remove(gone.expect("a gate"));
        let touched = t.db.write(id.clone(), |tx, id| {
            Box::pin(async move {
                let found = store::compound::get(tx, id).await?;
                let (mut one, version) = found.expect("it is there");
                one.note = "社区改的".into();
                store::compound::touch(tx, version, &one).await?;
                let again = store::compound::touch(tx, version, &one).await;
                assert!(matches!(again, Err(db::StoreError::Conflict)), "somebody was quicker");
                Ok::<_, db::StoreError>(())
            })
        });
        touched.await.expect("the desk changes it");
        let changes = load(t, &other).await.compounds;
        let second = other.compounds.friendly_compounds[1].id.clone();
        assert_eq!(changes.friendly_compounds.changed, BTreeSet::from([second]));
        assert!(changes.compound_gates.closed.is_empty(), "gates of the desk's stay");
        let read = t.db.read(id, |tx, id| Box::pin(store::compound::whole(tx, id)));
        let whole: Result<_, db::StoreError> = read.await;
        let whole = whole.expect("read").expect("it is there");
        assert_eq!((whole.compound.note.as_str(), whole.version), ("社区改的", 2));
    })
    .await;
}

#[test]
fn faults_of_friendly_compounds_are_named_by_file() {
    let dir = std::env::temp_dir().join(format!("compound-faults-{}", std::process::id()));
    let folder = dir.join("stations");
    fs::create_dir_all(&folder).expect("a folder");
    fs::copy(city().join("compounds.csv"), dir.join("compounds.csv")).expect("copies");
    for entry in fs::read_dir(city().join("stations")).expect("the demo's") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let text = fs::read_to_string(&path).expect("the demo's");
        let text = match name.as_str() {
            "friendly_compounds.csv" => text.replacen("C004,", "C999,", 1),
            "house_rules.csv" => text.replace("C015,", "C998,"),
            "compound_gates.csv" => text.replacen("24/7", "Mo-Fr 9-5", 1).replacen(
                "C027,E,东门,111.",
                "C027,E,东门,112.",
                1,
            ),
            "compound_buildings.csv" => text.replacen("C130,1栋,", "C130,2栋,", 1),
            "compound_bays.csv" => text.replacen("东门内停放点,111", "东门内停放点,东", 1),
            "compounds.toml" => text.replacen("line_hours = 72", "line_hours = \"三天\"", 1),
            _ => text,
        };
        fs::write(folder.join(name), text).expect("writes");
    }
    let (_, faults) = StationsPack::read(&dir, &regions(&places_pack()));
    fs::remove_dir_all(&dir).expect("removes");
    let found: BTreeSet<(&str, &str)> =
        faults.iter().map(|fault| (fault.file.as_str(), fault.key)).collect();
    for want in [
        ("stations/friendly_compounds.csv", "station-fault-unknown"),
        ("stations/friendly_compounds.csv", "compound-fault-not-whole"),
        ("stations/house_rules.csv", "station-fault-unknown"),
        ("stations/compound_gates.csv", HOURS),
        ("stations/compound_gates.csv", "compound-fault-far"),
        ("stations/compound_buildings.csv", "place-fault-duplicate"),
        ("stations/compound_bays.csv", "place-fault-bad-coordinate"),
        ("stations/compounds.toml", "voice-fault-rules"),
    ] {
        assert!(found.contains(&want), "{want:?} in {found:?}");
    }
}
