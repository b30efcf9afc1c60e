//! What a version of a process is at this moment: in force or not, who answers for it, who approved it, what came before.
//!
//! Absent: the definition's content. Source: ISO 9001:2015 7.5.3 (control of documents).

use std::collections::BTreeMap;
use std::sync::Arc;

use db::Tx;

use super::model::{Facts, Improved, Met, News, Past, Variant, Waived};
use crate::access::{Actor, Permission};
use crate::approval::{self, Decision};
use crate::clock::Time;
use crate::definition::{Change, Class, Definition, diff};
use crate::failure::Failure;
use crate::improvement::{self, Stage};
use crate::measure;
use crate::people;
use crate::process::{self, Force, HolderRole, Process, State, Version, commands, holder, store};
use crate::requirement::{self, WaiverState};

/// A version of a process with all that its documents say.
#[derive(Clone, Debug)]
pub struct Standing {
    pub process: Process,
    /// The version that documents are made of; none before the first draft.
    pub version: Option<Version>,
    pub definition: Arc<Definition>,
    pub facts: Facts,
    /// Versions that the reader may choose: the word in the address and its name.
    pub choices: Vec<(String, String)>,
}

/// The version that `word` names (a number, "draft", or the one in force where nothing is named), as `actor` may read it.
///
/// # Errors
/// [`Failure::NotFound`] when there is no such process or version, or the actor may not read it.
pub fn standing(tx: &mut Tx, actor: &Actor, now: Time, key: &str, word: Option<&str>) -> Result<Standing, Failure> {
    let process = store::by_key(tx, key)?;
    if !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    let versions = store::versions(tx, &process.id)?;
    let published: Vec<&Version> = versions.iter().filter(|one| one.state == State::Published).collect();
    let reads_drafts = published.is_empty()
        || actor.may_on(Permission::DraftProcess, &process.id)
        || actor.may_on(Permission::ApproveProcess, &process.id);
    let open = versions.iter().find(|one| one.state.is_open()).filter(|_| reads_drafts);
    let version = match word {
        Some("draft") => Some(open.ok_or(Failure::NotFound)?),
        Some(number) => Some(*published.iter().find(|one| one.number == number).ok_or(Failure::NotFound)?),
        None => process::version_in_force(&versions, now).or(published.first().copied()).or(open),
    };
    let definition = match version {
        Some(version) => store::shared_definition(tx, &version.id)?,
        None => Arc::new(Definition { name: process.name.clone(), ..Definition::default() }),
    };
    let mut choices: Vec<(String, String)> = Vec::new();
    if open.is_some() {
        choices.push(("draft".to_owned(), "Draft".to_owned()));
    }
    choices.extend(published.iter().map(|one| (one.number.clone(), format!("Version {}", one.number))));
    let facts = match version {
        Some(version) if process::version_in_force(&versions, now).is_some_and(|one| one.id == version.id) => {
            Facts { met: met(tx, now, &process)?, ..written(tx, now, &process, version, &versions, &definition)? }
        }
        Some(version) => written(tx, now, &process, version, &versions, &definition)?,
        None => Facts { status: "Draft".to_owned(), ..Facts::default() },
    };
    let version = version.cloned();
    Ok(Standing { process, version, definition, facts, choices })
}

/// What is known of any version.
fn written(
    tx: &mut Tx,
    now: Time,
    process: &Process,
    version: &Version,
    versions: &[Version],
    definition: &Definition,
) -> Result<Facts, Failure> {
    Ok(Facts {
        news: news(tx, version, versions, definition)?,
        variants: variants(tx, now, process)?,
        base: base(tx, process)?,
        improvements: improvements(tx, process)?,
        waivers: waivers(tx, now, process)?,
        departures: departures(tx, now, process)?,
        ..facts(tx, now, process, version, versions)?
    })
}

fn facts(tx: &mut Tx, now: Time, process: &Process, version: &Version, versions: &[Version]) -> Result<Facts, Failure> {
    let names: BTreeMap<String, String> =
        people::store::everybody(tx)?.into_iter().map(|person| (person.id, person.name)).collect();
    let name = |id: &str| names.get(id).cloned().unwrap_or_default();
    let holders = store::holders(tx, &process.id)?;
    let holds = |role| holder::holding(&holders, role).map(|one| one.person_name.clone()).unwrap_or_default();
    let is_published = version.state == State::Published;
    let stands = process::force(version, versions, now);
    let status = match (is_published, stands) {
        (false, _) if version.state == State::Draft => "Draft",
        (false, _) => version.state.label(),
        (true, Force::Current) => "In force",
        (true, Force::Upcoming) => "Published for later",
        (true, Force::Superseded) => "Superseded",
    };
    let approvals = approval::of_subject(tx, &commands::subject(&version.id))?
        .into_iter()
        .filter(|one| one.decision == Some(Decision::Approved) && one.lapsed_at.is_none())
        .map(|one| (one.approver_name, one.decided_at))
        .collect();
    let history = versions
        .iter()
        .filter(|one| one.state == State::Published && (!is_published || one.published_at <= version.published_at))
        .map(|one| Past {
            number: one.number.clone(),
            effective_at: one.effective_at,
            by: name(&one.published_by),
            class: match one.class {
                Some(Class::Major) => "major".to_owned(),
                Some(Class::Minor) => "minor".to_owned(),
                None => String::new(),
            },
            note: one.note.clone(),
        })
        .collect();
    Ok(Facts {
        house: String::new(),
        number: version.number.clone(),
        status: capitalised(status),
        is_in_force: is_published && stands == Force::Current,
        effective_at: version.effective_at,
        next_review: if is_published && stands == Force::Current { store::next_review(tx, &process.id)? } else { None },
        owner: holds(HolderRole::Owner),
        manager: holds(HolderRole::Manager),
        author: name(&version.started_by),
        approvals,
        history,
        settled_at: version.published_at.or(version.submitted_at).or(Some(version.started_at)),
        ..Facts::default()
    })
}

/// What a version changes against the published one that it replaces.
fn news(
    tx: &mut Tx,
    version: &Version,
    versions: &[Version],
    definition: &Definition,
) -> Result<Option<News>, Failure> {
    let older = versions.iter().filter(|one| {
        let is_before = version.published_at.is_none() || one.published_at < version.published_at;
        one.state == State::Published && one.id != version.id && is_before
    });
    let Some(before) = older.max_by_key(|one| one.published_at) else { return Ok(None) };
    let changes = diff(&*store::shared_definition(tx, &before.id)?, definition);
    let (major, minor): (Vec<Change>, Vec<Change>) = changes.into_iter().partition(|one| one.class == Class::Major);
    let said = |all: Vec<Change>| all.into_iter().map(|one| one.sentence).collect();
    Ok(Some(News { since: before.number.clone(), major: said(major), minor: said(minor) }))
}

fn variants(tx: &mut Tx, now: Time, process: &Process) -> Result<Vec<Variant>, Failure> {
    let mut all = Vec::new();
    for one in process::variant::store::of_base(tx, &process.id)? {
        let versions = store::versions(tx, &one.id)?;
        let number = process::version_in_force(&versions, now).map_or(String::new(), |version| version.number.clone());
        all.push(Variant { site: one.site, name: one.name, number });
    }
    Ok(all)
}

fn base(tx: &mut Tx, process: &Process) -> Result<String, Failure> {
    Ok(match &process.variant_of {
        Some(id) => store::by_id(tx, id)?.name,
        None => String::new(),
    })
}

/// Departures of a tool that the owner accepts at `now`.
fn waivers(tx: &mut Tx, now: Time, process: &Process) -> Result<Vec<Waived>, Failure> {
    let mut accepted = Vec::new();
    for required in requirement::store::live(tx, Some(&process.id))? {
        let waivers = required.waivers.into_iter().filter(|one| one.state(now) == WaiverState::Accepted);
        accepted.extend(waivers.map(|one| Waived {
            requirement: required.text.clone(),
            what: one.what,
            why: one.why,
            until: Some(one.until),
            accepted_by: one.accepted_by,
        }));
    }
    Ok(accepted)
}

/// Where the work departs from the process, as far as its owner accepts it.
fn departures(tx: &mut Tx, now: Time, process: &Process) -> Result<Vec<Waived>, Failure> {
    let told = |one: measure::waiver::Waiver| Waived {
        requirement: String::new(),
        what: one.what,
        why: one.why,
        until: Some(one.until),
        accepted_by: one.granted_by,
    };
    Ok(measure::waiver::store::holding(tx, now, &process.id)?.into_iter().map(told).collect())
}

/// How tools meet the requirements of the version in force.
fn met(tx: &mut Tx, now: Time, process: &Process) -> Result<Vec<Met>, Failure> {
    let told = |one: requirement::Required| {
        let how = one.answer.as_ref().map_or(String::new(), |answer| match answer.note.trim() {
            "" => answer.gap.label().to_owned(),
            note => format!("{}: {note}", answer.gap.label()),
        });
        let part = |object: &requirement::Object| {
            format!("{}: {} “{}”", object.tool, object.kind.label().to_lowercase(), object.name)
        };
        let test = one.trials.first().map_or(String::new(), |trial| {
            let result = if trial.passed { "passed" } else { "failed" };
            let again = if one.result == requirement::Result::Retest { "; to be tested again" } else { "" };
            let seen = if trial.note.is_empty() { String::new() } else { format!(": {}", trial.note) };
            format!("{result} on {}, version {}, {}{again}{seen}", trial.at.day_in_words(), trial.version, trial.by)
        });
        let holds = one.waivers.iter().filter(|waiver| waiver.state(now) == WaiverState::Accepted);
        let waived = |waiver: &requirement::Waiver| format!("{} (until {})", waiver.what, waiver.until.day_in_words());
        Met {
            state: one.standing(now).label().to_owned(),
            parts: one.objects.iter().map(part).collect(),
            waivers: holds.map(waived).collect(),
            how,
            test,
            requirement: one.text,
            activity: one.activity,
        }
    };
    Ok(requirement::store::live(tx, Some(&process.id))?.into_iter().map(told).collect())
}

/// Improvements that are under way, and those whose benefit was looked for, as the register orders them.
fn improvements(tx: &mut Tx, process: &Process) -> Result<Vec<Improved>, Failure> {
    let told = |one: improvement::Listed| {
        let stage = one.improvement.stage;
        let is_looked_for = matches!(stage, Stage::Verified | Stage::NotVerified);
        (!stage.is_closed()).then(|| Improved {
            number: one.improvement.name(),
            due_at: one.improvement.plan.as_ref().map(|plan| plan.due_at),
            lesson: one.improvement.verification.map_or(String::new(), |verdict| verdict.comment),
            title: one.improvement.title,
            stage: stage.label(),
            owner: one.owner,
            is_open: !is_looked_for,
        })
    };
    Ok(improvement::of_process(tx, &process.id)?.into_iter().filter_map(told).collect())
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
