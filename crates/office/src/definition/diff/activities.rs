//! What changed in the details of the activities.
//!
//! Absent: the flow between them and who does them.

use std::collections::BTreeSet;

use super::{Changes, Rule, Target, told};
use crate::definition::{Activity, Definition};

impl Changes {
    pub(super) fn activities(&mut self, old: &Definition, new: &Definition) {
        let none = Activity::default();
        let ids: BTreeSet<&String> = old.activities.keys().chain(new.activities.keys()).collect();
        let names = [new.steps(), old.steps()].concat();
        for id in ids {
            let name = names.iter().find(|(step, _)| step == id).map_or(id.as_str(), |(_, name)| name.as_str());
            let before = old.activities.get(id).unwrap_or(&none);
            let after = new.activities.get(id).unwrap_or(&none);
            let count = self.0.len();
            self.activity(id, name, before, after);
            let appeared = old.activities.contains_key(id) != new.activities.contains_key(id);
            if appeared && self.0.len() == count {
                let sentence = format!("{name}: an empty page of details came or went.");
                self.add(Target::Activity(id.clone()), Rule::Wording, sentence);
            }
        }
    }

    fn activity(&mut self, id: &str, name: &str, before: &Activity, after: &Activity) {
        let list = |texts: &[String]| texts.join("\n");
        let time = |time: Option<u32>| time.map_or_else(String::new, |time| format!("{time} minutes"));
        let parts: [(&str, Rule, String, String); 16] = [
            ("number", Rule::Support, before.number.clone(), after.number.clone()),
            ("purpose", Rule::Wording, before.purpose.clone(), after.purpose.clone()),
            ("description", Rule::Wording, before.description.clone(), after.description.clone()),
            ("set of inputs", Rule::Boundary, list(&before.inputs), list(&after.inputs)),
            ("set of outputs", Rule::Boundary, list(&before.outputs), list(&after.outputs)),
            ("work instruction", Rule::Wording, before.steps.clone(), after.steps.clone()),
            ("decision rule", Rule::Method, before.decision_rule.clone(), after.decision_rule.clone()),
            ("exception path", Rule::Method, before.exception_path.clone(), after.exception_path.clone()),
            ("tool", Rule::Method, before.tool.clone(), after.tool.clone()),
            ("record", Rule::Method, before.record.clone(), after.record.clone()),
            ("working time", Rule::Support, time(before.process_time_minutes), time(after.process_time_minutes)),
            ("waiting time", Rule::Support, time(before.wait_minutes), time(after.wait_minutes)),
            ("set of forms", Rule::Method, list(&before.forms), list(&after.forms)),
            ("set of decisions", Rule::Method, list(&before.decisions), list(&after.decisions)),
            ("set of measures", Rule::Measure, list(&before.measures), list(&after.measures)),
            ("set of needed skills", Rule::Role, list(&before.skills), list(&after.skills)),
        ];
        for (label, rule, before, after) in parts {
            if before != after {
                let sentence = told(&format!("{name}: the {label}"), &before, &after);
                self.add(Target::Activity(id.to_owned()), rule, sentence);
            }
        }
    }
}
