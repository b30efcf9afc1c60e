//! The addresses of the explorer: a view of a part of the log, its cases as a file, and one case.

mod discovery;
mod files;
mod performance;

pub(super) use performance::strict;

use std::sync::Arc;

use axum::extract::Path;
use mining::{EventLog, Part};

use super::changes;
use super::model::Selection;
use super::performance::Heat;
use super::sides;
use super::views::{self, At, Content, Head, View};
use crate::access::Permission;
use crate::calendar;
use crate::config::limits;
use crate::failure::Failure;
use crate::measure::counting::Counting;
use crate::measure::figures::{ListedCase, duration_hours};
use crate::measure::{self, Log};
use crate::process::{self, Process};
use crate::web::form::encode;
use crate::web::{Access, Answer, Page, Routes, Visit, answer, csv};

/// Cases of one page.
const PAGE: usize = limits::PAGE_ROWS.unsigned_abs() as usize;
/// Ways listed on the page; the file has all.
const MOST_WAYS: usize = 60;

/// Who may enter where.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    Routes::new()
        .get("/processes/{key}/explorer", read, show)
        .get("/processes/{key}/explorer.csv", read, export)
        .get("/processes/{key}/explorer/view.csv", read, files::export)
        .get("/processes/{key}/explorer/cases/{case}", read, one)
        .get("/processes/{key}/explorer/steps.csv", read, performance::export)
        .get("/processes/{key}/explorer/replay.json", read, performance::replay)
        .get("/processes/{key}/explorer/found.bpmn", read, discovery::download)
        .post("/processes/{key}/explorer/draft", Access::May(Permission::DraftProcess), discovery::start_draft)
        .get("/api/processes/{key}/explorer", read, super::api::show)
        .get("/api/processes/{key}/explorer/steps", read, performance::api_steps)
        .get("/api/processes/{key}/explorer/found", read, discovery::api_found)
        .get("/api/processes/{key}/explorer/changes", read, super::api::changes)
}

/// A process with the log that is explored, and the part of it that the address names.
pub(super) struct Subject {
    pub process: Process,
    pub logs: Vec<Log>,
    pub log: Option<Log>,
    pub selection: Selection,
    pub complaints: Vec<String>,
    /// How times count, and the key of the calendar where the address names one.
    pub counting: Counting,
    pub count: Option<String>,
    /// The calendars of the office: keys and names.
    pub calendars: Vec<(String, String)>,
}

impl Subject {
    /// Which cases, and how their times count.
    pub(super) fn chosen(&self) -> (&Selection, &Counting) {
        (&self.selection, &self.counting)
    }
}

pub(super) async fn subject(visit: &Visit, key: &str) -> Result<Subject, Failure> {
    let (key, wanted, actor) = (key.to_owned(), visit.query("log"), visit.actor()?);
    let pairs = crate::web::form::pairs(visit.uri.query().unwrap_or_default().as_bytes());
    let (selection, complaints) = Selection::read(&pairs);
    let (count, now) = (visit.query("count"), visit.now);
    visit
        .read(move |tx| {
            let process = process::store::by_key(tx, &key)?;
            if !actor.may_on(Permission::Read, &process.id) {
                return Err(Failure::NotFound);
            }
            let logs = measure::store::logs(tx, &process.id)?;
            let log = match &wanted {
                Some(id) => Some(logs.iter().find(|log| log.id == *id).cloned().ok_or(Failure::NotFound)?),
                None => logs.first().cloned(),
            };
            let mut complaints = complaints.clone();
            let named = match &count {
                Some(key) => Counting::read(tx, key)?,
                None => None,
            };
            let counting = match (named, &count) {
                (Some(counting), _) => counting,
                (None, None) => match process::published(tx, &process.id, now)? {
                    Some((_, definition)) => Counting::usual(tx, &definition)?,
                    None => Counting::default(),
                },
                (None, Some(key)) => {
                    complaints.push(format!("This office keeps no calendar “{key}”; times count by the clock."));
                    Counting::default()
                }
            };
            let count = count.clone().filter(|key| counting.key() == key);
            let calendars = calendar::store::names(tx)?;
            Ok(Subject { process, logs, log, selection: selection.clone(), complaints, counting, count, calendars })
        })
        .await
}

/// Computes something of the selected part, aside from the threads that answer.
pub(super) async fn of_part<T: Send + 'static>(
    visit: &Visit,
    log: &Log,
    (selection, counting): (&Selection, &Counting),
    compute: impl FnOnce(&Part<'_>, &EventLog) -> T + Send + 'static,
) -> Result<T, Failure> {
    let content: Arc<EventLog> = measure::figures::content(&visit.app, &log.id).await?;
    let (selection, reckoning) = (selection.clone(), counting.reckoning());
    let work = move || {
        let filter = selection.filter(&content);
        let part = content.part_by(&filter, &reckoning).map_err(|unknown| Failure::refused(unknown.to_string()))?;
        Ok(compute(&part, &content))
    };
    tokio::task::spawn_blocking(work).await.map_err(Failure::broken)?
}

async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let title = format!("{}: log explorer", subject.process.name);
    let back = format!("/processes/{key}");
    let page = Page::new(&title).under("Processes", "/processes").under(&subject.process.name, &back);
    let page = process::as_tab(page, &subject.process, "explorer", visit.now);
    let Some(log) = subject.log.clone() else {
        let may_import = visit.actor()?.may_somewhere(Permission::ImportLog);
        return visit.page(page, measure::views::no_log(&subject.process, may_import));
    };
    let spec = measure::figures::spec(&log);
    let view = View::from_key(&visit.query("view").unwrap_or_default());
    let asked = Asked::of(&visit);
    let heat = asked.heat;
    let calendars = subject.calendars.clone();
    let computed = of_part(&visit, &log, subject.chosen(), move |part, content| {
        (Head { calendars, ..head(part, content, &spec) }, side(view, &asked, part, content, &spec))
    });
    let (head, side) = match computed.await {
        Ok(found) => found,
        Err(Failure::Refused(refusals)) => {
            return visit.page_refused(page, views::cannot(&refusals, &format!("{back}/explorer")));
        }
        Err(failure) => return Err(failure),
    };
    let side = match view {
        View::Process if head.cases > 0 => performance::content(&visit, &subject, &log, heat).await?,
        View::Found if head.cases > 0 => discovery::content(&visit, &subject, &log).await?,
        _ => side,
    };
    let page = match view {
        View::Process => page.needs(&[ui::Extra::Replay]),
        View::Found => page.needs(&[ui::Extra::Diagram]),
        _ => page,
    };
    let chosen = visit.query("log");
    let at = At {
        process: &subject.process,
        log: chosen.as_deref(),
        view,
        selection: &subject.selection,
        counting: &subject.counting,
        count: subject.count.as_deref(),
    };
    visit.page(page, views::show(&at, &subject.complaints, &log, &subject.logs, &head, &side))
}

/// What a view wants to know beside the selection.
#[derive(Clone)]
struct Asked {
    steps: u8,
    arrows: u8,
    by_time: bool,
    since_start: bool,
    by: Option<String>,
    page: usize,
    heat: Heat,
}

impl Asked {
    fn of(visit: &Visit) -> Asked {
        let per_cent = |name: &str, usual: u8| {
            visit.query(name).and_then(|text| text.parse::<u8>().ok()).unwrap_or(usual).min(100)
        };
        Asked {
            steps: per_cent("steps", 100),
            arrows: per_cent("arrows", 50),
            by_time: visit.query("show").as_deref() == Some("time"),
            since_start: visit.query("axis").as_deref() == Some("start"),
            by: visit.query("by").filter(|by| !by.is_empty()),
            page: visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1),
            heat: Heat::from_key(&visit.query("heat").unwrap_or_default()),
        }
    }
}

fn head(part: &Part, content: &EventLog, spec: &mining::MeasureSpec) -> Head {
    let names = |names: &mining::Names| names.iter().map(str::to_owned).collect();
    Head {
        cases: part.case_count(),
        of: content.case_count(),
        events: part.event_count(),
        measures: mining::measures(part, spec),
        activities: names(content.activities()),
        columns: sides::columns(content),
        period: content.period(),
        calendars: Vec::new(),
    }
}

fn side(view: View, asked: &Asked, part: &Part, content: &EventLog, spec: &mining::MeasureSpec) -> Content {
    match view {
        View::Map => {
            let flow = mining::dfg(part);
            let (steps, arrows, by_time) = (asked.steps, asked.arrows, asked.by_time);
            Content::Map { shown: sides::shown(&flow, steps, arrows), steps, arrows, by_time }
        }
        View::Ways => {
            let ways = mining::variants(part);
            let count = ways.len();
            let shown = ways.into_iter().take(MOST_WAYS).map(|way| {
                let mut hours: Vec<f64> = way
                    .cases
                    .iter()
                    .filter_map(|number| content.case(usize::try_from(*number).ok()?))
                    .map(|case| duration_hours(&case, part.reckoning()))
                    .collect();
                let names = way.names(content).into_iter().map(str::to_owned).collect();
                (names, way.cases.len(), mining::quantile(&mut hours, 0.5).unwrap_or_default())
            });
            Content::Ways { ways: shown.collect(), count }
        }
        View::Dots => Content::Dots { dotted: sides::dotted(part, asked.since_start), since_start: asked.since_start },
        View::Attributes => {
            let columns = sides::columns(content);
            let by = asked.by.clone().filter(|by| columns.contains(by)).or_else(|| columns.first().cloned());
            let by = by.unwrap_or_else(|| "activity".to_owned());
            let (groups, count) = sides::groups(part, &by);
            Content::Attributes { by, groups, count }
        }
        // Both are computed apart, because they are remembered.
        View::Process | View::Found => Content::Unpublished,
        View::Changes => Content::Changes(changes::changes(part, spec)),
        View::Groups => Content::Groups { handovers: mining::handover(part) },
        View::Weeks => Content::Weeks { charts: mining::charts(part, spec, &mining::Measure::ALL) },
        View::Cases => {
            let last = part.case_count().div_ceil(PAGE).max(1);
            let skip = (asked.page.clamp(1, last) - 1) * PAGE;
            let cases =
                part.cases().skip(skip).take(PAGE).map(|case| ListedCase::of(&case, part.reckoning())).collect();
            Content::Cases { cases, skip, page: PAGE }
        }
    }
}

async fn export(Path(key): Path<String>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let header = ListedCase::header(&subject.counting);
    let bytes = of_part(&visit, &log, subject.chosen(), move |part, _| {
        csv::file(&header, part.cases().map(|case| ListedCase::of(&case, part.reckoning()).line()))
    });
    Ok(answer::download(&format!("{key}-cases.csv"), "text/csv; charset=utf-8", bytes.await?))
}

async fn one(Path((key, name)): Path<(String, String)>, visit: Visit) -> Answer {
    let subject = subject(&visit, &key).await?;
    let log = subject.log.clone().ok_or(Failure::NotFound)?;
    let wanted = name.clone();
    let all = Selection::default();
    let page = visit.query("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1);
    let found = of_part(&visit, &log, (&all, &subject.counting), move |_, content| {
        let case = content.find_case(&wanted)?;
        let of = case.times().len();
        let skip = (page.clamp(1, of.div_ceil(views::EVENTS).max(1)) - 1) * views::EVENTS;
        let happened = |event: mining::Event| views::Happened {
            activity: event.activity.to_owned(),
            at: crate::clock::Time(event.time),
            group: event.resource.unwrap_or_default().to_owned(),
        };
        let before = skip.checked_sub(1).and_then(|before| case.events().nth(before)).map(happened);
        let events = case.events().skip(skip).take(views::EVENTS).map(happened).collect();
        Some((views::Told { events, before, skip, of }, sides::facts(content, &case)))
    });
    let (told, facts) = found.await?.ok_or(Failure::NotFound)?;
    let (back, explorer) = (format!("/processes/{key}"), format!("/processes/{key}/explorer"));
    let title = format!("Case {name}");
    let page = Page::new(&title)
        .under("Processes", "/processes")
        .under(&subject.process.name, &back)
        .under("Log explorer", &explorer);
    let here = visit.uri.path().to_owned();
    let to = |number: usize| {
        let log = visit.query("log").map(|log| ("log", log));
        let count = visit.query("count").map(|count| ("count", count));
        let own = log.into_iter().chain(count).map(|(name, value)| format!("{name}={}&", encode(&value)));
        format!("{here}?{}page={number}", own.collect::<String>())
    };
    visit.page(page, views::one(&log, &subject.counting, &told, &facts, &to))
}
