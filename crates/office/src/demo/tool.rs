//! What the tools of the demo do for its processes: most of what incident management asks is met, one must is not.

use db::Tx;

use super::ago;
use super::cast::Cast;
use crate::clock::Time;
use crate::failure::Failure;
use crate::requirement::commands::{self, Named, Tried, Wish};
use crate::requirement::{Gap, ObjectKind, Required, store};

/// The tool of the service desk.
const TOOL: &str = "Northwind Desk";

/// Words of a requirement, how it is met, how exactly, which part of the tool does it, and whether its test passed.
type Told = (&'static str, Gap, &'static str, Option<(ObjectKind, &'static str)>, Option<(bool, &'static str)>);

const TOLD: [Told; 6] = [
    (
        "Priority is derived from impact and urgency",
        Gap::Configuration,
        "The priority matrix fills the field, which is locked on every form.",
        Some((ObjectKind::Rule, "Priority matrix")),
        Some((true, "All nine combinations give the agreed priority; typing is refused.")),
    ),
    (
        "The state Awaiting user stops the clock",
        Gap::Customisation,
        "A script pauses the clock and sends the reminder after three working days.",
        Some((ObjectKind::Workflow, "Awaiting user: pause and remind")),
        Some((false, "The clock runs on when the user answers on a weekend.")),
    ),
    (
        "The assignment group is proposed",
        Gap::Standard,
        "The group of the service is proposed; it can be changed.",
        Some((ObjectKind::Field, "Assignment group")),
        Some((true, "Ten services looked at.")),
    ),
    (
        "Knowledge articles are proposed",
        Gap::Workaround,
        "Agents search beside the form; the link opens in a second window.",
        Some((ObjectKind::Form, "Incident, agent view")),
        Some((true, "The search finds the article within two clicks.")),
    ),
    (
        "Standard changes are offered as ready forms",
        Gap::Configuration,
        "Each standard change is a form of the catalogue.",
        Some((ObjectKind::Form, "Catalogue, standard changes")),
        None,
    ),
    (
        "Requesters cannot approve their own change",
        Gap::NotMet,
        "The tool asks the group of the service, and whoever asked may be in it.",
        None,
        None,
    ),
];

/// The requirements are found, answered and tested; a failed one waits for a waiver.
pub(super) fn tell(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    commands::gather(tx, ago(now, 60))?;
    for (words, gap, note, part, result) in TOLD {
        let Some(one) = first(tx, words)? else { continue };
        let mei = cast.actor(tx, "Mei", ago(now, 50))?;
        commands::answer(tx, &mei, ago(now, 50), (&one.id, one.revision), gap, note)?;
        if let Some((kind, name)) = part {
            let named = Named { tool: TOOL.to_owned(), kind, name: name.to_owned(), link: String::new() };
            commands::name_object(tx, &mei, ago(now, 50), &one.id, &named)?;
        }
        if let Some((passed, note)) = result {
            let tried = Tried { passed, note: note.to_owned(), evidence: String::new() };
            commands::test(tx, &mei, ago(now, 20), (&one.id, one.revision + 1), &tried)?;
        }
        if result.is_some_and(|(passed, _)| !passed) {
            let wish = Wish {
                what: "The clock runs on from Saturday to Monday when the user answers on a weekend.".to_owned(),
                why: "The maker mends it with the release of next quarter.".to_owned(),
                until: now.plus_days(90),
            };
            commands::waive(tx, &mei, ago(now, 3), &one.id, &wish)?;
        }
    }
    Ok(())
}

/// The first requirement without an answer that holds these words, of incident management before others.
fn first(tx: &mut Tx, words: &str) -> Result<Option<Required>, Failure> {
    let words = words.to_lowercase();
    let all = store::live(tx, None)?;
    let mut open = all.into_iter().filter(|one| one.answer.is_none() && one.text.to_lowercase().contains(&words));
    Ok(open.next())
}
