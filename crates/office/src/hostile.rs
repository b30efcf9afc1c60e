//! Hostile visitors, as tests through the door: what they write stays text, what they may not reach stays closed, what they
//! send twice happens once.
//!
//! Absent: files of tickets, which `measure` tests with its own. Sources: OWASP ASVS 5.0 V1.2, V3.5, V4.1; OWASP CSV Injection.

mod doors;
mod texts;
mod twice;

use crate::access::Actor;
use crate::people;
use crate::testing::{Guest, Office, Reply};
use crate::{demo, process};

/// The furnished demo office, with all its jobs done.
async fn furnished(office: &Office) {
    demo::furnish(&office.app).await.expect("furnished");
    office.settle().await;
}

/// A session of somebody of the demo, by the beginning of the name.
async fn guest(office: &Office, name: &'static str) -> Guest {
    let now = office.app.now();
    let (person, holdings, token) = office
        .app
        .write(move |tx| {
            let everybody = people::store::everybody(tx)?;
            let person = everybody.into_iter().find(|one| one.name.starts_with(name)).expect("in the cast");
            let holdings = people::store::holdings(tx, &person.id, now)?;
            let token = people::session::open(tx, &person.id, "test", now)?;
            Ok((person, holdings, token))
        })
        .await
        .expect("a session");
    let actor = Actor { person_id: person.id.clone(), name: person.name.clone(), holdings };
    Guest { person, actor, token }
}

/// The open draft of a process: its revision and its seal.
async fn open_draft(office: &Office, key: &'static str) -> (String, String) {
    let found = office
        .app
        .read(move |tx| {
            let process = process::store::by_key(tx, key)?;
            Ok(process::store::open_draft(tx, &process.id)?.expect("a draft is open"))
        })
        .await
        .expect("readable");
    (found.revision.to_string(), found.seal)
}

/// How many entries the journal holds.
async fn entries(office: &Office) -> usize {
    office.app.read(|tx| Ok(crate::journal::store::after(tx, 0, 100_000)?.len())).await.expect("readable")
}

/// Proposes an improvement of a process; returns its address.
async fn proposed(office: &Office, by: &Guest, title: &str) -> String {
    let process_id = process_id(office, "incident-management").await;
    let fields = [("title", title), ("description", "Because."), ("process_id", &process_id)];
    let reply = office.post("/improvements", Some(by), &fields).await;
    assert_eq!(reply.status, 303, "{}", reply.body);
    reply.location().to_owned()
}

async fn process_id(office: &Office, key: &'static str) -> String {
    office.app.read(move |tx| Ok(process::store::by_key(tx, key)?.id)).await.expect("readable")
}

/// The answer is no fault of the office.
fn stands(reply: &Reply, what: &str) {
    assert!(!reply.status.is_server_error(), "{what}: {} {}", reply.status, reply.body);
}
