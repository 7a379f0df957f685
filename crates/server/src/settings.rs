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
    /// error, warn, info, debug or trace.
    #[arg(long, env = "HUYING_LOG", global = true)]
    pub(crate) log: Option<String>,
    /// Log as JSON lines.
    #[arg(long, env = "HUYING_LOG_JSON", global = true)]
    pub(crate) log_json: bool,
}

/// The settings file. Unknown names are refused: a misspelt setting must not
/// pass for a default.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    listen: Option<String>,
    database_url: Option<String>,
    key_file: Option<PathBuf>,
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
}

/// What the program runs with.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) data: PathBuf,
    pub(crate) listen: SocketAddr,
    pub(crate) location: Location,
    pub(crate) key_file: PathBuf,
    pub(crate) log_level: LevelFilter,
    pub(crate) log_json: bool,
    pub(crate) secure_cookies: bool,
    pub(crate) trust_forwarded: bool,
    pub(crate) session_idle_minutes: Option<u32>,
    pub(crate) index_regions: String,
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
        Ok(Self {
            listen,
            location,
            key_file: key_file.unwrap_or_else(|| data.join("huying.key")),
            log_level,
            log_json: options.log_json || file.log_json.unwrap_or(false),
            secure_cookies: file.secure_cookies.unwrap_or(false),
            trust_forwarded: file.trust_forwarded.unwrap_or(false),
            session_idle_minutes: file.session_idle_minutes,
            index_regions: file.index_regions.unwrap_or_default().replace(' ', ""),
            data,
        })
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
