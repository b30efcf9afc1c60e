use super::canvas::Canvas;
use super::label::{balanced, width, wrap};
use super::{Badge, Drawing, Mark, Overlay, SvgError, Tone, svg};
use crate::model::Bounds;
use crate::tests::{diagram, flows};
use crate::{Diagram, with_layout};
use std::collections::BTreeMap;

fn drawn(content: &str) -> Diagram {
    with_layout(&diagram(content)).unwrap()
}

fn overlay(id: &str, mark: Mark) -> Overlay {
    Overlay { plane: None, marks: [(id.to_owned(), mark)].into() }
}

#[test]
fn hostile_names_come_out_harmless() {
    let hostile = "&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x &#x202E;&#10;]]&gt;";
    let diagram = drawn(&format!(
        "<startEvent id=\"s\" name=\"{hostile}\"/><task id=\"a\" name=\"{hostile}\"/><textAnnotation id=\"n\"><text>{hostile}</text></textAnnotation>{}",
        flows("s>a").replace("id=", &format!("name=\"{hostile}\" id="))
    ));
    let mark = Mark {
        class: Some("\"><script>".to_owned()),
        tooltip: Some("<b>\u{0}\u{8}".to_owned()),
        badge: Some(Badge { text: "<i>".to_owned(), tone: Tone::Bad }),
        href: Some("/x?a=\"><script>".to_owned()),
    };
    let picture = svg(&diagram, &overlay("a", mark)).unwrap();
    let document = roxmltree::Document::parse(&picture).expect("well-formed");
    let allowed = ["svg", "g", "a", "rect", "circle", "path", "text", "tspan", "title", "desc"];
    for element in document.descendants().filter(roxmltree::Node::is_element) {
        assert!(allowed.contains(&element.tag_name().name()), "{}", element.tag_name().name());
        for attribute in element.attributes() {
            assert!(!attribute.name().starts_with("on") && attribute.name() != "style", "{}", attribute.name());
        }
    }
    assert!(!picture.chars().any(char::is_control));
}

#[test]
fn links_that_could_run_a_script_are_refused() {
    let diagram = drawn("<task id=\"a\" name=\"A\"/>");
    for (href, good) in [
        ("/a", true),
        ("#a", true),
        ("https://x", true),
        ("javascript:alert(1)", false),
        (" javascript:x", false),
        ("data:text/html,x", false),
    ] {
        let result = svg(&diagram, &overlay("a", Mark { href: Some(href.to_owned()), ..Mark::default() }));
        assert_eq!(result.is_ok(), good, "{href}");
    }
}

#[test]
fn every_node_can_be_reached_and_says_what_it_is() {
    let diagram = drawn(&format!(
        "<startEvent id=\"s\"/><userTask id=\"a\" name=\"Record incident\"/><task id=\"b\"/>{}",
        flows("s>a a>b")
    ));
    let mark = Mark {
        class: Some("heat-3".to_owned()),
        badge: Some(Badge { text: "12".to_owned(), tone: Tone::Warning }),
        tooltip: Some("Twelve cases".to_owned()),
        href: None,
    };
    let picture = svg(&diagram, &overlay("a", mark)).unwrap();
    assert!(picture.contains(
        "<g class=\"bpmn-node bpmn-user-task heat-3\" data-id=\"a\" tabindex=\"0\" role=\"img\" \
         aria-label=\"user task: Record incident, 12. Twelve cases\">"
    ));
    assert!(picture.contains("aria-label=\"flow from &quot;Record incident&quot; to the task &quot;b&quot;\""));
    assert!(picture.contains("bpmn-tone-warning") && picture.contains("<title>Process diagram: Test</title>"));
}

#[test]
fn names_are_wrapped_to_fit() {
    for (text, limit) in [
        ("Investigate and diagnose the incident", 90.0),
        ("Donaudampfschifffahrtsgesellschaftskapitän", 60.0),
        ("a\nb", 50.0),
        ("流程图示例文字", 40.0),
    ] {
        let lines = wrap(text, limit, 12.0);
        assert!(lines.len() > 1, "{text}");
        assert!(lines.iter().all(|line| width(line, 12.0) <= limit), "{lines:?}");
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(letters(&lines.concat()), letters(text));
    }
}

#[test]
fn the_last_word_of_a_label_does_not_stand_alone() {
    let text = "End Event None 1";
    let greedy = wrap(text, width("End Event None", 11.0) + 1.0, 11.0);
    assert_eq!(greedy, ["End Event None", "1"]);
    assert_eq!(balanced(text, greedy), ["End Event", "None 1"]);
    assert_eq!(balanced("One line", vec!["One line".to_owned()]), ["One line"]);
}

#[test]
fn a_model_without_drawing_is_refused() {
    assert_eq!(svg(&diagram("<task id=\"a\"/>"), &Overlay::default()), Err(SvgError::NoDrawing));
    let second = Overlay { plane: Some(1), ..Overlay::default() };
    assert_eq!(svg(&drawn("<task id=\"a\"/>"), &second), Err(SvgError::NoDrawing));
}

/// The picture of one shape and one edge.
fn pictured(model: &str, drawing: &str) -> String {
    let text = format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:d=\"http://www.omg.org/spec/BPMN/20100524/DI\" \
         xmlns:c=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:w=\"http://www.omg.org/spec/DD/20100524/DI\">{model}\
         <d:BPMNDiagram><d:BPMNPlane>{drawing}</d:BPMNPlane></d:BPMNDiagram></definitions>"
    );
    svg(&Diagram::parse(&text).unwrap(), &Overlay::default()).unwrap()
}

fn shape(id: &str, attributes: &str) -> String {
    format!(
        "<d:BPMNShape bpmnElement=\"{id}\" {attributes}><c:Bounds x=\"0\" y=\"0\" width=\"100\" height=\"80\"/></d:BPMNShape>"
    )
}

#[test]
fn a_call_shows_the_task_it_calls_or_that_it_hides_steps() {
    let plus = "M0 -4.5V4.5M-4.5 0H4.5";
    let draw = |called: &str| {
        let model = format!(
            "<globalUserTask id=\"g\"/><process id=\"p\"><callActivity id=\"a\" calledElement=\"{called}\"/></process>"
        );
        pictured(&model, &shape("a", "isExpanded=\"false\""))
    };
    assert!(draw("other").contains(plus) && !draw("g").contains(plus));
    assert!(draw("g").contains("<circle"), "the sign of a user task");
}

#[test]
fn who_begins_and_who_answers_in_a_choreography_is_seen() {
    let model = "<choreography id=\"k\"><participant id=\"x\" name=\"Desk\"/><choreographyTask id=\"t\" name=\"Order\"/></choreography>";
    let band = |kind: &str| pictured(model, &shape("x", &format!("participantBandKind=\"{kind}\"")));
    assert!(band("top_initiating").contains("participant: Desk (begins)"));
    let answering = band("bottom_non_initiating");
    assert!(answering.contains("participant: Desk (answers)") && answering.contains("bpmn-shade"));
    assert!(answering.contains("1 elements of a choreography or conversation are drawn in outline only"));
}

#[test]
fn a_message_flow_shows_its_message_where_the_drawing_says_so() {
    let model = "<collaboration id=\"k\"><participant id=\"x\"/><participant id=\"y\"/>\
                 <messageFlow id=\"m\" sourceRef=\"x\" targetRef=\"y\"/></collaboration>";
    let line = |attributes: &str| {
        let points = "<w:waypoint x=\"0\" y=\"0\"/><w:waypoint x=\"0\" y=\"90\"/>";
        pictured(model, &format!("{}<d:BPMNEdge bpmnElement=\"m\" {attributes}>{points}</d:BPMNEdge>", shape("x", "")))
    };
    let letter = "M-11 -7.5L0 1L11 -7.5";
    assert!(!line("").contains(letter));
    assert!(line("messageVisibleKind=\"initiating\"").contains(letter));
    assert!(line("messageVisibleKind=\"non_initiating\"").contains("bpmn-shade"));
}

#[test]
fn a_shape_of_something_unknown_is_an_empty_dashed_box() {
    let picture = pictured("<process id=\"p\"><holographicTask id=\"h\"/></process>", &shape("h", ""));
    assert!(picture.contains("aria-label=\"not drawn: h\"") && picture.contains("stroke-dasharray=\"3 3\""));
}

#[test]
fn what_only_the_older_version_has_is_drawn_over_the_newer() {
    let old = drawn(&format!("<task id=\"a\" name=\"A\"/><task id=\"b\" name=\"Gone\"/>{}", flows("a>b")));
    let new = drawn("<task id=\"a\" name=\"A\"/>");
    let mark = |id: &str| (id.to_owned(), Mark { class: Some("is-removed".to_owned()), ..Mark::default() });
    let ghosts = Overlay { plane: None, marks: [mark("b"), mark("a_b")].into() };
    let picture = super::svg_over(&new, &Overlay::default(), &old, &ghosts).unwrap();
    let (now, before) = picture.split_once("<g class=\"bpmn-ghosts\">").expect("ghosts");
    assert!(now.contains(">A<") && !now.contains("Gone"));
    assert!(before.contains(">Gone<") && before.contains("bpmn-sequence-flow is-removed") && !before.contains(">A<"));
    let undrawn = diagram("<task id=\"b\"/>");
    assert!(super::svg_over(&new, &Overlay::default(), &undrawn, &ghosts).is_ok(), "nothing to show is no error");
}

#[test]
fn no_badge_of_the_library_covers_a_name_another_badge_or_an_element_of_others() {
    let library = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library");
    let (mut seen, mut far) = (0, 0);
    for entry in std::fs::read_dir(library).unwrap().map(|entry| entry.unwrap().path().join("diagram.bpmn")) {
        let Ok(text) = std::fs::read_to_string(&entry) else { continue };
        let diagram = Diagram::parse(&text).unwrap();
        for (flow, step) in [("3", "9"), ("1,234", "12.5 min"), ("48,151", "162,342 cases")] {
            let badge = |text: &str| Some(Badge { text: text.to_owned(), tone: Tone::Neutral });
            let mark = |text: &str| Mark { badge: badge(text), ..Mark::default() };
            let mut marks: BTreeMap<String, Mark> = BTreeMap::new();
            marks.extend(diagram.flows().iter().map(|one| (one.id.clone(), mark(flow))));
            let steps = diagram.nodes().iter().filter(|node| node.is_activity());
            marks.extend(steps.map(|node| (node.id.clone(), mark(step))));
            let overlay = Overlay { plane: None, marks };
            let drawing = Drawing::of(&diagram, &overlay, false).unwrap();
            let mut canvas = Canvas::default();
            drawing.layers(&mut canvas);
            let taken = drawing.taken(&canvas);
            let placed = drawing.placed(&canvas);
            let boxes: Vec<Bounds> = placed.iter().map(|one| one.bounds).collect();
            let cover =
                |a: &Bounds, b: &Bounds| a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
            let steps = drawing.plane.shapes.iter().filter(|shape| overlay.marks.contains_key(&shape.element)).count();
            for (at, one) in boxes.iter().enumerate() {
                let name = taken.names.iter().find(|name| cover(one, name));
                assert_eq!(name, None, "{}: badge {at} covers a name", entry.display());
                assert!(!boxes[..at].iter().any(|other| cover(one, other)), "{}: two badges", entry.display());
                let nodes = taken.nodes.iter().filter(|(_, node)| cover(one, node)).count();
                assert!(nodes <= usize::from(at < steps), "{}: badge {at} covers an element", entry.display());
                seen += 1;
            }
            far += canvas.body().matches("bpmn-back").count();
        }
    }
    assert!(seen > 1_000 && far > 0 && far < seen / 2, "{seen} badges, {far} away from their lines");
}
