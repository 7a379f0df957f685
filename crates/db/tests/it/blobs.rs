//! Attachments in a folder.

use std::path::{Path, PathBuf};

use db::blobs::{Blobs, Digest};

fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("huying_blobs_{}_{name}", std::process::id()));
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn file_of(root: &Path, digest: &Digest) -> PathBuf {
    let name = digest.to_string();
    root.join(&name[..2]).join(&name[2..4]).join(&name)
}

#[tokio::test]
async fn what_is_put_is_got_back_under_its_digest() {
    let root = folder("roundtrip");
    let blobs = Blobs::dir(&root).unwrap();
    let digest = blobs.put(b"abc".to_vec()).await.unwrap();
    assert_eq!(
        digest.to_string(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    assert_eq!(blobs.put(b"abc".to_vec()).await.unwrap(), digest, "twice changes nothing");
    let empty = blobs.put(Vec::new()).await.unwrap();
    assert_eq!(blobs.get(&digest).await.unwrap().as_deref(), Some(b"abc".as_slice()));
    assert_eq!(blobs.get(&empty).await.unwrap(), Some(Vec::new()));
    assert!(blobs.exists(&digest).await.unwrap());
    std::fs::write(file_of(&root, &digest).with_extension("1-1.unfinished"), "a").unwrap();
    let mut all = vec![digest, empty];
    all.sort();
    assert_eq!(blobs.list().await.unwrap(), all, "unfinished files are no blobs");
    blobs.delete(&digest).await.unwrap();
    blobs.delete(&digest).await.unwrap();
    assert!(!blobs.exists(&digest).await.unwrap());
    assert_eq!(blobs.get(&digest).await.unwrap(), None);
    std::fs::remove_dir_all(root).unwrap();
}

#[tokio::test]
async fn a_damaged_file_is_told_and_mended_by_putting_it_again() {
    let root = folder("damaged");
    let blobs = Blobs::dir(&root).unwrap();
    let digest = blobs.put(b"abc".to_vec()).await.unwrap();
    std::fs::write(file_of(&root, &digest), "abd").unwrap();
    let told = blobs.get(&digest).await.unwrap_err().to_string();
    assert!(told.contains(&digest.to_string()) && told.contains("damaged"), "{told}");
    blobs.put(b"abc".to_vec()).await.unwrap();
    assert_eq!(blobs.get(&digest).await.unwrap().as_deref(), Some(b"abc".as_slice()));
    std::fs::remove_dir_all(root).unwrap();
}

#[tokio::test]
async fn the_same_bytes_put_by_many_at_once_are_kept_once() {
    let root = folder("many");
    let blobs = Blobs::dir(&root).unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..32 {
        let blobs = blobs.clone();
        tasks.spawn(async move { blobs.put(vec![7; 100_000]).await.unwrap() });
    }
    let digests = tasks.join_all().await;
    assert_eq!(blobs.list().await.unwrap(), [digests[0]]);
    let folder = file_of(&root, &digests[0]);
    let left = std::fs::read_dir(folder.parent().unwrap()).unwrap().count();
    assert_eq!(left, 1, "no unfinished file is left");
    std::fs::remove_dir_all(root).unwrap();
}
