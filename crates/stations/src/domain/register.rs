//! Merchants, offers, scenes, housing and courses as one snapshot in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;
use kernel::calendar::WorkCalendar;
use kernel::hours::{Hours, SchoolHolidays, Timetable};
use kernel::time::Instant;

use super::course::Course;
use super::housing::{House, Room};
use super::merchant::{Merchant, Offer};
use super::scene::{Scene, SceneCheck, SceneItem, SceneMeasure, SceneType};

/// What a register is made of; rows that were closed are left out.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// Merchants.
    pub merchants: Vec<Merchant>,
    /// Offers.
    pub offers: Vec<Offer>,
    /// Types of scenes.
    pub scene_types: Vec<SceneType>,
    /// Lines of checklists.
    pub scene_items: Vec<SceneItem>,
    /// Scenes.
    pub scenes: Vec<Scene>,
    /// What scenes do.
    pub scene_measures: Vec<SceneMeasure>,
    /// What acceptances found.
    pub scene_checks: Vec<SceneCheck>,
    /// Houses.
    pub houses: Vec<House>,
    /// Rooms.
    pub rooms: Vec<Room>,
    /// Courses.
    pub courses: Vec<Course>,
    /// The last change of any row, closed ones too.
    pub changed_at: Instant,
}

/// How an offer stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It can be had now.
    Now,
    /// It can be had later today.
    Today,
    /// On another day.
    OtherDay,
    /// It begins later.
    Coming,
    /// It is over.
    Over,
}

/// The register of a city beside its stations.
#[derive(Debug)]
pub struct Register {
    rows: Rows,
    hours: HashMap<String, Hours>,
    calendar: WorkCalendar,
    school: SchoolHolidays,
}

impl Default for Register {
    fn default() -> Self {
        let work = WorkCalendar::built_in().clone();
        Self::new(Rows::default(), (work, SchoolHolidays::default()))
    }
}

impl Register {
    /// Puts rows together under the calendars in force.
    pub fn new(rows: Rows, (calendar, school): (WorkCalendar, SchoolHolidays)) -> Self {
        let of_merchants = rows.merchants.iter().map(|row| &row.hours);
        let texts = of_merchants.chain(rows.offers.iter().map(|row| &row.hours));
        let hours =
            texts.filter_map(|text| Some((text.clone(), Hours::parse(text).ok()?))).collect();
        Self { rows, hours, calendar, school }
    }

    /// Its rows.
    pub fn rows(&self) -> &Rows {
        &self.rows
    }

    /// A merchant by its short name.
    pub fn merchant(&self, id: &str) -> Option<&Merchant> {
        self.rows.merchants.iter().find(|row| row.id == id)
    }

    /// A scene by its short name.
    pub fn scene(&self, id: &str) -> Option<&Scene> {
        self.rows.scenes.iter().find(|row| row.id == id)
    }

    /// How an offer stands: by its dates, its own hours, and the merchant's.
    pub fn standing(&self, offer: &Offer, now: Instant) -> Standing {
        let today = now.day();
        let day = |text: &str| text.parse::<Date>().ok();
        if day(&offer.valid_to).is_some_and(|last| last < today) {
            return Standing::Over;
        }
        if day(&offer.valid_from).is_some_and(|first| first > today) {
            return Standing::Coming;
        }
        let merchant = self.merchant(&offer.merchant);
        let site = merchant.and_then(|merchant| self.hours.get(&merchant.hours));
        let Some(site) = site else { return Standing::OtherDay };
        let site = Timetable::new(site, &self.calendar, &self.school);
        let own = self.hours.get(&offer.hours);
        let own = own.map(|own| Timetable::new(own, &self.calendar, &self.school).within(&site));
        let table = own.unwrap_or(site);
        if table.is_open(now) {
            return Standing::Now;
        }
        let later = table.day(today).open().any(|segment| segment.from > now);
        if later { Standing::Today } else { Standing::OtherDay }
    }
}

/// The register in use.
#[derive(Debug, Default)]
pub struct LiveRegister(RwLock<Arc<Register>>);

impl LiveRegister {
    /// The present register.
    pub fn current(&self) -> Arc<Register> {
        // A poisoned lock still holds a whole register: it is only ever swapped.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a newer one in its place.
    pub fn replace(&self, register: Register) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(register);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::words::{Audience, MerchantKind};

    #[test]
    fn an_offer_holds_in_its_dates_and_hours_while_the_merchant_is_open() {
        let merchant = Merchant {
            id: "M1".into(),
            name: "面馆".into(),
            kind: MerchantKind::Food,
            region: "439903002003".parse().expect("a code"),
            point: places::Point::new(1_114_000_000, 280_000_000).expect("a point"),
            address: String::new(),
            phone: String::new(),
            hours: "Mo-Su 10:00-21:00".into(),
        };
        let offer = Offer {
            id: "O1".into(),
            merchant: "M1".into(),
            title: "套餐".into(),
            about: String::new(),
            audience: Audience::Everyone,
            valid_from: "2026-11-20".into(),
            valid_to: "2026-11-30".into(),
            hours: "Mo-Fr 20:00-22:00".into(),
        };
        let rows =
            Rows { merchants: vec![merchant], offers: vec![offer.clone()], ..Rows::default() };
        let register =
            Register::new(rows, (WorkCalendar::built_in().clone(), SchoolHolidays::default()));
        for ((day, hour), want) in [
            ((19, 20), Standing::Coming),
            ((25, 20), Standing::Now),
            ((25, 12), Standing::Today),
            // The offer runs until ten, the door closes at nine.
            ((25, 21), Standing::OtherDay),
            ((28, 20), Standing::OtherDay),
        ] {
            let now = Instant::from_beijing(date(2026, 11, day).at(hour, 0, 0, 0));
            assert_eq!(register.standing(&offer, now), want, "{day} {hour}");
        }
        let december = Instant::from_beijing(date(2026, 12, 1).at(20, 0, 0, 0));
        assert_eq!(register.standing(&offer, december), Standing::Over);
    }
}
