//! Lists: every filter, both sorts, and pages that neither lose nor repeat.

use std::collections::BTreeSet;

use kernel::time::{DAY_US, HOUR_US};
use requests::domain::OrderId;
use requests::domain::change::Command;
use requests::domain::order::{Order, OrderState, Queue, Verb};
use requests::domain::words::{OrderType, Urgency};
use requests::store::list::{self, Filter, ListRow, PageKey, Sort, Which};

use crate::house::{House, each_engine};
use crate::steps::{DISPATCHER, HANDLER, OTHER_UNIT, UNIT, command, dispatch, nobody};

/// Two communities of different districts.
const PLACES: [(i64, i64); 2] = [(1_113_876_040, 279_733_330), (1_113_900_470, 279_832_240)];

async fn page(house: &House, filter: &Filter, start: Option<PageKey>, limit: u32) -> Vec<ListRow> {
    let input = (filter.clone(), start, limit);
    let read: Result<_, db::StoreError> = house
        .store
        .db
        .read(input, |tx, (filter, start, limit)| Box::pin(list::page(tx, filter, *start, *limit)))
        .await;
    read.unwrap()
}

async fn count(house: &House, filter: &Filter) -> i64 {
    let read: Result<_, db::StoreError> = house
        .store
        .db
        .read(filter.clone(), |tx, filter| Box::pin(list::count(tx, filter, 1_000)))
        .await;
    read.unwrap()
}

/// Forty orders of many kinds.
async fn filled(house: &House) -> Vec<Order> {
    let mut ids = Vec::new();
    for n in 0..40_usize {
        house.clock().advance(2 * HOUR_US);
        let mut submission = house.draft();
        let request = &mut submission.request;
        request.order_type = OrderType::ALL[n % OrderType::ALL.len()];
        request.confidential = n % 4 == 0;
        request.channel = ["website", "phone_12345", "wechat"][n % 3].into();
        request.place.point_e7 = (n % 5 < 2).then(|| PLACES[n % 2]);
        submission.urgency = Urgency::ALL[n % 4];
        let mut order = house.desk.submit(submission).await.unwrap().order;
        let unit = house.unit([UNIT, OTHER_UNIT][n % 2]);
        if n % 3 > 0 {
            house.step(DISPATCHER, &mut order, Command::Accept).await;
            let urgency = order.urgency;
            house.step(DISPATCHER, &mut order, dispatch(unit, urgency)).await;
        }
        if n % 6 == 2 {
            house.step(HANDLER, &mut order, Command::Acknowledge).await;
        }
        if n % 9 == 0 {
            let answer = command(house, Verb::Answer, &nobody(&order)).unwrap();
            house.step(DISPATCHER, &mut order, answer).await;
        }
        ids.push(order.id);
    }
    let mut orders = Vec::new();
    for id in ids {
        orders.push(house.order(id).await);
    }
    orders
}

type Case = (Filter, Box<dyn Fn(&Order) -> bool>);

fn case(filter: Filter, holds: impl Fn(&Order) -> bool + 'static) -> Case {
    (filter, Box::new(holds))
}

fn starts(text: Option<&String>, prefix: &str) -> bool {
    text.is_some_and(|text| text.starts_with(prefix))
}

/// Every filter with its meaning, written down by hand.
fn cases(house: &House, orders: &[Order]) -> Vec<Case> {
    let d = Filter::default;
    let (unit, now) = (house.unit(UNIT), house.now());
    let middle = orders[20].received_at;
    let some: Vec<OrderId> = orders.iter().step_by(7).map(|order| order.id).collect();
    let only = some.clone();
    vec![
        case(d(), |_| true),
        case(Filter { queue: Some(Queue::Unit), ..d() }, |o| o.state.queue() == Queue::Unit),
        case(Filter { state: Some(OrderState::Acknowledged), ..d() }, |o| {
            o.state == OrderState::Acknowledged
        }),
        case(Filter { unit: Some(unit), ..d() }, move |o| o.unit_id == Some(unit)),
        case(Filter { viewer_unit: Some(unit), ..d() }, move |o| o.unit_id == Some(unit)),
        case(Filter { category: Some("0103".into()), ..d() }, |o| {
            starts(o.category_code.as_ref(), "0103")
        }),
        case(Filter { urgency: Some(Urgency::Urgent), ..d() }, |o| o.urgency == Urgency::Urgent),
        case(Filter { order_type: Some(OrderType::Report), ..d() }, |o| {
            o.order_type == OrderType::Report
        }),
        case(Filter { channel: Some("wechat".into()), ..d() }, |o| o.channel == "wechat"),
        case(Filter { region: Some("439902".into()), ..d() }, |o| {
            starts(o.region_code.as_ref(), "439902")
        }),
        case(Filter { viewer_region: Some("439903".into()), ..d() }, |o| {
            o.region_code.is_none() || starts(o.region_code.as_ref(), "439903")
        }),
        case(Filter { received_from: Some(middle), ..d() }, move |o| o.received_at >= middle),
        case(Filter { received_until: Some(middle), ..d() }, move |o| o.received_at < middle),
        case(Filter { overdue_at: Some(now), ..d() }, move |o| {
            o.next_due_at <= now && o.state.queue() != Queue::Done
        }),
        case(Filter { which: Some(Which::Open), ..d() }, |o| o.state.queue() != Queue::Done),
        case(Filter { hide_confidential: true, ..d() }, |o| !o.confidential),
        case(Filter { only: Some(some), ..d() }, move |o| only.contains(&o.id)),
        case(Filter { only: Some(Vec::new()), ..d() }, |_| false),
    ]
}

#[tokio::test]
async fn every_filter_alone_and_with_every_other_shows_what_it_says_in_order() {
    each_engine(async |house| {
        let orders = filled(house).await;
        let cases = cases(house, &orders);
        for (at, (filter, holds)) in cases.iter().enumerate() {
            for (other, (second, also)) in cases.iter().enumerate().skip(at) {
                let mut both = joined(filter, second);
                for sort in [Sort::Due, Sort::Received] {
                    both.sort = sort;
                    let mut wanted: Vec<&Order> =
                        orders.iter().filter(|order| holds(order) && also(order)).collect();
                    wanted.sort_by_key(|order| match sort {
                        Sort::Due => (order.next_due_at.micros(), order.id),
                        Sort::Received => (order.received_at.micros(), order.id),
                    });
                    if sort == Sort::Received {
                        wanted.reverse();
                    }
                    let shown = page(house, &both, None, 100).await;
                    let shown: Vec<OrderId> = shown.iter().map(|row| row.id).collect();
                    let wanted: Vec<OrderId> = wanted.iter().map(|order| order.id).collect();
                    assert_eq!(shown, wanted, "filters {at} and {other}, {sort:?}");
                }
                if other == at {
                    let wanted = orders.iter().filter(|order| holds(order)).count();
                    assert_eq!(count(house, filter).await, wanted as i64, "filter {at}");
                }
            }
        }
    })
    .await;
}

/// Both filters at once; where both set the same field, the first one twice
/// is the only pair, so nothing is lost.
fn joined(one: &Filter, two: &Filter) -> Filter {
    Filter {
        queue: one.queue.or(two.queue),
        state: one.state.or(two.state),
        unit: one.unit.or(two.unit),
        category: one.category.clone().or_else(|| two.category.clone()),
        urgency: one.urgency.or(two.urgency),
        order_type: one.order_type.or(two.order_type),
        channel: one.channel.clone().or_else(|| two.channel.clone()),
        region: one.region.clone().or_else(|| two.region.clone()),
        received_from: one.received_from.or(two.received_from),
        received_until: one.received_until.or(two.received_until),
        overdue_at: one.overdue_at.or(two.overdue_at),
        which: one.which.or(two.which),
        only: match (&one.only, &two.only) {
            (Some(one), Some(two)) => {
                Some(one.iter().filter(|id| two.contains(id)).copied().collect())
            }
            (one, two) => one.clone().or_else(|| two.clone()),
        },
        viewer_unit: one.viewer_unit.or(two.viewer_unit),
        hidden_from: one.hidden_from.iter().chain(&two.hidden_from).copied().collect(),
        viewer_region: one.viewer_region.clone().or_else(|| two.viewer_region.clone()),
        hide_confidential: one.hide_confidential || two.hide_confidential,
        sort: one.sort,
    }
}

#[tokio::test]
async fn pages_are_disjoint_and_complete_while_new_orders_come_in_between() {
    each_engine(async |house| {
        let before: BTreeSet<OrderId> = filled(house).await.iter().map(|order| order.id).collect();
        for sort in [Sort::Due, Sort::Received] {
            let filter = Filter { sort, ..Filter::default() };
            let (mut seen, mut start) = (Vec::new(), None);
            loop {
                let rows = page(house, &filter, start, 7).await;
                let Some(last) = rows.last() else { break };
                start = Some(last.key(sort));
                seen.extend(rows.iter().map(|row| row.id));
                house.clock().advance(HOUR_US);
                if seen.len() < 60 {
                    house.submit().await;
                }
            }
            let distinct: BTreeSet<OrderId> = seen.iter().copied().collect();
            assert_eq!(distinct.len(), seen.len(), "{sort:?}");
            assert!(before.is_subset(&distinct), "{sort:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_desks_counts_are_those_of_the_lists() {
    each_engine(async |house| {
        let orders = filled(house).await;
        house.clock().advance(DAY_US);
        let now = house.now();
        let region = orders.iter().find_map(|order| order.region_code.clone()).unwrap();
        let district = region.chars().take(6).collect::<String>();
        let all = list::Scope::default();
        let scopes = [
            all.clone(),
            list::Scope { unit: Some(house.unit(UNIT)), ..all.clone() },
            list::Scope { hide_confidential: true, ..all.clone() },
            list::Scope { region: district.clone(), ..all.clone() },
            list::Scope { region: district, has_placeless: true, hide_confidential: true, ..all },
        ];
        for scope in scopes {
            let read: Result<_, db::StoreError> = house
                .store
                .db
                .read((now, scope.clone()), |tx, (now, scope)| {
                    Box::pin(list::queue_counts(tx, *now, scope))
                })
                .await;
            let counts: Vec<list::QueueCount> = read.unwrap();
            assert!(!counts.is_empty(), "{scope:?}");
            for counted in counts {
                let mine = |order: &&Order| {
                    let is_in = order
                        .region_code
                        .as_ref()
                        .map_or(scope.region.is_empty() || scope.has_placeless, |code| {
                            code.starts_with(&scope.region)
                        });
                    order.state.queue() == counted.queue
                        && (scope.unit.is_none() || order.unit_id == scope.unit)
                        && (!scope.hide_confidential || !order.confidential)
                        && is_in
                };
                let open = orders.iter().filter(mine).count();
                let overdue = orders.iter().filter(mine).filter(|order| order.next_due_at <= now);
                assert_eq!((counted.open, counted.overdue), (open as i64, overdue.count() as i64));
            }
        }
    })
    .await;
}
