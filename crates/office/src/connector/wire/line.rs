//! A line to one tool: requests one after the other over one connection, each bounded and noted without secrets.

use std::collections::BTreeMap;
use std::time::Instant;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::{Method, Request, Response};
use serde_json::Value;

use super::open::{Opened, Way};
use super::target::Target;
use super::trouble::{Trouble, Why};
use crate::clock::{Clock, Time};

/// The largest answer, bytes.
pub const ANSWER_BYTES: usize = 10 * 1024 * 1024;
/// Calls held until they are handed over; of more the newest are.
const CALLS_HELD: usize = 500;
/// Redirects that are followed within the tool's own origin.
const REDIRECTS: usize = 3;

/// A call as administrators see it afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub at: Time,
    pub method: String,
    /// Without the query, which may hold what people wrote.
    pub path: String,
    /// 0 where no answer came.
    pub status: i64,
    pub ms: i64,
    pub bytes: i64,
    /// What went wrong; empty where nothing did.
    pub trouble: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    /// A header of the answer as text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is something else, for example the page of a proxy.
    pub fn json(&self) -> Result<Value, Trouble> {
        serde_json::from_slice(&self.body).map_err(|_| {
            let kind = self.header("content-type").unwrap_or("nothing known").split(';').next().unwrap_or_default();
            let kind: String = kind.chars().filter(|c| !c.is_control()).take(60).collect();
            Trouble::answer(format!(
                "The answer ({} with {kind}) is not the JSON of this tool. Look at the address: is it the tool itself, and not a \
                 sign-in page or a proxy?",
                self.status
            ))
        })
    }

    /// Seconds after which the tool wants to be asked again.
    #[must_use]
    pub fn retry_after_s(&self) -> Option<i64> {
        self.header("retry-after")?.trim().parse().ok().filter(|seconds| (0..=86_400).contains(seconds))
    }
}

/// What is sent.
struct Body {
    /// The content type.
    kind: String,
    bytes: Bytes,
}

/// A line to one tool.
pub struct Line {
    way: Way,
    target: Target,
    clock: Clock,
    headers: HeaderMap,
    kept: Option<Opened>,
    /// Whether the request under way has left, so that it may be carried out.
    is_sent: bool,
    calls: Vec<Call>,
    known: BTreeMap<String, String>,
}

impl Line {
    /// A line that is not connected yet.
    #[must_use]
    pub fn new(way: Way, target: Target, clock: Clock) -> Line {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(concat!("Mandate/", env!("CARGO_PKG_VERSION"))));
        Line { way, target, clock, headers, kept: None, is_sent: false, calls: Vec::new(), known: BTreeMap::new() }
    }

    /// Sends a header with every request from now on; it may hold a secret.
    ///
    /// # Errors
    /// When the value cannot stand in a header.
    pub fn carry(&mut self, name: &str, value: &str) -> Result<(), Trouble> {
        let unsendable =
            || Trouble::new(Why::Credential, "The credential holds characters that cannot be sent. Enter it anew.");
        let mut value = HeaderValue::from_str(value).map_err(|_| unsendable())?;
        value.set_sensitive(true);
        self.headers.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable())?, value);
        Ok(())
    }

    /// Whether every request carries this header already.
    #[must_use]
    pub fn carries(&self, name: &str) -> bool {
        self.headers.contains_key(name)
    }

    /// What was learned on this line under a key, so that it need not be asked again.
    #[must_use]
    pub fn known(&self, key: &str) -> Option<String> {
        self.known.get(key).cloned()
    }

    /// Remembers something as long as the line lasts.
    pub fn learn(&mut self, key: impl Into<String>, value: impl Into<String>) {
        self.known.insert(key.into(), value.into());
    }

    /// Where the tool is.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The calls so far, which are handed over.
    pub fn take_calls(&mut self) -> Vec<Call> {
        std::mem::take(&mut self.calls)
    }

    /// `GET path` below the tool's address.
    ///
    /// # Errors
    /// When no answer came that can be used; any status counts as an answer.
    pub async fn get(&mut self, path: &str) -> Result<Reply, Trouble> {
        self.call(&Method::GET, path, None).await
    }

    /// Sends a body of another kind, such as a form with files.
    ///
    /// # Errors
    /// As [`Line::get`].
    pub async fn post(&mut self, path: &str, kind: &str, body: Vec<u8>) -> Result<Reply, Trouble> {
        self.call(&Method::POST, path, Some(&Body { kind: kind.to_owned(), bytes: Bytes::from(body) })).await
    }

    /// A line to another place under the same rules, without what this one carries.
    #[must_use]
    pub fn beside(&self, target: Target) -> Line {
        Line::new(self.way.clone(), target, self.clock.clone())
    }

    /// Takes over the calls of a line that was beside this one, each with the host that it went to.
    pub fn absorb(&mut self, mut other: Line) {
        let host = other.target.bracketed();
        let calls = other.take_calls().into_iter();
        self.calls.extend(calls.map(|call| Call { path: format!("{host}{}", call.path), ..call }));
    }

    /// Any method without a body.
    ///
    /// # Errors
    /// As [`Line::get`].
    pub async fn ask(&mut self, method: &str, path: &str) -> Result<Reply, Trouble> {
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| Trouble::answer("No such method."))?;
        self.call(&method, path, None).await
    }

    /// Sends JSON.
    ///
    /// # Errors
    /// As [`Line::get`].
    pub async fn send(&mut self, method: &str, path: &str, body: &Value) -> Result<Reply, Trouble> {
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| Trouble::answer("No such method."))?;
        let body = Body { kind: "application/json".to_owned(), bytes: Bytes::from(body.to_string()) };
        self.call(&method, path, Some(&body)).await
    }

    /// Sends a text that is JSON already, to the byte.
    ///
    /// # Errors
    /// As [`Line::get`].
    pub async fn send_text(&mut self, method: &str, path: &str, text: String) -> Result<Reply, Trouble> {
        let method = Method::from_bytes(method.as_bytes()).map_err(|_| Trouble::answer("No such method."))?;
        self.call(&method, path, Some(&Body { kind: "application/json".to_owned(), bytes: Bytes::from(text) })).await
    }

    async fn call(&mut self, method: &Method, path: &str, body: Option<&Body>) -> Result<Reply, Trouble> {
        let mut path = format!("{}{path}", self.target.path);
        for _ in 0..=REDIRECTS {
            let reply = self.noted(method, &path, body).await?;
            if !matches!(reply.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(reply);
            }
            let location = reply.header("location").unwrap_or_default().to_owned();
            match self.target.same_origin(&location).filter(|_| *method == Method::GET) {
                Some(next) => path = next,
                None => return Err(self.moved(&location)),
            }
        }
        Err(Trouble::new(Why::Moved, format!("{} leads round in a circle.", self.target.origin())))
    }

    fn moved(&self, location: &str) -> Trouble {
        let location: String = location.chars().filter(|c| !c.is_control()).take(200).collect();
        let location = location.split('?').next().unwrap_or_default();
        let sentence = format!(
            "{} sends us on to “{location}”. Credentials are not taken elsewhere; if that is the tool, write its address into the \
             connector.",
            self.target.origin()
        );
        Trouble::new(Why::Moved, sentence)
    }

    /// One exchange, noted whatever becomes of it.
    async fn noted(&mut self, method: &Method, path: &str, body: Option<&Body>) -> Result<Reply, Trouble> {
        let (at, began) = (self.clock.now(), Instant::now());
        let limit = self.way.pace.call;
        self.is_sent = false;
        let mut outcome = match tokio::time::timeout(limit, self.exchange(method, path, body)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let (origin, seconds) = (self.target.origin(), limit.as_secs());
                let sentence = format!("{origin} took longer than {seconds} seconds for one answer.");
                Err(Trouble::new(Why::Slow, sentence))
            }
        };
        if let Err(trouble) = &mut outcome {
            self.kept = None;
            trouble.may_be_done = self.is_sent;
        }
        if self.calls.len() >= 2 * CALLS_HELD {
            self.calls.drain(..CALLS_HELD);
        }
        self.calls.push(Call {
            at,
            method: method.to_string(),
            path: path.split('?').next().unwrap_or_default().chars().take(300).collect(),
            status: outcome.as_ref().map_or(0, |reply| i64::from(reply.status)),
            ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
            bytes: outcome.as_ref().map_or(0, |reply| i64::try_from(reply.body.len()).unwrap_or(i64::MAX)),
            trouble: outcome.as_ref().err().map(|trouble| trouble.sentence.clone()).unwrap_or_default(),
        });
        outcome
    }

    async fn exchange(&mut self, method: &Method, path: &str, body: Option<&Body>) -> Result<Reply, Trouble> {
        let mut kept = self.kept.take();
        let reused = match &mut kept {
            Some(opened) => opened.sender.ready().await.is_ok(),
            None => false,
        };
        let mut opened = match kept.filter(|_| reused) {
            Some(opened) => opened,
            None => self.way.open(&self.target).await?,
        };
        let request = self.request(method, path, body)?;
        self.is_sent = true;
        let answered = match opened.sender.send_request(request).await {
            Ok(response) => Ok(response),
            // A kept connection that the tool had closed already carried nothing over.
            Err(error) if reused && (error.is_canceled() || *method == Method::GET) => {
                self.is_sent = false;
                opened = self.way.open(&self.target).await?;
                self.is_sent = true;
                opened.sender.send_request(self.request(method, path, body)?).await
            }
            Err(error) => Err(error),
        };
        let response = answered.map_err(|error| {
            // What was cancelled never left.
            self.is_sent &= !error.is_canceled();
            Trouble::new(Why::Unreachable, format!("{} broke the answer off: {error}.", self.target.origin()))
        })?;
        let reply = self.taken(response).await?;
        self.kept = Some(opened);
        Ok(reply)
    }

    fn request(&self, method: &Method, path: &str, body: Option<&Body>) -> Result<Request<Full<Bytes>>, Trouble> {
        let unwritable = |_| Trouble::new(Why::Address, "The address of the request cannot be written.");
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .body(Full::new(body.map(|body| body.bytes.clone()).unwrap_or_default()))
            .map_err(unwritable)?;
        let host = self.target.origin();
        let host = host.split_once("://").map_or("", |(_, host)| host);
        let headers = request.headers_mut();
        headers.clone_from(&self.headers);
        if let Ok(host) = HeaderValue::from_str(host) {
            headers.insert(header::HOST, host);
        }
        if let Some(body) = body {
            let kind = HeaderValue::from_str(&body.kind).map_err(|_| Trouble::answer("No such kind of body."))?;
            headers.insert(header::CONTENT_TYPE, kind);
        }
        Ok(request)
    }

    async fn taken(&self, response: Response<Incoming>) -> Result<Reply, Trouble> {
        let (parts, mut body) = response.into_parts();
        let too_large = || {
            let limit = ANSWER_BYTES / 1024 / 1024;
            let sentence = format!("{} answers with more than {limit} MiB, which is not taken.", self.target.origin());
            Trouble::new(Why::TooLarge, sentence)
        };
        if parts.headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            let sentence = format!("{} packs its answers although we did not ask for it.", self.target.origin());
            return Err(Trouble::answer(sentence));
        }
        let mut bytes = Vec::new();
        loop {
            let frame = tokio::time::timeout(self.way.pace.silent, body.frame()).await.map_err(|_| {
                let (origin, seconds) = (self.target.origin(), self.way.pace.silent.as_secs());
                let sentence = format!("{origin} fell silent for {seconds} seconds within an answer.");
                Trouble::new(Why::Slow, sentence)
            })?;
            let Some(frame) = frame else { break };
            let frame = frame.map_err(|error| {
                Trouble::new(Why::Unreachable, format!("{} broke the answer off: {error}.", self.target.origin()))
            })?;
            if let Some(data) = frame.data_ref() {
                if bytes.len() + data.len() > ANSWER_BYTES {
                    return Err(too_large());
                }
                bytes.extend_from_slice(data);
            }
        }
        Ok(Reply { status: parts.status.as_u16(), headers: parts.headers, body: bytes })
    }
}
