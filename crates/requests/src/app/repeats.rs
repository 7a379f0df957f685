//! Repeats: what is known of both orders, what being joined writes beside the
//! order, and taking it out again with everything as it was.

use db::{StoreError, Tx};
use kernel::policy::ClockKind;
use kernel::time::{DAY_US, HOUR_US, Instant};
use people::RequesterRef;

use super::OrderError;
use super::apply::{Scene, apply, with_dues};
use crate::domain::change::{Change, Command, NewRepeat, Refusal, decide};
use crate::domain::order::{InvalidTransition, Order, OrderState, Verb};
use crate::domain::recusal::{Recusal, RecusalCause, RecusalId, RecusalState};
use crate::domain::repeats::{self, RepeatFacts, RepeatFault, RepeatKind};
use crate::domain::{ReplyId, rules::Rules};
use crate::store::clock::ClockRow;
use crate::store::link::LinkRow;
use crate::store::reply::ReplyRow;
use crate::store::urge::{self, UrgeRow};
use crate::store::{clock, joint, link, order, recusal, reply, request};

/// State and clocks of an order before it was joined to another.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Before {
    state: OrderState,
    clocks: Vec<ClockRow>,
}

/// Turns a plain join into the kind of repeat it is, and checks whatever a
/// person says is a repeat.
pub(super) async fn prepared(
    tx: &mut Tx<'_>,
    rules: &Rules,
    (before, at): (&Order, Instant),
    command: Command,
) -> Result<Command, OrderError> {
    let (mut new, is_plain) = match command {
        Command::Link { lead } => {
            let (kind, text) = (RepeatKind::JointMatter, String::new());
            (NewRepeat { lead, kind, text, separate_claims: None }, true)
        }
        Command::Repeat(new) => (new, false),
        other => return Ok(other),
    };
    if new.lead == before.id {
        return Err(Refusal::LinkToSelf.into());
    }
    if before.confidential {
        return Err(Refusal::Confidential.into());
    }
    let lead = order::get(tx, new.lead).await?.ok_or(OrderError::Unknown("order"))?;
    // A confidential order and a part are not there to be named.
    if lead.confidential || !lead.is_whole() {
        return Err(OrderError::Unknown("order"));
    }
    let facts = facts(tx, rules, (before, &lead), &new, at).await?;
    if is_plain {
        new.kind = repeats::plain_kind(&facts);
    }
    if new.kind.merges() {
        can_be_joined(tx, before, &lead).await?;
    }
    repeats::check(new.kind, &facts).map_err(Refusal::from)?;
    if new.kind == RepeatKind::SamePersonClosed && new.text.trim().is_empty() {
        new.text = result_of(tx, &lead).await?;
    }
    Ok(Command::Repeat(new))
}

/// An earlier order as a new call sees it.
pub(crate) struct Offered<'a> {
    /// The order that would be named.
    pub(crate) lead: &'a Order,
    /// The channel of the call.
    pub(crate) channel: &'a str,
    /// The caller was found in the vault by their own number.
    pub(crate) same_person: bool,
    /// The order has clocks set by statute.
    pub(crate) statutory: bool,
    /// The present.
    pub(crate) at: Instant,
}

/// What a new call may be to an earlier order, and why not the rest. It is
/// checked again when the call is kept.
pub(crate) fn offers(
    rules: &Rules,
    offered: &Offered<'_>,
) -> Vec<(RepeatKind, Result<(), RepeatFault>)> {
    let Offered { lead, channel, same_person, statutory, at } = *offered;
    let procedures = rules.procedures(at.day());
    let window = procedures.map_or(0, |rules| rules.cross_channel_days) * DAY_US;
    let facts = |kind: RepeatKind| RepeatFacts {
        same_person,
        lead_done: lead.is_settled(),
        may_lead: lead.may_lead(),
        same_channel: lead.channel == channel,
        within_window: at.since(lead.received_at).abs() <= window,
        has_new: kind == RepeatKind::Reopened,
        confidential: lead.confidential,
        statutory,
        about_money: false,
        // The button of a claim for money says that it is not several firms'.
        separate_claims: Some(false),
    };
    RepeatKind::ALL.iter().map(|kind| (*kind, repeats::check(*kind, &facts(*kind)))).collect()
}

/// Whether a matter is of a kind in which money is claimed.
pub(crate) fn is_about_money(rules: &Rules, order: &Order, at: Instant) -> bool {
    let procedures = rules.procedures(at.day());
    procedures.is_some_and(|rules| rules.is_about_money(order.category_code.as_deref()))
}

/// A joined order is closed by what it waits for, never by itself.
pub(super) fn check_close(order: &Order, command: &Command) -> Result<(), OrderError> {
    let by_itself = matches!(command, Command::Close) && order.state == OrderState::RepeatLinked;
    let fault = InvalidTransition { state: order.state, verb: Verb::Close };
    if by_itself { Err(Refusal::Transition(fault).into()) } else { Ok(()) }
}

/// A chain of joined orders would hide who waits for what; and what is shared
/// with other units or on offer is settled first.
async fn can_be_joined(tx: &mut Tx<'_>, before: &Order, lead: &Order) -> Result<(), OrderError> {
    let waits = |order: &Order| order.state == OrderState::RepeatLinked;
    let is_led = order::linked_to(tx, before.id).await?.iter().any(waits);
    let parts = joint::parts(tx, before.id).await?;
    let is_shared = parts.iter().any(|part| !part.state.is_done());
    if !lead.may_lead() {
        return Err(Refusal::CannotLead.into());
    }
    if is_led {
        return Err(Refusal::Leads.into());
    }
    if is_shared || before.offered_unit_id.is_some() {
        return Err(OrderError::Unknown("order"));
    }
    Ok(())
}

/// What is known of both. Whether they are one person is asked of the vault,
/// which counts the question and answers yes or no.
async fn facts(
    tx: &mut Tx<'_>,
    rules: &Rules,
    (before, lead): (&Order, &Order),
    new: &NewRepeat,
    at: Instant,
) -> Result<RepeatFacts, OrderError> {
    let procedures = rules.procedures(at.day());
    let window = procedures.map_or(0, |rules| rules.cross_channel_days) * DAY_US;
    Ok(RepeatFacts {
        same_person: same_person(tx, before, lead).await?,
        lead_done: lead.is_settled(),
        may_lead: lead.may_lead(),
        same_channel: before.channel == lead.channel,
        within_window: before.received_at.since(lead.received_at).abs() <= window,
        has_new: new.kind == RepeatKind::Reopened && !new.text.trim().is_empty(),
        confidential: before.confidential || lead.confidential,
        statutory: is_statutory(tx, before).await? || is_statutory(tx, lead).await?,
        about_money: [before, lead].iter().any(|order| is_about_money(rules, order, at)),
        separate_claims: new.separate_claims,
    })
}

async fn same_person(tx: &mut Tx<'_>, one: &Order, two: &Order) -> Result<bool, OrderError> {
    let mut refs = Vec::new();
    for order in [one, two] {
        let row = request::get(tx, order.request_id).await?.ok_or(OrderError::NotFound)?;
        refs.extend(row.requester_ref.map(RequesterRef));
    }
    let [one, two] = refs[..] else { return Ok(false) };
    Ok(people::vault::same_person(tx, one, two).await?)
}

/// Clocks that a law sets for the person, not the city for its desk.
const STATUTORY: [ClockKind; 6] = [
    ClockKind::PetitionNotice,
    ClockKind::PetitionObjection,
    ClockKind::PetitionHandle,
    ClockKind::ReviewRequest,
    ClockKind::Review1,
    ClockKind::Review2,
];

pub(crate) async fn is_statutory(tx: &mut Tx<'_>, order: &Order) -> Result<bool, StoreError> {
    let rows = clock::of_order(tx, order.id).await?;
    Ok(rows.iter().any(|row| STATUTORY.iter().any(|kind| row.kind == kind.as_str())))
}

/// The public answer an order ended with.
pub(super) async fn result_of(tx: &mut Tx<'_>, order: &Order) -> Result<String, OrderError> {
    let replies = reply::of_order(tx, order.id).await?;
    let approved = replies.iter().rev().find(|row| row.state == "approved");
    if let Some(row) = approved {
        return Ok(row.text_public.clone());
    }
    let notes = crate::store::note::of_order(tx, order.id).await?;
    let told = notes.iter().rev().find(|note| note.audience == "requester");
    Ok(told.map(|note| note.text.clone()).unwrap_or_default())
}

/// Keeps what it takes to undo a join; called before the order changes.
pub(super) async fn record(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    before: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    let Command::Repeat(new) = command else { return Ok(()) };
    let clocks = clock::of_order(tx, before.id).await?;
    let snapshot = Before { state: before.state, clocks };
    let snapshot = serde_json::to_string(&snapshot).map_err(|error| corrupt(before, &error))?;
    let row = LinkRow {
        id: scene.ids.mint(scene.at),
        order_id: before.id,
        lead_id: new.lead,
        kind: new.kind,
        linked_at: scene.at,
        linked_by: scene.account(),
        before: snapshot,
        ended_at: None,
    };
    link::insert(tx, &row).await?;
    if new.kind == RepeatKind::Reopened {
        bar_earlier_handlers(tx, scene, before, new).await?;
    }
    Ok(())
}

/// Whoever wrote the earlier answer does not work on what comes back, unless
/// the desk decides otherwise.
async fn bar_earlier_handlers(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    new: &NewRepeat,
) -> Result<(), OrderError> {
    let replies = reply::of_order(tx, new.lead).await?;
    let mut authors: Vec<_> = replies.iter().map(|row| row.author_id).collect();
    authors.sort_unstable();
    authors.dedup();
    for author in authors {
        let row = Recusal {
            id: RecusalId(scene.ids.mint(scene.at)),
            order_id: order.id,
            account_id: author,
            cause: RecusalCause::HandledBefore,
            state: RecusalState::Asked,
            reason: String::new(),
            asked_at: scene.at,
            decided_at: None,
        };
        recusal::insert(tx, &row).await?;
    }
    Ok(())
}

/// Taking an order out again: state and clocks exactly as they stood when it
/// was joined. What was joined before such records were kept gets fresh time.
pub(super) async fn restored(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    mut change: Change,
) -> Result<Change, OrderError> {
    let id = change.order.id;
    let Some(row) = link::open(tx, id).await? else { return Ok(change) };
    let before: Before =
        serde_json::from_str(&row.before).map_err(|error| corrupt(&change.order, &error))?;
    for row in &before.clocks {
        clock::upsert(tx, row).await?;
    }
    link::end(tx, id, scene.at, scene.account()).await?;
    change.clocks.clear();
    change.order.state = before.state;
    change.order = with_dues(change.order, &before.clocks);
    Ok(change)
}

fn corrupt(order: &Order, error: &serde_json::Error) -> OrderError {
    OrderError::Clock { order: order.id.to_string(), kind: "link".into(), fault: error.to_string() }
}

/// After an order became a repeat: what the earlier order gets from it.
pub(super) async fn follow(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    order: &Order,
    new: &NewRepeat,
) -> Result<(), OrderError> {
    if !new.kind.merges() {
        return Ok(());
    }
    let lead = order::get(tx, new.lead).await?.ok_or(OrderError::NotFound)?;
    if new.kind == RepeatKind::JointMatter {
        // The answer is there already: this one gets it at once.
        if matches!(lead.state, OrderState::ToCallback | OrderState::CalledBack) {
            share_reply(tx, scene, &lead, order).await?;
        }
        return Ok(());
    }
    let row = request::get(tx, order.request_id).await?.ok_or(OrderError::NotFound)?;
    let words: String = row.content.chars().take(crate::domain::change::TEXT_MAX).collect();
    let command = Command::FollowUp { text: words, from: Some(order.id) };
    let mut change = decide(&lead, &command, scene.at)?;
    if let Some(urge) = urged(tx, scene, &lead).await? {
        change.body["urge"] = serde_json::json!(urge);
    }
    apply(tx, scene, &lead, change).await?;
    Ok(())
}

/// Whoever asks again presses for the order, as often as the policy lets them:
/// it counts as an urge of theirs.
async fn urged(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    lead: &Order,
) -> Result<Option<kernel::id::Id>, OrderError> {
    let terms = scene.rules.policies.procedures(scene.at.day());
    let pause = i64::from(terms.urge_every_hours) * HOUR_US;
    let last = urge::last(tx, lead.id, true).await?;
    if !lead.state.allows(Verb::Urge) || last.is_some_and(|last| scene.at.since(last) < pause) {
        return Ok(None);
    }
    let row = UrgeRow {
        id: scene.ids.mint(scene.at),
        order_id: lead.id,
        at: scene.at,
        by_requester: true,
        account_id: None,
        unit_id: lead.unit_id,
    };
    urge::insert(tx, &row).await?;
    super::procedure::tell_unit(tx, scene, lead.id, lead.unit_id, "urged").await?;
    Ok(Some(row.id))
}

/// The lead's answer went out: everyone who asked the same gets it as their
/// own, and is asked what they think of it.
pub(super) async fn share_with_members(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    lead: &Order,
) -> Result<(), OrderError> {
    for member in order::linked_to(tx, lead.id).await? {
        let waits = member.state == OrderState::RepeatLinked;
        if waits && member.repeat_kind == Some(RepeatKind::JointMatter) {
            share_reply(tx, scene, lead, &member).await?;
        }
    }
    Ok(())
}

async fn share_reply(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    lead: &Order,
    member: &Order,
) -> Result<(), OrderError> {
    let replies = reply::of_order(tx, lead.id).await?;
    let approved = replies.into_iter().rev().find(|row| row.state == "approved");
    let Some(given) = approved else { return Ok(()) };
    let own = ReplyRow {
        id: ReplyId(scene.ids.mint(scene.at)),
        order_id: member.id,
        // What stays inside stays with the order that was worked.
        text_internal: String::new(),
        submitted_at: scene.at,
        ..given
    };
    reply::insert(tx, &own).await?;
    // Its own judgement is asked from now on: it cannot be taken out unheard.
    link::end(tx, member.id, scene.at, scene.account()).await?;
    let command = Command::ShareReply { unit: own.unit_id };
    let change = decide(member, &command, scene.at)?;
    apply(tx, scene, member, change).await?;
    Ok(())
}

/// The lead ended without a unit's answer: whoever asked the same goes on
/// with their own order, as it stood.
pub(super) async fn release_members(
    tx: &mut Tx<'_>,
    scene: &Scene<'_>,
    lead: &Order,
) -> Result<(), OrderError> {
    for member in order::linked_to(tx, lead.id).await? {
        let waits = member.state == OrderState::RepeatLinked;
        if waits && member.repeat_kind == Some(RepeatKind::JointMatter) {
            let change = decide(&member, &Command::Unlink, scene.at)?;
            let change = restored(tx, scene, change).await?;
            apply(tx, scene, &member, change).await?;
        }
    }
    Ok(())
}

/// Sending back what came back: to the same unit only with a word on who
/// works on it this time.
pub(super) async fn check_dispatch(
    tx: &mut Tx<'_>,
    order: &Order,
    command: &Command,
) -> Result<(), OrderError> {
    let Command::Dispatch(dispatch) = command else { return Ok(()) };
    if order.repeat_kind != Some(RepeatKind::Reopened) || !dispatch.text.trim().is_empty() {
        return Ok(());
    }
    let Some(lead) = order.repeat_of else { return Ok(()) };
    let earlier = order::get(tx, lead).await?;
    if earlier.is_some_and(|earlier| earlier.unit_id == Some(dispatch.unit)) {
        return Err(Refusal::SameUnitAgain.into());
    }
    Ok(())
}
