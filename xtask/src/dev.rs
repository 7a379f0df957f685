//! `cargo xtask dev`: serves the demo and starts it again after every change of a source file.

use std::fs;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, SystemTime};

use crate::Outcome;
use crate::command;
use crate::demo::{self, Options};

/// Folders whose files end up in the binary.
const WATCHED: [&str; 3] = ["crates", "web", "Cargo.toml"];
const NOT_WATCHED: [&str; 3] = ["node_modules", "dist", "tests"];
const PAUSE: Duration = Duration::from_secs(1);

/// Builds and serves until interrupted; a build that fails is shown and tried again on the next change.
pub(crate) fn run(options: &Options) -> Outcome {
    let mut fresh = Options {
        fresh: options.fresh,
        listen: options.listen.clone(),
        data: options.data.clone(),
    };
    loop {
        let seen = newest_change();
        let server =
            demo::build().and_then(|()| demo::prepare(&fresh)).and_then(|()| demo::serve(&fresh));
        fresh.fresh = false;
        let server =
            server.inspect_err(|message| eprintln!("xtask: {message}; waiting for a change")).ok();
        while newest_change() == seen {
            std::thread::sleep(PAUSE);
        }
        println!("▸ a file changed");
        if let Some(server) = server {
            stop(server);
        }
    }
}

fn stop(mut server: Child) {
    // It may have ended by itself; what counts is that it is gone.
    let _ = server.kill();
    let _ = server.wait();
}

fn newest_change() -> Option<SystemTime> {
    WATCHED.iter().filter_map(|name| newest_in(&command::root().join(name))).max()
}

fn newest_in(path: &Path) -> Option<SystemTime> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if NOT_WATCHED.contains(&name.as_ref()) || name.starts_with('.') {
        return None;
    }
    if !path.is_dir() {
        return fs::metadata(path).ok()?.modified().ok();
    }
    let entries = fs::read_dir(path).ok()?;
    entries.flatten().filter_map(|entry| newest_in(&entry.path())).max()
}
