//! `huying echo`: one file per subcommand.

mod address_match;
mod bench;
pub(super) mod classify;
mod message;
mod place;
mod read;
mod score;
mod stream;
mod table;

use super::Fault;
use crate::cli::Echo;

/// Runs a subcommand.
pub(crate) fn run(action: Echo) -> Result<(), Fault> {
    match action {
        Echo::AddressMatch { input } => address_match::run(&input),
        Echo::Classify { train, input } => classify::run(&train, &input),
        Echo::Place { input } => place::run(&input),
        Echo::Bench { texts, size, queries, seed } => {
            bench::run(&texts, &echo::bench::Plan { size, queries, seed })
        }
        Echo::Score { messages, pairs } => score::run(&messages, &pairs),
        Echo::Stream { messages, top } => stream::run(&messages, top),
    }
}
