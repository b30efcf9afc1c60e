//! `mandate run`: runs a case of a BPMN process in memory, with a script of what people and the world do, and tells its way.
//!
//! Absent: an office; nothing is stored or sent. Source: BPMN 2.0.2 §13.

mod hours;
mod story;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bpmn::Diagram;
use clap::Args;
use engine::memory::{Host, Line};
use engine::{Decisions, Named, Program, StartOn, Time};

use crate::clock::Clock;

/// Models beside a process whose decisions it may make.
const NEIGHBOURS: usize = 200;
/// Bytes of a script or of variables from a file.
const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// Runs a case of a BPMN process in memory.
#[derive(Args, Clone, Debug)]
#[command(after_help = "A script says line by line what happens:\n  \
    complete Approve {\"approved\": true}     work is done, by the id or name of its element\n  \
    fail Charge \"the bank is closed\"        work fails; then: retry Charge, or: skip Charge \"by phone\"\n  \
    error Charge NO_MONEY                   work ends with an error that the process may catch\n  \
    escalate Approve LATE                   work escalates\n  \
    message paid key=4711 {\"amount\": 10}    a message arrives\n  \
    signal stop                             a signal is told\n  \
    wait PT1H                               time passes, or until a date\n  \
    set {\"x\": 1}                            variables change\n  \
    activate Repair Clean                   an activity of an ad-hoc sub-process begins; then: finish Repair\n  \
    cancel \"asked for twice\"                the case is cancelled\n\n\
    Example:\n  \
    mandate run request.bpmn --variables '{\"amount\": 120}' --script morning.txt --trace")]
pub struct Run {
    /// The process, a BPMN file; decision models that it uses lie in the same folder.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Which process of the file; by default the first that can be started.
    #[arg(long, value_name = "ID")]
    process: Option<String>,
    /// At which start event the case begins; by default the one without a trigger.
    #[arg(long, value_name = "ID")]
    at: Option<String>,
    /// Variables of the case as a JSON object, or @FILE.
    #[arg(long, value_name = "JSON", default_value = "{}")]
    variables: String,
    /// Working hours in which timers and due times count, a TOML file as the page of a calendar gives it; KEY=FILE for one of several.
    #[arg(long, value_name = "FILE", value_parser = hours::given)]
    calendar: Vec<hours::Given>,
    /// What people, workers and the world do, line by line.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Tell everything that happens, not only where the case went.
    #[arg(long)]
    trace: bool,
}

/// What the command says, and whether all is well.
#[derive(Debug)]
pub struct Told {
    pub sentences: String,
    /// The same as JSON; a text, so that numbers keep all their digits.
    pub json: String,
    /// No case has an incident or ended with an error.
    pub passed: bool,
}

/// Runs the case as far as the script carries it.
///
/// # Errors
/// A sentence: what cannot be read, is not executed, or cannot be done.
pub fn run(arguments: &Run, clock: &Clock) -> Result<Told, String> {
    let program = Arc::new(program(&arguments.file)?);
    let lines = match &arguments.script {
        Some(script) => Line::read_all(&text_of(script)?).map_err(|error| format!("{}, {error}.", script.display()))?,
        None => Vec::new(),
    };
    let variables = match arguments.variables.strip_prefix('@') {
        Some(file) => text_of(Path::new(file))?,
        None => arguments.variables.clone(),
    };
    let variables = Named::from_json(&variables).map_err(|error| format!("--variables: {error}."))?;
    let calendars = hours::calendars(&program, &arguments.calendar)
        .map_err(|error| format!("{}: {error}", arguments.file.display()))?;
    let mut host = Host::new(vec![program.clone()], Time(clock.now().0));
    host.calendars = calendars;
    let begun = host.start(arguments.process.as_deref(), arguments.at.as_deref(), variables);
    begun.map_err(|rejection| format!("{}: {rejection}.{}", arguments.file.display(), ways_in(&program)))?;
    for line in &lines {
        let script = arguments.script.as_deref().unwrap_or(Path::new(""));
        host.play(line).map_err(|error| format!("{}, {error}.", script.display()))?;
    }
    Ok(story::tell(&mut host, arguments.trace))
}

fn text_of(file: &Path) -> Result<String, String> {
    let size = fs::metadata(file).map_err(|error| format!("{}: {error}.", file.display()))?.len();
    if size > MAX_FILE_BYTES {
        return Err(format!("{} is larger than the {MAX_FILE_BYTES} bytes that are read.", file.display()));
    }
    fs::read_to_string(file).map_err(|error| format!("{}: {error}.", file.display()))
}

fn program(file: &Path) -> Result<Program, String> {
    let bytes = fs::read(file).map_err(|error| format!("{}: {error}.", file.display()))?;
    let diagram = Diagram::read(&bytes).map_err(|error| format!("{}: {error}.", file.display()))?;
    Program::compile_with(&diagram, &decisions(file)).map_err(|refusals| {
        let lines: Vec<String> = refusals.iter().map(|refusal| format!("\n  {refusal}")).collect();
        format!("{} cannot be run:{}", file.display(), lines.concat())
    })
}

/// The decisions of all models in the folder of a process.
fn decisions(file: &Path) -> Decisions {
    let mut decisions = Decisions::new();
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(folder) else { return decisions };
    let mut models: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    models.retain(|path| path.extension().is_some_and(|extension| extension == "dmn"));
    models.sort();
    let texts: Vec<String> = models.iter().take(NEIGHBOURS).filter_map(|path| text_of(path).ok()).collect();
    for (at, text) in texts.iter().enumerate() {
        let others = texts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, text)| text.as_str());
        // A neighbour that is no model has no decisions.
        if let Ok(model) = feel::Model::read(text, &others.collect::<Vec<_>>()) {
            decisions.add(model);
        }
    }
    decisions
}

/// How else the processes begin, for who could not begin one.
fn ways_in(program: &Program) -> String {
    let ways: Vec<String> = program
        .starts()
        .iter()
        .map(|start| {
            let on = match &start.on {
                StartOn::Asked => "when it is asked for".to_owned(),
                StartOn::Message(name) => format!("by the message “{name}”"),
                StartOn::Signal(name) => format!("by the signal “{name}”"),
                StartOn::Timer => "by the clock".to_owned(),
                StartOn::Condition => "by a condition".to_owned(),
            };
            format!("{} at {} {on}", start.process, start.element)
        })
        .collect();
    if ways.is_empty() {
        String::new()
    } else {
        format!(" It begins: {}. Choose with --process and --at.", ways.join("; "))
    }
}

#[cfg(test)]
mod tests;
