//! `huying echo stream`

use std::io::stdout;
use std::path::Path;

use echo::repeats::Corpus;

use super::{Fault, message};
use crate::console::Progress;

pub(crate) fn run(messages: &Path, top: usize) -> Result<(), Fault> {
    let mut messages = message::all(messages)?;
    // Stable: what has the same time, or none, keeps the order of the file.
    messages.sort_by_key(|(_, message)| message.at);
    let mut progress = Progress::new("messages", Some(messages.len() as u64));
    let mut out = csv::Writer::from_writer(stdout().lock());
    out.write_record(["id", "rank", "earlier_id", "probability"])?;
    let mut corpus = Corpus::default();
    let mut ids: Vec<String> = Vec::new();
    for (id, message) in messages {
        for (rank, found) in corpus.find(&message, top).into_iter().enumerate() {
            let earlier = ids.get(found.number).map_or("", String::as_str);
            let probability = format!("{:.4}", found.probability);
            out.write_record([&id, &(rank + 1).to_string(), earlier, &probability])?;
        }
        corpus.add(message);
        ids.push(id);
        progress.at(ids.len() as u64);
    }
    out.flush()?;
    progress.end(ids.len() as u64);
    Ok(())
}
