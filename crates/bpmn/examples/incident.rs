//! Writes a small incident process as BPMN with a drawing: `cargo run -p bpmn --example incident > incident.bpmn`.

use bpmn::{ProcessSketch, SketchFlow, SketchStep, StepKind};

fn main() -> Result<(), bpmn::LayoutError> {
    print!("{}", bpmn::layout(&incident())?);
    Ok(())
}

fn incident() -> ProcessSketch {
    use StepKind as K;
    let (caller, desk, support) = ("Caller", "Service desk", "Technical support");
    let steps = [
        ("reported", "Incident reported", caller, K::MessageStart),
        ("record", "Record incident", desk, K::UserTask),
        ("classify", "Classify and prioritise incident", desk, K::BusinessRuleTask),
        ("major", "Major incident?", desk, K::Exclusive),
        ("major_process", "Handle major incident", support, K::CallActivity),
        ("diagnose_desk", "Diagnose with known errors", desk, K::UserTask),
        ("solved_desk", "Solved at the desk?", desk, K::Exclusive),
        ("investigate", "Investigate and diagnose", support, K::UserTask),
        ("late", "Target at risk", support, K::TimerReminder),
        ("escalate", "Escalate to line manager", support, K::SendTask),
        ("escalated", "Escalated", support, K::End),
        ("fix", "Resolve and recover", support, K::UserTask),
        ("join", "", desk, K::Exclusive),
        ("confirm", "Confirm resolution with caller", desk, K::UserTask),
        ("works", "Works again?", caller, K::Exclusive),
        ("close", "Close incident", desk, K::UserTask),
        ("closed", "Incident closed", desk, K::End),
    ];
    let flows = [
        ("reported", "record", ""),
        ("record", "classify", ""),
        ("classify", "major", ""),
        ("major", "diagnose_desk", "no"),
        ("major", "major_process", "yes"),
        ("diagnose_desk", "solved_desk", ""),
        ("solved_desk", "join", "yes"),
        ("solved_desk", "investigate", "no"),
        ("investigate", "fix", ""),
        ("late", "escalate", ""),
        ("escalate", "escalated", ""),
        ("fix", "join", ""),
        ("major_process", "join", ""),
        ("join", "confirm", ""),
        ("confirm", "works", ""),
        ("works", "close", "yes"),
        ("works", "diagnose_desk", "no"),
        ("close", "closed", ""),
    ];
    ProcessSketch {
        id: "incident".into(),
        name: "Incident management".into(),
        documentation: "Restore normal service as quickly as possible.".into(),
        lanes: [caller, desk, support].map(String::from).into(),
        steps: steps
            .map(|(id, name, lane, kind)| SketchStep {
                id: id.into(),
                name: name.into(),
                lane: lane.into(),
                kind,
                documentation: String::new(),
                attached_to: (id == "late").then(|| "investigate".to_owned()),
            })
            .into(),
        flows: flows
            .map(|(from, to, name)| SketchFlow {
                from: from.into(),
                to: to.into(),
                name: name.into(),
                condition: None,
                default: name == "no",
            })
            .into(),
    }
}
