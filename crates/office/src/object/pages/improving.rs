//! What becomes of a number of objects: an improvement, or a question to the owner of the process whose cases they are.
//!
//! Absent: waivers; no process promises how many objects belong together, so that nothing here departs from it.

use axum::extract::Path;
use serde_json::json;

use super::super::views::{Doing, found_href};
use super::{Asking, asking};
use crate::access::Permission;
use crate::failure::Failure;
use crate::improvement::{self, Origin, OriginKind, Proposal, Score};
use crate::web::{Answer, Visit, answer};

/// Objects named in the evidence.
const EXAMPLES: usize = 20;

/// Names a number, so that it becomes one improvement only.
fn origin_id(id: &str, asking: &Asking) -> String {
    found_href(id, "found", &asking.of, &asking.sought)
}

/// What the visitor may do with a number.
pub(super) async fn doing(visit: &Visit, id: &str, asking: &Asking) -> Result<Doing, Failure> {
    let origin = origin_id(id, asking);
    let known = visit.read(move |tx| Ok(improvement::store::live_of_origin(tx, OriginKind::Objects, &origin)?)).await?;
    let may_propose = visit.person().is_some_and(|actor| actor.may_somewhere(Permission::ProposeImprovement));
    Ok(Doing { known, may_propose })
}

pub(super) async fn propose(Path(id): Path<String>, visit: Visit) -> Answer {
    let actor = visit.actor()?;
    let asking = asking(&visit, &id).await?;
    let process_id = asking.origin.process_of(&asking.of).map(|process| process.id.clone());
    let log = &asking.sight.log;
    let named = asking.found.iter().take(EXAMPLES).filter_map(|(object, _)| log.object_at(*object as usize));
    let examples: Vec<&str> = named.map(|object| object.id()).collect();
    let href = found_href(&id, "found", &asking.of, &asking.sought);
    let proposal = Proposal {
        title: asking.sought.words(&asking.of),
        description: format!("{} Find out why, and change the work or the process.", asking.sentence()),
        process_id,
        origin: Origin {
            kind: OriginKind::Objects,
            id: origin_id(&id, &asking),
            label: asking.sentence(),
            href,
            evidence: json!({
                "log": asking.origin.name(), "type": asking.of, "count": asking.found.len(), "of": asking.of_all(), "examples": examples,
            }),
        },
        score: Score::default(),
    };
    let now = visit.now;
    let made = visit.write(move |tx| improvement::propose(tx, &actor, now, None, &proposal)).await?;
    let sentence = if made.new {
        format!("I-{} is in the register and remembers this number.", made.number)
    } else {
        format!("This number is in the register already, as I-{}.", made.number)
    };
    Ok(answer::redirect_saying(&format!("/improvements/{}", made.id), &sentence))
}
