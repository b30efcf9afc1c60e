use super::label::{width, wrap};
use super::{Badge, Mark, Overlay, SvgError, Tone, svg};
use crate::tests::{diagram, flows};
use crate::{Diagram, with_layout};

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
fn a_model_without_drawing_is_refused() {
    assert_eq!(svg(&diagram("<task id=\"a\"/>"), &Overlay::default()), Err(SvgError::NoDrawing));
    let second = Overlay { plane: Some(1), ..Overlay::default() };
    assert_eq!(svg(&drawn("<task id=\"a\"/>"), &second), Err(SvgError::NoDrawing));
}
