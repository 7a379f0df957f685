//! Backup and restore, on both engines and from one to the other.

use std::collections::BTreeMap;
use std::io::Read;

use db::backup::{self, BackupError, Key, Manifest};
use db::blobs::Blobs;
use db::{Db, Migration, StoreError, ledger, migrate, params};
use kernel::event::{Actor, NewEvent};
use serde_json::json;
use testdb::TestDb;

/// A table that refers to itself, and one that comes before its parent by name.
const TABLES: Migration = Migration {
    name: "20990101_0000_backup_test",
    sql:
        "CREATE TABLE places (code TEXT NOT NULL PRIMARY KEY, parent TEXT REFERENCES places (code),
            note {{blob}}, n BIGINT);
        CREATE TABLE a_visits (place TEXT NOT NULL REFERENCES places (code), at BIGINT NOT NULL,
            PRIMARY KEY (at, place));
        INSERT INTO places (code) VALUES ('by the migration');",
};

db::statements! {
    /// A place.
    PLACE = "INSERT INTO places (code, parent, note, n) VALUES ($1, $2, $3, $4)";
    /// A visit.
    VISIT = "INSERT INTO a_visits (place, at) VALUES ($1, $2)";
    /// What the migration put in goes.
    CLEAR = "DELETE FROM places";
    /// Visits, events, and the highest visit.
    COUNTS = "SELECT (SELECT count(*) FROM a_visits), (SELECT count(*) FROM events),
        (SELECT coalesce(max(at), 0) FROM a_visits)";
}

fn steps() -> Vec<Migration> {
    [migrate::MIGRATIONS, &[TABLES]].concat()
}

async fn store(engine: &str) -> TestDb {
    match engine {
        "sqlite" => testdb::lite(&[TABLES]).await,
        _ => testdb::pg(&[TABLES]).await,
    }
}

async fn empty(engine: &str) -> TestDb {
    match engine {
        "sqlite" => testdb::lite_empty().await,
        _ => testdb::pg_empty().await,
    }
}

fn blobs_of(t: &TestDb) -> Blobs {
    Blobs::dir(&t.dir.join("blobs")).unwrap()
}

async fn pack(t: &TestDb, key: Option<Key>) -> (Manifest, Vec<u8>) {
    let (db, blobs) = (t.db.clone(), blobs_of(t));
    let work = move || {
        let mut out = Vec::new();
        let manifest = backup::write(&db, &blobs, key.as_ref(), &mut out, &mut |_, _| ())?;
        Ok::<_, BackupError>((manifest, out))
    };
    tokio::task::spawn_blocking(work).await.unwrap().unwrap()
}

async fn unpack(t: &TestDb, key: Option<Key>, archive: Vec<u8>) -> Result<Manifest, BackupError> {
    let (db, blobs) = (t.db.clone(), blobs_of(t));
    let work = move || {
        backup::restore(&db, &blobs, key.as_ref(), archive.as_slice(), &steps(), &mut |_, _| ())
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// Awkward rows: every kind of value at its limits, children before parents.
async fn fill(t: &TestDb) {
    let filled: Result<(), StoreError> =
        t.db.write((), |tx, ()| {
            Box::pin(async move {
                tx.exec(&CLEAR, &[]).await?;
                tx.exec(&PLACE, params!["z", None::<&str>, vec![0_u8, 255], i64::MAX]).await?;
                tx.exec(&PLACE, params!["a", "z", Vec::<u8>::new(), i64::MIN]).await?;
                let text = "街道 \"甲\"\n\\ '; -- 𠮷 \u{1} {}";
                tx.exec(&PLACE, params![text, "a", None::<Vec<u8>>, None::<i64>]).await?;
                for at in 0..2_500_i64 {
                    tx.exec(&VISIT, params![text, at]).await?;
                }
                let at = tx.recorded_at();
                ledger::append(tx, &event("place:z", at)).await?;
                ledger::append(tx, &event("place:z", at)).await?;
                Ok(())
            })
        })
        .await;
    filled.unwrap();
}

fn event(stream: &str, at: kernel::time::Instant) -> NewEvent {
    NewEvent {
        stream: stream.into(),
        kind: "test.happened",
        actor: Actor::Job("test"),
        at,
        from: None,
        to: None,
        body: json!({"n": 1}),
    }
}

/// The files of a plain archive; a table's lines sorted, as engines may order
/// text differently.
fn files(archive: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in tar::Archive::new(archive).entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        lines.sort_unstable();
        files.insert(path, lines.concat());
    }
    files.remove("manifest.json");
    files.remove("end.json");
    files
}

#[tokio::test]
async fn everything_comes_back_on_the_same_engine_and_on_the_other() {
    for (from, to) in [
        ("sqlite", "sqlite"),
        ("sqlite", "postgresql"),
        ("postgresql", "sqlite"),
        ("postgresql", "postgresql"),
    ] {
        let source = store(from).await;
        fill(&source).await;
        let blob = blobs_of(&source).put(b"a photo".to_vec()).await.unwrap();
        let (manifest, archive) = pack(&source, None).await;
        assert_eq!((manifest.engine.as_str(), manifest.format), (from, backup::FORMAT));
        assert_eq!(backup::check(None, archive.as_slice()).unwrap(), manifest);
        let target = empty(to).await;
        let restored = unpack(&target, None, archive.clone()).await.unwrap();
        assert_eq!(restored, manifest, "{from} to {to}");
        let photo = blobs_of(&target).get(&blob).await.unwrap();
        assert_eq!(photo.as_deref(), Some(b"a photo".as_slice()));
        let (_, again) = pack(&target, None).await;
        assert!(files(&again) == files(&archive), "{from} to {to}: the same rows");
        let orphan = target.db.write((), |tx, ()| {
            Box::pin(async move { tx.exec(&VISIT, params!["nowhere", 1_i64]).await })
        });
        let orphan: Result<u64, StoreError> = orphan.await;
        assert!(matches!(orphan, Err(StoreError::Constraint(_))), "keys hold again: {orphan:?}");
        testdb::discard(&source).await;
        testdb::discard(&target).await;
    }
}

/// Writes a visit and an event together, again and again, and tells each.
async fn visit_forever(db: Db, told: std::sync::mpsc::Sender<()>) {
    for at in 1_000_000_i64.. {
        let done: Result<(), StoreError> = db
            .write(at, |tx, at| {
                Box::pin(async move {
                    tx.exec(&VISIT, params!["z", *at]).await?;
                    let now = tx.recorded_at();
                    ledger::append(tx, &event(&format!("visit:{}", at % 9), now)).await?;
                    Ok(())
                })
            })
            .await;
        done.unwrap();
        if told.send(()).is_err() {
            return;
        }
    }
}

async fn counts(db: &Db) -> (i64, i64, i64) {
    let counts: Result<_, StoreError> = db.read((), |tx, ()| Box::pin(tx.one(&COUNTS, &[]))).await;
    counts.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_taken_while_others_write_is_one_moment() {
    for engine in ["sqlite", "postgresql"] {
        let source = store(engine).await;
        fill(&source).await;
        let (told, writes) = std::sync::mpsc::channel();
        let writer = tokio::spawn(visit_forever(source.db.clone(), told));
        let (db, blobs) = (source.db.clone(), blobs_of(&source));
        let work = move || {
            let mut out = Vec::new();
            // At each report, others have committed several times more.
            let mut wait = |_: &str, _: u64| {
                for _ in 0..5 {
                    writes.recv().unwrap();
                }
            };
            backup::write(&db, &blobs, None, &mut out, &mut wait).map(|_| out)
        };
        let archive = tokio::task::spawn_blocking(work).await.unwrap().unwrap();
        writer.await.unwrap();
        let target = empty(engine).await;
        unpack(&target, None, archive).await.unwrap();
        let (visits, events, last) = counts(&target.db).await;
        assert_eq!(visits - 2_500, events - 2, "both halves of each write, or none");
        assert_eq!(last, if visits == 2_500 { 2_499 } else { 1_000_000 + visits - 2_501 });
        let (visits_now, ..) = counts(&source.db).await;
        assert!(visits_now > visits + 20, "others wrote meanwhile: {visits_now}");
        testdb::discard(&source).await;
        testdb::discard(&target).await;
    }
}

#[tokio::test]
async fn an_encrypted_backup_opens_with_its_key_only() {
    let source = store("sqlite").await;
    fill(&source).await;
    blobs_of(&source).put(vec![7; 200_000]).await.unwrap();
    let key = Key::random().unwrap();
    let (manifest, archive) = pack(&source, Some(key.clone())).await;
    let shows = |text: &[u8]| archive.windows(text.len()).any(|part| part == text);
    assert!(!shows(b"manifest.json") && !shows(b"place:z"), "nothing can be read");
    let target = empty("sqlite").await;
    let other = Key::random().unwrap();
    let wrong = unpack(&target, Some(other), archive.clone()).await;
    assert!(matches!(wrong, Err(BackupError::WrongKey)), "{wrong:?}");
    let none = unpack(&target, None, archive.clone()).await;
    assert!(matches!(none, Err(BackupError::NeedsKey)), "{none:?}");
    let written_down: Key = key.to_hex().parse().unwrap();
    assert_eq!(unpack(&target, Some(written_down), archive).await.unwrap(), manifest);
    let (_, plain) = pack(&source, None).await;
    let swapped = backup::check(Some(&key), plain.as_slice());
    assert!(matches!(swapped, Err(BackupError::NotEncrypted)), "{swapped:?}");
}

#[tokio::test]
async fn a_cut_archive_is_never_taken_for_a_whole_one() {
    let source = store("sqlite").await;
    fill(&source).await;
    blobs_of(&source).put(vec![7; 3_000]).await.unwrap();
    for key in [None, Some(Key::random().unwrap())] {
        let (_, archive) = pack(&source, key.clone()).await;
        // What follows the last entry of a plain archive is only zeros.
        let meant = if key.is_some() { archive.len() } else { archive.len() - 1024 - 400 };
        for length in (0..meant).step_by(509).chain([meant - 1]) {
            let cut = backup::check(key.as_ref(), &archive[..length]);
            assert!(
                matches!(
                    cut,
                    Err(BackupError::Damaged(_)
                        | BackupError::NotEncrypted
                        | BackupError::WrongKey)
                ),
                "{length} of {}: {cut:?}",
                archive.len()
            );
        }
    }
}

#[tokio::test]
async fn a_flipped_bit_is_found() {
    let source = store("sqlite").await;
    fill(&source).await;
    blobs_of(&source).put(vec![7; 3_000]).await.unwrap();
    for key in [None, Some(Key::random().unwrap())] {
        let (manifest, archive) = pack(&source, key.clone()).await;
        let mut found = 0;
        let places: Vec<usize> = (0..archive.len()).step_by(997).collect();
        for &place in &places {
            let mut flipped = archive.clone();
            flipped[place] ^= 4;
            match backup::check(key.as_ref(), flipped.as_slice()) {
                Err(_) => found += 1,
                // Padding between the files of a plain archive means nothing.
                Ok(same) => {
                    assert!(key.is_none() && archive[place] == 0, "at {place}");
                    assert_eq!(same, manifest);
                }
            }
        }
        assert!(found > places.len() * 9 / 10, "{found} of {}", places.len());
    }
}

#[tokio::test]
async fn a_failed_restore_leaves_the_store_empty_and_a_filled_one_is_refused() {
    for engine in ["sqlite", "postgresql"] {
        let source = store(engine).await;
        fill(&source).await;
        let (_, archive) = pack(&source, None).await;
        let mut damaged = archive.clone();
        let last = archive.windows(6).rposition(|part| part == b"\"00ff\"").unwrap();
        damaged[last + 1] = b'1';
        let target = empty(engine).await;
        let refused = unpack(&target, None, damaged).await;
        assert!(
            matches!(&refused, Err(BackupError::Damaged(text)) if text.contains("places")),
            "{refused:?}"
        );
        unpack(&target, None, archive.clone()).await.unwrap();
        let filled = unpack(&target, None, archive).await;
        assert!(matches!(filled, Err(BackupError::NotEmpty(_))), "{filled:?}");
        testdb::discard(&source).await;
        testdb::discard(&target).await;
    }
}

#[tokio::test]
async fn an_archive_this_program_does_not_know_is_refused_in_plain_words() {
    let source = store("sqlite").await;
    let (_, archive) = pack(&source, None).await;
    let (db, blobs) = (testdb::lite_empty().await, blobs_of(&source));
    let store = db.db.clone();
    let older_program = move || {
        let steps = migrate::MIGRATIONS;
        backup::restore(&store, &blobs, None, archive.as_slice(), steps, &mut |_, _| ())
    };
    let refused = tokio::task::spawn_blocking(older_program).await.unwrap();
    assert!(
        matches!(&refused, Err(BackupError::Schema(text)) if text.contains("newer version")),
        "{refused:?}"
    );
    let mut newer = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    let text = br#"{"format": 2, "unheard": "of"}"#;
    header.set_size(text.len() as u64);
    newer.append_data(&mut header, "manifest.json", text.as_slice()).unwrap();
    let refused = backup::check(None, newer.into_inner().unwrap().as_slice());
    assert!(matches!(refused, Err(BackupError::NewerFormat(2))), "{refused:?}");
    let stranger = backup::check(None, b"not an archive".as_slice());
    assert!(matches!(stranger, Err(BackupError::Damaged(_))), "{stranger:?}");
}

#[tokio::test]
async fn an_older_archive_is_brought_up_to_this_programs_schema() {
    const LATER: Migration = Migration {
        name: "20990102_0000_later",
        sql: "ALTER TABLE places ADD COLUMN later BIGINT NOT NULL DEFAULT 7",
    };
    let source = store("sqlite").await;
    fill(&source).await;
    let (_, archive) = pack(&source, None).await;
    let target = empty("sqlite").await;
    let (db, blobs) = (target.db.clone(), blobs_of(&target));
    let work = move || {
        let steps = [steps().as_slice(), &[LATER]].concat();
        backup::restore(&db, &blobs, None, archive.as_slice(), &steps, &mut |_, _| ())
    };
    tokio::task::spawn_blocking(work).await.unwrap().unwrap();
    let steps = [steps().as_slice(), &[LATER]].concat();
    let standing = migrate::standing(&target.db, &steps).await.unwrap();
    assert_eq!(standing, migrate::Standing::Current);
}
