//! The tables of improvements.

use db::{Error, Row, Tx};

use super::benefit::Measurement;
use super::model::{Improvement, Measure, Origin, OriginKind, Plan, Stage, Verification, Version};
use super::score::{Score, Size};
use crate::clock::Time;

pub(super) const COLUMNS: &str = "i.id, i.number, i.title, i.description, i.process_id, i.origin_kind, i.origin_id, i.origin_label, \
     i.origin_href, i.evidence, i.raised_by, i.raised_at, i.size, i.value, i.risk, i.urgency, i.stage, i.stage_at, i.reason, \
     i.owner_id, i.measure_key, i.measure_label, i.measure_unit, i.baseline, i.target, i.due_at, i.expected, i.version_id, \
     i.version_label, i.version_href, i.completed_at, i.measured_value, i.measured_n, i.measured_low, i.measured_high, \
     i.measured_at, i.verified_value, i.verified_by, i.verified_at, i.verified_comment, i.revision";
/// How many columns [`COLUMNS`] names.
pub(super) const WIDTH: usize = 41;

/// Takes the next number of the register.
///
/// # Errors
/// The database's.
pub fn next_number(tx: &mut Tx) -> Result<i64, Error> {
    tx.one(
        "insert into improvement_numbers (id, last) values (1, 1) on conflict (id) do update set \
         last = improvement_numbers.last + 1 returning last",
        &[],
        |row| row.get(0),
    )
}

/// One improvement by id.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn improvement(tx: &mut Tx, id: &str) -> Result<Improvement, Error> {
    tx.one(format!("select {COLUMNS} from improvements i where i.id = $1"), &[&id], read)
}

/// The improvement that an origin gave rise to, unless it was declined or withdrawn.
///
/// # Errors
/// The database's.
pub fn live_of_origin(tx: &mut Tx, kind: OriginKind, id: &str) -> Result<Option<Improvement>, Error> {
    let kind = kind.key();
    tx.maybe(
        format!(
            "select {COLUMNS} from improvements i where i.origin_kind = $1 and i.origin_id = $2 \
             and i.stage not in ('declined', 'withdrawn') order by i.number desc limit 1"
        ),
        &[&kind, &id],
        read,
    )
}

/// The completed improvements of a process whose benefit new data can tell about: those with one of its measures.
///
/// # Errors
/// The database's.
pub fn measurable(tx: &mut Tx, process_id: &str) -> Result<Vec<Improvement>, Error> {
    tx.query(
        format!(
            "select {COLUMNS} from improvements i where i.process_id = $1 and i.measure_key <> '' \
             and i.stage in ('completed', 'verified', 'not_verified') order by i.number"
        ),
        &[&process_id],
        read,
    )
}

/// Writes a new improvement.
///
/// # Errors
/// The database's.
pub fn insert(tx: &mut Tx, new: &Improvement) -> Result<(), Error> {
    let (evidence, origin_kind, size, stage) =
        (new.origin.evidence.to_string(), new.origin.kind.key(), new.score.size.key(), new.stage.key());
    let priority = new.score.priority();
    tx.execute(
        "insert into improvements (id, number, title, description, process_id, origin_kind, origin_id, origin_label, \
         origin_href, evidence, raised_by, raised_at, size, value, risk, urgency, priority, stage, stage_at, reason, \
         measure_key, measure_label, measure_unit, expected, version_id, version_label, version_href, verified_comment, \
         revision) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, '', '', '', \
         '', '', '', '', '', '', $20)",
        &[
            &new.id,
            &new.number,
            &new.title,
            &new.description,
            &new.process_id,
            &origin_kind,
            &new.origin.id,
            &new.origin.label,
            &new.origin.href,
            &evidence,
            &new.raised_by,
            &new.raised_at.0,
            &size,
            &new.score.value,
            &new.score.risk,
            &new.score.urgency,
            &priority,
            &stage,
            &new.stage_at.0,
            &new.revision,
        ],
    )?;
    Ok(())
}

/// Writes what changed since the improvement was read.
///
/// # Errors
/// [`Error::Stale`] when somebody changed it meanwhile.
pub fn save(tx: &mut Tx, new: &Improvement) -> Result<(), Error> {
    let (size, stage, priority) = (new.score.size.key(), new.stage.key(), new.score.priority());
    let plan = new.plan.as_ref();
    let measure = plan.map(|plan| plan.measure.clone()).unwrap_or_default();
    let (owner, expected) = (plan.map(|plan| &plan.owner_id), plan.map_or("", |plan| plan.expected.as_str()));
    let (baseline, target) = (plan.map(|plan| plan.baseline), plan.map(|plan| plan.target));
    let due_at = plan.map(|plan| plan.due_at.0);
    let version = new.version.as_ref().map_or(("", "", ""), |v| (v.id.as_str(), v.label.as_str(), v.href.as_str()));
    let completed_at = new.completed_at.map(|time| time.0);
    let (measured, seen) = (new.measurement, new.verification.as_ref());
    let (value, n) = (measured.map(|one| one.value), measured.map(|one| one.n));
    let (low, high) = (measured.and_then(|one| one.low), measured.and_then(|one| one.high));
    let measured_at = measured.map(|one| one.at.0);
    let (verified, by) = (seen.map(|one| one.value), seen.map(|one| &one.by));
    let (verified_at, comment) = (seen.map(|one| one.at.0), seen.map_or("", |one| one.comment.as_str()));
    tx.change(
        "update improvements set size = $3, value = $4, risk = $5, urgency = $6, priority = $7, stage = $8, stage_at = $9, \
         reason = $10, owner_id = $11, measure_key = $12, measure_label = $13, measure_unit = $14, baseline = $15, \
         target = $16, due_at = $17, expected = $18, version_id = $19, version_label = $20, version_href = $21, \
         completed_at = $22, measured_value = $23, measured_n = $24, measured_low = $25, measured_high = $26, \
         measured_at = $27, verified_value = $28, verified_by = $29, verified_at = $30, verified_comment = $31, \
         revision = revision + 1 where id = $1 and revision = $2",
        &[
            &new.id,
            &new.revision,
            &size,
            &new.score.value,
            &new.score.risk,
            &new.score.urgency,
            &priority,
            &stage,
            &new.stage_at.0,
            &new.reason,
            &owner,
            &measure.key,
            &measure.label,
            &measure.unit,
            &baseline,
            &target,
            &due_at,
            &expected,
            &version.0,
            &version.1,
            &version.2,
            &completed_at,
            &value,
            &n,
            &low,
            &high,
            &measured_at,
            &verified,
            &by,
            &verified_at,
            &comment,
        ],
    )
}

pub(super) fn read(row: &Row) -> Result<Improvement, Error> {
    let evidence: String = row.get(9)?;
    let (kind, size, stage): (String, String, String) = (row.get(5)?, row.get(12)?, row.get(16)?);
    Ok(Improvement {
        id: row.get(0)?,
        number: row.get(1)?,
        title: row.get(2)?,
        description: row.get(3)?,
        process_id: row.get(4)?,
        origin: Origin {
            kind: OriginKind::from_key(&kind).unwrap_or(OriginKind::Idea),
            id: row.get(6)?,
            label: row.get(7)?,
            href: row.get(8)?,
            evidence: serde_json::from_str(&evidence).unwrap_or_default(),
        },
        raised_by: row.get(10)?,
        raised_at: Time(row.get(11)?),
        score: Score {
            size: Size::from_key(&size).unwrap_or(Size::Medium),
            value: row.get(13)?,
            risk: row.get(14)?,
            urgency: row.get(15)?,
        },
        stage: Stage::from_key(&stage).ok_or_else(|| Error::Sql(format!("there is no stage “{stage}”")))?,
        stage_at: Time(row.get(17)?),
        reason: row.get(18)?,
        plan: plan(row)?,
        version: version(row)?,
        completed_at: row.get::<Option<i64>>(30)?.map(Time),
        measurement: measurement(row)?,
        verification: verification(row)?,
        revision: row.get(40)?,
    })
}

fn plan(row: &Row) -> Result<Option<Plan>, Error> {
    let (owner_id, due_at): (Option<String>, Option<i64>) = (row.get(19)?, row.get(25)?);
    let (baseline, target): (Option<f64>, Option<f64>) = (row.get(23)?, row.get(24)?);
    let (Some(owner_id), Some(due_at), Some(baseline), Some(target)) = (owner_id, due_at, baseline, target) else {
        return Ok(None);
    };
    let measure = Measure { key: row.get(20)?, label: row.get(21)?, unit: row.get(22)? };
    Ok(Some(Plan { owner_id, measure, baseline, target, due_at: Time(due_at), expected: row.get(26)? }))
}

fn version(row: &Row) -> Result<Option<Version>, Error> {
    let id: String = row.get(27)?;
    if id.is_empty() { Ok(None) } else { Ok(Some(Version { id, label: row.get(28)?, href: row.get(29)? })) }
}

fn measurement(row: &Row) -> Result<Option<Measurement>, Error> {
    let (value, n, at): (Option<f64>, Option<i64>, Option<i64>) = (row.get(31)?, row.get(32)?, row.get(35)?);
    let (Some(value), Some(n), Some(at)) = (value, n, at) else { return Ok(None) };
    Ok(Some(Measurement { value, n, low: row.get(33)?, high: row.get(34)?, at: Time(at) }))
}

fn verification(row: &Row) -> Result<Option<Verification>, Error> {
    let (value, by, at): (Option<f64>, Option<String>, Option<i64>) = (row.get(36)?, row.get(37)?, row.get(38)?);
    let (Some(value), Some(by), Some(at)) = (value, by, at) else { return Ok(None) };
    Ok(Some(Verification { value, by, at: Time(at), comment: row.get(39)? }))
}
