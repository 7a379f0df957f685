//! `station_records.toml` as written.

use std::path::Path;

use super::Fault;

const FILE: &str = "station_records.toml";

macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Default, serde::Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub(crate) struct $name { $(pub(crate) $field: $type,)+ }
    )+};
}

tables! {
    /// The file.
    StationRecords {
        appeal: Vec<Appeal>,
        need: Vec<Need>,
        quick: Vec<Quick>,
        help: Vec<Help>,
        state: Vec<State>,
        visits: Vec<VisitDay>,
        unassured: Vec<String>,
        fault: Vec<StationFault>,
        stock: Vec<Stock>,
        message: Vec<Message>,
        inspection: Vec<Inspection>,
        hours: Vec<Hours>,
        appointment: Vec<Appointment>,
        benefit: Vec<Benefit>,
        publish: Vec<Publish>,
        rider: Vec<Rider>,
        gate: Vec<Gate>,
        suspension: Vec<Suspension>,
        opening: Vec<Opening>,
        later: Vec<Later>,
    }
    /// An appeal, who works on it and the answer.
    Appeal {
        key: String,
        days_ago: i64,
        kind: String,
        company: String,
        against: String,
        facts: String,
        wanted: String,
        phone: String,
        by: String,
        taken_after: i64,
        answered_after: i64,
        answer: String,
        withdrawn: bool,
    }
    /// A need and its chain.
    Need {
        key: String,
        days_ago: i64,
        topic: String,
        text: String,
        region: String,
        source: String,
        source_ref: String,
        reporter: String,
        // The unit that gets it.
        unit: String,
        plan: String,
        due_in: i64,
        // Who of the unit says that it is done.
        by: String,
        result: String,
        told: String,
        declined: String,
        same_as: String,
    }
    /// A quick report.
    Quick {
        key: String,
        hours_ago: i64,
        kind: String,
        words: String,
        address: String,
        lon: i64,
        lat: i64,
        reporter: String,
        thanked: bool,
    }
    /// Help that was counted.
    Help {
        kind: String,
        reporter: String,
        number: i64,
    }
    /// How a facility stood, and how many minutes ago somebody said so.
    State {
        station: String,
        facility: String,
        said: String,
        free: Option<i64>,
        minutes_ago: i64,
        source: String,
    }
    /// How many come on a usual day for one thing; by types of station.
    VisitDay {
        kind: String,
        model: i64,
        standard: i64,
        other: i64,
    }
    /// Something at a station that does not work.
    StationFault {
        station: String,
        by: String,
        days_ago: i64,
        what: String,
        taken_up_by: String,
        fixed: String,
    }
    /// What is in stock.
    Stock {
        station: String,
        by: String,
        item: String,
        number: i64,
        expires_in: i64,
    }
    /// A message between keeper and district.
    Message {
        station: String,
        by: String,
        days_ago: i64,
        body: String,
    }
    /// An inspection; what failed is to be put right so many days later.
    Inspection {
        station: String,
        by: String,
        days_ago: i64,
        sound: Vec<String>,
        note: String,
        follow_up_in: i64,
    }
    /// Open or closed for a while from the load on.
    Hours {
        station: String,
        by: String,
        state: String,
        why: String,
        from_in_hours: i64,
        hours: i64,
    }
    /// An appointment in so many days (before the load when negative), at a place among the times of that day.
    Appointment {
        key: String,
        calendar: String,
        in_days: i64,
        nth: usize,
        name: String,
        phone: String,
        topic: String,
        adverse: String,
        by: String,
        cleared: bool,
        // `kept`, `missed`, `cancelled` or nothing.
        outcome: String,
    }
    /// An application, and how far it came; on a day of its own or so many days ago.
    Benefit {
        key: String,
        programme: String,
        on: String,
        days_ago: i64,
        name: String,
        phone: String,
        attestor: String,
        // Steps, `VERB@USERNAME` or `VERB@USERNAME:reason`.
        steps: Vec<String>,
    }
    /// A programme's confirmed numbers are made public, or what else `step` says.
    Publish {
        programme: String,
        by: String,
        step: String,
        on: String,
        days_ago: i64,
    }
    /// Somebody with a code, who accepted the house rules of some compounds the day after.
    Rider {
        key: String,
        days_ago: i64,
        name: String,
        phone: String,
        kind: String,
        employer: String,
        compounds: Vec<String>,
    }
    /// A gate with a verifier, and how many come in on a usual day.
    Gate {
        compound: String,
        gate: String,
        name: String,
        made_by: String,
        bound_by: String,
        days_ago: i64,
        usual: i64,
    }
    /// A pass that was suspended; an appeal the day after, and its answer the day after that.
    Suspension {
        rider: String,
        compound: String,
        by: String,
        days_ago: i64,
        days: i64,
        fact: String,
        facts: String,
        wanted: String,
        answered_by: String,
        granted: bool,
        answer: String,
    }
    /// A passage at noon of a day whose line was opened in the afternoon.
    Opening {
        rider: String,
        compound: String,
        gate: String,
        days_ago: i64,
        by: String,
        purpose: String,
        incident: String,
        reason: String,
    }
    /// What happened to an application once its number was public: somebody objects, then steps.
    Later {
        key: String,
        objection: String,
        on: String,
        steps: Vec<String>,
    }
}

impl StationRecords {
    /// The file of a pack; nothing when it has none.
    pub(crate) fn read(dir: &Path) -> Result<Option<Self>, Fault> {
        let path = dir.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(path)?;
        Ok(Some(toml::from_str(&text).map_err(|error| format!("{FILE}: {error}"))?))
    }
}
