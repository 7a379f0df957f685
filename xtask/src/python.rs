//! Python packages that the tests compare our own arithmetic with, pinned, in places of their own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::command::{self, program};

/// Packages that can live together, or must live alone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kit {
    /// The folder under `target/`.
    home: &'static str,
    requirements: &'static str,
}

/// What most tests use.
pub(crate) const TESTS: Kit = Kit { home: "python", requirements: "xtask/python-tests.txt" };
/// OCPI's objects: their package pins others of its time.
pub(crate) const OCPI: Kit = Kit { home: "python-ocpi", requirements: "xtask/python-ocpi.txt" };

/// A Python 3 that can make virtual environments.
pub(crate) fn interpreter() -> Option<&'static str> {
    let able =
        |python: &&str| command::succeeds(program(python).args(["-c", "import ensurepip, venv"]));
    ["python3", "/usr/bin/python3"].into_iter().find(able)
}

/// The interpreter of a virtual environment with pinned packages, made if it is not there.
pub(crate) fn ensure(kit: Kit) -> Outcome<PathBuf> {
    let home = command::target().join(kit.home);
    let python = home.join("bin/python");
    let requirements = command::root().join(kit.requirements);
    let wanted = fs::read(&requirements)
        .map_err(|error| format!("cannot read {}: {error}", kit.requirements))?;
    let stamp = home.join("installed.txt");
    let installed = fs::read(&stamp).is_ok_and(|installed| installed == wanted);
    if installed && command::succeeds(program(&python).args(["-c", "import sys"])) {
        return Ok(python);
    }
    fill(&home, &python, (kit.home, &requirements))?;
    fs::write(&stamp, wanted)
        .map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(python)
}

fn fill(home: &Path, python: &Path, (name, requirements): (&str, &Path)) -> Outcome {
    let system = interpreter()
        .ok_or("no Python 3 with venv was found: `sudo apt-get install python3-venv`")?;
    let log = crate::test::log_file(name)?;
    command::run_logged(program(system).args(["-m", "venv", "--clear"]).arg(home), &log)?;
    let mut pip = program(python);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "-r"]).arg(requirements);
    command::run_logged(&mut pip, &log)
        .map_err(|message| format!("{message}; pip needs the network the first time"))
}
