//! What follows from the orders of a topic: its name, where and about what it
//! is, its persons, its heat.

use std::collections::BTreeMap;

use db::{StoreError, Tx};
use jiff::civil::Date;
use kernel::event::Actor;
use kernel::ports::{TopicLink, TopicWords};
use kernel::time::{DAY_US, Instant};
use people::vault::Counted;

use super::place::most_share;
use super::since;
use crate::app::Desk;
use crate::app::record::{Happened, happened};
use crate::domain::OrderId;
use crate::domain::hot_topic::heat::{Figures, Heat, HotTopicRule, usual_milli};
use crate::domain::hot_topic::{HotState, HotTopic, HotTopicId, HotVerb};
use crate::store::hot_link::{self, HotText};
use crate::store::hot_topic;

/// Topics worked out in a round.
const ROUND: i64 = 20;
/// Lengths of region codes: community, street, district, city.
const REGIONS: [usize; 4] = [12, 9, 6, 4];
/// A class is told at its second level.
const CLASSES: [usize; 2] = [4, 2];

/// What is read of a topic.
struct Read {
    topic: HotTopic,
    texts: Vec<HotText>,
    links: Vec<TopicLink>,
}

struct Job {
    topic: HotTopic,
    texts: Vec<HotText>,
    rule: HotTopicRule,
    now: Instant,
}

impl Desk {
    /// Works out some topics that changed; gives how many.
    pub(super) async fn work_out_stale(
        &self,
        now: Instant,
        rule: &HotTopicRule,
    ) -> Result<usize, StoreError> {
        let read = self.app.db.read((), |tx, ()| Box::pin(hot_topic::stale(tx, ROUND)));
        let stale: Vec<HotTopicId> = read.await?;
        for id in &stale {
            self.work_out(*id, now, rule).await?;
        }
        Ok(stale.len())
    }

    async fn work_out(
        &self,
        id: HotTopicId,
        now: Instant,
        rule: &HotTopicRule,
    ) -> Result<(), StoreError> {
        let key = (id, since(now, rule.longest()));
        let read = self.app.db.read(key, |tx, (id, since)| Box::pin(read(tx, *id, *since)));
        let Some(Read { topic, texts, links }) = read.await? else { return Ok(()) };
        let only: Vec<_> = texts.iter().map(|row| row.text.clone()).collect();
        let words = self.topics.words(&only, &links);
        let topic = self.described(topic, &texts, words);
        let job = Job { topic, texts, rule: rule.clone(), now };
        self.app.db.write(job, |tx, job| Box::pin(write(tx, job))).await
    }

    /// A topic with its name, place and class.
    fn described(&self, topic: HotTopic, texts: &[HotText], words: TopicWords) -> HotTopic {
        let codes = |of: fn(&HotText) -> &str| -> Vec<&str> {
            texts.iter().map(of).filter(|code| !code.is_empty()).collect()
        };
        let region = most_share(&codes(|row| &row.text.draft.region_code), &REGIONS);
        let category_code = most_share(&codes(|row| &row.text.category_code), &CLASSES);
        let place = self.region_name(&region);
        let said = if words.words.is_empty() {
            words.sentence.chars().take(20).collect()
        } else {
            words.words.join("、")
        };
        let name = [place, said].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        HotTopic {
            name: name.join(" · "),
            sentence: words.sentence,
            typical_id: words.typical.map(OrderId),
            category_code,
            region,
            last_at: texts.last().map_or(topic.last_at, |row| row.text.draft.at),
            ..topic
        }
    }

    /// The last part of a region's name, given the beginning of its code; empty
    /// for the whole city.
    pub fn region_name(&self, prefix: &str) -> String {
        if prefix.len() < 6 {
            return String::new();
        }
        let atlas = self.atlas.current();
        let code = format!("{prefix:0<12}").parse().ok();
        let found = code.and_then(|code| atlas.regions().find(|region| region.code == code));
        found.map(|region| region.name.clone()).unwrap_or_default()
    }
}

async fn read(tx: &mut Tx<'_>, id: HotTopicId, since: Instant) -> Result<Option<Read>, StoreError> {
    let Some(topic) = hot_topic::get(tx, id).await? else { return Ok(None) };
    let texts = hot_link::member_texts(tx, id, since).await?;
    let mut links = Vec::new();
    for row in &texts {
        let own = hot_link::links_of(tx, row.text.order, since).await?;
        // Each link is met at both of its ends.
        links.extend(own.into_iter().filter(|link| link.one == row.text.order));
    }
    Ok(Some(Read { topic, texts, links }))
}

async fn write(tx: &mut Tx<'_>, job: &Job) -> Result<(), StoreError> {
    let today = job.now.day();
    let usual = Usual::read(tx, job).await?;
    let mut windows: Vec<(Figures, Heat)> = Vec::new();
    for days in &job.rule.windows_days {
        let from = since(job.now, *days);
        let texts: Vec<&HotText> =
            job.texts.iter().filter(|row| row.text.draft.at >= from).collect();
        let severe = |row: &&&HotText| {
            let draft = &row.text.draft;
            job.rule.is_severe(&draft.title) || job.rule.is_severe(&draft.content)
        };
        let figures = Figures {
            days: *days,
            requests: texts.len() as i64,
            holders: holders(tx, &texts).await?,
            severe: texts.iter().filter(severe).count() as i64,
            observed: usual.observed(from.day()),
            usual_milli: usual.milli((today, *days), job.rule.usual_weeks),
        };
        windows.push((figures, figures.heat(&job.rule)));
    }
    hot_topic::describe(tx, &job.topic).await?;
    hot_topic::put_windows(tx, job.topic.id, &windows, today).await?;
    let holders = windows.last().map_or(0, |(figures, _)| figures.holders);
    come_back(tx, job, holders).await
}

/// What was dismissed and has doubled since is open again.
async fn come_back(tx: &mut Tx<'_>, job: &Job, holders: i64) -> Result<(), StoreError> {
    let least = i64::try_from(job.rule.requests_min).unwrap_or(3);
    if !job.topic.comes_back(holders, least) {
        return Ok(());
    }
    let Ok(after) = job.topic.step(HotVerb::Restore, "", holders) else { return Ok(()) };
    if hot_topic::save(tx, &after).await? != 1 {
        return Err(StoreError::Conflict);
    }
    let what = Happened {
        noun: "hot_topic",
        id: job.topic.id.0,
        kind: "hot_topic.came_back",
        actor: &Actor::Job("hot topics"),
        at: job.now,
        from: Some(HotState::Dismissed.as_str()),
        to: Some(after.state.as_str()),
        body: serde_json::json!({ "holders": holders }),
    };
    happened(tx, what).await
}

/// Distinct persons; who left no name counts as one each time.
async fn holders(tx: &mut Tx<'_>, texts: &[&HotText]) -> Result<i64, StoreError> {
    let mut counted = Counted::default();
    let mut persons = 0;
    for row in texts {
        let again = match row.requester {
            Some(reference) => counted.was_counted(tx, reference).await?,
            None => false,
        };
        persons += i64::from(!again);
    }
    Ok(persons)
}

/// What came in the topic's class and place, day by day.
struct Usual {
    counts: BTreeMap<Date, i64>,
    first: Option<Date>,
}

impl Usual {
    async fn read(tx: &mut Tx<'_>, job: &Job) -> Result<Self, StoreError> {
        let topic = &job.topic;
        if topic.category_code.is_empty() {
            return Ok(Self { counts: BTreeMap::new(), first: None });
        }
        let days = job.rule.longest() + i64::from(job.rule.usual_weeks + 1) * 7;
        let from = Instant::start_of(job.now.plus(-days * DAY_US).day());
        let key = (topic.category_code.as_str(), topic.region.as_str());
        let counts = hot_topic::day_counts(tx, key, from).await?;
        Ok(Self { counts, first: hot_topic::first_day(tx).await? })
    }

    fn observed(&self, from: Date) -> i64 {
        self.counts.range(from..).map(|(_, count)| count).sum()
    }

    fn milli(&self, window: (Date, i64), weeks: i32) -> Option<i64> {
        usual_milli(&self.counts, window, weeks, self.first?)
    }
}
