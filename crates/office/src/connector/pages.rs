//! The addresses of connectors: the list, one connector, its trial, and the hosts inside.

use std::time::Duration;

use axum::extract::Path;
use db::Tx;

use super::commands::{self, Said};
use super::engine;
use super::model::{Found, Kind};
use super::secret::Key;
use super::session::Session;
use super::store;
use super::views::{self, Shown};
use super::wire::{Inside, Trouble, Why};
use super::{api, tool};
use crate::access::Permission;
use crate::failure::Failure;
use crate::journal;
use crate::web::{Access, Answer, App, Form, Page, Routes, Visit, answer};

/// Calls shown on the page of a connector.
const CALLS: i64 = 50;
/// Entries of its journal shown.
const ENTRIES: i64 = 20;
/// How long a trial may take, seconds.
const TRIAL_S: u64 = 45;

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let administer = Access::May(Permission::Administer);
    Routes::new()
        .get("/connectors", administer, list)
        .post("/connectors", administer, add)
        .get("/connectors/new", administer, new)
        .post("/connectors/hosts", administer, name_host)
        .post("/connectors/hosts/removal", administer, strike_host)
        .get("/connectors/{id}", administer, show)
        .post("/connectors/{id}", administer, change)
        .post("/connectors/{id}/trial", administer, try_it)
        .post("/connectors/{id}/suspension", administer, suspend)
        .post("/connectors/{id}/resumption", administer, resume)
        .get("/api/connectors", administer, api::list)
        .post("/api/connectors/{id}/trial", administer, api::try_it)
        .and(engine::pages::routes())
}

async fn list(visit: Visit) -> Answer {
    show_list(&visit, &Form::default(), false).await
}

async fn show_list(visit: &Visit, form: &Form, refused: bool) -> Answer {
    let (connectors, hosts) = visit.read(|tx| Ok((store::all(tx)?, store::inside(tx)?))).await?;
    let page = Page::new("Connectors")
        .under("Administration", "/admin")
        .lead("The tools that this office speaks with: ticket histories come in, tickets go out.")
        .actions(views::list_actions());
    let body = views::list(&connectors, &hosts, visit.now, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

fn new_page<'a>() -> Page<'a> {
    Page::new("Add a connector")
        .under("Administration", "/admin")
        .under("Connectors", "/connectors")
        .lead("Nothing is called before you try it.")
}

async fn new(visit: Visit) -> Answer {
    let form = Form::of(vec![("zone".to_owned(), "UTC".to_owned())]);
    visit.page(new_page(), views::new(&form))
}

/// What the fields of a connector say.
fn said(form: &mut Form) -> Said {
    Said {
        name: form.line("name", "The name"),
        address: form.line("address", "The address"),
        account: form.optional_line("account", "The account"),
        zone: form.line("zone", "The time zone"),
        credential: form.optional_line("credential", "The credential"),
    }
}

/// What the fields say of an engine.
fn engine_said(form: &mut Form) -> engine::Settings {
    engine::Settings {
        token_address: form.optional_line("token_address", "The token address"),
        audience: form.optional_line("audience", "The audience"),
        tenant: form.optional_line("tenant", "The tenant"),
    }
}

/// The key on a thread that may wait for the disk.
async fn key(app: &App) -> Result<Key, Failure> {
    let config = app.config().clone();
    tokio::task::spawn_blocking(move || Key::of_office(&config)).await.map_err(Failure::broken)?
}

async fn add(visit: Visit, mut form: Form) -> Answer {
    let kind = Kind::from_key(form.raw("kind"));
    if kind.is_none() {
        form.refuse("kind", "Choose the tool.");
    }
    let (said, settings) = (said(&mut form), engine_said(&mut form));
    let outcome = match (form.checked(), kind) {
        (Ok(()), Some(kind)) => {
            let (actor, now, key) = (visit.actor()?, visit.now, std::sync::Arc::new(key(&visit.app).await?));
            let add = move |tx: &mut Tx| {
                let id = commands::add(tx, &actor, now, &key, kind, &said)?;
                engine::commands::settle(tx, &actor, &id, &settings, true)?;
                Ok(id)
            };
            visit.write(add).await
        }
        (Err(failure), _) => Err(failure),
        (Ok(()), None) => Err(Failure::NotFound),
    };
    match outcome {
        Ok(id) => {
            Ok(answer::redirect_saying(&format!("/connectors/{id}"), "The connector is kept. Now try the connection."))
        }
        Err(Failure::Refused(refusals)) => {
            let form = again(form, refusals);
            visit.page_refused(new_page(), views::new(&form))
        }
        Err(failure) => Err(failure),
    }
}

/// The form with what a command refused, without the credential.
fn again(form: Form, refusals: Vec<crate::failure::Refusal>) -> Form {
    form.with(refusals).and("credential", "")
}

async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    show_one(&visit, &id, None).await
}

async fn show_one(visit: &Visit, id: &str, refused: Option<Form>) -> Answer {
    let wanted = id.to_owned();
    let (connector, calls, entries, settings) = visit
        .read(move |tx| {
            let connector = store::by_id(tx, &wanted)?;
            let entries = journal::store::of_object(tx, "connector", &wanted, ENTRIES)?;
            let settings = engine::store::settings(tx, &wanted)?;
            Ok((connector, store::calls(tx, &wanted, CALLS)?, entries, settings))
        })
        .await?;
    let is_refused = refused.is_some();
    let form = refused.unwrap_or_else(|| views::filled(&connector, &settings));
    let page = Page::new(&connector.name)
        .under("Administration", "/admin")
        .under("Connectors", "/connectors")
        .status(views::status(&connector, visit.now));
    let body = views::show(&Shown { connector: &connector, calls: &calls, entries: &entries, form: &form }, visit.now);
    if is_refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn change(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let wanted = id.clone();
    visit.read(move |tx| Ok(store::by_id(tx, &wanted)?)).await?;
    let (said, settings) = (said(&mut form), engine_said(&mut form));
    let revision = form.whole_number("revision", "The revision");
    let outcome = match form.checked() {
        Ok(()) => {
            let (actor, now, key) = (visit.actor()?, visit.now, std::sync::Arc::new(key(&visit.app).await?));
            let wanted = id.clone();
            let change = move |tx: &mut Tx| {
                commands::change(tx, &actor, now, &key, (&wanted, revision), &said)?;
                engine::commands::settle(tx, &actor, &wanted, &settings, !said.credential.is_empty())
            };
            visit.write(change).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying(&format!("/connectors/{id}"), "Kept. Try the connection again.")),
        Err(Failure::Refused(refusals)) => show_one(&visit, &id, Some(again(form, refusals))).await,
        Err(failure) => Err(failure),
    }
}

/// Asks the tool who we are and what we may read, and keeps what it says.
///
/// # Errors
/// When there is no such connector; what does not work is an answer, not a failure.
pub(super) async fn trial(visit: &Visit, id: &str) -> Result<Result<Found, Trouble>, Failure> {
    let wanted = id.to_owned();
    let connector = visit.read(move |tx| Ok(store::by_id(tx, &wanted)?)).await?;
    let outcome = match Session::open_to_try(&visit.app, id).await {
        Ok(mut session) => {
            let asked = tool::hello(connector.kind, &mut session.line);
            let late =
                || Trouble::new(Why::Slow, format!("The tool did not answer every question within {TRIAL_S} seconds."));
            let asked = tokio::time::timeout(Duration::from_secs(TRIAL_S), asked).await.unwrap_or_else(|_| Err(late()));
            // A question that is refused says that this is not the tool, or not its address.
            let outcome = asked.map(|found| Found { at: visit.now.0, ..found }).map_err(|trouble| match trouble.why {
                Why::Refused => Trouble { why: Why::Answer, ..trouble },
                _ => trouble,
            });
            session.close(&visit.app, outcome.as_ref().map(|_| ())).await?;
            outcome
        }
        Err(trouble) => {
            let (id, told, now) = (id.to_owned(), trouble.clone(), visit.now);
            visit
                .write(move |tx| {
                    let health = store::by_id(tx, &id)?.health;
                    Ok(store::note_health(tx, &id, &health.after(now, Err(&told)))?)
                })
                .await?;
            Err(trouble)
        }
    };
    let (actor, now, id, found) = (visit.actor()?, visit.now, id.to_owned(), outcome.as_ref().ok().cloned());
    visit.write(move |tx| commands::tried(tx, &actor, now, &id, found.as_ref())).await?;
    Ok(outcome)
}

async fn try_it(Path(id): Path<String>, visit: Visit) -> Answer {
    let (here, wanted) = (format!("/connectors/{id}"), id.clone());
    let kind = visit.read(move |tx| Ok(store::by_id(tx, &wanted)?.kind)).await?;
    Ok(match trial(&visit, &id).await? {
        Ok(found) => answer::redirect_saying(&here, &format!("It works. {}", views::told(kind, &found))),
        Err(_) => answer::redirect(&here),
    })
}

async fn suspend(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/connectors/{id}"));
    visit.write(move |tx| commands::suspend(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying(&here, "Nothing is called any more until somebody takes it back into use."))
}

async fn resume(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/connectors/{id}"));
    visit.write(move |tx| commands::resume(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying(&here, "It is in use again."))
}

async fn name_host(visit: Visit, mut form: Form) -> Answer {
    let host = form.line("host", "The host");
    let outcome = match form.checked().and_then(|()| Ok(Inside::read(&host)?)) {
        Ok(host) => {
            let (actor, now) = (visit.actor()?, visit.now);
            visit.write(move |tx| commands::name_host(tx, &actor, now, &host)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying("/connectors", "Connectors may call this host now.")),
        Err(Failure::Refused(refusals)) => show_list(&visit, &again(form, refusals), true).await,
        Err(failure) => Err(failure),
    }
}

async fn strike_host(visit: Visit, mut form: Form) -> Answer {
    let host = form.line("host", "The host");
    form.checked()?;
    let host = Inside::read(&host)?;
    let (actor, now) = (visit.actor()?, visit.now);
    visit.write(move |tx| commands::strike_host(tx, &actor, now, &host)).await?;
    Ok(answer::redirect_saying("/connectors", "Connectors do not call this host any more."))
}
