//! A test office: an in-process office on an empty database with a clock that tests turn, driven through its door.
//!
//! `each` runs a test on SQLite in memory and, where `MANDATE_TEST_POSTGRES` names a server, on PostgreSQL too. When an
//! office is dropped it asserts that no due job was left undone.

use std::future::Future;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use db::Db;
use tower::ServiceExt;

use crate::access::{Actor, Role};
use crate::app::{self, WORKSHOP};
use crate::clock::{Clock, Time};
use crate::config::Config;
use crate::jobs;
use crate::people::{self, Assignment, Person};
use crate::web::App;
use crate::web::guard::SESSION_COOKIE;

/// The instant at which every test office begins: 2026-11-02T08:00:00Z, a Monday.
pub const BEGINNING: Time = Time(1_793_606_400_000_000);

/// An office under test.
pub struct Office {
    pub app: App,
    router: Router,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: axum::http::HeaderMap,
    pub body: String,
}

/// Runs `test` on an office on every database at hand.
pub fn each<F, Fut>(name: &str, test: F)
where
    F: Fn(Office) -> Fut,
    Fut: Future<Output = ()>,
{
    each_with(name, |db| test(Office::on(db)));
}

/// Runs `test` with every database at hand; the test opens its own office on it.
pub fn each_with<F, Fut>(name: &str, test: F)
where
    F: Fn(Db) -> Fut,
    Fut: Future<Output = ()>,
{
    db::testing::each(name, app::MIGRATIONS, |db| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
        runtime.block_on(test(db));
    });
}

/// The settings of a test office.
pub fn config() -> Config {
    Config {
        data: std::env::temp_dir(),
        listen: ([127, 0, 0, 1], 0).into(),
        database: String::new(),
        public_url: "http://office.test".to_owned(),
        smtp: None,
        mail_from: "office@office.test".to_owned(),
        key_file: None,
        demo: false,
    }
}

impl Office {
    /// An office on a database that was just migrated.
    pub fn on(db: Db) -> Office {
        Office::with(db, config())
    }

    /// An office with settings of its own.
    pub fn with(db: Db, config: Config) -> Office {
        let app = App::new(db, Clock::set(BEGINNING), config, crate::app::DOORKEEPER);
        let router = app::service(app.clone());
        Office { app, router }
    }

    /// Adds a person who holds the roles for the whole office, signed in; returns how to act and how to come in.
    pub async fn person(&self, name: &str, roles: &[Role]) -> Guest {
        self.person_on(name, roles, None).await
    }

    /// Adds a person who holds the roles for one process.
    pub async fn person_on(&self, name: &str, roles: &[Role], process_id: Option<&str>) -> Guest {
        let now = self.app.now();
        let person = Person {
            id: uuid::Uuid::now_v7().to_string(),
            name: name.to_owned(),
            email: format!("{}@office.test", name.to_lowercase().replace(' ', ".")),
            title: String::new(),
            unit_id: None,
            created_at: now,
            disabled_at: None,
        };
        let assignments: Vec<Assignment> = roles
            .iter()
            .map(|role| Assignment {
                id: uuid::Uuid::now_v7().to_string(),
                person_id: person.id.clone(),
                role: *role,
                process_id: process_id.map(str::to_owned),
                process_label: process_id.map(str::to_owned),
                starts_at: now,
                ends_at: None,
                granted_by: String::new(),
            })
            .collect();
        let written = person.clone();
        let token = self
            .app
            .write(move |tx| {
                people::store::insert(tx, &written, None)?;
                for assignment in &assignments {
                    people::store::assign(tx, assignment)?;
                }
                Ok(people::session::open(tx, &written.id, "test", now)?)
            })
            .await
            .expect("a person can be added");
        let id = person.id.clone();
        let holdings =
            self.app.read(move |tx| Ok(people::store::holdings(tx, &id, now)?)).await.expect("holdings can be read");
        let actor = Actor { person_id: person.id.clone(), name: person.name.clone(), holdings };
        Guest { person, actor, token }
    }

    /// Asks for a page or a file.
    pub async fn get(&self, path: &str, guest: Option<&Guest>) -> Reply {
        self.send(request("GET", path, guest).body(Body::empty()).expect("a request")).await
    }

    /// Sends a form.
    pub async fn post(&self, path: &str, guest: Option<&Guest>, fields: &[(&str, &str)]) -> Reply {
        let body: Vec<String> = fields
            .iter()
            .map(|(key, value)| format!("{}={}", crate::web::form::encode(key), crate::web::form::encode(value)))
            .collect();
        let request = request("POST", path, guest)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .expect("a request");
        self.send(request).await
    }

    /// Sends JSON.
    pub async fn json(&self, method: &str, path: &str, guest: Option<&Guest>, body: &serde_json::Value) -> Reply {
        let request = request(method, path, guest)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .body(Body::from(body.to_string()))
            .expect("a request");
        self.send(request).await
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.expect("the router never fails");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        Reply { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// Lets listeners and jobs work until nothing is due.
    pub async fn settle(&self) {
        while jobs::work::round(&self.app, WORKSHOP).await > 0 {}
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let now = self.app.now();
        let due = self.app.db().read_now(move |tx| jobs::store::due(tx, now, &jobs::store::Wanted::all())).unwrap_or(0);
        assert_eq!(due, 0, "a due job was left undone; call settle() at the end of the test");
    }
}

/// Somebody with a session.
#[derive(Clone)]
pub struct Guest {
    pub person: Person,
    pub actor: Actor,
    pub token: String,
}

impl Reply {
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as JSON.
    pub fn value(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }
}

/// A request as a browser on the office's own pages sends it.
pub fn request(method: &str, path: &str, guest: Option<&Guest>) -> axum::http::request::Builder {
    let builder = Request::builder().method(method).uri(path).header("sec-fetch-site", "same-origin");
    match guest {
        Some(guest) => builder.header(header::COOKIE, format!("{SESSION_COOKIE}={}", guest.token)),
        None => builder,
    }
}

/// A file of the published test data, where it is at hand: in the folder that `MANDATE_DATA` names, or beside the project.
pub fn data(path: &str) -> Option<std::path::PathBuf> {
    let beside = || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MANDATE_DATA").map_or_else(beside, std::path::PathBuf::from);
    Some(folder.join(path)).filter(|path| path.exists())
}
