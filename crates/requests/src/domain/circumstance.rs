//! Who asks, for whom, and where it started, when that is out of the ordinary:
//! riders, enterprises, somebody who speaks for an elder, a matter found
//! before anyone complained.

use kernel::time::Instant;

use super::words::Origin;
use super::{OrderId, RequestId};
use crate::words;
use people::record::{Fault, FaultKind, text};

/// Longest words about a trigger, a relation or a consent.
pub const TEXT_MAX: usize = 300;

words! {
    /// Who asks.
    pub enum RequesterType: "a type of requester" {
        /// A person.
        Person = "person",
        /// 新就业群体: a rider, courier or driver.
        Rider = "rider",
        /// 企业
        Enterprise = "enterprise",
    }
}

words! {
    /// What made the desk act before anyone complained.
    pub enum TriggerKind: "a kind of trigger" {
        /// A patrol found it.
        Patrol = "patrol",
        /// A forecast or a season makes it likely.
        Forecast = "forecast",
        /// Earlier requests of the same place and subject point to it.
        HotSpot = "hot_spot",
        /// A visit to somebody who does not ask for themselves.
        Visit = "visit",
        /// A notice of another body.
        Notice = "notice",
    }
}

/// The circumstances of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstance {
    /// The request.
    pub request_id: RequestId,
    /// Its order.
    pub order_id: OrderId,
    /// Who asks.
    pub requester_type: RequesterType,
    /// Where it started.
    pub origin: Origin,
    /// What set it off.
    pub trigger_kind: Option<TriggerKind>,
    /// In words.
    pub trigger_text: Option<String>,
    /// Who speaks for the requester, in the vault.
    pub proxy_ref: Option<kernel::id::Id>,
    /// What they are to each other.
    pub proxy_relation: Option<String>,
    /// How the requester agreed.
    pub consent: Option<String>,
    /// When it was written down.
    pub recorded_at: Instant,
}

/// What is told about it.
#[derive(Debug, Clone)]
pub struct Told {
    /// Who asks.
    pub requester_type: RequesterType,
    /// Where it started.
    pub origin: Origin,
    /// What set it off.
    pub trigger_kind: Option<TriggerKind>,
    /// In words.
    pub trigger_text: String,
    /// Somebody speaks for the requester.
    pub is_proxy: bool,
    /// What they are to each other.
    pub proxy_relation: String,
    /// How the requester agreed.
    pub consent: String,
}

impl Told {
    /// Checks it: what was found before a complaint names its trigger; who
    /// speaks for another says how that other agreed.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(mut self) -> Result<Self, Fault> {
        if self.origin == Origin::OnComplaint {
            self.trigger_kind = None;
            self.trigger_text.clear();
        } else {
            if self.trigger_kind.is_none() {
                return Err(Fault::new("trigger_kind", FaultKind::Missing));
            }
            self.trigger_text = text("trigger_text", &self.trigger_text, TEXT_MAX)?;
        }
        if self.is_proxy {
            self.proxy_relation = text("proxy_relation", &self.proxy_relation, TEXT_MAX)?;
            self.consent = text("consent", &self.consent, TEXT_MAX)?;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_and_a_consent_are_told_where_they_must_be() {
        let told = |origin, trigger_kind, is_proxy, consent: &str| {
            let told = Told {
                requester_type: RequesterType::Person,
                origin,
                trigger_kind,
                trigger_text: "入户走访".into(),
                is_proxy,
                proxy_relation: "女儿".into(),
                consent: consent.into(),
            };
            told.check().err().map(|fault| fault.field)
        };
        assert_eq!(told(Origin::OnComplaint, None, false, ""), None);
        assert_eq!(told(Origin::BeforeComplaint, None, false, ""), Some("trigger_kind"));
        assert_eq!(told(Origin::SelfInitiated, Some(TriggerKind::Visit), false, ""), None);
        assert_eq!(told(Origin::OnComplaint, None, true, ""), Some("consent"));
        assert_eq!(told(Origin::OnComplaint, None, true, "当面同意"), None);
    }
}
