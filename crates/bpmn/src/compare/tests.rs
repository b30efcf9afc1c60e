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
