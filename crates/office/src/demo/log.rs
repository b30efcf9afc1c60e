//! The ticket log of the demo: its own incident process walked with a stated seed, with deviations planted on purpose.
//!
//! It passes through the same import as a file from outside. Planted: the confirmation with the user is skipped in one case of
//! seven, work wanders between the desks until the improved version is in force and less afterwards, tickets wait
//! for a vendor (a step that the process does not have), and a few are resolved before they are investigated.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use mining::{DeviationKind, Duration, Mapping, Plant, Planted, Target, WalkSpec};

use super::ago;
use super::cast::Cast;
use super::related::{Related, related};
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::Failure;
use crate::measure::commands::{Read, keep};
use crate::measure::read::read;
use crate::measure::waiver::commands::{Departure, Grant};
use crate::measure::{Format, Mode, Plan, Reading, figures, waiver};
use crate::process::{self, Process, store};

/// The seed of the demo log; the same seed gives the same log on every machine.
const SEED: u64 = 20_261_125;
/// The state of tickets that wait for a vendor; no step of the process stands for it.
const VENDOR: &str = "Waiting for vendor";
/// Cases of the demo log.
const CASES: usize = 5_200;
/// Days ago that the log begins.
const BEGINS: i64 = 178;
/// Days ago that the improved version came into force.
const IMPROVED: i64 = 90;

/// Activity, the state that the ticketing tool shows for it, and the median minutes until the next step.
const STATES: &[(&str, &str, f64)] = &[
    ("register", "New", 6.0),
    ("classify", "Classified", 9.0),
    ("lead_major", "Major incident", 90.0),
    ("diagnose", "In first diagnosis", 25.0),
    ("assign", "Assigned", 160.0),
    ("investigate", "In progress", 420.0),
    ("await_user", "Awaiting user", 900.0),
    ("resolve", "Resolved", 180.0),
    ("confirm", "Confirmed", 300.0),
    ("close", "Closed", 1.0),
];

/// Makes the log and imports it as the tools liaison would.
pub(super) fn import(tx: &mut db::Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let incident = store::by_key(tx, "incident-management")?;
    let Some((_, definition)) = process::published(tx, &incident.id, now)? else { return Err(Failure::NotFound) };
    let (text, mapping, related) = walked(&definition, now)?;
    let plan = Plan::Columns(Box::new(mapping));
    let imported =
        read(text.as_slice(), Format::Table, Some(&plan), Mode::AllOrNothing, &|_| ControlFlow::Continue(()))
            .map_err(Failure::broken)?;
    let liaison = cast.actor(tx, "Mei", ago(now, 0))?;
    let kept = Read {
        process_id: &incident.id,
        name: "Tickets of the service desk",
        sha256: "",
        reading: &reading(),
        imported: &imported,
        content: &imported.log.to_bytes(),
        objects: None,
    };
    keep(tx, &liaison, now, &kept)?;
    waive(tx, cast, now, &incident)?;
    related.import(tx, cast, now)
}

/// The owner accepts for a while that work waits for vendors, which the process does not know.
fn waive(tx: &mut db::Tx, cast: &Cast, now: Time, incident: &Process) -> Result<(), Failure> {
    let owner = cast.actor(tx, "Ingrid", ago(now, 4))?;
    let vendor = Departure { kind: DeviationKind::Unmodelled, element: VENDOR.to_owned(), name: VENDOR.to_owned() };
    let grant = Grant {
        why: "The contracts with the vendors are negotiated anew in spring; the step is drawn when their times are agreed.".to_owned(),
        until: Time::of_date(now.date()).plus_days(150),
    };
    waiver::commands::grant(tx, &owner, ago(now, 4), incident, &vendor, &grant)?;
    Ok(())
}

/// What the states of the ticketing tool stand for.
fn reading() -> Reading {
    let states =
        STATES.iter().map(|(activity, state, _)| ((*state).to_owned(), Target::Activity((*activity).to_owned())));
    Reading {
        states: states.collect(),
        resolved: vec!["Resolved".to_owned(), "Confirmed".to_owned()],
        closed: vec!["Closed".to_owned()],
    }
}

/// The log as a file of the ticketing tool, and how it is read.
fn walked(definition: &Definition, now: Time) -> Result<(Vec<u8>, Mapping, Related), Failure> {
    let diagram = definition.flow().ok_or_else(|| Failure::broken("the diagram of the demo cannot be read"))?;
    let net = figures::net(&diagram)?;
    let weights = weights(&net);
    let spec = WalkSpec {
        seed: SEED,
        cases: CASES,
        prefix: "INC".to_owned(),
        start: ago(now, BEGINS).0,
        arrivals_per_day: 36.0,
        states: STATES.iter().map(|(activity, state, _)| ((*activity).to_owned(), (*state).to_owned())).collect(),
        durations: STATES
            .iter()
            .map(|(activity, _, minutes)| ((*activity).to_owned(), Duration::around(*minutes)))
            .collect(),
        weights,
        groups: groups(),
        default_group: "Service desk".to_owned(),
        resolved: vec!["resolve".to_owned(), "confirm".to_owned()],
        closed: vec!["close".to_owned()],
        planted: planted(now),
        until: Some(now.0),
        ..WalkSpec::default()
    };
    let log = mining::walk(&net, &spec).map_err(Failure::broken)?;
    let mut out = Vec::new();
    mining::export_csv(&log, &mut out).map_err(Failure::broken)?;
    let related = related(&log, now);
    let mut mapping = Mapping::of_export(&log);
    mapping.attributes.extend(["problem", "caused by change"].map(str::to_owned));
    Ok((related.beside(&out), mapping, related))
}

/// How often a branch is taken: by the element that the transition comes from or leads to.
fn weights(net: &mining::Net) -> BTreeMap<String, f64> {
    let leads_to = |transition: &mining::Transition| -> Vec<String> {
        let next =
            net.transitions.iter().filter(|one| one.inputs.iter().any(|place| transition.outputs.contains(place)));
        next.filter_map(|one| one.label.clone()).collect()
    };
    net.transitions
        .iter()
        .map(|transition| {
            let next = leads_to(transition);
            let weight = match (transition.label.as_deref(), transition.id.split('-').next().unwrap_or_default()) {
                (None, "is_major") if next.iter().any(|id| id == "lead_major") => 0.02,
                (None, "is_major") => 0.98,
                (None, "solved_here") if next.iter().any(|id| id == "assign") => 0.62,
                (None, "solved_here") => 0.38,
                (None, "need_info") if next.iter().any(|id| id == "await_user") => 0.18,
                (None, "need_info") => 0.82,
                (None, "is_fixed") if next.iter().any(|id| id == "close") => 0.955,
                (None, "is_fixed") => 0.045,
                _ => 1.0,
            };
            (transition.id.clone(), weight)
        })
        .collect()
}

fn groups() -> BTreeMap<String, Vec<(String, f64)>> {
    let resolvers = [("Network", 0.3), ("Workplace", 0.4), ("Applications", 0.2), ("Databases", 0.1)];
    let resolvers: Vec<(String, f64)> = resolvers.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect();
    let desk = vec![("Service desk".to_owned(), 1.0)];
    let desks = vec![("Service desk".to_owned(), 0.9), ("Night desk".to_owned(), 0.1)];
    let mut groups: BTreeMap<String, Vec<(String, f64)>> = BTreeMap::new();
    for (activity, ..) in STATES {
        let own = match *activity {
            "assign" | "investigate" | "await_user" | "resolve" => &resolvers,
            "diagnose" => &desks,
            _ => &desk,
        };
        groups.insert((*activity).to_owned(), own.clone());
    }
    groups
}

fn planted(now: Time) -> Vec<Planted> {
    let improved = ago(now, IMPROVED).0;
    let always =
        |plant: Plant, share: f64, extra_minutes: f64| Planted { plant, share, from: None, until: None, extra_minutes };
    let wanders = |share: f64, from: Option<i64>, until: Option<i64>| Planted {
        plant: Plant::Reassign { activity: "diagnose".to_owned() },
        share,
        from,
        until,
        extra_minutes: 700.0,
    };
    vec![
        always(Plant::Skip { activity: "confirm".to_owned() }, 0.14, 0.0),
        always(Plant::Skip { activity: "classify".to_owned() }, 0.03, 0.0),
        always(Plant::Insert { state: VENDOR.to_owned(), after: "investigate".to_owned() }, 0.055, 2_900.0),
        always(Plant::Swap { activity: "investigate".to_owned() }, 0.02, 30.0),
        wanders(0.45, None, Some(improved)),
        wanders(0.12, Some(improved), None),
    ]
}
