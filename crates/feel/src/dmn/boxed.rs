//! Boxed expressions become parts of expressions.
//!
//! Absent: functions in Java and PMML, which are known but never run. Source: DMN 1.5 §7.3.5 to §7.3.15, §10.2.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::item::kind_of;
use super::model::Flaw;
use super::xml::{Xml, child, children, text_in, type_ref};
use crate::ast::{Domain, Entry, Expr, Iteration, Lambda, Logic, Loop, Node, Parameter, Quantifier};
use crate::evaluate::Place;
use crate::names::{Scope, normal};
use crate::parser::expression;
use crate::source::Span;
use crate::types::Type;

/// Compiles the logic of one element.
pub(super) struct Compiler {
    pub types: Arc<BTreeMap<String, Type>>,
    pub flaws: Vec<Flaw>,
    pub place: Place,
}

const BOXED: [&str; 13] = [
    "literalExpression",
    "invocation",
    "context",
    "list",
    "relation",
    "functionDefinition",
    "conditional",
    "filter",
    "for",
    "some",
    "every",
    "decisionTable",
    "expression",
];

pub(super) fn unplaced(node: Node) -> Expr {
    Expr::new(Span::default(), node)
}

impl Compiler {
    /// The first boxed expression in an element; its value must also be of a type that the element names.
    pub fn logic_in(&mut self, node: Xml<'_>, scope: &Scope, kind: &Type) -> Option<Expr> {
        let inner = node.children().find(|child| child.is_element() && BOXED.contains(&child.tag_name().name()))?;
        let expr = self.boxed(inner, scope, kind);
        Some(expr)
    }

    fn required(&mut self, node: Xml<'_>, scope: &Scope) -> Expr {
        self.logic_in(node, scope, &Type::Any).unwrap_or_else(|| {
            self.flaw(format!("an expression is missing in <{}>", node.tag_name().name()));
            unplaced(Node::Literal(crate::value::Value::Null))
        })
    }

    fn part(&mut self, node: Xml<'_>, name: &'static str, scope: &Scope) -> Expr {
        match child(node, name) {
            Some(part) => self.required(part, scope),
            None => self.required(node, scope),
        }
    }

    pub fn flaw(&mut self, message: String) {
        self.flaws.push(Flaw { place: self.place.clone(), syntax: None, message });
    }

    pub fn kind(&mut self, name: Option<String>) -> Type {
        let Some(name) = name else { return Type::Any };
        kind_of(&name, &self.types).unwrap_or_else(|| {
            self.flaw(format!("there is no type \"{name}\""));
            Type::Any
        })
    }

    /// Within another part of the element.
    pub fn at<T>(&mut self, rule: Option<usize>, part: Option<String>, compile: impl FnOnce(&mut Self) -> T) -> T {
        let inner = Place { element: self.place.element.clone(), rule, part, column: None, text: None };
        let outer = std::mem::replace(&mut self.place, inner);
        let compiled = compile(self);
        self.place = outer;
        compiled
    }

    /// An expression from its text; one that cannot be read has no value.
    pub fn text(&mut self, text: &str, scope: &Scope) -> Expr {
        match expression(text, scope) {
            Ok(expr) => expr,
            Err(error) => {
                let message = format!("the expression cannot be read: {error}");
                self.flaws.push(Flaw { place: self.place.clone(), syntax: Some(error.clone()), message });
                Expr::new(error.span, Node::Invalid(Arc::new(error)))
            }
        }
    }

    fn boxed(&mut self, node: Xml<'_>, scope: &Scope, kind: &Type) -> Expr {
        let own = self.kind(type_ref(node));
        let body = match node.tag_name().name() {
            "literalExpression" => match text_in(node).filter(|text| !text.trim().is_empty()) {
                Some(text) => self.text(&text, scope),
                None => unplaced(Node::Literal(crate::value::Value::Null)),
            },
            "invocation" => self.invocation(node, scope),
            "context" => self.context(node, scope),
            "list" => {
                let elements = node.children().filter(roxmltree::Node::is_element);
                let elements = elements.filter(|child| BOXED.contains(&child.tag_name().name()));
                unplaced(Node::List(elements.map(|element| self.boxed(element, scope, &Type::Any)).collect()))
            }
            "relation" => self.relation(node, scope),
            "functionDefinition" => self.function(node, scope),
            "conditional" => {
                let parts = ["if", "then", "else"].map(|name| self.part(node, name, scope));
                unplaced(Node::If(Box::new(parts)))
            }
            "filter" => self.filter(node, scope),
            "for" => self.looping(node, scope, None),
            "some" => self.looping(node, scope, Some(Quantifier::Some)),
            "every" => self.looping(node, scope, Some(Quantifier::Every)),
            "decisionTable" => unplaced(Node::Table(Arc::new(self.table(node, scope, kind)))),
            other => {
                self.flaw(format!("<{other}> is not a boxed expression of DMN 1.5"));
                unplaced(Node::Literal(crate::value::Value::Null))
            }
        };
        let mut place = self.place.clone();
        if node.tag_name().name() == "literalExpression" {
            place.text = text_in(node).map(Arc::from);
        }
        let place = Arc::new(place);
        Expr::new(body.span, Node::Logic(Box::new(Logic { place, kind: own, body })))
    }

    fn invocation(&mut self, node: Xml<'_>, scope: &Scope) -> Expr {
        let callee = self.required(node, scope);
        let mut arguments = Vec::new();
        for binding in children(node, "binding") {
            let parameter = child(binding, "parameter");
            let name = normal(parameter.and_then(|parameter| parameter.attribute("name")).unwrap_or_default());
            let kind = self.kind(parameter.and_then(type_ref));
            let value = self.required(binding, scope);
            let place = Arc::new(self.place.clone());
            arguments.push((name, unplaced(Node::Logic(Box::new(Logic { place, kind, body: value })))));
        }
        unplaced(Node::CallNamed(Box::new(callee), arguments))
    }

    fn context(&mut self, node: Xml<'_>, scope: &Scope) -> Expr {
        let mut inner = scope.clone();
        let mut entries = Vec::new();
        let mut result = None;
        for entry in children(node, "contextEntry") {
            let Some(variable) = child(entry, "variable") else {
                result = Some(Box::new(self.required(entry, &inner)));
                continue;
            };
            let name = normal(variable.attribute("name").unwrap_or_default());
            let kind = self.kind(type_ref(variable));
            let body = self.at(None, Some(format!("entry \"{name}\"")), |compiler| {
                let body = compiler.logic_in(entry, &inner, &kind).unwrap_or_else(|| {
                    compiler.flaw("the entry has no expression".to_owned());
                    unplaced(Node::Literal(crate::value::Value::Null))
                });
                let place = Arc::new(compiler.place.clone());
                unplaced(Node::Logic(Box::new(Logic { place, kind, body })))
            });
            inner.variable(&name);
            inner.entry(&name);
            entries.push(Entry { name, value: body, used: true });
        }
        unplaced(Node::Context { entries, result })
    }

    fn relation(&mut self, node: Xml<'_>, scope: &Scope) -> Expr {
        let mut columns = Vec::new();
        for column in children(node, "column") {
            let name = normal(column.attribute("name").unwrap_or_default());
            columns.push((name, self.kind(type_ref(column))));
        }
        let mut rows = Vec::new();
        for (at, row) in children(node, "row").enumerate() {
            let cells = row.children().filter(roxmltree::Node::is_element);
            let mut entries = Vec::new();
            for (cell, (name, kind)) in cells.zip(&columns) {
                let part = Some(format!("column \"{name}\""));
                let body = self.at(Some(at + 1), part, |compiler| compiler.boxed(cell, scope, kind));
                let place = Arc::new(self.place.clone());
                let value = unplaced(Node::Logic(Box::new(Logic { place, kind: kind.clone(), body })));
                entries.push(Entry { name: name.clone(), value, used: false });
            }
            rows.push(unplaced(Node::Context { entries, result: None }));
        }
        unplaced(Node::List(rows))
    }

    fn function(&mut self, node: Xml<'_>, scope: &Scope) -> Expr {
        let mut inner = scope.clone();
        let mut parameters = Vec::new();
        for parameter in children(node, "formalParameter") {
            let name = normal(parameter.attribute("name").unwrap_or_default());
            inner.variable(&name);
            parameters.push(Parameter { name, kind: self.kind(type_ref(parameter)) });
        }
        if node.attribute("kind").is_some_and(|kind| kind != "FEEL") {
            return unplaced(Node::External(Arc::new(parameters)));
        }
        let body = self.required(node, &inner);
        unplaced(Node::Function(Arc::new(Lambda { parameters, body, result: Type::Any })))
    }

    fn filter(&mut self, node: Xml<'_>, scope: &Scope) -> Expr {
        let list = self.part(node, "in", scope);
        let mut inner = scope.clone();
        inner.variable("item");
        inner.all_entries_are_variables();
        let condition = self.part(node, "match", &inner);
        unplaced(Node::Filter(Box::new(list), Box::new(condition)))
    }

    fn looping(&mut self, node: Xml<'_>, scope: &Scope, quantifier: Option<Quantifier>) -> Expr {
        let name = normal(node.attribute("iteratorVariable").unwrap_or_default());
        let domain = Domain::Each(self.part(node, "in", scope));
        let mut inner = scope.clone();
        inner.variable(&name);
        let iterations = vec![Iteration { name, domain }];
        let Some(quantifier) = quantifier else {
            inner.variable("partial");
            let partial = super::xml::text_of(node).contains("partial");
            let body = self.part(node, "return", &inner);
            return unplaced(Node::For(Box::new(Loop { iterations, body, partial })));
        };
        let body = self.part(node, "satisfies", &inner);
        unplaced(Node::Quantified(quantifier, Box::new(Loop { iterations, body, partial: false })))
    }
}
