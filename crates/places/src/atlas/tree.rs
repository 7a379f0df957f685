//! The region tree of one day, and the way to successors.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use crate::domain::{Region, RegionCode};

/// More steps than any true chain of parents or successors has; a chain that
/// is longer runs in a circle.
const STEPS_MAX: usize = 16;

pub(super) struct Tree {
    pub(super) day: Date,
    pub(super) regions: BTreeMap<RegionCode, Region>,
    children: HashMap<RegionCode, Vec<RegionCode>>,
}

impl Tree {
    pub(super) fn new(regions: Vec<Region>, day: Date) -> Self {
        let regions: BTreeMap<RegionCode, Region> =
            regions.into_iter().map(|region| (region.code, region)).collect();
        let mut children: HashMap<RegionCode, Vec<RegionCode>> = HashMap::new();
        for region in regions.values().filter(|region| region.is_valid_on(day)) {
            if let Some(parent) = region.parent {
                children.entry(parent).or_default().push(region.code);
            }
        }
        Self { day, regions, children }
    }

    pub(super) fn existing(&self) -> impl Iterator<Item = &Region> {
        self.regions.values().filter(|region| region.is_valid_on(self.day))
    }

    pub(super) fn children(&self, parent: RegionCode) -> impl Iterator<Item = &Region> {
        self.children.get(&parent).into_iter().flatten().filter_map(|code| self.regions.get(code))
    }

    pub(super) fn ancestors(&self, code: RegionCode) -> impl Iterator<Item = &Region> {
        let parent_of =
            |region: &&Region| region.parent.and_then(|parent| self.regions.get(&parent));
        std::iter::successors(self.regions.get(&code), parent_of).take(STEPS_MAX)
    }

    pub(super) fn standing_for(&self, code: RegionCode, day: Date) -> Option<&Region> {
        let successor_of =
            |region: &&Region| region.successor.and_then(|next| self.regions.get(&next));
        std::iter::successors(self.regions.get(&code), successor_of)
            .take(STEPS_MAX)
            .find(|region| region.is_valid_on(day))
    }
}
