//! Published executable models, by element and control-flow pattern: each runs, and leaves the marks that the standard asks for.
//!
//! The script tasks of these models name marks (`SCRIPT_task1`); they are put in the place of FEEL that writes the mark into a list.
//! `cases.txt` says for each model and input which marks must come out. Absent: models that are not at hand. Source:
//! uniba-dsg/betsy; BPMN 2.0.2 §13.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bpmn::Diagram;
use engine::memory::Host;
use engine::state::{JobKind, Outcome, Status};
use engine::{Command, Named, Program, StartOn, Time};
use feel::Value;

fn data() -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("MANDATE_DATA").map_or_else(beside, PathBuf::from).join("bpmn-engine-cases");
    if !folder.is_dir() {
        println!("skipped: the engine cases are not there (set MANDATE_DATA to the folder of test data)");
        return None;
    }
    Some(folder)
}

/// FEEL in the place of the marks.
fn adapted(text: &str) -> String {
    let mark = |mark: &str| format!(r#"{{trace: concatenate(trace, ["{mark}"])}}"#);
    let mut text = text.to_owned();
    for number in 1..=4 {
        text = text.replace(&format!("SCRIPT_task{number}"), &mark(&number.to_string()));
    }
    let both = r#"{trace: concatenate(trace, ["+"]), integerVariable: integerVariable + 1}"#;
    text = text.replace("CREATE_MARKER_FILE", &mark("M"));
    text = text.replace("CREATE_TIMESTAMP_LOG_1", &mark("T1")).replace("CREATE_TIMESTAMP_LOG_2", &mark("T2"));
    text = text.replace("INCREMENT_INTEGER_VARIABLE_AND_LOG", both);
    text = text.replace("INCREMENT_INTEGER_VARIABLE", "{integerVariable: integerVariable + 1}");
    text = text.replace("SET_STRING_DATA", r#"{"Data Output": "written"}"#);
    text = text.replace("LOG_DATA", "{trace: concatenate(trace, [Data Input])}");
    for outside in ["THROW_ERROR", "WAIT_TEN_SECONDS"] {
        text = outside_task(&text, outside);
    }
    text
}

/// A script task that needs the world becomes a service task.
fn outside_task(text: &str, mark: &str) -> String {
    let script = format!("<bpmn2:script>{mark}</bpmn2:script>");
    let Some(at) = text.find(&script) else { return text.to_owned() };
    let start = text[..at].rfind("<bpmn2:scriptTask").expect("a script stands in a script task");
    let end = at + text[at..].find("</bpmn2:scriptTask>").expect("a script task ends");
    let task = text[start..end].replace("<bpmn2:scriptTask", "<bpmn2:serviceTask").replace(&script, "");
    let task = task.replacen(
        "<bpmn2:serviceTask",
        &format!("<bpmn2:serviceTask xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" camunda:topic=\"{mark}\""),
        1,
    );
    format!("{}{task}</bpmn2:serviceTask>{}", &text[..start], &text[end + "</bpmn2:scriptTask>".len()..])
}

fn input(test: &str) -> Named {
    let (test, integer) = test.split_once('#').unwrap_or((test, "0"));
    Named::from_json(&format!(r#"{{"test": "{test}", "integerVariable": {integer}, "trace": []}}"#)).expect("an object")
}

/// The marks that a model leaves, or why it does not run.
fn run(text: &str, test: &str, restores: bool) -> Result<String, String> {
    let diagram = Diagram::parse(&adapted(text)).map_err(|error| error.to_string())?;
    let program = Program::compile(&diagram).map_err(|refusals| {
        let sentences: Vec<String> =
            refusals.iter().map(|refusal| format!("{}: {}", refusal.element, refusal.reason)).collect();
        format!("refused: {}", sentences.join(" | "))
    })?;
    let program = Arc::new(program);
    let mut host = Host::new(vec![program.clone()], Time(0));
    host.restores = restores;
    start(&mut host, &program, test)?;
    for _ in 0..100 {
        serve(&mut host);
        match host.next_due() {
            Some(due) => host.pass_until(due),
            None => break,
        }
    }
    let marks: Vec<String> = host.cases().iter().map(|entry| marks(&entry.case)).collect();
    Ok(marks.join(" & "))
}

fn start(host: &mut Host, program: &Program, test: &str) -> Result<(), String> {
    let starts = program.starts();
    let first = starts.iter().find(|start| start.on == StartOn::Asked).or(starts.first());
    let first = first.ok_or("nothing starts it")?;
    if first.on == StartOn::Condition && !program.start_condition(&first.element, &input(test), Time(0)) {
        return Ok(());
    }
    let at = (first.on != StartOn::Asked).then_some(&*first.element);
    host.start(Some(&first.process), at, input(test)).map_err(|error| error.to_string())?;
    Ok(())
}

/// Does the work that waits: waits ten seconds, fails as it is asked.
fn serve(host: &mut Host) {
    let offered: Vec<_> =
        host.offers().map(|(case, offer)| (case, offer.job, offer.topic.to_string(), offer.kind)).collect();
    for (case, job, topic, kind) in offered {
        let variables = Named::default();
        let command = match topic.as_str() {
            "THROW_ERROR" => Command::Throw { job, code: "ERR_CODE".into(), message: "as asked".into(), variables },
            "WAIT_TEN_SECONDS" => {
                host.pass_until(Time(host.now().0 + 10_000_000));
                Command::Complete { job, variables }
            }
            _ if kind == JobKind::Call => continue,
            _ => Command::Complete { job, variables },
        };
        // Work that was taken back meanwhile is not done.
        let _ = host.command(case, &command);
    }
}

fn marks(case: &engine::Case) -> String {
    let trace = match case.variable("trace") {
        Some(Value::List(marks)) => marks
            .iter()
            .filter(|mark| !matches!(mark, Value::Null))
            .map(|mark| mark.to_string().replace('"', ""))
            .collect::<Vec<_>>()
            .join(" "),
        _ => String::new(),
    };
    let state = match case.status() {
        Status::Ended(Outcome::Completed) => String::new(),
        Status::Ended(Outcome::Error { code, .. }) => format!("error:{code}"),
        Status::Ended(other) => format!("{other:?}"),
        _ => match case.incidents().next() {
            Some(incident) => format!("incident at {}: {}", incident.element, incident.message),
            None => "waiting".to_owned(),
        },
    };
    format!("{trace} {state}").trim().to_owned()
}

#[test]
fn the_published_cases_leave_the_marks_that_the_standard_asks_for() {
    let Some(folder) = data() else { return };
    let (mut passed, mut failed) = (0, Vec::new());
    for line in include_str!("cases.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut parts = line.splitn(3, '|').map(str::trim);
        let (Some(name), Some(test), Some(expected)) = (parts.next(), parts.next(), parts.next()) else {
            panic!("“{line}” is not model | input | marks");
        };
        let text = fs::read_to_string(folder.join(format!("{name}.bpmn"))).expect("a model that is named is there");
        for restores in [false, true] {
            let came = run(&text, test, restores).unwrap_or_else(|sentence| sentence);
            if came == expected {
                passed += 1;
            } else {
                failed.push(format!("{name} | {test} | {expected}\n    came: {came}"));
            }
        }
    }
    println!("{passed} runs of published cases as expected, {} not", failed.len());
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}

#[test]
fn every_published_case_is_listed() {
    let Some(folder) = data() else { return };
    let listed = include_str!("cases.txt");
    for group in fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
    {
        for file in fs::read_dir(&group).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let name = format!(
                "{}/{}",
                group.file_name().expect("a name").to_string_lossy(),
                file.file_stem().expect("a name").to_string_lossy()
            );
            assert!(listed.contains(&format!("{name} |")), "{name} is not listed in cases.txt");
        }
    }
}
