//! The directory as one snapshot in memory: what is where, when it is open,
//! what is nearest. It is only ever read; a newer one takes its place.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use kernel::calendar::WorkCalendar;
use kernel::hours::{
    Change, DayPlan, Hours, OpenState, Override, SchoolHolidays, Segment, Timetable,
};
use kernel::time::Instant;
use places::{Datum, Point, RegionCode};

use super::rules::Rules;
use super::special_hours::{SpecialHours, special_at};
use super::words::{Need, ServiceGroup, StationStatus, StationType};
use super::{Facility, Organisation, Service, Station, StationService};

/// A row with the instant it was last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated<T> {
    /// The row.
    pub item: T,
    /// When it was last changed.
    pub changed_at: Instant,
}

/// What a directory is made of; rows that were closed are left out.
#[derive(Debug, Clone, Default)]
pub struct DirectoryRows {
    /// Organisations.
    pub organisations: Vec<Dated<Organisation>>,
    /// Services.
    pub services: Vec<Dated<Service>>,
    /// Stations.
    pub stations: Vec<Dated<Station>>,
    /// Facilities.
    pub facilities: Vec<Dated<Facility>>,
    /// Services at stations.
    pub station_services: Vec<Dated<StationService>>,
    /// Open or closed for a while, whatever the hours say.
    pub special: Vec<SpecialHours>,
    /// The last change of any row, closed ones too.
    pub changed_at: Instant,
}

/// A station with all that is there.
#[derive(Debug, Clone)]
pub struct Place {
    /// The station.
    pub station: Station,
    /// What is there, in the natural order of kinds.
    pub facilities: Vec<Facility>,
    /// What is given there, in the order of the services.
    pub services: Vec<Given>,
    /// When the station or anything of it was last changed.
    pub changed_at: Instant,
    /// Open or closed for a while, the latest word last.
    pub special: Vec<Override>,
    /// Its place among the hours.
    hours: Option<usize>,
    /// The needs its facilities answer.
    needs: u32,
    /// Where it is on a globe of radius one.
    on_globe: [f64; 3],
}

/// A service as a station gives it.
#[derive(Debug, Clone)]
pub struct Given {
    /// The service's short name.
    pub service: String,
    /// Its own hours in their plain form; empty when given whenever the station is open.
    pub hours_text: String,
    /// When that was last changed.
    pub changed_at: Instant,
    group: Option<ServiceGroup>,
    hours: Option<usize>,
}

/// Whether something is open, until when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The stretch of time that holds now.
    pub now: Segment,
    /// When it ends; none when nothing changes in sight.
    pub change: Option<Change>,
    /// The day it is, with how sure its hours are.
    pub today: DayPlan,
}

impl Standing {
    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.now.state == OpenState::Open
    }
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// All of these must be answered.
    pub needs: Vec<Need>,
    /// It must be open then, for what is needed.
    pub open_at: Option<Instant>,
    /// Of this brand; empty for any.
    pub brand: String,
    /// Of this type.
    pub kind: Option<StationType>,
    /// In this region.
    pub region: Option<RegionCode>,
    /// Giving this service; empty for any.
    pub service: String,
    /// These words stand in its name, address, host or number, or speak of a need it answers.
    pub words: String,
}

/// A station that was found.
#[derive(Debug, Clone, Copy)]
pub struct Match<'a> {
    /// The station.
    pub place: &'a Place,
    /// Metres from the point asked about, along the ground.
    pub metres: Option<f64>,
}

/// The directory of a city.
#[derive(Debug)]
pub struct Directory {
    organisations: BTreeMap<String, Dated<Organisation>>,
    services: BTreeMap<String, Dated<Service>>,
    /// By number.
    places: Vec<Place>,
    /// Each hours once.
    hours: Vec<Hours>,
    calendar: WorkCalendar,
    school: SchoolHolidays,
    changed_at: Instant,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            organisations: BTreeMap::new(),
            services: BTreeMap::new(),
            places: Vec::new(),
            hours: Vec::new(),
            calendar: WorkCalendar::built_in().clone(),
            school: SchoolHolidays::default(),
            changed_at: Instant::default(),
        }
    }
}

impl Directory {
    /// Puts rows together under a calendar.
    pub fn new(rows: DirectoryRows, calendar: WorkCalendar, rules: &Rules) -> Self {
        let school = rules.school();
        let mut all = Self { calendar, school, changed_at: rows.changed_at, ..Self::default() };
        for row in rows.organisations {
            all.organisations.insert(row.item.id.clone(), row);
        }
        for row in rows.services {
            all.services.insert(row.item.id.clone(), row);
        }
        let mut known: HashMap<String, Option<usize>> = HashMap::new();
        let mut facilities: HashMap<String, Vec<Dated<Facility>>> = HashMap::new();
        for row in rows.facilities {
            facilities.entry(row.item.station.clone()).or_default().push(row);
        }
        let mut given: HashMap<String, Vec<Given>> = HashMap::new();
        for row in rows.station_services {
            let group = all.services.get(&row.item.service).map(|service| service.item.group);
            let hours = all.intern(&row.item.hours, &mut known);
            given.entry(row.item.station).or_default().push(Given {
                service: row.item.service,
                hours_text: row.item.hours,
                changed_at: row.changed_at,
                group,
                hours,
            });
        }
        for row in rows.stations {
            let facilities = facilities.remove(&row.item.code).unwrap_or_default();
            let services = given.remove(&row.item.code).unwrap_or_default();
            let hours = all.intern(&row.item.hours, &mut known);
            let special = special_at(&rows.special, &row.item);
            let place = Place::new(row, facilities, services, hours);
            all.places.push(Place { special, ..place });
        }
        all.places.sort_by(|a, b| a.station.code.cmp(&b.station.code));
        all
    }

    fn intern(&mut self, text: &str, known: &mut HashMap<String, Option<usize>>) -> Option<usize> {
        if let Some(place) = known.get(text) {
            return *place;
        }
        let place = Hours::parse(text).ok().map(|hours| {
            self.hours.push(hours);
            self.hours.len() - 1
        });
        known.insert(text.to_owned(), place);
        place
    }

    /// When anything of it was last changed.
    pub fn changed_at(&self) -> Instant {
        self.changed_at
    }

    /// The calendar it is read in.
    pub fn calendar(&self) -> &WorkCalendar {
        &self.calendar
    }

    /// The calendars that say what kind of day it is.
    pub fn calendars(&self) -> (&WorkCalendar, &SchoolHolidays) {
        (&self.calendar, &self.school)
    }

    /// Every station, by number.
    pub fn stations(&self) -> &[Place] {
        &self.places
    }

    /// A station by its number.
    pub fn station(&self, code: &str) -> Option<&Place> {
        let found = self.places.binary_search_by(|place| place.station.code.as_str().cmp(code));
        found.ok().and_then(|index| self.places.get(index))
    }

    /// Every service, by its short name.
    pub fn services(&self) -> impl Iterator<Item = &Dated<Service>> {
        self.services.values()
    }

    /// A service by its short name.
    pub fn service(&self, id: &str) -> Option<&Dated<Service>> {
        self.services.get(id)
    }

    /// Every organisation, by its short name.
    pub fn organisations(&self) -> impl Iterator<Item = &Dated<Organisation>> {
        self.organisations.values()
    }

    /// An organisation by its short name.
    pub fn organisation(&self, id: &str) -> Option<&Dated<Organisation>> {
        self.organisations.get(id)
    }

    /// Whether a station is open; nothing when its hours are not understood or it is not in use.
    pub fn standing(&self, place: &Place, at: Instant) -> Option<Standing> {
        self.in_site(place, place.hours, |table| standing(table, at))
    }

    /// Whether a station is open; not when nothing is known of it.
    pub fn is_open(&self, place: &Place, at: Instant) -> bool {
        self.in_site(place, place.hours, |table| table.is_open(at)).unwrap_or(false)
    }

    /// Whether a service is given at a station; nothing when that is not understood.
    pub fn service_standing(&self, place: &Place, given: &Given, at: Instant) -> Option<Standing> {
        self.in_site(place, given.hours.or(place.hours), |table| standing(table, at))
    }

    /// The days of a station from one on.
    pub fn days(&self, place: &Place, from: Date, count: usize) -> Vec<DayPlan> {
        self.in_site(place, place.hours, |table| days(table, from, count)).unwrap_or_default()
    }

    /// Monday to Sunday as they are when nothing is special.
    pub fn usual_week(&self, place: &Place) -> Vec<DayPlan> {
        let plain = WorkCalendar::weekends_only();
        let site = self.plain(&plain, place.hours);
        site.map(|site| days(site, USUAL_MONDAY, 7)).unwrap_or_default()
    }

    /// Monday to Sunday of a service at a station as they are when nothing is special.
    pub fn usual_service_week(&self, place: &Place, given: &Given) -> Vec<DayPlan> {
        let plain = WorkCalendar::weekends_only();
        let site = self.plain(&plain, place.hours);
        let own = self.plain(&plain, given.hours.or(place.hours));
        let both = site.zip(own);
        both.map(|(site, own)| days(own.within(&site), USUAL_MONDAY, 7)).unwrap_or_default()
    }

    fn plain<'a>(
        &'a self,
        calendar: &'a WorkCalendar,
        hours: Option<usize>,
    ) -> Option<Timetable<'a>> {
        let hours = self.hours.get(hours?)?;
        Some(Timetable::new(hours, calendar, &self.school))
    }

    /// How hours that belong to no station stand, under the same calendar; none
    /// when they cannot be read.
    pub fn standing_of(&self, hours: &str, at: Instant) -> Option<Standing> {
        let hours = Hours::parse(hours).ok()?;
        Some(standing(Timetable::new(&hours, &self.calendar, &self.school), at))
    }

    /// The days of a service at a station from one on.
    pub fn service_days(
        &self,
        place: &Place,
        given: &Given,
        from: Date,
        count: usize,
    ) -> Vec<DayPlan> {
        let hours = given.hours.or(place.hours);
        self.in_site(place, hours, |table| days(table, from, count)).unwrap_or_default()
    }

    /// Looks at hours of a station: its own, or those of a service inside it.
    fn in_site<T>(
        &self,
        place: &Place,
        hours: Option<usize>,
        look: impl FnOnce(Timetable<'_>) -> T,
    ) -> Option<T> {
        if place.station.status != StationStatus::Open {
            return None;
        }
        let site = self.hours.get(place.hours?)?;
        let site = Timetable::new(site, &self.calendar, &self.school);
        let site = site.with_overrides(&place.special);
        if hours == place.hours {
            return Some(look(site));
        }
        let own = self.hours.get(hours?)?;
        Some(look(Timetable::new(own, &self.calendar, &self.school).within(&site)))
    }

    /// Every station that answers, by number; by distance where a point is given.
    pub fn find(&self, wanted: &Wanted, near: Option<Point>) -> Vec<Match<'_>> {
        let found = self.answering(wanted);
        let metres = |place: &Place| near.map(|near| place.station.point.metres_to(near));
        let mut found: Vec<Match<'_>> =
            found.map(|place| Match { place, metres: metres(place) }).collect();
        if near.is_some() {
            found.sort_by(by_distance);
        }
        found
    }

    /// The stations nearest to a point that answer, nearest first.
    pub fn nearest(&self, wanted: &Wanted, near: Point, count: usize) -> Vec<Match<'_>> {
        // Chords order places as distances along the ground do, and cost three products. The
        // margin takes in what rounding could put the other way round.
        const MARGIN: f64 = 1e-14;
        let centre = on_globe(near);
        let mut found: Vec<(f64, &Place)> =
            self.answering(wanted).map(|place| (chord(place.on_globe, centre), place)).collect();
        if count == 0 {
            return Vec::new();
        }
        if found.len() > count {
            let (_, last, _) = found.select_nth_unstable_by(count - 1, |a, b| a.0.total_cmp(&b.0));
            let most = last.0 + MARGIN;
            found.retain(|(chord, _)| *chord <= most);
        }
        let metres = |place: &Place| Some(place.station.point.metres_to(near));
        let mut found: Vec<Match<'_>> =
            found.into_iter().map(|(_, place)| Match { place, metres: metres(place) }).collect();
        found.sort_by(by_distance);
        found.truncate(count);
        found
    }

    fn answering<'a, 'w>(
        &'a self,
        wanted: &'w Wanted,
    ) -> impl Iterator<Item = &'a Place> + use<'a, 'w> {
        let spoken = Need::spoken_in(&wanted.words);
        let open = wanted.open_at.map(|at| OpenNow::new(self, at));
        self.places.iter().filter(move |place| {
            place.fits(wanted)
                && (wanted.words.is_empty() || place.speaks_of(self, &wanted.words, &spoken))
                && match &open {
                    Some(open) => open.answers(place, &wanted.needs, &wanted.service),
                    None => wanted.needs.iter().all(|need| place.answers(*need)),
                }
        })
    }
}

impl Place {
    fn new(
        row: Dated<Station>,
        facilities: Vec<Dated<Facility>>,
        services: Vec<Given>,
        hours: Option<usize>,
    ) -> Self {
        let of_facilities = facilities.iter().map(|row| row.changed_at);
        let of_services = services.iter().map(|given| given.changed_at);
        let changed_at = of_facilities.chain(of_services).fold(row.changed_at, Instant::max);
        let mut facilities: Vec<Facility> = facilities.into_iter().map(|row| row.item).collect();
        facilities.sort_by_key(|facility| facility.kind);
        let has = |need: &&Need| {
            let kinds = need.facilities();
            facilities.iter().any(|facility| kinds.contains(&facility.kind))
        };
        let needs = Need::ALL.iter().filter(has).fold(0, |set, need| set | need.bit());
        let on_globe = on_globe(row.item.point);
        let special = Vec::new();
        Self {
            station: row.item,
            facilities,
            services,
            changed_at,
            special,
            hours,
            needs,
            on_globe,
        }
    }

    /// Whether something there answers a need.
    pub fn answers(&self, need: Need) -> bool {
        self.has(need) || self.services.iter().any(|given| given.answers(need))
    }

    /// The needs it answers, in their natural order.
    pub fn needs(&self) -> impl Iterator<Item = Need> {
        Need::ALL.iter().copied().filter(|need| self.answers(*need))
    }

    fn has(&self, need: Need) -> bool {
        self.needs & need.bit() != 0
    }

    fn fits(&self, wanted: &Wanted) -> bool {
        let station = &self.station;
        (wanted.brand.is_empty() || station.brand == wanted.brand)
            && wanted.kind.is_none_or(|kind| station.kind == kind)
            && wanted.region.is_none_or(|region| station.region.is_within(region))
            && (wanted.service.is_empty()
                || self.services.iter().any(|given| given.service == wanted.service))
    }

    fn speaks_of(&self, directory: &Directory, words: &str, spoken: &[Need]) -> bool {
        let station = &self.station;
        let texts = [&station.name, &station.address, &station.host, &station.brand, &station.code];
        let names = || {
            let given = self.services.iter().filter_map(|given| directory.service(&given.service));
            given.map(|service| &service.item.name)
        };
        texts.into_iter().any(|text| text.contains(words))
            || (!spoken.is_empty() && spoken.iter().all(|need| self.answers(*need)))
            || names().any(|name| name.contains(words))
    }
}

impl Given {
    fn answers(&self, need: Need) -> bool {
        self.group.is_some() && self.group == need.group()
    }
}

/// Monday to Sunday of hours as they are when nothing is special; nothing for
/// what are no hours.
pub fn usual_week_of(text: &str) -> Option<Vec<DayPlan>> {
    let hours = Hours::parse(text).ok()?;
    let (plain, school) = (WorkCalendar::weekends_only(), SchoolHolidays::default());
    Some(days(Timetable::new(&hours, &plain, &school), USUAL_MONDAY, 7))
}

/// A Monday in no holiday, where a usual week is looked at.
const USUAL_MONDAY: Date = Date::constant(2024, 3, 11);

/// The hours of a site, and those of something in it, by their places.
type HoursInSite = (Option<usize>, Option<usize>);

/// What is open at one instant, each pair of hours looked at once.
struct OpenNow<'a> {
    directory: &'a Directory,
    at: Instant,
    known: RefCell<HashMap<HoursInSite, bool>>,
}

impl<'a> OpenNow<'a> {
    fn new(directory: &'a Directory, at: Instant) -> Self {
        Self { directory, at, known: RefCell::default() }
    }

    fn is_open(&self, place: &Place, hours: Option<usize>) -> bool {
        if place.station.status != StationStatus::Open {
            return false;
        }
        let pair = (place.hours, hours);
        if let Some(is_open) = self.known.borrow().get(&pair) {
            return *is_open;
        }
        let look = |table: Timetable<'_>| table.is_open(self.at);
        let is_open = self.directory.in_site(place, hours, look).unwrap_or(false);
        self.known.borrow_mut().insert(pair, is_open);
        is_open
    }

    /// Whether each need is answered by something that is open.
    fn answers(&self, place: &Place, needs: &[Need], service: &str) -> bool {
        let is_given = |given: &Given| self.is_open(place, given.hours.or(place.hours));
        let service_is_open = service.is_empty()
            || place.services.iter().any(|given| given.service == service && is_given(given));
        let is_met = |need: &Need| {
            place.has(*need)
                || place.services.iter().any(|given| given.answers(*need) && is_given(given))
        };
        self.is_open(place, place.hours) && service_is_open && needs.iter().all(is_met)
    }
}

fn standing(table: Timetable<'_>, at: Instant) -> Standing {
    Standing { now: table.state_at(at), change: table.next_change(at), today: table.day(at.day()) }
}

fn days(table: Timetable<'_>, from: Date, count: usize) -> Vec<DayPlan> {
    let days = from.series(jiff::Span::new().days(1));
    days.take(count).map(|day| table.day(day)).collect()
}

fn by_distance(a: &Match<'_>, b: &Match<'_>) -> std::cmp::Ordering {
    let metres = |found: &Match<'_>| found.metres.unwrap_or(f64::MAX);
    metres(a).total_cmp(&metres(b)).then_with(|| a.place.station.code.cmp(&b.place.station.code))
}

fn on_globe(point: Point) -> [f64; 3] {
    let at = point.degrees(Datum::Wgs84);
    let (lon, lat) = (at.lon.to_radians(), at.lat.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

/// The square of the straight line between two places of the globe.
fn chord(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    x * x + y * y + z * z
}

/// The directory in use. Handlers take the present one and keep it for the
/// length of a request.
#[derive(Debug, Default)]
pub struct LiveDirectory(RwLock<Arc<Directory>>);

impl LiveDirectory {
    /// The present directory.
    pub fn current(&self) -> Arc<Directory> {
        // A poisoned lock still holds a whole directory: it is only ever swapped.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a newer one in its place.
    pub fn replace(&self, directory: Directory) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(directory);
    }
}

#[cfg(test)]
mod tests;
