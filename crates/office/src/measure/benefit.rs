//! Benefits: when new data arrive, completed improvements are measured before and after, with an interval of confidence.

use std::sync::Arc;

use db::Tx;
use mining::{EventLog, MeasureSpec, Part};

use super::counting::{Counted, Countings};
use super::figures::{mined, reckoning, scale, spec};
use super::model::Log;
use crate::clock::Time;
use crate::definition::{Definition, MeasureKind};
use crate::failure::Failure;
use crate::improvement::{self, Improvement, Measurement};
use crate::web::App;

/// What a log tells of every completed improvement of its process, by the ids of the improvements.
///
/// # Errors
/// The database's.
pub async fn all_measured(
    app: &App,
    log: Log,
    content: Arc<EventLog>,
    definition: Definition,
    now: Time,
) -> Result<Vec<(String, Measurement)>, Failure> {
    let process_id = log.process_id.clone();
    let of_definition = definition.clone();
    let read =
        move |tx: &mut Tx| Ok((improvement::store::measurable(tx, &process_id)?, Countings::read(tx, &of_definition)?));
    let (open, countings) = app.read(read).await?;
    let measure = move || {
        let of =
            |one: Improvement| Some((one.id.clone(), measured(&one, &log, &content, (&definition, &countings), now)?));
        open.into_iter().filter_map(of).collect()
    };
    tokio::task::spawn_blocking(measure).await.map_err(Failure::broken)
}

/// Writes what was measured; an improvement that was taken back meanwhile is passed over.
///
/// # Errors
/// The database's.
pub fn record(tx: &mut Tx, now: Time, measured: &[(String, Measurement)]) -> Result<(), Failure> {
    for (id, measurement) in measured {
        if improvement::store::improvement(tx, id)?.stage.is_measurable() {
            improvement::record_measurement(tx, now, id, *measurement)?;
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
    (definition, countings): (&Definition, &Countings),
    now: Time,
) -> Option<Measurement> {
    let (plan, completed_at) = (improvement.plan.as_ref()?, improvement.completed_at?);
    let measure = definition.measures.iter().find(|measure| measure.key == plan.measure.key)?;
    let kind = measure.kind;
    let mined = mined(kind)?;
    let after = MeasureSpec { from: Some(completed_at.0), ..spec(log) };
    let counted = countings.of(measure);
    if matches!(counted, Counted::NotKept(_)) {
        return None;
    }
    let part = Part::from(content).counted_by(reckoning(&counted));
    let found = mining::measures(&part, &after).get(mined);
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
