//! `cargo xtask test`: everything CI runs, part after part, with one summary at the end.
//!
//! What cannot run is a failure that says how to mend it, never a silent skip. The one exception
//! is data that is not ours to ship: it is named in the summary as not included.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::JoinHandle;
use std::time::Instant;

use crate::Outcome;
use crate::assets;
use crate::command::{self, cargo, program};
use crate::memory::Memory;
use crate::packages;
use crate::postgres::Postgres;
use crate::python;
use crate::summary::{self, Row, Verdict};

/// What earlier parts made for later ones.
#[derive(Default)]
struct Ground {
    postgres: Option<Postgres>,
    python: Option<PathBuf>,
    ocpi: Option<PathBuf>,
    /// Whether a part of this run needs Python, and its making under way beside the compilers.
    wants_python: bool,
    making: Option<JoinHandle<Outcome<Pythons>>>,
    memory: Option<Memory>,
}

/// The interpreter most tests use, and the one for OCPI's objects.
type Pythons = (PathBuf, PathBuf);

impl Ground {
    fn work_in_memory(&self, command: &mut Command) {
        if let Some(memory) = &self.memory {
            command.env("TMPDIR", memory.path());
        }
    }
}

struct Part {
    name: &'static str,
    /// Parts that must hold before this one can say anything.
    needs: &'static [&'static str],
    run: fn(&mut Ground, &Path) -> Outcome<Verdict>,
}

const PARTS: [Part; 11] = [
    Part { name: "packages", needs: &[], run: install },
    Part { name: "postgres", needs: &["packages"], run: start_postgres },
    Part { name: "format", needs: &[], run: format },
    Part { name: "assets", needs: &[], run: front_end },
    Part { name: "clippy", needs: &[], run: clippy },
    Part { name: "build", needs: &["assets"], run: build },
    Part { name: "python", needs: &["packages"], run: take_python },
    Part { name: "real-data", needs: &[], run: |_, _| real_data() },
    Part { name: "tests", needs: &["python", "postgres", "build", "real-data"], run: tests },
    Part { name: "bucket", needs: &["python", "build"], run: bucket },
    Part { name: "browser", needs: &["packages", "build"], run: browser },
];

/// Reads the words after `test`: nothing, or `--only PART`.
pub(crate) fn only(words: &[String]) -> Outcome<Option<String>> {
    let names = PARTS.map(|part| part.name).join(", ");
    match words {
        [] => Ok(None),
        [flag, part] if flag == "--only" && find(part).is_some() => Ok(Some(part.clone())),
        [flag, part] if flag == "--only" => {
            Err(format!("there is no part “{part}”; the parts are {names}"))
        }
        _ => Err(format!("`cargo xtask test [--only PART]`; the parts are {names}")),
    }
}

/// Runs every part, or one part and what it needs; true when all of it holds. The last line says
/// how many parts passed and failed, and nothing follows it.
pub(crate) fn run(only: Option<&str>) -> bool {
    let asked = |part: &&Part| only.is_none_or(|only| is_needed(part.name, only));
    let wants_python = PARTS.iter().filter(asked).any(|part| part.name == "python");
    let mut ground = Ground { memory: Memory::folder(), wants_python, ..Ground::default() };
    let mut rows: Vec<Row> = Vec::new();
    for part in PARTS.iter().filter(asked) {
        println!("▸ {}", part.name);
        let start = Instant::now();
        let verdict = judge(part, &rows, &mut ground);
        let row = Row { part: part.name, verdict, time: start.elapsed() };
        announce(&row);
        rows.push(row);
    }
    drop(ground);
    println!("\n{}", summary::table(&rows));
    summary::all_hold(&rows)
}

/// A fresh log of one part.
///
/// # Errors
/// When the folder of logs cannot be written.
pub(crate) fn log_file(part: &str) -> Outcome<PathBuf> {
    let folder = command::target().join("test-logs");
    let log = folder.join(format!("{part}.log"));
    let made = fs::create_dir_all(&folder).and_then(|()| fs::write(&log, ""));
    made.map_err(|error| format!("cannot write {}: {error}", log.display()))?;
    Ok(log)
}

fn find(name: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.name == name)
}

fn is_needed(part: &str, by: &str) -> bool {
    part == by || find(by).is_some_and(|by| by.needs.iter().any(|need| is_needed(part, need)))
}

fn judge(part: &Part, earlier: &[Row], ground: &mut Ground) -> Verdict {
    let missing = |need: &&&str| {
        earlier.iter().any(|row| row.part == **need && matches!(row.verdict, Verdict::Failed(_)))
    };
    if let Some(need) = part.needs.iter().find(missing) {
        return Verdict::Failed(format!("could not run: it needs “{need}”, which failed"));
    }
    let log = match log_file(part.name) {
        Ok(log) => log,
        Err(message) => return Verdict::Failed(message),
    };
    (part.run)(ground, &log).unwrap_or_else(|message| {
        let tail = command::tail(&log, 60);
        if !tail.is_empty() {
            println!("{tail}\n    the whole log: {}", log.display());
        }
        Verdict::Failed(message)
    })
}

fn announce(row: &Row) {
    let (word, text) = match &row.verdict {
        Verdict::Passed(text) => ("passed", text),
        Verdict::Failed(text) => ("FAILED", text),
        Verdict::NotIncluded(text) => ("not included", text),
    };
    println!("  {word} in {:.1} s  {text}", row.time.as_secs_f64());
}

fn passed() -> Verdict {
    Verdict::Passed(String::new())
}

fn install(ground: &mut Ground, _: &Path) -> Outcome<Verdict> {
    let words = packages::ensure()?;
    // pip waits for the network and the disk: it may do so beside the compilers.
    if ground.wants_python {
        ground.making = Some(std::thread::spawn(make_python));
    }
    Ok(Verdict::Passed(words))
}

fn make_python() -> Outcome<Pythons> {
    Ok((python::ensure(python::TESTS)?, python::ensure(python::OCPI)?))
}

fn take_python(ground: &mut Ground, _: &Path) -> Outcome<Verdict> {
    let (tests, ocpi) = match ground.making.take() {
        Some(making) => making.join().map_err(|_| "the making of Python panicked")??,
        None => make_python()?,
    };
    ground.python = Some(tests);
    ground.ocpi = Some(ocpi);
    Ok(passed())
}

fn start_postgres(ground: &mut Ground, _: &Path) -> Outcome<Verdict> {
    ground.postgres = Some(Postgres::start()?);
    let programs = packages::postgres_binaries().unwrap_or_default();
    Ok(Verdict::Passed(programs.display().to_string()))
}

fn format(_: &mut Ground, log: &Path) -> Outcome<Verdict> {
    command::run_logged(cargo().args(["fmt", "--all", "--check"]), log)
        .map_err(|message| format!("{message}; `cargo fmt --all` mends it"))?;
    Ok(passed())
}

fn clippy(_: &mut Ground, log: &Path) -> Outcome<Verdict> {
    let mut cargo = cargo();
    cargo.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    command::run_logged(&mut cargo, log)?;
    Ok(passed())
}

/// The front-end files, and the tests of what they do by themselves.
fn front_end(_: &mut Ground, log: &Path) -> Outcome<Verdict> {
    assets::build_logged(log)?;
    assets::test_logged(log)?;
    Ok(passed())
}

/// Every crate, with attachments in an S3 bucket: a feature of its own in `db`, and here on from
/// the start, or else the crates it shares with the others would be built twice.
const WORKSPACE: [&str; 3] = ["--workspace", "--features", "db/s3"];

/// All crates and their tests at once: what follows then finds everything built in the same shape,
/// the server's binary included.
fn build(_: &mut Ground, log: &Path) -> Outcome<Verdict> {
    command::run_logged(cargo().arg("test").args(WORKSPACE).arg("--no-run"), log)?;
    Ok(passed())
}

fn real_data() -> Outcome<Verdict> {
    let Some(folder) = std::env::var_os("HUYING_SHARED") else {
        let words =
            "checks on data that is not ours to ship; they run when HUYING_SHARED names its folder";
        return Ok(Verdict::NotIncluded(words.to_owned()));
    };
    let folder = command::root().join(folder);
    if folder.is_dir() {
        return Ok(Verdict::Passed("read by the tests".to_owned()));
    }
    Err(format!(
        "HUYING_SHARED names {}, which is not a folder: correct or unset it",
        folder.display()
    ))
}

fn tests(ground: &mut Ground, log: &Path) -> Outcome<Verdict> {
    // Another engine for opening hours, to compare ours with.
    assets::install_packages_logged("e2e", log)?;
    let mut cargo = cargo();
    cargo.arg("test").args(WORKSPACE).arg("--no-fail-fast");
    if let Some(postgres) = &ground.postgres {
        cargo.env("HUYING_TEST_PG", &postgres.url);
    }
    if let Some(python) = &ground.python {
        cargo.env("HUYING_PYTHON", python);
    }
    if let Some(python) = &ground.ocpi {
        cargo.env("HUYING_PYTHON_OCPI", python);
    }
    // As many random courses of orders as the desk promises to have tried.
    cargo.env("HUYING_SEQUENCES", "10000");
    share_real_data(&mut cargo);
    ground.work_in_memory(&mut cargo);
    let outcome = command::run_logged(&mut cargo, log);
    let text = fs::read_to_string(log).unwrap_or_default();
    let count = count_tests(&text);
    match outcome {
        Ok(()) if count.passed == 0 => Err("not one test ran".to_owned()),
        Ok(()) if count.ignored > 0 => {
            Err(format!("{} tests are ignored; a test runs or goes", count.ignored))
        }
        Ok(()) => Ok(Verdict::Passed(format!("{} tests", count.passed))),
        Err(message) => {
            let names = failed_tests(&text).join("\n");
            Err(format!(
                "{} tests passed, {} failed: {message}\n{names}",
                count.passed, count.failed
            ))
        }
    }
}

/// Attachments in an S3 bucket, against a stand-in from PyPI: whether it ran at all.
fn bucket(ground: &mut Ground, log: &Path) -> Outcome<Verdict> {
    let mut cargo = cargo();
    cargo.arg("test").args(WORKSPACE).args(["--test", "it", "s3::"]);
    if let Some(python) = &ground.python {
        cargo.env("HUYING_PYTHON", python);
    }
    command::run_logged(&mut cargo, log)?;
    let text = fs::read_to_string(log).unwrap_or_default();
    if text.contains("not included") || count_tests(&text).passed == 0 {
        return Err("the stand-in for a bucket did not run".to_owned());
    }
    Ok(passed())
}

/// Hands the folder on as an absolute path: tests run in their crate's folder, not in ours.
fn share_real_data(command: &mut Command) {
    if let Some(folder) = std::env::var_os("HUYING_SHARED") {
        command.env("HUYING_SHARED", command::root().join(folder));
    }
}

fn browser(ground: &mut Ground, log: &Path) -> Outcome<Verdict> {
    assets::install_packages_logged("e2e", log)?;
    let chromium =
        packages::chromium().ok_or("no browser was found: `sudo apt-get install chromium`")?;
    let mut node = program("node");
    node.arg("e2e/run.mjs").env("HUYING_BIN", command::huying()).env("HUYING_CHROMIUM", chromium);
    if let Some(python) = &ground.python {
        node.env("HUYING_PYTHON", python);
    }
    ground.work_in_memory(&mut node);
    command::run_logged(&mut node, log)?;
    Ok(Verdict::Passed(command::tail(log, 1)))
}

/// Sums of cargo's `test result:` lines.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u64,
    failed: u64,
    ignored: u64,
}

fn count_tests(log: &str) -> Count {
    let mut count = Count::default();
    for line in log.lines().filter(|line| line.starts_with("test result:")) {
        let number_before = |word: &str| {
            let before = line.split(word).next().unwrap_or_default();
            let number = before.trim_end().rsplit(' ').next().unwrap_or_default();
            number.parse::<u64>().unwrap_or_default()
        };
        count.passed += number_before(" passed;");
        count.failed += number_before(" failed;");
        count.ignored += number_before(" ignored;");
    }
    count
}

fn failed_tests(log: &str) -> Vec<&str> {
    log.lines().filter(|line| line.starts_with("test ") && line.ends_with(" FAILED")).collect()
}

#[cfg(test)]
mod tests_of_the_summary {
    use super::*;

    const LOG: &str = "\
running 3 tests
test a::holds ... ok
test b::breaks ... FAILED
test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: ok. 40 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out; finished in 1.10s
";

    #[test]
    fn results_of_all_binaries_are_added_up() {
        assert_eq!(count_tests(LOG), Count { passed: 42, failed: 1, ignored: 2 });
        assert_eq!(failed_tests(LOG), ["test b::breaks ... FAILED"]);
    }

    #[test]
    fn a_part_alone_brings_what_it_needs() {
        assert!(is_needed("packages", "tests"));
        assert!(is_needed("assets", "browser"));
        assert!(!is_needed("clippy", "browser"));
    }

    #[test]
    fn an_unknown_part_is_refused_with_the_known_ones() {
        let words = ["--only".to_owned(), "lints".to_owned()];
        assert!(only(&words).is_err_and(|message| message.contains("clippy")));
    }
}
