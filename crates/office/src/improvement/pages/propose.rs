//! Proposing an improvement.

use super::super::commands;
use super::super::model::{Origin, Proposal};
use super::super::score::{Score, Size};
use super::super::views;
use super::list::readable;
use crate::failure::Failure;
use crate::process::Process;
use crate::web::{Answer, Form, Page, Visit, answer};

const LEAD: &str = "Anybody may propose. Whoever is responsible decides, and you see what becomes of it.";

fn page() -> Page<'static> {
    Page::new("Propose an improvement").lead(LEAD).under("Improvements", "/improvements")
}

pub(super) async fn form(visit: Visit) -> Answer {
    let middle = Score::default();
    let mut fields = vec![("size".to_owned(), middle.size.key().to_owned())];
    for (name, value) in [("value", middle.value), ("risk", middle.risk), ("urgency", middle.urgency)] {
        fields.push((name.to_owned(), value.to_string()));
    }
    fields.push(("process_id".to_owned(), visit.query("process").unwrap_or_default()));
    let processes = live(&visit).await?;
    visit.page(page(), views::proposal(&Form::of(fields), &processes))
}

/// The processes that something can still be proposed for.
async fn live(visit: &Visit) -> Result<Vec<Process>, Failure> {
    let (actor, now) = (visit.actor()?, visit.now);
    let all = visit.read(move |tx| readable(tx, &actor)).await?;
    Ok(all.into_iter().filter(|one| !one.is_retired(now)).collect())
}

pub(super) async fn propose(visit: Visit, form: Form) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let mut form = form;
    let proposal = proposal(&mut form);
    let made = match form.checked() {
        Ok(()) => visit.write(move |tx| commands::propose(tx, &actor, now, None, &proposal)).await,
        Err(failure) => Err(failure),
    };
    match made {
        Ok(made) => {
            let sentence = format!("I-{} is in the register. Whoever is responsible is asked to decide.", made.number);
            Ok(answer::redirect_saying(&format!("/improvements/{}", made.id), &sentence))
        }
        Err(Failure::Refused(refusals)) => {
            let processes = live(&visit).await?;
            visit.page_refused(page(), views::proposal(&form.with(refusals), &processes))
        }
        Err(failure) => Err(failure),
    }
}

/// An idea as a form describes it. Judgements that were not sent are in the middle.
pub(in super::super) fn proposal(form: &mut Form) -> Proposal {
    let title = form.line("title", "The title");
    let description = form.text("description", "The description");
    let process = form.optional_line("process_id", "The process");
    Proposal {
        title,
        description,
        process_id: (!process.is_empty()).then_some(process),
        origin: Origin::idea(),
        score: score(form),
    }
}

/// Size, value, risk and urgency as a form describes them.
pub(super) fn score(form: &mut Form) -> Score {
    let middle = Score::default();
    let size = match form.raw("size") {
        "" => middle.size,
        key => Size::from_key(key).unwrap_or_else(|| {
            form.refuse("size", "Choose a size from the list.");
            middle.size
        }),
    };
    let mut judged = |name: &'static str, label: &str, otherwise: i64| {
        if form.raw(name).is_empty() { otherwise } else { form.whole_number(name, label) }
    };
    Score {
        size,
        value: judged("value", "Value", middle.value),
        risk: judged("risk", "Risk", middle.risk),
        urgency: judged("urgency", "Urgency", middle.urgency),
    }
}
