//! The forms of a draft. Each carries the revision it was filled in from; when somebody changed the same part meanwhile, the
//! answer (409) shows both and asks.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use db::Tx;

use super::super::draft::{Saved, save};
use super::super::model::Process;
use super::super::section::{self, Names, Row, Section};
use super::super::views::{self, Drafted, Offered, Seen};
use super::super::{shared, store};
use super::draft::{LAPSED, read};
use super::{below, below_draft, seen};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::{Definition, merge};
use crate::failure::{Failure, Refusal};
use crate::rule;
use crate::web::{Answer, Form, Visit, answer};

/// What a form does to a definition.
pub(super) type Edit = Box<dyn Fn(&mut Definition) -> Result<(), Failure> + Send>;

/// What a person decided about a contest.
#[derive(Clone, Copy)]
pub(super) struct Choice {
    /// The revision that the person was shown.
    pub seen: i64,
    pub mine_stands: bool,
}

/// A revision that travelled along with a form.
fn number(form: &Form, name: &str) -> Result<i64, Failure> {
    form.raw(name).parse().map_err(|_| Failure::Unreadable {
        sentence: "The form does not say which revision it began with. Open the page again.".to_owned(),
    })
}

/// Saves what a form does, or the choice that was made about it on the page of a contest.
pub(super) async fn saved(visit: &Visit, key: &str, form: &Form, edit: Edit) -> Result<Saved, Failure> {
    let (actor, now, key) = (visit.actor()?, visit.now, key.to_owned());
    let began = number(form, "revision")?;
    let choice = match form.raw("choice") {
        "" => None,
        choice => Some(Choice { seen: number(form, "seen")?, mine_stands: choice == "mine" }),
    };
    visit
        .write(move |tx| {
            let process = store::by_key(tx, &key)?;
            decided(tx, &actor, now, &process.id, (began, choice), &*edit)
        })
        .await
}

/// Saves an edit that began with a revision; where a contest about it was decided, as the person chose.
pub(super) fn decided(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process_id: &str,
    (began, choice): (i64, Option<Choice>),
    edit: &dyn Fn(&mut Definition) -> Result<(), Failure>,
) -> Result<Saved, Failure> {
    let Some(choice) = choice else {
        return save(tx, actor, now, process_id, began, edit);
    };
    actor.needs_on(Permission::DraftProcess, process_id)?;
    let version = store::open_draft(tx, process_id)?.ok_or(Failure::NotFound)?;
    let base = store::revision(tx, &version.id, began)?.definition;
    let mut mine = base.clone();
    edit(&mut mine)?;
    save(tx, actor, now, process_id, choice.seen, &|current| {
        let merged = if choice.mine_stands { merge(&base, current, &mine) } else { merge(&base, &mine, current) };
        *current = merged.definition;
        Ok(())
    })
}

/// Back to the draft when it was saved; both versions when somebody was quicker.
pub(super) async fn finish(visit: &Visit, key: &str, form: &Form, saved: Saved, to: &str, what: &str) -> Answer {
    match saved {
        Saved::Kept { together, lapsed, .. } => {
            let others = if together { ", together with what others changed meanwhile" } else { "" };
            let approvals = if lapsed { format!(" {LAPSED}") } else { String::new() };
            Ok(answer::redirect_saying(to, &format!("{what} is saved{others}.{approvals}")))
        }
        Saved::Contested(contest) => {
            let seen = seen(visit, key.to_owned()).await?;
            let draft = seen.at("draft");
            let page = below(&seen, "Somebody was quicker").under("Draft", &draft);
            let body = views::contest(&contest, visit.uri.path(), &draft, form.fields(), visit.now);
            visit.page_with(StatusCode::CONFLICT, page, body)
        }
    }
}

fn step_name(definition: &Definition, id: &str) -> Option<String> {
    definition.steps().into_iter().find(|(step, _)| step == id).map(|(_, name)| name)
}

pub(super) async fn activity_page(Path((key, id)): Path<(String, String)>, visit: Visit) -> Answer {
    let (seen, drafted) = read(&visit, key).await?;
    let Some(name) = step_name(&drafted.definition, &id) else {
        return nothing_to_write(&visit);
    };
    let form = Form::of(views::activity_answers(&drafted.definition, &id));
    show_activity(&visit, &seen, &drafted, (&id, &name), &form, false)
}

/// The editor asks about every element that is chosen; lanes, events and flows have no details.
fn nothing_to_write(visit: &Visit) -> Answer {
    if visit.headers.contains_key("hx-request") {
        return Ok(maud::html! { p { "Details, RACI and controls are written at activities." } }.into_response());
    }
    Err(Failure::NotFound)
}

fn show_activity(
    visit: &Visit,
    seen: &Seen,
    drafted: &Drafted,
    (id, name): (&str, &str),
    form: &Form,
    refused: bool,
) -> Answer {
    if visit.headers.contains_key("hx-request") {
        return Ok(views::activity_panel(seen, &drafted.definition, id, form).into_response());
    }
    let revision = if refused { form.raw("revision").to_owned() } else { drafted.version.revision.to_string() };
    let body = views::activity_form(seen, &drafted.definition, &revision, id, &drafted.findings, form);
    let draft = seen.at("draft");
    let page = below_draft(seen, &draft, name);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// What the form of an activity does.
pub(super) fn activity_edit(form: &mut Form, id: &str) -> Edit {
    let mut minutes = |name: &'static str, label: &str| -> Option<u32> {
        let text = form.optional_line(name, label);
        let count = text.parse::<u32>().ok();
        if !text.is_empty() && count.is_none() {
            form.refuse(name, format!("{label} must be a whole number of minutes; “{text}” is not one."));
        }
        count
    };
    let (process_time, wait) = (minutes("process_time", "The working time"), minutes("wait", "The waiting time"));
    let purpose = form.text("purpose", "The purpose");
    let steps = form.text("steps", "The text");
    let decision_rule = form.text("decision_rule", "The decision rule");
    let exception_path = form.text("exception_path", "The exception");
    let tool = form.optional_line("tool", "The tool");
    let record = form.optional_line("record", "The record");
    let number = form.optional_line("number", "The number");
    let description = form.text("description", "The description");
    let mut lines = |name: &'static str, label: &str| -> Vec<String> {
        form.text(name, label).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let (inputs, outputs) = (lines("inputs", "What must be at hand"), lines("outputs", "What is there afterwards"));
    let skills = lines("skills", "The skills that are needed");
    let (forms, decisions, measures) = (form.all("forms"), form.all("decisions"), form.all("measures"));
    let id = id.to_owned();
    let cells = cells(form, &id);
    let performed = form.ticked("controls").then(|| form.all("control"));
    Box::new(move |definition| {
        if step_name(definition, &id).is_none() {
            return Err(Failure::refused("The diagram has no such step any more. Open the draft again."));
        }
        let one = definition.activities.entry(id.clone()).or_default();
        one.purpose.clone_from(&purpose);
        one.steps = kept(&one.steps, &steps);
        one.decision_rule.clone_from(&decision_rule);
        one.exception_path.clone_from(&exception_path);
        one.process_time_minutes = process_time;
        one.wait_minutes = wait;
        one.tool.clone_from(&tool);
        one.record.clone_from(&record);
        one.number.clone_from(&number);
        one.description.clone_from(&description);
        one.inputs.clone_from(&inputs);
        one.outputs.clone_from(&outputs);
        one.forms.clone_from(&forms);
        one.decisions.clone_from(&decisions);
        one.measures.clone_from(&measures);
        one.skills.clone_from(&skills);
        if let Some(performed) = &performed {
            set_controls(definition, &id, performed);
        }
        set_cells(definition, &cells)
    })
}

/// Performs exactly the named controls at an activity; those that were performed here and are named no more stand beside the flow.
fn set_controls(definition: &mut Definition, activity: &str, performed: &[String]) {
    for control in &mut definition.controls {
        if performed.contains(&control.key) {
            activity.clone_into(&mut control.activity);
        } else if control.activity == activity {
            control.activity.clear();
        }
    }
}

/// A text as it was where the form differs only at its ends, which forms cut off.
fn kept(old: &str, new: &str) -> String {
    if old.trim() == new { old.to_owned() } else { new.to_owned() }
}

/// The cells of the matrix in a form: activity, role and letters; of one activity, or of all where none is named.
fn cells(form: &Form, activity: &str) -> Vec<(String, String, String)> {
    form.fields()
        .iter()
        .filter_map(|(name, letters)| {
            let (one, role) = name.strip_prefix("cell/")?.split_once('/')?;
            (activity.is_empty() || one == activity).then(|| (one.to_owned(), role.to_owned(), letters.clone()))
        })
        .collect()
}

/// Writes the letters; those of a step or a role that the process does not have are refused.
fn set_cells(definition: &mut Definition, cells: &[(String, String, String)]) -> Result<(), Failure> {
    let steps: Vec<String> = definition.steps().into_iter().map(|(step, _)| step).collect();
    for (activity, role, letters) in cells {
        let letters: String = letters.chars().filter(|letter| "RACI".contains(*letter)).collect();
        let is_known = steps.contains(activity) && definition.roles.iter().any(|one| one.key == *role);
        if !letters.is_empty() && !is_known {
            let sentence = format!("The process has no step “{activity}” with a role “{role}”. Open the page again.");
            return Err(Failure::refused(sentence));
        }
        let row = definition.raci.entry(activity.clone()).or_default();
        if letters.is_empty() {
            row.remove(role);
        } else {
            row.insert(role.clone(), letters);
        }
    }
    definition.raci.retain(|_, row| !row.is_empty());
    Ok(())
}

pub(super) async fn activity(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let (seen, drafted) = read(&visit, key.clone()).await?;
    let name = step_name(&drafted.definition, &id).unwrap_or_else(|| id.clone());
    let edit = activity_edit(&mut form, &id);
    if form.checked().is_err() {
        return show_activity(&visit, &seen, &drafted, (&id, &name), &form, true);
    }
    let saved = saved(&visit, &key, &form, edit).await?;
    finish(&visit, &key, &form, saved, &seen.at("draft"), &format!("“{name}”")).await
}

/// What would be found if the form were saved as it stands; nothing is saved.
pub(super) async fn activity_findings(Path((key, id)): Path<(String, String)>, visit: Visit, mut form: Form) -> Answer {
    let (seen, drafted) = read(&visit, key).await?;
    let edit = activity_edit(&mut form, &id);
    let mut definition = drafted.definition;
    edit(&mut definition)?;
    let rules = visit.read(rule::in_use).await?;
    Ok(views::findings_of(&seen.href, &definition, &rules.check(&definition).0, &id).into_response())
}

pub(super) async fn raci_page(Path(key): Path<String>, visit: Visit) -> Answer {
    let (seen, drafted) = read(&visit, key).await?;
    let draft = seen.at("draft");
    let page = below_draft(&seen, &draft, "RACI matrix")
        .lead("Exactly one accountable and at least one responsible in every row.");
    let revision = drafted.version.revision.to_string();
    visit.page(page, views::raci_form(&seen, &drafted.definition, &revision, &drafted.findings))
}

pub(super) async fn raci(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (seen, _) = read(&visit, key.clone()).await?;
    let cells = cells(&form, "");
    let edit: Edit = Box::new(move |definition| set_cells(definition, &cells));
    let saved = saved(&visit, &key, &form, edit).await?;
    finish(&visit, &key, &form, saved, &seen.at("draft/raci"), "The matrix").await
}

pub(super) async fn section_page(Path((key, word)): Path<(String, String)>, visit: Visit) -> Answer {
    let section = section::of_key(&word).ok_or(Failure::NotFound)?;
    let (seen, drafted) = read(&visit, key).await?;
    let rows = section.rows(&drafted.definition);
    let revision = drafted.version.revision.to_string();
    show_section(&visit, &seen, &drafted, section, (&revision, &rows), &Form::default(), false).await
}

/// The names that the questions of a section offer.
async fn offered(visit: &Visit, section: &Section, definition: &Definition) -> Result<Offered, Failure> {
    let (actor, now, wanted) = (visit.actor()?, visit.now, section.names());
    let objectives = definition.objectives.clone();
    let read = move |tx: &mut Tx| {
        let mut offered = Offered::new();
        for names in wanted.iter().copied() {
            let list = match names {
                Names::Shared(kind) => shared::names(tx, &actor, now, kind)?,
                Names::Process => living(tx, &actor, now)?,
                Names::Objective => objectives.clone(),
                Names::Calendar => crate::calendar::store::names(tx)?.into_iter().map(|(key, _)| key).collect(),
            };
            offered.insert(names, list);
        }
        Ok(offered)
    };
    visit.read(read).await
}

/// Names of the processes that the actor may read and that are not retired, by alphabet.
fn living(tx: &mut Tx, actor: &Actor, now: Time) -> Result<Vec<String>, Failure> {
    let is_meant =
        |one: &Process| !one.level.is_area() && !one.is_retired(now) && actor.may_on(Permission::Read, &one.id);
    Ok(store::all(tx)?.into_iter().filter(is_meant).map(|one| one.name).collect())
}

async fn show_section(
    visit: &Visit,
    seen: &Seen,
    drafted: &Drafted,
    section: &Section,
    (revision, rows): (&str, &[Row]),
    form: &Form,
    refused: bool,
) -> Answer {
    let draft = seen.at("draft");
    let page = below_draft(seen, &draft, section.title).lead(section.lead);
    let offered = offered(visit, section, &drafted.definition).await?;
    let body = views::section_form(seen, &drafted.definition, section, &offered, (revision, rows), form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// The rows of a form: the first answer to each question is the first row's, and so on.
fn rows(form: &Form, section: &Section) -> Vec<Row> {
    let columns: Vec<Vec<String>> = section.columns.iter().map(|column| form.all(column.name)).collect();
    let count = columns.iter().map(Vec::len).max().unwrap_or(0);
    (0..count)
        .map(|at| {
            let answer = |column: &Vec<String>| column.get(at).map_or(String::new(), |text| text.replace("\r\n", "\n"));
            columns.iter().map(answer).collect()
        })
        .collect()
}

pub(super) async fn section(Path((key, word)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let section = section::of_key(&word).ok_or(Failure::NotFound)?;
    let (seen, drafted) = read(&visit, key.clone()).await?;
    let rows = rows(&form, section);
    let written = rows.clone();
    let edit: Edit = Box::new(move |definition| Ok(section.write(definition, &written)?));
    match saved(&visit, &key, &form, edit).await {
        Ok(saved) => {
            let to = if form.raw("more").is_empty() { "draft".to_owned() } else { format!("draft/sections/{word}") };
            finish(&visit, &key, &form, saved, &seen.at(&to), &format!("“{}”", section.title)).await
        }
        Err(Failure::Refused(refusals)) => {
            let refusals: Vec<Refusal> = refusals;
            let revision = form.raw("revision").to_owned();
            show_section(&visit, &seen, &drafted, section, (&revision, &rows), &form.clone().with(refusals), true).await
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn form_page(Path((key, word)): Path<(String, String)>, visit: Visit) -> Answer {
    let (seen, drafted) = read(&visit, key).await?;
    let Some(form) = drafted.definition.forms.get(&word) else { return Err(Failure::NotFound) };
    let rows = section::form_rows(form);
    let revision = drafted.version.revision.to_string();
    show_form(&visit, &seen, &drafted, &word, (&revision, &rows), &Form::default(), false)
}

fn show_form(
    visit: &Visit,
    seen: &Seen,
    drafted: &Drafted,
    word: &str,
    (revision, rows): (&str, &[Row]),
    form: &Form,
    refused: bool,
) -> Answer {
    let (draft, forms) = (seen.at("draft"), seen.at("draft/sections/forms"));
    let title = drafted.definition.forms.get(word).map_or(word, |form| &form.title);
    let page = below_draft(seen, &draft, title).under("Forms", &forms).lead(section::FORM_FIELDS.lead);
    let body = views::field_form(seen, &drafted.definition, word, revision, rows, &drafted.findings, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

/// Saves what a form of the process asks.
pub(super) async fn form(Path((key, word)): Path<(String, String)>, visit: Visit, form: Form) -> Answer {
    let (seen, drafted) = read(&visit, key.clone()).await?;
    let rows = rows(&form, &section::FORM_FIELDS);
    let (written, asked) = (rows.clone(), word.clone());
    let edit: Edit = Box::new(move |definition| match definition.forms.get_mut(&asked) {
        Some(form) => Ok(section::write_form(form, &written)?),
        None => Err(Failure::refused("The process has no such form any more. Open the list of forms again.")),
    });
    match saved(&visit, &key, &form, edit).await {
        Ok(saved) => {
            let more = !form.raw("more").is_empty();
            let to = if more { visit.uri.path().to_owned() } else { seen.at("draft/sections/forms") };
            finish(&visit, &key, &form, saved, &to, "The form").await
        }
        Err(Failure::Refused(refusals)) => {
            let revision = form.raw("revision").to_owned();
            show_form(&visit, &seen, &drafted, &word, (&revision, &rows), &form.clone().with(refusals), true)
        }
        Err(failure) => Err(failure),
    }
}
