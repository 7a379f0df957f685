//! The words of these lists in the reader's language.

use ui::key;

use crate::domain::words::{
    CheckResult, CourseKind, MeasureKind, MeasureState, MerchantKind, RoomKind, SceneOrigin,
};

/// The message of a kind of merchant.
pub(super) fn merchant(word: MerchantKind) -> &'static str {
    match word {
        MerchantKind::Food => key("merchant-food"),
        MerchantKind::Shop => key("merchant-shop"),
        MerchantKind::Repair => key("merchant-repair"),
        MerchantKind::Pharmacy => key("merchant-pharmacy"),
        MerchantKind::Barber => key("merchant-barber"),
        MerchantKind::Power => key("merchant-power"),
        MerchantKind::Lodging => key("merchant-lodging"),
        MerchantKind::Other => key("merchant-other"),
    }
}

/// The message of who named a type.
pub(super) fn origin(word: SceneOrigin) -> &'static str {
    match word {
        SceneOrigin::Named => key("scene-origin-named"),
        SceneOrigin::Ours => key("scene-origin-ours"),
    }
}

/// The message of a measure.
pub(super) fn measure(word: MeasureKind) -> &'static str {
    match word {
        MeasureKind::Gate => key("scene-measure-gate"),
        MeasureKind::Signs => key("scene-measure-signs"),
        MeasureKind::MapBoard => key("scene-measure-map-board"),
        MeasureKind::LitNumbers => key("scene-measure-lit-numbers"),
        MeasureKind::Bays => key("scene-measure-bays"),
        MeasureKind::Charging => key("scene-measure-charging"),
        MeasureKind::Rest => key("scene-measure-rest"),
        MeasureKind::Water => key("scene-measure-water"),
        MeasureKind::Toilet => key("scene-measure-toilet"),
        MeasureKind::PickUp => key("scene-measure-pick-up"),
    }
}

/// The message of a state of a measure.
pub(super) fn state(word: MeasureState) -> &'static str {
    match word {
        MeasureState::Done => key("scene-state-done"),
        MeasureState::Planned => key("scene-state-planned"),
    }
}

/// The message of what a check found.
pub(super) fn result(word: CheckResult) -> &'static str {
    match word {
        CheckResult::Met => key("scene-result-met"),
        CheckResult::Unmet => key("scene-result-unmet"),
    }
}

/// The message of a kind of room.
pub(super) fn room(word: RoomKind) -> &'static str {
    match word {
        RoomKind::Single => key("housing-room-single"),
        RoomKind::Shared => key("housing-room-shared"),
        RoomKind::Family => key("housing-room-family"),
    }
}

/// The message of a kind of course.
pub(super) fn course(word: CourseKind) -> &'static str {
    match word {
        CourseKind::Degree => key("course-degree"),
        CourseKind::Skill => key("course-skill"),
        CourseKind::Licence => key("course-licence"),
        CourseKind::Safety => key("course-safety"),
        CourseKind::Evening => key("course-evening"),
    }
}
