//! `cargo xtask bench echo`: what the matching index costs and how much of the exact answer it
//! finds, on a made-up year of requests; and on real labelled messages where they are at hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::process;
use crate::Outcome;
use crate::command::{self, cargo, program};
use crate::python;

/// The words after `bench echo`.
pub(crate) struct Options {
    size: u64,
    queries: u64,
    seed: u64,
    /// Messages the year is made of.
    texts: Option<PathBuf>,
    /// A binary that is there already; built otherwise.
    binary: Option<PathBuf>,
    out: PathBuf,
}

impl Options {
    /// `--size N`, `--queries N`, `--seed N`, `--texts FILE`, `--binary FILE`, `--out FILE`.
    pub(crate) fn parse(words: &[String]) -> Outcome<Self> {
        let mut options = Self {
            size: 1_000_000,
            queries: 1_000,
            seed: 1,
            texts: None,
            binary: None,
            out: command::target().join("bench-echo.md"),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            let number = || value.parse().map_err(|_| format!("{value} is no number"));
            match word.as_str() {
                "--size" => options.size = number()?,
                "--queries" => options.queries = number()?,
                "--seed" => options.seed = number()?,
                "--texts" => options.texts = Some(PathBuf::from(value)),
                "--binary" => options.binary = Some(PathBuf::from(value)),
                "--out" => options.out = PathBuf::from(value),
                _ => {
                    return Err(format!(
                        "“{word} {value}” is not understood; --size N, --queries N, --seed N, --texts FILE, --binary FILE, --out FILE are"
                    ));
                }
            }
        }
        Ok(options)
    }
}

/// A figure of `huying echo bench`, its name in the report, its unit, and the bar for an index of
/// one million and of twenty-five million requests where there is one.
type Figure = (&'static str, &'static str, &'static str, [Option<f64>; 2]);

const FIGURES: [Figure; 14] = [
    ("build_per_s", "building, requests/s of one core", "at least", [Some(20e3), Some(20e3)]),
    ("p50_cpu_ms", "query for 10, processor ms, median", "", [None, None]),
    ("p99_cpu_ms", "query for 10, processor ms, p99", "at most", [Some(1.0), Some(5.0)]),
    ("p99_wall_ms", "query for 10, ms on the clock, p99", "", [None, None]),
    ("p50_cpu_ms_of_64", "query for the desk's 64, processor ms, median", "", [None, None]),
    ("p99_cpu_ms_of_64", "query for the desk's 64, processor ms, p99", "", [None, None]),
    ("recall_at_10", "Recall@10 of exact scoring", "at least", [Some(0.98), Some(0.98)]),
    ("recall_queries", "queries compared with exact scoring", "", [None, None]),
    ("p50_insert_us", "insertion, processor µs, median", "", [None, None]),
    ("p99_insert_us", "insertion, processor µs, p99", "at most", [Some(100.0), Some(100.0)]),
    ("bytes_per_request", "bytes a request, all told", "at most", [Some(250.0), Some(250.0)]),
    ("letters_per_request", "letters of a request that are looked at", "", [None, None]),
    ("rss_mb", "memory of the process, MB", "", [None, None]),
    ("segments", "segments", "", [None, None]),
];

/// Measures and prints one report.
pub(crate) fn run(options: &Options) -> Outcome {
    let binary = match &options.binary {
        Some(file) => file.clone(),
        None => super::build()?,
    };
    let shared = std::env::var_os("HUYING_SHARED").map(PathBuf::from);
    let real = shared.map(|shared| shared.join("data/dup3_messages.jsonl.gz"));
    let texts = match options.texts.as_ref().or(real.as_ref()) {
        Some(file) => file.clone(),
        None => invented(&command::target().join("bench-echo-texts"))?,
    };
    println!("▸ an index of {} requests", options.size);
    let figures = flat(&output(
        program(&binary)
            .args(["echo", "bench", "--texts"])
            .arg(&texts)
            .args(["--size", &options.size.to_string()])
            .args(["--queries", &options.queries.to_string()])
            .args(["--seed", &options.seed.to_string()]),
    )?)?;
    let mut text = report(options, &texts, &figures);
    if let Some(messages) = real {
        println!("▸ real messages, each against all earlier ones");
        text.push_str(&quality(&messages)?);
    }
    println!("{text}");
    fs::write(&options.out, text).map_err(|error| format!("{}: {error}", options.out.display()))?;
    println!("written to {}", options.out.display());
    Ok(())
}

/// Messages nobody wrote, for those who have no real ones.
fn invented(folder: &Path) -> Outcome<PathBuf> {
    let python = python::interpreter().ok_or("no Python 3 was found to invent texts with")?;
    println!("▸ texts: HUYING_SHARED is not set, so they are invented");
    let script = command::root().join("benchmark/repeat-requests/generate.py");
    command::run(program(python).arg(script).arg(folder))?;
    Ok(folder.join("messages.jsonl"))
}

fn report(options: &Options, texts: &Path, figures: &[(String, f64)]) -> String {
    let of = |name: &str| figures.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let large = usize::from(options.size > 1_000_000);
    let mut text = format!(
        "Machine: {}. Release build. A made-up year of requests: sentences of the messages in {} put together anew, in \
         other places and at other times, seed {}. Times are those of one thread's processor; making the texts is not \
         counted. {} queries, each asked once before it is measured.\n\n\
         | {} requests | bar | measured |\n|---|---|---|\n",
        process::machine(),
        texts.file_name().unwrap_or_default().to_string_lossy(),
        options.seed,
        options.queries,
        options.size,
    );
    for (key, name, sense, bars) in FIGURES {
        let Some(value) = of(key) else { continue };
        let bar = bars[large];
        let met = bar.map(|bar| if sense == "at least" { value >= bar } else { value <= bar });
        let bar = bar.map_or_else(|| "–".to_owned(), |bar| format!("{sense} {}", figure(bar)));
        let mark = if met == Some(false) { " (not met)" } else { "" };
        text.push_str(&format!("| {name} | {bar} | {}{mark} |\n", figure(value)));
    }
    text
}

/// As many digits as say something.
fn figure(value: f64) -> String {
    match value {
        _ if value.fract() == 0.0 || value >= 1_000.0 => format!("{value:.0}"),
        10.0.. => format!("{value:.1}"),
        _ => format!("{value:.3}"),
    }
}

fn quality(messages: &Path) -> Outcome<String> {
    let example = ["run", "--release", "--package", "echo", "--example", "quality", "--"];
    let figures = flat(&output(cargo().args(example).arg(messages))?)?;
    let of =
        |name: &str| figures.iter().find(|(key, _)| key == name).map_or(0.0, |(_, value)| *value);
    Ok(format!(
        "\n{} real messages, {} with an earlier one of their cluster, each asked against all earlier ones: P@1 {:.3}, \
         R@10 {:.3}, {:.3} processor ms a query.\n",
        of("texts"),
        of("queries"),
        of("p_at_1"),
        of("r_at_10"),
        of("cpu_ms"),
    ))
}

/// What a program says on its standard output; its progress is shown.
fn output(command: &mut Command) -> Outcome<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.map_err(|error| format!("{name}: {error}"))?;
    if !output.status.success() {
        return Err(format!("the measurement failed ({})", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The numbers of a JSON object that holds nothing deeper.
fn flat(text: &str) -> Outcome<Vec<(String, f64)>> {
    let line = text.lines().rfind(|line| line.starts_with('{'));
    let line = line.ok_or_else(|| format!("no figures in {text:?}"))?;
    let pairs = line.trim().trim_matches(['{', '}']).split(',');
    Ok(pairs
        .filter_map(|pair| {
            let (key, value) = pair.split_once(':')?;
            Some((key.trim().trim_matches('"').to_owned(), value.trim().parse().ok()?))
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_and_held_against_the_bars_of_their_size() {
        let line = r#"progress
{"requests":5,"p99_cpu_ms":1.25,"recall_at_10":0.99,"peer":"a, b"}"#;
        let figures = flat(line).unwrap();
        let report = |size: &str| {
            let words = ["--size".to_owned(), size.to_owned()];
            report(&Options::parse(&words).unwrap(), Path::new("m.jsonl"), &figures)
        };
        assert!(report("1000000").contains("p99 | at most 1 | 1.250 (not met) |"));
        assert!(report("25000000").contains("p99 | at most 5 | 1.250 |"));
        assert!(
            report("1000000").contains("| Recall@10 of exact scoring | at least 0.980 | 0.990 |")
        );
        assert!(flat("nothing").is_err());
        assert!(Options::parse(&["--size".to_owned()]).is_err());
        assert!(Options::parse(&["--speed".to_owned(), "1".to_owned()]).is_err());
    }
}
