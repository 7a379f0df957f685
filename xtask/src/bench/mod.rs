//! `cargo xtask bench`: what the server costs, on both engines, with generated orders.
//!
//! Every number is measured in this run on this machine. CPU is user and system time of the whole
//! server process and of every PostgreSQL process, divided by the requests sent; the load comes
//! from this process over loopback, and its own CPU is not counted.

pub(crate) mod echo;
mod http;
mod load;
mod peers;
mod process;
mod report;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::command::{self, cargo, program};
use crate::postgres::Postgres;
use http::{Client, encode};
use load::{Context, one_by_one, saturate};
use process::Cpu;
use report::Report;

const CITY: &str = "city/demo";

/// The words after `bench`.
pub(crate) struct Options {
    sizes: Vec<u64>,
    engines: Vec<&'static str>,
    peers: bool,
    /// A binary that is there already; built otherwise.
    binary: Option<PathBuf>,
    out: PathBuf,
}

impl Options {
    /// `--size N` (more than once), `--engine sqlite|postgresql`, `--peers yes|no`, `--binary FILE`,
    /// `--out FILE`.
    pub(crate) fn parse(words: &[String]) -> Outcome<Self> {
        let mut options = Self {
            sizes: Vec::new(),
            engines: Vec::new(),
            peers: true,
            binary: None,
            out: command::target().join("bench.md"),
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            match (word.as_str(), value.as_str()) {
                ("--size", n) => {
                    options.sizes.push(n.parse().map_err(|_| format!("{n} is no number"))?);
                }
                ("--engine", "sqlite") => options.engines.push("sqlite"),
                ("--engine", "postgresql") => options.engines.push("postgresql"),
                ("--peers", "yes") => options.peers = true,
                ("--peers", "no") => options.peers = false,
                ("--binary", file) => options.binary = Some(PathBuf::from(file)),
                ("--out", file) => options.out = PathBuf::from(file),
                _ => {
                    return Err(format!(
                        "“{word} {value}” is not understood; --size N, --engine sqlite|postgresql, --peers yes|no, --binary FILE, --out FILE are"
                    ));
                }
            }
        }
        if options.sizes.is_empty() {
            options.sizes = vec![100_000, 1_000_000];
        }
        if options.engines.is_empty() {
            options.engines = vec!["sqlite", "postgresql"];
        }
        Ok(options)
    }
}

/// Measures everything asked for and prints one report.
pub(crate) fn run(options: &Options) -> Outcome {
    let binary = match &options.binary {
        Some(file) => file.clone(),
        None => build()?,
    };
    let mut report = Report::new();
    for engine in &options.engines {
        for size in &options.sizes {
            measure(&binary, engine, *size, &mut report)?;
        }
    }
    if options.peers {
        let size = options.sizes.iter().min().copied().unwrap_or(0);
        peers::measure(size, &mut report);
    }
    let text = report.text();
    println!("{text}");
    fs::write(&options.out, text).map_err(|error| format!("{}: {error}", options.out.display()))?;
    println!("written to {}", options.out.display());
    Ok(())
}

/// What the nearest ten of ten thousand stations cost, reading opening hours and looking at a code.
pub(crate) fn stations() -> Outcome {
    for bench in ["nearest", "hours", "codes"] {
        command::run(cargo().args(["bench", "--package", "stations", "--bench", bench]))?;
    }
    Ok(())
}

fn build() -> Outcome<PathBuf> {
    crate::assets::build()?;
    println!("▸ the server in release (the first build takes about ten minutes)");
    command::run(cargo().args(["build", "--release", "--package", "server"]))?;
    Ok(command::target().join("release/huying"))
}

fn measure(binary: &Path, engine: &'static str, size: u64, report: &mut Report) -> Outcome {
    println!("▸ {engine}, {size} orders");
    let data = command::target().join(format!("bench-{engine}-{size}"));
    // A left-over of an interrupted run may not be there.
    let _ = fs::remove_dir_all(&data);
    fs::create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    let postgres = if engine == "postgresql" { Some(Postgres::start()?) } else { None };
    let place = Place {
        binary: binary.to_owned(),
        data: data.clone(),
        url: postgres.as_ref().map(|pg| pg.url.clone()),
    };
    let outcome = measure_in(&place, engine, size, report);
    drop(postgres);
    let _ = fs::remove_dir_all(&data);
    outcome
}

/// Where one measurement lives.
struct Place {
    binary: PathBuf,
    data: PathBuf,
    url: Option<String>,
}

impl Place {
    fn huying(&self) -> Command {
        let mut command = program(&self.binary);
        command.env("HUYING_DATA", &self.data).env("HUYING_LOG", "warn");
        if let Some(url) = &self.url {
            command.env("HUYING_DATABASE_URL", url);
        }
        command
    }
}

fn measure_in(place: &Place, engine: &'static str, size: u64, report: &mut Report) -> Outcome {
    let sign_ins = place.data.join("sign-ins.txt");
    command::run(place.huying().args(["city", "load", CITY, "--sign-ins"]).arg(&sign_ins))?;
    let begun = Instant::now();
    command::run(place.huying().args(["generate", &size.to_string()]))?;
    let generated = begun.elapsed();
    let token = token(place)?;
    let (server, address, started) = serve(place)?;
    let server = Server { child: server };
    let mut roots = vec![server.child.id()];
    let port = place.url.as_deref().and_then(|url| url.rsplit(':').next()?.split('/').next());
    roots.extend(port.and_then(process::postmaster));
    let context = Context { address, cpu: Cpu::of(&roots), engine, size };
    context.settle();
    let cookie = sign_in(&context, &sign_ins)?;
    let memory = process::memory(server.child.id());
    report.note(format!(
        "{engine}, {size} orders: generated in {} s; first page {} ms after start; at rest {} MB of its own, {} MB resident with what it maps from disk, {} MB at most",
        generated.as_secs(),
        started.as_millis(),
        memory.own,
        memory.resident,
        memory.peak,
    ));
    report.note(page_weight(&context)?);
    operations(&context, &token, &cookie, report)?;
    let memory = process::memory(server.child.id());
    report.note(format!(
        "{engine}, {size} orders: after all that {} MB of its own, {} MB resident",
        memory.own, memory.resident
    ));
    Ok(())
}

/// What a resident's first page weighs on the wire: the page with its styles and scripts, without
/// the map.
fn page_weight(context: &Context) -> Outcome<String> {
    let mut client = Client::connect(&context.address)?;
    let page = client.send(&http::get("/report", &[]))?.text();
    let mut weights = vec![("page".to_owned(), client.send(&compressed("/report", ""))?.length())];
    let links = page.split(['"', '\'']).filter(|word| word.starts_with("/assets/"));
    for link in links.filter(|link| link.contains(".css") || link.contains(".js")) {
        let weight = client.send(&compressed(link, ""))?.length();
        let name = link.rsplit('/').next().unwrap_or(link);
        weights.push((name.to_owned(), weight));
    }
    let sum: usize = weights.iter().map(|(_, weight)| weight).sum();
    let parts: Vec<String> = weights
        .iter()
        .map(|(name, weight)| format!("{name} {:.1}", *weight as f64 / 1024.0))
        .collect();
    Ok(format!(
        "a resident's page weighs {:.1} KB compressed: {}",
        sum as f64 / 1024.0,
        parts.join(", ")
    ))
}

/// A page as a browser asks for it.
fn compressed(path: &str, cookie: &str) -> String {
    http::get(path, &[("Cookie", cookie), ("Accept-Encoding", "gzip")])
}

/// Ends the server when the measurement does, however it does.
struct Server {
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to stop.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn operations(context: &Context, token: &str, cookie: &str, report: &mut Report) -> Outcome {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let create = |n: u64| {
        let body = format!(
            "{{\"content\":\"测量用：丽景路{n}号附近路灯不亮，晚上出行不便，请尽快修理。\",\"type\":\"complaint\",\"address\":\"丽景路{n}号\",\"phone\":\"1390000{:04}\",\"submission_key\":\"bench-{}-{n}\"}}",
            n % 10_000,
            context.engine
        );
        http::post(
            "/api/v1/requests",
            &[("Authorization", &format!("Bearer {token}")), ("Content-Type", "application/json")],
            &body,
        )
    };
    let first =
        Client::connect(&context.address)?.send(&create(NEXT.fetch_add(1, Ordering::SeqCst)))?;
    if first.status != 201 {
        return Err(format!("creating a request answered {}: {}", first.status, first.text()));
    }
    let (number, code) = (first.field("order_no")?, first.field("query_code")?);
    let filters = filters();
    let list = |n: u64| {
        let at = usize::try_from(n).unwrap_or(0) % filters.len();
        compressed(filters.get(at).map_or("/desk/orders", String::as_str), cookie)
    };
    let order = order_path(context, cookie)?;
    let new = || create(NEXT.fetch_add(1, Ordering::SeqCst));
    report.add(one_by_one(context, CREATE, 400, &new, 201)?);
    let asked = AtomicU64::new(0);
    let track = format!("/track/{number}?code={code}");
    let pages: [(&'static str, &(dyn Fn() -> String + Sync)); 4] = [
        ("list of 25, two filters", &|| list(asked.fetch_add(1, Ordering::SeqCst))),
        ("dispatch desk", &|| compressed("/desk/queue/dispatch", cookie)),
        ("order page", &|| compressed(&order, cookie)),
        ("tracking page", &|| compressed(&track, "")),
    ];
    for (name, request) in pages {
        report.add(one_by_one(context, name, 200, request, 200)?);
    }
    suggestions(context, cookie, report)?;
    for (name, request) in pages {
        report.add(saturate(context, name, request, 200)?);
    }
    report.add(saturate(context, CREATE, &new, 201)?);
    report.note(format!(
        "{}, {} orders: index and messages caught up with {:.1} s of CPU after the creating of the last line",
        context.engine,
        context.size,
        context.settle()
    ));
    Ok(())
}

/// The name of the operation that is measured both ways.
const CREATE: &str = "create over HTTP, durable";

/// What an operator's page asks for while somebody types, each time with other words.
fn suggestions(context: &Context, cookie: &str, report: &mut Report) -> Outcome {
    let asked = AtomicU64::new(0);
    let words = |ending: &str| {
        let n = asked.fetch_add(1, Ordering::SeqCst);
        encode(&format!("丽景路{}号附近路灯不亮{ending}", n * 7 % 300))
    };
    let alike = || compressed(&format!("/desk/similar?content={}", words("，请尽快修理")), cookie);
    let before = || compressed(&format!("/desk/call?who={}", words("")), cookie);
    let places = || compressed(&format!("/desk/places?q={}", encode("丽景")), cookie);
    let all: [(&'static str, &dyn Fn() -> String); 3] = [
        ("suggestion: orders alike", &alike),
        ("suggestion: what came before", &before),
        ("suggestion: places", &places),
    ];
    for (name, request) in all {
        report.add(one_by_one(context, name, 200, request, 200)?);
    }
    Ok(())
}

/// Two filters each, so that no two requests in a row ask the same.
fn filters() -> Vec<String> {
    let states = ["closed", "in_progress", "to_dispatch", "replied"];
    let urgencies = ["normal", "urgent", "critical", "complex"];
    let sorts = ["received", "due"];
    let mut all = Vec::new();
    for sort in sorts {
        for urgency in urgencies {
            all.extend(
                states.map(|state| {
                    format!("/desk/orders?state={state}&urgency={urgency}&sort={sort}")
                }),
            );
            all.extend(
                ["complaint", "help"]
                    .map(|kind| format!("/desk/orders?urgency={urgency}&type={kind}&sort={sort}")),
            );
        }
    }
    all
}

/// The address of some order's page, read from the list.
fn order_path(context: &Context, cookie: &str) -> Outcome<String> {
    let page = Client::connect(&context.address)?
        .send(&http::get("/desk/orders?state=closed", &[("Cookie", cookie)]))?;
    let text = page.text();
    let at = text.find("/desk/orders/0").ok_or("the list shows no order to open")?;
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find(['"', '?', '#']).unwrap_or(rest.len());
    Ok(rest.get(..end).unwrap_or_default().to_owned())
}

fn token(place: &Place) -> Outcome<String> {
    let output = place
        .huying()
        .args([
            "token",
            "create",
            "--name",
            "bench",
            "--scope",
            "requests:write",
            "--scope",
            "requests:read",
        ])
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot make a token: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.split_whitespace()
        .rfind(|word| word.len() >= 32)
        .map(str::to_owned)
        .ok_or_else(|| format!("no token in {text:?}"))
}

/// Starts the server; gives it, its address, and how long the first page took.
fn serve(place: &Place) -> Outcome<(Child, String, Duration)> {
    use std::io::{BufRead, BufReader};
    let begun = Instant::now();
    let mut child = place
        .huying()
        .arg("serve")
        .env("HUYING_LISTEN", "127.0.0.1:0")
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start the server: {error}"))?;
    let out = child.stdout.take().ok_or("the server has no output")?;
    let mut lines = BufReader::new(out).lines().map_while(Result::ok);
    let address = lines
        .find_map(|line| Some(line.split_once("http://")?.1.trim().to_owned()))
        .ok_or("the server ended before it listened")?;
    std::thread::spawn(move || lines.for_each(drop));
    Client::connect(&address)?.expect(&http::get("/", &[]), 200)?;
    Ok((child, address, begun.elapsed()))
}

/// Signs in as a dispatcher; gives the cookie.
fn sign_in(context: &Context, sign_ins: &Path) -> Outcome<String> {
    let text =
        fs::read_to_string(sign_ins).map_err(|error| format!("{}: {error}", sign_ins.display()))?;
    let words: Vec<&str> = text
        .lines()
        .find(|line| line.starts_with("dispatcher"))
        .ok_or("no dispatcher among the sign-ins")?
        .split_whitespace()
        .collect();
    let [_, username, password, ..] = words[..] else {
        return Err("a sign-in has three words".into());
    };
    let body = format!("username={}&password={}", encode(username), encode(password));
    let origin = format!("http://{}", context.address);
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Origin", origin.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
    ];
    let answer =
        Client::connect(&context.address)?.send(&http::post("/sign-in", &headers, &body))?;
    answer.cookie().ok_or_else(|| format!("signing in answered {} without a cookie", answer.status))
}
