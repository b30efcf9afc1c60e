use std::collections::{BTreeMap, BTreeSet};

use super::{AREAS, Entry, FOLDERS, all};
use crate::definition::{Flow, MeasureKind, Severity, files, from_files, lint};

/// The processes of the library: folder and name.
const PROCESSES: [(&str, &str); 19] = [
    ("assess-maturity", "Assess maturity"),
    ("availability-and-continuity", "Service availability and continuity management"),
    ("capacity-management", "Capacity management"),
    ("change-enablement", "Change enablement"),
    ("configuration-management", "Configuration management"),
    ("continual-improvement", "Continual service improvement"),
    ("customer-relationship", "Customer relationship management"),
    ("improve-a-process", "Improve a process"),
    ("incident-management", "Incident management"),
    ("information-security", "Information security management"),
    ("problem-management", "Problem management"),
    ("publish-a-process", "Publish a process"),
    ("release-and-deployment", "Release and deployment management"),
    ("run-a-workshop", "Run a workshop"),
    ("service-level-management", "Service level management"),
    ("service-portfolio", "Service portfolio management"),
    ("service-reporting", "Service reporting"),
    ("service-request", "Service request"),
    ("supplier-management", "Supplier management"),
];

/// Requirements of FitSM-1, edition 3.0.1: group and how many it has. Source: FitSM-1 (2024), pages 4 to 12.
const FITSM: [(&str, usize); 21] = [
    ("GR1", 3),
    ("GR2", 4),
    ("GR3", 2),
    ("GR4", 2),
    ("GR5", 2),
    ("GR6", 2),
    ("GR7", 2),
    ("PR1", 4),
    ("PR2", 5),
    ("PR3", 3),
    ("PR4", 4),
    ("PR5", 4),
    ("PR6", 5),
    ("PR7", 6),
    ("PR8", 4),
    ("PR9", 6),
    ("PR10", 4),
    ("PR11", 5),
    ("PR12", 6),
    ("PR13", 6),
    ("PR14", 3),
];

/// Every requirement of FitSM-1 by its number, each once.
fn requirements() -> Vec<String> {
    FITSM.iter().flat_map(|(group, count)| (1..=*count).map(move |number| format!("{group}.{number}"))).collect()
}

#[test]
fn every_folder_reads_without_an_error() {
    for (key, folder) in FOLDERS {
        let folder: BTreeMap<String, Vec<u8>> =
            folder.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
        let problems = from_files(&folder).err().unwrap_or_default();
        assert!(problems.is_empty(), "{key}: {}", problems[0]);
    }
    let entries = all();
    let shipped: Vec<(&str, &str)> = entries.iter().map(|entry| (entry.key, entry.definition.name.as_str())).collect();
    assert_eq!(shipped, PROCESSES);
}

#[test]
fn every_process_is_shown_in_one_area() {
    let mut shown: Vec<&str> = AREAS.iter().flat_map(|(_, keys)| keys.iter().copied()).collect();
    shown.sort_unstable();
    assert_eq!(shown, PROCESSES.map(|(key, _)| key));
}

#[test]
fn every_process_lints_without_a_finding_above_a_hint() {
    for entry in all() {
        let findings: Vec<String> = lint(&entry.definition)
            .into_iter()
            .filter(|finding| finding.severity != Severity::Info)
            .map(|finding| format!("{}: {}", finding.rule, finding.message))
            .collect();
        assert_eq!(findings, Vec::<String>::new(), "{}", entry.key);
    }
}

#[test]
fn every_folder_is_canonical_to_the_byte() {
    for (key, folder) in FOLDERS {
        let folder: BTreeMap<String, Vec<u8>> =
            folder.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
        let written = files(&from_files(&folder).expect(key));
        let paths: Vec<&String> = written.keys().collect();
        assert_eq!(paths, folder.keys().collect::<Vec<_>>(), "{key}");
        for (path, bytes) in &written {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(bytes), text(&folder[path]), "{key}/{path}");
        }
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
fn what_one_process_gives_the_other_receives_in_the_same_words() {
    let entries = all();
    for entry in entries {
        for interface in &entry.definition.interfaces {
            let other = entries.iter().find(|one| one.definition.name == interface.process);
            let other = other.unwrap_or_else(|| panic!("{}: no process {}", entry.key, interface.process));
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
fn every_requirement_that_a_process_names_exists_and_is_named_once() {
    let known = requirements();
    assert_eq!(known.len(), 82);
    for Entry { key, definition } in all() {
        let mut told = BTreeSet::new();
        for one in &definition.mappings {
            let exists = match one.framework.as_str() {
                "FitSM-1:2024" => known.contains(&one.reference),
                "ISO/IEC 20000-1:2018" => one.reference.split('.').all(|part| part.parse::<u8>().is_ok()),
                _ => false,
            };
            assert!(exists, "{key}: {} {}", one.framework, one.reference);
            assert!(told.insert((&one.framework, &one.reference)), "{key}: {} twice", one.reference);
        }
    }
}

#[test]
fn every_requirement_of_the_fourteen_processes_is_answered_by_one_of_ours() {
    let entries = all();
    let answered: BTreeSet<&str> =
        entries.iter().flat_map(|entry| &entry.definition.mappings).map(|one| one.reference.as_str()).collect();
    let open: Vec<String> =
        requirements().into_iter().filter(|one| one.starts_with("PR") && !answered.contains(one.as_str())).collect();
    assert_eq!(open, Vec::<String>::new());
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
