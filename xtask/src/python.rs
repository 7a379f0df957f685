//! Python packages that the tests compare our own arithmetic with, pinned, in a place of their own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Outcome;
use crate::command::{self, program};

const REQUIREMENTS: &str = "xtask/python-tests.txt";

/// A Python 3 that can make virtual environments.
pub(crate) fn interpreter() -> Option<&'static str> {
    let able =
        |python: &&str| command::succeeds(program(python).args(["-c", "import ensurepip, venv"]));
    ["python3", "/usr/bin/python3"].into_iter().find(able)
}

/// The interpreter of the virtual environment with the pinned packages, made if it is not there.
pub(crate) fn ensure() -> Outcome<PathBuf> {
    let home = command::target().join("python");
    let python = home.join("bin/python");
    let requirements = command::root().join(REQUIREMENTS);
    let wanted =
        fs::read(&requirements).map_err(|error| format!("cannot read {REQUIREMENTS}: {error}"))?;
    let stamp = home.join("installed.txt");
    let installed = fs::read(&stamp).is_ok_and(|installed| installed == wanted);
    if installed && command::succeeds(program(&python).args(["-c", "import sys"])) {
        return Ok(python);
    }
    fill(&home, &python, &requirements)?;
    fs::write(&stamp, wanted)
        .map_err(|error| format!("cannot write {}: {error}", stamp.display()))?;
    Ok(python)
}

fn fill(home: &Path, python: &Path, requirements: &Path) -> Outcome {
    let system = interpreter()
        .ok_or("no Python 3 with venv was found: `sudo apt-get install python3-venv`")?;
    let log = crate::test::log_file("python")?;
    command::run_logged(program(system).args(["-m", "venv", "--clear"]).arg(home), &log)?;
    let mut pip = program(python);
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", "-r"]).arg(requirements);
    command::run_logged(&mut pip, &log)
        .map_err(|message| format!("{message}; pip needs the network the first time"))
}
