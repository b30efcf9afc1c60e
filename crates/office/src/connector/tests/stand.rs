//! A server that stands in for a tool: a function from what was asked to what is said, behind a real socket.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use serde_json::{Value, json};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    pub query: BTreeMap<String, String>,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
    /// The body as it came.
    pub raw: String,
}

impl Asked {
    /// A number of the query, or another one.
    pub fn number(&self, name: &str, otherwise: usize) -> usize {
        self.query.get(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
    }

    /// A text of the query.
    pub fn text(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// What is said.
pub struct Said {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Value,
}

/// An answer without headers of its own.
pub fn said(status: u16, body: Value) -> Said {
    Said { status, headers: Vec::new(), body }
}

/// There is nothing at this address.
pub fn nothing() -> Said {
    said(404, json!({ "message": "Not Found" }))
}

/// A running server and what was asked of it.
#[derive(Clone)]
pub struct Stand {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stand {
    /// Opens a server that answers by `answer`.
    pub async fn open(answer: impl Fn(&Asked) -> Said + Send + Sync + 'static) -> Stand {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (noted, answer) = (Arc::clone(&asked), Arc::new(answer));
        let handler = move |request: Request| {
            let (noted, answer) = (Arc::clone(&noted), Arc::clone(&answer));
            async move {
                let one = read(request).await;
                noted.lock().expect("no test panicked").push(one.clone());
                let said = answer(&one);
                let mut response = Response::builder().status(said.status);
                let is_plain = said.headers.iter().any(|(name, _)| *name == "content-type");
                if !is_plain {
                    response = response.header("content-type", "application/json");
                }
                for (name, value) in said.headers {
                    response = response.header(name, value);
                }
                let body = match &said.body {
                    Value::Null => String::new(),
                    Value::String(text) if is_plain => text.clone(),
                    body => body.to_string(),
                };
                response.body(Body::from(body)).expect("a response")
            }
        };
        tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
        Stand { address, asked }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("no test panicked").clone()
    }

    /// How many requests begin with this method and path.
    pub fn count(&self, method: &str, path: &str) -> usize {
        let asked = self.asked.lock().expect("no test panicked");
        asked.iter().filter(|one| one.method == method && one.path.starts_with(path)).count()
    }
}

/// A server that takes requests and hangs up without a word.
pub struct Mute {
    pub address: SocketAddr,
    taken: Arc<AtomicUsize>,
}

impl Mute {
    /// Opens it.
    pub async fn open() -> Mute {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let taken = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut asked = vec![0; 64 * 1024];
                if tokio::io::AsyncReadExt::read(&mut stream, &mut asked).await.is_ok_and(|bytes| bytes > 0) {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
            }
        });
        Mute { address, taken }
    }

    /// How many requests it took.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::SeqCst)
    }
}

async fn read(request: Request) -> Asked {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.expect("a body");
    let query = crate::web::form::pairs(parts.uri.query().unwrap_or_default().as_bytes());
    let headers =
        parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
    Asked {
        method: parts.method.to_string(),
        path: crate::web::form::decode(parts.uri.path()),
        query: query.into_iter().collect(),
        headers: headers.collect(),
        body: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        raw: String::from_utf8_lossy(&bytes).into_owned(),
    }
}

/// `(id, ticket, type, field, old, new, seconds since the beginning, hidden)`
type Transaction = (i64, i64, &'static str, &'static str, String, String, i64, bool);

/// What a stand-in for Request Tracker holds.
#[derive(Default)]
pub struct Rt {
    pub transactions: Vec<Transaction>,
    pub tickets: BTreeMap<i64, RtTicket>,
    /// The account may not write: it is told 200 and nothing happens.
    pub reads_only: bool,
    /// Answers 500 to everything.
    pub is_down: bool,
    /// Loses the answer to the next new ticket, which is made all the same.
    pub loses_answer: bool,
    /// The life cycle of every queue; that of RT where it is empty.
    pub lifecycle: &'static str,
    /// Fields that somebody added to every queue.
    pub fields: Vec<&'static str>,
}

/// A ticket of the stand-in.
#[derive(Clone, Debug, Default)]
pub struct RtTicket {
    pub queue: i64,
    pub status: String,
    pub subject: String,
    pub said: Vec<String>,
}

/// The token that the stand-in for Request Tracker knows.
pub const RT_TOKEN: &str = "1-44-0123456789abcdef";

/// The time of a stand-in, as RT writes it: seconds after 08:00 of the first day of tests.
fn rt_time(seconds: i64) -> String {
    crate::testing::BEGINNING.plus_seconds(seconds).rfc3339()
}

impl Rt {
    /// Opens a server on it.
    pub async fn open(self) -> (Stand, Arc<Mutex<Rt>>) {
        let state = Arc::new(Mutex::new(self));
        let shared = Arc::clone(&state);
        let stand = Stand::open(move |asked| shared.lock().expect("no test panicked").answer(asked)).await;
        (stand, state)
    }

    fn answer(&mut self, asked: &Asked) -> Said {
        if self.is_down {
            return said(500, json!({ "message": "An internal server error occurred" }));
        }
        if asked.header("authorization") != format!("token {RT_TOKEN}") {
            return said(401, json!({ "message": "Unauthorized" }));
        }
        let Some(path) = asked.path.strip_prefix("/REST/2.0/") else { return nothing() };
        let parts: Vec<&str> = path.split('/').collect();
        match (asked.method.as_str(), parts.as_slice()) {
            ("GET", ["rt"]) => said(200, json!({ "Version": "5.0.3+dfsg-3~deb12u6" })),
            ("GET", ["user", id]) => {
                let name = match *id {
                    "44" => "smo-bot",
                    "40" => "anna",
                    "42" => "boris",
                    "6" => "Nobody",
                    _ => return nothing(),
                };
                said(200, json!({ "id": 1, "Name": name }))
            }
            ("GET", ["queues", "all"]) => {
                let queue = |id: &str, name: &str| json!({ "id": id, "Name": name, "type": "queue" });
                said(
                    200,
                    json!({ "items": [queue("3", "Incidents"), queue("4", "Requests")], "total": null, "pages": null }),
                )
            }
            ("GET", ["queue", id]) => {
                let field =
                    |(at, name): (usize, &&str)| json!({ "id": at.to_string(), "name": name, "type": "customfield" });
                let fields: Vec<Value> = self.fields.iter().enumerate().map(field).collect();
                let cycle = if self.lifecycle.is_empty() { "default" } else { self.lifecycle };
                said(200, json!({ "id": id, "Name": "Incidents", "Lifecycle": cycle, "TicketCustomFields": fields }))
            }
            ("GET", ["customfield", _]) => said(403, json!({ "message": "Forbidden" })),
            ("POST", ["transactions"]) => self.transactions(asked),
            ("GET", ["tickets"]) => self.search(asked.text("query")),
            ("POST", ["ticket"]) => self.create(&asked.body),
            ("GET", ["ticket", id]) => self.one(id),
            ("PUT", ["ticket", id]) => self.put(id, &asked.body),
            ("POST", ["ticket", id, "comment" | "correspond"]) => self.say(id, &asked.body),
            ("GET", ["ticket", id, "attachments"]) => match self.ticket(id) {
                Some((_, ticket)) => {
                    let items: Vec<Value> = ticket.said.iter().map(|one| json!({ "Content": one })).collect();
                    said(200, json!({ "items": items }))
                }
                None => nothing(),
            },
            ("GET", ["ticket", id, "history"]) => {
                let id: i64 = id.parse().unwrap_or(0);
                let own: Vec<Value> = match asked.number("page", 1) {
                    1 => self.transactions.iter().filter(|one| one.1 == id).map(row).collect(),
                    _ => Vec::new(),
                };
                said(200, json!({ "items": own, "total": null }))
            }
            _ => nothing(),
        }
    }

    /// Hidden rows are taken out after paging, as RT does.
    fn transactions(&self, asked: &Asked) -> Said {
        let condition = |field: &str| {
            let all = asked.body.as_array().cloned().unwrap_or_default();
            all.into_iter().find(|one| one["field"] == field).map(|one| one["value"].clone())
        };
        let after = condition("id").and_then(|value| value.as_i64()).unwrap_or(0);
        assert_eq!(condition("ObjectType"), Some(json!("RT::Ticket")), "only tickets are asked for");
        let mut all: Vec<_> = self.transactions.iter().filter(|one| one.0 > after).collect();
        all.sort_by_key(|one| one.0);
        if asked.text("order") == "DESC" {
            all.reverse();
        }
        let (page, size) = (asked.number("page", 1), asked.number("per_page", 20).min(100));
        let page = all.into_iter().skip((page - 1) * size).take(size);
        let items: Vec<Value> = page.filter(|one| !one.7).map(row).collect();
        said(200, json!({ "count": items.len(), "items": items, "total": null, "pages": null }))
    }

    fn search(&self, query: &str) -> Said {
        let found = self.tickets.iter().filter(|(id, ticket)| match query.strip_prefix("Subject LIKE '") {
            Some(part) => ticket.subject.contains(part.trim_end_matches('\'')),
            None if query.starts_with("Queue = ") => !query.contains(&format!("Status != '{}'", ticket.status)),
            None => query.split(" OR ").any(|one| one == format!("id={id}")),
        });
        let items: Vec<Value> = found
            .map(|(id, ticket)| {
                let queue = json!({ "id": ticket.queue.to_string(), "Name": if ticket.queue == 3 { "Incidents" } else { "Requests" } });
                json!({ "id": id.to_string(), "Queue": queue, "Status": ticket.status, "Priority": "10" })
            })
            .collect();
        said(200, json!({ "items": items, "total": items.len() }))
    }

    fn ticket(&self, id: &str) -> Option<(i64, &RtTicket)> {
        let id: i64 = id.parse().ok()?;
        self.tickets.get(&id).map(|ticket| (id, ticket))
    }

    fn one(&self, id: &str) -> Said {
        match self.ticket(id) {
            Some((id, ticket)) => {
                said(200, json!({ "id": id, "Status": ticket.status, "Subject": ticket.subject, "Priority": "10" }))
            }
            None => nothing(),
        }
    }

    fn create(&mut self, body: &Value) -> Said {
        if self.reads_only {
            return said(403, json!({ "message": "Forbidden" }));
        }
        let id = self.tickets.keys().last().map_or(1, |last| last + 1);
        let queue = body["Queue"].as_str().and_then(|queue| queue.parse().ok()).unwrap_or(0);
        let subject = body["Subject"].as_str().unwrap_or_default().to_owned();
        let words = body["Content"].as_str().unwrap_or_default().to_owned();
        self.tickets.insert(id, RtTicket { queue, status: "new".to_owned(), subject, said: vec![words] });
        if std::mem::take(&mut self.loses_answer) {
            return said(502, Value::Null);
        }
        said(201, json!({ "id": id.to_string(), "type": "ticket" }))
    }

    fn put(&mut self, id: &str, body: &Value) -> Said {
        let Some((id, _)) = self.ticket(id) else { return nothing() };
        if self.reads_only {
            return said(200, json!([format!("Ticket {id}: Permission Denied")]));
        }
        let ticket = self.tickets.get_mut(&id).expect("there");
        match body["Status"].as_str() {
            Some("new" | "open" | "stalled" | "resolved" | "rejected") => {
                ticket.status = body["Status"].as_str().unwrap_or_default().to_owned();
                said(200, json!([format!("Ticket {id}: Status changed")]))
            }
            Some(other) => {
                said(200, json!([format!("Ticket {id}: Status '{other}' isn't a valid status for this ticket.")]))
            }
            None => said(200, json!([])),
        }
    }

    fn say(&mut self, id: &str, body: &Value) -> Said {
        let Some((id, _)) = self.ticket(id) else { return nothing() };
        if self.reads_only {
            return said(201, json!(["Permission Denied"]));
        }
        let words = body["Content"].as_str().unwrap_or_default().to_owned();
        self.tickets.get_mut(&id).expect("there").said.push(words);
        said(201, json!(["Comments added"]))
    }

    /// Ten tickets of the queue of incidents, each walked from new to resolved, with everything that RT writes beside.
    pub fn walked() -> Rt {
        let mut rt = Rt::default();
        let mut id = 0;
        for ticket in 1..=10_i64 {
            let queue = if ticket <= 8 { 3 } else { 4 };
            rt.tickets.insert(
                ticket,
                RtTicket {
                    queue,
                    status: "resolved".to_owned(),
                    subject: format!("Ticket {ticket}"),
                    said: Vec::new(),
                },
            );
            let mut put = |kind, field, old: &str, new: &str, minutes: i64, hidden| {
                id += 1;
                let seconds = ticket * 3600 + minutes * 60 - 20 * 86_400;
                rt.transactions.push((id, ticket, kind, field, old.to_owned(), new.to_owned(), seconds, hidden));
            };
            put("Create", "", "", "", 0, false);
            put("EmailRecord", "", "", "", 0, true);
            put("Set", "Owner", "6", "40", 5, false);
            put("SetWatcher", "Owner", "6", "40", 5, false);
            put("Status", "Status", "new", "open", 5, false);
            put("Comment", "", "", "", 9, ticket % 2 == 0);
            put("Set", "Owner", "40", "42", 20, false);
            put("Status", "Status", "open", "resolved", 55, false);
        }
        rt
    }
}

fn row(one: &(i64, i64, &'static str, &'static str, String, String, i64, bool)) -> Value {
    let (id, ticket, kind, field, old, new, seconds, _) = one;
    json!({
        "id": id.to_string(), "type": "transaction", "ObjectId": ticket.to_string(), "Type": kind, "Field": field, "OldValue": old,
        "NewValue": new, "Created": rt_time(*seconds), "Creator": { "id": "anna", "Name": "anna" },
    })
}
