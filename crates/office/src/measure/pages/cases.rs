//! The cases behind a deviation, to look at one by one and to take along.

use axum::extract::Path;
use mining::Deviation;

use super::super::counting::Counting;
use super::super::figures::{self, ListedCase, behind, deviation_key};
use super::super::model::Log;
use super::super::views;
use super::figures::{compared, subject};
use crate::config::limits;
use crate::failure::Failure;
use crate::process::Process;
use crate::web::{Answer, Page, Visit, answer, csv};

/// Cases of one page.
const PAGE: usize = limits::PAGE_ROWS.unsigned_abs() as usize;

/// The deviation that the address names, in the log it was found in.
async fn named(visit: &Visit, key: &str) -> Result<(Process, Log, Deviation, Counting), Failure> {
    let subject = subject(visit, key).await?;
    let (log, found) = compared(visit, &subject).await?;
    let wanted = visit.query("deviation").unwrap_or_default();
    let deviation = found.deviations.iter().find(|one| deviation_key(one) == wanted).ok_or(Failure::NotFound)?;
    Ok((subject.process, log, deviation.clone(), subject.counting))
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let (process, log, deviation, counting) = named(&visit, &key).await?;
    let content = figures::content(&visit.app, &log.id).await?;
    let page = visit.query("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1);
    let last = deviation.case_numbers.len().div_ceil(PAGE).max(1);
    let skip = (page.clamp(1, last) - 1) * PAGE;
    let cases = behind(&content, &deviation, &counting.reckoning(), skip, PAGE);
    let lead = deviation.sentence();
    let heading = Page::new("Cases behind a deviation").under("Processes", "/processes");
    let (back, deviations) = (format!("/processes/{key}"), format!("/processes/{key}/deviations"));
    let heading = heading.under(&process.name, &back).under("Deviations", &deviations).lead(&lead);
    visit.page(
        heading,
        views::cases(&views::Behind {
            process: &process,
            log: &log,
            deviation: &deviation,
            counting: &counting,
            cases: &cases,
            skip,
            page: PAGE,
        }),
    )
}

pub(super) async fn export(Path(key): Path<String>, visit: Visit) -> Answer {
    let (_, log, deviation, counting) = named(&visit, &key).await?;
    let content = figures::content(&visit.app, &log.id).await?;
    let rows = tokio::task::spawn_blocking(move || {
        let cases = behind(&content, &deviation, &counting.reckoning(), 0, usize::MAX);
        csv::file(&ListedCase::header(&counting), cases.into_iter().map(ListedCase::line))
    })
    .await
    .map_err(Failure::broken)?;
    Ok(answer::download(&format!("{key}-cases.csv"), "text/csv; charset=utf-8", rows))
}
