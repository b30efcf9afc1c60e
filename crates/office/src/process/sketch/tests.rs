use super::{definition, first_diagram, lines};
use crate::definition::{Activity, Definition, ProcessRole};

/// Two activities and two roles, as a list that nobody has drawn yet.
fn listed() -> Definition {
    let role = |key: &str, name: &str| ProcessRole { key: key.into(), name: name.into(), ..ProcessRole::default() };
    let activity = || Activity { purpose: "Why.".into(), ..Activity::default() };
    Definition {
        name: "Repair".into(),
        activities: [("check_fault".to_owned(), activity()), ("mend-it".to_owned(), activity())].into(),
        roles: vec![role("desk", "Desk"), role("smith", "Smith")],
        raci: [(
            "check_fault".to_owned(),
            [("desk".to_owned(), "A".to_owned()), ("smith".to_owned(), "R".to_owned())].into(),
        )]
        .into(),
        ..Definition::default()
    }
}

#[test]
fn a_list_of_activities_and_roles_becomes_a_drawing_of_the_same_activities() {
    let mut listed = listed();
    assert_eq!(lines(&listed), "Smith: Check fault\nMend it");
    first_diagram(&mut listed, "Smith: Check fault\nDesk: Mend it\nGuard: Lock up").expect("a drawing");
    let steps: Vec<(String, String)> = listed.steps();
    let found: Vec<(&str, &str)> = steps.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    assert_eq!(found, [("check_fault", "Check fault"), ("mend-it", "Mend it"), ("step_1", "Lock up")]);
    assert_eq!(listed.activities["mend-it"].purpose, "Why.", "what was written stays");
    assert_eq!(listed.raci["check_fault"]["smith"], "R", "a letter is not doubled");
    assert_eq!((listed.raci["mend-it"]["desk"].as_str(), listed.roles.len()), ("R", 3), "a new role is added");
    let diagram = listed.flow().expect("BPMN");
    assert!(!diagram.planes().is_empty() && diagram.lanes().len() == 3);
    assert!(first_diagram(&mut listed, "Desk: Again").is_err(), "a drawing is not replaced");
}

#[test]
fn nothing_and_too_much_are_refused() {
    assert!(first_diagram(&mut listed(), " \n").is_err());
    assert!(first_diagram(&mut listed(), &"One step\n".repeat(61)).is_err());
    assert_eq!(definition("Name", "", "").expect("one step to begin with").steps().len(), 1);
}
