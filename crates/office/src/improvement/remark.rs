//! An improvement out of what somebody said about a process: a comment, a question, or a way of working that differs.
//!
//! Absent: the conversation itself (`comment`, and `process::comments` for its place).

use db::Tx;
use serde_json::json;

use super::commands::{self, Made};
use super::model::{Origin, OriginKind, Proposal};
use super::score::Score;
use super::store;
use crate::access::{Actor, Permission};
use crate::clock::Time;
use crate::comment::{self, Became, Comment, Kind, Matter, State};
use crate::failure::{Failure, Refusal};
use crate::process::{self, Process};

/// Characters of a text that become the title.
const TITLE_CHARS: usize = 100;

/// Makes the improvement; a practice is accepted by that, which only those do who are responsible for the process.
///
/// # Errors
/// When the actor may not, the words were withdrawn, or the practice was decided before.
pub fn improve(
    tx: &mut Tx,
    actor: &Actor,
    now: Time,
    (key, id): (&str, &str),
    sentence: &str,
) -> Result<Made, Failure> {
    let process = process::store::by_key(tx, key)?;
    if !actor.may_on(Permission::Read, &process.id) {
        return Err(Failure::NotFound);
    }
    let matter = process::comments::matter(tx, actor, now, &process)?;
    let one = comment::commands::seen(tx, &matter, id)?;
    if one.words.withdrawn_at.is_some() {
        return Err(Refusal::because("Its words were withdrawn, so there is nothing to improve on.").into());
    }
    if one.kind == Kind::Practice && one.state != State::Accepted {
        comment::commands::accept(tx, actor, now, &matter, id, sentence)?;
    }
    let made = commands::propose(tx, actor, now, None, &proposal(&process, &matter, &one))?;
    let improvement = store::improvement(tx, &made.id)?;
    let became = Became { label: improvement.label(), href: improvement.href() };
    comment::commands::became(tx, actor, now, &matter, id, became)?;
    Ok(made)
}

fn proposal(process: &Process, matter: &Matter, one: &Comment) -> Proposal {
    let mut description = one.words.text.clone();
    let notes = [("Why", &one.notes.why), ("How often", &one.notes.how_often), ("What it saves", &one.notes.saves)];
    for (label, text) in notes.into_iter().filter(|(_, text)| !text.is_empty()) {
        description.push_str(&format!("\n\n{label}: {text}"));
    }
    let place = if one.place.element.is_empty() { &process.name } else { &one.place.name };
    Proposal {
        title: one.words.excerpt(TITLE_CHARS),
        description,
        process_id: Some(process.id.clone()),
        origin: Origin {
            kind: if one.kind == Kind::Practice { OriginKind::Practice } else { OriginKind::Comment },
            id: one.id.clone(),
            label: format!("{} about {place}, by {}", one.kind.label(), one.words.author),
            href: matter.at(&one.id),
            evidence: json!({
                "comment_id": one.id, "kind": one.kind, "element": one.place.element, "place": one.place.name,
                "version": one.version.label, "by": one.words.author, "at": one.words.said_at.rfc3339(),
                "why": one.notes.why, "how_often": one.notes.how_often, "saves": one.notes.saves,
            }),
        },
        score: Score::default(),
    }
}
