//! Learns the address tagger and writes its model file.
//!
//! `cargo run --release -p echo --example tagger -- ADDRESSES.jsonl.gz DIVISIONS_DIR OUT [FOLD [NET…]]`
//! With a fold (0–4) a fifth of the addresses is left out and measured on, with
//! network files also with the networks.

use std::collections::HashSet;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use echo::place::{Course, Lesson, Lexicon, Tagger, learn, tokens};
use flate2::read::MultiGzDecoder;

type Fault = Box<dyn Error>;

fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [addresses, divisions, out, rest @ ..] = arguments.as_slice() else {
        return Err("usage: ADDRESSES.jsonl.gz DIVISIONS_DIR OUT [FOLD [NET…]]".into());
    };
    let fold: Option<usize> = rest.first().map(|fold| fold.parse()).transpose()?;
    let nets = rest.get(1..).unwrap_or_default();
    let lexicon = names(Path::new(divisions))?;
    let mut lessons = Vec::new();
    let mut left_out = Vec::new();
    for (at, line) in lines(Path::new(addresses))?.into_iter().enumerate() {
        let row: serde_json::Value = serde_json::from_str(&line)?;
        let text = row["text"].as_str().unwrap_or_default();
        let tags: Vec<String> = row["tags"]
            .as_array()
            .map(|tags| tags.iter().filter_map(|tag| tag.as_str().map(str::to_owned)).collect())
            .unwrap_or_default();
        let lesson = Lesson { tokens: tokens(text), tags };
        if Some(at * 7919 % 5) == fold {
            left_out.push(lesson);
        } else if lesson.tokens.len() == lesson.tags.len() {
            lessons.push(lesson);
        }
    }
    eprintln!("{} lessons, {} left out", lessons.len(), left_out.len());
    let tagger = learn(&lessons, lexicon, Course::default(), |pass| eprintln!("pass {pass}"));
    let bytes = tagger.encode();
    eprintln!("{} bytes", bytes.len());
    std::fs::write(out, &bytes)?;
    if fold.is_some() {
        measure(&Tagger::decode(&bytes)?, &left_out);
    }
    let mut tagger = Tagger::decode(&bytes)?;
    for net in nets {
        tagger = tagger.with_net(&std::fs::read(net)?)?;
        measure(&tagger, &left_out);
    }
    Ok(())
}

fn measure(tagger: &Tagger, lessons: &[Lesson]) {
    let (mut hits, mut given, mut wanted) = (0, 0, 0);
    for lesson in lessons {
        let found = spans(tagger.tags(&lesson.tokens).into_iter());
        let truth = spans(lesson.tags.iter().map(String::as_str));
        hits += found.intersection(&truth).count();
        given += found.len();
        wanted += truth.len();
    }
    let (precision, recall) = (hits as f64 / given as f64, hits as f64 / wanted as f64);
    let f1 = 2.0 * precision * recall / (precision + recall);
    eprintln!("precision {precision:.4} recall {recall:.4} F1 {f1:.4}");
}

fn spans<'a>(tags: impl Iterator<Item = &'a str>) -> HashSet<(usize, usize, String)> {
    let mut out = HashSet::new();
    let mut open: Option<(usize, String)> = None;
    for (at, tag) in tags.chain(["O"]).enumerate() {
        let goes_on = tag
            .strip_prefix("I-")
            .is_some_and(|kind| open.as_ref().is_some_and(|(_, of)| of == kind));
        if goes_on {
            continue;
        }
        if let Some((from, kind)) = open.take() {
            out.insert((from, at, kind));
        }
        if let Some((_, kind)) = tag.split_once('-') {
            open = Some((at, kind.to_owned()));
        }
    }
    out
}

fn names(dir: &Path) -> Result<Lexicon, Fault> {
    let mut names: Vec<(usize, String)> = Vec::new();
    let files = ["provinces.csv", "cities.csv", "areas.csv", "streets.csv.gz"];
    for (kind, file) in files.into_iter().enumerate() {
        for line in lines(&dir.join(file))?.iter().skip(1) {
            let name = line.split(',').nth(1).unwrap_or_default().trim_matches('"');
            if name == "市辖区" || name == "县" || name.contains("直辖") {
                continue;
            }
            // A municipality is a province and a city.
            if kind == 0 && name.ends_with('市') {
                names.push((1, name.to_owned()));
            }
            names.push((kind, name.to_owned()));
        }
    }
    Ok(Lexicon::of(names.iter().map(|(kind, name)| (*kind, name.as_str()))))
}

fn lines(path: &Path) -> Result<Vec<String>, Fault> {
    let file = File::open(path)?;
    if path.extension().is_some_and(|ending| ending == "gz") {
        Ok(BufReader::new(MultiGzDecoder::new(file)).lines().collect::<Result<_, _>>()?)
    } else {
        Ok(BufReader::new(file).lines().collect::<Result<_, _>>()?)
    }
}
