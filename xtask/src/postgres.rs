//! A throw-away PostgreSQL cluster for the tests: own folder, own port, own password, gone with us.
//!
//! The work is in `postgres.sh`, a process that outlives us by the moment it takes to clean up,
//! so that Ctrl-C and even SIGKILL leave neither a server nor a folder behind.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use crate::Outcome;
use crate::command::{self, program};
use crate::packages;

const SCRIPT: &str = include_str!("postgres.sh");

/// A running cluster; dropping it stops and removes it.
pub(crate) struct Postgres {
    keeper: Child,
    /// Connection string of its superuser.
    pub(crate) url: String,
}

impl Postgres {
    /// Starts a cluster on a free port, as an unprivileged user.
    pub(crate) fn start() -> Outcome<Self> {
        // Another program may take the port between our look and the server's: look again then.
        Self::start_once().or_else(|_| Self::start_once())
    }

    fn start_once() -> Outcome<Self> {
        let programs = packages::postgres_binaries()
            .ok_or("no PostgreSQL server programs were found: `sudo apt-get install postgresql`")?;
        let port = free_port()?;
        let mut shell = unprivileged_shell();
        shell.args(["-c", SCRIPT, "postgres.sh"]).arg(programs).arg(port.to_string());
        // A group of its own: Ctrl-C in the terminal must not reach it, the closed pipe does.
        shell.current_dir("/").process_group(0);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut keeper =
            shell.spawn().map_err(|error| format!("cannot start PostgreSQL: {error}"))?;
        let mut line = String::new();
        if let Some(answer) = keeper.stdout.take() {
            let read = BufReader::new(answer).read_line(&mut line);
            read.map_err(|error| format!("PostgreSQL did not answer: {error}"))?;
        }
        if let Some(password) = line.trim().strip_prefix("ready ") {
            let url = format!("postgres://huying:{password}@127.0.0.1:{port}/postgres");
            return Ok(Self { keeper, url });
        }
        Err(format!("PostgreSQL did not start:\n{}", last_words(&mut keeper)))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // Nothing is left to do if the wait fails: the keeper cleans up by itself.
        let _ = self.keeper.wait();
    }
}

/// Starts a cluster, says how to use it, and keeps it until interrupted.
pub(crate) fn keep() -> Outcome {
    let postgres = Postgres::start()?;
    println!("export HUYING_TEST_PG={}", postgres.url);
    println!("# for `cargo test -p CRATE` in another terminal; Ctrl-C ends and removes it");
    loop {
        std::thread::park();
    }
}

/// PostgreSQL refuses to run as root; Debian's package brings a user for it.
fn unprivileged_shell() -> Command {
    if !command::is_root() {
        return program("sh");
    }
    let user = if command::succeeds(program("id").arg("postgres")) { "postgres" } else { "nobody" };
    let mut shell = program("runuser");
    shell.args(["-u", user, "--", "sh"]);
    shell
}

fn last_words(keeper: &mut Child) -> String {
    drop(keeper.stdin.take());
    let mut words = String::new();
    if let Some(mut errors) = keeper.stderr.take() {
        // What could be read is all there is to say.
        let _ = errors.read_to_string(&mut words);
    }
    let _ = keeper.wait();
    words
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    Ok(listener.map_err(|error| format!("no free port on this machine: {error}"))?.port())
}
