//! What Mandate says beside the standard and other engines do not know: working time, missed times, pauses between tries.
//!
//! The attributes stay in the diagram, where other engines pass them over; each is told at its element. Absent: reckoning. Source: the
//! user tasks, timers and job workers of Camunda 8.6 and Camunda 7.

use roxmltree::Node;

use super::walk::Walk;
use super::{Target, Weight};
use crate::program::xml::{Vendor, vendor_attribute};

impl<'a> Walk<'a> {
    /// Tells what an element says in the words of Mandate.
    pub(super) fn working(&mut self, tag: &str, node: Node<'a, '_>) {
        let own = |name: &str| vendor_attribute(node, Vendor::Mandate, name);
        let is_task = tag.to_ascii_lowercase().ends_with("task");
        let calendar = own("calendar");
        match (own("due"), calendar) {
            (Some(due), Some(calendar)) if is_task => self.note(
                node,
                Weight::ToDo,
                format!("It is due after {due} of working time in the calendar “{calendar}”. Give it a due date there; no calendar is known there."),
            ),
            (Some(due), None) if is_task => {
                self.note(node, Weight::ToDo, format!("It is due after {due}. Give it a due date there."));
            }
            (_, Some(calendar)) => self.note(
                node,
                Weight::ToDo,
                format!("The time counts as working time in the calendar “{calendar}”; there it counts by the clock, nights and weekends included. Say a longer time."),
            ),
            _ => {}
        }
        if let Some(missed) = own("missed").filter(|missed| *missed != "once") {
            let there = match self.target {
                Target::Camunda8 => "There each missed time fires when the engine runs again",
                Target::Operaton => "There missed times fire one after the other, or once, as the engine is set up",
            };
            self.note(
                node,
                Weight::ToDo,
                format!("What becomes of missed times (“{missed}”) is not said there. {there}."),
            );
        }
        if let Some(retry) = own("retry") {
            self.note(
                node,
                Weight::ToDo,
                format!("It is tried again after {retry}. There the worker says how often and after which pauses; set it up so."),
            );
        }
    }
}
