//! The front-end files: npm packages by the lock file, then one bundling step into `web/dist`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Outcome;
use crate::command::{self, program};

const NODE_MISSING: &str = "Node.js 20 or newer is needed for the front-end files and is not installed: \
    `sudo apt-get install nodejs npm` (Debian 13, Ubuntu 24.10 or newer), or https://nodejs.org/en/download";

/// Builds `web/dist` with the output shown.
pub(crate) fn build() -> Outcome {
    install_packages("web")?;
    command::run(&mut bundler())
}

/// Builds `web/dist`, the output kept in `log`.
pub(crate) fn build_logged(log: &Path) -> Outcome {
    install_packages_with("web", &mut |npm| command::run_logged(npm, log))?;
    command::run_logged(&mut bundler(), log)
}

/// Runs the scripts' own tests, the output kept in `log`.
pub(crate) fn test_logged(log: &Path) -> Outcome {
    let mut node = program("node");
    node.current_dir(command::root().join("web")).args(["--test", "test/codes.test.mjs"]);
    command::run_logged(&mut node, log)
}

/// Fetches the npm packages of a folder exactly as locked; does nothing when they already are.
pub(crate) fn install_packages(folder: &str) -> Outcome {
    install_packages_with(folder, &mut command::run)
}

/// As [`install_packages`], the output kept in `log`.
pub(crate) fn install_packages_logged(folder: &str, log: &Path) -> Outcome {
    install_packages_with(folder, &mut |npm| command::run_logged(npm, log))
}

fn install_packages_with(folder: &str, run: &mut dyn FnMut(&mut Command) -> Outcome) -> Outcome {
    check_node()?;
    let folder = command::root().join(folder);
    let lock = folder.join("package-lock.json");
    let wanted =
        fs::read(&lock).map_err(|error| format!("cannot read {}: {error}", lock.display()))?;
    // A copy of the lock inside node_modules says what was installed, and goes when they go.
    let stamp = folder.join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let mut npm = program("npm");
    npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    run(&mut npm).map_err(|message| format!("{message}; npm needs the network the first time"))?;
    fs::write(&stamp, wanted).map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

fn bundler() -> Command {
    let mut node = program("node");
    node.current_dir(command::root().join("web")).arg("build.mjs");
    node
}

fn check_node() -> Outcome {
    let answer = program("node").arg("--version").output().map_err(|_| NODE_MISSING.to_owned())?;
    let version = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        return Err(format!("this Node.js says it is “{version}”. {NODE_MISSING}"));
    }
    if !command::succeeds(program("npm").arg("--version")) {
        return Err("npm is needed for the front-end files and is not installed: `sudo apt-get install npm`".to_owned());
    }
    Ok(())
}
