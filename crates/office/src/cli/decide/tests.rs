use std::fs;
use std::path::PathBuf;

use clap::Parser;
use serde_json::Value;

use super::{Decide, Told, run};
use crate::clock::{Clock, Time};

/// Priority by impact and urgency; impact 3 with urgency 3 is forgotten.
const MODEL: &str = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="n" name="m">
<inputData id="i" name="Impact"><variable name="Impact" typeRef="number"/></inputData>
<decision id="d" name="Priority"><variable name="Priority"/>
<informationRequirement><requiredInput href="#i"/></informationRequirement>
<decisionTable><input label="Impact"><inputExpression typeRef="number"><text>Impact</text></inputExpression>
<inputValues><text>1, 2, 3</text></inputValues></input><output name="priority"/>
<rule><inputEntry><text>1</text></inputEntry><outputEntry><text>0.1234567890123456789012345</text></outputEntry></rule>
<rule><inputEntry><text>2</text></inputEntry><outputEntry><text>2 / 0</text></outputEntry></rule>
</decisionTable></decision></definitions>"##;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    decide: Decide,
}

/// A folder of its own that is removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn folder(files: &[(&str, &str)]) -> Folder {
    let folder = Folder(std::env::temp_dir().join(format!("mandate-decide-{}", uuid::Uuid::now_v7())));
    fs::create_dir_all(&folder.0).expect("a folder");
    for (name, text) in files {
        fs::write(folder.0.join(name), text).expect("a file");
    }
    folder
}

fn decide(arguments: &[&str]) -> Result<Told, String> {
    let line = Line::try_parse_from(std::iter::once(&"decide").chain(arguments)).map_err(|error| error.to_string())?;
    run(&line.decide, &Clock::set(Time(0)))
}

fn json(told: &Told) -> Value {
    serde_json::from_str(&told.json).expect("JSON")
}

#[test]
fn a_decision_is_made_with_all_digits_and_its_rules_are_told() {
    let folder = folder(&[("m.dmn", MODEL)]);
    let file = folder.0.join("m.dmn");
    let file = file.to_str().expect("a path");
    let told = decide(&[file, "--input", r#"{"Impact": 1}"#, "--why"]).expect("a decision");
    assert_eq!(told.sentences, "0.1234567890123456789012345\nwhy: Priority (UNIQUE): rule 1 matched for Impact = 1");
    assert!(told.json.contains(r#""result":0.1234567890123456789012345,"#), "{}", told.json);
    assert_eq!(json(&told)["why"][0]["rules"][0], 1);
    let told = decide(&[file, "--decision", "Priority", "--input", r#"{"Impact": 2}"#]).expect("a decision");
    assert_eq!(json(&told)["result"], Value::Null);
    assert!(told.sentences.contains("\"Priority\", rule 2, output \"priority\""), "{}", told.sentences);
}

#[test]
fn what_cannot_be_decided_is_told_with_what_could_be() {
    let folder = folder(&[("m.dmn", MODEL), ("broken.dmn", "<a>")]);
    let file = |name: &str| folder.0.join(name).to_str().expect("a path").to_owned();
    let cases = [
        (
            vec![file("m.dmn"), "--decision".to_owned(), "Nothing".to_owned()],
            "It has “Priority”; its inputs are “Impact” (number).",
        ),
        (vec![file("broken.dmn")], "not well-formed XML"),
        (vec![file("none.dmn")], "none.dmn"),
        (vec![file("m.dmn"), "--input".to_owned(), "[1]".to_owned()], "must be a JSON object"),
        (vec![file("m.dmn"), "--input".to_owned(), "{".to_owned()], "--input is not JSON: line 1"),
        (vec!["--expression".to_owned(), "1 +".to_owned()], "character 4: a value is missing"),
        (vec!["--tck".to_owned(), folder.0.to_str().expect("a path").to_owned()], "holds no test cases"),
    ];
    for (arguments, part) in cases {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let refused = decide(&arguments).expect_err("nothing to decide");
        assert!(refused.contains(part), "{arguments:?}: {refused}");
    }
}

#[test]
fn a_table_with_a_gap_fails_with_an_example() {
    let folder = folder(&[("m.dmn", MODEL)]);
    let file = folder.0.join("m.dmn");
    let told = decide(&[file.to_str().expect("a path"), "--tables"]).expect("a report");
    assert!(!told.passed);
    assert!(told.sentences.contains("No rule matches when Impact is 3; for example Impact = 3."), "{}", told.sentences);
    assert_eq!(json(&told)["tables"][0]["gaps"][0]["example"]["Impact"], 3);
}

#[test]
fn an_expression_has_its_inputs_as_variables_and_the_clock_of_the_machine() {
    let told = decide(&["--expression", "unit price * 2", "--input", r#"{"unit price": 1.1}"#]).expect("a value");
    assert_eq!((told.sentences.as_str(), told.passed), ("2.2", true));
    assert_eq!(decide(&["--expression", "today()"]).expect("a value").sentences, "1970-01-01");
    let told = decide(&["--expression", "1 + nobody"]).expect("a value");
    assert!(told.sentences.contains("character 5: nothing here is called \"nobody\""), "{}", told.sentences);
}

#[test]
fn test_cases_say_which_failed_and_why() {
    let cases = r#"<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xmlns:xsd="http://www.w3.org/2001/XMLSchema"><modelName>m.dmn</modelName>
        <testCase id="1"><inputNode name="Impact"><value xsi:type="xsd:decimal">1</value></inputNode>
        <resultNode name="Priority"><expected><value xsi:type="xsd:decimal">0.12345678901</value></expected></resultNode></testCase>
        <testCase id="2"><inputNode name="Impact"><value xsi:type="xsd:decimal">1</value></inputNode>
        <resultNode name="Priority"><expected><value xsi:type="xsd:decimal">7</value></expected></resultNode></testCase></testCases>"#;
    let folder = folder(&[("m.dmn", MODEL), ("cases.xml", cases), ("other.xml", "<a/>")]);
    let told = decide(&["--tck", folder.0.to_str().expect("a path")]).expect("results");
    assert!(!told.passed);
    assert!(told.sentences.contains("case 2, Priority: expected 7, but the result is 0.123"), "{}", told.sentences);
    assert!(told.sentences.ends_with("1 passed, 1 failed, 0 not read."), "{}", told.sentences);
    let value = json(&told);
    assert_eq!((&value["passed"], &value["failed"]), (&Value::from(1), &Value::from(1)));
}
