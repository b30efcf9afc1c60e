//! Operators by how strongly they bind, and what comes behind a value: a path, a filter, a call.
//!
//! Absent: values themselves (`primary`). Source: DMN 1.5 §10.3.1.2 rules 1 to 4, 45 to 53.

use super::{Parsed, Parser};
use crate::ast::{Comparison, Expr, Node, Operator};
use crate::lexer::Kind;
use crate::value::Value;

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.deeper()?;
        let expr = self.disjunction();
        self.depth -= 1;
        expr
    }

    /// Few functions call each other here, so that deep nesting needs little of the stack.
    fn disjunction(&mut self) -> Parsed<Expr> {
        let mut any = Vec::new();
        loop {
            let mut all = vec![self.comparison()?];
            while self.take("and") {
                all.push(self.comparison()?);
            }
            any.push(joined(all, Node::And));
            if !self.take("or") {
                return Ok(joined(any, Node::Or));
            }
        }
    }

    pub(super) fn comparison_sign(&mut self) -> Option<Comparison> {
        let comparison = match self.word()? {
            "=" => Comparison::Equal,
            "!=" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        };
        self.at += 1;
        Some(comparison)
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let mut left = self.sum()?;
        let depth = self.depth;
        loop {
            let start = left.span;
            let node = if let Some(sign) = self.comparison_sign() {
                Node::Compare(sign, Box::new(left), Box::new(self.sum()?))
            } else if self.take("between") {
                let from = self.sum()?;
                self.expect("and")?;
                Node::Between(Box::new([left, from, self.sum()?]))
            } else if self.take("in") {
                Node::In(Box::new(left), self.tests_after_in()?)
            } else {
                self.depth = depth;
                return Ok(left);
            };
            self.deeper()?;
            left = Expr::new(start.to(self.last_span()), node);
        }
    }

    /// A sum, a difference, or what binds more strongly.
    pub(super) fn sum(&mut self) -> Parsed<Expr> {
        self.arithmetic(0)
    }

    /// Operators that bind at least as strongly as a level; each takes its left neighbour first.
    fn arithmetic(&mut self, least: u8) -> Parsed<Expr> {
        let mut left = self.operand()?;
        let depth = self.depth;
        while let Some((operator, level)) = self.operator().filter(|(_, level)| *level >= least) {
            self.at += 1;
            self.deeper()?;
            let right = self.arithmetic(level + 1)?;
            let span = left.span.to(right.span);
            left = Expr::new(span, Node::Arithmetic(operator, Box::new(left), Box::new(right)));
        }
        self.depth = depth;
        Ok(left)
    }

    fn operator(&self) -> Option<(Operator, u8)> {
        Some(match self.word()? {
            "+" => (Operator::Add, 0),
            "-" => (Operator::Subtract, 0),
            "*" => (Operator::Multiply, 1),
            "/" => (Operator::Divide, 1),
            "**" => (Operator::Power, 2),
            _ => return None,
        })
    }

    /// A value with its sign and what comes behind it.
    fn operand(&mut self) -> Parsed<Expr> {
        let start = self.span();
        if self.take("-") {
            self.deeper()?;
            let inner = self.operand()?;
            self.depth -= 1;
            let node = match inner.node {
                // A negative number is a constant.
                Node::Literal(Value::Number(number)) => Node::Literal(Value::Number(number.negated())),
                _ => Node::Negate(Box::new(inner)),
            };
            return Ok(Expr::new(start.to(self.last_span()), node));
        }
        let value = self.postfix()?;
        if !(self.is("instance") && self.next_is(1, "of")) {
            return Ok(value);
        }
        self.at += 2;
        let kind = self.kind()?;
        Ok(Expr::new(value.span.to(self.last_span()), Node::InstanceOf(Box::new(value), kind)))
    }

    fn postfix(&mut self) -> Parsed<Expr> {
        let mut value = self.primary()?;
        let depth = self.depth;
        loop {
            let start = value.span;
            let node = if self.is(".") {
                self.at += 1;
                Node::Path(Box::new(value), self.entry_name()?)
            } else if self.is("[") && !self.closes_range() {
                self.at += 1;
                Node::Filter(Box::new(value), Box::new(self.filter()?))
            } else if self.is("(") {
                self.at += 1;
                self.arguments(value)?
            } else {
                self.depth = depth;
                return Ok(value);
            };
            self.deeper()?;
            value = Expr::new(start.to(self.last_span()), node);
        }
    }

    /// Whether the bracket here can only close an open range such as `]1..10[`.
    fn closes_range(&self) -> bool {
        if self.open_ranges == 0 {
            return false;
        }
        let Some(next) = self.tokens.get(self.at + 1) else { return true };
        match next.kind {
            Kind::End => true,
            Kind::Number | Kind::Text(_) => false,
            Kind::Word => self.text_at(self.at + 1).is_some_and(|word| {
                matches!(word, "and" | "or" | "then" | "else" | "return" | "satisfies" | "in" | "between")
            }),
            Kind::Sign => {
                self.text_at(self.at + 1).is_some_and(|sign| !matches!(sign, "(" | "[" | "{" | "-" | "@" | "]"))
            }
        }
    }

    /// The name behind a dot: the longest that an entry is known by, or one word.
    fn entry_name(&mut self) -> Parsed<std::sync::Arc<str>> {
        if let Some((name, length)) = self.long_name(true) {
            self.at += length;
            return Ok(name);
        }
        if self.token().kind != Kind::Word {
            return Err(self.missing("the name of an entry"));
        }
        let name = self.word().expect("a word").into();
        self.at += 1;
        Ok(name)
    }

    fn filter(&mut self) -> Parsed<Expr> {
        self.filters += 1;
        let ranges = std::mem::take(&mut self.open_ranges);
        let condition = self.expr()?;
        self.open_ranges = ranges;
        self.filters -= 1;
        self.expect("]")?;
        Ok(condition)
    }
}

/// One part as it is; several put together.
fn joined(mut parts: Vec<Expr>, together: fn(Vec<Expr>) -> Node) -> Expr {
    if parts.len() == 1 {
        return parts.swap_remove(0);
    }
    let span = parts[0].span.to(parts[parts.len() - 1].span);
    Expr::new(span, together(parts))
}
