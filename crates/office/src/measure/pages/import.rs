//! The way of a file: it arrives, somebody says how it is read, it runs while one does something else, and it is reported.

use axum::extract::{Multipart, Path};
use maud::Markup;

use super::super::commands::{self, Order};
use super::super::import::{fingerprint, suggested_reading, turn, upload_path};
use super::super::look::Look;
use super::super::mapping_form::{mapping_of, reading_of};
use super::super::model::{Format, Import, ImportState, Mode, Plan, SavedMapping};
use super::super::upload::{self, Arrived, Arriving};
use super::super::{case_log, feed, store, views};
use crate::access::Permission;
use crate::config::limits::PAGE_ROWS;
use crate::failure::{Failure, Refusal};
use crate::process::{self, Process};
use crate::web::{Answer, Form, Page, Visit, answer, csv};

const TITLE: &str = "Import a log";
/// Where the imports of a person are.
const LIST: &str = "/measures/import";
/// What a second press of the same button is told.
const BEGUN: &str = "This import has begun already.";

fn heading(title: &str) -> Page<'_> {
    Page::new(title).under("Measures", "/measures")
}

pub(super) async fn start(visit: Visit) -> Answer {
    let (imports, mappings) = listed(&visit).await?;
    let sources = sources(&visit).await?;
    visit.page(heading(TITLE).lead(views::IMPORT_LEAD), views::start(&imports, &mappings, sources, None))
}

/// Where logs come from by themselves.
async fn sources(visit: &Visit) -> Result<Markup, Failure> {
    Ok(ui::stack(&[feed::pages::section(visit).await?, case_log::pages::section(visit).await?]))
}

async fn listed(visit: &Visit) -> Result<(Vec<Import>, Vec<SavedMapping>), Failure> {
    let me = visit.actor()?.person_id;
    visit
        .read(move |tx| {
            let mine = store::imports(tx, 200)?.into_iter().filter(|one| one.person_id == me).take(20).collect();
            Ok((mine, store::mappings(tx)?))
        })
        .await
}

/// Takes the file in, piece by piece, and never whole into memory.
pub(super) async fn receive(visit: Visit, mut parts: Multipart) -> Answer {
    let id = uuid::Uuid::now_v7().to_string();
    let path = upload_path(&visit.app.config().data, &id);
    match take(&mut parts, &visit, &id).await {
        Ok((name, arrived)) => {
            let actor = visit.actor()?;
            let import = Import::arrived(&id, &name, arrived, &actor, visit.now);
            let received = visit.write(move |tx| commands::receive(tx, &actor, &import)).await;
            if received.is_err() {
                upload::remove(&path);
            }
            received?;
            Ok(answer::redirect(&format!("/measures/imports/{id}")))
        }
        Err(Failure::Refused(refusals)) => {
            let (imports, mappings) = listed(&visit).await?;
            let body = views::start(&imports, &mappings, sources(&visit).await?, refusals.first());
            visit.page_refused(heading(TITLE).lead(views::IMPORT_LEAD), body)
        }
        Err(failure) => Err(failure),
    }
}

async fn take(parts: &mut Multipart, visit: &Visit, id: &str) -> Result<(String, Arrived), Failure> {
    let unreadable = |error: axum::extract::multipart::MultipartError| match error.status().as_u16() {
        413 => upload::too_large(),
        _ => Failure::Unreadable { sentence: "The upload broke off. Please send the file again.".to_owned() },
    };
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        if part.name() != Some("file") {
            continue;
        }
        let name = upload::plain_name(part.file_name().unwrap_or_default());
        if name.is_empty() {
            break;
        }
        let mut arriving = Arriving::begin(&visit.app.config().data, id).await?;
        while let Some(piece) = part.chunk().await.map_err(unreadable)? {
            arriving.take(&piece).await?;
        }
        return Ok((name.clone(), arriving.arrived(&name).await?));
    }
    Err(Refusal::at("file", "Choose a file.").into())
}

/// A look at an uploaded file; an object-centric one in its turn, because it may be read to its end.
async fn look(visit: &Visit, import: &Import, sheet: &str) -> Result<Look, Failure> {
    let (path, format) = (upload_path(&visit.app.config().data, &import.id), import.format);
    let sheet = sheet.to_owned();
    let _turn = if format.is_objects() { turn().await } else { None };
    tokio::task::spawn_blocking(move || super::super::look::look(&path, format, &sheet))
        .await
        .map_err(Failure::broken)?
}

fn print_of(import: &Import, look: &Look) -> String {
    fingerprint(import.format, &look.names)
}

/// Processes with a version in force that the actor may import for.
async fn choices(visit: &Visit) -> Result<Vec<(Process, Vec<(String, String)>)>, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .read(move |tx| {
            let mut choices = Vec::new();
            for process in process::store::all(tx)? {
                if actor.may_on(Permission::ImportLog, &process.id)
                    && !process.is_retired(now)
                    && let Some((_, definition)) = process::published(tx, &process.id, now)?
                {
                    choices.push((process, definition.steps()));
                }
            }
            Ok(choices)
        })
        .await
}

async fn own(visit: &Visit, id: &str) -> Result<Import, Failure> {
    let (actor, id) = (visit.actor()?, id.to_owned());
    visit.read(move |tx| commands::own(tx, &actor, &id)).await
}

pub(super) async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let import = own(&visit, &id).await?;
    if import.state != ImportState::Uploaded {
        return outcome(&visit, &import).await;
    }
    let title = format!("How is “{}” read?", import.file_name);
    let look = match look(&visit, &import, &visit.query("sheet").unwrap_or_default()).await {
        Ok(look) => look,
        Err(Failure::Refused(refusals)) => {
            return visit.page_refused(heading(&title), views::unreadable(&import, &refusals));
        }
        Err(failure) => return Err(failure),
    };
    let print = print_of(&import, &look);
    let saved = visit.read(move |tx| Ok(store::mapping_for(tx, &print)?)).await?;
    let choices = choices(&visit).await?;
    let shown = views::Columns { import: &import, look: &look, saved: saved.as_ref(), choices: &choices };
    visit.page(
        heading(&title).lead("First the columns; then what the states stand for."),
        views::columns(&shown, &Form::default()),
    )
}

async fn outcome(visit: &Visit, import: &Import) -> Answer {
    let page = visit.query("page").and_then(|page| page.parse::<i64>().ok()).unwrap_or(1);
    let (id, log_id, process_id) =
        (import.id.clone(), import.log_id.clone(), import.process_id.clone().unwrap_or_default());
    let (log, process, rejects) = visit
        .read(move |tx| {
            let log = if log_id.is_empty() { None } else { Some(store::log_by_id(tx, &log_id)?) };
            let kept = store::rejects_kept(tx, &id)?;
            let last = (kept - 1).max(0) / PAGE_ROWS + 1;
            let page = page.clamp(1, last);
            let rows = store::rejects(tx, &id, (page - 1) * PAGE_ROWS, PAGE_ROWS)?;
            Ok((log, process::store::by_id(tx, &process_id).ok(), views::Rejects { rows, kept, page, last }))
        })
        .await?;
    let title = format!("Import of “{}”", import.file_name);
    visit.page(heading(&title), views::outcome(import, log.as_ref(), &rejects, process.as_ref()))
}

/// The part of the page that changes while an import runs.
pub(super) async fn progress(Path(id): Path<String>, visit: Visit) -> Answer {
    use axum::response::IntoResponse;
    let import = own(&visit, &id).await?;
    Ok(views::progress(&import).into_response())
}

pub(super) async fn map(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let import = own(&visit, &id).await?;
    if import.state != ImportState::Uploaded {
        return Ok(answer::redirect_saying(&format!("/measures/imports/{id}"), BEGUN));
    }
    let look = look(&visit, &import, form.raw("sheet")).await?;
    let choices = choices(&visit).await?;
    let plan = plan_of(&mut form, &import, &look);
    let chosen = choices.iter().find(|(process, _)| process.id == form.raw("process"));
    if chosen.is_none() {
        form.refuse("process", "Choose the process that the tickets belong to.");
    }
    let title = format!("How is “{}” read?", import.file_name);
    if !form.refusals().is_empty() {
        let shown = views::Columns { import: &import, look: &look, saved: None, choices: &choices };
        return visit.page_refused(heading(&title), views::columns(&shown, &form));
    }
    let Some((process, steps)) = chosen.cloned() else { return Err(Failure::NotFound) };
    let (path, format) = (upload_path(&visit.app.config().data, &import.id), import.format);
    let (asked, named) = (plan.clone(), steps.clone());
    let _turn = turn().await;
    let reading = tokio::task::spawn_blocking(move || suggested_reading(&path, format, asked.as_ref(), &named))
        .await
        .map_err(Failure::broken)?;
    let reading = match reading {
        Ok(reading) => reading,
        Err(Failure::Refused(refusals)) => {
            let shown = views::Columns { import: &import, look: &look, saved: None, choices: &choices };
            return visit.page_refused(heading(&title), views::columns(&shown, &form.with(refusals)));
        }
        Err(failure) => return Err(failure),
    };
    let (plan, form) = (plan.as_ref(), Form::default());
    let shown =
        views::States { import: &import, process: &process, steps: &steps, plan, reading: &reading, form: &form };
    let title = states_title(&import);
    visit.page(heading(&title).lead(views::STATES_LEAD), views::states(&shown))
}

/// How the form says that the file is read; what is wrong is noted in it.
fn plan_of(form: &mut Form, import: &Import, look: &Look) -> Option<Plan> {
    if import.format.is_objects() {
        let object_type = form.raw("object_type").to_owned();
        if !look.types.iter().any(|(name, _)| *name == object_type) {
            form.refuse("object_type", "Choose the type of objects whose cases are imported.");
        }
        return Some(Plan::Objects { format: import.format, object_type });
    }
    let mapping = Box::new(mapping_of(form, look.preview.as_ref()?));
    Some(match import.format {
        Format::Workbook => Plan::Sheet { sheet: look.sheet.clone(), mapping },
        _ => Plan::Columns(mapping),
    })
}

fn states_title(import: &Import) -> String {
    format!("What do the states of “{}” stand for?", import.file_name)
}

/// Shows the columns again with what is wrong, where the states cannot be shown.
fn columns_again(visit: &Visit, import: &Import, seen: &Seen, refusal: Refusal) -> Answer {
    let shown = views::Columns { import, look: &seen.look, saved: None, choices: &seen.choices };
    let title = format!("How is “{}” read?", import.file_name);
    visit.page_refused(heading(&title), views::columns(&shown, &Form::default().with(vec![refusal])))
}

/// What is known of a file before it is read whole.
struct Seen {
    look: Look,
    choices: Vec<(Process, Vec<(String, String)>)>,
}

pub(super) async fn begin(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let actor = visit.actor()?;
    let import = own(&visit, &id).await?;
    let here = format!("/measures/imports/{id}");
    if import.state != ImportState::Uploaded {
        return Ok(answer::redirect_saying(&here, BEGUN));
    }
    let plan: Option<Plan> = serde_json::from_str(form.raw("mapping")).ok();
    let sheet = plan.as_ref().and_then(Plan::sheet).unwrap_or_default().to_owned();
    let seen = Seen { look: look(&visit, &import, &sheet).await?, choices: choices(&visit).await? };
    let Some((process, steps)) = seen.choices.iter().find(|(process, _)| process.id == form.raw("process")) else {
        return columns_again(&visit, &import, &seen, Refusal::at("process", "Choose a process from the list."));
    };
    if Plan::format(plan.as_ref()) != import.format {
        let sentence = "The choice of columns was damaged on its way. Please choose them again.";
        return columns_again(&visit, &import, &seen, Refusal::because(sentence));
    }
    let reading = reading_of(&mut form, steps);
    let mode = Mode::from_key(form.raw("mode")).unwrap_or_else(|| {
        form.refuse("mode", "Choose what happens when rows are bad.");
        Mode::AllOrNothing
    });
    let order = Order {
        process_id: process.id.clone(),
        plan,
        reading,
        mode,
        save_as: form.optional_line("save_as", "The name of the mapping"),
        fingerprint: print_of(&import, &seen.look),
    };
    let mut refusals = Vec::new();
    if form.refusals().is_empty() {
        let (now, asked, ordered) = (visit.now, id.clone(), order.clone());
        match visit.write(move |tx| commands::begin(tx, &actor, now, &asked, &ordered)).await {
            Ok(()) => return Ok(answer::redirect(&here)),
            Err(Failure::Refused(found)) => refusals = found,
            Err(failure) => return Err(failure),
        }
    }
    let form = form.with(refusals);
    let (plan, reading) = (order.plan.as_ref(), &order.reading);
    let shown = views::States { import: &import, process, steps, plan, reading, form: &form };
    let title = states_title(&import);
    visit.page_refused(heading(&title).lead(views::STATES_LEAD), views::states(&shown))
}

/// The one click: the file is read as the last one with this header was.
pub(super) async fn begin_again(Path(id): Path<String>, visit: Visit, form: Form) -> Answer {
    let actor = visit.actor()?;
    let import = own(&visit, &id).await?;
    let here = format!("/measures/imports/{id}");
    if import.state != ImportState::Uploaded {
        return Ok(answer::redirect_saying(&here, BEGUN));
    }
    let print = print_of(&import, &look(&visit, &import, form.raw("sheet")).await?);
    let mode = Mode::from_key(form.raw("mode")).unwrap_or(Mode::AllOrNothing);
    let (now, asked) = (visit.now, id.clone());
    visit
        .write(move |tx| {
            let saved = store::mapping_for(tx, &print)?.ok_or(Failure::NotFound)?;
            let order = Order {
                process_id: saved.process_id,
                plan: saved.plan,
                reading: saved.reading,
                mode,
                save_as: String::new(),
                fingerprint: print.clone(),
            };
            commands::begin(tx, &actor, now, &asked, &order)
        })
        .await?;
    Ok(answer::redirect(&here))
}

/// Runs a stopped import again for its good rows.
pub(super) async fn good_rows(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/measures/imports/{id}"));
    visit.write(move |tx| commands::take_good_rows(tx, &actor, now, &id)).await?;
    Ok(answer::redirect(&here))
}

/// Leads a stopped import back to its columns.
pub(super) async fn map_anew(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, here) = (visit.actor()?, format!("/measures/imports/{id}"));
    visit.write(move |tx| commands::map_anew(tx, &actor, &id)).await?;
    Ok(answer::redirect(&here))
}

pub(super) async fn cancel(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let (now, asked) = (visit.now, id.clone());
    let before = visit.write(move |tx| commands::cancel(tx, &actor, now, &asked)).await?;
    let here = format!("/measures/imports/{id}");
    let (to, sentence) = match before.state {
        ImportState::Done => (here.as_str(), "It was too late to cancel: the log is imported."),
        ImportState::Failed => (here.as_str(), "There was nothing to cancel: the import had failed."),
        ImportState::Cancelled => (here.as_str(), "The import was cancelled already; nothing was imported."),
        ImportState::Stopped => (LIST, "The file is discarded; nothing was imported."),
        ImportState::Uploaded | ImportState::Running => (LIST, "The import is cancelled; nothing was imported."),
    };
    if before.has_file() {
        // The file has no further use; a running import ends by itself.
        upload::remove(&upload_path(&visit.app.config().data, &id));
    }
    Ok(answer::redirect_saying(to, sentence))
}

/// The rows that were not taken as a file: where, why, and the columns as they were.
pub(super) async fn rejects(Path(id): Path<String>, visit: Visit) -> Answer {
    let import = own(&visit, &id).await?;
    let rows = visit.read(move |tx| Ok(store::rejects(tx, &id, 0, i64::MAX)?)).await?;
    let mut header = vec!["Line", "Column", "What is wrong"];
    if import.header.is_empty() {
        header.push("The row");
    }
    header.extend(import.header.iter().map(String::as_str));
    let lines = rows.into_iter().map(|row| {
        let mut line = vec![row.line.to_string(), row.column, row.reason];
        line.extend(if row.cells.is_empty() { vec![row.raw] } else { row.cells });
        line
    });
    Ok(csv::download("rows-not-taken.csv", &header, lines))
}
