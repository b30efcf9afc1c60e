//! Half a year of the demo office, day by day.

use db::Tx;
use serde_json::json;

use super::cast::Cast;
use super::{ago, architecture};
use crate::approval::Decision;
use crate::clock::Time;
use crate::definition::{Definition, Flow, Interface};
use crate::failure::Failure;
use crate::handoff::{self, Side, Terms};
use crate::improvement::commands as improvement;
use crate::improvement::{Measure, Origin, Plan, Proposal, Score, Size, Version as Changed};
use crate::library;
use crate::process::draft::save;
use crate::process::submission::{Submission, decide, publish, submit};
use crate::process::{HolderRole, Process, commands, holder, practice, published, store};

/// Which of the library, its category, its owner and its manager; those that the story is about come first.
const PROCESSES: [(&str, &str, &str, &str); 19] = [
    ("incident-management", "core", "Ingrid", "Marek"),
    ("change-enablement", "core", "Fatima", "Oliver"),
    ("service-request", "core", "Chloé", "Daniel"),
    ("problem-management", "core", "Fatima", "Oliver"),
    ("configuration-management", "support", "Chloé", "Daniel"),
    ("release-and-deployment", "core", "Fatima", "Oliver"),
    ("service-level-management", "core", "Ingrid", "Mei"),
    ("service-reporting", "support", "Amara", "Mei"),
    ("customer-relationship", "core", "Chloé", "Daniel"),
    ("supplier-management", "support", "Chloé", "Daniel"),
    ("service-portfolio", "management", "Amara", "Tom"),
    ("availability-and-continuity", "core", "Ingrid", "Marek"),
    ("capacity-management", "core", "Fatima", "Oliver"),
    ("information-security", "core", "Fatima", "Oliver"),
    ("publish-a-process", "management", "Amara", "Tom"),
    ("improve-a-process", "management", "Amara", "Lucía"),
    ("continual-improvement", "management", "Amara", "Lucía"),
    ("run-a-workshop", "support", "Amara", "Samuel"),
    ("assess-maturity", "management", "Amara", "Samuel"),
];
/// How many of them the story is about.
const TOLD: usize = 5;

/// Who has which roles in the daily work of a process, as they said themselves.
const PRACTICES: [(&str, &str, &[&str]); 7] = [
    ("incident-management", "Aisha", &["agent"]),
    ("incident-management", "Marek", &["incident_manager"]),
    ("incident-management", "Mei", &["resolver"]),
    ("change-enablement", "Oliver", &["change_manager"]),
    ("change-enablement", "Fatima", &["authority"]),
    ("service-request", "Aisha", &["agent"]),
    ("service-request", "Daniel", &["catalogue_manager", "fulfiller"]),
];

/// Everything that happened until `now`.
pub(super) fn tell(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    for (key, category, owner, manager) in PROCESSES {
        adopt(tx, cast, now, key, category, [owner, manager])?;
    }
    architecture::areas(tx, cast, now)?;
    architecture::requests_by_mail(tx, cast, now)?;
    architecture::lyon(tx, cast, now)?;
    practices(tx, cast, now)?;
    clearer_hand_over(tx, cast, now)?;
    architecture::lyon_in_force(tx, cast, now)?;
    agreed_hand_offs(tx, cast, now)?;
    ideas(tx, cast, now)?;
    waiting_for_approval(tx, cast, now)?;
    sent_back(tx, cast, now)?;
    role_to_accept(tx, cast, now)
}

/// People say which part they have, so that their own steps come first.
fn practices(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    for (key, first, roles) in PRACTICES {
        let at = ago(now, 170);
        let process = process(tx, key)?;
        let Some((_, definition)) = published(tx, &process.id, at)? else { return Err(Failure::NotFound) };
        let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
        let person = cast.actor(tx, first, at)?;
        practice::choose(tx, &person, at, &process.id, &definition, &roles)?;
    }
    Ok(())
}

/// The process of the office that began as the one of the library.
pub(super) fn process(tx: &mut Tx, key: &str) -> Result<Process, Failure> {
    let entry = library::all().iter().find(|entry| entry.key == key).ok_or(Failure::NotFound)?;
    store::all(tx)?.into_iter().find(|one| one.name == entry.definition.name).ok_or(Failure::NotFound)
}

/// A process of the library is adopted, gets its people, and is published.
fn adopt(
    tx: &mut Tx,
    cast: &Cast,
    now: Time,
    key: &str,
    category: &str,
    [owner, manager]: [&str; 2],
) -> Result<(), Failure> {
    let entry = library::one(key).ok_or_else(|| Failure::broken(format!("the library has no {key}")))?;
    let designer = cast.actor(tx, "Jonas", ago(now, 190))?;
    let lead = cast.actor(tx, "Priya", ago(now, 189))?;
    let mut definition = entry.definition.clone();
    if key == "service-request" {
        super::calendar::promise(&mut definition);
        super::skill::of_requests(&mut definition);
    }
    let (process, _) = commands::add(tx, &designer, ago(now, 190), category, &definition)?;
    for (first, role) in [(owner, HolderRole::Owner), (manager, HolderRole::Manager)] {
        holder::ask(tx, &lead, ago(now, 189), &process.id, role, &cast.id(first)?)?;
        let person = cast.actor(tx, first, ago(now, 188))?;
        holder::accept(tx, &person, ago(now, 188), &process.id, role)?;
    }
    let note = "First version, adopted from the starter library and walked through with the teams.";
    released(tx, cast, now, &process.id, "Jonas", owner, [185, 182, 180], note)?;
    Ok(())
}

/// Takes the open draft to the version in force: submitted, approved, published, so many days ago.
#[expect(clippy::too_many_arguments, reason = "one paragraph of the story")]
pub(super) fn released(
    tx: &mut Tx,
    cast: &Cast,
    now: Time,
    process_id: &str,
    author: &str,
    owner: &str,
    days: [i64; 3],
    note: &str,
) -> Result<crate::process::Version, Failure> {
    let [submitted, approved, published] = days.map(|days| ago(now, days));
    let (by, approver) = (cast.actor(tx, author, submitted)?, cast.actor(tx, owner, approved)?);
    let submission =
        Submission { approvers: vec![cast.id(owner)?], due_at: submitted.plus_days(7), note: note.to_owned() };
    submit(tx, &by, submitted, process_id, &submission)?;
    let seal = store::open_draft(tx, process_id)?.ok_or(Failure::NotFound)?.seal;
    decide(tx, &approver, approved, process_id, &seal, Decision::Approved, "Agreed with the teams.")?;
    publish(tx, &approver, published, process_id, None, "")
}

/// The one improvement that went the whole way to a changed process; its benefit waits to be verified from the log.
fn clearer_hand_over(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let incident = process(tx, "incident-management")?;
    let agent = cast.actor(tx, "Aisha", ago(now, 120))?;
    let proposal = Proposal {
        title: "Choose the resolver group from the service, not from memory".to_owned(),
        description:
            "Every third ticket wanders. We pick the group that we remember, and it comes back two days later. \
                      The service tells which group looks after it."
                .to_owned(),
        process_id: Some(incident.id.clone()),
        origin: Origin::idea(),
        score: Score { size: Size::Small, value: 4, risk: 2, urgency: 4 },
    };
    let made = improvement::propose(tx, &agent, ago(now, 120), None, &proposal)?;
    let owner = cast.actor(tx, "Ingrid", ago(now, 116))?;
    let plan = Plan {
        owner_id: cast.id("Marek")?,
        measure: Measure { key: "reassigned".to_owned(), label: "Reassigned".to_owned(), unit: "%".to_owned() },
        baseline: 79.0,
        target: 68.0,
        due_at: ago(now, 60),
        expected: "Fewer tickets wander, and callers wait a day less.".to_owned(),
    };
    improvement::accept(tx, &owner, ago(now, 116), &made.id, &plan)?;
    let manager = cast.actor(tx, "Marek", ago(now, 112))?;
    improvement::start(tx, &manager, ago(now, 112), &made.id)?;
    commands::start_draft(tx, &manager, ago(now, 112), &incident.id, &made.id)?;
    edit(tx, cast, ago(now, 110), "Marek", &incident.id, 1, |definition| {
        super::skill::of_incidents(definition);
        let assign = definition.activities.entry("assign".to_owned()).or_default();
        assign.decision_rule =
            "The service names its group. Another group is chosen only after a call with it.".to_owned();
        definition.interfaces.push(Interface {
            process: "Service request".to_owned(),
            flow: Flow::Receives,
            what: "Catalogue items that break often".to_owned(),
            quality: "With the number of repairs of the last quarter".to_owned(),
            time_limit: "Monthly".to_owned(),
            confirmed: false,
        });
        definition.interfaces.push(Interface {
            process: "Facility management".to_owned(),
            flow: Flow::Gives,
            what: "Faults of power and cooling".to_owned(),
            quality: "With room, rack and the time it was seen".to_owned(),
            time_limit: "At once".to_owned(),
            confirmed: true,
        });
    })?;
    let note = "The service decides the group. One call replaces three hand-overs.";
    let version = released(tx, cast, now, &incident.id, "Marek", "Ingrid", [100, 96, 90], note)?;
    let changed = Changed {
        id: version.id.clone(),
        label: format!("{} {}", incident.name, version.number),
        href: format!("/processes/{}/versions/{}", incident.key, version.number),
    };
    improvement::link_version(tx, &manager, ago(now, 90), &made.id, changed)?;
    improvement::complete(tx, &manager, ago(now, 85), &made.id, "In force since last week; both desks were shown how.")
}

/// The owners settled what passes between their processes; configuration management has not answered yet.
fn agreed_hand_offs(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    handoff::commands::gather(tx, ago(now, 5))?;
    let late = process(tx, "configuration-management")?.id;
    let told: Vec<String> =
        PROCESSES[..TOLD].iter().map(|(key, ..)| Ok(process(tx, key)?.id)).collect::<Result<_, Failure>>()?;
    let all = handoff::store::live(tx)?;
    for (key, _, owner, _) in PROCESSES {
        let id = process(tx, key)?.id;
        let actor = cast.actor(tx, owner, ago(now, 4))?;
        for one in &all {
            let is_told =
                Side::ALL.iter().all(|side| one.party(*side).process_id.as_ref().is_some_and(|id| told.contains(id)));
            if id == late && is_told {
                continue;
            }
            let Some(terms) = one.common_terms().map(Terms::text) else { continue };
            for side in Side::ALL.into_iter().filter(|side| one.party(*side).process_id.as_deref() == Some(&id)) {
                handoff::commands::agree(tx, &actor, ago(now, 4), &one.id, side, &terms)?;
            }
        }
    }
    Ok(())
}

pub(super) fn edit(
    tx: &mut Tx,
    cast: &Cast,
    at: Time,
    first: &str,
    process_id: &str,
    began: i64,
    change: fn(&mut Definition),
) -> Result<(), Failure> {
    let by = cast.actor(tx, first, at)?;
    save(tx, &by, at, process_id, began, &|definition| {
        change(definition);
        Ok(())
    })?;
    Ok(())
}

/// Ideas that wait for a decision, and one that was declined.
fn ideas(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let ideas = [
        (
            "incident-management",
            "Aisha",
            9,
            "Show the caller what happens next",
            "Callers ring again because nobody told them who has the ticket. One sentence in the first answer would do.",
            Score { size: Size::Small, value: 3, risk: 1, urgency: 3 },
        ),
        (
            "service-request",
            "Samuel",
            16,
            "Drop the cost centre from the laptop form",
            "We know the cost centre from the unit. Everybody types it, one in five types it wrong.",
            Score { size: Size::Small, value: 3, risk: 1, urgency: 2 },
        ),
    ];
    for (key, first, days, title, description, score) in ideas {
        let process = process(tx, key)?;
        let by = cast.actor(tx, first, ago(now, days))?;
        let proposal = Proposal {
            title: title.to_owned(),
            description: description.to_owned(),
            process_id: Some(process.id),
            origin: Origin { evidence: json!(null), ..Origin::idea() },
            score,
        };
        improvement::propose(tx, &by, ago(now, days), None, &proposal)?;
    }
    let change = process(tx, "change-enablement")?;
    let by = cast.actor(tx, "Oliver", ago(now, 30))?;
    let proposal = Proposal {
        title: "Let the requester approve small changes alone".to_owned(),
        description: "It would be faster.".to_owned(),
        process_id: Some(change.id),
        origin: Origin::idea(),
        score: Score { size: Size::Small, value: 2, risk: 1, urgency: 1 },
    };
    let made = improvement::propose(tx, &by, ago(now, 30), None, &proposal)?;
    let owner = cast.actor(tx, "Fatima", ago(now, 28))?;
    let reason = "Whoever requests a change does not approve it. Standard changes are the way to be faster.";
    improvement::decline(tx, &owner, ago(now, 28), &made.id, reason)
}

/// A submitted version that waits for two approvers, one of whom has answered.
fn waiting_for_approval(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let change = process(tx, "change-enablement")?;
    let manager = cast.actor(tx, "Oliver", ago(now, 12))?;
    commands::start_draft(tx, &manager, ago(now, 12), &change.id, "")?;
    edit(tx, cast, ago(now, 10), "Oliver", &change.id, 1, |definition| {
        let approve = definition.activities.entry("approve".to_owned()).or_default();
        approve.decision_rule =
            "High risk needs the service owner. Medium and low risk need one authority, who answers within one working day.".to_owned();
        approve.wait_minutes = Some(480);
        definition.raci.entry("schedule".to_owned()).or_default().insert("requester".to_owned(), "C".to_owned());
    })?;
    let submission = Submission {
        approvers: vec![cast.id("Fatima")?, cast.id("Priya")?],
        due_at: ago(now, -3),
        note: "Decisions took two days in the median, half of it waiting for the second name.".to_owned(),
    };
    let manager = cast.actor(tx, "Oliver", ago(now, 4))?;
    submit(tx, &manager, ago(now, 4), &change.id, &submission)?;
    let lead = cast.actor(tx, "Priya", ago(now, 2))?;
    let seal = store::open_draft(tx, &change.id)?.ok_or(Failure::NotFound)?.seal;
    decide(tx, &lead, ago(now, 2), &change.id, &seal, Decision::Approved, "Still two people, half the wait.")?;
    Ok(())
}

/// A version that its owner sent back with a reason.
fn sent_back(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let request = process(tx, "service-request")?;
    let designer = cast.actor(tx, "Jonas", ago(now, 8))?;
    commands::start_draft(tx, &designer, ago(now, 8), &request.id, "")?;
    edit(tx, cast, ago(now, 7), "Jonas", &request.id, 1, |definition| {
        definition.scope_out.push("Requests worth more than 5,000 (purchasing)".to_owned());
    })?;
    let submission = Submission {
        approvers: vec![cast.id("Chloé")?],
        due_at: ago(now, -1),
        note: "Purchasing asked us to draw the line.".to_owned(),
    };
    submit(tx, &designer, ago(now, 6), &request.id, &submission)?;
    let owner = cast.actor(tx, "Chloé", ago(now, 3))?;
    let seal = store::open_draft(tx, &request.id)?.ok_or(Failure::NotFound)?.seal;
    let reason = "Where does such a request go instead? Name the hand-over to purchasing.";
    decide(tx, &owner, ago(now, 3), &request.id, &seal, Decision::SentBack, reason)?;
    Ok(())
}

/// Somebody is asked to take over a role.
fn role_to_accept(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let request = process(tx, "service-request")?;
    let lead = cast.actor(tx, "Priya", ago(now, 2))?;
    holder::ask(tx, &lead, ago(now, 2), &request.id, HolderRole::Manager, &cast.id("Aisha")?)
}
