//! Repetition: for a list or a number of times, one after another or at once.
//!
//! Absent: standard loops, which neither engine runs. Source: Camunda 8.6 docs (multi-instance); Camunda 7.22 reference (task markers).

use roxmltree::Node;

use super::patch::{Change, escaped, refill};
use super::walk::Walk;
use super::{Target, Weight};
use crate::program::xml::{Vendor, attribute, child, extension, text, vendor_attribute};

impl<'a> Walk<'a> {
    pub(super) fn multi(&mut self, node: Node<'a, '_>) {
        let mut change = Change::default();
        match self.target {
            Target::Camunda8 => self.multi_eight(node, &mut change),
            Target::Operaton => self.multi_seven(node, &mut change),
        }
        change.write(node, &mut self.patches);
        if let Some(until) = child(node, "completionCondition") {
            let written = text(until);
            if let Some(said) = self.expression(node, &written).filter(|said| *said != written) {
                refill(until, &said, &mut self.patches);
            }
        }
    }

    fn multi_eight(&mut self, node: Node<'a, '_>, change: &mut Change) {
        if extension(node, Vendor::Zeebe, "loopCharacteristics").is_some() {
            return;
        }
        let count = child(node, "loopCardinality").map(text).filter(|text| !text.is_empty());
        let list = match (vendor_attribute(node, Vendor::Camunda, "collection"), count) {
            (Some(list), _) => self.expression(node, list),
            (None, Some(count)) => {
                let number = self.expression(node, &count);
                number.map(|number| format!("=for i in 1..({}) return i", number.trim_start_matches('=')))
            }
            (None, None) => {
                self.note(node, Weight::ToDo, "It does not say for which list it is done. Say it, as inputCollection.");
                None
            }
        };
        let Some(list) = list else { return };
        let item = vendor_attribute(node, Vendor::Camunda, "elementVariable")
            .map(|item| format!(" inputElement=\"{}\"", escaped(item)))
            .unwrap_or_default();
        let (vendor, list) = (&self.vendor, escaped(&list));
        change.extension.push_str(&format!("<{vendor}loopCharacteristics inputCollection=\"{list}\"{item}/>"));
    }

    fn multi_seven(&mut self, node: Node<'a, '_>, change: &mut Change) {
        let has_own = vendor_attribute(node, Vendor::Camunda, "collection").is_some()
            || child(node, "loopCardinality").is_some_and(|one| !text(one).is_empty());
        let Some(loops) = extension(node, Vendor::Zeebe, "loopCharacteristics") else {
            if !has_own {
                self.note(
                    node,
                    Weight::ToDo,
                    "It does not say for which list it is done. Say it, as camunda:collection.",
                );
            }
            return;
        };
        if has_own {
            return;
        }
        let list = attribute(loops, "inputCollection").map(str::to_owned);
        if let Some(said) = list.and_then(|list| self.expression(node, &list)) {
            change.attribute(format!("{}collection", self.vendor), said);
        }
        if let Some(item) = attribute(loops, "inputElement") {
            change.attribute(format!("{}elementVariable", self.vendor), item);
        }
        if attribute(loops, "outputCollection").is_some() {
            self.note(
                node,
                Weight::Lost,
                "The results of the rounds are not gathered into a list. Let each round write its own.",
            );
        }
    }
}
