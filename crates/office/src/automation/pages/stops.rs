//! Stopped steps of a process by step and cause, and one act over those of one group.

use std::sync::Arc;

use axum::extract::Path;
use db::Tx;

use super::super::bulk::Outcome;
use super::super::deployment::{Loaded, loaded};
use super::super::stop::several::{self, Mend};
use super::super::stop::{self, Group};
use super::super::views;
use super::show::ways_on;
use super::{number, process};
use crate::access::{Actor, Permission};
use crate::failure::Failure;
use crate::process::Process;
use crate::web::{Answer, Form, Page, Visit};

/// Stops that are read at once.
const READ: i64 = 5_000;
/// Stops of one transaction.
const AT_ONCE: usize = 50;

/// A process with its stopped steps in groups, each with the version that its oldest stop is on.
pub(in super::super) type Stops = (Process, Vec<(Group, Arc<Loaded>)>);

/// The stopped steps of a process, for whoever runs it.
pub(in super::super) fn read(tx: &mut Tx, actor: &Actor, key: &str) -> Result<Stops, Failure> {
    let process = process(tx, actor, key)?;
    actor.needs_on(Permission::RunProcess, &process.id)?;
    let mut all = Vec::new();
    for group in stop::groups(stop::store::of_process(tx, &process.id, READ)?) {
        let loaded = loaded(tx, &group.oldest().deployment_id)?;
        all.push((group, loaded));
    }
    Ok((process, all))
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let group = visit.query("group").unwrap_or_default();
    page(&visit, key, &group, &Form::default()).await
}

async fn page(visit: &Visit, key: String, group: &str, form: &Form) -> Answer {
    let actor = visit.actor()?;
    let (process, all) = visit.read(move |tx| read(tx, &actor, &key)).await?;
    let href = format!("/processes/{}", process.key);
    let (cases, stops) = (format!("{href}/cases"), format!("{href}/cases/stops"));
    let frame =
        Page::new("Stopped steps").under("Processes", "/processes").under(&process.name, &href).under("Cases", &cases);
    let Some((one, loaded)) = all.iter().find(|(one, _)| one.key == group) else {
        let lead = "What keeps running cases from going on, by step and cause. What has one cause is mended once.";
        let gone = !group.is_empty();
        return visit.page(frame.lead(lead), views::groups(&stops, &all, gone));
    };
    let title = format!("“{}” stopped", loaded.program.name_of(&one.oldest().incident.element));
    let page = Page::new(&title)
        .under("Processes", "/processes")
        .under(&process.name, &href)
        .under("Cases", &cases)
        .under("Stopped steps", &stops)
        .lead("Each case has its own outcome: what cannot be done with one of them keeps no other.");
    let body = views::group(&stops, one, &ways_on(loaded, &one.oldest().incident.element), form);
    if form.refusals().is_empty() { visit.page(page, body) } else { visit.page_refused(page, body) }
}

/// Does an act with the chosen stops, some in each transaction.
pub(in super::super) async fn run(
    visit: &Visit,
    key: &str,
    group: &str,
    chosen: Vec<(String, u64)>,
    mend: &Mend,
) -> Result<Vec<Outcome>, Failure> {
    several::within(&chosen)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let (by, asked) = (actor.clone(), key.to_owned());
    let process = visit.read(move |tx| process(tx, &by, &asked)).await?;
    let mut outcomes = Vec::new();
    for some in chosen.chunks(AT_ONCE).map(<[_]>::to_vec) {
        let (actor, mend, of) = (actor.clone(), mend.clone(), (process.id.clone(), group.to_owned()));
        let done = visit.write(move |tx| several::run(tx, &actor, now, (&of.0, &of.1), &some, &mend));
        outcomes.extend(done.await?);
    }
    Ok(outcomes)
}

pub(super) async fn act(Path(key): Path<String>, visit: Visit, mut form: Form) -> Answer {
    let group = form.raw("group").to_owned();
    let reason = form.text("reason", "The reason");
    let name = form.optional_line("name", "The name of the value");
    let text = form.text("value", "The value");
    let mend = Mend::of(form.raw("act"), &reason, form.raw("via"), &name, &text);
    let mend = match (form.checked(), mend) {
        (Ok(()), Ok(mend)) => mend,
        (_, Err(missing)) => return page(&visit, key, &group, &form.with(missing)).await,
        (Err(_), _) => return page(&visit, key, &group, &form).await,
    };
    let chosen: Result<Vec<(String, u64)>, Failure> = form
        .all("stop")
        .iter()
        .map(|one| {
            let (case_id, stop) = one.split_once('/').ok_or(Failure::NotFound)?;
            Ok((case_id.to_owned(), number(stop)?))
        })
        .collect();
    match run(&visit, &key, &group, chosen?, &mend).await {
        Ok(outcomes) => {
            let done = outcomes.iter().filter(|one| one.done).count();
            let lead = format!("Done with {done} of {}.", outcomes.len());
            let page = Page::new("What came of it").under("Cases", "/cases").lead(&lead);
            visit.page(page, views::outcomes(&outcomes))
        }
        Err(Failure::Refused(found)) => page(&visit, key, &group, &form.with(found)).await,
        Err(failure) => Err(failure),
    }
}
