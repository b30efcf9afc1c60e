use super::{ChangeKind, compare};
use crate::tests::{diagram, flows};

const OLD: &str = "<laneSet><lane id=\"l1\" name=\"Desk\"><flowNodeRef>a</flowNodeRef></lane>\
    <lane id=\"l2\" name=\"Lab\"><flowNodeRef>b</flowNodeRef></lane></laneSet>\
    <startEvent id=\"s\"/><task id=\"a\" name=\"Check case\"/><userTask id=\"b\" name=\"Fix it\"/><endEvent id=\"e\"/>";
const PAIRS: &str = "s>a a>b b>e";

/// What changes when the old text has one piece replaced by another.
fn check(from: &str, to: &str, expected: &[(ChangeKind, &str, bool)]) {
    let old = format!("{OLD}{}", flows(PAIRS));
    assert!(old.contains(from), "{from}");
    let changes = compare(&diagram(&old), &diagram(&old.replacen(from, to, 1)));
    let found: Vec<_> = changes.iter().map(|change| (change.kind, change.sentence.as_str(), change.material)).collect();
    assert_eq!(found, expected, "{from} -> {to}");
}

#[test]
fn each_change_is_said_in_plain_words() {
    use ChangeKind as K;
    check("Fix it", "Mend it", &[(K::Renamed, "\"Fix it\" is now called \"Mend it\".", true)]);
    check("Fix it", "Fix  it", &[(K::Renamed, "\"Fix it\" is now called \"Fix it\".", false)]);
    check(
        "<userTask id=\"b\" name=\"Fix it\"/>",
        "<serviceTask id=\"b\" name=\"Fix it\"/>",
        &[(K::TypeChanged, "\"Fix it\" was a user task and is now a service task.", true)],
    );
    check(
        "<flowNodeRef>a</flowNodeRef></lane>",
        "<flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef></lane>",
        &[],
    );
    check(
        "<lane id=\"l2\" name=\"Lab\"><flowNodeRef>b</flowNodeRef></lane>",
        "<lane id=\"l2\" name=\"Lab\"><flowNodeRef>b</flowNodeRef><flowNodeRef>a</flowNodeRef></lane>",
        &[(K::MovedLane, "\"Check case\" moved from \"Desk\" to \"Lab\".", true)],
    );
    check(
        "<endEvent id=\"e\"/>",
        "<endEvent id=\"e\"/><task id=\"n\" name=\"Tell caller\"/>",
        &[(K::Added, "New task: \"Tell caller\".", true)],
    );
    check(
        "<endEvent id=\"e\"/>",
        "<endEvent id=\"e\"/><textAnnotation id=\"n\"><text>Mind</text></textAnnotation>",
        &[(K::Added, "New note: \"Mind\".", false)],
    );
    check(
        "targetRef=\"b\"",
        "targetRef=\"e\"",
        &[(
            K::FlowChanged,
            "The way from \"Check case\" to \"Fix it\" now leads from \"Check case\" to the end event \"e\".",
            true,
        )],
    );
    check(
        "<endEvent id=\"e\"/>",
        "<endEvent id=\"e\"><documentation>Done</documentation></endEvent>",
        &[(K::Documentation, "The documentation of the end event \"e\" changed.", true)],
    );
    check(
        "<userTask id=\"b\"",
        "<userTask implementation=\"x\" id=\"b\"",
        &[(K::Property, "The property @implementation of \"Fix it\" is new: \"x\".", true)],
    );
    check(
        "<endEvent id=\"e\"/>",
        "<endEvent id=\"e\"><terminateEventDefinition/></endEvent>",
        &[(K::TypeChanged, "The end event \"e\" was an end event and is now a terminate end event.", true)],
    );
    check(
        "name=\"Desk\"",
        "name=\"Service desk\"",
        &[(K::Renamed, "The lane \"Desk\" is now called \"Service desk\".", true)],
    );
}

#[test]
fn what_goes_away_is_said_too() {
    let old = diagram(&format!("{OLD}{}", flows(PAIRS)));
    let new = diagram(&format!("{}{}", OLD.replace("<userTask id=\"b\" name=\"Fix it\"/>", ""), flows("s>a a>e")));
    let sentences: Vec<String> = compare(&old, &new).into_iter().map(|change| change.sentence).collect();
    assert_eq!(
        sentences,
        [
            "The user task \"Fix it\" was removed.",
            "New way from \"Check case\" to the end event \"e\".",
            "The way from \"Check case\" to \"Fix it\" was removed.",
            "The way from \"Fix it\" to the end event \"e\" was removed.",
        ]
    );
}

#[test]
fn a_rearranged_drawing_is_one_change_that_does_not_matter() {
    let old = crate::with_layout(&diagram(&format!("{OLD}{}", flows(PAIRS)))).unwrap();
    let bounds = old.planes()[0].shapes.iter().find(|shape| shape.element == "a").unwrap().bounds;
    let (from, to) =
        (format!("x=\"{}\" y=\"{}\"", bounds.x, bounds.y), format!("x=\"{}\" y=\"{}\"", bounds.x + 1.0, bounds.y));
    let new = crate::Diagram::parse(&old.text().replacen(&from, &to, 1)).unwrap();
    let changes = compare(&old, &new);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((changes[0].kind, changes[0].material), (ChangeKind::Layout, false));
    assert_eq!(changes[0].sentence, "The drawing was rearranged: 1 shape and 0 lines moved.");
}

/// A model that says something in every place where a picture cannot show it.
const FULL: &str = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:v=\"urn:vendor\">\
    <message id=\"m\" name=\"Report\"/><error id=\"x\" errorCode=\"E1\"/><v:settings mode=\"fast\"/>\
    <collaboration id=\"c\"><participant id=\"pool\" name=\"Us\" processRef=\"p\"><documentation>Pool text</documentation>\
    <extensionElements><v:owner>Ann</v:owner></extensionElements></participant><participant id=\"them\" name=\"Them\"/>\
    <messageFlow id=\"mf\" sourceRef=\"them\" targetRef=\"pool\" v:channel=\"mail\"><documentation>Message text</documentation></messageFlow>\
    </collaboration><process id=\"p\" v:cost=\"1\"><documentation>Process text</documentation>\
    <laneSet><lane id=\"l\" name=\"Desk\" v:unit=\"north\"><documentation>Lane text</documentation><flowNodeRef>a</flowNodeRef></lane></laneSet>\
    <startEvent id=\"s\"><timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition></startEvent>\
    <userTask id=\"a\" v:form=\"f1\"><documentation>Task text</documentation><extensionElements><v:rule level=\"2\">check</v:rule></extensionElements>\
    <multiInstanceLoopCharacteristics isSequential=\"true\"><loopCardinality>3</loopCardinality><completionCondition>done</completionCondition>\
    </multiInstanceLoopCharacteristics></userTask>\
    <boundaryEvent id=\"b\" attachedToRef=\"a\"><errorEventDefinition errorRef=\"x\"/></boundaryEvent>\
    <intermediateCatchEvent id=\"w\"><messageEventDefinition messageRef=\"m\"/></intermediateCatchEvent>\
    <task id=\"r\"><standardLoopCharacteristics loopMaximum=\"4\"><loopCondition>again</loopCondition></standardLoopCharacteristics></task>\
    <scriptTask id=\"t\" scriptFormat=\"feel\"><script>1 + 1</script></scriptTask>\
    <dataObject id=\"d\" itemSubjectRef=\"case\"/><callActivity id=\"k\" calledElement=\"other\"/>\
    <sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"a\" v:weight=\"5\"><documentation>Flow text</documentation>\
    <conditionExpression language=\"feel\">x = 1</conditionExpression></sequenceFlow>\
    <textAnnotation id=\"n\"><text>Mind</text></textAnnotation><association id=\"as\" sourceRef=\"a\" targetRef=\"n\"/>\
    </process></definitions>";

#[test]
fn nothing_that_a_picture_hides_changes_unnoticed() {
    let old = crate::Diagram::parse(FULL).unwrap();
    for (from, to, element) in [
        ("name=\"Report\"", "name=\"Ticket\"", "m"),
        ("errorCode=\"E1\"", "errorCode=\"E2\"", "x"),
        ("mode=\"fast\"", "mode=\"slow\"", "settings 1"),
        ("Pool text", "Other", "pool"),
        (">Ann<", ">Bob<", "pool"),
        ("processRef=\"p\"", "processRef=\"q\"", "pool"),
        ("v:channel=\"mail\"", "v:channel=\"phone\"", "mf"),
        ("Message text", "Other", "mf"),
        ("v:cost=\"1\"", "v:cost=\"2\"", "p"),
        ("Process text", "Other", "p"),
        ("v:unit=\"north\"", "v:unit=\"south\"", "l"),
        ("Lane text", "Other", "l"),
        ("R/P1D", "R/P2D", "s"),
        ("v:form=\"f1\"", "v:form=\"f2\"", "a"),
        ("Task text", "Other", "a"),
        ("level=\"2\"", "level=\"3\"", "a"),
        (">check<", ">skip<", "a"),
        (">3<", ">4<", "a"),
        (">done<", ">gone<", "a"),
        ("errorRef=\"x\"", "errorRef=\"y\"", "b"),
        ("messageRef=\"m\"", "messageRef=\"o\"", "w"),
        ("loopMaximum=\"4\"", "loopMaximum=\"5\"", "r"),
        (">again<", ">never<", "r"),
        ("scriptFormat=\"feel\"", "scriptFormat=\"js\"", "t"),
        ("1 + 1", "1 + 2", "t"),
        ("itemSubjectRef=\"case\"", "itemSubjectRef=\"order\"", "d"),
        ("calledElement=\"other\"", "calledElement=\"another\"", "k"),
        ("v:weight=\"5\"", "v:weight=\"6\"", "f"),
        ("Flow text", "Other", "f"),
        ("language=\"feel\"", "language=\"juel\"", "f"),
        ("x = 1", "x = 2", "f"),
        ("sourceRef=\"a\" targetRef=\"n\"", "sourceRef=\"t\" targetRef=\"n\"", "as"),
    ] {
        assert!(FULL.contains(from), "{from}");
        let changes = compare(&old, &crate::Diagram::parse(&FULL.replacen(from, to, 1)).unwrap());
        let there = changes.iter().any(|change| change.element == element);
        assert!(there, "{from} -> {to}: {changes:?}");
        let seen = ["m", "as", "pool"].contains(&element) || changes.iter().any(|change| change.hidden);
        assert!(seen, "{from} -> {to} is hidden: {changes:?}");
    }
}

#[test]
fn what_stands_at_the_top_of_the_file_comes_and_goes_with_a_sentence() {
    let old = crate::Diagram::parse(FULL).unwrap();
    let new = crate::Diagram::parse(&FULL.replacen("<error id=\"x\" errorCode=\"E1\"/>", "", 1)).unwrap();
    let told = |from, to| compare(from, to).into_iter().map(|change| change.sentence).collect::<Vec<_>>();
    assert!(told(&old, &new).contains(&"Removed: the error \"x\".".to_owned()), "{:?}", told(&old, &new));
    assert!(told(&new, &old).contains(&"New: the error \"x\".".to_owned()), "{:?}", told(&new, &old));
}
