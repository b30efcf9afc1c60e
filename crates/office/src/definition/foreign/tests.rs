use std::path::PathBuf;

use super::from_bpmn;
use crate::definition::{Definition, Flow, files, from_files};

/// The `.bpmn` files of a folder of test data; says so when there is none.
fn models(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::env::var_os("MANDATE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let folder = root.join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no test data at {}", folder.display());
        return Vec::new();
    };
    let paths =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "bpmn"));
    let mut found: Vec<(String, Vec<u8>)> = paths
        .map(|path| {
            (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), std::fs::read(&path).unwrap())
        })
        .collect();
    found.sort();
    found
}

fn taken(text: &str) -> Definition {
    from_bpmn("x.bpmn", text.as_bytes(), "x").unwrap().definition
}

const MODEL: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:v=\"urn:vendor\" targetNamespace=\"urn:test\">
  <collaboration id=\"c\">
    <participant id=\"own\" name=\"Service desk\" processRef=\"p\"/><participant id=\"user\" name=\"User\"/>
    <messageFlow id=\"m1\" name=\"Report\" sourceRef=\"user\" targetRef=\"s\"/>
    <messageFlow id=\"m2\" name=\"Answer\" sourceRef=\"b\" targetRef=\"user\"/>
  </collaboration>
  <process id=\"p\" name=\"Incident  management\" v:owner=\"42\">
    <documentation>Restore service.</documentation>
    <laneSet id=\"ls\"><lane id=\"l1\" name=\"Agent\"><documentation>Takes calls.</documentation><flowNodeRef>s</flowNodeRef>
      <flowNodeRef>a</flowNodeRef></lane><lane id=\"l2\" name=\"Störungs-Team\"><flowNodeRef>b</flowNodeRef></lane></laneSet>
    <startEvent id=\"s\" name=\"Something broke\"/>
    <task id=\"a\" name=\"Record\"><documentation>1. Write it down.</documentation>
      <dataInputAssociation id=\"d1\"><sourceRef>catalogue</sourceRef><targetRef>x</targetRef></dataInputAssociation>
      <dataOutputAssociation id=\"d2\"><sourceRef>x</sourceRef><targetRef>record</targetRef></dataOutputAssociation></task>
    <task id=\"b\" name=\"Repair\">
      <dataInputAssociation id=\"d3\"><sourceRef>record</sourceRef><targetRef>y</targetRef></dataInputAssociation>
      <dataOutputAssociation id=\"d4\"><sourceRef>y</sourceRef><targetRef>report</targetRef></dataOutputAssociation></task>
    <dataObjectReference id=\"catalogue\" name=\"Catalogue\"/><dataObjectReference id=\"record\" name=\"Record\"/>
    <dataObjectReference id=\"report\" name=\"Report\"/>
  </process>
</definitions>
";

#[test]
fn what_the_file_says_lands_where_a_definition_has_a_place() {
    let definition = taken(MODEL);
    assert_eq!((definition.name.as_str(), definition.purpose.as_str()), ("Incident management", "Restore service."));
    assert_eq!(definition.triggers, ["Something broke"]);
    let roles: Vec<(&str, &str, &str)> = definition
        .roles
        .iter()
        .map(|role| (role.key.as_str(), role.name.as_str(), role.responsibility.as_str()))
        .collect();
    assert_eq!(roles, [("agent", "Agent", "Takes calls."), ("st_rungs_team", "Störungs-Team", "")]);
    assert_eq!((definition.raci["a"]["agent"].as_str(), definition.raci["b"]["st_rungs_team"].as_str()), ("R", "R"));
    assert_eq!(definition.activities["a"].steps, "1. Write it down.\n");
    assert_eq!(definition.activities["a"].record, "Record");
    let inputs: Vec<&str> = definition.inputs.iter().map(|input| input.name.as_str()).collect();
    let outputs: Vec<&str> = definition.outputs.iter().map(|output| output.name.as_str()).collect();
    assert_eq!((inputs, outputs), (vec!["Catalogue"], vec!["Report"]));
    let passed: Vec<(&str, Flow, &str)> =
        definition.interfaces.iter().map(|one| (one.process.as_str(), one.flow, one.what.as_str())).collect();
    assert_eq!(passed, [("User", Flow::Receives, "Report"), ("User", Flow::Gives, "Answer")]);
    assert_eq!(definition.diagram, MODEL, "the diagram itself is kept letter by letter");
}

#[test]
fn what_a_vendor_added_is_listed() {
    let notes = from_bpmn("x.bpmn", MODEL.as_bytes(), "x").unwrap().notes;
    let expected = "@v:owner is an extension of urn:vendor; it is kept as it is (once, first in line 8).";
    assert!(notes.iter().any(|note| note == expected), "{notes:?}");
}

#[test]
fn a_file_in_another_encoding_is_kept_in_utf_8_and_says_so() {
    let latin = MODEL.replace("encoding=\"UTF-8\"", "encoding='ISO-8859-1'");
    let bytes: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let imported = from_bpmn("x.bpmn", &bytes, "x").unwrap();
    assert_eq!(imported.definition.diagram, MODEL.replace("encoding=\"UTF-8\"", "encoding='UTF-8'"));
    assert!(imported.notes[0].contains("written in ISO-8859-1 and is kept in UTF-8"), "{:?}", imported.notes);
}

#[test]
fn a_file_that_cannot_be_read_is_refused_with_line_and_reason() {
    let error = from_bpmn("x.bpmn", MODEL.replace("<process ", "<proces ").as_bytes(), "x").unwrap_err();
    let told = error.to_string();
    assert!(told.starts_with("x.bpmn, line ") && told.contains("process"), "{told}");
    let other = from_bpmn("x.bpmn", b"<html/>", "x").unwrap_err().to_string();
    assert!(other.contains("line 1") && other.contains("\"html\", not \"definitions\""), "{other}");
}

#[test]
fn every_reference_model_becomes_a_folder_and_its_diagram_comes_back() {
    for (name, bytes) in models("bpmn-miwg") {
        let imported = from_bpmn(&name, &bytes, "Without a name").unwrap_or_else(|error| panic!("{error}"));
        let folder = files(&imported.definition);
        let again = from_files(&folder).unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
        assert_eq!(again, imported.definition, "{name}");
        let original = bpmn::Diagram::read(&bytes).unwrap();
        assert_eq!(bpmn::Diagram::parse(&again.diagram).unwrap().nodes(), original.nodes(), "{name}");
        println!("{name}: {}", imported.notes.join(" "));
    }
}
