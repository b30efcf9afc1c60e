//! Reactions: a published version that was drafted for an improvement is linked to it.

use db::Tx;

use super::commands::link_version;
use super::model::Version;
use crate::access::Actor;
use crate::clock::Time;
use crate::failure::Failure;
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process;

/// Links the version that was published for an improvement.
pub const LINK_PUBLISHED: Listener =
    Listener { name: "improvement: link the published version", actions: &[process::PUBLISHED], react: link_published };

fn link_published(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let payload = entry.payload();
    let text = |name: &str| payload.get(name).and_then(|value| value.as_str()).unwrap_or("").to_owned();
    let improvement_id = text("improvement_id");
    if improvement_id.is_empty() {
        return Ok(());
    }
    let process = process::store::by_id(tx, &entry.object.id)?;
    let number = text("number");
    let version = Version {
        id: text("version_id"),
        label: format!("{} {number}", process.name),
        href: format!("/processes/{}/versions/{number}", process.key),
    };
    let actor = Actor { person_id: entry.actor_id.clone(), name: entry.actor_name.clone(), holdings: Vec::new() };
    match link_version(tx, &actor, now, &improvement_id, version) {
        Err(Failure::NotFound) => Ok(()), // the draft named an improvement that never was
        other => other,
    }
}
