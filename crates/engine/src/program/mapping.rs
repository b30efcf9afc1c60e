//! What goes into an activity and what comes out of it.
//!
//! Absent: names of entries within a variable as targets, scripts, and lists and maps of Camunda 7's mappings. Source: BPMN 2.0.2
//! §10.4.2; the extension elements of Camunda 7 and 8.

use std::sync::Arc;

use roxmltree::Node as Xml;

use super::compile::Compiler;
use super::expression::Expr;
use super::xml::{
    Vendor, all, attribute, child, child_text, extension, extensions, is_true, parts, text, vendor_attribute,
};
use super::{Mapping, Source, Text};

/// How a message finds its case where the standard's own means are used: what the case has, and what the message carries.
#[derive(Debug)]
pub(crate) struct Correlation {
    /// The id of the message.
    pub message: Arc<str>,
    pub own: Arc<Expr>,
    pub sent: Expr,
}

impl<'a> Compiler<'a> {
    /// Inputs and outputs of an activity or event.
    pub(super) fn mappings(&mut self, xml: Xml<'a, 'a>) -> (Vec<Mapping>, Vec<Mapping>) {
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for association in all(xml, "dataInputAssociation") {
            self.association(association, &mut inputs);
        }
        for association in all(xml, "dataOutputAssociation") {
            self.association(association, &mut outputs);
        }
        if let Some(mapping) = extension(xml, Vendor::Zeebe, "ioMapping") {
            for (part, into) in [("input", &mut inputs), ("output", &mut outputs)] {
                for one in parts(mapping, part) {
                    let (source, target) = (attribute(one, "source").unwrap_or("= null"), attribute(one, "target"));
                    self.mapped(one, source, target, into);
                }
            }
        }
        if let Some(mapping) = extension(xml, Vendor::Camunda, "inputOutput") {
            for (part, into) in [("inputParameter", &mut inputs), ("outputParameter", &mut outputs)] {
                for one in parts(mapping, part) {
                    if one.children().any(|inner| inner.is_element()) {
                        self.refuse(
                            one,
                            "a list, map or script as a parameter is not executed; write one FEEL expression",
                        );
                    } else {
                        self.mapped(one, &text(one), attribute(one, "name"), into);
                    }
                }
            }
        }
        self.handed(xml, &mut inputs, &mut outputs);
        (inputs, outputs)
    }

    /// A value that is an expression where it says so, else a text.
    fn mapped(&mut self, at: Xml<'a, 'a>, source: &str, target: Option<&str>, into: &mut Vec<Mapping>) {
        let Some(target) = target else { return self.refuse(at, "the mapping does not say under which name") };
        if target.contains('.') {
            return self.refuse(at, format!("\"{target}\" names an entry within a variable; map the whole variable"));
        }
        self.scope.variable(target);
        let Some(source) = self.text(at, source) else { return };
        let source = match source {
            Text::Fixed(text) => Source::Text(text),
            Text::Computed(expression) => Source::Expression(expression),
        };
        into.push(Mapping { target: target.into(), source });
    }

    /// What a call of Camunda 7 hands over.
    fn handed(&mut self, xml: Xml<'a, 'a>, inputs: &mut Vec<Mapping>, outputs: &mut Vec<Mapping>) {
        for (vendor, name, one) in extensions(xml).collect::<Vec<_>>() {
            let into = match name {
                "in" if vendor == Vendor::Camunda => &mut *inputs,
                "out" if vendor == Vendor::Camunda => &mut *outputs,
                _ => continue,
            };
            let Some(target) = attribute(one, "target") else { continue };
            match (attribute(one, "source"), attribute(one, "sourceExpression")) {
                (Some(variable), _) => {
                    into.push(Mapping { target: target.into(), source: Source::Variable(variable.into()) });
                }
                (None, Some(expression)) => self.mapped(one, expression, Some(target), into),
                (None, None) => {}
            }
        }
    }

    /// Whether a call hands over everything, and takes everything over.
    pub(super) fn hands_over(&mut self, xml: Xml<'a, 'a>) -> (bool, bool) {
        let camunda =
            |name: &str| extensions(xml).filter(|(vendor, tag, _)| *vendor == Vendor::Camunda && *tag == name).count();
        let everything =
            |name: &str| extensions(xml).any(|(_, tag, one)| tag == name && attribute(one, "variables") == Some("all"));
        if let Some(called) = extension(xml, Vendor::Zeebe, "calledElement") {
            let all_in = is_true(called, "propagateAllParentVariables", true);
            return (all_in, is_true(called, "propagateAllChildVariables", true));
        }
        if camunda("in") + camunda("out") > 0
            || vendor_attribute(xml, Vendor::Camunda, "calledElementBinding").is_some()
        {
            return (everything("in"), everything("out"));
        }
        let maps = |name: &str| child(xml, name).is_some();
        (!maps("dataInputAssociation"), !maps("dataOutputAssociation"))
    }

    fn association(&mut self, xml: Xml<'a, 'a>, into: &mut Vec<Mapping>) {
        for assignment in all(xml, "assignment") {
            let (from, to) = (child_text(assignment, "from"), child_text(assignment, "to"));
            let (Some(from), Some(to)) = (from, to) else { continue };
            let target = self.data_name(&to).unwrap_or_else(|| to.as_str().into());
            if let Some(source) = self.expression(assignment, &from) {
                self.scope.variable(&target);
                into.push(Mapping { target, source: Source::Expression(source) });
            }
        }
        if child(xml, "assignment").is_some() {
            return;
        }
        let Some(target) = child_text(xml, "targetRef").and_then(|target| self.data_name(&target)) else { return };
        if child_text(xml, "transformation").is_some() {
            if let Some(source) = self.child_expression(xml, "transformation") {
                into.push(Mapping { target, source: Source::Expression(source) });
            }
        } else if let Some(source) = child_text(xml, "sourceRef").and_then(|source| self.data_name(&source)) {
            into.push(Mapping { target, source: Source::Variable(source) });
        }
    }

    /// Results of an event: what of a message goes where.
    pub(super) fn event_outputs(&mut self, xml: Xml<'a, 'a>) -> Vec<Mapping> {
        self.mappings(xml).1
    }

    /// Inputs of an event: what a message carries.
    pub(super) fn event_inputs(&mut self, xml: Xml<'a, 'a>) -> Vec<Mapping> {
        self.mappings(xml).0
    }
}
