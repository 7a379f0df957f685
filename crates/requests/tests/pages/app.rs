//! A whole application in a test: a fresh store with the demo city in it, and
//! a browser of sorts that checks every page it gets.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, Once};

use db::blobs::Blobs;
use kernel::id::Id;
use kernel::ports::{
    MatchCandidate, MatchDraft, MatchJudgement, MatchKind, MatchReason, Matches, TopicLink,
    TopicText, TopicWords, Topics,
};
use kernel::time::Instant;
use people::pack::PeoplePack;
use people::settings::Rates;
use people::vault::{Kek, Vault};
use places::{LiveAtlas, PlacesPack};
use requests::app::Desk;
use requests::app::codes::QueryCodes;
use requests::app::desk::Parts;
use testdb::{Template, TestDb};
use testkit::browser::Browser;
pub(crate) use testkit::browser::{Answer, Part};
use tokio::sync::OnceCell;

const CITY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../city/demo");

/// Runs a test against the application on SQLite and on PostgreSQL.
pub(crate) async fn each_app(test: impl AsyncFn(&TestApp<'_>)) {
    each_app_with(people::Settings { rates: plenty(), ..people::Settings::default() }, test).await;
}

/// The same with settings of its own.
pub(crate) async fn each_app_with(settings: people::Settings, test: impl AsyncFn(&TestApp<'_>)) {
    let test = async |store: &TestDb| test(&TestApp::open(store, settings.clone()).await).await;
    TEMPLATE.each_engine(load_city, test).await;
}

/// The demo city, loaded once for all tests.
static TEMPLATE: Template =
    Template::new(|| [places::MIGRATIONS, people::MIGRATIONS, requests::MIGRATIONS].concat());
static ATLAS: OnceCell<Arc<LiveAtlas>> = OnceCell::const_new();

/// The same in every test: no page changes what the city looks like.
async fn atlas(store: &TestDb) -> Arc<LiveAtlas> {
    let loaded = ATLAS.get_or_init(|| async {
        let atlas = places::load(&store.db).await.expect("the places were loaded");
        Arc::new(LiveAtlas::new(atlas))
    });
    loaded.await.clone()
}

fn plenty() -> Rates {
    Rates { sign_in: 10_000, look_up: 10_000, public_form: 10_000, public_query: 10_000 }
}

/// The application, and a way to use it.
pub(crate) struct TestApp<'a> {
    pub(crate) store: &'a TestDb,
    pub(crate) desk: Desk,
    browser: Browser,
}

impl<'a> TestApp<'a> {
    async fn open(store: &'a TestDb, settings: people::Settings) -> Self {
        install_messages();
        let kek = Kek::generate().expect("the machine has randomness");
        let vault = Vault::open(&store.db, store.ids.clone(), &kek).await.expect("a vault opens");
        let app = people::App::new(store.db.clone(), store.ids.clone(), vault, settings)
            .with_orders(Arc::new(requests::app::parties::Orders))
            .with_tools(requests::web::tools);
        app.set_site(ui::Site {
            name: "呼应".into(),
            short_name: "云汀市".into(),
            sponsor: "云汀市数据局".into(),
            phone: "0700-8820000".into(),
            ..ui::Site::default()
        });
        let atlas = atlas(store).await;
        let matches = Arc::new(WordMatches::default());
        let desk = Desk::new(Parts {
            app,
            atlas,
            matches: matches.clone(),
            topics: matches,
            blobs: Blobs::dir(&store.dir.join("blobs")).expect("a folder for photos"),
            codes: QueryCodes::new(vec![7; 32]),
        })
        .await
        .expect("the rules were loaded");
        // Those of `people` too: identities are opened there.
        let routes = people::routes().merge(requests::web::routes());
        let browser = Browser { router: routes.into_router(desk.clone()) };
        Self { store, desk, browser }
    }
}

impl std::ops::Deref for TestApp<'_> {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
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
    let units: Vec<String> = staff.units.iter().map(|unit| unit.slug.clone()).collect();
    let (desk, faults) = requests::app::pack::read(dir, &units);
    assert!(faults.is_empty(), "{faults:?}");
    let places_changes = places::plan(&store.db, &places).await.expect("a plan");
    places::apply(&store.db, places, places_changes).await.expect("places load");
    let changes = people::pack::plan(&store.db, &staff).await.expect("a plan");
    let passwords =
        people::pack::first_passwords(&changes, &*store.ids).await.expect("no passwords");
    let job = (store.ids.clone(), staff, changes, passwords, desk);
    let loaded = store.db.write(job, |tx, (ids, staff, changes, passwords, desk)| {
        Box::pin(async move {
            people::pack::apply_in(tx, &**ids, staff, changes, passwords).await?;
            requests::app::pack::apply_in(tx, desk).await
        })
    });
    loaded.await.expect("units and rules load");
}

fn install_messages() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let sources = [ui::LOCALES, people::LOCALES, requests::LOCALES];
        let catalogue = ui::Catalogue::build(&sources).expect("the messages are sound");
        ui::install(catalogue);
    });
}

/// Stands in for the matching engine: texts that begin alike are alike, and
/// whatever names a street lamp is about street lamps.
#[derive(Default)]
struct WordMatches(Mutex<Vec<(Id, MatchDraft)>>);

/// Category of street lamps in the demo city.
pub(crate) const LAMPS: &str = "020601";

impl Matches for WordMatches {
    fn similar(&self, draft: &MatchDraft, limit: usize) -> Vec<MatchCandidate> {
        let start: String = draft.content.chars().take(4).collect();
        let known = self.0.lock().expect("no test panics in here");
        let alike = known.iter().filter(|(_, other)| other.content.starts_with(&start));
        alike
            .map(|(order, _)| MatchCandidate { order: *order, score_milli: 900 })
            .take(limit)
            .collect()
    }

    fn judge(&self, draft: &MatchDraft, earlier: &[MatchDraft]) -> Vec<MatchJudgement> {
        let start = |text: &str| text.chars().take(4).collect::<String>();
        let judged = |earlier: &MatchDraft| MatchJudgement {
            probability_milli: if start(&draft.content) == start(&earlier.content) {
                900
            } else {
                100
            },
            kind: MatchKind::SameMatter,
            reasons: vec![MatchReason::Shared(vec![start(&earlier.content)])],
        };
        earlier.iter().map(judged).collect()
    }

    fn mask(&self, text: &str) -> String {
        text.replace("13900001234", "***")
    }

    fn search(&self, words: &str, limit: usize) -> Vec<Id> {
        let known = self.0.lock().expect("no test panics in here");
        let found = known.iter().rev().filter(|(_, draft)| draft.content.contains(words));
        found.map(|(order, _)| *order).take(limit).collect()
    }

    fn categories(&self, draft: &MatchDraft, _: usize) -> Vec<(String, u16)> {
        let is_lamp = draft.content.contains("路灯");
        is_lamp.then(|| (LAMPS.to_owned(), 800)).into_iter().collect()
    }

    fn abstains(&self, draft: &MatchDraft) -> bool {
        self.categories(draft, 1).is_empty() || draft.content.contains("也许")
    }

    fn insert(&self, order: Id, draft: &MatchDraft) {
        self.remove(order);
        self.0.lock().expect("no test panics in here").push((order, draft.clone()));
    }

    fn remove(&self, order: Id) {
        self.0.lock().expect("no test panics in here").retain(|(known, _)| *known != order);
    }
}

impl Topics for WordMatches {
    fn recent(&self, draft: &MatchDraft, since: Instant, limit: usize) -> Vec<Id> {
        let start: String = draft.content.chars().take(4).collect();
        let known = self.0.lock().expect("no test panics in here");
        let alike = known.iter().filter(|(_, other)| other.content.starts_with(&start));
        alike.filter(|(_, other)| other.at >= since).map(|(id, _)| *id).take(limit).collect()
    }

    fn strengths(&self, one: &TopicText, others: &[TopicText]) -> Vec<u16> {
        let drafts: Vec<MatchDraft> = others.iter().map(|other| other.draft.clone()).collect();
        let judged = self.judge(&one.draft, &drafts);
        judged.into_iter().map(|judged| judged.probability_milli).collect()
    }

    fn groups(&self, links: &[TopicLink]) -> Vec<Vec<Id>> {
        echo::topics::groups(links)
    }

    fn words(&self, texts: &[TopicText], links: &[TopicLink]) -> TopicWords {
        echo::topics::words(texts, links, &|text| self.mask(text))
    }
}
