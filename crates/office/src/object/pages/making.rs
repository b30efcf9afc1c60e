//! Making a set: first the logs, then the columns that link them, found by what stands in them.

use std::sync::Arc;

use mining::{EventLog, LinkColumn, Linked, LinkedLog};

use super::super::model::{LinkedLogs, MOST_LOGS, Source, usual_type};
use super::super::{commands, views};
use crate::access::Permission;
use crate::failure::Failure;
use crate::measure::{self, Log, figures};
use crate::process::{self, Process};
use crate::web::{Answer, Form, Page, Visit, answer};

/// Between the parts of a link in a form.
const BETWEEN: char = '\u{241f}';

/// A column that names cases of a log, and how many.
pub struct Suggestion {
    pub link: LinkColumn,
    pub told: Linked,
}

impl Suggestion {
    /// The link as a form sends it.
    pub fn key(&self) -> String {
        link_key(&self.link)
    }
}

fn link_key(link: &LinkColumn) -> String {
    format!("{}{BETWEEN}{}{BETWEEN}{}", link.from, link.to, link.column)
}

fn read_link(text: &str) -> Option<LinkColumn> {
    let mut parts = text.splitn(3, BETWEEN);
    let (from, to) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(LinkColumn { from, to, column: parts.next()?.to_owned() })
}

/// The processes for which the visitor may bring logs, each with its newest log.
async fn with_logs(visit: &Visit) -> Result<Vec<(Process, Log)>, Failure> {
    let actor = visit.actor()?;
    visit
        .read(move |tx| {
            let mut all = Vec::new();
            for process in process::store::all(tx)? {
                if !actor.may_on(Permission::ImportLog, &process.id) || !actor.may_on(Permission::Read, &process.id) {
                    continue;
                }
                if let Some(log) = measure::store::logs(tx, &process.id)?.into_iter().next() {
                    all.push((process, log));
                }
            }
            Ok(all)
        })
        .await
}

pub(super) async fn start(visit: Visit) -> Answer {
    let all = with_logs(&visit).await?;
    let asked: Vec<String> =
        super::parameters(&visit).into_iter().filter(|(name, _)| name == "process").map(|(_, value)| value).collect();
    let chosen: Vec<(Process, Log)> =
        all.iter().filter(|(process, _)| asked.contains(&process.id)).take(MOST_LOGS).cloned().collect();
    if chosen.is_empty() {
        let page = Page::new("Link logs").under("Objects", "/objects").lead("Which logs speak of each other?");
        return visit.page(page, views::making::choose(&all, !asked.is_empty()));
    }
    let form = Form::of(Vec::new());
    columns(&visit, &chosen, &form).await
}

/// The second step, or the same again with what was refused.
async fn columns(visit: &Visit, chosen: &[(Process, Log)], form: &Form) -> Answer {
    let suggestions = suggested(visit, chosen).await?;
    let page = Page::new("Link logs").under("Objects", "/objects").lead("Which columns name cases of the other log?");
    let body = views::making::columns(chosen, &suggestions, form);
    if form.refusals().is_empty() { visit.page(page, body) } else { visit.page_refused(page, body) }
}

async fn suggested(visit: &Visit, chosen: &[(Process, Log)]) -> Result<Vec<Suggestion>, Failure> {
    let mut contents: Vec<Arc<EventLog>> = Vec::with_capacity(chosen.len());
    for (_, log) in chosen {
        contents.push(figures::content(&visit.app, &log.id).await?);
    }
    let find = move || suggest(&contents);
    tokio::task::spawn_blocking(find).await.map_err(Failure::broken)
}

/// Every column of texts that names cases of a log, those that name the most first.
fn suggest(contents: &[Arc<EventLog>]) -> Vec<Suggestion> {
    let logs: Vec<LinkedLog<'_>> = contents.iter().map(|log| LinkedLog { object_type: "", log }).collect();
    let mut columns = Vec::new();
    for (from, log) in contents.iter().enumerate() {
        for column in log.columns().iter().chain(log.event_columns()) {
            columns.extend((0..contents.len()).map(|to| LinkColumn { from, to, column: column.name.clone() }));
        }
    }
    columns.dedup();
    let told = mining::linked_by(&logs, &columns);
    let found = columns.into_iter().zip(told).filter_map(|(link, told)| Some(Suggestion { link, told: told.ok()? }));
    let mut found: Vec<Suggestion> = found.filter(|one| one.told.links > 0).collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.told.links));
    found
}

pub(super) async fn link(visit: Visit, mut form: Form) -> Answer {
    let all = with_logs(&visit).await?;
    let types = form.all("object_type");
    let mut chosen = Vec::new();
    let mut sources = Vec::new();
    for (at, id) in form.all("process").into_iter().enumerate() {
        let (process, log) = all.iter().find(|(process, _)| process.id == id).ok_or(Failure::NotFound)?;
        let object_type = types.get(at).map(|text| text.trim().to_owned()).unwrap_or_default();
        if object_type.chars().count() > 60 || object_type.chars().any(char::is_control) {
            form.refuse("object_type", "A word for a case has at most 60 plain characters.");
        }
        sources.push(Source { process_id: process.id.clone(), object_type });
        chosen.push((process.clone(), log.clone()));
    }
    let name = form.line("name", "The name");
    let links = form.all("link").iter().filter_map(|text| read_link(text)).collect();
    let set = LinkedLogs {
        id: uuid::Uuid::now_v7().to_string(),
        name,
        sources,
        links,
        made_by: visit.actor()?.person_id.clone(),
        made_at: visit.now,
    };
    if form.refusals().is_empty() {
        let (actor, new) = (visit.actor()?, set.clone());
        match visit.write(move |tx| commands::link(tx, &actor, &new)).await {
            Ok(()) => return Ok(answer::redirect_saying(&format!("/objects/{}", set.id), "The logs are linked.")),
            Err(Failure::Refused(refusals)) => form = form.with(refusals),
            Err(other) => return Err(other),
        }
    }
    if chosen.is_empty() || chosen.len() > MOST_LOGS {
        let page = Page::new("Link logs").under("Objects", "/objects");
        return visit.page_refused(page, views::making::choose(&all, true));
    }
    columns(&visit, &chosen, &form).await
}

/// The word for a case, as it was sent or as it usually is.
pub fn word(form: &Form, at: usize, process: &Process) -> String {
    form.all("object_type").get(at).cloned().unwrap_or_else(|| usual_type(&process.name))
}
