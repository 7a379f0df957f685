//! Two programs that do a part of the same and come from PyPI, measured in the same run by the
//! same client: creating one report, and a list of 25. Each is set up as its own manual says, in
//! a virtual environment and a folder of its own. One that cannot be installed is named in the
//! report, not left out silently.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::http::{self, Client};
use super::load::{Context, one_by_one, saturate};
use super::process::{self, Cpu};
use super::report::Report;
use crate::Outcome;
use crate::command::{self, program};
use crate::postgres::Postgres;
use crate::python;

const HELPDESK: &str = include_str!("peers/helpdesk.py");

/// Measures both; a fault becomes a note.
pub(crate) fn measure(size: u64, report: &mut Report) {
    for (name, run) in [
        ("django-helpdesk 2.6.1", helpdesk as fn(u64, &mut Report) -> Outcome),
        ("baisitong2 1.0.2", baisitong as fn(u64, &mut Report) -> Outcome),
    ] {
        println!("▸ {name}");
        if let Err(message) = run(size, report) {
            report.note(format!("{name} was not measured: {message}"));
        }
    }
}

/// A peer that runs; it ends when the measurement does.
struct Peer {
    child: Child,
}

impl Drop for Peer {
    fn drop(&mut self) {
        // The group it leads: gunicorn's workers are its children.
        let group = format!("-{}", self.child.id());
        let _ = program("kill").args(["-TERM", "--", &group]).status();
        let _ = self.child.wait();
    }
}

impl Peer {
    fn start(command: &mut Command, folder: &Path, address: &str) -> Outcome<Self> {
        use std::os::unix::process::CommandExt;
        let log = folder.join("server.log");
        let file = fs::File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let twin = file.try_clone().map_err(|error| error.to_string())?;
        command.current_dir(folder).stdin(Stdio::null()).stdout(file).stderr(twin).process_group(0);
        let child = command.spawn().map_err(|error| format!("cannot start it: {error}"))?;
        let peer = Self { child };
        let end = Instant::now() + Duration::from_secs(60);
        while Client::connect(address).is_err() {
            if Instant::now() > end {
                return Err(format!("it did not listen:\n{}", command::tail(&log, 10)));
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(peer)
    }
}

/// A virtual environment with pinned packages.
fn environment(name: &str, packages: &[&str]) -> Outcome<(PathBuf, PathBuf)> {
    let folder = command::target().join("bench-peers").join(name);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        let system = python::interpreter().ok_or("no Python 3 with venv was found")?;
        command::run(program(system).args(["-m", "venv"]).arg(folder.join("venv")))?;
    }
    let mut pip = program(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages);
    command::run(&mut pip)?;
    // Each run begins with nothing in it.
    let run = folder.join("run");
    let _ = fs::remove_dir_all(&run);
    fs::create_dir_all(&run).map_err(|error| format!("{}: {error}", run.display()))?;
    Ok((python, run))
}

/// django-helpdesk on PostgreSQL behind gunicorn, with as many tickets as our smaller size.
fn helpdesk(size: u64, report: &mut Report) -> Outcome {
    let packages = ["django-helpdesk==2.6.1", "gunicorn", "psycopg[binary]"];
    let (python, folder) = environment("helpdesk", &packages)?;
    let script = folder.join("helpdesk_peer.py");
    fs::write(&script, HELPDESK).map_err(|error| format!("{}: {error}", script.display()))?;
    let postgres = Postgres::start()?;
    let mut seed = program(&python);
    seed.arg("helpdesk_peer.py").args(["seed", &size.to_string()]).current_dir(&folder);
    seed.env("PEER_DATABASE", &postgres.url).stderr(Stdio::inherit());
    let output = seed.output().map_err(|error| format!("cannot make its tables: {error}"))?;
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let words: Vec<&str> = told.split_whitespace().collect();
    let ["token", token, "queue", queue] = words[..] else {
        return Err(format!("its seed said {told:?}"));
    };
    let address = "127.0.0.1:18087";
    let mut server = program(&python);
    server.args([
        "-m",
        "gunicorn",
        "--workers",
        "3",
        "--bind",
        address,
        "helpdesk_peer:application",
    ]);
    server.env("PEER_DATABASE", &postgres.url);
    let peer = Peer::start(&mut server, &folder, address)?;
    let port = postgres.url.rsplit(':').next().and_then(|rest| rest.split('/').next());
    let mut roots = vec![peer.child.id()];
    roots.extend(port.and_then(process::postmaster));
    let context = Context {
        address: address.into(),
        cpu: Cpu::of(&roots),
        engine: "django-helpdesk, postgresql",
        size,
    };
    let authorization = format!("Token {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
    let create = |n: u64| {
        let body = format!(
            "{{\"queue\":{queue},\"title\":\"丽景路{n}号路灯不亮\",\"description\":\"测量用：丽景路{n}号附近路灯不亮，晚上出行不便，请尽快修理。\",\"priority\":3,\"submitter_email\":\"bench{n}@example.invalid\"}}"
        );
        http::post("/helpdesk/api/tickets/", &headers, &body)
    };
    let list = || http::get("/helpdesk/api/tickets/?page_size=25&status=4", &headers[..1]);
    both(&context, &create, 201, &list, report)
}

/// baisitong2 as it comes: SQLite, one process, its rule analysis with each new appeal. It is
/// measured from empty, because creating slows down with the day's rows.
fn baisitong(_: u64, report: &mut Report) -> Outcome {
    let (python, folder) = environment("baisitong2", &["baisitong2==1.0.2"])?;
    let address = "127.0.0.1:18088";
    let mut server = program(&python);
    server.args(["-m", "uvicorn", "baisitong2.main:app", "--host", "127.0.0.1", "--port", "18088"]);
    server.args(["--log-level", "warning"]);
    let peer = Peer::start(&mut server, &folder, address)?;
    let context = Context {
        address: address.into(),
        cpu: Cpu::of(&[peer.child.id()]),
        engine: "baisitong2, sqlite",
        size: 0,
    };
    let create = |n: u64| {
        let body = format!(
            "{{\"content\":\"测量用：丽景路{n}号附近路灯不亮，晚上出行不便，请尽快修理。\",\"source\":\"线上留言\"}}"
        );
        http::post("/api/appeals", &[("Content-Type", "application/json")], &body)
    };
    let list = || http::get("/api/appeals?page=1&page_size=25", &[]);
    both(&context, &create, 200, &list, report)
}

fn both(
    context: &Context,
    create: &(dyn Fn(u64) -> String + Sync),
    created: u16,
    list: &(dyn Fn() -> String + Sync),
    report: &mut Report,
) -> Outcome {
    let next = AtomicU64::new(0);
    let create = || create(next.fetch_add(1, Ordering::SeqCst));
    report.add(one_by_one(context, "create over HTTP", 100, &create, created)?);
    report.add(one_by_one(context, "list of 25", 50, list, 200)?);
    report.add(saturate(context, "create over HTTP", &create, created)?);
    report.add(saturate(context, "list of 25", list, 200)?);
    Ok(())
}
