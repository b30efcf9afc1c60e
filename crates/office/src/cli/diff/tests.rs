use std::fs;
use std::path::{Path, PathBuf};

use super::{Diff, run};
use crate::definition::files;

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn folder() -> Folder {
    let folder = Folder(std::env::temp_dir().join(format!("mandate-diff-{}", uuid::Uuid::now_v7())));
    fs::create_dir_all(&folder.0).expect("a folder");
    folder
}

fn library(key: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library").join(key)
}

fn diff(old: &Path, new: &Path) -> (String, serde_json::Value) {
    run(&Diff { old: old.to_owned(), new: new.to_owned() }).expect("compared")
}

#[test]
fn two_folders_are_compared_in_plain_words_with_class_and_roles() {
    let folder = folder();
    let incident = library("incident-management");
    let mut newer = crate::cli::folder::definition(&incident).expect("a definition").0;
    newer.policies[0].statement = "Everybody is called back.".to_owned();
    newer.purpose.push_str(" Always.");
    for (path, bytes) in files(&newer) {
        let file = folder.0.join(path);
        fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
        fs::write(file, bytes).expect("a file");
    }
    let (sentences, value) = diff(&incident, &folder.0);
    assert!(sentences.contains("minor: The purpose was “"), "{sentences}");
    assert!(sentences.contains("major: Policy"), "{sentences}");
    assert!(sentences.contains("changes, together major."), "{sentences}");
    assert_eq!(value["class"], "major");
    let (sentences, value) = diff(&incident, &incident);
    assert_eq!(sentences, "Nothing changed.");
    assert!(value["class"].is_null());
}

#[test]
fn two_diagrams_or_a_diagram_and_a_folder_are_compared() {
    let folder = folder();
    let incident = library("incident-management");
    let text = fs::read_to_string(incident.join("diagram.bpmn")).expect("a diagram");
    let mut diagram = bpmn::Diagram::parse(&text).expect("a diagram");
    let id = diagram.nodes().iter().find(|node| node.is_activity()).expect("an activity").id.clone();
    diagram.rename(&id, "Take the call").expect("renamed");
    let file = folder.0.join("x.bpmn");
    fs::write(&file, diagram.bytes()).expect("a file");
    for old in [incident.clone(), incident.join("diagram.bpmn")] {
        let (sentences, value) = diff(&old, &file);
        assert!(sentences.contains("is now called \"Take the call\"."), "{sentences}");
        assert_eq!(value["changes"].as_array().map(Vec::len), Some(1));
    }
}
