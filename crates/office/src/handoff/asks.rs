//! What the ledger asks of the owners: name the hand-off, settle its terms, or agree.

use db::{Error, Tx};

use super::model::{Handoff, Side, State};
use crate::access::{Actor, Role};
use crate::clock::Time;
use crate::failure::Failure;
use crate::people;
use crate::worklist::{self, Ask};

/// Days to settle a hand-off with the other owner.
const SETTLE_DAYS: i64 = 14;

fn key(one: &Handoff, side: Side) -> String {
    format!("handoff/{}/{}", one.id, side.key())
}

/// Asks the owners of both sides for what is missing, and nobody for what is not.
pub(super) fn refresh(tx: &mut Tx, now: Time, one: &Handoff) -> Result<(), Failure> {
    for side in Side::ALL {
        refresh_side(tx, now, one, side)?;
    }
    Ok(())
}

/// [`refresh`] for one side, as when it gets another owner.
pub(super) fn refresh_side(tx: &mut Tx, now: Time, one: &Handoff, side: Side) -> Result<(), Failure> {
    let key = key(one, side);
    worklist::settle(tx, now, &key)?;
    let Some((title, why)) = wanted(one, side) else { return Ok(()) };
    let Some(process_id) = one.party(side).process_id.as_deref() else { return Ok(()) };
    for owner in people::store::holders(tx, Role::ProcessOwner, Some(process_id), now)? {
        let ask = Ask {
            person_id: &owner.id,
            key: &key,
            kind: "handoff.settle",
            title: &title,
            why: &why,
            href: &one.href(),
            object_kind: "handoff",
            object_id: &one.id,
            due_at: now.plus_days(SETTLE_DAYS),
        };
        worklist::ask(tx, now, ask)?;
    }
    Ok(())
}

/// What is wanted of the owner of a side, and why.
fn wanted(one: &Handoff, side: Side) -> Option<(String, String)> {
    let other = &one.party(side.other()).name;
    let own = &one.party(side).name;
    let what = &one.what;
    match one.state() {
        State::Agreed | State::Outside => None,
        State::Waiting if one.agreed(side).is_some() => None,
        State::Waiting => Some((
            format!("Agree with {other}: {what}"),
            format!("You own {own}. Both processes state the same terms, and your word is missing."),
        )),
        State::Differs => Some((
            format!("Settle the terms with {other}: {what}"),
            format!("You own {own}. The two processes state different terms for what passes between them."),
        )),
        State::OneSided if one.silent() == Some(side) => Some((
            format!("Name or refuse what {other} counts on: {what}"),
            format!("{other} names this hand-off; {own}, which you own, does not."),
        )),
        State::OneSided => Some((
            format!("Settle with {other}: {what}"),
            format!("You own {own}, which names this hand-off; {other} does not."),
        )),
    }
}

/// The owner of a side gave the word.
pub(super) fn agreed(tx: &mut Tx, now: Time, actor: &Actor, one: &Handoff, side: Side) -> Result<(), Error> {
    let key = key(one, side);
    worklist::settle_of(tx, now, &actor.person_id, &key)?;
    worklist::settle(tx, now, &key)?;
    Ok(())
}

/// Nothing more is asked about it.
pub(super) fn over(tx: &mut Tx, now: Time, one: &Handoff) -> Result<(), Error> {
    worklist::settle_object(tx, now, "handoff", &one.id)?;
    Ok(())
}
