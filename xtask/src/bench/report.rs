//! The report: a table anyone can read and compare with the next run.

use std::time::Duration;

use super::process;

/// What was measured: the server's CPU seconds, the time of each request, and
/// the wall time where the requests ran side by side.
pub(crate) struct Measured {
    pub(crate) cpu_s: f64,
    pub(crate) times: Vec<Duration>,
    pub(crate) wall: Option<Duration>,
}

/// One measured operation.
pub(crate) struct Line {
    engine: &'static str,
    size: u64,
    name: &'static str,
    connections: usize,
    requests: usize,
    cpu_ms: f64,
    p50_ms: f64,
    p99_ms: f64,
    per_second: Option<f64>,
}

impl Line {
    pub(crate) fn new(
        engine: &'static str,
        size: u64,
        name: &'static str,
        connections: usize,
        measured: Measured,
    ) -> Self {
        let Measured { cpu_s, mut times, wall } = measured;
        times.sort_unstable();
        let at = |share: f64| {
            let index = ((times.len() as f64 * share) as usize).min(times.len().saturating_sub(1));
            times.get(index).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
        };
        Self {
            engine,
            size,
            name,
            connections,
            requests: times.len(),
            cpu_ms: cpu_s * 1000.0 / times.len().max(1) as f64,
            p50_ms: at(0.50),
            p99_ms: at(0.99),
            per_second: wall.map(|wall| times.len() as f64 / wall.as_secs_f64()),
        }
    }
}

/// All lines and notes of a run.
pub(crate) struct Report {
    lines: Vec<Line>,
    notes: Vec<String>,
}

impl Report {
    pub(crate) fn new() -> Self {
        Self { lines: Vec::new(), notes: Vec::new() }
    }

    pub(crate) fn add(&mut self, line: Line) {
        println!("  {}", row(&line));
        self.lines.push(line);
    }

    pub(crate) fn note(&mut self, note: String) {
        println!("  {note}");
        self.notes.push(note);
    }

    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "Machine: {}. Release build. CPU is user+system of the server with all its processes and, on \
             PostgreSQL, of all processes of its own cluster (Debian's settings); the load generator shares the \
             cores and is not counted. The list and the pages are asked for as a browser does, compressed; the \
             list goes through 48 filters in turn. One connection: one request after the other; 64: as many as \
             go through in 8 s.\n\n",
            process::machine()
        );
        for note in &self.notes {
            text.push_str(&format!("- {note}\n"));
        }
        text.push_str("\n| engine | orders | operation | connections | requests | CPU ms each | p50 ms | p99 ms | requests/s |\n");
        text.push_str("|---|---|---|---|---|---|---|---|---|\n");
        for line in &self.lines {
            text.push_str(&row(line));
            text.push('\n');
        }
        text
    }
}

fn row(line: &Line) -> String {
    format!(
        "| {} | {} | {} | {} | {} | {:.2} | {:.2} | {:.2} | {} |",
        line.engine,
        line.size,
        line.name,
        line.connections,
        line.requests,
        line.cpu_ms,
        line.p50_ms,
        line.p99_ms,
        line.per_second.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.0}"))
    )
}
