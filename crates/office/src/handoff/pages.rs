//! The addresses of the ledger: the list, one hand-off, and an owner's word.

use std::collections::BTreeMap;

use axum::extract::Path;
use db::Tx;

use super::commands::{self, speaks_for};
use super::ledger::{Silo, silos};
use super::model::{Handoff, Side, State};
use super::views::{self, Listing, Shown};
use super::{api, store};
use crate::access::{Actor, Permission};
use crate::failure::Failure;
use crate::journal;
use crate::process::{self, HolderRole};
use crate::web::{Access, Answer, Form, Page, Routes, Visit, answer, sheet};

/// Entries of its journal shown.
const ENTRIES: i64 = 30;

/// Who may enter where; the commands check the process.
#[must_use]
pub fn routes() -> Routes {
    let read = Access::May(Permission::Read);
    let publish = Access::May(Permission::PublishProcess);
    Routes::new()
        .get("/hand-offs", read, list)
        .get("/hand-offs.csv", read, export)
        .get("/hand-offs.xlsx", read, export)
        .get("/hand-offs/{id}", read, show)
        .post("/hand-offs/{id}/{side}/agreement", publish, agree)
        .post("/hand-offs/{id}/{side}/withdrawal", publish, withdraw)
        .get("/api/hand-offs", read, api::list)
        .get("/api/hand-offs/{id}", read, api::one)
        .post("/api/hand-offs/{id}/{side}/agreement", publish, api::agree)
}

/// What the address asks for.
pub(super) fn listing(visit: &Visit) -> Listing {
    let sort = visit.query("sort").unwrap_or_else(|| "state".to_owned());
    let page: usize = visit.query("page").and_then(|page| page.parse().ok()).unwrap_or(1).clamp(1, 1_000_000);
    Listing {
        words: visit.query("q").unwrap_or_default(),
        process_id: visit.query("process").unwrap_or_default(),
        state: visit.query("state").and_then(|key| State::from_key(&key)),
        downwards: sort.starts_with('-'),
        sort: sort.trim_start_matches('-').to_owned(),
        page,
    }
}

/// The ledger as the actor may read it.
pub(super) fn readable(tx: &mut Tx, actor: &Actor) -> Result<Vec<Handoff>, Failure> {
    Ok(store::live(tx)?.into_iter().filter(|one| commands::may_read(actor, one)).collect())
}

async fn list(visit: Visit) -> Answer {
    let (actor, listing) = (visit.actor()?, listing(&visit));
    let (all, units) = visit.read(move |tx| Ok((readable(tx, &actor)?, store::units(tx)?))).await?;
    let silos: (Silo, BTreeMap<String, Silo>) = silos(&all, &units);
    let page = Page::new("Hand-offs")
        .lead("What passes between two processes, on which terms, and whether both owners agree.");
    visit.page(page, views::list(&listing, &all, &silos))
}

async fn export(visit: Visit) -> Answer {
    let (actor, listing) = (visit.actor()?, listing(&visit));
    let all = visit.read(move |tx| readable(tx, &actor)).await?;
    let header = [
        "What",
        "From",
        "To",
        "State",
        "Quality, says the giver",
        "Time limit, says the giver",
        "Quality, says the receiver",
        "Time limit, says the receiver",
        "Agreed by the giver",
        "Agreed by the receiver",
        "Agreed on",
    ];
    Ok(sheet::download(&visit, "hand-offs", &header, listing.of(&all).into_iter().map(line)))
}

fn line(one: &Handoff) -> Vec<String> {
    let mut cells =
        vec![one.what.clone(), one.giver.name.clone(), one.receiver.name.clone(), one.state().label().to_owned()];
    for side in Side::ALL {
        let terms = one.party(side).terms.clone().unwrap_or_default();
        cells.extend([terms.quality, terms.time_limit]);
    }
    let word = |side| one.agreed(side).map(|word| word.person_name.clone()).unwrap_or_default();
    cells.extend(Side::ALL.map(word));
    cells.push(one.agreed_at().map(|at| at.date().to_string()).unwrap_or_default());
    cells
}

async fn show(Path(id): Path<String>, visit: Visit) -> Answer {
    let shown = shown(&visit, id).await?;
    page(&visit, &shown, &Form::default(), false)
}

fn page(visit: &Visit, shown: &Shown, form: &Form, refused: bool) -> Answer {
    let page = Page::new(&shown.handoff.what).under("Hand-offs", "/hand-offs").status(views::status(&shown.handoff));
    let body = views::show(shown, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

async fn shown(visit: &Visit, id: String) -> Result<Shown, Failure> {
    let actor = visit.actor()?;
    visit
        .read(move |tx| {
            let handoff = commands::seen(tx, &actor, &id)?;
            let mut sides = Vec::new();
            for side in Side::ALL {
                let process_id = handoff.party(side).process_id.clone();
                let Some(process_id) = process_id.filter(|id| actor.may_on(Permission::Read, id)) else {
                    sides.push(views::SideShown::default());
                    continue;
                };
                let process = process::store::by_id(tx, &process_id)?;
                let holders = process::store::holders(tx, &process_id)?;
                let owner = process::holder::holding(&holders, HolderRole::Owner);
                sides.push(views::SideShown {
                    key: Some(process.key),
                    owner: owner.map(|one| (one.person_id.clone(), one.person_name.clone())),
                    speaks: speaks_for(&actor, &handoff, side),
                    draft: actor.may_on(Permission::DraftProcess, &process_id)
                        && process::store::open_draft(tx, &process_id)?.is_some(),
                });
            }
            let entries = journal::store::of_object(tx, "handoff", &id, ENTRIES)?;
            let proposes = actor.may_somewhere(Permission::ProposeImprovement);
            Ok(Shown { handoff, sides, entries, proposes })
        })
        .await
}

async fn agree(Path((id, side)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let side = Side::from_key(&side).ok_or(Failure::NotFound)?;
    let (actor, now, object, terms) = (visit.actor()?, visit.now, id.clone(), form.raw("terms").to_owned());
    let done = visit.write(move |tx| commands::agree(tx, &actor, now, &object, side, &terms)).await;
    said(id, &visit, form, done, "Agreed. The other owner sees it.").await
}

async fn withdraw(Path((id, side)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let side = Side::from_key(&side).ok_or(Failure::NotFound)?;
    let (actor, now, object, reason) = (visit.actor()?, visit.now, id.clone(), form.raw("reason").to_owned());
    let done = visit.write(move |tx| commands::withdraw(tx, &actor, now, &object, side, &reason)).await;
    said(id, &visit, form, done, "Taken back. Talk to the other owner about what has to change.").await
}

/// Back to the page with a sentence, or the page again with what was refused.
async fn said(id: String, visit: &Visit, form: Form, done: Result<(), Failure>, sentence: &str) -> Answer {
    match done {
        Ok(()) => Ok(answer::redirect_saying(&format!("/hand-offs/{id}"), sentence)),
        Err(Failure::Refused(refusals)) => page(visit, &shown(visit, id).await?, &form.with(refusals), true),
        Err(failure) => Err(failure),
    }
}
