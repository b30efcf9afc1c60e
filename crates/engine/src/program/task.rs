//! What tasks do.
//!
//! Absent: Java classes, beans and scripts in other languages than FEEL. Source: BPMN 2.0.2 §10.3.3.

use std::sync::Arc;

use roxmltree::Node as Xml;

use super::compile::Compiler;
use super::xml::{Vendor, all, attribute, child, child_text, extension, local, parts, text, vendor_attribute};
use super::{Activity, Catch, Decision, Mapping, Task, Text, Throw, Trigger, Work};
use crate::state::JobKind;

impl Activity {
    /// An activity that only maps values.
    pub(super) fn plain(inputs: Vec<Mapping>, outputs: Vec<Mapping>) -> Self {
        Self { inputs, outputs, looping: None, start_quantity: 1, completion_quantity: 1, undoes: false, undo: None }
    }
}

impl<'a> Compiler<'a> {
    pub(super) fn task(&mut self, tag: &str, xml: Xml<'a, 'a>) -> Task {
        self.refuse_java(xml);
        match tag {
            "userTask" => Task::Work(Box::new(self.work(xml, xml, JobKind::User))),
            "serviceTask" => Task::Work(Box::new(self.work(xml, xml, JobKind::Service))),
            "sendTask" => self.send(xml),
            "receiveTask" => self.receive(xml),
            "scriptTask" => self.script(xml),
            "businessRuleTask" => self.rule(xml),
            _ => Task::Pass,
        }
    }

    fn refuse_java(&mut self, xml: Xml<'a, 'a>) {
        for name in ["class", "delegateExpression", "expression"] {
            if vendor_attribute(xml, Vendor::Camunda, name).is_some() {
                self.refuse(
                    xml,
                    format!("camunda:{name} names Java code, which is not run; give the task a topic (external task)"),
                );
            }
        }
    }

    fn topic(&mut self, xml: Xml<'a, 'a>, place: Xml<'a, 'a>) -> Option<Text> {
        if let Some(definition) = extension(xml, Vendor::Zeebe, "taskDefinition") {
            let kind = attribute(definition, "type").unwrap_or_default();
            return self.text(definition, kind);
        }
        let topic = vendor_attribute(place, Vendor::Camunda, "topic")?;
        self.text(place, topic)
    }

    /// Work for a person or a worker. A service without a topic has its own id for one.
    pub(super) fn work(&mut self, xml: Xml<'a, 'a>, place: Xml<'a, 'a>, kind: JobKind) -> Work {
        let topic = match kind {
            JobKind::User => Text::Fixed("".into()),
            _ => match self.topic(xml, place) {
                Some(topic) => topic,
                None => Text::Fixed(attribute(xml, "id").unwrap_or_default().into()),
            },
        };
        let zeebe = |element: &str, name: &str| {
            extension(xml, Vendor::Zeebe, element).and_then(|found| attribute(found, name)).map(str::to_owned)
        };
        let camunda = |name: &str| vendor_attribute(xml, Vendor::Camunda, name).map(str::to_owned);
        let own = |name: &str| vendor_attribute(xml, Vendor::Mandate, name).map(str::to_owned);
        let person = |tag: &str| child(xml, tag).map(text).filter(|text| !text.is_empty());
        let texts = [
            camunda("assignee")
                .or_else(|| zeebe("assignmentDefinition", "assignee"))
                .or_else(|| person("humanPerformer")),
            camunda("candidateGroups")
                .or_else(|| zeebe("assignmentDefinition", "candidateGroups"))
                .or_else(|| person("potentialOwner")),
            camunda("candidateUsers").or_else(|| zeebe("assignmentDefinition", "candidateUsers")),
            own("due").or_else(|| camunda("dueDate")).or_else(|| zeebe("taskSchedule", "dueDate")),
            camunda("followUpDate").or_else(|| zeebe("taskSchedule", "followUpDate")),
            camunda("priority").or_else(|| camunda("taskPriority")).or_else(|| zeebe("priorityDefinition", "priority")),
            camunda("formKey")
                .or_else(|| camunda("formRef"))
                .or_else(|| zeebe("formDefinition", "formKey"))
                .or_else(|| zeebe("formDefinition", "formId"))
                .or_else(|| zeebe("formDefinition", "externalReference")),
            zeebe("taskDefinition", "retries"),
        ];
        let calendar = self.calendar(xml);
        self.check_due(xml, calendar.is_some(), texts[3].as_deref());
        let pauses = self.pauses(xml);
        let stated = pauses.is_some();
        let pauses = pauses.unwrap_or_default();
        let mut texts = texts.map(|text| text.and_then(|text| self.text(xml, &text))).into_iter();
        let mut next = || texts.next().flatten();
        Work {
            kind,
            topic,
            assignee: next(),
            groups: next(),
            users: next(),
            due: next(),
            calendar,
            follow_up: next(),
            priority: next(),
            form: next(),
            tries: pauses.tries(stated).map(|tries| Text::Fixed(tries.to_string().into())).or_else(&mut next),
            pauses,
            headers: headers(xml),
        }
    }

    /// A due time that stands in the diagram must be one.
    fn check_due(&mut self, xml: Xml<'a, 'a>, works: bool, due: Option<&str>) {
        let fixed = due.filter(|due| !super::expression::marks_expression(due));
        match (works, due, fixed) {
            (true, None, _) => self.refuse(xml, "a calendar is named and no due time; say one, such as PT8H"),
            (true, _, Some(due)) if calendar::Stretch::parse(due).is_none() => {
                let sentence =
                    format!("\"{due}\" is no due time in working time; say days and hours, such as P2D or PT8H");
                self.refuse(xml, sentence);
            }
            _ => {}
        }
        if let Some(due) = vendor_attribute(xml, Vendor::Mandate, "due")
            && fixed.is_some()
            && crate::timer::Schedule::parse(due).is_none()
        {
            self.refuse(xml, format!("\"{due}\" is no due time; say a date, or a duration such as P3D"));
        }
    }

    fn result_variable(&mut self, xml: Xml<'a, 'a>) -> Option<Arc<str>> {
        let zeebe = ["script", "calledDecision"]
            .into_iter()
            .find_map(|name| extension(xml, Vendor::Zeebe, name).and_then(|found| attribute(found, "resultVariable")));
        let name = zeebe.or_else(|| vendor_attribute(xml, Vendor::Camunda, "resultVariable"))?;
        self.scope.variable(name);
        Some(name.into())
    }

    fn send(&mut self, xml: Xml<'a, 'a>) -> Task {
        if self.has_topic(xml) || attribute(xml, "messageRef").is_none() {
            return Task::Work(Box::new(self.work(xml, xml, JobKind::Send)));
        }
        match self.message(xml) {
            Some(message) => Task::Send(Throw::Message { message, payload: Vec::new() }),
            None => Task::Pass,
        }
    }

    fn has_topic(&self, xml: Xml<'a, 'a>) -> bool {
        extension(xml, Vendor::Zeebe, "taskDefinition").is_some()
            || vendor_attribute(xml, Vendor::Camunda, "topic").is_some()
    }

    fn receive(&mut self, xml: Xml<'a, 'a>) -> Task {
        let triggers = self.message(xml).map(Trigger::Message).into_iter().collect();
        Task::Receive(Catch { triggers, ..Catch::default() })
    }

    fn script(&mut self, xml: Xml<'a, 'a>) -> Task {
        if self.has_topic(xml) {
            return Task::Work(Box::new(self.work(xml, xml, JobKind::Script)));
        }
        let result = self.result_variable(xml);
        let zeebe = extension(xml, Vendor::Zeebe, "script").and_then(|script| attribute(script, "expression"));
        let Some(script) = zeebe.map(str::to_owned).or_else(|| child_text(xml, "script")) else {
            self.refuse(xml, "the script task has no script");
            return Task::Pass;
        };
        let format = attribute(xml, "scriptFormat").unwrap_or_default().to_ascii_lowercase();
        if !(format.is_empty() || format.contains("feel") || format.contains("juel")) {
            self.refuse(xml, format!("the script is written in \"{format}\", which is not run; write it in FEEL, or make it a service task"));
            return Task::Pass;
        }
        match self.expression(xml, &script) {
            Some(expression) => Task::Script { expression, result },
            None => Task::Pass,
        }
    }

    fn rule(&mut self, xml: Xml<'a, 'a>) -> Task {
        let zeebe = extension(xml, Vendor::Zeebe, "calledDecision").and_then(|found| attribute(found, "decisionId"));
        let Some(name) = zeebe.or_else(|| vendor_attribute(xml, Vendor::Camunda, "decisionRef")) else {
            return Task::Work(Box::new(self.work(xml, xml, JobKind::BusinessRule)));
        };
        let name = name.trim_start_matches('=').trim().trim_matches('"');
        match self.decisions.get(name) {
            Some((model, place)) => {
                let result = self.result_variable(xml);
                Task::Decision(Box::new(Decision { name: name.into(), model, place, result }))
            }
            None => {
                self.refuse(xml, format!("the decision \"{name}\" was not given with the process"));
                Task::Pass
            }
        }
    }

    /// The process that a call calls.
    pub(super) fn called(&mut self, xml: Xml<'a, 'a>) -> Option<Text> {
        let zeebe = extension(xml, Vendor::Zeebe, "calledElement").and_then(|called| attribute(called, "processId"));
        let called = zeebe.or_else(|| attribute(xml, "calledElement").map(local))?;
        if self
            .definitions
            .elements
            .get(called)
            .and_then(|found| super::xml::tag(*found))
            .is_some_and(|tag| tag != "process")
        {
            self.refuse(xml, "the call calls something that is not a process; put the task into this process");
        }
        self.text(xml, called)
    }

    /// Which activities of an ad-hoc sub-process begin.
    pub(super) fn active_elements(&mut self, xml: Xml<'a, 'a>) -> Option<super::Expr> {
        let active =
            extension(xml, Vendor::Zeebe, "adHoc").and_then(|found| attribute(found, "activeElementsCollection"))?;
        self.expression(xml, active)
    }
}

fn headers(xml: Xml<'_, '_>) -> Vec<(Arc<str>, Arc<str>)> {
    let mut headers = Vec::new();
    if let Some(around) = extension(xml, Vendor::Zeebe, "taskHeaders") {
        for header in parts(around, "header") {
            headers.push((
                attribute(header, "key").unwrap_or_default().into(),
                attribute(header, "value").unwrap_or_default().into(),
            ));
        }
    }
    for around in all(xml, "extensionElements").flat_map(|around| parts(around, "properties")) {
        for property in parts(around, "property") {
            let value = attribute(property, "value").unwrap_or_default().into();
            headers.push((attribute(property, "name").unwrap_or_default().into(), value));
        }
    }
    headers
}
