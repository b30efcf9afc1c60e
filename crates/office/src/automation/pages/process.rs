//! The cases of a process, and the page on which it is switched on.

use std::sync::Arc;

use axum::extract::Path;
use db::Tx;

use super::super::case::store as cases;
use super::super::history::log_of;
use super::super::model::{STARTER, UNIT};
use super::super::{deployment, pause, plan, service_level, task, views};
use super::{listing, process};
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::{Failure, Refusal};
use crate::people::{self, Person, Unit};
use crate::process as processes;
use crate::web::{Answer, Form, Page, Visit, answer, csv};
use ui::Extra;

/// Tasks in an event log at most.
const LOGGED: i64 = 200_000;
/// Cases on other versions that are counted.
const BEHIND: i64 = 1_000;

pub(super) async fn cases(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now) = (visit.actor()?, visit.now);
    let (by, asked) = (actor.clone(), key.clone());
    let base = listing(&visit, &actor, None);
    let (standing, listing, found, places, heat, back) = visit
        .read(move |tx| {
            let process = process(tx, &by, &asked)?;
            let listing = cases::Listing { process_id: Some(process.id.clone()), ..base.clone() };
            let found = cases::list(tx, &listing)?;
            let ids: Vec<&str> = found.0.iter().map(|one| one.case.id.as_str()).collect();
            let places = (cases::places(tx, &ids)?, service_level::store::first_due(tx, &ids)?);
            let automation = deployment::store::automation(tx, &process.id)?;
            let deployed = automation.as_ref().and_then(|one| one.deployment_id.clone());
            let behind = match &deployed {
                Some(id) => cases::on_other_versions(tx, &process.id, id, BEHIND)?.len(),
                None => 0,
            };
            let standing = views::Standing {
                behind,
                deployment: deployed.map(|id| deployment::store::by_id(tx, &id)).transpose()?,
                automation,
                counts: cases::counts(tx, &process.id)?,
                paused: pause::store::count(tx, &process.id)?,
                is_published: processes::in_force(tx, &process.id, now)?.is_some(),
                is_retired: process.is_retired(now),
                runs: by.may_on(Permission::RunProcess, &process.id),
                starts: by.may_on(Permission::StartCase, &process.id),
                audits: by.may(Permission::ReadJournal),
                imports: by.may_on(Permission::ImportLog, &process.id),
                process,
            };
            let heat = match (&standing.deployment, standing.runs || standing.audits) {
                (Some(deployment), true) => {
                    let today = Time::of_date(now.date());
                    let all = task::store::heat(tx, &standing.process.id, today)?;
                    Some((deployment::loaded(tx, &deployment.id)?, all)).filter(|(_, all)| !all.is_empty())
                }
                _ => None,
            };
            let back = cases::looked_back_to(tx, &listing)?;
            Ok((standing, listing, found, places, heat, back))
        })
        .await?;
    let (title, href) = (format!("{}: cases", standing.process.name), format!("/processes/{key}"));
    let base = format!("{href}/cases");
    let page = Page::new(&title).under("Processes", "/processes").under(&standing.process.name, &href);
    let page = processes::as_tab(page, &standing.process, "cases", now).needs(&[Extra::Diagram]);
    let list = views::cases(&base, &listing, (&found.0, found.1), (&places.0, &places.1), &[], now);
    let mut parts = vec![views::standing(&standing)];
    if let Some((loaded, all)) = &heat {
        parts.push(ui::section("Where work stands", None, views::heat(loaded, all, &base, now)));
    }
    parts.push(list);
    parts.extend(back.map(|back| views::further(&base, &listing, true, back)));
    visit.page(page, ui::stack(&parts))
}

/// The event log of the cases as a file.
pub(super) async fn log(Path(key): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let asked = key.clone();
    let (lines, (names, outcomes)) = visit
        .read(move |tx| {
            let process = process(tx, &actor, &asked)?;
            if !actor.may(Permission::ReadJournal) {
                actor.needs_on(Permission::RunProcess, &process.id)?;
            }
            Ok((log_of(tx, &process.id, LOGGED)?, service_level::outcomes(tx, &process.id)?))
        })
        .await?;
    let rows = lines.into_iter().map(|line| {
        let levels = names.iter().map(|name| {
            let outcome = outcomes.get(&(line.case.clone(), name.clone()));
            outcome.map_or(String::new(), |outcome| (*outcome).to_owned())
        });
        let levels: Vec<String> = levels.collect();
        let mut row = vec![line.case, line.activity, line.start.rfc3339(), line.end.rfc3339(), line.resource];
        row.extend(levels);
        row
    });
    let mut head = vec!["Case", "Activity", "Start", "End", "Resource"];
    head.extend(names.iter().map(String::as_str));
    Ok(csv::download(&format!("{key}-cases.csv"), &head, rows))
}

/// What the page shows on which a process is switched on, with what its form begins with.
fn look(tx: &mut Tx, actor: &Actor, now: Time, key: &str) -> Result<(views::SetUp, Vec<(String, String)>), Failure> {
    let process = process(tx, actor, key)?;
    actor.needs_on(Permission::RunProcess, &process.id)?;
    let Some((version, definition)) = processes::published(tx, &process.id, now)? else {
        return Err(Failure::refused("No version of the process is in force yet. Publish one first."));
    };
    let is_on = deployment::store::automation(tx, &process.id)?.is_some_and(|one| one.is_on);
    let staff = staff_shown(tx, &process.id, &definition)?;
    let plan = plan::plan(&definition);
    let held = if is_on { Vec::new() } else { processes::readiness::held(tx, now, &process.id, &definition)? };
    let set_up = views::SetUp { process, definition: Arc::new(definition), number: version.number, plan, is_on, held };
    Ok((set_up, staff))
}

/// Who does the work as the form shows it: as it was said, else as people say themselves.
fn staff_shown(tx: &mut Tx, process_id: &str, definition: &Definition) -> Result<Vec<(String, String)>, Failure> {
    let (all, units) = (people::store::everybody(tx)?, people::store::units(tx)?);
    let mut said = deployment::store::staff(tx, process_id)?;
    if said.is_empty() {
        for role in &definition.roles {
            for id in processes::practice::store::of_role(tx, process_id, &role.key)? {
                said.push((role.key.clone(), id));
            }
            if views::ASKING.contains(&role.key.to_lowercase().as_str()) {
                said.push((role.key.clone(), STARTER.to_owned()));
            }
        }
    }
    let mut fields = Vec::new();
    for role in &definition.roles {
        let of_role: Vec<&str> = said.iter().filter(|(key, _)| *key == role.key).map(|(_, id)| id.as_str()).collect();
        let names: Vec<String> = of_role
            .iter()
            .filter_map(|id| all.iter().find(|person| person.id == *id))
            .map(|one| written(one, &all))
            .collect();
        let named = of_role.iter().filter_map(|id| id.strip_prefix(UNIT));
        let of_units = named.filter_map(|id| units.iter().find(|unit| unit.id == id)).map(|unit| unit.name.clone());
        let names: Vec<String> = names.into_iter().chain(of_units).collect();
        fields.push((format!("people {}", role.key), names.join("\n")));
        if of_role.contains(&STARTER) {
            fields.push((format!("starter {}", role.key), "on".to_owned()));
        }
    }
    Ok(fields)
}

/// A person as the form writes them: by name, or by mail address where two have the name.
fn written(person: &Person, all: &[Person]) -> String {
    let same = all.iter().filter(|other| other.name.eq_ignore_ascii_case(&person.name)).count();
    if same > 1 { person.email.clone() } else { person.name.clone() }
}

/// Who does the work as the form says it.
fn staff_sent(
    definition: &Definition,
    form: &Form,
    all: &[Person],
    units: &[Unit],
) -> Result<Vec<(String, String)>, Vec<Refusal>> {
    let (mut staff, mut wrong) = (Vec::new(), Vec::new());
    for role in &definition.roles {
        for line in form.raw(&format!("people {}", role.key)).lines().map(str::trim).filter(|line| !line.is_empty()) {
            let open = || all.iter().filter(|person| person.disabled_at.is_none());
            let mail: Vec<&Person> = open().filter(|person| person.email.eq_ignore_ascii_case(line)).collect();
            let named: Vec<&Person> = open().filter(|person| person.name.eq_ignore_ascii_case(line)).collect();
            let unit = units.iter().find(|unit| unit.name.eq_ignore_ascii_case(line));
            match (mail.as_slice(), named.as_slice()) {
                ([], []) if unit.is_some() => {
                    staff.extend(unit.map(|unit| (role.key.clone(), format!("{UNIT}{}", unit.id))));
                }
                ([one], _) | ([], [one]) => staff.push((role.key.clone(), one.id.clone())),
                ([], []) => {
                    wrong.push(Refusal::because(format!(
                        "{}: no unit and nobody with an open account is called “{line}”.",
                        role.name
                    )));
                }
                _ => wrong.push(Refusal::because(format!(
                    "{}: several people are called “{line}”. Write the mail address.",
                    role.name
                ))),
            }
        }
        if form.ticked(&format!("starter {}", role.key)) {
            staff.push((role.key.clone(), STARTER.to_owned()));
        }
    }
    if wrong.is_empty() { Ok(staff) } else { Err(wrong) }
}

pub(super) async fn set_up(Path(key): Path<String>, visit: Visit) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, key.clone());
    let (shown, fields) = visit.read(move |tx| look(tx, &actor, now, &asked)).await?;
    page(&visit, &shown, &Form::of(fields), false)
}

fn page(visit: &Visit, shown: &views::SetUp, form: &Form, refused: bool) -> Answer {
    let href = format!("/processes/{}", shown.process.key);
    let cases = format!("{href}/cases");
    let title = if shown.is_on { "Who does the work" } else { "Run this process here" };
    let lead = match &shown.plan {
        Ok(_) => format!("Version {} of {} leads each case through its steps.", shown.number, shown.process.name),
        Err(_) => format!("What has to be said before version {} of {} can run.", shown.number, shown.process.name),
    };
    let page = Page::new(title)
        .under("Processes", "/processes")
        .under(&shown.process.name, &href)
        .under("Cases", &cases)
        .lead(&lead);
    let body = views::set_up(shown, form);
    if refused { visit.page_refused(page, body) } else { visit.page(page, body) }
}

pub(super) async fn switch_on(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, asked) = (visit.actor()?, visit.now, key.clone());
    let (by, sent) = (actor.clone(), form.clone());
    let done = visit
        .write(move |tx| {
            let (shown, _) = look(tx, &by, now, &asked)?;
            let all = people::store::everybody(tx)?;
            let units = people::store::units(tx)?;
            let staff = staff_sent(&shown.definition, &sent, &all, &units)?;
            deployment::switch_on(tx, &by, now, &shown.process.id, &staff)
        })
        .await;
    match done {
        Ok(deployment) => {
            let sentence = format!("New cases begin with version {}.", deployment.number);
            Ok(answer::redirect_saying(&format!("/processes/{key}/cases"), &sentence))
        }
        Err(Failure::Refused(refusals)) => {
            let (shown, _) = visit.read(move |tx| look(tx, &actor, now, &key)).await?;
            page(&visit, &shown, &form.with(refusals), true)
        }
        Err(failure) => Err(failure),
    }
}

pub(super) async fn switch_off(Path(key): Path<String>, visit: Visit, form: Form) -> Answer {
    let (actor, now, asked, mut form) = (visit.actor()?, visit.now, key.clone(), form);
    let reason = form.text("reason", "The reason");
    form.checked()?;
    visit
        .write(move |tx| {
            let process = process(tx, &actor, &asked)?;
            deployment::switch_off(tx, &actor, now, &process.id, &reason)
        })
        .await?;
    Ok(answer::redirect_saying(&format!("/processes/{key}/cases"), "No new case begins. Those that run go on."))
}
