//! Settings: by flag, by environment, by file, in that order. The only place
//! that reads the environment.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use clap::Args;
use db::Location;
use serde::Deserialize;
use tracing_subscriber::filter::LevelFilter;

/// Options every command takes.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Options {
    /// Directory for everything this installation keeps.
    #[arg(long, env = "HUYING_DATA", global = true)]
    pub(crate) data: Option<PathBuf>,
    /// Address to listen on, such as 127.0.0.1:8080; port 0 takes a free one.
    #[arg(long, env = "HUYING_LISTEN", global = true)]
    pub(crate) listen: Option<String>,
    /// PostgreSQL address (postgres://…). Without it SQLite in the data directory is used.
    #[arg(long, env = "HUYING_DATABASE_URL", global = true, hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// File with the installation's key. Keep a copy in another place: without it identities cannot be read.
    #[arg(long, env = "HUYING_KEY_FILE", global = true)]
    pub(crate) key_file: Option<PathBuf>,
    /// Settings file; `huying.toml` in the data directory otherwise.
    #[arg(long, env = "HUYING_CONFIG", global = true)]
    pub(crate) config: Option<PathBuf>,
    /// Where photos are kept: a directory, or s3://BUCKET with the bucket's settings below.
    #[arg(long, env = "HUYING_BLOBS", global = true)]
    pub(crate) blobs: Option<String>,
    #[command(flatten)]
    pub(crate) s3: S3Options,
    /// error, warn, info, debug or trace.
    #[arg(long, env = "HUYING_LOG", global = true)]
    pub(crate) log: Option<String>,
    /// Log as JSON lines.
    #[arg(long, env = "HUYING_LOG_JSON", global = true)]
    pub(crate) log_json: bool,
}

/// How a bucket is reached, by environment; the settings file has the same names in `[s3]`. The
/// secret is no flag: flags are seen by everybody on the machine.
#[derive(Clone, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct S3Options {
    /// https://s3.example.org
    #[arg(long = "s3-endpoint", env = "HUYING_S3_ENDPOINT", global = true)]
    endpoint: Option<String>,
    /// As the service names it.
    #[arg(long = "s3-region", env = "HUYING_S3_REGION", global = true)]
    region: Option<String>,
    /// Access key id.
    #[arg(long = "s3-access-key-id", env = "HUYING_S3_ACCESS_KEY_ID", global = true)]
    access_key_id: Option<String>,
    /// File with the secret access key in its first line.
    #[arg(long = "s3-secret-file", env = "HUYING_S3_SECRET_FILE", global = true)]
    secret_file: Option<PathBuf>,
}

/// Not a line of it in logs: it says where people's photos are.
impl std::fmt::Debug for S3Options {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("S3Options")
    }
}

/// Where photos are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BlobPlace {
    /// In a directory of this machine.
    Dir(PathBuf),
    /// In a bucket.
    S3(Bucket),
}

/// A bucket and how to reach it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) endpoint: String,
    pub(crate) region: String,
    pub(crate) access_key_id: String,
    pub(crate) secret_file: PathBuf,
}

impl std::fmt::Debug for Bucket {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Bucket({} {})", self.endpoint, self.name)
    }
}

/// The settings file. Unknown names are refused: a misspelt setting must not
/// pass for a default.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    listen: Option<String>,
    database_url: Option<String>,
    key_file: Option<PathBuf>,
    blobs: Option<String>,
    s3: S3Options,
    log: Option<String>,
    log_json: Option<bool>,
    /// Cookies over HTTPS only; turn on behind TLS.
    secure_cookies: Option<bool>,
    /// Believe `X-Forwarded-For` of the proxy in front.
    trust_forwarded: Option<bool>,
    /// Sessions end after so many minutes without use.
    session_idle_minutes: Option<u32>,
    /// Region code prefixes whose requests this process indexes, with commas
    /// between; all without it.
    index_regions: Option<String>,
    /// Program, with its words, that tells how near texts are in meaning
    /// (docs/echo/nearness.md); none without it.
    nearness: Vec<String>,
}

/// What the program runs with.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) data: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) location: Location,
    pub(crate) key_file: PathBuf,
    pub(crate) blobs: BlobPlace,
    pub(crate) log_level: LevelFilter,
    pub(crate) log_json: bool,
    pub(crate) secure_cookies: bool,
    pub(crate) trust_forwarded: bool,
    pub(crate) session_idle_minutes: Option<u32>,
    pub(crate) index_regions: String,
    pub(crate) nearness: Vec<String>,
}

/// A setting that cannot be used, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SettingsError {
    #[error("{0}: the settings file cannot be read")]
    Unreadable(PathBuf, #[source] std::io::Error),
    #[error("{0}: the settings file is not well written")]
    Malformed(PathBuf, #[source] Box<toml::de::Error>),
    #[error("{name} is {value:?}: give {expected}")]
    Value { name: &'static str, value: String, expected: &'static str },
}

const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
const CONFIG_NAME: &str = "huying.toml";

impl Settings {
    /// Makes the data directory, for its owner alone: it holds what people wrote.
    /// One that exists keeps the mode its owner chose.
    pub(crate) fn make_data_dir(&self) -> std::io::Result<()> {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.data)
    }

    /// Puts flags, environment and file together.
    pub(crate) fn resolve(options: &Options) -> Result<Self, SettingsError> {
        let data = options.data.clone().unwrap_or_else(|| PathBuf::from("data"));
        let file = File::read(options.config.as_deref(), &data.join(CONFIG_NAME))?;
        let listen =
            options.listen.clone().or(file.listen).unwrap_or_else(|| DEFAULT_LISTEN.into());
        let listen = listen.parse().map_err(|_| SettingsError::Value {
            name: "HUYING_LISTEN",
            value: listen,
            expected: "an address with a port, such as 127.0.0.1:8080",
        })?;
        let log = options.log.clone().or(file.log).unwrap_or_else(|| "info".into());
        let log_level = log.parse().map_err(|_| SettingsError::Value {
            name: "HUYING_LOG",
            value: log,
            expected: "error, warn, info, debug or trace",
        })?;
        let location = match options.database_url.clone().or(file.database_url) {
            Some(address) => Location::Pg(address),
            None => Location::Lite(data.join("huying.sqlite")),
        };
        let key_file = options.key_file.clone().or(file.key_file);
        let blobs = match options.blobs.clone().or(file.blobs) {
            None => BlobPlace::Dir(data.join("blobs")),
            Some(place) => BlobPlace::read(&place, &options.s3, file.s3)?,
        };
        Ok(Self {
            blobs,
            listen,
            location,
            key_file: key_file.unwrap_or_else(|| data.join("huying.key")),
            log_level,
            log_json: options.log_json || file.log_json.unwrap_or(false),
            secure_cookies: file.secure_cookies.unwrap_or(false),
            trust_forwarded: file.trust_forwarded.unwrap_or(false),
            session_idle_minutes: file.session_idle_minutes,
            nearness: file.nearness,
            index_regions: file.index_regions.unwrap_or_default().replace(' ', ""),
            data,
        })
    }
}

impl BlobPlace {
    fn read(place: &str, options: &S3Options, file: S3Options) -> Result<Self, SettingsError> {
        let Some(name) = place.strip_prefix("s3://") else {
            return Ok(Self::Dir(PathBuf::from(place)));
        };
        let wrong = |name, value: &str, expected| SettingsError::Value {
            name,
            value: value.to_owned(),
            expected,
        };
        if name.is_empty() || name.contains('/') {
            return Err(wrong("HUYING_BLOBS", place, "a directory or s3://BUCKET"));
        }
        let needed = |name, own: &Option<String>, filed: Option<String>| {
            let value = own.clone().or(filed).filter(|value| !value.is_empty());
            value.ok_or_else(|| wrong(name, "", "what the service of the bucket told you"))
        };
        let secret_file = options.secret_file.clone().or(file.secret_file);
        Ok(Self::S3(Bucket {
            name: name.to_owned(),
            endpoint: needed("HUYING_S3_ENDPOINT", &options.endpoint, file.endpoint)?,
            region: needed("HUYING_S3_REGION", &options.region, file.region)?,
            access_key_id: needed(
                "HUYING_S3_ACCESS_KEY_ID",
                &options.access_key_id,
                file.access_key_id,
            )?,
            secret_file: secret_file
                .ok_or_else(|| wrong("HUYING_S3_SECRET_FILE", "", "a file with the secret"))?,
        }))
    }
}

impl File {
    /// A named file must be there; the one in the data directory may be.
    fn read(named: Option<&Path>, usual: &Path) -> Result<Self, SettingsError> {
        let path = named.unwrap_or(usual);
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            // Whether the data directory can be used is told where it is made.
            Err(error) if named.is_none() && is_absent(&error) => return Ok(Self::default()),
            Err(error) => return Err(SettingsError::Unreadable(path.to_owned(), error)),
        };
        toml::from_str(&text)
            .map_err(|error| SettingsError::Malformed(path.to_owned(), Box::new(error)))
    }
}

fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind;
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(dir: &Path) -> Options {
        Options { data: Some(dir.to_owned()), ..Options::default() }
    }

    fn dir(name: &str) -> PathBuf {
        let dir =
            std::env::temp_dir().join(format!("huying-settings-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn the_data_directory_is_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let outer = dir("private");
        let data = outer.join("data");
        let settings = Settings::resolve(&options(&data)).unwrap();
        settings.make_data_dir().unwrap();
        settings.make_data_dir().unwrap();
        let mode = std::fs::metadata(&data).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        std::fs::remove_dir_all(outer).unwrap();
    }

    #[test]
    fn a_flag_beats_the_file_and_the_file_beats_the_default() {
        let dir = dir("order");
        let plain = Settings::resolve(&options(&dir)).unwrap();
        assert_eq!(plain.listen.to_string(), DEFAULT_LISTEN);
        std::fs::write(dir.join(CONFIG_NAME), "listen = \"127.0.0.1:9000\"\n").unwrap();
        let filed = Settings::resolve(&options(&dir)).unwrap();
        assert_eq!(filed.listen.port(), 9000);
        let flagged = Options { listen: Some("127.0.0.1:9001".into()), ..options(&dir) };
        assert_eq!(Settings::resolve(&flagged).unwrap().listen.port(), 9001);
    }

    #[test]
    fn photos_go_to_a_directory_or_to_a_bucket_that_is_fully_described() {
        let dir = dir("blobs");
        let plain = Settings::resolve(&options(&dir)).unwrap();
        assert_eq!(plain.blobs, BlobPlace::Dir(dir.join("blobs")));
        let text = "blobs = \"s3://photos\"\n[s3]\nendpoint = \"https://s3.example.org\"\n\
                    region = \"cn-1\"\naccess_key_id = \"id\"\nsecret_file = \"/etc/secret\"\n";
        std::fs::write(dir.join(CONFIG_NAME), text).unwrap();
        let BlobPlace::S3(bucket) = Settings::resolve(&options(&dir)).unwrap().blobs else {
            panic!("no bucket");
        };
        assert_eq!((bucket.name.as_str(), bucket.region.as_str()), ("photos", "cn-1"));
        // A flag or the environment beats the file, here back to a directory.
        let flagged = Options { blobs: Some("/srv/photos".into()), ..options(&dir) };
        let place = Settings::resolve(&flagged).unwrap().blobs;
        assert_eq!(place, BlobPlace::Dir("/srv/photos".into()));
        for (text, name) in [
            ("blobs = \"s3://\"\n", "HUYING_BLOBS"),
            ("blobs = \"s3://photos/old\"\n", "HUYING_BLOBS"),
            ("blobs = \"s3://photos\"\n", "HUYING_S3_ENDPOINT"),
        ] {
            std::fs::write(dir.join(CONFIG_NAME), text).unwrap();
            let told = Settings::resolve(&options(&dir)).unwrap_err().to_string();
            assert!(told.starts_with(name), "{told}");
        }
    }

    #[test]
    fn a_misspelt_setting_is_refused_and_a_named_file_must_exist() {
        let dir = dir("misspelt");
        std::fs::write(dir.join(CONFIG_NAME), "lissten = \"x\"\n").unwrap();
        assert!(matches!(Settings::resolve(&options(&dir)), Err(SettingsError::Malformed(..))));
        let named = Options { config: Some(dir.join("none.toml")), ..options(&dir) };
        assert!(matches!(Settings::resolve(&named), Err(SettingsError::Unreadable(..))));
    }

    #[test]
    fn an_address_without_a_port_is_told() {
        let dir = dir("listen");
        let wrong = Options { listen: Some("localhost".into()), ..options(&dir) };
        assert!(matches!(Settings::resolve(&wrong), Err(SettingsError::Value { .. })));
    }
}
