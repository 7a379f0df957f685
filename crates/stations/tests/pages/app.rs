//! A whole application in a test: a fresh store with the demo city's places,
//! units and stations in it, and a browser.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Once};

use axum::body::Body;
use axum::http::Request;
use db::blobs::Blobs;
use people::pack::PeoplePack;
use people::settings::Rates;
use people::vault::{Kek, Vault};
use people::{Role, UnitId};
use places::{LiveAtlas, PlacesPack};
use stations::domain::words::PostKind;
use stations::{Stations, StationsPack};
use testdb::{Template, TestDb};
use testkit::browser::{Answer, Browser};
use testkit::staff::Person;
use tokio::sync::OnceCell;

use crate::desk::Desk;

const CITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../city/demo");

/// Runs a test against the application on SQLite and on PostgreSQL.
pub(crate) async fn each_app(test: impl AsyncFn(&TestApp<'_>)) {
    let test = async |store: &TestDb| test(&TestApp::open(store).await).await;
    TEMPLATE.each_engine(load_city, test).await;
}

/// The demo city, loaded once for all tests.
static TEMPLATE: Template =
    Template::new(|| [places::MIGRATIONS, people::MIGRATIONS, stations::MIGRATIONS].concat());
static ATLAS: OnceCell<Arc<LiveAtlas>> = OnceCell::const_new();

/// The same in every test: no page changes what the city looks like.
async fn atlas(store: &TestDb) -> Arc<LiveAtlas> {
    let loaded = ATLAS.get_or_init(|| async {
        let atlas = places::load(&store.db).await.expect("the places were loaded");
        Arc::new(LiveAtlas::new(atlas))
    });
    loaded.await.clone()
}

/// The application, and a way to use it.
pub(crate) struct TestApp<'a> {
    pub(crate) store: &'a TestDb,
    pub(crate) stations: Stations,
    pub(crate) desk: Arc<Desk>,
    browser: Browser,
}

impl<'a> TestApp<'a> {
    async fn open(store: &'a TestDb) -> Self {
        install_messages();
        let kek = Kek::generate().expect("the machine has randomness");
        let vault = Vault::open(&store.db, store.ids.clone(), &kek).await.expect("a vault opens");
        let rates =
            Rates { sign_in: 10_000, look_up: 10_000, public_form: 10_000, public_query: 10_000 };
        let settings = people::Settings { rates, ..people::Settings::default() };
        let app = people::App::new(store.db.clone(), store.ids.clone(), vault, settings)
            .with_orders(Arc::new(stations::app::parties::Parties));
        app.set_site(ui::Site {
            name: "呼应".into(),
            short_name: "云汀市".into(),
            sponsor: "云汀市数据局".into(),
            phone: "0700-8820000".into(),
            ..ui::Site::default()
        });
        let atlas = atlas(store).await;
        let blobs = Blobs::dir(&store.dir.join("blobs")).expect("a folder for photos");
        let desk = Arc::new(Desk::default());
        let stations = Stations::new(app, atlas, blobs).with_intake(desk.clone());
        let calendar = kernel::calendar::WorkCalendar::built_in().clone();
        stations.refresh(calendar).await.expect("the directory is read");
        let routes = people::routes().merge(stations::web::routes());
        let browser = Browser { router: routes.into_router(stations.clone()) };
        Self { store, stations, desk, browser }
    }

    /// A new account with one role for a unit of the demo city, signed in.
    pub(crate) async fn sign_in(&self, role: Role, unit: &str) -> Person<'_> {
        let unit = unit_id(self.store, unit).await;
        testkit::staff::sign_in(self.store, &self.browser, role, unit, "").await
    }

    /// The same, for somebody who acts in a part of the city only.
    pub(crate) async fn sign_in_at(&self, role: Role, unit: &str, region: &str) -> Person<'_> {
        let unit = unit_id(self.store, unit).await;
        testkit::staff::sign_in(self.store, &self.browser, role, unit, region).await
    }
}

impl TestApp<'_> {
    /// A keeper of some stations, signed in.
    pub(crate) async fn keeper(&self, stations: &[&str]) -> Person<'_> {
        let person = self.sign_in(Role::StationKeeper, "st-wangjiangtai").await;
        for station in stations {
            self.give_post(&person, PostKind::Station, station).await;
        }
        person
    }

    /// Somebody who gives services for some organisations, signed in.
    pub(crate) async fn provider(&self, unit: &str, organisations: &[&str]) -> Person<'_> {
        let person = self.sign_in(Role::ServiceProvider, unit).await;
        for organisation in organisations {
            self.give_post(&person, PostKind::Organisation, organisation).await;
        }
        person
    }

    async fn give_post(&self, person: &Person<'_>, kind: PostKind, place: &str) {
        let post = stations::domain::post::Post {
            username: person.username.clone(),
            kind,
            place: place.to_owned(),
        };
        let give = self
            .store
            .db
            .write(post, |tx, post| Box::pin(stations::store::post::put(tx, post, false)));
        give.await.expect("a post is given");
    }

    /// A call with a token, if there is one.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        token: &str,
        body: &serde_json::Value,
    ) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
            .expect("a request");
        self.send(request).await
    }

    /// A token that may report.
    pub(crate) async fn feed_token(&self) -> String {
        let scopes = ["stations:feed".to_owned()];
        let made = people::app::tokens::create(&self.store.db, &*self.store.ids, "换电", &scopes);
        made.await.expect("a token").1.to_string()
    }

    /// A form sent from an address of the network.
    pub(crate) async fn post_from(&self, address: &str, path: &str, body: &str) -> Answer {
        let from: std::net::SocketAddr = format!("{address}:1000").parse().expect("an address");
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .extension(axum::extract::ConnectInfo(from))
            .body(Body::from(body.to_owned()))
            .expect("a request");
        self.send(request).await
    }
}

impl std::ops::Deref for TestApp<'_> {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

async fn unit_id(store: &TestDb, slug: &str) -> UnitId {
    let slug = slug.to_owned();
    let read =
        store.db.read(slug, |tx, slug| Box::pin(people::store::units::by_slug(tx, slug))).await;
    read.expect("the store answers").expect("a unit of the demo city").id
}

/// The demo city without its staff: hashing their passwords takes longer than
/// the tests.
async fn load_city(store: &TestDb) {
    let dir = Path::new(CITY);
    let (places, faults) = PlacesPack::read(dir);
    assert!(faults.is_empty(), "{faults:?}");
    let codes: BTreeSet<String> =
        places.regions.iter().map(|record| record.region.code.to_string()).collect();
    let (mut staff, faults) = PeoplePack::read(dir, &codes);
    assert!(faults.is_empty(), "{faults:?}");
    staff.staff.clear();
    let regions = places.regions.iter().map(|record| record.region.code).collect();
    let (directory, faults) = StationsPack::read(dir, &regions);
    assert!(faults.is_empty(), "{faults:?}");
    let places_changes = places::plan(&store.db, &places).await.expect("a plan");
    places::apply(&store.db, places, places_changes).await.expect("places load");
    let changes = people::pack::plan(&store.db, &staff).await.expect("a plan");
    let passwords =
        people::pack::first_passwords(&changes, &*store.ids).await.expect("no passwords");
    let opened = stations::plan(&store.db, &directory).await.expect("a plan");
    let job = (store.ids.clone(), staff, changes, passwords, directory, opened);
    let loaded = store.db.write(job, |tx, (ids, staff, changes, passwords, directory, opened)| {
        Box::pin(async move {
            people::pack::apply_in(tx, &**ids, staff, changes, passwords).await?;
            stations::apply_in(tx, directory, opened).await
        })
    });
    loaded.await.expect("units and stations load");
}

fn install_messages() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let sources = [ui::LOCALES, people::LOCALES, stations::LOCALES];
        let catalogue = ui::Catalogue::build(&sources).expect("the messages are sound");
        ui::install(catalogue);
    });
}
