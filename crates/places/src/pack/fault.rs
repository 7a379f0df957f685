//! What is wrong in a file of a city pack, and where.

/// A fault in a file. The words come from the message catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// File name inside the pack's directory.
    pub file: String,
    /// Line, counted from 1; 0 when the file as a whole is meant.
    pub line: u64,
    /// What is wrong.
    pub problem: Problem,
    /// Named values for the message.
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault at a line.
    pub fn new(
        file: &str,
        line: u64,
        problem: Problem,
        args: &[(&'static str, &dyn ToString)],
    ) -> Self {
        let args = args.iter().map(|(name, value)| (*name, value.to_string())).collect();
        Self { file: file.to_owned(), line, problem, args }
    }
}

macro_rules! problems {
    ($($(#[$meta:meta])* $name:ident = $key:literal;)*) => {
        /// The kinds of fault a file of a city pack can have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Problem { $($(#[$meta])* $name),* }

        impl Problem {
            /// Every problem.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The message key.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key),* }
            }
        }
    };
}

problems! {
    /// The file is not there or cannot be opened. `reason`
    Unreadable = "place-fault-unreadable";
    /// The file is not UTF-8.
    NotUtf8 = "place-fault-not-utf8";
    /// A CSV row does not fit the header. `reason`
    BadRow = "place-fault-bad-row";
    /// The header lacks a column. `column`
    ColumnMissing = "place-fault-column-missing";
    /// A value must not be empty. `column`
    ValueMissing = "place-fault-value-missing";
    /// Not a 12-digit region code. `column`, `value`
    BadRegionCode = "place-fault-bad-region-code";
    /// Not a 15-digit grid code. `column`, `value`
    BadGridCode = "place-fault-bad-grid-code";
    /// Not a kind of region. `column`, `value`
    BadKind = "place-fault-bad-kind";
    /// Not a date. `column`, `value`
    BadDate = "place-fault-bad-date";
    /// Not a whole number from 0. `column`, `value`
    BadNumber = "place-fault-bad-number";
    /// Not a longitude or latitude. `column`, `value`
    BadCoordinate = "place-fault-bad-coordinate";
    /// The code or id stands in the file already. `value`, `line`
    Duplicate = "place-fault-duplicate";
    /// The code's digits do not fit the kind. `code`, `kind`
    KindMismatch = "place-fault-kind-mismatch";
    /// The parent is not in the file. `code`, `parent`
    UnknownParent = "place-fault-unknown-parent";
    /// The parent does not stand above. `code`, `parent`
    ParentNotAbove = "place-fault-parent-not-above";
    /// No region is without a parent.
    NoRoot = "place-fault-no-root";
    /// A second region is without a parent. `code`
    SecondRoot = "place-fault-second-root";
    /// The region ends before it begins. `code`
    EndsBeforeStart = "place-fault-ends-before-start";
    /// The successor is not in the file or is the region itself. `code`, `successor`
    UnknownSuccessor = "place-fault-unknown-successor";
    /// Not GeoJSON as expected. `reason`
    BadGeojson = "place-fault-bad-geojson";
    /// The feature has another kind of geometry than the file is for.
    WrongGeometry = "place-fault-wrong-geometry";
    /// A ring does not end where it began. `key`
    RingOpen = "place-fault-ring-open";
    /// A ring has fewer than three corners. `key`
    RingTooShort = "place-fault-ring-too-short";
    /// A border crosses itself. `key`
    RingCrossesItself = "place-fault-ring-crosses-itself";
    /// A feature names something the other file does not have. `value`
    UnknownFeature = "place-fault-unknown-feature";
    /// The community is not in regions.csv. `value`
    UnknownCommunity = "place-fault-unknown-community";
    /// The community is not the one the grid's code names. `code`, `community`
    CommunityMismatch = "place-fault-community-mismatch";
    /// The grid is not in grids.geojson. `value`
    UnknownGrid = "place-fault-unknown-grid";
    /// Two grids share ground. `code`, `other`, `square-metres`
    Overlap = "place-fault-overlap";
    /// Ground of a community lies in none of its grids. `code`, `square-metres`, `lon`, `lat`
    Gap = "place-fault-gap";
    /// A hole between grids lies in none. `square-metres`, `lon`, `lat`
    Hole = "place-fault-hole";
    /// A grid reaches out of its community. `code`, `square-metres`
    OutsideCommunity = "place-fault-outside-community";
    /// The compound's point does not lie in its grid. `value`, `grid`
    OutsideGrid = "place-fault-outside-grid";
}
