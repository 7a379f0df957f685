//! `huying echo score`

use std::collections::HashMap;
use std::io::stdout;
use std::path::Path;

use echo::repeats::{Prepared, Rarity, probability};

use super::{Fault, message, read};
use crate::console::Progress;

pub(crate) fn run(messages: &Path, pairs: &Path) -> Result<(), Fault> {
    let messages = message::all(messages)?;
    let mut rarity = Rarity::default();
    messages.iter().for_each(|(_, message)| rarity.add_message(message));
    let prepared: HashMap<String, Prepared> =
        messages.into_iter().map(|(id, message)| (id, Prepared::new(&message, &rarity))).collect();
    let mut progress = Progress::new("pairs", None);
    let mut out = csv::Writer::from_writer(stdout().lock());
    out.write_record(["id_a", "id_b", "probability"])?;
    let mut rows = read::rows(pairs)?;
    let mut done = 0;
    while let Some(row) = rows.next() {
        let (line, row) = row?;
        let end = |names: &[&str]| {
            let id = read::text(&row, names)
                .ok_or_else(|| rows.fault(line, format!("there is no {}", names.join(" or "))))?;
            let known = prepared.get(&id);
            known
                .ok_or_else(|| rows.fault(line, format!("no message has the id {id}")))
                .map(|one| (id, one))
        };
        let ((a, one), (b, other)) = (end(&["id_a", "a"])?, end(&["id_b", "b"])?);
        out.write_record([a, b, format!("{:.4}", probability(one, other))])?;
        done += 1;
        progress.at(done);
    }
    out.flush()?;
    progress.end(done);
    Ok(())
}
