use std::fs;
use std::path::PathBuf;

use clap::Parser;
use serde_json::Value;

use super::{Run, Told, run};
use crate::clock::{Clock, Time};

const PROCESS: &str = r##"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
<process id="request" name="Service request" isExecutable="true">
<startEvent id="start"/>
<businessRuleTask id="rule" camunda:decisionRef="limit" camunda:resultVariable="free"/>
<exclusiveGateway id="needed" default="small"/>
<userTask id="approve" name="Approve" camunda:candidateGroups="managers"/>
<boundaryEvent id="late" name="Too late" attachedToRef="approve"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>
<endEvent id="done" name="Done"/><endEvent id="lapsed" name="Lapsed"/>
<sequenceFlow id="f1" sourceRef="start" targetRef="rule"/><sequenceFlow id="f2" sourceRef="rule" targetRef="needed"/>
<sequenceFlow id="large" sourceRef="needed" targetRef="approve"><conditionExpression>amount &gt; free</conditionExpression></sequenceFlow>
<sequenceFlow id="small" sourceRef="needed" targetRef="done"/><sequenceFlow id="f3" sourceRef="approve" targetRef="done"/>
<sequenceFlow id="f4" sourceRef="late" targetRef="lapsed"/>
</process></definitions>"##;

const DECISION: &str = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="n" name="m">
<decision id="limit" name="limit"><variable name="limit"/><literalExpression><text>100</text></literalExpression></decision></definitions>"##;

/// Monday and Tuesday, eight to ten.
const HOURS: &str =
    "week = [[{ from_minute = 480, to_minute = 600 }], [{ from_minute = 480, to_minute = 600 }], [], [], [], [], []]";

/// The same process, whose approval is due, and lapses, in working time.
fn working() -> String {
    PROCESS
        .replace("<userTask id=\"approve\"", "<userTask m:due=\"PT1H\" m:calendar=\"desk\" id=\"approve\"")
        .replace("<boundaryEvent id", "<boundaryEvent m:calendar=\"desk\" id")
        .replace("xmlns:camunda=", "xmlns:m=\"urn:mandate:bpmn:1.0\" xmlns:camunda=")
}

#[derive(Parser)]
struct Typed {
    #[command(flatten)]
    run: Run,
}

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn told(script: &str, more: &[&str]) -> Result<Told, String> {
    let folder = Folder(std::env::temp_dir().join(format!("mandate-run-{}", uuid::Uuid::now_v7())));
    fs::create_dir_all(&folder.0).expect("a folder");
    for (name, text) in [
        ("request.bpmn", PROCESS),
        ("limit.dmn", DECISION),
        ("script.txt", script),
        ("hours.toml", HOURS),
        ("working.bpmn", &working()),
        ("bad.bpmn", &PROCESS.replace("decisionRef=\"limit\"", "class=\"X\"")),
    ] {
        fs::write(folder.0.join(name), text).expect("a file");
    }
    let name = more.iter().find(|word| matches!(**word, "bad" | "working")).unwrap_or(&"request");
    let file = folder.0.join(format!("{name}.bpmn")).display().to_string();
    let script = folder.0.join("script.txt").display().to_string();
    let mut words = vec!["run", &file, "--script", &script];
    let here = format!("{}/", folder.0.display());
    let more: Vec<String> =
        more.iter().filter(|word| **word != *name).map(|word| word.replace("HERE/", &here)).collect();
    words.extend(more.iter().map(String::as_str));
    run(&Typed::try_parse_from(words).expect("it is understood").run, &Clock::set(Time(1_772_442_000_000_000)))
}

#[test]
fn a_case_runs_through_decision_gateway_and_work() {
    let told = told("complete Approve {\"by\": \"Ann\"}", &["--variables", r#"{"amount": 120.50}"#]).expect("it runs");
    assert!(told.passed);
    let expected = "Service request: completed.\n  way: start → rule → needed → Approve → Done\n  amount = 120.5\n  by = \"Ann\"\n  free = 100";
    assert_eq!(told.sentences, expected);
    let json: Value = serde_json::from_str(&told.json).expect("JSON");
    assert_eq!(json["cases"][0]["state"], "completed");
    assert_eq!(json["cases"][0]["variables"]["free"], 100);
}

#[test]
fn a_case_that_waits_says_for_what_and_for_whom() {
    let told = told("", &["--variables", r#"{"amount": 120}"#]).expect("it runs");
    assert!(told.passed);
    assert!(told.sentences.contains("work: Approve (approve) for managers"), "{}", told.sentences);
    assert!(told.sentences.contains("waits: Too late (late) for 2026-03-04T09:00:00Z"), "{}", told.sentences);
}

#[test]
fn time_passes_as_the_script_says_and_the_trace_tells_it() {
    let told = told("# nobody looks\nwait P3D", &["--variables", r#"{"amount": 120}"#, "--trace"]).expect("it runs");
    for line in
        ["enters Approve (approve)", "the timer of Too late (late) fires", "breaks off Approve (approve)", "takes f4"]
    {
        assert!(told.sentences.contains(line), "{line} in {}", told.sentences);
    }
}

#[test]
fn an_incident_fails_the_command_and_says_why() {
    let told = told("", &["--variables", r#"{"amount": "much"}"#]).expect("it runs");
    assert!(!told.passed);
    assert!(
        told.sentences.contains("incident: needed (needed): the condition \"amount > free\" is null"),
        "{}",
        told.sentences
    );
}

#[test]
fn what_cannot_be_done_is_said_with_its_line() {
    let error = |script: &str, more: &[&str]| told(script, more).expect_err("it cannot be done");
    assert!(error("complete Approve\nfly home", &[]).contains("line 2: \"fly\" is not known"));
    assert!(error("\ncomplete Nothing", &[]).contains("line 2: no work waits at \"Nothing\""));
    assert!(error("", &["bad"]).contains("rule: camunda:class names Java code"));
    assert!(error("", &["--variables", "[1]"]).contains("--variables: a JSON object is needed"));
    assert!(error("", &["--process", "other"]).contains("there is no process \"other\""));
}

#[test]
fn working_time_is_reckoned_in_the_hours_of_a_file() {
    let over = ["--variables", r#"{"amount": 120}"#, "working"];
    let with = |given: &[&str]| told("", &[&over, given].concat());
    for given in ["HERE/hours.toml", "desk=HERE/hours.toml"] {
        let told = with(&["--calendar", given]).expect("it runs");
        // It is Monday, 9:00; two working days later is the Monday after.
        assert!(told.sentences.contains("waits: Too late (late) for 2026-03-09T09:00:00Z"), "{}", told.sentences);
        assert!(told.sentences.contains("due PT1H in the working time of desk"), "{}", told.sentences);
    }
    for (given, said) in [
        (&[][..], "approve counts in the working time of “desk”"),
        (&["--calendar", "night=HERE/hours.toml"], "It names desk."),
        (&["--calendar", "HERE/missing.toml"], "missing.toml"),
        (&["--calendar", "HERE/limit.dmn"], "limit.dmn"),
    ] {
        let error = with(given).expect_err(said);
        assert!(error.contains(said), "{error}");
    }
    let none = told("", &["--calendar", "desk=HERE/hours.toml"]).expect_err("it counts in none");
    assert!(none.contains("counts in no working time"), "{none}");
}
