//! Putting the rooms together.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use db::blobs::{Blobs, S3Settings};
use db::migrate::{self, Standing};
use db::{Db, Location, StoreError, SystemClock, SystemIds};
use echo::{CategoryWords, Engine};
use kernel::id::Ids;
use kernel::time::Clock;
use people::vault::Kek;
use places::LiveAtlas;
use requests::app::codes::QueryCodes;
use requests::app::desk::Parts;
use requests::app::{Desk, OrderError};
use requests::domain::category_model::ModelId;
use stations::Stations;

use crate::models::ModelsError;
use crate::settings::{BlobPlace, Bucket, Settings};
use crate::{matching, migrations, models, nearness, site};

/// What can go wrong before a command begins its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("the data directory {path} cannot be used: {reason}")]
    Data { path: String, reason: String },
    #[error("{0} schema steps are missing: run `huying migrate`, or `huying serve` once")]
    Behind(usize),
    #[error("the bucket of photos: {0}")]
    Bucket(String),
    #[error("the installation's key: {0}")]
    Key(String),
    #[error("the matching index: {0}")]
    Index(#[from] echo::index::IndexFault),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Order(#[from] OrderError),
}

/// The running parts that commands share.
pub(crate) struct House {
    pub(crate) desk: Desk,
    pub(crate) stations: Stations,
    pub(crate) engine: Arc<Engine>,
    index_ready: AtomicBool,
    /// The learned model that is loaded.
    model: Mutex<Option<ModelId>>,
}

/// Opens the store as it is. With `create`, makes the data directory and the
/// tables; otherwise a store that is behind is refused.
pub(crate) async fn open_store(settings: &Settings, create: bool) -> Result<Db, StartError> {
    install_messages();
    if create {
        settings.make_data_dir().map_err(|error| StartError::Data {
            path: settings.data.display().to_string(),
            reason: error.to_string(),
        })?;
    } else if let Location::Lite(path) = &settings.location
        && !path.exists()
    {
        return Err(StartError::Data {
            path: settings.data.display().to_string(),
            reason: "there is no installation here; `huying serve` makes one".into(),
        });
    }
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    let db = Db::open(&settings.location, clock).await.map_err(|error| match error {
        StoreError::ReadOnly(reason) if matches!(settings.location, Location::Lite(_)) => {
            StartError::Data { path: settings.data.display().to_string(), reason }
        }
        other => other.into(),
    })?;
    if create {
        if !migrate::run(&db, &migrations::all()).await?.is_empty() {
            db.settle().await?;
        }
    } else if let Standing::Behind(steps) = migrate::standing(&db, &migrations::all()).await? {
        return Err(StartError::Behind(steps));
    }
    Ok(db)
}

/// Opens the place of the photos.
pub(crate) fn open_blobs(settings: &Settings) -> Result<Blobs, StartError> {
    match &settings.blobs {
        BlobPlace::Dir(path) => Ok(Blobs::dir(path)?),
        BlobPlace::S3(bucket) => open_bucket(bucket),
    }
}

fn open_bucket(bucket: &Bucket) -> Result<Blobs, StartError> {
    let path = &bucket.secret_file;
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|error| StartError::Bucket(format!("{}: {error}", path.display())))?;
    Ok(Blobs::s3(&S3Settings {
        endpoint: bucket.endpoint.clone(),
        region: bucket.region.clone(),
        bucket: bucket.name.clone(),
        access_key_id: bucket.access_key_id.clone(),
        secret_access_key: text.lines().next().unwrap_or_default().trim().to_owned(),
    })?)
}

/// Opens everything but the matching index: commands that write tables have no
/// use for it, the process that serves reads what they wrote.
pub(crate) async fn open_house(settings: &Settings, create: bool) -> Result<House, StartError> {
    open_with(settings, create, Engine::idle()).await
}

/// Opens everything, with the matching index for this process to write.
pub(crate) async fn open_serving(settings: &Settings) -> Result<House, StartError> {
    // The data directory is made with the store.
    open_store(settings, true).await?.close().await;
    let engine = matching::open(settings).await?;
    open_with(settings, true, engine).await
}

async fn open_with(settings: &Settings, create: bool, engine: Engine) -> Result<House, StartError> {
    let db = open_store(settings, create).await?;
    let kek = key(&db, settings).await?;
    let ids: Arc<dyn Ids> = Arc::new(SystemIds);
    let vault = people::vault::Vault::open(&db, ids.clone(), &kek)
        .await
        .map_err(|error| StartError::Key(error.to_string()))?;
    let codes = QueryCodes::new(vault.purpose_key("query codes"));
    let mut people_settings = people::Settings {
        secure_cookies: settings.secure_cookies,
        trust_forwarded: settings.trust_forwarded,
        ..people::Settings::default()
    };
    if let Some(minutes) = settings.session_idle_minutes {
        people_settings.session_idle_us = i64::from(minutes) * kernel::time::MINUTE_US;
    }
    let app = people::App::new(db.clone(), ids, vault, people_settings)
        .with_nav(site::nav())
        .with_home(site::home())
        .with_orders(Arc::new(people::Matters::of(vec![
            Arc::new(requests::app::parties::Orders),
            Arc::new(stations::app::parties::Parties),
        ])))
        .with_tools(requests::web::tools);
    let engine = Arc::new(engine);
    let atlas = Arc::new(LiveAtlas::new(places::load(&db).await?));
    let blobs = open_blobs(settings)?;
    let mut desk = Desk::new(Parts {
        app: app.clone(),
        atlas: atlas.clone(),
        matches: engine.clone(),
        topics: engine.clone(),
        blobs: blobs.clone(),
        codes,
    })
    .await?;
    if let Some(program) = nearness::Program::new(&settings.nearness) {
        desk = desk.with_nearness(Arc::new(program));
    }
    let stations = Stations::new(app, atlas, blobs).with_intake(Arc::new(desk.clone()));
    let house = House {
        desk,
        stations,
        engine,
        index_ready: AtomicBool::new(false),
        model: Mutex::default(),
    };
    house.refresh().await?;
    if let Err(error) = house.follow_model().await {
        tracing::error!(%error, "the learned categories cannot be used; words propose");
    }
    Ok(house)
}

impl House {
    /// Whether the matching index holds what the tables hold.
    pub(crate) fn is_index_ready(&self) -> bool {
        self.index_ready.load(Ordering::Acquire)
    }

    /// Loads the learned model in force, unless it is loaded already.
    pub(crate) async fn follow_model(&self) -> Result<(), ModelsError> {
        let id = self.desk.model_in_force().await?.map(|model| model.id);
        if id == *self.model.lock().unwrap_or_else(PoisonError::into_inner) {
            return Ok(());
        }
        if let Some((known, model)) = models::in_force(&self.desk).await? {
            self.engine.set_learned(model);
            *self.model.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.id);
        }
        Ok(())
    }

    /// From now on it does.
    pub(crate) fn set_index_ready(&self) {
        self.index_ready.store(true, Ordering::Release);
    }

    /// Takes over what a newly loaded city pack says.
    pub(crate) async fn refresh(&self) -> Result<(), StartError> {
        self.desk.refresh_rules().await?;
        let rules = self.desk.rules();
        let words = rules.categories.iter().filter(|category| category.code.len() == 6);
        self.engine.set_categories(
            words
                .map(|category| CategoryWords {
                    code: category.code.clone(),
                    words: category.keywords.clone(),
                })
                .collect(),
        );
        self.desk.atlas.replace(places::load(&self.desk.app.db).await?);
        self.stations.refresh(rules.calendar.clone()).await?;
        if let Some(site) = site::read(&self.desk.app.db).await? {
            self.desk.app.set_site(site);
        }
        self.engine.set_doors(site::doors(&self.desk.app.db).await?);
        Ok(())
    }
}

/// The key that opens the vault. A missing one is made for a new installation
/// only: making another for an old one would hide that the right one is lost.
async fn key(db: &Db, settings: &Settings) -> Result<Kek, StartError> {
    let path = &settings.key_file;
    let told = |error: people::vault::VaultError| StartError::Key(error.to_string());
    if !path.exists() {
        if !people::vault::is_new(db).await? {
            let text =
                format!("{} is missing; put back the one this data was made with", path.display());
            return Err(StartError::Key(text));
        }
        tracing::warn!(path = %path.display(), "making a new key; keep a copy in another place, without it identities cannot be read");
    }
    Kek::from_file_or_new(path).map_err(told)
}

/// The catalogues of all crates, once for the process.
pub(crate) fn install_messages() {
    use std::sync::Once;
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let sources: &[&[ui::Source]] = &[
            ui::LOCALES,
            people::LOCALES,
            requests::LOCALES,
            stations::LOCALES,
            site::LOCALES,
            site::PLACES_LOCALES,
        ];
        let catalogue = ui::Catalogue::build(sources).expect("a test builds the same catalogues");
        ui::install(catalogue);
    });
}
