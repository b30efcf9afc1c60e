use std::collections::BTreeMap;

use super::{Entry, FOLDERS, all};
use crate::definition::{Flow, MeasureKind, Severity, files, from_files, lint};

#[test]
fn every_folder_reads_without_an_error() {
    for (key, folder) in FOLDERS {
        let folder: BTreeMap<String, Vec<u8>> =
            folder.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
        let problems = from_files(&folder).err().unwrap_or_default();
        assert!(problems.is_empty(), "{key}: {}", problems[0]);
    }
    let keys: Vec<&str> = all().iter().map(|entry| entry.key).collect();
    assert_eq!(keys, vec!["change-enablement", "incident-management", "service-request"]);
}

#[test]
fn every_process_lints_without_an_error() {
    for entry in all() {
        let errors: Vec<String> = lint(&entry.definition)
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error)
            .map(|finding| finding.message)
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{}", entry.key);
    }
}

#[test]
fn every_process_survives_its_folder_and_can_be_mined_against() {
    for entry in all() {
        assert_eq!(from_files(&files(&entry.definition)).expect(entry.key), entry.definition);
        let diagram = entry.definition.flow().expect("a diagram");
        assert!(bpmn::net(&diagram).is_ok(), "{}", entry.key);
        assert!((8..=14).contains(&entry.definition.steps().len()), "{}", entry.key);
    }
}

#[test]
fn the_warnings_that_are_left_are_known_and_few() {
    // Problem management is not in the library, so nobody there could agree.
    let expected = [("incident-management", "interface-one-sided")];
    let entries = all();
    let found: Vec<(&str, &str)> = entries
        .iter()
        .flat_map(|entry| lint(&entry.definition).into_iter().map(|finding| (entry.key, finding)))
        .filter(|(_, finding)| finding.severity != Severity::Info)
        .map(|(key, finding)| (key, finding.rule))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn what_one_process_gives_the_other_receives_in_the_same_words() {
    let entries = all();
    for entry in &entries {
        for interface in &entry.definition.interfaces {
            let Some(other) = entries.iter().find(|one| one.definition.name == interface.process) else { continue };
            let way_back = if interface.flow == Flow::Gives { Flow::Receives } else { Flow::Gives };
            let mut mirrored = interface.clone();
            mirrored.process.clone_from(&entry.definition.name);
            mirrored.flow = way_back;
            assert!(other.definition.interfaces.contains(&mirrored), "{}: {}", other.key, interface.what);
        }
    }
}

#[test]
fn every_process_is_complete_enough_to_be_believed() {
    for Entry { key, definition } in all() {
        let lengths = [
            ("objectives", definition.objectives.len()),
            ("triggers", definition.triggers.len()),
            ("inputs", definition.inputs.len()),
            ("outputs", definition.outputs.len()),
            ("roles", definition.roles.len()),
            ("policies", definition.policies.len()),
            ("controls", definition.controls.len()),
            ("risks", definition.risks.len()),
            ("measures", definition.measures.len()),
            ("interfaces", definition.interfaces.len()),
            ("requirements", definition.requirements.len()),
            ("glossary", definition.glossary.len()),
            ("mappings", definition.mappings.len()),
        ];
        for (field, length) in lengths {
            assert!(length >= 2, "{key}: {field}");
        }
        for (id, name) in definition.steps() {
            let details = definition.activities.get(&id).unwrap_or_else(|| panic!("{key}: {name} has details"));
            let is_told =
                !details.tool.is_empty() && !details.record.is_empty() && details.process_time_minutes.is_some();
            assert!(is_told, "{key}: {name}");
        }
        let computed = definition.measures.iter().filter(|measure| measure.kind != MeasureKind::Other).count();
        assert!(computed >= 3, "{key}: measures that a log can tell");
        assert!(definition.mappings.iter().any(|one| one.framework == "FitSM-1:2024"), "{key}");
    }
}

#[test]
fn no_text_is_that_of_a_framework_that_may_not_be_copied() {
    for (key, folder) in FOLDERS {
        for (path, bytes) in *folder {
            let text = String::from_utf8_lossy(bytes);
            for mark in ["ITIL", "COBIT", "AXELOS", "shall "] {
                assert!(!text.contains(mark), "{key}/{path}: {mark}");
            }
        }
    }
}
