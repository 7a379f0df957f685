//! Generated orders for benchmarks: as many as asked for, the same for the
//! same seed, in all states, one after the other over three years as a city
//! gets them. They are written straight into the tables with their first
//! event, not through the use cases, so a million takes minutes and not hours.

use std::ops::Range;
use std::sync::Arc;

use db::Tx;
use kernel::event::Actor;
use kernel::id::Ids;
use kernel::policy::ClockKind;
use kernel::time::{DAY_US, HOUR_US, Instant};
use people::UnitId;

use super::apply::{Scene, changed_clocks, with_dues};
use super::submit::{self, Submission};
use super::{Desk, OrderError};
use crate::domain::change::ClockOp;
use crate::domain::order::{Order, OrderState};
use crate::domain::order_no::OrderNo;
use crate::domain::request::{NewRequest, Place};
use crate::domain::rules::Rules;
use crate::domain::words::{OrderType, Origin, Urgency};
use crate::store::{clock, order};

/// Orders in one transaction.
pub const BATCH: u64 = 1_000;
const SPAN_DAYS: i64 = 3 * 365;
/// What came in longer ago is done.
const OPEN_DAYS: i64 = 14;

/// A small generator of well-mixed numbers (SplitMix64): quick, seeded, not
/// for secrets.
#[derive(Clone)]
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next().checked_rem(n).unwrap_or(0)
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(all.len() as u64)).ok()?;
        all.get(at)
    }
}

struct Job {
    rows: Vec<(Submission, OrderNo, Fate)>,
    rules: Arc<Rules>,
    ids: Arc<dyn Ids>,
}

/// What became of an order, and when.
struct Fate {
    state: OrderState,
    unit: Option<UnitId>,
    dispatched_at: Instant,
    replied_at: Option<Instant>,
    closed_at: Option<Instant>,
}

impl Desk {
    /// Adds orders `from..until` of the `count` that a seed stands for. Running
    /// it twice adds nothing the second time.
    ///
    /// # Errors
    /// Any [`db::StoreError`].
    pub async fn generate(
        &self,
        seed: u64,
        range: Range<u64>,
        count: u64,
    ) -> Result<u64, OrderError> {
        let rules = self.rules();
        let atlas = self.atlas.current();
        let places: Vec<(String, (i64, i64))> = atlas
            .compounds()
            .iter()
            .map(|compound| {
                let point = compound.point;
                (compound.name.clone(), (point.lon_e7(), point.lat_e7()))
            })
            .collect();
        let units: Vec<UnitId> = {
            let mut units: Vec<_> = rules.units.keys().copied().collect();
            units.sort_unstable();
            units
        };
        let mut rows = Vec::new();
        let now = self.app.now();
        let span = SPAN_DAYS * DAY_US;
        // Each comes after the one before: at its share of the three years.
        let every = span / i64::try_from(count.max(1)).unwrap_or(i64::MAX);
        for n in range {
            let mut numbers = Numbers(seed ^ n.wrapping_mul(0xd6e8_feb8_6659_fd93));
            let age = span - every * i64::try_from(n).unwrap_or(0);
            let at = now.plus(-age - HOUR_US);
            let fate = fate(&mut numbers, at, now, &units);
            let submission = made_up(&mut numbers, n, at, &rules, &places);
            let submission = self.prepared(submission, &rules)?;
            let day = submission.request.received_at.day();
            let number = OrderNo::new("GN", day, u32::try_from(n % 1_000_000).unwrap_or(0));
            rows.extend(number.map(|number| (submission, number, fate)));
        }
        let job = Job { rows, rules, ids: self.app.ids.clone() };
        self.app.db.write(job, |tx, job| Box::pin(write(tx, job))).await
    }
}

async fn write(tx: &mut Tx<'_>, job: &Job) -> Result<u64, OrderError> {
    let mut added = 0;
    for (submission, number, fate) in &job.rows {
        let outcome = submit::add(tx, submission, number, &job.rules, &*job.ids).await?;
        let submit::Added::New(order) = outcome else { continue };
        let mut rows = clock::of_order(tx, order.id).await?;
        let mut after = Order { state: fate.state, unit_id: fate.unit, ..*order };
        for (at, ops) in fate.steps() {
            let actor = &submission.actor;
            let scene = Scene { rules: &job.rules, ids: &*job.ids, actor, at };
            rows = changed_clocks(&scene, &after, rows, &ops)?;
        }
        for row in &rows {
            clock::upsert(tx, row).await?;
        }
        if fate.unit.is_some() {
            after.dispatched_at = Some(fate.dispatched_at);
            after.replied_at = fate.replied_at;
            after.closed_at = fate.closed_at;
        }
        order::save(tx, &with_dues(after, &rows)).await?;
        added += 1;
    }
    Ok(added)
}

impl Fate {
    /// What happened to the clocks, as the use cases would have left them.
    fn steps(&self) -> Vec<(Instant, Vec<ClockOp>)> {
        use ClockKind::{Callback, FirstContact, Handle, Intake, SignIn};
        let mut steps = Vec::new();
        if self.unit.is_some() {
            let begun = [SignIn, FirstContact, Handle].map(ClockOp::Start);
            let ops = std::iter::once(ClockOp::Stop(Intake)).chain(begun).collect();
            steps.push((self.dispatched_at, ops));
            if self.state != OrderState::Dispatched {
                let ended = [SignIn, FirstContact].map(ClockOp::Stop);
                steps.push((self.dispatched_at.plus(HOUR_US / 2), ended.to_vec()));
            }
        }
        if let Some(at) = self.replied_at {
            steps.push((at, vec![ClockOp::Stop(Handle), ClockOp::Start(Callback)]));
        }
        if let Some(at) = self.closed_at {
            steps.push((at, vec![ClockOp::Stop(Callback)]));
        }
        steps
    }
}

fn made_up(
    numbers: &mut Numbers,
    n: u64,
    received_at: Instant,
    rules: &Rules,
    places: &[(String, (i64, i64))],
) -> Submission {
    const ENDS: [&str; 6] = [
        "已经好几天了一直没有人管",
        "请有关部门尽快派人来处理",
        "晚上影响休息，家里有老人和孩子",
        "之前反映过一次，过两天又这样",
        "希望能给个明确的答复",
        "影响出行，存在安全隐患",
    ];
    let leaves: Vec<_> = rules.categories.iter().filter(|c| c.code.len() == 6).collect();
    let category = numbers.pick(&leaves).copied();
    let name = category.map_or("其他", |category| category.name.as_str());
    let word = category
        .and_then(|category| numbers.pick(&category.keywords).cloned())
        .unwrap_or_else(|| name.to_owned());
    let (place, point) = numbers.pick(places).cloned().unwrap_or_default();
    let building = numbers.below(40) + 1;
    let end = numbers.pick(&ENDS).copied().unwrap_or_default();
    let request = NewRequest {
        submission_key: format!("generated:{n}"),
        channel: rules.channels.first().map_or_else(String::new, |channel| channel.code.clone()),
        channel_ref: None,
        origin: Origin::OnComplaint,
        order_type: *numbers.pick(OrderType::ALL).unwrap_or(&OrderType::Complaint),
        title: format!("{place}{building}栋{word}"),
        content: format!("{place}{building}栋附近{word}，{name}的问题，{end}。"),
        occurred_at: None,
        received_at,
        place: Place {
            address: format!("{place}{building}栋"),
            point_e7: Some(point),
            ..Place::default()
        },
        requester_ref: None,
        query_code_tag: String::new(),
        confidential: false,
        reply_wanted: true,
        contact_window: None,
    };
    Submission {
        request,
        urgency: *numbers.pick(Urgency::ALL).unwrap_or(&Urgency::Normal),
        category_code: category.map(|category| category.code.clone()),
        identity: None,
        photos: Vec::new(),
        actor: Actor::Job("generate"),
        at: received_at,
    }
}

/// A city that works: what is older than two weeks is done, and of what is
/// younger the more the older it is.
fn fate(numbers: &mut Numbers, received_at: Instant, now: Instant, units: &[UnitId]) -> Fate {
    const OPEN: [OrderState; 6] = [
        OrderState::Received,
        OrderState::ToDispatch,
        OrderState::Dispatched,
        OrderState::InProgress,
        OrderState::Replied,
        OrderState::ToCallback,
    ];
    let age_days = now.since(received_at) / DAY_US;
    let is_done = numbers.below(OPEN_DAYS.unsigned_abs()) < age_days.unsigned_abs();
    let state = match numbers.pick(&OPEN) {
        Some(open) if !is_done => *open,
        _ => OrderState::Closed,
    };
    // Nothing has happened later than now.
    let mut later =
        |after: Instant, most: i64| after.plus(numbers.below(most.unsigned_abs()) as i64).min(now);
    let dispatched_at = later(received_at, 4 * HOUR_US);
    let replied_at = later(dispatched_at, 8 * DAY_US);
    let closed_at = later(replied_at, 3 * DAY_US);
    let is_closed = state == OrderState::Closed;
    let has_reply = is_closed || matches!(state, OrderState::Replied | OrderState::ToCallback);
    let with_unit = !matches!(state, OrderState::Received | OrderState::ToDispatch);
    Fate {
        state,
        unit: numbers.pick(units).copied().filter(|_| with_unit),
        dispatched_at,
        replied_at: has_reply.then_some(replied_at),
        closed_at: is_closed.then_some(closed_at),
    }
}
