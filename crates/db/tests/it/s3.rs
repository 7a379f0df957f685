//! Attachments in a bucket, against PyPI `moto[server]`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use db::StoreError;
use db::blobs::{Blobs, S3Settings};

struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// `None` when there is no Python with moto; says so.
    fn start() -> Option<Self> {
        #[expect(
            clippy::disallowed_methods,
            reason = "the interpreter is a setting of the test run"
        )]
        let Ok(python) = std::env::var("HUYING_PYTHON") else {
            return not_included("HUYING_PYTHON is not set");
        };
        let able = Command::new(&python).args(["-c", "import moto.server"]).output();
        if !able.is_ok_and(|done| done.status.success()) {
            return not_included("HUYING_PYTHON has no moto[server]");
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(python)
            .args(["-m", "moto.server", "-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, port };
        server.make_bucket();
        Some(server)
    }

    fn make_bucket(&self) {
        let mut connection = (0..600)
            .find_map(|_| {
                let connection = TcpStream::connect(("127.0.0.1", self.port)).ok();
                if connection.is_none() {
                    std::thread::sleep(Duration::from_millis(50));
                }
                connection
            })
            .expect("moto answers within 30 s");
        let request = "PUT /attachments HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        connection.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.contains(" 200 "), "{answer}");
    }

    fn blobs(&self, bucket: &str) -> Blobs {
        Blobs::s3(&S3Settings {
            endpoint: format!("http://127.0.0.1:{}", self.port),
            region: "us-east-1".into(),
            bucket: bucket.into(),
            access_key_id: "test".into(),
            secret_access_key: "test".into(),
        })
        .unwrap()
    }
}

fn not_included(why: &str) -> Option<Server> {
    // Past the test's capture, so that nobody takes silence for agreement.
    let _ = writeln!(std::io::stderr(), "attachments in a bucket: not included: {why}");
    None
}

#[tokio::test]
async fn a_bucket_keeps_what_a_folder_keeps() {
    let Some(server) = Server::start() else { return };
    let blobs = server.blobs("attachments");
    let digest = blobs.put(b"abc".to_vec()).await.unwrap();
    assert_eq!(blobs.put(b"abc".to_vec()).await.unwrap(), digest);
    let large = blobs.put(vec![7; 3_000_000]).await.unwrap();
    assert_eq!(blobs.get(&digest).await.unwrap().as_deref(), Some(b"abc".as_slice()));
    assert!(blobs.exists(&large).await.unwrap());
    let mut all = [digest, large];
    all.sort();
    assert_eq!(blobs.list().await.unwrap(), all);
    blobs.delete(&digest).await.unwrap();
    blobs.delete(&digest).await.unwrap();
    assert!(!blobs.exists(&digest).await.unwrap());
    assert_eq!(blobs.get(&digest).await.unwrap(), None);
    assert_eq!(blobs.list().await.unwrap(), [large]);
    let nowhere = server.blobs("nowhere").put(b"abc".to_vec()).await;
    assert!(matches!(nowhere, Err(StoreError::Unavailable(_))), "{nowhere:?}");
}
