//! The commands and their arguments.

mod echo;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub(crate) use echo::Echo;

use crate::settings::Options;

/// 呼应 Huying: one program for the daily work between residents and those who
/// serve them.
#[derive(Debug, Parser)]
#[command(version, about)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve the pages. Creates the data directory and the tables when they are missing.
    Serve,
    /// Check or load a city pack.
    City {
        #[command(subcommand)]
        action: City,
    },
    /// Read requests or a working calendar from a file.
    Import {
        #[command(subcommand)]
        what: Import,
    },
    /// Write orders to a file.
    Export(Export),
    /// Make or change staff accounts.
    User {
        #[command(subcommand)]
        action: User,
    },
    /// Make, list or revoke access tokens for other programs.
    Token {
        #[command(subcommand)]
        action: Token,
    },
    /// Write everything into one archive, while the server runs.
    Backup {
        /// Archive to write.
        file: PathBuf,
        /// Leave the archive unencrypted.
        #[arg(long)]
        plain: bool,
    },
    /// Read an archive into an empty installation, on either engine.
    Restore {
        /// Archive to read.
        file: PathBuf,
    },
    /// Walk the whole ledger and check every hash and every day's root.
    Verify,
    /// Work out again what follows from the tables.
    Rebuild {
        /// `clocks`: the ends of limits from their histories. `topics`: hot topics, by the running server.
        what: Rebuild,
    },
    /// Try the engine on plain files; needs no city and no database.
    #[command(after_help = echo::SHAPES)]
    Echo {
        #[command(subcommand)]
        action: Echo,
    },
    /// Learn from what people decided.
    Train {
        #[command(subcommand)]
        what: Train,
    },
    /// The matching index: build it anew, check it, tell its figures.
    Index {
        #[command(subcommand)]
        action: IndexAction,
    },
    /// Bring the tables up to this version.
    Migrate,
    /// Look over the installation and say what to mend.
    Doctor,
    /// Fill an empty installation with the demo city's requests.
    #[command(hide = true)]
    DemoLoad {
        /// City pack with requests.
        dir: PathBuf,
        /// At most so many requests.
        #[arg(long)]
        limit: Option<usize>,
        /// Add how riders sign in to this file.
        #[arg(long, value_name = "FILE")]
        sign_ins: Option<PathBuf>,
    },
    /// Fill an installation with generated orders, for benchmarks.
    #[command(hide = true)]
    Generate {
        /// How many.
        count: u64,
        /// Seed of the generator.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Train {
    /// The desk's category proposals. The model before is kept beside the new one.
    Categories {
        /// `orders`: the categories dispatchers settled. Or files with title, body (or tokens) and label; one JSON object a line or CSV (.gz too).
        #[arg(long, num_args = 1.., required = true)]
        from: Vec<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum City {
    /// Read the files and name every fault by file and line.
    Check {
        /// Directory of the pack.
        dir: PathBuf,
    },
    /// Show what would change, then load it. Loading the same pack again changes nothing.
    Load {
        /// Directory of the pack.
        dir: PathBuf,
        /// Only show what would change.
        #[arg(long)]
        dry_run: bool,
        /// Write one sign-in per account that gets a fresh password to this file.
        #[arg(long)]
        sign_ins: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Requests from CSV (UTF-8, GB18030), XLSX or JSON lines (.gz too).
    Requests(ImportRequests),
    /// Working days announced for a year (CSV: date,kind,name,source).
    Calendar {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct ImportRequests {
    /// The file.
    pub(crate) file: PathBuf,
    /// Which column is what (TOML); see docs/operations/import.md.
    #[arg(long)]
    pub(crate) map: PathBuf,
    /// Where bad rows go, with row number and reason; `<file>.rejected.csv` otherwise.
    #[arg(long)]
    pub(crate) rejects: Option<PathBuf>,
    /// Begin again from the first row (known rows are skipped all the same).
    #[arg(long)]
    pub(crate) restart: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// File to write, .csv or .xlsx.
    pub(crate) file: PathBuf,
    /// Received on or after this day.
    #[arg(long)]
    pub(crate) from: Option<String>,
    /// Received before this day.
    #[arg(long)]
    pub(crate) until: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Make an account; prints its first password.
    Create {
        /// Sign-in name.
        username: String,
        /// Name shown to colleagues.
        #[arg(long)]
        name: String,
        /// Role, more than once for several.
        #[arg(long, required = true)]
        role: Vec<String>,
        /// Unit, by its short name in the city pack.
        #[arg(long)]
        unit: String,
    },
    /// Give an account a new first password.
    ResetPassword {
        /// Sign-in name.
        username: String,
    },
    /// Close an account. Its trail stays.
    Close {
        /// Sign-in name.
        username: String,
    },
    /// List accounts.
    List,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum IndexAction {
    /// Build it anew from the tables, while no server runs.
    Build,
    /// Check every file and whether every request is in it.
    Verify,
    /// How many requests, files and bytes.
    Stats,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Token {
    /// Make a token; it is shown once.
    Create {
        /// What it is for.
        #[arg(long)]
        name: String,
        /// Scope, more than once for several.
        #[arg(long, required = true)]
        scope: Vec<String>,
    },
    /// List tokens, without their secrets.
    List,
    /// Make a token useless.
    Revoke {
        /// Its id.
        id: String,
    },
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Rebuild {
    Clocks,
    Topics,
}
