//! Words of keeping stations.

use crate::words;

words! {
    /// Who reports the state of a facility.
    pub enum ReportSource: "a source of a report" {
        /// The station's keeper.
        Keeper = "keeper",
        /// A device, through its operator.
        Feed = "feed",
        /// Visitors who agree.
        Visitors = "visitors",
    }
}

words! {
    /// What is counted at a station's door, without a name.
    pub enum VisitKind: "a kind of visit" {
        /// Came to rest.
        Rest = "rest",
        /// Drank or filled a bottle.
        Water = "water",
        /// Warmed or ate a meal.
        Meal = "meal",
        /// Charged or swapped a battery.
        Power = "power",
        /// Went to the toilet or washed.
        Toilet = "toilet",
        /// Asked for advice or help.
        Help = "help",
        /// Asked for something that is not there.
        Missing = "missing",
    }
}

words! {
    /// Where a fault of a station stands.
    pub enum FaultState: "a state of a fault" {
        /// The keeper reported it.
        Reported = "reported",
        /// The district took it up.
        Open = "open",
        /// It is fixed.
        Fixed = "fixed",
        /// It was none.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// Where a correction stands.
    pub enum CorrectionState: "a state of a correction" {
        /// Somebody proposed it.
        Proposed = "proposed",
        /// A named person accepted it.
        Accepted = "accepted",
        /// A named person declined it.
        Declined = "declined",
    }
}

words! {
    /// What of a station a correction is about.
    pub enum CorrectedField: "a field of a station" {
        /// The telephone.
        Phone = "phone",
        /// The opening hours.
        Hours = "hours",
        /// How to find the door.
        Entrance = "entrance",
        /// Something else.
        Other = "other",
    }
}

words! {
    /// What holds for a while instead of the hours.
    pub enum SpecialState: "a state of special hours" {
        /// Open.
        Open = "open",
        /// Closed.
        Closed = "closed",
    }
}
