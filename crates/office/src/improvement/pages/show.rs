//! The page of one improvement, from its origin to its benefit.

use axum::extract::Path;
use db::Tx;

use super::super::commands::{may, may_read};
use super::super::model::{Improvement, Measure, Stage};
use super::super::register;
use super::super::views::{self, Rights, Shown};
use crate::access::Permission;
use crate::clock::Time;
use crate::connector::ticket;
use crate::failure::Failure;
use crate::journal;
use crate::people;
use crate::process;
use crate::web::{Answer, Form, Page, Visit};

/// Days until an improvement is due when nobody said otherwise.
const DUE_DAYS: i64 = 30;
/// Entries of its journal shown.
const ENTRIES: i64 = 30;

pub(super) async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let shown = shown(&visit, id).await?;
    let form = Form::of(first_answers(&shown, &visit));
    page(&visit, &shown, &form, false)
}

/// The same page with the form that was refused.
pub(super) async fn refused(id: String, visit: &Visit, form: Form) -> Answer {
    let shown = shown(visit, id).await?;
    page(visit, &shown, &form, true)
}

fn page(visit: &Visit, shown: &Shown, form: &Form, refused: bool) -> Answer {
    let improvement = &shown.listed.improvement;
    let name = improvement.name();
    let page = Page::new(&improvement.title)
        .under("Improvements", "/improvements")
        .under(&name, "/improvements")
        .status(views::status(improvement, visit.now));
    let body = views::show(shown, form, visit.now);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn shown(visit: &Visit, id: String) -> Result<Shown, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    visit
        .read(move |tx| {
            let listed = register::store::entry(tx, &id)?;
            let improvement = &listed.improvement;
            if !may_read(&actor, improvement) {
                return Err(Failure::NotFound);
            }
            let owns = improvement.plan.as_ref().is_some_and(|plan| plan.owner_id == actor.person_id);
            let manages = may(&actor, Permission::ManageImprovement, improvement);
            let rights = Rights {
                manages,
                works: owns || manages,
                verifies: !owns && may(&actor, Permission::VerifyBenefit, improvement),
                withdraws: manages || improvement.raised_by == actor.person_id,
                drafts: improvement.process_id.as_ref().is_some_and(|id| actor.may_on(Permission::DraftProcess, id)),
            };
            let (people, measures) = match (improvement.stage, manages) {
                (Stage::Proposed, true) => (people::store::everybody(tx)?, measures(tx, improvement, now)?),
                _ => (Vec::new(), Vec::new()),
            };
            let entries = journal::store::of_object(tx, "improvement", &id, ENTRIES)?;
            let tickets = ticket::store::of_object(tx, "improvement", &id)?;
            let takers = ticket::takers(tx)?;
            Ok(Shown { listed, people, measures, rights, entries, tickets, takers })
        })
        .await
}

/// The measures of the version in force of the process that the improvement belongs to.
pub(super) fn measures(tx: &mut Tx, improvement: &Improvement, now: Time) -> Result<Vec<Measure>, Failure> {
    let Some(process_id) = &improvement.process_id else { return Ok(Vec::new()) };
    let Some((_, definition)) = process::published(tx, process_id, now)? else { return Ok(Vec::new()) };
    let measures = definition.measures.into_iter();
    Ok(measures
        .map(|measure| Measure { unit: measure.unit_in_words(), key: measure.key, label: measure.name })
        .collect())
}

/// What the forms of the page begin with.
fn first_answers(shown: &Shown, visit: &Visit) -> Vec<(String, String)> {
    let improvement = &shown.listed.improvement;
    let score = improvement.score;
    let due = visit.now.plus_days(DUE_DAYS).date().to_string();
    [
        ("due", due),
        ("size", score.size.key().to_owned()),
        ("value", score.value.to_string()),
        ("risk", score.risk.to_string()),
        ("urgency", score.urgency.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
