//! Tests of a value: in cells of decision tables, in allowed values, behind `in`.
//!
//! Absent: what the tested value is. Source: DMN 1.5 §10.3.1.2 rules 7, 13 to 16.

use super::{Parsed, Parser};
use crate::ast::{Test, Tests};

impl Parser<'_> {
    /// A whole cell: `-`, tests, or `not( tests )`.
    pub(super) fn unary_tests(&mut self) -> Parsed<Tests> {
        let last = self.tokens.len() - 1;
        if self.is_end() || self.is("-") && last == 1 {
            self.at = last;
            return Ok(Tests::default());
        }
        let negated = self.is("not") && self.next_is(1, "(") && self.closes_at(1) == Some(last - 1);
        if !negated {
            return Ok(Tests { tests: self.tests_in_a_row(Self::expr)?, negated: false });
        }
        self.at += 2;
        let tests = self.tests_in_a_row(Self::expr)?;
        self.expect(")")?;
        Ok(Tests { tests, negated: true })
    }

    fn tests_in_a_row(&mut self, operand: fn(&mut Self) -> Parsed<crate::ast::Expr>) -> Parsed<Vec<Test>> {
        let mut tests = vec![self.test(operand)?];
        while self.take(",") {
            tests.push(self.test(operand)?);
        }
        Ok(tests)
    }

    fn test(&mut self, operand: fn(&mut Self) -> Parsed<crate::ast::Expr>) -> Parsed<Test> {
        if let Some(comparison) = self.comparison_sign() {
            return Ok(Test::Compare(comparison, self.sum()?));
        }
        let before = self.inputs;
        let expr = operand(self)?;
        Ok(Test::Is { expr, names_input: self.inputs > before })
    }

    /// What follows `in`: tests in brackets, or one test.
    pub(super) fn tests_after_in(&mut self) -> Parsed<Tests> {
        if self.is("(") && !self.holds_range() {
            self.at += 1;
            let ranges = std::mem::take(&mut self.open_ranges);
            let tests = self.tests_in_a_row(Self::expr)?;
            self.open_ranges = ranges;
            self.expect(")")?;
            return Ok(Tests { tests, negated: false });
        }
        Ok(Tests { tests: vec![self.test(Self::sum)?], negated: false })
    }

    /// The token that closes the bracket `after` tokens from here; ranges such as `(1..5]` may mix the signs.
    fn closes_at(&self, after: usize) -> Option<usize> {
        let mut open = 0_u32;
        for at in self.at + after..self.tokens.len() {
            match self.text_at(at) {
                Some("(" | "[" | "{") => open += 1,
                Some(")" | "]" | "}") => open = open.checked_sub(1)?,
                _ => {}
            }
            if open == 0 {
                return Some(at);
            }
        }
        None
    }

    /// Whether the bracket here opens a range: two dots stand in it before any comma.
    fn holds_range(&self) -> bool {
        let mut open = 0_u32;
        for at in self.at + 1..self.tokens.len() {
            match self.text_at(at) {
                Some("(" | "[" | "{") => open += 1,
                Some(")" | "]" | "}") if open == 0 => return false,
                Some(")" | "]" | "}") => open -= 1,
                Some("..") if open == 0 => return true,
                Some(",") if open == 0 => return false,
                _ => {}
            }
        }
        false
    }
}
