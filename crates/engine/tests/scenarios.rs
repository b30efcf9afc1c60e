//! Scenarios as data: a process, what people and the world do, and the way the case takes.
//!
//! Each runs three times: straight; saved and restored after every command; and again from its record, by rows and by commands. The
//! way is the same each time. Absent: models of others (`cases.rs`). Source: BPMN 2.0.2 §13.

use std::sync::Arc;

use bpmn::Diagram;
use engine::memory::{Host, Line};
use engine::state::{Outcome, Status};
use engine::{Calendars, Case, Event, Named, Program, Time, step_in};

const FILES: &[(&str, &str)] = &[
    ("gateways", include_str!("scenarios/gateways.txt")),
    ("events", include_str!("scenarios/events.txt")),
    ("activities", include_str!("scenarios/activities.txt")),
    ("compensation", include_str!("scenarios/compensation.txt")),
    ("incidents", include_str!("scenarios/incidents.txt")),
];

struct Scenario {
    title: String,
    diagram: String,
    script: String,
    expected: String,
}

fn scenarios(text: &str) -> Vec<Scenario> {
    text.split("\n== ")
        .skip(1)
        .map(|one| {
            let (title, rest) = one.split_once('\n').expect("a title ends its line");
            let parts: Vec<&str> = rest.split("\n--\n").collect();
            let [diagram, script, expected] = parts[..] else {
                panic!("{title}: diagram -- script -- way, not {} parts", parts.len())
            };
            let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
            Scenario { title: title.to_owned(), diagram: definitions(diagram), script: script.to_owned(), expected }
        })
        .collect()
}

/// Lines such as `a -> b : x > 1` are flows, `id: a -> b` flows with an id; all else is BPMN.
fn definitions(text: &str) -> String {
    let mut body = String::new();
    for (number, line) in text.lines().enumerate() {
        let arrow = line.split_once("->").filter(|_| !line.trim_start().starts_with('<'));
        let Some((from, to)) = arrow else {
            body.push_str(line);
            body.push('\n');
            continue;
        };
        let (id, from) =
            from.split_once(':').map_or((format!("flow{number}"), from), |(id, from)| (id.trim().to_owned(), from));
        let (to, condition) = to.split_once(':').map_or((to, None), |(to, condition)| (to, Some(condition.trim())));
        let condition = condition
            .map(|text| {
                format!(
                    "<conditionExpression>{}</conditionExpression>",
                    text.replace('&', "&amp;").replace('<', "&lt;")
                )
            })
            .unwrap_or_default();
        body.push_str(&format!(
            "<sequenceFlow id=\"{id}\" sourceRef=\"{}\" targetRef=\"{}\">{condition}</sequenceFlow>\n",
            from.trim(),
            to.trim()
        ));
    }
    let process = if body.contains("<process") {
        body
    } else {
        format!("<process id=\"main\" isExecutable=\"true\">{body}</process>")
    };
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:zeebe=\"http://camunda.org/schema/zeebe/1.0\" xmlns:camunda=\"http://camunda.org/schema/1.0/bpmn\" xmlns:mandate=\"urn:mandate:bpmn:1.0\">{process}\
         <message id=\"paid\" name=\"paid\"><extensionElements><zeebe:subscription correlationKey=\"=order\"/></extensionElements></message>\
         <message id=\"ping\" name=\"ping\"/><signal id=\"stop\" name=\"stop\"/>\
         <error id=\"broken\" errorCode=\"BROKEN\"/><escalation id=\"late\" escalationCode=\"LATE\"/></definitions>"
    )
}

/// Nine to five from Monday to Friday; the scenarios begin at midnight of Thursday, 1 January 1970.
fn calendars() -> Calendars {
    let office = calendar::Calendar::new(&calendar::CalendarSpec::default()).expect("a calendar");
    Calendars::none().with("office", Arc::new(office))
}

fn program(diagram: &str) -> Result<Program, String> {
    let diagram = Diagram::parse(diagram).map_err(|error| error.to_string())?;
    Program::compile(&diagram)
        .map_err(|refusals| refusals.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

/// The way of a case: elements it entered, `~` for broken off, `<` for undone, `!` for an incident, and how it ended; then the
/// variables that a script line `show` asks for.
fn play(scenario: &Scenario, restores: bool) -> Result<(String, Host), String> {
    let program = Arc::new(program(&scenario.diagram)?);
    let mut host = Host::new(vec![program.clone()], Time(0));
    host.calendars = calendars();
    (host.restores, host.records) = (restores, true);
    let (mut way, mut started) = (Vec::new(), false);
    for (number, line) in scenario.script.lines().map(str::trim).enumerate().filter(|(_, line)| !line.is_empty()) {
        if let Some(json) = line.strip_prefix("start ") {
            host.start(None, None, Named::from_json(json)?).map_err(|error| error.to_string())?;
            started = true;
            continue;
        }
        if !started {
            host.start(None, None, Named::default()).map_err(|error| error.to_string())?;
            started = true;
        }
        if let Some(name) = line.strip_prefix("show ") {
            tell(&mut host, &mut way);
            let value = host.cases()[0].case.variable(name).map(engine::value::to_text);
            way.push(format!("{name}={}", value.unwrap_or_else(|| "none".to_owned())));
        } else if line == "go" {
            tell(&mut host, &mut way);
        } else {
            let lines = Line::read_all(&format!("{}{line}", "\n".repeat(number))).map_err(|error| error.to_string())?;
            for line in lines {
                host.play(&line).map_err(|error| format!("{line:?}: {error}"))?;
            }
        }
    }
    tell(&mut host, &mut way);
    let open = host.cases().iter().filter(|entry| *entry.case.status() == Status::Running).count();
    way.extend((open > 0).then(|| "...".to_owned()));
    Ok((way.join(" "), host))
}

fn tell(host: &mut Host, way: &mut Vec<String>) {
    way.extend(host.told().into_iter().filter_map(|told| match told.event {
        Event::Entered { element, .. } => Some(element.to_string()),
        Event::Cancelled { element, .. } => Some(format!("~{element}")),
        Event::Undone { element } => Some(format!("<{element}")),
        Event::IncidentRaised { element, .. } => Some(format!("!{element}")),
        Event::Ended { outcome: Outcome::Completed } => Some(".".to_owned()),
        Event::Ended { outcome: Outcome::Error { code, .. } } => Some(format!(".error:{code}")),
        Event::Ended { outcome: Outcome::Cancelled { .. } } => Some(".cancelled".to_owned()),
        _ => None,
    }));
}

/// The record of a host gives the same cases again, by its rows and by its commands.
fn replay(host: &Host) {
    let mut by_rows: Vec<Case> = vec![Case::new(); host.cases().len()];
    let mut by_commands = by_rows.clone();
    for record in host.recorded() {
        record.changes.iter().for_each(|change| by_rows[record.case].apply(change));
        let program = &host.cases()[record.case].program;
        let done = step_in(program, &mut by_commands[record.case], &record.command, record.now, &calendars())
            .expect("it was carried out before");
        assert_eq!(format!("{:?}", done.changes), format!("{:?}", record.changes));
    }
    for (index, entry) in host.cases().iter().enumerate() {
        assert_eq!(entry.case, by_rows[index], "by rows");
        assert_eq!(entry.case, by_commands[index], "by commands");
    }
}

#[test]
fn each_scenario_takes_its_way_straight_restored_and_replayed() {
    let mut failed = Vec::new();
    let mut passed = 0;
    for (file, text) in FILES {
        for scenario in scenarios(text) {
            for restores in [false, true] {
                match play(&scenario, restores) {
                    Ok((way, host)) if way == scenario.expected => {
                        replay(&host);
                        passed += 1;
                    }
                    Ok((way, host)) => {
                        let incidents = host
                            .cases()
                            .iter()
                            .flat_map(|entry| entry.case.incidents())
                            .map(|incident| incident.message.to_string());
                        let incidents: Vec<String> = incidents.collect();
                        failed.push(format!(
                            "{file}: {}\n  expected {}\n  came     {way}\n  {incidents:?}",
                            scenario.title, scenario.expected
                        ));
                    }
                    Err(sentence) if sentence == scenario.expected => passed += 1,
                    Err(sentence) => failed.push(format!("{file}: {}\n  {sentence}", scenario.title)),
                }
            }
        }
    }
    failed.dedup();
    println!("{passed} runs of scenarios as expected, {} not", failed.len());
    assert!(failed.is_empty(), "\n{}", failed.join("\n"));
}
