//! Values: literals, names, lists, contexts, ranges, conditions, loops and functions.
//!
//! Absent: operators (`expression`). Source: DMN 1.5 §10.3.1.2 rules 5 to 9, 17 to 21, 33 to 35, 43 to 62.

use std::sync::Arc;

use super::{Parsed, Parser};
use crate::ast::{Comparison, Domain, Entry, Expr, Iteration, Lambda, Loop, Node, Parameter, Quantifier, RangeExpr};
use crate::builtins;
use crate::evaluate::order;
use crate::lexer::Kind;
use crate::names::normal;
use crate::source::Span;
use crate::types::Type;
use crate::value::{Range, Value};

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Parsed<Expr> {
        let start = self.span();
        if let Some((name, length)) = self.long_name(false) {
            self.at += length;
            return Ok(self.named(start, name));
        }
        let node = match self.token().kind.clone() {
            Kind::Text(text) => {
                self.at += 1;
                Node::Literal(Value::from(text))
            }
            Kind::Number => self.number()?,
            Kind::Word => return self.worded(start),
            Kind::Sign => self.signed()?,
            Kind::End => return Err(self.missing("a value")),
        };
        Ok(Expr::new(start.to(self.last_span()), node))
    }

    fn named(&mut self, start: Span, name: Arc<str>) -> Expr {
        match &*name {
            "?" => self.inputs += 1,
            "partial" => self.partials += 1,
            _ => self.touch(&name),
        }
        let builtin = builtins::named(&name);
        Expr::new(start.to(self.last_span()), Node::Name { name, builtin })
    }

    fn number(&mut self) -> Parsed<Node> {
        let text = self.word().expect("a number");
        let number = text.parse().map_err(|_| self.error("this number is too large"))?;
        self.at += 1;
        Ok(Node::Literal(Value::Number(number)))
    }

    fn worded(&mut self, start: Span) -> Parsed<Expr> {
        let word = self.word().expect("a word");
        let known = self.locals.iter().any(|local| &*local.name == word) || self.scope.variables.contains(word);
        self.at += 1;
        let node = match word {
            "true" => Node::Literal(Value::Boolean(true)),
            "false" => Node::Literal(Value::Boolean(false)),
            "null" => Node::Literal(Value::Null),
            "if" if !known => self.condition()?,
            "for" if !known => self.for_loop()?,
            "some" if !known => self.quantified(Quantifier::Some)?,
            "every" if !known => self.quantified(Quantifier::Every)?,
            "function" if !known && self.is("(") => self.function()?,
            "then" | "else" | "return" | "satisfies" | "and" | "or" | "between" | "in" => {
                self.at -= 1;
                return Err(self.missing("a value"));
            }
            _ => return Ok(self.named(start, word.into())),
        };
        Ok(Expr::new(start.to(self.last_span()), node))
    }

    fn signed(&mut self) -> Parsed<Node> {
        let sign = self.word().unwrap_or_default();
        match sign {
            "(" => self.bracketed(),
            "[" => self.list_or_range(),
            "]" => {
                self.at += 1;
                let from = self.expr()?;
                self.expect("..")?;
                self.range_from(from, false)
            }
            "{" => self.context(),
            "@" => self.at_literal(),
            "<" | "<=" | ">" | ">=" => Err(self.error("a comparison needs a value on its left, or brackets around it")),
            _ => Err(self.missing("a value")),
        }
    }

    fn at_literal(&mut self) -> Parsed<Node> {
        self.at += 1;
        let Kind::Text(text) = self.token().kind.clone() else {
            return Err(self.missing("a date, time or duration in quotation marks"));
        };
        let Some(value) = builtins::temporal_literal(&text) else {
            return Err(self.error("this is no date, time, date and time, or duration"));
        };
        self.at += 1;
        Ok(Node::Literal(value))
    }

    /// `( … )`, `(a..b]`, or `(< 10)` as a range.
    fn bracketed(&mut self) -> Parsed<Node> {
        self.at += 1;
        if let Some(comparison) = self.comparison_sign() {
            let bound = self.sum()?;
            self.expect(")")?;
            return self.half_range(comparison, bound);
        }
        let ranges = std::mem::take(&mut self.open_ranges);
        let inner = self.expr()?;
        self.open_ranges = ranges;
        if self.take("..") {
            return self.range_from(inner, false);
        }
        self.expect(")")?;
        Ok(inner.node)
    }

    pub(super) fn half_range(&self, comparison: Comparison, bound: Expr) -> Parsed<Node> {
        let included = matches!(comparison, Comparison::LessOrEqual | Comparison::GreaterOrEqual);
        let range = match comparison {
            Comparison::Less | Comparison::LessOrEqual => {
                RangeExpr { start: None, start_included: false, end: Some(bound), end_included: included }
            }
            Comparison::Greater | Comparison::GreaterOrEqual => {
                RangeExpr { start: Some(bound), start_included: included, end: None, end_included: false }
            }
            Comparison::Equal | Comparison::Unequal => {
                return Err(self.error("only <, <=, > and >= make a range"));
            }
        };
        Ok(folded_range(range))
    }

    fn list_or_range(&mut self) -> Parsed<Node> {
        self.at += 1;
        let ranges = std::mem::take(&mut self.open_ranges);
        let mut elements = Vec::new();
        while !self.is("]") {
            elements.push(self.expr()?);
            if elements.len() == 1 && self.is("..") {
                self.at += 1;
                self.open_ranges = ranges;
                let from = elements.remove(0);
                return self.range_from(from, true);
            }
            if !self.take(",") {
                break;
            }
        }
        self.open_ranges = ranges;
        self.expect("]")?;
        Ok(Node::List(elements))
    }

    /// The end of a range whose start was read.
    fn range_from(&mut self, from: Expr, start_included: bool) -> Parsed<Node> {
        self.open_ranges += 1;
        let to = self.expr()?;
        self.open_ranges -= 1;
        let end_included = self.is("]");
        if !end_included && !self.is(")") && !self.is("[") {
            return Err(self.missing("the end of the range, \"]\" or \")\","));
        }
        self.at += 1;
        let is_null = |expr: &Expr| matches!(expr.node, Node::Literal(Value::Null));
        let range = RangeExpr {
            start_included: start_included && !is_null(&from),
            end_included: end_included && !is_null(&to),
            start: Some(from).filter(|from| !is_null(from)),
            end: Some(to).filter(|to| !is_null(to)),
        };
        Ok(folded_range(range))
    }

    fn context(&mut self) -> Parsed<Node> {
        self.at += 1;
        let ranges = std::mem::take(&mut self.open_ranges);
        let mark = self.locals.len();
        let mut entries: Vec<Entry> = Vec::new();
        while !self.is("}") {
            let name = self.key()?;
            self.expect(":")?;
            let value = self.expr()?;
            self.bind(&name);
            entries.push(Entry { name, value, used: false });
            if !self.take(",") {
                break;
            }
        }
        self.expect("}")?;
        self.open_ranges = ranges;
        for (entry, used) in entries.iter_mut().zip(self.unbind(mark)) {
            entry.used = used;
        }
        Ok(Node::Context { entries, result: None })
    }

    fn key(&mut self) -> Parsed<Arc<str>> {
        if let Kind::Text(text) = self.token().kind.clone() {
            self.at += 1;
            return Ok(text.into());
        }
        self.name_before(&[":"]).ok_or_else(|| self.missing("the name of an entry, with \":\" behind it,"))
    }

    fn condition(&mut self) -> Parsed<Node> {
        let condition = self.expr()?;
        self.expect("then")?;
        let yes = self.expr()?;
        self.expect("else")?;
        Ok(Node::If(Box::new([condition, yes, self.expr()?])))
    }

    fn iterations(&mut self) -> Parsed<Vec<Iteration>> {
        let mut iterations = Vec::new();
        loop {
            let Some(name) = self.name_before(&["in"]) else { return Err(self.missing("a name and \"in\"")) };
            self.expect("in")?;
            let first = self.expr()?;
            let domain = if self.take("..") { Domain::Between(first, self.expr()?) } else { Domain::Each(first) };
            self.bind(&name);
            iterations.push(Iteration { name, domain });
            if !self.take(",") {
                return Ok(iterations);
            }
        }
    }

    fn for_loop(&mut self) -> Parsed<Node> {
        let mark = self.locals.len();
        let iterations = self.iterations()?;
        self.expect("return")?;
        let before = self.partials;
        let body = self.expr()?;
        self.unbind(mark);
        Ok(Node::For(Box::new(Loop { iterations, body, partial: self.partials > before })))
    }

    fn quantified(&mut self, quantifier: Quantifier) -> Parsed<Node> {
        let mark = self.locals.len();
        let iterations = self.iterations()?;
        self.expect("satisfies")?;
        let body = self.expr()?;
        self.unbind(mark);
        Ok(Node::Quantified(quantifier, Box::new(Loop { iterations, body, partial: false })))
    }

    fn function(&mut self) -> Parsed<Node> {
        self.expect("(")?;
        let mark = self.locals.len();
        let mut parameters = Vec::new();
        while !self.is(")") {
            let Some(name) = self.name_before(&[":", ",", ")"]) else { return Err(self.missing("a parameter's name")) };
            let kind = if self.take(":") { self.kind()? } else { Type::Any };
            parameters.push(Parameter { name: normal(&name), kind });
            if !self.take(",") {
                break;
            }
        }
        self.expect(")")?;
        let result = if self.take(":") { self.kind()? } else { Type::Any };
        for parameter in &parameters {
            self.bind(&parameter.name);
        }
        let external = self.take("external");
        let body = self.expr()?;
        self.unbind(mark);
        if external {
            return Ok(Node::External(Arc::new(parameters)));
        }
        Ok(Node::Function(Arc::new(Lambda { parameters, body, result })))
    }
}

/// A range with constant bounds is a constant, made once.
fn folded_range(range: RangeExpr) -> Node {
    let constant = |bound: &Option<Expr>| match bound.as_ref().map(|bound| &bound.node) {
        None => Some(None),
        Some(Node::Literal(value)) => Some(Some(value.clone())),
        Some(_) => None,
    };
    let (Some(start), Some(end)) = (constant(&range.start), constant(&range.end)) else {
        return Node::Range(Box::new(range));
    };
    let in_order = match (&start, &end) {
        (Some(start), Some(end)) => order(start, end).is_some_and(std::cmp::Ordering::is_le),
        (None, None) => false,
        _ => true,
    };
    if !in_order {
        return Node::Range(Box::new(range));
    }
    let (start_included, end_included) = (range.start_included, range.end_included);
    Node::Literal(Value::Range(Arc::new(Range { start, start_included, end, end_included })))
}
