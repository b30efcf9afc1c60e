//! Carrying tickets out, and looking now and then what became of them.

use super::super::session::Session;
use super::super::tool::{self, Act};
use super::super::wire::Why;
use super::{Stands, Ticket, act, store};
use crate::failure::Failure;
use crate::jobs::{self, Clockwork, Job, Kind, Lane, Performed};
use crate::web::App;

/// The name of the job.
pub(super) const SEND_JOB: &str = "connector.ticket";
/// The name of the job that looks.
const LOOK_JOB: &str = "connector.look";
/// How often a look is ordered, seconds.
const EVERY_S: i64 = 300;
/// How often a ticket is looked at, seconds.
const LOOK_S: i64 = 30 * 60;
/// For how long after it was sent, days.
const LOOK_DAYS: i64 = 180;
/// Tickets looked at in one go.
const AT_ONCE: i64 = 50;

/// The job that makes a ticket.
pub const SEND: Kind =
    Kind { name: SEND_JOB, lane: Lane::Talk, ready: jobs::always, perform: |app, job| Box::pin(send(app, job)) };

/// Orders looks at tickets that were sent: whoever is asked may be slow, and holds up no clock.
pub const LOOK: Clockwork = Clockwork { name: "tickets in tools", every_s: EVERY_S, strike: order };

/// The job that looks at them.
pub const SEEN: Kind = Kind { name: LOOK_JOB, lane: Lane::Talk, ready: jobs::always, perform: |app, _| look(app) };

async fn send(app: App, job: Job) -> Result<(), Failure> {
    let id = job.payload["ticket_id"].as_str().unwrap_or_default().to_owned();
    let ticket = app.read(move |tx| Ok(store::by_id(tx, &id)?)).await?;
    if ticket.stands != Stands::Waiting {
        return Ok(());
    }
    let asked = Act::Create { place: ticket.place.clone(), subject: ticket.subject.clone(), text: ticket.body.clone() };
    let outcome = act(&app, &ticket.connector_id, &ticket.mark(), &asked, false).await;
    let (noted, again) = match outcome {
        Ok(done) => {
            let found = done.ticket;
            let sent = Ticket {
                stands: Stands::Sent,
                ticket: found.key,
                href: web_only(&found.href),
                state: found.state,
                message: found.number,
                looked_at: Some(app.now()),
                ..ticket
            };
            (sent, None)
        }
        // A job is tried again, with growing waits, for what passes; what a tool refuses waits for somebody.
        Err(trouble) if trouble.passes() => {
            (Ticket { message: trouble.sentence.clone(), ..ticket }, Some(Failure::refused(trouble.sentence)))
        }
        Err(trouble) => (Ticket { stands: Stands::Refused, message: trouble.sentence, ..ticket }, None),
    };
    let now = app.now();
    app.write(move |tx| {
        jobs::hold(tx, now, &job)?;
        Ok(store::note(tx, &noted)?)
    })
    .await?;
    again.map_or(Ok(()), Err)
}

/// A link that a browser may follow: what a tool's address gives and nothing else.
fn web_only(href: &str) -> String {
    if href.starts_with("https://") || href.starts_with("http://") { href.to_owned() } else { String::new() }
}

fn order(app: App) -> Performed {
    Box::pin(async move {
        let now = app.now();
        let (young, old) = (now.plus_days(-LOOK_DAYS), now.plus_seconds(-LOOK_S));
        if app.read(move |tx| Ok(store::unseen(tx, young, old, 1)?)).await?.is_empty() {
            return Ok(());
        }
        let key = format!("look/{}", now.0 / (EVERY_S * 1_000_000));
        let new = jobs::New { kind: LOOK_JOB, key, payload: serde_json::json!({}), run_at: now };
        app.write(move |tx| Ok(jobs::enqueue(tx, now, new.clone())?)).await
    })
}

fn look(app: App) -> Performed {
    Box::pin(async move {
        let now = app.now();
        let (young, old) = (now.plus_days(-LOOK_DAYS), now.plus_seconds(-LOOK_S));
        let mut due = app.read(move |tx| Ok(store::unseen(tx, young, old, AT_ONCE)?)).await?;
        due.sort_by(|a, b| a.connector_id.cmp(&b.connector_id));
        for tickets in due.chunk_by(|a, b| a.connector_id == b.connector_id) {
            look_at(&app, tickets).await?;
        }
        Ok(())
    })
}

/// Looks at tickets of one tool; one that does not answer is looked at again later.
async fn look_at(app: &App, tickets: &[Ticket]) -> Result<(), Failure> {
    let mut seen: Vec<Ticket> = Vec::new();
    let opened = Session::open(app, &tickets[0].connector_id).await;
    if let Ok(mut session) = opened {
        let mut outcome = Ok(());
        for ticket in tickets {
            match tool::read(session.connector.kind, &mut session.line, &ticket.ticket).await {
                Ok(found) => seen.push(Ticket { state: found.state, ..ticket.clone() }),
                Err(trouble) if trouble.why == Why::Refused => {
                    seen.push(Ticket { state: "not there any more".to_owned(), ..ticket.clone() });
                }
                Err(trouble) => {
                    outcome = Err(trouble);
                    break;
                }
            }
        }
        session.close(app, outcome.as_ref().copied()).await?;
    }
    let now = app.now();
    let unseen = tickets.iter().filter(|one| !seen.iter().any(|other| other.id == one.id)).cloned();
    let all: Vec<Ticket> = seen.iter().cloned().chain(unseen).collect();
    app.write(move |tx| {
        for ticket in &all {
            store::note(tx, &Ticket { looked_at: Some(now), ..ticket.clone() })?;
        }
        Ok(())
    })
    .await
}
