//! What processes cost, from /proc.

use std::collections::HashMap;
use std::fs;

/// Clock ticks in a second; 100 on every Linux that Debian ships.
const TICKS: f64 = 100.0;

/// CPU of some processes with everything they started.
pub(crate) struct Cpu {
    roots: Vec<u32>,
}

/// A line of the process table.
struct Process {
    parent: u32,
    ticks: f64,
}

impl Cpu {
    pub(crate) fn of(roots: &[u32]) -> Self {
        Self { roots: roots.to_vec() }
    }

    /// Seconds used so far, user and system together. A child that ended is counted by the parent
    /// that collected it.
    pub(crate) fn read(&self) -> f64 {
        let table = table();
        let is_ours = |mut pid: u32| {
            while pid > 1 {
                if self.roots.contains(&pid) {
                    return true;
                }
                pid = table.get(&pid).map_or(0, |process| process.parent);
            }
            false
        };
        let ours = table.iter().filter(|(pid, _)| is_ours(**pid));
        ours.map(|(_, process)| process.ticks).sum::<f64>() / TICKS
    }
}

fn table() -> HashMap<u32, Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter_map(|pid| Some((pid, process(pid)?))).collect()
}

fn process(pid: u32) -> Option<Process> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let ticks = words.get(11..15)?.iter().filter_map(|word| word.parse::<f64>().ok()).sum();
    Some(Process { parent: words.get(1)?.parse().ok()?, ticks })
}

/// The first process of the PostgreSQL cluster that listens on a port.
pub(crate) fn postmaster(port: &str) -> Option<u32> {
    let wanted = format!("\0-p\0{port}\0");
    table().into_keys().find(|pid| {
        let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line);
        line.split('\0').next().is_some_and(|program| program.ends_with("/postgres"))
            && line.contains(&wanted)
    })
}

/// What a process holds in memory, in MB.
pub(crate) struct Memory {
    /// All that is resident.
    pub(crate) resident: u64,
    /// Of that, its own: heap and stacks. The rest is files mapped from disk, which the system
    /// takes back when it needs room.
    pub(crate) own: u64,
    /// The most that was resident at once.
    pub(crate) peak: u64,
}

pub(crate) fn memory(pid: u32) -> Memory {
    Memory {
        resident: status(pid, "VmRSS:"),
        own: status(pid, "RssAnon:"),
        peak: status(pid, "VmHWM:"),
    }
}

fn status(pid: u32, name: &str) -> u64 {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes: u64 =
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0);
    kilobytes / 1024
}

/// The machine, in one line.
pub(crate) fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("unknown", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes: u64 =
        memory.split_whitespace().nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("?");
    format!("{cores} cores, {model}, {} GB; load {load} when it ended", kilobytes / 1_048_576)
}
