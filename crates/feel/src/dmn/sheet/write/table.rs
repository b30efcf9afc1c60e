//! The table itself: its policy, its columns, its rules.
//!
//! Absent: what stands in a table beside them, which stays where it is.

use super::{Writer, attribute, content, indent};
use crate::dmn::sheet::read::id_of;
use crate::dmn::sheet::{Sheet, SheetInput, SheetOutput, SheetRule};
use crate::dmn::table::HitPolicy;
use crate::dmn::xml::{Xml, child, children};

/// Blanks of one step of nesting.
const STEP: &str = "  ";

impl Writer<'_> {
    /// The first table of a decision that has none.
    pub fn first_table(&mut self, decision: Xml<'_>, id: &str, sheet: &Sheet) {
        let around = format!("{}{STEP}", indent(self.text, decision.range().start));
        let id = self.free(&format!("{id}_table"));
        let (p, policy) = (self.prefix, sheet.hit_policy.name());
        let aggregation = sheet.aggregation.filter(|_| sheet.hit_policy == HitPolicy::Collect);
        let aggregation = aggregation.map_or(String::new(), |one| format!(" aggregation=\"{}\"", one.name()));
        let parts = self.parts(None, None, sheet, &format!("{around}{STEP}"));
        let table = format!(
            "\n{around}<{p}decisionTable id=\"{id}\" hitPolicy=\"{policy}\"{aggregation}>{parts}\n{around}</{p}decisionTable>"
        );
        self.append(decision, &table);
    }

    /// A table that is there: its policy, and its columns and rules from the first to the last.
    pub fn table(&mut self, table: Xml<'_>, old: Option<&Sheet>, sheet: &Sheet) {
        let policy = old.is_none_or(|old| old.hit_policy != sheet.hit_policy);
        if policy {
            self.set(table, "hitPolicy", Some(sheet.hit_policy.name()));
        }
        let aggregation = sheet.aggregation.filter(|_| sheet.hit_policy == HitPolicy::Collect);
        if policy || old.is_none_or(|old| old.aggregation != aggregation) {
            self.set(table, "aggregation", aggregation.map(crate::dmn::table::Aggregation::name));
        }
        if old
            .is_some_and(|old| (&old.inputs, &old.outputs, &old.rules) == (&sheet.inputs, &sheet.outputs, &sheet.rules))
        {
            return;
        }
        let is_part = |node: &Xml<'_>| matches!(node.tag_name().name(), "input" | "output" | "annotation" | "rule");
        let parts: Vec<Xml<'_>> = table.children().filter(|node| node.is_element() && is_part(node)).collect();
        let around = indent(self.text, table.range().start);
        let inner = match parts.first().map(|first| indent(self.text, first.range().start)) {
            Some(inner) if !inner.is_empty() => inner.to_owned(),
            _ => format!("{around}{STEP}"),
        };
        let written = self.parts(Some(table), old, sheet, &inner);
        match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => {
                let range = first.range().start..last.range().end;
                self.edits.push((range, written.trim_start().to_owned()));
            }
            _ => self.append(table, &written),
        }
    }

    /// Columns and rules, each on lines of its own; those that are as before are copied.
    fn parts(&mut self, table: Option<Xml<'_>>, old: Option<&Sheet>, sheet: &Sheet, inner: &str) -> String {
        let mut out = String::new();
        let source = |name: &'static str, id: &str| {
            let mut all = children(table?, name).enumerate();
            all.find(|(at, node)| id_of(*node, *at) == id).map(|(_, node)| node)
        };
        for (at, column) in sheet.inputs.iter().enumerate() {
            let same = old.is_some_and(|old| old.inputs.contains(column));
            let line = match source("input", &column.id).filter(|_| same) {
                Some(node) => self.text[node.range()].to_owned(),
                None => self.input(column, at, inner),
            };
            out.push_str(&format!("\n{inner}{line}"));
        }
        for (at, column) in sheet.outputs.iter().enumerate() {
            let same = old.is_some_and(|old| old.outputs.contains(column));
            let line = match source("output", &column.id).filter(|_| same) {
                Some(node) => self.text[node.range()].to_owned(),
                None => self.output(column, at, inner),
            };
            out.push_str(&format!("\n{inner}{line}"));
        }
        for annotation in table.into_iter().flat_map(|table| children(table, "annotation")) {
            out.push_str(&format!("\n{inner}{}", &self.text[annotation.range()]));
        }
        let is_annotated = table.is_some_and(|table| child(table, "annotation").is_some());
        let same_columns = old.is_some_and(|old| same_columns(old, sheet));
        for (at, rule) in sheet.rules.iter().enumerate() {
            let same = same_columns && old.is_some_and(|old| old.rules.contains(rule));
            let line = match source("rule", &rule.id).filter(|_| same) {
                Some(node) => self.text[node.range()].to_owned(),
                None => self.rule(rule, at, inner, is_annotated),
            };
            out.push_str(&format!("\n{inner}{line}"));
        }
        out
    }

    /// The id of a part as it is written: its own, or a free one where it has none.
    fn id(&mut self, own: &str, kind: &str, at: usize) -> String {
        if own.is_empty() || own.starts_with('#') { self.free(&format!("{kind}_{}", at + 1)) } else { attribute(own) }
    }

    fn text_part(&self, name: &str, kind: &str, text: &str, inner: &str) -> String {
        let p = self.prefix;
        let kind = if kind.is_empty() { String::new() } else { format!(" typeRef=\"{}\"", attribute(kind)) };
        format!("\n{inner}{STEP}<{p}{name}{kind}><{p}text>{}</{p}text></{p}{name}>", content(text.trim()))
    }

    fn input(&mut self, column: &SheetInput, at: usize, inner: &str) -> String {
        let id = self.id(&column.id, "input", at);
        let p = self.prefix;
        let label = labelled(&column.label);
        let mut out = format!("<{p}input id=\"{id}\"{label}>");
        out.push_str(&self.text_part("inputExpression", &column.kind, &column.expression, inner));
        if !column.allowed.trim().is_empty() {
            out.push_str(&self.text_part("inputValues", "", &column.allowed, inner));
        }
        out + &format!("\n{inner}</{p}input>")
    }

    fn output(&mut self, column: &SheetOutput, at: usize, inner: &str) -> String {
        let id = self.id(&column.id, "output", at);
        let p = self.prefix;
        let (label, name) = (labelled(&column.label), attribute(column.name.trim()));
        let kind =
            if column.kind.is_empty() { String::new() } else { format!(" typeRef=\"{}\"", attribute(&column.kind)) };
        let open = format!("<{p}output id=\"{id}\"{label} name=\"{name}\"{kind}");
        let mut held = String::new();
        if !column.allowed.trim().is_empty() {
            held.push_str(&self.text_part("outputValues", "", &column.allowed, inner));
        }
        if !column.default.trim().is_empty() {
            held.push_str(&self.text_part("defaultOutputEntry", "", &column.default, inner));
        }
        if held.is_empty() { format!("{open} />") } else { format!("{open}>{held}\n{inner}</{p}output>") }
    }

    fn rule(&mut self, rule: &SheetRule, at: usize, inner: &str, is_annotated: bool) -> String {
        let id = self.id(&rule.id, "rule", at);
        let p = self.prefix;
        let mut out = format!("<{p}rule id=\"{id}\">");
        let note = rule.note.trim();
        if !note.is_empty() && !is_annotated {
            out.push_str(&format!("\n{inner}{STEP}<{p}description>{}</{p}description>", content(note)));
        }
        for cell in &rule.inputs {
            out.push_str(&self.text_part("inputEntry", "", cell, inner));
        }
        for cell in &rule.outputs {
            out.push_str(&self.text_part("outputEntry", "", cell, inner));
        }
        if is_annotated {
            out.push_str(&self.text_part("annotationEntry", "", note, inner));
        }
        out + &format!("\n{inner}</{p}rule>")
    }
}

fn labelled(label: &str) -> String {
    if label.trim().is_empty() { String::new() } else { format!(" label=\"{}\"", attribute(label.trim())) }
}

/// Whether both sheets have the same columns in the same order, whatever is said about them.
fn same_columns(old: &Sheet, new: &Sheet) -> bool {
    old.inputs.iter().map(|one| &one.id).eq(new.inputs.iter().map(|one| &one.id))
        && old.outputs.iter().map(|one| &one.id).eq(new.outputs.iter().map(|one| &one.id))
}
