//! Garbled expressions and models: whatever stands in them, the answer is a value or an error, never a panic.
//!
//! Absent: coverage guidance; a fixed seed makes each run the same. Source: Vigna, "splitmix64" (public domain).

use std::sync::Arc;

use feel::{Context, DateTime, Expression, Limits, Model, Request, Scope, UnaryTests, Value};

const TEXTS: [&str; 16] = [
    "for i in 1..3, j in [10, 20] return i * j + partial[-1]",
    "{first name: \"Ada\", f: function(a: number, b) a ** b, r: f(2, 1000000)}.r",
    "[{x: 1, y: [2]}, {x: 2}][x = 2 and item.y instance of list<number>].y",
    "date and time(@\"2024-02-29\", @\"13:00:00@Europe/Paris\") - duration(\"P1Y2M\")",
    "@\"999999999-12-31\" + @\"P1D\" > date(2024, 2, 30)",
    "if a between 1 and 2 then sort([3, 1], function(x, y) x < y) else null",
    "some x in [1, 2] satisfies x in (> 3, [1..2), not(5))",
    "replace(\"abracadabra\", \"[a-z-[b]](.)\", \"$1\\u00e9\", \"ix\")",
    "decimal(1 / 3, 20) + round up(-5.5, 0) * 1e6000 / 1e-6000",
    "substring(\"\\U01F40Eab\", -2, 1) + string(-duration(\"PT1.000000001S\"))",
    "list replace([1, 2], 3, \"x\") = concatenate([null], sublist([1, 2, 3], -2))",
    "context put({a: {b: 1}}, [\"a\", \"b\"], 2).a.b = get value({b: 2}, \"b\")",
    "overlaps([1..5], ]5..8[) or before(1, (2..3])",
    "modulo(-10.1, 4.5) + stddev(1, 2, 4) + exp(1.5) - log(0.1) + sqrt(2)",
    "number(\"1.000,5\", \".\", \",\") + day of week(@\"2024-02-29\").year",
    "/* c */ years and months duration(@\"2011-12-22\", @\"2013-08-24\").years // end",
];

const SIGNS: [&str; 24] = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "..",
    ",",
    ":",
    "\"",
    "@",
    "-",
    "**",
    "?",
    ".",
    " in ",
    " and ",
    "null",
    "9",
    "1e9999",
    "function(x) x",
    "é",
    "item",
    " for i in 1..9 return ",
];

struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit as u64).expect("below the limit")
    }

    fn garbled(&mut self) -> String {
        let mut text: Vec<char> = TEXTS[self.below(TEXTS.len())].chars().collect();
        for _ in 0..=self.below(4) {
            let at = self.below(text.len() + 1);
            let end = (at + self.below(6)).min(text.len());
            let new: Vec<char> = match self.below(3) {
                0 => Vec::new(),
                1 => SIGNS[self.below(SIGNS.len())].chars().collect(),
                _ => TEXTS[self.below(TEXTS.len())].chars().skip(self.below(40)).take(self.below(20)).collect(),
            };
            text.splice(at..end, new);
        }
        text.into_iter().collect()
    }
}

const LIMITS: Limits = Limits { steps: 20_000, depth: 200, bytes: 1024 * 1024 };

#[test]
fn garbled_expressions_give_a_value_or_an_error() {
    let mut chance = Chance(7);
    let mut scope = Scope::new();
    scope.variable("a");
    scope.variable("first name");
    let variables: Arc<Context> = Arc::new([("a".into(), Value::from(1))].into_iter().collect());
    let now = DateTime::parse("2024-02-29T12:00:00Z");
    let mut compiled = 0;
    for _ in 0..60_000 {
        let text = chance.garbled();
        if let Ok(expression) = Expression::compile(&text, &scope) {
            compiled += 1;
            if let Ok(answer) = expression.evaluate(&variables, now.as_ref(), LIMITS) {
                let _ = answer.value.to_json();
            }
        }
        if let Ok(tests) = UnaryTests::compile(&text, &scope) {
            let _ = tests.pass(&Value::from(1), &variables, now.as_ref(), LIMITS);
        }
    }
    assert!(compiled > 5_000, "only {compiled} were expressions, so little was evaluated");
}

#[test]
fn garbled_tables_are_decided_and_looked_through_or_refused() {
    let mut chance = Chance(11);
    for _ in 0..4_000 {
        let cell = |text: String| text.replace('&', "&amp;").replace('<', "&lt;");
        let cells: Vec<String> = (0..4).map(|_| cell(chance.garbled())).collect();
        let policies = ["UNIQUE", "ANY", "PRIORITY", "FIRST", "COLLECT", "RULE ORDER", "OUTPUT ORDER"];
        let policy = policies[chance.below(policies.len())];
        let text = format!(
            r##"<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" namespace="n" name="m">
            <inputData id="a" name="a"/><decision id="d" name="d">
            <informationRequirement><requiredInput href="#a"/></informationRequirement>
            <decisionTable hitPolicy="{policy}"><input><inputExpression><text>a</text></inputExpression></input><output name="o"/>
            <rule><inputEntry><text>{}</text></inputEntry><outputEntry><text>{}</text></outputEntry></rule>
            <rule><inputEntry><text>{}</text></inputEntry><outputEntry><text>{}</text></outputEntry></rule>
            <rule><inputEntry><text>&lt; 5</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>
            </decisionTable></decision></definitions>"##,
            cells[0], cells[1], cells[2], cells[3]
        );
        let model = Model::read(&text, &[]).expect("well-formed");
        let inputs = [("a".into(), Value::from(1))].into_iter().collect();
        let _ = model.decide(0, &Request { inputs, limits: LIMITS, explain: true, now: None });
        let _ = model.analyse(LIMITS);
    }
}
