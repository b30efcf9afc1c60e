//! A session with a tool: opened with the connector's credential, used for one piece of work, and closed with what became of it.
//!
//! Nothing outside is called within a transaction. While a connector rests after failures no session is opened, but for one try
//! when the rest is over. Absent: what is said to the tool (`tool`).

use std::net::SocketAddr;

use super::engine::{self, Settings};
use super::model::{Connector, Health};
use super::secret::Key;
use super::store;
use super::tool;
use super::wire::{Inside, Line, Names, Pace, Target, Trouble, Way, Why};
use crate::clock::Time;
use crate::failure::Failure;
use crate::web::App;

/// How long the one try after a rest may take before another one is let, seconds.
const TRY_S: i64 = 120;

/// A session with a tool.
pub struct Session {
    pub connector: Connector,
    pub line: Line,
}

impl Session {
    /// Opens a session with the tool of a connector. Nothing is called yet, except where a tool wants a session of its own.
    ///
    /// # Errors
    /// Why it cannot be used now, as a sentence; what broke on our side as a trouble too, so that callers have one way to go on.
    pub async fn open(app: &App, connector_id: &str) -> Result<Session, Trouble> {
        let (id, now) = (connector_id.to_owned(), app.now());
        let read = app
            .write(move |tx| {
                let connector = store::by_id(tx, &id)?;
                let rests = connector.health.rests(now);
                // Of those that waited behind a rest, one goes first.
                let waited = connector.health.rests_until.is_some() && rests.is_none();
                let first = !waited || store::claim_try(tx, &id, now, now.plus_seconds(TRY_S))?;
                let settings = engine::store::settings(tx, &id)?;
                Ok((connector, store::credential(tx, &id)?, store::inside(tx)?, settings, rests, first))
            })
            .await;
        let (connector, sealed, inside, settings, rests, first) = read.map_err(|failure| ours(&failure))?;
        usable(&connector, rests, first)?;
        Session::with(app, connector, sealed, inside, &settings)
    }

    /// Opens a session for a trial: a rest does not keep somebody from looking whether the tool is well again.
    ///
    /// # Errors
    /// As [`Session::open`].
    pub async fn open_to_try(app: &App, connector_id: &str) -> Result<Session, Trouble> {
        let id = connector_id.to_owned();
        let read = app
            .read(move |tx| {
                let settings = engine::store::settings(tx, &id)?;
                Ok((store::by_id(tx, &id)?, store::credential(tx, &id)?, store::inside(tx)?, settings))
            })
            .await;
        let (connector, sealed, inside, settings) = read.map_err(|failure| ours(&failure))?;
        Session::with(app, connector, sealed, inside, &settings)
    }

    fn with(
        app: &App,
        connector: Connector,
        sealed: Option<Vec<u8>>,
        inside: Vec<Inside>,
        settings: &Settings,
    ) -> Result<Session, Trouble> {
        let target =
            Target::read(&connector.address).map_err(|refusal| Trouble::new(Why::Address, refusal.sentence))?;
        let secret = secret(app, &connector, sealed)?;
        let mut line = Line::new(way(app.config().listen, inside), target, app.clock().clone());
        if connector.kind.engine().is_some() {
            engine::sign_in(&mut line, &connector.account, &secret, settings)?;
        } else {
            tool::sign_in(connector.kind, &mut line, &connector.account, &secret)?;
        }
        Ok(Session { connector, line })
    }

    /// Notes the calls so far and how the work went.
    ///
    /// # Errors
    /// The database's.
    pub async fn close(&mut self, app: &App, outcome: Result<(), &Trouble>) -> Result<(), Failure> {
        let (id, calls, now) = (self.connector.id.clone(), self.line.take_calls(), app.now());
        let outcome = outcome.map_err(Clone::clone);
        app.write(move |tx| {
            store::note_calls(tx, &id, &calls)?;
            let health: Health = store::by_id(tx, &id)?.health;
            Ok(store::note_health(tx, &id, &health.after(now, outcome.as_ref().copied()))?)
        })
        .await
    }
}

/// The credential as it is sent; empty where none is needed.
fn secret(app: &App, connector: &Connector, sealed: Option<Vec<u8>>) -> Result<String, Trouble> {
    match sealed {
        None if !connector.kind.needs_credential() => Ok(String::new()),
        None => {
            let told = format!("{} has no credential yet. An administrator enters it.", connector.name);
            Err(Trouble::new(Why::Credential, told))
        }
        Some(sealed) => Key::of_office(app.config())
            .and_then(|key| key.open(&connector.id, &sealed))
            .map_err(|failure| Trouble::new(Why::Credential, failure.sentence())),
    }
}

/// The way out of an office.
fn way(own: SocketAddr, inside: Vec<Inside>) -> Way {
    Way { names: Names::System, inside, own, pace: Pace::USUAL }
}

fn usable(connector: &Connector, rests: Option<Time>, first: bool) -> Result<(), Trouble> {
    let name = &connector.name;
    if connector.suspended_at.is_some() {
        return Err(Trouble::new(
            Why::Resting,
            format!("{name} is suspended. An administrator takes it back into use."),
        ));
    }
    if let Some(until) = rests {
        let told = format!(
            "{name} rests until {} after failures. The last one: {}",
            until.in_words(),
            connector.health.trouble
        );
        return Err(Trouble::new(Why::Resting, told));
    }
    if !first {
        return Err(Trouble::new(Why::Resting, format!("{name} is being tried again after a rest. Wait two minutes.")));
    }
    Ok(())
}

/// A failure of our own as a trouble.
fn ours(failure: &Failure) -> Trouble {
    if let Failure::Broken { cause } = failure {
        tracing::error!(cause, "a connector could not be read");
    }
    Trouble::new(Why::Resting, failure.sentence())
}
