use crate::{Exceeded, HitPolicy, Limits, Model, Request, Value};

/// A model of one decision, "Discount", whose logic is given; it may use the inputs Age (number) and Status (string).
fn model_of(logic: &str) -> Model {
    model_with(logic, "")
}

fn model_with(logic: &str, more: &str) -> Model {
    let text = format!(
        r##"<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="n" name="m">
        <inputData id="age" name="Age"><variable name="Age" typeRef="number"/></inputData>
        <inputData id="status" name="Status"><variable name="Status" typeRef="string"/></inputData>
        <decision id="discount" name="Discount"><variable name="Discount"/>
        <informationRequirement><requiredInput href="#age"/></informationRequirement>
        <informationRequirement><requiredInput href="#status"/></informationRequirement>
        {logic}</decision>{more}</definitions>"##
    );
    Model::read(&text, &[]).unwrap()
}

/// A table of one input, "Age", and one output; a rule is "test → output".
fn table(attributes: &str, values: &str, rules: &[&str]) -> String {
    let mut xml = format!(
        r#"<decisionTable {attributes}><input label="Age"><inputExpression typeRef="number"><text>Age</text></inputExpression></input>
        <output name="percent">{values}</output>"#
    );
    for rule in rules {
        let (test, output) = rule.split_once(" → ").unwrap();
        let test = test.replace('<', "&lt;");
        xml.push_str(&format!(
            "<rule><inputEntry><text>{test}</text></inputEntry><outputEntry><text>{output}</text></outputEntry></rule>"
        ));
    }
    xml + "</decisionTable>"
}

fn request(inputs: &str) -> Request {
    let Value::Context(inputs) = Value::from_json(inputs).unwrap() else { panic!("{inputs}") };
    Request { inputs: (*inputs).clone(), explain: true, ..Request::default() }
}

fn decided(model: &Model, inputs: &str) -> crate::Decided {
    model.decide(model.decision("Discount").unwrap(), &request(inputs)).unwrap()
}

#[test]
fn each_hit_policy_answers_as_the_specification_says() {
    let rules: &[&str] = &["< 10 → 1", "< 20 → 3", "< 30 → 2"];
    let listed = "<outputValues><text>3, 2, 1</text></outputValues>";
    let default = "<defaultOutputEntry><text>0</text></defaultOutputEntry>";
    let rows = [
        (r#"hitPolicy="FIRST""#, "", "5", "1"),
        (r#"hitPolicy="FIRST""#, default, "50", "0"),
        (r#"hitPolicy="UNIQUE""#, "", "25", "2"),
        (r#"hitPolicy="UNIQUE""#, "", "5", "null"),
        (r#"hitPolicy="ANY""#, "", "5", "null"),
        (r#"hitPolicy="PRIORITY""#, listed, "5", "3"),
        (r#"hitPolicy="RULE ORDER""#, "", "5", "[1, 3, 2]"),
        (r#"hitPolicy="OUTPUT ORDER""#, listed, "5", "[3, 2, 1]"),
        (r#"hitPolicy="COLLECT""#, "", "15", "[3, 2]"),
        (r#"hitPolicy="COLLECT" aggregation="SUM""#, "", "5", "6"),
        (r#"hitPolicy="COLLECT" aggregation="MIN""#, "", "5", "1"),
        (r#"hitPolicy="COLLECT" aggregation="MAX""#, "", "5", "3"),
        (r#"hitPolicy="COLLECT" aggregation="COUNT""#, "", "50", "0"),
    ];
    for (policy, values, age, expected) in rows {
        let model = model_of(&table(policy, values, rules));
        assert!(model.flaws().is_empty(), "{:?}", model.flaws());
        let answer = decided(&model, &format!("{{\"Age\": {age}}}"));
        assert_eq!(answer.value.to_string(), expected, "{policy} for {age}");
    }
}

#[test]
fn why_a_table_decided_so_tells_inputs_and_rules() {
    let model = model_of(&table(r#"hitPolicy="COLLECT""#, "", &["< 10 → 1", "> 5 → 2", "> 50 → 3"]));
    let answer = decided(&model, r#"{"Age": 7}"#);
    assert_eq!(answer.reasons.len(), 1);
    let why = &answer.reasons[0];
    assert_eq!(
        (why.element.as_str(), why.hit_policy, why.rules.as_slice()),
        ("Discount", HitPolicy::Collect, &[1, 2][..])
    );
    assert_eq!(why.inputs[0].0, "Age");
    assert_eq!(why.inputs[0].1.to_string(), "7");
}

#[test]
fn problems_name_the_decision_the_rule_and_the_column() {
    let model = model_of(&table("", "", &["< 10 → 1 +", "< 10 → 1 / 0"]));
    let flaw = model.flaws()[0].to_string();
    assert_eq!(
        flaw,
        "\"Discount\", rule 1, output \"percent\": the expression cannot be read: character 4: \
         a value is missing here, the end of the text stands instead"
    );
    let model = model_of(&table("", "", &["< 10 → 1 / 0"]));
    let warning = decided(&model, r#"{"Age": 7}"#).warnings[0].to_string();
    assert_eq!(
        warning,
        "\"Discount\", rule 1, output \"percent\", character 1: / has no result, or none within 34 digits"
    );
    let model = model_of(&table("", "", &["< 10 → 1", "< 20 → 2"]));
    let warning = decided(&model, r#"{"Age": 7}"#).warnings[0].to_string();
    assert!(warning.ends_with("the rules 1, 2 match at once, but each input may have one"), "{warning}");
    let warning = decided(&model, r#"{"Age": "seven"}"#).warnings[0].to_string();
    assert_eq!(warning, "\"Age\", input: the value is a string, but must be of the type number");
}

#[test]
fn gaps_and_overlaps_are_told_with_an_example() {
    let report = |rules: &[&str]| {
        let reports = model_of(&table("", "", rules)).analyse(Limits::STANDARD).unwrap();
        reports.into_iter().next().unwrap()
    };
    let sound = report(&["< 18 → 1", "[18..65) → 2", ">= 65 → 3"]);
    assert!(sound.gaps.is_empty() && sound.overlaps.is_empty() && sound.unclear.is_empty());
    let broken = report(&["< 18 → 1", "(18..65] → 2", ">= 65 → 3"]);
    assert_eq!(broken.gaps.len(), 1);
    assert_eq!(broken.gaps[0].sentence, "No rule matches when Age is 18; for example Age = 18.");
    assert_eq!(
        broken.overlaps[0].sentence,
        "The rules 2 and 3 both match when Age is 65, but the table allows one at a time (UNIQUE); for example Age = 65."
    );
    let open = report(&["[0..10] → 1", "? > 20 and ? < 30 → 2"]);
    let sentences: Vec<&str> = open.gaps.iter().map(|gap| gap.sentence.as_str()).collect();
    assert_eq!(
        sentences,
        ["No rule matches when Age is less than 0 or more than 10 and at most 20 or 30 or more; for example Age = -1."]
    );
    let computed = report(&["? * 2 > 10 → 1", "< 3 → 2"]);
    assert!(computed.gaps.is_empty(), "a cell that computes may match anything");
    assert_eq!(computed.unclear, ["Rule 1 computes with \"Age\" (? * 2 > 10), so it was not looked through."]);
}

#[test]
fn a_rule_behind_others_that_match_all_of_it_is_never_reached() {
    let unreached = |rules: &[&str], policy: &str| -> Vec<usize> {
        let model = model_of(&table(policy, "", rules));
        let report = model.analyse(Limits::STANDARD).unwrap().remove(0);
        report.unreached.iter().map(|one| one.rule).collect()
    };
    let first = r#"hitPolicy="FIRST""#;
    assert_eq!(unreached(&["< 10 → 1", "< 5 → 2", "- → 3", "> 90 → 4"], first), [2, 4]);
    assert_eq!(unreached(&["<= 10 → 1", "> 10 → 2", "7 → 3"], first), [3], "two rules cover it together");
    assert!(unreached(&["< 10 → 1", "<= 10 → 2"], first).is_empty(), "10 is left for the second");
    assert!(unreached(&["? * 2 > 1 → 1", "< 5 → 2"], first).is_empty(), "what computes covers nothing for sure");
    assert!(unreached(&["- → 1", "< 5 → 2"], r#"hitPolicy="COLLECT""#).is_empty());
}

#[test]
fn an_explanation_tells_each_test_and_each_decision_on_the_way() {
    let model = model_of(&table(r#"hitPolicy="FIRST""#, "", &["< 10 → 1", "< 20 → 2", "- → 3"]));
    let answer = decided(&model, r#"{"Age": 15}"#);
    assert_eq!(answer.reasons[0].tests, [[false], [true], [true]], "also of rules that were not looked at");
    assert_eq!(answer.reasons[0].rules, [2]);
    let made: Vec<String> = answer.made.iter().map(|(name, value)| format!("{name} = {value}")).collect();
    assert_eq!(made, ["Discount = 2"]);
    let plain = model.decide(0, &Request { explain: false, ..request(r#"{"Age": 15}"#) }).unwrap();
    assert!(plain.made.is_empty() && plain.reasons.is_empty());
}

#[test]
fn a_name_that_nothing_has_is_a_flaw_of_its_cell() {
    let flaws = |rules: &[&str]| -> Vec<String> {
        model_of(&table("", "", rules)).flaws().iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        flaws(&["high → 1", "< 3 → if Ag > 2 then 1 else 2"]),
        [
            "\"Discount\", rule 1, input \"Age\": nothing here is called \"high\"; a text stands in quotation marks",
            "\"Discount\", rule 2, output \"percent\": nothing here is called \"Ag\"; a text stands in quotation marks",
        ]
    );
    let known = [
        "? * 2 > Age → Age + 1",
        "- → count(for n in [1, 2] return n)",
        "- → [1, 2][item > 1]",
        "- → {a: 1, b: a}.b",
        "- → Status",
    ];
    assert!(flaws(&known).is_empty(), "{:?}", flaws(&known));
}

#[test]
fn a_flaw_names_its_rule_and_column() {
    let model = model_of(&table("", "", &["< 10 → 1", "< → 2 +"]));
    let places: Vec<_> = model.flaws().iter().map(|flaw| (flaw.place.rule, flaw.place.column)).collect();
    assert_eq!(places, [(Some(2), Some(0)), (Some(2), Some(1))]);
}

#[test]
fn decisions_and_functions_without_end_are_stopped_or_told() {
    let circle = r##"<informationRequirement><requiredDecision href="#discount"/></informationRequirement>
        <literalExpression><text>Discount</text></literalExpression>"##;
    let answer = decided(&model_of(circle), "{}");
    assert_eq!(answer.warnings[0].to_string(), "\"Discount\": the decision requires itself");
    let calls = r##"<knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement>
        <literalExpression><text>f(1)</text></literalExpression>"##;
    let itself = r##"<businessKnowledgeModel id="f" name="f"><variable name="f"/><encapsulatedLogic>
        <formalParameter name="n"/><literalExpression><text>f(n + 1)</text></literalExpression></encapsulatedLogic>
        <knowledgeRequirement><requiredKnowledge href="#f"/></knowledgeRequirement></businessKnowledgeModel>"##;
    let model = model_with(calls, itself);
    let stopped = model.decide(0, &Request::default()).unwrap_err();
    assert!(matches!(stopped, Exceeded::Depth(_)), "{stopped}");
}

#[test]
fn files_that_are_no_models_are_refused_with_line_and_remedy() {
    let nested = format!("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\">{}", "<a>".repeat(1_000));
    for (text, part) in [
        ("", "not well-formed"),
        ("<a/>", "not \"definitions\" of DMN"),
        ("<!DOCTYPE a [<!ENTITY x \"y\">]><a/>", "DOCTYPE"),
        (nested.as_str(), "nested more than"),
        ("<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\">", "not well-formed"),
    ] {
        let error = Model::read(text, &[]).unwrap_err();
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn models_of_dmn_1_1_are_read_with_their_prefixed_types() {
    let text = r##"<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd" xmlns:feel="http://www.omg.org/spec/FEEL/20140401"
        namespace="n" name="m"><inputData id="a" name="Age"><variable name="Age" typeRef="feel:number"/></inputData>
        <decision id="d" name="Double"><variable name="Double" typeRef="feel:number"/>
        <informationRequirement><requiredInput href="#a"/></informationRequirement>
        <literalExpression><text>Age * 2</text></literalExpression></decision></definitions>"##;
    let model = Model::read(text, &[]).unwrap();
    assert!(model.flaws().is_empty(), "{:?}", model.flaws());
    let answer = model.decide(0, &request(r#"{"Age": 0.1}"#)).unwrap();
    assert_eq!(answer.value.to_string(), "0.2");
}

#[test]
fn texts_become_dates_where_the_input_is_a_date() {
    let text = r##"<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="n" name="m">
        <itemDefinition name="tStay"><itemComponent name="from"><typeRef>date</typeRef></itemComponent></itemDefinition>
        <inputData id="s" name="Stay"><variable name="Stay" typeRef="tStay"/></inputData>
        <decision id="d" name="Year"><variable name="Year"/>
        <informationRequirement><requiredInput href="#s"/></informationRequirement>
        <literalExpression><text>Stay.from.year</text></literalExpression></decision></definitions>"##;
    let model = Model::read(text, &[]).unwrap();
    let inputs = model.inputs_from_json(r#"{"Stay": {"from": "2024-02-29"}}"#).unwrap();
    let answer = model.decide(0, &Request { inputs, ..Request::default() }).unwrap();
    assert_eq!(answer.value.to_string(), "2024");
}
