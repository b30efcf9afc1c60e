//! Decision tables: which rules match, and what follows from them.
//!
//! Absent: the layout of the table. Source: DMN 1.5 §8.2.8 to §8.3.3.

use std::cmp::Ordering;
use std::sync::Arc;

use super::column::listed;
use super::decide::Why;
use crate::ast::{Expr, Test, Tests};
use crate::builtins;
use crate::evaluate::call::Arguments;
use crate::evaluate::{Evaluated, Evaluator, Fault, Place, Problem, equal, problem};
use crate::limits::Exceeded;
use crate::parser::SyntaxError;
use crate::scope::Env;
use crate::types::Type;
use crate::value::{Context, Value};

/// What a table does when several rules match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HitPolicy {
    /// No two rules match the same input.
    Unique,
    /// Rules that match together say the same.
    Any,
    /// The output that stands first among the listed values.
    Priority,
    /// The first rule.
    First,
    /// All, as a list in no order, or put together.
    Collect,
    /// All, in the order of the rules.
    RuleOrder,
    /// All, in the order of the listed output values.
    OutputOrder,
}

impl HitPolicy {
    /// Reads [`HitPolicy::name`], or its first letter.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "UNIQUE" | "U" => Self::Unique,
            "ANY" | "A" => Self::Any,
            "PRIORITY" | "P" => Self::Priority,
            "FIRST" | "F" => Self::First,
            "COLLECT" | "C" => Self::Collect,
            "RULE ORDER" | "R" => Self::RuleOrder,
            "OUTPUT ORDER" | "O" => Self::OutputOrder,
            _ => return None,
        })
    }

    /// As the specification writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unique => "UNIQUE",
            Self::Any => "ANY",
            Self::Priority => "PRIORITY",
            Self::First => "FIRST",
            Self::Collect => "COLLECT",
            Self::RuleOrder => "RULE ORDER",
            Self::OutputOrder => "OUTPUT ORDER",
        }
    }
}

/// How the outputs of all matching rules are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregation {
    Sum,
    Count,
    Min,
    Max,
}

impl Aggregation {
    /// Reads [`Aggregation::name`].
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "SUM" => Self::Sum,
            "COUNT" => Self::Count,
            "MIN" => Self::Min,
            "MAX" => Self::Max,
            _ => return None,
        })
    }

    /// As the specification writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sum => "SUM",
            Self::Count => "COUNT",
            Self::Min => "MIN",
            Self::Max => "MAX",
        }
    }

    fn function(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Count => "count",
            Self::Min => "min",
            Self::Max => "max",
        }
    }
}

/// Tests of a cell.
#[derive(Debug)]
pub(crate) struct Cell {
    pub tests: Tests,
    /// Why the cell cannot be read; then it matches nothing.
    pub invalid: Option<Arc<SyntaxError>>,
    /// Only constants stand in it, so that it has nothing to warn of.
    pub constant: bool,
    pub text: String,
}

#[derive(Debug)]
pub(crate) struct InputColumn {
    pub label: String,
    /// The expression as it was written.
    pub source: Arc<str>,
    pub expr: Expr,
    pub kind: Type,
    pub allowed: Option<Cell>,
    pub place: Arc<Place>,
}

#[derive(Debug)]
pub(crate) struct OutputColumn {
    pub name: Arc<str>,
    pub kind: Type,
    pub values: Option<Cell>,
    pub default: Option<Expr>,
    pub place: Arc<Place>,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub cells: Vec<Cell>,
    pub results: Vec<Expr>,
    /// Where each cell stands: inputs, then outputs.
    pub places: Vec<Arc<Place>>,
}

/// A decision table.
#[derive(Debug)]
pub(crate) struct Table {
    pub hit_policy: HitPolicy,
    pub aggregation: Option<Aggregation>,
    pub inputs: Vec<InputColumn>,
    pub outputs: Vec<OutputColumn>,
    pub rules: Vec<Rule>,
}

impl Evaluator<'_> {
    pub(crate) fn table(&mut self, table: &Table, env: &Env) -> Evaluated {
        let outer = self.place.clone();
        let answer = self.table_inside(table, env);
        self.place = outer;
        answer
    }

    fn table_inside(&mut self, table: &Table, env: &Env) -> Evaluated {
        let inputs = self.inputs(table, env)?;
        let mut matched = Vec::new();
        for (index, rule) in table.rules.iter().enumerate() {
            if self.matches(rule, &inputs, env)? {
                matched.push(index);
                if table.hit_policy == HitPolicy::First {
                    break;
                }
            }
        }
        if self.session.explains {
            let tests = self.tests(table, &inputs, env)?;
            let labels = table.inputs.iter().map(|column| column.label.clone());
            self.session.reasons.push(Why {
                element: table.inputs.first().map(|column| column.place.element.clone()).unwrap_or_default(),
                hit_policy: table.hit_policy,
                inputs: labels.zip(inputs).collect(),
                rules: matched.iter().map(|index| index + 1).collect(),
                tests,
            });
        }
        self.result(table, &matched, env)
    }

    fn inputs(&mut self, table: &Table, env: &Env) -> Result<Vec<Value>, Fault> {
        let mut inputs = Vec::with_capacity(table.inputs.len());
        for column in &table.inputs {
            self.place = Some(column.place.clone());
            let value = self.eval(&column.expr, env)?;
            let value = self.coerce(value, &column.kind)?;
            if let Some(allowed) = column.allowed.as_ref().filter(|allowed| allowed.invalid.is_none())
                && !self.passes(&allowed.tests, &value, env)?
            {
                let shown = crate::evaluate::conform::shortened(&value);
                return Err(problem(Problem::NotAllowed(shown, format!("the input \"{}\"", column.label))));
            }
            inputs.push(value);
        }
        Ok(inputs)
    }

    fn matches(&mut self, rule: &Rule, inputs: &[Value], env: &Env) -> Result<bool, Exceeded> {
        for (at, (cell, value)) in rule.cells.iter().zip(inputs).enumerate() {
            self.meter.step(1)?;
            if cell.tests.tests.is_empty() && cell.invalid.is_none() {
                continue;
            }
            if !cell.constant {
                self.place = rule.places.get(at).cloned();
            }
            if let Some(error) = &cell.invalid {
                self.warn(Problem::Syntax(error.clone()), None);
                return Ok(false);
            }
            if !self.passes(&cell.tests, value, env)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Which cells the inputs pass, also of rules that were not looked at; what there is to warn of was said already.
    fn tests(&mut self, table: &Table, inputs: &[Value], env: &Env) -> Result<Vec<Vec<bool>>, Exceeded> {
        let (said, place) = (self.warnings.len(), self.place.clone());
        let mut tests = Vec::with_capacity(table.rules.len());
        for rule in &table.rules {
            let mut row = Vec::with_capacity(inputs.len());
            for (cell, value) in rule.cells.iter().zip(inputs) {
                self.meter.step(1)?;
                let is_blank = cell.tests.tests.is_empty();
                row.push(cell.invalid.is_none() && (is_blank || self.passes(&cell.tests, value, env)?));
            }
            tests.push(row);
        }
        self.warnings.truncate(said);
        self.place = place;
        Ok(tests)
    }

    /// The outputs of a rule, in the order of the columns.
    fn outputs(&mut self, table: &Table, index: usize, env: &Env) -> Result<Vec<Value>, Exceeded> {
        let rule = &table.rules[index];
        let mut values = Vec::with_capacity(table.outputs.len());
        for (at, (expr, column)) in rule.results.iter().zip(&table.outputs).enumerate() {
            self.place = rule.places.get(table.inputs.len() + at).cloned();
            let value = self.eval(expr, env)?;
            values.push(self.or_null(value, &column.kind)?);
        }
        Ok(values)
    }

    fn or_null(&mut self, value: Value, kind: &Type) -> Result<Value, Exceeded> {
        match self.coerce(value, kind) {
            Ok(value) => Ok(value),
            Err(Fault::Stop(exceeded)) => Err(exceeded),
            Err(Fault::Null(problem)) => {
                self.warn(problem, None);
                Ok(Value::Null)
            }
        }
    }

    fn all_outputs(&mut self, table: &Table, matched: &[usize], env: &Env) -> Result<Vec<Vec<Value>>, Exceeded> {
        matched.iter().map(|index| self.outputs(table, *index, env)).collect()
    }

    fn result(&mut self, table: &Table, matched: &[usize], env: &Env) -> Evaluated {
        let Some(first) = matched.first() else { return self.no_rule(table, env) };
        match table.hit_policy {
            HitPolicy::Unique if matched.len() > 1 => {
                let numbers: Vec<String> = matched.iter().map(|index| (index + 1).to_string()).collect();
                self.place = None;
                let message = format!("the rules {} match at once, but each input may have one", numbers.join(", "));
                Err(problem(Problem::Table(message)))
            }
            HitPolicy::Unique | HitPolicy::First => {
                let values = self.outputs(table, *first, env)?;
                Ok(one(table, values))
            }
            HitPolicy::Any => self.any(table, matched, env),
            HitPolicy::Priority => {
                let mut all = self.all_outputs(table, matched, env)?;
                self.by_priority(table, &mut all, env)?;
                Ok(one(table, all.swap_remove(0)))
            }
            HitPolicy::Collect | HitPolicy::RuleOrder => {
                let all = self.all_outputs(table, matched, env)?;
                self.collected(table, all)
            }
            HitPolicy::OutputOrder => {
                let mut all = self.all_outputs(table, matched, env)?;
                self.by_priority(table, &mut all, env)?;
                self.collected(table, all)
            }
        }
    }

    fn no_rule(&mut self, table: &Table, env: &Env) -> Evaluated {
        let has_default = table.outputs.iter().any(|column| column.default.is_some());
        if !has_default {
            return match (table.hit_policy, table.aggregation) {
                (HitPolicy::Collect, Some(Aggregation::Count)) => Ok(0.into()),
                (HitPolicy::Collect | HitPolicy::RuleOrder | HitPolicy::OutputOrder, None) => {
                    Ok(Value::list(Vec::new()))
                }
                _ => {
                    self.place = None;
                    Err(problem(Problem::Table("no rule of the decision table matches".to_owned())))
                }
            };
        }
        let mut values = Vec::with_capacity(table.outputs.len());
        for column in &table.outputs {
            self.place = Some(column.place.clone());
            let value = match &column.default {
                Some(default) => self.eval(default, env)?,
                None => Value::Null,
            };
            values.push(self.or_null(value, &column.kind)?);
        }
        match table.hit_policy {
            HitPolicy::Collect | HitPolicy::RuleOrder | HitPolicy::OutputOrder => self.collected(table, vec![values]),
            _ => Ok(one(table, values)),
        }
    }

    fn any(&mut self, table: &Table, matched: &[usize], env: &Env) -> Evaluated {
        let mut all = self.all_outputs(table, matched, env)?;
        let first = all.swap_remove(0);
        for (other, index) in all.iter().zip(matched.iter().rev()) {
            if !first.iter().zip(other).all(|(left, right)| equal(left, right) == Some(true)) {
                self.place = None;
                let message =
                    format!("the rules {} and {} match at once, but say different things", matched[0] + 1, index + 1);
                return Err(problem(Problem::Table(message)));
            }
        }
        Ok(one(table, first))
    }

    /// Sorts outputs by their places among the listed values, the first column counting most.
    fn by_priority(&mut self, table: &Table, all: &mut [Vec<Value>], env: &Env) -> Result<(), Exceeded> {
        let mut orders = Vec::new();
        for column in &table.outputs {
            let mut values = Vec::new();
            for test in listed(column).map(|tests| tests.tests.as_slice()).unwrap_or_default() {
                if let Test::Is { expr, .. } = test {
                    values.push(self.eval(expr, env)?);
                }
            }
            orders.push(values);
        }
        let rank = |order: &[Value], value: &Value| {
            order.iter().position(|listed| equal(listed, value) == Some(true)).unwrap_or(usize::MAX)
        };
        all.sort_by(|left, right| {
            let columns = left.iter().zip(right).zip(&orders);
            let ranks = columns.map(|((left, right), order)| rank(order, left).cmp(&rank(order, right)));
            ranks.fold(Ordering::Equal, Ordering::then)
        });
        Ok(())
    }

    fn collected(&mut self, table: &Table, all: Vec<Vec<Value>>) -> Evaluated {
        let values: Vec<Value> = all.into_iter().map(|values| one(table, values)).collect();
        let list = Value::list(values);
        self.meter.made(&list)?;
        match table.aggregation.filter(|_| table.hit_policy == HitPolicy::Collect) {
            None => Ok(list),
            Some(aggregation) => {
                let function = builtins::named(aggregation.function()).expect("a built-in function");
                builtins::call(function, self, Arguments::InOrder(vec![list]))
            }
        }
    }
}

/// The outputs of a rule: the value of the only column, or a context of all.
fn one(table: &Table, mut values: Vec<Value>) -> Value {
    if table.outputs.len() == 1 {
        return values.pop().unwrap_or_default();
    }
    let names = table.outputs.iter().map(|column| column.name.clone());
    Value::context(names.zip(values).collect::<Context>())
}
