//! What the operator reads on the terminal.

use std::error::Error;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::settings::Settings;

/// A line of a command's result, on standard output.
pub(crate) fn say(text: impl AsRef<str>) {
    let mut out = std::io::stdout().lock();
    // A closed pipe is the reader's choice.
    let _ = writeln!(out, "{}", text.as_ref());
    let _ = out.flush();
}

/// Tells a fault with all its causes and gives the exit code.
pub(crate) fn fail(error: &(dyn Error + 'static)) -> ExitCode {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    let _ = writeln!(std::io::stderr(), "huying: {text}");
    ExitCode::FAILURE
}

/// Logs go to standard error; as JSON lines when asked.
pub(crate) fn start_log(settings: &Settings) {
    let builder = tracing_subscriber::fmt()
        .with_max_level(settings.log_level)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    if settings.log_json { builder.json().init() } else { builder.compact().init() }
}

/// Progress of a long step on standard error: a line at most twice a second on
/// a terminal, every five seconds elsewhere, and one at the end.
pub(crate) struct Progress {
    what: String,
    all: Option<u64>,
    last: Instant,
    pause: Duration,
}

impl Progress {
    /// A step of `all` parts, if that is known.
    pub(crate) fn new(what: impl Into<String>, all: Option<u64>) -> Self {
        let pause = if std::io::stderr().is_terminal() { 500 } else { 5_000 };
        let last = Instant::now();
        Self { what: what.into(), all, last, pause: Duration::from_millis(pause) }
    }

    /// So many are done.
    pub(crate) fn at(&mut self, done: u64) {
        if self.last.elapsed() >= self.pause {
            let now = Instant::now();
            self.last = now;
            self.print(done);
        }
    }

    /// The step is over.
    pub(crate) fn end(self, done: u64) {
        self.print(done);
    }

    fn print(&self, done: u64) {
        let of = self.all.map(|all| format!(" / {all}")).unwrap_or_default();
        let _ = writeln!(std::io::stderr(), "  {}: {done}{of}", self.what);
    }
}
