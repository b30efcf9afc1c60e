//! What a table asks about must be known to the model: inputs that its columns name come, and those that none names any more go.
//!
//! Absent: names within a path or a call beyond the first; whoever computes with an input names it in a column of its own first.

use super::{Writer, attribute, id_from, indent};
use crate::dmn::sheet::read::{named, references};
use crate::dmn::sheet::{Sheet, SheetInput};
use crate::dmn::xml::{Xml, child, children};
use crate::names::normal;

const KEYWORDS: [&str; 14] =
    ["true", "false", "null", "not", "and", "or", "if", "for", "some", "every", "function", "in", "between", "-"];

/// The name that an expression begins with, where it is a name or a path.
fn name_in(expression: &str) -> Option<String> {
    let first = expression.trim().split('.').next().unwrap_or_default().trim();
    let is_name = |text: &str| {
        text.chars().next().is_some_and(|letter| letter.is_alphabetic() || letter == '_')
            && text.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == ' ')
    };
    (is_name(first) && !KEYWORDS.contains(&first)).then(|| normal(first).to_string())
}

/// Whether a text is somewhere in a sheet.
fn is_mentioned(name: &str, sheet: &Sheet) -> bool {
    let columns = sheet.inputs.iter().flat_map(|one| [&one.expression, &one.allowed]);
    let outputs = sheet.outputs.iter().flat_map(|one| [&one.allowed, &one.default]);
    let cells = sheet.rules.iter().flat_map(|rule| rule.inputs.iter().chain(&rule.outputs));
    columns.chain(outputs).chain(cells).any(|text| normal(text).contains(name))
}

impl Writer<'_> {
    pub fn requirements(&mut self, decision: Xml<'_>, old: Option<&Sheet>, new: &Sheet) {
        let required: Vec<(String, Xml<'_>)> = references(decision)
            .filter_map(|href| {
                let id = href.rsplit_once('#').map_or(href, |(_, id)| id);
                let found = self.root.children().find(|node| node.attribute("id") == Some(id))?;
                Some((normal(&variable(found)).to_string(), found))
            })
            .collect();
        let mut known: Vec<String> = required.iter().map(|(name, _)| name.clone()).collect();
        for column in &new.inputs {
            let Some(name) = name_in(&column.expression) else { continue };
            match required.iter().find(|(other, _)| *other == name) {
                Some((_, node)) => self.keep_kind(*node, column, old, &name),
                None if known.contains(&name) => {}
                None => {
                    self.require(decision, column, &name);
                    known.push(name);
                }
            }
        }
        let before = old.map(|old| old.inputs.iter().filter_map(|one| name_in(&one.expression)).collect::<Vec<_>>());
        for (name, node) in required {
            let was_asked = before.as_ref().is_some_and(|before| before.contains(&name));
            if was_asked && node.tag_name().name() == "inputData" && !is_mentioned(&name, new) {
                self.forget(decision, node);
            }
        }
    }

    /// How often something is pointed at in the whole model.
    fn uses(&self, id: &str) -> usize {
        let points = |node: &Xml<'_>| {
            node.attribute("href").is_some_and(|href| href.rsplit_once('#').map_or(href, |(_, other)| other) == id)
        };
        self.root.descendants().filter(points).count()
    }

    /// An input has the type of the column that asks for it, as long as nobody else asks.
    fn keep_kind(&mut self, node: Xml<'_>, column: &SheetInput, old: Option<&Sheet>, name: &str) {
        let was = old.and_then(|old| old.inputs.iter().find(|one| one.id == column.id)).map(|one| one.kind.as_str());
        let is_plain = normal(&column.expression).as_ref() == name;
        let id = node.attribute("id").unwrap_or_default();
        if node.tag_name().name() != "inputData" || was == Some(&column.kind) || !is_plain || self.uses(id) > 1 {
            return;
        }
        if let Some(variable) = child(node, "variable") {
            self.set(variable, "typeRef", Some(column.kind.as_str()).filter(|kind| !kind.is_empty()));
        }
    }

    fn require(&mut self, decision: Xml<'_>, column: &SheetInput, name: &str) {
        let own = decision.attribute("id");
        let there = self.root.children().find(|node| {
            matches!(node.tag_name().name(), "inputData" | "decision")
                && node.attribute("id") != own
                && normal(&variable(*node)).as_ref() == name
        });
        let (kind, id) = match there {
            Some(node) if node.tag_name().name() == "decision" => {
                ("requiredDecision", node.attribute("id").unwrap_or_default().to_owned())
            }
            Some(node) => ("requiredInput", node.attribute("id").unwrap_or_default().to_owned()),
            None => ("requiredInput", self.input_data(decision, column, name)),
        };
        let p = self.prefix;
        let inner = format!("{}  ", indent(self.text, decision.range().start));
        let requirement = self.free(&format!("{id}_requirement"));
        let lines = format!(
            "\n{inner}<{p}informationRequirement id=\"{requirement}\">\n{inner}  <{p}{kind} href=\"#{}\" />\n{inner}</{p}informationRequirement>",
            attribute(&id)
        );
        let last = children(decision, "informationRequirement").last();
        let before = last.or_else(|| child(decision, "variable")).or_else(|| child(decision, "allowedAnswers"));
        let before = before.or_else(|| child(decision, "question"));
        match before.or_else(|| child(decision, "extensionElements")).or_else(|| child(decision, "description")) {
            Some(node) => self.edits.push((node.range().end..node.range().end, lines)),
            None => match child(decision, "decisionTable") {
                Some(table) => {
                    let at = table.range().start;
                    self.edits.push((at..at, format!("{}\n{inner}", lines.trim_start())));
                }
                None => self.append(decision, &lines),
            },
        }
    }

    /// A new input before the decision; its id.
    fn input_data(&mut self, decision: Xml<'_>, column: &SheetInput, name: &str) -> String {
        let id = self.free(&id_from(&name.to_lowercase(), "input"));
        let p = self.prefix;
        let at = decision.range().start;
        let around = indent(self.text, at);
        let named = attribute(name);
        let kind = match column.kind.as_str() {
            kind if !kind.is_empty() && normal(&column.expression).as_ref() == name => {
                format!(" typeRef=\"{}\"", attribute(kind))
            }
            _ => String::new(),
        };
        let variable = self.free(&format!("{id}_value"));
        let lines = format!(
            "<{p}inputData id=\"{id}\" name=\"{named}\">\n{around}  <{p}variable id=\"{variable}\" name=\"{named}\"{kind} />\n{around}</{p}inputData>\n{around}"
        );
        self.edits.push((at..at, lines));
        id
    }

    /// Takes out an input that nobody else requires, and in any case the requirement.
    fn forget(&mut self, decision: Xml<'_>, node: Xml<'_>) {
        let id = node.attribute("id").unwrap_or_default();
        let requirement = children(decision, "informationRequirement").find(|group| {
            group.children().any(|one| one.attribute("href").is_some_and(|href| href.ends_with(&format!("#{id}"))))
        });
        let lines = requirement.and_then(|one| one.attribute("id")).unwrap_or_default();
        if let Some(requirement) = requirement {
            self.remove(requirement);
        }
        let alone = self.uses(id) <= 1;
        if alone {
            self.remove(node);
        }
        let drawn = |one: &Xml<'_>| {
            one.attribute("dmnElementRef").is_some_and(|drawn| {
                let drawn = drawn.rsplit_once(':').map_or(drawn, |(_, local)| local);
                (alone && drawn == id) || (!lines.is_empty() && drawn == lines)
            })
        };
        for shape in self.root.descendants().filter(drawn).collect::<Vec<_>>() {
            self.remove(shape);
        }
    }
}

/// The name by which logic names an element.
fn variable(node: Xml<'_>) -> String {
    let own = child(node, "variable").and_then(|variable| variable.attribute("name"));
    own.map_or_else(|| named(node), str::to_owned)
}
