//! What the operator reads when the machine is not as it should be. Each fault
//! gives a sentence that says what to mend, and harms nothing.

use std::path::Path;
use std::process::Command;

use crate::house::{House, exchange};

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn an_empty_data_directory_serves_and_prints_its_address() {
    let dir = std::env::temp_dir().join(format!("huying-empty-{}", std::process::id()));
    let house = House { data: dir, database_url: None, token: String::new() };
    let server = house.serve();
    let home = exchange(&server.address, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        .unwrap();
    assert_eq!(home.status, 200);
}

#[test]
fn a_path_that_cannot_be_written_is_named() {
    let blocked = std::env::temp_dir().join(format!("huying-blocked-{}", std::process::id()));
    std::fs::write(&blocked, b"a file where a directory should be").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_huying"))
        .arg("serve")
        .env("HUYING_DATA", blocked.join("data"))
        .env("HUYING_LISTEN", "127.0.0.1:0")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(stderr(&output).contains("cannot be used"), "{}", stderr(&output));
    std::fs::remove_file(&blocked).unwrap();
}

#[test]
fn a_database_that_is_not_there_is_told() {
    let data = std::env::temp_dir().join(format!("huying-nodb-{}", std::process::id()));
    let output = Command::new(env!("CARGO_BIN_EXE_huying"))
        .args(["serve", "--database-url", "postgres://nobody@127.0.0.1:9/none?sslmode=disable"])
        .env("HUYING_DATA", &data)
        .env("HUYING_LISTEN", "127.0.0.1:0")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(stderr(&output).contains("cannot be reached"), "{}", stderr(&output));
}

#[test]
fn commands_on_no_installation_say_so_and_make_none() {
    let data = std::env::temp_dir().join(format!("huying-none-{}", std::process::id()));
    for args in [&["verify"][..], &["doctor"], &["user", "list"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_huying"))
            .args(args)
            .env("HUYING_DATA", &data)
            .output()
            .unwrap();
        assert!(!output.status.success(), "{args:?}");
    }
    assert!(!Path::new(&data).exists());
}

#[test]
fn a_lost_key_is_told_and_no_other_is_made() {
    let house = House::lite();
    drop(house.serve());
    let key = house.data.join("huying.key");
    std::fs::rename(&key, house.data.join("away.key")).unwrap();
    let output = house.run(&["doctor"]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success() && text.contains("is missing"), "{text}");
    let served = house.command().arg("serve").env("HUYING_LISTEN", "127.0.0.1:0").output().unwrap();
    assert!(!served.status.success());
    assert!(!key.exists(), "a new key would hide that the right one is lost");
}

#[test]
fn loading_the_same_city_twice_changes_nothing_and_a_faulty_one_is_refused_by_line() {
    let house = House::lite();
    let city = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../city/demo");
    let again = house.ok(&["city", "load", city.to_str().unwrap()]);
    assert!(again.contains("nothing to change"), "{again}");
    let bad = house.data.join("bad-city");
    copy(&city, &bad);
    let units = std::fs::read_to_string(bad.join("catalogue.csv")).unwrap();
    std::fs::write(bad.join("catalogue.csv"), units.replacen("@street", "no-such-unit", 1))
        .unwrap();
    let output = house.run(&["city", "check", bad.to_str().unwrap()]);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!output.status.success());
    assert!(text.contains("catalogue.csv:2:") && text.contains("no-such-unit"), "{text}");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
