//! Moving running cases to the version in force: choose, look, move, and take back or keep.

use axum::extract::Path;
use db::Tx;
use engine::Mapping;

use super::super::migration::{self, Chosen, Look, Migration, Moved, codes_of};
use super::super::views;
use super::process;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::failure::{Failure, Refusal};
use crate::process::Process;
use crate::web::{Answer, Form, Page, Visit, answer, form};

/// Cases moved in one transaction.
const AT_ONCE: i64 = 50;
/// Earlier moves that are listed.
const EARLIER: i64 = 20;
/// What an element becomes stands in fields that begin like this.
const MAP: &str = "map.";
/// An event that is watched no longer.
pub const NOTHING: &str = "-";

/// The mapping in fields `map.<element>`; none where no field is one.
pub fn mapping_of(fields: &[(String, String)]) -> Option<Mapping> {
    let mut pairs = fields.iter().filter_map(|(name, value)| Some((name.strip_prefix(MAP)?, value.trim()))).peekable();
    pairs.peek()?;
    let named = pairs.filter(|(_, value)| !value.is_empty());
    let become_what = |value: &str| (value != NOTHING).then(|| value.to_owned());
    Some(named.map(|(element, value)| (element.to_owned(), become_what(value))).collect())
}

/// What an address asks for.
pub fn asked(visit: &Visit) -> (Chosen, Option<Mapping>) {
    let given = |name: &str| visit.query(name).unwrap_or_default();
    let chosen = Chosen { version: given("version"), element: given("element"), codes: codes_of(&given("codes")) };
    (chosen, mapping_of(&form::pairs(visit.uri.query().unwrap_or_default().as_bytes())))
}

type Seen = (Process, Look, Vec<Migration>);

async fn look(visit: &Visit, key: String, chosen: &Chosen, mapping: Option<Mapping>) -> Result<Seen, Failure> {
    let (actor, now, chosen) = (visit.actor()?, visit.now, chosen.clone());
    visit
        .read(move |tx| {
            let process = process(tx, &actor, &key)?;
            let look = migration::look(tx, &actor, now, &process.id, &chosen, mapping.as_ref())?;
            let earlier = migration::store::of_process(tx, &process.id, EARLIER)?;
            Ok((process, look, earlier))
        })
        .await
}

pub(super) async fn show(Path(key): Path<String>, visit: Visit) -> Answer {
    let (chosen, mapping) = asked(&visit);
    page(&visit, key, (chosen, mapping), &Form::of(Vec::new()), false).await
}

async fn page(
    visit: &Visit,
    key: String,
    (chosen, mapping): (Chosen, Option<Mapping>),
    form: &Form,
    refused: bool,
) -> Answer {
    let (process, look, earlier) = look(visit, key, &chosen, mapping).await?;
    let href = format!("/processes/{}", process.key);
    let cases = format!("{href}/cases");
    let title = format!("Move cases to version {}", look.number);
    let lead = "Cases stay on the version they began with, unless you move them. Nothing is moved before you say so.";
    let page = Page::new(&title)
        .under("Processes", "/processes")
        .under(&process.name, &href)
        .under("Cases", &cases)
        .lead(lead);
    let body = views::migration(&format!("{cases}/migration"), &cases, (&chosen, &look), &earlier, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// Moves the chosen cases, and shows what came of each.
pub(super) async fn carry_over(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, mut form) = (visit.actor()?, visit.now, form);
    let reason = form.text("reason", "The reason");
    let (chosen, mapping) = (form.all("case"), mapping_of(form.fields()));
    let (asked, by, named) = (key.clone(), actor.clone(), mapping.clone().unwrap_or_default());
    let begun = match form.checked() {
        Ok(()) => {
            visit
                .write(move |tx| {
                    let process = process(tx, &by, &asked)?;
                    let id = migration::begin(tx, &by, now, &process.id, &chosen, (&named, &reason))?;
                    Ok((process.id, id))
                })
                .await
        }
        Err(_) => Err(Failure::Refused(Vec::new())),
    };
    match begun {
        Ok((process_id, id)) => {
            run(&visit, &actor, process_id, &id).await?;
            Ok(answer::redirect(&format!("/processes/{key}/cases/migrations/{id}")))
        }
        Err(Failure::Refused(found)) => {
            let kept = (Chosen::default(), mapping);
            page(&visit, key, kept, &form.with(found), true).await
        }
        Err(failure) => Err(failure),
    }
}

/// Moves what is still to be moved of a migration, some cases in each transaction.
pub async fn run(visit: &Visit, actor: &Actor, process_id: String, id: &str) -> Result<(), Failure> {
    let now = visit.now;
    loop {
        let (actor, process_id, id) = (actor.clone(), process_id.clone(), id.to_owned());
        let left = visit.write(move |tx| migration::run(tx, &actor, now, (&process_id, &id), AT_ONCE)).await?;
        if left == 0 {
            return Ok(());
        }
    }
}

/// A migration with its cases, for whoever runs its process.
pub fn whole(tx: &mut Tx, actor: &Actor, key: &str, id: &str) -> Result<(Process, Migration, Vec<Moved>), Failure> {
    let process = process(tx, actor, key)?;
    let one = migration::seen(tx, actor, &process.id, id)?;
    let cases = migration::store::cases_of(tx, id)?;
    Ok((process, one, cases))
}

pub(super) async fn one(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    one_page(&visit, key, id, &Form::of(Vec::new())).await
}

async fn one_page(visit: &Visit, key: String, id: String, form: &Form) -> Answer {
    let actor = visit.actor()?;
    let (process, one, cases) = visit.read(move |tx| whole(tx, &actor, &key, &id)).await?;
    let href = format!("/processes/{}", process.key);
    let base = format!("{href}/cases");
    let title = format!("Cases moved to version {}", one.number);
    let page = Page::new(&title).under("Processes", "/processes").under(&process.name, &href).under("Cases", &base);
    let runs = visit.actor()?.may_on(Permission::RunProcess, &process.id);
    let body = views::migrated(&base, &one, &cases, (runs, visit.now), form);
    if form.refusals().is_empty() { visit.page(page, body) } else { visit.page_refused(page, body) }
}

async fn act<F, T>(key: String, id: String, visit: Visit, sentence: impl Fn(&T) -> String, command: F) -> Answer
where
    F: Fn(&mut Tx, &Actor, Time, (&str, &str)) -> Result<T, Failure> + Send + 'static,
    T: Send + 'static,
{
    let (actor, now, asked, named) = (visit.actor()?, visit.now, key.clone(), id.clone());
    let done = visit
        .write(move |tx| {
            let process = process(tx, &actor, &asked)?;
            command(tx, &actor, now, (&process.id, &named))
        })
        .await;
    match done {
        Ok(done) => Ok(answer::redirect_saying(&format!("/processes/{key}/cases/migrations/{id}"), &sentence(&done))),
        Err(Failure::Refused(found)) => one_page(&visit, key, id, &Form::of(Vec::new()).with(found)).await,
        Err(failure) => Err(failure),
    }
}

pub(super) async fn undo(Path((key, id)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let only = Some(form.raw("case").to_owned()).filter(|case| !case.is_empty());
    let sentence = |done: &usize| match done {
        0 => "Nothing was taken back: each case has made a step since.".to_owned(),
        1 => "One case is back on its version.".to_owned(),
        done => format!("{done} cases are back on their versions."),
    };
    act(key, id, visit, sentence, move |tx, actor, now, (process_id, id)| {
        migration::undo(tx, actor, now, (process_id, id), only.as_deref())
    })
    .await
}

pub(super) async fn keep(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let sentence = |(): &()| "Kept. The move cannot be taken back any more.".to_owned();
    act(key, id, visit, sentence, |tx, actor, now, (process_id, id)| migration::keep(tx, actor, now, process_id, id))
        .await
}

/// Goes on with a move that was broken off.
pub(super) async fn rest(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let (actor, asked) = (visit.actor()?, key.clone());
    let by = actor.clone();
    let process = visit.read(move |tx| process(tx, &by, &asked)).await?;
    actor.needs_on(Permission::RunProcess, &process.id)?;
    run(&visit, &actor, process.id, &id).await?;
    let to = format!("/processes/{key}/cases/migrations/{id}");
    Ok(answer::redirect_saying(&to, "Nothing is left to move."))
}

/// Complaints about what was sent, for programs that are told all at once.
pub fn unmapped(mapping: &serde_json::Map<String, serde_json::Value>) -> Result<Mapping, Failure> {
    let mut all = Mapping::new();
    for (element, value) in mapping {
        let becomes = match value {
            serde_json::Value::Null => None,
            serde_json::Value::String(other) => Some(other.clone()),
            _ => {
                let sentence = format!("“{element}” must become the id of an element, or null.");
                return Err(Refusal::at("mapping", sentence).into());
            }
        };
        all.insert(element.clone(), becomes);
    }
    Ok(all)
}
