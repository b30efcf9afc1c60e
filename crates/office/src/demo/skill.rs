//! What the people of the demo are able to: most of it confirmed, one still to confirm, one that a process needs and nobody has.

use db::Tx;

use super::ago;
use super::cast::Cast;
use crate::clock::Time;
use crate::definition::Definition;
use crate::failure::Failure;
use crate::skill::commands;

const CATALOGUE: &str = "Service catalogue";
const WORKPLACES: &str = "Prepares workplaces";
const MAJOR: &str = "Leads a major incident";
const NETWORK: &str = "Network basics";
const FRENCH: &str = "French";

/// Name, how one knows it, who has it, and who says so.
type Entry = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const SKILLS: [Entry; 4] = [
    (CATALOGUE, "Knows every item and who may order it; passed the test of the desk.", &["Aisha", "Mei"], &[]),
    (WORKPLACES, "Has set up ten workplaces together with somebody who can.", &["Daniel"], &[]),
    (MAJOR, "Led one with help, and the exercise of this year alone.", &["Marek"], &["Aisha"]),
    (NETWORK, "Reads a trace and names the layer that is broken.", &["Fatima", "Oliver"], &["Marek"]),
];

/// Puts the skills on the list and gives them.
pub(super) fn enter(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let (first, later) = (ago(now, 175), ago(now, 3));
    for (name, meaning, holders, sayers) in SKILLS {
        let keeper = cast.actor(tx, "Tom", first)?;
        let id = commands::add(tx, &keeper, first, name, meaning)?;
        for holder in holders {
            commands::give(tx, &keeper, first, &id, &cast.id(holder)?)?;
        }
        for sayer in sayers {
            let actor = cast.actor(tx, sayer, later)?;
            commands::say(tx, &actor, later, &id)?;
        }
    }
    Ok(())
}

/// What the work of a service request needs.
pub(super) fn of_requests(definition: &mut Definition) {
    need(definition, &[("check", CATALOGUE), ("fulfil", WORKPLACES)]);
}

/// What the work of an incident needs.
pub(super) fn of_incidents(definition: &mut Definition) {
    need(definition, &[("lead_major", MAJOR), ("investigate", NETWORK)]);
}

/// What the site in Lyon needs besides.
pub(super) fn of_lyon(definition: &mut Definition) {
    need(definition, &[("register", FRENCH)]);
}

fn need(definition: &mut Definition, all: &[(&str, &str)]) {
    for (activity, skill) in all {
        definition.activities.entry((*activity).to_owned()).or_default().skills.push((*skill).to_owned());
    }
}
