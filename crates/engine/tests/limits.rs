//! Models and values that would cost too much: bounded, with an incident that says why, and nothing lost.
//!
//! Absent: the limits of FEEL itself, which `feel` tests. Source: none.

use std::fmt::Write as _;

use bpmn::Diagram;
use engine::limits::{MAX_TOKENS, MAX_VARIABLE_BYTES};
use engine::state::{Cause, Status};
use engine::{Case, Command, Named, Program, Rejection, Step, Time, step};

fn program(process: &str) -> Program {
    let text = format!("<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">{process}</definitions>");
    Program::compile(&Diagram::parse(&text).expect("a diagram")).unwrap_or_else(|refusals| panic!("{refusals:?}"))
}

fn main(body: &str) -> Program {
    program(&format!("<process id=\"main\" isExecutable=\"true\">{body}</process>"))
}

fn flows(pairs: &[(&str, &str)]) -> String {
    pairs.iter().enumerate().fold(String::new(), |mut text, (at, (from, to))| {
        let _ = write!(text, "<sequenceFlow id=\"f{at}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>");
        text
    })
}

fn begin(variables: &str) -> Command {
    Command::Start { process: None, at: None, variables: Named::from_json(variables).expect("an object") }
}

fn run(program: &Program, case: &mut Case, command: &Command) -> Result<Step, Rejection> {
    step(program, case, command, Time(0))
}

/// Starts a case that must stop with one incident of a cause, and the same after it is tried again.
fn stops(program: &Program, variables: &str, cause: Cause) -> Case {
    let mut case = Case::new();
    run(program, &mut case, &begin(variables)).expect("it starts");
    for _ in 0..2 {
        let incidents: Vec<_> = case.incidents().cloned().collect();
        assert_eq!(incidents.len(), 1, "{incidents:?}");
        assert_eq!(incidents[0].cause, cause, "{}", incidents[0].message);
        assert_eq!(*case.status(), Status::Running);
        assert_eq!(Case::load(&case.save()).expect("a case"), case);
        run(program, &mut case, &Command::Retry { incident: incidents[0].id }).expect("it is tried again");
    }
    case
}

#[test]
fn a_loop_that_never_waits_is_stopped_and_can_be_cancelled() {
    let body = "<startEvent id=\"s\"/><exclusiveGateway id=\"g\"/><scriptTask id=\"t\"><script>{n: n + 1}</script></scriptTask>";
    let program = main(&format!("{body}{}", flows(&[("s", "g"), ("g", "t"), ("t", "g")])));
    let mut case = stops(&program, r#"{"n": 0}"#, Cause::Limit);
    run(&program, &mut case, &Command::Cancel { reason: "enough".into() }).expect("it is cancelled");
    assert_eq!(case.tokens().count() + case.incidents().count() + case.waits().count(), 0);
}

#[test]
fn a_process_that_calls_itself_is_stopped() {
    let program =
        main(&format!("<startEvent id=\"s\"/><callActivity id=\"c\" calledElement=\"main\"/>{}", flows(&[("s", "c")])));
    stops(&program, "{}", Cause::Limit);
}

#[test]
fn more_tokens_than_there_may_be_are_not_made() {
    let body = "<startEvent id=\"s\"/><userTask id=\"u\"><multiInstanceLoopCharacteristics><loopCardinality>n</loopCardinality></multiInstanceLoopCharacteristics></userTask>";
    let program = main(&format!("{body}{}", flows(&[("s", "u")])));
    let case = stops(&program, &format!(r#"{{"n": {}}}"#, MAX_TOKENS + 1), Cause::Limit);
    assert!(case.tokens().count() <= MAX_TOKENS);
    assert_eq!(case.jobs().count(), 0, "what was begun is taken back");
}

#[test]
fn tokens_that_double_in_a_loop_are_stopped() {
    let body = "<startEvent id=\"s\"/><task id=\"t\" completionQuantity=\"100\"/>";
    let program = main(&format!("{body}{}", flows(&[("s", "t"), ("t", "t")])));
    let mut case = Case::new();
    run(&program, &mut case, &begin("{}")).expect("it starts");
    assert!(case.tokens().count() <= MAX_TOKENS + 1);
    assert!(case.incidents().count() > 0);
}

#[test]
fn a_variable_that_is_too_large_is_rejected_from_outside_and_an_incident_from_within() {
    let body = "<startEvent id=\"s\"/><scriptTask id=\"t\"><script>{big: string join(for i in 1..200000 return \"0123456789\")}</script></scriptTask>";
    let program = main(&format!("{body}{}", flows(&[("s", "t")])));
    stops(&program, "{}", Cause::Limit);
    let mut case = Case::new();
    let large = format!(r#"{{"big": "{}"}}"#, "x".repeat(MAX_VARIABLE_BYTES + 1));
    assert!(matches!(run(&program, &mut case, &begin(&large)), Err(Rejection::TooLarge(_))));
    assert_eq!(case, Case::new(), "a rejected command changes nothing");
}

#[test]
fn an_expression_that_never_ends_is_stopped() {
    let script = "count(for a in 1..10000 return count(for b in 1..10000 return a * b))";
    let body = format!("<startEvent id=\"s\"/><scriptTask id=\"t\"><script>{{x: {script}}}</script></scriptTask>");
    stops(&main(&format!("{body}{}", flows(&[("s", "t")]))), "{}", Cause::Limit);
}

#[test]
fn commands_that_come_twice_or_too_late_are_rejected_and_change_nothing() {
    let body = "<startEvent id=\"s\"/><userTask id=\"u\"/><userTask id=\"v\"/>";
    let program = main(&format!("{body}{}", flows(&[("s", "u"), ("u", "v")])));
    let mut case = Case::new();
    run(&program, &mut case, &begin("{}")).expect("it starts");
    let job = case.jobs().next().expect("work").id;
    let complete = Command::Complete { job, variables: Named::default() };
    run(&program, &mut case, &complete).expect("it is done");
    let before = case.clone();
    let cancel = |scope| Command::Finish { scope };
    let late = [complete, begin("{}"), Command::Fire { wait: job }, Command::Retry { incident: 1 }, cancel(2)];
    for command in &late {
        assert!(run(&program, &mut case, command).is_err(), "{command:?}");
        assert_eq!(case, before, "{command:?}");
    }
}

#[test]
fn a_stored_case_of_the_first_version_still_loads() {
    let text = include_str!("stored-1.json");
    let case = Case::load(text).expect("a case");
    assert_eq!(case.jobs().count(), 1);
    assert_eq!(case.waits().count(), 1);
    assert_eq!(case.variables().count(), 2);
    assert_eq!(Case::load(&case.save()).expect("a case"), case);
    assert!(Case::load(&text.replacen("\"version\":1", "\"version\":99", 1)).is_err());
    assert!(Case::load("{}").is_err());
}
