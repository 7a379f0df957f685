//! What a new call can be to something that came before: R1 to R6 by name,
//! chosen with one key, and why a kind is not open.

use kernel::time::Instant;
use ui::{Tr, key};

use super::spoken::Facts;
use crate::app::Desk;
use crate::app::repeats::{self, Offered};
use crate::domain::OrderId;
use crate::domain::order::Order;
use crate::domain::repeats::{RepeatFault, RepeatKind};
use crate::web::desk::new::phone_channel;
use crate::web::desk::order::repeat_fault;

/// A way to take a call in.
pub(super) struct Offer {
    /// What the button sends: the order and the kind.
    pub(super) value: String,
    /// What happens.
    pub(super) name: String,
    /// The digit that chooses it, R1 to R6; none for the rest.
    pub(super) digit: &'static str,
}

/// How a chosen offer is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Chosen {
    /// The order that came before.
    pub(in super::super) order: OrderId,
    /// What the call is to it; none for what it plainly is.
    pub(in super::super) kind: Option<RepeatKind>,
    /// Whether several firms each claim money, if that was said.
    pub(in super::super) separate_claims: Option<bool>,
}

impl Chosen {
    /// `order`, `order.kind` or `order.kind.no`.
    pub(in super::super) fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let order = parts.next()?.parse().ok()?;
        let kind = match parts.next() {
            Some(kind) => Some(kind.parse().ok()?),
            None => None,
        };
        let separate_claims = (parts.next() == Some("no")).then_some(false);
        Some(Self { order, kind, separate_claims })
    }
}

/// What a call may be to it, the likeliest first, and why not the rest.
pub(super) fn of(desk: &Desk, t: Tr, row: &Facts, by_person: bool) -> (Vec<Offer>, Vec<String>) {
    let (rules, at) = (desk.rules(), desk.app.now());
    let lead = row.worked();
    if row.order.confidential || lead.confidential {
        return (Vec::new(), vec![t.s(repeat_fault(RepeatFault::Confidential)).into_owned()]);
    }
    let channel = phone_channel(&rules);
    let offered = Offered {
        lead,
        channel: &channel,
        same_person: by_person,
        statutory: row.is_statutory,
        at,
    };
    let mut offers: Vec<Offer> = Vec::new();
    let mut stops = Vec::new();
    if !by_person && row.joins().is_none() {
        // Whoever asks about what is over is told how it ended.
        let name = t.s(key("call-tell")).into_owned();
        offers.push(Offer { value: row.order.id.to_string(), name, digit: "" });
    }
    for (kind, open) in repeats::offers(&rules, &offered) {
        // Beside a matter is where one with statutory clocks goes.
        if kind == RepeatKind::Beside && !row.is_statutory {
            continue;
        }
        match open {
            Ok(()) => offers.push(offer(desk, t, (&row.order, lead), kind, at)),
            Err(fault) => {
                let why = t.s(repeat_fault(fault));
                stops.push(
                    t.a("call-stop", &[("kind", digit(kind).into()), ("why", why.as_ref().into())]),
                );
            }
        }
    }
    offers.sort_by_key(|offer| rank(&offer.value));
    (offers, stops)
}

fn offer(
    desk: &Desk,
    t: Tr,
    (own, lead): (&Order, &Order),
    kind: RepeatKind,
    at: Instant,
) -> Offer {
    let is_claim =
        kind == RepeatKind::JointMatter && repeats::is_about_money(&desk.rules(), lead, at);
    let (name, end) =
        if is_claim { (key("call-kind-joint-claim"), ".no") } else { (kind_name(kind), "") };
    Offer {
        value: format!("{}.{kind}{end}", own.id),
        name: t.s(name).into_owned(),
        digit: digit(kind),
    }
}

/// The plain reading first, then the others by number.
fn rank(value: &str) -> usize {
    let order = [
        RepeatKind::CrossChannel,
        RepeatKind::SamePersonOpen,
        RepeatKind::SamePersonClosed,
        RepeatKind::JointMatter,
        RepeatKind::Reopened,
        RepeatKind::Recurrent,
        RepeatKind::Beside,
    ];
    let kind = Chosen::read(value).and_then(|chosen| chosen.kind);
    kind.and_then(|kind| order.iter().position(|one| *one == kind)).map_or(0, |at| at + 1)
}

fn digit(kind: RepeatKind) -> &'static str {
    match kind {
        RepeatKind::SamePersonOpen => "1",
        RepeatKind::SamePersonClosed => "2",
        RepeatKind::Reopened => "3",
        RepeatKind::CrossChannel => "4",
        RepeatKind::JointMatter => "5",
        RepeatKind::Recurrent => "6",
        RepeatKind::Beside => "7",
    }
}

fn kind_name(kind: RepeatKind) -> &'static str {
    match kind {
        RepeatKind::SamePersonOpen => key("call-kind-same-person-open"),
        RepeatKind::SamePersonClosed => key("call-kind-same-person-closed"),
        RepeatKind::Reopened => key("call-kind-reopened"),
        RepeatKind::CrossChannel => key("call-kind-cross-channel"),
        RepeatKind::JointMatter => key("call-kind-joint-matter"),
        RepeatKind::Recurrent => key("call-kind-recurrent"),
        RepeatKind::Beside => key("call-kind-beside"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_names_the_order_and_what_the_call_is_to_it() {
        let id = "01M842TV36KZ61DQ56XBDDDG25";
        let order = id.parse().unwrap();
        let chosen = |kind, separate_claims| Some(Chosen { order, kind, separate_claims });
        let cases = [
            (id.to_owned(), chosen(None, None)),
            (format!("{id}.reopened"), chosen(Some(RepeatKind::Reopened), None)),
            (format!("{id}.joint_matter.no"), chosen(Some(RepeatKind::JointMatter), Some(false))),
            (format!("{id}.friendship"), None),
            ("nobody".to_owned(), None),
        ];
        for (text, want) in cases {
            assert_eq!(Chosen::read(&text), want, "{text}");
        }
    }
}
