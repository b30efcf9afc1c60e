//! Draws a BPMN file as SVG: `cargo run -p bpmn --example draw -- model.bpmn > model.svg`. A model without a drawing is laid out;
//! with `--steps` the list of steps is printed instead, with `--findings` what the linter says, with `--layout` the BPMN text
//! after laying it out anew.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), option) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: draw model.bpmn [--steps | --findings | --layout]");
        return ExitCode::FAILURE;
    };
    match run(&file, option.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{file}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(file: &str, option: Option<&str>) -> Result<(), Box<dyn std::error::Error>> {
    let mut diagram = bpmn::Diagram::read(&std::fs::read(file)?)?;
    match option {
        Some("--steps") => {
            for step in bpmn::flow(&diagram) {
                let lane = step.lane.map_or(String::new(), |lane| format!("[{lane}] "));
                println!("{}{} {lane}{}", "    ".repeat(step.level), step.number, step.text);
            }
        }
        Some("--findings") => {
            for finding in bpmn::lint(&diagram) {
                println!("{:?} {}: {}", finding.severity, finding.rule, finding.message);
            }
        }
        Some("--layout") => print!("{}", bpmn::with_layout(&diagram)?.text()),
        Some(other) => return Err(format!("unknown option {other}").into()),
        None => {
            if diagram.planes().iter().all(|plane| plane.shapes.is_empty()) {
                diagram = bpmn::with_layout(&diagram)?;
            }
            println!("{}", bpmn::svg(&diagram, &bpmn::Overlay::default())?);
        }
    }
    Ok(())
}
