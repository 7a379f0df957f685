//! Files of merchants, offers, scenes, housing and courses. Each may be left out.
//!
//! | file | columns |
//! | --- | --- |
//! | `merchants.csv` | id, name, kind, region, lon, lat, address, phone, hours |
//! | `offers.csv` | id, merchant, title, about, audience, valid_from, valid_to, hours (may be empty) |
//! | `scene_types.csv` | id, name, origin, about |
//! | `scene_items.csv` | id, type, text |
//! | `scenes.csv` | id, type, name, region, lon, lat, address, responsible, phone, agreed_on, accepted_on |
//! | `scene_measures.csv` | scene, kind, state, note |
//! | `scene_checks.csv` | scene, item, result, checked_on |
//! | `houses.csv` | id, name, organisation, region, lon, lat, address, phone, about, audience |
//! | `rooms.csv` | house, id, kind, number, beds, rent, about |
//! | `courses.csv` | id, organisation, name, kind, about, audience, cost, seats, starts_on, ends_on, hours, place |

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use places::{Problem, RegionCode};
use ui::key;

use super::RegisterPack;
use crate::app::read::{Reader, Row, without_lines};
use crate::domain::course::Course;
use crate::domain::housing::{House, Room};
use crate::domain::merchant::{Merchant, Offer};
use crate::domain::scene::{Scene, SceneCheck, SceneItem, SceneMeasure, SceneType};

const MERCHANTS: &str = "merchants.csv";
const OFFERS: &str = "offers.csv";
const SCENE_TYPES: &str = "scene_types.csv";
const SCENE_ITEMS: &str = "scene_items.csv";
const SCENES: &str = "scenes.csv";
const SCENE_MEASURES: &str = "scene_measures.csv";
const SCENE_CHECKS: &str = "scene_checks.csv";
const HOUSES: &str = "houses.csv";
const ROOMS: &str = "rooms.csv";
const COURSES: &str = "courses.csv";

/// Reads the files beside those of the stations.
pub(in crate::app) fn read(
    reader: &mut Reader,
    dir: &Path,
    organisations: &BTreeSet<String>,
    regions: &BTreeSet<RegionCode>,
) -> RegisterPack {
    let mut pack = RegisterPack::default();
    merchants(reader, dir, regions, &mut pack);
    scenes(reader, dir, regions, &mut pack);
    housing(reader, dir, (organisations, regions), &mut pack);
    let columns = [
        "id",
        "organisation",
        "name",
        "kind",
        "about",
        "audience",
        "cost",
        "seats",
        "starts_on",
        "ends_on",
        "hours",
        "place",
    ];
    let courses = reader.optional(dir, COURSES, &columns, course);
    reader.keys(COURSES, &courses, |item| item.id.clone());
    for (line, item) in &courses {
        reader.refer(COURSES, *line, &item.organisation, organisations);
        reader.order(COURSES, *line, (&item.starts_on, &item.ends_on));
    }
    pack.courses = without_lines(courses);
    pack
}

fn merchants(
    reader: &mut Reader,
    dir: &Path,
    regions: &BTreeSet<RegionCode>,
    pack: &mut RegisterPack,
) {
    let columns = ["id", "name", "kind", "region", "lon", "lat", "address", "phone", "hours"];
    let merchants = reader.optional(dir, MERCHANTS, &columns, merchant);
    let columns =
        ["id", "merchant", "title", "about", "audience", "valid_from", "valid_to", "hours"];
    let offers = reader.optional(dir, OFFERS, &columns, offer);
    let known = reader.keys(MERCHANTS, &merchants, |item| item.id.clone());
    reader.keys(OFFERS, &offers, |item| item.id.clone());
    for (line, item) in &merchants {
        reader.lies_in(MERCHANTS, *line, item.region, regions);
    }
    for (line, item) in &offers {
        reader.refer(OFFERS, *line, &item.merchant, &known);
        reader.order(OFFERS, *line, (&item.valid_from, &item.valid_to));
    }
    pack.merchants = without_lines(merchants);
    pack.offers = without_lines(offers);
}

fn scenes(
    reader: &mut Reader,
    dir: &Path,
    regions: &BTreeSet<RegionCode>,
    pack: &mut RegisterPack,
) {
    let types = reader.optional(dir, SCENE_TYPES, &["id", "name", "origin", "about"], scene_type);
    let items = reader.optional(dir, SCENE_ITEMS, &["id", "type", "text"], scene_item);
    let columns = [
        "id",
        "type",
        "name",
        "region",
        "lon",
        "lat",
        "address",
        "responsible",
        "phone",
        "agreed_on",
        "accepted_on",
    ];
    let scenes = reader.optional(dir, SCENES, &columns, scene);
    let columns = ["scene", "kind", "state", "note"];
    let measures = reader.optional(dir, SCENE_MEASURES, &columns, measure);
    let columns = ["scene", "item", "result", "checked_on"];
    let checks = reader.optional(dir, SCENE_CHECKS, &columns, check);

    let known_types = reader.keys(SCENE_TYPES, &types, |item| item.id.clone());
    let known_items = reader.keys(SCENE_ITEMS, &items, |item| item.id.clone());
    let known = reader.keys(SCENES, &scenes, |item| item.id.clone());
    reader.keys(SCENE_MEASURES, &measures, |item| format!("{} {}", item.scene, item.kind));
    reader.keys(SCENE_CHECKS, &checks, |item| format!("{} {}", item.scene, item.item));
    for (line, item) in &items {
        reader.refer(SCENE_ITEMS, *line, &item.scene_type, &known_types);
    }
    for (line, item) in &scenes {
        reader.refer(SCENES, *line, &item.scene_type, &known_types);
        reader.lies_in(SCENES, *line, item.region, regions);
    }
    for (line, item) in &measures {
        reader.refer(SCENE_MEASURES, *line, &item.scene, &known);
    }
    let type_of: BTreeMap<&str, &str> = items
        .iter()
        .map(|(_, item)| (item.id.as_str(), item.scene_type.as_str()))
        .chain(scenes.iter().map(|(_, item)| (item.id.as_str(), item.scene_type.as_str())))
        .collect();
    for (line, item) in &checks {
        reader.refer(SCENE_CHECKS, *line, &item.scene, &known);
        reader.refer(SCENE_CHECKS, *line, &item.item, &known_items);
        // A line of another type's checklist says nothing about this scene.
        if type_of.get(item.scene.as_str()) != type_of.get(item.item.as_str()) {
            let args = vec![("value", item.item.clone())];
            reader.note(SCENE_CHECKS, *line, key("station-fault-other-type"), args);
        }
    }
    pack.scene_types = without_lines(types);
    pack.scene_items = without_lines(items);
    pack.scenes = without_lines(scenes);
    pack.scene_measures = without_lines(measures);
    pack.scene_checks = without_lines(checks);
}

fn housing(
    reader: &mut Reader,
    dir: &Path,
    (organisations, regions): (&BTreeSet<String>, &BTreeSet<RegionCode>),
    pack: &mut RegisterPack,
) {
    let columns = [
        "id",
        "name",
        "organisation",
        "region",
        "lon",
        "lat",
        "address",
        "phone",
        "about",
        "audience",
    ];
    let houses = reader.optional(dir, HOUSES, &columns, house);
    let columns = ["house", "id", "kind", "number", "beds", "rent", "about"];
    let rooms = reader.optional(dir, ROOMS, &columns, room);
    let known = reader.keys(HOUSES, &houses, |item| item.id.clone());
    reader.keys(ROOMS, &rooms, |item| format!("{} {}", item.house, item.id));
    for (line, item) in &houses {
        reader.refer(HOUSES, *line, &item.organisation, organisations);
        reader.lies_in(HOUSES, *line, item.region, regions);
    }
    for (line, item) in &rooms {
        reader.refer(ROOMS, *line, &item.house, &known);
    }
    pack.houses = without_lines(houses);
    pack.rooms = without_lines(rooms);
}

impl Reader {
    /// The rows of a file that may be left out.
    pub(in crate::app) fn optional<T>(
        &mut self,
        dir: &Path,
        file: &'static str,
        columns: &[&'static str],
        row: fn(&mut Row<'_, '_>) -> Option<T>,
    ) -> Vec<(u64, T)> {
        if dir.join(file).exists() { self.rows(dir, file, columns, row) } else { Vec::new() }
    }

    fn lies_in(
        &mut self,
        file: &'static str,
        line: u64,
        region: RegionCode,
        regions: &BTreeSet<RegionCode>,
    ) {
        if !regions.contains(&region) {
            let args = vec![("value", region.to_string())];
            self.note(file, line, key("station-fault-unknown"), args);
        }
    }

    /// The first day comes before the last.
    pub(in crate::app) fn order(
        &mut self,
        file: &'static str,
        line: u64,
        (first, last): (&str, &str),
    ) {
        if first > last {
            let args = vec![("value", format!("{first}, {last}"))];
            self.note(file, line, key("station-fault-order"), args);
        }
    }
}

fn merchant(row: &mut Row<'_, '_>) -> Option<Merchant> {
    let (id, name, kind) = (row.need("id"), row.need("name"), row.word("kind"));
    let (region, point) = (row.cells.parse("region", Problem::BadRegionCode), row.cells.point());
    let (address, hours) =
        (row.need("address"), row.need("hours").and_then(|text| row.hours(&text)));
    Some(Merchant {
        id: id?,
        name: name?,
        kind: kind?,
        region: region?,
        point: point?,
        address: address?,
        phone: row.text("phone"),
        hours: hours?,
    })
}

fn offer(row: &mut Row<'_, '_>) -> Option<Offer> {
    let (id, merchant, title) = (row.need("id"), row.need("merchant"), row.need("title"));
    let (audience, from, to) = (row.word("audience"), row.date("valid_from"), row.date("valid_to"));
    let text = row.text("hours");
    let hours = if text.is_empty() { Some(text) } else { row.hours(&text) };
    Some(Offer {
        id: id?,
        merchant: merchant?,
        title: title?,
        about: row.text("about"),
        audience: audience?,
        valid_from: from?,
        valid_to: to?,
        hours: hours?,
    })
}

fn scene_type(row: &mut Row<'_, '_>) -> Option<SceneType> {
    let (id, name, origin) = (row.need("id"), row.need("name"), row.word("origin"));
    Some(SceneType { id: id?, name: name?, origin: origin?, about: row.text("about") })
}

fn scene_item(row: &mut Row<'_, '_>) -> Option<SceneItem> {
    let (id, scene_type, text) = (row.need("id"), row.need("type"), row.need("text"));
    Some(SceneItem { id: id?, scene_type: scene_type?, text: text? })
}

fn scene(row: &mut Row<'_, '_>) -> Option<Scene> {
    let (id, scene_type, name) = (row.need("id"), row.need("type"), row.need("name"));
    let (region, point) = (row.cells.parse("region", Problem::BadRegionCode), row.cells.point());
    let (address, responsible) = (row.need("address"), row.need("responsible"));
    let agreed_on = row.date("agreed_on");
    let text = row.text("accepted_on");
    let accepted_on = if text.is_empty() { Some(text) } else { row.date("accepted_on") };
    Some(Scene {
        id: id?,
        scene_type: scene_type?,
        name: name?,
        region: region?,
        point: point?,
        address: address?,
        responsible: responsible?,
        phone: row.text("phone"),
        agreed_on: agreed_on?,
        accepted_on: accepted_on?,
    })
}

fn measure(row: &mut Row<'_, '_>) -> Option<SceneMeasure> {
    let (scene, kind, state) = (row.need("scene"), row.word("kind"), row.word("state"));
    Some(SceneMeasure { scene: scene?, kind: kind?, state: state?, note: row.text("note") })
}

fn check(row: &mut Row<'_, '_>) -> Option<SceneCheck> {
    let (scene, item, result) = (row.need("scene"), row.need("item"), row.word("result"));
    let checked_on = row.date("checked_on");
    Some(SceneCheck { scene: scene?, item: item?, result: result?, checked_on: checked_on? })
}

fn house(row: &mut Row<'_, '_>) -> Option<House> {
    let (id, name, organisation) = (row.need("id"), row.need("name"), row.need("organisation"));
    let (region, point) = (row.cells.parse("region", Problem::BadRegionCode), row.cells.point());
    let (address, audience) = (row.need("address"), row.word("audience"));
    Some(House {
        id: id?,
        name: name?,
        organisation: organisation?,
        region: region?,
        point: point?,
        address: address?,
        phone: row.text("phone"),
        about: row.text("about"),
        audience: audience?,
    })
}

fn room(row: &mut Row<'_, '_>) -> Option<Room> {
    let (house, id, kind) = (row.need("house"), row.need("id"), row.word("kind"));
    let (number, beds) = (row.positive("number"), row.positive("beds"));
    let rent_cents = row.cells.count("rent").map(|yuan| yuan * 100);
    Some(Room {
        house: house?,
        id: id?,
        kind: kind?,
        number: number?,
        beds: beds?,
        rent_cents: rent_cents?,
        about: row.text("about"),
    })
}

fn course(row: &mut Row<'_, '_>) -> Option<Course> {
    let (id, organisation, name) = (row.need("id"), row.need("organisation"), row.need("name"));
    let (kind, audience, cost) = (row.word("kind"), row.word("audience"), row.word("cost"));
    let (seats, starts_on) = (row.cells.count("seats"), row.date("starts_on"));
    let (ends_on, place) = (row.date("ends_on"), row.need("place"));
    let text = row.text("hours");
    let hours = if text.is_empty() { Some(text) } else { row.hours(&text) };
    Some(Course {
        id: id?,
        organisation: organisation?,
        name: name?,
        kind: kind?,
        about: row.text("about"),
        audience: audience?,
        cost: cost?,
        seats: seats?,
        starts_on: starts_on?,
        ends_on: ends_on?,
        hours: hours?,
        place: place?,
    })
}

impl Row<'_, '_> {
    /// A whole number from 1.
    pub(in crate::app) fn positive(&mut self, column: &'static str) -> Option<i64> {
        let number = self.cells.count(column)?;
        if number == 0 {
            self.cells.note(Problem::BadNumber, &[("column", &column), ("value", &number)]);
        }
        (number > 0).then_some(number)
    }
}
