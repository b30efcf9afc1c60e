//! What people of the demo office say about their processes: questions, an answer, another way to do it, a word on a draft.

use db::Tx;

use super::ago;
use super::cast::Cast;
use crate::clock::Time;
use crate::comment::commands::{self, Answer, New};
use crate::comment::{Comment, Kind, Matter, Notes, Version};
use crate::failure::Failure;
use crate::improvement;
use crate::process::comments::element::Elements;
use crate::process::comments::matter;
use crate::process::store;

/// Somebody says something about the open draft or the version in force of a process.
struct Words<'a> {
    process: &'a str,
    by: &'a str,
    days: i64,
    kind: Kind,
    element: &'a str,
    on_draft: bool,
    text: &'a str,
    notes: [&'a str; 3],
    /// First names of those who are mentioned.
    mentions: &'a [&'a str],
}

impl Words<'_> {
    const NONE: Words<'static> = Words {
        process: "incident-management",
        by: "Aisha",
        days: 0,
        kind: Kind::Comment,
        element: "",
        on_draft: false,
        text: "",
        notes: [""; 3],
        mentions: &[],
    };
}

/// Everything that was said until `now`.
pub(super) fn tell(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    answered(tx, cast, now)?;
    differently(tx, cast, now)?;
    waiting(tx, cast, now)?;
    on_the_draft(tx, cast, now)
}

/// A question with its answer, for every reader.
fn answered(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let question = say(
        tx,
        cast,
        now,
        &Words {
            days: 40,
            kind: Kind::Question,
            element: "activity/diagnose",
            text: "Who calls the vendor outside office hours?",
            ..Words::NONE
        },
    )?;
    let at = ago(now, 39);
    let marek = cast.actor(tx, "Marek", at)?;
    let matter = matter_of(tx, cast, "incident-management", "Marek", at)?;
    let text = "The incident manager on call. The number and the contract stand in the service description; \
                the ticket waits in “Waiting for vendor” meanwhile.";
    let answer = Answer { text: text.to_owned(), is_listed: true, mentions: Vec::new() };
    commands::answer(tx, &marek, at, &matter, &question.id, &answer)?;
    let at = ago(now, 38);
    let aisha = cast.actor(tx, "Aisha", at)?;
    let matter = matter_of(tx, cast, "incident-management", "Aisha", at)?;
    commands::read(tx, &aisha, at, &matter, &question.id)
}

/// Another way to do it that its owner accepted: it is an improvement now.
fn differently(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    let one = say(
        tx,
        cast,
        now,
        &Words {
            by: "Mei",
            days: 13,
            kind: Kind::Practice,
            element: "activity/assign",
            text: "I call the group before I hand a ticket over, and write down the name of whoever takes it.",
            notes: [
                "Tickets without a name lie for a day, because everybody thinks somebody else has them.",
                "With every ticket that is not mine, five or six times a day",
                "About a day of waiting for the caller",
            ],
            ..Words::NONE
        },
    )?;
    let at = ago(now, 11);
    let ingrid = cast.actor(tx, "Ingrid", at)?;
    let thanks = "Thank you. Let us see whether everybody can do that.";
    improvement::improve(tx, &ingrid, at, ("incident-management", &one.id), thanks)?;
    Ok(())
}

/// A question that waits for its answer, and a comment that is open.
fn waiting(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    say(
        tx,
        cast,
        now,
        &Words {
            by: "Samuel",
            days: 3,
            kind: Kind::Question,
            element: "activity/close",
            text: "May I close a ticket when the caller does not answer for a week?",
            ..Words::NONE
        },
    )?;
    let comment = say(
        tx,
        cast,
        now,
        &Words {
            days: 5,
            element: "activity/classify",
            text: "The category “Other” is chosen for every third ticket. @Marek Nowak, shall we look at the last fifty together?",
            mentions: &["Marek"],
            ..Words::NONE
        },
    )?;
    let at = ago(now, 4);
    let marek = cast.actor(tx, "Marek", at)?;
    let matter = matter_of(tx, cast, "incident-management", "Marek", at)?;
    commands::reply(tx, &marek, at, &matter, &comment.id, "Yes, on Thursday after the stand-up.", &[])
}

/// A reviewer asks about the draft of change enablement.
fn on_the_draft(tx: &mut Tx, cast: &Cast, now: Time) -> Result<(), Failure> {
    say(
        tx,
        cast,
        now,
        &Words {
            process: "change-enablement",
            by: "Fatima",
            days: 1,
            element: "activity/approve",
            on_draft: true,
            text: "One working day is short in August. Who stands in for the service owner then?",
            ..Words::NONE
        },
    )?;
    Ok(())
}

fn matter_of(tx: &mut Tx, cast: &Cast, key: &str, first: &str, at: Time) -> Result<Matter, Failure> {
    let process = store::by_key(tx, key)?;
    let actor = cast.actor(tx, first, at)?;
    matter(tx, &actor, at, &process)
}

fn say(tx: &mut Tx, cast: &Cast, now: Time, words: &Words) -> Result<Comment, Failure> {
    let at = ago(now, words.days);
    let process = store::by_key(tx, words.process)?;
    let (version, definition, drafter_id) = if words.on_draft {
        let open = store::open_draft(tx, &process.id)?.ok_or(Failure::NotFound)?;
        let label = format!("Draft, revision {}", open.revision);
        let definition = store::definition(tx, &open.id)?;
        (Version { id: open.id, label, is_draft: true }, definition, open.started_by)
    } else {
        let (version, definition) = crate::process::published(tx, &process.id, at)?.ok_or(Failure::NotFound)?;
        let label = format!("Version {}", version.number);
        (Version { id: version.id, label, is_draft: false }, definition, String::new())
    };
    let place = Elements::of(&definition)
        .place(words.element)
        .ok_or_else(|| Failure::broken(format!("the demo talks about {}, which is not there", words.element)))?;
    let [why, how_often, saves] = words.notes.map(str::to_owned);
    let new = New {
        kind: words.kind,
        place,
        version,
        text: words.text.to_owned(),
        notes: Notes { why, how_often, saves },
        mentions: words.mentions.iter().map(|first| cast.id(first)).collect::<Result<_, _>>()?,
        drafter_id,
    };
    let (actor, matter) = (cast.actor(tx, words.by, at)?, matter_of(tx, cast, words.process, words.by, at)?);
    commands::say(tx, &actor, at, &matter, &new)
}
