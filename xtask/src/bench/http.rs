//! As much HTTP/1.1 as a measurement needs: keep-alive, lengths and chunks.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::Outcome;

/// A connection that is used again and again.
pub(crate) struct Client {
    address: String,
    reader: BufReader<TcpStream>,
    /// The other side wants a fresh connection for the next request.
    is_over: bool,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Client {
    pub(crate) fn connect(address: &str) -> Outcome<Self> {
        let reader = Self::open(address)?;
        Ok(Self { address: address.to_owned(), reader, is_over: false })
    }

    fn open(address: &str) -> Outcome<BufReader<TcpStream>> {
        let stream = TcpStream::connect(address).map_err(|error| format!("{address}: {error}"))?;
        let options = stream
            .set_nodelay(true)
            .and_then(|()| stream.set_read_timeout(Some(Duration::from_secs(60))));
        options.map_err(|error| format!("{address}: {error}"))?;
        Ok(BufReader::new(stream))
    }

    /// Sends a request and reads its answer.
    pub(crate) fn send(&mut self, request: &str) -> Outcome<Answer> {
        if self.is_over {
            self.reader = Self::open(&self.address)?;
        }
        let answer =
            self.exchange(request).map_err(|error| format!("the server broke off: {error}"))?;
        self.is_over = answer.header("connection").is_some_and(|word| word == "close");
        Ok(answer)
    }

    /// The same, where only one status will do.
    pub(crate) fn expect(&mut self, request: &str, status: u16) -> Outcome {
        let answer = self.send(request)?;
        if answer.status == status {
            Ok(())
        } else {
            let line = request.lines().next().unwrap_or_default();
            Err(format!("{line} answered {}", answer.status))
        }
    }

    fn exchange(&mut self, request: &str) -> std::io::Result<Answer> {
        self.reader.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        let mut headers = Vec::new();
        loop {
            line.clear();
            self.reader.read_line(&mut line)?;
            match line.trim_end().split_once(": ") {
                Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
                None => break,
            }
        }
        let mut answer = Answer { status, headers, body: Vec::new() };
        if let Some(length) = answer.header("content-length").and_then(|text| text.parse().ok()) {
            answer.body = vec![0; length];
            self.reader.read_exact(&mut answer.body)?;
        } else if answer.header("transfer-encoding").is_some() {
            self.read_chunks(&mut answer.body)?;
        }
        Ok(answer)
    }

    fn read_chunks(&mut self, body: &mut Vec<u8>) -> std::io::Result<()> {
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim(), 16).unwrap_or(0);
            let start = body.len();
            body.resize(start + length, 0);
            self.reader.read_exact(body.get_mut(start..).unwrap_or_default())?;
            self.reader.read_line(&mut line)?;
            if length == 0 {
                return Ok(());
            }
        }
    }
}

impl Answer {
    /// Bytes of the body as they were sent.
    pub(crate) fn length(&self) -> usize {
        self.body.len()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A text field of a JSON answer.
    pub(crate) fn field(&self, name: &str) -> Outcome<String> {
        let text = self.text();
        let value =
            text.split_once(&format!("\"{name}\":\"")).and_then(|(_, rest)| rest.split_once('"'));
        value.map(|(value, _)| value.to_owned()).ok_or_else(|| format!("no {name} in {text}"))
    }

    /// The first cookie it sets.
    pub(crate) fn cookie(&self) -> Option<String> {
        self.header("set-cookie")?.split(';').next().map(str::to_owned)
    }
}

/// A GET request.
pub(crate) fn get(path: &str, headers: &[(&str, &str)]) -> String {
    request("GET", path, headers, "")
}

/// A POST request.
pub(crate) fn post(path: &str, headers: &[(&str, &str)], body: &str) -> String {
    request("POST", path, headers, body)
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut text = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {}\r\n",
        body.len()
    );
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    text.push_str("\r\n");
    text.push_str(body);
    text
}

/// A value as a form sends it.
pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
