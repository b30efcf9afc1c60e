use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Check, Checked, run};

const PROCESS: &str = "name = \"Incident\"\n";

fn library(key: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library").join(key)
}

fn check(folders: Vec<PathBuf>, strict: bool) -> Checked {
    run(&Check { folders, strict }).expect("the folders can be read")
}

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn folder(files: &[(&str, &[u8])]) -> Folder {
    let folder = Folder(std::env::temp_dir().join(format!("mandate-check-{}", uuid::Uuid::now_v7())));
    for (path, bytes) in files {
        let path = folder.0.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    folder
}

fn findings(checked: &Checked) -> &Vec<Value> {
    checked.value["folders"][0]["findings"].as_array().expect("findings")
}

#[test]
fn the_processes_of_the_library_pass_even_a_strict_check() {
    let keys: Vec<&str> = crate::library::all().iter().map(|entry| entry.key).collect();
    let checked = check(keys.iter().map(|key| library(key)).collect(), true);
    assert!(checked.passed, "{}", checked.sentences);
    for (at, key) in keys.iter().enumerate() {
        assert_eq!(checked.value["folders"][at]["errors"], 0, "{key}");
        assert_eq!(checked.value["folders"][at]["warnings"], 0, "{key}");
    }
}

#[test]
fn warnings_fail_only_when_strict() {
    let mut doubtful = crate::library::one("incident-management").expect("in the library").definition;
    doubtful.interfaces[0].confirmed = false;
    let files = crate::definition::files(&doubtful);
    let entries: Vec<(&str, &[u8])> = files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    let folder = folder(&entries);
    assert!(check(vec![folder.0.clone()], false).passed);
    let strict = check(vec![folder.0.clone()], true);
    assert!(!strict.passed);
    assert!(strict.sentences.contains("process.toml: warning: "), "{}", strict.sentences);
}

#[test]
fn a_broken_file_is_named_with_its_line_and_what_to_do() {
    let cases: [(&str, &[u8], Option<u64>, &str); 5] = [
        ("process.toml", b"name = \"Incident\"\npurpose = \n", Some(2), "Write it as in"),
        ("process.toml", b"name = \"\xff\"\n", Some(1), "Save it as UTF-8."),
        ("diagram.bpmn", b"<definitions>\n<oops\n", Some(2), "export it again"),
        ("notes.txt", b"hello", None, "Remove it from the folder."),
        ("activities/a b.md", b"+++\n+++\n", None, "Name the file by the id"),
    ];
    for (path, bytes, line, remedy) in cases {
        let files: Vec<(&str, &[u8])> = vec![("process.toml", PROCESS.as_bytes()), (path, bytes)];
        let checked = check(vec![folder(&files).0.clone()], false);
        assert!(!checked.passed, "{path}");
        let finding = &findings(&checked)[0];
        assert_eq!(finding["file"], path);
        assert_eq!(finding["line"].as_u64(), line, "{path}: {finding}");
        assert!(finding["remedy"].as_str().expect("a remedy").contains(remedy), "{path}: {finding}");
    }
}

#[test]
fn a_folder_without_a_manifest_says_so_and_one_without_a_diagram_too() {
    let empty = check(vec![folder(&[("raci.csv", b"activity\n")]).0.clone()], false);
    assert!(empty.sentences.contains("process.toml: error: The manifest is missing."), "{}", empty.sentences);
    let thin = check(vec![folder(&[("process.toml", PROCESS.as_bytes())]).0.clone()], false);
    assert!(!thin.passed);
    assert!(thin.sentences.contains("diagram.bpmn: error: There is no diagram yet. [diagram-missing]"));
}

#[test]
fn findings_point_to_the_file_in_which_they_are_mended() {
    let source = library("service-request");
    let diagram = fs::read_to_string(source.join("diagram.bpmn")).expect("a diagram");
    let manifest = fs::read(source.join("process.toml")).expect("a manifest");
    let checked =
        check(vec![folder(&[("process.toml", &manifest), ("diagram.bpmn", diagram.as_bytes())]).0.clone()], false);
    let places: Vec<(&str, &str)> = findings(&checked)
        .iter()
        .map(|finding| (finding["rule"].as_str().expect("a rule"), finding["file"].as_str().expect("a file")))
        .collect();
    assert!(places.contains(&("raci-no-accountable", "raci.csv")), "{places:?}");
    let details = places.iter().find(|(rule, _)| *rule == "activity-without-details").expect("missing details");
    assert!(details.1.starts_with("activities/"), "{details:?}");
}

#[test]
fn what_an_editor_or_git_keeps_beside_the_files_is_left_out() {
    let files: [(&str, &[u8]); 3] = [("process.toml", PROCESS.as_bytes()), (".git/config", b"x"), (".note.swp", b"x")];
    let checked = check(vec![folder(&files).0.clone()], false);
    assert!(findings(&checked).iter().all(|finding| finding["rule"] != "file"), "{}", checked.sentences);
}

#[test]
fn a_path_that_is_no_folder_is_refused() {
    let refused = run(&Check { folders: vec![library("nothing-here")], strict: false });
    assert!(refused.expect_err("no folder").contains("is no folder. Name the folder that holds process.toml."));
}

#[test]
fn a_file_that_is_too_large_is_not_read_to_its_end() {
    let large = vec![b'x'; super::DOCUMENT_BYTES + 10];
    let files: [(&str, &[u8]); 2] = [("process.toml", PROCESS.as_bytes()), ("diagram.bpmn", &large)];
    let checked = check(vec![folder(&files).0.clone()], false);
    assert!(checked.sentences.contains("diagram.bpmn: error: The file is larger than 4096 KiB."));
}
