//! The project's own tasks: `cargo xtask demo`, `test`, `assets`, `dev`, `bench`, `setup`.
//!
//! Standard library only, so that the first build of a fresh clone is the product and not its
//! tooling. Nothing in here may be needed to run `huying` itself.
#![expect(clippy::print_stdout, reason = "a task runner talks on standard output")]

mod assets;
mod bench;
mod command;
mod demo;
mod dev;
mod memory;
mod packages;
mod postgres;
mod python;
mod summary;
mod test;

use std::process::ExitCode;

/// What a task ends in: nothing, or a sentence that says what is wrong and how to mend it.
type Outcome<T = ()> = Result<T, String>;

const HELP: &str = "\
cargo xtask TASK

  demo [--fresh] [--listen ADDR] [--data DIR]   build, load the invented city, serve it, print the sign-ins
  test [--only PART]                            everything CI runs, with one summary at the end
  assets                                        build the front-end files into web/dist
  dev [--listen ADDR] [--data DIR]              like demo, and again after every change of a source file
  postgres                                      a throw-away PostgreSQL for running single tests by hand
  setup                                         fetch what the tests need: Debian packages, Python, npm
  bench [--size N] [--engine NAME] [--peers no] [--out FILE] what the server costs, measured in this run
  bench echo [--size N] [--texts FILE]          what the matching index costs and finds
  bench stations                                what the nearest of ten thousand stations cost

Parts of test, in their order: packages, postgres, format, assets, clippy, build, python, real-data, tests, bucket, browser.";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = match words.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", [].as_slice()),
    };
    let outcome = match task {
        "demo" => demo::Options::parse(rest).and_then(|options| demo::run(&options)),
        "dev" => demo::Options::parse(rest).and_then(|options| dev::run(&options)),
        "test" => match test::only(rest).map(|only| test::run(only.as_deref())) {
            Ok(holds) => return if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE },
            Err(message) => Err(message),
        },
        "assets" => no_words(rest).and_then(|()| assets::build()),
        "setup" => no_words(rest).and_then(|()| setup()),
        "postgres" => no_words(rest).and_then(|()| postgres::keep()),
        "bench" if rest.first().is_some_and(|word| word == "echo") => {
            bench::echo::Options::parse(&rest[1..]).and_then(|options| bench::echo::run(&options))
        }
        "bench" if rest.first().is_some_and(|word| word == "stations") => {
            no_words(&rest[1..]).and_then(|()| bench::stations())
        }
        "bench" => bench::Options::parse(rest).and_then(|options| bench::run(&options)),
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(format!("there is no task “{other}”.\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}

fn no_words(rest: &[String]) -> Outcome {
    match rest.first() {
        None => Ok(()),
        Some(word) => Err(format!("“{word}” is not understood here.\n\n{HELP}")),
    }
}

/// Fetches what the tests need, so that a later `test` can run without the network.
fn setup() -> Outcome {
    println!("packages: {}", packages::ensure()?);
    println!("python: {}", python::ensure(python::TESTS)?.display());
    println!("python of OCPI: {}", python::ensure(python::OCPI)?.display());
    assets::build()?;
    assets::install_packages("e2e")?;
    println!("ready: cargo xtask demo, cargo xtask test");
    Ok(())
}
