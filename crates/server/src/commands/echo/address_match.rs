//! `huying echo address-match`

use std::collections::HashMap;
use std::path::Path;

use echo::place::{Order, Verdict, matcher, order_of, tagger};

use super::{Fault, read, table};
use crate::console::Progress;

pub(crate) fn run(input: &Path) -> Result<(), Fault> {
    let tagger = tagger().ok_or("the tagger's file is damaged")?;
    let matcher = matcher().ok_or("the matcher's file is damaged")?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut groups: HashMap<String, usize> = HashMap::new();
    let mut members: Vec<Vec<usize>> = Vec::new();
    for row in read::rows(input)? {
        let (_, row) = row?;
        let field = |name: &str| read::text(&row, &[name]).unwrap_or_default();
        let (a, b) = (field("a"), field("b"));
        let group = *groups.entry(a.clone()).or_insert(members.len());
        if group == members.len() {
            members.push(Vec::new());
        }
        if let Some(group) = members.get_mut(group) {
            group.push(pairs.len());
        }
        pairs.push((a, b));
    }
    let mut rows: Vec<Vec<Vec<f32>>> = Vec::with_capacity(members.len());
    let mut unordered: Vec<Vec<Verdict>> = Vec::with_capacity(members.len());
    let mut progress = Progress::new("pairs", Some(pairs.len() as u64));
    let mut done = 0;
    for group in &members {
        let own: Vec<&(String, String)> = group.iter().filter_map(|at| pairs.get(*at)).collect();
        let candidates: Vec<&str> = own.iter().map(|(_, b)| b.as_str()).collect();
        let address = own.first().map_or("", |(a, _)| a.as_str());
        let measured = matcher.rows(address, &candidates, tagger);
        unordered.push(matcher.judge(&measured, Order::Any));
        rows.push(measured);
        done += group.len() as u64;
        progress.at(done);
    }
    progress.end(done);
    // Candidates may stand as a search found them: whether they do shows in the file as a whole.
    let order = order_of(&unordered);
    let mut verdicts: Vec<Option<Verdict>> = vec![None; pairs.len()];
    for (group, rows) in members.iter().zip(&rows) {
        for (at, verdict) in group.iter().zip(matcher.judge(rows, order)) {
            if let Some(slot) = verdicts.get_mut(*at) {
                *slot = Some(verdict);
            }
        }
    }
    let mut out = table::open(&["index", "label", "p0", "p1", "p2"])?;
    for (at, verdict) in verdicts.into_iter().flatten().enumerate() {
        let shares = verdict.shares.map(|share| format!("{share:.4}"));
        let [p0, p1, p2] = &shares;
        out.write_record([&at.to_string(), &verdict.label.to_string(), p0, p1, p2])?;
    }
    Ok(out.flush()?)
}
