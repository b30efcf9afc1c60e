use super::{Logic, Made, Sheet, SheetInput, SheetOutput, SheetRule, quoted, unquoted};
use crate::{HitPolicy, Model, Request, Value};

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

/// Priority from impact and urgency.
fn priority() -> Sheet {
    let input = |name: &str| SheetInput { expression: name.into(), kind: "string".into(), ..SheetInput::default() };
    let rule = |cells: &[&str], answer: &str| SheetRule {
        inputs: texts(cells),
        outputs: texts(&[answer]),
        ..SheetRule::default()
    };
    Sheet {
        hit_policy: HitPolicy::Unique,
        aggregation: None,
        inputs: vec![
            SheetInput { label: "Who is held up & how".into(), allowed: "\"high\", \"low\"".into(), ..input("impact") },
            input("how urgent"),
        ],
        outputs: vec![SheetOutput { name: "priority".into(), kind: "string".into(), ..SheetOutput::default() }],
        rules: vec![
            SheetRule { note: "Wake somebody <now>.".into(), ..rule(&["\"high\"", "\"high\""], "\"P1\"") },
            rule(&["\"high\"", "not(\"high\")"], "\"P2\""),
            rule(&["\"low\"", "-"], "\"P3\""),
        ],
    }
}

fn table_of(text: &str, id: &str) -> Sheet {
    let made = Made::all(text).unwrap();
    match &made.iter().find(|one| one.id == id).unwrap().logic {
        Logic::Table(sheet) => sheet.clone(),
        other => panic!("{other:?}"),
    }
}

/// Without the ids, which writing gives.
fn nameless(mut sheet: Sheet) -> Sheet {
    sheet.inputs.iter_mut().for_each(|one| one.id.clear());
    sheet.outputs.iter_mut().for_each(|one| one.id.clear());
    sheet.rules.iter_mut().for_each(|one| one.id.clear());
    sheet
}

fn decided(text: &str, inputs: &str) -> String {
    let model = Model::read(text, &[]).unwrap();
    assert!(model.flaws().is_empty(), "{:?}\n{text}", model.flaws());
    let Value::Context(inputs) = Value::from_json(inputs).unwrap() else { panic!("{inputs}") };
    let request = Request { inputs: (*inputs).clone(), ..Request::default() };
    model.decide(model.top().unwrap(), &request).unwrap().value.to_string()
}

#[test]
fn a_table_that_is_written_is_read_again_and_decides() {
    let text = priority().document("priority", "Priority", "How soon?");
    assert_eq!(nameless(table_of(&text, "priority")), priority());
    assert_eq!(decided(&text, r#"{"impact": "high", "how urgent": "low"}"#), "\"P2\"");
    assert_eq!(decided(&text, r#"{"impact": "low"}"#), "\"P3\"");
    assert_eq!(Made::all(&text).unwrap()[0].question, "How soon?");
    assert_eq!(Made::all(&text).unwrap()[0].requires, ["impact", "how urgent"]);
    let read = table_of(&text, "priority");
    assert_eq!(read.write_into(&text, "priority").unwrap(), text, "what does not change is the same to the byte");
}

#[test]
fn hostile_texts_stay_within_their_places() {
    for hostile in ["</text><x/>", "a\"b'c", "]]>", "<!--", "&amp;", "\u{0}\u{1b}x", "{{7*7}}", "a\nb\tc"] {
        let mut sheet = priority();
        sheet.rules[0].note = hostile.into();
        sheet.inputs[0].label = hostile.into();
        sheet.rules[1].inputs[0] = hostile.into();
        let text = sheet.document(hostile, hostile, hostile);
        let made = Made::all(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert!(matches!(made[0].logic, Logic::Table(_)), "{hostile}");
        let kept = hostile.replace(['\u{0}', '\u{1b}'], "");
        let Logic::Table(read) = &made[0].logic else { unreachable!() };
        assert_eq!(read.rules[0].note, kept.trim());
        assert_eq!(read.rules[1].inputs[0], kept.trim());
    }
}

#[test]
fn columns_and_rules_come_go_and_move() {
    let text = priority().document("priority", "Priority", "");
    let mut sheet = table_of(&text, "priority");
    sheet.rules.swap(0, 2);
    sheet.rules.remove(1);
    sheet.inputs.remove(1);
    sheet.rules.iter_mut().for_each(|rule| drop(rule.inputs.remove(1)));
    sheet.inputs.push(SheetInput { expression: "users".into(), kind: "number".into(), ..SheetInput::default() });
    sheet.rules[0].inputs.push("> 10".into());
    sheet.rules[1].inputs.push("<= 10".into());
    sheet.hit_policy = HitPolicy::First;
    let again = sheet.write_into(&text, "priority").unwrap();
    assert_eq!(nameless(table_of(&again, "priority")), nameless(sheet));
    assert!(again.contains("hitPolicy=\"FIRST\"") && !again.contains("how urgent"), "{again}");
    assert_eq!(Made::all(&again).unwrap()[0].requires, ["impact", "users"]);
    assert_eq!(decided(&again, r#"{"impact": "low", "users": 20}"#), "\"P3\"");
    let mut kinds = table_of(&again, "priority");
    kinds.inputs[1].kind = "string".into();
    let model = Model::read(&kinds.write_into(&again, "priority").unwrap(), &[]).unwrap();
    assert_eq!(model.inputs()[1].kind(), "string", "the input has the type of its column");
}

/// A model as another tool writes it: a prefix, a drawing, extensions, a comment, a second decision and a boxed context.
const FOREIGN: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:di="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:v="urn:vendor" id="m" name="M" namespace="urn:m">
    <!-- by hand -->
    <dmn:inputData id="a" name="Age"><dmn:variable id="av" name="Age" typeRef="number"/></dmn:inputData>
    <dmn:inputData id="s" name="Sex"><dmn:variable id="sv" name="Sex" typeRef="string"/></dmn:inputData>
    <dmn:decision id="rate" name="Rate" v:colour="red">
        <dmn:variable id="rv" name="Rate" typeRef="number"/>
        <dmn:informationRequirement id="r1"><dmn:requiredInput href="#a"/></dmn:informationRequirement>
        <dmn:informationRequirement id="r2"><dmn:requiredInput href="#s"/></dmn:informationRequirement>
        <dmn:decisionTable id="t" hitPolicy="UNIQUE" v:width="3">
            <dmn:extensionElements><v:x/></dmn:extensionElements>
            <dmn:input id="i1" v:width="9"><dmn:inputExpression id="e1" typeRef="number"><dmn:text>Age</dmn:text></dmn:inputExpression></dmn:input>
            <dmn:input id="i2"><dmn:inputExpression id="e2" typeRef="string"><dmn:text>Sex</dmn:text></dmn:inputExpression></dmn:input>
            <dmn:output id="o1" name="rate" typeRef="number"/>
            <dmn:rule id="one"><dmn:inputEntry id="c1"><dmn:text><![CDATA[< 18]]></dmn:text></dmn:inputEntry><dmn:inputEntry id="c2"><dmn:text>-</dmn:text></dmn:inputEntry><dmn:outputEntry id="c3"><dmn:text>1</dmn:text></dmn:outputEntry></dmn:rule>
            <dmn:rule id="two"><dmn:inputEntry><dmn:text>&gt;= 18</dmn:text></dmn:inputEntry><dmn:inputEntry><dmn:text>-</dmn:text></dmn:inputEntry><dmn:outputEntry><dmn:text>2</dmn:text></dmn:outputEntry></dmn:rule>
        </dmn:decisionTable>
    </dmn:decision>
    <dmn:decision id="box" name="Box"><dmn:variable name="Box"/><dmn:context/></dmn:decision>
    <di:DMNDI><di:DMNDiagram><di:DMNShape id="sh" dmnElementRef="s"/><di:DMNEdge id="ed" dmnElementRef="r2"/><di:DMNShape id="sa" dmnElementRef="a"/></di:DMNDiagram></di:DMNDI>
</dmn:definitions>
"##;

#[test]
fn what_an_edit_does_not_touch_stays_to_the_byte() {
    let sheet = table_of(FOREIGN, "rate");
    assert_eq!(sheet.write_into(FOREIGN, "rate").unwrap(), FOREIGN);
    let mut edited = sheet.clone();
    edited.rules[1].outputs[0] = "3".into();
    let text = edited.write_into(FOREIGN, "rate").unwrap();
    assert_eq!(table_of(&text, "rate"), edited);
    let (before, after): (Vec<&str>, Vec<&str>) = (FOREIGN.lines().collect(), text.lines().collect());
    let gone: Vec<&&str> = before.iter().filter(|line| !after.contains(line)).collect();
    assert_eq!(gone.len(), 1, "only the line of the rule is another: {gone:#?}");
    assert!(text.contains("<![CDATA[< 18]]>") && text.contains("v:colour=\"red\"") && text.contains("<v:x/>"));
    let mut policy = sheet.clone();
    policy.hit_policy = HitPolicy::First;
    assert_eq!(policy.write_into(FOREIGN, "rate").unwrap(), FOREIGN.replace("UNIQUE", "FIRST"));
}

#[test]
fn an_input_that_nobody_asks_about_goes_with_its_drawing() {
    let mut sheet = table_of(FOREIGN, "rate");
    sheet.inputs.remove(1);
    sheet.rules.iter_mut().for_each(|rule| drop(rule.inputs.remove(1)));
    let text = sheet.write_into(FOREIGN, "rate").unwrap();
    for gone in ["Sex", "#s\"", "dmnElementRef=\"s\"", "dmnElementRef=\"r2\""] {
        assert!(!text.contains(gone), "{gone}\n{text}");
    }
    assert!(text.contains("dmnElementRef=\"a\"") && text.contains("<!-- by hand -->"));
    assert!(Model::read(&text, &[]).unwrap().flaws().is_empty());
}

#[test]
fn a_column_may_ask_about_another_decision() {
    let mut sheet = table_of(FOREIGN, "rate");
    sheet.inputs[1].expression = "Box".into();
    let text = sheet.write_into(FOREIGN, "rate").unwrap();
    assert!(text.contains("<dmn:requiredDecision href=\"#box\" />"), "{text}");
    assert_eq!(Made::all(&text).unwrap()[0].requires, ["Age", "Box"]);
    let model = Model::read(&text, &[]).unwrap();
    assert_eq!(model.top(), Some(0), "the decision that no other requires");
    assert_eq!(model.needs(0), [0]);
}

#[test]
fn what_is_no_table_is_told_and_not_edited() {
    let made = Made::all(FOREIGN).unwrap();
    assert_eq!(made[1].logic, Logic::Other("a boxed context".into()));
    let sheet = table_of(FOREIGN, "rate");
    for (id, part) in [("box", "made by a boxed context"), ("none", "no decision \"none\"")] {
        let error = sheet.write_into(FOREIGN, id).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    assert!(sheet.write_into("<a/>", "rate").unwrap_err().to_string().contains("not \"definitions\""));
}

#[test]
fn every_version_of_dmn_is_read_as_a_sheet() {
    for namespace in [
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20191111/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ] {
        let text = FOREIGN.replace("https://www.omg.org/spec/DMN/20191111/MODEL/", namespace);
        let mut sheet = table_of(&text, "rate");
        sheet.rules[0].note = "young".into();
        let again = sheet.write_into(&text, "rate").unwrap();
        assert_eq!(table_of(&again, "rate"), sheet, "{namespace}");
        assert!(Model::read(&again, &[]).unwrap().flaws().is_empty());
    }
}

#[test]
fn words_stand_for_texts_where_that_is_clear() {
    for (typed, is_input, feel) in [
        ("high", true, "\"high\""),
        ("high, very low", true, "\"high\", \"very low\""),
        ("Inform the board, then wait.", false, "\"Inform the board, then wait.\""),
        ("-", true, "-"),
        ("", true, ""),
        ("not(\"high\")", true, "not(\"high\")"),
        ("> 3", true, "> 3"),
        ("urgency", true, "urgency"),
        ("null", false, "null"),
    ] {
        assert_eq!(quoted(typed, &["urgency"], is_input), feel);
        let shown = unquoted(feel, &["urgency"], is_input);
        assert_eq!(shown, typed, "{feel} is shown as it is typed");
    }
    for kept in ["\"-\"", "\"a, b\"", "\"urgency\"", "\"(x)\"", "\" a\"", "\"a\" \"b\"", "\"not x\"", "1, \"a\""] {
        let shown = unquoted(kept, &["urgency"], true);
        assert_eq!(quoted(&shown, &["urgency"], true), kept, "{kept} keeps its meaning");
    }
}
