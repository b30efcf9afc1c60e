//! Just enough HTTP/1.1 to drive the office from many threads: one connection, kept open, one request after the other.
//!
//! Absent: TLS, redirects, compression. Source: RFC 9112.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// How long an answer may take, seconds.
const ANSWER_S: u64 = 30;

/// The longest answer that is read, bytes.
const ANSWER_BYTES: usize = 64 * 1024 * 1024;

/// A request to be sent.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

/// A connection that stays open.
pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Request {
    /// `GET path`.
    pub fn get(path: &str) -> Request {
        Request { method: "GET", path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// `POST path` with an empty body.
    pub fn post(path: &str) -> Request {
        Request { method: "POST", ..Request::get(path) }
    }

    /// With a header.
    pub fn with(mut self, name: &'static str, value: &str) -> Request {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// With an encoded form as its body.
    pub fn form(self, form: &str) -> Request {
        self.body("application/x-www-form-urlencoded", form)
    }

    /// With a JSON document as its body.
    pub fn json(self, document: &str) -> Request {
        self.body("application/json", document)
    }

    fn body(mut self, kind: &str, body: &str) -> Request {
        self.body = body.as_bytes().to_vec();
        self.with("Content-Type", kind)
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += &format!("Content-Length: {}\r\n\r\n", self.body.len());
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }
}

impl Reply {
    /// The first value of a header, its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str())
    }
}

impl Connection {
    /// Connects to a port of this machine.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn open(port: u16) -> Result<Connection, String> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
        let wait = Some(Duration::from_secs(ANSWER_S));
        stream
            .set_read_timeout(wait)
            .and_then(|()| stream.set_write_timeout(wait))
            .map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Connection { stream: BufReader::new(stream) })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When the connection breaks or the answer is no HTTP.
    pub fn send(&mut self, request: &Request) -> Result<Reply, String> {
        self.stream.get_mut().write_all(&request.bytes()).map_err(|error| error.to_string())?;
        read(&mut self.stream)
    }
}

/// Reads one answer.
pub(super) fn read(stream: &mut impl BufRead) -> Result<Reply, String> {
    let first = line(stream)?;
    let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status: u16 = status.ok_or_else(|| format!("“{first}” is no status line of HTTP."))?;
    let mut headers = Vec::new();
    loop {
        let header = line(stream)?;
        if header.is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let value = |name: &str| headers.iter().find(|(one, _)| one == name).map(|(_, value)| value.as_str());
    let body = if value("transfer-encoding").is_some_and(|coding| coding.contains("chunked")) {
        chunks(stream)?
    } else {
        let length = value("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        exactly(stream, length)?
    };
    Ok(Reply { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

fn line(stream: &mut impl BufRead) -> Result<String, String> {
    let mut line = String::new();
    let read = stream.read_line(&mut line).map_err(|error| error.to_string())?;
    if read == 0 {
        return Err("The connection was closed.".to_owned());
    }
    Ok(line.trim_end().to_owned())
}

fn chunks(stream: &mut impl BufRead) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        let size = line(stream)?;
        let size = usize::from_str_radix(size.split(';').next().unwrap_or_default().trim(), 16)
            .map_err(|_| format!("“{size}” is no size of a chunk."))?;
        if body.len() + size > ANSWER_BYTES {
            return Err("The answer is too long.".to_owned());
        }
        body.extend(exactly(stream, size)?);
        line(stream)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn exactly(stream: &mut impl Read, length: usize) -> Result<Vec<u8>, String> {
    if length > ANSWER_BYTES {
        return Err("The answer is too long.".to_owned());
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).map_err(|error| error.to_string())?;
    Ok(body)
}
