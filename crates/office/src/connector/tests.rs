//! Connectors through the door, against servers that answer as the tools do.

mod door;
mod glpi;
mod jira;
mod real;
mod redmine;
mod rt;
mod rules;
mod servicenow;
mod shape;
pub(crate) mod stand;

use db::Tx;

use super::commands::{self, Said};
use super::secret::Key;
use super::tool::{self, Want};
use super::wire::Target;
use super::{Batch, Cursor, Event, Kind, Session, Trouble, store};
use crate::access::{Actor, Holding, Role};
use crate::clock::Time;
use crate::failure::Failure;
use crate::testing::{BEGINNING, Office};

/// An administrator who needs no session.
fn administrator() -> Actor {
    let holdings = vec![Holding { role: Role::Administrator, process_id: None }];
    Actor { person_id: "ada".to_owned(), name: "Ada".to_owned(), holdings }
}

/// A connector to a server, whose host is named as one of ours; returns its id.
pub(crate) async fn connected(office: &Office, kind: Kind, address: &str, account: &str, credential: &str) -> String {
    let said = Said {
        name: format!("{} {address}", kind.label()),
        address: address.to_owned(),
        account: account.to_owned(),
        zone: "Europe/Zurich".to_owned(),
        credential: credential.to_owned(),
    };
    let key = std::sync::Arc::new(Key::of_office(office.app.config()).expect("a key"));
    let (now, host) = (office.app.now(), Target::read(address).expect("an address").inside());
    office
        .app
        .write(move |tx: &mut Tx| {
            match commands::name_host(tx, &administrator(), now, &host) {
                Ok(()) | Err(Failure::Refused(_)) => {}
                Err(failure) => return Err(failure),
            }
            commands::add(tx, &administrator(), now, &key, kind, &said)
        })
        .await
        .expect("a connector")
}

/// Asks the tool of a connector who we are, and keeps what it says.
pub(crate) async fn tried(office: &Office, id: &str) -> Result<super::Found, Trouble> {
    let mut session = Session::open(&office.app, id).await?;
    let found = tool::hello(session.connector.kind, &mut session.line).await;
    session.close(&office.app, found.as_ref().map(|_| ())).await.expect("closed");
    if let Ok(found) = &found {
        let (id, found) = (id.to_owned(), found.clone());
        office.app.write(move |tx| Ok(store::keep_found(tx, &id, &found)?)).await.expect("kept");
    }
    found
}

/// Reads everything from a cursor on; returns the steps and where the next pull begins.
async fn pulled(office: &Office, id: &str, place: &str, from: &Cursor) -> Result<(Batch, Cursor), Trouble> {
    let mut session = Session::open(&office.app, id).await?;
    let (mut all, mut cursor, zone) = (Batch::default(), from.clone(), session.connector.zone.clone());
    for _ in 0..100 {
        let want =
            Want { place, since: BEGINNING.plus_days(-400), cursor: &cursor, zone: &zone, began: office.app.now() };
        let batch = tool::pull(session.connector.kind, &mut session.line, &want).await?;
        all.events.extend(batch.events);
        all.cases.extend(batch.cases);
        all.notes.extend(batch.notes);
        cursor = batch.cursor;
        if !batch.more {
            session.close(&office.app, Ok(())).await.expect("closed");
            return Ok((all, cursor));
        }
    }
    panic!("the pull does not come to an end");
}

/// An event in a few words: the ticket, the second, what, from and to.
fn told(event: &Event) -> String {
    let at = Time(event.at.0).rfc3339();
    format!(
        "{} {} {} {}→{} by {}",
        event.case_id,
        &at[11..19],
        event.action.key(),
        event.old.label,
        event.new.label,
        event.actor
    )
}
