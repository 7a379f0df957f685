//! Thousands of random courses: whatever staff, requesters and jobs do, in
//! whatever order, the order stays what the rules say it is.

use kernel::calendar::WorkCalendar;
use kernel::clock::ClockState;
use kernel::time::{Instant, MINUTE_US};
use requests::app::act::{Act, By};
use requests::app::view::OrderView;
use requests::domain::callback::Contacted;
use requests::domain::change::Command;
use requests::domain::order::{Order, OrderState, Verb};
use requests::domain::words::Urgency;

use crate::house::House;
use crate::steps::{call, command, dispatch, no_answer, outcome};

/// A small generator of well-mixed numbers (SplitMix64); a failure names the
/// sequence, and its number gives the same sequence again.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

const STEPS: usize = 9;

/// Mostly what fits, sometimes what does not.
fn choose(numbers: &mut Numbers, state: OrderState) -> Verb {
    let fitting: Vec<Verb> = Verb::ALL.iter().copied().filter(|verb| state.allows(*verb)).collect();
    let ends = [Verb::Answer, Verb::Refuse, Verb::Transfer, Verb::Withdraw, Verb::Archive];
    let onward: Vec<Verb> = fitting.iter().copied().filter(|verb| !ends.contains(verb)).collect();
    match numbers.below(10) {
        0 => Verb::ALL[numbers.below(Verb::ALL.len())],
        1 if !fitting.is_empty() => fitting[numbers.below(fitting.len())],
        _ if !onward.is_empty() => onward[numbers.below(onward.len())],
        _ => Verb::ALL[numbers.below(Verb::ALL.len())],
    }
}

fn varied(house: &House, numbers: &mut Numbers, verb: Verb, lead: &Order) -> Option<Command> {
    Some(match verb {
        Verb::Dispatch => {
            let urgency = Urgency::ALL[numbers.below(Urgency::ALL.len())];
            dispatch(house.unit(["road-maintenance", "power-supply"][numbers.below(2)]), urgency)
        }
        Verb::CallBack => match numbers.below(3) {
            0 => command(house, verb, lead)?,
            1 => call(Contacted::Refused, None, None),
            _ => no_answer(),
        },
        verb => command(house, verb, lead)?,
    })
}

/// Plays a sequence and checks the order after every step. Gives how many
/// steps were carried out.
async fn play(house: &House, seed: u64, lead: &Order) -> usize {
    let mut numbers = Numbers(seed);
    let mut at = house.now().plus(numbers.below(200_000) as i64 * MINUTE_US);
    let mut submission = house.draft();
    (submission.at, submission.request.received_at) = (at, at);
    let mut order = house.desk.submit(submission).await.unwrap().order;
    let (id, mut done) = (order.id, 0);
    for _ in 0..STEPS {
        at = at.plus(numbers.below(3 * 24 * 60) as i64 * MINUTE_US);
        let verb = choose(&mut numbers, order.state);
        let Some(command) = varied(house, &mut numbers, verb, lead) else { continue };
        let tried = matches!(&command, Command::CallBack { callback, .. } if callback.contacted == Contacted::NoAnswer);
        let by = By::Job("random");
        let act =
            Act { order: id, seen: Some(order.version), by, command, evidence: Vec::new(), at };
        let result = house.desk.act(act).await;
        let view = house.desk.view_unchecked(id).await.unwrap();
        let name = format!("sequence {seed}: {verb} on {} at {at:?}", order.state);
        match &result {
            Ok(after) => {
                assert_eq!(*after, view.order, "{name}");
                assert_eq!(after.version, order.version + 1, "{name}");
                let wanted = wanted_state(&order, verb);
                let stays = tried && after.state == order.state;
                assert!(stays || Some(after.state) == wanted, "{name}: {}", after.state);
                done += 1;
            }
            Err(_) => {
                assert_eq!(order, view.order, "{name}");
                assert_ne!(outcome(result), "stale", "{name}");
            }
        }
        check(&view, &name);
        order = view.order;
    }
    done
}

/// The table, and the one case it cannot tell: what the desk itself had
/// settled goes back to the desk.
fn wanted_state(order: &Order, verb: Verb) -> Option<OrderState> {
    if verb == Verb::Reopen && order.unit_id.is_none() {
        return Some(OrderState::ToDispatch);
    }
    order.state.after(verb).ok()
}

/// What holds of every order at any time.
fn check(view: &OrderView, name: &str) {
    let order = &view.order;
    let running: Vec<Instant> = view
        .clocks
        .iter()
        .filter(|(row, _)| row.state == "running")
        .map(|(row, _)| row.due_at)
        .collect();
    let nearest = running.iter().min().copied().unwrap_or_else(Order::no_due);
    assert_eq!(order.next_due_at, nearest, "{name}");
    if order.state.is_done() {
        assert!(running.is_empty(), "{name}: {:?}", view.clocks);
        assert!(view.clocks.iter().all(|(row, _)| row.state == "stopped"), "{name}");
    }
    for (row, shown) in &view.clocks {
        let (state, still) = match shown.state {
            ClockState::Running => ("running", false),
            ClockState::Paused { .. } => ("paused", true),
            ClockState::Stopped { .. } => ("stopped", false),
        };
        assert_eq!(row.state, state, "{name}: {}", row.kind);
        assert_eq!(row.started_at, shown.started, "{name}: {}", row.kind);
        // While it stands still it shows the end of a resumption now.
        assert!(still || row.due_at == shown.due.at, "{name}: {}", row.kind);
        assert_eq!(row.calendar_version, WorkCalendar::built_in().version());
    }
    let handle = view.clocks.iter().find(|(row, _)| row.kind == "handle");
    assert_eq!(order.handle_due_at, handle.map(|(row, _)| row.due_at), "{name}");
    // Every step stands in the ledger, and with it its state.
    assert_eq!(view.events.len() as i64, order.version, "{name}");
    let last = view.events.last().expect("an order begins with an event");
    assert_eq!(last.to_state.as_deref(), Some(order.state.as_str()), "{name}");
    for pair in view.events.windows(2) {
        assert_eq!(pair[0].to_state, pair[1].from_state, "{name}");
    }
}

async fn many(house: House, count: u64) {
    let lead = house.submit().await.order;
    let mut done = 0;
    for start in (0..count).step_by(40) {
        // Many at a time, so that they also get in each other's way.
        let batch = (start..(start + 40).min(count)).map(|seed| play(&house, seed, &lead));
        done += futures_util::future::join_all(batch).await.into_iter().sum::<usize>();
    }
    // Most steps must have been real ones, or the test shows little.
    assert!(done as u64 > count * STEPS as u64 / 2, "{done}");
    house.end().await;
}

#[tokio::test]
async fn two_thousand_random_courses_keep_an_order_sound_on_sqlite() {
    many(House::lite().await, 2_000).await;
}

#[tokio::test]
async fn three_hundred_random_courses_keep_an_order_sound_on_postgresql() {
    many(House::pg().await, 300).await;
}
