//! The Debian packages the tests need: found, or installed when we may, or named in the failure.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::command::{self, program};
use crate::python;

/// One package and how to see that what it brings is already here.
struct Package {
    name: &'static str,
    is_here: fn() -> bool,
}

const PACKAGES: [Package; 6] = [
    Package { name: "postgresql", is_here: || postgres_binaries().is_some() },
    Package { name: "chromium", is_here: || chromium().is_some() },
    Package { name: "fonts-noto-cjk", is_here: has_chinese_font },
    // The server's clock jumps in a test; the library moves it.
    Package { name: "faketime", is_here: has_faketime },
    // Reads pictures of codes back.
    Package { name: "zbar-tools", is_here: || on_path("zbarimg").is_some() },
    Package { name: "python3-venv", is_here: || python::interpreter().is_some() },
];

/// Makes sure of every package; says what was done.
pub(crate) fn ensure() -> Outcome<String> {
    let missing = missing();
    if missing.is_empty() {
        return Ok("all installed".to_owned());
    }
    let by_hand = format!(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
        missing.join(" ")
    );
    let Some(right) = right_to_install() else {
        return Err(format!(
            "these Debian packages are missing and this user may not install them; run\n  {by_hand}"
        ));
    };
    let log = crate::test::log_file("packages")?;
    // A mirror may answer badly once; twice is a reason to stop.
    let installed = install(right, &missing, &log).or_else(|_| install(right, &missing, &log));
    installed.map_err(|message| format!("{message}; to see why, run\n  {by_hand}"))?;
    let still_missing = self::missing();
    if still_missing.is_empty() {
        return Ok(format!("installed {}", missing.join(", ")));
    }
    Err(format!(
        "installed, yet not found on this machine: {}; run\n  {by_hand}",
        still_missing.join(", ")
    ))
}

fn has_faketime() -> bool {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    folders.into_iter().any(|entry| entry.path().join("faketime/libfaketime.so.1").exists())
}

/// The newest folder with PostgreSQL's server programs, Debian's place first.
pub(crate) fn postgres_binaries() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_string_lossy().parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").exists() && folder.join("postgres").exists())
        .collect();
    folders.sort();
    let newest = folders.pop().map(|(_, folder)| folder);
    newest.or_else(|| Some(on_path("initdb")?.parent()?.to_path_buf()))
}

/// The browser the tests drive.
pub(crate) fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path)
}

fn missing() -> Vec<&'static str> {
    let absent = PACKAGES.iter().filter(|package| !(package.is_here)());
    absent.map(|package| package.name).collect()
}

fn has_chinese_font() -> bool {
    let noto = Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc");
    if noto.exists() {
        return true;
    }
    let listed = program("fc-list").arg(":lang=zh-cn").output();
    listed.is_ok_and(|answer| !answer.stdout.is_empty())
}

/// `Some(words to put before apt-get)` when this user may install packages.
fn right_to_install() -> Option<&'static [&'static str]> {
    on_path("apt-get")?;
    if command::is_root() {
        return Some(&[]);
    }
    command::succeeds(program("sudo").args(["-n", "true"])).then_some(&["sudo", "-n"])
}

fn install(right: &[&str], missing: &[&str], log: &Path) -> Outcome {
    command::run_logged(apt_get(right).arg("update"), log)?;
    let mut apt_get = apt_get(right);
    apt_get.args(["install", "-y", "--no-install-recommends"]).args(missing);
    command::run_logged(&mut apt_get, log)
}

fn apt_get(right: &[&str]) -> Command {
    // `env` keeps the setting through sudo, which drops the environment.
    let mut words =
        right.iter().copied().chain(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    let mut command = program(words.next().unwrap_or("env"));
    command.args(words);
    command
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
