//! Friendly scenes: compounds, malls and other places that do something for those who deliver.

use places::{Point, RegionCode};

use super::words::{CheckResult, MeasureKind, MeasureState, SceneOrigin};

/// One of the types of scenes. The types are data, so that a city names its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneType {
    /// Short name.
    pub id: String,
    /// Name.
    pub name: String,
    /// Who named it.
    pub origin: SceneOrigin,
    /// What it is, in a sentence.
    pub about: String,
}

/// A line of the acceptance checklist of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneItem {
    /// Short name.
    pub id: String,
    /// The type it belongs to.
    pub scene_type: String,
    /// What must be so.
    pub text: String,
}

/// A friendly scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// Short name.
    pub id: String,
    /// Its type.
    pub scene_type: String,
    /// Name.
    pub name: String,
    /// The community it lies in.
    pub region: RegionCode,
    /// Where it is.
    pub point: Point,
    /// Its address.
    pub address: String,
    /// Who looks after it.
    pub responsible: String,
    /// Whom to call.
    pub phone: String,
    /// The day the agreement was made.
    pub agreed_on: String,
    /// The day it was accepted; empty before.
    pub accepted_on: String,
}

/// Something a scene does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneMeasure {
    /// The scene.
    pub scene: String,
    /// What.
    pub kind: MeasureKind,
    /// How far it is.
    pub state: MeasureState,
    /// Where, or how.
    pub note: String,
}

/// What an acceptance found about a line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SceneCheck {
    /// The scene.
    pub scene: String,
    /// The line.
    pub item: String,
    /// What was found.
    pub result: CheckResult,
    /// When.
    pub checked_on: String,
}
