//! The whole house on one screen: its migrations, its routes, and who listens to whom.

use axum::Router;
use db::{Db, Migration};

use crate::clock::Clock;
use crate::config::Config;
use crate::jobs::work::Workshop;
use crate::web::{App, Routes};
use crate::{admin, mail, people, web};

/// The schema, one text for both databases, in order.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "0001_ground", sql: include_str!("../../../migrations/0001_ground.sql") },
    Migration { name: "0002_people", sql: include_str!("../../../migrations/0002_people.sql") },
    Migration { name: "0003_worklist", sql: include_str!("../../../migrations/0003_worklist.sql") },
];

/// Everything that works in the background: jobs, listeners (up by journal) and clockwork.
pub const WORKSHOP: Workshop = Workshop { kinds: &[mail::jobs::MAIL], listeners: &[], clockwork: &[] };

/// Every address of the office.
#[must_use]
pub fn routes() -> Routes {
    Routes::new().and(web::page::routes()).and(people::pages::routes()).and(admin::pages::routes())
}

/// Opens the database of `config` and puts the office together.
///
/// # Errors
/// When the database cannot be opened or migrated.
pub fn open(config: Config, clock: Clock) -> Result<App, db::Error> {
    let db = Db::open(&config.database, MIGRATIONS)?;
    Ok(App::new(db, clock, config, people::session::DOORKEEPER))
}

/// The service that answers requests.
pub fn service(app: App) -> Router {
    routes().into_router(app)
}
