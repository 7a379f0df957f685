//! `cargo xtask demo`: from a fresh clone to the first page of an invented city.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::Outcome;
use crate::assets;
use crate::command::{self, cargo, program};

/// Says that a folder was made by us, so that `--fresh` may remove it.
const MARK: &str = ".huying-demo";

/// The city that is loaded, and the file in the data folder that names its accounts.
const CITY: &str = "city/demo";
const SIGN_INS: &str = "sign-ins.txt";

/// The words after `demo` and `dev`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Start over with an empty folder.
    pub(crate) fresh: bool,
    /// Address and port to serve on.
    pub(crate) listen: String,
    /// The data folder.
    pub(crate) data: PathBuf,
}

impl Options {
    /// Reads the words; a relative data folder is meant from where the caller stands.
    pub(crate) fn parse(words: &[String]) -> Outcome<Self> {
        let data = command::root().join("data/demo");
        let mut options = Self { fresh: false, listen: "127.0.0.1:8080".to_owned(), data };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
            match word.as_str() {
                "--fresh" => options.fresh = true,
                "--listen" => options.listen = value()?.clone(),
                "--data" => options.data = absolute(value()?)?,
                other => {
                    return Err(format!(
                        "“{other}” is not understood; --fresh, --listen ADDR, --data DIR are"
                    ));
                }
            }
        }
        Ok(options)
    }
}

/// Builds, loads and serves until interrupted.
pub(crate) fn run(options: &Options) -> Outcome {
    build()?;
    prepare(options)?;
    let mut server = serve(options)?;
    let status = server.wait().map_err(|error| format!("lost sight of the server: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("the server ended ({status})")) }
}

/// Front-end files first: they go into the binary.
pub(crate) fn build() -> Outcome {
    println!("▸ front-end files");
    assets::build()?;
    println!("▸ the server (the first build takes several minutes)");
    command::run(cargo().args(["build", "--package", "server"]))
}

/// Makes the data folder and fills it, unless it is filled.
pub(crate) fn prepare(options: &Options) -> Outcome {
    if options.fresh {
        remove(&options.data)?;
    }
    let mark = options.data.join(MARK);
    if mark.exists() {
        println!("▸ data in {} is kept; --fresh starts over", options.data.display());
        return Ok(());
    }
    if fs::read_dir(&options.data).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(format!(
            "{} is not empty and was not made by this task: name another --data",
            options.data.display()
        ));
    }
    println!("▸ the invented city, into {}", options.data.display());
    fs::create_dir_all(&options.data)
        .map_err(|error| format!("cannot make {}: {error}", options.data.display()))?;
    load(options)?;
    fs::write(&mark, "made by cargo xtask demo\n")
        .map_err(|error| format!("cannot write {}: {error}", mark.display()))
}

/// Fills an empty data folder. The browser tests do the same (`e2e/lib/server.mjs`).
fn load(options: &Options) -> Outcome {
    let sign_ins = options.data.join(SIGN_INS);
    command::run(huying(options).args(["city", "load", CITY, "--sign-ins"]).arg(&sign_ins))?;
    command::run(huying(options).args(["demo-load", CITY, "--sign-ins"]).arg(&sign_ins))
}

/// Starts the server; once it prints its address, prints the sign-ins below it.
pub(crate) fn serve(options: &Options) -> Outcome<Child> {
    let mut command = huying(options);
    command.arg("serve").env("HUYING_LISTEN", &options.listen).stdout(Stdio::piped());
    let mut server =
        command.spawn().map_err(|error| format!("cannot start the server: {error}"))?;
    let sign_ins = options.data.join(SIGN_INS);
    if let Some(lines) = server.stdout.take() {
        std::thread::spawn(move || {
            let mut told = false;
            for line in BufReader::new(lines).lines().map_while(Result::ok) {
                println!("{line}");
                if !told && line.contains("http://") {
                    told = true;
                    tell_sign_ins(&sign_ins);
                }
            }
        });
    }
    Ok(server)
}

fn tell_sign_ins(file: &Path) {
    match fs::read_to_string(file) {
        Ok(text) => println!("\nSign in as (also in {}):\n{text}", file.display()),
        Err(_) => println!("\nNo sign-ins were written to {}.", file.display()),
    }
}

fn huying(options: &Options) -> Command {
    let mut command = program(command::huying());
    command.env("HUYING_DATA", &options.data);
    command
}

fn remove(data: &Path) -> Outcome {
    if !data.exists() {
        return Ok(());
    }
    if !data.join(MARK).exists() {
        return Err(format!(
            "{} was not made by this task, so --fresh does not remove it",
            data.display()
        ));
    }
    fs::remove_dir_all(data).map_err(|error| format!("cannot remove {}: {error}", data.display()))
}

fn absolute(path: &str) -> Outcome<PathBuf> {
    std::path::absolute(path).map_err(|error| format!("“{path}” is no usable folder: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn options_have_defaults_and_can_be_given() {
        let plain = Options::parse(&[]).unwrap();
        assert_eq!((plain.fresh, plain.listen.as_str()), (false, "127.0.0.1:8080"));
        assert!(plain.data.ends_with("data/demo"));
        let given = Options::parse(&words("--fresh --listen 0.0.0.0:80 --data /tmp/here")).unwrap();
        assert_eq!(
            given,
            Options { fresh: true, listen: "0.0.0.0:80".to_owned(), data: "/tmp/here".into() }
        );
    }

    #[test]
    fn a_word_too_many_or_a_missing_value_is_refused() {
        assert!(Options::parse(&words("--quick")).is_err());
        assert!(Options::parse(&words("--listen")).is_err());
    }

    #[test]
    fn starting_over_removes_only_a_folder_of_our_own() {
        let folder = std::env::temp_dir().join(format!("huying-xtask-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        assert!(remove(&folder).is_err());
        fs::write(folder.join(MARK), "").unwrap();
        assert!(remove(&folder).is_ok());
        assert!(!folder.exists());
    }
}
