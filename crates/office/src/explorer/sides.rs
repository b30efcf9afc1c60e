//! The sides from which a part of a log is looked at, as plain values: the map with as much detail as wanted, an attribute, the dots, the
//! cases.
//!
//! Pure. Absent: what they look like (`views`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mining::{Case, Dfg, EventLog, Part, Value};

use crate::clock::Time;
use crate::measure::figures::duration_hours;

/// Most steps on a map, so that it can be read.
pub const MOST_STEPS: usize = 40;
/// Cases on a dotted chart.
pub const MOST_DOTTED: usize = 240;
/// Events of a case on a dotted chart; more lie on top of each other anyway.
pub const MOST_DOTS: usize = 250;
/// Kinds of events told apart on a dotted chart; all others are one more.
pub const MOST_KINDS: usize = 7;
/// Values of an attribute listed.
pub const MOST_VALUES: usize = 100;

/// What of a directly-follows graph is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub flow: Dfg,
    /// Steps and arrows that are left out.
    pub hidden_steps: usize,
    pub hidden_arrows: usize,
    /// Cases that begin, and that end, at any step.
    pub cases: u64,
}

/// As many of the most frequent steps and arrows as wanted, per cent; each step keeps its most frequent arrow in and out, so that none
/// stands alone, and one without an arrow in (out) its beginning (end).
#[must_use]
pub fn shown(flow: &Dfg, steps: u8, arrows: u8) -> Shown {
    let part = |count: usize, per_cent: u8| (count * usize::from(per_cent.min(100))).div_ceil(100);
    let keep = part(flow.activities.len(), steps).clamp(1, MOST_STEPS);
    let names: BTreeSet<&str> = flow.activities.iter().take(keep).map(|(name, _)| name.as_str()).collect();
    let between =
        flow.edges.iter().filter(|edge| names.contains(edge.from.as_str()) && names.contains(edge.to.as_str()));
    let between: Vec<_> = between.collect();
    let wanted = part(between.len(), arrows);
    let (mut came, mut went) = (BTreeSet::new(), BTreeSet::new());
    let edges: Vec<_> = between
        .iter()
        .enumerate()
        .filter(|(rank, edge)| {
            let apart = edge.from != edge.to;
            let (first_in, first_out) = (apart && came.insert(&edge.to), apart && went.insert(&edge.from));
            *rank < wanted || first_in || first_out
        })
        .map(|(_, edge)| (*edge).clone())
        .collect();
    let ends = |all: &[(String, u64)], linked: &BTreeSet<&String>| {
        let wanted = part(all.len(), arrows).max(1);
        let known = all.iter().filter(|(name, _)| names.contains(name.as_str())).enumerate();
        known.filter(|(rank, (name, _))| *rank < wanted || !linked.contains(name)).map(|(_, one)| one.clone()).collect()
    };
    let kept = Dfg {
        activities: flow.activities.iter().take(keep).cloned().collect(),
        starts: ends(&flow.starts, &came),
        ends: ends(&flow.ends, &went),
        edges,
    };
    let count = |flow: &Dfg| flow.edges.len() + flow.starts.len() + flow.ends.len();
    Shown {
        hidden_steps: flow.activities.len() - kept.activities.len(),
        hidden_arrows: count(flow) - count(&kept),
        cases: flow.starts.iter().map(|(_, count)| count).sum(),
        flow: kept,
    }
}

/// Cases that share a value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Empty for cases without a value.
    pub value: String,
    pub cases: usize,
    pub median_hours: f64,
}

/// The columns by which cases can be told apart: attributes of cases with texts or yes and no, and the group.
#[must_use]
pub fn columns(log: &EventLog) -> Vec<String> {
    let has_texts = |column: &&mining::ValueColumn| matches!(column.kind(), mining::Kind::Text | mining::Kind::Flag);
    let mut all = vec!["activity".to_owned()];
    if !log.resources().is_empty() {
        all.push("resource".to_owned());
    }
    all.extend(log.columns().iter().chain(log.event_columns()).filter(has_texts).map(|column| column.name.clone()));
    all.dedup();
    all
}

/// Values with the hours of their cases.
type Hours<'l> = Vec<(std::borrow::Cow<'l, str>, Vec<f64>)>;

/// The cases by the values of a column, the most frequent first; a case with several values counts for each. How many values there
/// are in all comes second.
#[must_use]
pub fn groups(part: &Part, column: &str) -> (Vec<Group>, usize) {
    let mut all = by_value(part, column);
    let count = all.len();
    // A column that names every case has as many values as cases; only those that are shown are sorted.
    if count > MOST_VALUES {
        all.select_nth_unstable_by(MOST_VALUES, most_first);
        all.truncate(MOST_VALUES);
    }
    (told(all), count)
}

/// The same without leaving any out.
#[must_use]
pub fn all_groups(part: &Part, column: &str) -> Vec<Group> {
    told(by_value(part, column))
}

fn by_value<'l>(part: &Part<'l>, column: &str) -> Hours<'l> {
    let log = part.log();
    let mut hours: HashMap<std::borrow::Cow<'l, str>, Vec<f64>> = HashMap::new();
    for case in part.cases() {
        let took = duration_hours(&case, part.reckoning());
        for value in values(log, &case, column) {
            hours.entry(value).or_default().push(took);
        }
    }
    hours.into_iter().collect()
}

fn most_first<V: Ord>(a: &(V, Vec<f64>), b: &(V, Vec<f64>)) -> std::cmp::Ordering {
    b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0))
}

fn told(mut all: Hours<'_>) -> Vec<Group> {
    all.sort_unstable_by(most_first);
    let group = |(value, mut hours): (std::borrow::Cow<'_, str>, Vec<f64>)| Group {
        value: value.into_owned(),
        cases: hours.len(),
        median_hours: mining::quantile(&mut hours, 0.5).unwrap_or_default(),
    };
    all.into_iter().map(group).collect()
}

fn values<'l>(log: &'l EventLog, case: &Case<'l>, column: &str) -> BTreeSet<std::borrow::Cow<'l, str>> {
    let text = |value: Option<Value<'l>>| match value {
        Some(Value::Text(text)) => text.into(),
        Some(Value::Flag(yes)) => if yes { "true" } else { "false" }.into(),
        _ => "".into(),
    };
    match column {
        "activity" => case.events().map(|event| event.activity.into()).collect(),
        "resource" => case.events().map(|event| event.resource.unwrap_or_default().into()).collect(),
        name => match (log.column(name), log.event_column(name)) {
            (Some(column), _) => BTreeSet::from([text(column.get(case.index))]),
            (None, Some(column)) => case.events().map(|event| text(column.get(event.place))).collect(),
            (None, None) => BTreeSet::new(),
        },
    }
}

/// The events of some cases on one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dotted {
    /// The most frequent kinds of events; where there are more, the last one stands for all others.
    pub kinds: Vec<String>,
    /// Places from 0 to 1, and kinds.
    pub cases: Vec<Vec<(f64, usize)>>,
    pub counts: Vec<usize>,
    /// First and last instant of the axis, or 0 and the longest duration.
    pub span: (i64, i64),
    /// Cases in all.
    pub of: usize,
    /// Cases of which only some events are dots.
    pub thinned: usize,
}

/// The dots of cases spread evenly over the part, by their first event; `since_start` lays every first event at the left.
#[must_use]
pub fn dotted(part: &Part, since_start: bool) -> Dotted {
    let mut all: Vec<Case> = part.cases().filter(|case| !case.times().is_empty()).collect();
    all.sort_by_key(|case| case.times()[0]);
    let of = all.len();
    let step = of.div_ceil(MOST_DOTTED).max(1);
    let chosen: Vec<Case> = all.into_iter().step_by(step).collect();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for event in chosen.iter().flat_map(Case::events) {
        *counted.entry(event.activity).or_default() += 1;
    }
    let mut kinds: Vec<(&str, usize)> = counted.into_iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let others: usize = kinds.iter().skip(MOST_KINDS).map(|(_, count)| count).sum();
    kinds.truncate(MOST_KINDS);
    let place: HashMap<&str, usize> = kinds.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
    // From the beginning of a case only the time that counts passes.
    let place_of = |case: &Case, time: i64| {
        if since_start { part.reckoning().between(case.times()[0], time) } else { time }
    };
    let times = || chosen.iter().flat_map(|case| case.times().iter().map(|time| place_of(case, *time)));
    let span = (times().min().unwrap_or_default(), times().max().unwrap_or_default());
    let width = (span.1 - span.0).max(1) as f64;
    let cases = chosen.iter().map(|case| {
        let step = case.times().len().div_ceil(MOST_DOTS).max(1);
        let at = |time: i64| (place_of(case, time) - span.0) as f64 / width;
        let shown = case.events().step_by(step);
        shown.map(|event| (at(event.time), *place.get(event.activity).unwrap_or(&MOST_KINDS))).collect()
    });
    let cases = cases.collect();
    let mut counts: Vec<usize> = kinds.iter().map(|(_, count)| *count).collect();
    let mut kinds: Vec<String> = kinds.into_iter().map(|(name, _)| name.to_owned()).collect();
    if others > 0 {
        kinds.push("everything else".to_owned());
        counts.push(others);
    }
    let thinned = chosen.iter().filter(|case| case.times().len() > MOST_DOTS).count();
    Dotted { kinds, cases, counts, span, of, thinned }
}

/// What the log knows of a case beside its events: names and values.
#[must_use]
pub fn facts(log: &EventLog, case: &Case) -> Vec<(String, String)> {
    let words = |value: Value| match value {
        Value::Text(text) => text.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Time(time) => Time(time).in_words(),
        Value::Flag(yes) => if yes { "yes" } else { "no" }.to_owned(),
    };
    log.columns().iter().filter_map(|column| Some((column.name.clone(), words(column.get(case.index)?)))).collect()
}
