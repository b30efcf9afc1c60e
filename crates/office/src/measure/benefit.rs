//! Benefits: when new data arrive, completed improvements are measured before and after, with an interval of confidence.

use db::Tx;
use mining::{EventLog, MeasureSpec};

use super::figures::{mined, scale, spec};
use super::model::Log;
use super::{LOG_IMPORTED, store};
use crate::clock::Time;
use crate::definition::{Definition, MeasureKind};
use crate::failure::Failure;
use crate::improvement::{self, Improvement, Measurement};
use crate::journal::Entry;
use crate::journal::listen::Listener;
use crate::process;

/// Measures improvements when a log was imported.
pub const LISTENER: Listener = Listener { name: "measure benefits", action: LOG_IMPORTED, react };

fn react(tx: &mut Tx, entry: &Entry, now: Time) -> Result<(), Failure> {
    let payload = entry.payload();
    let log_id = payload["log_id"].as_str().unwrap_or_default();
    let log = match store::log_by_id(tx, log_id) {
        Ok(log) => log,
        Err(db::Error::NotFound) => return Ok(()),
        Err(error) => return Err(error.into()),
    };
    let open = improvement::store::measurable(tx, &log.process_id)?;
    if open.is_empty() {
        return Ok(());
    }
    let Some((_, definition)) = process::published(tx, &log.process_id, now)? else { return Ok(()) };
    let content = store::content(tx, &log.id)?;
    for one in open {
        if let Some(measurement) = measured(&one, &log, &content, &definition, now) {
            improvement::record_measurement(tx, now, &one.id, measurement)?;
        }
    }
    Ok(())
}

/// The measure of an improvement over the cases after its completion; none where the log cannot tell.
#[must_use]
pub fn measured(
    improvement: &Improvement,
    log: &Log,
    content: &EventLog,
    definition: &Definition,
    now: Time,
) -> Option<Measurement> {
    let (plan, completed_at) = (improvement.plan.as_ref()?, improvement.completed_at?);
    let kind = definition.measures.iter().find(|measure| measure.key == plan.measure.key)?.kind;
    let mined = mined(kind)?;
    let after = MeasureSpec { from: Some(completed_at.0), ..spec(log) };
    let found = mining::measures(content, &after).get(mined);
    let value = found.value? * scale(kind);
    let (low, high) = interval(content, log, completed_at, kind, mined).unzip();
    let n = i64::try_from(found.n).unwrap_or(i64::MAX);
    Some(Measurement { value, n, low, high, at: now })
}

/// The interval of 95 % confidence around the value after, by moving the interval of the difference to the value before.
fn interval(
    content: &EventLog,
    log: &Log,
    completed_at: Time,
    kind: MeasureKind,
    mined: mining::Measure,
) -> Option<(f64, f64)> {
    let before = MeasureSpec { until: Some(completed_at.0), ..spec(log) };
    let after = MeasureSpec { from: Some(completed_at.0), ..spec(log) };
    let (old, new) = (mining::measure_values(content, &before, mined), mining::measure_values(content, &after, mined));
    let factor = scale(kind);
    let difference = match kind {
        MeasureKind::Volume
        | MeasureKind::ResolutionTimeMedian
        | MeasureKind::ResolutionTimeP90
        | MeasureKind::Other => {
            return None;
        }
        _ => {
            let yes = |values: &[f64]| values.iter().filter(|value| **value > 0.5).count();
            mining::compare_shares((yes(&old), old.len()), (yes(&new), new.len()))
        }
    };
    let (base, (low, high)) = (difference.before?, difference.interval?);
    Some((((base + low) * factor).clamp(0.0, 100.0), ((base + high) * factor).clamp(0.0, 100.0)))
}
