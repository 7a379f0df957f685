//! `records.toml` as written.

use std::path::Path;

use super::Fault;

macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $(#[serde(default)] pub(crate) $field: $type,)+ }
    )+};
}

tables! {
    /// The file.
    Records {
        transfer: Vec<Transfer>,
        petition: Vec<Petition>,
        reception: Vec<Reception>,
        topic: Vec<Topic>,
        class: Vec<Class>,
        item: Vec<Item>,
    }
    /// A matter handed between lines.
    Transfer {
        direction: String,
        line: String,
        mode: String,
        urgent: bool,
        matter: String,
        address: String,
        ref_no: Option<String>,
        hours_ago: i64,
        accepted: Option<String>,
        returned: Option<String>,
        result: Option<String>,
    }
    /// A petition and its steps, `VERB@DAYS`.
    Petition {
        key: String,
        channel: String,
        kind: String,
        content: String,
        name: String,
        phone: String,
        people: Count,
        representatives: Vec<String>,
        days_ago: i64,
        unit: String,
        accused: Option<String>,
        steps: Vec<String>,
        facts: String,
        opinion: String,
        basis: String,
        outcome: String,
        reason: String,
    }
    /// A reception day and what its visitors want.
    Reception {
        host_kind: String,
        host: String,
        unit: String,
        place: String,
        topics: String,
        in_days: i64,
        hour: i64,
        hours: i64,
        slot_minutes: i64,
        capacity: i64,
        bookings: Vec<String>,
    }
    /// A monthly topic; parts are `kind:text:unit`.
    Topic {
        mode: String,
        months_ago: i64,
        theme: String,
        intro: String,
        unit: String,
        state: String,
        report: Option<String>,
        parts: Vec<String>,
    }
    /// A class of cases.
    Class {
        name: String,
        category: String,
        words: String,
        root_cause: String,
        action: String,
        unit: String,
        acted_days_ago: Option<i64>,
    }
    /// An item of a list of a place.
    Item {
        list: String,
        region: String,
        kind: String,
        title: String,
        detail: String,
        households: Option<i64>,
        unit: Option<String>,
        due_in: Option<i64>,
        state: String,
        result: Option<String>,
    }
}

/// People concerned; one where the file does not say.
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(transparent)]
pub(crate) struct Count(pub(crate) i64);

impl Default for Count {
    fn default() -> Self {
        Self(1)
    }
}

impl Records {
    /// The file of a folder, where it has one.
    pub(crate) fn read(dir: &Path) -> Result<Option<Self>, Fault> {
        let path = dir.join("records.toml");
        if !path.exists() {
            return Ok(None);
        }
        Ok(Some(toml::from_str(&std::fs::read_to_string(path)?)?))
    }

    /// How many records it holds.
    pub(crate) fn count(&self) -> usize {
        self.transfer.len()
            + self.petition.len()
            + self.reception.len()
            + self.topic.len()
            + self.class.len()
            + self.item.len()
    }
}
