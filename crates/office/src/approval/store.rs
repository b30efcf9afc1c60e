//! The table of approvals.

use db::{Error, Row, Tx};

use super::model::{Approval, Asking, Decision, Subject};
use crate::clock::Time;
use crate::failure::Failure;

/// Asks somebody to approve a seal.
///
/// # Errors
/// The database's.
pub fn ask(tx: &mut Tx, now: Time, asking: &Asking) -> Result<(), Error> {
    let id = uuid::Uuid::now_v7().to_string();
    tx.execute(
        "insert into approvals (id, subject_kind, subject_id, seal, approver_id, asked_by, asked_at, due_at, decision, reason, \
         lapse_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '')",
        &[
            &id,
            &asking.subject.kind,
            &asking.subject.id,
            &asking.seal,
            &asking.approver_id,
            &asking.asked_by,
            &now.0,
            &asking.due_at.0,
        ],
    )?;
    Ok(())
}

/// Every approval of a subject, lapsed ones included, oldest first.
///
/// # Errors
/// The database's.
pub fn of_subject(tx: &mut Tx, subject: &Subject) -> Result<Vec<Approval>, Error> {
    tx.query(
        "select a.id, a.seal, a.approver_id, p.name, a.asked_at, a.due_at, a.decision, a.reason, a.decided_at, a.lapsed_at, \
         a.lapse_reason from approvals a join people p on p.id = a.approver_id where a.subject_kind = $1 \
         and a.subject_id = $2 order by a.id",
        &[&subject.kind, &subject.id],
        approval,
    )
}

/// Notes what an approver says, once; a second answer, or one that was not asked for, is refused.
///
/// # Errors
/// [`Failure::NotFound`] when nobody asked this person, a refusal when the answer was given or the content changed.
pub fn decide(
    tx: &mut Tx,
    now: Time,
    subject: &Subject,
    approver_id: &str,
    seal: &str,
    decision: Decision,
    reason: &str,
) -> Result<(), Failure> {
    let asked = of_subject(tx, subject)?;
    let mine: Vec<&Approval> = asked.iter().filter(|one| one.approver_id == approver_id).collect();
    if mine.is_empty() {
        return Err(Failure::NotFound);
    }
    let Some(open) = mine.iter().find(|one| one.is_open()) else {
        return Err(Failure::refused("You have answered already, or the content changed and nobody asked you again."));
    };
    if open.seal != seal {
        return Err(Failure::Stale {
            sentence: "The content changed while you were reading. Please look at it again before you decide."
                .to_owned(),
        });
    }
    let changed = tx.execute(
        "update approvals set decision = $1, reason = $2, decided_at = $3 where id = $4 and decision = '' and lapsed_at is null",
        &[&decision.key(), &reason, &now.0, &open.id],
    )?;
    if changed == 0 {
        return Err(Failure::refused("You have answered already."));
    }
    Ok(())
}

/// Lets every approval of a subject lapse, open and given ones; returns how many.
///
/// # Errors
/// The database's.
pub fn lapse(tx: &mut Tx, now: Time, subject: &Subject, reason: &str) -> Result<u64, Error> {
    tx.execute(
        "update approvals set lapsed_at = $1, lapse_reason = $2 where subject_kind = $3 and subject_id = $4 and lapsed_at is null",
        &[&now.0, &reason, &subject.kind, &subject.id],
    )
}

/// The content was reworded: what was asked about the old seal is asked about the new one.
///
/// # Errors
/// The database's.
pub fn reseal(tx: &mut Tx, subject: &Subject, seal: &str) -> Result<u64, Error> {
    tx.execute(
        "update approvals set seal = $1 where subject_kind = $2 and subject_id = $3 and lapsed_at is null and decision = ''",
        &[&seal, &subject.kind, &subject.id],
    )
}

fn approval(row: &Row) -> Result<Approval, Error> {
    let decision: String = row.get(6)?;
    Ok(Approval {
        id: row.get(0)?,
        seal: row.get(1)?,
        approver_id: row.get(2)?,
        approver_name: row.get(3)?,
        asked_at: Time(row.get(4)?),
        due_at: Time(row.get(5)?),
        decision: Decision::from_key(&decision),
        reason: row.get(7)?,
        decided_at: row.get::<Option<i64>>(8)?.map(Time),
        lapsed_at: row.get::<Option<i64>>(9)?.map(Time),
        lapse_reason: row.get(10)?,
    })
}
