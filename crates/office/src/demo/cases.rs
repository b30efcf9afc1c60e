//! Service requests that run in the demo office: one that ended, some under way, one that stopped.

use db::Tx;
use engine::Named;
use feel::Value;

use super::ago;
use super::cast::Cast;
use super::story::process;
use crate::automation::commands::{Asked, start};
use crate::automation::task::{self, store as tasks};
use crate::automation::{STARTER, TaskState, deployment, pause, talk};
use crate::clock::Time;
use crate::failure::Failure;

/// Who does the work of which role.
const STAFF: [(&str, &str); 5] = [
    ("agent", "Aisha"),
    ("agent", "Mei"),
    ("approver", "Chloé"),
    ("fulfiller", "Daniel"),
    ("catalogue_manager", "Daniel"),
];

/// A request: what it is about, what it is called elsewhere, who began it, days ago, the item, why, and how it went on.
type Request = (&'static str, &'static str, &'static str, i64, &'static str, &'static str, &'static [Deed]);

/// One step that somebody did: who, days ago, and the ways that were chosen, by gateway and target.
type Deed = (&'static str, i64, &'static [(&'static str, &'static str)]);

const ENTITLED: &[(&str, &str)] = &[("complete", "needs_approval"), ("needs_approval", "approve")];

const REQUESTS: [Request; 5] = [
    (
        "Laptop for Camille, who begins on Monday",
        "RITM-2041",
        "Samuel",
        13,
        "New equipment",
        "She joins the workshop team and moderates remotely.",
        &[
            ("Aisha", 12, ENTITLED),
            ("Chloé", 11, &[("granted", "fulfil_join")]),
            ("Daniel", 9, &[]),
            ("Daniel", 8, &[]),
            ("Samuel", 8, &[("usable", "close")]),
            ("Aisha", 7, &[]),
        ],
    ),
    (
        "Read access to the finance reports",
        "RITM-2077",
        "Tom",
        6,
        "Access to an application",
        "The training figures stand in them.",
        &[("Mei", 5, ENTITLED)],
    ),
    (
        "Two monitors for the change room",
        "RITM-2083",
        "Lucía",
        3,
        "New equipment",
        "We look at the calendar of changes together.",
        &[("Aisha", 3, &[("complete", "clarify")])],
    ),
    ("Move my desk to the third floor", "RITM-2090", "Jonas", 1, "Move of a workplace", "My team sits there now.", &[]),
    (
        "Account for the temporary help at the desk",
        "RITM-2068",
        "Marek",
        8,
        "New or changed account",
        "From December to February.",
        &[("Aisha", 7, &[])],
    ),
];

/// The request that stands still: its reference, since how many days, and why.
const PAUSED: (&str, i64, &str) = ("RITM-2090", 1, "The third floor is painted until the end of the month.");

/// What was said: about which request, by whom, how many days ago.
const SAID: [(&str, &str, i64, &str); 3] = [
    ("RITM-2077", "Mei", 4, "Finance owns these reports. I asked them whether reading is enough."),
    ("RITM-2077", "Tom", 3, "Reading is enough, we only need the figures of the courses."),
    ("RITM-2083", "Aisha", 2, "Which room do you mean? There are two rooms for changes on the second floor."),
];

/// Switches the service request on and lets its cases go their ways.
pub(super) fn tell(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let request = process(tx, "service-request")?;
    let mut staff = vec![("user".to_owned(), STARTER.to_owned())];
    for (role, first) in STAFF {
        staff.push((role.to_owned(), cast.id(first)?));
    }
    let at = ago(now, 20);
    let manager = cast.actor(tx, "Daniel", at)?;
    deployment::switch_on(tx, &manager, at, &request.id, &staff)?;
    for one in &REQUESTS {
        let case_id = tell_one(tx, cast, now, &request.id, one)?;
        if one.1 == PAUSED.0 {
            let at = ago(now, PAUSED.1).plus_seconds(7200);
            let manager = cast.actor(tx, "Daniel", at)?;
            pause::pause(tx, &manager, at, &case_id, PAUSED.2)?;
        }
        for (_, first, days, words) in SAID.iter().filter(|said| said.0 == one.1) {
            let at = ago(now, *days).plus_seconds(7200);
            let by = cast.actor(tx, first, at)?;
            talk::say(tx, &by, at, &case_id, 0, words)?;
        }
    }
    Ok(())
}

fn tell_one(
    tx: &mut Tx,
    cast: &Cast,
    now: Time,
    process_id: &str,
    (title, key, first, days, item, why, deeds): &Request,
) -> Result<String, Failure> {
    let at = ago(now, *days);
    let by = cast.actor(tx, first, at)?;
    let asked = Asked { title: (*title).to_owned(), business_key: (*key).to_owned(), answers: Vec::new() };
    let (case_id, _) = start(tx, &by, at, process_id, None, &asked)?;
    let person = [("id", by.person_id.clone()), ("name", by.name.clone())];
    let person = Value::context(person.into_iter().map(|(key, value)| (key.into(), Value::from(value))).collect());
    let order = Named(vec![
        ("item".into(), Value::from((*item).to_owned())),
        ("for_whom".into(), person),
        ("why".into(), Value::from((*why).to_owned())),
    ]);
    let task = open(tx, &case_id)?;
    task::complete(tx, &by, at.plus_seconds(600), &case_id, task, &order.0)?;
    for (first, days, ways) in *deeds {
        let at = ago(now, *days).plus_seconds(3600);
        let by = cast.actor(tx, first, at)?;
        let task = open(tx, &case_id)?;
        task::claim(tx, &by, at, &case_id, task)?;
        let seen = task::seen(tx, &by, &case_id, task)?;
        let diagram = seen.loaded.definition.flow().ok_or(Failure::NotFound)?;
        let mut answers = Vec::new();
        for way in seen.loaded.deployment.plan.ways.get(&seen.task.element).into_iter().flatten() {
            let chosen = ways.iter().find(|(gateway, _)| *gateway == way.gateway);
            let Some((gateway, target)) = chosen else { continue };
            let flow = diagram.outgoing(gateway).find(|flow| flow.target == *target).map(|flow| flow.id.clone());
            answers.push((way.variable.as_str().into(), Value::from(flow.ok_or(Failure::NotFound)?)));
        }
        task::complete(tx, &by, at.plus_seconds(1200), &case_id, task, &answers)?;
    }
    Ok(case_id)
}

/// The task that is open in a case.
fn open(tx: &mut Tx, case_id: &str) -> Result<u64, Failure> {
    let all = tasks::of_case(tx, case_id)?;
    all.into_iter().find(|task| task.state == TaskState::Open).map(|task| task.id).ok_or(Failure::NotFound)
}
