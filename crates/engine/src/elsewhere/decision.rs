//! Models of decisions: said in FEEL, kept as long as the cases, and with the ids that an engine asks for.
//!
//! Absent: changing what a decision computes. Source: Camunda 7.22 reference (DMN 1.3: expression language, history time to live, ids of
//! inputs and rules); Camunda 8 docs (decisions).

use roxmltree::{Document, Node, ParsingOptions};

use super::Target;
use super::patch::{Change, Patches};
use super::walk::{HISTORY_DAYS, in_utf8, prefix};

const CAMUNDA: &str = "http://camunda.org/schema/1.0/dmn";

pub(super) fn carry(text: &str, target: Target) -> Result<String, String> {
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    let document =
        Document::parse_with_options(text, options).map_err(|error| format!("the model cannot be read: {error}"))?;
    let root = document.root_element();
    let mut patches = Patches::default();
    let mut change = Change::default();
    // Operaton takes what says no language for JUEL in places; both know this name for FEEL.
    change.attribute("expressionLanguage", "feel");
    let vendor = match target {
        Target::Camunda8 => None,
        Target::Operaton => {
            let (vendor, declared) = prefix(root, CAMUNDA, "camunda");
            if !declared {
                change.attribute(format!("xmlns:{vendor}"), CAMUNDA);
            }
            Some(vendor)
        }
    };
    change.write(root, &mut patches);
    for decision in root.children().filter(|node| is(*node, "decision")) {
        let mut change = Change::default();
        if let Some(vendor) = &vendor
            && decision.attribute((CAMUNDA, "historyTimeToLive")).is_none()
        {
            change.attribute(format!("{vendor}:historyTimeToLive"), HISTORY_DAYS.to_string());
        }
        change.write(decision, &mut patches);
        let id = decision.attribute("id").unwrap_or("decision");
        for part in ["input", "output", "rule"] {
            for (at, one) in decision.descendants().filter(|node| is(*node, part)).enumerate() {
                let mut change = Change::default();
                if one.attribute("id").is_none() {
                    change.attribute("id", format!("{id}_{part}_{}", at + 1));
                }
                change.write(one, &mut patches);
            }
        }
    }
    Ok(in_utf8(&patches.apply(text)))
}

fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name
}
