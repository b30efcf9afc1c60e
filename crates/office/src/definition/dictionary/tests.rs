use super::*;
use crate::definition::{Activity, Input, Interface, Output, Policy, ProcessRole, Term, Tool};

fn role(key: &str, name: &str) -> ProcessRole {
    ProcessRole {
        key: key.into(),
        name: name.into(),
        responsibility: "Answers the phone.".into(),
        ..ProcessRole::default()
    }
}

fn term(name: &str, meaning: &str) -> Term {
    Term { term: name.into(), meaning: meaning.into() }
}

fn sample() -> Definition {
    Definition {
        inputs: vec![Input { name: "Call".into(), supplier: "Users".into(), ..Input::default() }],
        outputs: vec![Output { name: "Incident  record".into(), customer: "Users".into(), ..Output::default() }],
        activities: [("Task_1".to_owned(), Activity { tool: "Ticketing tool".into(), ..Activity::default() })].into(),
        roles: vec![role("agent", "Service desk agent"), role("lead", "Team lead")],
        policies: vec![Policy { statement: "A service desk agent never closes alone.".into(), ..Policy::default() }],
        interfaces: vec![Interface {
            process: "Problem management".into(),
            what: "incident record".into(),
            ..Interface::default()
        }],
        glossary: vec![term("Incident", "An interruption.")],
        ..Definition::default()
    }
}

#[test]
fn every_shared_name_is_found_where_it_stands() {
    let found: Vec<(Kind, String, String)> =
        standings(&sample()).into_iter().map(|one| (one.kind, one.name, one.place)).collect();
    let expected = [
        (Kind::Artefact, "Call", "input from Users"),
        (Kind::Artefact, "Incident record", "output for Users"),
        (Kind::Tool, "Ticketing tool", "tool of “Task_1”"),
        (Kind::Role, "Service desk agent", "role"),
        (Kind::Role, "Team lead", "role"),
        (Kind::Artefact, "incident record", "handed to Problem management"),
        (Kind::Term, "Incident", "term"),
    ]
    .map(|(kind, name, place)| (kind, name.to_owned(), place.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn a_name_is_changed_wherever_it_stands_however_it_was_written() {
    let mut one = sample();
    assert_eq!(rename(&mut one, Kind::Artefact, "INCIDENT record", "Incident ticket"), Ok(2));
    assert_eq!((one.outputs[0].name.as_str(), one.interfaces[0].what.as_str()), ("Incident ticket", "Incident ticket"));
    assert_eq!(rename(&mut one, Kind::Role, "Service desk agent", "Desk agent"), Ok(1));
    assert_eq!(one.roles[0].key, "agent", "the key stays, so that the matrix stays");
    assert_eq!(rename(&mut one, Kind::Role, "Nobody", "Somebody"), Ok(0));
}

#[test]
fn the_lane_of_a_role_is_renamed_with_it() {
    let mut one = sample();
    one.diagram = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><laneSet id="s">
        <lane id="l" name="Service Desk Agent"><flowNodeRef>t</flowNodeRef></lane></laneSet>
        <task id="t" name="Answer"/></process></definitions>"#
        .into();
    assert_eq!(rename(&mut one, Kind::Role, "Service desk agent", "Desk agent"), Ok(1));
    let flow = one.flow().expect("it still reads");
    assert_eq!(flow.lanes()[0].name, "Desk agent");
}

#[test]
fn two_names_become_one_only_where_nothing_is_lost() {
    let mut roles = sample();
    assert!(
        rename(&mut roles, Kind::Role, "Team lead", "service desk agent").is_err(),
        "both have letters in the matrix"
    );
    let mut same = Definition {
        glossary: vec![term("Ticket", "A record."), term("Record", "A record.")],
        ..Definition::default()
    };
    assert_eq!(rename(&mut same, Kind::Term, "Ticket", "Record"), Ok(1));
    assert_eq!(same.glossary, [term("Record", "A record.")]);
    let mut other =
        Definition { glossary: vec![term("Ticket", "A paper."), term("Record", "A record.")], ..Definition::default() };
    assert!(rename(&mut other, Kind::Term, "Ticket", "Record").is_err());
    assert_eq!(explain(&mut other, "record", "Anything kept."), 1);
    assert_eq!(explain(&mut other, "record", "Anything kept."), 0);
}

#[test]
fn running_text_that_names_it_is_counted_and_left_alone() {
    let one = sample();
    assert_eq!(mentions(&one, "Service desk agent"), BTreeMap::from([("policies".to_owned(), 1)]));
    assert_eq!(mentions(&one, "desk age"), BTreeMap::new(), "part of a word is another word");
    assert_eq!(mentions(&one, " "), BTreeMap::new());
}

#[test]
fn spellings_of_the_same_name_have_one_stem() {
    for (a, b) in [("Service-desk agents", "Service desk agent"), ("Known errors", "known error"), ("SLAs", "SLA")] {
        assert_eq!(stem(a), stem(b));
    }
    assert_ne!(stem("Change"), stem("Challenge"));
    assert_eq!(stem("bus"), "bus", "a short word keeps its s");
}

#[test]
fn tools_of_the_process_and_what_passes_at_an_activity_are_renamed_too() {
    let mut one = sample();
    one.tools = vec![Tool { name: "Ticketing tool".into(), purpose: "Records".into() }];
    let step = one.activities.entry("Task_1".into()).or_default();
    step.inputs = vec!["Call".into()];
    step.outputs = vec!["Incident record".into()];
    assert_eq!(rename(&mut one, Kind::Tool, "ticketing TOOL", "Desk"), Ok(2));
    assert_eq!((one.tools[0].name.as_str(), one.activities["Task_1"].tool.as_str()), ("Desk", "Desk"));
    assert_eq!(rename(&mut one, Kind::Artefact, "call", "Report"), Ok(2));
    assert_eq!(one.activities["Task_1"].inputs, ["Report"]);
    one.tools.push(Tool { name: "Mail".into(), purpose: "Answers".into() });
    assert!(rename(&mut one, Kind::Tool, "Mail", "Desk").is_err(), "two uses are not thrown together");
}
