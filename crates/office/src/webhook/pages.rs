//! The addresses of webhooks: the list, one webhook with its log, its test and its secret.

use std::sync::Arc;

use axum::extract::Path;

use super::commands::{self, Said};
use super::model::{Form as Shape, Webhook};
use super::views::{self, Shown};
use super::{api, store};
use crate::access::Permission;
use crate::connector::secret::Key;
use crate::failure::{Failure, Refusal};
use crate::journal;
use crate::process::{self, Process};
use crate::web::{Access, Answer, App, Form, Page, Routes, Visit, answer};

/// Deliveries shown on the page of a webhook.
const DELIVERIES: i64 = 50;
/// Entries of its journal shown.
const ENTRIES: i64 = 20;

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let administer = Access::May(Permission::Administer);
    Routes::new()
        .get("/webhooks", administer, list)
        .post("/webhooks", administer, add)
        .get("/webhooks/new", administer, new)
        .get("/webhooks/{id}", administer, show)
        .post("/webhooks/{id}", administer, change)
        .post("/webhooks/{id}/test", administer, test)
        .post("/webhooks/{id}/secret", administer, rotate)
        .post("/webhooks/{id}/suspension", administer, switch_off)
        .post("/webhooks/{id}/resumption", administer, switch_on)
        .post("/webhooks/{id}/removal", administer, remove)
        .post("/webhooks/{id}/deliveries/{delivery}/repeat", administer, send_again)
        .get("/api/webhooks", administer, api::list)
        .post("/api/webhooks", administer, api::add)
        .get("/api/webhooks/{id}/deliveries", administer, api::deliveries)
        .post("/api/webhooks/{id}/test", administer, api::test)
        .post("/api/webhooks/{id}/secret", administer, api::rotate)
}

/// The key on a thread that may wait for the disk.
pub(super) async fn key(app: &App) -> Result<Arc<Key>, Failure> {
    let config = app.config().clone();
    let key = tokio::task::spawn_blocking(move || Key::of_office(&config)).await.map_err(Failure::broken)??;
    Ok(Arc::new(key))
}

async fn list(visit: Visit) -> Answer {
    let (webhooks, processes) = visit.read(|tx| Ok((store::all(tx)?, process::store::all(tx)?))).await?;
    let page = Page::new("Webhooks")
        .under("Administration", "/admin")
        .lead("Addresses outside that hear what happens here: programs of yours, and channels of a chat.")
        .actions(views::list_actions());
    visit.page(page, views::list(&webhooks, &processes, visit.now))
}

fn new_page<'a>() -> Page<'a> {
    Page::new("Add a webhook")
        .under("Administration", "/admin")
        .under("Webhooks", "/webhooks")
        .lead("From then on it hears what you choose; nothing that happened before.")
}

async fn new(visit: Visit) -> Answer {
    show_new(&visit, &Form::of(vec![("form".to_owned(), Shape::Signed.key().to_owned())]), false).await
}

async fn show_new(visit: &Visit, form: &Form, refused: bool) -> Answer {
    let processes = visit.read(|tx| Ok(process::store::all(tx)?)).await?;
    let body = views::new(form, &processes);
    if refused { visit.page_refused(new_page(), body) } else { visit.page(new_page(), body) }
}

/// What the fields of a webhook say.
fn said(form: &mut Form) -> Said {
    let process_id = form.optional_line("process_id", "The process");
    Said {
        name: form.line("name", "The name"),
        address: form.text("address", "The address"),
        topics: form.all("topics"),
        process_id: (!process_id.is_empty()).then_some(process_id),
    }
}

async fn add(visit: Visit, mut form: Form) -> Answer {
    let shape = Shape::from_key(form.raw("form"));
    if shape.is_none() {
        form.refuse("form", "Choose who is told.");
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
        Ok((id, secret)) if secret.is_empty() => {
            let told = "The channel is kept. Now send a test.";
            Ok(answer::redirect_saying(&format!("/webhooks/{id}"), told))
        }
        Ok((id, secret)) => show_secret(&visit, &id, &secret).await,
        Err(Failure::Refused(refusals)) => show_new(&visit, &again(form, refusals), true).await,
        Err(failure) => Err(failure),
    }
}

/// The form with what a command refused, without the address, which may be a secret.
fn again(form: Form, refusals: Vec<Refusal>) -> Form {
    let is_chat = Shape::from_key(form.raw("form")).is_some_and(Shape::is_chat);
    let form = form.with(refusals);
    if is_chat { form.and("address", "") } else { form }
}

/// The one page that shows a secret; it is the answer to the request that made it, so that it has no address of its own.
async fn show_secret(visit: &Visit, id: &str, secret: &str) -> Answer {
    let wanted = id.to_owned();
    let webhook = visit.read(move |tx| Ok(store::by_id(tx, &wanted)?)).await?;
    let page = Page::new("The secret of the webhook")
        .under("Administration", "/admin")
        .under("Webhooks", "/webhooks")
        .lead("It is shown this once.");
    visit.page(page, views::secret(&webhook, secret))
}

async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    show_one(&visit, &id, None).await
}

async fn show_one(visit: &Visit, id: &str, refused: Option<Form>) -> Answer {
    let wanted = id.to_owned();
    let (webhook, deliveries, entries, processes) = visit
        .read(move |tx| {
            let webhook = store::by_id(tx, &wanted)?;
            let entries = journal::store::of_object(tx, "webhook", &wanted, ENTRIES)?;
            let deliveries = store::deliveries(tx, &wanted, DELIVERIES)?;
            Ok((webhook, deliveries, entries, process::store::all(tx)?))
        })
        .await?;
    let is_refused = refused.is_some();
    let form = refused.unwrap_or_else(|| views::filled(&webhook));
    let page = Page::new(&webhook.name)
        .under("Administration", "/admin")
        .under("Webhooks", "/webhooks")
        .status(views::status(&webhook, visit.now));
    let shown =
        Shown { webhook: &webhook, deliveries: &deliveries, entries: &entries, processes: &processes, form: &form };
    let body = views::show(&shown, visit.now);
    if is_refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn change(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let wanted = id.clone();
    let webhook: Webhook = visit.read(move |tx| Ok(store::by_id(tx, &wanted)?)).await?;
    let said = said(&mut form);
    let revision = form.whole_number("revision", "The revision");
    let outcome = match form.checked() {
        Ok(()) => {
            let (actor, now, key, wanted) = (visit.actor()?, visit.now, key(&visit.app).await?, id.clone());
            visit.write(move |tx| commands::change(tx, &actor, now, &key, (&wanted, revision), &said)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(None) => Ok(answer::redirect_saying(&webhook.href(), "Kept. Send a test to see that it arrives.")),
        Ok(Some(secret)) => show_secret(&visit, &id, &secret).await,
        Err(Failure::Refused(refusals)) => {
            let form = again(form.and("form", webhook.form.key()), refusals);
            show_one(&visit, &id, Some(form)).await
        }
        Err(failure) => Err(failure),
    }
}

async fn test(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/webhooks/{id}"));
    visit.write(move |tx| commands::test(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying(&here, "A test is on its way. Load the page again to see what came of it."))
}

async fn rotate(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, key, wanted) = (visit.actor()?, visit.now, key(&visit.app).await?, id.clone());
    let secret = visit.write(move |tx| commands::rotate(tx, &actor, now, &key, &wanted)).await?;
    show_secret(&visit, &id, &secret).await
}

async fn switch_off(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/webhooks/{id}"));
    visit.write(move |tx| commands::switch_off(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying(&here, "It hears nothing until somebody switches it on again."))
}

async fn switch_on(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/webhooks/{id}"));
    visit.write(move |tx| commands::switch_on(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying(&here, "It hears what happens from now on."))
}

async fn remove(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    visit.write(move |tx| commands::remove(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying("/webhooks", "The webhook is removed, with its secret and its log."))
}

async fn send_again(Path((id, delivery)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/webhooks/{id}"));
    visit.write(move |tx| commands::send_again(tx, &actor, now, &id, &delivery)).await?;
    Ok(answer::redirect_saying(&here, "It is on its way again, under its own name."))
}

/// The name of a process by its id.
pub(super) fn process_name<'p>(processes: &'p [Process], id: Option<&str>) -> &'p str {
    let Some(id) = id else { return "all processes" };
    processes.iter().find(|one| one.id == id).map_or("a process", |one| one.name.as_str())
}
