//! The words of the closed lists in the reader's language, and their icons.

use ui::{Tone, key};

use crate::domain::words::{
    Access, Audience, Cost, FacilityKind, HostType, LiveWord, Need, ServiceGroup, StationStatus,
    StationType,
};

/// The message of a need.
pub(crate) fn need(word: Need) -> &'static str {
    match word {
        Need::Power => key("station-need-power"),
        Need::Phone => key("station-need-phone"),
        Need::Water => key("station-need-water"),
        Need::Meal => key("station-need-meal"),
        Need::Toilet => key("station-need-toilet"),
        Need::Rest => key("station-need-rest"),
        Need::Air => key("station-need-air"),
        Need::Repair => key("station-need-repair"),
        Need::Rain => key("station-need-rain"),
        Need::FirstAid => key("station-need-first-aid"),
        Need::Wash => key("station-need-wash"),
        Need::Parking => key("station-need-parking"),
        Need::Nursing => key("station-need-nursing"),
        Need::Wifi => key("station-need-wifi"),
        Need::Lockers => key("station-need-lockers"),
        Need::Access => key("station-need-access"),
        Need::Legal => key("station-need-legal"),
        Need::Health => key("station-need-health"),
        Need::Learning => key("station-need-learning"),
        Need::Children => key("station-need-children"),
        Need::Housing => key("station-need-housing"),
    }
}

/// The message of a facility.
pub(crate) fn facility(word: FacilityKind) -> &'static str {
    match word {
        FacilityKind::Air => key("station-facility-air"),
        FacilityKind::Water => key("station-facility-water"),
        FacilityKind::HotWater => key("station-facility-hot-water"),
        FacilityKind::Seats => key("station-facility-seats"),
        FacilityKind::Microwave => key("station-facility-microwave"),
        FacilityKind::Fridge => key("station-facility-fridge"),
        FacilityKind::PhoneCharging => key("station-facility-phone-charging"),
        FacilityKind::Swap => key("station-facility-swap"),
        FacilityKind::TyrePump => key("station-facility-tyre-pump"),
        FacilityKind::FirstAid => key("station-facility-first-aid"),
        FacilityKind::RainGear => key("station-facility-rain-gear"),
        FacilityKind::Tools => key("station-facility-tools"),
        FacilityKind::Toilet => key("station-facility-toilet"),
        FacilityKind::Nursing => key("station-facility-nursing"),
        FacilityKind::Wifi => key("station-facility-wifi"),
        FacilityKind::Lockers => key("station-facility-lockers"),
        FacilityKind::Books => key("station-facility-books"),
        FacilityKind::Aed => key("station-facility-aed"),
        FacilityKind::Shower => key("station-facility-shower"),
        FacilityKind::Laundry => key("station-facility-laundry"),
        FacilityKind::Parking => key("station-facility-parking"),
        FacilityKind::Meals => key("station-facility-meals"),
        FacilityKind::Beds => key("station-facility-beds"),
    }
}

/// The message of a group of services.
pub(crate) fn group(word: ServiceGroup) -> &'static str {
    match word {
        ServiceGroup::Access => key("station-group-access"),
        ServiceGroup::Rest => key("station-group-rest"),
        ServiceGroup::Meals => key("station-group-meals"),
        ServiceGroup::Power => key("station-group-power"),
        ServiceGroup::Rights => key("station-group-rights"),
        ServiceGroup::Health => key("station-group-health"),
        ServiceGroup::Learning => key("station-group-learning"),
        ServiceGroup::Children => key("station-group-children"),
        ServiceGroup::Housing => key("station-group-housing"),
    }
}

/// The message of an audience.
pub(crate) fn audience(word: Audience) -> &'static str {
    match word {
        Audience::Everyone => key("station-audience-everyone"),
        Audience::NewEmployment => key("station-audience-new-employment"),
        Audience::Drivers => key("station-audience-drivers"),
    }
}

/// The message of a cost.
pub(crate) fn cost(word: Cost) -> &'static str {
    match word {
        Cost::Free => key("station-cost-free"),
        Cost::Paid => key("station-cost-paid"),
    }
}

/// The message of a way to a service.
pub(crate) fn access(word: Access) -> &'static str {
    match word {
        Access::WalkIn => key("station-access-walk-in"),
        Access::Booking => key("station-access-booking"),
    }
}

/// The message of a type of station.
pub(crate) fn kind(word: StationType) -> &'static str {
    match word {
        StationType::Model => key("station-type-model"),
        StationType::Standard => key("station-type-standard"),
        StationType::Distributed => key("station-type-distributed"),
        StationType::DriverHome => key("station-type-driver-home"),
        StationType::Other => key("station-type-other"),
    }
}

/// The message of a type of host.
pub(crate) fn host(word: HostType) -> &'static str {
    match word {
        HostType::New => key("station-host-new"),
        HostType::PartyCentre => key("station-host-party-centre"),
        HostType::Union => key("station-host-union"),
        HostType::Store => key("station-host-store"),
        HostType::Property => key("station-host-property"),
        HostType::Bank => key("station-host-bank"),
        HostType::Metro => key("station-host-metro"),
    }
}

/// The message of a status.
pub(crate) fn status(word: StationStatus) -> &'static str {
    match word {
        StationStatus::Planned => key("station-status-planned"),
        StationStatus::Open => key("station-status-open"),
        StationStatus::Suspended => key("station-status-suspended"),
    }
}

/// The message of a state.
pub(crate) fn live(word: LiveWord) -> &'static str {
    match word {
        LiveWord::Free => key("station-live-free"),
        LiveWord::Few => key("station-live-few"),
        LiveWord::Full => key("station-live-full"),
        LiveWord::Broken => key("station-live-broken"),
        LiveWord::Unknown => key("station-live-unknown"),
    }
}

/// How a state is meant.
pub(crate) fn live_tone(word: LiveWord) -> Tone {
    match word {
        LiveWord::Free => Tone::Ok,
        LiveWord::Few => Tone::Warn,
        LiveWord::Full | LiveWord::Broken => Tone::Bad,
        LiveWord::Unknown => Tone::Neutral,
    }
}
