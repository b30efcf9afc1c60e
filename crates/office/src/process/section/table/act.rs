//! What the buttons of the form do: rows and columns come, go, move and are copied. Nothing is saved by them.

use feel::{SheetInput, SheetOutput, SheetRule};

use super::{Case, Filled};

impl Filled {
    /// Does what a button says: `add-rule`, `up-2`, `copy-2`, `remove-input-1`, `left-output-2`, `add-case`; nothing where it makes no
    /// sense. Rows count from 1. What was done, as a sentence.
    pub fn act(&mut self, act: &str) -> Option<String> {
        let (verb, number) = match act.rsplit_once('-') {
            Some((verb, number)) => (verb, number.parse::<usize>().ok().and_then(|number| number.checked_sub(1))),
            None => (act, None),
        };
        match (act, verb, number) {
            ("add-case", ..) => {
                let (inputs, expected) =
                    (vec![String::new(); self.asked.len()], vec![String::new(); self.answered.len()]);
                self.cases.push(Case { name: String::new(), inputs, expected });
                Some("An example is added at the end.".to_owned())
            }
            (_, "remove-case", Some(at)) if at < self.cases.len() => {
                self.cases.remove(at);
                Some(format!("Example {} is removed.", at + 1))
            }
            ("add-rule" | "add-input" | "add-output", ..) => self.add(act),
            (_, "up" | "down" | "copy" | "remove", Some(at)) => self.rule(verb, at),
            (_, _, Some(at)) => self.column(verb, at),
            _ => None,
        }
    }

    fn add(&mut self, act: &str) -> Option<String> {
        let sheet = self.sheet.as_mut()?;
        let text = || "string".to_owned();
        match act {
            "add-rule" => {
                let (inputs, outputs) =
                    (vec![String::new(); sheet.inputs.len()], vec![String::new(); sheet.outputs.len()]);
                sheet.rules.push(SheetRule { inputs, outputs, ..SheetRule::default() });
                Some(format!("Rule {} is added at the end.", sheet.rules.len()))
            }
            "add-input" => {
                sheet.inputs.push(SheetInput { kind: text(), ..SheetInput::default() });
                sheet.rules.iter_mut().for_each(|rule| rule.inputs.push(String::new()));
                Some("A column is added under When. Say what it asks about.".to_owned())
            }
            _ => {
                sheet.outputs.push(SheetOutput { kind: text(), ..SheetOutput::default() });
                sheet.rules.iter_mut().for_each(|rule| rule.outputs.push(String::new()));
                Some("A column is added under Then. Name what it answers.".to_owned())
            }
        }
    }

    fn rule(&mut self, verb: &str, at: usize) -> Option<String> {
        let rules = &mut self.sheet.as_mut()?.rules;
        if at >= rules.len() {
            return None;
        }
        let number = at + 1;
        match verb {
            "up" if at > 0 => rules.swap(at, at - 1),
            "down" if number < rules.len() => rules.swap(at, number),
            "copy" => {
                let copy = SheetRule { id: String::new(), ..rules[at].clone() };
                rules.insert(number, copy);
                return Some(format!("Rule {number} is copied to rule {}.", number + 1));
            }
            "remove" => {
                rules.remove(at);
                return Some(format!("Rule {number} is removed."));
            }
            _ => return None,
        }
        let place = if verb == "up" { at } else { number + 1 };
        Some(format!("Rule {number} is rule {place} now."))
    }

    fn column(&mut self, verb: &str, at: usize) -> Option<String> {
        let sheet = self.sheet.as_mut()?;
        let (inputs, outputs) = (sheet.inputs.len(), sheet.outputs.len());
        let said = match verb {
            "remove-input" if at < inputs => {
                sheet.inputs.remove(at);
                sheet.rules.iter_mut().for_each(|rule| drop(rule.inputs.remove(at)));
                "The column and its cells are removed."
            }
            "remove-output" if at < outputs && outputs > 1 => {
                sheet.outputs.remove(at);
                sheet.rules.iter_mut().for_each(|rule| drop(rule.outputs.remove(at)));
                "The column and its cells are removed."
            }
            "left-input" if at > 0 && at < inputs => {
                sheet.inputs.swap(at, at - 1);
                sheet.rules.iter_mut().for_each(|rule| rule.inputs.swap(at, at - 1));
                "The column stands further left now."
            }
            "left-output" if at > 0 && at < outputs => {
                sheet.outputs.swap(at, at - 1);
                sheet.rules.iter_mut().for_each(|rule| rule.outputs.swap(at, at - 1));
                "The column stands further left now."
            }
            _ => return None,
        };
        Some(said.to_owned())
    }
}
