//! The closed lists of the directory as taxonomies. They are ours, and say so.

use serde_json::{Map, Value, json};
use ui::Tr;

use super::id_of;
use crate::domain::words::{Audience, FacilityKind, ServiceGroup, StationType};
use crate::web::words;

/// A closed list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taxonomy {
    /// The nine groups of services.
    Groups,
    /// Whom services are for.
    Audiences,
    /// What is at a station.
    Facilities,
    /// How a station is equipped.
    Types,
}

/// A word of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) taxonomy: Taxonomy,
    code: &'static str,
    label_key: &'static str,
}

impl Taxonomy {
    pub(super) const ALL: [Self; 4] =
        [Self::Groups, Self::Audiences, Self::Facilities, Self::Types];

    fn code(self) -> &'static str {
        match self {
            Self::Groups => "service-groups",
            Self::Audiences => "audiences",
            Self::Facilities => "facilities",
            Self::Types => "station-types",
        }
    }

    fn name_key(self) -> &'static str {
        match self {
            Self::Groups => ui::key("hsds-groups"),
            Self::Audiences => ui::key("hsds-audiences"),
            Self::Facilities => ui::key("hsds-facilities"),
            Self::Types => ui::key("hsds-types"),
        }
    }

    pub(super) fn id(self) -> String {
        id_of("taxonomy", self.code())
    }

    /// Its row.
    pub(super) fn row(self, t: Tr) -> Map<String, Value> {
        object(json!({
            "id": self.id(),
            "name": t.s(self.name_key()),
            "description": t.s("hsds-ours"),
            "version": "1",
        }))
    }
}

impl Term {
    pub(super) fn group(group: ServiceGroup) -> Self {
        Self { taxonomy: Taxonomy::Groups, code: group.as_str(), label_key: words::group(group) }
    }

    pub(super) fn audience(audience: Audience) -> Self {
        let (code, label_key) = (audience.as_str(), words::audience(audience));
        Self { taxonomy: Taxonomy::Audiences, code, label_key }
    }

    pub(super) fn facility(kind: FacilityKind) -> Self {
        let (code, label_key) = (kind.as_str(), words::facility(kind));
        Self { taxonomy: Taxonomy::Facilities, code, label_key }
    }

    pub(super) fn kind(kind: StationType) -> Self {
        Self { taxonomy: Taxonomy::Types, code: kind.as_str(), label_key: words::kind(kind) }
    }

    /// Every term, by taxonomy.
    pub(super) fn all() -> Vec<Self> {
        let groups = ServiceGroup::ALL.iter().map(|word| Self::group(*word));
        let audiences = Audience::ALL.iter().map(|word| Self::audience(*word));
        let facilities = FacilityKind::ALL.iter().map(|word| Self::facility(*word));
        let kinds = StationType::ALL.iter().map(|word| Self::kind(*word));
        groups.chain(audiences).chain(facilities).chain(kinds).collect()
    }

    pub(super) fn id(self) -> String {
        id_of(self.taxonomy.code(), self.code)
    }

    /// Its row.
    pub(super) fn row(self, t: Tr) -> Map<String, Value> {
        object(json!({
            "id": self.id(),
            "code": format!("{}:{}", self.taxonomy.code(), self.code),
            "name": t.s(self.label_key),
            "description": t.s(self.label_key),
            "taxonomy": t.s(self.taxonomy.name_key()),
            "taxonomy_id": self.taxonomy.id(),
            // ISO 639, without the region.
            "language": t.lang().code().split('-').next(),
        }))
    }

    /// With its taxonomy.
    pub(super) fn full(self, t: Tr) -> Map<String, Value> {
        let mut row = self.row(t);
        row.insert("taxonomy_detail".into(), self.taxonomy.row(t).into());
        row
    }

    /// The row that links it to something.
    pub(super) fn link(self, entity: &str, link: &str) -> Map<String, Value> {
        object(json!({
            "id": id_of("attribute", &format!("{link} {}", self.id())),
            "link_id": link,
            "taxonomy_term_id": self.id(),
            "link_type": self.taxonomy.code(),
            "link_entity": entity,
        }))
    }

    /// The link with the term in it.
    pub(super) fn attribute(self, t: Tr, entity: &str, link: &str) -> Value {
        let mut row = self.link(entity, link);
        row.insert("taxonomy_term".into(), self.full(t).into());
        row.into()
    }
}

/// The fields of an object that hold something.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}
