//! What all activities have: mappings, repetition, quantities, and what undoes them.
//!
//! Absent: resources beyond those who do a user task. Source: BPMN 2.0.2 §10.3.1.

use roxmltree::Node as Xml;

use super::Activity;
use super::compile::Compiler;
use super::xml::{attribute, is_true};
use crate::limits::MAX_QUANTITY;

impl<'a> Compiler<'a> {
    pub(super) fn activity(&mut self, xml: Xml<'a, 'a>) -> Activity {
        let (inputs, outputs) = self.mappings(xml);
        Activity {
            inputs,
            outputs,
            looping: self.looping(xml),
            start_quantity: self.quantity(xml, "startQuantity"),
            completion_quantity: self.quantity(xml, "completionQuantity"),
            undoes: is_true(xml, "isForCompensation", false),
            undo: None,
        }
    }

    fn quantity(&mut self, xml: Xml<'a, 'a>, name: &str) -> u32 {
        let Some(text) = attribute(xml, name) else { return 1 };
        match text.parse() {
            Ok(quantity @ 1..=MAX_QUANTITY) => quantity,
            _ => {
                self.refuse(xml, format!("{name} is \"{text}\"; it must be a number from 1 to {MAX_QUANTITY}"));
                1
            }
        }
    }
}
