//! One act over many cases: choose them from a filtered list, say what is to be done, see what came of each.

use axum::extract::Path;

use super::super::bulk::{self, Act, Outcome};
use super::super::case::store as cases;
use super::super::model::State;
use super::super::{pause, views};
use super::start::open_people;
use super::{listing, process};
use crate::access::{Actor, Permission};
use crate::failure::Failure;
use crate::web::{Answer, Form, Page, Visit, answer};

/// Cases of one transaction.
const AT_ONCE: usize = 50;

/// Shows the cases of the filter that the visitor may act on.
pub(super) async fn show(visit: Visit) -> Answer {
    page(&visit, &Form::of(Vec::new()), false).await
}

async fn page(visit: &Visit, form: &Form, refused: bool) -> Answer {
    let actor = visit.actor()?;
    let mut asked = listing(visit, &actor, None);
    (asked.offset, asked.limit) = (0, i64::try_from(bulk::MOST).unwrap_or(i64::MAX));
    asked.reader = runner(&actor);
    if asked.state.is_none() {
        asked.state = Some(State::Running);
    }
    let kept = asked.clone();
    let (found, places, people) = visit
        .read(move |tx| {
            let found = cases::list(tx, &asked)?;
            let ids: Vec<&str> = found.0.iter().map(|one| one.case.id.as_str()).collect();
            let places = cases::places(tx, &ids)?;
            Ok((found, places, open_people(tx)?))
        })
        .await?;
    let page = Page::new("Act on several cases")
        .under("Cases", "/cases")
        .lead("Each case has its own outcome: what cannot be done with one of them keeps no other.");
    let body = views::bulk(&kept, (&found.0, found.1), &places, &people, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// Whose cases somebody may act on: of the processes they run.
fn runner(actor: &Actor) -> Option<(String, Vec<String>)> {
    if actor.may(Permission::RunProcess) {
        return None;
    }
    let held = actor.holdings.iter().filter(|one| one.role.grants().contains(&Permission::RunProcess));
    // Nobody begins a case under an empty id, so that only the processes count.
    Some(("-".to_owned(), held.filter_map(|one| one.process_id.clone()).collect()))
}

/// Does an act with the chosen cases, some in each transaction.
pub async fn run(visit: &Visit, chosen: Vec<String>, act: &Act) -> Result<Vec<Outcome>, Failure> {
    bulk::within(&chosen)?;
    let (actor, now) = (visit.actor()?, visit.now);
    let mut outcomes = Vec::new();
    for some in chosen.chunks(AT_ONCE).map(<[_]>::to_vec) {
        let (actor, act) = (actor.clone(), act.clone());
        outcomes.extend(visit.write(move |tx| bulk::run(tx, &actor, now, &some, &act)).await?);
    }
    Ok(outcomes)
}

pub(super) async fn act(visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let reason = form.text("reason", "The reason");
    let act = match (form.checked(), Act::of(form.raw("act"), &reason, form.raw("from"), form.raw("to"))) {
        (Ok(()), Ok(act)) => act,
        (_, Err(missing)) => return page(&visit, &form.with(missing), true).await,
        (Err(_), _) => return page(&visit, &form, true).await,
    };
    match run(&visit, form.all("case"), &act).await {
        Ok(outcomes) => {
            let done = outcomes.iter().filter(|one| one.done).count();
            let lead = format!("Done with {done} of {}.", outcomes.len());
            let page = Page::new("What came of it").under("Cases", "/cases").lead(&lead);
            visit.page(page, views::outcomes(&outcomes))
        }
        Err(Failure::Refused(found)) => page(&visit, &form.with(found), true).await,
        Err(failure) => Err(failure),
    }
}

/// Pauses every case of a process that runs now, or resumes those that are paused.
async fn all(key: String, visit: Visit, reason: Option<String>, sentence: &str) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, key.clone());
    visit
        .write(move |tx| {
            let process = process(tx, &actor, &asked)?;
            pause::jobs::all(tx, &actor, now, &process.id, reason.as_deref())
        })
        .await?;
    Ok(answer::redirect_saying(&format!("/processes/{key}/cases"), sentence))
}

pub(super) async fn pause_all(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let mut form = form;
    let reason = form.text("pause_reason", "The reason");
    form.checked()?;
    all(key, visit, Some(reason), "The cases are being paused. Load the page again to see how far it is.").await
}

pub(super) async fn resume_all(Path(key): Path<String>, visit: Visit) -> Answer {
    all(key, visit, None, "The cases are being resumed. Load the page again to see how far it is.").await
}
