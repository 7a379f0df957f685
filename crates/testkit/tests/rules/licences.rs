//! Licences: everything that is built in allows us to distribute under Apache-2.0.

use std::process::Command;

use serde_json::Value;

use crate::assert_none;
use crate::repository::{read, root};

/// Permissive licences, and MPL-2.0, whose duty ends at the file that carries it.
const ALLOWED: [&str; 15] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_crate_may_be_distributed_with_ours() {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(root()).args(["metadata", "--format-version=1", "--locked"]);
    let platform = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    cargo.args(["--filter-platform", &platform]);
    let answer = cargo.output().expect("cargo runs");
    assert!(answer.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&answer.stderr));
    let metadata: Value =
        serde_json::from_slice(&answer.stdout).expect("cargo metadata answers in JSON");
    let packages = metadata["packages"].as_array().expect("metadata lists packages");
    assert!(packages.len() > 50, "implausibly few packages: {}", packages.len());
    let faults: Vec<String> = packages
        .iter()
        .filter_map(|package| fault(package["name"].as_str()?, package["license"].as_str()))
        .collect();
    assert_none("licences of crates", &faults);
}

#[test]
fn every_npm_package_may_be_distributed_with_ours() {
    let lock = read("web/package-lock.json").expect("web/ has a lock file");
    let lock: Value = serde_json::from_str(&lock).expect("the lock file is JSON");
    let packages = lock["packages"].as_object().expect("the lock file lists packages");
    let others = packages.iter().filter(|(path, _)| !path.is_empty());
    let faults: Vec<String> =
        others.filter_map(|(path, package)| fault(path, package["license"].as_str())).collect();
    assert_none("licences of npm packages", &faults);
}

fn fault(name: &str, licence: Option<&str>) -> Option<String> {
    let licence = licence.unwrap_or("none named");
    // An old spelling of OR.
    let words = licence.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut rest = words.as_slice();
    let allowed = any_of(&mut rest) && rest.is_empty();
    (!allowed).then(|| format!("{name}: {licence}"))
}

/// `A OR B …`, each side read to its end whether or not the other was enough.
fn any_of<'a>(rest: &mut &'a [&'a str]) -> bool {
    let mut allowed = all_of(rest);
    while let Some(("OR", after)) = split(rest) {
        *rest = after;
        allowed |= all_of(rest);
    }
    allowed
}

fn all_of<'a>(rest: &mut &'a [&'a str]) -> bool {
    let mut allowed = one(rest);
    while let Some(("AND", after)) = split(rest) {
        *rest = after;
        allowed &= one(rest);
    }
    allowed
}

fn one<'a>(rest: &mut &'a [&'a str]) -> bool {
    match **rest {
        ["(", ..] => {
            *rest = &rest[1..];
            let allowed = any_of(rest);
            let closed = matches!(split(rest), Some((")", _)));
            *rest = rest.get(1..).unwrap_or_default();
            allowed && closed
        }
        [id, "WITH", exception, ..] => {
            *rest = &rest[3..];
            ALLOWED.contains(&format!("{id} WITH {exception}").as_str())
        }
        [id, ..] => {
            *rest = &rest[1..];
            ALLOWED.contains(&id)
        }
        [] => false,
    }
}

fn split<'a>(rest: &&'a [&'a str]) -> Option<(&'a str, &'a [&'a str])> {
    rest.split_first().map(|(first, after)| (*first, after))
}

#[test]
fn licence_expressions_are_judged() {
    let good = [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR Apache-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception",
    ];
    for licence in good {
        assert_eq!(fault("a", Some(licence)), None);
    }
    let bad = [
        "GPL-3.0-only",
        "MIT AND GPL-3.0",
        "(MIT OR ISC",
        "AGPL-3.0 WITH LLVM-exception",
        "MIT ISC",
        "",
    ];
    for licence in bad {
        assert!(fault("a", Some(licence)).is_some(), "{licence}");
    }
    assert!(fault("a", None).is_some());
}
