//! A running `huying` with a data directory of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// An installation: directory, engine, token.
pub(crate) struct House {
    pub(crate) data: PathBuf,
    pub(crate) database_url: Option<String>,
    pub(crate) token: String,
}

/// A server that runs now.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

/// An answer of the server.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl House {
    /// An installation with the demo city on SQLite.
    pub(crate) fn lite() -> Self {
        Self::with(None)
    }

    /// The same on PostgreSQL, in a database of its own.
    pub(crate) fn pg() -> Self {
        let base = std::env::var("HUYING_TEST_PG").expect(
            "HUYING_TEST_PG is not set: run `cargo xtask test`, which starts a throw-away \
             PostgreSQL, or `cargo xtask postgres` and set what it prints",
        );
        let name =
            format!("huying_kill_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        run_sql(&base, &format!("CREATE DATABASE {name}"));
        Self::with(Some(with_database(&base, &name)))
    }

    fn with(database_url: Option<String>) -> Self {
        let n = NEXT.fetch_add(1, Ordering::SeqCst);
        let data = std::env::temp_dir().join(format!("huying-it-{}-{n}", std::process::id()));
        std::fs::create_dir_all(&data).unwrap();
        let mut house = Self { data, database_url, token: String::new() };
        let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../city/demo");
        house.ok(&["city", "load", city.to_str().unwrap()]);
        let made = house.ok(&[
            "token",
            "create",
            "--name",
            "it",
            "--scope",
            "requests:write",
            "--scope",
            "requests:read",
        ]);
        house.token = made.split_whitespace().rfind(|word| word.len() >= 32).unwrap().to_owned();
        house
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_huying"));
        command
            .env("HUYING_DATA", &self.data)
            .env("HUYING_LOG", "warn")
            .env_remove("HUYING_DATABASE_URL");
        if let Some(url) = &self.database_url {
            command.env("HUYING_DATABASE_URL", url);
        }
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command().args(args).output().unwrap()
    }

    /// Runs a command that must succeed; gives what it printed.
    pub(crate) fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let (out, err) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{args:?}\n{out}\n{err}");
        out.into_owned()
    }

    /// Starts the server and waits for its address.
    pub(crate) fn serve(&self) -> Server {
        Self::serve_by(self.command().arg("serve"))
    }

    /// The same by a command of another's making.
    pub(crate) fn serve_by(command: &mut Command) -> Server {
        let mut child =
            command.env("HUYING_LISTEN", "127.0.0.1:0").stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("http://")?.1.trim().to_owned()))
            .expect("the server prints its address");
        std::thread::spawn(move || lines.for_each(drop));
        Server { child, address }
    }

    /// Sends a request of the API; `None` when the server broke off.
    pub(crate) fn create(&self, address: &str, key: &str) -> Option<Answer> {
        let body = format!(
            "{{\"content\":\"楼道灯坏了三天，请派人来修（{key}）\",\"type\":\"complaint\",\"phone\":\"13900001234\",\"submission_key\":\"{key}\"}}"
        );
        let request = format!(
            "POST /api/v1/requests HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.token,
            body.len()
        );
        exchange(address, &request)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // Left-over files of a test are a nuisance, not a failure.
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

impl Server {
    /// Its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it the hard way: SIGKILL, no chance to tidy up.
    pub(crate) fn kill(&self) {
        let pid = self.child.id().to_string();
        let killed = Command::new("kill").args(["-9", &pid]).status().unwrap();
        assert!(killed.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends one request on a fresh connection.
pub(crate) fn exchange(address: &str, request: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, body: body.to_owned() })
}

/// The address of another database on the same server.
fn with_database(base: &str, name: &str) -> String {
    let (head, query) = base.split_once('?').map_or((base, ""), |(head, query)| (head, query));
    let server = head.rsplit_once('/').map_or(head, |(server, _)| server);
    if query.is_empty() { format!("{server}/{name}") } else { format!("{server}/{name}?{query}") }
}

pub(crate) fn run_sql(address: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) =
            tokio_postgres::connect(address, tokio_postgres::NoTls).await.unwrap();
        let driver = tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
        drop(client);
        driver.await.unwrap().unwrap();
    });
}
