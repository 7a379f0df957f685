//! A door between the store and the server, which a test can shut.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

pub(crate) struct Gate {
    server: String,
    port: u16,
    keeper: JoinHandle<()>,
    cut: Arc<AtomicBool>,
}

impl Gate {
    /// `server` is `host:port`.
    pub(crate) async fn open(server: &str) -> Self {
        let cut = Arc::default();
        let (port, keeper) = keep(server, 0, &cut).await;
        Self { server: server.to_owned(), port, keeper, cut }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Ends all connections and takes no new ones.
    pub(crate) async fn shut(&mut self) {
        self.keeper.abort();
        // An aborted task says so; that is what was wanted.
        let _ = (&mut self.keeper).await;
    }

    pub(crate) async fn reopen(&mut self) {
        (_, self.keeper) = keep(&self.server, self.port, &self.cut).await;
    }

    /// Ends the connection that next asks for a COMMIT, before the server
    /// hears of it.
    pub(crate) fn cut_at_next_commit(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.keeper.abort();
    }
}

async fn keep(server: &str, port: u16, cut: &Arc<AtomicBool>) -> (u16, JoinHandle<()>) {
    let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (server, cut) = (server.to_owned(), Arc::clone(cut));
    let keeper = tokio::spawn(async move {
        let mut guests = JoinSet::new();
        while let Ok((guest, _)) = listener.accept().await {
            let host = TcpStream::connect(&server).await.unwrap();
            guests.spawn(lead(guest, host, Arc::clone(&cut)));
        }
    });
    (port, keeper)
}

/// Ends both directions as soon as one has ended.
async fn lead(guest: TcpStream, host: TcpStream, cut: Arc<AtomicBool>) {
    let (guest_says, guest_hears) = guest.into_split();
    let (host_says, host_hears) = host.into_split();
    tokio::select! {
        () = carry(guest_says, host_hears, Some(cut)) => {}
        () = carry(host_says, guest_hears, None) => {}
    }
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, cut: Option<Arc<AtomicBool>>) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(n @ 1..) = from.read(&mut buffer).await {
        let says_commit = buffer[..n].windows(6).any(|word| word == b"COMMIT");
        if says_commit && cut.as_ref().is_some_and(|cut| cut.swap(false, Ordering::SeqCst)) {
            return;
        }
        if to.write_all(&buffer[..n]).await.is_err() {
            return;
        }
    }
}
