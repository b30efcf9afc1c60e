//! How the processes of the demo hang together: four areas, and a variant for the second site that its base left behind.

use db::Tx;

use super::ago;
use super::cast::Cast;
use super::story::{edit, process, released};
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::Failure;
use crate::process::retirement::{self, Wish};
use crate::process::{HolderRole, Level, Place, commands, holder, place, published, store, variant};

/// Name, what it is for, its category, who owns it, and what of the library hangs below it.
type Area = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const AREAS: [Area; 4] = [
    (
        "Keep services running",
        "What users notice every day: something breaks, something is needed, and it does not break again.",
        "core",
        "Ingrid",
        &[
            "incident-management",
            "service-request",
            "problem-management",
            "availability-and-continuity",
            "capacity-management",
        ],
    ),
    (
        "Change services safely",
        "Everything that changes what we run, and the knowledge of what we run.",
        "core",
        "Fatima",
        &["change-enablement", "release-and-deployment", "configuration-management", "information-security"],
    ),
    (
        "Agree on services",
        "What customers and suppliers can count on, and how they learn whether it was kept.",
        "core",
        "Chloé",
        &["service-level-management", "customer-relationship", "supplier-management", "service-reporting"],
    ),
    (
        "Govern and improve",
        "How the office decides, publishes, looks at itself and gets better.",
        "management",
        "Amara",
        &[
            "service-portfolio",
            "publish-a-process",
            "improve-a-process",
            "continual-improvement",
            "assess-maturity",
            "run-a-workshop",
        ],
    ),
];

/// The designer sorts the processes into areas, each with somebody who answers for it.
pub(super) fn areas(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    for (name, about, category, owner, processes) in AREAS {
        let designer = cast.actor(tx, "Jonas", ago(now, 178))?;
        let place =
            Place { level: Level::Area, category: category.to_owned(), about: about.to_owned(), ..Place::default() };
        let area = commands::add_area(tx, &designer, ago(now, 178), name, &place)?;
        appoint(tx, cast, now, &area.id, owner, HolderRole::Owner, [177, 176])?;
        for key in processes {
            let process = process(tx, key)?;
            let place = Place { parent_id: Some(area.id.clone()), ..process.place() };
            place::arrange(tx, &designer, ago(now, 175), &process.id, &place)?;
        }
    }
    Ok(())
}

fn appoint(
    tx: &mut Tx,
    cast: &Cast,
    now: Time,
    process_id: &str,
    first: &str,
    role: HolderRole,
    [asked, accepted]: [i64; 2],
) -> Result<(), Failure> {
    let lead = cast.actor(tx, "Priya", ago(now, asked))?;
    holder::ask(tx, &lead, ago(now, asked), process_id, role, &cast.id(first)?)?;
    let person = cast.actor(tx, first, ago(now, accepted))?;
    holder::accept(tx, &person, ago(now, accepted), process_id, role)
}

/// What was done by e-mail until the catalogue came: retired, and kept to be read.
pub(super) fn requests_by_mail(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let designer = cast.actor(tx, "Jonas", ago(now, 179))?;
    let successor = process(tx, "service-request")?;
    let (_, mut definition) = published(tx, &successor.id, ago(now, 179))?.ok_or(Failure::NotFound)?;
    definition.name = "Requests by e-mail".to_owned();
    definition.purpose = "Answer what people ask for by e-mail, until the catalogue offers it.".to_owned();
    definition.interfaces.clear();
    let (old, _) = commands::add(tx, &designer, ago(now, 179), "core", &definition)?;
    appoint(tx, cast, now, &old.id, "Chloé", HolderRole::Owner, [178, 178])?;
    appoint(tx, cast, now, &old.id, "Daniel", HolderRole::Manager, [178, 178])?;
    let note = "As it is done today, written down before it ends.";
    released(tx, cast, now, &old.id, "Jonas", "Chloé", [177, 176, 175], note)?;
    let owner = cast.actor(tx, "Chloé", ago(now, 60))?;
    let wish = Wish {
        from: None,
        reason: "The catalogue offers everything that used to be asked for by e-mail.".to_owned(),
        successor_id: Some(successor.id),
    };
    retirement::retire(tx, &owner, ago(now, 60), &old.id, &wish).map(drop)
}

/// The second site begins with the first version of incident management.
pub(super) fn lyon(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let designer = cast.actor(tx, "Jonas", ago(now, 98))?;
    let base = process(tx, "incident-management")?;
    variant::make(tx, &designer, ago(now, 98), &base.id, "Lyon", "Incident management (Lyon)")?;
    Ok(())
}

/// Lyon publishes what it does differently, after the base moved on.
pub(super) fn lyon_in_force(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let lyon = store::by_key(tx, "incident-management-lyon")?;
    edit(tx, cast, ago(now, 40), "Jonas", &lyon.id, 1, differ)?;
    appoint(tx, cast, now, &lyon.id, "Chloé", HolderRole::Owner, [14, 12])?;
    appoint(tx, cast, now, &lyon.id, "Daniel", HolderRole::Manager, [14, 9])?;
    let note = "Two people by day; nights, weekends and major incidents go to headquarters.";
    released(tx, cast, now, &lyon.id, "Jonas", "Chloé", [8, 7, 6], note)?;
    Ok(())
}

/// What a site with two people does differently.
fn differ(definition: &mut Definition) {
    definition.purpose =
        "Restore normal service at the Lyon site by day, and hand over what cannot wait to headquarters.".to_owned();
    definition.scope_out.push("Nights and weekends (the service desk at headquarters)".to_owned());
    definition.diagram = definition.diagram.replace("Lead major incident", "Hand major incident to headquarters");
    let lead = definition.activities.entry("lead_major".to_owned()).or_default();
    lead.steps =
        "1. Call the incident manager at headquarters.\n2. Stay on the bridge until the site works again.".to_owned();
    lead.process_time_minutes = Some(20);
    let assign = definition.activities.entry("assign".to_owned()).or_default();
    assign.decision_rule =
        "One of the two of us takes it; what belongs to a central service goes to headquarters.".to_owned();
    if let Some(agent) = definition.roles.iter_mut().find(|role| role.key == "agent") {
        agent.headcount = Some(2);
    }
    super::skill::of_lyon(definition);
    // What passes between processes is agreed by the base for all sites.
    definition.interfaces.clear();
}
