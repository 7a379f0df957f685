//! The directory's nouns, as a city writes them.

pub mod appeal;
pub mod appointment;
pub mod appointment_rules;
pub mod benefit;
pub mod code;
pub mod compound;
pub mod course;
pub mod directory;
pub mod facility;
pub mod holder;
pub mod housing;
pub mod ics;
pub mod ids;
pub mod keeping;
pub mod live;
pub mod merchant;
mod need;
pub mod pass;
pub mod pass_rules;
pub mod post;
pub mod privacy;
pub mod quick;
pub mod register;
pub mod rider_need;
pub mod rules;
pub mod said;
pub mod scene;
pub mod special_hours;
pub mod suspension;
pub mod voice;
pub mod words;

use places::{Point, RegionCode};

use words::{
    Access, Audience, Cost, FacilityKind, HostType, OrganisationKind, ServiceGroup, StationStatus,
    StationType,
};

/// Who gives services or answers for stations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// Short name.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Whom to call.
    pub phone: String,
    /// What it does, in a sentence.
    pub about: String,
}

/// One of the things that are given, wherever that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Short name.
    pub id: String,
    /// Who gives it.
    pub organisation: String,
    /// Its group.
    pub group: ServiceGroup,
    /// Name.
    pub name: String,
    /// What it is, in a sentence.
    pub about: String,
    /// For whom.
    pub audience: Audience,
    /// Whether it costs something.
    pub cost: Cost,
    /// How one comes to it.
    pub access: Access,
}

/// The four who answer for a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parties {
    /// 部门指导: an organisation of the directory.
    pub guiding: String,
    /// 企业保障: an organisation of the directory.
    pub enterprise: String,
    /// 属地支持: the street or town.
    pub territorial: String,
    /// 门店参与: the place that hosts it.
    pub store: String,
}

/// A place to rest and be helped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Station {
    /// The number on its board.
    pub code: String,
    /// Name.
    pub name: String,
    /// The brand it belongs to.
    pub brand: String,
    /// How it is equipped.
    pub kind: StationType,
    /// What it is attached to.
    pub host_type: HostType,
    /// The name of that.
    pub host: String,
    /// The community it lies in.
    pub region: RegionCode,
    /// Where it is.
    pub point: Point,
    /// Its address.
    pub address: String,
    /// How to find the door.
    pub entrance: String,
    /// Its hours, in the kernel's grammar and plain form.
    pub hours: String,
    /// Whom to call.
    pub phone: String,
    /// Who answers for it.
    pub parties: Parties,
    /// Where it stands.
    pub status: StationStatus,
    /// Since when it is there.
    pub opened_on: String,
    /// The day somebody last said that all this is right.
    pub assured_on: String,
}

/// A kind of thing at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facility {
    /// The station's number.
    pub station: String,
    /// What.
    pub kind: FacilityKind,
    /// How many.
    pub count: i64,
}

/// A service at a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationService {
    /// The station's number.
    pub station: String,
    /// The service's short name.
    pub service: String,
    /// Its own hours; empty when it is given whenever the station is open.
    pub hours: String,
}
