//! `huying echo bench`

use std::path::Path;

use echo::bench::{Plan, Texts};

use super::{Fault, read};
use crate::console::{Progress, say};

pub(crate) fn run(texts: &Path, plan: &Plan) -> Result<(), Fault> {
    let mut messages = Vec::new();
    for row in read::rows(texts)? {
        let (_, row) = row?;
        let field = |names: &[&str]| read::text(&row, names).unwrap_or_default();
        messages.push((field(&["title"]), field(&["body", "content"])));
    }
    let texts = Texts::new(&messages, plan.seed, plan.size);
    if texts.is_empty() || plan.size == 0 || plan.queries == 0 {
        return Err("there is nothing to measure: give messages with title and body".into());
    }
    let folder = std::env::temp_dir().join(format!("huying-echo-bench-{}", std::process::id()));
    let mut progress = Steps::default();
    let report = echo::bench::run(&texts, plan, &folder, |what, done| progress.at(what, done));
    // The measurement counts; a folder that stays behind is in the way of nobody.
    let _ = std::fs::remove_dir_all(&folder);
    say(serde_json::to_string(&report?)?);
    Ok(())
}

/// One progress line for each step.
#[derive(Default)]
struct Steps {
    now: Option<(String, Progress, u64)>,
}

impl Steps {
    fn at(&mut self, what: &str, done: u64) {
        let same = self.now.as_ref().is_some_and(|(name, _, _)| name == what);
        if !same {
            if let Some((_, progress, last)) = self.now.take() {
                progress.end(last);
            }
            self.now = Some((what.to_owned(), Progress::new(what, None), done));
        }
        if let Some((_, progress, last)) = &mut self.now {
            *last = done;
            progress.at(done);
        }
    }
}
