//! One visit: who came, when, with which session, and the office's database to answer from.

use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};
use db::{Db, Tx};
use tokio::sync::{Semaphore, watch};

use crate::access::Actor;
use crate::clock::{Clock, Time};
use crate::config::{Config, limits};
use crate::failure::Failure;

/// How the door learns who holds a session; `people` provides it.
#[derive(Clone, Copy)]
pub struct Doorkeeper {
    /// The actor and the public id of the session behind a session token, if it is alive at `now`.
    pub recognise: fn(&mut Tx, &str, Time) -> Result<Option<Recognised>, db::Error>,
    /// Notes that the session was used at `now`.
    pub touch: fn(&mut Tx, &str, Time) -> Result<(), db::Error>,
    /// How many things wait for a person, given by id, and should not wait much longer.
    pub waiting: fn(&mut Tx, &str, Time) -> Result<u64, db::Error>,
}

/// A live session.
#[derive(Clone, Debug)]
pub struct Recognised {
    pub actor: Actor,
    pub session_id: String,
    pub seen_at: Time,
    /// What [`Doorkeeper::waiting`] counts; 0 where no page is asked for.
    pub waiting: u64,
}

/// The running office: one handle that every handler and job holds.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Db,
    clock: Clock,
    config: Config,
    doorkeeper: Doorkeeper,
    written: watch::Sender<()>,
    stopping: watch::Sender<bool>,
    hashing: Semaphore,
    office_name: RwLock<String>,
}

impl App {
    /// Puts the office together.
    #[must_use]
    pub fn new(db: Db, clock: Clock, config: Config, doorkeeper: Doorkeeper) -> App {
        let hashing = Semaphore::new(limits::PASSWORD_HASHES_AT_ONCE);
        let office_name = RwLock::new(String::new());
        let (written, stopping) = (watch::Sender::new(()), watch::Sender::new(false));
        App(Arc::new(Inner { db, clock, config, doorkeeper, written, stopping, hashing, office_name }))
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Time {
        self.0.clock.now()
    }

    /// The clock itself; tests turn it.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The settings.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// How sessions are recognised.
    #[must_use]
    pub fn doorkeeper(&self) -> Doorkeeper {
        self.0.doorkeeper
    }

    /// Tells whoever works on jobs that something was written.
    #[must_use]
    pub fn written(&self) -> watch::Receiver<()> {
        self.0.written.subscribe()
    }

    /// Tells them.
    pub fn wake(&self) {
        self.0.written.send_replace(());
    }

    /// Tells everything that works in the background to come to an end.
    pub fn stop(&self) {
        self.0.stopping.send_replace(true);
    }

    /// Whether the office is about to stop.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        *self.0.stopping.borrow()
    }

    /// Waits until the office is about to stop.
    pub async fn stopped(&self) {
        // The sender lives as long as this handle.
        let _ = self.0.stopping.subscribe().wait_for(|stopping| *stopping).await;
    }

    /// The name of the office, as last read from its settings.
    #[must_use]
    pub fn office_name(&self) -> String {
        self.0.office_name.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shows another name on every page from now on.
    pub fn show_office_name(&self, name: String) {
        *self.0.office_name.write().unwrap_or_else(PoisonError::into_inner) = name;
    }

    /// Permits for computing password hashes, so that many sign-ins cannot take all memory.
    #[must_use]
    pub fn hashing(&self) -> &Semaphore {
        &self.0.hashing
    }

    /// Runs a transaction that changes something and answers after the durable commit.
    ///
    /// # Errors
    /// What the closure fails with, or the database's own failure.
    pub async fn write<T, F>(&self, f: F) -> Result<T, Failure>
    where
        F: FnMut(&mut Tx) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let answer = self.0.db.write(f).await;
        if answer.is_ok() {
            self.wake();
        }
        answer
    }

    /// As [`App::write`], for what writes every row by which it decides; see [`db::Db::write_guarded`].
    ///
    /// # Errors
    /// As [`App::write`].
    pub async fn write_guarded<T, F>(&self, f: F) -> Result<T, Failure>
    where
        F: FnMut(&mut Tx) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        let answer = self.0.db.write_guarded(f).await;
        if answer.is_ok() {
            self.wake();
        }
        answer
    }

    /// Runs a transaction that only reads, on one snapshot.
    ///
    /// # Errors
    /// What the closure fails with, or the database's own failure.
    pub async fn read<T, F>(&self, f: F) -> Result<T, Failure>
    where
        F: FnMut(&mut Tx) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        self.0.db.read(f).await
    }
}

/// One request, as handlers see it.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub now: Time,
    /// Names this request in the log and on error pages.
    pub operation: String,
    pub method: Method,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub(super) recognised: Option<Recognised>,
}

impl Visit {
    /// The person who came.
    ///
    /// # Errors
    /// [`Failure::Forbidden`] when nobody is signed in; routes that need a person are declared so and never see it.
    pub fn actor(&self) -> Result<Actor, Failure> {
        self.recognised
            .as_ref()
            .map(|recognised| recognised.actor.clone())
            .ok_or_else(|| Failure::Forbidden { needs: "a sign-in".to_owned() })
    }

    /// The person who came, if anybody is signed in.
    #[must_use]
    pub fn person(&self) -> Option<&Actor> {
        self.recognised.as_ref().map(|recognised| &recognised.actor)
    }

    /// How many things wait for the person who came and should not wait much longer.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.recognised.as_ref().map_or(0, |recognised| recognised.waiting)
    }

    /// The public id of the session in use.
    #[must_use]
    pub fn session_id(&self) -> Option<&str> {
        self.recognised.as_ref().map(|recognised| recognised.session_id.as_str())
    }

    /// Runs a transaction that changes something; see [`App::write`].
    ///
    /// # Errors
    /// What the closure fails with, or the database's own failure.
    pub async fn write<T, F>(&self, f: F) -> Result<T, Failure>
    where
        F: FnMut(&mut Tx) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        self.app.write(f).await
    }

    /// As [`Visit::write`], for what writes every row by which it decides; see [`App::write_guarded`].
    ///
    /// # Errors
    /// As [`Visit::write`].
    pub async fn write_guarded<T, F>(&self, f: F) -> Result<T, Failure>
    where
        F: FnMut(&mut Tx) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        self.app.write_guarded(f).await
    }

    /// Runs a transaction that only reads; see [`App::read`].
    ///
    /// # Errors
    /// What the closure fails with, or the database's own failure.
    pub async fn read<T, F>(&self, f: F) -> Result<T, Failure>
    where
        F: FnMut(&mut Tx) -> Result<T, Failure> + Send + 'static,
        T: Send + 'static,
    {
        self.app.read(f).await
    }

    /// The value of a query parameter, decoded; the first where it is given twice.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<String> {
        let query = self.uri.query()?;
        super::form::pairs(query.as_bytes()).into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The request's own `Idempotency-Key`, if it carries one.
    ///
    /// # Errors
    /// When it is empty, too long or no plain text: what cannot be honoured is not passed over in silence.
    pub fn idempotency_key(&self) -> Result<Option<String>, Failure> {
        let Some(value) = self.headers.get("idempotency-key") else { return Ok(None) };
        let key = value.to_str().ok().filter(|key| (1..=limits::KEY_CHARS).contains(&key.len()));
        key.map(|key| Some(key.to_owned())).ok_or_else(|| Failure::Unreadable {
            sentence: format!("The Idempotency-Key must be 1 to {} plain characters.", limits::KEY_CHARS),
        })
    }

    /// Whether the answer is for a program: an address of the API, or a request that accepts JSON only.
    #[must_use]
    pub fn wants_json(&self) -> bool {
        wants_json(&self.uri, &self.headers)
    }
}

pub(super) fn wants_json(uri: &Uri, headers: &HeaderMap) -> bool {
    let accept = headers.get("accept").and_then(|value| value.to_str().ok()).unwrap_or("");
    // The page about the API is for people.
    (uri.path().starts_with("/api/") && uri.path() != "/api/docs")
        || (accept.contains("json") && !accept.contains("html"))
}

impl FromRequestParts<App> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Visit, Failure> {
        parts
            .extensions
            .get::<Visit>()
            .cloned()
            .ok_or_else(|| Failure::broken("a route was reached without passing the guard"))
    }
}
