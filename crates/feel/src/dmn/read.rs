//! Reading models: one, and those that it imports.
//!
//! Absent: fetching; the caller gives the texts of imports. Source: DMN 1.5 §6.3, §7.3.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use roxmltree::Document;

use super::boxed::Compiler;
use super::item::{Items, kind_of};
use super::model::{Decision, Flaw, Input, Knowledge, Model, Requirement, Service, Target};
use super::xml::{ReadError, Xml, child, children, model, type_ref};
use crate::ast::Parameter;
use crate::evaluate::Place;
use crate::names::{Scope, normal};
use crate::types::Type;

/// One file, with the names under which it imports others.
struct File<'a> {
    root: Xml<'a>,
    namespace: String,
    /// Name and namespace of each import.
    imports: Vec<(Arc<str>, String)>,
    scope: Scope,
}

type Ids<'a> = HashMap<(String, String), (Target, Xml<'a>, usize)>;

/// A name for people: the attribute, or the id.
fn name_of(node: Xml<'_>) -> String {
    node.attribute("name").or_else(|| node.attribute("id")).unwrap_or_default().to_owned()
}

fn place(element: &str, part: Option<&str>) -> Place {
    Place { element: element.to_owned(), part: part.map(str::to_owned), ..Place::default() }
}

impl Model {
    /// Reads a model; `imports` are the texts of the models it may import, in any order.
    ///
    /// # Errors
    /// A file is no well-formed DMN. Everything smaller is a flaw of the model.
    pub fn read(text: &str, imports: &[&str]) -> Result<Self, ReadError> {
        let main = model(text)?;
        let others = imports.iter().map(|text| model(text)).collect::<Result<Vec<_>, _>>()?;
        let files: Vec<&Document<'_>> = std::iter::once(&main).chain(&others).collect();
        let mut builder = Builder::new(&files);
        builder.types();
        builder.register();
        builder.compile();
        Ok(builder.model)
    }
}

struct Builder<'a> {
    files: Vec<File<'a>>,
    ids: Ids<'a>,
    model: Model,
}

impl<'a> Builder<'a> {
    fn new(documents: &[&'a Document<'a>]) -> Self {
        let mut files: Vec<File<'a>> = Vec::new();
        for document in documents {
            let root = document.root_element();
            let namespace = root.attribute("namespace").unwrap_or_default().to_owned();
            if files.iter().any(|file| file.namespace == namespace) {
                continue;
            }
            let imports = children(root, "import").map(|import| {
                let name = normal(import.attribute("name").unwrap_or_default());
                (name, import.attribute("namespace").unwrap_or_default().to_owned())
            });
            files.push(File { root, namespace, imports: imports.collect(), scope: Scope::default() });
        }
        let name = files.first().map(|file| name_of(file.root)).unwrap_or_default();
        Self { files, ids: HashMap::new(), model: Model { name, ..Model::default() } }
    }

    /// Resolves the types of all files, imported ones first, and collects the names of entries.
    fn types(&mut self) {
        let mut entries = Scope::default();
        for file in &self.files {
            for node in file.root.descendants().filter(roxmltree::Node::is_element) {
                let named = matches!(
                    node.tag_name().name(),
                    "itemComponent" | "variable" | "column" | "output" | "inputData" | "decision"
                );
                if let Some(name) = node.attribute("name").filter(|_| named) {
                    entries.entry(name);
                }
            }
        }
        let mut done = vec![false; self.files.len()];
        let mut known: Vec<BTreeMap<String, Type>> = vec![BTreeMap::new(); self.files.len()];
        for index in 0..self.files.len() {
            self.types_of(index, &entries, &mut done, &mut known);
        }
        for (file, known) in self.files.iter_mut().zip(known) {
            file.scope = Scope { types: Arc::new(known), ..entries.clone() };
        }
    }

    fn types_of(&mut self, index: usize, entries: &Scope, done: &mut [bool], known: &mut [BTreeMap<String, Type>]) {
        if std::mem::replace(&mut done[index], true) {
            return;
        }
        let mut imported = BTreeMap::new();
        for (name, namespace) in self.files[index].imports.clone() {
            let Some(other) = self.files.iter().position(|file| file.namespace == namespace) else { continue };
            self.types_of(other, entries, done, known);
            for (inner, kind) in &known[other] {
                let name = if name.is_empty() { inner.clone() } else { format!("{name}.{inner}") };
                imported.insert(name, kind.clone());
            }
        }
        let (types, flaws) = Items::resolve(self.files[index].root, imported, entries);
        known[index] = types;
        self.model.flaws.extend(flaws);
    }

    /// Gives every element its place in the model.
    fn register(&mut self) {
        let (mut inputs, mut decisions, mut knowledge, mut services) = (0, 0, 0, 0);
        let next = |count: &mut usize| std::mem::replace(count, *count + 1);
        for (at, file) in self.files.iter().enumerate() {
            for node in file.root.children().filter(roxmltree::Node::is_element) {
                let target = match node.tag_name().name() {
                    "inputData" => Target::Input(next(&mut inputs)),
                    "decision" => Target::Decision(next(&mut decisions)),
                    "businessKnowledgeModel" => Target::Knowledge(next(&mut knowledge)),
                    "decisionService" => Target::Service(next(&mut services)),
                    _ => continue,
                };
                let id = node.attribute("id").or_else(|| node.attribute("name")).unwrap_or_default();
                self.ids.insert((file.namespace.clone(), id.to_owned()), (target, node, at));
            }
        }
    }

    fn flaw(&mut self, element: &str, message: String) {
        self.model.flaws.push(Flaw { place: place(element, None), syntax: None, message });
    }

    fn kind(&mut self, file: usize, name: Option<String>, owner: &str) -> Type {
        let Some(name) = name else { return Type::Any };
        let kind = kind_of(&name, &self.files[file].scope.types);
        kind.unwrap_or_else(|| {
            self.flaw(owner, format!("there is no type \"{name}\""));
            Type::Any
        })
    }

    fn variable_kind(&mut self, file: usize, node: Xml<'a>, owner: &str) -> Type {
        let name = child(node, "variable").and_then(type_ref);
        self.kind(file, name, owner)
    }

    /// What a reference points at, with the name under which its file is imported.
    fn resolve(&self, file: usize, href: &str) -> Option<(Target, Xml<'a>, Option<Arc<str>>)> {
        let (namespace, id) = href.rsplit_once('#').unwrap_or(("", href));
        let own = &self.files[file];
        if namespace.is_empty() || namespace == own.namespace {
            let (target, node, _) = self.ids.get(&(own.namespace.clone(), id.to_owned()))?;
            return Some((*target, *node, None));
        }
        let (target, node, _) = self.ids.get(&(namespace.to_owned(), id.to_owned()))?;
        let import = own.imports.iter().find(|(_, other)| other == namespace);
        let import = import.map(|(name, _)| name.clone()).filter(|name| !name.is_empty());
        Some((*target, *node, import))
    }

    fn requirements(&mut self, file: usize, node: Xml<'a>, owner: &str) -> Vec<Requirement> {
        let mut requirements = Vec::new();
        for group in node
            .children()
            .filter(|child| matches!(child.tag_name().name(), "informationRequirement" | "knowledgeRequirement"))
        {
            for reference in group.children().filter(roxmltree::Node::is_element) {
                let Some(href) = reference.attribute("href") else { continue };
                match self.resolve(file, href) {
                    Some((target, element, import)) => {
                        let variable = child(element, "variable").and_then(|variable| variable.attribute("name"));
                        let name = normal(variable.unwrap_or(&name_of(element)));
                        requirements.push(Requirement { import, name, target });
                    }
                    None => self.flaw(owner, format!("it requires \"{href}\", which does not exist")),
                }
            }
        }
        requirements
    }

    /// The names that an element's logic may use.
    fn scope(&self, file: usize, requirements: &[Requirement]) -> Scope {
        let mut scope = self.files[file].scope.clone();
        for requirement in requirements {
            match &requirement.import {
                Some(import) => {
                    scope.variable(import);
                    scope.entry(&requirement.name);
                }
                None => scope.variable(&requirement.name),
            }
        }
        scope
    }

    fn compile(&mut self) {
        for file in 0..self.files.len() {
            let root = self.files[file].root;
            for node in root.children().filter(roxmltree::Node::is_element) {
                match node.tag_name().name() {
                    "inputData" => self.input(file, node),
                    "decision" => self.decision(file, node),
                    "businessKnowledgeModel" => self.knowledge(file, node),
                    "decisionService" => self.service(file, node),
                    _ => {}
                }
            }
        }
        self.model.by_id = self.ids.iter().map(|(id, (target, _, _))| (id.clone(), *target)).collect();
    }

    fn input(&mut self, file: usize, node: Xml<'a>) {
        let name = name_of(node);
        let kind = self.variable_kind(file, node, &name);
        let namespace = &self.files[file].namespace;
        let import = self.files[0].imports.iter().find(|(_, other)| other == namespace && file > 0);
        let import = import.map(|(name, _)| name.clone()).filter(|name| !name.is_empty());
        self.model.inputs.push(Input { name, kind, import });
    }

    fn decision(&mut self, file: usize, node: Xml<'a>) {
        let name = name_of(node);
        let kind = self.variable_kind(file, node, &name);
        let requires = self.requirements(file, node, &name);
        let place = place(&name, None);
        let mut compiler =
            Compiler { types: self.files[file].scope.types.clone(), flaws: Vec::new(), place: place.clone() };
        let logic = compiler.logic_in(node, &self.scope(file, &requires), &kind);
        self.model.flaws.extend(compiler.flaws);
        self.model.decisions.push(Decision {
            id: node.attribute("id").unwrap_or(&name).to_owned(),
            own: file == 0,
            variable: normal(child(node, "variable").and_then(|variable| variable.attribute("name")).unwrap_or(&name)),
            name,
            kind,
            requires,
            logic,
            place: Arc::new(place),
        });
    }

    fn knowledge(&mut self, file: usize, node: Xml<'a>) {
        let name = name_of(node);
        let kind = self.variable_kind(file, node, &name);
        // The variable may have the type of the function; then that of its result is meant.
        let kind = match kind.plain() {
            Type::Function(signature) => signature.1.clone(),
            _ => kind,
        };
        let requires = self.requirements(file, node, &name);
        let mut scope = self.scope(file, &requires);
        let place = place(&name, None);
        let mut parameters = Vec::new();
        let mut body = None;
        if let Some(function) = child(node, "encapsulatedLogic") {
            for parameter in children(function, "formalParameter") {
                let parameter_name = normal(parameter.attribute("name").unwrap_or_default());
                scope.variable(&parameter_name);
                let kind = self.kind(file, type_ref(parameter), &name);
                parameters.push(Parameter { name: parameter_name, kind });
            }
            let types = self.files[file].scope.types.clone();
            let mut compiler = Compiler { types, flaws: Vec::new(), place: place.clone() };
            let foreign = function.attribute("kind").is_some_and(|kind| kind != "FEEL");
            body = if foreign { None } else { compiler.logic_in(function, &scope, &Type::Any) };
            self.model.flaws.extend(compiler.flaws);
        }
        let (own, place) = (file == 0, Arc::new(place));
        self.model.knowledge.push(Knowledge { name, own, parameters, kind, requires, body, place });
    }

    fn service(&mut self, file: usize, node: Xml<'a>) {
        let name = name_of(node);
        let kind = self.variable_kind(file, node, &name);
        let kind = match kind.plain() {
            Type::Function(signature) => signature.1.clone(),
            _ => kind,
        };
        let mut found = |element: &'static str| {
            let mut indices = Vec::new();
            for reference in children(node, element) {
                let href = reference.attribute("href").unwrap_or_default();
                match self.resolve(file, href) {
                    Some((Target::Input(index) | Target::Decision(index), _, _)) => indices.push(index),
                    _ => self.flaw(&name, format!("it refers to \"{href}\", which does not exist")),
                }
            }
            indices
        };
        let (inputs, input_decisions, outputs) = (found("inputData"), found("inputDecision"), found("outputDecision"));
        let own = file == 0;
        self.model.services.push(Service { name, own, kind, inputs, input_decisions, outputs });
    }
}

/// The namespaces of the models that a model imports.
///
/// # Errors
/// The text is no well-formed DMN.
pub fn imports(text: &str) -> Result<Vec<String>, ReadError> {
    let document = model(text)?;
    let namespaces = children(document.root_element(), "import").filter_map(|import| import.attribute("namespace"));
    Ok(namespaces.map(str::to_owned).collect())
}
