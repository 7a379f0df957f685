//! `huying echo`: the engine on plain files. Needs no city and no database.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Echo {
    /// How probable it is that two messages are about the same matter. Writes CSV: id_a,id_b,probability.
    Score {
        /// The messages, one JSON object a line or CSV (.gz too).
        #[arg(long)]
        messages: PathBuf,
        /// Pairs to judge: CSV with id_a and id_b (.gz too).
        #[arg(long)]
        pairs: PathBuf,
    },
    /// Takes the messages in the order of their times and holds each against all earlier ones. Writes CSV: id,rank,earlier_id,probability.
    Stream {
        /// The messages, one JSON object a line or CSV (.gz too).
        #[arg(long)]
        messages: PathBuf,
        /// At most so many earlier messages for each.
        #[arg(long, default_value_t = 10)]
        top: usize,
    },
}
