//! Three hundred places and everybody at once: exactly three hundred get one,
//! the rest wait in order, and the money's book agrees. 5,000 applicants on
//! SQLite; 450 on PostgreSQL, where each waits for the one before it on a
//! connection of its own and the test must stay short. `HUYING_APPLICANTS` asks
//! for as many there too.

use std::pin::Pin;
use std::sync::Arc;

use db::{Location, StoreError};
use kernel::id::Ids;
use people::domain::unit::UnitKind;
use people::record::{Fault, FaultKind};
use people::{AccountId, Role, SessionId, Staff, UnitId};
use stations::Stations;
use stations::app::benefit::{BenefitStep, ProgrammeStep};
use stations::app::error::ActError;
use stations::domain::benefit::money::Account;
use stations::domain::benefit::{Benefit, BenefitState, BenefitVerb, NewBenefit};
use stations::store::benefit as store;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::app::{TestApp, each_app};

const TUITION: &str = "tuition-2026";
const PLACES: usize = 300;
const ON_LITE: usize = 5_000;
const ON_PG: usize = 450;

/// How many apply where a usual run has few.
#[expect(clippy::disallowed_methods, reason = "a test is not a setting of the program")]
fn on_pg() -> usize {
    let asked = std::env::var("HUYING_APPLICANTS").ok().and_then(|count| count.parse().ok());
    asked.map_or(ON_PG, |count: usize| count.max(ON_PG))
}

type Work<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Runs all of it on the test's threads, so many at once.
async fn all<T: Send + 'static>(at_once: usize, works: Vec<Work<T>>) -> Vec<T> {
    let gate = Arc::new(Semaphore::new(at_once));
    let mut set = JoinSet::new();
    for work in works {
        let gate = gate.clone();
        set.spawn(async move {
            let _permit = gate.acquire_owned().await.expect("nobody closes it");
            work.await
        });
    }
    set.join_all().await
}

fn staff(app: &TestApp<'_>, unit: UnitId) -> Staff {
    let ids = &app.store.ids;
    let now = app.store.db.clock().now();
    Staff {
        account: AccountId(ids.mint(now)),
        username: "decides".into(),
        display_name: "周敏".into(),
        roles: vec![Role::UnitHandler],
        unit,
        unit_name: String::new(),
        unit_kind: UnitKind::Department,
        units_above: Vec::new(),
        region_scope: String::new(),
        csrf: String::new(),
        session: SessionId(ids.mint(now)),
        must_change_password: false,
    }
}

/// Applicant `n`; each key is sent twice by somebody in ten, and the phone of
/// somebody in twenty is tried by another key.
fn applies(stations: &Stations, key: String, n: usize) -> Work<Result<Benefit, ActError>> {
    let stations = stations.clone();
    Box::pin(async move {
        let new = NewBenefit {
            key,
            programme: TUITION.into(),
            name: "申请人".into(),
            phone: format!("138{n:08}"),
            ticked: vec![0, 1, 2],
            attestor: String::new(),
            photos: Vec::new(),
        };
        stations.apply_for_benefit(new).await.map(|applied| applied.benefit)
    })
}

async fn in_order(stations: &Stations) -> Vec<Benefit> {
    let read = stations.app.db.read((), |tx, ()| Box::pin(store::in_order(tx, TUITION)));
    let rows: Result<Vec<Benefit>, StoreError> = read.await;
    rows.expect("the store answers")
}

/// Everybody applies at once; some twice, some with another's telephone.
async fn apply(stations: &Stations, count: usize, at_once: usize) {
    let mut works = Vec::new();
    for n in 1..=count {
        works.push(applies(stations, format!("a{n}"), n));
        if n % 10 == 0 {
            works.push(applies(stations, format!("a{n}"), n));
        }
    }
    for done in all(at_once, works).await {
        done.expect("there is no limit to applying");
    }
    let second = (20..=count).step_by(20).map(|n| applies(stations, format!("b{n}"), n));
    for done in all(at_once, second.collect()).await {
        let taken = Fault::new("phone", FaultKind::Taken);
        assert!(matches!(done, Err(ActError::Fault(fault)) if fault == taken), "{done:?}");
    }
    let rows = in_order(stations).await;
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    assert_eq!(seqs, (1..=count as i64).collect::<Vec<_>>(), "everybody once, without a gap");
}

/// One person finds, another confirms, each at once for all.
async fn decide(stations: &Stations, (one, two): (&Staff, &Staff), at_once: usize) {
    for (who, verb, seen) in [(one, BenefitVerb::FindEligible, 1), (two, BenefitVerb::Confirm, 2)] {
        let works = in_order(stations).await.into_iter().map(|row| {
            let (stations, who) = (stations.clone(), who.clone());
            let work: Work<_> = Box::pin(async move {
                let step = BenefitStep { verb, reason: String::new() };
                stations.step_benefit(&who, (row.id, seen), step).await
            });
            work
        });
        for done in all(at_once, works.collect()).await {
            done.expect("it is decided");
        }
    }
}

/// Eight members of staff press the same button at once; how many places each gave.
async fn give(stations: &Stations, who: &Staff) -> usize {
    let works = (0..8).map(|_| {
        let (stations, who) = (stations.clone(), who.clone());
        let work: Work<_> =
            Box::pin(
                async move { stations.step_programme(&who, TUITION, ProgrammeStep::Give).await },
            );
        work
    });
    let given = all(8, works.collect()).await.into_iter();
    given.map(|given| given.expect("places are given")).sum()
}

fn with_place(rows: &[Benefit]) -> Vec<i64> {
    rows.iter().filter(|row| row.state.has_place()).map(|row| row.seq).collect()
}

async fn check_book(stations: &Stations, committed: usize, returned: i64) {
    let standing = stations.benefit_standing(TUITION).await.expect("the store answers");
    let of = |account| standing.balances.of(account);
    assert_eq!(standing.balances.sum(), 0, "debit equals credit");
    assert_eq!(of(Account::Funding), -60_000_000);
    assert_eq!(of(Account::Committed), committed as i64 * 200_000);
    assert_eq!(of(Account::Returned), returned);
    assert!(of(Account::Budget) >= 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_everybody_at_once_exactly_three_hundred_get_a_place_and_the_rest_wait_in_order() {
    each_app(async |app| {
        let is_lite = matches!(app.store.location, Location::Lite(_));
        let (count, at_once) = if is_lite { (ON_LITE, ON_LITE) } else { (on_pg(), 32) };
        let stations = &app.stations;
        apply(stations, count, at_once).await;
        let unit = in_order(stations).await[0].unit_id.expect("the union decides");
        let (one, two) = (staff(app, unit), staff(app, unit));
        decide(stations, (&one, &two), at_once).await;
        let published = stations.step_programme(&one, TUITION, ProgrammeStep::Publish).await;
        assert_eq!(published.expect("all are published"), count);
        app.store.clock.set("2026-12-01 09:00:00");
        assert_eq!(give(stations, &one).await, PLACES);
        let rows = in_order(stations).await;
        assert_eq!(with_place(&rows), (1..=PLACES as i64).collect::<Vec<_>>());
        let waiting = rows.iter().filter(|row| row.state == BenefitState::Waiting).count();
        assert_eq!(waiting, count - PLACES, "the rest wait");
        check_book(stations, PLACES, 0).await;
        // Twenty give theirs back at once: the next twenty in order get them.
        let back = rows.iter().take(20).map(|row| {
            let (stations, one, id, seen) = (stations.clone(), one.clone(), row.id, row.version);
            let work: Work<_> = Box::pin(async move {
                let step = BenefitStep { verb: BenefitVerb::Return, reason: String::new() };
                stations.step_benefit(&one, (id, seen), step).await
            });
            work
        });
        for done in all(20, back.collect()).await {
            done.expect("it is given back");
        }
        let next = in_order(stations).await;
        assert_eq!(with_place(&next), (21..=PLACES as i64 + 20).collect::<Vec<_>>());
        check_book(stations, PLACES, 0).await;
    })
    .await;
}
