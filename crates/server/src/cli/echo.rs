//! `huying echo`: the engine on plain files. Needs no city and no database.

use std::path::PathBuf;

use clap::Subcommand;

/// What the files may look like.
pub(crate) const SHAPES: &str = "\
Messages are JSON objects, one a line, or CSV with a header; either may be gzip, which is seen in the file itself.
Fields, the first name that is there and says something (all but the id may be missing, others are passed over):
  id        id, order_no, case_enquiry_id
  title     title, case_title
  text      body, content, text, description
  address   address, location
  time      time, received_at, occurred_at, open_dt, date (RFC 3339, or YYYY-MM-DD HH:MM:SS in Beijing time)
  category  category, type
  point     lon and lat in degrees (also lng, longitude, latitude)
Results are CSV on standard output, progress is on standard error; a line that cannot be read ends the command.";

#[derive(Debug, Subcommand)]
pub(crate) enum Echo {
    /// Learns classes from labelled texts and gives each text of a file its class. Writes CSV: id,label,confidence.
    Classify {
        /// Labelled texts: title, body and l1, or tokens and l1; one JSON object a line or CSV (.gz too).
        #[arg(long, num_args = 1.., required = true)]
        train: Vec<PathBuf>,
        /// Texts to classify, of either shape.
        #[arg(long)]
        input: PathBuf,
    },
    /// Takes addresses apart. A tag for each token: a letter, a run of digits or a run of Latin letters. Writes CSV: index,tags.
    Place {
        /// Addresses: text, one JSON object a line or CSV (.gz too).
        #[arg(long)]
        input: PathBuf,
    },
    /// Builds an index of made-up requests and measures it. Writes one JSON object.
    Bench {
        /// Messages whose sentences are put together anew (.gz too).
        #[arg(long)]
        texts: PathBuf,
        /// Requests in the index.
        #[arg(long, default_value_t = 1_000_000)]
        size: u64,
        /// Queries to measure.
        #[arg(long, default_value_t = 1_000)]
        queries: u64,
        /// Seed of texts and queries.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
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
