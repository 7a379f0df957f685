//! Which policy packs are in force on a day. One pack leads at a time; by a
//! decision of its own the city changes to another one from a day on. What a
//! clock was promised when it started stays as it was.
//!
//! A day before every pack has no limit at all: no clock starts, nothing was
//! promised, and the order counts in no rate. Nothing is promised afterwards.

use jiff::civil::Date;
use kernel::policy::{ClockKind, OrderFacts, PolicyPack, Procedures, Rule};

/// The law on petitions holds everywhere, whatever a city decides.
pub const NATIONAL: &str = "xinfang_2022";

/// Where a pack comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// The platform's own: fills what the others leave open.
    Base,
    /// Comes with the program.
    Shipped,
    /// The city's.
    City,
}

/// A pack and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPack {
    /// The pack.
    pub pack: PolicyPack,
    /// Where it comes from.
    pub shelf: Shelf,
}

/// From a day on another pack leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackSwitch {
    /// The first day.
    pub from: Date,
    /// The pack's id.
    pub pack: String,
}

/// Why a change of packs is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SwitchFault {
    /// No such pack, or one that always holds.
    #[error("no such pack can lead")]
    Unknown,
    /// The day has begun; limits are never changed backwards.
    #[error("a change begins today or later")]
    Past,
    /// The pack is not in force on that day.
    #[error("the pack is not in force on that day")]
    NotValid,
    /// It leads on that day already.
    #[error("the pack leads on that day already")]
    Already,
    /// Nobody said why.
    #[error("a change needs its reason")]
    ReasonMissing,
}

/// All packs, and which of them leads when.
#[derive(Debug, Clone, Default)]
pub struct PolicyBook {
    /// Every known pack.
    pub packs: Vec<KnownPack>,
    /// The pack that leads until a switch says otherwise.
    pub own: Option<String>,
    /// Packs that hold beside the leading one, the stronger last.
    pub always: Vec<String>,
    /// Decided changes, in the order they were decided.
    pub switches: Vec<PackSwitch>,
}

impl PolicyBook {
    /// A pack by its id.
    pub fn pack(&self, id: &str) -> Option<&PolicyPack> {
        self.packs.iter().find(|known| known.pack.id == id).map(|known| &known.pack)
    }

    /// Packs that may lead.
    pub fn leaders(&self) -> impl Iterator<Item = &PolicyPack> {
        let leads = |known: &&KnownPack| {
            known.shelf != Shelf::Base && !self.always.contains(&known.pack.id)
        };
        self.packs.iter().filter(leads).map(|known| &known.pack)
    }

    /// The pack that leads on a day. One whose validity has ended gives way to
    /// the city's own.
    pub fn leading(&self, day: Date) -> Option<&PolicyPack> {
        let decided = self.switches.iter().filter(|switch| switch.from <= day);
        // `max_by_key` keeps the last of equals: the later decision.
        let chosen = decided.max_by_key(|switch| switch.from).map(|switch| switch.pack.as_str());
        let in_force = |id: &str| self.pack(id).filter(|pack| pack.is_in_force(day));
        chosen.and_then(in_force).or_else(|| self.own.as_deref().and_then(in_force))
    }

    /// The packs in force on a day, the one that decides first.
    pub fn in_force(&self, day: Date) -> impl Iterator<Item = &PolicyPack> {
        let beside = self.always.iter().rev().filter_map(|id| self.pack(id));
        let base = self.packs.iter().filter(|known| known.shelf == Shelf::Base);
        let below = beside.chain(base.map(|known| &known.pack));
        self.leading(day).into_iter().chain(below.filter(move |pack| pack.is_in_force(day)))
    }

    /// The rule for a clock on a day, with the pack it comes from.
    pub fn limit_for(
        &self,
        facts: &OrderFacts<'_>,
        kind: ClockKind,
        day: Date,
    ) -> Option<(&PolicyPack, &Rule)> {
        self.in_force(day).find_map(|pack| Some((pack, pack.resolve(facts, kind, day)?)))
    }

    /// The procedures on a day.
    pub fn procedures(&self, day: Date) -> Procedures {
        let found = self.in_force(day).find_map(|pack| pack.procedures.as_ref());
        found.cloned().unwrap_or_default()
    }

    /// Whether a pack may begin to lead on a day.
    ///
    /// # Errors
    /// Why not.
    pub fn may_switch(&self, pack: &str, from: Date, today: Date) -> Result<(), SwitchFault> {
        let pack = self.leaders().find(|known| known.id == pack).ok_or(SwitchFault::Unknown)?;
        if from < today {
            return Err(SwitchFault::Past);
        }
        if !pack.is_in_force(from) {
            return Err(SwitchFault::NotValid);
        }
        if self.leading(from).is_some_and(|leading| leading.id == pack.id) {
            return Err(SwitchFault::Already);
        }
        Ok(())
    }

    /// Every day on which the leading pack changes, with the pack, oldest first.
    pub fn course(&self) -> Vec<(Date, &PolicyPack)> {
        let own = self.own.as_deref().and_then(|id| self.pack(id));
        let begins = own.map(|pack| pack.valid_from);
        let mut days: Vec<Date> = begins.into_iter().collect();
        for switch in &self.switches {
            let ends = self.pack(&switch.pack).and_then(|pack| pack.valid_to);
            days.push(switch.from);
            days.extend(ends.and_then(|day| day.tomorrow().ok()));
        }
        days.sort_unstable();
        days.dedup();
        let mut course: Vec<(Date, &PolicyPack)> = Vec::new();
        for day in days {
            let Some(pack) = self.leading(day) else { continue };
            if course.last().is_none_or(|(_, before)| before.id != pack.id) {
                course.push((day, pack));
            }
        }
        course
    }
}

#[cfg(test)]
mod tests;
