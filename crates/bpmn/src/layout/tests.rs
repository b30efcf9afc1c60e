use super::{LayoutError, ProcessSketch, SketchFlow, SketchStep, StepKind, layout, with_layout};
use crate::model::{Bounds, Kind, Position};
use crate::tests::{diagram, flows, models};
use crate::{Diagram, Severity, lint};

fn step(id: &str, lane: &str, kind: StepKind) -> SketchStep {
    SketchStep {
        id: id.into(),
        name: format!("Check {id}"),
        lane: lane.into(),
        kind,
        documentation: String::new(),
        attached_to: None,
    }
}

fn flow(from: &str, to: &str, name: &str) -> SketchFlow {
    SketchFlow { from: from.into(), to: to.into(), name: name.into(), condition: None, default: false }
}

fn sketch() -> ProcessSketch {
    use StepKind as K;
    let mut steps: Vec<SketchStep> = [
        ("start", "A", K::MessageStart),
        ("one", "A", K::UserTask),
        ("ok", "B", K::Exclusive),
        ("two", "B", K::ServiceTask),
        ("three", "C", K::ManualTask),
        ("late", "C", K::TimerReminder),
        ("four", "C", K::SendTask),
        ("join", "B", K::Exclusive),
        ("end", "A", K::End),
        ("over", "C", K::TerminateEnd),
    ]
    .map(|(id, lane, kind)| step(id, lane, kind))
    .into();
    steps[5].attached_to = Some("three".into());
    let pairs = [
        ("start", "one", ""),
        ("one", "ok", ""),
        ("ok", "two", "yes"),
        ("ok", "three", "no"),
        ("ok", "one", "unclear"),
        ("two", "join", ""),
        ("three", "join", ""),
        ("late", "four", ""),
        ("four", "over", ""),
        ("join", "end", ""),
    ];
    ProcessSketch {
        id: "demo".into(),
        name: "Demo <1>".into(),
        documentation: "What & why".into(),
        lanes: ["A", "B", "C"].map(String::from).into(),
        steps,
        flows: pairs.map(|(from, to, name)| flow(from, to, name)).into(),
    }
}

/// Steps lie apart, lines run at right angles and through no step.
fn assert_readable(diagram: &Diagram, name: &str) {
    let plane = &diagram.planes()[0];
    let solid: Vec<(&str, Bounds)> = plane
        .shapes
        .iter()
        .filter(|shape| {
            diagram
                .node(&shape.element)
                .is_some_and(|node| node.is_flow_node() && !node.is_event_at(Position::Boundary))
        })
        .map(|shape| (shape.element.as_str(), shape.bounds))
        .collect();
    let parent = |id: &str| diagram.node(id).and_then(|node| node.parent.clone());
    for (at, (a, one)) in solid.iter().enumerate() {
        for (b, other) in &solid[at + 1..] {
            assert!(parent(a) != parent(b) || !one.overlaps(other, 0.0), "{name}: {a} and {b} overlap");
        }
    }
    for edge in &plane.edges {
        let Some(flow) = diagram.flow(&edge.element) else { continue };
        for pair in edge.points.windows(2) {
            assert!(
                (pair[0].x - pair[1].x).abs() < 1.0 || (pair[0].y - pair[1].y).abs() < 1.0,
                "{name}: {} is slanted",
                flow.id
            );
            let (x, y) = (pair[0].x.min(pair[1].x), pair[0].y.min(pair[1].y));
            let line = Bounds::new(x, y, (pair[0].x - pair[1].x).abs(), (pair[0].y - pair[1].y).abs());
            for (id, bounds) in &solid {
                let end = *id == flow.source || *id == flow.target;
                let host = diagram
                    .node(&flow.source)
                    .and_then(|node| node.event())
                    .and_then(|event| event.attached_to.as_deref())
                    == Some(id);
                assert!(
                    end || host || parent(id) != flow.parent || !line.overlaps(bounds, 1.0),
                    "{name}: {} runs through {id}",
                    flow.id
                );
            }
        }
    }
}

#[test]
fn a_sketch_becomes_a_readable_model_without_errors() {
    let text = layout(&sketch()).unwrap();
    let diagram = Diagram::parse(&text).unwrap();
    let errors: Vec<_> = lint(&diagram).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_readable(&diagram, "sketch");
    assert_eq!(diagram.processes()[0].name, "Demo <1>");
    let lane = |id: &str| diagram.planes()[0].shapes.iter().find(|shape| shape.element == id).unwrap().bounds;
    for node in diagram.nodes() {
        let (around, inner) = (lane(node.lane.as_deref().unwrap()), lane(&node.id));
        assert_eq!(around.with(&inner), around, "{} stands in its lane", node.id);
    }
}

#[test]
fn a_sketch_that_contradicts_itself_is_refused_with_a_remedy() {
    let broken = |change: fn(&mut ProcessSketch)| {
        let mut sketch = sketch();
        change(&mut sketch);
        layout(&sketch).expect_err("must be refused").to_string()
    };
    for (error, expected) in [
        (broken(|s| s.steps[0].lane = "Z".into()), "step \"start\": the lane \"Z\" is not one of the lanes"),
        (broken(|s| s.flows[0].to = "gone".into()), "there is no step \"gone\""),
        (broken(|s| s.steps[1].id = "start".into()), "\"start\" is used twice"),
        (broken(|s| s.steps[1].id = "1 bad".into()), "\"1 bad\" is no XML name"),
        (broken(|s| s.steps[5].attached_to = None), "say in attached_to"),
        (broken(|s| s.lanes.clear()), "not one of the lanes"),
    ] {
        assert!(error.contains(expected), "{error}");
    }
    assert_eq!(layout(&ProcessSketch::default()), Err(LayoutError::Empty));
    let many: String = (0..=super::MAX_STEPS).map(|at| format!("<task id=\"t{at}\"/>")).collect();
    assert!(matches!(with_layout(&diagram(&many)), Err(LayoutError::TooMany { steps: 2001, flows: 0 })));
}

#[test]
fn every_model_is_laid_out_readably_and_otherwise_unchanged() {
    let mut count = 0;
    for (name, bytes) in models("bpmn-miwg").into_iter().chain(models("bpmn-engine-cases")) {
        let diagram = Diagram::read(&bytes).unwrap();
        let drawn = with_layout(&diagram).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_readable(&drawn, &name);
        assert_eq!(drawn.flows(), diagram.flows(), "{name}");
        let missing: Vec<_> = lint(&drawn).into_iter().filter(|finding| finding.rule == "not-drawn").collect();
        assert!(missing.is_empty(), "{name}: {missing:?}");
        count += 1;
    }
    println!("{count} models were laid out");
}

#[test]
fn loops_islands_and_pools_without_content_are_laid_out() {
    for (content, pairs) in [
        ("<task id=\"a\"/>", "a>a"),
        ("<task id=\"a\"/><task id=\"b\"/>", "a>b b>a"),
        ("<task id=\"a\"/><task id=\"b\"/><task id=\"c\"/>", ""),
        (
            "<exclusiveGateway id=\"a\"/><task id=\"b\"/><task id=\"c\"/><task id=\"d\"/><task id=\"f\"/>",
            "a>b a>c a>d a>f b>a c>a d>a f>b",
        ),
        ("<boundaryEvent id=\"a\" attachedToRef=\"b\"/><boundaryEvent id=\"b\" attachedToRef=\"a\"/>", "a>b"),
    ] {
        let drawn = with_layout(&diagram(&format!("{content}{}", flows(pairs)))).unwrap();
        let tasks = drawn.nodes().iter().filter(|node| matches!(node.kind, Kind::Task(_) | Kind::Gateway(_))).count();
        if tasks > 0 {
            assert_readable(&drawn, pairs);
        }
    }
}
