//! `stations/` of a city pack, read with every fault named by file and line.
//!
//! | file | columns |
//! | --- | --- |
//! | `organisations.csv` | id, name, kind, phone, about |
//! | `services.csv` | id, organisation, group, name, about, audience, cost, access |
//! | `stations.csv` | code, name, brand, type, host_type, host, region, lon, lat, address, entrance, hours, phone, guiding, enterprise, territorial, store, status, opened_on, assured_on |
//! | `facilities.csv` | station, kind, count |
//! | `station_services.csv` | station, service, hours (may be empty) |
//! | `keeping.toml` | rules of keeping, see [`Rules`]; the file may be left out |
//! | `posts.csv` | username, kind, place; the file may be left out |
//! | `benefits.toml` | programmes with their rules, windows, places and money (optional) |
//! | `voice.toml` | channels of quick reports and appeals, which way appeals go (optional) |
//! | `compounds.toml` | rules of passes: hours a line is kept, days of suspensions, answers to appeals (optional) |
//! | `friendly_compounds.csv` and beside | see [`super::compound`] |
//! | `../city.toml` | of it `[privacy]`: how few people are never told apart |
//! | `employers.csv` | id, number (1–255, never given anew), name, unit (may be empty) |
//! | `appointments.toml` | calendars of services that can be booked, and how long seats are held (optional) |
//!
//! A city without stations leaves the folder out.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;

use jiff::civil::Date;
use kernel::hours::{Hours, HoursFaultKind};
use places::pack::table::{Cells, read_rows, read_text};
use places::{Fault, Problem, RegionCode};
use ui::key;

use super::compound::CompoundPack;
use super::register::RegisterPack;
use crate::domain::appointment_rules::AppointmentRules;
use crate::domain::benefit::programme::{BenefitRules, ProgrammeFault};
use crate::domain::holder::Employer;
use crate::domain::pass_rules::PassRules;
use crate::domain::post::Post;
use crate::domain::privacy::Privacy;
use crate::domain::rules::Rules;
use crate::domain::voice::{RuleFile, VoiceRules};
use crate::domain::words::PostKind;
use crate::domain::{Facility, Organisation, Parties, Service, Station, StationService};

/// The folder inside a city pack.
pub const FOLDER: &str = "stations";
const ORGANISATIONS: &str = "organisations.csv";
const SERVICES: &str = "services.csv";
const STATIONS: &str = "stations.csv";
const FACILITIES: &str = "facilities.csv";
const STATION_SERVICES: &str = "station_services.csv";
const POSTS: &str = "posts.csv";

/// Columns of `stations.csv`.
const STATION_COLUMNS: [&str; 20] = [
    "code",
    "name",
    "brand",
    "type",
    "host_type",
    "host",
    "region",
    "lon",
    "lat",
    "address",
    "entrance",
    "hours",
    "phone",
    "guiding",
    "enterprise",
    "territorial",
    "store",
    "status",
    "opened_on",
    "assured_on",
];
const EMPLOYERS: &str = "employers.csv";

/// The stations of a city pack. What is faulty is left out of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StationsPack {
    /// `organisations.csv`.
    pub organisations: Vec<Organisation>,
    /// `services.csv`.
    pub services: Vec<Service>,
    /// `stations.csv`.
    pub stations: Vec<Station>,
    /// `facilities.csv`.
    pub facilities: Vec<Facility>,
    /// `station_services.csv`.
    pub station_services: Vec<StationService>,
    /// `posts.csv`.
    pub posts: Vec<Post>,
    /// Rules that are files of their own.
    pub rules: Vec<RuleFile>,
    /// Merchants, scenes, housing and courses.
    pub register: RegisterPack,
    /// `employers.csv`.
    pub employers: Vec<Employer>,
    /// Friendly compounds.
    pub compounds: CompoundPack,
}

/// A fault whose words come from the message catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFault {
    /// File name inside the pack's directory.
    pub file: String,
    /// Line, counted from 1; 0 when the file as a whole is meant.
    pub line: u64,
    /// Message key.
    pub key: &'static str,
    /// Named values for the message.
    pub args: Vec<(&'static str, String)>,
}

impl From<Fault> for PackFault {
    fn from(fault: Fault) -> Self {
        let file = format!("{FOLDER}/{}", fault.file);
        Self { file, line: fault.line, key: fault.problem.key(), args: fault.args }
    }
}

/// What is being read, with what is wrong so far.
#[derive(Default)]
pub(super) struct Reader {
    /// Faults of tables in general.
    table: Vec<Fault>,
    /// Faults only stations have.
    own: Vec<PackFault>,
}

impl StationsPack {
    /// Reads and checks the files of a city pack's directory. The pack may be
    /// loaded only when there is no fault. `regions` are the pack's codes.
    pub fn read(dir: &Path, regions: &BTreeSet<RegionCode>) -> (Self, Vec<PackFault>) {
        let dir = dir.join(FOLDER);
        if !dir.exists() {
            return (Self::default(), Vec::new());
        }
        let mut reader = Reader::default();
        let pack = reader.pack(&dir, regions);
        let mut faults = reader.own;
        faults.extend(reader.table.into_iter().map(PackFault::from));
        faults.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        (pack, faults)
    }
}

/// How few people are told apart: a line of the city's own file, which the desk
/// checks. A city that says nothing keeps the usual bound.
fn privacy(dir: &Path) -> Option<RuleFile> {
    let text = std::fs::read_to_string(dir.parent()?.join(Privacy::CITY_FILE)).ok()?;
    let privacy = Privacy::of_city(&text).ok()?;
    Some(RuleFile { name: Privacy::FILE.to_owned(), text: privacy.text() })
}

impl Reader {
    fn pack(&mut self, dir: &Path, regions: &BTreeSet<RegionCode>) -> StationsPack {
        let columns = ["id", "name", "kind", "phone", "about"];
        let organisations = self.rows(dir, ORGANISATIONS, &columns, organisation);
        let columns =
            ["id", "organisation", "group", "name", "about", "audience", "cost", "access"];
        let services = self.rows(dir, SERVICES, &columns, service);
        let stations = self.rows(dir, STATIONS, &STATION_COLUMNS, station);
        let facilities = self.rows(dir, FACILITIES, &["station", "kind", "count"], facility);
        let columns = ["station", "service", "hours"];
        let station_services = self.rows(dir, STATION_SERVICES, &columns, station_service);
        let employers = self.employers(dir);

        let known = self.keys(ORGANISATIONS, &organisations, |item| item.id.clone());
        let known_services = self.keys(SERVICES, &services, |item| item.id.clone());
        let known_stations = self.keys(STATIONS, &stations, |item| item.code.clone());
        self.keys(FACILITIES, &facilities, |item| format!("{} {}", item.station, item.kind));
        self.keys(STATION_SERVICES, &station_services, |item| {
            format!("{} {}", item.station, item.service)
        });
        for (line, item) in &services {
            self.refer(SERVICES, *line, &item.organisation, &known);
        }
        for (line, item) in &stations {
            self.refer(STATIONS, *line, &item.parties.guiding, &known);
            self.refer(STATIONS, *line, &item.parties.enterprise, &known);
            if !regions.contains(&item.region) {
                let value = item.region.to_string();
                self.note(STATIONS, *line, key("station-fault-unknown"), vec![("value", value)]);
            }
        }
        for (line, item) in &facilities {
            self.refer(FACILITIES, *line, &item.station, &known_stations);
        }
        for (line, item) in &station_services {
            self.refer(STATION_SERVICES, *line, &item.station, &known_stations);
            self.refer(STATION_SERVICES, *line, &item.service, &known_services);
        }
        let register = super::register::read(self, dir, &known, regions);
        let compounds = super::compound::read(self, dir);
        let friendly = compounds.ids();
        let posts = self.posts(dir, (&known_stations, &known, &friendly));
        let is_house = |id: &str| register.houses.iter().any(|house| house.id == id);
        let benefits = self.benefits(dir, is_house);
        StationsPack {
            organisations: without_lines(organisations),
            services: without_lines(services),
            stations: without_lines(stations),
            facilities: without_lines(facilities),
            station_services: without_lines(station_services),
            posts: without_lines(posts),
            register,
            employers,
            compounds,
            rules: self
                .voice(dir)
                .into_iter()
                .chain(privacy(dir))
                .chain(self.keeping(dir))
                .chain(self.rule_file(dir, PassRules::FILE, PassRules::read).map(|(file, _)| file))
                .chain(self.calendars(dir, &known_services))
                .chain(benefits)
                .collect(),
        }
    }

    /// What riders and drivers say, if the city has rules for it.
    fn voice(&mut self, dir: &Path) -> Option<RuleFile> {
        let (file, _) = self.rule_file(dir, VoiceRules::FILE, VoiceRules::read)?;
        Some(file)
    }

    /// Programmes of benefits, if the city has any.
    fn benefits(&mut self, dir: &Path, is_house: impl Fn(&str) -> bool) -> Option<RuleFile> {
        const FILE: &str = BenefitRules::FILE;
        let (file, rules) = self.rule_file(dir, FILE, BenefitRules::read)?;
        let faults = rules.faults(is_house);
        let heads = file.text.lines().zip(1..);
        let heads: Vec<u64> = heads
            .filter(|(line, _)| line.trim() == "[[programme]]")
            .map(|(_, number)| number)
            .collect();
        for (at, fault) in &faults {
            let value = rules.programme.get(*at).map(|one| one.id.clone()).unwrap_or_default();
            let line = heads.get(*at).copied().unwrap_or(1);
            self.note(FILE, line, programme_fault(*fault), vec![("value", value)]);
        }
        faults.is_empty().then_some(file)
    }

    /// A file of rules that may be left out.
    fn rule_file<T>(
        &mut self,
        dir: &Path,
        name: &'static str,
        read: fn(&str) -> Result<T, toml::de::Error>,
    ) -> Option<(RuleFile, T)> {
        if !dir.join(name).exists() {
            return None;
        }
        let text = read_text(dir, name, &mut self.table)?;
        match read(&text) {
            Ok(rules) => Some((RuleFile { name: name.to_owned(), text }, rules)),
            Err(error) => {
                let before = error.span().map_or("", |span| &text[..span.start]);
                let line = before.matches('\n').count() as u64 + 1;
                let args = vec![("reason", error.message().to_owned())];
                self.note(name, line, key("voice-fault-rules"), args);
                None
            }
        }
    }

    /// Calendars for appointments, if the city has any.
    fn calendars(&mut self, dir: &Path, services: &BTreeSet<String>) -> Option<RuleFile> {
        const FILE: &str = AppointmentRules::FILE;
        if !dir.join(FILE).exists() {
            return None;
        }
        let text = read_text(dir, FILE, &mut self.table)?;
        let read = AppointmentRules::read(&text);
        let read = read.and_then(|rules| {
            rules.unknown_service(&text, |service| services.contains(service)).map_or(Ok(()), Err)
        });
        match read {
            Ok(()) => Some(RuleFile { name: FILE.to_owned(), text }),
            Err(fault) => {
                let args = vec![("reason", fault.reason)];
                self.note(FILE, fault.line, key("appointment-fault-rules"), args);
                None
            }
        }
    }

    /// Who keeps and provides; a city may give the posts at the desk instead.
    fn posts(
        &mut self,
        dir: &Path,
        (stations, organisations, compounds): (
            &BTreeSet<String>,
            &BTreeSet<String>,
            &BTreeSet<String>,
        ),
    ) -> Vec<(u64, Post)> {
        if !dir.join(POSTS).exists() {
            return Vec::new();
        }
        let posts = self.rows(dir, POSTS, &["username", "kind", "place"], post);
        self.keys(POSTS, &posts, Post::id);
        for (line, item) in &posts {
            let known = match item.kind {
                PostKind::Station => stations,
                PostKind::Organisation => organisations,
                PostKind::Compound | PostKind::PassAuthority => compounds,
            };
            self.refer(POSTS, *line, &item.place, known);
        }
        posts
    }

    /// The brands to work for; a city without any leaves the file out.
    fn employers(&mut self, dir: &Path) -> Vec<Employer> {
        if !dir.join(EMPLOYERS).exists() {
            return Vec::new();
        }
        let rows = self.rows(dir, EMPLOYERS, &["id", "number", "name", "unit"], employer);
        self.keys(EMPLOYERS, &rows, |item| item.id.clone());
        self.keys(EMPLOYERS, &rows, |item| item.number.to_string());
        without_lines(rows)
    }

    /// The rules of keeping, if the city has some and they can be read.
    fn keeping(&mut self, dir: &Path) -> Option<RuleFile> {
        const FILE: &str = Rules::FILE;
        if !dir.join(FILE).exists() {
            return None;
        }
        let text = read_text(dir, FILE, &mut self.table)?;
        if let Err(reason) = Rules::parse(&text) {
            self.note(FILE, 0, key("station-fault-bad-rules"), vec![("reason", reason)]);
            return None;
        }
        Some(RuleFile { name: FILE.to_owned(), text })
    }

    pub(super) fn rows<T>(
        &mut self,
        dir: &Path,
        file: &'static str,
        columns: &[&'static str],
        row: fn(&mut Row<'_, '_>) -> Option<T>,
    ) -> Vec<(u64, T)> {
        let own = &mut self.own;
        read_rows(dir, file, columns, &mut self.table, |cells| {
            row(&mut Row { cells, file, faults: own })
        })
    }

    /// The keys of a table, each of which may stand once.
    pub(super) fn keys<T>(
        &mut self,
        file: &'static str,
        items: &[(u64, T)],
        name: impl Fn(&T) -> String,
    ) -> BTreeSet<String> {
        let mut lines: BTreeMap<String, u64> = BTreeMap::new();
        for (line, item) in items {
            let value = name(item);
            if let Some(first) = lines.get(&value) {
                let args = vec![("value", value), ("line", first.to_string())];
                self.note(file, *line, Problem::Duplicate.key(), args);
            } else {
                lines.insert(value, *line);
            }
        }
        lines.into_keys().collect()
    }

    pub(super) fn refer(
        &mut self,
        file: &'static str,
        line: u64,
        value: &str,
        known: &BTreeSet<String>,
    ) {
        if !known.contains(value) {
            self.note(file, line, key("station-fault-unknown"), vec![("value", value.to_owned())]);
        }
    }

    pub(super) fn note(
        &mut self,
        file: &str,
        line: u64,
        key: &'static str,
        args: Vec<(&'static str, String)>,
    ) {
        self.own.push(PackFault { file: format!("{FOLDER}/{file}"), line, key, args });
    }
}

pub(super) fn without_lines<T>(items: Vec<(u64, T)>) -> Vec<T> {
    items.into_iter().map(|(_, item)| item).collect()
}

/// One row of a file.
pub(super) struct Row<'a, 'b> {
    pub(super) cells: &'a mut Cells<'b>,
    file: &'static str,
    faults: &'a mut Vec<PackFault>,
}

impl Row<'_, '_> {
    pub(super) fn text(&self, column: &str) -> String {
        self.cells.text(column).to_owned()
    }

    pub(super) fn need(&mut self, column: &'static str) -> Option<String> {
        self.cells.need(column)
    }

    /// A word of a closed list.
    pub(super) fn word<T: FromStr>(&mut self, column: &'static str) -> Option<T> {
        self.cells.parse(column, Problem::BadKind)
    }

    pub(super) fn date(&mut self, column: &'static str) -> Option<String> {
        let date: Date = self.cells.date(column)?;
        Some(date.to_string())
    }

    /// Opening hours in their plain form.
    pub(super) fn hours(&mut self, text: &str) -> Option<String> {
        match Hours::parse(text) {
            Ok(hours) => Some(hours.to_string()),
            Err(fault) => {
                let at = (fault.at + 1).to_string();
                self.faults.push(PackFault {
                    file: format!("{FOLDER}/{}", self.file),
                    line: self.cells.line(),
                    key: hours_key(fault.kind),
                    args: vec![("value", text.to_owned()), ("at", at), ("found", fault.found)],
                });
                None
            }
        }
    }
}

/// What is wrong with a text of opening hours.
fn hours_key(kind: HoursFaultKind) -> &'static str {
    match kind {
        HoursFaultKind::Empty => key("hours-fault-empty"),
        HoursFaultKind::UnknownWord => key("hours-fault-unknown-word"),
        HoursFaultKind::SeparatorMissing => key("hours-fault-separator-missing"),
        HoursFaultKind::EmptyRule => key("hours-fault-empty-rule"),
        HoursFaultKind::BadTime => key("hours-fault-bad-time"),
        HoursFaultKind::EndMissing => key("hours-fault-end-missing"),
        HoursFaultKind::EmptySpan => key("hours-fault-empty-span"),
        HoursFaultKind::BadDay => key("hours-fault-bad-day"),
        HoursFaultKind::BadYear => key("hours-fault-bad-year"),
        HoursFaultKind::BadWeek => key("hours-fault-bad-week"),
        HoursFaultKind::BadNth => key("hours-fault-bad-nth"),
        HoursFaultKind::BadMakeUp => key("hours-fault-bad-make-up"),
        HoursFaultKind::OpenComment => key("hours-fault-open-comment"),
        HoursFaultKind::NotSupported => key("hours-fault-not-supported"),
        HoursFaultKind::TooLong => key("hours-fault-too-long"),
    }
}

fn organisation(row: &mut Row<'_, '_>) -> Option<Organisation> {
    let (id, name, kind) = (row.need("id"), row.need("name"), row.word("kind"));
    let (phone, about) = (row.text("phone"), row.text("about"));
    Some(Organisation { id: id?, name: name?, kind: kind?, phone, about })
}

fn service(row: &mut Row<'_, '_>) -> Option<Service> {
    let (id, organisation) = (row.need("id"), row.need("organisation"));
    let (group, name) = (row.word("group"), row.need("name"));
    let (audience, cost, access) = (row.word("audience"), row.word("cost"), row.word("access"));
    Some(Service {
        id: id?,
        organisation: organisation?,
        group: group?,
        name: name?,
        about: row.text("about"),
        audience: audience?,
        cost: cost?,
        access: access?,
    })
}

fn station(row: &mut Row<'_, '_>) -> Option<Station> {
    let (code, name, kind) = (row.need("code"), row.need("name"), row.word("type"));
    let (host_type, status) = (row.word("host_type"), row.word("status"));
    let region = row.cells.parse("region", Problem::BadRegionCode);
    let (point, address) = (row.cells.point(), row.need("address"));
    let hours = row.need("hours").and_then(|text| row.hours(&text));
    let (guiding, enterprise) = (row.need("guiding"), row.need("enterprise"));
    let (territorial, store) = (row.need("territorial"), row.need("store"));
    let (opened_on, assured_on) = (row.date("opened_on"), row.date("assured_on"));
    let parties = Parties {
        guiding: guiding?,
        enterprise: enterprise?,
        territorial: territorial?,
        store: store?,
    };
    Some(Station {
        code: code?,
        name: name?,
        brand: row.text("brand"),
        kind: kind?,
        host_type: host_type?,
        host: row.text("host"),
        region: region?,
        point: point?,
        address: address?,
        entrance: row.text("entrance"),
        hours: hours?,
        phone: row.text("phone"),
        parties,
        status: status?,
        opened_on: opened_on?,
        assured_on: assured_on?,
    })
}

fn facility(row: &mut Row<'_, '_>) -> Option<Facility> {
    let (station, kind, count) = (row.need("station"), row.word("kind"), row.cells.count("count"));
    let (station, kind, count) = (station?, kind?, count?);
    if count == 0 {
        row.cells.note(Problem::BadNumber, &[("column", &"count"), ("value", &count)]);
        return None;
    }
    Some(Facility { station, kind, count })
}

fn employer(row: &mut Row<'_, '_>) -> Option<Employer> {
    let (id, number, name) = (row.need("id"), row.cells.count("number"), row.need("name"));
    let number = number?;
    if !(1..=255).contains(&number) {
        row.cells.note(Problem::BadNumber, &[("column", &"number"), ("value", &number)]);
        return None;
    }
    Some(Employer { id: id?, number, name: name?, unit: row.text("unit") })
}

fn station_service(row: &mut Row<'_, '_>) -> Option<StationService> {
    let (station, service) = (row.need("station"), row.need("service"));
    let text = row.text("hours");
    let hours = if text.is_empty() { Some(text) } else { row.hours(&text) };
    Some(StationService { station: station?, service: service?, hours: hours? })
}

fn post(row: &mut Row<'_, '_>) -> Option<Post> {
    let (username, kind, place) = (row.need("username"), row.word("kind"), row.need("place"));
    Some(Post { username: username?, kind: kind?, place: place? })
}

/// What is wrong with a programme, in words.
fn programme_fault(fault: ProgrammeFault) -> &'static str {
    match fault {
        ProgrammeFault::Duplicate => key("benefit-fault-duplicate"),
        ProgrammeFault::Window => key("benefit-fault-window"),
        ProgrammeFault::Empty => key("benefit-fault-empty"),
        ProgrammeFault::Budget => key("benefit-fault-budget"),
        ProgrammeFault::Excludes => key("benefit-fault-excludes"),
        ProgrammeFault::House => key("benefit-fault-house"),
    }
}
