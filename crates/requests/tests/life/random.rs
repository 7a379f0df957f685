//! Thousands of random courses: whatever staff, requesters and jobs do to two
//! orders and their parts, in whatever sequence, everything stays what the
//! rules say it is. A failure names the sequence; its number gives it again.

use std::collections::{BTreeMap, BTreeSet};

use kernel::clock::ClockEvent;
use kernel::time::{DAY_US, Instant, MINUTE_US};
use people::domain::disclosure::IdentityField;
use people::domain::identity::NewIdentity;
use requests::app::act::{Act, By};
use requests::domain::OrderId;
use requests::domain::callback::Contacted;
use requests::domain::change::{Command, NewRepeat};
use requests::domain::ending::{self, Ending, Record};
use requests::domain::order::{Order, OrderState, Verb};
use requests::domain::repeats::RepeatKind;
use requests::domain::words::Urgency;
use requests::store::clock::ClockRow;
use requests::store::{clock, joint, order};

use crate::house::House;
use crate::steps::{OTHER_UNIT, THIRD_UNIT, UNIT, call, command, dispatch, no_answer, outcome};

/// A small generator of well-mixed numbers (SplitMix64).
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn of(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// Random steps of a sequence; one in so many is brought to its end; and the
/// steps that may take.
const STEPS: usize = 7;
const HOMEWARD_EVERY: u64 = 3;
const HOMEWARD: usize = 26;
/// Sequences unless the environment asks for another number.
const COUNT: u64 = 1_500;

/// What the test remembers of an order between two steps.
#[derive(Clone)]
struct Known {
    order: Order,
    clocks: Vec<ClockRow>,
    /// As it stood when it was joined to the other.
    before_link: Option<(Order, Vec<ClockRow>)>,
}

struct Play<'a> {
    house: &'a House,
    seed: u64,
    numbers: Numbers,
    at: Instant,
    known: BTreeMap<OrderId, Known>,
    /// The two orders the sequence began with.
    pair: [OrderId; 2],
    done: usize,
}

impl Play<'_> {
    /// Mostly what fits, sometimes what does not.
    fn choose(&mut self, order: &Order) -> Verb {
        let state = order.state;
        let quiet = [
            Verb::FollowUp,
            Verb::Relate,
            Verb::Archive,
            Verb::ShareReply,
            Verb::NameReported,
            Verb::ProposePlace,
            Verb::KeepPlace,
            Verb::ThreeWayCall,
        ];
        let fitting = Verb::ALL.iter().copied().filter(|verb| state.allows(*verb));
        let fitting: Vec<Verb> = fitting.filter(|verb| !quiet.contains(verb)).collect();
        match self.numbers.below(10) {
            0 => self.numbers.pick(Verb::ALL),
            1 | 2 if state == OrderState::InProgress => Verb::AskTermination,
            _ if !fitting.is_empty() => self.numbers.pick(&fitting),
            _ => self.numbers.pick(Verb::ALL),
        }
    }

    fn varied(&mut self, verb: Verb, other: &Order) -> Option<Command> {
        let house = self.house;
        Some(match verb {
            // Only its lead's answer is shared, never made up.
            Verb::ShareReply => return None,
            Verb::Dispatch => {
                let urgency = self.numbers.pick(Urgency::ALL);
                let unit = house.unit(self.numbers.pick(&[UNIT, OTHER_UNIT]));
                let Command::Dispatch(mut sent) = dispatch(unit, urgency) else { return None };
                if self.numbers.below(3) == 0 {
                    sent.co_units = vec![house.unit(THIRD_UNIT)];
                }
                Command::Dispatch(sent)
            }
            Verb::AddUnit => {
                let unit = house.unit(self.numbers.pick(&["sanitation", "drainage", THIRD_UNIT]));
                Command::AddUnits { units: vec![unit], text: "请协助".into() }
            }
            Verb::CallBack => match self.numbers.below(3) {
                0 => command(house, verb, other)?,
                1 => call(Contacted::Refused, None, None),
                _ => no_answer(),
            },
            Verb::Link | Verb::Relate | Verb::Accept if self.numbers.below(2) == 0 => {
                Command::Repeat(NewRepeat {
                    lead: other.id,
                    kind: self.numbers.pick(RepeatKind::ALL),
                    text: "又有新的情况".into(),
                    separate_claims: Some(false),
                })
            }
            verb => command(house, verb, other)?,
        })
    }

    /// Carries a command out and checks everything that may have changed.
    async fn step(&mut self, id: OrderId, command: Command) -> bool {
        let before = self.known[&id].clone();
        let verb = command.verb();
        let is_link = verb == Verb::Link;
        let act = Act {
            order: id,
            seen: Some(before.order.version),
            by: By::Job("random"),
            command: command.clone(),
            evidence: Vec::new(),
            at: self.at,
        };
        let result = self.house.desk.act(act).await;
        let name =
            format!("sequence {}: {verb} on {} at {:?}", self.seed, before.order.state, self.at);
        let is_done = result.is_ok();
        if let Err(error) = result {
            let refused = outcome(Err(error));
            assert_ne!(refused, "stale", "{name}");
        }
        self.look(&name).await;
        let after = &self.known[&id];
        if !is_done {
            assert_eq!(before.order, after.order, "{name}");
            return false;
        }
        self.done += 1;
        check_state(&before.order, &command, &after.order, &name);
        if is_link {
            let stood = (before.order.clone(), before.clocks.clone());
            let known = self.known.get_mut(&id).expect("it was just looked at");
            known.before_link = Some(stood);
        } else if verb == Verb::Unlink {
            let stood = before.before_link.expect("it was joined once");
            assert_restored(&stood, after, &name);
        }
        true
    }

    /// Reads the orders and their parts again and checks each.
    async fn look(&mut self, name: &str) {
        let ids: Vec<OrderId> = self.pair.to_vec();
        let rows = read(self.house, ids).await;
        for (order, clocks) in rows {
            let earlier = self.known.get(&order.id);
            check_order(&order, &clocks, name);
            if let Some(earlier) = earlier {
                check_clocks(earlier, &order, &clocks, name);
            }
            let before_link = earlier.and_then(|known| known.before_link.clone());
            self.known.insert(order.id, Known { order, clocks, before_link });
        }
    }

    fn other(&self, id: OrderId) -> Order {
        let other = if id == self.pair[0] { self.pair[1] } else { self.pair[0] };
        self.known[&other].order.clone()
    }

    async fn wander(&mut self) {
        for _ in 0..STEPS {
            self.at = self.at.plus(self.numbers.below(3 * 24 * 60) as i64 * MINUTE_US);
            let ids: Vec<OrderId> = self.known.keys().copied().collect();
            let id = self.numbers.pick(&ids);
            let order = self.known[&id].order.clone();
            let verb = self.choose(&order);
            let other = self.other(id);
            if let Some(command) = self.varied(verb, &other) {
                let was_asked = self.step(id, command).await && verb == Verb::AskTermination;
                // What was asked is decided on before long, one way or the other.
                if was_asked && self.numbers.below(3) > 0 {
                    let decided = self.numbers.pick(&[Verb::Terminate, Verb::KeepOn]);
                    let command = command_for(self.house, decided, &other);
                    self.step(id, command).await;
                }
            }
        }
    }

    /// The other way out of the work: it is asked for and decided.
    async fn end_the_handling(&mut self, id: OrderId, other: &Order) {
        for verb in [Verb::AskTermination, Verb::Terminate] {
            let command = command_for(self.house, verb, other);
            if !self.step(id, command).await {
                return;
            }
        }
    }

    /// Whatever was begun is brought to its end.
    async fn go_home(&mut self) {
        for _ in 0..HOMEWARD {
            self.at = self.at.plus(DAY_US / 2);
            // Parts before their leads, and what waits for another last.
            let mut open: Vec<Order> =
                self.known.values().map(|known| known.order.clone()).collect();
            open.retain(|order| !order.state.is_done());
            open.sort_by_key(|order| (order.state == OrderState::RepeatLinked, order.is_whole()));
            let Some(order) = open.first().cloned() else { return };
            let Some(verb) = homeward(&order) else { continue };
            let other = self.other(order.id);
            if order.state == OrderState::InProgress && self.numbers.below(8) == 0 {
                self.end_the_handling(order.id, &other).await;
                continue;
            }
            let command = match verb {
                Verb::Dispatch => dispatch(self.house.unit(UNIT), Urgency::Normal),
                verb => command_for(self.house, verb, &other),
            };
            self.step(order.id, command).await;
        }
    }
}

fn command_for(house: &House, verb: Verb, other: &Order) -> Command {
    command(house, verb, other).expect("a command for it")
}

/// The straight way from a state to the end.
fn homeward(order: &Order) -> Option<Verb> {
    Some(match order.state {
        OrderState::Received => Verb::Accept,
        OrderState::NeedInfo => Verb::Supply,
        OrderState::ToDispatch => Verb::Dispatch,
        OrderState::Dispatched => Verb::Acknowledge,
        OrderState::Objected => Verb::Overrule,
        OrderState::Acknowledged => Verb::Start,
        OrderState::InProgress | OrderState::Deferred => Verb::Reply,
        OrderState::Replied => Verb::ApproveReply,
        OrderState::ToCallback => Verb::CallBack,
        OrderState::RepeatLinked => Verb::Unlink,
        OrderState::CalledBack
        | OrderState::Answered
        | OrderState::NotAccepted
        | OrderState::Transferred
        | OrderState::Withdrawn => Verb::Close,
        OrderState::Closed | OrderState::Archived => return None,
    })
}

type Rows = Vec<(Order, Vec<ClockRow>)>;

/// Two orders with their parts, as they stand in the tables.
async fn read(house: &House, ids: Vec<OrderId>) -> Rows {
    let read = house.store.db.read(ids, |tx, ids| {
        Box::pin(async move {
            let mut rows = Vec::new();
            for id in ids {
                let mut orders: Vec<Order> = order::get(tx, *id).await?.into_iter().collect();
                orders.extend(joint::parts(tx, *id).await?);
                for order in orders {
                    let clocks = clock::of_order(tx, order.id).await?;
                    rows.push((order, clocks));
                }
            }
            Ok::<_, db::StoreError>(rows)
        })
    });
    read.await.unwrap()
}

/// The table, and what it cannot tell from the state alone.
fn check_state(before: &Order, command: &Command, after: &Order, name: &str) {
    let by_table = before.state.after(command.verb()).ok();
    let wanted = match command {
        // What the desk itself had settled goes back to the desk.
        Command::Reopen { .. } if before.unit_id.is_none() => Some(OrderState::ToDispatch),
        // A part answers its lead; nobody is called back about it.
        Command::ApproveReply if !before.is_whole() => Some(OrderState::Closed),
        // A contact during the work, or a call nobody answered, moves nothing.
        Command::CallBack { callback, .. } if callback.contacted == Contacted::NoAnswer => {
            let stays = after.state == before.state;
            if stays { Some(before.state) } else { by_table }
        }
        Command::FirstContact { .. } if before.state == OrderState::InProgress => {
            Some(OrderState::InProgress)
        }
        // Back to where it stood; see `assert_restored`.
        Command::Unlink => Some(after.state),
        // Joined to an order whose answer is out already, it has it at once.
        Command::Link { .. } | Command::Repeat(_) if after.state == OrderState::ToCallback => {
            Some(OrderState::ToCallback)
        }
        // A plain join of the same person's closed matter tells the result.
        Command::Link { .. } if after.state == OrderState::Answered => Some(OrderState::Answered),
        _ => by_table,
    };
    assert_eq!(Some(after.state), wanted, "{name}");
}

/// What holds of every order at any time.
fn check_order(order: &Order, clocks: &[ClockRow], name: &str) {
    let running = clocks.iter().filter(|row| row.state == "running").map(|row| row.due_at);
    let nearest = running.clone().min().unwrap_or_else(Order::no_due);
    assert_eq!(order.next_due_at, nearest, "{name}");
    if order.state.is_done() || order.state == OrderState::RepeatLinked {
        assert!(clocks.iter().all(|row| row.state == "stopped"), "{name}: {clocks:?}");
    }
    let handle = clocks.iter().find(|row| row.kind == "handle");
    assert_eq!(order.handle_due_at, handle.map(|row| row.due_at), "{name}");
    let with_lead = order.state == OrderState::RepeatLinked;
    assert!(!with_lead || order.repeat_of.is_some(), "{name}");
    assert!(order.is_whole() == order.parent_id.is_none(), "{name}");
    let offered = [OrderState::Acknowledged, OrderState::InProgress, OrderState::Deferred];
    assert!(order.offered_unit_id.is_none() || offered.contains(&order.state), "{name}");
}

/// No clock ever runs backwards: what it began with, when it ends and what
/// happened to it only ever move on; taking an order out of another puts back
/// what stood before, which is checked to the letter elsewhere.
fn check_clocks(earlier: &Known, order: &Order, clocks: &[ClockRow], name: &str) {
    for row in clocks {
        let events: Vec<ClockEvent> = serde_json::from_str(&row.history).unwrap();
        for pair in events.windows(2) {
            assert!(pair[0].at() <= pair[1].at(), "{name}: {}", row.history);
        }
        let Some(was) = earlier.clocks.iter().find(|was| was.kind == row.kind) else { continue };
        assert!(was.started_at <= row.started_at, "{name}: {}", row.kind);
        assert!(was.due_at <= row.due_at, "{name}: {} {was:?} {row:?}", row.kind);
        let unlinked = earlier.order.state == OrderState::RepeatLinked
            && order.state != OrderState::RepeatLinked;
        let known: Vec<ClockEvent> = serde_json::from_str(&was.history).unwrap();
        assert!(unlinked || events.starts_with(&known), "{name}: {}", row.kind);
    }
    let kinds =
        |rows: &[ClockRow]| rows.iter().map(|row| row.kind.clone()).collect::<BTreeSet<_>>();
    assert!(kinds(&earlier.clocks).is_subset(&kinds(clocks)), "{name}: a clock is gone");
}

/// Taken out again, an order stands as it stood: only its version went on.
fn assert_restored((order, clocks): &(Order, Vec<ClockRow>), after: &Known, name: &str) {
    let expected = Order { version: after.order.version, ..order.clone() };
    assert_eq!(after.order, expected, "{name}");
    assert_eq!(after.clocks, *clocks, "{name}");
}

/// What stands on record of orders, from ledger, tables and outbox.
async fn records(house: &House, ids: Vec<OrderId>) -> Vec<(Order, Record, Vec<String>)> {
    let mut out = Vec::new();
    for id in ids {
        let view = house.desk.view_unchecked(id).await.unwrap();
        // Every step stands in the ledger, and with it its state.
        assert_eq!(view.events.len() as i64, view.order.version, "{id}");
        let last = view.events.last().expect("an order begins with an event");
        assert_eq!(last.to_state.as_deref(), Some(view.order.state.as_str()), "{id}");
        for pair in view.events.windows(2) {
            assert_eq!(pair[0].to_state, pair[1].from_state, "{id}");
        }
        let closing = view.events.iter().rev().find(|event| {
            event.to_state.as_deref() == Some("closed")
                && event.from_state.as_deref() != Some("closed")
        });
        let closed_from = closing.and_then(|event| event.from_state.as_deref()?.parse().ok());
        let replied = view.order.replied_at;
        let record = Record {
            closed_from,
            has_reply: view.replies.iter().any(|row| row.state == "approved"),
            has_told: view.notes.iter().any(|note| note.audience == "requester"),
            is_anonymous: view.request.requester_ref.is_none(),
            has_delivery: false,
            has_callback: view.callbacks.iter().any(|row| replied.is_some_and(|at| row.at >= at)),
            has_receipt: view.notes.iter().any(|note| note.kind == "order.transferred"),
        };
        let kinds = view.events.iter().map(|event| event.kind.clone()).collect();
        out.push((view.order, record, kinds));
    }
    out
}

/// Orders for which a message to the requester was handed to delivery.
async fn delivered(house: &House) -> BTreeSet<String> {
    let all = db::Statement::built("test::outbox", "SELECT topic, body FROM outbox".into());
    let read = house.store.db.read(all, |tx, all| Box::pin(tx.all(all, &[])));
    let rows: Result<Vec<(String, String)>, db::StoreError> = read.await;
    let rows = rows.unwrap().into_iter().filter(|(topic, _)| topic == "notify.requester");
    rows.filter_map(|(_, body)| {
        let body: serde_json::Value = serde_json::from_str(&body).ok()?;
        Some(body["order"].as_str()?.to_owned())
    })
    .collect()
}

async fn play(house: &House, seed: u64, people: &[NewIdentity]) -> (usize, Vec<OrderId>) {
    let mut numbers = Numbers(seed);
    let at = house.now().plus(numbers.below(200_000) as i64 * MINUTE_US);
    let mut pair = Vec::new();
    for _ in 0..2 {
        let mut submission = house.draft();
        (submission.at, submission.request.received_at) = (at, at);
        let person = numbers.below(people.len() + 1);
        if let Some(person) = people.get(person) {
            submission.identity = Some(house.desk.app.vault.seal(person).unwrap());
        }
        if numbers.below(2) == 0 {
            submission.request.channel = "phone_12345".into();
        }
        pair.push(house.desk.submit(submission).await.unwrap().order.id);
    }
    let pair = [pair[0], pair[1]];
    let known = BTreeMap::new();
    let mut play = Play { house, seed, numbers, at, known, pair, done: 0 };
    play.look("the beginning").await;
    play.wander().await;
    if seed.is_multiple_of(HOMEWARD_EVERY) {
        play.go_home().await;
    }
    (play.done, play.known.keys().copied().collect())
}

async fn many(house: House, count: u64) {
    let phones = ["13812344528", "13987654321"];
    let people: Vec<NewIdentity> = phones
        .iter()
        .map(|phone| NewIdentity::default().with(IdentityField::Phone, phone))
        .collect();
    let mut done = 0;
    let mut ids = Vec::new();
    for start in (0..count).step_by(64) {
        // Many at a time, so that they also get in each other's way.
        let batch = (start..(start + 64).min(count)).map(|seed| play(&house, seed, &people));
        for (steps, orders) in futures_util::future::join_all(batch).await {
            done += steps;
            ids.extend(orders);
        }
    }
    // Most steps must have been real ones, or the test shows little.
    assert!(done as u64 > count * STEPS as u64 / 2, "{done}");
    let delivered = delivered(&house).await;
    let mut endings: BTreeMap<&'static str, usize> = BTreeMap::new();
    let sampled = ids.into_iter().collect();
    for (order, mut record, kinds) in records(&house, sampled).await {
        record.has_delivery = delivered.contains(&order.id.to_string());
        let ending = ending::of(&order, &record);
        let what = ending.map_or("open", Ending::as_str);
        if order.state.is_done() {
            assert!(ending.is_ok(), "{} {ending:?} {record:?} {kinds:?}", order.id);
        }
        *endings.entry(what).or_default() += 1;
    }
    println!("{count} sequences, {done} steps: {endings:?}");
    // A few hundred may miss the rarest ways.
    for ending in Ending::ALL.iter().filter(|_| count >= COUNT) {
        assert!(endings.contains_key(ending.as_str()), "no sequence ended {ending}: {endings:?}");
    }
    house.end().await;
}

#[tokio::test]
async fn thousands_of_random_courses_end_lawfully_on_sqlite() {
    many(House::lite().await, count()).await;
}

#[tokio::test]
async fn some_hundred_random_courses_end_lawfully_on_postgresql() {
    many(House::pg().await, count() / 20).await;
}

/// `HUYING_SEQUENCES=10000` is what the whole check runs.
#[expect(clippy::disallowed_methods, reason = "tests have no settings file")]
pub(crate) fn count() -> u64 {
    let asked = std::env::var("HUYING_SEQUENCES").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(COUNT)
}
