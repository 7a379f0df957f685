//! `cargo xtask bench`: what the server costs, on both engines, with generated orders.
//!
//! Every number is measured in this run on this machine. CPU is user and system time of the whole
//! server process and of every PostgreSQL process, divided by the requests sent; the load comes
//! from this process over loopback, and its own CPU is not counted.

mod http;
mod process;
mod report;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::command::{self, cargo, program};
use crate::postgres::Postgres;
use http::Client;
use process::Cpu;
use report::{Line, Measured, Report};

const CITY: &str = "city/demo";
const CONNECTIONS: usize = 64;
const SATURATE: Duration = Duration::from_secs(8);

/// The words after `bench`.
pub(crate) struct Options {
    sizes: Vec<u64>,
    engines: Vec<&'static str>,
    out: PathBuf,
}

impl Options {
    /// `--size N` (more than once), `--engine sqlite|postgresql`, `--out FILE`.
    pub(crate) fn parse(words: &[String]) -> Outcome<Self> {
        let mut options = Self {
            sizes: Vec::new(),
            engines: Vec::new(),
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
                ("--out", file) => options.out = PathBuf::from(file),
                _ => {
                    return Err(format!(
                        "“{word} {value}” is not understood; --size N, --engine sqlite|postgresql, --out FILE are"
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
    crate::assets::build()?;
    println!("▸ the server in release (the first build takes about ten minutes)");
    command::run(cargo().args(["build", "--release", "--package", "server"]))?;
    let mut report = Report::new();
    for engine in &options.engines {
        for size in &options.sizes {
            measure(engine, *size, &mut report)?;
        }
    }
    let text = report.text();
    println!("{text}");
    fs::write(&options.out, text).map_err(|error| format!("{}: {error}", options.out.display()))?;
    println!("written to {}", options.out.display());
    Ok(())
}

fn measure(engine: &'static str, size: u64, report: &mut Report) -> Outcome {
    println!("▸ {engine}, {size} orders");
    let data = command::target().join(format!("bench-{engine}-{size}"));
    // A left-over of an interrupted run may not be there.
    let _ = fs::remove_dir_all(&data);
    fs::create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
    let postgres = if engine == "postgresql" { Some(Postgres::start()?) } else { None };
    let place = Place { data: data.clone(), url: postgres.as_ref().map(|pg| pg.url.clone()) };
    let outcome = measure_in(&place, engine, size, report);
    drop(postgres);
    let _ = fs::remove_dir_all(&data);
    outcome
}

/// Where one measurement lives.
struct Place {
    data: PathBuf,
    url: Option<String>,
}

impl Place {
    fn huying(&self) -> Command {
        let mut command = program(command::target().join("release/huying"));
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
    wait_for_index(&server, size);
    let cpu = Cpu::of(server.child.id(), place.url.is_some());
    let context = Context { address, cpu, engine, size };
    let cookie = sign_in(&context, &sign_ins)?;
    report.note(format!(
        "{engine}, {size} orders: first page {} ms after start, {} MB resident ({} MB at most) with the index of the newest 200,000, generated in {} s",
        started.as_millis(),
        process::resident_mb(server.child.id()),
        process::peak_mb(server.child.id()),
        generated.as_secs()
    ));
    operations(&context, &token, &cookie, report)
}

/// What every operation of one measurement shares.
struct Context {
    address: String,
    cpu: Cpu,
    engine: &'static str,
    size: u64,
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
    let signed = |path: &str| http::get(path, &[("Cookie", cookie)]);
    let list = signed("/desk/orders?state=closed&urgency=normal&sort=received");
    let queue = signed("/desk/queue/dispatch");
    let order = order_path(context, cookie)?;
    let order = signed(&order);
    let track = http::get(&format!("/track/{number}?code={code}"), &[]);
    report.add(one_by_one(
        context,
        "create over HTTP, durable",
        400,
        &|| create(NEXT.fetch_add(1, Ordering::SeqCst)),
        201,
    )?);
    report.add(saturate(
        context,
        "create over HTTP, durable",
        &|| create(NEXT.fetch_add(1, Ordering::SeqCst)),
        201,
    )?);
    for (name, request) in [
        ("list of 25, two filters", &list),
        ("dispatch desk", &queue),
        ("order page", &order),
        ("tracking page", &track),
    ] {
        report.add(one_by_one(context, name, 200, &|| request.clone(), 200)?);
        report.add(saturate(context, name, &|| request.clone(), 200)?);
    }
    Ok(())
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

/// Requests one after the other on one connection: CPU for each, and how long it takes when
/// nobody else asks.
fn one_by_one(
    context: &Context,
    name: &'static str,
    count: u64,
    request: &dyn Fn() -> String,
    expected: u16,
) -> Outcome<Line> {
    let mut client = Client::connect(&context.address)?;
    for _ in 0..20 {
        client.expect(&request(), expected)?;
    }
    let before = context.cpu.read();
    let mut times = Vec::new();
    for _ in 0..count {
        let begun = Instant::now();
        client.expect(&request(), expected)?;
        times.push(begun.elapsed());
    }
    let cpu = context.cpu.read() - before;
    Ok(Line::new(context.engine, context.size, name, 1, Measured { cpu_s: cpu, times, wall: None }))
}

/// As many requests as go through on 64 connections.
fn saturate(
    context: &Context,
    name: &'static str,
    request: &(dyn Fn() -> String + Sync),
    expected: u16,
) -> Outcome<Line> {
    let before = context.cpu.read();
    let begun = Instant::now();
    let end = begun + SATURATE;
    let faults = Arc::new(AtomicU64::new(0));
    let times: Vec<Duration> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let faults = faults.clone();
                scope.spawn(move || {
                    let mut times = Vec::new();
                    let Ok(mut client) = Client::connect(&context.address) else {
                        faults.fetch_add(1, Ordering::SeqCst);
                        return times;
                    };
                    while Instant::now() < end {
                        let sent = Instant::now();
                        match client.expect(&request(), expected) {
                            Ok(()) => times.push(sent.elapsed()),
                            Err(_) => {
                                faults.fetch_add(1, Ordering::SeqCst);
                                return times;
                            }
                        }
                    }
                    times
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_default()).collect()
    });
    let wall = begun.elapsed();
    let cpu = context.cpu.read() - before;
    match faults.load(Ordering::SeqCst) {
        0 => Ok(Line::new(
            context.engine,
            context.size,
            name,
            CONNECTIONS,
            Measured { cpu_s: cpu, times, wall: Some(wall) },
        )),
        n => Err(format!("{name}: {n} of {CONNECTIONS} connections got a wrong answer")),
    }
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

/// The index fills in the background; memory is read and load begins when the process rests.
fn wait_for_index(server: &Server, size: u64) {
    let cpu = Cpu::of(server.child.id(), false);
    let most = Duration::from_secs(60 + size / 10_000);
    let begun = Instant::now();
    while begun.elapsed() < most {
        let before = cpu.read();
        std::thread::sleep(Duration::from_secs(3));
        if cpu.read() - before < 0.15 {
            return;
        }
    }
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
    let body = format!("username={}&password={}", http::encode(username), http::encode(password));
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
