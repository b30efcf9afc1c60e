//! The route table: each address with its method, who may enter, and the handler.
//!
//! Absent: wildcards and nested routers; the table is flat so that it can be printed, knocked at and documented.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::{Method, StatusCode};
use axum::routing::{MethodFilter, on};
use tower_http::timeout::TimeoutLayer;

use crate::access::{Actor, Permission};
use crate::config::limits;
use crate::web::App;

/// Who may enter an address. Scope (this process, this improvement) is checked by the command behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, signed in or not.
    Public,
    /// Anybody with a session.
    SignedIn,
    /// Whoever holds the permission somewhere.
    May(Permission),
}

impl Access {
    /// Whether `actor` may enter.
    #[must_use]
    pub fn admits(self, actor: Option<&Actor>) -> bool {
        match (self, actor) {
            (Access::Public, _) | (Access::SignedIn, Some(_)) => true,
            (Access::May(permission), Some(actor)) => actor.may_somewhere(permission),
            (_, None) => false,
        }
    }

    /// The access in words, for the table of doors.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Access::Public => "public".to_owned(),
            Access::SignedIn => "signed in".to_owned(),
            Access::May(permission) => format!("may {permission:?}"),
        }
    }
}

/// One door: what the table says about a route.
#[derive(Clone, Debug)]
pub struct Door {
    pub method: Method,
    pub path: &'static str,
    pub access: Access,
}

/// Refuses a request that takes longer.
fn within(seconds: u64) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds))
}

/// The routes of a slice, or of the whole house.
#[derive(Default)]
pub struct Routes {
    doors: Vec<Door>,
    router: Router<App>,
}

impl Routes {
    /// No routes yet.
    #[must_use]
    pub fn new() -> Routes {
        Routes::default()
    }

    /// Declares `GET path`.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.declare(Method::GET, MethodFilter::GET, path, access, handler.layer(within(limits::REQUEST_S)))
    }

    /// Declares `POST path`.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.declare(Method::POST, MethodFilter::POST, path, access, handler.layer(within(limits::REQUEST_S)))
    }

    /// Declares `POST path` for a file: the body may be as large as [`limits::UPLOAD_BYTES`] and take [`limits::UPLOAD_S`].
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        // The parts around the file take some room too.
        let limit = DefaultBodyLimit::max(limits::UPLOAD_BYTES + limits::FORM_BYTES);
        let handler = handler.layer(limit).layer(within(limits::UPLOAD_S));
        self.declare(Method::POST, MethodFilter::POST, path, access, handler)
    }

    /// Declares `PUT path`.
    #[must_use]
    pub fn put<H, T>(self, path: &'static str, access: Access, handler: H) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.declare(Method::PUT, MethodFilter::PUT, path, access, handler.layer(within(limits::REQUEST_S)))
    }

    fn declare<H, T>(
        mut self,
        method: Method,
        filter: MethodFilter,
        path: &'static str,
        access: Access,
        handler: H,
    ) -> Routes
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let handler = handler.layer(axum::middleware::from_fn_with_state(access, super::guard::enter));
        self.router = self.router.route(path, on(filter, handler));
        self.doors.push(Door { method, path, access });
        self
    }

    /// Adds the routes of another slice.
    #[must_use]
    pub fn and(mut self, other: Routes) -> Routes {
        self.doors.extend(other.doors);
        self.router = self.router.merge(other.router);
        self
    }

    /// Every declared door, in the order of declaration.
    #[must_use]
    pub fn doors(&self) -> &[Door] {
        &self.doors
    }

    /// The router of all declared routes, behind the guard.
    pub fn into_router(self, app: App) -> Router {
        super::guard::around(self.router, app)
    }
}
