//! The arguments of a call, by place or by name.
//!
//! Absent: a mixture of both. Source: DMN 1.5 §10.3.1.2 rules 38 to 42.

use super::{Parsed, Parser};
use crate::ast::{Expr, Node};

impl Parser<'_> {
    /// What follows the opening bracket of a call.
    pub(super) fn arguments(&mut self, callee: Expr) -> Parsed<Node> {
        let ranges = std::mem::take(&mut self.open_ranges);
        let callee = Box::new(callee);
        let node = if self.is(")") {
            Node::Call(callee, Vec::new())
        } else if self.is_named() {
            Node::CallNamed(callee, self.named_arguments()?)
        } else {
            let mut arguments = vec![self.expr()?];
            while self.take(",") {
                arguments.push(self.expr()?);
            }
            Node::Call(callee, arguments)
        };
        self.expect(")")?;
        self.open_ranges = ranges;
        Ok(node)
    }

    fn is_named(&mut self) -> bool {
        let mark = self.at;
        let named = self.name_before(&[":"]).is_some();
        self.at = mark;
        named
    }

    fn named_arguments(&mut self) -> Parsed<Vec<(std::sync::Arc<str>, Expr)>> {
        let mut arguments = Vec::new();
        loop {
            let Some(name) = self.name_before(&[":"]) else { return Err(self.missing("a parameter's name and \":\"")) };
            self.expect(":")?;
            arguments.push((name, self.expr()?));
            if !self.take(",") {
                return Ok(arguments);
            }
        }
    }
}
