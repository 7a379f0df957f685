//! Friendly compounds: loaded from the city pack by difference, and kept at the
//! desk. A compound that the desk has changed is left as the desk has it.
//!
//! | file | columns |
//! | --- | --- |
//! | `friendly_compounds.csv` | compound, property, phone, note, status, opened_on (may be empty) |
//! | `house_rules.csv` | compound, version, valid_from, text |
//! | `compound_gates.csv` | compound, id, name, lon, lat, entrance, hours, contact |
//! | `compound_buildings.csv` | compound, name, units, gate, note |
//! | `compound_bays.csv` | compound, name, lon, lat, spaces, note |
//! | `compound_agreements.csv` | compound, platform, parties, signed_on, valid_to |

mod keep;
mod read;

use std::collections::BTreeSet;

use db::{StoreError, Tx};
use people::Staff;
use places::{Compound, TableChanges};

use super::error::ActError;
use super::state::Stations;
use super::{between, posts, write};
use crate::domain::compound::{
    self as domain, Bay, Building, CompoundAgreement, FriendlyCompound, Gate, HouseRules,
};
use crate::domain::post::Posts;
use crate::store::compound::{self as store, Whole};
use crate::store::{self as tables, Record};

pub use keep::CompoundEdit;
pub(super) use keep::note;
pub(super) use read::read;

/// What is loaded, table by table; what is referred to comes first.
macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident: $type:ty, $of:ident;)+) => {
        /// The files of a city pack. What is faulty is left out of it.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct CompoundPack {
            $($(#[$meta])* pub $name: Vec<$type>,)+
        }

        /// What loading a pack does to each table.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct CompoundChanges {
            $($(#[$meta])* pub $name: TableChanges,)+
        }

        impl CompoundChanges {
            /// Each table with its name.
            pub fn tables(&self) -> Vec<(&'static str, &TableChanges)> {
                vec![$((stringify!($name), &self.$name)),+]
            }
        }

        /// What loading the pack would change.
        ///
        /// # Errors
        /// Any [`StoreError`].
        pub async fn plan_in(
            tx: &mut Tx<'_>,
            pack: &CompoundPack,
        ) -> Result<CompoundChanges, StoreError> {
            let desks: BTreeSet<String> = store::desks(tx).await?.into_iter().collect();
            Ok(CompoundChanges {
                $($name: planned::<$type>(tx, &pack.$name, &desks, |one| &one.$of).await?,)+
            })
        }

        /// Makes the planned changes.
        ///
        /// # Errors
        /// Any [`StoreError`].
        pub async fn apply_in(
            tx: &mut Tx<'_>,
            pack: &CompoundPack,
            changes: &CompoundChanges,
        ) -> Result<(), StoreError> {
            $(write(tx, &pack.$name, &changes.$name).await?;)+
            Ok(())
        }
    };
}

tables! {
    /// `friendly_compounds.csv`.
    friendly_compounds: FriendlyCompound, id;
    /// `house_rules.csv`.
    house_rules: HouseRules, compound;
    /// `compound_gates.csv`.
    compound_gates: Gate, compound;
    /// `compound_buildings.csv`.
    compound_buildings: Building, compound;
    /// `compound_bays.csv`.
    compound_bays: Bay, compound;
    /// `compound_agreements.csv`.
    compound_agreements: CompoundAgreement, compound;
}

impl CompoundPack {
    /// The ids of its compounds.
    pub fn ids(&self) -> BTreeSet<String> {
        self.friendly_compounds.iter().map(|one| one.id.clone()).collect()
    }
}

/// What changes among the rows of compounds that the desk has left alone.
async fn planned<T: Record + Clone>(
    tx: &mut Tx<'_>,
    pack: &[T],
    desks: &BTreeSet<String>,
    compound: fn(&T) -> &String,
) -> Result<TableChanges, StoreError> {
    let mut stored = tables::list::<T>(tx).await?;
    stored.retain(|row| !desks.contains(compound(&row.item)));
    let (own, kept): (Vec<T>, Vec<T>) =
        pack.iter().cloned().partition(|one| !desks.contains(compound(one)));
    let mut changes = between(&stored, &own);
    changes.unchanged += kept.len();
    Ok(changes)
}

/// A compound as a member of staff sees it.
pub struct SeenCompound {
    /// Everything that belongs to it.
    pub whole: Whole,
    /// Where it lies and what it is called.
    pub place: Compound,
    /// What they keep and may do.
    pub posts: Posts,
}

impl SeenCompound {
    /// The community it lies in.
    pub fn region(&self) -> String {
        self.place.community.to_string()
    }
}

impl Stations {
    /// A compound for everybody; planned and closed ones are not there.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn friendly_compound(&self, id: &str) -> Result<(Whole, Compound), ActError> {
        let read = self.app.db.read(id.to_owned(), |tx, id| Box::pin(store::whole(tx, id)));
        let whole: Option<Whole> = read.await?;
        let place = self.atlas.current().compound(id).cloned();
        whole.zip(place).ok_or(ActError::NotFound)
    }

    /// A compound for a member of staff; what they may not see is not found.
    ///
    /// # Errors
    /// [`ActError::NotFound`].
    pub async fn compound_for(&self, staff: &Staff, id: &str) -> Result<SeenCompound, ActError> {
        let (whole, place) = self.friendly_compound(id).await?;
        let posts = posts::of(&self.app.db, staff).await?;
        let seen = SeenCompound { whole, place, posts };
        let place = (id, seen.region());
        let sees = domain::can_see(staff, &seen.posts, &self.rules(), (place.0, &place.1));
        if sees { Ok(seen) } else { Err(ActError::NotFound) }
    }

    /// Whether they keep a compound.
    pub fn keeps_compound(&self, staff: &Staff, seen: &SeenCompound) -> bool {
        let region = seen.region();
        domain::can_keep(staff, &seen.posts, &self.rules(), (&seen.place.id, &region))
    }
}
