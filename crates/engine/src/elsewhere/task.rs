//! Tasks: who does them, which form they have, and which worker takes them.
//!
//! Absent: Java code and scripts in other languages than FEEL, which are told. Source: Camunda 8.6 docs (user tasks, service tasks,
//! business rule tasks, script tasks, call activities); Camunda 7.22 reference (user task, external task, business rule task).

use roxmltree::Node;

use super::patch::{Change, escaped};
use super::walk::{Walk, says};
use super::{Target, Weight, form};
use crate::program::expression::{feel_of, marks_expression};
use crate::program::xml::{Vendor, attribute, child, child_text, extension, parts, text, vendor_attribute};

/// What both vendors say of who does a task and by when: the attribute of Camunda 7, the element of Camunda 8 and its attribute.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("assignee", "assignmentDefinition", "assignee"),
    ("candidateGroups", "assignmentDefinition", "candidateGroups"),
    ("candidateUsers", "assignmentDefinition", "candidateUsers"),
    ("dueDate", "taskSchedule", "dueDate"),
    ("followUpDate", "taskSchedule", "followUpDate"),
    ("priority", "priorityDefinition", "priority"),
];

impl<'a> Walk<'a> {
    /// A task of a person; one that only says that something is done becomes one where a role is responsible or a form is filled in.
    pub(super) fn person(&mut self, tag: &str, node: Node<'a, '_>) {
        let hint = self.hints.get(attribute(node, "id").unwrap_or_default()).cloned().unwrap_or_default();
        let mut change = Change::default();
        self.mapped(node, &mut change);
        if tag != "userTask" {
            if tag == "manualTask" || (hint.groups.is_empty() && hint.form.is_none()) {
                let sentence = "The engine passes it without waiting. Make it a task of a person or of a worker if it must be done.";
                self.note(node, Weight::ToDo, sentence);
                return change.write(node, &mut self.patches);
            }
            change.tag = Some("userTask");
            self.note(node, Weight::Said, "It is a user task now, so that the engine waits for a person.");
        }
        let mut known: Vec<(usize, String)> = Vec::new();
        for (at, (seven, element, eight)) in PEOPLE.iter().enumerate() {
            let said = vendor_attribute(node, Vendor::Camunda, seven)
                .or_else(|| extension(node, Vendor::Zeebe, element).and_then(|found| attribute(found, eight)));
            let said = said.map(str::to_owned).and_then(|said| self.value(node, &said));
            let groups = || (*seven == "candidateGroups" && !hint.groups.is_empty()).then(|| hint.groups.join(","));
            if let Some(said) = said.or_else(groups) {
                known.push((at, said));
            }
        }
        match self.target {
            Target::Camunda8 => self.person_eight(node, &known, &mut change),
            Target::Operaton => {
                for (at, said) in &known {
                    if vendor_attribute(node, Vendor::Camunda, PEOPLE[*at].0).is_none() {
                        change.attribute(format!("{}{}", self.vendor, PEOPLE[*at].0), said);
                    }
                }
            }
        }
        if known.is_empty() {
            self.note(
                node,
                Weight::ToDo,
                "Nobody is named for it. Say in the RACI who is responsible, or claim it in the engine.",
            );
        }
        self.filled_in(node, &hint, &mut change);
        change.write(node, &mut self.patches);
    }

    fn person_eight(&mut self, node: Node<'a, '_>, known: &[(usize, String)], change: &mut Change) {
        let vendor = &self.vendor;
        for element in ["assignmentDefinition", "taskSchedule", "priorityDefinition"] {
            let said: String = known
                .iter()
                .filter(|(at, _)| PEOPLE[*at].1 == element)
                .map(|(at, said)| format!(" {}=\"{}\"", PEOPLE[*at].2, escaped(said)))
                .collect();
            if !said.is_empty() && extension(node, Vendor::Zeebe, element).is_none() {
                change.extension.push_str(&format!("<{vendor}{element}{said}/>"));
            }
        }
        let by_worker =
            extension(node, Vendor::Zeebe, "formDefinition").is_some_and(|one| attribute(one, "formKey").is_some());
        if extension(node, Vendor::Zeebe, "userTask").is_none() && !by_worker {
            change.extension.push_str(&format!("<{vendor}userTask/>"));
        }
    }

    /// The form: what the model says, in the other words; else the one that is known.
    fn filled_in(&mut self, node: Node<'a, '_>, hint: &super::Hint, change: &mut Change) {
        let vendor = self.vendor.clone();
        let eight = extension(node, Vendor::Zeebe, "formDefinition");
        let seven = ["formKey", "formRef"].into_iter().find_map(|name| vendor_attribute(node, Vendor::Camunda, name));
        match self.target {
            Target::Camunda8 if eight.is_some() => {}
            Target::Operaton if seven.is_some() || extension(node, Vendor::Camunda, "formData").is_some() => {}
            Target::Camunda8 => {
                if let Some(form) = &hint.form {
                    change.extension.push_str(&format!("<{vendor}formDefinition formId=\"{}\"/>", escaped(&form.key)));
                    self.forms.insert(form.key.clone(), form::file(form));
                    self.note(
                        node,
                        Weight::Said,
                        format!("Its form is in the file {}.form, which is deployed with the diagram.", form.key),
                    );
                } else if let Some(key) = seven {
                    change
                        .extension
                        .push_str(&format!("<{vendor}formDefinition externalReference=\"{}\"/>", escaped(key)));
                    self.note(
                        node,
                        Weight::ToDo,
                        format!("Its form “{key}” belongs to Camunda 7; show one of your own under this name."),
                    );
                }
            }
            Target::Operaton => {
                let known = eight.and_then(|one| {
                    ["formKey", "formId", "externalReference"].into_iter().find_map(|name| attribute(one, name))
                });
                if let Some(form) = &hint.form {
                    change.extension.push_str(&form::data(&vendor, form));
                } else if let Some(key) = known {
                    change.attribute(format!("{vendor}formKey"), key);
                    self.note(
                        node,
                        Weight::ToDo,
                        format!("Its form “{key}” belongs to Camunda 8; show one of your own under this name."),
                    );
                }
            }
        }
    }

    /// A task of a worker, a decision or a script.
    pub(super) fn worker(&mut self, tag: &str, node: Node<'a, '_>) {
        let mut change = Change::default();
        self.mapped(node, &mut change);
        let is_said = match tag {
            "scriptTask" => self.script(node, &mut change),
            "businessRuleTask" => self.decision(node, &mut change),
            _ => false,
        };
        if !is_said {
            self.job(node, node, &mut change);
        }
        change.write(node, &mut self.patches);
    }

    /// The worker that takes the work of `node`; in Operaton it is said at `place`, whose change is `change`.
    pub(super) fn job(&mut self, node: Node<'a, '_>, place: Node<'a, '_>, change: &mut Change) {
        let eight = extension(node, Vendor::Zeebe, "taskDefinition").and_then(|one| attribute(one, "type"));
        let topic = vendor_attribute(place, Vendor::Camunda, "topic");
        let code = ["class", "delegateExpression", "expression"]
            .into_iter()
            .find(|name| vendor_attribute(place, Vendor::Camunda, name).is_some());
        let is_there = match self.target {
            Target::Camunda8 => eight.is_some(),
            Target::Operaton => topic.is_some() || code.is_some(),
        };
        if is_there {
            return;
        }
        let known = eight.or(topic).map(str::to_owned);
        let named = match &known {
            Some(known) => self.value(node, known),
            None => None,
        };
        let kind = named.clone().unwrap_or_else(|| attribute(node, "id").unwrap_or("work").to_owned());
        if let Some(code) = code {
            self.note(
                node,
                Weight::Lost,
                format!("camunda:{code} names Java code. Write a worker that takes jobs of the type “{kind}”."),
            );
        } else if named.is_none() {
            self.note(node, Weight::ToDo, format!("Write a worker that takes jobs of the type “{kind}”."));
        }
        match self.target {
            Target::Camunda8 => {
                change.extension.push_str(&format!("<{}taskDefinition type=\"{}\"/>", self.vendor, escaped(&kind)));
            }
            Target::Operaton => {
                change.attribute(format!("{}type", self.vendor), "external");
                change.attribute(format!("{}topic", self.vendor), kind);
            }
        }
    }

    /// A script; false where it is the work of a worker.
    fn script(&mut self, node: Node<'a, '_>, change: &mut Change) -> bool {
        let eight = extension(node, Vendor::Zeebe, "script").and_then(|one| attribute(one, "expression"));
        let seven = child_text(node, "script");
        let result = extension(node, Vendor::Zeebe, "script")
            .and_then(|one| attribute(one, "resultVariable"))
            .or_else(|| vendor_attribute(node, Vendor::Camunda, "resultVariable"));
        match self.target {
            Target::Camunda8 if eight.is_some() => true,
            Target::Camunda8 => {
                let format = attribute(node, "scriptFormat").unwrap_or_default().to_ascii_lowercase();
                let is_feel = format.is_empty() || format.contains("feel") || format.contains("juel");
                let said = seven.filter(|_| is_feel).and_then(|script| feel_of(&script).ok());
                let Some(said) = said else { return false };
                let id = attribute(node, "id").unwrap_or("script");
                let name = result.map_or_else(|| format!("{}Result", super::condition::variable(id)), str::to_owned);
                if result.is_none() {
                    self.note(node, Weight::Said, format!("What the script gives is kept in the variable {name}."));
                }
                let (vendor, said) = (&self.vendor, escaped(&format!("={said}")));
                change.extension.push_str(&format!(
                    "<{vendor}script expression=\"{said}\" resultVariable=\"{}\"/>",
                    escaped(&name)
                ));
                true
            }
            Target::Operaton => {
                if let (None, Some(script)) = (&seven, eight) {
                    if let Some(said) = self.expression(node, script) {
                        change.attribute("scriptFormat", "juel");
                        change.body.push_str(&format!("<{{}}script>{}</{{}}script>", escaped(&said)));
                    }
                    if let Some(result) = result {
                        change.attribute(format!("{}resultVariable", self.vendor), result);
                    }
                }
                let is_empty = seven.is_none() && eight.is_none();
                if is_empty {
                    self.note(
                        node,
                        Weight::ToDo,
                        "The script task has no script. Write one, or make it a service task.",
                    );
                }
                true
            }
        }
    }

    /// A decision that is called; false where a worker decides.
    fn decision(&mut self, node: Node<'a, '_>, change: &mut Change) -> bool {
        let called = extension(node, Vendor::Zeebe, "calledDecision");
        let eight = called.and_then(|one| attribute(one, "decisionId"));
        let seven = vendor_attribute(node, Vendor::Camunda, "decisionRef");
        let Some(named) = eight.or(seven).map(str::to_owned) else { return false };
        let taken = self.hints.get(attribute(node, "id").unwrap_or_default()).and_then(|hint| hint.decision.clone());
        let result = called
            .and_then(|one| attribute(one, "resultVariable"))
            .or_else(|| vendor_attribute(node, Vendor::Camunda, "resultVariable"))
            .map_or_else(|| format!("{}Result", super::condition::variable(&named)), str::to_owned);
        let Some(name) = taken.clone().or_else(|| self.value(node, &named)) else { return true };
        let vendor = &self.vendor;
        match self.target {
            Target::Camunda8 => match called {
                None => {
                    let (name, result) = (escaped(&name), escaped(&result));
                    change.extension.push_str(&format!(
                        "<{vendor}calledDecision decisionId=\"{name}\" resultVariable=\"{result}\"/>"
                    ));
                }
                Some(called) if taken.is_some() && eight != Some(name.as_str()) => {
                    let mut inner = Change::default();
                    inner.attribute("decisionId", &name);
                    inner.write(called, &mut self.patches);
                }
                Some(_) => {}
            },
            Target::Operaton => {
                if seven != Some(name.as_str()) {
                    change.attribute(format!("{vendor}decisionRef"), &name);
                }
                if seven.is_none() {
                    change.attribute(format!("{vendor}resultVariable"), &result);
                    change.attribute(format!("{vendor}mapDecisionResult"), "singleEntry");
                }
            }
        }
        if taken.is_some() {
            self.note(
                node,
                Weight::Said,
                format!("The decision “{name}” is in a file that is deployed with the diagram."),
            );
        } else {
            self.note(node, Weight::ToDo, format!("The decision “{name}” must be deployed with the diagram."));
        }
        true
    }

    /// A call of another process.
    pub(super) fn call(&mut self, node: Node<'a, '_>) {
        let mut change = Change::default();
        self.mapped(node, &mut change);
        let eight = extension(node, Vendor::Zeebe, "calledElement").and_then(|one| attribute(one, "processId"));
        let seven = attribute(node, "calledElement").map(crate::program::xml::local);
        let called = eight.or(seven).map(str::to_owned);
        let said = called.as_deref().and_then(|called| self.value(node, called));
        match (self.target, said) {
            (_, None) if called.is_none() => {
                self.note(node, Weight::ToDo, "The call names no process. Say the id of the one that is called.");
            }
            (Target::Camunda8, Some(said)) if eight.is_none() => {
                let said = escaped(&said);
                change.extension.push_str(&format!(
                    "<{}calledElement processId=\"{said}\" propagateAllChildVariables=\"true\"/>",
                    self.vendor
                ));
            }
            (Target::Operaton, Some(said)) if seven.is_none() => {
                change.attribute("calledElement", said);
                change
                    .extension
                    .push_str(&format!("<{0}in variables=\"all\"/><{0}out variables=\"all\"/>", self.vendor));
            }
            _ => {}
        }
        change.write(node, &mut self.patches);
    }

    /// Inputs and outputs in the words of the engine.
    fn mapped(&mut self, node: Node<'a, '_>, change: &mut Change) {
        let eight = extension(node, Vendor::Zeebe, "ioMapping");
        let seven = extension(node, Vendor::Camunda, "inputOutput");
        let vendor = self.vendor.clone();
        let mut inner = String::new();
        match (self.target, eight, seven) {
            (Target::Camunda8, None, Some(from)) => {
                for (part, into) in [("inputParameter", "input"), ("outputParameter", "output")] {
                    for one in parts(from, part) {
                        let (name, said) = (attribute(one, "name").unwrap_or_default(), text(one));
                        if one.children().any(|inner| inner.is_element()) {
                            let sentence =
                                format!("“{name}” is a list, a map or a script. Write it as one FEEL expression.");
                            self.note(node, Weight::Lost, sentence);
                            continue;
                        }
                        let source = if marks_expression(&said) {
                            self.value(node, &said)
                        } else {
                            Some(format!("=\"{said}\""))
                        };
                        let Some(source) = source else { continue };
                        inner.push_str(&format!(
                            "<{vendor}{into} source=\"{}\" target=\"{}\"/>",
                            escaped(&source),
                            escaped(name)
                        ));
                    }
                }
                wrap(change, &vendor, "ioMapping", &inner);
            }
            (Target::Operaton, Some(from), None) => {
                for (part, into) in [("input", "inputParameter"), ("output", "outputParameter")] {
                    for one in parts(from, part) {
                        let (source, name) = (
                            attribute(one, "source").unwrap_or_default().to_owned(),
                            attribute(one, "target").unwrap_or_default(),
                        );
                        let Some(said) = self.value(node, &source) else { continue };
                        inner.push_str(&format!(
                            "<{vendor}{into} name=\"{}\">{}</{vendor}{into}>",
                            escaped(name),
                            escaped(&said)
                        ));
                    }
                }
                wrap(change, &vendor, "inputOutput", &inner);
            }
            _ => {}
        }
    }

    /// An event that sends a message, which a worker does.
    pub(super) fn thrower(&mut self, node: Node<'a, '_>) {
        let Some(message) = child(node, "messageEventDefinition") else { return };
        let mut change = Change::default();
        match self.target {
            Target::Camunda8 => {
                self.job(node, message, &mut change);
                change.write(node, &mut self.patches);
            }
            Target::Operaton => {
                if !says(message, &format!("{}type", self.vendor)) {
                    self.job(node, message, &mut change);
                }
                change.write(message, &mut self.patches);
            }
        }
    }
}

fn wrap(change: &mut Change, vendor: &str, element: &str, inner: &str) {
    if !inner.is_empty() {
        change.extension.push_str(&format!("<{vendor}{element}>{inner}</{vendor}{element}>"));
    }
}
