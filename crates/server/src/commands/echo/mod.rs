//! `huying echo`: one file per subcommand.

mod read;
mod score;
mod stream;

use super::Fault;
use crate::cli::Echo;

/// Runs a subcommand.
pub(crate) fn run(action: Echo) -> Result<(), Fault> {
    match action {
        Echo::Score { messages, pairs } => score::run(&messages, &pairs),
        Echo::Stream { messages, top } => stream::run(&messages, top),
    }
}
