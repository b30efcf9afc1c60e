//! How many decisions a second one core makes from a table of 20 rules: `cargo run --example decisions -p feel`.
//!
//! Absent: reading the model, which happens once. Source: none.

use std::time::Instant;

use feel::{Context, Expression, Limits, Model, Request, Scope, Value};

/// Rules of the table: four levels of impact by five of urgency.
const LEVELS: (usize, usize) = (4, 5);
const RUNS: usize = 200_000;

fn model() -> String {
    let mut rules = String::new();
    for impact in 1..=LEVELS.0 {
        for urgency in 1..=LEVELS.1 {
            let (low, high) = ((urgency - 1) * 20, urgency * 20);
            rules.push_str(&format!(
                "<rule><inputEntry><text>{impact}</text></inputEntry><inputEntry><text>[{low}..{high})</text></inputEntry>\
                 <outputEntry><text>\"P{}\"</text></outputEntry></rule>",
                impact + urgency
            ));
        }
    }
    format!(
        r##"<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="n" name="m">
        <inputData id="i" name="Impact"><variable name="Impact" typeRef="number"/></inputData>
        <inputData id="u" name="Urgency"><variable name="Urgency" typeRef="number"/></inputData>
        <decision id="p" name="Priority"><variable name="Priority" typeRef="string"/>
        <informationRequirement><requiredInput href="#i"/></informationRequirement>
        <informationRequirement><requiredInput href="#u"/></informationRequirement>
        <decisionTable><input><inputExpression typeRef="number"><text>Impact</text></inputExpression></input>
        <input><inputExpression typeRef="number"><text>Urgency</text></inputExpression></input><output/>{rules}
        </decisionTable></decision></definitions>"##
    )
}

fn measured(what: &str, mut run: impl FnMut(usize)) {
    let start = Instant::now();
    (0..RUNS).for_each(&mut run);
    let seconds = start.elapsed().as_secs_f64();
    println!("{what}: {:.0}/s, {:.2} µs each", RUNS as f64 / seconds, seconds / RUNS as f64 * 1e6);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let model = Model::read(&model(), &[])?;
    let requests: Vec<Request> = (0..100)
        .map(|at| {
            let inputs = [("Impact", at % LEVELS.0 + 1), ("Urgency", at)];
            let inputs: Context = inputs.map(|(name, value)| (name.into(), Value::from(value))).into_iter().collect();
            Request { inputs, ..Request::default() }
        })
        .collect();
    measured("a table of 20 rules, two inputs", |at| {
        let decided = model.decide(0, &requests[at % 100]).expect("within the limits");
        assert!(matches!(decided.value, Value::String(_)));
    });
    let mut scope = Scope::new();
    scope.variable("amount");
    scope.variable("prio");
    let condition = Expression::compile(r#"amount > 1000 and (prio = "P1" or prio = "P2")"#, &scope)?;
    let variables: Context = [("amount", Value::from(2_000)), ("prio", Value::from("P2"))]
        .map(|(name, value)| (name.into(), value))
        .into_iter()
        .collect();
    let variables = std::sync::Arc::new(variables);
    measured("a condition with three comparisons", |_| {
        let answer = condition.evaluate(&variables, None, Limits::STANDARD).expect("within the limits");
        assert!(matches!(answer.value, Value::Boolean(true)));
    });
    Ok(())
}
