//! Killed at random moments under load: what was answered exists once, the
//! ledger is whole, no message is lost.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use crate::house::House;

const KILLS: u64 = 50;
const CLIENTS: usize = 6;

/// Well-spread waits without a random source: the same in every run.
fn wait_ms(kill: u64) -> u64 {
    20 + kill.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 280
}

#[test]
fn killed_fifty_times_under_load_sqlite_keeps_every_answered_request_once() {
    killed_under_load(&House::lite());
}

#[test]
fn killed_fifty_times_under_load_postgresql_keeps_every_answered_request_once() {
    killed_under_load(&House::pg());
}

fn killed_under_load(house: &House) {
    let answered: Mutex<HashMap<String, String>> = Mutex::default();
    let next = AtomicU64::new(0);
    for kill in 0..KILLS {
        let server = house.serve();
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..CLIENTS {
                scope.spawn(|| {
                    while !stop.load(Ordering::SeqCst) {
                        let key = format!("kill-{}", next.fetch_add(1, Ordering::SeqCst));
                        let Some(answer) = house.create(&server.address, &key) else { continue };
                        if answer.status == 201 {
                            let number = field(&answer.body, "order_no");
                            answered.lock().unwrap().insert(key, number);
                        }
                    }
                });
            }
            std::thread::sleep(Duration::from_millis(wait_ms(kill)));
            server.kill();
            stop.store(true, Ordering::SeqCst);
        });
    }
    let answered = answered.into_inner().unwrap();
    assert!(answered.len() as u64 > KILLS, "only {} were answered", answered.len());
    check(house, &answered);
}

pub(crate) fn check(house: &House, answered: &HashMap<String, String>) {
    let verdict = house.ok(&["verify"]);
    assert!(verdict.contains("are sound"), "{verdict}");
    let server = house.serve();
    for (key, number) in answered {
        let again = house.create(&server.address, key).expect("the server answers");
        assert_eq!(again.status, 200, "{key} is not known any more: {}", again.body);
        assert_eq!(&field(&again.body, "order_no"), number, "{key} became another order");
    }
    drop(server);
    messages(house, answered);
}

/// Every order that was answered has its message delivered, at least once. What
/// a killed worker had leased comes again when its lease of a minute has run
/// out.
fn messages(house: &House, answered: &HashMap<String, String>) {
    let server = house.serve();
    let spool = house.data.join("outgoing/messages.jsonl");
    let mut delivered = 0;
    for _ in 0..300 {
        std::thread::sleep(Duration::from_millis(300));
        let text = std::fs::read_to_string(&spool).unwrap_or_default();
        let mut orders: Vec<String> = text
            .lines()
            .filter(|line| line.contains("notice-registered"))
            .map(|line| field(line, "order"))
            .collect();
        orders.sort_unstable();
        orders.dedup();
        delivered = orders.len();
        if delivered >= answered.len() {
            break;
        }
    }
    drop(server);
    assert!(delivered >= answered.len(), "{delivered} messages for {} orders", answered.len());
}

pub(crate) fn field(text: &str, name: &str) -> String {
    let rest = text.split_once(&format!("\"{name}\":\"")).map(|(_, rest)| rest);
    let value = rest.and_then(|rest| rest.split_once('"')).map(|(value, _)| value);
    value.unwrap_or_else(|| panic!("no {name} in {text}")).to_owned()
}
