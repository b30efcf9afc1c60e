//! Repetition: loops and multi-instance activities.
//!
//! Absent: complex behaviour. Source: BPMN 2.0.2 §10.3.8.

use std::sync::Arc;

use roxmltree::Node as Xml;

use super::compile::Compiler;
use super::xml::{Vendor, attribute, child, child_text, extension, is_true, local, vendor_attribute};
use super::{Items, Looping, Multi, Source, Throw};

impl<'a> Compiler<'a> {
    pub(super) fn looping(&mut self, xml: Xml<'a, 'a>) -> Option<Looping> {
        if let Some(loops) = child(xml, "standardLoopCharacteristics") {
            return self.standard(loops);
        }
        let multi = child(xml, "multiInstanceLoopCharacteristics")?;
        self.multi(multi)
    }

    fn standard(&mut self, loops: Xml<'a, 'a>) -> Option<Looping> {
        let most = match attribute(loops, "loopMaximum").map(|text| (text, text.parse::<u32>())) {
            None => None,
            Some((_, Ok(most))) => Some(most),
            Some((text, Err(_))) => {
                self.refuse(loops, format!("loopMaximum is \"{text}\"; it must be a whole number, not negative"));
                return None;
            }
        };
        let condition = self.child_expression(loops, "loopCondition");
        if condition.is_none() && most.is_none() {
            self.refuse(loops, "the loop has neither a condition nor a maximum, so that it could never end");
        }
        Some(Looping::Loop { before: is_true(loops, "testBefore", false), most, condition })
    }

    fn multi(&mut self, multi: Xml<'a, 'a>) -> Option<Looping> {
        let items = self.items(multi)?;
        let zeebe = extension(multi, Vendor::Zeebe, "loopCharacteristics");
        let camunda = |name: &str| vendor_attribute(multi, Vendor::Camunda, name);
        let item = zeebe.and_then(|zeebe| attribute(zeebe, "inputElement")).or_else(|| camunda("elementVariable"));
        let item = item.map(Arc::from).or_else(|| self.item_name(multi, "inputDataItem"));
        if let Some(item) = &item {
            self.scope.variable(item);
        }
        let result = self.result(multi, zeebe);
        let until = self.child_expression(multi, "completionCondition");
        let first = self.behaviour(multi, "One", "oneBehaviorEventRef");
        let each = self.behaviour(multi, "None", "noneBehaviorEventRef");
        let sequential = is_true(multi, "isSequential", false);
        Some(Looping::Multi(Box::new(Multi { sequential, items, item, result, until, first, each })))
    }

    fn items(&mut self, multi: Xml<'a, 'a>) -> Option<Items> {
        if child_text(multi, "loopCardinality").is_some() {
            return self.child_expression(multi, "loopCardinality").map(Items::Count);
        }
        let zeebe = extension(multi, Vendor::Zeebe, "loopCharacteristics");
        if let Some(list) = zeebe.and_then(|zeebe| attribute(zeebe, "inputCollection")) {
            return self.expression(multi, list).map(|list| Items::List(Source::Expression(list)));
        }
        if let Some(list) = vendor_attribute(multi, Vendor::Camunda, "collection") {
            return match self.text(multi, list)? {
                super::Text::Fixed(name) => Some(Items::List(Source::Variable(name))),
                super::Text::Computed(list) => Some(Items::List(Source::Expression(list))),
            };
        }
        if let Some(reference) = child_text(multi, "loopDataInputRef") {
            if let Some(name) = self.data_name(&reference) {
                return Some(Items::List(Source::Variable(name)));
            }
            self.refuse(multi, format!("the list \"{reference}\" is not in this file"));
            return None;
        }
        self.refuse(multi, "the multi-instance activity does not say how often or for which list it runs");
        None
    }

    fn item_name(&self, multi: Xml<'a, 'a>, tag: &str) -> Option<Arc<str>> {
        let item = child(multi, tag)?;
        attribute(item, "name").or_else(|| attribute(item, "id")).map(Arc::from)
    }

    fn result(&mut self, multi: Xml<'a, 'a>, zeebe: Option<Xml<'a, 'a>>) -> Option<(Arc<str>, Source)> {
        if let Some(list) = zeebe.and_then(|zeebe| attribute(zeebe, "outputCollection")) {
            self.scope.variable(list);
            let Some(element) = zeebe.and_then(|zeebe| attribute(zeebe, "outputElement")) else {
                self.refuse(multi, "outputCollection without outputElement: it is not said what each round gives");
                return None;
            };
            return self.expression(multi, element).map(|element| (list.into(), Source::Expression(element)));
        }
        let list = self.data_name(&child_text(multi, "loopDataOutputRef")?)?;
        let item = self.item_name(multi, "outputDataItem")?;
        self.scope.variable(&item);
        Some((list, Source::Variable(item)))
    }

    /// The event that a round throws when it is done.
    fn behaviour(&mut self, multi: Xml<'a, 'a>, behaviour: &str, reference: &str) -> Option<Throw> {
        if attribute(multi, "behavior") != Some(behaviour) {
            return None;
        }
        let Some(event) = attribute(multi, reference).and_then(|id| self.definitions.elements.get(local(id)).copied())
        else {
            self.refuse(multi, format!("{reference} names no event definition of this file"));
            return None;
        };
        self.throw(event, multi)
    }
}
