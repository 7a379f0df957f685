//! How fast, small and right the index is, on a year of made-up requests.

mod texts;

use std::path::Path;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use kernel::ports::MatchDraft;

use crate::index::{Access, Found, Index, IndexFault, Label};
use texts::Dice;
pub use texts::Texts;

/// What was measured. Times of one thread.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Report {
    /// Requests in the index.
    pub requests: u64,
    /// Letters of a request that are looked at, on average.
    pub letters_per_request: f64,
    /// Requests a second of processor time when building.
    pub build_per_s: f64,
    /// Bytes of all files for a request.
    pub bytes_per_request: f64,
    /// Of them posting lists.
    pub list_bytes_per_request: f64,
    /// Of them records with their texts.
    pub record_bytes_per_request: f64,
    /// Median of a query's processor time.
    pub p50_cpu_ms: f64,
    /// 99th percentile of it.
    pub p99_cpu_ms: f64,
    /// 99th percentile of the time on the clock.
    pub p99_wall_ms: f64,
    /// Median of the processor time of a query for the 64 the desk asks for.
    pub p50_cpu_ms_of_64: f64,
    /// 99th percentile of it.
    pub p99_cpu_ms_of_64: f64,
    /// Share of the exact ten best that a query gives, equal scores being equal.
    pub recall_at_10: f64,
    /// Queries that were compared with the exact answer.
    pub recall_queries: u64,
    /// Share of queries that give the request they tell again among ten.
    pub planted_at_10: f64,
    /// Median processor time of an insertion.
    pub p50_insert_us: f64,
    /// 99th percentile of it.
    pub p99_insert_us: f64,
    /// Memory of the process after the queries, in MB.
    pub rss_mb: f64,
    /// Segments the build left.
    pub segments: u64,
}

/// What to measure.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Requests in the index.
    pub size: u64,
    /// Queries.
    pub queries: u64,
    /// Seed of everything.
    pub seed: u64,
}

/// Requests made before they are added, so that making them is not counted.
const STEP: u64 = 2_000;
/// Insertions that are measured.
const INSERTIONS: u64 = 5_000;
/// Found requests the desk looks at when it proposes repeats.
const DESK: usize = 64;

/// Builds an index in a folder and asks it. The folder must be empty.
///
/// # Errors
/// [`IndexFault`].
pub fn run(
    texts: &Texts,
    plan: &Plan,
    folder: &Path,
    mut progress: impl FnMut(&str, u64),
) -> Result<Report, IndexFault> {
    let index = Index::open(folder, "", Access::Write)?;
    let (building, letters) = if index.stats().requests >= plan.size {
        (Duration::ZERO, 0)
    } else {
        build(&index, texts, plan, &mut progress)?
    };
    let stats = index.stats();
    progress("asking", 0);
    let mut dice = Dice::new(plan.seed, u64::MAX);
    let asked: Vec<u64> = (0..plan.queries).map(|_| dice.below(plan.size)).collect();
    let drafts: Vec<MatchDraft> = asked.iter().map(|n| texts.told_again(*n)).collect();
    // Once without looking at the time, so that the files are in memory.
    for draft in &drafts {
        index.similar(draft, 10)?;
    }
    let asked_for_ten = ask(&index, &drafts, 10)?;
    let asked_by_desk = ask(&index, &drafts, DESK)?;
    let answers = &asked_for_ten.answers;
    let rss_mb = resident_mb();
    let has = |(n, found): (&u64, &Vec<Found>)| {
        let id = texts.request(*n).0;
        found.iter().any(|found| found.id == id)
    };
    let planted = asked.iter().zip(answers).filter(|pair| has((pair.0, pair.1))).count();
    let compared = drafts.len().min((100_000_000 / plan.size.max(1)).clamp(20, 100) as usize);
    progress("comparing with the exact answers", 0);
    let recall = recall(&index, &drafts[..compared], answers)?;
    let insertions = insert(&index, texts, plan)?;
    let size = plan.size as f64;
    Ok(Report {
        requests: stats.requests,
        letters_per_request: letters as f64 / size,
        build_per_s: size / building.as_secs_f64(),
        bytes_per_request: stats.bytes as f64 / size,
        list_bytes_per_request: stats.list_bytes as f64 / size,
        record_bytes_per_request: stats.record_bytes as f64 / size,
        p50_cpu_ms: percentile(&asked_for_ten.cpu, 50) * 1e3,
        p99_cpu_ms: percentile(&asked_for_ten.cpu, 99) * 1e3,
        p99_wall_ms: percentile(&asked_for_ten.wall, 99) * 1e3,
        p50_cpu_ms_of_64: percentile(&asked_by_desk.cpu, 50) * 1e3,
        p99_cpu_ms_of_64: percentile(&asked_by_desk.cpu, 99) * 1e3,
        recall_at_10: recall,
        recall_queries: compared as u64,
        planted_at_10: planted as f64 / drafts.len().max(1) as f64,
        p50_insert_us: percentile(&insertions, 50) * 1e6,
        p99_insert_us: percentile(&insertions, 99) * 1e6,
        rss_mb,
        segments: stats.segments,
    })
}

/// What queries answered and took.
#[derive(Default)]
struct Asked {
    answers: Vec<Vec<Found>>,
    cpu: Vec<Duration>,
    wall: Vec<Duration>,
}

fn ask(index: &Index, drafts: &[MatchDraft], limit: usize) -> Result<Asked, IndexFault> {
    let mut asked = Asked::default();
    for draft in drafts {
        let (cpu_from, wall_from) = (ThreadTime::now(), Instant::now());
        asked.answers.push(index.similar(draft, limit)?);
        asked.cpu.push(cpu_from.elapsed());
        asked.wall.push(wall_from.elapsed());
    }
    Ok(asked)
}

fn build(
    index: &Index,
    texts: &Texts,
    plan: &Plan,
    progress: &mut impl FnMut(&str, u64),
) -> Result<(Duration, u64), IndexFault> {
    if index.stats().requests >= plan.size {
        // The folder holds it from an earlier run.
        return Ok((Duration::ZERO, 0));
    }
    let mut bulk = index.bulk();
    let (mut building, mut letters) = (Duration::ZERO, 0);
    let mut n = 0;
    while n < plan.size {
        let until = (n + STEP).min(plan.size);
        let made: Vec<_> = (n..until).map(|n| texts.request(n)).collect();
        let from = ThreadTime::now();
        for (id, draft) in &made {
            bulk.add(*id, draft, Label::default())?;
        }
        building += from.elapsed();
        letters += made.iter().map(|(_, draft)| crate::index::letters(draft)).sum::<u64>();
        n = until;
        progress("building", n);
    }
    let from = ThreadTime::now();
    bulk.finish()?;
    Ok((building + from.elapsed(), letters))
}

fn recall(index: &Index, drafts: &[MatchDraft], answers: &[Vec<Found>]) -> Result<f64, IndexFault> {
    let exact = index.similar_exact_all(drafts, 10)?;
    let (mut right, mut all) = (0, 0);
    for (exact, answer) in exact.iter().zip(answers) {
        let Some(last) = exact.last() else { continue };
        all += exact.len();
        let good = answer.iter().filter(|found| found.likeness >= last.likeness - 1e-6).count();
        right += good.min(exact.len());
    }
    Ok(right as f64 / all.max(1) as f64)
}

fn insert(index: &Index, texts: &Texts, plan: &Plan) -> Result<Vec<Duration>, IndexFault> {
    let mut taken = Vec::new();
    for n in plan.size..plan.size + INSERTIONS {
        let (id, draft) = texts.request(n);
        let from = ThreadTime::now();
        index.insert(id, &draft, Label::default())?;
        taken.push(from.elapsed());
    }
    Ok(taken)
}

/// In seconds.
fn percentile(times: &[Duration], percent: usize) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    let place = (times.len() * percent).div_ceil(100).saturating_sub(1);
    times.get(place).map_or(0.0, Duration::as_secs_f64)
}

/// What the system says this process holds in memory; 0 where it does not say.
fn resident_mb() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}
