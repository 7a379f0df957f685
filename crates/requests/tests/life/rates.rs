//! The three rates of a made-up month, worked out a second time from what
//! the orders' own pages show.

use kernel::clock::ClockEvent;
use kernel::time::{DAY_US, HOUR_US, Instant};
use people::UnitId;
use requests::app::act::{Act, By};
use requests::app::view::OrderView;
use requests::domain::OrderId;
use requests::domain::application::ApplicationKind;
use requests::domain::callback::Contacted;
use requests::domain::change::Command;
use requests::domain::order::Order;
use requests::domain::rates::{RateFact, ThreeRates, rates};
use requests::domain::words::{OrderType, Satisfied, Solved, Urgency};
use requests::store::adjustment::{self, Adjustment};
use requests::store::rates as table;

use crate::house::{House, each_engine};
use crate::steps::{HANDLER, OTHER_UNIT, UNIT, call, dispatch, no_answer, reply};

const SOLVED: [Solved; 3] = [Solved::Resolved, Solved::Partly, Solved::Unresolved];
const SATISFIED: [Satisfied; 4] =
    [Satisfied::Satisfied, Satisfied::Mostly, Satisfied::Unsatisfied, Satisfied::NotRated];

async fn replayed(house: &House, order: OrderId, at: Instant, command: Command) -> Order {
    let by = By::Job("test");
    house.desk.act(Act { order, seen: None, by, command, evidence: Vec::new(), at }).await.unwrap()
}

/// Order `n` of the month; what happens to it follows from the number.
async fn play(house: &House, n: usize, start: Instant) -> OrderId {
    let at = start.plus(n as i64 * 12 * HOUR_US);
    house.clock().set_instant(at);
    let mut submission = house.draft();
    submission.request.order_type =
        if n % 11 == 10 { OrderType::Praise } else { OrderType::Complaint };
    let id = house.desk.submit(submission).await.unwrap().order.id;
    let unit = if n % 7 == 6 { OTHER_UNIT } else { UNIT };
    replayed(house, id, at, Command::Accept).await;
    replayed(house, id, at, dispatch(house.unit(unit), Urgency::Normal)).await;
    replayed(house, id, at, Command::Acknowledge).await;
    let contact_due = house.clocks(id).await.into_iter().find(|row| row.kind == "first_contact");
    let contact_due = contact_due.map_or(at, |row| row.due_at);
    // In time, at the very instant that is too late, and late.
    let contact = [at.plus(HOUR_US), contact_due, contact_due.plus(DAY_US)][n % 3];
    replayed(house, id, contact, Command::FirstContact { text: "已联系".into() }).await;
    if n % 5 == 4 {
        return id;
    }
    let answered = contact.max(at.plus(2 * DAY_US));
    replayed(house, id, answered, reply(Solved::Resolved)).await;
    replayed(house, id, answered, Command::ApproveReply).await;
    if n % 4 == 3 {
        replayed(house, id, answered.plus(HOUR_US), no_answer()).await;
        return id;
    }
    let (solved, satisfied) = (SOLVED[n % 3], SATISFIED[n % 4]);
    let mut word = call(Contacted::Yes, Some(solved), Some(satisfied));
    if let Command::CallBack { callback, .. } = &mut word {
        callback.unit_contacted = Some(n.is_multiple_of(2));
    }
    replayed(house, id, answered.plus(HOUR_US), word).await;
    if n % 6 == 1 {
        // Done again and judged anew: the last word counts.
        let later = answered.plus(2 * HOUR_US);
        replayed(house, id, later, Command::Rework { reason: "没修好".into() }).await;
        replayed(house, id, later, reply(Solved::Resolved)).await;
        replayed(house, id, later, Command::ApproveReply).await;
        let word = call(Contacted::Yes, Some(Solved::Resolved), Some(Satisfied::Satisfied));
        replayed(house, id, later.plus(HOUR_US), word).await;
    }
    id
}

async fn adjust(
    house: &House,
    order: OrderId,
    kind: &'static str,
    approved: bool,
    until: Option<Instant>,
) {
    let input = (order, kind, approved, until, house.now());
    let written: Result<(), db::StoreError> = house
        .store
        .db
        .write(input, |tx, (order, kind, approved, until, at)| {
            Box::pin(async move {
                let listing = Adjustment {
                    order_id: *order,
                    kind,
                    reason: "测试",
                    applied_by: "super01".into(),
                    approved_by: approved.then(|| "super02".into()),
                    at: *at,
                    valid_until: *until,
                };
                adjustment::list(tx, &listing).await
            })
        })
        .await;
    written.unwrap();
}

/// The fact of an order by its page alone.
fn fact(view: &OrderView) -> RateFact {
    let (contact, shown) = view
        .clocks
        .iter()
        .find(|(row, _)| row.kind == "first_contact")
        .expect("a limit for the first contact");
    let history: Vec<ClockEvent> = serde_json::from_str(&contact.history).unwrap();
    let made = history.iter().find_map(|event| match event {
        ClockEvent::Stopped { at } => Some(*at),
        _ => None,
    });
    let word = view.callbacks.iter().rfind(|row| row.contacted == Contacted::Yes);
    let in_time = made.is_some_and(|at| at < shown.due.at);
    RateFact {
        responded: in_time || word.is_some_and(|row| row.unit_contacted == Some(true)),
        solved: word.and_then(|row| row.solved),
        satisfied: word.and_then(|row| row.satisfied),
        excluded: false,
        deferred: false,
    }
}

/// A share in ten-thousandths by floating point: another way to the figure.
fn share(worths: &[f64]) -> Option<i64> {
    let sum: f64 = worths.iter().sum();
    (!worths.is_empty()).then(|| (sum / worths.len() as f64 * 10_000.0).round() as i64)
}

fn by_hand(facts: &[RateFact]) -> [Option<i64>; 3] {
    let response: Vec<f64> = facts.iter().map(|fact| f64::from(u8::from(fact.responded))).collect();
    let resolution: Vec<f64> = facts
        .iter()
        .filter_map(|fact| fact.solved)
        .map(|solved| match solved {
            Solved::Resolved => 1.0,
            Solved::Partly => 0.5,
            Solved::Unresolved => 0.0,
        })
        .collect();
    let satisfaction: Vec<f64> = facts
        .iter()
        .filter_map(|fact| match fact.satisfied? {
            Satisfied::Satisfied => Some(1.0),
            Satisfied::Mostly => Some(0.8),
            Satisfied::Unsatisfied => Some(0.0),
            Satisfied::NotRated => None,
        })
        .collect();
    [share(&response), share(&resolution), share(&satisfaction)]
}

fn shown(set: &ThreeRates) -> [Option<i64>; 3] {
    [set.response.per_myriad(), set.resolution.per_myriad(), set.satisfaction.per_myriad()]
}

#[tokio::test]
async fn the_rates_of_a_month_are_what_anyone_finds_who_does_the_sums_again() {
    each_engine(async |house| {
        let (from, until) = (day("2026-06-01"), day("2026-07-01"));
        let mut orders = Vec::new();
        for n in 0..54 {
            orders.push(play(house, n, from.plus(9 * HOUR_US)).await);
        }
        house.clock().set("2026-07-02 09:00:00");
        let unit = house.unit(UNIT);
        adjust(house, orders[0], "excluded", true, None).await;
        adjust(house, orders[1], "deferred", true, Some(until.plus(DAY_US))).await;
        adjust(house, orders[2], "deferred", true, Some(until)).await;
        adjust(house, orders[3], "excluded", false, None).await;
        let mut facts = Vec::new();
        for (n, id) in orders.iter().enumerate() {
            let view = house.desk.view_unchecked(*id).await.unwrap();
            let due = view.order.handle_due_at;
            let inside = due.is_some_and(|due| from <= due && due < until);
            if inside
                && view.order.unit_id == Some(unit)
                && view.order.order_type != OrderType::Praise
            {
                facts.push(RateFact { excluded: n == 0, deferred: n == 1, ..fact(&view) });
            }
        }
        assert!(facts.len() > 20, "{}", facts.len());
        let lines = lines(house, unit, from, until).await;
        let rule = house.desk.rules().rate_rule(from.day());
        let told: Vec<RateFact> = lines.iter().map(|line| line.fact).collect();
        let pair = rates(&told, &rule);
        let adjusted: Vec<RateFact> =
            facts.iter().copied().filter(|fact| !fact.excluded && !fact.deferred).collect();
        assert_eq!(shown(&pair.raw), by_hand(&facts));
        assert_eq!(shown(&pair.adjusted), by_hand(&adjusted));
        assert_eq!((pair.raw.orders, pair.excluded, pair.deferred), (facts.len() as i64, 1, 1));
        assert_ne!(shown(&pair.raw), shown(&pair.adjusted));
        units_agree(house, from, until).await;
    })
    .await;
}

fn day(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

async fn lines(house: &House, unit: UnitId, from: Instant, until: Instant) -> Vec<table::RateLine> {
    let input = (unit, from, until);
    let read: Result<_, db::StoreError> = house
        .store
        .db
        .read(input, |tx, (unit, from, until)| Box::pin(table::lines(tx, *unit, *from, *until)))
        .await;
    read.unwrap()
}

/// The list of units counts as many orders as each unit's lines have.
async fn units_agree(house: &House, from: Instant, until: Instant) {
    let read: Result<Vec<(UnitId, i64)>, db::StoreError> = house
        .store
        .db
        .read((from, until), |tx, (from, until)| Box::pin(table::units(tx, *from, *until)))
        .await;
    let units = read.unwrap();
    assert_eq!(units.len(), 2);
    for (unit, count) in units {
        assert_eq!(lines(house, unit, from, until).await.len() as i64, count);
    }
}

#[tokio::test]
async fn an_order_that_was_put_off_counts_again_when_it_is_answered() {
    let house = House::lite().await;
    let mut order = house.in_progress().await;
    house.granted(&mut order, ApplicationKind::Deferral).await;
    let (from, to) = (day("2026-06-01"), day("2026-08-01"));
    let deferred = async || lines(&house, house.unit(UNIT), from, to).await[0].fact.deferred;
    assert!(deferred().await);
    house.step(HANDLER, &mut order, reply(Solved::Resolved)).await;
    assert!(!deferred().await);
    house.end().await;
}
