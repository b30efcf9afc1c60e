//! Raising alarms after an import, and ending them with an answer or an improvement.

use db::Tx;
use serde_json::json;

use super::super::model::Log;
use super::{Alarm, End, Outcome, RAISED, Raised, store};
use crate::access::{Actor, Permission, Role};
use crate::clock::Time;
use crate::definition::Measure;
use crate::failure::{Failure, Refusal};
use crate::improvement::{self, Made, Origin, OriginKind, Proposal, Score};
use crate::journal::{self, Object};
use crate::people;
use crate::process::Process;
use crate::worklist::{self, Ask};

/// Days within which the owner is expected to answer.
const ANSWER_DAYS: i64 = 7;
/// The word under which asks know an alarm.
const OBJECT: &str = "alarm";

/// Brings the alarms of a process in line with what a log tells of each of its measures. The same log again changes nothing.
///
/// # Errors
/// The database's.
pub fn judge(
    tx: &mut Tx,
    now: Time,
    process: &Process,
    log: &Log,
    judged: &[(Measure, Option<Alarm>)],
) -> Result<(), Failure> {
    let standing = store::standing(tx, &process.id)?;
    for (measure, alarm) in judged {
        let known = standing.iter().find(|one| one.measure_key == measure.key);
        match (known, alarm) {
            (Some(known), Some(alarm)) if known.week_at == alarm.week && known.sentence == alarm.sentence => {}
            (Some(known), Some(alarm)) => store::renew(tx, &known.id, &log.id, alarm.week, &alarm.sentence)?,
            (Some(known), None) => settle(tx, now, process, known)?,
            (None, Some(alarm)) => raise(tx, now, process, log, measure, alarm)?,
            (None, None) => {}
        }
    }
    Ok(())
}

fn raise(
    tx: &mut Tx,
    now: Time,
    process: &Process,
    log: &Log,
    measure: &Measure,
    alarm: &Alarm,
) -> Result<(), Failure> {
    // What was answered of this week is not asked again when the log is brought once more.
    let before = store::of_process(tx, &process.id, i64::MAX)?;
    if before.iter().any(|one| one.measure_key == measure.key && one.week_at >= alarm.week && one.end.is_some()) {
        return Ok(());
    }
    let raised = Raised {
        id: uuid::Uuid::now_v7().to_string(),
        process_id: process.id.clone(),
        measure_key: measure.key.clone(),
        measure_name: measure.name.clone(),
        log_id: log.id.clone(),
        week_at: alarm.week,
        sentence: alarm.sentence.clone(),
        raised_at: now,
        end: None,
    };
    store::insert(tx, &raised)?;
    let mut asked = people::store::holders(tx, Role::ProcessOwner, Some(&process.id), now)?;
    if asked.is_empty() {
        asked = people::store::holders(tx, Role::ProcessManager, Some(&process.id), now)?;
    }
    for owner in asked {
        let ask = Ask {
            person_id: &owner.id,
            key: &format!("alarm:{}", raised.id),
            kind: "measure.answer_alarm",
            title: &format!("Look at {}: {}", process.name, measure.name),
            why: &alarm.sentence,
            href: &format!("/processes/{}/measures#alarms", process.key),
            object_kind: OBJECT,
            object_id: &raised.id,
            due_at: now.plus_days(ANSWER_DAYS),
        };
        worklist::ask(tx, now, ask)?;
    }
    let payload = json!({ "process_id": process.id, "measure": measure.key, "week": alarm.week });
    note(tx, &Actor::office(), now, RAISED, process, &raised, &alarm.sentence, payload)
}

fn settle(tx: &mut Tx, now: Time, process: &Process, alarm: &Raised) -> Result<(), Failure> {
    let end = End {
        at: now,
        by: String::new(),
        outcome: Outcome::Settled,
        answer: String::new(),
        improvement_id: String::new(),
    };
    store::end(tx, &alarm.id, &end)?;
    worklist::settle_object(tx, now, OBJECT, &alarm.id)?;
    note(
        tx,
        &Actor::office(),
        now,
        "measure.alarm_settled",
        process,
        alarm,
        "",
        json!({ "measure": alarm.measure_key }),
    )
}

/// Ends an alarm by saying what is done about it.
///
/// # Errors
/// Without the permission, when it ended meanwhile, or when nothing is said.
pub fn answer(tx: &mut Tx, actor: &Actor, now: Time, process: &Process, id: &str, text: &str) -> Result<(), Failure> {
    actor.needs_on(Permission::ManageImprovement, &process.id)?;
    let alarm = standing(tx, process, id)?;
    if text.trim().is_empty() {
        return Err(Refusal::at("answer", "Say what is done about it, or why nothing needs to be done.").into());
    }
    let end = End {
        at: now,
        by: actor.name.clone(),
        outcome: Outcome::Answered,
        answer: text.trim().to_owned(),
        improvement_id: String::new(),
    };
    finish(tx, actor, now, process, &alarm, &end, "measure.alarm_answered")
}

/// Ends an alarm by making an improvement of it.
///
/// # Errors
/// Without the permission, or when it ended meanwhile.
pub fn improve(tx: &mut Tx, actor: &Actor, now: Time, process: &Process, id: &str) -> Result<Made, Failure> {
    actor.needs_on(Permission::ManageImprovement, &process.id)?;
    let alarm = standing(tx, process, id)?;
    let proposal = Proposal {
        title: format!("{}: bring it back", alarm.measure_name),
        description: format!("{} Find the cause and mend it.", alarm.sentence),
        process_id: Some(process.id.clone()),
        origin: Origin {
            kind: OriginKind::Measure,
            id: alarm.id.clone(),
            label: alarm.sentence.clone(),
            href: format!("/processes/{}/measures", process.key),
            evidence: json!({ "log_id": alarm.log_id, "measure": alarm.measure_key, "week": alarm.week_at }),
        },
        score: Score::default(),
    };
    let made = improvement::propose(tx, actor, now, None, &proposal)?;
    let end = End {
        at: now,
        by: actor.name.clone(),
        outcome: Outcome::Improvement,
        answer: format!("I-{}", made.number),
        improvement_id: made.id.clone(),
    };
    finish(tx, actor, now, process, &alarm, &end, "measure.alarm_answered")?;
    Ok(made)
}

fn standing(tx: &mut Tx, process: &Process, id: &str) -> Result<Raised, Failure> {
    let alarm = store::by_id(tx, id)?;
    if alarm.process_id != process.id {
        return Err(Failure::NotFound);
    }
    match &alarm.end {
        None => Ok(alarm),
        Some(end) if end.by.is_empty() => {
            Err(Refusal::because("The newest log is well again; nothing is asked any more.").into())
        }
        Some(end) => Err(Refusal::because(format!("{} answered this already.", end.by)).into()),
    }
}

fn finish(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    process: &Process,
    alarm: &Raised,
    end: &End,
    action: &'static str,
) -> Result<(), Failure> {
    store::end(tx, &alarm.id, end)?;
    worklist::settle_of(tx, now, &actor.person_id, &format!("alarm:{}", alarm.id))?;
    worklist::settle_object(tx, now, OBJECT, &alarm.id)?;
    let payload =
        json!({ "measure": alarm.measure_key, "outcome": end.outcome.key(), "improvement_id": end.improvement_id });
    note(tx, actor, now, action, process, alarm, &end.answer, payload)
}

#[expect(clippy::too_many_arguments, reason = "one entry, told in one place")]
fn note(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    action: &'static str,
    process: &Process,
    alarm: &Raised,
    reason: &str,
    payload: serde_json::Value,
) -> Result<(), Failure> {
    let object = Object::new(OBJECT, &alarm.id, format!("{}: {}", process.name, alarm.measure_name));
    journal::record(tx, journal::New { now, actor, action, object, reason, payload })?;
    Ok(())
}
