//! `huying echo place`: a tag for each token of an address, with spaces between.

use std::path::Path;

use echo::place::{tagger, tokens};

use super::{Fault, read, table};
use crate::console::Progress;

pub(crate) fn run(input: &Path) -> Result<(), Fault> {
    let tagger = tagger().ok_or("the tagger's file is damaged")?;
    let mut out = table::open(&["index", "tags"])?;
    let mut progress = Progress::new("addresses", None);
    let mut done = 0;
    for (at, row) in read::rows(input)?.enumerate() {
        let (_, row) = row?;
        let text = read::text(&row, &["text", "address"]).unwrap_or_default();
        let tags = tagger.tags(&tokens(&text)).join(" ");
        out.write_record([at.to_string(), tags])?;
        done += 1;
        progress.at(done);
    }
    progress.end(done);
    Ok(out.flush()?)
}
