//! Hot topics, kept up order by order and built anew every night: links from
//! the engine, topics from links, their course from one to the next, and how
//! hot they are.
//!
//! How many persons stand behind a topic is asked of the vault, which only
//! ever says whether somebody was counted already.

pub mod decide;
mod figures;
mod place;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use db::{StoreError, Tx};
use kernel::id::{Id, Ids};
use kernel::ports::{TopicLink, TopicText, Topics};
use kernel::time::{DAY_US, Instant, SECOND_US};

use super::Desk;
use crate::domain::OrderId;
use crate::domain::hot_topic::heat::HotTopicRule;
use crate::domain::hot_topic::lineage::{Heir, trace};
use crate::domain::hot_topic::{HotTopicId, TurnKind};
use crate::store::category_model::{self, NewProposal};
use crate::store::hot_link::{self, Cursor, HotText, NewLink};
use crate::store::hot_topic::{self, Turn};

/// Orders read at once.
const PAGE: i64 = 100;
/// Orders linked in one round at most. What hangs together is grouped anew once for all of them:
/// when a whole town asks the same, that is thousands.
const ROUND: usize = 500;
/// Earlier orders each is held against.
const CANDIDATES: usize = 48;
/// Weaker links are not kept. They could join nothing, and of a mean they are
/// a small part.
const LINK_MIN_MILLI: u16 = 200;
/// Orders of other machines may come a little late.
const LOOK_BACK_US: i64 = 10 * SECOND_US;

/// What a round did.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Looked {
    /// Orders looked at.
    pub orders: usize,
    /// Topics whose figures were worked out.
    pub topics: usize,
    /// Orders that hang together and were grouped anew: the writer was held for them.
    pub grouped: usize,
    /// There is more to do at once.
    pub more: bool,
}

/// The first instant of a window of so many days that ends today.
pub(crate) fn since(now: Instant, days: i64) -> Instant {
    Instant::start_of(now.plus(-(days - 1) * DAY_US).day())
}

impl Desk {
    /// The rule in force now.
    pub fn hot_topic_rule(&self) -> HotTopicRule {
        let rules = self.rules();
        let edition = rules.procedures(self.app.now().day());
        edition.map(|edition| edition.hot_topics.clone()).unwrap_or_default()
    }

    /// One round: new orders are linked, what they touch is grouped anew, and
    /// topics that changed are worked out. The first round of a day begins at
    /// the window's first order again.
    ///
    /// # Errors
    /// Any [`StoreError`]; [`StoreError::Conflict`] when another process was
    /// quicker, which is no fault.
    pub async fn look_for_topics(&self) -> Result<Looked, StoreError> {
        let (now, rule) = (self.app.now(), self.hot_topic_rule());
        let from = since(now, rule.longest());
        let mut cursor: Cursor =
            self.app.db.read((), |tx, ()| Box::pin(hot_link::cursor(tx))).await?;
        let today = now.day().to_string();
        if cursor.built_on != today {
            cursor = self.begin_night(cursor, from, today).await?;
        }
        let linked = self.link_new(&cursor, from, &rule).await?;
        let topics = if linked.more { 0 } else { self.work_out_stale(now, &rule).await? };
        Ok(Looked { topics, more: linked.more || topics > 0, ..linked })
    }

    /// Has every link found again, from the window's first order on.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn rebuild_topics(&self) -> Result<(), StoreError> {
        self.app
            .db
            .write((), |tx, ()| {
                Box::pin(async move {
                    let cursor = hot_link::cursor(tx).await?;
                    hot_link::move_cursor(tx, &Cursor { built_on: String::new(), ..cursor }).await
                })
            })
            .await
    }

    /// Forgets what left the window and begins at its first order.
    async fn begin_night(
        &self,
        cursor: Cursor,
        from: Instant,
        today: String,
    ) -> Result<Cursor, StoreError> {
        let to = Cursor { received_at: from, order_id: String::new(), built_on: today, ..cursor };
        let job = Job { to, from, texts: Vec::new(), ..self.job() };
        self.app
            .db
            .write(job, |tx, job| {
                Box::pin(async move {
                    hot_link::move_cursor(tx, &job.to).await?;
                    let left = hot_link::prune(tx, job.from).await?;
                    let mut touched = BTreeSet::new();
                    for (order, topic) in &left {
                        hot_link::drop_member(tx, *order).await?;
                        touched.extend(hot_link::members(tx, *topic).await?.iter().map(|o| o.0));
                        hot_topic::mark(tx, *topic).await?;
                    }
                    let topics = left.into_iter().map(|(_, topic)| topic).collect();
                    regroup(tx, job, touched, topics).await?;
                    hot_topic::mark_all(tx).await?;
                    hot_link::cursor(tx).await
                })
            })
            .await
    }

    fn job(&self) -> Job {
        Job {
            to: Cursor::default(),
            from: Instant::default(),
            texts: Vec::new(),
            proposals: Vec::new(),
            least: self.hot_topic_rule().requests_min,
            topics: self.topics.clone(),
            ids: self.app.ids.clone(),
            at: self.app.now(),
        }
    }

    /// Links some pages of orders and groups what they touch.
    async fn link_new(
        &self,
        cursor: &Cursor,
        from: Instant,
        rule: &HotTopicRule,
    ) -> Result<Looked, StoreError> {
        let known = (cursor.received_at, cursor.order_id.clone());
        let begin = if known.1.is_empty() { from.plus(-1) } else { known.0.plus(-LOOK_BACK_US) };
        let mut page = self.page_of_texts((begin.max(from.plus(-1)), "~".to_owned())).await?;
        let is_known = |row: &HotText| (row.text.draft.at, row.text.order.to_string()) <= known;
        if page.len() as i64 == PAGE && page.last().is_some_and(is_known) {
            // More than a page came within the look back.
            page = self.page_of_texts(known.clone()).await?;
        }
        let Some(last) = page.last() else { return Ok(Looked::default()) };
        let (last_at, last_id) = (last.text.draft.at, last.text.order.to_string());
        if (last_at, &last_id) == (cursor.received_at, &cursor.order_id) {
            return Ok(Looked::default());
        }
        let model = self.model_in_force().await?;
        let (mut texts, mut proposals) = (Vec::new(), Vec::new());
        let mut to = cursor.clone();
        while let Some(last) = page.last() {
            to.received_at = last.text.draft.at;
            to.order_id = last.text.order.to_string();
            for row in &page {
                // What came before the model it may have learned from.
                if model.as_ref().is_none_or(|model| Some(row.text.draft.at) >= model.in_force_at) {
                    let model = model.as_ref().map(|model| model.id);
                    proposals.push(self.proposal_for(&row.text, model));
                }
                let links = self.links_of(&row.text, from).await?;
                texts.push((OrderId(row.text.order), links));
            }
            if (page.len() as i64) < PAGE || texts.len() >= ROUND {
                break;
            }
            page = self.page_of_texts((to.received_at, to.order_id.clone())).await?;
        }
        let (orders, more) = (texts.len(), page.len() as i64 == PAGE);
        let least = rule.requests_min;
        let job = Job { to, from, texts, proposals, least, ..self.job() };
        let written = self.app.db.write(job, |tx, job| Box::pin(write_links(tx, job)));
        let grouped: Result<usize, StoreError> = written.await;
        Ok(Looked { orders, topics: 0, grouped: grouped?, more })
    }

    async fn page_of_texts(&self, after: (Instant, String)) -> Result<Vec<HotText>, StoreError> {
        let read = self
            .app
            .db
            .read(after, |tx, (at, id)| Box::pin(hot_link::texts_after(tx, (*at, id), PAGE)));
        read.await
    }

    /// The links of an order to earlier ones of the window.
    async fn links_of(&self, one: &TopicText, from: Instant) -> Result<Vec<NewLink>, StoreError> {
        let mut near = self.topics.recent(&one.draft, from, CANDIDATES);
        near.retain(|order| *order != one.order);
        let read = self.app.db.read(near, |tx, near| Box::pin(hot_link::texts(tx, near)));
        let mut others: Vec<TopicText> = read.await?;
        let own = (one.draft.at, one.order);
        others.retain(|text| text.draft.at >= from && (text.draft.at, text.order) < own);
        let strengths = self.topics.strengths(one, &others);
        let links = others.iter().zip(strengths).filter(|(_, milli)| *milli >= LINK_MIN_MILLI);
        let link = |(other, milli): (&TopicText, u16)| NewLink {
            order: OrderId(one.order),
            received_at: one.draft.at,
            other: OrderId(other.order),
            other_received_at: other.draft.at,
            milli,
        };
        Ok(links.map(link).collect())
    }
}

/// What a transaction works with.
struct Job {
    to: Cursor,
    from: Instant,
    texts: Vec<(OrderId, Vec<NewLink>)>,
    /// What the engine proposed for each, noted on the way.
    proposals: Vec<NewProposal>,
    least: usize,
    topics: Arc<dyn Topics>,
    ids: Arc<dyn Ids>,
    at: Instant,
}

async fn write_links(tx: &mut Tx<'_>, job: &Job) -> Result<usize, StoreError> {
    hot_link::move_cursor(tx, &job.to).await?;
    for proposal in &job.proposals {
        category_model::put_proposal(tx, proposal).await?;
    }
    let mut touched: BTreeSet<Id> = BTreeSet::new();
    for (order, links) in &job.texts {
        // What an old link held together is looked at again without it.
        let before = hot_link::links_of(tx, order.0, job.from).await?;
        touched.extend(before.iter().flat_map(|link| [link.one, link.other]));
        hot_link::put_links(tx, *order, links).await?;
        touched.insert(order.0);
    }
    regroup(tx, job, touched, BTreeSet::new()).await
}

/// Groups everything that hangs together with some orders anew, and traces the
/// topics that were there into the groups. Gives how many orders that were.
async fn regroup(
    tx: &mut Tx<'_>,
    job: &Job,
    touched: BTreeSet<Id>,
    mut known: BTreeSet<HotTopicId>,
) -> Result<usize, StoreError> {
    let (mut inside, mut open) = (BTreeSet::new(), Vec::from_iter(touched));
    let mut links: BTreeSet<TopicLink> = BTreeSet::new();
    while let Some(order) = open.pop() {
        if !inside.insert(order) {
            continue;
        }
        let own = hot_link::links_of(tx, order, job.from).await?;
        open.extend(place::joined(order, &own));
        links.extend(own);
        // The other orders of its topic are looked at too: the topic may have
        // lost what held it together.
        if let Some(topic) = hot_link::topic_of(tx, OrderId(order)).await?
            && known.insert(topic)
        {
            open.extend(hot_link::members(tx, topic).await?.into_iter().map(|member| member.0));
        }
    }
    let within = |link: &&TopicLink| inside.contains(&link.one) && inside.contains(&link.other);
    let links: Vec<TopicLink> = links.iter().filter(within).copied().collect();
    let mut groups: Vec<BTreeSet<OrderId>> = Vec::new();
    for group in job.topics.groups(&links).into_iter().filter(|group| group.len() >= job.least) {
        groups.push(group.into_iter().map(OrderId).collect());
    }
    let mut before: BTreeMap<HotTopicId, BTreeSet<OrderId>> = BTreeMap::new();
    for topic in known {
        before.insert(topic, hot_link::members(tx, topic).await?.into_iter().collect());
    }
    write_lineage(tx, job, &before, &groups).await?;
    Ok(inside.len())
}

async fn write_lineage(
    tx: &mut Tx<'_>,
    job: &Job,
    before: &BTreeMap<HotTopicId, BTreeSet<OrderId>>,
    groups: &[BTreeSet<OrderId>],
) -> Result<(), StoreError> {
    let lineage = trace(before, groups);
    for topic in &lineage.gone {
        end(tx, job, *topic, None).await?;
    }
    let mut placed: BTreeSet<OrderId> = BTreeSet::new();
    for heir in &lineage.heirs {
        let Some(requests) = groups.get(heir.group) else { continue };
        write_heir(tx, job, heir, (requests, before)).await?;
        placed.extend(requests);
    }
    for order in before.values().flatten().filter(|order| !placed.contains(order)) {
        hot_link::drop_member(tx, *order).await?;
    }
    Ok(())
}

type Scene<'a> = (&'a BTreeSet<OrderId>, &'a BTreeMap<HotTopicId, BTreeSet<OrderId>>);

async fn write_heir(
    tx: &mut Tx<'_>,
    job: &Job,
    heir: &Heir,
    (requests, before): Scene<'_>,
) -> Result<(), StoreError> {
    let turn = |topic_id, kind, other_id, requests| Turn {
        kind,
        topic_id,
        other_id,
        requests,
        at: job.at,
    };
    let topic = match heir.topic {
        Some(topic) if heir.merged.is_empty() && before.get(&topic) == Some(requests) => {
            return Ok(());
        }
        Some(topic) => topic,
        None => {
            let topic = HotTopicId(job.ids.mint(job.at));
            hot_topic::insert(tx, topic, job.at).await?;
            let (kind, other, count) = match heir.split_from {
                Some((from, count)) => (TurnKind::Split, Some(from), count),
                None => (TurnKind::Began, None, i64::try_from(requests.len()).unwrap_or(0)),
            };
            hot_topic::put_turn(tx, job.ids.mint(job.at), &turn(topic, kind, other, count)).await?;
            topic
        }
    };
    for order in requests {
        hot_link::put_member(tx, *order, topic).await?;
    }
    for (other, count) in &heir.merged {
        let merged = turn(topic, TurnKind::Merged, Some(*other), *count);
        hot_topic::put_turn(tx, job.ids.mint(job.at), &merged).await?;
        end(tx, job, *other, Some(topic)).await?;
    }
    hot_topic::mark(tx, topic).await
}

async fn end(
    tx: &mut Tx<'_>,
    job: &Job,
    topic: HotTopicId,
    into: Option<HotTopicId>,
) -> Result<(), StoreError> {
    if into.is_none() {
        let turn = Turn {
            kind: TurnKind::Ended,
            topic_id: topic,
            other_id: None,
            requests: 0,
            at: job.at,
        };
        hot_topic::put_turn(tx, job.ids.mint(job.at), &turn).await?;
    }
    hot_topic::end(tx, topic, into, job.at).await
}
