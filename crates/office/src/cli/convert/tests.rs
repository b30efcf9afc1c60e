use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Convert, Engine, run};

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn folder() -> Folder {
    let folder = Folder(std::env::temp_dir().join(format!("mandate-convert-{}", uuid::Uuid::now_v7())));
    fs::create_dir_all(&folder.0).expect("a folder");
    folder
}

fn library(key: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library").join(key)
}

fn convert(from: &Path, to: &Path) -> Result<String, String> {
    run(&Convert { from: from.to_owned(), to: to.to_owned(), replace: false, engine: None })
        .map(|(sentences, _)| sentences)
}

/// Every file of a folder by its path inside.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for path in fs::read_dir(next).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                waiting.push(path);
            } else {
                let inside = path.strip_prefix(folder).expect("inside").to_owned();
                found.insert(inside, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn a_canonical_folder_comes_out_byte_for_byte() {
    let folder = folder();
    let first = folder.0.join("first");
    convert(&library("incident-management"), &first).expect("converted");
    convert(&first, &folder.0.join("second")).expect("converted");
    assert!(contents(&first) == contents(&folder.0.join("second")));
}

#[test]
fn a_diagram_comes_out_byte_for_byte_as_a_file_and_out_of_its_folder() {
    let folder = folder();
    let original = library("incident-management").join("diagram.bpmn");
    let bytes = fs::read(&original).expect("a diagram");
    for (from, to) in [(original.as_path(), "copy.bpmn"), (&folder.0.join("copy.bpmn"), "made")] {
        convert(from, &folder.0.join(to)).expect("converted");
    }
    convert(&folder.0.join("made"), &folder.0.join("back.bpmn")).expect("converted");
    assert!(fs::read(folder.0.join("copy.bpmn")).expect("a file") == bytes);
    assert!(fs::read(folder.0.join("back.bpmn")).expect("a file") == bytes);
    let made = crate::cli::folder::definition(&folder.0.join("made")).expect("a definition").0;
    assert!(!made.roles.is_empty() && !made.raci.is_empty() && !made.name.is_empty());
}

#[test]
fn what_has_no_place_in_a_diagram_is_said() {
    let folder = folder();
    let told = convert(&library("incident-management"), &folder.0.join("x.bpmn")).expect("converted");
    assert!(told.contains("A BPMN file holds the diagram alone. The folder keeps "), "{told}");
}

#[test]
fn what_exists_stays_and_what_cannot_be_read_is_refused() {
    let folder = folder();
    let taken = folder.0.join("taken");
    fs::create_dir_all(&taken).expect("a folder");
    fs::write(taken.join("mine.txt"), "mine").expect("a file");
    let incident = library("incident-management");
    let refused = convert(&incident, &taken).expect_err("not empty");
    assert!(refused.ends_with("exists and is not an empty folder. Name another."), "{refused}");
    let file = folder.0.join("x.bpmn");
    convert(&incident, &file).expect("converted");
    assert!(convert(&incident, &file).expect_err("exists").contains("add --replace"));
    run(&Convert { from: incident, to: file.clone(), replace: true, engine: None }).expect("replaced");
    fs::write(&file, "<definitions").expect("a file");
    let refused = convert(&file, &folder.0.join("new")).expect_err("no XML");
    assert!(refused.contains("line 1") && !folder.0.join("new").exists(), "{refused}");
    assert!(convert(&folder.0.join("gone"), &folder.0.join("new")).expect_err("gone").contains("is no folder"));
}

#[test]
fn a_definition_comes_out_for_another_engine_with_its_people_its_forms_and_a_report() {
    let folder = folder();
    let from = library("incident-management");
    let convert = |engine: Engine, to: &Path, replace: bool| {
        run(&Convert { from: from.clone(), to: to.to_owned(), replace, engine: Some(engine) })
    };
    let to = folder.0.join("eight.bpmn");
    let (told, value) = convert(Engine::Camunda8, &to, false).expect("converted");
    let text = fs::read_to_string(&to).expect("a diagram");
    assert!(
        text.contains("zeebe:assignmentDefinition candidateGroups=") && text.contains("formId=\"report\""),
        "{text}"
    );
    let form = fs::read_to_string(folder.0.join("report.form")).expect("a form");
    assert!(form.contains("\"schemaVersion\"") && told.contains("report.form is written."), "{told}");
    assert_eq!(value["engine"], "camunda8");
    assert!(convert(Engine::Camunda8, &to, false).expect_err("it exists").contains("--replace"));
    convert(Engine::Operaton, &to, true).expect("replaced");
    let text = fs::read_to_string(&to).expect("a diagram");
    assert!(text.contains("camunda:candidateGroups=") && text.contains("camunda:formField id=\"what\""), "{text}");
    assert!(
        convert(Engine::Operaton, &folder.0.join("folder"), false).expect_err("a folder").contains("no .bpmn file")
    );
}
