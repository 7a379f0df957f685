//! Sending requests and timing them: one after the other, or as many as go through.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::http::Client;
use super::process::Cpu;
use super::report::{Line, Measured};
use crate::Outcome;

const CONNECTIONS: usize = 64;
const SATURATE: Duration = Duration::from_secs(8);

/// What every operation of one measurement shares.
pub(super) struct Context {
    pub(super) address: String,
    pub(super) cpu: Cpu,
    pub(super) engine: &'static str,
    pub(super) size: u64,
}

impl Context {
    /// Waits until the server rests, so that what it does in the background for one measurement is
    /// not counted in the next; gives the CPU it took, in seconds.
    pub(super) fn settle(&self) -> f64 {
        let (begun, first) = (Instant::now(), self.cpu.read());
        let most = Duration::from_secs(60 + self.size / 5_000);
        loop {
            let before = self.cpu.read();
            std::thread::sleep(Duration::from_secs(2));
            if self.cpu.read() - before < 0.05 || begun.elapsed() > most {
                return before - first;
            }
        }
    }
}

/// Requests one after the other on one connection: CPU for each, and how long it takes when
/// nobody else asks.
pub(super) fn one_by_one(
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
    context.settle();
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
pub(super) fn saturate(
    context: &Context,
    name: &'static str,
    request: &(dyn Fn() -> String + Sync),
    expected: u16,
) -> Outcome<Line> {
    context.settle();
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
