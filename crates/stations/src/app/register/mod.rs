//! The rest of a city's register beside its stations: merchants with offers, friendly scenes,
//! housing, courses. Loaded by difference like the directory.

mod read;

use db::{StoreError, Tx};
use kernel::calendar::WorkCalendar;
use kernel::hours::SchoolHolidays;
use places::TableChanges;

use super::{between, write};
use crate::domain::course::Course;
use crate::domain::housing::{House, Room};
use crate::domain::merchant::{Merchant, Offer};
use crate::domain::register::Register;
use crate::domain::scene::{Scene, SceneCheck, SceneItem, SceneMeasure, SceneType};
use crate::store::{self, Record};

pub(super) use read::read;

/// What is loaded, table by table; what is referred to comes first.
macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident: $type:ty,)+) => {
        /// The files of a city pack. What is faulty is left out of it.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct RegisterPack {
            $($(#[$meta])* pub $name: Vec<$type>,)+
        }

        /// What loading a pack does to each table.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct RegisterChanges {
            $($(#[$meta])* pub $name: TableChanges,)+
        }

        impl RegisterChanges {
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
            pack: &RegisterPack,
        ) -> Result<RegisterChanges, StoreError> {
            Ok(RegisterChanges {
                $($name: between(&store::list::<$type>(tx).await?, &pack.$name),)+
            })
        }

        /// Makes the planned changes.
        ///
        /// # Errors
        /// Any [`StoreError`].
        pub async fn apply_in(
            tx: &mut Tx<'_>,
            pack: &RegisterPack,
            changes: &RegisterChanges,
        ) -> Result<(), StoreError> {
            $(write(tx, &pack.$name, &changes.$name).await?;)+
            Ok(())
        }
    };
}

tables! {
    /// `merchants.csv`.
    merchants: Merchant,
    /// `offers.csv`.
    offers: Offer,
    /// `scene_types.csv`.
    scene_types: SceneType,
    /// `scene_items.csv`.
    scene_items: SceneItem,
    /// `scenes.csv`.
    scenes: Scene,
    /// `scene_measures.csv`.
    scene_measures: SceneMeasure,
    /// `scene_checks.csv`.
    scene_checks: SceneCheck,
    /// `houses.csv`.
    houses: House,
    /// `rooms.csv`.
    rooms: Room,
    /// `courses.csv`.
    courses: Course,
}

/// Every row that is not closed, as one snapshot.
///
/// # Errors
/// Any [`StoreError`].
pub async fn snapshot(
    tx: &mut Tx<'_>,
    calendars: (WorkCalendar, SchoolHolidays),
) -> Result<Register, StoreError> {
    let rows = crate::domain::register::Rows {
        merchants: open(tx).await?,
        offers: open(tx).await?,
        scene_types: open(tx).await?,
        scene_items: open(tx).await?,
        scenes: open(tx).await?,
        scene_measures: open(tx).await?,
        scene_checks: open(tx).await?,
        houses: open(tx).await?,
        rooms: open(tx).await?,
        courses: open(tx).await?,
        changed_at: store::register::newest(tx).await?,
    };
    Ok(Register::new(rows, calendars))
}

async fn open<T: Record>(tx: &mut Tx<'_>) -> Result<Vec<T>, StoreError> {
    let rows = store::list::<T>(tx).await?;
    Ok(rows.into_iter().filter(|row| !row.is_closed).map(|row| row.item).collect())
}
