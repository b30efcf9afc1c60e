//! From a diagram to a program.
//!
//! Absent: processes marked as not executable, unless another calls them. Source: BPMN 2.0.2 §10.2 (`isExecutable`).

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use bpmn::Diagram;
use feel::Scope;
use roxmltree::Node as Xml;

use super::expression::{self, Expr, Text};
use super::mapping::Correlation;
use super::refusal::Refusal;
use super::xml::{all, attribute, child_text, children, is_true, line, local, nearest_id, tag};
use super::{Flow, Kind, Node, Process, Program, Throw, Trigger};

/// Decision models by the names and ids of their decisions.
#[derive(Clone, Debug, Default)]
pub struct Decisions(HashMap<String, (Arc<feel::Model>, usize)>);

impl Decisions {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds all decisions of a model, each under its id and its name; one that is there already stays.
    pub fn add(&mut self, model: feel::Model) {
        self.all(&Arc::new(model));
    }

    /// Adds all decisions of a model that others hold too, each under its id and its name; the one for whose sake the model is there also
    /// under a key. What is there already stays.
    pub fn share(&mut self, key: &str, model: &Arc<feel::Model>) {
        if let Some(top) = model.top() {
            self.0.entry(key.to_owned()).or_insert_with(|| (model.clone(), top));
        }
        self.all(model);
    }

    fn all(&mut self, model: &Arc<feel::Model>) {
        for (place, decision) in model.decisions().iter().enumerate().filter(|(_, decision)| decision.own) {
            for name in [&decision.id, &decision.name] {
                self.0.entry(name.clone()).or_insert_with(|| (model.clone(), place));
            }
        }
    }

    pub(super) fn get(&self, name: &str) -> Option<(Arc<feel::Model>, usize)> {
        self.0.get(name).cloned()
    }
}

/// What is defined beside the processes, by id.
#[derive(Default)]
pub(super) struct Definitions<'a> {
    pub elements: HashMap<&'a str, Xml<'a, 'a>>,
    /// Names of data objects, inputs and outputs, by id; a reference to a data object has the object's name.
    pub data: HashMap<&'a str, Arc<str>>,
}

/// A sequence flow or an attachment, before its ends are known.
pub(super) struct Link<'a> {
    pub from: usize,
    pub to: &'a str,
    pub xml: Xml<'a, 'a>,
}

pub(super) struct Compiler<'a> {
    pub definitions: Definitions<'a>,
    pub decisions: &'a Decisions,
    pub scope: Scope,
    pub nodes: Vec<Node>,
    pub flows: Vec<Flow>,
    pub index: HashMap<Arc<str>, usize>,
    pub refusals: Vec<Refusal>,
    /// The XML of each node.
    pub sources: Vec<Xml<'a, 'a>>,
    /// Boundary events with the activity they sit on.
    pub attached: Vec<Link<'a>>,
    pub flow_elements: Vec<Xml<'a, 'a>>,
    pub associations: Vec<(&'a str, &'a str)>,
    /// Links that are thrown: their names, in the order of the nodes that throw them.
    pub links: Vec<Arc<str>>,
}

/// Why no process of a file is run.
fn nothing_runs(root: Xml<'_, '_>) -> String {
    let held_back = all(root, "process").any(|process| !is_true(process, "isExecutable", true));
    let why = if held_back {
        "no process in this file is meant to run: isExecutable is \"false\"; set it to \"true\" to run it"
    } else {
        "there is no process with steps in this file"
    };
    why.to_owned()
}

impl Program {
    /// Compiles a diagram.
    ///
    /// # Errors
    /// Everything in it that is not run, each at its element.
    pub fn compile(diagram: &Diagram) -> Result<Self, Vec<Refusal>> {
        Self::compile_with(diagram, &Decisions::default())
    }

    /// Compiles a diagram whose business-rule tasks make these decisions.
    ///
    /// # Errors
    /// Everything in it that is not run, each at its element.
    pub fn compile_with(diagram: &Diagram, decisions: &Decisions) -> Result<Self, Vec<Refusal>> {
        let refuse = |reason: String| vec![Refusal { element: String::new(), line: 1, reason }];
        let document = roxmltree::Document::parse(diagram.text()).map_err(|error| refuse(error.to_string()))?;
        let root = document.root_element();
        let mut compiler = Compiler::new(root, decisions);
        let processes = compiler.processes(root);
        compiler.connect();
        compiler.check(&processes);
        if processes.is_empty() && compiler.refusals.is_empty() {
            compiler.refusals.extend(refuse(nothing_runs(root)));
        }
        if !compiler.refusals.is_empty() {
            compiler.refusals.sort_by_key(|refusal| refusal.line);
            compiler.refusals.dedup();
            return Err(compiler.refusals);
        }
        compiler.look_upstream();
        let Compiler { nodes, flows, index, .. } = compiler;
        let looks_upstream = nodes.iter().any(|node| node.reach.is_some());
        let conditions = nodes.iter().filter_map(Node::catch);
        let conditions =
            conditions.flat_map(|catch| &catch.triggers).any(|trigger| matches!(trigger, Trigger::Condition(_)));
        let dates = root.descendants().filter(|node| tag(*node) == Some("timeDate"));
        let dated = dates.filter_map(|date| date.parent()).map(|timer| nearest_id(timer).into()).collect();
        Ok(Self { processes, nodes, flows, index, looks_upstream, conditions, dated })
    }
}

impl<'a> Compiler<'a> {
    fn new(root: Xml<'a, 'a>, decisions: &'a Decisions) -> Self {
        let mut compiler = Self {
            definitions: Definitions::default(),
            decisions,
            scope: Scope::new(),
            nodes: Vec::new(),
            flows: Vec::new(),
            index: HashMap::new(),
            refusals: Vec::new(),
            sources: Vec::new(),
            attached: Vec::new(),
            flow_elements: Vec::new(),
            associations: Vec::new(),
            links: Vec::new(),
        };
        for element in root.descendants() {
            compiler.define(element);
        }
        compiler
    }

    fn define(&mut self, element: Xml<'a, 'a>) {
        let (Some(tag), Some(id)) = (tag(element), attribute(element, "id")) else { return };
        self.definitions.elements.insert(id, element);
        let data = ["dataObject", "dataInput", "dataOutput", "property", "inputDataItem", "outputDataItem"];
        if data.contains(&tag) {
            let name: Arc<str> = attribute(element, "name").unwrap_or(id).into();
            self.scope.variable(&name);
            self.definitions.data.insert(id, name);
        }
    }

    /// The name under which data is a variable, by the id of the data or of a reference to it.
    pub fn data_name(&self, id: &str) -> Option<Arc<str>> {
        let id = local(id);
        if let Some(name) = self.definitions.data.get(id) {
            return Some(name.clone());
        }
        let reference = self.definitions.elements.get(id)?;
        self.definitions.data.get(local(attribute(*reference, "dataObjectRef")?)).cloned()
    }

    pub fn refuse(&mut self, at: Xml<'_, '_>, reason: impl Into<String>) {
        self.refusals.push(Refusal { element: nearest_id(at), line: line(at), reason: reason.into() });
    }

    /// The expression of an element whose text it is.
    pub fn expression(&mut self, at: Xml<'_, '_>, text: &str) -> Option<Expr> {
        match expression::expression(text, attribute(at, "language"), &self.scope) {
            Ok(expression) => Some(expression),
            Err(reason) => {
                self.refuse(at, reason);
                None
            }
        }
    }

    /// The expression of a child element, if there is one with text.
    pub fn child_expression(&mut self, of: Xml<'a, 'a>, name: &str) -> Option<Expr> {
        let child = super::xml::child(of, name)?;
        let text = child_text(of, name)?;
        self.expression(child, &text)
    }

    pub fn text(&mut self, at: Xml<'_, '_>, text: &str) -> Option<Text> {
        match expression::text(text, &self.scope) {
            Ok(text) => Some(text),
            Err(reason) => {
                self.refuse(at, reason);
                None
            }
        }
    }

    fn processes(&mut self, root: Xml<'a, 'a>) -> Vec<Process> {
        let called: BTreeSet<&str> =
            root.descendants().filter_map(|call| attribute(call, "calledElement")).map(local).collect();
        let found: Vec<Xml<'a, 'a>> = all(root, "process").collect();
        let any = found.iter().any(|process| is_true(*process, "isExecutable", false));
        let mut processes = Vec::new();
        for xml in found {
            let id = attribute(xml, "id").unwrap_or_default();
            let stated = attribute(xml, "isExecutable").is_some();
            let runs = is_true(xml, "isExecutable", !any) || (!any && !stated) || called.contains(id);
            if !runs || children(xml).all(|(tag, _)| !super::body::is_flow_node(tag)) {
                continue;
            }
            if id.is_empty() {
                self.refuse(xml, "the process has no id, by which it could be started");
                continue;
            }
            let body = self.body(xml, processes.len(), None);
            let correlations = self.correlations(root, xml);
            let name = attribute(xml, "name").unwrap_or_default().into();
            processes.push(Process { id: id.into(), name, body, correlations });
        }
        processes
    }

    fn correlations(&mut self, root: Xml<'a, 'a>, process: Xml<'a, 'a>) -> Vec<Correlation> {
        let mut found = Vec::new();
        for binding in all(process, "correlationSubscription").flat_map(|one| all(one, "correlationPropertyBinding")) {
            let property = attribute(binding, "correlationPropertyRef").map(local);
            let Some(own) = self.child_expression(binding, "dataPath") else { continue };
            let own = Arc::new(own);
            let properties = all(root, "correlationProperty").filter(|other| attribute(*other, "id") == property);
            let retrievals: Vec<_> =
                properties.flat_map(|property| all(property, "correlationPropertyRetrievalExpression")).collect();
            for retrieval in retrievals {
                let Some(message) = attribute(retrieval, "messageRef").map(local) else { continue };
                let Some(sent) = self.child_expression(retrieval, "messagePath") else { continue };
                found.push(Correlation { message: message.into(), own: own.clone(), sent });
            }
        }
        found
    }

    /// Joins what names each other by id: flows, boundary events, links, and what undoes what.
    fn connect(&mut self) {
        for xml in std::mem::take(&mut self.flow_elements) {
            self.flow(xml);
        }
        for link in std::mem::take(&mut self.attached) {
            match self.index.get(local(link.to)).copied() {
                Some(on) if self.nodes[on].is_activity() => {
                    self.nodes[on].boundary.push(link.from);
                    if let Kind::Boundary { on: place, .. } = &mut self.nodes[link.from].kind {
                        *place = on;
                    }
                }
                _ => self.refuse(link.xml, "the boundary event sits on no activity that is here"),
            }
        }
        for at in 0..self.nodes.len() {
            if let Some(default) = attribute(self.sources[at], "default").map(local) {
                let leaving = &self.nodes[at].outgoing;
                match leaving.iter().find(|flow| *self.flows[**flow].id == *default) {
                    Some(flow) => self.nodes[at].default = Some(*flow),
                    None => self.refuse(
                        self.sources[at],
                        format!("the default flow \"{default}\" does not leave this element"),
                    ),
                }
            }
        }
        self.undo_handlers();
        self.links();
    }

    /// A link leads to the event of the same name in the same process or sub-process.
    fn links(&mut self) {
        for at in 0..self.nodes.len() {
            let Kind::Throw(throws) = &self.nodes[at].kind else { continue };
            let names = throws.iter().filter_map(|throw| match throw {
                Throw::Link(name) => Some(self.links[*name].clone()),
                _ => None,
            });
            for name in names.collect::<Vec<_>>() {
                let target = self.nodes.iter().find(|other| {
                    let catches = |trigger: &Trigger| matches!(trigger, Trigger::Link(other) if *other == name);
                    let place = (other.parent, other.process) == (self.nodes[at].parent, self.nodes[at].process);
                    place && matches!(&other.kind, Kind::Catch(catch) if catch.triggers.iter().any(catches))
                });
                match target.map(|node| node.index) {
                    Some(target) => self.nodes[at].kind = Kind::Throw(vec![Throw::Link(target)]),
                    None => self.refuse(self.sources[at], format!("no link event here catches \"{name}\"")),
                }
            }
        }
    }

    fn flow(&mut self, xml: Xml<'a, 'a>) {
        let end = |name: &str| attribute(xml, name).and_then(|id| self.index.get(local(id)).copied());
        let (Some(source), Some(target)) = (end("sourceRef"), end("targetRef")) else {
            return self.refuse(xml, "the flow has an end that is no element of an executable process");
        };
        if self.nodes[source].parent != self.nodes[target].parent
            || self.nodes[source].process != self.nodes[target].process
        {
            return self.refuse(
                xml,
                "the flow crosses the border of a process or sub-process; use a message, signal or boundary event",
            );
        }
        let condition = self.child_expression(xml, "conditionExpression");
        let at = self.flows.len();
        let id: Arc<str> = match attribute(xml, "id") {
            Some(id) => id.into(),
            None => format!("{}-{}", self.nodes[source].id, self.nodes[target].id).into(),
        };
        self.flows.push(Flow { id, source, target, condition });
        self.nodes[source].outgoing.push(at);
        self.nodes[target].incoming.push(at);
    }

    /// An activity with a compensation event on it is undone by the activity that an association leads to.
    fn undo_handlers(&mut self) {
        for at in 0..self.nodes.len() {
            let Kind::Boundary { on, catch, .. } = &self.nodes[at].kind else { continue };
            if !catch.triggers.iter().any(|trigger| matches!(trigger, Trigger::Undo)) {
                continue;
            }
            let (on, id) = (*on, self.nodes[at].id.clone());
            let mut targets = self.associations.iter().filter(|(from, _)| *from == &*id).map(|(_, to)| *to);
            match targets.find_map(|to| self.index.get(to).copied()) {
                Some(handler) => {
                    if let Some(activity) = &mut self.nodes[on].activity {
                        activity.undo = Some(handler);
                    }
                }
                None => self.refuse(
                    self.sources[at],
                    "the compensation event leads to no activity; draw an association to one marked as compensation",
                ),
            }
        }
    }

    fn look_upstream(&mut self) {
        for at in 0..self.nodes.len() {
            let node = &self.nodes[at];
            let looks = match &node.kind {
                Kind::Inclusive => node.incoming.len() > 1,
                Kind::Complex(condition) => condition.is_some(),
                _ => false,
            };
            if looks {
                self.nodes[at].reach = Some(super::Reach::of(&self.nodes, &self.flows, at));
            }
        }
    }
}
