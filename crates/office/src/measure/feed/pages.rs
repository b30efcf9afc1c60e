//! The addresses of feeds.

use axum::extract::Path;
use axum::http::StatusCode;
use serde::Serialize;

use super::super::Reading;
use super::super::mapping_form::reading_of;
use super::commands::{self, Begin};
use super::model::{Feed, next_after, suggested};
use super::store;
use super::views::{self, Named, Shown};
use crate::access::Permission;
use crate::clock::Time;
use crate::connector::history::{self, Label};
use crate::connector::{self, Connector, ticket};
use crate::failure::Failure;
use crate::people;
use crate::process::{self, Process};
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer};

/// Days of history that the form offers.
const DAYS: i64 = 365;

/// Who may enter where.
pub(in crate::measure) fn routes(routes: Routes) -> Routes {
    let bring = Access::May(Permission::ImportLog);
    routes
        .get("/measures/feeds/new", bring, new)
        .post("/measures/feeds", bring, begin)
        .get("/measures/feeds/{id}", bring, show)
        .post("/measures/feeds/{id}/mapping", bring, map)
        .post("/measures/feeds/{id}/schedule", bring, reschedule)
        .post("/measures/feeds/{id}/bringing", bring, bring_now)
        .post("/measures/feeds/{id}/pause", bring, pause)
        .post("/measures/feeds/{id}/resumption", bring, resume)
        .post("/measures/feeds/{id}/end", bring, end)
        .get("/api/feeds", bring, api_list)
}

fn page(title: &str) -> Page<'_> {
    Page::new(title).under("Measures", "/measures").under("Import a log", "/measures/import")
}

const LEAD: &str = "The history is brought once and then kept up to date. Nothing becomes a log before you have said what its states mean.";

/// The feeds of processes that the visitor may import for.
async fn listed(visit: &Visit) -> Result<Vec<Named>, Failure> {
    let actor = visit.actor()?;
    visit
        .read(move |tx| {
            let mut all = Vec::new();
            for feed in store::all(tx)? {
                if actor.may_on(Permission::ImportLog, &feed.process_id) {
                    let process = process::store::by_id(tx, &feed.process_id)?.name;
                    let connector = connector::store::by_id(tx, &feed.connector_id)?.name;
                    all.push(Named { feed, process, connector });
                }
            }
            Ok(all)
        })
        .await
}

/// The feeds, for the page of imports.
pub(in crate::measure) async fn section(visit: &Visit) -> Result<maud::Markup, Failure> {
    Ok(views::listed(&listed(visit).await?))
}

async fn new(visit: Visit) -> Answer {
    let since = visit.now.plus_days(-DAYS).date().to_string();
    let fields = [("since", since), ("schedule", "5 * * * *".to_owned())];
    let form = Form::of(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    show_new(&visit, &form, false).await
}

async fn show_new(visit: &Visit, form: &Form, refused: bool) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (processes, takers) = visit
        .read(move |tx| {
            let mut processes = Vec::new();
            for process in process::store::all(tx)? {
                if actor.may_on(Permission::ImportLog, &process.id)
                    && !process.is_retired(now)
                    && process::published(tx, &process.id, now)?.is_some()
                {
                    processes.push(process);
                }
            }
            Ok((processes, ticket::takers(tx)?))
        })
        .await?;
    let body = views::new(&processes, &takers, form);
    let page = page("Connect a tool").lead(LEAD);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn begin(visit: Visit, mut form: Form) -> Answer {
    let process_id = form.line("process", "The process");
    let place = form.line("place", "The place of the tickets");
    let since = form.line("since", "The day");
    let since = Time::parse_date(&since).unwrap_or_else(|sentence| {
        form.refuse("since", sentence);
        visit.now
    });
    let schedule = form.line("schedule", "The schedule");
    let (connector_id, place) = place.split_once(' ').unwrap_or((place.as_str(), ""));
    let wanted = Begin { process_id, connector_id: connector_id.to_owned(), place: place.to_owned(), since, schedule };
    let outcome = match form.checked() {
        Ok(()) => {
            let (actor, now) = (visit.actor()?, visit.now);
            visit.write(move |tx| commands::begin(tx, &actor, now, &wanted)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(id) => Ok(answer::redirect(&format!("/measures/feeds/{id}"))),
        Err(Failure::Refused(refusals)) => show_new(&visit, &form.with(refusals), true).await,
        Err(failure) => Err(failure),
    }
}

/// Everything the page of a feed needs.
struct Subject {
    feed: Feed,
    process: Process,
    connector: Connector,
    keeper: String,
    labels: Vec<Label>,
    steps: Vec<(String, String)>,
}

impl Subject {
    /// What the states mean: as it was saved, with suggestions for what came since.
    fn reading(&self) -> Reading {
        let of = |is_state: bool| -> Vec<String> {
            self.labels.iter().filter(|label| label.is_state == is_state).map(|label| label.name.clone()).collect()
        };
        let ends = self.connector.found.as_ref().map(|found| found.states.clone()).unwrap_or_default();
        let suggested = suggested(&of(true), &of(false), &ends, &self.steps);
        match &self.feed.reading {
            None => suggested,
            Some(saved) => {
                let mut reading = saved.clone();
                for (name, target) in suggested.states {
                    reading.states.entry(name).or_insert(target);
                }
                reading
            }
        }
    }
}

async fn subject(visit: &Visit, id: &str) -> Result<Subject, Failure> {
    let (actor, now, id) = (visit.actor()?, visit.now, id.to_owned());
    visit
        .read(move |tx| {
            let (feed, process, connector) = commands::own(tx, &actor, &id)?;
            let keeper = people::store::person(tx, &feed.keeper_id)?.name;
            let steps = process::published(tx, &process.id, now)?.map(|(_, one)| one.steps()).unwrap_or_default();
            let labels = history::store::labels(tx, &feed.id)?;
            Ok(Subject { feed, process, connector, keeper, labels, steps })
        })
        .await
}

async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &id).await?;
    let form = Form::of(vec![("schedule".to_owned(), subject.feed.schedule.clone())]);
    show_one(&visit, &subject, &form, &subject.reading(), false)
}

fn show_one(visit: &Visit, subject: &Subject, form: &Form, reading: &Reading, refused: bool) -> Answer {
    let title = format!("{} from {}", subject.feed.place_label, subject.connector.name);
    let shown = Shown {
        feed: &subject.feed,
        process: &subject.process,
        connector: &subject.connector,
        keeper: &subject.keeper,
        labels: &subject.labels,
        reading,
        steps: &subject.steps,
        form,
    };
    let body = views::show(&shown, visit.now);
    let page = page(&title).status(views::status(&subject.feed));
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn map(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let subject = subject(&visit, &id).await?;
    let reading = reading_of(&mut form, &subject.steps);
    let revision = form.whole_number("revision", "The revision");
    let outcome = match form.checked() {
        Ok(()) => {
            let (actor, now, id, said) = (visit.actor()?, visit.now, id.clone(), reading.clone());
            visit.write(move |tx| commands::map(tx, &actor, now, (&id, revision), &said)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => {
            let said = "Saved. The log is made in the background and is kept up to date from now on.";
            Ok(answer::redirect_saying(&format!("/measures/feeds/{id}"), said))
        }
        Err(Failure::Refused(refusals)) => {
            let form = form.with(refusals).and("schedule", &subject.feed.schedule);
            show_one(&visit, &subject, &form, &reading, true)
        }
        Err(failure) => Err(failure),
    }
}

async fn reschedule(Path(id): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let subject = subject(&visit, &id).await?;
    let own = form.optional_line("own", "The pattern");
    let schedule = if own.is_empty() { form.line("schedule", "The schedule") } else { own.clone() };
    let revision = form.whole_number("revision", "The revision");
    if let (Ok(()), Err(refusal)) = (form.checked(), next_after(&schedule, visit.now)) {
        form.refuse(if own.is_empty() { "schedule" } else { "own" }, refusal.sentence);
    }
    let outcome = match form.checked() {
        Ok(()) => {
            let (actor, now, id) = (visit.actor()?, visit.now, id.clone());
            visit.write(move |tx| commands::reschedule(tx, &actor, now, (&id, revision), &schedule)).await
        }
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(()) => Ok(answer::redirect_saying(&format!("/measures/feeds/{id}"), "The schedule is kept.")),
        Err(Failure::Refused(refusals)) => show_one(&visit, &subject, &form.with(refusals), &subject.reading(), true),
        Err(failure) => Err(failure),
    }
}

async fn bring_now(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/measures/feeds/{id}"));
    visit.write(move |tx| commands::bring_now(tx, &actor, now, &id)).await?;
    Ok(answer::redirect_saying(&here, "It is brought in the background. Look at this page again in a moment."))
}

async fn pause(path: Path<String>, visit: Visit, form: Form) -> Answer {
    set_pause(path, visit, form, true).await
}

async fn resume(path: Path<String>, visit: Visit, form: Form) -> Answer {
    set_pause(path, visit, form, false).await
}

async fn set_pause(Path(id): Path<String>, visit: Visit, mut form: Form, pauses: bool) -> Answer {
    let (actor, now, here) = (visit.actor()?, visit.now, format!("/measures/feeds/{id}"));
    let (own, asked) = (actor.clone(), id.clone());
    visit.read(move |tx| commands::own(tx, &own, &asked)).await?;
    let revision = form.whole_number("revision", "The revision");
    form.checked()?;
    visit.write(move |tx| commands::pause(tx, &actor, now, (&id, revision), pauses)).await?;
    let said = if pauses { "Nothing is brought until you let it go on." } else { "It goes on, and begins at once." };
    Ok(answer::redirect_saying(&here, said))
}

async fn end(Path(id): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let process = visit.write(move |tx| commands::end(tx, &actor, now, &id)).await?;
    let said = format!("The feed for {} is ended. Its log stays.", process.name);
    Ok(answer::redirect_saying("/measures/import", &said))
}

#[derive(Serialize)]
struct All {
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    process_id: String,
    connector_id: String,
    place: String,
    schedule: String,
    events: i64,
    cases: i64,
    next_at: Option<Time>,
    brought_at: Option<Time>,
    failures: i64,
    /// Empty while all is well.
    trouble: String,
    log_id: Option<String>,
    href: String,
}

async fn api_list(visit: Visit) -> Answer {
    let item = |one: Named| Item {
        href: format!("/measures/feeds/{}", one.feed.id),
        id: one.feed.id,
        process_id: one.feed.process_id,
        connector_id: one.feed.connector_id,
        place: one.feed.place_label,
        schedule: one.feed.schedule,
        events: one.feed.events,
        cases: one.feed.cases,
        next_at: one.feed.next_at,
        brought_at: one.feed.brought_at,
        failures: one.feed.failures,
        trouble: one.feed.trouble,
        log_id: Some(one.feed.log_id).filter(|id| !id.is_empty()),
    };
    let items = listed(&visit).await?.into_iter().map(item).collect();
    Ok(answer::json(StatusCode::OK, &All { items }))
}
