use super::{SECTIONS, form_rows, of_key, write_form};
use crate::definition::Definition;
use crate::library;

#[test]
fn every_section_of_every_library_process_survives_its_form_unchanged() {
    for entry in library::all() {
        for section in SECTIONS {
            let mut again = entry.definition.clone();
            let rows = section.rows(&again);
            section.write(&mut again, &rows).unwrap_or_else(|refusals| panic!("{}: {refusals:?}", section.key));
            assert_eq!(again, entry.definition, "{} of {}", section.key, entry.key);
        }
    }
}

#[test]
fn rows_have_as_many_answers_as_there_are_questions() {
    let definition = library::one("incident-management").expect("in the library").definition;
    for section in SECTIONS {
        for row in section.rows(&definition) {
            assert_eq!(row.len(), section.columns.len(), "{}", section.key);
        }
    }
}

fn texts(answers: &[&str]) -> Vec<String> {
    answers.iter().map(|answer| (*answer).to_owned()).collect()
}

#[test]
fn empty_rows_fall_away_and_new_ones_get_keys_of_their_own() {
    let section = of_key("roles").expect("a section");
    let mut definition = Definition::default();
    let rows = [
        texts(&["", "Service desk agent", "", "", "", "", ""]),
        texts(&["", " ", "", "", "", "", ""]),
        texts(&["", "Service desk agent", "", "", "", "", "2"]),
    ];
    section.write(&mut definition, &rows).expect("written");
    let keys: Vec<&str> = definition.roles.iter().map(|role| role.key.as_str()).collect();
    assert_eq!(keys, ["service_desk_agent", "service_desk_agent_2"]);
    assert_eq!(definition.roles[1].headcount, Some(2));
}

#[test]
fn forms_and_their_fields_survive_their_pages_and_new_ones_get_keys() {
    let rich = crate::definition::tests::rich();
    for section in SECTIONS {
        let mut again = rich.clone();
        section.write(&mut again, &section.rows(&rich)).expect("written");
        assert_eq!(again, rich, "{}", section.key);
    }
    for (key, form) in &rich.forms {
        let mut again = form.clone();
        write_form(&mut again, &form_rows(form)).expect("written");
        assert_eq!(&again, form, "{key}");
    }
    let mut form = rich.forms["report"].clone();
    let mut rows = form_rows(&form);
    rows.push(texts(&["", "What happened", "yes_no", "no", "", "", "", "", ""]));
    rows.push(texts(&["", "", "text", "no", "", "", "", "", ""]));
    write_form(&mut form, &rows).expect("written");
    let keys: Vec<&str> = form.fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!(keys, ["what", "where", "what_happened"]);
    rows[0][5] = "some".to_owned();
    let refused = write_form(&mut form, &rows).expect_err("refused");
    assert_eq!(refused[0].sentence, "Field 1: Least must be a whole number; “some” is not one.");
}

#[test]
fn a_removed_form_is_gone_at_the_activities_too() {
    let section = of_key("forms").expect("a section");
    let mut definition = crate::definition::tests::rich();
    section.write(&mut definition, &[texts(&["report", "Report", ""])]).expect("written");
    assert!(definition.activities.values().all(|one| one.forms == ["report"]));
    assert_eq!(definition.forms["report"].fields.len(), 2, "its fields stay");
}

#[test]
fn a_removed_role_takes_its_letters_along() {
    let section = of_key("roles").expect("a section");
    let mut definition = library::one("incident-management").expect("in the library").definition;
    let mut rows = section.rows(&definition);
    rows.retain(|row| row[0] != "user");
    section.write(&mut definition, &rows).expect("written");
    assert!(definition.raci.values().all(|row| !row.contains_key("user")));
    let mut definition = crate::definition::tests::rich();
    let rows: Vec<_> = section.rows(&definition).into_iter().filter(|row| row[0] != "agent").collect();
    section.write(&mut definition, &rows).expect("written");
    assert!(definition.measures[0].owner.is_empty() && definition.separations.is_empty());
}

#[test]
fn what_cannot_be_understood_is_refused_by_row_and_question() {
    for (key, row, expected) in [
        (
            "roles",
            &["", "Agent", "", "", "", "", "some"][..],
            "Role 1: People needed must be a whole number; “some” is not one.",
        ),
        (
            "measures",
            &["", "M", "", "other", "", "", "at_most", "x", "", "", ""],
            "Measure 1: Value must be a number; “x” is not one.",
        ),
        ("requirements", &["Do", "", "perhaps", ""], "Requirement 1: How much must be one of the choices."),
        (
            "inputs",
            &["a\u{7}b", "", ""],
            "Input 1: What contains control characters or line breaks. Please remove them.",
        ),
    ] {
        let section = of_key(key).expect("a section");
        let refused = section.write(&mut Definition::default(), &[texts(row)]).expect_err(key);
        assert_eq!(refused[0].sentence, expected);
    }
}

#[test]
fn times_of_steps_are_written_into_the_diagram_and_nothing_else_of_it_changes() {
    let section = of_key("times").expect("a section");
    let mut definition = library::one("service-request").expect("in the library").definition;
    let before = definition.diagram.clone();
    assert!(section.rows(&definition).is_empty(), "nothing is said yet");
    let rows =
        [texts(&["approve", "P2D", "support-hours", "once", ""]), texts(&["fulfil", "", "", "once", "PT1M PT5M"])];
    section.write(&mut definition, &rows).expect("written");
    assert!(
        definition
            .diagram
            .contains("<bpmn:userTask id=\"approve\" mandate:calendar=\"support-hours\" mandate:due=\"P2D\"")
    );
    assert_eq!(section.rows(&definition), rows, "and read back");
    for (row, said) in [
        (texts(&["", "P2D", "", "once", ""]), "is not chosen"),
        (texts(&["approve", "soon", "", "once", ""]), "must be a time"),
        (texts(&["fulfil", "", "", "once", "often"]), "must be times"),
        (texts(&["fulfil", "", "", "sometimes", ""]), "one of the choices"),
    ] {
        let refused = section.write(&mut definition.clone(), &[row]).expect_err(said);
        assert!(refused[0].sentence.contains(said), "{}", refused[0].sentence);
    }
    section.write(&mut definition, &[]).expect("taken away");
    assert_eq!(definition.diagram.replace(" xmlns:mandate=\"urn:mandate:bpmn:1.0\"", ""), before);
}

#[test]
fn service_levels_are_said_in_hours_and_names_of_steps() {
    let section = of_key("service-levels").expect("a section");
    let mut definition = library::one("service-request").expect("in the library").definition;
    let row = texts(&[
        "",
        "Fulfilled",
        "0,5",
        "support-hours",
        "check",
        "deliver",
        "Clarify with the user\nNowhere",
        "75, 90 %",
    ]);
    section.write(&mut definition, &[row]).expect("written");
    let one = &definition.service_levels[0];
    assert_eq!((one.key.as_str(), one.minutes, one.warn_at.as_slice()), ("s1", 30, [75, 90].as_slice()));
    assert_eq!(one.pauses_at, ["clarify", "Nowhere"], "what is no step is left for the check to tell");
    let again = section.rows(&definition);
    assert_eq!((again[0][2].as_str(), again[0][6].as_str()), ("0.5", "Clarify with the user\nNowhere"));
    for (hours, minutes) in [("-1", 0), ("1e300", 0), ("876000", 52_560_000), ("0.01", 1)] {
        let row = texts(&["s1", "Fulfilled", hours, "", "", "", "", ""]);
        section.write(&mut definition, &[row]).expect("written");
        assert_eq!(definition.service_levels[0].minutes, minutes, "{hours}");
    }
    let wrong = texts(&["s1", "Fulfilled", "8", "", "", "", "", "soon"]);
    assert!(section.write(&mut definition, &[wrong]).expect_err("refused")[0].sentence.contains("whole numbers"));
}
