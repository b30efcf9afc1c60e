//! From the text of a model to its decisions, each with its table as a sheet where it has one.
//!
//! Absent: types and requirements, which `Model` resolves. Source: DMN 1.5 §6.3, §8.

use super::{Logic, Made, Sheet, SheetInput, SheetOutput, SheetRule};
use crate::dmn::table::{Aggregation, HitPolicy};
use crate::dmn::xml::{ReadError, Xml, child, children, model, text_in, text_of, type_ref};

/// The boxed expressions that a table is none of, in words.
const OTHERS: [(&str, &str); 11] = [
    ("invocation", "an invocation"),
    ("context", "a boxed context"),
    ("list", "a boxed list"),
    ("relation", "a relation"),
    ("functionDefinition", "a function"),
    ("conditional", "a boxed conditional"),
    ("filter", "a boxed filter"),
    ("for", "a boxed loop"),
    ("some", "a boxed quantifier"),
    ("every", "a boxed quantifier"),
    ("expression", "an expression of another kind"),
];

impl Made {
    /// The decisions of a model, in its order.
    ///
    /// # Errors
    /// The text is no well-formed DMN.
    pub fn all(text: &str) -> Result<Vec<Self>, ReadError> {
        let document = model(text)?;
        let root = document.root_element();
        Ok(children(root, "decision").map(|decision| made(root, decision)).collect())
    }
}

pub(super) fn named(node: Xml<'_>) -> String {
    node.attribute("name").or_else(|| node.attribute("id")).unwrap_or_default().to_owned()
}

fn made(root: Xml<'_>, decision: Xml<'_>) -> Made {
    let requires = references(decision).map(|href| {
        let id = href.rsplit_once('#').map_or(href, |(_, id)| id);
        let found = root.children().find(|node| node.is_element() && node.attribute("id") == Some(id));
        found.map_or_else(|| id.to_owned(), named)
    });
    Made {
        id: decision.attribute("id").unwrap_or_default().to_owned(),
        name: named(decision),
        question: child(decision, "question").map(text_of).unwrap_or_default().trim().to_owned(),
        requires: requires.collect(),
        logic: logic(decision),
    }
}

/// What the requirements of an element point at.
pub(super) fn references<'a>(node: Xml<'a>) -> impl Iterator<Item = &'a str> {
    let groups = node
        .children()
        .filter(|child| matches!(child.tag_name().name(), "informationRequirement" | "knowledgeRequirement"));
    groups.flat_map(|group| group.children()).filter_map(|reference| reference.attribute("href"))
}

fn logic(decision: Xml<'_>) -> Logic {
    for node in decision.children().filter(roxmltree::Node::is_element) {
        match node.tag_name().name() {
            "decisionTable" => return sheet(node).map_or_else(|why| Logic::Other(why.to_owned()), Logic::Table),
            "literalExpression" => return Logic::Expression(text_in(node).unwrap_or_default().trim().to_owned()),
            name => {
                if let Some((_, words)) = OTHERS.iter().find(|(other, _)| *other == name) {
                    return Logic::Other((*words).to_owned());
                }
            }
        }
    }
    Logic::Nothing
}

/// The table of an element as a sheet, or why it cannot be one.
pub(super) fn sheet(table: Xml<'_>) -> Result<Sheet, &'static str> {
    let policy = table.attribute("hitPolicy").unwrap_or("UNIQUE");
    let hit_policy = HitPolicy::named(policy).ok_or("a table with an unknown hit policy")?;
    let aggregation = table.attribute("aggregation").and_then(Aggregation::named);
    let inputs: Vec<SheetInput> = children(table, "input").enumerate().map(|(at, node)| input(at, node)).collect();
    let outputs: Vec<SheetOutput> = children(table, "output").enumerate().map(|(at, node)| output(at, node)).collect();
    if children(table, "annotation").count() > 1 {
        return Err("a table with several columns of annotations");
    }
    let mut rules: Vec<SheetRule> = Vec::new();
    for (at, node) in children(table, "rule").enumerate() {
        let rule = rule(at, node);
        if rule.inputs.len() != inputs.len() || rule.outputs.len() != outputs.len() {
            return Err("a table whose rules have not as many cells as it has columns");
        }
        rules.push(rule);
    }
    let twice = |ids: Vec<&str>| ids.iter().enumerate().any(|(at, id)| ids[..at].contains(id));
    if twice(rules.iter().map(|one| one.id.as_str()).collect())
        || twice(inputs.iter().map(|one| one.id.as_str()).collect())
        || twice(outputs.iter().map(|one| one.id.as_str()).collect())
    {
        return Err("a table in which two rules or columns have the same id");
    }
    Ok(Sheet { hit_policy, aggregation, inputs, outputs, rules })
}

/// The id of a part, or one made of its place; the sign cannot stand in an id of XML, so that no two meet.
pub(super) fn id_of(node: Xml<'_>, at: usize) -> String {
    node.attribute("id").map_or_else(|| format!("#{}", at + 1), str::to_owned)
}

fn cell(node: Option<Xml<'_>>) -> String {
    node.and_then(text_in).unwrap_or_default().trim().to_owned()
}

pub(super) fn input(at: usize, node: Xml<'_>) -> SheetInput {
    let expression = child(node, "inputExpression");
    SheetInput {
        id: id_of(node, at),
        label: node.attribute("label").unwrap_or_default().to_owned(),
        expression: cell(expression),
        kind: expression.and_then(type_ref).map(local).unwrap_or_default(),
        allowed: cell(child(node, "inputValues")),
    }
}

pub(super) fn output(at: usize, node: Xml<'_>) -> SheetOutput {
    SheetOutput {
        id: id_of(node, at),
        label: node.attribute("label").unwrap_or_default().to_owned(),
        name: node.attribute("name").unwrap_or_default().to_owned(),
        kind: type_ref(node).map(local).unwrap_or_default(),
        allowed: cell(child(node, "outputValues")),
        default: cell(child(node, "defaultOutputEntry")),
    }
}

/// Types of DMN 1.1 have a prefix.
fn local(kind: String) -> String {
    match kind.rsplit_once(':') {
        Some((_, local)) => local.to_owned(),
        None => kind,
    }
}

pub(super) fn rule(at: usize, node: Xml<'_>) -> SheetRule {
    let annotation = || child(node, "annotationEntry").and_then(text_in);
    SheetRule {
        id: id_of(node, at),
        inputs: children(node, "inputEntry").map(|entry| cell(Some(entry))).collect(),
        outputs: children(node, "outputEntry").map(|entry| cell(Some(entry))).collect(),
        note: child(node, "description").map(text_of).or_else(annotation).unwrap_or_default().trim().to_owned(),
    }
}
