//! Starting other programs from the repository root, with their output shown or kept in a log.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// How often a long logged step says that it is still going.
const HEARTBEAT: Duration = Duration::from_secs(30);

/// The repository's root: the folder above this crate.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// Where cargo builds to.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// The server's binary of the dev profile.
pub(crate) fn huying() -> PathBuf {
    target().join("debug/huying")
}

/// True when this process may do what root may.
pub(crate) fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// True when CI runs us.
pub(crate) fn is_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// A program to run from the repository root.
///
/// Cargo tells the program it runs (us) who it is through `CARGO_PKG_*` and the like; some build
/// scripts watch these, so passing them on would rebuild crates again and again.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let about_us = text.starts_with("CARGO_PKG_")
            || text.starts_with("CARGO_MANIFEST_")
            || matches!(
                text.as_ref(),
                "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE"
            );
        if about_us {
            command.env_remove(&name);
        }
    }
    command
}

/// The cargo that runs us, or the one on the path.
pub(crate) fn cargo() -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    if is_ci() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Runs to the end with the output shown.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let text = spell(command);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{text}` failed ({status})")),
        Err(error) => Err(cannot_start(&text, &error)),
    }
}

/// Runs to the end without a terminal, adding all output to `log`; says now and then how far it is.
pub(crate) fn run_logged(command: &mut Command, log: &Path) -> Outcome {
    let text = spell(command);
    let file = File::options().create(true).append(true).open(log);
    let file = file.map_err(|error| format!("cannot write {}: {error}", log.display()))?;
    let twin =
        file.try_clone().map_err(|error| format!("cannot write {}: {error}", log.display()))?;
    // A log is read without a terminal: no colours.
    command.env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never").env("TERM", "dumb");
    command.stdin(Stdio::null()).stdout(file).stderr(twin);
    let mut child = command.spawn().map_err(|error| cannot_start(&text, &error))?;
    let start = Instant::now();
    let mut next_sign = start + HEARTBEAT;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(format!("`{text}` failed ({status})")),
            Ok(None) => std::thread::sleep(Duration::from_millis(100)),
            Err(error) => return Err(format!("lost sight of `{text}`: {error}")),
        }
        if Instant::now() >= next_sign {
            next_sign += HEARTBEAT;
            let last = tail(log, 1);
            println!("    … {} s  {}", start.elapsed().as_secs(), last.trim());
        }
    }
}

/// True when the program answers with success; its output is not shown.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The last lines of a log, at most 64 KiB of it.
pub(crate) fn tail(log: &Path, lines: usize) -> String {
    let text = read_end(log, 64 * 1024).unwrap_or_default();
    let all: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    all[all.len().saturating_sub(lines)..].join("\n")
}

fn read_end(log: &Path, bytes: u64) -> io::Result<String> {
    let mut file = File::open(log)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(bytes)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    Ok(String::from_utf8_lossy(&end).into_owned())
}

fn spell(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let mut text = program.to_string_lossy().into_owned();
    for word in command.get_args() {
        text.push(' ');
        text.push_str(&word.to_string_lossy());
    }
    text
}

fn cannot_start(text: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => format!("cannot run `{text}`: the program is not installed"),
        _ => format!("cannot run `{text}`: {error}"),
    }
}
