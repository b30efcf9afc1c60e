use super::{EditError, Rework};
use crate::Diagram;
use crate::tests::{diagram, models, process};

/// An edit changes one range and nothing else.
fn check(content: &str, edit: impl Fn(&mut Diagram) -> Result<(), EditError>, expected: &str) {
    let mut diagram = diagram(content);
    edit(&mut diagram).unwrap();
    assert_eq!(diagram.text(), process(expected));
}

#[test]
fn a_new_name_replaces_the_old_one_and_nothing_else() {
    let rename = |to: &'static str| move |diagram: &mut Diagram| diagram.rename("t", to);
    check("    <task  name='Old' id='t' />", rename("New"), "    <task  name='New' id='t' />");
    check("<task id=\"t\"/>", rename("New"), "<task id=\"t\" name=\"New\"/>");
    check(
        "<task id='t' name='x'/>",
        rename("a'b\"<&>\nc\u{0}"),
        "<task id='t' name='a&apos;b&quot;&lt;&amp;&gt;&#10;c'/>",
    );
    check(
        "<textAnnotation id=\"t\"><text>a</text></textAnnotation>",
        rename("b < c"),
        "<textAnnotation id=\"t\"><text>b &lt; c</text></textAnnotation>",
    );
}

#[test]
fn a_documentation_is_replaced_added_or_removed_in_place() {
    let document = |to: &'static str| move |diagram: &mut Diagram| diagram.set_documentation("t", to);
    let with =
        "    <task id=\"t\">\n      <documentation>Old</documentation>\n      <incoming>f</incoming>\n    </task>";
    check(with, document("New & better"), &with.replace("Old", "New &amp; better"));
    check(with, document(""), "    <task id=\"t\">\n      <incoming>f</incoming>\n    </task>");
    check(
        "    <task id=\"t\" />",
        document("New"),
        "    <task id=\"t\">\n      <documentation>New</documentation>\n    </task>",
    );
    check("<task id=\"t\"/>", document("New"), "<task id=\"t\">\n  <documentation>New</documentation>\n</task>");
    check(
        "    <task id=\"t\" xmlns:a=\"u>v\">\n    </task>",
        document("New"),
        "    <task id=\"t\" xmlns:a=\"u>v\">\n      <documentation>New</documentation>\n    </task>",
    );
}

#[test]
fn an_edit_that_cannot_be_made_leaves_the_diagram_as_it_was() {
    let mut twice = diagram("<task id=\"t\"/><task id=\"t\"/>");
    let before = twice.text().to_owned();
    assert_eq!(twice.rename("t", "x"), Err(EditError::Ambiguous("t".to_owned())));
    assert_eq!(twice.rename("u", "x"), Err(EditError::Unknown("u".to_owned())));
    assert!(matches!(twice.set_documentation("p", &"x".repeat(crate::MAX_BYTES)), Err(EditError::Spoilt(_))));
    assert_eq!(twice.text(), before);
}

#[test]
fn every_node_of_the_reference_models_can_be_renamed_and_documented() {
    for (name, bytes) in models("bpmn-miwg") {
        let original = Diagram::read(&bytes).unwrap();
        for node in original.nodes().iter().filter(|node| node.kind != crate::Kind::Group) {
            let mut edited = original.clone();
            edited.rename(&node.id, "Neu & größer").unwrap_or_else(|error| panic!("{name}: {error}"));
            edited.set_documentation(&node.id, "Wie & <warum>").unwrap_or_else(|error| panic!("{name}: {error}"));
            let after = edited.node(&node.id).unwrap();
            assert_eq!(
                (after.name.as_str(), after.documentation.as_str()),
                ("Neu & größer", "Wie & <warum>"),
                "{name}"
            );
            let others = |diagram: &Diagram| {
                diagram.nodes().iter().filter(|other| other.id != node.id).cloned().collect::<Vec<_>>()
            };
            assert_eq!(others(&edited), others(&original), "{name}");
            let again = Diagram::read(&edited.bytes()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(again.node(&node.id), Some(after), "{name}");
        }
    }
}

#[test]
fn a_drawing_is_made_ready_to_run_by_patches_alone() {
    let before = diagram(
        "<startEvent id=\"s\"><messageEventDefinition id=\"m\"/></startEvent>\n\
         <task id=\"t\" name=\"Look\"><incoming>a</incoming></task>\n\
         <manualTask id=\"h\"/>\n\
         <exclusiveGateway id=\"g\" name=\"Good?\"/>\n\
         <endEvent id=\"e\"><messageEventDefinition id=\"x\"/><signalEventDefinition id=\"y\"/></endEvent>\n\
         <sequenceFlow id=\"a\" sourceRef=\"s\" targetRef=\"t\"/>\n\
         <sequenceFlow id=\"b\" sourceRef=\"t\" targetRef=\"g\"></sequenceFlow>\n\
         <sequenceFlow id=\"c\" sourceRef=\"g\" targetRef=\"h\" />\n\
         <sequenceFlow id=\"d\" sourceRef=\"g\" targetRef=\"e\"/>",
    );
    let process = before.processes()[0].id.clone();
    let all = [
        Rework::Executable { process },
        Rework::ByHand { task: "t".into() },
        Rework::ByHand { task: "h".into() },
        Rework::Untriggered { event: "s".into() },
        Rework::Named { event: "e".into(), name: "All \"good\"".into() },
        Rework::Condition { flow: "c".into(), expression: "way = \"c\" and 1 < 2".into() },
        Rework::Before { element: "g".into(), task: "g.ask".into(), name: "Good?".into() },
    ];
    let after = before.reworked(&all).expect("it can be made ready");
    let text = after.text();
    assert!(text.contains("isExecutable=\"true\""), "{text}");
    assert!(text.contains("<userTask id=\"t\" name=\"Look\"><incoming>a</incoming></userTask>"), "{text}");
    assert!(text.contains("<userTask id=\"h\"/>"), "{text}");
    assert!(text.contains("<startEvent id=\"s\"></startEvent>"), "{text}");
    assert!(text.contains("<messageEventDefinition messageRef=\"e.message\" id=\"x\"/>"), "{text}");
    assert!(text.contains("id=\"e.message\" name=\"All &quot;good&quot;\"/>"), "{text}");
    assert!(text.contains("<signalEventDefinition signalRef=\"e.signal\" id=\"y\"/>"), "{text}");
    assert_eq!(after.flow("b").map(|flow| flow.target.as_str()), Some("g.ask"));
    assert_eq!(after.flow("g.ask.flow").map(|flow| flow.target.as_str()), Some("g"));
    assert_eq!(after.flow("c").and_then(|flow| flow.condition.as_deref()), Some("way = \"c\" and 1 < 2"));
    assert_eq!(after.flow("d").and_then(|flow| flow.condition.clone()), None);
    let unknown = before.reworked(&[Rework::ByHand { task: "nowhere".into() }]);
    assert_eq!(unknown.err(), Some(EditError::Unknown("nowhere".into())));
}

#[test]
fn an_attribute_of_another_namespace_is_set_replaced_and_taken_away_and_nothing_else_moves() {
    const OWN: (&str, &str) = ("urn:own:1", "own");
    let before = diagram("<startEvent id=\"s\"/>\n<userTask id=\"t\" name=\"Look\"/>\n<endEvent id=\"e\"/>");
    let mut edited = before.clone();
    edited.set_foreign("t", OWN, "due", Some("a \"b\" & <c>")).expect("it can be set");
    assert!(
        edited.text().contains("<userTask id=\"t\" own:due=\"a &quot;b&quot; &amp; &lt;c&gt;\" name=\"Look\"/>"),
        "{}",
        edited.text()
    );
    assert!(edited.text().contains("xmlns:own=\"urn:own:1\""), "{}", edited.text());
    assert_eq!(edited.foreign(OWN.0)["t"]["due"], "a \"b\" & <c>");
    edited.set_foreign("t", OWN, "due", Some("d")).expect("it can be replaced");
    edited.set_foreign("e", OWN, "due", Some("z")).expect("the namespace is declared once");
    assert_eq!(edited.text().matches("xmlns:own").count(), 1);
    assert_eq!((edited.foreign(OWN.0)["t"]["due"].as_str(), edited.foreign(OWN.0).len()), ("d", 2));
    for id in ["t", "e"] {
        edited.set_foreign(id, OWN, "due", None).expect("it can be taken away");
    }
    assert_eq!(edited.text().replace(" xmlns:own=\"urn:own:1\"", ""), before.text());
    assert!(edited.set_foreign("nowhere", OWN, "due", Some("x")).is_err());
    let mut taken = diagram("<task id=\"t\" xmlns:own=\"urn:other\"/>");
    taken.set_foreign("t", OWN, "due", Some("x")).expect("a free prefix is found");
    assert!(taken.text().contains("own2:due"), "{}", taken.text());
}
