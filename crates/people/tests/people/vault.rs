//! The vault against a store.

use std::time::Instant as Stopwatch;

use db::{StoreError, params};
use people::domain::disclosure::IdentityField;
use people::store::identities;
use people::vault::{self, Kek, NewIdentity, Vault, VaultError};
use testdb::{TestDb, each_engine};

use crate::house::{NAME, PHONE, house, store};

async fn fresh(t: &TestDb) -> (Vault, Kek) {
    let kek = Kek::generate().expect("a key");
    (Vault::open(&t.db, t.ids.clone(), &kek).await.expect("a vault"), kek)
}

fn person(name: &str, phone: &str, id_no: &str) -> NewIdentity {
    NewIdentity::default()
        .with(IdentityField::Name, name)
        .with(IdentityField::Phone, phone)
        .with(IdentityField::IdNo, id_no)
}

#[tokio::test]
async fn the_same_person_is_known_by_phone_or_document_and_by_nothing_else() {
    each_engine(people::MIGRATIONS, async |t| {
        let (vault, _) = fresh(t).await;
        let mut refs = Vec::new();
        for (name, phone, id_no) in [
            (NAME, PHONE, ""),
            ("匿名", "+86 138 1234 4528", ""),
            (NAME, "13900000000", "11010519491231002x"),
            ("", "", "11010519491231002X"),
            (NAME, "", ""),
            (NAME, "", ""),
        ] {
            let sealed = vault.seal(&person(name, phone, id_no)).unwrap();
            refs.push(sealed.reference);
            store(&t.db, sealed).await;
        }
        for (one, two, same) in
            [(0, 1, true), (0, 2, false), (2, 3, true), (4, 5, false), (4, 4, true)]
        {
            assert_eq!(vault.same_person(refs[one], refs[two]).await.unwrap(), same, "{one} {two}");
        }
        let others: Result<_, StoreError> =
            t.db.write(refs[0], |tx, one| Box::pin(vault::refs_of_same_person(tx, *one, 10))).await;
        assert_eq!(others.unwrap(), [refs[1]]);
        let uses: Result<_, StoreError> =
            t.db.read((), |tx, ()| Box::pin(identities::uses(tx, "2026-11-23"))).await;
        assert_eq!(uses.unwrap(), [("same_person".to_owned(), 6)]);
    })
    .await;
}

#[tokio::test]
async fn hints_are_masked_and_forgotten_people_leave_none() {
    each_engine(people::MIGRATIONS, async |t| {
        let (vault, _) = fresh(t).await;
        let sealed = vault.seal(&person(NAME, PHONE, "")).unwrap();
        let reference = sealed.reference;
        store(&t.db, sealed).await;
        let hint = vault.masked(reference).await.unwrap().unwrap();
        assert_eq!(hint.name.as_deref(), Some("李**"));
        assert_eq!(hint.phone.as_deref(), Some("138****4528"));
        let input = (reference, t.db.clock().now());
        let set: Result<(), StoreError> =
            t.db.write(input, |tx, (reference, at)| {
                Box::pin(vault::set_delete_after(tx, *reference, Some(*at)))
            })
            .await;
        set.unwrap();
        assert_eq!(vault::forget_due(&t.db).await.unwrap(), 1);
        assert_eq!(vault.masked(reference).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn another_key_is_refused_and_rotation_keeps_everything() {
    each_engine(people::MIGRATIONS, async |t| {
        let (vault, old) = fresh(t).await;
        let sealed = vault.seal(&person(NAME, PHONE, "")).unwrap();
        let reference = sealed.reference;
        store(&t.db, sealed).await;
        let new = Kek::generate().unwrap();
        let wrong = Vault::open(&t.db, t.ids.clone(), &new).await;
        assert!(matches!(wrong, Err(VaultError::WrongKey)));
        assert!(matches!(vault::rotate(&t.db, &new, &old).await, Err(VaultError::WrongKey)));
        assert_eq!(vault::rotate(&t.db, &old, &new).await.unwrap(), 2);
        let late = Vault::open(&t.db, t.ids.clone(), &old).await;
        assert!(matches!(late, Err(VaultError::WrongKey)));
        let reopened = Vault::open(&t.db, t.ids.clone(), &new).await.unwrap();
        let hint = reopened.masked(reference).await.unwrap().unwrap();
        assert_eq!(hint.name.as_deref(), Some("李**"));
    })
    .await;
}

db::statements! {
    /// Moves one person's name into another's row.
    SWAP = "UPDATE identities SET name = (SELECT i.name FROM identities i WHERE i.requester_ref = $2)
        WHERE requester_ref = $1";
    /// Puts a telephone where the name was.
    SHIFT = "UPDATE identities SET name = phone WHERE requester_ref = $1";
}

#[tokio::test]
async fn a_field_moved_to_another_row_or_column_does_not_open() {
    each_engine(people::MIGRATIONS, async |t| {
        let (vault, _) = fresh(t).await;
        let mut refs = Vec::new();
        for name in ["李晓明", "王建国", "赵敏"] {
            let sealed = vault.seal(&person(name, PHONE, "")).unwrap();
            refs.push(sealed.reference);
            store(&t.db, sealed).await;
        }
        let changed: Result<(), StoreError> =
            t.db.write((refs[0], refs[1], refs[2]), |tx, (one, two, three)| {
                Box::pin(async move {
                    tx.exec_one(&SWAP, params![*one, *two]).await?;
                    tx.exec_one(&SHIFT, params![*three]).await
                })
            })
            .await;
        changed.unwrap();
        assert!(matches!(vault.masked(refs[0]).await, Err(VaultError::Tampered)));
        assert!(vault.masked(refs[1]).await.unwrap().is_some());
        assert!(matches!(vault.masked(refs[2]).await, Err(VaultError::Tampered)));
    })
    .await;
}

#[tokio::test]
async fn nothing_personal_is_readable_in_the_files() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let house = house(&t).await;
    let browser = house.as_role(people::Role::UnitHandler).await;
    let order = house.order.to_string();
    let pairs = [
        ("order", order.as_str()),
        ("field", "phone"),
        ("purpose", "on_site"),
        ("reason", "上门查看"),
    ];
    let opened = house.post(&browser, "/desk/disclosures", &pairs).await;
    house.get(&browser, &opened.location).await.shows("138 1234 4528");
    let mut seen = 0;
    for file in std::fs::read_dir(&t.dir).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        seen += bytes.len();
        for personal in [PHONE, "138 1234 4528", "4528", NAME, "和平路 12 号 3 单元"] {
            let needle = personal.as_bytes();
            assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{personal}");
        }
    }
    assert!(seen > 50_000, "the files were read");
}

#[test]
fn the_key_file_is_made_once_and_for_its_owner_only() {
    let dir = std::env::temp_dir().join(format!("huying-key-{}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = dir.join("vault.key");
    Kek::from_file_or_new(&path).unwrap();
    let text = std::fs::read(&path).unwrap();
    Kek::from_file_or_new(&path).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    std::fs::write(&path, [7; 32]).unwrap();
    assert!(Kek::from_file(&path).is_ok(), "raw bytes are a key too");
    std::fs::write(&path, "too short").unwrap();
    let told = Kek::from_file(&path).unwrap_err().to_string();
    assert!(told.contains("vault.key"), "{told}");
    assert!(Kek::from_base64("AAAA").is_err());
    std::fs::remove_dir_all(&dir).unwrap();
}

#[tokio::test]
async fn sealing_is_quick() {
    let t = testdb::lite(people::MIGRATIONS).await;
    let (vault, _) = fresh(&t).await;
    let identity = person(NAME, PHONE, "");
    let rounds = 2_000;
    let start = Stopwatch::now();
    for _ in 0..rounds {
        vault.seal(&identity).unwrap();
    }
    let each = start.elapsed() / rounds;
    println!("sealing an identity takes {each:?}");
    // Generous, for unoptimised builds on a busy machine.
    assert!(each.as_micros() < 1_000, "{each:?}");
}
