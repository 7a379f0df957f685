//! The matching index follows the tables, whatever happens to its files.

use crate::house::House;

const REQUESTS: usize = 4;

fn create_some(house: &House, address: &str) {
    for n in 0..REQUESTS {
        let answer = house.create(address, &format!("index-{n}")).unwrap();
        assert_eq!(answer.status, 201, "{answer:?}");
    }
}

fn verified(house: &House) -> bool {
    house.run(&["index", "verify"]).status.success()
}

/// What a server does in the background is done after some looks.
fn is_sound_soon(house: &House) {
    assert!((0..60).any(|_| verified(house)), "the index is not brought up to date");
}

fn survives(house: &House) {
    let server = house.serve();
    create_some(house, &server.address);
    server.kill();
    drop(server);
    let told = house.ok(&["index", "verify"]);
    assert_eq!(told.trim(), format!("sound: {REQUESTS} requests"));

    // Gone with everything in it: the next server fills it from the tables.
    std::fs::remove_dir_all(house.data.join("index")).unwrap();
    assert!(!verified(house));
    let server = house.serve();
    is_sound_soon(house);
    assert!(!house.run(&["index", "build"]).status.success(), "a server runs");
    server.kill();
    drop(server);

    // Cut short: told, and begun anew.
    std::fs::write(house.data.join("index").join("manifest.hye"), b"cut").unwrap();
    assert!(!verified(house));
    let server = house.serve();
    is_sound_soon(house);
    server.kill();
    drop(server);

    let told = house.ok(&["index", "build"]);
    assert!(told.starts_with(&format!("{REQUESTS} requests, 0 of them in memory")), "{told}");
    assert!(house.ok(&["index", "stats"]).contains("bytes"), "{told}");
}

#[test]
fn the_index_follows_the_tables_on_sqlite() {
    survives(&House::lite());
}

#[test]
fn the_index_follows_the_tables_on_postgresql() {
    survives(&House::pg());
}
