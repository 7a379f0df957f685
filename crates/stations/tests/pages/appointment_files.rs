//! Files for calendars, read by programs that know nothing of this one: PyPI `icalendar`
//! and npm `ical.js`. `cargo xtask test` sees to both.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use axum::http::StatusCode;
use kernel::time::Instant;

use crate::app::{TestApp, each_app};

#[expect(clippy::disallowed_methods, reason = "the interpreter is a setting of the test run")]
fn python() -> Option<String> {
    std::env::var("HUYING_PYTHON").ok()
}

fn absent(what: &str) {
    // Past the test's capture, so that nobody takes silence for agreement.
    let _ = writeln!(std::io::stderr(), "iCalendar: not included: {what}");
}

/// An appointment that is confirmed and then given up, after each step as a file, and the
/// feed of its calendar.
async fn write_files(app: &TestApp<'_>, folder: &Path) {
    fs::create_dir_all(folder).expect("a folder");
    let keep = async |name: &str, path: String| {
        let answer = app.get(&path).await;
        answer.shows(StatusCode::OK, &["BEGIN:VCALENDAR"]);
        fs::write(folder.join(name), &answer.bytes).expect("writes");
    };
    let slot = Instant::parse("2026-11-24 10:00:00").expect("a time").micros().to_string();
    let holds = "/appointments/calendars/legal-aid/holds";
    let held = app.post(holds, &[("key", "file"), ("slot", &slot)]).await;
    let page = held.location().to_owned();
    let (path, code) = page.split_once("?code=").expect("a code");
    keep("0.ics", format!("{path}/calendar.ics?code={code}")).await;
    let who = [
        ("code", code),
        ("name", "李晓明"),
        ("phone", "13800004528"),
        ("adverse", "某某平台公司"),
        ("topic", "工资"),
    ];
    app.post(&format!("{path}/confirmation"), &who).await.location();
    keep("1.ics", format!("{path}/calendar.ics?code={code}")).await;
    let mark = app.stations.appointment_feed_mark("legal-aid", 0);
    keep("feed.ics", format!("/appointments/calendars/legal-aid/feed.ics?mark={mark}")).await;
    let seen = app.get(&page).await.hidden("seen").expect("a version").to_owned();
    let off = [("code", code), ("seen", seen.as_str())];
    app.post(&format!("{path}/cancellation"), &off).await.location();
    keep("2.ics", format!("{path}/calendar.ics?code={code}")).await;
}

#[tokio::test]
async fn other_calendars_read_every_file_with_a_growing_sequence() {
    each_app(async |app| {
        let folder = app.store.dir.join("calendars");
        write_files(app, &folder).await;
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let mut readers = Vec::new();
        match python() {
            Some(python) => readers.push((python, "xtask/python/icalendar_again.py")),
            None => absent("HUYING_PYTHON is not set"),
        }
        if root.join("e2e/node_modules/ical.js").is_dir() {
            readers.push(("node".to_owned(), "xtask/node/icalendar.mjs"));
        } else {
            absent("npm ci in e2e/ first");
        }
        for (program, script) in readers {
            let run = Command::new(&program).arg(root.join(script)).arg(&folder).output();
            let output = run.expect("it starts");
            let told = String::from_utf8_lossy(&output.stdout);
            let fault = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{script}: {told}{fault}");
            let want = "REQUEST 1 TENTATIVE 2026-11-24T02:00:00Z alarm\n\
                REQUEST 2 CONFIRMED 2026-11-24T02:00:00Z alarm\n\
                CANCEL 3 CANCELLED 2026-11-24T02:00:00Z\n\
                PUBLISH 2 CONFIRMED 2026-11-24T02:00:00Z\n";
            assert_eq!(told, want, "{script}");
        }
    })
    .await;
}
