//! The figures of a log: each measure of the process beside its target, week by week, and where the log departs from the flow.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use mining::{
    ActivityMap, Case, Conformance, ConformanceOptions, Deviation, DeviationKind, EventLog, MeasureSpec, Net, Part,
    Reckoning, RunChart,
};

use super::counting::{Counted, Counting, Countings};
use super::model::Log;
use super::store;
use crate::clock::Time;
use crate::definition::{Definition, Measure, MeasureKind};
use crate::failure::Failure;
use crate::web::App;

/// Logs kept decoded at once.
const KEPT: usize = 4;
/// Most different ways of working that are compared with a flow at once, so that nobody waits for hours.
const MOST_WAYS: usize = 100_000;

/// One measure of the process, computed from a log.
#[derive(Clone, Debug)]
pub struct Figure {
    /// What the definition says about it.
    pub measure: Measure,
    /// In the unit of the definition (hours, per cent, cases); none when no case counts.
    pub value: Option<f64>,
    /// Cases behind it.
    pub n: usize,
    /// Whether the target is met, where there is one and a value.
    pub met: Option<bool>,
    /// Week by week, in the miner's own units (see [`scale`]).
    pub chart: RunChart,
    /// By what its times were counted.
    pub counted: Counted,
}

impl Figure {
    /// The unit with what its hours are: "hours", or "hours of work".
    #[must_use]
    pub fn unit(&self) -> String {
        self.counted.unit(&self.measure.unit)
    }
}

/// The miner's measure of a kind; none for what is known from elsewhere.
#[must_use]
pub fn mined(kind: MeasureKind) -> Option<mining::Measure> {
    use mining::Measure as M;
    Some(match kind {
        MeasureKind::Volume => M::Volume,
        MeasureKind::ResolutionTimeMedian => M::ResolutionTimeMedian,
        MeasureKind::ResolutionTimeP90 => M::ResolutionTimeP90,
        MeasureKind::ReopenedShare => M::ReopenedShare,
        MeasureKind::ReassignedShare => M::ReassignedShare,
        MeasureKind::FirstTimeRightShare => M::FirstTimeRightShare,
        MeasureKind::SlaMetShare => M::SlaMetShare,
        MeasureKind::Other => return None,
    })
}

/// From the miner's unit (seconds, shares of one) to that of the definition (hours, per cent).
#[must_use]
pub fn scale(kind: MeasureKind) -> f64 {
    match kind {
        MeasureKind::ResolutionTimeMedian | MeasureKind::ResolutionTimeP90 => 1.0 / 3600.0,
        MeasureKind::ReopenedShare
        | MeasureKind::ReassignedShare
        | MeasureKind::FirstTimeRightShare
        | MeasureKind::SlaMetShare => 100.0,
        MeasureKind::Volume | MeasureKind::Other => 1.0,
    }
}

/// How a log is measured.
#[must_use]
pub fn spec(log: &Log) -> MeasureSpec {
    MeasureSpec { resolved: log.reading.resolved.clone(), closed: log.reading.closed.clone(), ..MeasureSpec::default() }
}

/// Every measure of the definition that the log can tell, in the order of the definition.
#[must_use]
pub fn figures(log: &Log, content: &EventLog, definition: &Definition, countings: &Countings) -> Vec<Figure> {
    let spec = spec(log);
    let known: Vec<(&Measure, mining::Measure, Counted)> = definition
        .measures
        .iter()
        .filter_map(|measure| Some((measure, mined(measure.kind)?, countings.of(measure))))
        .collect();
    // One walk over the log for each way of counting.
    let mut walks: BTreeMap<String, (mining::Measures, Vec<RunChart>)> = BTreeMap::new();
    for (_, _, counted) in &known {
        let key = counted.key().unwrap_or_default();
        if walks.contains_key(key) || matches!(counted, Counted::NotKept(_)) {
            continue;
        }
        let part = Part::from(content).counted_by(reckoning(counted));
        let own = known.iter().filter(|(_, _, other)| other.key().unwrap_or_default() == key);
        let asked: Vec<mining::Measure> = own.map(|(_, mined, _)| *mined).collect();
        walks.insert(key.to_owned(), (mining::measures(&part, &spec), mining::charts(&part, &spec, &asked)));
    }
    known
        .into_iter()
        .map(|(measure, mined, counted)| {
            let walk = match counted {
                Counted::NotKept(_) => None,
                _ => walks.get(counted.key().unwrap_or_default()),
            };
            let found = walk.map(|(values, _)| values.get(mined));
            let chart = walk.and_then(|(_, charts)| charts.iter().find(|chart| chart.measure == mined)).cloned();
            let value = found.and_then(|found| found.value).map(|value| value * scale(measure.kind));
            let target = measure.target.filter(|_| !countings.is_a_look(measure));
            let met = target.zip(value).map(|(target, value)| target.is_met(value));
            Figure {
                measure: Measure { target, ..measure.clone() },
                value,
                n: found.map_or(0, |found| found.n),
                met,
                chart: chart.unwrap_or(RunChart { measure: mined, points: Vec::new(), limits: None }),
                counted,
            }
        })
        .collect()
}

/// For the miner; the clock for what is no time.
#[must_use]
pub fn reckoning(counted: &Counted) -> Reckoning {
    if let Counted::By(counting) = counted { counting.reckoning() } else { Reckoning::default() }
}

/// Where the cases of a part of a log depart from the flow of a definition, and how long each step takes.
///
/// # Errors
/// A sentence when the diagram cannot be replayed, the states name unknown activities, or the cases take too many ways.
pub fn deviations<'l>(log: &Log, part: impl Into<Part<'l>>, definition: &Definition) -> Result<Conformance, Failure> {
    let (net, map, options) = replayable(log, definition)?;
    mining::conformance(part, &net, &map, &options).map_err(|error| Failure::refused(error.why))
}

/// Cases as they move through the flow of a definition; meant for some hundred.
///
/// # Errors
/// As [`deviations`].
pub fn replay<'l>(log: &Log, part: impl Into<Part<'l>>, definition: &Definition) -> Result<mining::Replay, Failure> {
    let (net, map, options) = replayable(log, definition)?;
    mining::replay(part, &net, &map, &options).map_err(|error| Failure::refused(error.why))
}

/// The flow of a definition, what the states of a log stand for in it, and how both are compared.
fn replayable(log: &Log, definition: &Definition) -> Result<(Net, ActivityMap, ConformanceOptions), Failure> {
    let net = net(&read(definition)?)?;
    let names: BTreeMap<String, String> = definition.steps().into_iter().collect();
    let mut map = log.reading.map();
    map.states.retain(|_, target| match target {
        mining::Target::Activity(id) => names.contains_key(id),
        _ => true,
    });
    let options = ConformanceOptions {
        closing_states: log.reading.closed.clone(),
        names,
        times: true,
        max_ways: MOST_WAYS,
        ..ConformanceOptions::default()
    };
    Ok((net, map, options))
}

fn read(definition: &Definition) -> Result<bpmn::Diagram, Failure> {
    bpmn::Diagram::parse(&definition.diagram)
        .map_err(|error| Failure::refused(format!("The diagram cannot be read. {error}")))
}

/// The flows of the diagram that the transitions of [`net`] take: by transition and the place that it leads to.
///
/// # Errors
/// As [`net`].
pub fn flows(definition: &Definition) -> Result<BTreeMap<(usize, usize), String>, Failure> {
    let drawn = drawn(&read(definition)?)?;
    let taken = drawn.transitions.into_iter().enumerate();
    Ok(taken.flat_map(|(at, one)| one.flows.into_iter().map(move |(flow, place)| ((at, place), flow))).collect())
}

fn drawn(diagram: &bpmn::Diagram) -> Result<bpmn::Net, Failure> {
    bpmn::net(diagram).map_err(|error| Failure::refused(format!("The diagram cannot be replayed: {error}.")))
}

/// The word of a kind of deviation, in addresses and through the API.
#[must_use]
pub fn kind_key(kind: DeviationKind) -> &'static str {
    match kind {
        DeviationKind::Skipped => "skipped",
        DeviationKind::OutOfPlace => "out_of_place",
        DeviationKind::Repeated => "repeated",
        DeviationKind::Unexpected => "unexpected",
        DeviationKind::Unmodelled => "unmodelled",
    }
}

/// Names a deviation in addresses and forms: its kind and its element.
#[must_use]
pub fn deviation_key(deviation: &Deviation) -> String {
    key_of(kind_key(deviation.kind), &deviation.element)
}

/// The same of the word of its kind and its element.
#[must_use]
pub fn key_of(kind: &str, element: &str) -> String {
    format!("{kind}:{element}")
}

/// Names a deviation of a process, so that it becomes one improvement only.
#[must_use]
pub fn origin_id(process_id: &str, deviation: &Deviation) -> String {
    format!("{process_id}:{}", deviation_key(deviation))
}

/// What a deviation is, in a few words without its numbers.
#[must_use]
pub fn headline(kind: DeviationKind, name: &str) -> String {
    match kind {
        DeviationKind::Skipped => format!("“{name}” is skipped"),
        DeviationKind::OutOfPlace => format!("“{name}” happens out of its place"),
        DeviationKind::Repeated => format!("“{name}” is repeated"),
        DeviationKind::Unexpected => format!("“{name}” happens where the process has another way"),
        DeviationKind::Unmodelled => format!("“{name}” happens and the process does not know it"),
    }
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedCase {
    /// The number of the ticket.
    pub name: String,
    pub first_at: Time,
    /// From the first event to the last, as they are counted.
    pub hours: f64,
    pub events: usize,
    /// The states in their order, repeated rows drawn together.
    pub way: Vec<String>,
}

impl ListedCase {
    /// The columns of [`ListedCase::line`].
    #[must_use]
    pub fn header(counting: &Counting) -> [&'static str; 5] {
        ["Case", "First event", counting.hours(), "Events", "Way"]
    }

    /// A case as a list shows it.
    #[must_use]
    pub fn of(case: &Case, reckoning: &Reckoning) -> ListedCase {
        let mut way: Vec<String> = case.events().map(|event| event.activity.to_owned()).collect();
        way.dedup();
        ListedCase {
            name: case.name().to_owned(),
            first_at: Time(case.times().first().copied().unwrap_or_default()),
            hours: duration_hours(case, reckoning),
            events: case.times().len(),
            way,
        }
    }

    /// The case as a line of a file.
    #[must_use]
    pub fn line(self) -> Vec<String> {
        let (first, hours) = (self.first_at.rfc3339(), format!("{:.2}", self.hours));
        vec![self.name, first, hours, self.events.to_string(), self.way.join(" > ")]
    }
}

/// From the first event of a case to its last, hours that count.
#[must_use]
pub fn duration_hours(case: &Case, reckoning: &Reckoning) -> f64 {
    reckoning.seconds(case.times()) / 3600.0
}

/// The cases behind a deviation, in the order of the log, from `skip` on and at most `most`.
#[must_use]
pub fn behind(
    content: &EventLog,
    deviation: &Deviation,
    reckoning: &Reckoning,
    skip: usize,
    most: usize,
) -> Vec<ListedCase> {
    let cases = deviation.case_numbers.iter().skip(skip).take(most);
    let cases = cases.filter_map(|number| content.case(usize::try_from(*number).ok()?));
    cases.map(|case| ListedCase::of(&case, reckoning)).collect()
}

/// The flow of a diagram as the miner replays it. Places where tokens may remain at the end are emptied silently.
///
/// # Errors
/// A sentence when an element cannot be replayed.
pub fn net(diagram: &bpmn::Diagram) -> Result<Net, Failure> {
    let drawn = drawn(diagram)?;
    let mut transitions: Vec<mining::Transition> = drawn
        .transitions
        .iter()
        .enumerate()
        .map(|(at, one)| mining::Transition {
            id: format!("{}-{at}", one.element),
            label: one.label.clone(),
            inputs: one.inputs.clone(),
            outputs: one.outputs.clone(),
        })
        .collect();
    let (first, rest) = drawn.finals.split_first().map_or((None, &[][..]), |(first, rest)| (Some(*first), rest));
    for place in rest {
        transitions.push(mining::Transition {
            id: format!("drain-{place}"),
            label: None,
            inputs: vec![*place],
            outputs: Vec::new(),
        });
    }
    Ok(Net {
        places: drawn.places.into_iter().map(|place| place.name).collect(),
        transitions,
        initial: drawn.initial,
        finals: first.map(|place| vec![vec![place]]).unwrap_or_default(),
    })
}

/// The content of a log, decoded once and kept for a while; the database stays the authority.
///
/// # Errors
/// When the log is gone or damaged.
pub async fn content(app: &App, log_id: &str) -> Result<Arc<EventLog>, Failure> {
    static DECODED: Mutex<Vec<(String, Arc<EventLog>)>> = Mutex::new(Vec::new());
    let found = {
        let kept = DECODED.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(id, _)| id == log_id).map(|(_, log)| Arc::clone(log))
    };
    if let Some(log) = found {
        return Ok(log);
    }
    let id = log_id.to_owned();
    let log = Arc::new(app.read(move |tx| store::content(tx, &id)).await?);
    let mut kept = DECODED.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push((log_id.to_owned(), Arc::clone(&log)));
    if kept.len() > KEPT {
        kept.remove(0);
    }
    Ok(log)
}
