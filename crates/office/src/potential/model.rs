//! The rules: what speaks for and against each activity, and the hours that lie in between.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::definition::decision::tasks;
use crate::definition::{Activity, Definition, FieldKind, Place, lint};
use crate::process::readiness::DEFECTS;

/// What a factor may be where nobody knows it.
const UNKNOWN: Span = Span { low: 0.2, high: 0.9 };
/// Minutes of an hour.
const HOUR: f64 = 60.0;

/// What is known from outside the definition.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// How often each activity happens in a year, by id; from the ticket log.
    pub times_a_year: BTreeMap<String, f64>,
    /// The share of cases that depart from the process at an activity, by id; from the ticket log.
    pub departing: BTreeMap<String, f64>,
    /// How long an activity is worked on by the log, from its first entry to its last, minutes (median), by id.
    pub elapsed: BTreeMap<String, f64>,
    /// How many published versions of the last year changed an activity, by id; none where the process is younger than a year.
    pub changes: Option<BTreeMap<String, usize>>,
}

/// From the least to the greatest that something may be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Span {
    pub low: f64,
    pub high: f64,
}

impl Span {
    fn at(value: f64) -> Span {
        Span { low: value, high: value }
    }

    fn times(self, other: Span) -> Span {
        Span { low: self.low * other.low, high: self.high * other.high }
    }
}

/// One factor: how much speaks for automating, between 0 and 1, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Factor {
    pub name: &'static str,
    pub share: Span,
    /// Whether it is known; else somebody should find out.
    pub known: bool,
    pub why: String,
}

impl Factor {
    fn known(name: &'static str, share: f64, why: impl Into<String>) -> Factor {
        Factor { name, share: Span::at(share), known: true, why: why.into() }
    }

    fn open(name: &'static str, why: impl Into<String>) -> Factor {
        Factor { name, share: UNKNOWN, known: false, why: why.into() }
    }
}

/// One activity and what automating it may save.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// The id of the activity.
    pub activity: String,
    pub name: String,
    /// How often it happens in a year, where the log tells.
    pub times_a_year: Option<f64>,
    pub minutes: Option<u32>,
    /// Whether the minutes are those between the entries of the log, which are more than the work: the definition says none.
    pub elapsed: bool,
    /// Hours of work in a year today, where both are known.
    pub hours: Option<f64>,
    pub factors: Vec<Factor>,
    /// How suitable it is, between 0 and 1.
    pub suitable: Span,
    /// Hours a year that automating may save, where the hours of today are known.
    pub saved: Option<Span>,
    /// What must be settled first; while there is any, it should not be automated.
    pub first: Vec<String>,
    /// A machine does it already.
    pub automatic: bool,
}

impl Candidate {
    /// How many of the six things that count are known.
    #[must_use]
    pub fn known(&self) -> usize {
        self.factors.iter().filter(|one| one.known).count()
            + usize::from(self.times_a_year.is_some())
            + usize::from(self.minutes.is_some() && !self.elapsed)
    }

    /// How far the figure can be trusted, in a word.
    #[must_use]
    pub fn confidence(&self) -> &'static str {
        match self.known() {
            6 => "high",
            4 | 5 => "fair",
            _ => "low",
        }
    }
}

/// Every activity: those that may save most first, those without figures after them, those that a machine does already last.
#[must_use]
pub fn candidates(definition: &Definition, facts: &Facts) -> Vec<Candidate> {
    let guards = guards(definition);
    let mut all: Vec<Candidate> = definition
        .steps()
        .into_iter()
        .map(|(id, name)| {
            let first = guards.get(&id).cloned().unwrap_or_default();
            candidate(definition, facts, (id, name), first)
        })
        .collect();
    let weight = |one: &Candidate| one.saved.map_or(-1.0, |saved| saved.low + saved.high);
    all.sort_by(|a, b| {
        let by_saving = weight(b).total_cmp(&weight(a));
        let by_fit = (b.suitable.low + b.suitable.high).total_cmp(&(a.suitable.low + a.suitable.high));
        a.automatic.cmp(&b.automatic).then(by_saving).then(by_fit)
    });
    all
}

/// Defects of responsibility by activity: whoever automates an activity that nobody answers for automates the dispute.
fn guards(definition: &Definition) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in lint::lint(definition).into_iter().filter(|one| DEFECTS.contains(&one.rule)) {
        if let Place::Activity(id) | Place::Cell { activity: id, .. } = finding.target {
            found.entry(id).or_default().push(finding.message);
        }
    }
    found
}

fn candidate(definition: &Definition, facts: &Facts, (id, name): (String, String), first: Vec<String>) -> Candidate {
    let none = Activity::default();
    let details = definition.activities.get(&id).unwrap_or(&none);
    let times_a_year = facts.times_a_year.get(&id).copied();
    let seen = facts.elapsed.get(&id).copied().filter(|minutes| *minutes >= 1.0).map(rounded);
    let elapsed = details.process_time_minutes.is_none() && seen.is_some();
    let minutes = details.process_time_minutes.or(seen);
    let hours = times_a_year.zip(minutes).map(|(times, minutes)| times * f64::from(minutes) / HOUR);
    let factors = vec![
        stability(facts, &id),
        clarity(definition, details, &id),
        digital(definition, details, &id),
        sameness(facts, &id),
    ];
    let suitable = factors.iter().fold(Span::at(1.0), |span, one| span.times(one.share));
    // Between the entries of a log there is more than work.
    let worked = |hours: f64| if elapsed { Span { low: hours * UNKNOWN.low, high: hours } } else { Span::at(hours) };
    let saved = hours.map(|hours| suitable.times(worked(hours)));
    let automatic = is_automatic(definition, &id);
    Candidate { activity: id, name, times_a_year, minutes, elapsed, hours, factors, suitable, saved, first, automatic }
}

/// Whole minutes.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn rounded(minutes: f64) -> u32 {
    minutes.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

fn kind(definition: &Definition, id: &str) -> Option<bpmn::Task> {
    let diagram = definition.flow()?;
    match &diagram.node(id)?.kind {
        bpmn::Kind::Task(task) => Some(*task),
        _ => None,
    }
}

fn is_automatic(definition: &Definition, id: &str) -> bool {
    matches!(kind(definition, id), Some(bpmn::Task::Service | bpmn::Task::Script | bpmn::Task::BusinessRule))
}

fn stability(facts: &Facts, id: &str) -> Factor {
    let name = "Stability";
    let Some(changes) = &facts.changes else {
        return Factor::open(name, "The process is in force for less than a year.");
    };
    match changes.get(id).copied().unwrap_or(0) {
        0 => Factor::known(name, 1.0, "It did not change within the last year."),
        1 => Factor::known(name, 0.8, "It changed once within the last year."),
        2 => Factor::known(name, 0.5, "It changed twice within the last year."),
        many => Factor::known(name, 0.2, format!("It changed {many} times within the last year.")),
    }
}

fn clarity(definition: &Definition, details: &Activity, id: &str) -> Factor {
    let name = "Clear rules";
    let named = tasks(definition).into_iter().filter(|task| task.element == id).filter_map(|task| task.key);
    let keys: Vec<String> = details.decisions.iter().cloned().chain(named).collect();
    let decisions: Vec<_> = keys.iter().filter_map(|key| Some((key, definition.decisions.get(key)?))).collect();
    if let Some((key, decision)) = decisions.first() {
        let title = decision.title(key);
        let holds = !decision.examples.is_empty() && decision.outcomes().iter().all(|one| one.passed);
        let complete = decision.reports().iter().all(|one| one.gaps.is_empty() && one.overlaps.is_empty());
        return if holds && complete {
            Factor::known(name, 1.0, format!("The decision “{title}” computes it, and its examples hold."))
        } else {
            Factor::known(
                name,
                0.7,
                format!("The decision “{title}” computes it, with gaps or without examples that hold."),
            )
        };
    }
    if !details.decision_rule.trim().is_empty() {
        return Factor::known(name, 0.6, "The rule is written in words.");
    }
    let decides = definition.flow().is_some_and(|diagram| {
        let mut after = diagram.outgoing(id);
        after
            .any(|flow| diagram.node(&flow.target).is_some_and(|node| node.gateway() == Some(bpmn::Gateway::Exclusive)))
    });
    match (decides, details.steps.trim().is_empty()) {
        (true, _) => Factor::known(name, 0.2, "Something is decided after it, and no rule is written."),
        (false, false) => Factor::known(name, 0.6, "Nothing is decided; how it is done is written down."),
        (false, true) => Factor::open(name, "How it is done is not written down."),
    }
}

fn digital(definition: &Definition, details: &Activity, id: &str) -> Factor {
    let name = "Digital input";
    let fields: Vec<FieldKind> = details
        .forms
        .iter()
        .filter_map(|key| definition.forms.get(key))
        .flat_map(|form| form.fields.iter().map(|field| field.kind))
        .collect();
    if !fields.is_empty() {
        let loose = fields.iter().filter(|kind| **kind == FieldKind::LongText).count();
        let share = 1.0 - 0.5 * ratio(loose, fields.len());
        return Factor::known(
            name,
            share,
            format!("{} of {} answers of its forms are free text.", loose, fields.len()),
        );
    }
    if kind(definition, id) == Some(bpmn::Task::Manual) {
        return Factor::known(name, 0.1, "It is drawn as manual work.");
    }
    match (details.tool.trim().is_empty(), details.record.trim().is_empty()) {
        (false, false) => Factor::known(name, 0.7, "It is done and recorded in a tool."),
        (false, true) => Factor::known(name, 0.5, "It is done in a tool; nothing says what is recorded."),
        _ => Factor::open(name, "Neither a form nor a tool is named."),
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    u32::try_from(part).map_or(1.0, f64::from) / u32::try_from(whole.max(1)).map_or(1.0, f64::from)
}

fn sameness(facts: &Facts, id: &str) -> Factor {
    let name = "Few exceptions";
    match facts.departing.get(id) {
        Some(share) => {
            let per_cent = (share * 100.0).round();
            Factor::known(
                name,
                (1.0 - share).clamp(0.0, 1.0),
                format!("{per_cent} % of the cases depart from the process here."),
            )
        }
        None => Factor::open(name, "No ticket log shows it."),
    }
}
