//! What a definition asks of a tool without saying so: each form at a step, each proof of a control, each record, time limit, decision,
//! measure and separation of duties, as a requirement with the way to see that it is met.
//!
//! Nothing here is written into a definition; a person takes what they want. Absent: what a definition says already in the same words.
//! Source: how requirements come out of process tasks (product F77); one sentence asks for one thing (ISO/IEC/IEEE 29148:2018 §5.2.5).

use std::collections::BTreeSet;

use bpmn::{Diagram, Gateway, Trigger};

use crate::definition::dictionary::plain;
use crate::definition::{Definition, FieldKind, Flow, Form, Measure, MeasureKind, Priority, Requirement};

/// A requirement that could be written down, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Names the part of the definition, so that an answer to it lasts: `control/four-eyes`.
    pub source: String,
    pub requirement: Requirement,
    /// Why it is proposed, as a sentence.
    pub because: String,
}

/// Everything that the definition asks of a tool and that none of its requirements says in the same words, in its own order.
#[must_use]
pub fn proposals(definition: &Definition) -> Vec<Proposal> {
    let steps = definition.steps();
    let mut all = Vec::new();
    for (id, name) in &steps {
        of_step(definition, id, name, &mut all);
    }
    of_controls(definition, &steps, &mut all);
    if let Some(diagram) = definition.flow() {
        of_flow(&diagram, &steps, &mut all);
    }
    of_interfaces(definition, &mut all);
    of_records(definition, &mut all);
    of_measures(definition, &mut all);
    of_duties(definition, &mut all);
    let written: BTreeSet<String> = definition.requirements.iter().map(|one| plain(&one.text)).collect();
    let mut seen = BTreeSet::new();
    all.retain(|one| !written.contains(&plain(&one.requirement.text)) && seen.insert(one.source.clone()));
    all
}

fn proposal(source: String, requirement: Requirement, because: impl Into<String>) -> Proposal {
    Proposal { source, requirement, because: because.into() }
}

fn requirement(text: String, activity: &str, priority: Priority, acceptance: String) -> Requirement {
    Requirement { text, activity: activity.to_owned(), priority, acceptance }
}

/// The forms, the record and the decision rule of one activity.
fn of_step(definition: &Definition, id: &str, name: &str, all: &mut Vec<Proposal>) {
    let Some(activity) = definition.activities.get(id) else { return };
    for key in &activity.forms {
        let Some(form) = definition.forms.get(key) else { continue };
        let title = if form.title.trim().is_empty() { key } else { form.title.trim() };
        let text = format!("The form “{title}” is filled in at “{name}”.");
        let acceptance = form_acceptance(form);
        let asked = requirement(text, id, Priority::Must, acceptance);
        all.push(proposal(format!("form/{key}@{id}"), asked, format!("The form “{title}” belongs to “{name}”.")));
    }
    let record = activity.record.trim().trim_end_matches('.');
    if !record.is_empty() {
        let text = format!("What “{name}” leaves is recorded: {record}.");
        let acceptance = format!("After “{name}” the case shows it with who recorded it and when.");
        let asked = requirement(text, id, Priority::Should, acceptance);
        all.push(proposal(format!("record-at/{id}"), asked, format!("“{name}” names what is recorded.")));
    }
    let rule = activity.decision_rule.trim();
    if !rule.is_empty() {
        let text = format!("The decision rule of “{name}” is applied or shown where the decision is made.");
        let asked =
            requirement(text, id, Priority::Should, format!("An example of each way comes out by the rule: {rule}"));
        all.push(proposal(format!("rule-at/{id}"), asked, format!("“{name}” has a decision rule.")));
    }
}

/// How one sees that a form is in the tool.
fn form_acceptance(form: &Form) -> String {
    let names = |of: &dyn Fn(&&crate::definition::FormField) -> bool| -> Vec<String> {
        form.fields.iter().filter(of).map(|field| format!("“{}”", field.label.trim())).collect()
    };
    let all = names(&|_| true);
    let needed = names(&|field| field.required);
    let choices = names(&|field| field.kind == FieldKind::Choice);
    let mut text = format!("It asks {}.", listed(&all));
    if all.is_empty() {
        "It can be opened, filled in and saved at this step.".clone_into(&mut text);
    }
    if !needed.is_empty() {
        text.push_str(&format!(" It cannot be saved without an answer to {}.", listed(&needed)));
    }
    if !choices.is_empty() {
        text.push_str(&format!(" Only the agreed choices can be given for {}.", listed(&choices)));
    }
    text
}

fn listed(all: &[String]) -> String {
    match all {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The proof that a control was performed.
fn of_controls(definition: &Definition, steps: &[(String, String)], all: &mut Vec<Proposal>) {
    for control in &definition.controls {
        let evidence = control.evidence.trim().trim_end_matches('.');
        if evidence.is_empty() {
            continue;
        }
        let statement = control.statement.trim().trim_end_matches('.');
        let activity = steps.iter().find(|(id, _)| *id == control.activity).map_or("", |(id, _)| id.as_str());
        let text = format!("The proof of the control “{statement}” is recorded: {evidence}.");
        let acceptance =
            "An auditor finds the proof for any case, with who left it and when; nobody can change it unseen.";
        let asked = requirement(text, activity, Priority::Must, acceptance.to_owned());
        all.push(proposal(format!("control/{}", control.key), asked, "The control names what proves it."));
    }
}

/// Timers and the questions at gateways.
fn of_flow(diagram: &Diagram, steps: &[(String, String)], all: &mut Vec<Proposal>) {
    let known = |id: &str| steps.iter().find(|(step, _)| step == id);
    for node in diagram.nodes() {
        let name = node.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(event) = node.event().filter(|event| event.trigger == Trigger::Timer && !event.sends()) {
            let at = event.attached_to.as_deref().and_then(known);
            let limit = event.detail.as_deref().map(str::trim).filter(|detail| !detail.is_empty());
            let called = match (name.is_empty(), limit) {
                (false, _) => format!("“{name}”"),
                (true, Some(limit)) => format!("“{limit}”"),
                (true, None) => continue,
            };
            let place = at.map_or(String::new(), |(_, step)| format!(" at “{step}”"));
            let text =
                format!("The time limit {called}{place} is watched, and the case goes on by itself when it is over.");
            let acceptance = match limit {
                Some(limit) => format!("A case that waits longer than {limit} goes the way that the diagram shows."),
                None => "A case that waits longer goes the way that the diagram shows.".to_owned(),
            };
            let asked = requirement(text, at.map_or("", |(id, _)| id.as_str()), Priority::Must, acceptance);
            all.push(proposal(format!("timer/{}", node.id), asked, "The diagram waits for a time."));
        }
        let ways: Vec<String> = diagram
            .outgoing(&node.id)
            .map(|flow| flow.name.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|name| !name.is_empty())
            .map(|name| format!("“{name}”"))
            .collect();
        let decides = matches!(node.gateway(), Some(Gateway::Exclusive | Gateway::Inclusive));
        if decides && !name.is_empty() && ways.len() > 1 {
            let text = format!("The decision “{name}” is taken in the case and is to be read there afterwards.");
            let acceptance = format!("One can choose {}, and the case goes on accordingly.", listed(&ways));
            let asked = requirement(text, "", Priority::Should, acceptance);
            all.push(proposal(format!("decision/{}", node.id), asked, "The diagram decides here."));
        }
    }
}

/// Agreed times of what passes to and from other processes.
fn of_interfaces(definition: &Definition, all: &mut Vec<Proposal>) {
    for one in &definition.interfaces {
        let (other, what) = (one.process.trim(), one.what.trim());
        let limit = one.time_limit.trim().trim_end_matches('.');
        if limit.is_empty() || what.is_empty() {
            continue;
        }
        let way = if one.flow == Flow::Gives { "to" } else { "from" };
        let text = format!("What passes {way} “{other}” is held against its time limit: {what}, {limit}.");
        let acceptance = "The case shows when it passed, and whether that was in time.".to_owned();
        let asked = requirement(text, "", Priority::Should, acceptance);
        let source = format!("interface/{way}/{}/{}", plain(other), plain(what));
        all.push(proposal(source, asked, "The interface has a time limit."));
    }
}

/// What is kept, and for how long.
fn of_records(definition: &Definition, all: &mut Vec<Proposal>) {
    for record in &definition.records {
        let (name, retention) = (record.name.trim(), record.retention.trim().trim_end_matches('.'));
        if name.is_empty() || retention.is_empty() {
            continue;
        }
        let text = format!("The record “{name}” is kept as long as agreed and removed afterwards: {retention}.");
        let acceptance = match record.place.trim() {
            "" => "One that is too old is gone; one within the time is there.".to_owned(),
            place => format!("In {place}, one that is too old is gone; one within the time is there."),
        };
        let asked = requirement(text, "", Priority::Must, acceptance);
        all.push(proposal(format!("record/{}", plain(name)), asked, "The record has a retention."));
    }
}

/// The data that measures are computed from.
fn of_measures(definition: &Definition, all: &mut Vec<Proposal>) {
    for measure in
        definition.measures.iter().filter(|one| one.kind != MeasureKind::Other || !one.source.trim().is_empty())
    {
        let name = measure.name.trim();
        let at = definition.activities.iter().find(|(_, activity)| activity.measures.contains(&measure.key));
        let text = format!("The data for the measure “{name}” can be taken out of the tool.");
        let asked = requirement(text, at.map_or("", |(id, _)| id.as_str()), Priority::Should, data_of(measure));
        all.push(proposal(format!("measure/{}", measure.key), asked, "The measure is taken from a tool's data."));
    }
}

/// What of a tool's data a measure needs.
fn data_of(measure: &Measure) -> String {
    let needs = match measure.kind {
        MeasureKind::Volume => "when each case was opened",
        MeasureKind::ResolutionTimeMedian | MeasureKind::ResolutionTimeP90 => "when each case was opened and resolved",
        MeasureKind::ReopenedShare => "each change of the state of a case, with its time",
        MeasureKind::ReassignedShare => "each change of the group of a case, with its time",
        MeasureKind::FirstTimeRightShare => "each change of the state and of the group of a case, with its time",
        MeasureKind::SlaMetShare => "when each case was opened and resolved, and by when it had to be",
        MeasureKind::Other => match measure.formula.trim().trim_end_matches('.') {
            "" => "what the measure counts",
            formula => return format!("An export holds what this needs: {formula}."),
        },
    };
    format!("An export holds {needs}.")
}

/// Roles that one person must not hold together.
fn of_duties(definition: &Definition, all: &mut Vec<Proposal>) {
    for pair in &definition.separations {
        let (first, second) = (definition.role_name(&pair.first), definition.role_name(&pair.second));
        let text = format!("Nobody can act as {first} and as {second} in the same case.");
        let acceptance =
            format!("Whoever acted as {first} is refused as {second} in the same case, and the other way round.");
        let asked = requirement(text, "", Priority::Must, acceptance);
        let source = format!("separation/{}+{}", pair.first, pair.second);
        all.push(proposal(source, asked, "The two roles must not be held by one person."));
    }
}

#[cfg(test)]
mod tests {
    use super::proposals;
    use crate::definition::{Control, Priority, Record, Requirement, Separation};

    #[test]
    fn what_a_definition_asks_of_a_tool_is_proposed_once_and_not_what_it_says_already() {
        let mut definition = crate::library::one("incident-management").expect("in the library").definition;
        definition.requirements.clear();
        let late = "<bpmn:boundaryEvent id=\"late\" name=\"Three days\" attachedToRef=\"await_user\"><bpmn:timerEventDefinition>\
             <bpmn:timeDuration>P3D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent><bpmn:endEvent id=\"closed\"";
        definition.diagram = definition.diagram.replace("<bpmn:endEvent id=\"closed\"", late);
        definition.controls.push(Control {
            key: "bare".into(),
            statement: "Nobody proves it".into(),
            ..Control::default()
        });
        definition.records.push(Record { name: "Notes".into(), ..Record::default() });
        definition.separations.push(Separation {
            first: "agent".into(),
            second: "resolver".into(),
            reason: String::new(),
        });
        let all = proposals(&definition);
        let sources: Vec<&str> = all.iter().map(|one| one.source.as_str()).collect();
        for kind in [
            "form/",
            "control/",
            "record-at/",
            "rule-at/",
            "timer/",
            "decision/",
            "measure/",
            "separation/agent+resolver",
        ] {
            assert!(sources.iter().any(|source| source.starts_with(kind)), "{kind}: {sources:?}");
        }
        assert!(!sources.contains(&"control/bare"), "a control without proof asks nothing of a tool");
        assert!(!sources.contains(&"record/notes"), "a record without retention asks nothing of a tool");
        let steps: Vec<String> = definition.steps().into_iter().map(|(id, _)| id).collect();
        for one in &all {
            let asked = &one.requirement;
            assert!(asked.activity.is_empty() || steps.contains(&asked.activity), "{}", one.source);
            assert!(asked.text.ends_with('.') && !asked.acceptance.is_empty(), "{}", one.source);
        }
        let timer = all.iter().find(|one| one.source == "timer/late").expect("the timer is proposed");
        assert_eq!((timer.requirement.activity.as_str(), timer.requirement.priority), ("await_user", Priority::Must));
        assert!(timer.requirement.acceptance.contains("P3D"));
        let form = all.iter().find(|one| one.source.starts_with("form/report@")).expect("the form is proposed");
        assert_eq!(form.requirement.priority, Priority::Must);
        assert!(form.requirement.acceptance.contains("cannot be saved without an answer to “What does not work?”"));
        definition.requirements = all
            .iter()
            .map(|one| Requirement { text: one.requirement.text.to_uppercase(), ..one.requirement.clone() })
            .collect();
        assert_eq!(proposals(&definition), Vec::new(), "what is written down in the same words is not proposed again");
    }
}
