//! What happens to a running server from outside: the disk fills up, the
//! directory may not be written, the database goes away, the clock jumps.
//! Each is told to whoever asks and in the log, loses nothing, and is over
//! when its cause is.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::house::{Answer, House, Server, exchange, run_sql};
use crate::kill::{check, field};

/// Debian's package faketime, which `cargo xtask test` installs.
const FAKETIME: [&str; 2] = [
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
];
const MOUNT: &str =
    "user and mount namespaces are needed: `sysctl kernel.unprivileged_userns_clone=1`";

/// A house whose data lies on a file system of its own, seen by its server
/// alone.
struct Disk {
    house: House,
    point: PathBuf,
    log: PathBuf,
}

impl Disk {
    /// `mount` gets the mount point as `$1` and the data as `$2`.
    fn new(mount: &str) -> (Self, Command) {
        let house = House::lite();
        let point = house.data.with_extension("disk");
        let log = house.data.with_extension("log");
        fs::create_dir_all(&point).unwrap();
        let script = format!("set -e; {mount}; exec \"$3\" serve");
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script, "sh"]);
        command.args([&point, &house.data]).arg(env!("CARGO_BIN_EXE_huying"));
        command.env("HUYING_DATA", &point).env("HUYING_LOG", "warn");
        command.env_remove("HUYING_DATABASE_URL");
        command.stderr(File::create(&log).unwrap());
        (Self { house, point, log }, command)
    }

    /// The disk as its server sees it.
    fn inside(&self, server: &Server) -> PathBuf {
        let root = format!("/proc/{}/root", server.pid());
        Path::new(&root).join(self.point.strip_prefix("/").unwrap())
    }

    /// Runs a command where the server sees its disk; gives all it said.
    fn run(&self, server: &Server, command: &str) -> String {
        let mut enter = Command::new("nsenter");
        enter.args(["--target", &server.pid().to_string(), "--user", "--mount"]);
        enter.args(["--preserve-credentials", env!("CARGO_BIN_EXE_huying"), command]);
        enter.env("HUYING_DATA", &self.point).env("HUYING_LOG", "warn");
        let output = enter.env_remove("HUYING_DATABASE_URL").output().unwrap();
        [output.stdout, output.stderr]
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .concat()
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Left-over files of a test are a nuisance, not a failure.
        let _ = fs::remove_dir_all(&self.point);
        let _ = fs::remove_file(&self.log);
    }
}

fn page(address: &str, path: &str) -> Option<Answer> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    exchange(address, &request)
}

/// Asks until it works again, for a while.
fn works_again(house: &House, server: &Server, key: &str) -> Answer {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let answer = house.create(&server.address, key).expect("the server answers");
        if answer.status == 201 || Instant::now() > end {
            return answer;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Each request that was answered is there under its number.
fn all_are_there(house: &House, server: &Server, answered: &HashMap<String, String>) {
    for (key, number) in answered {
        let again = house.create(&server.address, key).expect("the server answers");
        assert_eq!(again.status, 200, "{key} is not known any more: {}", again.body);
        assert_eq!(&field(&again.body, "order_no"), number, "{key} became another order");
    }
}

#[test]
fn a_full_disk_is_told_loses_nothing_and_is_over_when_there_is_room() {
    let (disk, mut command) =
        Disk::new("mount -t tmpfs -o size=192m none \"$1\"; cp -a \"$2\"/. \"$1\"/");
    let server = House::serve_by(&mut command);
    let inside = disk.inside(&server);
    assert!(inside.join("blobs").exists(), "{MOUNT}");
    let mut answered = HashMap::new();
    let mut create = |key: String| {
        let answer = disk.house.create(&server.address, &key).expect("the server answers");
        if answer.status == 201 {
            answered.insert(key, field(&answer.body, "order_no"));
        }
        answer
    };
    for n in 0..5 {
        assert_eq!(create(format!("before-{n}")).status, 201);
    }
    let ballast = inside.join("ballast");
    let mut file = File::create(&ballast).unwrap();
    while file.write_all(&[0; 4096]).is_ok() {}
    // The write-ahead log has room of its own left for a while.
    let refused =
        (0..2_000).map(|n| create(format!("full-{n}"))).find(|answer| answer.status != 201);
    let refused = refused.expect("a full disk refuses sooner or later");
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(refused.body.contains("\"unavailable\""), "{}", refused.body);
    assert_eq!(page(&server.address, "/report").expect("an answer").status, 200, "reading goes on");
    assert!(disk.log().contains("full"), "{}", disk.log());
    drop(file);
    fs::remove_file(&ballast).unwrap();
    let after = works_again(&disk.house, &server, "after");
    assert_eq!(after.status, 201, "{}", after.body);
    answered.insert("after".into(), field(&after.body, "order_no"));
    all_are_there(&disk.house, &server, &answered);
    let verdict = disk.run(&server, "verify");
    assert!(verdict.contains("are sound"), "{verdict}");
}

#[test]
fn a_directory_that_may_only_be_read_is_named_at_the_start() {
    let mount = "mount --bind \"$2\" \"$1\"; mount -o remount,bind,ro \"$1\"";
    let (disk, mut command) = Disk::new(mount);
    let output = command.stderr(Stdio::piped()).stdout(Stdio::piped()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "it served from a directory it cannot write");
    assert!(told.contains(disk.point.to_str().unwrap()), "the directory is not named: {told}");
    assert!(!told.contains("panicked"), "{told}");
    // Nothing was harmed: with write access the same data serves.
    let server = disk.house.serve();
    assert_eq!(disk.house.create(&server.address, "after").unwrap().status, 201);
}

#[test]
fn a_database_that_goes_away_under_load_is_told_and_nothing_answered_is_lost() {
    let house = House::pg();
    let url = house.database_url.clone().unwrap();
    let name = url.rsplit('/').next().unwrap().to_owned();
    let log = house.data.with_extension("log");
    let server = House::serve_by(house.command().arg("serve").stderr(File::create(&log).unwrap()));
    let (answered, refused) = (Mutex::new(HashMap::new()), Mutex::new(Vec::new()));
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let base = std::env::var("HUYING_TEST_PG").unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    let key = format!("lost-{}", next.fetch_add(1, Ordering::SeqCst));
                    let answer = house.create(&server.address, &key).expect("the server answers");
                    match answer.status {
                        201 => {
                            let number = field(&answer.body, "order_no");
                            answered.lock().unwrap().insert(key, number);
                        }
                        _ => refused.lock().unwrap().push(answer),
                    }
                }
            });
        }
        for _ in 0..12 {
            std::thread::sleep(Duration::from_millis(150));
            // Nobody may come back for a moment, then everybody.
            run_sql(&base, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false"));
            run_sql(
                &base,
                &format!(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
                ),
            );
            std::thread::sleep(Duration::from_millis(100));
            run_sql(&base, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true"));
        }
        stop.store(true, Ordering::SeqCst);
    });
    let refused = refused.into_inner().unwrap();
    assert!(!refused.is_empty(), "nobody noticed that the database was gone");
    for answer in &refused {
        assert_eq!(answer.status, 503, "{}", answer.body);
        assert!(answer.body.contains("\"unavailable\""), "{}", answer.body);
    }
    let text = fs::read_to_string(&log).unwrap_or_default();
    assert!(text.contains("cannot be reached"), "the log does not tell of it: {text}");
    assert_eq!(works_again(&house, &server, "after").status, 201);
    drop(server);
    let _ = fs::remove_file(&log);
    check(&house, &answered.into_inner().unwrap());
}

#[test]
fn a_clock_that_jumps_is_told_and_breaks_neither_numbers_nor_ledger() {
    let faketime = FAKETIME.into_iter().find(|path| Path::new(path).exists());
    let faketime = faketime.expect("libfaketime is missing: `apt-get install faketime`");
    let house = House::lite();
    let (offset, log) = (house.data.with_extension("clock"), house.data.with_extension("log"));
    let set = |text: &str| fs::write(&offset, text).unwrap();
    set("+0");
    let mut command = house.command();
    command.arg("serve").env("LD_PRELOAD", faketime).env("FAKETIME_TIMESTAMP_FILE", &offset);
    command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let server = House::serve_by(command.stderr(File::create(&log).unwrap()));
    let mut answered = HashMap::new();
    for (n, jump) in ["+0", "+3d", "+1h", "-400d", "+0", "+400d", "+0"].into_iter().enumerate() {
        set(jump);
        for part in 0..3 {
            let key = format!("clock-{n}-{part}");
            let answer = house.create(&server.address, &key).expect("the server answers");
            assert_eq!(answer.status, 201, "{jump}: {}", answer.body);
            let number = field(&answer.body, "order_no");
            assert!(!answered.values().any(|known| *known == number), "{jump}: {number} twice");
            answered.insert(key, number);
        }
        assert_eq!(page(&server.address, "/").expect("an answer").status, 200, "{jump}");
    }
    let told = fs::read_to_string(&log).unwrap();
    assert!(told.contains("the system clock was set back"), "the log does not tell of it: {told}");
    assert!(!told.contains("panicked"), "{told}");
    all_are_there(&house, &server, &answered);
    drop(server);
    // Started again with the right time, after events of a time to come.
    for file in [offset, log] {
        let _ = fs::remove_file(file);
    }
    check(&house, &answered);
}
