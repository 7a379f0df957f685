//! A desk with the demo city on a store of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use db::blobs::Blobs;
use db::{Location, Migration, StoreError, Tx};
use echo::Engine;
use kernel::event::Actor;
use kernel::id::{Id, Ids};
use kernel::time::{Clock, Instant};
use people::domain::unit::UnitKind;
use people::pack::{PeoplePack, StaffLine};
use people::vault::Kek;
use people::{AccountId, SessionId, Staff, UnitId};
use places::{LiveAtlas, PlacesPack};
use requests::app::act::course;
use requests::app::codes::QueryCodes;
use requests::app::desk::Parts;
use requests::app::pack::{self as desk_pack, DeskPack};
use requests::app::submit::{Submission, Submitted};
use requests::app::{Desk, OrderError};
use requests::domain::OrderId;
use requests::domain::change::Command;
use requests::domain::order::Order;
use requests::domain::request::{NewRequest, Place};
use requests::domain::words::{OrderType, Origin, Urgency};
use requests::store::clock::ClockRow;
use requests::store::{clock, order};
use testdb::{Template, TestClock, TestDb};
use tokio::sync::OnceCell;

/// Monday of an ordinary week.
pub(crate) const START: &str = "2026-06-01 09:00:00";
/// Base64 of thirty-two bytes; it protects nothing but this test.
const KEK: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";

/// A store with a desk on it.
pub(crate) struct House {
    pub(crate) store: TestDb,
    pub(crate) desk: Desk,
    next: AtomicU64,
}

/// What is the same in every house.
struct City {
    staff: Vec<StaffLine>,
    atlas: Arc<LiveAtlas>,
}

static TEMPLATE: Template = Template::new(migrations);

static CITY: OnceCell<City> = OnceCell::const_new();

/// The tables of everything an installation of this crate needs.
pub(crate) fn migrations() -> Vec<Migration> {
    [places::MIGRATIONS, people::MIGRATIONS, requests::MIGRATIONS].concat()
}

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../city/demo")
}

struct Pack {
    places: PlacesPack,
    people: PeoplePack,
    desk: DeskPack,
}

/// The demo city as `huying city load` reads it.
fn read_pack() -> Pack {
    let (places, faults) = PlacesPack::read(&demo());
    assert!(faults.is_empty(), "{faults:?}");
    let regions = places.regions.iter().map(|record| record.region.code.to_string()).collect();
    let (people, faults) = PeoplePack::read(&demo(), &regions);
    assert!(faults.is_empty(), "{faults:?}");
    let units: Vec<String> = people.units.iter().map(|unit| unit.slug.clone()).collect();
    let (desk, faults) = desk_pack::read(&demo(), &units);
    assert!(faults.is_empty(), "{faults:?}");
    Pack { places, people, desk }
}

type Job = (Pack, places::Changes, people::pack::Changes, people::pack::FirstPasswords);

/// Loads the city. Accounts are left out: making their passwords costs
/// seconds, and here nobody signs in.
async fn load_city(store: &TestDb) {
    let db = &store.db;
    let mut pack = read_pack();
    pack.people.staff.clear();
    let places_changes = places::plan(db, &pack.places).await.unwrap();
    let people_changes = people::pack::plan(db, &pack.people).await.unwrap();
    let ids = testdb::SeededIds::default();
    let secrets = people::pack::first_passwords(&people_changes, &ids).await.unwrap();
    let job = (pack, places_changes, people_changes, secrets);
    let done: Result<(), StoreError> = db.write(job, |tx, job| Box::pin(apply(tx, job))).await;
    done.unwrap();
}

async fn apply(tx: &mut Tx<'_>, (pack, places, people, secrets): &Job) -> Result<(), StoreError> {
    // May run again, so it counts from the beginning each time.
    let ids = testdb::SeededIds::default();
    places::apply_in(tx, &pack.places, places).await?;
    people::pack::apply_in(tx, &ids, &pack.people, people, secrets).await?;
    desk_pack::apply_in(tx, &pack.desk).await
}

async fn city(store: &TestDb) -> &'static City {
    CITY.get_or_init(|| async {
        let atlas = Arc::new(LiveAtlas::new(places::load(&store.db).await.unwrap()));
        City { staff: read_pack().people.staff, atlas }
    })
    .await
}

impl House {
    /// On SQLite.
    pub(crate) async fn lite() -> Self {
        Self::on(TEMPLATE.lite(load_city).await).await
    }

    /// On PostgreSQL; give it to [`House::end`].
    pub(crate) async fn pg() -> Self {
        Self::on(TEMPLATE.pg(load_city).await).await
    }

    async fn on(store: TestDb) -> Self {
        store.clock.set(START);
        let ids: Arc<dyn Ids> = store.ids.clone();
        let kek = Kek::from_base64(KEK).unwrap();
        let vault = people::Vault::open(&store.db, ids.clone(), &kek).await.unwrap();
        let app = people::App::new(store.db.clone(), ids, vault, people::Settings::default());
        let engine = Arc::new(Engine::new());
        let desk = Desk::new(Parts {
            app,
            atlas: city(&store).await.atlas.clone(),
            matches: engine.clone(),
            topics: engine,
            blobs: Blobs::dir(&store.dir.join("blobs")).unwrap(),
            codes: QueryCodes::new(vec![7; 32]),
        })
        .await
        .unwrap();
        Self { store, desk, next: AtomicU64::new(0) }
    }

    /// Verifies the ledger and tidies up.
    pub(crate) async fn end(self) {
        let verdict = db::ledger::verify(&self.store.db).await.unwrap();
        assert_eq!(verdict.faults, Vec::<String>::new());
        if matches!(self.store.location, Location::Pg(_)) {
            testdb::discard(&self.store).await;
        }
    }

    pub(crate) fn clock(&self) -> &TestClock {
        &self.store.clock
    }

    pub(crate) fn now(&self) -> Instant {
        self.store.clock.now()
    }

    /// A unit by its short name.
    pub(crate) fn unit(&self, slug: &str) -> UnitId {
        self.desk.rules().unit_by_slug(slug).expect("a unit of the demo city").id
    }

    /// A member of the demo city's staff.
    pub(crate) async fn staff(&self, username: &str) -> Staff {
        let staff = &city(&self.store).await.staff;
        let at = staff.iter().position(|line| line.username == username).expect("demo staff");
        let line = &staff[at];
        let unit = self.unit(&line.unit);
        Staff {
            account: AccountId(numbered(at as u64)),
            username: line.username.clone(),
            display_name: line.name.clone(),
            roles: line.roles.clone(),
            unit,
            unit_name: line.unit.clone(),
            unit_kind: UnitKind::Department,
            units_above: Vec::new(),
            region_scope: line.region_code.trim_end_matches('0').to_owned(),
            csrf: String::new(),
            session: SessionId(numbered(0)),
            must_change_password: false,
        }
    }

    /// A submission that has not been sent yet, with a key of its own.
    pub(crate) fn draft(&self) -> Submission {
        let n = self.next.fetch_add(1, Ordering::SeqCst);
        draft(&format!("key-{n}"), self.now())
    }

    /// Sends in an ordinary complaint.
    pub(crate) async fn submit(&self) -> Submitted {
        self.desk.submit(self.draft()).await.unwrap()
    }

    /// Carries out a command at the clock's time.
    pub(crate) async fn act(
        &self,
        who: &str,
        order: &Order,
        command: Command,
    ) -> Result<Order, OrderError> {
        let staff = self.staff(who).await;
        self.desk.act_as(&staff, order.id, Some(order.version), command).await
    }

    /// An order as it stands in the table.
    pub(crate) async fn order(&self, id: OrderId) -> Order {
        let read: Result<_, StoreError> =
            self.store.db.read(id, |tx, id| Box::pin(order::get(tx, *id))).await;
        read.unwrap().expect("the order is there")
    }

    /// Its clocks as they stand in the table.
    pub(crate) async fn clocks(&self, id: OrderId) -> Vec<ClockRow> {
        let read: Result<_, StoreError> =
            self.store.db.read(id, |tx, id| Box::pin(clock::of_order(tx, *id))).await;
        read.unwrap()
    }

    /// One of its clocks.
    pub(crate) async fn clock_of(&self, id: OrderId, kind: &str) -> ClockRow {
        let clocks = self.clocks(id).await;
        clocks.into_iter().find(|row| row.kind == kind).expect("the clock is there")
    }

    /// Its course in the ledger.
    pub(crate) async fn course(&self, id: OrderId) -> Vec<db::ledger::Event> {
        let read: Result<_, StoreError> =
            self.store.db.read(id, |tx, id| Box::pin(course(tx, *id))).await;
        read.unwrap()
    }

    /// Names of the events of its course.
    pub(crate) async fn kinds(&self, id: OrderId) -> Vec<String> {
        self.course(id).await.into_iter().map(|event| event.kind).collect()
    }
}

/// An ordinary complaint.
pub(crate) fn draft(key: &str, at: Instant) -> Submission {
    Submission {
        request: NewRequest {
            submission_key: key.to_owned(),
            channel: "website".into(),
            channel_ref: None,
            origin: Origin::OnComplaint,
            order_type: OrderType::Complaint,
            title: String::new(),
            content: "小区门口的路灯坏了三天，晚上看不见路。".into(),
            occurred_at: None,
            received_at: at,
            place: Place::default(),
            requester_ref: None,
            query_code_tag: String::new(),
            confidential: false,
            reply_wanted: true,
            contact_window: None,
        },
        urgency: Urgency::Normal,
        category_code: None,
        identity: None,
        photos: Vec::new(),
        actor: Actor::Requester,
        at,
    }
}

/// An id that is nobody's.
pub(crate) fn numbered(n: u64) -> Id {
    Id::from_parts(Instant::from_millis(1_000), u128::from(n))
}

/// Runs a test on a house of each engine; the ledger must be sound after it.
pub(crate) async fn each_engine(test: impl AsyncFn(&House)) {
    for house in [House::lite().await, House::pg().await] {
        test(&house).await;
        house.end().await;
    }
}
