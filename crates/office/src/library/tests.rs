use std::collections::BTreeMap;

use super::{FOLDERS, all};
use crate::definition::{Severity, files, from_files, lint};

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
