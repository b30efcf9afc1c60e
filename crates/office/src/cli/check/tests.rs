use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Check, Checked, run};
use crate::definition::limits::DOCUMENT_BYTES;

const PROCESS: &str = "name = \"Incident\"\n";

fn library(key: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../library").join(key)
}

fn check(folders: Vec<PathBuf>, strict: bool) -> Checked {
    run(&Check { paths: folders, strict, rules: None }).expect("the folders can be read")
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
    let refused = run(&Check { paths: vec![library("nothing-here")], strict: false, rules: None });
    assert!(refused.expect_err("no folder").contains("is no folder and no .bpmn file. Name the folder"));
}

#[test]
fn a_file_that_is_too_large_is_not_read_to_its_end() {
    let large = vec![b'x'; DOCUMENT_BYTES + 10];
    let files: [(&str, &[u8]); 2] = [("process.toml", PROCESS.as_bytes()), ("diagram.bpmn", &large)];
    let checked = check(vec![folder(&files).0.clone()], false);
    assert!(checked.sentences.contains("diagram.bpmn: error: The file is larger than 4096 KiB."));
}

#[test]
fn a_diagram_is_checked_at_its_lines_and_what_other_tools_wrote_is_listed() {
    let text = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:v=\"urn:v\">\n<process id=\"p\">\n\
                <task id=\"a\" name=\"Check it\" v:x=\"1\"/>\n</process></definitions>";
    let folder = folder(&[("x.bpmn", text.as_bytes())]);
    let checked = check(vec![folder.0.join("x.bpmn")], false);
    assert!(!checked.passed);
    assert!(checked.sentences.contains("x.bpmn:3: error: "), "{}", checked.sentences);
    assert!(checked.sentences.contains("Kept without being understood: @v:x ×1."), "{}", checked.sentences);
    let broken = folder.0.join("y.bpmn");
    fs::write(&broken, text.replace("</process>", "</proces>")).expect("a file");
    let checked = check(vec![broken], false);
    assert!(checked.sentences.contains("y.bpmn:4: error: "), "{}", checked.sentences);
}

#[test]
fn the_office_weights_rules_in_a_file_beside_the_folder() {
    let decided = b"[rules.start-event-required]\nseverity = \"off\"\nreason = \"Drafts of a workshop.\"\n\
                    [rules.end-event-required]\nseverity = \"hint\"\nreason = \"The same.\"\n";
    let text = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\">\
                <task id=\"a\" name=\"Check it\"/></process></definitions>";
    let folder = folder(&[("lint.toml", decided), ("x.bpmn", text.as_bytes())]);
    let checked = check(vec![folder.0.join("x.bpmn")], false);
    let rules: Vec<(&str, &str)> = findings(&checked)
        .iter()
        .map(|finding| (finding["rule"].as_str().expect("a rule"), finding["severity"].as_str().expect("a severity")))
        .collect();
    assert!(rules.contains(&("end-event-required", "info")), "{rules:?}");
    assert!(rules.iter().all(|(rule, _)| *rule != "start-event-required"), "{rules:?}");
    assert!(checked.sentences.contains("1 finding switched off (start-event-required): Drafts of a workshop."));
    fs::write(folder.0.join("lint.toml"), "[rules.nonsense]\nseverity = \"off\"\nreason = \"x\"\n").expect("a file");
    let refused = run(&Check { paths: vec![folder.0.join("x.bpmn")], strict: false, rules: None });
    assert!(refused.expect_err("no such rule").contains("line 1: There is no rule “nonsense”."));
}

#[test]
fn the_answer_for_code_hosts_names_file_line_rule_and_level() {
    let text = "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n<process id=\"p\">\n\
                <task id=\"a\" name=\"Check it\"/>\n</process></definitions>";
    let folder = folder(&[("a b.bpmn", text.as_bytes())]);
    let sarif = check(vec![folder.0.join("a b.bpmn")], false).sarif;
    assert_eq!((sarif["version"].as_str(), sarif["runs"].as_array().map(Vec::len)), (Some("2.1.0"), Some(1)));
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(!results.is_empty());
    for result in results {
        let at = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[at]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().expect("a level")));
        assert!(!result["message"]["text"].as_str().expect("a text").is_empty());
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().expect("an address");
        assert!(uri.starts_with("file:///") && uri.ends_with("/a%20b.bpmn"), "{uri}");
        assert!(location["region"].is_null() || location["region"]["startLine"].as_u64().expect("a line") > 0);
    }
    let dead_end = results.iter().find(|result| result["ruleId"] == "dead-end").expect("a dead end");
    assert_eq!(dead_end["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
}
