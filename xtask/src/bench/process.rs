//! What processes cost, from /proc.

use std::fs;

/// Clock ticks in a second; 100 on every Linux that Debian ships.
const TICKS: f64 = 100.0;

/// CPU of the server and, where wanted, of every PostgreSQL process.
pub(crate) struct Cpu {
    server: u32,
    postgres: bool,
}

impl Cpu {
    pub(crate) fn of(server: u32, postgres: bool) -> Self {
        Self { server, postgres }
    }

    /// Seconds used so far, user and system together. A PostgreSQL process that ends between two
    /// readings is seen through its parent, which collects it.
    pub(crate) fn read(&self) -> f64 {
        let mut seconds = ticks(self.server, false).unwrap_or(0.0);
        if self.postgres {
            for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
                let pid: Option<u32> =
                    entry.file_name().to_str().and_then(|name| name.parse().ok());
                let name = fs::read_to_string(entry.path().join("comm")).unwrap_or_default();
                if let (Some(pid), "postgres") = (pid, name.trim()) {
                    seconds += ticks(pid, true).unwrap_or(0.0);
                }
            }
        }
        seconds
    }
}

fn ticks(pid: u32, with_children: bool) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let words: Vec<f64> =
        rest.split_whitespace().skip(11).take(4).filter_map(|word| word.parse().ok()).collect();
    let count = if with_children { 4 } else { 2 };
    Some(words.iter().take(count).sum::<f64>() / TICKS)
}

/// Resident memory now, in MB.
pub(crate) fn resident_mb(pid: u32) -> u64 {
    status(pid, "VmRSS:")
}

/// Resident memory at its highest, in MB.
pub(crate) fn peak_mb(pid: u32) -> u64 {
    status(pid, "VmHWM:")
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
    format!("{cores} cores, {model}, {} GB", kilobytes / 1_048_576)
}
