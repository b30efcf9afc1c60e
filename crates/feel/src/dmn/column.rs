//! Decision tables from their XML: columns of inputs and outputs, and rules.
//!
//! Absent: the preferred orientation, which only concerns drawing. Source: DMN 1.5 §8, §7.3.5.

use std::sync::Arc;

use super::boxed::Compiler;
use super::table::{Aggregation, Cell, HitPolicy, InputColumn, OutputColumn, Rule, Table};
use super::xml::{Xml, child, children, text_in, type_ref};
use crate::ast::{Expr, Node, Test, Tests};
use crate::evaluate::Place;
use crate::names::{Scope, normal};
use crate::parser::tests;
use crate::types::Type;
use crate::value::Value;

impl Compiler {
    /// A table; `kind` is the type of the whole result, where something says it.
    pub(super) fn table(&mut self, node: Xml<'_>, scope: &Scope, kind: &Type) -> Table {
        let policy = node.attribute("hitPolicy").unwrap_or("UNIQUE");
        let hit_policy = HitPolicy::named(policy).unwrap_or_else(|| {
            self.flaw(format!("\"{policy}\" is not a hit policy"));
            HitPolicy::Unique
        });
        let aggregation = node.attribute("aggregation").and_then(Aggregation::named);
        let inputs: Vec<InputColumn> =
            children(node, "input").enumerate().map(|(at, input)| self.input_column(input, at, scope)).collect();
        let is_only = children(node, "output").count() == 1;
        let outputs: Vec<OutputColumn> = children(node, "output")
            .enumerate()
            .map(|(at, output)| self.output_column(output, inputs.len() + at, scope, (kind, is_only)))
            .collect();
        let mut rules = Vec::new();
        for (at, rule) in children(node, "rule").enumerate() {
            rules.push(self.rule(rule, at + 1, &inputs, &outputs, scope));
        }
        if outputs.is_empty() {
            self.flaw("the decision table has no output".to_owned());
        }
        Table { hit_policy, aggregation, inputs, outputs, rules }
    }

    /// Within a cell or the head of a column.
    fn in_column<T>(
        &mut self,
        rule: Option<usize>,
        part: Option<String>,
        column: usize,
        compile: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.at(rule, part, |compiler| {
            compiler.place.column = Some(column);
            compile(compiler)
        })
    }

    fn input_column(&mut self, input: Xml<'_>, at: usize, scope: &Scope) -> InputColumn {
        let expression = child(input, "inputExpression");
        let text = expression.and_then(text_in).unwrap_or_default();
        let label = input.attribute("label").map_or_else(|| text.trim().to_owned(), str::to_owned);
        self.in_column(None, Some(format!("input \"{label}\"")), at, |compiler| InputColumn {
            expr: compiler.known(&text, scope),
            kind: compiler.kind(expression.and_then(type_ref)),
            allowed: child(input, "inputValues").and_then(text_in).map(|text| compiler.cell(&text, scope)),
            source: normal(&text),
            place: Arc::new(Place { text: Some(text.as_str().into()), ..compiler.place.clone() }),
            label,
        })
    }

    fn output_column(
        &mut self,
        output: Xml<'_>,
        at: usize,
        scope: &Scope,
        (kind, only): (&Type, bool),
    ) -> OutputColumn {
        let name = normal(output.attribute("name").unwrap_or_default());
        let label = output.attribute("label").unwrap_or(&name);
        let part = if label.is_empty() { "output".to_owned() } else { format!("output \"{label}\"") };
        self.in_column(None, Some(part), at, |compiler| {
            let own = compiler.kind(type_ref(output));
            let own = if own.is_any() && only { element_kind(kind) } else { own };
            let values = child(output, "outputValues").and_then(text_in).map(|text| compiler.cell(&text, scope));
            let default = child(output, "defaultOutputEntry").and_then(text_in).map(|text| compiler.text(&text, scope));
            OutputColumn { name: name.clone(), kind: own, values, default, place: Arc::new(compiler.place.clone()) }
        })
    }

    /// An expression of a table, whose names something must have.
    fn known(&mut self, text: &str, scope: &Scope) -> Expr {
        let expr = self.text(text, scope);
        self.named(&expr, scope);
        expr
    }

    /// Tells of the first name in an expression that nothing has; without one, null would be a riddle.
    fn named(&mut self, expr: &Expr, scope: &Scope) {
        if let Some(name) = unknown(expr, scope) {
            self.flaw(format!("nothing here is called \"{name}\"; a text stands in quotation marks"));
        }
    }

    fn cell(&mut self, text: &str, scope: &Scope) -> Cell {
        match tests(text, scope) {
            Ok(tests) => {
                for test in &tests.tests {
                    let (Test::Compare(_, expr) | Test::Is { expr, .. }) = test;
                    self.named(expr, scope);
                }
                Cell { constant: is_constant(&tests), tests, invalid: None, text: text.trim().to_owned() }
            }
            Err(error) => {
                let message = format!("the cell cannot be read: {error}");
                let place = self.place.clone();
                self.flaws.push(super::model::Flaw { place, syntax: Some(error.clone()), message });
                Cell {
                    tests: Tests::default(),
                    invalid: Some(Arc::new(error)),
                    constant: false,
                    text: text.trim().to_owned(),
                }
            }
        }
    }

    fn rule(
        &mut self,
        rule: Xml<'_>,
        number: usize,
        inputs: &[InputColumn],
        outputs: &[OutputColumn],
        scope: &Scope,
    ) -> Rule {
        let mut cells = Vec::new();
        let mut texts: Vec<Arc<str>> = Vec::new();
        for (at, (entry, column)) in children(rule, "inputEntry").zip(inputs).enumerate() {
            let text = text_in(entry).unwrap_or_default();
            let part = format!("input \"{}\"", column.label);
            texts.push(text.as_str().into());
            cells.push(self.in_column(Some(number), Some(part), at, |compiler| compiler.cell(&text, scope)));
        }
        texts.resize_with(inputs.len(), || "".into());
        let mut results = Vec::new();
        for (at, (entry, column)) in children(rule, "outputEntry").zip(outputs).enumerate() {
            let text = text_in(entry).unwrap_or_default();
            let part = column.place.part.clone();
            texts.push(text.trim().into());
            results.push(self.in_column(Some(number), part, inputs.len() + at, |compiler| match text.trim() {
                "" => super::boxed::unplaced(Node::Literal(Value::Null)),
                text => compiler.known(text, scope),
            }));
        }
        if cells.len() != inputs.len() || results.len() != outputs.len() {
            let message = format!(
                "the rule has {} inputs and {} outputs, but the table has {} and {}",
                cells.len(),
                results.len(),
                inputs.len(),
                outputs.len()
            );
            self.at(Some(number), None, |compiler| compiler.flaw(message));
            results.resize_with(outputs.len(), || super::boxed::unplaced(Node::Literal(Value::Null)));
        }
        let places = inputs.iter().map(|column| &column.place).chain(outputs.iter().map(|column| &column.place));
        texts.resize_with(inputs.len() + outputs.len(), || "".into());
        let places = places.zip(texts).map(|(place, text)| {
            let (rule, text) = (Some(number), Some(text));
            Arc::new(Place { rule, text, ..(**place).clone() })
        });
        Rule { cells, results, places: places.collect() }
    }
}

/// The type of one output of a table whose result has a type: the element's, where the result is a list.
fn element_kind(kind: &Type) -> Type {
    match kind {
        Type::Item(item) => match &item.base {
            Type::List(element) => (**element).clone(),
            _ => kind.clone(),
        },
        Type::List(element) => (**element).clone(),
        other => other.clone(),
    }
}

/// The values that a column lists, in order: those of the column, or of its type.
pub(super) fn listed(column: &OutputColumn) -> Option<&Tests> {
    match (&column.values, &column.kind) {
        (Some(cell), _) if cell.invalid.is_none() && !cell.tests.tests.is_empty() => Some(&cell.tests),
        (_, Type::Item(item)) => item.allowed.as_ref(),
        _ => None,
    }
}

fn is_constant(tests: &Tests) -> bool {
    let expr = |test: &Test| match test {
        Test::Compare(_, expr) | Test::Is { expr, .. } => matches!(expr.node, Node::Literal(_)),
    };
    tests.tests.iter().all(expr)
}

/// The first name in an expression that nothing has. Parts that bring names of their own (loops, filters, functions, contexts) are not
/// looked into.
fn unknown<'a>(expr: &'a Expr, scope: &Scope) -> Option<&'a Arc<str>> {
    let first = |all: &'a [Expr]| all.iter().find_map(|one| unknown(one, scope));
    match &expr.node {
        Node::Name { name, builtin: None } => (!scope.variables.contains(name) && &**name != "?").then_some(name),
        Node::List(all) | Node::And(all) | Node::Or(all) => first(all),
        Node::Between(all) | Node::If(all) => first(all.as_slice()),
        Node::Range(range) => [&range.start, &range.end].into_iter().flatten().find_map(|one| unknown(one, scope)),
        Node::Arithmetic(_, left, right) | Node::Compare(_, left, right) => {
            unknown(left, scope).or_else(|| unknown(right, scope))
        }
        Node::Negate(inner) | Node::Path(inner, _) | Node::In(inner, _) | Node::InstanceOf(inner, _) => {
            unknown(inner, scope)
        }
        Node::Call(function, all) => unknown(function, scope).or_else(|| first(all)),
        _ => None,
    }
}
