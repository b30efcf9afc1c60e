//! What is asked about requirements: how a tool meets them, to test again what changed, and to decide on a waiver.

use db::Tx;

use super::model::{Required, Result as Tested, Standing, Waiver, WaiverState};
use super::store;
use crate::access::{Actor, Role};
use crate::clock::Time;
use crate::failure::Failure;
use crate::people;
use crate::worklist::{self, Ask};

/// Days to say how a tool meets a new requirement.
const ANSWER_DAYS: i64 = 30;
/// Days to test a changed requirement again.
const RETEST_DAYS: i64 = 14;
/// Days to accept or refuse a waiver.
const ACCEPT_DAYS: i64 = 14;
/// The matter of all answers that are missing in the office.
const ANSWERS: &str = "requirement/answers";

/// Asks the tools liaisons for the answers that are missing in the whole office, and nobody when none is.
pub(super) fn answers(tx: &mut Tx, now: Time) -> Result<(), Failure> {
    let all = store::live(tx, None)?;
    let count = all.iter().filter(|one| one.standing(now) == Standing::Unanswered).count();
    if count == 0 {
        worklist::settle(tx, now, ANSWERS)?;
        return Ok(());
    }
    let what = if count == 1 { "1 requirement".to_owned() } else { format!("{count} requirements") };
    let matter = Matter {
        key: ANSWERS,
        kind: "requirement.answer",
        title: format!("Say how the tools meet {what}"),
        why: "You speak for the tools. Nobody has said yet which part of which tool meets them.".to_owned(),
        href: "/requirements?state=unanswered".to_owned(),
        object: ("requirement", "answers"),
        days: ANSWER_DAYS,
    };
    for person in people::store::holders(tx, Role::ToolsLiaison, None, now)? {
        matter.ask(tx, now, &person.id)?;
    }
    Ok(())
}

/// Asks whoever tested what changed since to test it again, and nobody when nothing did.
pub(super) fn retest(tx: &mut Tx, now: Time, process_id: &str) -> Result<(), Failure> {
    let key = format!("requirement/retest/{process_id}");
    let live = store::live(tx, Some(process_id))?;
    let again: Vec<&Required> = live.iter().filter(|one| one.result == Tested::Retest && one.can_be_tested()).collect();
    let Some(first) = again.first() else {
        worklist::settle(tx, now, &key)?;
        return Ok(());
    };
    let what = if again.len() == 1 {
        "1 changed requirement".to_owned()
    } else {
        format!("{} changed requirements", again.len())
    };
    let matter = Matter {
        key: &key,
        kind: "requirement.test",
        title: format!("Test {what} of {} again", first.process),
        why: "What you tested, or what meets it, is another since then.".to_owned(),
        href: format!("/processes/{}/tool?state=to_test", first.process_key),
        object: ("requirement", process_id),
        days: RETEST_DAYS,
    };
    let mut asked: Vec<String> = Vec::new();
    for id in again.iter().map(|one| &one.tested_by) {
        let works_here = match people::store::person(tx, id) {
            Ok(person) => person.disabled_at.is_none(),
            Err(db::Error::NotFound) => false,
            Err(error) => return Err(error.into()),
        };
        if works_here && !asked.contains(id) {
            asked.push(id.clone());
        }
    }
    if asked.is_empty() {
        asked = people::store::holders(tx, Role::ToolsLiaison, None, now)?.into_iter().map(|one| one.id).collect();
    }
    for id in asked {
        matter.ask(tx, now, &id)?;
    }
    Ok(())
}

fn key(waiver: &Waiver) -> String {
    format!("requirement/waiver/{}", waiver.id)
}

/// Asks the owner of the process to decide on each waiver of a requirement: to accept it, and again when its day is over.
pub(super) fn waivers(tx: &mut Tx, now: Time, one: &Required) -> Result<(), Failure> {
    for waiver in &one.waivers {
        let key = key(waiver);
        worklist::settle(tx, now, &key)?;
        let text = short(&one.text);
        let (title, due_at) = match waiver.state(now) {
            WaiverState::Ended => continue,
            WaiverState::Asked => (format!("Accept or refuse a waiver: {text}"), now.plus_days(ACCEPT_DAYS)),
            WaiverState::Accepted | WaiverState::Expired => {
                let day = waiver.until.day_in_words();
                (format!("Decide on the waiver that holds until {day}: {text}"), waiver.until)
            }
        };
        let why = format!("You own {}. The tool departs from the process here.", one.process);
        for owner in people::store::holders(tx, Role::ProcessOwner, Some(&one.process_id), now)? {
            let ask = Ask {
                person_id: &owner.id,
                key: &key,
                kind: "requirement.waive",
                title: &title,
                why: &why,
                href: &one.href(),
                object_kind: "requirement_waiver",
                object_id: &waiver.id,
                due_at,
            };
            worklist::ask(tx, now, ask)?;
        }
    }
    Ok(())
}

/// Somebody decided on a waiver.
pub(super) fn decided(tx: &mut Tx, now: Time, actor: &Actor, waiver: &Waiver) -> Result<(), Failure> {
    worklist::settle_of(tx, now, &actor.person_id, &key(waiver))?;
    Ok(())
}

/// Nothing more is asked about the waivers of a requirement.
pub(super) fn over(tx: &mut Tx, now: Time, one: &Required) -> Result<(), Failure> {
    for waiver in &one.waivers {
        worklist::settle(tx, now, &key(waiver))?;
    }
    Ok(())
}

/// The beginning of a text, for a line.
pub(super) fn short(text: &str) -> String {
    const CHARS: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= CHARS {
        return line;
    }
    let cut: String = line.chars().take(CHARS).collect();
    format!("{}…", cut.trim_end())
}

/// Something that is asked of several people.
struct Matter<'a> {
    key: &'a str,
    kind: &'a str,
    title: String,
    why: String,
    href: String,
    object: (&'a str, &'a str),
    days: i64,
}

impl Matter<'_> {
    /// Asks one of them; who is asked already keeps the due day.
    fn ask(&self, tx: &mut Tx, now: Time, person_id: &str) -> Result<(), Failure> {
        let due_at = worklist::open_of(tx, person_id, self.key)?.map_or(now.plus_days(self.days), |one| one.due_at);
        let ask = Ask {
            person_id,
            key: self.key,
            kind: self.kind,
            title: &self.title,
            why: &self.why,
            href: &self.href,
            object_kind: self.object.0,
            object_id: self.object.1,
            due_at,
        };
        worklist::ask(tx, now, ask)?;
        Ok(())
    }
}
