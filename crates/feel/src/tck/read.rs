//! Cases from their XML.
//!
//! Absent: labels and other extensions. Source: dmn-tck/tck, `TestCases/testCases.xsd`.

use std::sync::Arc;

use super::{Case, Expected, Suite, Target};
use crate::dmn::ReadError;
use crate::dmn::xml::{Xml, child, children, text_of, tree};
use crate::temporal::{Date, DateTime, DaysDuration, MonthsDuration, Time};
use crate::value::{Context, Value};

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl Suite {
    /// Reads a file of cases.
    ///
    /// # Errors
    /// The text is no well-formed XML, or no test cases.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let document = tree(text)?;
        let root = document.root_element();
        if root.tag_name().name() != "testCases" {
            return Err(ReadError {
                line: 1,
                column: 1,
                problem: format!("the outermost element is \"{}\", not \"testCases\"", root.tag_name().name()),
                remedy: "give a file in the format of the DMN TCK".to_owned(),
            });
        }
        let model = child(root, "modelName").map(text_of).unwrap_or_default().trim().to_owned();
        let cases = children(root, "testCase").enumerate().map(|(at, case)| read_case(case, at));
        Ok(Self { model, cases: cases.collect() })
    }
}

fn read_case(case: Xml<'_>, at: usize) -> Case {
    let id = case.attribute("id").map_or_else(|| (at + 1).to_string(), str::to_owned);
    let invocable = case.attribute("invocableName").unwrap_or_default().to_owned();
    let target = match case.attribute("type") {
        Some("bkm") => Target::Knowledge(invocable),
        Some("decisionService") => Target::Service(invocable),
        _ => Target::Decisions,
    };
    let named = |node: Xml<'_>| node.attribute("name").unwrap_or_default().to_owned();
    let inputs = children(case, "inputNode").map(|input| (Arc::from(named(input)), value(input)));
    let expected = children(case, "resultNode").map(|result| Expected {
        name: named(result),
        value: child(result, "expected").map_or(Value::Null, value),
        error: result.attribute("errorResult") == Some("true"),
    });
    Case { id, target, inputs: inputs.collect(), expected: expected.collect() }
}

/// The value an element holds: one value, a list, or components of a context.
fn value(node: Xml<'_>) -> Value {
    let nil = |node: Xml<'_>| node.attribute((SCHEMA_INSTANCE, "nil")) == Some("true");
    if nil(node) {
        return Value::Null;
    }
    if let Some(single) = child(node, "value") {
        if nil(single) {
            return Value::Null;
        }
        let kind = single.attribute((SCHEMA_INSTANCE, "type")).unwrap_or_default();
        return typed(kind.rsplit(':').next().unwrap_or_default(), &text_of(single));
    }
    if let Some(list) = child(node, "list") {
        return if nil(list) { Value::Null } else { Value::list(children(list, "item").map(value).collect()) };
    }
    let mut components = children(node, "component").peekable();
    if components.peek().is_none() {
        return Value::Null;
    }
    let entries =
        components.map(|component| (component.attribute("name").unwrap_or_default().into(), value(component)));
    Value::context(entries.collect::<Context>())
}

fn typed(kind: &str, text: &str) -> Value {
    let trimmed = text.trim();
    let typed = match kind {
        "decimal" | "double" | "integer" | "int" | "long" | "float" => trimmed.parse().ok().map(Value::Number),
        "boolean" => Some(Value::Boolean(matches!(trimmed, "true" | "1"))),
        "date" => Date::parse(trimmed).map(Value::Date),
        "time" => Time::parse(trimmed).map(|time| Value::Time(Arc::new(time))),
        "dateTime" => DateTime::parse(trimmed).map(|moment| Value::DateTime(Arc::new(moment))),
        "duration" | "dayTimeDuration" | "yearMonthDuration" => {
            MonthsDuration::parse(trimmed).map(Value::Months).or_else(|| DaysDuration::parse(trimmed).map(Value::Days))
        }
        _ => None,
    };
    typed.unwrap_or_else(|| Value::from(text))
}
