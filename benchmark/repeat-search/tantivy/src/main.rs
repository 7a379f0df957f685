//! tantivy on the same made-up year of requests as `huying echo bench`:
//! `tantivy-peer MESSAGES.jsonl[.gz] SIZE QUERIES SEED FOLDER`. Character
//! bigrams as numbers, BM25; asked with all of them, and with only the rarest
//! within a budget of postings, which is what the index of this project asks.

use std::io::Read;
use std::time::Duration;

use cpu_time::{ProcessTime, ThreadTime};
use echo::bench::Texts;
use kernel::ports::MatchDraft;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, Schema};
use tantivy::{Index, Searcher, TantivyDocument, Term};

type Fault = Box<dyn std::error::Error>;
const BODY: usize = 144;

fn main() -> Result<(), Fault> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [file, size, queries, seed, folder] = args.as_slice() else {
        return Err("tantivy-peer MESSAGES.jsonl[.gz] SIZE QUERIES SEED FOLDER".into());
    };
    let (size, queries): (u64, u64) = (size.parse()?, queries.parse()?);
    let texts = Texts::new(&messages(file)?, seed.parse()?, size);
    let mut schema = Schema::builder();
    let grams = schema.add_u64_field("grams", INDEXED);
    let number = schema.add_u64_field("number", FAST);
    std::fs::create_dir_all(folder)?;
    let index = Index::create_in_dir(folder, schema.build())?;
    let mut writer = index.writer_with_num_threads::<TantivyDocument>(1, 200_000_000)?;
    let (all, mut making) = (ProcessTime::now(), Duration::ZERO);
    for n in 0..size {
        let from = ThreadTime::now();
        let (_, draft) = texts.request(n);
        making += from.elapsed();
        let mut document = TantivyDocument::default();
        document.add_u64(number, n);
        for gram in grams_of(&draft) {
            document.add_u64(grams, gram);
        }
        writer.add_document(document)?;
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let building = all.elapsed() - making;
    let bytes: u64 = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.metadata()?.len()))
        .sum::<Result<u64, std::io::Error>>()?;
    let searcher = index.reader()?.searcher();
    println!(
        "tantivy: {size} requests, {:.0} a second of processor time, {:.1} bytes a request, {} segments",
        size as f64 / building.as_secs_f64(),
        bytes as f64 / size as f64,
        searcher.segment_readers().len(),
    );
    for (name, most) in [("all bigrams", usize::MAX), ("48 rarest", 48), ("12 rarest", 12)] {
        let (mut times, mut planted) = (Vec::new(), 0);
        for turn in 0..2 {
            planted = 0;
            times.clear();
            for q in 0..queries {
                let n = q * size / queries;
                let draft = texts.told_again(n);
                let from = ThreadTime::now();
                let query = asked(&searcher, grams, &draft, most)?;
                let found = searcher.search(&query, &TopDocs::with_limit(10).order_by_score())?;
                times.push(from.elapsed().as_secs_f64() * 1e3);
                if turn == 1 {
                    planted += u64::from(has(&searcher, &found, n)?);
                }
            }
        }
        times.sort_by(f64::total_cmp);
        println!(
            "tantivy, {name}: p50 {:.2} ms, p99 {:.2} ms, planted among ten {:.3}",
            times[times.len() / 2],
            times[times.len() * 99 / 100],
            planted as f64 / queries as f64,
        );
    }
    Ok(())
}

fn has(
    searcher: &Searcher,
    found: &[(f32, tantivy::DocAddress)],
    wanted: u64,
) -> Result<bool, Fault> {
    for (_, address) in found {
        let numbers = searcher.segment_reader(address.segment_ord).fast_fields().u64("number")?;
        if numbers.first(address.doc_id) == Some(wanted) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn asked(
    searcher: &Searcher,
    field: Field,
    draft: &MatchDraft,
    most: usize,
) -> Result<BooleanQuery, Fault> {
    let mut counted = Vec::new();
    for gram in grams_of(draft) {
        let term = Term::from_field_u64(field, gram);
        counted.push((searcher.doc_freq(&term)?, term));
    }
    counted.sort_by_key(|(count, _)| *count);
    let mut left = (searcher.num_docs() / 20).clamp(40_000, 400_000);
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for (count, term) in counted.into_iter().filter(|(count, _)| *count > 0) {
        if most < usize::MAX && (clauses.len() == most || count > left) {
            break;
        }
        left = left.saturating_sub(count);
        clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
    }
    Ok(BooleanQuery::new(clauses))
}

fn grams_of(draft: &MatchDraft) -> Vec<u64> {
    let mut grams = Vec::new();
    let body: String = draft.content.chars().filter(|c| c.is_alphanumeric()).take(BODY).collect();
    for part in [&draft.title, &draft.address, &body] {
        let letters: Vec<char> = part.chars().filter(|c| c.is_alphanumeric()).collect();
        let pair = |two: &[char]| u64::from(u32::from(two[0])) << 32 | u64::from(u32::from(two[1]));
        grams.extend(letters.windows(2).map(pair));
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

fn messages(file: &str) -> Result<Vec<(String, String)>, Fault> {
    let mut text = String::new();
    let bytes = std::fs::read(file)?;
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    let row = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
        Ok((field("title"), field("body")))
    };
    text.lines().map(row).collect()
}
