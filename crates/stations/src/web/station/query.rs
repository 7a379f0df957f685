//! What the address of the list asks for, and addresses that ask for a little more or less.

use people::percent_encoded;
use places::{Point, RegionCode};
use ui::FormState;

use crate::domain::directory::Wanted;
use crate::domain::words::{Need, StationType};

/// Addresses hold positions rounded to about a hundred metres: nobody needs to
/// know better where somebody was.
const ROUND_E7: i64 = 10_000;

/// The filters of the list of stations.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Query {
    pub(crate) needs: Vec<Need>,
    pub(crate) open: bool,
    pub(crate) words: String,
    pub(crate) place: String,
    pub(crate) region: Option<RegionCode>,
    pub(crate) brand: String,
    pub(crate) kind: Option<StationType>,
    pub(crate) service: String,
    pub(crate) here: Option<Point>,
    pub(crate) after: String,
}

impl Query {
    /// Reads a form; what names nothing does not filter.
    pub(crate) fn of(form: &FormState) -> Self {
        let text = |name: &str| form.value(name).chars().take(80).collect::<String>();
        let mut needs: Vec<Need> =
            form.values("need").iter().filter_map(|word| word.parse().ok()).collect();
        needs.sort_unstable();
        needs.dedup();
        let number = |name: &str| form.value(name).parse::<i64>().ok().map(rounded);
        let here = number("lon").zip(number("lat"));
        Self {
            needs,
            open: form.value("open") == "1",
            words: text("q"),
            place: text("place"),
            region: form.value("region").parse().ok(),
            brand: text("brand"),
            kind: form.value("type").parse().ok(),
            service: text("service"),
            here: here.and_then(|(lon, lat)| Point::new(lon, lat).ok()),
            after: text("after"),
        }
    }

    /// What the directory is asked for, at an instant.
    pub(crate) fn wanted(&self, now: kernel::time::Instant) -> Wanted {
        Wanted {
            needs: self.needs.clone(),
            open_at: self.open.then_some(now),
            brand: self.brand.clone(),
            kind: self.kind,
            region: self.region,
            service: self.service.clone(),
            words: self.words.clone(),
        }
    }

    /// Whether anything but the place is asked for.
    pub(crate) fn is_filtered(&self) -> bool {
        let plain = Self {
            place: self.place.clone(),
            here: self.here,
            after: self.after.clone(),
            ..Self::default()
        };
        *self != plain
    }

    /// Names and values, as an address or hidden fields hold them.
    pub(crate) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs: Vec<(&'static str, String)> =
            self.needs.iter().map(|need| ("need", need.to_string())).collect();
        let mut add = |name, value: String| {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        };
        add("open", if self.open { "1".to_owned() } else { String::new() });
        add("q", self.words.clone());
        add("place", self.place.clone());
        add("region", self.region.map(|region| region.to_string()).unwrap_or_default());
        add("brand", self.brand.clone());
        add("type", self.kind.map(|kind| kind.to_string()).unwrap_or_default());
        add("service", self.service.clone());
        if let Some(here) = self.here.filter(|_| self.place.is_empty()) {
            add("lon", here.lon_e7().to_string());
            add("lat", here.lat_e7().to_string());
        }
        add("after", self.after.clone());
        pairs
    }

    /// An address that asks for this.
    pub(crate) fn href(&self, path: &str) -> String {
        let mut href = path.to_owned();
        for (at, (name, value)) in self.pairs().into_iter().enumerate() {
            href.push(if at == 0 { '?' } else { '&' });
            href.push_str(name);
            href.push('=');
            href.push_str(&percent_encoded(&value));
        }
        href
    }

    /// From the first page on.
    pub(crate) fn first(&self) -> Self {
        Self { after: String::new(), ..self.clone() }
    }

    /// With or without a need.
    pub(crate) fn toggled(&self, need: Need) -> Self {
        let mut other = self.first();
        if other.needs.contains(&need) {
            other.needs.retain(|own| *own != need);
        } else {
            other.needs.push(need);
        }
        other
    }
}

fn rounded(e7: i64) -> i64 {
    (e7 + ROUND_E7 / 2).div_euclid(ROUND_E7) * ROUND_E7
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_what_it_was_made_of() {
        let form = FormState::from_pairs(
            [
                ("need", "water"),
                ("need", "swap"),
                ("need", "power"),
                ("open", "1"),
                ("q", "星港 湾"),
                ("type", "model"),
                ("lon", "1114106163"),
                ("lat", "279907189"),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        );
        let query = Query::of(&form);
        assert_eq!(query.needs, [Need::Power, Need::Water], "“swap” names no need");
        let here = query.here.expect("a point");
        assert_eq!((here.lon_e7(), here.lat_e7()), (1_114_110_000, 279_910_000));
        let href = query.href("/stations");
        assert_eq!(
            href,
            "/stations?need=power&need=water&open=1&q=%E6%98%9F%E6%B8%AF%20%E6%B9%BE&type=model&lon=1114110000&lat=279910000"
        );
        assert_eq!(query.toggled(Need::Power).needs, [Need::Water]);
        assert_eq!(query.toggled(Need::Meal).needs.len(), 3);
        assert!(
            query.is_filtered() && !Query { here: query.here, ..Query::default() }.is_filtered()
        );
    }

    #[test]
    fn a_place_in_words_counts_before_the_device() {
        let here = Point::new(1_114_110_000, 279_910_000).ok();
        let query = Query { place: "人民路".into(), here, ..Query::default() };
        assert!(!query.href("/stations").contains("lon="));
    }
}
