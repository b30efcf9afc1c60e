//! The addresses of intakes: the list, one intake with its log and its secret, and the doors at which things come in.

mod door;

use std::sync::Arc;

use axum::extract::Path;

use super::commands::{self, Said};
use super::model::{Form as Shape, Intake, Purpose};
use super::views::{self, Feeds, Shown};
use super::{api, store};
use crate::access::Permission;
use crate::connector::secret::Key;
use crate::failure::Failure;
use crate::journal;
use crate::measure::feed;
use crate::process;
use crate::web::{Access, Answer, App, Form, Page, Routes, Visit, answer};

/// Calls shown on the page of an intake.
const CALLS: i64 = 50;
/// Entries of its journal shown.
const ENTRIES: i64 = 20;

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let administer = Access::May(Permission::Administer);
    Routes::new()
        .get("/intakes", administer, list)
        .post("/intakes", administer, add)
        .get("/intakes/new", administer, new)
        .get("/intakes/{id}", administer, show)
        .post("/intakes/{id}", administer, change)
        .post("/intakes/{id}/secret", administer, rotate)
        .post("/intakes/{id}/suspension", administer, suspend)
        .post("/intakes/{id}/resumption", administer, resume)
        .post("/intakes/{id}/removal", administer, remove)
        .post("/intakes/{id}/calls", Access::Public, door::call)
        .post("/intakes/{id}/calls/{token}", Access::Public, door::call_with_token)
        .post("/intakes/{id}/mails", Access::Public, door::mail)
        .get("/api/intakes", administer, api::list)
        .post("/api/intakes", administer, api::add)
        .get("/api/intakes/{id}/calls", administer, api::calls)
        .post("/api/intakes/{id}/secret", administer, api::rotate)
}

/// The key on a thread that may wait for the disk.
pub(super) async fn key(app: &App) -> Result<Arc<Key>, Failure> {
    let config = app.config().clone();
    let key = tokio::task::spawn_blocking(move || Key::of_office(&config)).await.map_err(Failure::broken)??;
    Ok(Arc::new(key))
}

/// The feeds that can be nudged, with the names of their processes.
async fn feeds(visit: &Visit) -> Result<Feeds, Failure> {
    visit
        .read(|tx| {
            let mut named = Vec::new();
            for one in feed::all(tx)? {
                let process = process::store::by_id(tx, &one.process_id)?.name;
                named.push((one.id, format!("{} for {process}", one.place_label)));
            }
            Ok(named)
        })
        .await
}

async fn list(visit: Visit) -> Answer {
    let (intakes, feeds) = (visit.read(|tx| Ok(store::all(tx)?)).await?, feeds(&visit).await?);
    let page = Page::new("Intakes")
        .under("Administration", "/admin")
        .lead(
            "Addresses at which tools and mails come in, to begin a process, to go on with a case, or to bring a feed.",
        )
        .actions(views::list_actions());
    visit.page(page, views::list(&intakes, &feeds))
}

fn new_page<'a>() -> Page<'a> {
    Page::new("Add an intake")
        .under("Administration", "/admin")
        .under("Intakes", "/intakes")
        .lead("It gets an address and a secret; whoever has both can send to it.")
}

async fn new(visit: Visit) -> Answer {
    let fields = [("form", Shape::Standard.key()), ("purpose", "message")];
    let form = Form::of(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect());
    show_new(&visit, &form, false).await
}

async fn show_new(visit: &Visit, form: &Form, refused: bool) -> Answer {
    let body = views::new(form, &feeds(visit).await?);
    if refused { visit.page_refused(new_page(), body) } else { visit.page(new_page(), body) }
}

/// What the fields of an intake say.
fn said(form: &mut Form) -> Said {
    let purpose = if form.raw("purpose") == "nudge" {
        Purpose::Nudge { feed_id: form.optional_line("feed_id", "The feed") }
    } else {
        Purpose::Message {
            name: form.optional_line("message", "The name of the message"),
            key: form.text("key", "The key"),
            values: form.text("values", "The values"),
        }
    };
    Said { name: form.line("name", "The name"), purpose }
}

async fn add(visit: Visit, mut form: Form) -> Answer {
    let shape = Shape::from_key(form.raw("form"));
    if shape.is_none() {
        form.refuse("form", "Choose who sends.");
    }
    let said = said(&mut form);
    let outcome = match (form.checked(), shape) {
        (Ok(()), Some(shape)) => {
            let (actor, now, key) = (visit.actor()?, visit.now, key(&visit.app).await?);
            visit.write(move |tx| commands::add(tx, &actor, now, &key, shape, &said)).await
        }
        (Err(failure), _) => Err(failure),
        (Ok(()), None) => Err(Failure::NotFound),
    };
    match outcome {
        Ok((id, secret)) => show_secret(&visit, &id, &secret).await,
        Err(Failure::Refused(refusals)) => show_new(&visit, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

/// The one page that shows a secret; it is the answer to the request that made it, so that it has no address of its own.
async fn show_secret(visit: &Visit, id: &str, secret: &str) -> Answer {
    let wanted = id.to_owned();
    let intake = visit.read(move |tx| Ok(store::by_id(tx, &wanted)?)).await?;
    let page = Page::new("The secret of the intake")
        .under("Administration", "/admin")
        .under("Intakes", "/intakes")
        .lead("It is shown this once.");
    visit.page(page, views::secret(&intake, secret, &visit.app.config().public_url))
}

async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    show_one(&visit, &id, None).await
}

async fn show_one(visit: &Visit, id: &str, refused: Option<Form>) -> Answer {
    let wanted = id.to_owned();
    let (intake, calls, entries) = visit
        .read(move |tx| {
            let intake: Intake = store::by_id(tx, &wanted)?;
            let entries = journal::store::of_object(tx, "intake", &wanted, ENTRIES)?;
            Ok((intake, store::calls(tx, &wanted, CALLS)?, entries))
        })
        .await?;
    let feeds = feeds(visit).await?;
    let is_refused = refused.is_some();
    let form = refused.unwrap_or_else(|| views::filled(&intake));
    let page = Page::new(&intake.name)
        .under("Administration", "/admin")
        .under("Intakes", "/intakes")
        .status(views::status(&intake));
    let shown = Shown {
        intake: &intake,
        calls: &calls,
        entries: &entries,
        feeds: &feeds,
        form: &form,
        public_url: &visit.app.config().public_url,
    };
    let body = views::show(&shown);
    if is_refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn change(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let wanted = id.clone();
    visit.read(move |tx| Ok(store::by_id(tx, &wanted)?)).await?;
    let said = said(&mut form);
    let revision = form.whole_number("revision", "The revision");
    let outcome = match form.checked() {
        Ok(()) => {
            let (actor, now, wanted) = (visit.actor()?, visit.now, id.clone());
            visit.write(move |tx| commands::change(tx, &actor, now, (&wanted, revision), &said)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying(&format!("/intakes/{id}"), "Kept. What comes in from now on goes there.")),
        Err(Failure::Refused(refusals)) => show_one(&visit, &id, Some(form.with(refusals))).await,
        Err(failure) => Err(failure),
    }
}

async fn rotate(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, key, wanted) = (visit.actor()?, visit.now, key(&visit.app).await?, id.clone());
    let secret = visit.write(move |tx| commands::rotate(tx, &actor, now, &key, &wanted)).await?;
    show_secret(&visit, &id, &secret).await
}

async fn suspend(path: Path<String>, visit: Visit) -> Answer {
    set_suspension(path, visit, true).await
}

async fn resume(path: Path<String>, visit: Visit) -> Answer {
    set_suspension(path, visit, false).await
}

async fn set_suspension(Path(id): Path<String>, visit: Visit, suspends: bool) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/intakes/{id}"));
    visit.write(move |tx| commands::suspend(tx, &actor, now, &id, suspends)).await?;
    let told = if suspends { "Nothing comes in until somebody takes it back into use." } else { "It is in use again." };
    Ok(answer::redirect_saying(&here, told))
}

async fn remove(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.write(move |tx| commands::remove(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying("/intakes", "The intake is removed, with its secret and its log."))
}
