//! From a definition that people wrote to a process that runs, without BPMN engineering.
//!
//! Tasks that name nobody but people become work for the people of their role; a gateway whose flows say no conditions asks whoever
//! did the step before which way the case goes, and where nobody did one, a task for the question stands before it. A message or
//! signal without a name is the one that its event is named after. The definition
//! and its picture stay as they are: what is added is in the text that runs. Absent: who has which role, which is said when the
//! process is switched on. Source: BPMN 2.0.2 §10.3.4, §13.4.2.

mod way;

use std::collections::BTreeMap;

use bpmn::{Diagram, Kind, Position, Rework, Task, Trigger};
use engine::Program;
use serde::{Deserialize, Serialize};

use crate::definition::decision::compiled;
use crate::definition::{Definition, Place, Severity, lint};

/// What runs, and what people are asked besides their work.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The diagram that runs.
    pub text: String,
    /// The process in it, by id.
    pub entry: String,
    /// By the step after which they are asked: its id, or that of the start event for the start form.
    pub ways: BTreeMap<String, Vec<Way>>,
    /// Tasks that are only a question, by id, with the gateway they stand before.
    pub added: BTreeMap<String, String>,
}

/// A question which way the case goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    pub gateway: String,
    pub question: String,
    /// The variable that holds the answer.
    pub variable: String,
    /// Whether several ways may be taken at once.
    pub many: bool,
    pub choices: Vec<Choice>,
    /// It is asked only where one of these choices was made before; always where there is none.
    pub only_after: Vec<(String, String)>,
}

/// One way to go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub flow: String,
    pub label: String,
}

/// Why a definition cannot run, at its element.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obstacle {
    /// The id of the element; empty where it is about the whole.
    pub element: String,
    /// What the element is called.
    pub place: String,
    pub sentence: String,
}

impl Plan {
    /// The element of the diagram that an element of the running text stands for.
    #[must_use]
    pub fn drawn<'a>(&'a self, element: &'a str) -> &'a str {
        self.added.get(element).map_or(element, String::as_str)
    }

    /// The question whose answer a variable holds.
    #[must_use]
    pub fn way_of(&self, variable: &str) -> Option<&Way> {
        self.ways.values().flatten().find(|way| way.variable == variable)
    }
}

/// The plan of a definition.
///
/// # Errors
/// Everything that keeps it from running, each at its element.
pub fn plan(definition: &Definition) -> Result<Plan, Vec<Obstacle>> {
    let Some(diagram) = definition.flow() else {
        return Err(vec![Obstacle::of_all("There is no diagram that can be read. Draw the process first.")]);
    };
    let mut obstacles = unclear_raci(definition);
    let Some(entry) = entry(&diagram) else {
        obstacles.push(Obstacle::of_all("No process in the diagram has a step. Draw the process first."));
        return Err(obstacles);
    };
    let (reworks, ways, added) = rework(definition, &diagram, &entry);
    let reworked = match diagram.reworked(&reworks) {
        Ok(reworked) => reworked,
        Err(error) => {
            obstacles.push(Obstacle::of_all(&format!("The diagram cannot be made ready: {error}.")));
            return Err(obstacles);
        }
    };
    if let Err(refusals) = Program::compile_with(&reworked, &compiled(definition)) {
        obstacles.extend(refusals.into_iter().map(|refusal| {
            let element = added.get(&refusal.element).cloned().unwrap_or(refusal.element);
            let place = name_of(&diagram, &element);
            Obstacle { place, sentence: sentence(&refusal.reason), element }
        }));
    }
    if !obstacles.is_empty() {
        return Err(obstacles);
    }
    Ok(Plan { text: reworked.text().to_owned(), entry, ways, added })
}

impl Obstacle {
    fn of_all(sentence: &str) -> Obstacle {
        Obstacle { element: String::new(), place: "The whole process".to_owned(), sentence: sentence.to_owned() }
    }
}

/// Errors of the matrix: a case that nobody is responsible for would wait for ever.
fn unclear_raci(definition: &Definition) -> Vec<Obstacle> {
    let of_raci = |rule: &str| rule.starts_with("raci-") || rule == "separation-unclear";
    let errors = lint(definition).into_iter().filter(|one| one.severity == Severity::Error && of_raci(one.rule));
    let steps = definition.steps();
    let name = |id: &str| steps.iter().find(|(step, _)| step == id).map_or(id.to_owned(), |(_, name)| name.clone());
    errors
        .map(|finding| {
            let element = match &finding.target {
                Place::Activity(id) | Place::Cell { activity: id, .. } => id.clone(),
                _ => String::new(),
            };
            let place = if element.is_empty() { "RACI matrix".to_owned() } else { name(&element) };
            Obstacle { element, place, sentence: format!("{} {}", finding.message, finding.remedy) }
        })
        .collect()
}

/// The process that runs: one that says so, else the one with the most steps.
fn entry(diagram: &Diagram) -> Option<String> {
    let steps = |id: &str| diagram.nodes().iter().filter(|node| node.process == id && node.is_activity()).count();
    let drawn = diagram.processes().iter().filter(|process| steps(&process.id) > 0);
    drawn.max_by_key(|process| (process.executable, steps(&process.id))).map(|process| process.id.clone())
}

type Reworked = (Vec<Rework>, BTreeMap<String, Vec<Way>>, BTreeMap<String, String>);

fn rework(definition: &Definition, diagram: &Diagram, entry: &str) -> Reworked {
    let mut reworks = vec![Rework::Executable { process: entry.to_owned() }];
    let by_hand: Vec<String> = diagram
        .nodes()
        .iter()
        .filter(|node| node.process == entry && is_by_hand(definition, node))
        .map(|node| node.id.clone())
        .collect();
    reworks.extend(by_hand.iter().map(|task| Rework::ByHand { task: task.clone() }));
    let begun = untriggered(diagram, entry);
    for event in diagram.nodes().iter().filter(|node| node.process == entry && is_unsaid(node)) {
        let name = name_of(diagram, &event.id);
        reworks.push(if begun.contains(&event.id) {
            Rework::Untriggered { event: event.id.clone() }
        } else {
            Rework::Named { event: event.id.clone(), name }
        });
    }
    let questions = way::questions(diagram, entry, &by_hand);
    for question in &questions.all {
        for choice in question.choices.iter().filter(|choice| !is_default(diagram, &choice.flow)) {
            let (variable, flow) = (&question.variable, &choice.flow);
            let expression = if question.many {
                format!("list contains({variable}, \"{flow}\")")
            } else {
                format!("{variable} = \"{flow}\"")
            };
            reworks.push(Rework::Condition { flow: flow.clone(), expression });
        }
    }
    for (task, gateway) in &questions.added {
        let name = questions.all.iter().find(|way| way.gateway == *gateway).map_or("", |way| &way.question).to_owned();
        reworks.push(Rework::Before { element: gateway.clone(), task: task.clone(), name });
    }
    (reworks, questions.ways, questions.added)
}

fn is_default(diagram: &Diagram, flow: &str) -> bool {
    diagram.flow(flow).is_some_and(|flow| flow.is_default)
}

/// Whether people do a step: it is drawn as theirs, or the matrix names who does it and the diagram names no program.
fn is_by_hand(definition: &Definition, node: &bpmn::Node) -> bool {
    let Kind::Task(task) = &node.kind else { return false };
    if node.compensates {
        return matches!(task, Task::User);
    }
    match task {
        Task::User | Task::Plain | Task::Manual => true,
        Task::Service | Task::Send | Task::Receive | Task::Script | Task::BusinessRule => {
            let row = definition.raci.get(&node.id);
            let is_given = row.is_some_and(|row| row.values().any(|letters| letters.contains('R')));
            is_given && !names_a_program(node)
        }
    }
}

/// What a diagram says about a step that a program does.
const TELLING: [&str; 10] = [
    "topic",
    "taskDefinition",
    "messageRef",
    "operationRef",
    "script",
    "decisionRef",
    "calledDecision",
    "class",
    "delegateExpression",
    "expression",
];

fn names_a_program(node: &bpmn::Node) -> bool {
    let tells = |path: &String| path.split(['/', '@', ':']).any(|word| TELLING.contains(&word));
    node.properties.keys().any(tells)
}

/// Whether an event is about a message or signal and does not say which: it is the one that the event is named after.
fn is_unsaid(node: &bpmn::Node) -> bool {
    node.event().is_some_and(|event| {
        let told = matches!(event.trigger, Trigger::Message | Trigger::Signal);
        told && event.detail.as_deref().unwrap_or_default().trim().is_empty()
    })
}

/// The start event that says nothing about its trigger, where nothing else begins the process: somebody begins it.
fn untriggered(diagram: &Diagram, entry: &str) -> Vec<String> {
    let starts: Vec<&bpmn::Node> =
        diagram.within(entry, None).filter(|node| node.is_event_at(Position::Start)).collect();
    let asked = starts.iter().any(|node| node.event().is_some_and(|event| event.trigger == Trigger::None));
    let unsaid = starts.iter().filter(|node| is_unsaid(node)).take(1).map(|node| node.id.clone());
    if asked { Vec::new() } else { unsaid.collect() }
}

/// What an element is called in the diagram.
#[must_use]
pub fn name_of(diagram: &Diagram, element: &str) -> String {
    let one_line = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = diagram.node(element).map(|node| one_line(&node.name)).filter(|name| !name.is_empty());
    let name = name.or_else(|| diagram.flow(element).map(|flow| one_line(&flow.name)).filter(|name| !name.is_empty()));
    name.unwrap_or_else(|| element.to_owned())
}

/// A reason of the engine as a sentence.
#[must_use]
pub fn sentence(reason: &str) -> String {
    let mut letters = reason.trim().trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

#[cfg(test)]
mod tests;
